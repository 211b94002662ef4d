"""Match decisions to passages after transcripts have changed.

The cost is linear in the number of decisions: a decision whose passage is missing is compared only with the few
passages that share its rarest words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions import DECISIONS_FILE
from pipeline.corpus.findings import first_few
from pipeline.corpus.records import Finding

SAME_WORDS = 92  # minimum rapidfuzz ratio for a match
_RAREST = 8  # number of words looked up per quote
_MOST_SHARING = 50  # passages considered per word
_COMPARED = 4  # passages compared per quote
_EDGE = 5  # characters: very short texts are also looked up by their beginning and end


@dataclass(frozen=True)
class DecidablePassage:
    """The fields of a passage or quotation used for matching."""

    quote_id: str
    source: str
    text: str


@dataclass(frozen=True)
class Matched:
    """Decisions with the current ids of their passages.

    Attributes:
        decisions: decisions whose passage was found, with its current id.
        lost: decisions whose passage was not found; they are kept in the file.
        findings: what needs checking.
    """

    decisions: tuple[Decision, ...]
    lost: tuple[Decision, ...] = ()
    findings: tuple[Finding, ...] = ()


def match_decisions(
    decisions: Sequence[Decision], passages: Sequence[DecidablePassage], *, stage: str = "themes"
) -> Matched:
    """Find each decision's passage by id, by identical words, or by similar words in its source."""
    ids = {passage.quote_id for passage in passages}
    search: PassageSearch | None = None
    found: dict[tuple[str, str, str], Decision] = {}
    lost: list[Decision] = []
    moved = 0
    for decision in decisions:
        if decision.quote_id in ids:
            found[decision.key] = decision
            continue
        search = search or PassageSearch(passages)
        again = search.find(decision.source, decision.quote)
        if again is None:
            lost.append(decision)
            continue
        moved += 1
        under_new_id = replace(decision, quote_id=again.quote_id)
        found.setdefault(under_new_id.key, under_new_id)  # decisions on the current passage take precedence
    return Matched(tuple(found.values()), tuple(lost), tuple(_about(moved, lost, stage=stage)))


class PassageSearch:
    """Finds passages by their words.

    Attributes:
        compared: the number of passages compared character by character so far.
    """

    def __init__(self, passages: Sequence[DecidablePassage]) -> None:
        self.compared = 0
        self._by_words: dict[str, list[DecidablePassage]] = {}
        self._sources: dict[str, _Source] = {}
        self._known: dict[tuple[str, str], DecidablePassage | None] = {}
        for passage in passages:
            words = _words(passage.text)
            self._by_words.setdefault(words, []).append(passage)
            self._sources.setdefault(passage.source, _Source()).add(passage, words)

    def find(self, source: str, quote: str) -> DecidablePassage | None:
        """The passage of the source with the same or similar words; in another source, only with the same words."""
        if not quote:
            return None
        key = (source, quote)
        if key not in self._known:
            words = _words(quote)
            self._known[key] = self._same(source, words) or self._similar(source, words)
        return self._known[key]

    def _same(self, source: str, words: str) -> DecidablePassage | None:
        """The only passage with exactly these words, in its own source or in a renamed one."""
        candidates = self._by_words.get(words, ())
        at_home = next((passage for passage in candidates if passage.source == source), None)
        return at_home or (candidates[0] if len(candidates) == 1 else None)

    def _similar(self, source: str, words: str) -> DecidablePassage | None:
        from rapidfuzz import fuzz, process

        own = self._sources.get(source)
        rows = own.sharing(words) if own else []
        if own is None or not rows:
            return None
        self.compared += len(rows)
        texts = [own.texts[row] for row in rows]
        best = process.extractOne(words, texts, scorer=fuzz.ratio, score_cutoff=SAME_WORDS)
        return None if best is None else own.passages[rows[best[2]]]


class _Source:
    """The passages of one source, and an index from words to passages."""

    def __init__(self) -> None:
        self.passages: list[DecidablePassage] = []
        self.texts: list[str] = []
        self._rows: dict[str, list[int]] = {}

    def add(self, passage: DecidablePassage, words: str) -> None:
        for mark in dict.fromkeys(_marks(words)):
            self._rows.setdefault(mark, []).append(len(self.passages))
        self.passages.append(passage)
        self.texts.append(words)

    @cached_property
    def _from_the_rarest(self) -> list[list[int]]:
        return [rows for _, rows in sorted(self._rows.items(), key=lambda item: (len(item[1]), item[0]))]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        """Rank of each word by rarity; 1 is the rarest."""
        marks = sorted(self._rows, key=lambda mark: (len(self._rows[mark]), mark))
        return {mark: rank for rank, mark in enumerate(marks, start=1)}

    def sharing(self, words: str) -> list[int]:
        """The few passages that share most of the text's rarest words, in text order."""
        ranks = sorted(filter(None, map(self._ranks.get, _marks(words))))[:_RAREST]
        found = (self._from_the_rarest[rank - 1] for rank in ranks)
        few = (rows[:_MOST_SHARING] for at, rows in enumerate(found) if not at or len(rows) <= _MOST_SHARING)
        shared = Counter(chain.from_iterable(few))
        if len(shared) <= _COMPARED:
            return sorted(shared)
        # Most shared words first, then the earlier passage; a single number sorts faster than a pair.
        size = len(self.passages)
        return sorted(key % size for key in sorted(row - size * count for row, count in shared.items())[:_COMPARED])


def _marks(words: str) -> list[str]:
    """Lookup keys of a text: its words, and its first and last characters."""
    return [*words.split(), f"\0{words[:_EDGE]}", f"{words[-_EDGE:]}\0"]


def _words(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _about(moved: int, lost: Sequence[Decision], *, stage: str) -> Iterator[Finding]:
    if moved:
        yield _finding(
            "note",
            f"{moved:,} decision(s) found their passage by its words, because its transcript has changed",
            "",
            0,
            stage,
        )
    if lost:
        passages = list(dict.fromkeys(decision.quote_id for decision in lost))
        yield _finding(
            "check",
            f"{len(lost):,} decision(s) are about passages that are in no transcript now: {first_few(passages)}; "
            "they are kept and have no effect",
            "Decide again on the passages as they read now, or leave the rows as a record",
            lost[0].line,
            stage,
        )


def _finding(level: str, finding: str, remedy: str, line: int, stage: str) -> Finding:
    return Finding(level=level, stage=stage, file=DECISIONS_FILE, line=line, finding=finding, remedy=remedy)
