"""Tables as transcripts: which column says who, what and when."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Document, Grid, Line, Problem, check_cells
from pipeline.documents.text import cleaned, decoded
from pipeline.documents.times import cell_seconds, is_time
from pipeline.language.lexicons import word_set
from pipeline.people.labels import LONGEST_LABEL, label_key, label_of, plausible, sure_alone

_SPEAKER = word_set(
    """speaker speakers name who participant person interviewee voice user author character role from said_by
    spoken_by speaker_name speaker_label speaker_id speaker_title speaker_role who_spoke"""
)
_TEXT = word_set(
    """text words transcript transcription content utterance utterances quote speech message sentence body dialogue
    dialog said statement response comment line turn caption subtitle what_was_said transcript_text spoken_text
    speech_text words_spoken turn_text"""
)
_TIME = word_set(
    """time timestamp timestamps start begin in offset timecode tc starttime start_time time_code time_stamp
    start_timestamp time_in start_ms start_s start_sec"""
)

# Names of columns that only tables of answers have.
_ANSWERS = word_set(
    """answer answers response responses respondent respondent_id response_id feedback question questions comments
    free_text rating score criticality category subcategory theme code label organisation organization site region
    sector age gender ethnicity satisfaction recommend submitted survey"""
)

# Seconds for a word. People take about 0.4; milliseconds taken for seconds would make it 400.
_SLOWEST = 20

_PLAIN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Columns:
    """What the columns of a transcript table are, by index.

    Attributes:
        speaker: who speaks.
        text: what is said.
        time: when; −1 if there is no such column.
        header: whether the first row holds the names.
    """

    speaker: int
    text: int
    time: int = -1
    header: bool = False


def read_separated(content: bytes) -> Document:
    """The cells of a .csv, .tsv or other separated file."""
    text = cleaned(decoded(content)[0])
    grid = separated(text)
    named = _last_filled(grid[0]) if grid else 0
    wider = [number for number, row in enumerate(grid, start=1) if _last_filled(row) > named]
    if named < 2 or not wider:
        return Document(grid=grid)
    surplus = Problem(
        level="check",
        finding=f"{len(wider)} rows have more cells than the first row has columns: cells with a comma or another "
        "separator may stand without quotation marks",
        remedy="Open it in a spreadsheet, see whether each row is right, and save it from there",
        line=wider[0],
    )
    return Document(grid=grid, problems=(surplus,))


def _last_filled(row: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell.strip()), default=0)


def separated(text: str, *, keep_blank: bool = False) -> list[list[str]]:
    """Rows of cells, by whichever of `,` tab `;` `|` makes the most regular table; short rows are filled up.

    Args:
        text: the file.
        keep_blank: keep rows with nothing in them, so that rows can be counted as a spreadsheet does.
    """
    csv.field_size_limit(1 << 30)
    best: list[list[str]] = []
    best_score = -1.0
    for separator in (",", "\t", ";", "|"):
        if separator != "," and separator not in text:
            continue
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        read = _rejoined(read, separator)
        rows = [row for row in read if any(cell.strip() for cell in row)]
        width, common = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
        score = (common / len(rows)) * min(width, 4) if rows and width > 1 else 0.0
        if score > best_score:
            best, best_score = read if keep_blank else rows, score
    width = max(map(len, best), default=0)
    check_cells(len(best), width)
    return [[*map(unescaped, row), *[""] * (width - len(row))] for row in best]


def _rejoined(rows: list[list[str]], separator: str) -> list[list[str]]:
    """Rows of a transcript whose words hold the separator without quotation marks: the last cell takes the rest."""
    names = [_PLAIN.sub(" ", cell).strip().casefold() for cell in rows[0]] if rows else []
    if len(names) < 2 or names[-1] not in _TEXT or _named(names[:-1], _SPEAKER) is None:
        return rows
    last = len(names) - 1
    return [[*row[:last], separator.join(row[last:])] if len(row) > len(names) else row for row in rows]


def unescaped(cell: str) -> str:
    """A cell with HTML entities resolved (`&#8212;`), white space at its ends gone."""
    return (html.unescape(cell) if "&" in cell else cell).strip()


def table_lines(grid: Grid, *, first: int = 1) -> Iterator[Line]:
    """A table inside a document: turns where it is a transcript, else a line for each row."""
    columns = columns_of(grid)
    if columns is not None:
        yield from transcript_lines(grid, columns, first=first)
        return
    for number, row in enumerate(grid, start=first):
        cells = [" ".join(cell.split()) for cell in row]
        yield Line(text="\t".join(cells).strip(), number=number)


def columns_of(grid: Grid) -> Columns | None:
    """What the columns are, by their names or else by their content; None if this is no transcript."""
    if not grid or len(grid[0]) < 2:
        return None
    names = [_PLAIN.sub(" ", cell).strip().casefold() for cell in grid[0]]
    speaker = _named(names, _SPEAKER)
    texts = [at for at, name in enumerate(names) if name in _TEXT and at != speaker]
    text = max(texts, key=lambda at: sum(len(row[at]) for row in grid[1:]), default=None)
    if speaker is not None and text is not None and _takes_turns(grid[1:], speaker):
        time = _named(names, _TIME)
        return Columns(speaker, text, -1 if time is None else time, header=True)
    return None if any(name in _ANSWERS for name in names) else _by_content(grid)


def _named(names: Sequence[str], known: frozenset[str]) -> int | None:
    return next((at for at, name in enumerate(names) if name in known), None)


def _takes_turns(rows: Grid, speaker: int) -> bool:
    """Whether the column can be one of speakers: filled somewhere, and not different on every row."""
    labels = [row[speaker] for row in rows if len(row) > speaker and row[speaker].strip()]
    return bool(labels) and (len(labels) < 8 or len(set(labels)) <= 0.7 * len(labels))


def _by_content(grid: Grid) -> Columns | None:
    """Columns of a table without (known) names: times by form, speakers by few short labels, text by length."""
    rows = [row for row in grid if any(row)]
    width = len(grid[0])
    if len(rows) < 2 or width > 6 or any(len(row) != width for row in rows):
        return None
    time = next((at for at in range(width) if _share(rows, at, is_time) > 0.6), -1)
    lengths = [sum(len(row[at]) for row in rows) for at in range(width)]
    text = max((at for at in range(width) if at != time), key=lambda at: lengths[at])
    for at in range(text):
        labels = [label_of(row[at]) for row in rows if row[at].strip()]
        believed = [label for label in labels if plausible(label)]
        different = len({label_key(label) for label in labels})
        if at == time or len(believed) < 0.8 * len(labels) or len(labels) < 2:
            continue
        few = different <= max(2, 0.5 * len(labels)) or time >= 0
        names = all(map(sure_alone, set(labels)))
        if few and lengths[text] > (1 if names else 3) * lengths[at] and len(labels) >= 0.3 * len(rows):
            return Columns(at, text, time)
    return None


def _share(rows: Grid, at: int, holds: object) -> float:
    cells = [row[at] for row in rows if row[at].strip()]
    return sum(1 for cell in cells if callable(holds) and holds(cell)) / len(cells) if cells else 0.0


def transcript_lines(grid: Grid, columns: Columns, *, first: int = 1) -> Iterator[Line]:
    """A line for each paragraph of each row; what other columns hold passes through as furniture."""
    header = list(grid[0]) if columns.header else [""] * len(grid[0])
    milliseconds = _in_milliseconds(grid[columns.header :], columns, header)
    if columns.header:
        yield Line(text="  ".join(filter(None, header)), number=first, mark=SegmentKind.FURNITURE)
    used = {columns.speaker, columns.text, columns.time}
    for number, row in enumerate(grid[columns.header :], start=first + columns.header):
        time = row[columns.time] if columns.time >= 0 else ""
        voice, said = " ".join(row[columns.speaker].split()), row[columns.text]
        if voice and _is_speech(voice):  # a cell gone astray
            voice, said = "", f"{row[columns.speaker]}\n{said}"
        if time and not voice and not said.strip():
            yield Line(text=time, number=number, mark=SegmentKind.TIME, passing=True)
            continue
        paragraphs = [part.strip() for part in said.split("\n") if part.strip()] or [""]
        for at, paragraph in enumerate(paragraphs):
            yield Line(
                text=paragraph,
                number=number,
                voice="" if at else voice,
                time="" if at else time,
                seconds=None if at else cell_seconds(time, milliseconds=milliseconds),
                joint="\n",
            )
        for at, cell in enumerate(row):
            if at not in used and cell.strip():
                shown = f"{header[at]}: {cell}" if header[at] else cell
                text = " ".join(shown.split())
                yield Line(text=text, number=number, mark=SegmentKind.FURNITURE, passing=True)


def _in_milliseconds(rows: Grid, columns: Columns, header: Sequence[str]) -> bool:
    """Whether times are milliseconds: as the header says, or because they are too long for seconds."""
    if columns.time < 0:
        return False
    if re.search(r"(?:\b|_)ms\b|milli", header[columns.time], re.IGNORECASE):
        return True
    timed = [(row[columns.time].strip(), len(row[columns.text].split())) for row in rows]
    timed = [(time, words) for time, words in timed if time]
    if len(timed) < 2 or not all(time.isdecimal() for time, _ in timed):
        return False
    words = sum(count for _, count in timed[:-1])  # the last row has no end
    return int(timed[-1][0]) - int(timed[0][0]) > _SLOWEST * max(words, 1)


def cell_lines(grid: Grid) -> Iterator[Line]:
    """The lines of whole transcripts that stand in one cell each, if there are such cells; a lone column's rows."""
    if grid and len(grid[0]) == 1:
        yield from (
            Line(text=line, number=at) for at, row in enumerate(grid, start=1) for line in row[0].split("\n")
        )
        return
    breaks = [sum(row[at].count("\n") for row in grid) for at in range(len(grid[0]))] if grid else []
    at = max(range(len(breaks)), key=lambda at: breaks[at], default=-1)
    filled = sum(1 for row in grid[1:] if row[at].strip()) if at >= 0 else 0
    if at < 0 or breaks[at] < 3 * max(filled, 1):
        return  # a line break in an answer here and there makes no transcript
    for number, row in enumerate(grid, start=1):
        for index, cell in enumerate(row):
            if index != at and cell.strip():
                yield Line(text=" ".join(cell.split()), number=number, mark=SegmentKind.FURNITURE)
        for line in row[at].split("\n"):
            yield Line(text=line, number=number)


def _is_speech(voice: str) -> bool:
    """Whether a cell of the speakers' column holds words that were said rather than a label."""
    return len(voice) > LONGEST_LABEL or (len(voice.split()) > 7 and not plausible(label_of(voice)))
