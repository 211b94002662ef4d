"""Interprets the `exclude` notes of codes, and finds passages that the codebook gives as examples.

A note excludes passages similar to its words, and codes that it names. Each clause may describe what does not
belong to the code ("how it was explained"), name the code that it belongs to ("see `council`", "(Council)", "use
Council instead", "not: council"), or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import Code, Codebook
from pipeline.corpus.spans import WORD, folded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Applied = NDArray[np.bool_]


Pairs = frozenset[tuple[int, int]]
Marks = Set[tuple[int, int]]

_CLAUSE = re.compile(r"[;\n]|(?<=[.!?])\s+")
_LEAD = (
    r"(?:see(?: also)?|use|prefer|code[ds]?(?: (?:it|this|that|these|those|them))?(?: (?:as|to|under|with|at))?|"
    r"(?:goes?|belongs?|falls?|put|move[ds]?)(?: (?:it|this|that|these|those|them))? (?:in|to|under|into|with)|"
    r"covered by|instead|not|never|except|excludes?|excluding|→|->)"
)
# The text around the name of a code: marks, and words such as "the code".
_OPENING, _CLOSING = r"[(\[“‘\"'`*_]", r"[)\]”’\"'`*_]"
_THE_CODE = r"(?:the )?(?:codes? |themes? )?"
# The words that remain of a clause that only names a code.
_NOTHING = re.compile(
    rf"\b(?:{_LEAD}|anything|everything|all|passages?|that|is|are|about|the|codes?|themes?|or|and)\b"
)


def excluded_texts(codebook: Codebook, code: Code) -> tuple[str, ...]:
    """The clauses of a code's note that describe something, without the names of other codes."""
    found = []
    for clause in _clauses(code.exclude):
        described = clause
        for other in codebook.codes:
            if other is not code:
                described = _naming(other).sub(" ", described)
        if re.search(r"[^\W\d_]{3}", _NOTHING.sub(" ", described.casefold())):
            found.append(
                " ".join(re.sub(r"^(?:not|never|no)\b[:,]?\s*", "", described.strip(" .,:"), flags=re.I).split())
            )
    return tuple(dict.fromkeys(text for text in found if text))


def exclusive_pairs(codebook: Codebook) -> Pairs:
    """Pairs of indices of codes of which one names the other in its note, smaller index first."""
    return frozenset(
        (min(at, other_at), max(at, other_at))
        for at, code in enumerate(codebook.codes)
        for other_at, other in enumerate(codebook.codes)
        if at != other_at and any(_naming(other).search(clause) for clause in _clauses(code.exclude))
    )


def without_excluded(
    applied: Applied, strength: Floats, pairs: Pairs, *, accepted: Marks, rejected: Marks
) -> Applied:
    """Resolve codes that exclude each other: keep the one that a person accepted, or else the stronger.

    Codings that a person decided about are always kept: accepted ones are valid, and rejected ones are a record.

    Args:
        applied: which code applies to which passage, shape (passages, codes).
        strength: the confidence of each, in the same shape.
        pairs: codes that exclude each other.
        accepted: the passages and codes that people accepted, as rows and columns.
        rejected: the passages and codes that people rejected.
    """
    import numpy as np

    kept = applied.copy()
    theirs: dict[int, set[int]] = {}
    for row, code in accepted:
        theirs.setdefault(row, set()).add(code)
    several = {int(row) for one, other in pairs for row in np.flatnonzero(applied[:, one] & applied[:, other])}
    for row in sorted(several | set(theirs)):
        standing = set(theirs.get(row, ()))
        here = [int(code) for code in np.flatnonzero(applied[row])]
        for code in sorted(here, key=lambda at: (-float(strength[row, at]), at)):
            if code in standing or (row, code) in rejected:
                continue
            if any((min(code, other), max(code, other)) in pairs for other in standing):
                kept[row, code] = False
            else:
                standing.add(code)
    return kept


def _clauses(note: str) -> Iterator[str]:
    yield from (clause.strip() for clause in _CLAUSE.split(note) if clause.strip())


def _naming(code: Code) -> re.Pattern[str]:
    """A pattern for a mention of a code: in brackets or quotation marks, after "see" or "use", or alone.

    A name of several words counts wherever it is written as in the codebook; a single word may be an ordinary word.
    """
    names = "|".join(_spelled(name) for name in sorted({code.id, code.name}, key=len, reverse=True))
    loose = f"(?i:{names})"
    ways = [
        rf"{_OPENING}+\s*(?i:{_LEAD}[:,]?\s+)?{_THE_CODE}{_OPENING}*{loose}{_CLOSING}+",
        rf"(?i:\b{_LEAD}[:,]?\s+){_THE_CODE}{_OPENING}*{loose}(?!\w){_CLOSING}*(?=\s*(?:$|[,.;:)]|instead\b|and\b|or\b|code\b|for\b))",
        rf"^\s*{_THE_CODE}{loose}\s*(?:instead)?[.,]?\s*$",
        *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in (code.id, code.name) if re.search(r"[\s_-]", name)),
    ]
    return re.compile("|".join(ways))


def _spelled(name: str) -> str:
    return r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name) if word)


_FEWEST_WORDS = 4  # a shorter example may occur in any passage


def examples_among(codebook: Codebook, texts: Sequence[str]) -> set[tuple[int, int]]:
    """The passages that equal, contain, or are part of an example of a code, as rows and columns.

    Args:
        codebook: the codebook; examples of fewer than four words are ignored.
        texts: the passages.
    """
    examples = [
        (words, code)
        for code, one in enumerate(codebook.codes)
        for example in one.examples
        if len(words := _words(example)) >= _FEWEST_WORDS
    ]
    by_start: dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]] = {}
    inside: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for words, code in examples:
        by_start.setdefault(words[:_FEWEST_WORDS], []).append((words, code))
        for start in _starts(words):
            inside.setdefault(start, []).append((_line(words), code))
    if not examples:
        return set()
    found: set[tuple[int, int]] = set()
    first_words = {start[0] for start in by_start}
    for row, text in enumerate(texts):
        words = _words(text)
        for at in (at for at, word in enumerate(words) if word in first_words):
            for example, code in by_start.get(words[at : at + _FEWEST_WORDS], ()):
                if words[at : at + len(example)] == example:
                    found.add((row, code))
        for whole, code in inside.get(words[:_FEWEST_WORDS], ()):
            if _line(words) in whole:
                found.add((row, code))
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("’", "'") for word in WORD.findall(folded(text).casefold()))


def _starts(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[at : at + _FEWEST_WORDS]) for at in range(len(words) - _FEWEST_WORDS + 1))


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
