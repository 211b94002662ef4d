"""Checks the quotations of a draft report against what was really said.

A draft's quotation is compared word by word, so that white space, capitals, curly quotes and punctuation do not
count. Words in square brackets and ellipses are the editor's: what stands between them must stand in one turn, in
that order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pipeline import tables
from pipeline.errors import UserError
from pipeline.records import NARRATOR, PARTICIPANT
from pipeline.schema import rows_of
from pipeline.spans import Span, folded
from pipeline.storage import read_table
from pipeline.study import Study, Texts

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_EDITED = re.compile(r"\[[^\]]*\]|\(\s*\.\.\.\s*\)|…|\.\s?\.\s?\.")
_GRAM = 3  # words that must agree for a turn to be looked at
_ALTERED = 0.6  # share of the quotation's words that the nearest passage must hold, in order
_LOOKED_AT = 8


class Verdict(StrEnum):
    """What is to be said of a quotation."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    JOINED = "joined from several places"
    NOT_CONSENTED = "not consented"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Checked:
    """One quotation of the draft, and what was said.

    Attributes:
        quote: as the draft has it.
        line: its line in the draft's text, from 1.
        verdict: the judgement.
        source: where it, or the nearest passage, was said; "" if nowhere.
        participant: who said it.
        seconds: when, in seconds from the start of the recording; NaN where not known.
        said: the words as they were said.
        changes: for an altered quotation, each change as `said → printed`.
    """

    quote: str
    line: int
    verdict: Verdict
    source: str = ""
    participant: str = ""
    seconds: float = float("nan")
    said: str = ""
    changes: tuple[str, ...] = ()


class _Turn(NamedTuple):
    source: str
    participant: str
    seconds: float
    text: str
    words: list[str]
    places: list[tuple[int, int]]


class _Place(NamedTuple):
    """Words `first` to `end` (exclusive) of a turn."""

    turn: int
    first: int
    end: int


class Said:
    """All that may be quoted, indexed by runs of words."""

    def __init__(self, study: Study) -> None:
        for table in (tables.SOURCES, tables.TURNS, tables.ATTRIBUTIONS):
            if not (study.tables / f"{table.name}.parquet").exists():
                raise UserError("there is no finished run to verify against", "Run: pipeline run", study.tables)
        sources = read_table(study.tables / "sources.parquet", tables.SOURCES)
        turns = read_table(study.tables / "turns.parquet", tables.TURNS)
        attributions = read_table(study.tables / "attributions.parquet", tables.ATTRIBUTIONS)
        self.withheld = set(attributions.loc[~attributions["quotable"], "participant"])
        texts = Texts(study.texts, list(sources["source"]))
        self.turns: list[_Turn] = []
        self._index: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for source, rows in turns.groupby("source", sort=False):
            text = texts[str(source)]
            for row in rows_of(rows):
                if row["role"] in (PARTICIPANT, NARRATOR):
                    self._add(row, text[row["start"] : row["end"]])

    def _add(self, row: dict[str, object], text: str) -> None:
        matches = list(_WORD.finditer(text))
        words = [_plain(match[0]) for match in matches]
        places = [match.span() for match in matches]
        seconds = float(str(row["seconds"]))
        self.turns.append(_Turn(str(row["source"]), str(row["participant"]), seconds, text, words, places))
        for at in range(len(words)):
            self._index[tuple(words[at : at + _GRAM])].append((len(self.turns) - 1, at))

    def exact(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where these words stand one after another: (turn, word)."""
        if not words:
            return []
        starts = self._index.get(tuple(words[:_GRAM]), []) if len(words) >= _GRAM else self._short(words)
        return [(turn, at) for turn, at in starts if self.turns[turn].words[at : at + len(words)] == list(words)]

    def _short(self, words: Sequence[str]) -> list[tuple[int, int]]:
        wanted = tuple(words)
        return sorted(
            place for gram, places in self._index.items() if gram[: len(wanted)] == wanted for place in places
        )

    def nearest(self, words: Sequence[str]) -> list[int]:
        """The turns that share most runs of words with these, best first."""
        grams = {tuple(words[at : at + size]) for size in (_GRAM,) for at in range(len(words) - size + 1)}
        shared = Counter(turn for gram in grams for turn in {t for t, _ in self._index.get(gram, [])})
        return [turn for turn, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_LOOKED_AT]]


def check_quotations(said: Said, quotations: Iterable[tuple[str, int]]) -> list[Checked]:
    """A verdict for each (quotation, line)."""
    return [_checked(said, quote, line) for quote, line in quotations]


def verify(study: Study, draft: Path) -> list[Checked]:
    """Check every quotation of a draft.

    Raises:
        UserError: if there is no run to compare with, or the draft cannot be read.
    """
    from pipeline.ingest.reading import paragraphs_of
    from pipeline.quotes.quotations import direct_quotations

    text, lines, blocks = "", [], []
    for paragraph, line in paragraphs_of(draft):
        blocks.append(Span(len(text), len(text) + len(paragraph)))
        lines.append(line)
        text += paragraph + "\n\n"
    quotations = []
    for quotation in direct_quotations(text, blocks):
        block = next(at for at, one in enumerate(blocks) if one.overlaps(quotation.span))
        quotations.append((quotation.span.of(text), lines[block]))
    return check_quotations(Said(study), quotations)


def _checked(said: Said, quote: str, line: int) -> Checked:
    pieces = [_words(piece) for piece in _EDITED.split(quote)]
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return Checked(quote, line, Verdict.NOT_FOUND)
    found = [said.exact(piece) for piece in pieces]
    if all(found):
        for turn, at in found[0]:
            end = _in_order(turn, at + len(pieces[0]), pieces=pieces[1:], found=found[1:])
            if end is not None:
                return _verdict(said, quote, line, _Place(turn, at, end), verdict=Verdict.VERBATIM)
        turn, at = found[0][0]
        return _verdict(said, quote, line, _Place(turn, at, at + len(pieces[0])), verdict=Verdict.JOINED)
    return _altered(said, quote, line, words=[word for piece in pieces for word in piece])


def _in_order(
    turn: int, after: int, *, pieces: Sequence[Sequence[str]], found: Sequence[Sequence[tuple[int, int]]]
) -> int | None:
    """The word after the last piece if all stand in this turn one behind the other, else None."""
    for piece, places in zip(pieces, found, strict=True):
        following = [at for other, at in places if other == turn and at >= after]
        if not following:
            return None
        after = min(following) + len(piece)
    return after


def _altered(said: Said, quote: str, line: int, *, words: Sequence[str]) -> Checked:
    best: tuple[float, int, int, int] | None = None
    for turn in said.nearest(words):
        matcher = SequenceMatcher(None, said.turns[turn].words, words, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        share = sum(block.size for block in blocks) / len(words)
        first, end = blocks[0].a, blocks[-1].a + blocks[-1].size
        candidate = (share - 0.01 * max(0, end - first - len(words)) / len(words), turn, first, end)
        if best is None or candidate[0] > best[0]:
            best = candidate
    if best is None or best[0] < _ALTERED / 2:
        return Checked(quote, line, Verdict.NOT_FOUND)
    share, turn, first, end = best
    verdict = Verdict.ALTERED if share >= _ALTERED else Verdict.NOT_FOUND
    changes = _changes(said.turns[turn].words[first:end], words) if verdict is Verdict.ALTERED else ()
    return _verdict(said, quote, line, _Place(turn, first, end), verdict=verdict, changes=changes)


def _changes(said: Sequence[str], printed: Sequence[str]) -> tuple[str, ...]:
    matcher = SequenceMatcher(None, said, printed, autojunk=False)
    return tuple(
        f"{' '.join(said[a:b]) or '(nothing)'} → {' '.join(printed[c:d]) or '(left out)'}"
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _verdict(
    said: Said, quote: str, line: int, place: _Place, *, verdict: Verdict, changes: tuple[str, ...] = ()
) -> Checked:
    where = said.turns[place.turn]
    words = where.text[where.places[place.first][0] : where.places[place.end - 1][1]]
    if where.participant in said.withheld and verdict is not Verdict.NOT_FOUND:
        verdict = Verdict.NOT_CONSENTED
    return Checked(quote, line, verdict, where.source, where.participant, where.seconds, folded(words), changes)


def _words(text: str) -> list[str]:
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")
