"""The tables between stages, one per record class, in `outputs/private/tables/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pipeline.corpus.coding_records import (
    CandidateInClass,
    Coding,
    Judgement,
    LoggedDecision,
    Reliability,
    ReviewEffort,
    ReviewItem,
    Theme,
    Threshold,
)
from pipeline.corpus.evidence_records import QUOTABILITY_PARTS as PART_NAMES
from pipeline.corpus.evidence_records import (
    Attribution,
    Mention,
    Organisation,
    Passage,
    PersonMention,
    Quotation,
    Redaction,
    Tie,
)
from pipeline.corpus.records import (
    Participant,
    Segment,
    Source,
    SourceFile,
    SurveyColumn,
    SurveyResponse,
    TimeCode,
    Turn,
)
from pipeline.corpus.schema import Table, table

if TYPE_CHECKING:
    import pandas as pd

FILES = table(
    SourceFile,
    name="files",
    description="What became of every file in the transcripts folder. Files whose speakers have all "
    "withdrawn are left out.",
)

SOURCES = table(
    Source,
    name="sources",
    description="One row per source: a transcript, one respondent's answers, a document.",
    key=("source",),
)

SEGMENTS = table(
    Segment,
    name="segments",
    description="What every character of a source is: segments tile its text.",
    key=("source", "start"),
)

TURNS = table(
    Turn,
    name="turns",
    description="One speaker's continuous hold of the floor, in order. In a document: one row per paragraph"
    " of narrative.",
    key=("turn_id",),
)

TIME_CODES = table(
    TimeCode,
    name="time_codes",
    description="Times inside turns, which give the quotes after them their second.",
    key=("source", "at"),
)

PARTICIPANTS = table(
    Participant,
    name="participants",
    description="The people behind the labels, interviewers included.",
    key=("participant",),
)

SURVEY_COLUMNS = table(
    SurveyColumn,
    name="survey_columns",
    description="One row per column of each survey: what it is used for, and why. survey_columns.csv in the "
    "transcripts folder changes it.",
)

SURVEY_RESPONSES = table(
    SurveyResponse,
    name="survey_responses",
    description="One row per survey: how many people were invited, started, finished and answered.",
)

MENTIONS = table(
    Mention,
    name="mentions",
    description="Every place where an organisation is named.",
    key=("mention_id",),
)

ORGANISATIONS = table(
    Organisation,
    name="organisations",
    description="One row per organisation, under one name.",
    key=("organisation_id",),
)

TIES = table(
    Tie,
    name="ties",
    description="Pairs of organisations mentioned close together in one turn.",
)

PEOPLE = table(
    PersonMention,
    name="people",
    description="Places where the language model sees a person's name: what redaction goes by beside "
    "participants.csv.",
)

PASSAGES = table(
    Passage,
    name="passages",
    description="One to a few sentences of one turn, the unit that is coded. They tile all that participants said.",
    key=("quote_id",),
)

QUOTES = table(
    Quotation,
    name="quotes",
    description="Words of somebody else in quotation marks, inside a turn or a document.",
    key=("quote_id",),
)

REDACTIONS = table(
    Redaction,
    name="redactions",
    description="What consent asks to be replaced in print, and by what. Stays private.",
    key=("source", "start"),
)

ATTRIBUTIONS = table(
    Attribution,
    name="attributions",
    description="How each participant may be cited.",
    key=("participant",),
)

CODINGS = table(
    Coding,
    name="codings",
    description="One application of a theme to a passage or quote by a coder.",
    key=("quote_id", "theme_id", "coder"),
)

JUDGEMENTS = table(
    Judgement,
    name="judgements",
    description="What one coder said of one passage: the set of codes, possibly empty. A passage without a "
    "row was not looked at.",
    key=("quote_id", "coder", "mode"),
)

THEMES = table(
    Theme,
    name="themes",
    description="Codes with the evidence gathered under them; candidates that the pipeline found.",
    key=("theme_id",),
)

CANDIDATE_CLASSES = table(
    CandidateInClass,
    name="candidate_classes",
    description="Where the candidates occur, with their strongest words there.",
    key=("theme_id", "attribute", "value"),
)

THRESHOLDS = table(
    Threshold,
    name="thresholds",
    description="The confidence from which the pipeline codes a passage with each code of the codebook.",
    key=("theme_id",),
)

TRAIL = table(
    LoggedDecision,
    name="trail",
    description="Every row of decisions.csv that could be read, undone or not, in the order of time.",
    key=("order",),
)

EFFORT = table(
    ReviewEffort,
    name="effort",
    description="The curve of work: how many more passages to review until 80, 90 and 95% of the codings are "
    "confirmed or sure.",
    key=("theme_id", "target"),
)

RELIABILITY = table(
    Reliability,
    name="reliability",
    description="Whether confidence means what it says: of what the pipeline was so sure of, before it was "
    "told, how much people accepted.",
    key=("theme_id", "low"),
)

REVIEW = table(
    ReviewItem,
    name="review",
    description="Passages that nobody has decided about, those that teach most first.",
    key=("rank",),
)

# What the quotability of a passage or quotation is made of, as columns.
QUOTABILITY_PARTS = tuple(column for column in PASSAGES.columns if column.name in PART_NAMES)

WORKING: tuple[Table, ...] = (
    FILES, SOURCES, SEGMENTS, TURNS, TIME_CODES, PARTICIPANTS, SURVEY_COLUMNS, SURVEY_RESPONSES, MENTIONS,
    ORGANISATIONS, TIES, PEOPLE, PASSAGES, QUOTES, REDACTIONS, ATTRIBUTIONS, CODINGS, JUDGEMENTS, THEMES,
    CANDIDATE_CLASSES, THRESHOLDS, RELIABILITY, EFFORT, TRAIL, REVIEW,
)  # fmt: skip


def without_held(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables without held sources, their rows, and people known only from them.

    Args:
        frames: tables by name; `sources` is needed to know which rows are held.
    """
    held = Held(frames.get)
    return {name: held.left_out_of(name, frame) for name, frame in frames.items()}


class Held:
    """What is held, and left out of every table.

    This is the only place where held sources are excluded: stages and commands get their tables from here.

    Args:
        find: gives a table by its name, or None if there is none; `sources` is needed to know which rows are held.
    """

    def __init__(self, find: Callable[[str], pd.DataFrame | None]) -> None:
        self._sources = _held(find("sources"), "source")
        self._people = _held(find("participants"), "participant")

    def left_out_of(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The table of this name without held sources, their rows, and people known only from them."""
        own = frame
        if self._sources and "source" in own:
            own = own[~own["source"].isin(self._sources)]
        if self._people and name == "participants":
            own = own[~own["participant"].isin(self._people)]
        return own if own is frame else own.reset_index(drop=True)


def _held(frame: pd.DataFrame | None, column: str) -> set[str]:
    return set() if frame is None else set(frame.loc[frame["held"], column])
