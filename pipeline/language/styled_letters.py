"""Styled letters read as plain ones: circled, small capitals, mathematical, full width, of another script.

The plain text has the same length, so that a place in one is the same place in the other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Blocks of Unicode with such letters and digits.
_BLOCKS = (
    (0x0250, 0x02C0), (0x1D00, 0x1DC0), (0x2070, 0x20A0), (0x2100, 0x2150), (0x2460, 0x2500), (0x2C60, 0x2C80),
    (0xA720, 0xA800), (0xFF00, 0xFF60), (0x1D400, 0x1D800), (0x1F100, 0x1F200),
)  # fmt: skip
_STYLED = re.compile("[{}\u20dd-\u20e4]".format("".join(f"{chr(first)}-{chr(end - 1)}" for first, end in _BLOCKS)))
_NAME = re.compile(r".*(?:LETTER|SMALL|CAPITAL) ([A-Z])")
_CASELESS = ("SMALL CAPITAL", "NEGATIVE", "SQUARED", "REGIONAL", "PARENTHESIZED")
_OTHER_ALPHABETS = ("GREEK", "CYRILLIC")
_ENCLOSING = range(0x20DD, 0x20E5)  # circles and squares around the letter before
_JOINER = "\u200d"  # counts as a part of the word
# Letters of other scripts that look like Latin ones, as used in disguised words.
LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјоpсхуԁһӏԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινυρκ", "ABESIJKMHOPCTXYaesijopcxydhlqwABEZHIKMNOPTYXoivupk"
)
_GREEK_OR_CYRILLIC = re.compile("[\u0370-\u052f]")
_TWO_SCRIPTS = re.compile(r"(?=[^\W\d_a-zA-Z]*[a-zA-Z])(?=[^\W\d_\u0370-\u052f]*[\u0370-\u052f])[^\W\d_]+")


def plain_letters(text: str) -> str:
    """The text with plain letters and digits instead of styled ones, of the same length.

    A word in an alphabet without two cases (`ᴍᴀᴜʀᴇᴇɴ`) begins with a capital, as it is used for names in print. In
    a word of two scripts, Greek and Cyrillic letters become the Latin ones that they look like.
    """
    if text.isascii():
        return text
    if _STYLED.search(text):
        plain, caseless = _plain()
        letters = list(text)
        for match in _STYLED.finditer(text):
            at, char = match.start(), match[0]
            letters[at] = plain.get(char, char)
            if char in caseless and not (at and (letters[at - 1].isalnum() or letters[at - 1] == _JOINER)):
                letters[at] = letters[at].upper()
        text = "".join(letters)
    if _GREEK_OR_CYRILLIC.search(text):
        text = _TWO_SCRIPTS.sub(lambda match: match[0].translate(LOOKALIKES), text)
    return text


@cache
def _plain() -> tuple[dict[str, str], frozenset[str]]:
    """The plain letter or digit for each styled one, and the styled ones of alphabets without two cases."""
    plain = {chr(code): _JOINER for code in _ENCLOSING}
    caseless = set()
    for char in (chr(code) for first, end in _BLOCKS for code in range(first, end)):
        name = unicodedata.name(char, "")
        match = _NAME.fullmatch(name)
        if match and not any(alphabet in name for alphabet in _OTHER_ALPHABETS):
            without_cases = any(style in name for style in _CASELESS)
            plain[char] = match[1] if "CAPITAL" in name and not without_cases else match[1].lower()
            caseless |= {char} if without_cases else set()
        elif (digit := unicodedata.digit(char, None)) is not None and not name.startswith(("SUPER", "SUB")):
            plain[char] = str(digit)
    return plain, frozenset(caseless)
