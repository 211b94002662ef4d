"""Which words are common English words: those that the vocabulary of the language models holds whole."""

from __future__ import annotations

import json
import unicodedata
from functools import cache

from pipeline.language.models import TOKENIZER, located


def is_common_word(word: str) -> bool:
    """Whether a word is among the 20,000 or so commonest ones, in any case and without accents; some are names."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFD", plain) if unicodedata.category(one) != "Mn")
    return plain in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """The entries of the tokenizer's file; read as JSON, which needs no tokenizer."""
    written = json.loads(located(TOKENIZER).read_text("utf-8"))
    return frozenset(word for word in written["model"]["vocab"] if not word.startswith(("##", "[")))
