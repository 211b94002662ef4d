"""The domain: records of people, organisations, passages and quotations, and of how they are cited."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pipeline.corpus.records import (
    CO_MENTIONED,
    HOWS,
    SECTORS,
    TO_CHECK,
    Consent,
    EndCharacter,
    FirstCharacter,
    SourceId,
)
from pipeline.corpus.schema import Field
from pipeline.corpus.spans import Spanned

# What quotability is made of, as far as the words themselves show it. `Passage` and `Quotation` share these fields.
StandsAlone = Annotated[float, Field("understandable without the question before it, 0 to 1")]
Grounded = Annotated[float, Field("begins without an unclear reference (that, they, he), 0 to 1")]
Concrete = Annotated[float, Field("concrete: figures, names, actions and objects, 0 to 1")]
Vivid = Annotated[float, Field("vivid: comparisons and images, 0 to 1")]
Personal = Annotated[float, Field("in the first person (I or we), 0 to 1")]
Length = Annotated[float, Field("suitable length for print, 0 to 1")]
Clean = Annotated[float, Field("few fillers, hedges, repetitions and inaudible parts, 0 to 1")]
Finished = Annotated[float, Field("ends as a complete sentence, 0 to 1")]
Forceful = Annotated[float, Field("forceful: feelings, insistence, comparisons and reasons, 0 to 1")]
# The basis of a mention for which only the language model speaks.
BY_MODEL_ALONE = "the language model takes it for one"
QUOTABILITY_PARTS = (
    "stands_alone",
    "grounded",
    "concrete",
    "vivid",
    "personal",
    "length",
    "clean",
    "finished",
    "forceful",
)


def is_certain(basis: str) -> bool:
    """Whether more than the language model's opinion speaks for an organisation."""
    return not basis.startswith(BY_MODEL_ALONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Spanned):
    """A place where an organisation is named."""

    mention_id: Annotated[str, Field("id", unique=True)]
    organisation_id: Annotated[str, Field("the organisation it names")]
    text: Annotated[str, Field("verbatim")]
    source: SourceId
    turn_id: Annotated[str, Field("the turn; empty in a heading or list of a document")]
    start: FirstCharacter
    end: EndCharacter
    participant: Annotated[str, Field("who said it")]
    confidence: Annotated[float, Field("0 to 1")]
    basis: Annotated[str, Field("why it is taken for an organisation, and for this one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation under one name, and how it stands in the network of ties."""

    organisation_id: Annotated[str, Field("id, from the name", unique=True)]
    organisation: Annotated[str, Field("the name")]
    aliases: Annotated[str, Field("other names in the transcripts, separated by '; '")] = ""
    sector: Annotated[str, Field("kind of organisation", values=SECTORS)]
    register_id: Annotated[str, Field("its number in a public register, where linked")] = ""
    mentions: Annotated[int, Field("how often it is named")]
    cases: Annotated[int, Field("in how many cases")]
    sources: Annotated[int, Field("in how many sources")]
    degree: Annotated[int, Field("number of other organisations mentioned together with it")] = 0
    betweenness: Annotated[float, Field("share of shortest paths between two others that pass through it")] = 0.0
    bridging: Annotated[float, Field("the same between street-level and statutory organisations")] = 0.0
    state: Annotated[str, Field("whether a person should look at it", values=("", TO_CHECK))] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie(Spanned):
    """Two organisations mentioned close together in one turn, and how they are related."""

    organisation_id_a: Annotated[str, Field("one organisation, the smaller id")]
    organisation_id_b: Annotated[str, Field("the other")]
    case: Annotated[str, Field("the case")]
    source: SourceId
    turn_id: Annotated[str, Field("the turn")]
    start: Annotated[int, Field("first character of the sentences that name both")]
    end: Annotated[int, Field("one past their last character")]
    how: Annotated[str, Field("the relation between them", values=HOWS)] = CO_MENTIONED
    direction: Annotated[str, Field("who funds, refers or was before", values=("", "a to b", "b to a"))] = ""
    cue: Annotated[str, Field("the words that say how, between and around the names")] = ""
    implied: Annotated[str, Field("which of them the speaker means by we or us", values=("", "a", "b"))] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMention(Spanned):
    """A place where the language model sees a person's name."""

    source: SourceId
    text: Annotated[str, Field("verbatim")]
    start: FirstCharacter
    end: EndCharacter


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Spanned):
    """One to a few sentences of one turn: the unit that is coded."""

    quote_id: Annotated[str, Field("id, from the words", unique=True)]
    source: SourceId
    turn_id: Annotated[str, Field("the turn")]
    participant: Annotated[str, Field("who speaks")]
    start: FirstCharacter
    end: EndCharacter
    words: Annotated[int, Field("how many words")]
    seconds: Annotated[float, Field("seconds from the start of the recording, where known")] = math.nan
    kind: Annotated[
        str, Field("speech, an answer in a survey, or a point in notes", values=("speech", "survey", "notes"))
    ]
    quotability: Annotated[float, Field("how well it would stand in print, 0 to 1: its parts by their weights")]
    stands_alone: StandsAlone = math.nan
    grounded: Grounded = math.nan
    concrete: Concrete = math.nan
    vivid: Vivid = math.nan
    personal: Personal = math.nan
    length: Length = math.nan
    clean: Clean = math.nan
    finished: Finished = math.nan
    forceful: Forceful = math.nan
    substance: Annotated[bool, Field("whether it says enough to carry a theme")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Spanned):
    """Somebody else's words in quotation marks, inside a turn or a document."""

    quote_id: Annotated[str, Field("id, from the words", unique=True)]
    source: SourceId
    turn_id: Annotated[str, Field("the turn or paragraph around it")]
    start: FirstCharacter
    end: EndCharacter
    words: Annotated[int, Field("how many words")]
    speaker: Annotated[str, Field("who is quoted, as far as the text says")] = ""
    speaker_role: Annotated[str, Field("that person's role, as far as the text says")] = ""
    speaker_organisation: Annotated[str, Field("that person's organisation, as far as the text says")] = ""
    speaker_participant: Annotated[
        str, Field("id of the participant on record who is quoted; empty for anybody else")
    ] = ""
    speaker_rule: Annotated[str, Field("the rule that tells who is quoted")] = ""
    speaker_score: Annotated[
        float, Field("share of the names given by this rule that were right on marked material, 0 to 1")
    ] = 0.0
    likely_speaker: Annotated[
        str,
        Field("whom a rule names that is too often wrong to be believed: not attributed, for a person to settle"),
    ] = ""
    cue: Annotated[str, Field("the words that introduce it")] = ""
    kind: Annotated[
        str,
        Field("direct (in a document) or reported (inside somebody's turn)", values=("direct", "reported")),
    ]
    quotability: Annotated[float, Field("how well it would stand in print, 0 to 1: its parts by their weights")]
    stands_alone: StandsAlone = math.nan
    grounded: Grounded = math.nan
    concrete: Concrete = math.nan
    vivid: Vivid = math.nan
    personal: Personal = math.nan
    length: Length = math.nan
    clean: Clean = math.nan
    finished: Finished = math.nan
    forceful: Forceful = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Spanned):
    """A stretch of a text that consent requires to be replaced in print."""

    source: SourceId
    start: FirstCharacter
    end: EndCharacter
    text: Annotated[str, Field("what stands in the transcript")]
    replacement: Annotated[str, Field("what is printed")]
    participant: Annotated[str, Field("whose name it is, where the person is on record")] = ""
    reason: Annotated[str, Field("why")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """How a participant may be cited."""

    participant: Annotated[str, Field("stable id", unique=True)]
    case: Annotated[str, Field("the case")]
    attribution: Annotated[str, Field("ready to print")]
    role: Annotated[str, Field("as it may be printed")] = ""
    organisation: Annotated[str, Field("as it may be printed")] = ""
    sector: Annotated[str, Field("kind of organisation")] = ""
    consent: Annotated[str, Field("level that applies", values=tuple(Consent))]
    quotable: Annotated[bool, Field("whether the person's words may be printed")]
