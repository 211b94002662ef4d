"""Themes against a gold, beside the likeness of their names alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline import tables
from pipeline.errors import UserError
from pipeline.evaluation.scores import Line, Made, Score
from pipeline.schema import rows_of
from pipeline.spans import Span, folded
from pipeline.study import Study


class _Excerpt(NamedTuple):
    source: str
    span: Span
    themes: frozenset[str]


def theme_lines(made: Made, rows: Sequence[Mapping[str, str]], *, study: Study) -> list[Line]:
    """Themes of the codebook, excerpt by excerpt; the same for names alone."""
    from pipeline.themes.codebook import read_codebook

    path = study.models / "codebook.yaml"
    if not path.exists():
        raise UserError("there is no codebook to evaluate", "Name the folder that holds it with --models", path)
    codes = read_codebook(path).codes
    known = {code.id for code in codes}
    passages = rows_of(made.table(tables.PASSAGES))
    excerpts = list(_located(made, rows, passages=passages))
    wanted = Counter((at, theme) for at, excerpt in enumerate(excerpts) for theme in excerpt.themes & known)
    codings = made.table(tables.CODINGS)
    coded: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(codings[(codings["coder"] == "pipeline") & (codings["origin"] == "codebook")]):
        coded[row["quote_id"]].add(row["theme_id"])
    lines = [Line("themes", "assigned", Score.of(_assigned(excerpts, passages, coded), wanted))]
    names = {code.id: code.name for code in codes}
    lines.append(
        Line("themes", "label names alone (best threshold)", _names_alone(made, excerpts, wanted, names=names))
    )
    return lines


def _located(
    made: Made, rows: Sequence[Mapping[str, str]], *, passages: Sequence[Mapping[str, object]]
) -> Iterable[_Excerpt]:
    """Where each excerpt of the gold stands in the stored texts; those that stand nowhere are left out."""
    of_stem: dict[str, list[str]] = defaultdict(list)
    for source in dict.fromkeys(str(passage["source"]) for passage in passages):
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
    """Finds folded strings in a text, and gives their places in the text as it is."""

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
        """Every place, in order."""
        spans = []
        at = self._folded.find(wanted)
        while wanted and at >= 0:
            spans.append(Span(self._places[at], self._places[at + len(wanted) - 1] + 1))
            at = self._folded.find(wanted, at + 1)
        return spans


def _assigned(
    excerpts: Sequence[_Excerpt], passages: Sequence[Mapping[str, object]], coded: Mapping[str, set[str]]
) -> Counter[tuple[int, str]]:
    """Each excerpt has the themes of the passages that lie in it by more than half, or that it lies in."""
    by_source: dict[str, list[tuple[Span, set[str]]]] = defaultdict(list)
    for row in passages:
        span = Span(int(str(row["start"])), int(str(row["end"])))
        by_source[str(row["source"])].append((span, coded.get(str(row["quote_id"]), set())))
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
    """The likeness of theme names alone, at the threshold that suits this gold best (a user has none)."""
    from pipeline.language.meaning import embedded

    ids = list(names)
    texts = [folded(excerpt.span.of(made.texts[excerpt.source])) for excerpt in excerpts]
    likeness = embedded(texts, threads=2) @ embedded([names[theme] for theme in ids], threads=2).T
    scores = []
    for threshold in (step / 50 for step in range(5, 40)):
        rows, columns = (likeness >= threshold).nonzero()
        found = Counter((int(row), ids[column]) for row, column in zip(rows, columns, strict=True))
        scores.append(Score.of(found, wanted))
    return max(scores, key=lambda score: score.f1)
