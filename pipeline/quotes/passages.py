"""Turns cut into passages of one to a few sentences, where the thought breaks. They tile the turn.

Where the sentences end is spaCy's judgement, corrected for what it gets wrong in transcripts. Which ends become
breaks is the cheapest choice over the whole turn (optimal line breaking: Knuth and Plass 1981). A break is cheap
at a paragraph, before words that open a new thought, and where the sentences on its two sides share no content
word (lexical cohesion: Hearst 1997); it is dear before words that lean on the sentence before. Length matters only
where a passage would be very short or long. What each costs was fitted on the development half of
tests/quotes/gold/thoughts.txt. There, the likeness in meaning of neighbouring sentences, which a second pass of the
language model would give, added nothing to the words that they share.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Span, SpanIndex
from pipeline.direct_speech.quotation_marks import quoted_spans
from pipeline.language.lexicons import lexicon_words
from pipeline.language.words import WORD, content_words, lower_words, pattern_of, without_fillers

_BRACKETS = re.compile(r"\[[^\[\]\n]{0,200}\]|\([^()\n]{0,200}\)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINE_END = re.compile(r"[.!?…][\"”'’)\]]*[ \t]*\n\s*")
_ENDS = re.compile(r"[.!?…][\"”'’)\]»*_]*\d{0,3}\s*$")
_LAST_WORD = re.compile(r"([^\s(\[“‘\"]+)\.\s*$")
_CLAUSE = re.compile(r"[;–—]\s+|\s[–—-]\s+|:\s+|,\s+(?=(?:and|but|so|because|which|or|then|when|if|while)\b)")
_COMMA = re.compile(r",\s+")
_CONJUNCTION = re.compile(r"(?<!\s)\s++(?=(?:and|but|so|because|then)\s)", re.I)
_SENTENCE = re.compile(r"[^.!?…]*+[.!?…]++\s*+")
_UNPUNCTUATED = 60  # words to a full stop from which on the stops do not tell where sentences end

# What a break costs, by where it is and by the sentence after it.
_AT_PARAGRAPH, _AT_SENTENCE, _AT_CLAUSE = -0.6, 0.05, 1.0
_MARKER, _CONNECTIVE, _LEANING, _POINTING, _SHORT, _COHESIVE = -0.3, -0.15, 0.37, 0.23, 0.1, 0.22
_FEW_WORDS = 5  # of a short sentence: it belongs to its neighbour
# What a passage costs if it has no words at all, and if it is as long as it may be.
_TOO_SHORT, _TOO_LONG = 0.74, 1.0
_FAR_TOO_LONG = 10.0
_NOD = -0.1  # an answer that says nothing (`Yeah, sort of.`) stands apart from what follows

_CONNECTIVES = frozenset(("but", "so", "then", "now", "and"))
_POINTERS = frozenset(
    ("he", "she", "they", "it", "that", "this", "those", "these", "one", "they're", "that's", "it's")
)
_POINTERS |= {"he's", "she's"}


@dataclass(frozen=True)
class _Break:
    at: int
    cost: float


def cut(text: str, sentences: Sequence[Span], *, settings: QuoteSettings) -> list[Span]:
    """The passages of a turn: spans that cover it with no gap, white space belonging to the passage before.

    Args:
        text: the turn.
        sentences: where a model sees its sentences; they tile the text.
        settings: wished and longest length in words. A passage is longer than the longest only where a
            sentence is, and has no clause to break at.
    """
    if not text:
        return []
    held = _held(text, longest=settings.longest_passage_words)
    breaks = _sentence_breaks(text, sentences, held=held)
    breaks = sorted([*breaks, *_clause_breaks(text, breaks, held=held, settings=settings)], key=lambda b: b.at)
    edges = _cheapest(text, breaks, settings=settings)
    return [Span(start, end) for start, end in zip([0, *edges], [*edges, len(text)], strict=True)]


def with_own(spans: Sequence[Span], own: Sequence[Span]) -> list[Span]:
    """The passages of a turn, cut at the edges of those that coders marked, and nowhere inside them.

    Args:
        spans: that tile the turn.
        own: inside the turn; of two that overlap the earlier counts.
    """
    marked: list[Span] = []
    for one in sorted(own):
        if one.start < one.end and (not marked or one.start >= marked[-1].end):
            marked.append(one)
    if not marked or not spans:
        return list(spans)
    edges = {edge for span in spans for edge in span}
    edges = {edge for edge in edges if not any(one.start < edge < one.end for one in marked)}
    edges |= {edge for one in marked for edge in one}
    ordered = sorted(edges)
    return [Span(start, end) for start, end in pairwise(ordered)]


def _sentence_breaks(text: str, sentences: Sequence[Span], *, held: SpanIndex) -> list[_Break]:
    """Where sentences begin, but for the first; nowhere inside brackets or an open quotation."""
    paragraphs = {match.end() for match in _PARAGRAPH.finditer(text)}
    lines = {match.end() for match in _LINE_END.finditer(text)}
    starts = sorted(({span.start for span in sentences} | paragraphs | lines) - {0, len(text)})
    last_capital = _last_capital(text)

    def abbreviated(before: str, start: int) -> bool:
        return _is_abbreviation(before, text[start], capitals_follow=last_capital >= start)

    stops = sum(1 for match in re.finditer(r"[.!?…](?=\s|$)", text))
    punctuated = len(WORD.findall(text)) < _UNPUNCTUATED * (stops + 1)
    kept: list[_Break] = []
    for start in starts:
        before = text[max(0, start - 60) : start]
        if not before[-1].isspace() or text[start].isspace() or held.holds(start):
            continue
        if start in paragraphs:
            kept.append(_Break(start, _AT_PARAGRAPH))
        elif not punctuated or (
            _ENDS.search(before)
            and not _is_abbreviation(before, text[start], capitals_follow=last_capital >= start)
        ):
            kept.append(_Break(start, _AT_SENTENCE))
    edges = [0, *(each.at for each in kept), len(text)]
    words = [lower_words(text[start:end]) for start, end in pairwise(edges)]
    return [
        each
        if each.at in paragraphs
        else _Break(each.at, each.cost + _opening_cost(text, each.at, before=words[n], after=words[n + 1]))
        for n, each in enumerate(kept)
    ]


def _opening_cost(text: str, start: int, *, before: Sequence[str], after: Sequence[str]) -> float:
    """What speaks against a break between two sentences, less what speaks for it."""
    first = after[0] if after else ""
    return (
        _LEANING * bool(pattern_of("leaning_openings").match(text, start))
        + _MARKER * bool(pattern_of("discourse_markers").match(text, start))
        + _CONNECTIVE * (first in _CONNECTIVES)
        + _POINTING * (first in _POINTERS)
        + _SHORT * (len(after) <= _FEW_WORDS)
        + _COHESIVE * bool(set(content_words(before)) & set(content_words(after)))
    )


def _held(text: str, *, longest: int) -> SpanIndex:
    """Stretches that stay whole: brackets, and quotations but for those longer than a passage may be."""
    quoted = (span for span in quoted_spans(text) if len(WORD.findall(span.of(text))) <= longest)
    return SpanIndex([*(Span(*match.span()) for match in _BRACKETS.finditer(text)), *quoted])


def _is_abbreviation(before: str, after: str, *, capitals_follow: bool) -> bool:
    """Whether the full stop belongs to `Dr.`, `e.g.` or an initial, or a small letter follows it.

    Args:
        before: the text up to the break, or the last of it.
        after: the character behind it.
        capitals_follow: whether there are any from there on; else the text is written without them.
    """
    last = _LAST_WORD.search(before)
    if after.islower() and not before.rstrip().endswith(("!", "?")) and capitals_follow:
        return True
    if not last:
        return False
    word = last[1].lower()
    initial = re.fullmatch(r"(?:[^\W\d_]\.)*[^\W\d_]", last[1])
    if initial and last[1].isupper() and last[1] != "I" and len(last[1]) == 1:
        return True
    return word in lexicon_words("abbreviations") and word not in ("no", "p", "v")


def _last_capital(text: str) -> int:
    """Where the last capital stands; -1 if there is none."""
    return next((at for at in range(len(text) - 1, -1, -1) if text[at].isupper()), -1)


def _clause_breaks(
    text: str, breaks: Sequence[_Break], *, held: SpanIndex, settings: QuoteSettings
) -> Iterator[_Break]:
    """Breaks inside sentences that are longer than a passage may be."""
    edges = [0, *(each.at for each in breaks), len(text)]
    for start, end in pairwise(edges):
        if len(WORD.findall(text, start, end)) <= settings.longest_passage_words:
            continue
        for cost, pattern in ((0.0, _CLAUSE), (0.3, _COMMA), (0.6, _CONJUNCTION)):
            found = [match.end() for match in pattern.finditer(text, start, end) if match.end() < end]
            free = [at for at in found if not held.holds(at)]
            if free:
                yield from (_Break(at, _AT_CLAUSE + cost) for at in free)
                if _short_enough(text, [start, *free, end], longest=settings.longest_passage_words):
                    break


def _short_enough(text: str, edges: Sequence[int], *, longest: int) -> bool:
    return all(len(WORD.findall(text, a, b)) <= longest for a, b in pairwise(edges))


def _cheapest(text: str, breaks: Sequence[_Break], *, settings: QuoteSettings) -> list[int]:
    """The breaks whose passages cost least; ties go to the earlier break."""
    costs: dict[int, float] = {}
    for each in breaks:
        costs[each.at] = min(each.cost, costs.get(each.at, each.cost))
    edges = [0, *sorted(costs), len(text)]
    ends = [match.end() for match in WORD.finditer(text)]
    words = [bisect_right(ends, edge) for edge in edges]
    nod = _nod(text)
    longest = settings.longest_passage_words
    best: list[tuple[float, int]] = [(0.0, 0)]
    # Edges with no word between them make passages of one length: of those the best alone counts, so that a line of
    # dashes or pictures costs what words do.
    beginnings: deque[tuple[int, tuple[float, int]]] = deque([(0, best[0])])
    for last in range(1, len(edges)):
        while words[last] - beginnings[0][0] > longest and len(beginnings) > 1:
            beginnings.popleft()
        at_edge = costs.get(edges[last], 0.0)
        options = [
            (cost + at_edge + _misfit(words[last] - begun, settings=settings), first)
            for begun, (cost, first) in beginnings
        ]
        if words[last] - words[last - 1] > longest:  # a sentence by itself, whatever its length
            misfit = _misfit(words[last] - words[last - 1], settings=settings)
            options = [(best[-1][0] + at_edge + misfit, last - 1)]
        elif edges[last] <= nod and words[last] - words[0] <= longest:
            options.append((at_edge + _NOD, 0))
        cheapest = min(options)
        best.append(cheapest)
        here = (cheapest[0], last)
        if beginnings[-1][0] < words[last]:
            beginnings.append((words[last], here))
        elif here < beginnings[-1][1]:
            beginnings[-1] = (words[last], here)
    chosen: list[int] = []
    at = len(edges) - 1
    while at > 0:
        at = best[at][1]
        if at > 0:
            chosen.append(edges[at])
    return chosen[::-1]


def _misfit(words: int, *, settings: QuoteSettings) -> float:
    """What a length costs: nothing between the shortest and the wished, far more for what is too long."""
    short = max(settings.shortest_passage_words - words, 0) / max(settings.shortest_passage_words, 1)
    long = max(words - settings.passage_words, 0) / max(settings.longest_passage_words - settings.passage_words, 1)
    return _TOO_SHORT * short + _TOO_LONG * long + _FAR_TOO_LONG * (words > settings.longest_passage_words)


def _nod(text: str) -> int:
    """Where an answer that says nothing ends, at the beginning of a turn that goes on to say something; else 0."""
    end = 0
    while match := _SENTENCE.match(text, end):
        said = lower_words(match[0])
        if not said or len(said) > _FEW_WORDS or without_fillers(said):
            break
        end = match.end()
    return end if end < len(text) else 0
