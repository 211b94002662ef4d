"""Scores on GUM's spoken and written documents: exact spans of named organisations, micro-averaged.

A span counts if it begins and ends where the annotated one does, once a leading article and a trailing possessive
are taken off both. A document is read turn by turn, as the pipeline reads a transcript: speakers’ labels are
no part of any text. Spoken is speeches, vlogs and conversations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

SPOKEN = frozenset({"speech", "vlog", "conversation"})
_BEFORE = re.compile(r"(?i)(?:the|an?)\s+")
_AFTER = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class Document:
    """One of GUM's documents."""

    name: str
    genre: str
    text: str
    turns: tuple[tuple[int, int], ...]
    gold: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Score:
    """Counts of names found rightly, found wrongly, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def documents(path: Path) -> list[Document]:
    """The documents of `gum_dev.jsonl`."""
    made = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            labels = row["speaker_label_spans"]
            starts = [0, *(end for _, end in labels)]
            ends = [*(start for start, _ in labels), len(row["text"])]
            turns = tuple((start, end) for start, end in zip(starts, ends, strict=True) if start < end)
            named = ((e["start"], e["end"]) for e in row["entities"] if e["named"])
            made.append(Document(row["doc"], row["genre"], row["text"], turns, bare_spans(named, row["text"])))
    return made


def bare_spans(spans: Iterable[tuple[int, int]], text: str) -> frozenset[tuple[int, int]]:
    """Spans without article and possessive."""
    bare = set()
    for start, end in spans:
        before, after = _BEFORE.match(text[start:end]), _AFTER.search(text[start:end])
        bare.add((start + (before.end() if before else 0), end - (len(after[0]) if after else 0)))
    return frozenset(bare)


def score(docs: Iterable[Document], find: Callable[[str], Iterable[tuple[int, int]]]) -> Score:
    """The score of what `find` finds in each turn."""
    right = wrong = missed = 0
    for doc in docs:
        spans = ((a + s, a + e) for a, b in doc.turns for s, e in find(doc.text[a:b]))
        found = bare_spans(spans, doc.text)
        right += len(found & doc.gold)
        wrong += len(found - doc.gold)
        missed += len(doc.gold - found)
    return Score(right, wrong, missed)
