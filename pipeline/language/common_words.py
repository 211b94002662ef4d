"""Whether something is an English word at all: by the vocabulary that the sentence encoder was trained with."""

from __future__ import annotations

import json
from functools import cache

from pipeline.language.models import TOKENIZER, located


def is_common_word(word: str) -> bool:
    """Whether it is among the 20,000 or so commonest words of English, in any case."""
    return word.casefold() in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    written = json.loads(located(TOKENIZER).read_text("utf-8"))
    return frozenset(word for word in written["model"]["vocab"] if not word.startswith(("##", "[")))
