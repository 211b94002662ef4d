"""Names as people write them, out of registers that print them in capitals."""

from __future__ import annotations

import re

from pipeline.language.abbreviations import is_abbreviation
from pipeline.organisations.names import SMALL_WORDS

_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = SMALL_WORDS | {"from", "upon", "under", "near", "le", "la", "de", "y", "yr", "or", "into", "cum"}
_SHORTENED = {"ltd": "Ltd", "co": "Co", "st": "St", "mr": "Mr", "mrs": "Mrs", "dr": "Dr", "rd": "Rd", "jnr": "Jnr"}
_SCOTTISH = re.compile(r"^(mc)(\w{3,})$")
_IRISH = re.compile(r"^([od]['’])(\w{3,})$")


def cased(name: str) -> str:
    """The name in capitals and small letters, if it is all in capitals; else unchanged but for white space.

    `THE FRIENDS OF ST MARY'S, STOKE-ON-TRENT (NHS) LTD` → `The Friends of St Mary's, Stoke-on-Trent (NHS) Ltd`.
    """
    plain = " ".join(name.split())
    if plain != plain.upper() or len(plain) < 2 or not any(c.isalpha() for c in plain):
        return plain
    pieces = list(_PIECE.finditer(plain))
    if len(pieces) == 1 and len(plain) <= 6:
        return plain  # an abbreviation, for all that can be known
    parts, end = [], 0
    for at, piece in enumerate(pieces):
        between = plain[end : piece.start()]
        inside = at > 0 and "(" not in between and ":" not in between and at < len(pieces) - 1
        parts += [between, _cased_word(piece[0].lower(), inside=inside)]
        end = piece.end()
    return "".join([*parts, plain[end:]])


def _cased_word(word: str, *, inside: bool) -> str:
    if inside and word in _SMALL:
        return word
    if word in _SHORTENED:
        return _SHORTENED[word]
    bare = word.partition("'")[0].partition("’")[0]
    if is_abbreviation(bare):
        return bare.upper() + word[len(bare) :]
    if any(c.isdigit() for c in word):
        return word if word[0].isdigit() and word[-2:] in ("st", "nd", "rd", "th") else word.upper()
    for pattern in (_SCOTTISH, _IRISH):
        if match := pattern.match(word):
            return match[1].capitalize() + match[2].capitalize()
    return word[0].upper() + word[1:]
