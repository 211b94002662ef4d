"""The coded dataset: records of the tables that are handed over, written for people who are not programmers.

Their text has passed the gate of `emit`, and their numbers are rounded; None is a number that is missing. As in the
working tables (`pipeline.corpus.records`), columns and data dictionary are derived from the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, get_args

from pipeline.corpus.coding_records import NO_CODE
from pipeline.corpus.evidence_records import (
    Clean,
    Concrete,
    Finished,
    Grounded,
    Length,
    Personal,
    StandsAlone,
    Vivid,
)
from pipeline.corpus.records import (
    CO_MENTIONED,
    HOWS,
    NOTED,
    REPORTED,
    SECTORS,
    SPEECH,
    SURVEY,
    TO_CHECK,
    Concern,
    Kind,
)
from pipeline.corpus.schema import Field

YES, NO = "yes", "no"
DISPUTED = "disputed"

# Fields that several records share.
PlaceSource = Annotated[str, Field("the transcript, survey answer or document it is in: private/text/<source>.txt")]
PlaceTurn = Annotated[str, Field("the turn (in a document, the paragraph) it is in")]
PlaceCase = Annotated[str, Field("the unit of study, as in cases.csv")]
PlaceStart = Annotated[int, Field("first character, counted in code points from 0 in private/text/<source>.txt")]
PlaceEnd = Annotated[int, Field("one past the last character, counted the same way")]
WhoSpeaks = Annotated[str, Field("stable id of the person who speaks; the name is in private/key.csv alone")]


def _part(of: object) -> Field:
    """A part of quotability, described as in the working tables."""
    return Field(f"part of quotability: {get_args(of)[1].description}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedQuote:
    """A quote under one theme, or under none."""

    quote_id: Annotated[str, Field("the quote's id, made from its words: it stays the same from run to run")]
    case: PlaceCase
    source: PlaceSource
    kind: Annotated[
        str,
        Field(
            "speech: said, or written in a chat; survey: a written answer; notes: a point in notes or minutes, "
            "recorded by somebody else and not verbatim speech; reported: words in quotation marks inside a "
            "document or inside somebody's turn",
            values=(SPEECH, REPORTED, SURVEY, NOTED),
        ),
    ]
    participant: Annotated[
        str,
        Field(
            "stable id of the person who speaks (of reported words: who tells them); empty in a document. The "
            "name is in private/key.csv alone"
        ),
    ]
    attribution: Annotated[str, Field("how to cite it in print, as consent allows")]
    role: Annotated[str, Field("the person's role, as it may be printed")]
    organisation: Annotated[str, Field("whom the person speaks for, as it may be printed")]
    sector: Annotated[str, Field("kind of organisation")]
    place: Annotated[str, Field("as in cases.csv")]
    date: Annotated[str, Field("as in cases.csv")]
    consent: Annotated[
        str,
        Field(
            "the level that applies: named, role or anonymous; empty for words quoted from a published document",
            values=("named", "role", "anonymous", ""),
        ),
    ]
    theme_id: Annotated[str, Field("the theme's id; empty where no theme was found")] = ""
    theme: Annotated[str, Field("the theme's name")] = ""
    origin: Annotated[
        str,
        Field(
            "where the theme comes from: the codebook, discovered by the pipeline (a candidate until a person "
            "adopts it), or a coder",
            values=("codebook", "discovered", "coder", ""),
        ),
    ] = ""
    confidence: Annotated[float | None, Field("how sure the coding is, 0 to 1")] = None
    basis: Annotated[str, Field("why it was coded so: the phrase, or the nearest example")] = ""
    quote: Annotated[
        str, Field("what was said, verbatim, but for what consent asks to be replaced, such as [name]")
    ]
    context_before: Annotated[str, Field("the question, or the words before; … marks a cut. Not part of the quote")]
    context_after: Annotated[str, Field("the words after; … marks a cut. Not part of the quote")]
    start: PlaceStart
    end: PlaceEnd
    timecode: Annotated[str, Field("place in the recording, h:mm:ss; empty where not known")]
    organisations_named: Annotated[str, Field("organisations that the quote names, separated by '; '")]
    quotability: Annotated[
        float,
        Field(
            "how well it would stand in print under this theme, 0 to 1: its parts, the last columns, by their "
            "weights (settings.toml, [quotes.weights])"
        ),
    ]
    shortlisted: Annotated[
        str,
        Field(
            "whether it is among the best of its theme; no case and no person crowds the others out",
            values=(YES, NO),
        ),
    ] = NO
    decision: Annotated[
        str,
        Field(
            "what people decided about the coding: accept, reject or add; disputed where they differ; none, in a "
            "row without a theme, where somebody looked and no code fits; empty where nobody has looked",
            values=("", "accept", "reject", "add", NO_CODE, DISPUTED),
        ),
    ] = ""
    coder: Annotated[str, Field("who coded it: pipeline, or people, separated by '; '")] = ""
    note: Annotated[str, Field("what the person wrote")] = ""
    same_as: Annotated[
        str,
        Field(
            "quote_id of a better quote that says the same (told twice, the same answer again, or the "
            "passage that it is part of): only that one may be shortlisted"
        ),
    ] = ""
    stands_alone: Annotated[float, _part(StandsAlone)]
    grounded: Annotated[float, _part(Grounded)]
    concrete: Annotated[float, _part(Concrete)]
    vivid: Annotated[float, _part(Vivid)]
    personal: Annotated[float, _part(Personal)]
    length: Annotated[float, _part(Length)]
    clean: Annotated[float, _part(Clean)]
    finished: Annotated[float, _part(Finished)]
    on_theme: Annotated[
        float | None,
        Field(
            "part of quotability: how surely it is about the theme, 0 to 1: the confidence, or 1 where a "
            "person says so; empty where there is no theme"
        ),
    ] = None
    counts: Annotated[
        str,
        Field(
            "whether the quote counts for the theme: no where people rejected it, and where they differ by the "
            "latest decision; empty where there is no theme",
            values=("", YES, NO),
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrganisation:
    """An organisation under one name, as it is handed over."""

    organisation_id: Annotated[str, Field("id, from the name", unique=True)]
    organisation: Annotated[str, Field("the name")]
    aliases: Annotated[str, Field("other names that it goes by in the transcripts, separated by '; '")]
    sector: Annotated[str, Field("kind of organisation", values=SECTORS)]
    register_id: Annotated[str, Field("its number in a public register, where linked")]
    mentions: Annotated[int, Field("how often it is named, by anybody")]
    cases: Annotated[int, Field("in how many cases")]
    sources: Annotated[int, Field("in how many sources")]
    degree: Annotated[int, Field("number of other organisations mentioned together with it: see organisation_ties")]
    betweenness: Annotated[
        float | None,
        Field(
            "how often it lies between others: the share of the shortest paths between any two of them that pass "
            "through it (Freeman 1977), 0 to 1"
        ),
    ]
    bridging: Annotated[
        float | None,
        Field(
            "how far it joins the street level and the statutory: the share of the shortest paths between a "
            "community organisation, mutual aid or faith group and a local authority, health, central government, "
            "police or justice body that pass through it (Brandes 2008), 0 to 1"
        ),
    ]
    state: Annotated[
        str,
        Field(
            "to check: below the set confidence, and in no network until models/organisations.csv has it; "
            "else empty",
            values=("", TO_CHECK),
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMention:
    """A place where an organisation is named, as it is handed over."""

    mention_id: Annotated[str, Field("id, from the words around it", unique=True)]
    organisation_id: Annotated[str, Field("the organisation: see organisations.csv")]
    organisation: Annotated[str, Field("its name")]
    text: Annotated[str, Field("the words that name it, verbatim but for what consent asks to be replaced")]
    source: PlaceSource
    turn_id: PlaceTurn
    start: PlaceStart
    end: PlaceEnd
    participant: WhoSpeaks
    confidence: Annotated[float | None, Field("how sure it is, 0 to 1")]
    basis: Annotated[str, Field("why it is taken for an organisation, and for this one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTie:
    """Two organisations mentioned together, as handed over."""

    organisation_id_a: Annotated[str, Field("one organisation: see organisations.csv")]
    organisation_a: Annotated[str, Field("its name")]
    organisation_id_b: Annotated[str, Field("the other organisation")]
    organisation_b: Annotated[str, Field("its name")]
    case: PlaceCase
    source: PlaceSource
    turn_id: PlaceTurn
    start: PlaceStart
    end: PlaceEnd
    participant: WhoSpeaks
    passage: Annotated[
        str, Field("the sentences that name both, verbatim but for what consent asks to be replaced")
    ]
    how: Annotated[
        str,
        Field(
            "the relation, by the words between and around their names: works with, funds, refers to, "
            f"formerly (one was the other before), or {CO_MENTIONED} where the words do not say",
            values=HOWS,
        ),
    ]
    direction: Annotated[
        str,
        Field(
            "a to b where a funds b, refers people to b, or was what b is now; b to a the other way round; else "
            "empty",
            values=("", "a to b", "b to a"),
        ),
    ]
    cue: Annotated[str, Field("the words that say how, without the names")]
    implied: Annotated[
        str,
        Field(
            "a or b where that one is not named but the speaker's own, as we or us; such ties are left out where "
            "the speaker's organisation may not be printed",
            values=("", "a", "b"),
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTheme:
    """A theme of the codebook or a candidate, as it is handed over."""

    theme_id: Annotated[str, Field("id", unique=True)]
    theme: Annotated[str, Field("name; of a candidate, words that participants used")]
    origin: Annotated[
        str,
        Field(
            "codebook; discovered: a candidate until a person adopts it; coder: only a person's decisions name it",
            values=("codebook", "discovered", "coder"),
        ),
    ]
    parent: Annotated[str, Field("id of the theme above it")] = ""
    definition: Annotated[str, Field("as in the codebook")] = ""
    label_words: Annotated[str, Field("of a candidate: its strongest words, separated by '; '")] = ""
    stability: Annotated[
        float | None,
        Field(
            "of a candidate: in what share of resamples of the passages it is found again, 0 to 1; empty for a "
            "theme of the codebook"
        ),
    ] = None
    passages: Annotated[int, Field("passages, and quotations in documents, coded with it")] = 0
    participants: Annotated[int, Field("participants who voice it, survey respondents included")] = 0
    cases: Annotated[int, Field("cases in which it is heard")] = 0
    sources: Annotated[int, Field("sources in which it is heard")] = 0
    shortlisted: Annotated[int, Field("how many of its quotes are shortlisted")] = 0
    quoted: Annotated[int, Field("people quoted in documents who voice it")] = 0
    quotes: Annotated[
        int, Field("its quotes in coded_quotes: passages and quotations that count for it and may be printed")
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A unit of study with words that were read, as it is handed over."""

    case: Annotated[str, Field(get_args(PlaceCase)[1].description, unique=True)]
    kind: Annotated[str, Field(f"what its sources are: {', '.join(Kind)}; separated by '; '")]
    title: Annotated[str, Field("as in cases.csv")]
    place: Annotated[str, Field("as in cases.csv")]
    date: Annotated[str, Field("as in cases.csv")]
    sources: Annotated[int, Field("transcripts, survey responses or documents that were read")]
    participants: Annotated[int, Field("people who speak or answer, interviewers left out")]
    words: Annotated[int, Field("words in all turns, the interviewer's included")]
    passages: Annotated[int, Field("passages, and quotations in documents")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFinding:
    """A finding, as it is handed over."""

    level: Annotated[
        str,
        Field(
            "problem: something did not work; check: a person should look; note: worth knowing",
            values=("problem", "check", "note"),
        ),
    ]
    concern: Annotated[
        str,
        Field(
            "what it puts at risk: reading (an interview not read, or perhaps not as it was held), codebook "
            "(perhaps not this study's), consent, other",
            values=tuple(Concern),
        ),
    ]
    stage: Annotated[str, Field("the stage that found it")]
    kind: Annotated[
        str, Field("what findings of its kind share; the page and the summary show them as one, with their number")
    ]
    file: Annotated[str, Field("the file it is about (the source's id where the file's name would name a person)")]
    line: Annotated[int, Field("line in that file; 0 where there is none")]
    finding: Annotated[str, Field("what was found")]
    remedy: Annotated[str, Field("what to do")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedColumn:
    """A column of a table, in words."""

    table: Annotated[str, Field("the table: <table>.csv, and a sheet of coded_dataset.xlsx")]
    column: Annotated[str, Field("the column")]
    type: Annotated[str, Field("string, integer or number", values=("string", "integer", "number", "boolean"))]
    values: Annotated[str, Field("the only values it may have, separated by '; ', where there is such a list")] = ""
    description: Annotated[str, Field("what it holds")]
