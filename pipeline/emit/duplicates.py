"""Quotes that say the same: a story told twice, one answer in two transcripts, words inside other words.

The best of those that say the same is kept, and the others name it. Each quote is looked at once, best first, and
compared only with kept ones that share rare runs of its words, so that the cost grows as the number of quotes does.
Short stock answers (`Very good`) are never joined: that two people say them is news.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.names import lexicon_words
from pipeline.spans import Span

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LEAST_WORDS = 6  # content words; with fewer, likeness says nothing
_SKETCH = 24  # hashes kept of each quote
_SHARED = 2  # of these, to be compared at all
_LIKE = 85  # of 100, for the words as a whole
_INSIDE = 93  # of 100, for one quote inside another
_MOST_OF_A_VOICE = 400  # of one person's best quotes, that each further one is compared with
_RETOLD = 0.6  # share of the content words of the shorter, where one person says both


@dataclass(frozen=True, kw_only=True)
class Telling:
    """A quote as it is compared.

    Attributes:
        quote_id: its id.
        voice: whose words they are.
        source: where it stands.
        span: its characters there.
        text: as it may be printed.
        whole: whether it is a passage; words that are told inside one are kept only where no passage is.
        score: how good it is.
    """

    quote_id: str
    voice: str
    source: str
    span: Span
    text: str
    whole: bool
    score: float


def same_as(tellings: Iterable[Telling]) -> dict[str, str]:
    """For each quote that says the same as a better one: that one's id."""
    kept = _Kept()
    found: dict[str, str] = {}
    for telling in sorted(tellings, key=lambda t: (not t.whole, -t.score, t.source, t.span, t.quote_id)):
        words = _Words.of(telling.text)
        better = kept.like(telling, words)
        if better:
            found[telling.quote_id] = better
        else:
            kept.add(telling, words)
    return found


@dataclass(frozen=True)
class _Words:
    """The words of a quote: all of them, and those with content as a set and as a sketch."""

    plain: str
    content: frozenset[str]
    sketch: Sequence[int]

    @classmethod
    def of(cls, text: str) -> _Words:
        plain = [match[0].casefold().replace("’", "'") for match in _WORD.finditer(text)]
        skipped = lexicon_words("function_words") | lexicon_words("hesitations")
        content = [word for word in plain if word not in skipped]
        return cls(" ".join(plain), frozenset(content), _sketch(content))


class _Kept:
    """The quotes that are kept so far, and where to look for one like another."""

    def __init__(self) -> None:
        self._by_hash: dict[int, list[int]] = defaultdict(list)
        self._by_voice: dict[str, list[int]] = defaultdict(list)
        self._by_place: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._all: list[tuple[Telling, _Words]] = []

    def add(self, telling: Telling, words: _Words) -> None:
        """Keep one."""
        at = len(self._all)
        self._all.append((telling, words))
        for block in _blocks(telling.span):
            self._by_place[telling.source, block].append(at)
        if len(words.content) < _LEAST_WORDS:
            return
        self._by_voice[telling.voice].append(at)
        for mark in words.sketch:
            self._by_hash[mark].append(at)

    def like(self, telling: Telling, words: _Words) -> str:
        """The id of a kept quote that says the same; empty if there is none."""
        near = (at for block in _blocks(telling.span) for at in self._by_place.get((telling.source, block), ()))
        for at in sorted(set(near)):
            if self._all[at][0].span.overlaps(telling.span):
                return self._all[at][0].quote_id
        own = words.content
        if len(own) < _LEAST_WORDS:
            return ""
        for at in self._by_voice[telling.voice][:_MOST_OF_A_VOICE] if telling.voice else ():
            other = self._all[at][1].content
            if len(own & other) >= max(_LEAST_WORDS, _RETOLD * min(len(own), len(other))):
                return self._all[at][0].quote_id
        return self._alike(words)

    def _alike(self, words: _Words) -> str:
        from rapidfuzz import fuzz

        shared = Counter(at for mark in words.sketch for at in self._by_hash.get(mark, ()))
        for at, count in sorted(shared.items()):
            if count < _SHARED:
                continue
            other = self._all[at][1].plain
            if fuzz.ratio(words.plain, other) >= _LIKE or fuzz.partial_ratio(words.plain, other) >= _INSIDE:
                return self._all[at][0].quote_id
        return ""


def _sketch(content: Sequence[str]) -> list[int]:
    """The smallest hashes of its pairs of content words: two quotes that share many pairs share some of these."""
    pairs = {f"{one} {other}" for one, other in pairwise(content)}
    digests = (hashlib.blake2b(pair.encode(), digest_size=8).digest() for pair in pairs)
    return sorted(map(int.from_bytes, digests))[:_SKETCH]


def _blocks(span: Span) -> range:
    """Stretches of a hundred characters that a span touches."""
    return range(span.start // 100, (span.end - 1) // 100 + 1)
