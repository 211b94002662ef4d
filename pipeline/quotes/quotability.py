"""How suitable a quote is for printing, as separate components that can be weighted in the settings."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from itertools import pairwise

from pipeline.corpus.settings import QuotabilityWeights
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import WORD, MarkKind, count_entries, lower_words, marks_in, without_marks

_FIRST_PERSON = frozenset(
    ("i", "i'm", "i've", "i'd", "i'll", "me", "my", "we", "we're", "we've", "we'd", "we'll", "us", "our")
)
_POINTING = frozenset(
    (
        "this",
        "that",
        "these",
        "those",
        "that's",
        "it",
        "it's",
        "they",
        "they're",
        "they've",
        "they'd",
        "them",
        "there",
    )
) | {"there's", "which"}
_SOMEBODY = frozenset(("he", "she", "his", "her", "he's", "she's", "he'd", "she'd"))
_ANSWERS = re.compile(
    r"(?:(?:yes|yeah|yep|no|nope|okay|ok|right|sure|absolutely|definitely|exactly|mm+|mhm|um+|uh+|er+m?|oh|ah|well)"
    r"[,.!–— ]+)+",
    re.I,
)
_LEANS = re.compile(r"(?:because|cos|'cause|which|who|whereas|although|or|and|but|so|then|also|either|too)\b", re.I)
_ENDS = re.compile(r"[.!?…][\"”'’)\]»]*\s*$")
_UNFINISHED = re.compile(r"(?:\b(?:and|but|so|because|or|the|a|to|of|with|if)|[–—,;:-])[.…]*[\"”'’)]*\s*$", re.I)
_REPEATED = re.compile(r"\b(\w+)[ ,–—-]+\1\b", re.I)
_SHORTEST, _SHORT, _LONG, _LONGEST = 4, 30, 60, 130  # words: nothing, full, full, nothing
_MOST_PRONOUNS = 0.15  # the share of pronouns at which nothing is grounded


@dataclass(frozen=True)
class Quotability:
    """The components of quotability that depend on the words alone, each from 0 to 1.

    One component is added later, in `emit`: relevance to the theme.

    Attributes:
        stands_alone: understandable without the question: no nod or `because …` at the beginning.
        grounded: no dangling `that`, `they` or `he` at the beginning.
        concrete: figures, names, actions and physical things rather than abstractions.
        vivid: a comparison or an image.
        personal: first person.
        length: long enough to be informative and short enough to print.
        clean: few fillers, hedges, repeated words and inaudible parts.
        finished: ends like a sentence.
        forceful: feels, insists, compares or gives a reason.
    """

    stands_alone: float
    grounded: float
    concrete: float
    vivid: float
    personal: float
    length: float
    clean: float
    finished: float
    forceful: float

    def score(self, weights: QuotabilityWeights, *, on_theme: float | None = None) -> float:
        """The weighted score, 0 to 1, rounded to four places.

        Args:
            weights: the weights of the components.
            on_theme: confidence of the theme it is shown under; None without a theme.
        """
        parts = self.parts
        return weights.mean(parts if on_theme is None else parts | {"on_theme": on_theme})

    @property
    def parts(self) -> dict[str, float]:
        """The components by name."""
        return {part.name: getattr(self, part.name) for part in fields(self)}


def quotability(text: str) -> Quotability:
    """The components for a passage or quotation."""
    words = lower_words(text)
    rest, nodded = _without_nod(text.strip())
    return Quotability(
        stands_alone=_stands_alone(rest, nodded=nodded),
        grounded=_grounded(rest, words),
        concrete=_concrete(text, words),
        vivid=_share(count_entries(words, "image_words"), enough=2),
        personal=_share(sum(word in _FIRST_PERSON for word in words), enough=2),
        length=_length(len(words)),
        clean=_clean(text, words),
        finished=_finished(text),
        forceful=_share(count_entries(words, "forceful_words"), enough=3),
    )


def _without_nod(text: str) -> tuple[str, bool]:
    """The text without an initial `Yes, no, `, and whether that answers a question (`well` does not)."""
    nod = _ANSWERS.match(text)
    if not nod:
        return text, False
    return text[nod.end() :], nod[0].lower().strip(" ,.") not in ("well", "oh", "ah")


def _stands_alone(rest: str, *, nodded: bool) -> float:
    found = 1.0 - (0.5 if nodded else 0.0)
    leans = _LEANS.match(rest)
    if leans:
        found -= 0.25 if leans[0].lower() in ("so", "and", "but") else 0.5
    return round(max(found, 0.0), 4)


def _grounded(rest: str, words: list[str]) -> float:
    """How well references are grounded: few pronouns, and no `that` or `they` before anything has been named."""
    pronouns = sum(word in _POINTING or word in _SOMEBODY for word in words) / max(len(words), 1)
    return round((_opening(rest) + max(1 - pronouns / _MOST_PRONOUNS, 0.0)) / 2, 4)


def _opening(rest: str) -> float:
    """How well the beginning is understood without what came before."""
    opening = [match[0].lower().replace("’", "'") for match in WORD.finditer(rest[:80])][:4]
    if _LEANS.match(rest):
        opening = opening[1:]
    if opening and (opening[0] in _POINTING or opening[0] in _SOMEBODY):
        return 0.2
    return 0.7 if any(word in _POINTING for word in opening[1:3]) else 1.0


def _concrete(text: str, words: list[str]) -> float:
    figures = len(re.findall(r"\d[\d,.]*", without_marks(text)))
    figures += sum(word in lexicon_words("number_words") for word in words)
    named = sum(
        1
        for before, after in pairwise(WORD.finditer(without_marks(text)))
        if after[0][0].isupper()
        and after[0] not in ("I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll")
        and not re.search(r"[.!?:\"“‘]", before.string[before.end() : after.start()])
    )
    people = count_entries(words, "people_words")
    things = count_entries(words, "concrete_words")
    abstract = count_entries(words, "abstract_words")
    told = min(figures, 2) + min(named, 3) + min(people, 3) + min(things, 3)
    return _share(max(told - abstract, 0), enough=4)


def _length(words: int) -> float:
    if words <= _SHORTEST or words >= _LONGEST:
        return 0.0
    if words < _SHORT:
        return round(math.log(words / _SHORTEST) / math.log(_SHORT / _SHORTEST), 4)
    return 1.0 if words <= _LONG else round((_LONGEST - words) / (_LONGEST - _LONG), 4)


def _clean(text: str, words: list[str]) -> float:
    spoilt: float = (
        3 * sum(mark.kind is MarkKind.LOST for mark in marks_in(text))
        + len(_REPEATED.findall(text))
        + count_entries(words, "hesitations")
    )
    spoilt += count_entries(words, "hedges") / 2
    return round(max(0.0, 1.0 - 5 * spoilt / max(len(words), 1)), 4)


def _finished(text: str) -> float:
    if _UNFINISHED.search(text):
        return 0.0
    return 1.0 if _ENDS.search(text) else 0.3


def _share(count: float, *, enough: int) -> float:
    return round(min(count / enough, 1.0), 4)
