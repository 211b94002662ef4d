"""Decodes bytes in any encoding used for transcripts, and normalises the text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from contextlib import suppress

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# With a larger share of non-ASCII bytes, a text is not English in a Western code page.
_MOSTLY_FOREIGN = 0.15

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\u061c\u202a-\u202e\u2066-\u2069]")
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n[ \t]*(\\S+)[ \t]*")  # a word broken at the end of a line
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LIGATURES = str.maketrans({chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)})
_FIXED_SPACE = re.compile("[\u00a0\u2007\u202f]")
# More combining marks on one letter than in any script: the time to reorder them is quadratic in their number.
_MANY_MARKS = re.compile("[^\\w\\s\x00-\u02ff]{65,}")
MOST_MARKS = 64
# Characters not allowed in XML, and therefore in workbooks and exchange formats.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its detected encoding. Never fails.

    Checks in this order: a byte order mark; UTF-16, by its zero bytes; valid UTF-8; Windows-1252 for text that is
    mostly ASCII; and charset-normalizer's guess for the rest.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    wide = _wide_encoding(content) if b"\0" in content else ""
    if wide:
        return content.decode(wide, "replace"), wide
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8"), "utf-8"
    high = sum(byte > 0x7F for byte in content)
    if high > _MOSTLY_FOREIGN * len(content):
        from charset_normalizer import from_bytes

        best = from_bytes(content[:200_000]).best()
        if best is not None:
            return content.decode(best.encoding, "replace"), best.encoding
    if high and _looks_like_mac(content):
        return content.decode("mac_roman"), "mac_roman"
    if high:
        return content.decode("cp1252", "replace"), "cp1252"
    return content.decode("utf-8", "replace"), "utf-8"


def cleaned(text: str) -> str:
    """`text` in the normal form that is stored: NFC, LF, no byte order mark.

    Non-breaking spaces become plain spaces and ligatures (`ﬁ`) become letters. Soft hyphens, zero-width characters
    and bidirectional controls are removed. A word with a soft hyphen at the end of a line is rejoined on that
    line. Characters not allowed in XML become U+FFFD, so that no loss goes unnoticed; so do combining marks after
    the 64th.
    """
    text = _LINE_END.sub("\n", text)
    if text.isascii():
        return _UNPRINTABLE.sub("\ufffd", text)
    text = _SOFT_BREAK.sub(r"\1\n", text) if "\u00ad" in text else text
    text = _MANY_MARKS.sub(_without_surplus, _FIXED_SPACE.sub(" ", _INVISIBLE.sub("", text)).translate(_LIGATURES))
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("\ufffd", text))


def surplus_marks(text: str) -> int:
    """The number of combining marks that `cleaned` replaces with U+FFFD because a letter has too many."""
    if text.isascii():
        return 0
    runs = _MANY_MARKS.finditer(_INVISIBLE.sub("", text))
    return sum(_without_surplus(run).count("\ufffd") - run[0].count("\ufffd") for run in runs)


def _without_surplus(match: re.Match[str]) -> str:
    kept, marks = [], 0
    for char in match[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        kept.append(char if marks <= MOST_MARKS else "\ufffd")
    return "".join(kept)


def turns_around(text: str) -> bool:
    """Whether the text contains bidirectional controls, which `cleaned` removes."""
    return not text.isascii() and _TURNING.search(text) is not None


def _wide_encoding(content: bytes) -> str:
    sample = content[:4000]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * len(sample) / 2 and even < odd / 4:
        return "utf-16-le"
    if even > 0.4 * len(sample) / 2 and odd < even / 4:
        return "utf-16-be"
    return ""


def _looks_like_mac(content: bytes) -> bool:
    # Curly quotes are at D2-D5 in Mac Roman, where Windows-1252 has rare capitals; its own are at 91-94.
    mac = sum(content.count(byte) for byte in (b"\xd2", b"\xd3", b"\xd4", b"\xd5"))
    windows = sum(content.count(byte) for byte in (b"\x91", b"\x92", b"\x93", b"\x94", b"\x96", b"\x97"))
    letters_after = len(re.findall(rb"[a-z]\xd5[a-z]", content))
    return letters_after > 0 and mac > windows
