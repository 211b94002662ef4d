"""The domain: frozen records that the wings pass to one another by way of tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INTERVIEWER = "interviewer"
PARTICIPANT = "participant"
NARRATOR = "narrator"  # of a document: nobody's speech, but for the quotations inside


class Kind(StrEnum):
    """What a source is."""

    INTERVIEW = "interview"
    ROUNDTABLE = "roundtable"
    SURVEY = "survey"
    DOCUMENT = "document"
    NOTES = "notes"


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

# How two organisations are spoken of together.
BESIDE = "merely beside"
HOWS = ("works with", "funds", "refers to", "formerly", BESIDE)


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
    """

    level: str
    stage: str
    finding: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    concern: Concern = Concern.OTHER
    kind: str = ""
