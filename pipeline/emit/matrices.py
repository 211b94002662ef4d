"""Matrices for analysts: passages, cases and themes against themes, as numbers and nothing else.

They hold what counts: confirmed and sure codings with themes of the codebook. Suggestions and candidates are left
out. A passage that may not be printed is counted with its case, and has no row of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.dataset_records import YES, CodedQuote, ListedCase, ListedTheme
from pipeline.corpus.judged_pairs import CANDIDATE
from pipeline.corpus.schema import Cell, Column, PrintableText, Table
from pipeline.emit.schemas import CASES, CODED_QUOTES

_ABOUT_PASSAGE = ("quote_id", "case", "source", "kind", "participant", "sector")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What a row is about, and a number for each theme."""

    about: tuple[str, ...]
    numbers: tuple[int, ...]

    @property
    def values(self) -> tuple[Cell, ...]:
        """In the order of the columns."""
        return (*self.about, *self.numbers)


Matrix = tuple[Table[MatrixRow], list[MatrixRow]]


def matrices(
    quotes: Sequence[CodedQuote],
    cases: Sequence[ListedCase],
    themes: Iterable[ListedTheme],
    *,
    counted: Collection[str],
    in_case: Mapping[tuple[PrintableText, PrintableText], int],
    together: Mapping[tuple[PrintableText, PrintableText], int],
) -> Iterator[Matrix]:
    """Passages and themes, cases and themes (counts, then 0/1), and themes together.

    Args:
        quotes: rows of coded_quotes.
        cases: rows of cases.
        themes: rows of themes; candidates get no column.
        counted: the ids of quotes that count; words told inside a passage are counted with it.
        in_case: how many passages of a theme each case has, by theme id and case.
        together: how many passages carry both of two themes, by their ids.
    """
    own = [theme for theme in themes if theme.origin != CANDIDATE]
    yield _passages(quotes, own, counted=counted)
    yield from _cases(cases, own, in_case=in_case)
    yield _co_occurrence(own, together)


def _passages(quotes: Sequence[CodedQuote], own: Sequence[ListedTheme], *, counted: Collection[str]) -> Matrix:
    ids = [theme.theme_id for theme in own]
    carried = {(row.quote_id, row.theme_id) for row in quotes if row.counts == YES}
    return (
        _table(
            "passage_by_theme",
            "One row per passage, and per quotation in a document; one column per theme of the codebook: 1 where "
            "the coding is confirmed or sure, otherwise 0.",
            own,
            about=[column for name in _ABOUT_PASSAGE for column in CODED_QUOTES.columns if column.name == name],
            cell="1 if the quote carries the theme, confirmed or sure; otherwise 0",
        ),
        [
            MatrixRow(
                tuple(getattr(row, name) for name in _ABOUT_PASSAGE),
                tuple(int((row.quote_id, theme) in carried) for theme in ids),
            )
            for row in {row.quote_id: row for row in quotes if row.quote_id in counted}.values()
        ],
    )


def _cases(
    cases: Sequence[ListedCase],
    own: Sequence[ListedTheme],
    *,
    in_case: Mapping[tuple[PrintableText, PrintableText], int],
) -> Iterator[Matrix]:
    """The counts, then 0/1."""
    ids = [theme.theme_id for theme in own]
    counts = [MatrixRow((case.case,), tuple(in_case.get((theme, case.case), 0) for theme in ids)) for case in cases]
    about = [column for column in CASES.columns if column.name == "case"]
    yield (
        _table(
            "case_by_theme",
            "One row per case and one column per theme of the codebook: the number of confirmed and sure passages.",
            own,
            about=about,
            cell="number of passages of the case that carry the theme, confirmed or sure",
        ),
        counts,
    )
    yield (
        _table(
            "case_by_theme_binary",
            "The same with 1 for one passage or more, and 0 for none.",
            own,
            about=about,
            cell="1 if a passage of the case carries the theme, confirmed or sure; otherwise 0",
        ),
        [MatrixRow(row.about, tuple(int(number > 0) for number in row.numbers)) for row in counts],
    )


def _co_occurrence(
    own: Sequence[ListedTheme], together: Mapping[tuple[PrintableText, PrintableText], int]
) -> Matrix:
    ids = [theme.theme_id for theme in own]
    pairs = Counter(dict(together))
    return (
        _table(
            "theme_by_theme",
            "Co-occurrence: the number of passages that carry both of two themes of the codebook, confirmed or "
            "sure; in the diagonal, all passages of the theme.",
            own,
            about=[Column("theme_id", "id of the theme of this row", unique=True), Column("theme", "its name")],
            cell="number of passages that carry both themes, confirmed or sure",
        ),
        [
            MatrixRow((theme.theme_id, theme.theme), tuple(pairs[theme.theme_id, other] for other in ids))
            for theme in own
        ],
    )


def _table(
    name: str, description: str, themes: Iterable[ListedTheme], *, about: Sequence[Column], cell: str
) -> Table[MatrixRow]:
    given = [(theme.theme_id, theme.theme) for theme in themes]
    names = distinct_names(given, taken=tuple(column.name for column in about))
    columns = (*about, *(Column(each, cell, "integer") for each in names))
    return Table(name, description, columns, key=(about[0].name,))
