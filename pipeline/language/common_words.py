"""Recognises common English words: those that are single entries in the vocabulary of the language models."""

from __future__ import annotations

import json
import unicodedata
from functools import cache

from pipeline.language.models import TOKENIZER, located


def is_common_word(word: str) -> bool:
    """Whether a word is among the 20,000 or so most common, ignoring case and accents. Some of these are names."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one) != "Mn")
    return plain in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """The vocabulary of the tokenizer, read from its file as JSON, so that the library need not be loaded."""
    written = json.loads(located(TOKENIZER).read_text("utf-8"))
    return frozenset(word for word in written["model"]["vocab"] if not word.startswith(("##", "[")))
