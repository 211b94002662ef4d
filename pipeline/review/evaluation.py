"""Evaluates a run against a manual gold standard, and compares it with the bare models.

A gold standard is a folder with any of these CSV files:

- `organisations.csv`: source, text, organisation, mentions (how often that surface form names it in that source);
- `themes.csv`: source, excerpt, themes (ids, separated by spaces; empty for none), covering what was said;
- `quotes.csv`: source, quote, speaker, kind.

`source` is the file's name without its extension. White space is ignored.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeVar

from pipeline.corpus import tables
from pipeline.corpus.coding_records import PIPELINE
from pipeline.corpus.errors import UserError
from pipeline.corpus.evidence_records import Passage, Quotation
from pipeline.corpus.schema import Table
from pipeline.corpus.spans import Span, folded
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts

Thing = TypeVar("Thing")
R = TypeVar("R")


@dataclass(frozen=True)
class Score:
    """Counts of expected and found items, and of those that match."""

    found: int
    wanted: int
    right: int

    @property
    def precision(self) -> float:
        """The share of found items that are correct; 0 if nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of expected items that were found; 0 if none were expected."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @classmethod
    def of(cls, found: Counter[Thing], wanted: Counter[Thing]) -> Score:
        """Compare two multisets."""
        return cls(found.total(), wanted.total(), (found & wanted).total())


class ScoreLine(NamedTuple):
    """One line of the evaluation."""

    what: str
    how: str
    score: Score


class Made:
    """The tables of a run that an evaluation needs."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.sources = self.records(tables.SOURCES)
        self.texts = Texts(study.texts, [source.source for source in self.sources])
        self.stem = {source.source: PurePosixPath(source.file).stem for source in self.sources}

    def records(self, table: Table[R]) -> list[R]:
        """One working table.

        Raises:
            UserError: if no run has written it.
        """
        path = self._study.tables / f"{table.name}.parquet"
        if not path.exists():
            raise UserError("there is no finished run to evaluate", "Run: pipeline run", path)
        return table.records(read_table(path, table))

    def text_of(self, quotation: Quotation) -> str:
        """The case-folded words of a quotation."""
        return folded(quotation.span.of(self.texts[quotation.source]))


def organisation_lines(made: Made, rows: Sequence[Mapping[str, str]]) -> list[ScoreLine]:
    """Scores for mentions by surface form and by name, and the same for the bare model."""
    sources = {row["source"] for row in rows}
    wanted = Counter[tuple[str, str]]()
    named = Counter[tuple[str, str, str]]()
    for row in rows:
        text = _straight(row["text"])
        wanted[row["source"], text] += int(row["mentions"])
        named[row["source"], text, _plain(row["organisation"])] += int(row["mentions"])
    name_of = {one.organisation_id: one.organisation for one in made.records(tables.ORGANISATIONS)}
    found = Counter[tuple[str, str]]()
    joined = Counter[tuple[str, str, str]]()
    for mention in made.records(tables.MENTIONS):
        stem = made.stem[mention.source]
        if stem in sources:
            found[stem, _straight(mention.text)] += 1
            joined[stem, _straight(mention.text), _plain(name_of[mention.organisation_id])] += 1
    return [
        ScoreLine("organisations", "found, exact words", Score.of(found, wanted)),
        ScoreLine("organisations", "spaCy alone", Score.of(_spacy_alone(made, sources), wanted)),
        ScoreLine("organisations", "found and under the right name", Score.of(joined, named)),
    ]


def _spacy_alone(made: Made, sources: set[str]) -> Counter[tuple[str, str]]:
    from pipeline.language.english import small_entity_model

    nlp = small_entity_model()
    found = Counter[tuple[str, str]]()
    turns = [turn for turn in made.records(tables.TURNS) if made.stem[turn.source] in sources]
    texts = (turn.span.of(made.texts[turn.source]) for turn in turns)
    for turn, doc in zip(turns, nlp.pipe(texts), strict=True):
        for ent in doc.ents:
            if ent.label_ == "ORG":
                found[made.stem[turn.source], _straight(ent.text)] += 1
    return found


def _straight(text: str) -> str:
    return folded(text).replace("’", "'")


def _plain(name: str) -> str:
    return _straight(name).casefold()


def quote_lines(made: Made, rows: Sequence[Mapping[str, str]]) -> list[ScoreLine]:
    """Scores for each kind of quotation: spans by their words, then speakers of those found."""
    sources = {row["source"] for row in rows}
    kinds = sorted({row["kind"] for row in rows})
    quotations = [one for one in made.records(tables.QUOTES) if made.stem[one.source] in sources]
    tellers = _tellers(made)
    lines = []
    for kind in kinds:
        wanted = Counter((row["source"], _bare(row["quote"])) for row in rows if row["kind"] == kind)
        found = Counter((made.stem[one.source], _bare(made.text_of(one))) for one in quotations if one.kind == kind)
        lines.append(ScoreLine("quotes", f"{kind} quotations, exact words", Score.of(found, wanted)))
        speakers = {(row["source"], _bare(row["quote"])): row["speaker"] for row in rows if row["kind"] == kind}
        told = [
            (_speaker(one, tellers), speakers[key])
            for one in quotations
            if one.kind == kind and (key := (made.stem[one.source], _bare(made.text_of(one)))) in speakers
        ]
        right = sum(_same_person(ours, gold) for ours, gold in told)
        lines.append(ScoreLine("quotes", f"{kind} quotations, speaker", Score(len(told), len(told), right)))
    return lines


def _tellers(made: Made) -> dict[str, str]:
    """The speaker of each turn, by name or label."""
    names = {one.participant: one.name or one.speaker for one in made.records(tables.PARTICIPANTS)}
    return {turn.turn_id: names.get(turn.participant, "") for turn in made.records(tables.TURNS)}


def _speaker(quotation: Quotation, tellers: Mapping[str, str]) -> str:
    """The person quoted; the speaker of the turn if they quote themselves."""
    return tellers[quotation.turn_id] if quotation.speaker.casefold() in ("i", "we") else quotation.speaker


def _bare(quote: str) -> str:
    return folded(quote).replace("’", "'").strip("“”‘’\"'.,;: ").casefold()


def _same_person(ours: str, gold: str) -> bool:
    # `one of the volunteers` matches a volunteer.
    one, other = (
        {word.strip(".,'’").casefold().removesuffix("s") for word in name.split()} for name in (ours, gold)
    )
    small = {"a", "an", "the", "one", "of", "mr", "m", "dr", "cllr"}  # Mrs and Ms without their final s
    return (not one - small and not other - small) or bool((one - small) & (other - small))


class _Excerpt(NamedTuple):
    source: str
    span: Span
    themes: frozenset[str]


def theme_lines(made: Made, rows: Sequence[Mapping[str, str]], *, study: Study) -> list[ScoreLine]:
    """Scores for codebook themes by excerpt, and the same for theme names alone."""
    from pipeline.corpus.codebook import read_codebook

    path = study.models / "codebook.yaml"
    if not path.exists():
        raise UserError(
            "there is no codebook to evaluate", "Use --models to name the folder that contains it", path
        )
    codes = read_codebook(path).codes
    known = {code.id for code in codes}
    passages = made.records(tables.PASSAGES)
    excerpts = list(_located(made, rows, passages=passages))
    wanted = Counter((at, theme) for at, excerpt in enumerate(excerpts) for theme in excerpt.themes & known)
    coded: dict[str, set[str]] = defaultdict(set)
    for coding in made.records(tables.CODINGS):
        if coding.coder == PIPELINE and coding.origin == "codebook":
            coded[coding.quote_id].add(coding.theme_id)
    lines = [ScoreLine("themes", "assigned", Score.of(_assigned(excerpts, passages, coded), wanted))]
    names = {code.id: code.name for code in codes}
    lines.append(
        ScoreLine("themes", "label names alone (best threshold)", _names_alone(made, excerpts, wanted, names=names))
    )
    return lines


def _located(made: Made, rows: Sequence[Mapping[str, str]], *, passages: Sequence[Passage]) -> Iterable[_Excerpt]:
    """The place of each gold-standard excerpt in the stored texts; excerpts not found are left out."""
    of_stem: dict[str, list[str]] = defaultdict(list)
    for source in dict.fromkeys(passage.source for passage in passages):
        of_stem[made.stem[source]].append(source)
    indexed = {source: _FoldedText(made.texts[source]) for sources in of_stem.values() for source in sources}
    used: Counter[tuple[str, str]] = Counter()
    for row in rows:
        excerpt = folded(row["excerpt"])
        places = [(source, span) for source in of_stem[row["source"]] for span in indexed[source].spans_of(excerpt)]
        at = used[row["source"], excerpt]
        used[row["source"], excerpt] += 1
        if at < len(places):
            yield _Excerpt(*places[at], frozenset(row["themes"].split()))


class _FoldedText:
    """Finds folded strings in a text, and returns their places in the original text."""

    def __init__(self, text: str) -> None:
        self._places: list[int] = []
        kept: list[str] = []
        for at, character in enumerate(text):
            if character.isspace() and (not kept or kept[-1] == " "):
                continue
            kept.append(" " if character.isspace() else character)
            self._places.append(at)
        self._folded = "".join(kept)

    def spans_of(self, wanted: str) -> list[Span]:
        """All places in order."""
        spans = []
        at = self._folded.find(wanted)
        while wanted and at >= 0:
            spans.append(Span(self._places[at], self._places[at + len(wanted) - 1] + 1))
            at = self._folded.find(wanted, at + 1)
        return spans


def _assigned(
    excerpts: Sequence[_Excerpt], passages: Sequence[Passage], coded: Mapping[str, set[str]]
) -> Counter[tuple[int, str]]:
    """Assign each excerpt the themes of passages that are more than half inside it, or that contain it."""
    by_source: dict[str, list[tuple[Span, set[str]]]] = defaultdict(list)
    for passage in passages:
        by_source[passage.source].append((passage.span, coded.get(passage.quote_id, set())))
    found: Counter[tuple[int, str]] = Counter()
    for at, excerpt in enumerate(excerpts):
        themes: set[str] = set()
        for span, its_themes in by_source[excerpt.source]:
            shared = min(span.end, excerpt.span.end) - max(span.start, excerpt.span.start)
            if 2 * shared > min(span.end - span.start, excerpt.span.end - excerpt.span.start):
                themes |= its_themes
        found.update((at, theme) for theme in themes)
    return found


def _names_alone(
    made: Made, excerpts: Sequence[_Excerpt], wanted: Counter[tuple[int, str]], *, names: Mapping[str, str]
) -> Score:
    """Similarity to theme names alone, at the best threshold for this gold standard (users have none)."""
    from pipeline.language.sentence_encoder import embedded

    ids = list(names)
    texts = [folded(excerpt.span.of(made.texts[excerpt.source])) for excerpt in excerpts]
    likeness = embedded(texts, threads=2) @ embedded([names[theme] for theme in ids], threads=2).T
    scores = []
    for threshold in (step / 50 for step in range(5, 40)):
        rows, columns = (likeness >= threshold).nonzero()
        found = Counter((int(row), ids[column]) for row, column in zip(rows, columns, strict=True))
        scores.append(Score.of(found, wanted))
    return max(scores, key=lambda score: score.f1)


_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organisations.csv": ("source", "text", "organisation", "mentions"),
    "themes.csv": ("source", "excerpt", "themes"),
    "quotes.csv": ("source", "quote", "speaker", "kind"),
}


def evaluate(study: Study, gold: Path) -> list[ScoreLine]:
    """Compare the study's last run with the gold standard; one line per measure.

    Raises:
        UserError: if the folder contains none of the files, or one lacks a column.
    """
    given = {name: _read(gold / name) for name in _COLUMNS if (gold / name).exists()}
    if not given:
        raise UserError(
            "the folder contains no gold standard", f"It should contain some of: {', '.join(_COLUMNS)}", gold
        )
    made = Made(study)
    lines: list[ScoreLine] = []
    if rows := given.get("organisations.csv"):
        lines += organisation_lines(made, rows)
    if rows := given.get("themes.csv"):
        lines += theme_lines(made, rows, study=study)
    if rows := given.get("quotes.csv"):
        lines += quote_lines(made, rows)
    return lines


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in _COLUMNS[path.name] if name not in (reader.fieldnames or ())]
        if missing:
            raise UserError(
                f"there is no column {missing[0]!r}", f"It needs {', '.join(_COLUMNS[path.name])}", path, 1
            )
        return list(reader)
