"""The workbook's first sheet, in plain words, for somebody who was handed the file and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.emit.handover import AnySheet, Handover
from pipeline.emit.methods import sections

METHODS_SHEET = "Methods"
_MOST_ROWS = 1_048_575  # a sheet holds no more below its header
_NEWEST = {"audit_trail": 2_000}  # nobody reads more of it in a workbook, and writing them takes most of a run
Style = Literal["title", "heading", "text", "pair", "link"]

# What each sheet is called, and is for. A table that is not named here keeps its own name.
TITLES = {
    "coded_quotes": ("Coded quotes", "Everything said that may be quoted: one row per quote and theme"),
    "themes": ("Themes", "Themes, their definitions, and how widespread each is"),
    "theme_by_case": (
        "Themes by case",
        "Framework matrix: for each case and theme, the number of passages and the best quote",
    ),
    "passage_by_theme": ("Passages by theme", "0/1 matrix: which quotes carry which themes, confirmed or sure"),
    "case_by_theme": ("Cases by theme", "How many passages of each case carry each theme, as numbers"),
    "case_by_theme_binary": ("Cases by theme (0-1)", "Whether a case has a passage with the theme"),
    "theme_by_theme": ("Theme matrix", "How many passages carry both of two themes"),
    "theme_by_sector": ("Themes by sector", "Which sectors raise which themes"),
    "theme_by_question": (
        "Themes by question",
        "Passages per theme for each survey question and heading of notes",
    ),
    "theme_by_attribute": (
        "Themes by attribute",
        "Passages and participants per theme by sector, place, question and more; survey answers apart",
    ),
    "theme_pairs": ("Themes together", "How often two themes are in the same passage"),
    "candidate_by_attribute": ("Candidates by attribute", "Where candidate themes occur, and their words there"),
    "cases": ("Cases", "Case studies, roundtables, surveys and documents"),
    "saturation": ("Saturation", "Whether further interviews still brought new themes, where known"),
    "agreement": ("Agreement", "Agreement between coders, and between coders and the pipeline"),
    "reliability": ("Reliability", "How well the pipeline's confidence matches people's decisions"),
    "review_effort": ("Review effort", "How many more passages to review until most codings are confirmed or sure"),
    "audit_trail": ("Audit trail", "What people decided, in the order of time"),
    "organisations": ("Organisations", "The organisations mentioned, with variant names merged"),
    "organisation_mentions": ("Mentions", "Every mention of an organisation"),
    "organisation_ties": ("Ties", "Organisations mentioned together, with the words"),
    "quotability": ("Quotability", "What makes each quote suitable for print, part by part"),
    "findings": ("Findings", "What needs checking"),
    "data_dictionary": ("Data dictionary", "A description of every column"),
}

_CITING = (
    "Filter by theme, question, sector or place. Start with rows where “shortlisted” is yes.",
    "Copy the text in “quote” exactly, followed by “attribution”, which is worded as consent allows.",
    "[name] and other words in square brackets are redactions required by consent. Do not change them.",
    "“context_before” and “context_after” help you to understand a quote. They are not part of it.",
    "Keep “quote_id” with each quote in your drafts, so that every quotation can be checked.",
    (
        "The last column, “in the page”, opens the quote in the web page. Keep the folders “dataset” and “report” "
        "together."
    ),
    "Where “origin” is “discovered”, the theme is only a candidate and has not been adopted.",
    "Where “state” is suggested, it is the software's proposal, which nobody has confirmed, and is not counted.",
    "Where “counts” is no, the coding is suggested or rejected: do not use the quote as evidence for that theme.",
)
_CONSENT = (
    ("named", "The person agreed to be named."),
    ("role", "The person is cited by role and organisation, never by name."),
    (
        "anonymous",
        (
            "The person is cited only as the attribution says. Names are replaced, but the quote itself may still "
            "identify the person: check before printing."
        ),
    ),
    ("(empty)", "Words quoted from a published document, where the people quoted are public."),
    (
        "none",
        "The person did not agree to be quoted: the words are not in this file but are included in the counts.",
    ),
)


@dataclass(frozen=True)
class CoverLine:
    """A line of the cover sheet: one text across, or a short text with its explanation."""

    style: Style
    text: str
    about: str | int = ""


def title_of(sheet: AnySheet) -> str:
    """What the sheet is called."""
    return TITLES.get(sheet.table.name, (sheet.table.name, ""))[0]


def in_workbook(sheet: AnySheet) -> AnySheet:
    """The rows that the workbook shows: of the audit trail the newest, of others as many as a sheet can hold."""
    name, records = sheet.table.name, sheet.records
    if name in _NEWEST:
        return replace(sheet, records=records[-_NEWEST[name] :])
    return sheet if len(records) <= _MOST_ROWS else replace(sheet, records=records[:_MOST_ROWS])


def _rows_shown(sheet: AnySheet) -> str:
    shown, count = len(in_workbook(sheet).records), len(sheet.records)
    if shown == count:
        return "1 row" if count == 1 else f"{count:,} rows"
    which = "newest" if sheet.table.name in _NEWEST else "first"
    return f"the {which} {shown:,} of {count:,} rows; all of them are in {sheet.table.name}.csv"


def cover(handover: Handover) -> Iterator[CoverLine]:
    """The lines of the cover sheet."""
    counts = handover.counts
    yield CoverLine("title", "Coded interviews")
    yield CoverLine(
        "text",
        "What people said in interviews, roundtables, surveys and documents, verbatim and coded by theme. Each "
        "quote can be traced to its transcript and is cited as the speaker agreed.",
    )
    yield CoverLine("heading", "The study in figures")
    for name, label, always in _FIGURES:
        count = getattr(counts, name)
        if count or always:
            yield CoverLine("pair", label, count)
    for one in handover.conduct.unused:
        yield CoverLine(
            "pair", f"File not used: {one.state}", f"{one.name} ({one.reason})" if one.name else one.reason
        )
    yield CoverLine("heading", "The sheets")
    for sheet in handover.sheets.values():
        about = TITLES.get(sheet.table.name, ("", sheet.table.description))[1]
        yield CoverLine("link", title_of(sheet), f"{about} ({_rows_shown(sheet)})")
    yield CoverLine("link", METHODS_SHEET, "A description of the methods and their limits, ready for a report")
    yield CoverLine("text", "Click [+] above a sheet's header to show hidden columns: ids, offsets, evidence.")
    yield CoverLine("heading", "How to cite a quote")
    for step in _CITING:
        yield CoverLine("text", step)
    yield CoverLine("heading", "Levels of consent")
    for level, meaning in _CONSENT:
        yield CoverLine("pair", level, meaning)


def methods_lines(handover: Handover) -> Iterator[CoverLine]:
    """The lines of the sheet with the methods statement, the same as report/methods.md."""
    yield CoverLine("title", "Methods")
    for section in sections(handover):
        yield CoverLine("heading", section.title)
        if section.items:
            yield CoverLine("pair", "Reporting items", section.items)
        for paragraph in section.paragraphs:
            yield CoverLine("text", paragraph)


# Field of `Counts`, what it is called here, and whether it is printed even where there is none.
_FIGURES = (
    ("cases", "Cases", True),
    ("interviews", "Interviews", True),
    ("roundtables", "Roundtables", False),
    ("respondents", "Survey responses", False),
    ("documents", "Documents", False),
    ("notes", "Sets of notes", False),
    ("chats", "Chats", False),
    ("participants", "Participants (including survey respondents)", True),
    ("words", "Words in all turns", True),
    ("passages", "Passages", True),
    ("coded_passages", "Passages with a theme", True),
    ("codings", "Codings", True),
    ("reviewed", "Codings reviewed by a person", True),
    ("sure", "Sure codings that nobody has reviewed", True),
    ("suggested", "Suggested codings (not counted)", True),
    ("quotes", "Quotes in this file", True),
    ("withheld", "Quotes withheld (no consent)", True),
    ("shortlisted", "Shortlisted quotes", True),
    ("themes", "Codebook themes", True),
    ("coder_themes", "Themes named only in decisions", False),
    ("candidates", "Candidate themes", True),
    ("organisations", "Organisations", True),
    ("saturation_units", "Transcripts in the Saturation sheet (each survey counts as one)", False),
    ("last_new_theme", "Number of the last one with a new theme", False),
    ("checks", "Findings that need checking", True),
    ("files_unread", "Files that could not be read", False),
    ("files_held", "Files held until checked", False),
    ("files_excluded", "Files not opened", False),
)
