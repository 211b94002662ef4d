"""Annotated sentences: read, and brought to one way of marking names.

The corpora disagree about where a name ends: some mark `the`, some the possessive, GUM whole noun phrases with
their relative clauses. A span that cannot be brought to the bare name is marked `UNSURE`, and the model learns
nothing from those words, neither that they are a name nor that they are none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.language.lexicons import entries

ORG, PERSON, GPE, UNSURE = "ORG", "PERSON", "GPE", "?"
LABELS = (ORG, PERSON, GPE)
TWEETS = frozenset({"btc", "wnut"})

_BEFORE = frozenset({"the", "a", "an", "this", "that", "our", "my", "your", "their", "his", "her", "its", "@", "#"})
_AFTER = frozenset({"'s", "’s", "'", "’", ",", ".", ";", ":", "-"})
_COMPANY_FORMS = frozenset({"inc", "inc.", "ltd", "ltd.", "llc", "plc"})
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "la", "al", "el", "bin", "di", "da", "du", "of", "-", ".", "'"}
)
_LONGEST = {ORG: 8, PERSON: 5, GPE: 3}
_HELD_OUT_BLOCK = 20  # neighbours come from the same document
_HELD_OUT_EVERY = 9


def training_list(name: str) -> tuple[str, ...]:
    """The entries of a word list beside the code of the training, in order."""
    return entries(Path(__file__).with_name(f"{name}.txt"))


class Name(NamedTuple):
    """A stretch of tokens and what it names."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Sentence:
    """Tokens with the names in them, in order, not overlapping."""

    tokens: tuple[str, ...]
    names: tuple[Name, ...]
    origin: str


def read_sentences(path: Path) -> Iterator[Sentence]:
    """The sentences of a `.jsonl` file with `tokens`, `ents` as [start, end, label], and `origin`."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            tokens, place = _with_whole_possessives(row["tokens"])
            marked = (Name(place[start], place[end - 1] + 1, label) for start, end, label in row["ents"])
            found = (cleaned(tokens, name, origin=row["origin"]) for name in marked)
            names = tuple(sorted(name for name in found if name is not None))
            if tokens:
                yield Sentence(tokens, names, row["origin"])


def with_doubts(sentences: Sequence[Sentence], bodies: Iterable[str]) -> list[Sentence]:
    """Unmarked words that are a body's name elsewhere become `UNSURE`: annotators disagree whether to mark them.

    CrossNER leaves `the Senate` bare nine times of ten, where Broad Twitter and GUM mark it. Elsewhere means marked
    as such, alone, at least twice in the corpora and one time in six, or one of `bodies`.
    """
    names = ((s.tokens[n.start], n) for s in sentences for n in s.names)
    alone = Counter(word for word, name in names if name.label == ORG and name.end - name.start == 1)
    used = Counter(token for sentence in sentences for token in sentence.tokens)
    known = {tuple(body.removeprefix("the ").split()) for body in bodies}
    known |= {(word,) for word, count in alone.items() if count > max(1, used[word] / 6) and word[0].isupper()}
    return [_with_doubts(sentence, known) for sentence in sentences]


def _with_doubts(sentence: Sentence, known: set[tuple[str, ...]]) -> Sentence:
    taken = {at for name in sentence.names for at in range(name.start, name.end)}
    doubts = []
    for at in range(len(sentence.tokens)):
        for length in (3, 2, 1):
            if sentence.tokens[at : at + length] in known and taken.isdisjoint(range(at, at + length)):
                doubts.append(Name(at, min(at + length, len(sentence.tokens)), UNSURE))
                taken |= set(range(at, at + length))
    return Sentence(sentence.tokens, tuple(sorted((*sentence.names, *doubts))), sentence.origin)


def parted(sentences: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """To learn from, and to choose by: every ninth block of twenty of what is not a tweet is held out."""
    learnt: list[Sentence] = []
    held_out: list[Sentence] = []
    for at, sentence in enumerate(sentences):
        chosen = (at // _HELD_OUT_BLOCK) % _HELD_OUT_EVERY == 0 and sentence.origin not in TWEETS
        (held_out if chosen else learnt).append(sentence)
    return learnt, held_out


def _with_whole_possessives(tokens: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """CrossNER cuts `'s` in two: the tokens with it whole, and where each old token is now."""
    made: list[str] = []
    place = []
    for token in tokens:
        if token == "s" and made and made[-1] in {"'", "’"}:
            made[-1] += "s"
        else:
            made.append(str(token))
        place.append(len(made) - 1)
    return tuple(made), place


def cleaned(tokens: Sequence[str], name: Name, *, origin: str) -> Name | None:
    """The bare name inside an annotated span; `UNSURE` where that cannot be told; none where nothing is left."""
    start, end, label = name
    if start and tokens[start - 1] == "@":
        return Name(start, end, UNSURE)  # the handle of an account
    while start < end and tokens[start].lower() in _BEFORE:
        start += 1
    if label == ORG:
        end = _before_apposition(tokens, start, end)
    while start < end and tokens[end - 1].lower() in _AFTER:
        end -= 1
    if start >= end:
        return None
    if origin.startswith("gum") and not _is_bare(tokens[start:end], label):
        return Name(name.start, name.end, UNSURE)
    return Name(start, end, label)


def _before_apposition(tokens: Sequence[str], start: int, end: int) -> int:
    """`Durham University, United Kingdom` names one body and one place."""
    for at in range(start + 1, end - 1):
        if tokens[at] == "," and tokens[at + 1].lower() not in _COMPANY_FORMS and "and" not in tokens[at:end]:
            return at
    return end


def _is_bare(words: Sequence[str], label: str) -> bool:
    if len(words) > _LONGEST[label] or not any(word[0].isupper() for word in words):
        return False
    if label == PERSON:
        if not all(word[0].isupper() or word in _PARTICLES for word in words):
            return False
        return not (len(words) == 1 and words[0].endswith(("ans", "ish", "ese", "s")))  # Americans: a people
    return words[0][0].isupper() or words[0][0].isdigit()
