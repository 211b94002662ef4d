"""The workbook's first sheet, in plain words, for somebody who was handed the file and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.emit.handover import AnySheet, Handover
from pipeline.emit.methods import sections

METHODS_SHEET = "Methods"
Style = Literal["title", "heading", "text", "pair", "link"]

# What each sheet is called, and is for. A table that is not named here keeps its own name.
TITLES = {
    "coded_quotes": ("Coded quotes", "Everything that was said and may be quoted, a row for each quote and theme"),
    "themes": ("Themes", "The themes, what they mean, and how widely each is heard"),
    "theme_by_case": ("Themes by case", "The framework matrix: for each case and theme a count and the best quote"),
    "theme_by_sector": ("Themes by sector", "Which kinds of organisation voice which themes"),
    "cases": ("Cases", "The case studies, roundtables, surveys and documents"),
    "saturation": ("Saturation", "Whether further interviews still brought new themes, where that can be told"),
    "agreement": ("Agreement", "How far people agree about the coding, and the pipeline with them"),
    "reliability": ("Reliability", "Whether the pipeline's confidence means what it says"),
    "organisations": ("Organisations", "The organisations that people named, each under one name"),
    "organisation_mentions": ("Mentions", "Every place where an organisation is named"),
    "organisation_ties": ("Ties", "Organisations mentioned together, with the words"),
    "findings": ("Findings", "What the run wants a person to look at"),
    "data_dictionary": ("Data dictionary", "What every column holds"),
}

_CITING = (
    "Filter by theme, place or sector; start with the rows whose column “shortlisted” says yes.",
    "Copy the words from “quote” as they stand, and put “attribution” after them: it says who may be named.",
    "[name] and other words in square brackets stand for what consent asks to be left out. Leave them as they are.",
    "“context_before” and “context_after” help to understand a quote. They are not part of it.",
    "“quote_id” finds the quote again: give it with the quote in drafts, so that every quotation can be checked.",
    "The last column, “in the page”, opens the web page there: keep the folders “dataset” and “report” together.",
    "A row whose “origin” is “discovered” belongs to a candidate theme: nobody has adopted it yet.",
    "A row whose “counts” says no was rejected for that theme: do not use it as evidence for it.",
)
_CONSENT = (
    ("named", "The person agreed to be named."),
    ("role", "The person is cited by role and organisation, never by name."),
    (
        "anonymous",
        "Only what the attribution says. Names are replaced; own words may still tell: read them so.",
    ),
    ("(empty)", "Words quoted from a published document: its people are public."),
    ("none", "The person did not agree to be quoted: the words are not in this file, though they are counted."),
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


def cover(handover: Handover) -> Iterator[CoverLine]:
    """The lines of the cover sheet."""
    counts = handover.counts
    yield CoverLine("title", "Coded interviews")
    yield CoverLine(
        "text",
        "What people said in interviews, roundtables, surveys and documents, word for word, sorted by theme. "
        "Each quote can be found in its transcript, and is printed only as the person agreed.",
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
        yield CoverLine("link", title_of(sheet), f"{about} ({_rows(len(sheet.records))})")
    yield CoverLine(
        "link", METHODS_SHEET, "What was done, in sentences that a report can take over, with its limits"
    )
    yield CoverLine(
        "text", "The [+] signs above a sheet's header open columns that are folded away: ids, offsets, reasons."
    )
    yield CoverLine("heading", "How to cite a quote")
    for step in _CITING:
        yield CoverLine("text", step)
    yield CoverLine("heading", "What consent means")
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
    ("participants", "Participants (survey respondents included)", True),
    ("words", "Words in all turns", True),
    ("passages", "Passages", True),
    ("coded_passages", "Passages with a theme", True),
    ("codings", "Codings", True),
    ("reviewed", "Codings reviewed by a person", True),
    ("quotes", "Quotes in this file", True),
    ("withheld", "Quotes withheld (no consent)", True),
    ("shortlisted", "Quotes on a shortlist", True),
    ("themes", "Themes of the codebook", True),
    ("coder_themes", "Themes named only in decisions", False),
    ("candidates", "Candidate themes", True),
    ("organisations", "Organisations", True),
    ("saturation_units", "Transcripts in the sheet Saturation (each survey counts as one)", False),
    ("last_new_theme", "Last of them with a new theme", False),
    ("checks", "Findings that need checking", True),
    ("files_unread", "Files that could not be read", False),
    ("files_held", "Files held back until checked", False),
    ("files_excluded", "Files not opened", False),
)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
