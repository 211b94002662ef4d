"""Passages that the codebook gives as examples: they stay coded unless a person says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.spans import folded
from pipeline.themes.codebook import Codebook

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FEWEST_WORDS = 4  # a shorter example may stand in any passage


def examples_among(codebook: Codebook, texts: Sequence[str]) -> set[tuple[int, int]]:
    """The passages that are an example of a code, hold one, or are part of one, as rows and columns.

    Args:
        codebook: whose examples; those of fewer than four words are passed over.
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
    return tuple(word.replace("’", "'") for word in _WORD.findall(folded(text).casefold()))


def _starts(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[at : at + _FEWEST_WORDS]) for at in range(len(words) - _FEWEST_WORDS + 1))


def _line(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "
