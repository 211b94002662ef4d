"""The coded dataset: records of the tables that are handed over, written for people who are not programmers.

Their text has passed the gate of `emit`, and their numbers are rounded; None is a number that is missing. As in the
working tables (`pipeline.corpus.records`), columns and data dictionary are derived from the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from pipeline.corpus.coding_records import NO_CODE, STATES
from pipeline.corpus.evidence_records import (
    Clean,
    Concrete,
    Finished,
    Forceful,
    Grounded,
    Length,
    Personal,
    StandsAlone,
    Vivid,
)
from pipeline.corpus.records import (
    NOTED,
    REPORTED,
    SPEECH,
    SURVEY,
    Concern,
    Kind,
)
from pipeline.corpus.schema import NO_TEXT, Field, PrintableText

YES, NO = "yes", "no"
DISPUTED = "disputed"
ALL_SOURCES, SURVEY_SOURCES, OTHER_SOURCES = "all", "survey", "other"

# Fields that several records share.
PlaceSource = Annotated[
    PrintableText,
    Field("source id (transcript, survey response or document); its text is private/text/<source>.txt"),
]
PlaceTurn = Annotated[str, Field("turn id (in a document, the paragraph)")]
PlaceCase = Annotated[PrintableText, Field("case (unit of study), as in cases.csv")]
PlaceStart = Annotated[
    int, Field("offset of the first character, counted in code points from 0 in private/text/<source>.txt")
]
PlaceEnd = Annotated[int, Field("offset after the last character, counted the same way")]
WhoSpeaks = Annotated[str, Field("stable id of the speaker; the name is only in private/key.csv")]


def _part(of: object) -> Field:
    """A part of quotability, described as in the working tables."""
    return Field(f"part of quotability: {get_args(of)[1].description}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedQuote:
    """A quote under one theme, or under none; first what a report writer needs."""

    quote: Annotated[
        PrintableText, Field("the words, verbatim, except for redactions required by consent, such as [name]")
    ]
    attribution: Annotated[PrintableText, Field("how to cite the quote, as consent allows")]
    theme: Annotated[PrintableText, Field("theme name; empty where no theme was found")] = NO_TEXT
    state: Annotated[
        str,
        Field(
            "confirmed: decided by a person; sure: this study's decisions show that at least 90% of such codings "
            "are right, or a phrase of the codebook is said word for word; suggested: neither, and not counted; "
            "empty if rejected, or without a theme",
            values=STATES,
        ),
    ] = ""
    case: PlaceCase
    question: Annotated[
        PrintableText,
        Field(
            "the survey question that the quote answers; in notes, the table, question or heading that the point "
            "stands under; otherwise empty"
        ),
    ] = NO_TEXT
    sector: Annotated[PrintableText, Field("kind of organisation")]
    place: Annotated[
        PrintableText, Field("as in cases.csv; of a survey's respondent, the region that the survey records")
    ]
    source_kind: Annotated[
        str, Field(f"kind of the source: {', '.join(Kind)}", values=tuple(str(kind) for kind in Kind))
    ]
    kind: Annotated[
        str,
        Field(
            "how the words were recorded. speech: said, or written in a chat; survey: a written answer; notes: a "
            "point in notes or minutes, recorded by somebody else and not verbatim speech; reported: words in "
            "quotation marks in a document or in another speaker's turn",
            values=(SPEECH, REPORTED, SURVEY, NOTED),
        ),
    ]
    participant: Annotated[
        str,
        Field(
            "stable id of the speaker (of reported words: the person who reports them); empty in a document. The "
            "name is only in private/key.csv"
        ),
    ]
    role: Annotated[PrintableText, Field("the speaker's role, as it may be printed")]
    organisation: Annotated[PrintableText, Field("the organisation the speaker represents, as it may be printed")]
    attributes: Annotated[
        PrintableText,
        Field(
            "what a survey says of its respondent besides sector and place, as 'Age: 30 to 39; Subject: Physics'. "
            "Left out: what fewer respondents share than settings.toml says ([emit], smallest_group)"
        ),
    ] = NO_TEXT
    date: Annotated[PrintableText, Field("as in cases.csv")]
    timecode: Annotated[str, Field("position in the recording, h:mm:ss; empty where not known")]
    consent: Annotated[
        str,
        Field(
            "consent level: named, role or anonymous; empty for words quoted from a published document",
            values=("named", "role", "anonymous", ""),
        ),
    ]
    shortlisted: Annotated[
        str,
        Field(
            "whether the quote is among the best of its theme, balanced across cases and speakers, or starred by "
            "a person",
            values=(YES, NO),
        ),
    ] = NO
    quotability: Annotated[
        float,
        Field(
            "suitability for print under this theme, 0 to 1: the weighted mean of its parts, which are in "
            "quotability.csv (settings.toml, [quotes.weights])"
        ),
    ]
    context_before: Annotated[
        PrintableText, Field("the question or words before the quote; … marks a cut. Not part of the quote")
    ]
    context_after: Annotated[
        PrintableText, Field("the words after the quote; … marks a cut. Not part of the quote")
    ]
    organisations_named: Annotated[PrintableText, Field("organisations named in the quote, separated by '; '")]
    origin: Annotated[
        str,
        Field(
            "source of the theme: codebook; discovered: found by the pipeline, a candidate until a researcher "
            "adopts it; coder: added by a coder",
            values=("codebook", "discovered", "coder", ""),
        ),
    ] = ""
    confidence: Annotated[float | None, Field("confidence of the coding, 0 to 1")] = None
    basis: Annotated[
        PrintableText, Field("why the code applies: a sentence that quotes the words that decided")
    ] = NO_TEXT
    decision: Annotated[
        str,
        Field(
            "people's decision on the coding: accept, reject or add; disputed where coders differ; none, in a "
            "row without a theme, where a coder found no code that fits; empty if not reviewed",
            values=("", "accept", "reject", "add", NO_CODE, DISPUTED),
        ),
    ] = ""
    counts: Annotated[
        str,
        Field(
            "whether the quote counts as evidence for the theme: yes if its state is confirmed or sure (where "
            "coders differ, by the latest decision); empty where there is no theme",
            values=("", YES, NO),
        ),
    ] = ""
    coder: Annotated[PrintableText, Field("who coded it: pipeline, or coders separated by '; '")] = NO_TEXT
    note: Annotated[PrintableText, Field("the coder's note")] = NO_TEXT
    same_as: Annotated[
        str,
        Field(
            "quote_id of a better quote that says the same (a repeated story or answer, or the passage that "
            "contains it); only that one may be shortlisted, unless this "
            "one is starred"
        ),
    ] = ""
    repeats: Annotated[
        int, Field("how many other quotes say the same: those whose same_as is this one, such as campaign answers")
    ] = 0
    quote_id: Annotated[str, Field("quote id, derived from its words: the same in every run")]
    theme_id: Annotated[PrintableText, Field("theme id; empty where no theme was found")] = NO_TEXT
    source: PlaceSource
    start: PlaceStart
    end: PlaceEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteParts:
    """The parts of the quotability of a quote under one theme, or under none."""

    quote_id: Annotated[str, Field("quote id: see coded_quotes.csv")]
    theme_id: Annotated[PrintableText, Field("theme id; empty where no theme was found")]
    quotability: Annotated[float, Field("the weighted mean of the parts, 0 to 1, as in coded_quotes.csv")]
    on_theme: Annotated[
        float | None,
        Field(
            "part of quotability: certainty of the theme, 0 to 1: the confidence, or 1 if confirmed by a person; "
            "empty where there is no theme"
        ),
    ] = None
    stands_alone: Annotated[float, _part(StandsAlone)]
    grounded: Annotated[float, _part(Grounded)]
    concrete: Annotated[float, _part(Concrete)]
    vivid: Annotated[float, _part(Vivid)]
    personal: Annotated[float, _part(Personal)]
    length: Annotated[float, _part(Length)]
    clean: Annotated[float, _part(Clean)]
    finished: Annotated[float, _part(Finished)]
    forceful: Annotated[float, _part(Forceful)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeOfAttribute:
    """How often people of one kind raise a theme: by sector, place, question or whatever else is known of them."""

    attribute: Annotated[
        str,
        Field(
            "what the value is: sector, place, case, source_kind, question, date, consent, role or organisation, "
            "as in coded_quotes.csv; region is what stands after the last comma of place; any other is a column of "
            "a survey that has the use 'attribute' in survey_columns.csv"
        ),
    ]
    value: Annotated[PrintableText, Field("its value; 'not recorded' where sector, place or region is not known")]
    sources: Annotated[
        str,
        Field(
            "all: the whole study; survey: only survey answers; other: everything else",
            values=(ALL_SOURCES, SURVEY_SOURCES, OTHER_SOURCES),
        ),
    ]
    theme_id: Annotated[PrintableText, Field("theme id")]
    theme: Annotated[PrintableText, Field("theme name")]
    passages: Annotated[int, Field("number of passages coded with the theme")]
    share: Annotated[float | None, Field("the same as a share of all substantive passages with this value, 0 to 1")]
    participants: Annotated[int, Field("number of participants who raise the theme")]
    of_participants: Annotated[int, Field("number of participants with this value")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePair:
    """Two themes of the same passages."""

    theme_id_a: Annotated[PrintableText, Field("id of the first theme: see themes.csv")]
    theme_a: Annotated[PrintableText, Field("theme name")]
    theme_id_b: Annotated[PrintableText, Field("id of the second theme")]
    theme_b: Annotated[PrintableText, Field("theme name")]
    passages: Annotated[int, Field("number of passages coded with both")]
    of_passages_a: Annotated[int, Field("number of passages coded with the first")]
    of_passages_b: Annotated[int, Field("number of passages coded with the second")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateOfAttribute:
    """A candidate in one case or one sector."""

    theme_id: Annotated[PrintableText, Field("candidate id")]
    theme: Annotated[PrintableText, Field("candidate name")]
    attribute: Annotated[str, Field("case or sector")]
    value: Annotated[PrintableText, Field("which case or sector")]
    passages: Annotated[int, Field("number of passages for which the candidate is suggested there")]
    words: Annotated[
        PrintableText,
        Field("its most characteristic words there, of those in several passages, separated by '; '"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTheme:
    """A theme of the codebook or a candidate, as it is handed over."""

    theme_id: Annotated[PrintableText, Field("id", unique=True)]
    theme: Annotated[PrintableText, Field("theme name; for a candidate, words that participants used")]
    origin: Annotated[
        str,
        Field(
            (
                "codebook; discovered: a candidate until a researcher adopts it; coder: named only in a person's "
                "decisions"
            ),
            values=("codebook", "discovered", "coder"),
        ),
    ]
    parent: Annotated[PrintableText, Field("id of the parent theme")] = NO_TEXT
    definition: Annotated[PrintableText, Field("as in the codebook")] = NO_TEXT
    label_words: Annotated[
        PrintableText, Field("for a candidate: its most characteristic words, separated by '; '")
    ] = NO_TEXT
    stability: Annotated[
        float | None,
        Field(
            "for a candidate: share of repeat runs on resampled passages in which it was found again, 0 to 1; "
            "empty for a codebook theme"
        ),
    ] = None
    group: Annotated[
        PrintableText, Field("for a candidate: words that it shares with the candidates near it, separated by '; '")
    ] = NO_TEXT
    nearest_code: Annotated[PrintableText, Field("for a candidate: id of the nearest code in use")] = NO_TEXT
    differs: Annotated[
        PrintableText,
        Field(
            "for a candidate: words that more of its passages contain than of the nearest code's, separated by '; '"
        ),
    ] = NO_TEXT
    lacks: Annotated[
        PrintableText,
        Field(
            "for a candidate: words that more passages of the nearest code contain than its own, separated by '; '"
        ),
    ] = NO_TEXT
    passages: Annotated[
        int, Field("number of passages and quotations in documents whose coding with it is confirmed or sure")
    ] = 0
    participants: Annotated[int, Field("number of participants who raise it, including survey respondents")] = 0
    cases: Annotated[int, Field("number of cases in which it occurs")] = 0
    sources: Annotated[int, Field("number of sources in which it occurs")] = 0
    shortlisted: Annotated[int, Field("number of its quotes that are shortlisted")] = 0
    quoted: Annotated[int, Field("number of people quoted in documents who raise it")] = 0
    quotes: Annotated[
        int,
        Field(
            "number of its quotes in coded_quotes: passages and quotations that count as evidence and may be "
            "printed"
        ),
    ] = 0
    confirmed: Annotated[int, Field("number of its passages that a person confirmed")] = 0
    sure: Annotated[int, Field("number of its passages that are sure and that nobody has decided about")] = 0
    suggested: Annotated[
        int, Field("number of passages for which it is only suggested: they are in no other figure")
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A unit of study with words that were read, as it is handed over."""

    case: Annotated[PrintableText, Field(get_args(PlaceCase)[1].description, unique=True)]
    source_kind: Annotated[str, Field(f"kinds of its sources: {', '.join(Kind)}; separated by '; '")]
    title: Annotated[PrintableText, Field("as in cases.csv")]
    place: Annotated[PrintableText, Field("as in cases.csv")]
    date: Annotated[PrintableText, Field("as in cases.csv")]
    sources: Annotated[int, Field("number of transcripts, survey responses or documents read")]
    participants: Annotated[int, Field("number of people who speak or answer, excluding interviewers")]
    words: Annotated[int, Field("number of words in all turns, including the interviewer's")]
    passages: Annotated[int, Field("number of passages and quotations in documents")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFinding:
    """A finding, as it is handed over."""

    level: Annotated[
        str,
        Field(
            "problem: something failed; check: someone needs to check it; note: for information",
            values=("problem", "check", "note"),
        ),
    ]
    concern: Annotated[
        str,
        Field(
            "what is at risk: reading (an interview missing, or possibly misread), codebook (possibly that of "
            "another study), consent, other",
            values=tuple(Concern),
        ),
    ]
    stage: Annotated[str, Field("pipeline stage that reported it")]
    finding_kind: Annotated[
        PrintableText,
        Field(
            "key shared by findings of the same kind, which the page and the summary show as one with their number"
        ),
    ]
    file: Annotated[
        PrintableText, Field("the file concerned (the source id where the file name would identify a person)")
    ]
    line: Annotated[int, Field("line in that file; 0 if none")]
    finding: Annotated[PrintableText, Field("what happened")]
    remedy: Annotated[PrintableText, Field("what to do")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedColumn:
    """A column of a table, in words."""

    table: Annotated[str, Field("table name: <table>.csv, and a sheet of coded_dataset.xlsx")]
    column: Annotated[str, Field("column name")]
    type: Annotated[str, Field("string, integer or number", values=("string", "integer", "number", "boolean"))]
    values: Annotated[str, Field("permitted values, separated by '; ', where restricted")] = ""
    description: Annotated[str, Field("description")]
