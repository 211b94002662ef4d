"""How well words would stand in print, in parts that a person can weigh for herself."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import pairwise

from pipeline.names import lexicon_words
from pipeline.quotes.words import WORD, count_entries, lower_words
from pipeline.settings import QuotabilityWeights

_FIRST_PERSON = frozenset(
    ("i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we've", "we'd", "we'll", "us", "our")
)
_POINTING = frozenset(
    ("this", "that", "these", "those", "that's", "it", "it's", "they", "them", "there", "there's")
)
_MARK = re.compile(r"\[[^\[\]]*\]|\((?:inaudible|crosstalk|unclear|laugh)[^()]*\)", re.I)
_ANSWERS = re.compile(
    r"(?:(?:yes|yeah|yep|no|nope|okay|ok|right|sure|absolutely|definitely|exactly|mm+|mhm|um+|uh+|er+m?|oh|ah|well)"
    r"[,.!–— ]+)+",
    re.I,
)
_LEANS = re.compile(r"(?:because|cos|'cause|which|who|whereas|although|or|and|but|so|then|also|either|too)\b", re.I)
_ENDS = re.compile(r"[.!?…][\"”'’)\]»]*\s*$")
_UNFINISHED = re.compile(r"(?:\b(?:and|but|so|because|or|the|a|to|of|with|if)|[–—,;:-])[.…]*[\"”'’)]*\s*$", re.I)
_REPEATED = re.compile(r"\b(\w+)[ ,–—-]+\1\b", re.I)
_SHORTEST, _SHORT, _LONG, _LONGEST = 5, 15, 60, 130  # words: nothing, full, full, nothing


@dataclass(frozen=True)
class Quotability:
    """The parts of a quote's quotability, each from 0 to 1.

    Attributes:
        stands_alone: it needs neither the question nor the sentence before it.
        concrete: it has figures, named things, people doing things.
        vivid: it has a comparison or an image.
        personal: somebody says I or we.
        length: it is long enough to say something and short enough to print.
        clean: it has few fillers, repeated words and inaudible stretches.
        finished: it ends as a sentence does.
    """

    stands_alone: float
    concrete: float
    vivid: float
    personal: float
    length: float
    clean: float
    finished: float

    def score(self, weights: QuotabilityWeights) -> float:
        """The parts as one figure, 0 to 1, rounded to four places."""
        parts = [part.name for part in fields(self)]
        total = sum(getattr(weights, part) for part in parts)
        weighted = sum(getattr(self, part) * getattr(weights, part) for part in parts)
        return round(weighted / total, 4) if total > 0 else 0.0


def quotability(text: str) -> Quotability:
    """The parts for a passage or quotation, from its words alone."""
    words = lower_words(text)
    return Quotability(
        stands_alone=_stands_alone(text.strip()),
        concrete=_concrete(text, words),
        vivid=_share(count_entries(words, "image_words"), enough=2),
        personal=_share(sum(word in _FIRST_PERSON for word in words), enough=2),
        length=_length(len(words)),
        clean=_clean(text, words),
        finished=_finished(text),
    )


def _stands_alone(text: str) -> float:
    answered = _ANSWERS.match(text)
    rest = text[answered.end() :] if answered else text
    found = 1.0 - (0.4 if answered and answered[0].lower().strip(" ,.") not in ("well", "oh", "ah") else 0.0)
    opening = [match[0].lower().replace("’", "'") for match in WORD.finditer(rest[:80])][:4]
    if _LEANS.match(rest):
        found -= 0.2 if opening[:1] in (["so"], ["and"], ["but"]) else 0.4
        opening = opening[1:]
    if opening and (opening[0] in _POINTING or opening[0] in ("he", "she", "his", "her", "he's", "she's")):
        found -= 0.4
    elif any(word in _POINTING for word in opening[1:3]):
        found -= 0.15
    return round(max(found, 0.0), 4)


def _concrete(text: str, words: list[str]) -> float:
    figures = len(re.findall(r"\d[\d,.]*", _MARK.sub(" ", text)))
    figures += sum(word in lexicon_words("number_words") for word in words)
    named = sum(
        1
        for before, after in pairwise(WORD.finditer(_MARK.sub(" ", text)))
        if after[0][0].isupper()
        and after[0] not in ("I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll")
        and not re.search(r"[.!?:\"“‘]", before.string[before.end() : after.start()])
    )
    people = count_entries(words, "people_words")
    return _share(min(figures, 2) + min(named, 3) + min(people, 3), enough=4)


def _length(words: int) -> float:
    if words <= _SHORTEST or words >= _LONGEST:
        return 0.0
    if words < _SHORT:
        return round((words - _SHORTEST) / (_SHORT - _SHORTEST), 4)
    return 1.0 if words <= _LONG else round((_LONGEST - words) / (_LONGEST - _LONG), 4)


def _clean(text: str, words: list[str]) -> float:
    spoilt = 3 * len(_MARK.findall(text)) + len(_REPEATED.findall(text)) + count_entries(words, "hesitations")
    return round(max(0.0, 1.0 - 6 * spoilt / max(len(words), 1)), 4)


def _finished(text: str) -> float:
    if _UNFINISHED.search(text):
        return 0.0
    return 1.0 if _ENDS.search(text) else 0.3


def _share(count: int, *, enough: int) -> float:
    return round(min(count / enough, 1.0), 4)
