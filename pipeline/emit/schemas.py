"""The tables that are handed over, for people who are not programmers.

Columns are derived from the records (`pipeline.corpus.dataset_records`); where a theme or a sector is a column, the
table is made for the study. Text has passed the gate (`gate.py`); numbers are rounded. The data dictionary, the
Frictionless schemas and the sheets of the workbook are made from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.dataset_records import (
    CandidateOfAttribute,
    CodedQuote,
    DescribedColumn,
    ListedCase,
    ListedFinding,
    ListedTheme,
    QuoteParts,
    ThemeOfAttribute,
    ThemePair,
)
from pipeline.corpus.organisation_tables import ListedMention, ListedOrganisation, ListedTie
from pipeline.corpus.schema import Cell, Column, PrintableText, Table, table

NOT_RECORDED = "not recorded"

ESCAPE_NOTE = (
    "In the CSV files, a text that begins with = + - @, a tab or a carriage return is preceded by an apostrophe, "
    "so that no spreadsheet runs it as a formula. The apostrophe is not part of the text."
)

CODED_QUOTES = table(
    CodedQuote,
    name="coded_quotes",
    description="One row per quote and theme. A passage without a theme has one row with the theme empty, so "
    "that nothing said is lost. Excluded: the words of participants whose consent is 'none'; their passages are "
    "counted in themes, theme_by_case, theme_by_sector and cases.",
    key=("quote_id", "theme_id"),
)

QUOTABILITY = table(
    QuoteParts,
    name="quotability",
    description="The parts of the quotability of each row of coded_quotes.csv, which has the same quote_id and "
    "theme_id.",
    key=("quote_id", "theme_id"),
)

THEME_BY_ATTRIBUTE = table(
    ThemeOfAttribute,
    name="theme_by_attribute",
    description="How often each theme is raised by sector, place, case, question and so on, and by each attribute "
    "column of a survey, for the whole study and for survey answers apart. A theme that nobody with the value "
    "raises has no row, nor has an attribute column's value that too few respondents gave (settings.toml, [emit], "
    "smallest_group). Counts exclude rejected codings and include the passages of participants whose consent is "
    "'none', except by role and organisation.",
    key=("attribute", "value", "sources", "theme_id"),
)

THEME_PAIRS = table(
    ThemePair,
    name="theme_pairs",
    description="Themes that come up together: one row per pair of themes that a passage carries. Counts "
    "exclude rejected codings and include the passages of participants whose consent is 'none'.",
    key=("theme_id_a", "theme_id_b"),
)

ORGANISATIONS = table(
    ListedOrganisation,
    name="organisations",
    description="One row per organisation, with its variant names merged. Excluded: organisations named only by "
    "participants whose consent is 'none', and names that only they used.",
    key=("organisation_id",),
)

ORGANISATION_MENTIONS = table(
    ListedMention,
    name="organisation_mentions",
    description="Every mention of an organisation, except in the words of participants whose consent is 'none'.",
    key=("mention_id",),
)

ORGANISATION_TIES = table(
    ListedTie,
    name="organisation_ties",
    description="Pairs of organisations mentioned together in one turn, with the relation where it is stated "
    "and the words. Excluded: the words of participants whose consent is 'none'; degree, betweenness and "
    "bridging in organisations include them.",
)

THEMES = table(
    ListedTheme,
    name="themes",
    description="One row per theme of the codebook, and per candidate found by the pipeline. Counts exclude "
    "rejected codings and include the passages of participants whose consent is 'none', whose words are withheld.",
    key=("theme_id",),
)

CANDIDATE_BY_ATTRIBUTE = table(
    CandidateOfAttribute,
    name="candidate_by_attribute",
    description="Where candidates occur: one row per candidate under each case and each sector, with the number of "
    "suggested passages and the words that are characteristic of the candidate there.",
    key=("theme_id", "attribute", "value"),
)

CASES = table(
    ListedCase,
    name="cases",
    description="One row per case with words that were read. Counts include participants whose consent is "
    "'none', whose words are withheld.",
    key=("case",),
)

FINDINGS = table(
    ListedFinding,
    name="findings",
    description="Everything that needs checking after the run.",
)

DATA_DICTIONARY = table(
    DescribedColumn,
    name="data_dictionary",
    description="The columns of every table, with their descriptions.",
    key=("table", "column"),
)

_CASE = next(column for column in CASES.columns if column.name == "case")
_CASE_OF_MANY = replace(_CASE, unique=False)
_BY_CASE_CELL = (
    "number of passages of this case coded with the theme, and the best quote that may be printed: 5 · “…”; "
    "empty if none"
)
_BY_SECTOR_COUNT = "number of passages coded with the theme from participants of this sector"
_BY_QUESTION_COUNT = "number of passages that answer this question and are coded with the theme"
_BY_SECTOR_SHARE = "the same as a share of this sector's substantive passages, 0 to 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesOfCase:
    """A row of the framework matrix.

    Attributes:
        case: the unit of study.
        title: as in cases.csv.
        cells: of each theme, in the order of the columns.
    """

    case: PrintableText
    title: PrintableText
    cells: tuple[PrintableText, ...]

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

    theme_id: PrintableText
    theme: PrintableText
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]

    @property
    def values(self) -> tuple[Cell, ...]:
        """In the order of the columns."""
        return (self.theme_id, self.theme, *self.counts, *self.shares)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemesOfQuestion:
    """A question by theme.

    Attributes:
        case: the survey's or meeting's case.
        question: its words.
        passages: that answer it.
        participants: who answer it.
        counts: of each theme, in the order of the columns.
    """

    case: PrintableText
    question: PrintableText
    passages: int
    participants: int
    counts: tuple[int, ...]

    @property
    def values(self) -> tuple[Cell, ...]:
        """In the order of the columns."""
        return (self.case, self.question, self.passages, self.participants, *self.counts)


def theme_by_case(themes: Iterable[tuple[PrintableText, PrintableText]]) -> Table[ThemesOfCase]:
    """The framework matrix: a row per case, a column per theme.

    Args:
        themes: id and printable name of each theme, in order.
    """
    names = distinct_names(themes, taken=("case", "title"))
    return Table(
        "theme_by_case",
        "Framework matrix: one row per case, one column per theme. Counts exclude rejected codings and include "
        "the passages of participants whose consent is 'none', whose words are withheld.",
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
        "One row per theme, with the number of passages from each sector and their share of all passages from "
        "that sector. Counts exclude rejected codings and include the passages of participants whose consent is "
        "'none', whose words are withheld.",
        (Column("theme_id", "id", unique=True), Column("theme", "name"), *counts, *shares),
        key=("theme_id",),
    )


def theme_by_question(themes: Iterable[tuple[PrintableText, PrintableText]]) -> Table[ThemesOfQuestion]:
    """Themes by question: a row per question, a column of counts per theme.

    Args:
        themes: id and printable name of each theme, in order.
    """
    fixed = (
        _CASE_OF_MANY,
        Column("question", "the survey question; in notes, the table, question or heading"),
        Column("passages", "number of passages that answer it", "integer"),
        Column("participants", "number of participants who answer it", "integer"),
    )
    names = distinct_names(themes, taken=tuple(column.name for column in fixed))
    return Table(
        "theme_by_question",
        "One row per survey question and per heading of notes, one column per theme with the number of passages. "
        "Counts exclude rejected codings and include the passages of participants whose consent is 'none', whose "
        "words are withheld.",
        (*fixed, *(Column(name, _BY_QUESTION_COUNT, "integer") for name in names)),
        key=("case", "question"),
    )
