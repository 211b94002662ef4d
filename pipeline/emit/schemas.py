"""The tables that are handed over: every column named, typed and described, for people who are not programmers.

Text has passed the gate (`gate.py`); numbers are rounded. The data dictionary, the Frictionless schemas and the
sheets of the workbook are made from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.decisions import NO_CODE
from pipeline.corpus.records import HOWS, REPORTED, SECTORS, SPEECH, SURVEY, Concern, Kind
from pipeline.corpus.schema import Column, Table
from pipeline.corpus.tables import QUOTABILITY_PARTS

YES, NO = "yes", "no"
DISPUTED = "disputed"
NOT_RECORDED = "not recorded"

ESCAPE_NOTE = (
    "A text that begins with = + - @, a tab or a carriage return has an apostrophe in front in the CSV files, so "
    "that no spreadsheet runs it as a formula. The apostrophe is not part of the text."
)

_QUOTE_ID = "the quote's id, made from its words: it stays the same from run to run"
_SOURCE = Column("source", "the transcript, survey answer or document it is in: private/text/<source>.txt")
_TURN = Column("turn_id", "the turn (in a document, the paragraph) it is in")
_CASE = Column("case", "the unit of study, as in cases.csv")
_START = Column("start", "first character, counted in code points from 0 in private/text/<source>.txt", "integer")
_END = Column("end", "one past the last character, counted the same way", "integer")
_PARTICIPANT = Column("participant", "stable id of the person who speaks; the name is in private/key.csv alone")

CODED_QUOTES = Table(
    "coded_quotes",
    "One row per quote and theme. A passage with no theme has one row with the theme empty, so that nothing that "
    "was said disappears. Left out: the words of participants whose consent is 'none'; their passages are "
    "counted in themes, theme_by_case, theme_by_sector and cases.",
    (
        Column("quote_id", _QUOTE_ID),
        _CASE,
        _SOURCE,
        Column(
            "kind",
            "speech; survey: a written answer; reported: words in quotation marks inside a document or inside "
            "somebody's turn",
            values=(SPEECH, REPORTED, SURVEY),
        ),
        Column(
            "participant",
            "stable id of the person who speaks (of reported words: who tells them); empty in a document. The "
            "name is in private/key.csv alone",
        ),
        Column("attribution", "how to cite it in print, as consent allows"),
        Column("role", "the person's role, as it may be printed"),
        Column("organisation", "whom the person speaks for, as it may be printed"),
        Column("sector", "kind of organisation"),
        Column("place", "as in cases.csv"),
        Column("date", "as in cases.csv"),
        Column(
            "consent",
            "the level that applies: named, role or anonymous; empty for words quoted from a published document",
            values=("named", "role", "anonymous", ""),
        ),
        Column("theme_id", "the theme's id; empty where no theme was found"),
        Column("theme", "the theme's name"),
        Column(
            "origin",
            "where the theme comes from: the codebook, discovered by the pipeline (a candidate until a person "
            "adopts it), or a coder",
            values=("codebook", "discovered", "coder", ""),
        ),
        Column("confidence", "how sure the coding is, 0 to 1", "number"),
        Column("basis", "why it was coded so: the phrase, or the nearest example"),
        Column("quote", "what was said, verbatim, but for what consent asks to be replaced, such as [name]"),
        Column("context_before", "the question, or the words before; … marks a cut. Not part of the quote"),
        Column("context_after", "the words after; … marks a cut. Not part of the quote"),
        _START,
        _END,
        Column("timecode", "place in the recording, h:mm:ss; empty where not known"),
        Column("organisations_named", "organisations that the quote names, separated by '; '"),
        Column(
            "quotability",
            "how well it would stand in print under this theme, 0 to 1: its parts, the "
            "last columns, by "
            "their weights (settings.toml, [quotes.weights])",
            "number",
        ),
        Column(
            "shortlisted",
            "whether it is among the best of its theme; no case and no person crowds the others out",
            values=(YES, NO),
        ),
        Column(
            "decision",
            "what people decided about the coding: accept, reject or add; disputed where they differ; none, in a "
            "row without a theme, where somebody looked and no code fits; empty where nobody has looked",
            values=("", "accept", "reject", "add", NO_CODE, DISPUTED),
        ),
        Column("coder", "who coded it: pipeline, or people, separated by '; '"),
        Column("note", "what the person wrote"),
        Column(
            "same_as",
            "quote_id of a better quote that says the same (told twice, the same answer again, or the "
            "passage that it is part of): only that one may be shortlisted",
        ),
        *(replace(part, description=f"part of quotability: {part.description}") for part in QUOTABILITY_PARTS),
        Column(
            "on_theme",
            "part of quotability: how surely it is about the theme, 0 to 1: the confidence, or 1 where a "
            "person says so; empty where there is no theme",
            "number",
        ),
        Column(
            "counts",
            "whether the quote counts for the theme: no where people rejected it, and where they differ by the "
            "latest decision; empty where there is no theme",
            values=("", YES, NO),
        ),
    ),
    key=("quote_id", "theme_id"),
)

ORGANISATIONS = Table(
    "organisations",
    "One row per organisation, under one name. Left out: those that only participants whose consent is 'none' "
    "named, and names that only they used.",
    (
        Column("organisation_id", "id, from the name", unique=True),
        Column("organisation", "the name"),
        Column("aliases", "other names that it goes by in the transcripts, separated by '; '"),
        Column("sector", "kind of organisation", values=SECTORS),
        Column("register_id", "its number in a public register, where linked"),
        Column("mentions", "how often it is named, by anybody", "integer"),
        Column("cases", "in how many cases", "integer"),
        Column("sources", "in how many sources", "integer"),
        Column("degree", "with how many other organisations it is spoken of: see organisation_ties", "integer"),
        Column(
            "betweenness",
            "how often it lies between others: the share of the shortest paths between any two of them that pass "
            "through it (Freeman 1977), 0 to 1",
            "number",
        ),
        Column(
            "bridging",
            "how far it joins the street level and the statutory: the share of the shortest paths between a "
            "community organisation, mutual aid or faith group and a local authority, health, central government, "
            "police or justice body that pass through it (Brandes 2008), 0 to 1",
            "number",
        ),
    ),
    key=("organisation_id",),
)

ORGANISATION_MENTIONS = Table(
    "organisation_mentions",
    "Every place where an organisation is named, but for the words of participants whose consent is 'none'.",
    (
        Column("mention_id", "id, from the words around it", unique=True),
        Column("organisation_id", "the organisation: see organisations.csv"),
        Column("organisation", "its name"),
        Column("text", "the words that name it, verbatim but for what consent asks to be replaced"),
        _SOURCE,
        _TURN,
        _START,
        _END,
        _PARTICIPANT,
        Column("confidence", "how sure it is, 0 to 1", "number"),
        Column("basis", "why it is taken for an organisation, and for this one"),
    ),
    key=("mention_id",),
)

ORGANISATION_TIES = Table(
    "organisation_ties",
    "Pairs of organisations spoken of together within one turn, and how, with the words. Left out: the words of "
    "participants whose consent is 'none'; degree, betweenness and bridging in organisations count them.",
    (
        Column("organisation_id_a", "one organisation: see organisations.csv"),
        Column("organisation_a", "its name"),
        Column("organisation_id_b", "the other organisation"),
        Column("organisation_b", "its name"),
        _CASE,
        _SOURCE,
        _TURN,
        _START,
        _END,
        _PARTICIPANT,
        Column("passage", "the sentences that name both, verbatim but for what consent asks to be replaced"),
        Column(
            "how",
            "how they are spoken of, by the words between and around their names: works with, funds, refers to, "
            "formerly (one was the other before), or merely beside where the words do not say",
            values=HOWS,
        ),
        Column(
            "direction",
            "a to b where a funds b, refers people to b, or was what b is now; b to a the other way round; else "
            "empty",
            values=("", "a to b", "b to a"),
        ),
        Column("cue", "the words that say how, without the names"),
        Column(
            "implied",
            "a or b where that one is not named but the speaker's own, as we or us; such ties are left out where "
            "the speaker's organisation may not be printed",
            values=("", "a", "b"),
        ),
    ),
)

THEMES = Table(
    "themes",
    "One row per theme of the codebook, and per candidate that the pipeline found. Counts leave out codings that "
    "a person rejected, and include the passages of participants whose consent is 'none', whose words are not "
    "handed over.",
    (
        Column("theme_id", "id", unique=True),
        Column("theme", "name; of a candidate, words that participants used"),
        Column(
            "origin",
            "codebook; discovered: a candidate until a person adopts it; coder: only a person's decisions name it",
            values=("codebook", "discovered", "coder"),
        ),
        Column("parent", "id of the theme above it"),
        Column("definition", "as in the codebook"),
        Column("label_words", "of a candidate: its strongest words, separated by '; '"),
        Column(
            "stability",
            "of a candidate: in what share of resamples of the passages it is found again, 0 to 1; empty for a "
            "theme of the codebook",
            "number",
        ),
        Column("passages", "passages, and quotations in documents, coded with it", "integer"),
        Column("participants", "participants who voice it, survey respondents included", "integer"),
        Column("cases", "cases in which it is heard", "integer"),
        Column("sources", "sources in which it is heard", "integer"),
        Column("shortlisted", "how many of its quotes are shortlisted", "integer"),
        Column("quoted", "people quoted in documents who voice it", "integer"),
        Column(
            "quotes",
            "its quotes in coded_quotes: passages and quotations that count for it and may be printed",
            "integer",
        ),
    ),
    key=("theme_id",),
)

CASES = Table(
    "cases",
    "One row per case with words that were read. Counts include participants whose consent is 'none', whose words "
    "are not handed over.",
    (
        replace(_CASE, unique=True),
        Column("kind", f"what its sources are: {', '.join(Kind)}; separated by '; '"),
        Column("title", "as in cases.csv"),
        Column("place", "as in cases.csv"),
        Column("date", "as in cases.csv"),
        Column("sources", "transcripts, survey responses or documents that were read", "integer"),
        Column("participants", "people who speak or answer, interviewers left out", "integer"),
        Column("words", "words in all turns, the interviewer's included", "integer"),
        Column("passages", "passages, and quotations in documents", "integer"),
    ),
    key=("case",),
)

FINDINGS = Table(
    "findings",
    "Everything that the run wants a person to look at.",
    (
        Column(
            "level",
            "problem: something did not work; check: a person should look; note: worth knowing",
            values=("problem", "check", "note"),
        ),
        Column(
            "concern",
            "what it puts at risk: reading (an interview not read, or perhaps not as it was held), codebook "
            "(perhaps not this study's), consent, other",
            values=tuple(Concern),
        ),
        Column("stage", "the stage that found it"),
        Column(
            "kind", "what findings of its kind share; the page and the summary show them as one, with their number"
        ),
        Column("file", "the file it is about (the source's id where the file's name would name a person)"),
        Column("line", "line in that file; 0 where there is none", "integer"),
        Column("finding", "what was found"),
        Column("remedy", "what to do"),
    ),
)

DATA_DICTIONARY = Table(
    "data_dictionary",
    "Every column of every table, in words.",
    (
        Column("table", "the table: <table>.csv, and a sheet of coded_dataset.xlsx"),
        Column("column", "the column"),
        Column("type", "string, integer or number", values=("string", "integer", "number", "boolean")),
        Column("values", "the only values it may have, separated by '; ', where there is such a list"),
        Column("description", "what it holds"),
    ),
    key=("table", "column"),
)

_BY_CASE_CELL = (
    "passages of this case coded with the theme, and the best quote that may be printed: 5 · “…”; empty where "
    "there is none"
)
_BY_SECTOR_COUNT = "passages coded with the theme, voiced by participants of this sector"
_BY_SECTOR_SHARE = "the same as a share of this sector's passages that say enough to carry a theme, 0 to 1"


def theme_by_case(themes: Iterable[tuple[str, str]]) -> Table:
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
            replace(_CASE, unique=True),
            Column("title", "as in cases.csv"),
            *(Column(name, _BY_CASE_CELL) for name in names),
        ),
        key=("case",),
    )


def theme_by_sector(sectors: Sequence[str]) -> Table:
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
