"""Decides whether a table is a transcript, and with which columns, or the answers to a survey."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipeline.documents.document import Grid
from pipeline.documents.times import cell_seconds, is_time
from pipeline.language.lexicons import word_set
from pipeline.people.labels import is_role, label_key, label_of, plausible, sure_alone

# Column names used only in transcripts, and names that tables of answers use as well.
_SPEAKER = word_set(
    """speaker speakers who interviewee voice said_by spoken_by speaker_name speaker_label speaker_id speaker_title
    speaker_role who_spoke sender"""
)
_PERSON = word_set(
    """name participant person user author character role from student pupil teacher child parent patient client
    member resident nurse carer worker volunteer"""
)
_SPEECH = word_set(
    """text words transcript transcription utterance utterances speech dialogue dialog said turn caption subtitle
    what_was_said transcript_text spoken_text speech_text words_spoken turn_text content"""
)
_STATEMENT = word_set("quote message sentence body statement response comment line")
_TIME = word_set(
    """time timestamp timestamps start begin in offset timecode tc starttime start_time time_code time_stamp
    start_timestamp time_in start_ms start_s start_sec"""
)
_ANSWERS = word_set(
    """answer answers response responses respondent respondent_id response_id feedback question questions comment
    comments free_text rating score criticality category subcategory theme code label organisation organization site
    region sector age gender ethnicity satisfaction recommend submitted survey role quote statement"""
)
_ONE_A_ROW = word_set(
    """respondent respondent_id response_id participant participant_id name full_name your_name email e_mail
    email_address submission_id entry_id token"""
)
# A column for each side of a conversation.
_ASKING_SIDE = word_set("question questions q interviewer moderator prompt asked")
_ANSWERING_SIDE = word_set("answer answers a response interviewee respondent participant reply")

_PLAIN = re.compile(r"[\W_]+")
_ASKS = re.compile(
    r"^\W*(?:what|why|how|which|who|where|when|please|describe|tell us|do you|did you|are you|have you|would you|"
    r"is there|any (?:other|further)|in your own words)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.*|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{2,4}\b.*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
_EXPORT = re.compile(r"\"?ImportId\"?|^open-ended response$", re.IGNORECASE)  # Qualtrics; SurveyMonkey
_LONG_HEADER = 6  # words; column names are shorter, questions have at least this many
_FREE_WORDS = 4  # minimum mean number of words in a column of text
_WIDEST = 6  # maximum number of columns in a transcript with an unknown header
_LABELS = 0.3  # minimum share of rows with a label in a speaker column
_FEW_LABELS = 0.1  # the same if every label is certain: a turn with one label may fill many rows
_HEADING_WORDS = 12  # maximum in a merged row; a longer one is speech
_LONGEST_CASELESS = 20  # maximum length of a label in a script without capitals
_MOSTLY_FIGURES = 0.5  # a column with a larger share of such cells is not speech
_FEW_ROWS = 3  # with fewer, recurrence of values cannot be judged


@dataclass(frozen=True)
class Columns:
    """The roles of the columns of a transcript table, by index.

    Attributes:
        speaker: the column of speakers; −1 if there is none.
        text: the column of speech.
        time: the column of times; −1 if there is none.
        header: whether the first row holds the column names.
        asked: the column of questions, if questions and answers have separate columns; otherwise −1.
    """

    speaker: int
    text: int
    time: int = -1
    header: bool = False
    asked: int = -1


@dataclass(frozen=True)
class TableReading:
    """The interpretation of a table.

    Attributes:
        columns: the columns if it were a transcript; None if it cannot be one.
        transcript: the evidence for a transcript, in points.
        survey: the evidence for a survey, in points.
    """

    columns: Columns | None
    transcript: float = 0.0
    survey: float = 0.0

    @property
    def is_transcript(self) -> bool:
        """Whether the evidence for a transcript is stronger than for a survey."""
        return self.columns is not None and self.transcript > self.survey

    @property
    def is_doubtful(self) -> bool:
        """Whether the evidence for both is equal."""
        return self.columns is not None and self.transcript == self.survey > 0


def columns_of(grid: Grid) -> Columns | None:
    """The columns of a transcript that names its speakers; None if the table is not such a transcript."""
    reading = table_reading(grid)
    named = reading.columns is not None and max(reading.columns.speaker, reading.columns.asked) >= 0
    return reading.columns if named and reading.is_transcript else None


def table_reading(grid: Grid) -> TableReading:
    """Weigh the evidence in a table: column names, recurring values, times, questions, identifiers."""
    lone = _lone_rows(grid)
    rows = [row for at, row in enumerate(grid) if at not in lone and any(cell.strip() for cell in row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        return TableReading(None)
    table = _Table(rows)
    survey = table.survey_points
    sides = table.sides
    if sides is not None:
        return TableReading(sides, transcript=6.0, survey=survey)
    text = table.text
    if text < 0 or table.share(text, _is_figure) > _MOSTLY_FIGURES:
        return TableReading(None, survey=survey)
    time = table.time
    speaker = table.speaker(text, time)
    if speaker < 0:
        timed = time >= 0 and table.rising(time)
        if not timed or len(table.free) > 1 or not (table.names[text] in _SPEECH or table.has_ends(time)):
            return TableReading(None, survey=survey)
        return TableReading(Columns(-1, text, time, header=table.header), transcript=3.0, survey=survey)
    columns = Columns(speaker, text, time, header=table.header)
    return TableReading(columns, transcript=table.transcript_points(speaker, text, time), survey=survey)


def heading_rows(grid: Grid) -> frozenset[int]:
    """The rows with only a heading in their first cell, as in a merged row: neither a label nor a time."""
    return frozenset(at for at in _lone_rows(grid) if len(grid[at][0].split()) <= _HEADING_WORDS)


def _lone_rows(grid: Grid) -> frozenset[int]:
    """The rows with text only in their first cell, in a table where most rows have more."""
    filled = [[at for at, cell in enumerate(row) if cell.strip()] for row in grid]
    labels = {
        label_key(row[0]) for row, cells in zip(grid, filled, strict=True) if cells[:1] == [0] and cells != [0]
    }
    lone = [at for at, cells in enumerate(filled) if cells == [0] and len(grid[at]) > 1]
    found = [at for at in lone if label_key(grid[at][0]) not in labels and not _is_figure(grid[at][0])]
    return frozenset(found if 2 * len(found) < len(grid) else ())


class _Table:
    """A table with its header separated from its rows."""

    def __init__(self, grid: Grid) -> None:
        self._first = grid[0]
        self._width = len(grid[0])
        self._top = grid[:3]
        self.header = _is_header(grid)
        self.names = [_folded(cell) for cell in grid[0]] if self.header else [""] * self._width
        self.rows = grid[1:] if self.header else grid

    def cells(self, at: int) -> list[str]:
        """The non-blank cells of a column."""
        return [row[at].strip() for row in self.rows if len(row) > at and row[at].strip()]

    @cached_property
    def lengths(self) -> list[int]:
        """The number of characters in each column."""
        return [sum(map(len, self.cells(at))) for at in range(self._width)]

    @cached_property
    def free(self) -> list[int]:
        """The columns of text that varies from row to row."""
        return [at for at in range(self._width) if self._is_free(at)]

    def _is_free(self, at: int) -> bool:
        cells = self.cells(at)
        words = sum(len(cell.split()) for cell in cells)
        return bool(cells) and words >= _FREE_WORDS * len(cells) and len(set(cells)) >= 0.5 * len(cells)

    @cached_property
    def text(self) -> int:
        """The column of speech: by its name, or else the longest; −1 if there is none."""
        for known in (_SPEECH, _STATEMENT):
            named = [at for at, name in enumerate(self.names) if name in known]
            if named:
                return max(named, key=self.lengths.__getitem__)
        times = {at for at in range(self._width) if self.share(at, is_time) > 0.6}
        return max((at for at in range(self._width) if at not in times), key=self.lengths.__getitem__, default=-1)

    @cached_property
    def time(self) -> int:
        """The column of times: by its name or by the format of its cells; −1 if there is none."""
        named = [at for at, name in enumerate(self.names) if name in _TIME]
        formed = [at for at in range(self._width) if self.share(at, is_time) > 0.6]
        numbers = [at for at in range(self._width - 1) if self.rising(at) and self.has_ends(at)]
        return next((at for at in (*named, *formed, *numbers) if at != self.text), -1)

    def share(self, at: int, holds: Callable[[str], object]) -> float:
        """The share of a column's non-blank cells that satisfy a condition."""
        cells = self.cells(at)
        return sum(1 for cell in cells if holds(cell)) / len(cells) if cells else 0.0

    def _seconds(self, at: int) -> list[float]:
        found = [cell_seconds(cell) if is_time(cell) or _is_number(cell) else None for cell in self.cells(at)]
        return [] if None in found else [second for second in found if second is not None]

    def rising(self, at: int) -> bool:
        """Whether the times in a column never decrease, as in a recording."""
        seconds = self._seconds(at)
        return len(seconds) > 1 and all(one <= other for one, other in pairwise(seconds))

    def has_ends(self, at: int) -> bool:
        """Whether this column holds start times and the next one end times."""
        starts, ends = self._seconds(at), self._seconds(at + 1) if at + 1 < self._width else []
        if len(starts) < 2 or len(starts) != len(ends) or len(set(starts)) < len(starts):
            return False
        fits = [end <= after for end, after in zip(ends, starts[1:], strict=False)]
        return all(start <= end for start, end in zip(starts, ends, strict=True)) and sum(fits) >= 0.8 * len(fits)

    @cached_property
    def sides(self) -> Columns | None:
        """The columns of a conversation in which questions and answers have one column each."""
        asking = [
            at
            for at, name in enumerate(self.names)
            if name in _ASKING_SIDE and (at in self.free or self.share(at, _ends_asking) > 0.5)
        ]
        answering = [at for at in self.free if self.names[at] in _ANSWERING_SIDE]
        if len(asking) != 1 or len(answering) != 1 or len({*self.free, *asking}) > 2:
            return None
        if len(set(self.cells(asking[0]))) < 0.8 * len(self.rows) or self.one_row_a_person:
            return None
        return Columns(-1, answering[0], self.time, header=True, asked=asking[0])

    def speaker(self, text: int, time: int) -> int:
        """The column of speakers: by its name, or by few short labels that recur; −1 if there is none."""
        for at, name in enumerate(self.names):
            if at != text and (name in _SPEAKER or name in _PERSON) and self.takes_turns(at):
                return at
        if self._width > _WIDEST:
            return -1
        for at in range(text):
            labels = [label_of(cell) for cell in self.cells(at)]
            if at == time or len(labels) < 2 or sum(map(_could_be_label, labels)) < 0.8 * len(labels):
                continue
            different = len({label_key(label) for label in labels})
            few = different <= max(2, 0.5 * len(labels)) or time >= 0
            sure = all(map(sure_alone, set(labels)))
            longer, least = (1, _FEW_LABELS) if sure else (3, _LABELS)
            if few and self.lengths[text] > longer * self.lengths[at] and len(labels) >= least * len(self.rows):
                return at
        return -1

    def takes_turns(self, at: int) -> bool:
        """Whether a column named as the speaker can be one: it does not have a different person in every row."""
        labels = self.cells(at)
        different = len(set(labels))
        if self.names[at] in _SPEAKER:
            return bool(labels) and (len(labels) < 8 or different <= 0.7 * len(labels))
        return bool(labels) and (len(labels) < _FEW_ROWS or different <= 0.7 * len(labels))

    @cached_property
    def one_row_a_person(self) -> bool:
        """Whether a column of people or their identifiers has no repeated values."""
        named = [at for at, name in enumerate(self.names) if name in _ONE_A_ROW and at not in self.free]
        columns = list(map(self.cells, named))
        return any(len(cells) >= _FEW_ROWS and len(set(cells)) == len(cells) for cells in columns)

    @cached_property
    def survey_points(self) -> float:
        """The points for a survey."""
        if not self.header:
            return 2.0 if any(self.share(at, _EMAIL.fullmatch) > 0.5 for at in range(self._width)) else 0.0
        exported = any(_EXPORT.search(cell.strip()) for row in self._top for cell in row)
        asked = sum(1 for cell in self._first if asks(cell))
        return (
            6.0 * exported
            + 3.0 * min(asked, 2)
            + min(2, sum(name in _ANSWERS for name in self.names))
            + 2.0 * self.one_row_a_person
            + 2.0 * any(self.share(at, _EMAIL.fullmatch) > 0.5 for at in range(self._width))
            + any(self.share(at, _DATE.fullmatch) > 0.6 for at in range(self._width))
            + min(2, max(0, len(self.free) - 1))
        )

    def transcript_points(self, speaker: int, text: int, time: int) -> float:
        """The points for a transcript with these columns."""
        labels = self.cells(speaker)
        questions = self.share(text, _ends_asking)
        who, said = self.names[speaker], self.names[text]
        timed = time >= 0 and self.rising(time)
        return (
            (2.0 if who in _SPEAKER else 0.5 if who in _PERSON else 0.0)
            + (2.0 if said in _SPEECH else 0.5 if said in _STATEMENT else 0.0)
            + (len(set(labels)) < len(labels))
            + (0.1 <= questions <= 0.7)
            + (2.0 if timed and self.has_ends(time) else 1.0 if timed else 0.0)
            + (all(sure_alone(label_of(label)) for label in set(labels)))
            + (not self.header)
        )


def asks(header: str) -> bool:
    """Whether the name of a column is a question or instruction."""
    words = header.split()
    if len(words) < 2:
        return False
    return header.rstrip(" *:)").endswith("?") or _ASKS.match(header) is not None or len(words) >= _LONG_HEADER


def ends_in_words(header: list[str]) -> bool:
    """Whether a first row names a speaker column, and a speech column at the end."""
    *names, last = map(_folded, header)
    return last in _SPEECH | _STATEMENT and any(name in _SPEAKER | _PERSON for name in names)


def _is_header(grid: Grid) -> bool:
    """Whether the first row is a header: its values do not recur, and it differs from the rows below."""
    first, rows = grid[0], grid[1:]
    below = [{row[at].strip() for row in rows if len(row) > at} for at in range(len(first))]
    if any(cell.strip() and cell.strip() in below[at] for at, cell in enumerate(first)):
        return False
    names = [_folded(cell) for cell in first]
    known = _SPEAKER | _PERSON | _SPEECH | _STATEMENT | _TIME | _ANSWERS | _ONE_A_ROW
    if any(name in known for name in names):
        return True
    for at, cell in enumerate(first):
        filled = [value for value in below[at] if value]
        if cell.strip() and filled and not _is_figure(cell) and all(map(_is_figure, filled)):
            return True
    if any(_is_figure(cell) or is_role(cell) for cell in first if cell.strip()):
        return False
    if any(asks(cell) for cell in first):
        return True
    return all(len(cell.split()) <= _FREE_WORDS and cell.strip()[-1:] not in (".", "!", "…") for cell in first)


def _could_be_label(label: str) -> bool:
    """Whether a cell could hold a label, by its form, which says little in a script without capitals."""
    letters = [char for char in label if char.isalpha()]
    caseless = bool(letters) and all(char.upper() == char.lower() for char in letters)
    return plausible(label) or (caseless and len(label) <= _LONGEST_CASELESS)


def _is_figure(cell: str) -> bool:
    return is_time(cell) or _is_number(cell) or _DATE.fullmatch(cell.strip()) is not None


def _ends_asking(cell: str) -> bool:
    return cell.rstrip("\"'”’ ").endswith("?")


def _is_number(cell: str) -> bool:
    return cell.strip().replace(".", "", 1).isdecimal()


def _folded(cell: str) -> str:
    return _PLAIN.sub(" ", cell).strip().casefold()
