"""Themes by survey question, and by whatever else is known of who speaks and where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from pipeline.corpus.dataset_records import (
    ALL_SOURCES,
    OTHER_SOURCES,
    SURVEY_SOURCES,
    CandidateOfAttribute,
    ThemeOfAttribute,
    ThemePair,
)
from pipeline.corpus.records import Kind
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate, region_of, worded
from pipeline.emit.material import Material
from pipeline.emit.naming import Labels
from pipeline.emit.overview import ThemeTally
from pipeline.emit.schemas import NOT_RECORDED, ThemesOfQuestion

ValueOf = Callable[[PrintableQuote], PrintableText]

# Role and organisation come last: only from those who may be quoted, since a rare one tells who was counted.
ATTRIBUTES: Mapping[str, ValueOf] = {
    "sector": lambda one: one.cited.sector,
    "place": lambda one: one.place,
    "region": lambda one: region_of(one.place),
    "case": lambda one: one.case,
    "source_kind": lambda one: one.source_kind,
    "question": lambda one: one.question,
    "date": lambda one: one.date,
    "consent": lambda one: one.cited.consent,
    "role": lambda one: one.cited.role if one.printable else NO_TEXT,
    "organisation": lambda one: one.cited.organisation if one.printable else NO_TEXT,
}
# Of these it is told how much is not known; in the others, empty means that there is none.
_OF_EVERYBODY = ("sector", "place", "region")


def question_rows(material: Material, tally: ThemeTally) -> Iterator[ThemesOfQuestion]:
    """A row for each question of each case, in the order of the text: how many passages carry each theme."""
    asked: dict[tuple[PrintableText, PrintableText], list[PrintableQuote]] = defaultdict(list)
    for one in tally.all:
        if one.question:
            asked[one.case, one.question].append(one)
    ids = {row.theme_id: {one.quote_id for one in tally.by_theme.get(row.theme_id, ())} for row in material.themes}
    for (case, question), answers in asked.items():
        yield ThemesOfQuestion(
            case=case,
            question=question,
            passages=len(answers),
            participants=_people(answers),
            counts=tuple(sum(one.quote_id in some for one in answers) for some in ids.values()),
        )


def attribute_rows(material: Material, tally: ThemeTally, *, labels: Labels) -> Iterator[ThemeOfAttribute]:
    """A row for each theme under each value of each attribute; none where the theme is not raised."""
    by_theme = [(row.theme_id, tally.by_theme.get(row.theme_id, ())) for row in material.themes]
    for attribute, value_of in _attributes(tally.all).items():
        unknown = worded(NOT_RECORDED) if attribute in _OF_EVERYBODY else NO_TEXT
        said = _by_value(value_of, tally.all, unknown=unknown)
        heard = {theme: _by_value(value_of, some, unknown=unknown) for theme, some in by_theme}
        for value, sources in sorted(said, key=lambda key: (key[0] == NOT_RECORDED, *key)):
            everything = said[value, sources]
            solid = sum(one.substance for one in everything)
            for theme, _ in by_theme:
                if carrying := heard[theme].get((value, sources)):
                    share = sum(one.substance for one in carrying) / solid if solid else None
                    yield ThemeOfAttribute(
                        attribute=attribute,
                        value=value,
                        sources=sources,
                        theme_id=labels.theme_ids[theme],
                        theme=labels.themes[theme],
                        passages=len(carrying),
                        share=None if share is None else round(share, 3),
                        participants=_people(carrying),
                        of_participants=_people(everything),
                    )


def pair_rows(material: Material, tally: ThemeTally, *, labels: Labels) -> Iterator[ThemePair]:
    """A row for each two themes that a passage carries, the most frequent pairs first."""
    order = {row.theme_id: at for at, row in enumerate(material.themes)}
    together = tally.together()
    pairs = [(a, b) for a, b in together if order[a] < order[b]]
    for a, b in sorted(pairs, key=lambda pair: (-together[pair], order[pair[0]], order[pair[1]])):
        yield ThemePair(
            theme_id_a=labels.theme_ids[a],
            theme_a=labels.themes[a],
            theme_id_b=labels.theme_ids[b],
            theme_b=labels.themes[b],
            passages=together[a, b],
            of_passages_a=together[a, a],
            of_passages_b=together[b, b],
        )


def candidate_rows(material: Material, *, labels: Labels, gate: Gate) -> Iterator[CandidateOfAttribute]:
    """A row for each candidate under each case and sector, the candidates in their order."""
    for one in material.candidate_classes:
        yield CandidateOfAttribute(
            theme_id=labels.theme_ids[one.theme_id],
            theme=labels.themes[one.theme_id],
            attribute=one.attribute,
            value=labels.cases[one.value] if one.attribute == "case" else gate.free(one.value),
            passages=one.passages,
            words=gate.said(one.words),
        )


def _attributes(evidence: Iterable[PrintableQuote]) -> Mapping[str, ValueOf]:
    """All attributes, those of surveys last; one that is called like another is told apart."""
    names = dict.fromkeys(name for one in evidence for name in one.cited.tabulated)
    own = {f"{name} (survey)" if name in ATTRIBUTES else name: name for name in names}
    return {**ATTRIBUTES, **{shown: partial(_fact, name) for shown, name in own.items()}}


def _fact(name: PrintableText, one: PrintableQuote) -> PrintableText:
    return one.cited.tabulated.get(name, NO_TEXT)


def _by_value(
    value_of: ValueOf, evidence: Iterable[PrintableQuote], *, unknown: PrintableText
) -> Mapping[tuple[PrintableText, str], Sequence[PrintableQuote]]:
    """Evidence by the attribute's value, all of it and that of surveys apart."""
    found: dict[tuple[PrintableText, str], list[PrintableQuote]] = defaultdict(list)
    for one in evidence:
        if value := value_of(one) or unknown:
            apart = SURVEY_SOURCES if Kind(one.source_kind) is Kind.SURVEY else OTHER_SOURCES
            found[value, ALL_SOURCES].append(one)
            found[value, apart].append(one)
    return found


def _people(evidence: Iterable[PrintableQuote]) -> int:
    return len({one.participant for one in evidence} - {""})
