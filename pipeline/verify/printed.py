"""A quotation as it is printed: words, and what the editor put between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pipeline.spans import Span
from pipeline.verify.words import Words, asides, words_of

_ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.\s?\.\s?\.)[.\s]*[\])]|…|\.\s?\.\s?\.")
_BRACKET = re.compile(r"\[([^\[\]]{0,200})\](?:['’]s(?!\w))?")
_PART_OF_WORD = re.compile(
    r"(?<=[^\W\d_])\[([^\W\d_]{1,6})\]|\[(?!name\])([^\W\d_]{1,6})\](?=['’](?!s\b)[^\W\d_]|[^\W\d_])"
)
_FOOTNOTE = re.compile(r"(?<=[^\W\d_][.,!?;:])\d{1,3}(?=\s|$|[”\"])|[¹²³⁰⁴-⁹]+")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-\n\s*(?=[^\W\d_])")
_BLANK = "\u2400"  # stands where brackets stood, and is no part of a word


@dataclass(frozen=True)
class Bracket:
    """Words in square brackets, before a word of the quotation.

    Attributes:
        before: the word before which they stand; the count of words if at the end.
        text: the words.
    """

    before: int
    text: str


@dataclass(frozen=True)
class Printed:
    """A quotation.

    Attributes:
        text: as printed, without what is the editor's.
        words: its words, brackets left out.
        gaps: before which words an ellipsis stands.
        brackets: the editor's own words.
        marked: words of which a part is in brackets: `look[ed]`, `[W]e`.
    """

    text: str
    words: Words
    gaps: frozenset[int] = frozenset()
    brackets: tuple[Bracket, ...] = ()
    marked: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.words.keys)

    def word(self, at: int) -> str:
        """A word as it is printed."""
        return self.text[int(self.words.starts[at]) : int(self.words.ends[at])]

    def run(self, first: int, end: int) -> str:
        """Words with what stands between them."""
        between = self.text[int(self.words.starts[first]) : int(self.words.ends[end - 1])] if first < end else ""
        return " ".join(between.split())

    def pieces(self) -> list[tuple[int, int]]:
        """The stretches between ellipses and brackets, as words from and to."""
        edges = sorted({0, len(self), *self.gaps, *(bracket.before for bracket in self.brackets)})
        return [(a, b) for a, b in pairwise(edges) if a < b]


def printed(quote: str) -> Printed:
    """Read a quotation."""
    text = _BROKEN_WORD.sub("", quote)
    parts: list[Span] = []  # where brackets stood inside words, once they are gone
    text = _without_inner_brackets(text, parts)
    marks: list[tuple[int, str | None]] = []  # offset; what stands in brackets, or None for an ellipsis
    for match in _ELLIPSIS.finditer(text):
        marks.append((match.start(), None))
    text = _ELLIPSIS.sub(lambda match: _BLANK * len(match[0]), text)
    for match in _BRACKET.finditer(text):
        if match[1].strip(_BLANK + " "):
            marks.append((match.start(), match[1].strip()))
    text = _BRACKET.sub(lambda match: _BLANK * len(match[0]), text)
    for span in reversed(asides(text)):
        text = text[: span.start] + _BLANK * (span.end - span.start) + text[span.end :]
    text = _FOOTNOTE.sub(lambda match: _BLANK * len(match[0]), text)
    words = words_of(text)
    before = [(int(np.searchsorted(words.starts, at)), what) for at, what in sorted(marks, key=lambda m: m[0])]
    marked = {
        at
        for span in parts
        for at in range(len(words.keys))
        if span.start <= words.ends[at] and words.starts[at] <= span.end
    }
    return Printed(
        text=text.replace(_BLANK, " "),
        words=words,
        gaps=frozenset(at for at, what in before if what is None and 0 < at < len(words.keys)),
        brackets=tuple(Bracket(at, what) for at, what in before if what is not None),
        marked=frozenset(marked),
    )


def _without_inner_brackets(text: str, parts: list[Span]) -> str:
    made, at = "", 0
    for match in _PART_OF_WORD.finditer(text):
        made += text[at : match.start()]
        inner = match[1] or match[2]
        parts.append(Span(len(made), len(made) + len(inner)))
        made += inner
        at = match.end()
    return made + text[at:]
