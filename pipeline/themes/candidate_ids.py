"""Ids of candidates: from their names, so that a decision about one stays with it when others come or go."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from pipeline.decisions import Decision
from pipeline.themes.codebook import Code
from pipeline.themes.words import words_of

CANDIDATE = "candidate-"
_DIGITS = 8


def candidate_id(name: str) -> str:
    """The id of the candidate of that name, however its words are inflected.

    It ends in figures, which hold no word of the name: an id is printed where a name may have to be withheld.
    """
    keys = " ".join(name_keys(name))
    digest = hashlib.blake2b(keys.encode(), digest_size=8).digest()
    return f"{CANDIDATE}{int.from_bytes(digest) % 10**_DIGITS:0{_DIGITS}}"


def name_keys(name: str) -> tuple[str, ...]:
    """What two names share that are one: their words without inflection."""
    return tuple(word.key for word in words_of(name))


def with_adopted(decisions: Sequence[Decision], codes: Sequence[Code]) -> tuple[Decision, ...]:
    """Decisions about a candidate that has become a code since then, as decisions about the code.

    The code is known by its name or, where that was bettered, by its id: both were the candidate's name at first.
    """
    adopted = {candidate_id(words): code.id for code in codes for words in (code.name, code.id)}
    return tuple(
        replace(one, theme_id=adopted[one.theme_id]) if one.theme_id in adopted else one for one in decisions
    )
