"""The tables that are handed over, for people who are not programmers.

Columns are derived from the records (`pipeline.corpus.dataset_records`); where a theme or a sector is a column, the
table is made for the study. Text has passed the gate (`gate.py`); numbers are rounded. The data dictionary, the
Frictionless schemas and the sheets of the workbook are made from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.dataset_records import (
    CodedQuote,
    DescribedColumn,
    ListedCase,
    ListedFinding,
    ListedMention,
    ListedOrganisation,
    ListedTheme,
    ListedTie,
)
from pipeline.corpus.schema import Cell, Column, Table, table

NOT_RECORDED = "not recorded"

ESCAPE_NOTE = (
    "A text that begins with = + - @, a tab or a carriage return has an apostrophe in front in the CSV files, so "
    "that no spreadsheet runs it as a formula. The apostrophe is not part of the text."
)

CODED_QUOTES = table(
    CodedQuote,
    name="coded_quotes",
    description="One row per quote and theme. A passage with no theme has one row with the theme empty, so that "
    "nothing that was said disappears. Left out: the words of participants whose consent is 'none'; their "
    "passages are counted in themes, theme_by_case, theme_by_sector and cases.",
    key=("quote_id", "theme_id"),
)

ORGANISATIONS = table(
    ListedOrganisation,
    name="organisations",
    description="One row per organisation, under one name. Left out: those that only participants whose consent "
    "is 'none' named, and names that only they used.",
    key=("organisation_id",),
)

ORGANISATION_MENTIONS = table(
    ListedMention,
    name="organisation_mentions",
    description="Every place where an organisation is named, but for the words of participants whose consent is "
    "'none'.",
    key=("mention_id",),
)

ORGANISATION_TIES = table(
    ListedTie,
    name="organisation_ties",
    description="Pairs of organisations mentioned together in one turn, with the relation and the words. Left out: "
    "the words of participants whose consent is 'none'; degree, betweenness and bridging in organisations count "
    "them.",
)

THEMES = table(
    ListedTheme,
    name="themes",
    description="One row per theme of the codebook, and per candidate that the pipeline found. Counts leave out "
    "codings that a person rejected, and include the passages of participants whose consent is 'none', whose "
    "words are not handed over.",
    key=("theme_id",),
)

CASES = table(
    ListedCase,
    name="cases",
    description="One row per case with words that were read. Counts include participants whose consent is "
    "'none', whose words are not handed over.",
    key=("case",),
)

FINDINGS = table(
    ListedFinding,
    name="findings",
    description="Everything that the run wants a person to look at.",
)

DATA_DICTIONARY = table(
    DescribedColumn,
    name="data_dictionary",
    description="Every column of every table, in words.",
    key=("table", "column"),
)

_CASE = next(column for column in CASES.columns if column.name == "case")
_BY_CASE_CELL = (
    "passages of this case coded with the theme, and the best quote that may be printed: 5 · “…”; empty where "
    "there is none"
)
_BY_SECTOR_COUNT = "passages coded with the theme, voiced by participants of this sector"
_BY_SECTOR_SHARE = "the same as a share of this sector's passages that say enough to carry a theme, 0 to 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesOfCase:
    """A row of the framework matrix.

    Attributes:
        case: the unit of study.
        title: as in cases.csv.
        cells: of each theme, in the order of the columns.
    """

    case: str
    title: str
    cells: tuple[str, ...]

    @property
    def values(self) -> tuple[Cell, ...]:
        """In the order of the columns."""
        return (self.case, self.title, *self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorsOfTheme:
    """A theme by sector.

    Attributes:
        theme_id: its id.
        theme: its name.
        counts: of each sector, in the order of the columns.
        shares: of each sector; None where it said nothing that could carry a theme.
    """

    theme_id: str
    theme: str
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]

    @property
    def values(self) -> tuple[Cell, ...]:
        """In the order of the columns."""
        return (self.theme_id, self.theme, *self.counts, *self.shares)


def theme_by_case(themes: Iterable[tuple[str, str]]) -> Table[ThemesOfCase]:
    """The framework matrix: a row per case, a column per theme.

    Args:
        themes: id and printable name of each theme, in order.
    """
    names = distinct_names(themes, taken=("case", "title"))
    return Table(
        "theme_by_case",
        "The framework matrix: a row per case, a column per theme. Counts leave out codings that a person "
        "rejected, and include the passages of participants whose consent is 'none', whose words are not "
        "handed over.",
        (
            _CASE,
            Column("title", "as in cases.csv"),
            *(Column(name, _BY_CASE_CELL) for name in names),
        ),
        key=("case",),
    )


def theme_by_sector(sectors: Sequence[str]) -> Table[SectorsOfTheme]:
    """Themes by sector: a row per theme; for each sector a column of counts, then one of shares."""
    counts = [Column(sector, _BY_SECTOR_COUNT, "integer") for sector in sectors]
    shares = [Column(f"{sector} (share)", _BY_SECTOR_SHARE, "number") for sector in sectors]
    return Table(
        "theme_by_sector",
        "A row per theme; for each sector of participants the number of passages, and their share of all that "
        "the sector said. Counts leave out codings that a person rejected, and include the passages of "
        "participants whose consent is 'none', whose words are not handed over.",
        (Column("theme_id", "id", unique=True), Column("theme", "name"), *counts, *shares),
        key=("theme_id",),
    )
