"""How two organisations are spoken of together, by the words between and around their names.

The patterns are data (`lexicons/tie_cues.txt`), in the manner of the lexico-syntactic patterns of Hearst (1992),
"Automatic acquisition of hyponyms from large text corpora". Both names must stand in one sentence; a word of denial
on the way (never, doesn't) leaves the two merely beside one another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.language.lexicons import pairs
from pipeline.records import BESIDE
from pipeline.spans import Span

TO_SECOND, TO_FIRST = ">", "<"
AROUND = 60  # characters looked at before the first name and after the second
_TOKEN = re.compile(r"\ue000|\ue001|\ue002|\w+(?:['’-]\w+)*|['’]s\b|[,;:()–—]|[.!?…]+")
_FIRST, _SECOND, _OTHER = "\ue000", "\ue001", "\ue002"
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')]*\s+(?=[\"“‘'(]*[A-Z\d])|\n\s*\n")
_LONGEST_SHORTENED = 4  # characters, without its stop
_SHORTENED = re.compile(r"\b(?:St|Mr|Mrs|Ms|Dr|Rev|No|e\.g|i\.e)\.$")
# What no gap may pass: a sentence's end, a name, and words with which another clause begins.
_NEW_CLAUSE = (
    r"[.!?…;:]+|\ue000|\ue001|(?:i|we|they|he|she)(?:['’]\w+)?"
    r"|so|but|or|because|when|while|whereas|than|if|though|although"
)
_DENIES = re.compile(r" (?:\w+n['’]t|not|never|nobody|neither|nor|no longer|without|rather than|instead of)(?= )")
_GAP = re.compile(r"^~(\d?)$")


@dataclass(frozen=True)
class Cue:
    """How two organisations are tied.

    Attributes:
        how: one of `HOWS`.
        direction: `>` from the one named first to the other, `<` the other way round, or "".
        words: the words that say so, names left out.
    """

    how: str = BESIDE
    direction: str = ""
    words: str = ""


@dataclass(frozen=True)
class _Pattern:
    expression: re.Pattern[str]
    how: str
    direction: str


def cue_between(text: str, *, first: Span, second: Span, others: Sequence[Span] = ()) -> Cue:
    """How the organisations at `first` and `second` are tied.

    Args:
        text: of the turn.
        first: where the one that is named first stands.
        second: where the other stands.
        others: where other organisations are named nearby.
    """
    if sentence_ends(text, within=Span(first.end, second.start)):
        return Cue()
    sentence = _as_tokens(text, first=first, second=second, others=others)
    if not _might_tie(sentence):
        return Cue()
    for pattern in _patterns():
        if (match := pattern.expression.search(sentence)) and not _DENIES.search(match[0]):
            # The words of the pattern alone: what else was said between the names may name people.
            return Cue(pattern.how, pattern.direction, " ".join(match.groups()))
    return Cue()


def sentence_ends(text: str, *, within: Span) -> list[int]:
    """Where sentences end within a stretch of the text: the places where the next begins."""
    ends = []
    for match in _SENTENCE_END.finditer(text, max(within.start - 1, 0), within.end + 2):
        if within.start <= match.end() <= within.end and not _SHORTENED.search(
            text, max(0, match.start() - _LONGEST_SHORTENED), match.start() + 1
        ):
            ends.append(match.end())
    return ends


def _as_tokens(text: str, *, first: Span, second: Span, others: Sequence[Span]) -> str:
    start, end = max(0, first.start - AROUND), min(len(text), second.end + AROUND)
    start = max([start, *(at for at in sentence_ends(text, within=Span(start, first.start)))])
    ends = sentence_ends(text, within=Span(second.end, end))
    end = ends[0] if ends else end
    marked = {first: _FIRST, second: _SECOND, **dict.fromkeys(others, _OTHER)}
    parts, at = [], start
    for span, mark in sorted(marked.items()):
        if span.start >= at and span.end <= end:
            parts += [text[at : span.start], f" {mark} "]
            at = span.end
    plain = "".join([*parts, text[at:end]])
    return f" {' '.join(token.lower() for token in _TOKEN.findall(plain))} "


def _might_tie(sentence: str) -> bool:
    return _any_cue().search(sentence) is not None


@cache
def _patterns() -> tuple[_Pattern, ...]:
    lines = pairs("tie_cues")
    made = []
    for pattern, value in lines.items():
        if not pattern.startswith("@") or " " in pattern:
            how, _, direction = value.partition(" <") if value.endswith("<") else value.partition(" >")
            direction = value[-1] if value[-1] in "<>" else ""
            made.append(_Pattern(re.compile("".join(_piece(word) for word in pattern.split())), how, direction))
    return tuple(made)


def _piece(word: str) -> str:
    if gap := _GAP.match(word):
        return rf"(?: (?!(?:{_NEW_CLAUSE}) )\S+){{0,{gap[1] or 6}}}?"
    if word in ("A", "B"):
        return f" {_FIRST if word == 'A' else _SECOND}(?= )"
    words = "|".join(_alternatives(word))
    return f" ({words})(?= )" if word[0].isalpha() or word[0] == "@" else f" (?:{words})(?= )"


def _alternatives(word: str) -> list[str]:
    parts = []
    for part in word.split("|"):
        parts += pairs("tie_cues")[part].split("|") if part.startswith("@") else [part]
    return [re.escape(part.replace("’", "'")) for part in parts]


@cache
def _any_cue() -> re.Pattern[str]:
    """Words of which each pattern has at least one."""
    small = {
        "A",
        "B",
        "to",
        "of",
        "from",
        "with",
        "and",
        "by",
        "for",
        "in",
        "on",
        "into",
        "was",
        "were",
        "is",
        "be",
    }
    words = {
        one
        for pattern in pairs("tie_cues")
        if " " in pattern
        for piece in pattern.split()
        if piece not in small and not _GAP.match(piece)
        for one in _alternatives(piece)
    }
    return re.compile(f" (?:{'|'.join(sorted(words))}) ")
