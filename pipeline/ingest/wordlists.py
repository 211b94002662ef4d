"""Lists of words, written as prose."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text, each once; `_` stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in words.split())
