"""Colours normalised to six hexadecimal digits; "" for black and for no colour."""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\b.*\)")
# The CSS names that office programs and people use, and those of Word's highlighter.
_NAMED = {
    "red": "ff0000", "darkred": "8b0000", "maroon": "800000", "brown": "a52a2a", "orange": "ffa500",
    "yellow": "ffff00", "darkyellow": "808000", "olive": "808000", "gold": "ffd700", "green": "008000",
    "darkgreen": "006400", "lime": "00ff00", "lightgreen": "90ee90", "teal": "008080", "cyan": "00ffff",
    "darkcyan": "008b8b", "aqua": "00ffff", "turquoise": "40e0d0", "blue": "0000ff", "darkblue": "00008b",
    "lightblue": "add8e6", "navy": "000080", "royalblue": "4169e1", "purple": "800080", "violet": "ee82ee",
    "indigo": "4b0082", "magenta": "ff00ff", "darkmagenta": "8b008b", "fuchsia": "ff00ff", "pink": "ffc0cb",
    "gray": "808080", "grey": "808080", "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3", "silver": "c0c0c0", "crimson": "dc143c", "tomato": "ff6347", "coral": "ff7f50",
}  # fmt: skip


def colour_of(written: str) -> str:
    """The text colour."""
    return _digits(written, none="000000")


def highlight_of(written: str) -> str:
    """The background colour; white counts as none."""
    return _digits(written, none="ffffff")


def _digits(written: str, *, none: str) -> str:
    name = written.strip().casefold()
    if found := _HEX.fullmatch(name):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * sign for sign in found[1])
    elif rgb := _RGB.fullmatch(name):
        digits = "".join(f"{min(int(part), 255):02x}" for part in rgb.groups())
    else:
        digits = _NAMED.get(name, "")
    return "" if digits == none else digits
