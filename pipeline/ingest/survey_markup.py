"""Markup that a survey program stores in the names and answers of an export."""

from __future__ import annotations

import html
import re

_BLOCK_TAG = re.compile(r"</?(?:p|div|br|ul|ol|li|h[1-6]|tr|table)\b[^<>]*>", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|b|i|u|em|strong|span|font|sub|sup|small|td|tbody)\b[^<>]*>", re.IGNORECASE)
_STARS = re.compile(r"(?<!\w)(?P<star>\*{1,3}|__)(?=\S)(?P<word>[^*]+?)(?<=\S)(?P=star)(?!\w)")  # Typeform's *bold*
_PIPED = re.compile(
    r"\$\{[^{}]*\}|\{\{[^{}]*\}\}|\[(?:question|Field|recall)[^\[\]]*:[^\[\]]*\]"
)  # the answer to another question, inserted here


def without_markup(answer: str) -> str:
    """The text of an answer stored as HTML; other answers are returned unchanged."""
    if _BLOCK_TAG.search(answer) is None and _INLINE_TAG.search(answer) is None:
        return answer
    plain = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", answer))
    lines = (" ".join(line.split()) for line in html.unescape(plain).splitlines())
    return "\n".join(filter(None, lines))


def plain_name(name: str) -> str:
    """The name of a column as displayed: without HTML, asterisks and placeholders for other answers."""
    plain = " ".join(without_markup(name).split()) if "<" in name else html.unescape(name)
    return " ".join(_STARS.sub(r"\g<word>", _PIPED.sub("…", plain)).split())
