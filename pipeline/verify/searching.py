"""Finds where words of a draft were said, without comparing every quotation with every transcript.

The runs of two and three words that occur in the draft's quotations are looked up in all that was said, once, by
their numbers. Each quotation then goes to the few places where its runs stand close together. One that is not found
is looked up again with British and American spellings made alike, since runs of a text that is spelt otherwise are
others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pipeline.verify.clean_verbatim import common_spelling
from pipeline.verify.words import grams, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.verify.spoken_words import TokenisedCorpus
    from pipeline.verify.words import Keys, Printed

    Places = NDArray[np.int64]

_AT_ONCE = 2_000_000  # words looked up in one go
_FILTER_BITS = 22
_COMMON = 400  # occurrences beyond which a run of words says little about the place
_MOST_COMMON = 20_000
_WINDOWS = 4
_SLACK = 24  # words by which a quotation's parts may have moved
_MARGIN = 12


class _Occurrences:
    """Where each of some runs of words stands."""

    def __init__(self, keys: Keys, size: int, wanted: Keys) -> None:
        self.size = size
        self._wanted = np.unique(wanted)
        self._known: dict[np.uint64, Places] = {}  # a quotation may say the same over and over
        slots = np.zeros(1 << _FILTER_BITS, bool)
        shift = np.uint64(64 - _FILTER_BITS)
        slots[self._wanted >> shift] = True
        numbers, places = [], []
        for start in range(0, len(keys), _AT_ONCE):
            made = grams(keys[start : start + _AT_ONCE + size - 1], size)
            likely = np.flatnonzero(slots[made >> shift])
            number = np.searchsorted(self._wanted, made[likely])
            number[number == len(self._wanted)] = 0
            right = self._wanted[number] == made[likely] if len(self._wanted) else np.zeros(0, bool)
            numbers.append(number[right])
            places.append(likely[right] + start)
        number = np.concatenate(numbers) if numbers else np.zeros(0, np.int64)
        place = np.concatenate(places) if places else np.zeros(0, np.int64)
        order = np.argsort(number, kind="stable")
        self._places = place[order]
        self._edges = np.searchsorted(number[order], np.arange(len(self._wanted) + 1))

    def of(self, gram: np.uint64) -> Places:
        """The places of one run, in order; none for one that was not asked for."""
        known = self._known.get(gram)
        if known is None:
            known = self._known[gram] = self._look_up(gram)
        return known

    def _look_up(self, gram: np.uint64) -> Places:
        at = int(np.searchsorted(self._wanted, gram))
        if at == len(self._wanted) or self._wanted[at] != gram:
            return np.zeros(0, np.int64)
        return self._places[self._edges[at] : self._edges[at + 1]]


class _Spellings:
    """What was said and what is printed, with one key for all spellings of a word."""

    def __init__(self, said: TokenisedCorpus) -> None:
        vocabulary, first, number = np.unique(said.keys, return_index=True, return_inverse=True)
        self._spelt: dict[str, list[np.uint64]] = defaultdict(list)
        alike = vocabulary.copy()
        for at, (key, place) in enumerate(zip(vocabulary, first.tolist(), strict=True)):
            if int(said.turn_of[place]) >= 0:
                known = self._spelt[common_spelling(plain(said.word(place)))]
                known.append(key)
                alike[at] = known[0]
        self.keys: Keys = alike[number]

    def of(self, quote: Printed) -> Keys | None:
        """The quotation's keys; None if nobody spells any of its words otherwise."""
        known = [self._spelt.get(common_spelling(plain(quote.word(at)))) for at in range(len(quote))]
        pairs = list(zip(quote.words.keys, known, strict=True))
        if not any(spelt and spelt != [key] for key, spelt in pairs):
            return None
        return np.array([spelt[0] if spelt else key for key, spelt in pairs], np.uint64)


def _occurrences(keys: Keys, quotations: Sequence[Keys]) -> list[_Occurrences]:
    wanted = ((size, [grams(each, size) for each in quotations]) for size in (3, 2))
    return [_Occurrences(keys, size, np.concatenate(runs or [_NONE])) for size, runs in wanted]


class Finder:
    """Looks up quotations; it must be told beforehand which.

    Args:
        said: all that was said.
        quotations: the quotations.
    """

    def __init__(self, said: TokenisedCorpus, quotations: Sequence[Printed]) -> None:
        self._said, self._quotations = said, quotations
        self._runs = _occurrences(said.keys, [each.words.keys for each in quotations])

    @cached_property
    def _respelt(self) -> tuple[_Spellings, list[_Occurrences]]:
        spellings = _Spellings(self._said)
        keys = (spellings.of(quote) for quote in self._quotations)
        return spellings, _occurrences(spellings.keys, [each for each in keys if each is not None])

    def exact(self, keys: Keys) -> Places:
        """Where exactly these words stand one after another: the place of the first."""
        if len(keys) == 0:
            return np.zeros(0, np.int64)
        if len(keys) == 1:
            return np.flatnonzero(self._said.keys == keys[0])
        runs = self._runs[0] if len(keys) >= self._runs[0].size else self._runs[1]
        found = [(runs.of(gram), at) for at, gram in enumerate(grams(keys, runs.size))]
        rarest, at = min(found, key=lambda each: len(each[0]))
        first = rarest - at
        first = first[(first >= 0) & (first + len(keys) <= len(self._said.keys))]
        for number, key in enumerate(keys):
            first = first[self._said.keys[first + number] == key]
        return first

    def near(self, keys: Keys) -> list[tuple[int, int]]:
        """Stretches of a source where many of these words stand in this order, the likeliest first."""
        return self._windows(keys, self._runs)

    def respelt(self, quote: Printed) -> tuple[Keys, Keys] | None:
        """What was said and the quotation, with one key for all spellings of a word; None if it makes no odds."""
        spellings, _ = self._respelt
        keys = spellings.of(quote)
        return None if keys is None else (spellings.keys, keys)

    def near_respelt(self, keys: Keys) -> list[tuple[int, int]]:
        """The same as `near`, for keys that `respelt` gave."""
        return self._windows(keys, self._respelt[1])

    def _windows(self, keys: Keys, all_runs: Sequence[_Occurrences]) -> list[tuple[int, int]]:
        starts, weights, places = self._votes(keys, all_runs)
        if not len(starts):
            return []
        order = np.argsort(starts, kind="stable")
        starts, weights, places = starts[order], weights[order], places[order]
        total = np.concatenate([[0.0], np.cumsum(weights)])
        reach = np.searchsorted(starts, starts + _SLACK + len(keys) // 4, side="right")
        score = total[reach] - total[:-1]
        windows: list[tuple[int, int]] = []
        for at in np.argsort(-score, kind="stable"):
            low, high = self._said.bounds(int(places[at]))  # where it would begin may lie in the source before
            start = max(low, int(starts[at]) - _MARGIN)
            end = min(high, int(starts[reach[at] - 1]) + len(keys) + _MARGIN)
            if start < end and not any(a - _MARGIN <= start < b and end <= b + _MARGIN for a, b in windows):
                windows.append((start, end))
            if len(windows) == _WINDOWS:
                break
        return windows

    def _votes(self, keys: Keys, all_runs: Sequence[_Occurrences]) -> tuple[Places, NDArray[np.float64], Places]:
        """Where the quotation would begin for each place of its runs, how much that tells, and the place."""
        starts: list[Places] = []
        stand: list[Places] = []
        weights: list[NDArray[np.float64]] = []
        for runs in all_runs:
            found = [(runs.of(gram), at) for at, gram in enumerate(grams(keys, runs.size))]
            found = [(places, at) for places, at in found if len(places)]
            rare = [(places, at) for places, at in found if len(places) <= _COMMON]
            if not rare:
                rare = sorted(found, key=lambda each: len(each[0]))[:1]
            for places, at in rare:
                if len(places) <= _MOST_COMMON:
                    starts.append(places - at)
                    stand.append(places)
                    worth = np.log2(2 + len(self._said.keys) / len(places))
                    weights.append(np.full(len(places), worth * (runs.size - 1)))
        if not starts:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
        return np.concatenate(starts), np.concatenate(weights), np.concatenate(stand)


_NONE = np.zeros(0, np.uint64)
