"""The best quotes of each theme, so balanced that no case and no person speaks for all."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.corpus.schema import PrintableText
from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import WORD, Span
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import lower_words

_SAME = 90  # of 100: how alike two quotes are that say the same


@dataclass(frozen=True, kw_only=True)
class ShortlistCandidate:
    """A quote that may be shortlisted for a theme.

    Attributes:
        quote_id: the quote.
        theme_id: the theme.
        case: where it was said.
        voice: who said it.
        quotability: how well it would stand in print under this theme.
        text: as it may be printed.
        order: place in the study, to decide between equals.
        starred: whether a person wants it shortlisted, whatever its quotability.
    """

    quote_id: str
    theme_id: str
    case: str
    voice: str
    quotability: float
    text: PrintableText
    order: tuple[str, int]
    starred: bool = False


def shortlisted(candidates: Iterable[ShortlistCandidate], *, settings: QuoteSettings) -> set[tuple[str, str]]:
    """The quotes that are among the best of a theme, as pairs of quote and theme."""
    by_theme: dict[str, list[ShortlistCandidate]] = defaultdict(list)
    for candidate in candidates:
        by_theme[candidate.theme_id].append(candidate)
    return {
        (chosen.quote_id, theme) for theme, some in by_theme.items() for chosen in _best(some, settings=settings)
    }


def best_of(candidates: Iterable[ShortlistCandidate]) -> Mapping[tuple[str, str], ShortlistCandidate]:
    """The best quote of each theme in each case, by theme and case."""
    best: dict[tuple[str, str], ShortlistCandidate] = {}
    for candidate in candidates:
        place = candidate.theme_id, candidate.case
        if place not in best or _rank(candidate) < _rank(best[place]):
            best[place] = candidate
    return best


def _best(candidates: Sequence[ShortlistCandidate], *, settings: QuoteSettings) -> list[ShortlistCandidate]:
    """Starred quotes, then case by case in turn, the best case first; in each the best whose voice was heard least.

    So every case is heard once before one is heard twice. A case or a person with nothing more that is good enough,
    or that was heard often enough, is passed over. Starred quotes count towards the numbers, and none is left out.
    """
    from rapidfuzz import fuzz, utils

    by_case: dict[str, list[ShortlistCandidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=_rank):
        if candidate.quotability >= settings.shortlist_least and not candidate.starred:
            by_case[candidate.case].append(candidate)
    chosen = sorted((one for one in candidates if one.starred), key=_rank)
    plain = [utils.default_process(one.text) for one in chosen]
    voices = Counter(one.voice for one in chosen)
    heard = Counter(one.case for one in chosen)
    cases = max(len(by_case.keys() | heard.keys()), 1)
    of_one_case = max(settings.shortlist_per_case, -(-settings.shortlist_per_theme // cases))
    for turn in range(of_one_case):
        for case, waiting in by_case.items():
            while heard[case] <= turn and waiting and len(chosen) < settings.shortlist_per_theme:
                candidate = min(waiting, key=lambda one: (voices[one.voice], _rank(one)))
                waiting.remove(candidate)
                text = utils.default_process(candidate.text)
                heard_enough = voices[candidate.voice] >= settings.shortlist_per_voice
                if heard_enough or any(fuzz.token_ratio(text, other) >= _SAME for other in plain):
                    continue
                chosen.append(candidate)
                plain.append(text)
                voices[candidate.voice] += 1
                heard[case] += 1
    return chosen


def _rank(candidate: ShortlistCandidate) -> tuple[bool, float, tuple[str, int], str]:
    return not candidate.starred, -candidate.quotability, candidate.order, candidate.quote_id


_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
_ASIDE = re.compile(
    r"thank(?:s| you)\b|many thanks|(?:i am|i'm|we are|we're) (?:very |so )?grateful"
    r"|(?:i am|i'm|we are|we're) (?:very |so )?pleased to be (?:here|with)"
    r"|good (?:morning|afternoon|evening)|you(?:'re| are) (?:absolutely |quite )?right"
    r"|(?:that's|it's) a good question"
    r"|i (?:do not|don't|can't|cannot) (?:really )?(?:know|remember|recall|think of)\b"
    r"|does that make sense|(?:so )?(?:moving|move) on(?: to)?\b|(?:my |the )?(?:next|last|first|final) question"
    r"|(?:i'd|i would) like to ask|(?:let me|can i|could i|may i) (?:just )?ask"
    r"|(?:can|could|would|will) you (?:please )?(?:just )?(?:tell|describe|explain|say|give|talk|repeat|hear)\b"
    r"|tell me\b",
    re.IGNORECASE,
)
_ANSWERING = (
    "yes", "yeah", "yep", "no", "nope", "okay", "ok", "right", "sure", "absolutely", "definitely", "exactly", "and",
    "but", "so", "well", "oh", "ah", "again",
)  # fmt: skip
_NODS = lexicon_words("hesitations") | lexicon_words("discourse_markers") | frozenset(_ANSWERING)
_LONGEST_ASIDE = 10  # words; more after "thank you" or "I don't know" say something
_LEFT = 6  # words without which nothing is said


def is_aside(text: str) -> bool:
    """Whether a quote only nods, thanks, asks the interviewer or says that it does not know; never printed."""
    left, aside = 0, False
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip(" “”\"'‘’—–-,\n").replace("’", "'")
        plain = _without_nod(sentence)
        asks = sentence.endswith("?") and "you" in lower_words(sentence)
        words = len(lower_words(plain))
        said = not asks and (words > _LONGEST_ASIDE or not _ASIDE.match(plain))
        aside = aside or not said or plain != sentence
        left += words if said else 0
    return aside and left < _LEFT  # a short answer in a survey is none


def _without_nod(sentence: str) -> str:
    """A sentence without the words with which a speaker begins an answer."""
    words = sentence.split()
    while words and words[0].casefold().strip(",.!?—–-") in _NODS:
        words = words[1:]
    return " ".join(words)


_LEAST_WORDS = 6  # content words; with fewer, likeness says nothing
_MOST_MARKED = 100  # quotes that are found by one pair of words; a pair that is said more often tells nothing
_SKETCH = 24  # hashes kept of each quote
_SHARED = 2  # of these, to be compared at all
_LIKE = 85  # of 100, for the words as a whole
_INSIDE = 93  # of 100, for one quote inside another
_MOST_OF_A_VOICE = 400  # of one person's best quotes, that each further one is compared with
_RETOLD = 0.6  # share of the content words of the shorter, where one person says both


@dataclass(frozen=True, kw_only=True)
class ComparedQuote:
    """A quote as it is compared.

    Attributes:
        quote_id: its id.
        voice: whose words they are.
        source: where it stands.
        span: its characters there.
        text: as it may be printed.
        whole: whether it is a passage; words that are told inside one are kept only where no passage is.
        score: how good it is.
        question: of a survey, to which it is an answer.
        starred: whether a person prefers it to those that say the same.
    """

    quote_id: str
    voice: str
    source: str
    span: Span
    text: str
    whole: bool
    score: float
    question: str = ""
    starred: bool = False


def same_as(quotes: Iterable[ComparedQuote]) -> dict[str, str]:
    """For each quote that says the same as a better one: that one's id."""
    kept = _Kept()
    found: dict[str, str] = {}
    answers: dict[tuple[str, str], str] = {}
    for quote in sorted(quotes, key=_best_wording):
        words = _Words.of(quote.text)
        answer = quote.question, words.plain
        better = answers.get(answer, "") or kept.like(quote, words)
        if better:
            found[quote.quote_id] = better
        else:
            kept.add(quote, words)
        if quote.question:  # "More staff" is the same answer to the same question, and nothing elsewhere
            answers.setdefault(answer, better or quote.quote_id)
    return found


def _best_wording(quote: ComparedQuote) -> tuple[bool, bool, float, str, Span, str]:
    return not quote.starred, not quote.whole, -quote.score, quote.source, quote.span, quote.quote_id


@dataclass(frozen=True)
class _Words:
    """The words of a quote: all of them, and those with content as a set and as a sketch."""

    plain: str
    content: frozenset[str]
    sketch: Sequence[int]

    @classmethod
    def of(cls, text: str) -> _Words:
        plain = [match[0].casefold().replace("’", "'") for match in WORD.finditer(text)]
        skipped = lexicon_words("function_words") | lexicon_words("hesitations")
        content = [word for word in plain if word not in skipped]
        return cls(" ".join(plain), frozenset(content), _sketch(content))


class _Kept:
    """The quotes that are kept so far, and where to look for one like another."""

    def __init__(self) -> None:
        self._by_hash: dict[int, list[int]] = defaultdict(list)
        self._by_voice: dict[str, list[int]] = defaultdict(list)
        self._by_place: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._all: list[tuple[ComparedQuote, _Words]] = []

    def add(self, quote: ComparedQuote, words: _Words) -> None:
        """Keep one."""
        at = len(self._all)
        self._all.append((quote, words))
        for block in _blocks(quote.span):
            self._by_place[quote.source, block].append(at)
        if len(words.content) < _LEAST_WORDS:
            return
        self._by_voice[quote.voice].append(at)
        for mark in words.sketch:
            if len(self._by_hash[mark]) < _MOST_MARKED:
                self._by_hash[mark].append(at)

    def like(self, quote: ComparedQuote, words: _Words) -> str:
        """The id of a kept quote that says the same; empty if there is none."""
        near = (at for block in _blocks(quote.span) for at in self._by_place.get((quote.source, block), ()))
        for at in sorted(set(near)):
            if self._all[at][0].span.overlaps(quote.span):
                return self._all[at][0].quote_id
        own = words.content
        if len(own) < _LEAST_WORDS:
            return ""
        for at in self._by_voice[quote.voice][:_MOST_OF_A_VOICE] if quote.voice else ():
            other = self._all[at][1].content
            if len(own & other) >= max(_LEAST_WORDS, _RETOLD * min(len(own), len(other))):
                return self._all[at][0].quote_id
        return self._alike(words)

    def _alike(self, words: _Words) -> str:
        from rapidfuzz import fuzz

        shared = Counter(at for mark in words.sketch for at in self._by_hash.get(mark, ()))
        for at, count in sorted(shared.items()):
            if count < _SHARED:
                continue
            other = self._all[at][1].plain
            if fuzz.ratio(words.plain, other) >= _LIKE or fuzz.partial_ratio(words.plain, other) >= _INSIDE:
                return self._all[at][0].quote_id
        return ""


def _sketch(content: Sequence[str]) -> list[int]:
    """The smallest hashes of its pairs of content words: two quotes that share many pairs share some of these."""
    pairs = {f"{one} {other}" for one, other in pairwise(content)}
    digests = (hashlib.blake2b(pair.encode(), digest_size=8).digest() for pair in pairs)
    return sorted(map(int.from_bytes, digests))[:_SKETCH]


def _blocks(span: Span) -> range:
    """Stretches of a hundred characters that a span touches."""
    return range(span.start // 100, (span.end - 1) // 100 + 1)
