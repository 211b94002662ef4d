"""Themes, the framework matrix, themes by sector, and cases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from pipeline.corpus.coding_records import CONFIRMED, SUGGESTED, SURE
from pipeline.corpus.counts import ThemeCounts
from pipeline.corpus.dataset_records import ListedCase, ListedTheme
from pipeline.corpus.records import PARTICIPANT, SECTORS, Source
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.emit.coded_quotes import CombinedCoding
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate, worded
from pipeline.emit.material import Material, listed, number
from pipeline.emit.naming import Labels
from pipeline.emit.schemas import NOT_RECORDED, SectorsOfTheme, ThemesOfCase
from pipeline.emit.shortlist import ShortlistCandidate


@dataclass(frozen=True)
class ThemeTally:
    """Evidence that counts, gathered by theme; that of people who are not to be quoted is counted as well.

    Attributes:
        all: every passage.
        by_theme: the passages of each theme.
        themes: the figures of each theme.
        states: how many passages of each theme are confirmed, sure and suggested.
    """

    all: Sequence[PrintableQuote]
    by_theme: Mapping[str, Sequence[PrintableQuote]]
    themes: Mapping[str, ThemeCounts]
    states: Mapping[str, Counter[str]]

    @classmethod
    def of(cls, evidence: Iterable[PrintableQuote], verdicts: Mapping[str, Sequence[CombinedCoding]]) -> ThemeTally:
        """Gather it."""
        given = list(evidence)
        carrying: dict[str, list[PrintableQuote]] = defaultdict(list)
        states: dict[str, Counter[str]] = defaultdict(Counter)
        for one in given:
            for verdict in verdicts.get(one.quote_id, ()):
                states[verdict.theme_id][verdict.state] += one.counted
                if verdict.counts:
                    carrying[verdict.theme_id].append(one)
        return cls(
            [one for one in given if one.counted],
            {theme: [one for one in some if one.counted] for theme, some in carrying.items()},
            {theme: ThemeCounts.of(some) for theme, some in carrying.items()},
            states,
        )

    def together(self) -> dict[tuple[str, str], int]:
        """How many passages carry both of two themes; under a theme and itself, the passages of that theme."""
        themes_of: dict[str, list[str]] = defaultdict(list)
        for theme, heard in self.by_theme.items():
            for one in heard:
                themes_of[one.quote_id].append(theme)
        return Counter((a, b) for themes in themes_of.values() for a in themes for b in themes)


def theme_rows(
    material: Material, tally: ThemeTally, *, labels: Labels, gate: Gate, shortlist: set[tuple[str, str]]
) -> Iterator[ListedTheme]:
    """A row for each theme: those of the codebook in its order, then candidates."""
    short = Counter(theme_id for _, theme_id in shortlist)
    for row in material.themes:
        counts = tally.themes.get(row.theme_id) or ThemeCounts.of(())
        states = tally.states.get(row.theme_id) or Counter()
        yield ListedTheme(
            theme_id=labels.theme_ids[row.theme_id],
            theme=labels.themes[row.theme_id],
            origin=row.origin,
            parent=labels.theme_ids.get(row.parent, gate.name(row.parent)),
            definition=gate.free(row.definition),
            label_words=gate.said(row.label_words),
            stability=number(row.stability),
            group=gate.said(row.group),
            nearest_code=labels.theme_ids.get(row.nearest_code, NO_TEXT),
            differs=gate.said(row.differs),
            lacks=gate.said(row.lacks),
            **asdict(counts),
            shortlisted=short[row.theme_id],
            **{state: states[state] for state in (CONFIRMED, SURE, SUGGESTED)},
        )


def case_rows(material: Material, tally: ThemeTally, *, labels: Labels, gate: Gate) -> Iterator[ListedCase]:
    """A row for each case with words that were read, in the order of the sources."""
    passages = Counter(one.case for one in tally.all)
    people: dict[str, set[str]] = defaultdict(set)
    with_words = {turn.source for turn in material.turns}
    for turn in material.turns:
        if turn.role == PARTICIPANT:
            people[material.source[turn.source].case].add(turn.participant)
    sources: dict[str, list[Source]] = defaultdict(list)
    for row in material.sources:
        if row.source in with_words:
            sources[row.case].append(row)
    for case, rows in sources.items():
        yield ListedCase(
            case=labels.cases[case],
            source_kind=listed(row.kind for row in rows),
            title=gate.free(listed(row.title for row in rows)),
            place=gate.free(listed(row.place for row in rows)),
            date=gate.free(listed(row.date for row in rows)),
            sources=len(rows),
            participants=len(people[case]),
            words=sum(row.words for row in rows),
            passages=passages[labels.cases[case]],
        )


def matrix_rows(
    cases: Iterable[ListedCase],
    tally: ThemeTally,
    *,
    themes: Sequence[str],
    best: Mapping[tuple[str, str], ShortlistCandidate],
) -> Iterator[ThemesOfCase]:
    """The framework matrix.

    Args:
        cases: rows of the table of cases.
        tally: what counts.
        themes: the ids of the themes, in the order of the columns.
        best: the best quote of each theme in each case, by theme id and case.
    """
    counts = Counter((theme, one.case) for theme, heard in tally.by_theme.items() for one in heard)
    for case in cases:
        cells = (_cell(counts[theme, case.case], best.get((theme, case.case))) for theme in themes)
        yield ThemesOfCase(case=case.case, title=case.title, cells=tuple(cells))


def sectors_with_voices(tally: ThemeTally) -> list[str]:
    """Sectors of the evidence, the usual ones first; `not recorded` last, if there is any."""
    heard = {one.cited.sector or NOT_RECORDED for one in tally.all}
    usual = [sector for sector in SECTORS if sector in heard]
    others = sorted(heard - set(usual) - {NOT_RECORDED})
    return [*usual, *others, *([NOT_RECORDED] if NOT_RECORDED in heard else [])]


def sector_rows(
    material: Material, tally: ThemeTally, *, labels: Labels, sectors: Sequence[str]
) -> Iterator[SectorsOfTheme]:
    """How often each sector voices each theme, and what share of all that the sector said that is."""
    said = Counter(one.cited.sector or NOT_RECORDED for one in tally.all if one.substance)
    for row in material.themes:
        heard = tally.by_theme.get(row.theme_id, ())
        counts = Counter(one.cited.sector or NOT_RECORDED for one in heard)
        solid = Counter(one.cited.sector or NOT_RECORDED for one in heard if one.substance)
        yield SectorsOfTheme(
            theme_id=labels.theme_ids[row.theme_id],
            theme=labels.themes[row.theme_id],
            counts=tuple(counts[sector] for sector in sectors),
            shares=tuple(round(solid[sector] / said[sector], 3) if said[sector] else None for sector in sectors),
        )


def _cell(count: int, best: ShortlistCandidate | None) -> PrintableText:
    if not count:
        return NO_TEXT
    return worded("{count} · “{text}”", count=count, text=best.text) if best else worded("{count}", count=count)
