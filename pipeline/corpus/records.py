"""The domain: its vocabulary, and the records of a study's files, sources, turns and participants.

Each record is defined here once. The tables on disk (`pipeline.corpus.tables`), their schemas and the data
dictionary are derived from the records; `Field` says what a field holds and in which unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Protocol, TypeVar

from pipeline.corpus.schema import Field
from pipeline.corpus.spans import Spanned

INTERVIEWER = "interviewer"
PARTICIPANT = "participant"
NARRATOR = "narrator"  # of a document: nobody's speech, but for the quotations inside


# How words reached a transcript: said, told by somebody else, written in a survey, noted down by somebody else.
SPEECH, REPORTED, SURVEY, NOTED = "speech", "reported", "survey", "notes"


class Kind(StrEnum):
    """What a source is."""

    INTERVIEW = "interview"
    ROUNDTABLE = "roundtable"
    SURVEY = "survey"
    DOCUMENT = "document"
    NOTES = "notes"
    CHAT = "chat"


class ColumnUse(StrEnum):
    """What a column of a survey is used for."""

    QUESTION = "question"
    SECTOR = "sector"
    REGION = "region"
    ROLE = "role"
    ORGANISATION = "organisation"
    ATTRIBUTE = "attribute"
    CONSENT = "consent"
    ID = "id"
    PRIVATE = "private"  # a name or a contact
    CLOSED = "closed"
    ADMINISTRATIVE = "administrative"
    LEAVE_OUT = "leave out"


class FileState(StrEnum):
    """What became of a file in the transcripts folder."""

    READ = "read"
    HELD = "held"  # it was opened, and its words are not used until somebody has checked it
    UNREAD = "unread"  # it could not be read
    EXCLUDED = "excluded"  # it must not be opened: a link that leads out, a pipe, a name that cannot be printed


class Consent(StrEnum):
    """What a participant agreed to. `UNRECORDED` is treated as `ROLE`, and the run says so."""

    NAMED = "named"
    ROLE = "role"
    ANONYMOUS = "anonymous"
    NONE = "none"
    UNRECORDED = ""

    @property
    def may_be_named(self) -> bool:
        """Whether the person's name may be printed."""
        return self is Consent.NAMED

    @property
    def may_be_quoted(self) -> bool:
        """Whether the person's words may be printed."""
        return self is not Consent.NONE


class SegmentKind(StrEnum):
    """What a stretch of a source's text is. Segments tile the text: nothing is lost."""

    TURN = "turn"
    LABEL = "label"
    TIME = "time"
    HEADING = "heading"
    NOTE = "note"  # a footnote, comment, text box: kept, and nobody's speech
    FURNITURE = "furniture"
    SPACE = "space"


SECTORS = (
    "community organisation",
    "mutual aid",
    "local authority",
    "health",
    "central government",
    "funder",
    "business",
    "education",
    "faith",
    "think tank",
    "police and justice",
    "housing",
    "other",
)

# The relation between two organisations that are mentioned together.
CO_MENTIONED = "co-mentioned"
TO_CHECK = "to check"  # the state of an organisation that rests on the language model's word alone
HOWS = ("works with", "funds", "commissions", "refers to", "hosts", "part of", "formerly", CO_MENTIONED)


class Concern(StrEnum):
    """What a finding puts at risk, the gravest first."""

    READING = "reading"  # an interview that was not read, or perhaps not as it was held
    CODEBOOK = "codebook"  # it may not be this study's
    CONSENT = "consent"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that a person should look at.

    Attributes:
        level: `problem` (something did not work: exit code 1), `check` (a person should look) or
            `note` (worth knowing).
        stage: the stage that found it.
        file: the file it is about, or "".
        line: 1-based, or 0 where there is none.
        finding: what was found, as a sentence. It names no participant: findings are handed over.
        remedy: what to do.
        concern: what it puts at risk.
        kind: what findings of its kind share, where that is not their words without numbers and quoted names.
        words: what stands in the file there. Only the console shows them: they are never handed over.
    """

    level: str
    stage: str
    finding: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    concern: Concern = Concern.OTHER
    kind: str = ""
    words: str = ""


# Fields that several records share.
SourceId = Annotated[str, Field("the source's id: its text is private/text/<source>.txt")]
FirstCharacter = Annotated[int, Field("first character, in code points of the source's text")]
EndCharacter = Annotated[int, Field("one past the last character")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file of the transcripts folder, and what became of it."""

    file: Annotated[str, Field("its path below the folder (the source's id where the name would name a person)")]
    kind: Annotated[str, Field("what it is", values=(*Kind, ""))]
    state: Annotated[str, Field("what became of it", values=tuple(FileState))]
    reason: Annotated[str, Field("why it was not used; empty where it was read")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document of the study: a transcript, one respondent's answers, a report."""

    source: Annotated[
        str, Field("id, from the file's name (from its content where that would name a person)", unique=True)
    ]
    file: Annotated[str, Field("file name in the transcripts folder")]
    case: Annotated[str, Field("the unit of study it belongs to")]
    kind: Annotated[str, Field("what it is", values=tuple(Kind))]
    title: Annotated[str, Field("as in cases.csv")] = ""
    place: Annotated[str, Field("as in cases.csv")] = ""
    date: Annotated[str, Field("as in cases.csv")] = ""
    layout: Annotated[str, Field("the layout that was recognised")] = ""
    layout_score: Annotated[float, Field("how well that layout fits, 0 to 1")] = math.nan
    characters: Annotated[int, Field("length of the stored text")]
    words: Annotated[int, Field("words in its turns")]
    held: Annotated[
        bool, Field("whether nothing uses it, because its reading is doubtful and nobody has checked it")
    ] = False
    held_because: Annotated[str, Field("why it is held; empty where it is not")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyColumn:
    """A column of a survey, and what it is used for."""

    file: Annotated[str, Field("file name in the transcripts folder")]
    column: Annotated[str, Field("its name; a number follows the name of a column that another is called as well")]
    use: Annotated[str, Field("what it is used for", values=tuple(ColumnUse))]
    answers: Annotated[int, Field("rows with an answer, non-answers such as 'n/a' excluded")]
    different: Annotated[int, Field("different answers")]
    words: Annotated[float, Field("mean words of an answer")]
    non_answers: Annotated[int, Field("non-answers, such as 'n/a' and 'nothing to add'")]
    repeated: Annotated[int, Field("answers that repeat, word for word, the answer of another respondent")]
    because: Annotated[str, Field("why this use was chosen")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyResponse:
    """How many people answered a survey."""

    file: Annotated[str, Field("file name in the transcripts folder")]
    invited: Annotated[int, Field("rows of the export, without those that were set aside")]
    started: Annotated[int, Field("respondents who answered at least one question, open or closed")]
    complete: Annotated[int, Field("respondents who finished; −1 where the export does not say")]
    answered: Annotated[int, Field("respondents with an answer in their own words")]
    previews: Annotated[int, Field("rows set aside: previews and tests")]
    duplicates: Annotated[int, Field("rows set aside: exact copies of a row with the same id or time")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Spanned):
    """A stretch of a source's text and what it is; segments tile the text."""

    source: SourceId
    kind: Annotated[str, Field("turn, label, time, heading, note, furniture or space", values=tuple(SegmentKind))]
    start: FirstCharacter
    end: EndCharacter
    turn_id: Annotated[str, Field("for a turn's text, label and time: the turn")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Spanned):
    """One speaker's continuous hold of the floor; in a document, a paragraph of narrative."""

    source: SourceId
    turn_id: Annotated[str, Field("id, from the words said", unique=True)]
    speaker: Annotated[str, Field("the label in the transcript; empty in a document")] = ""
    participant: Annotated[
        str, Field("id of the person (P03, or R012 for a survey's respondent); empty in a document")
    ] = ""
    role: Annotated[
        str,
        Field("who holds the floor; narrator only in a document", values=(INTERVIEWER, PARTICIPANT, NARRATOR)),
    ]
    start: FirstCharacter
    end: EndCharacter
    seconds: Annotated[float, Field("seconds from the start of the recording, where known")] = math.nan
    question: Annotated[str, Field("the survey question that it answers")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCode:
    """A time inside a turn: a code in mid-speech, or the start of a later caption."""

    source: SourceId
    turn_id: Annotated[str, Field("the turn in which it stands")]
    at: Annotated[int, Field("the first character said at that time")]
    seconds: Annotated[float, Field("seconds from the start of the recording")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A person behind a speaker's label, with role and consent."""

    participant: Annotated[str, Field("stable id", unique=True)]
    case: Annotated[str, Field("the case")]
    speaker: Annotated[str, Field("the label in the transcript")] = ""
    name: Annotated[str, Field("the person's name, where known")] = ""
    role: Annotated[str, Field("job or office")] = ""
    organisation: Annotated[str, Field("whom they speak for")] = ""
    sector: Annotated[str, Field("kind of organisation")] = ""
    consent: Annotated[
        str, Field("as in participants.csv; empty where none is on record", values=tuple(Consent))
    ] = ""
    attribution: Annotated[str, Field("how the person is to be cited, where the researcher said so")] = ""
    attributes: Annotated[str, Field("other facts that a survey gives, as 'Age: 30 to 39', one a line")] = ""
    interviewer: Annotated[bool, Field("whether the person asks the questions")] = False
    interviewer_reason: Annotated[str, Field("how that is known")] = ""
    held: Annotated[bool, Field("whether the person is known only by labels of sources that are held")] = False


class _InSource(Protocol):
    @property
    def source(self) -> str: ...


InSource = TypeVar("InSource", bound=_InSource)


def by_source(records: Iterable[InSource]) -> dict[str, list[InSource]]:
    """The records of each source, in order; sources in the order in which they first come."""
    found: dict[str, list[InSource]] = {}
    for record in records:
        found.setdefault(record.source, []).append(record)
    return found
