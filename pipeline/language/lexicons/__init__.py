"""Word lists, one entry per line; `#` starts a comment."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def words(name: str) -> tuple[str, ...]:
    """The entries of `<name>.txt`, in order."""
    return entries(_FOLDER / f"{name}.txt")


def entries(path: Path) -> tuple[str, ...]:
    """The entries of a word list, in order."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(entry for line in lines if (entry := line.split("#")[0].strip()))


@cache
def pairs(name: str) -> dict[str, str]:
    """The entries of `<name>.txt` that are written `words: value`, in order."""
    split = (entry.rsplit(":", 1) for entry in words(name))
    return {left.strip(): right.strip() for left, right in split}


@cache
def token_patterns(name: str) -> list[dict[str, str | list[dict[str, object]]]]:
    """The rows of `<name>.jsonl`, in the format of spaCy's rulers."""
    lines = (_FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def word_set(words: str) -> frozenset[str]:
    """The distinct words of a text; `_` stands for a space inside a word."""
    return frozenset(word.replace("_", " ") for word in words.split())


@cache
def lexicon_words(name: str) -> frozenset[str]:
    """The entries of a word list as a set."""
    return frozenset(words(name))
