"""All that was said, as one long row of words with whose they are."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.corpus import tables
from pipeline.corpus.errors import UserError
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import INTERVIEWER, Turn, by_source
from pipeline.corpus.spans import Overlaps, Span, folded
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts
from pipeline.verify.words import WordSequence, asides, words_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.corpus.schema import Table
    from pipeline.verify.words import Keys

    Small = NDArray[np.int32]

_NEEDED = (tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.QUOTES, tables.REDACTIONS, tables.ATTRIBUTIONS)


@dataclass(frozen=True)
class SpokenTurn:
    """A turn, as far as it matters here."""

    source: str
    turn_id: str
    participant: str
    role: str
    speaker: str
    span: Span
    seconds: float

    @property
    def is_asked(self) -> bool:
        """Whether the interviewer speaks."""
        return self.role == INTERVIEWER

    @property
    def voice(self) -> str:
        """Whose words these are; a document's paragraphs have one narrator."""
        return self.participant or self.role


class RedactedSpan(NamedTuple):
    """A stretch of a source for which the dataset prints something else, and what."""

    span: Span
    text: str
    replacement: str


class TokenisedCorpus:
    """The words of every turn of every source, one after another, with a word that nobody says between sources.

    Attributes:
        keys: of the words.
        made: the tables of the run.
        turns: all turns.
    """

    def __init__(self, study: Study) -> None:
        for table in _NEEDED:
            if not (study.tables / f"{table.name}.parquet").exists():
                raise UserError("no finished run found to check against", "Run: pipeline run", study.tables)
        self.made = RunTables(_NEEDED, partial(_read, study))
        self._texts: dict[str, str] = {}
        redacted: dict[str, list[tuple[Span, RedactedSpan]]] = defaultdict(list)
        for row in self.made[tables.REDACTIONS]:
            each = RedactedSpan(row.span, row.text, row.replacement)
            redacted[row.source].append((each.span, each))
        self._redacted = {source: Overlaps(found) for source, found in redacted.items()}
        self.turns: list[SpokenTurn] = []
        self._sources = [source.source for source in self.made[tables.SOURCES]]
        stored = Texts(study.texts, self._sources)
        turns_of = by_source(self.made[tables.TURNS])
        keys: list[Keys] = []
        starts: list[Small] = []
        ends: list[Small] = []
        turn_of: list[Small] = []
        self._bases: list[int] = []
        count = 0
        for source in self._sources:
            try:
                self._texts[source] = stored[source]
            except OSError as error:
                raise UserError("the text of a source is missing", "Run: pipeline run", study.texts) from error
            words, turns = self._read_source(source, turns_of.get(source, ()))
            self._bases.append(count)
            keys += [words.keys, _NOBODY]
            starts += [words.starts.astype(np.int32), _ZERO]
            ends += [words.ends.astype(np.int32), _ZERO]
            turn_of += [turns.astype(np.int32), _ZERO - 1]
            count += len(words.keys) + 1
        self.keys: Keys = np.concatenate(keys) if keys else np.zeros(0, np.uint64)
        self._starts, self._ends, self.turn_of = (
            np.concatenate(each) if each else np.zeros(0, np.int32) for each in (starts, ends, turn_of)
        )

    def _read_source(self, source: str, turns: Sequence[Turn]) -> tuple[WordSequence, NDArray[np.int64]]:
        """The words of a source's turns, and the turn of each."""
        text = self._texts[source]
        words = words_of(text)
        if not turns or not len(words.keys):
            return words.only(np.zeros(len(words.keys), bool)), np.zeros(0, np.int64)
        turns = sorted(turns, key=lambda turn: turn.start)
        first = len(self.turns)
        for turn in turns:
            self.turns.append(
                SpokenTurn(source, turn.turn_id, turn.participant, turn.role, turn.speaker, turn.span, turn.seconds)
            )
        begins = np.array([turn.start for turn in turns], np.int64)
        finishes = np.array([turn.end for turn in turns], np.int64)
        number = np.searchsorted(begins, words.starts, side="right") - 1
        spoken = (number >= 0) & (words.starts < finishes[np.maximum(number, 0)])
        for aside in asides(text):
            low, high = np.searchsorted(words.starts, aside)
            spoken[low:high] = False
        return words.only(spoken), number[spoken] + first

    def source_at(self, at: int) -> str:
        """The source of a word."""
        return self._sources[bisect_right(self._bases, at) - 1]

    def bounds(self, at: int) -> tuple[int, int]:
        """The first word of the source of this word, and one past its last."""
        number = bisect_right(self._bases, at) - 1
        end = self._bases[number + 1] if number + 1 < len(self._bases) else len(self.keys)
        return self._bases[number], end - 1

    def turn_at(self, at: int) -> SpokenTurn:
        """The turn of a word."""
        return self.turns[int(self.turn_of[at])]

    def word(self, at: int) -> str:
        """A word as it stands in its source."""
        return self._texts[self.source_at(at)][int(self._starts[at]) : int(self._ends[at])]

    def span(self, first: int, end: int) -> Span:
        """Where words `first` to `end` (exclusive) of one source stand in its text."""
        return Span(int(self._starts[first]), int(self._ends[end - 1]))

    def text(self, first: int, end: int) -> str:
        """Words of one source with what stands between them, but for labels and times."""
        if first >= end:
            return ""
        whole = self._texts[self.source_at(first)]
        span = self.span(first, end)
        pieces = []
        for turn in self.turns[int(self.turn_of[first]) : int(self.turn_of[end - 1]) + 1]:
            part = Span(max(span.start, turn.span.start), min(span.end, turn.span.end))
            if part.start < part.end:
                pieces.append(part.of(whole))
        return folded(" ".join(pieces))

    def around(self, at: int, before: int, after: int) -> str:
        """The characters of a source around a word."""
        whole = self._texts[self.source_at(at)]
        return whole[max(0, int(self._starts[at]) - before) : int(self._ends[at]) + after]

    def is_name(self, at: int) -> bool:
        """Whether a word is, or looks like, a part of a name: it is redacted, or has a capital."""
        place = Span(int(self._starts[at]), int(self._ends[at]))
        redacted = self._redacted.get(self.source_at(at))
        return bool(redacted and redacted.at(place)) or self.word(at)[:1].isupper()

    def redactions(self, first: int, end: int) -> list[RedactedSpan]:
        """What the dataset prints otherwise of words `first` to `end` (exclusive) of one source."""
        if first >= end or not (found := self._redacted.get(self.source_at(first))):
            return []
        return [each for _, each in found.at(self.span(first, end))]

    def after(self, at: int) -> str:
        """What stands between a word and the next."""
        whole = self._texts[self.source_at(at)]
        end = int(self._ends[at])
        following = int(self._starts[at + 1]) if at + 1 < self.bounds(at)[1] else end + 3
        return whole[end:following]


_NOBODY = np.array([0], np.uint64)
_ZERO = np.array([0], np.int32)


def _read(study: Study, table: Table) -> pd.DataFrame:
    path = study.tables / f"{table.name}.parquet"
    try:
        return read_table(path, table)
    except OSError as error:
        raise UserError("no finished run found", "Run: pipeline run", path) from error
