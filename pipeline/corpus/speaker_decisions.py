"""Reads `models/speakers.csv`: words that a person gave to another speaker than the transcript does.

A row names a file, the words, and who said them: a whole turn, a part of one, or a quotation in a document. Of two
rows about the same words, the later one counts. The words are looked up again in each run, so that a row survives a
transcript that has changed elsewhere; a row that no longer fits is kept and has no effect.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from pipeline.corpus.counts import counted
from pipeline.corpus.csv_safety import TableRow, saved_table, unescaped
from pipeline.corpus.edited_rows import UnusableRow, check_cells, header_of
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import Concern, Finding
from pipeline.corpus.spans import BARE_WORD, Span

SPEAKERS_FILE: Final = "speakers.csv"  # below the models folder
SPEAKER_COLUMNS: Final = ("file", "start", "speaker", "words", "coder")
_REQUIRED: Final = ("file", "speaker", "words")
_LONGEST_LABEL = 90
_FEWEST_WORDS = 4  # fewer are believed only at the place where they were marked
_FEWEST_SIMILAR = 8
_SAME_WORDS = 92  # minimum rapidfuzz ratio for words that have changed a little
_ANY_MARK = re.compile("['‘’\"“”]")  # two programs may write the same mark differently
_MARK = re.compile(r"withdrawn:(\d+):([0-9a-f]{32})")
PLACED, MOVED, LOST, REPEATED, NO_FILE = "placed", "moved", "lost", "repeated", "no file"
_WITHOUT_EFFECT: Final = {
    LOST: (
        "its words are in no turn of the file now",
        "Decide again on the words as they read now, or delete the row",
    ),
    REPEATED: (
        "its words occur more than once in the file",
        "Add the words before or after them, or write where they start in the column 'start'",
    ),
    NO_FILE: ("no transcript has its file name", "Correct the file name, or delete the row"),
}


class SpeakerDecision(NamedTuple):
    """A row of the table.

    Attributes:
        file: the transcript, as in cases.csv.
        start: the first character when the words were marked; −1 if the row does not say.
        speaker: the label of the person who said them.
        words: the words, or the mark that replaces the words of somebody who withdrew (`withdrawn_words`).
        line: of the table.
    """

    file: str
    start: int
    speaker: str
    words: str
    line: int = 0


class Placement(NamedTuple):
    """Where the words of a row are now: the span, if there is one, and how it was found."""

    span: Span | None
    how: str


def read_speaker_decisions(text: str) -> tuple[list[SpeakerDecision], list[Finding]]:
    """The rows of a table, in order; a row that cannot be used is left out.

    Returns:
        the rows, and a finding for each kind of fault.

    Raises:
        UserError: if the first line lacks a column that is needed: words might be printed as somebody else's.
    """
    header: list[str] = []
    rows: list[SpeakerDecision] = []
    left_out = FaultTally()
    for record in speaker_rows(text):
        if not any(cell.strip() for cell in record.cells):
            continue
        if not header:
            header = header_of(record, columns=SPEAKER_COLUMNS, required=_REQUIRED, file=SPEAKERS_FILE)
            continue
        try:
            rows.append(_decision(record, header))
        except UnusableRow as fault:
            left_out.add(fault.problem, line=record.line, remedy=fault.remedy)
    found = left_out.findings(
        "a row was left out", "rows were left out", level="check", remedy="", file=SPEAKERS_FILE, stage="ingest"
    )
    return rows, list(found)


def speaker_rows(text: str) -> Iterator[TableRow]:
    """The rows of a table with its first line. The words of a cell may go over several lines."""
    width = [0]
    for record in saved_table(text).records(lambda cells: len(cells) == width[0] > 1 and bool(cells[0].strip())):
        width[0] = width[0] or len(record.cells)
        yield record


def _decision(record: TableRow, header: Sequence[str]) -> SpeakerDecision:
    check_cells(record, header, what="words")
    cells = dict(zip(header, (unescaped(cell.strip()) for cell in record.cells), strict=False))
    file, speaker, words = (cells.get(name, "") for name in _REQUIRED)
    if any("\0" in cell for cell in record.cells):
        raise UnusableRow("it holds zero bytes", "Write the row again")
    if not file or not BARE_WORD.search(words):
        raise UnusableRow("it does not say which words", "Write the file, and the words as in the transcript")
    if not is_label(speaker):
        raise UnusableRow("its speaker is missing or too long", "Write the label of the person who said the words")
    start = cells.get("start", "")
    return SpeakerDecision(file, int(start) if start.isdecimal() else -1, speaker, words, record.line)


def is_label(speaker: str) -> bool:
    """Whether a text can be the label of a speaker."""
    return len(speaker) <= _LONGEST_LABEL and BARE_WORD.search(speaker) is not None and speaker.isprintable()


def transcript_key(file: str) -> str:
    """A file's name for comparison: two systems may write the same accent differently."""
    return unicodedata.normalize("NFC", file).casefold().replace("\\", "/")


def by_file(rows: Iterable[SpeakerDecision]) -> Mapping[str, Sequence[SpeakerDecision]]:
    """The rows of each file, by its key, in the order of the table."""
    found: dict[str, list[SpeakerDecision]] = defaultdict(list)
    for row in rows:
        found[transcript_key(row.file)].append(row)
    return found


def placed(row: SpeakerDecision, text: str, spans: Sequence[Span]) -> Placement:
    """Find the words of a row in a text: at their place, or else the only such words within one of the spans.

    Words that have changed a little are found too, if no other place is as similar.
    """
    if mark := _MARK.fullmatch(row.words):  # better too many of their words than one that somebody else is given
        found = sorted(
            _marked(int(mark[1]), mark[2], text, spans), key=lambda span: abs(span.start - max(row.start, 0))
        )
        return _only(found[:1], row)
    here = Span(row.start, row.start + len(row.words))
    if row.start >= 0 and here.of(text) == row.words and any(span.contains(here) for span in spans):
        return Placement(here, PLACED)
    tokens = [_ANY_MARK.sub(_ANY_MARK.pattern, re.escape(token)) for token in row.words.split()]
    together = r"\s+".join(tokens)
    same = re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE)
    found = [Span(*match.span()) for match in same.finditer(text)]
    found = [each for each in found if any(span.contains(each) for span in spans)]
    if len(row.words.split()) < _FEWEST_WORDS and row.start >= 0:
        return Placement(None, LOST)  # the only “Yes.” that is left need not be the one that was meant
    return _only(found or _similar(row.words, text, spans), row)


def _only(found: Sequence[Span], row: SpeakerDecision) -> Placement:
    if len(found) == 1:
        return Placement(found[0], PLACED if row.start in (-1, found[0].start) else MOVED)
    return Placement(None, REPEATED if found else LOST)


def _similar(words: str, text: str, spans: Sequence[Span]) -> list[Span]:
    if len(words.split()) < _FEWEST_SIMILAR:
        return []
    from rapidfuzz import fuzz

    found = []
    for span in spans:
        said = span.of(text)
        if len(said) < len(words) * _SAME_WORDS / 100:
            continue
        best = fuzz.partial_ratio_alignment(words, said, score_cutoff=_SAME_WORDS)
        if best is not None:
            found.append(_whole_words(best.dest_start, best.dest_end, said).shifted(span.start))
    return found


def _whole_words(start: int, end: int, said: str) -> Span:
    """A stretch widened to whole words, and by a single word that would be left over before or after it."""
    words = [Span(*match.span()) for match in re.finditer(r"\S+", said)]
    within = [at for at, word in enumerate(words) if word.start < end and word.end > start]
    first, last = min(within), max(within)
    return Span(
        0 if first < 2 else words[first].start, len(said) if last > len(words) - 3 else words[last].end
    ).trimmed(said)


def withdrawn_words(words: str) -> str:
    """What replaces the words of somebody who withdrew: they are found by it, and cannot be read from it."""
    if _MARK.fullmatch(words):
        return words
    keys = [match[0].casefold() for match in BARE_WORD.finditer(words)]
    return f"withdrawn:{len(keys)}:{_digest(keys)}"


def _digest(keys: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(keys).encode(), digest_size=16).hexdigest()


def _marked(count: int, digest: str, text: str, spans: Sequence[Span]) -> Iterator[Span]:
    for span in spans:
        words = list(BARE_WORD.finditer(text, span.start, span.end))
        keys = [word[0].casefold() for word in words]
        for at in range(len(words) - count + 1):
            if _digest(keys[at : at + count]) == digest:
                end = words[at + count].start() if at + count < len(words) else span.end
                start = span.start if at == 0 else words[at].start()
                yield Span(start, end).trimmed(text)


def placement_findings(rows: Sequence[SpeakerDecision], hows: Sequence[str], *, stage: str) -> Iterator[Finding]:
    """What needs checking about rows that were looked up: one finding for each kind."""
    moved = hows.count(MOVED)
    if moved:
        yield Finding(
            level="note",
            stage=stage,
            file=SPEAKERS_FILE,
            finding=f"{counted(moved, 'row')} found the words at another place, because the transcript has changed",
            remedy="",
        )
    without = FaultTally()
    for row, how in zip(rows, hows, strict=True):
        if how in _WITHOUT_EFFECT:
            why, remedy = _WITHOUT_EFFECT[how]
            without.add(why, line=row.line, remedy=remedy)
    one, several = "a row is kept and has no effect", "rows are kept and have no effect"
    for each in without.findings(one, several, level="check", remedy="", file=SPEAKERS_FILE, stage=stage):
        yield replace(each, concern=Concern.READING)
