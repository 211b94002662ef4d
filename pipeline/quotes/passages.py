"""Divides turns into passages of one to a few sentences. The passages tile the turn.

Sentence ends come from spaCy, corrected for typical errors on transcripts. The breaks are those with the lowest
total cost over the turn (optimal line breaking: Knuth and Plass 1981). A break is cheap at a paragraph, before
words that open a new thought, and between sentences that share no content word (lexical cohesion: Hearst 1997);
it is expensive before words that depend on the previous sentence. Length matters only for very short or long
passages. The costs were fitted on the development half of tests/quotes/gold/thoughts.txt. There, semantic
similarity of neighbouring sentences from the sentence encoder did not improve on shared words.
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
_UNPUNCTUATED = 60  # words per full stop above which punctuation is not used

# Costs of a break, by its position and the sentence after it.
_AT_PARAGRAPH, _AT_SENTENCE, _AT_CLAUSE = -0.6, 0.05, 1.0
_MARKER, _CONNECTIVE, _LEANING, _POINTING, _SHORT, _COHESIVE = -0.3, -0.15, 0.37, 0.23, 0.1, 0.22
_FEW_WORDS = 5  # for a short sentence, which belongs to its neighbour
# Costs of a passage without words, and of one at the maximum length.
_TOO_SHORT, _TOO_LONG = 0.74, 1.0
_FAR_TOO_LONG = 10.0
_NOD = -0.1  # an empty answer (`Yeah, sort of.`) is separated from what follows

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
    """Divide a turn into passages: spans that cover it without gaps; white space belongs to the passage before it.

    Args:
        text: the turn.
        sentences: its sentences; they tile the text.
        settings: target and maximum length in words. A passage exceeds the maximum only if a single
            sentence does and has no clause boundary.
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
    """The starts of all sentences but the first, except inside brackets or an open quotation."""
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
    """The cost of a break between two sentences."""
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
    """Spans without breaks: brackets, and quotations no longer than a passage may be."""
    quoted = (span for span in quoted_spans(text) if len(WORD.findall(span.of(text))) <= longest)
    return SpanIndex([*(Span(*match.span()) for match in _BRACKETS.finditer(text)), *quoted])


def _is_abbreviation(before: str, after: str, *, capitals_follow: bool) -> bool:
    """Whether the full stop belongs to an abbreviation or initial, or is followed by a lower-case letter.

    Args:
        before: the end of the text before the break.
        after: the character after it.
        capitals_follow: whether capitals occur after it; otherwise the text is written without them.
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
    """The position of the last capital; -1 if there is none."""
    return next((at for at in range(len(text) - 1, -1, -1) if text[at].isupper()), -1)


def _clause_breaks(
    text: str, breaks: Sequence[_Break], *, held: SpanIndex, settings: QuoteSettings
) -> Iterator[_Break]:
    """Breaks inside sentences that exceed the maximum length."""
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
    """The breaks with the lowest total cost; ties go to the earlier break."""
    costs: dict[int, float] = {}
    for each in breaks:
        costs[each.at] = min(each.cost, costs.get(each.at, each.cost))
    edges = [0, *sorted(costs), len(text)]
    ends = [match.end() for match in WORD.finditer(text)]
    words = [bisect_right(ends, edge) for edge in edges]
    nod = _nod(text)
    longest = settings.longest_passage_words
    best: list[tuple[float, int]] = [(0.0, 0)]
    # Candidate breaks with no word between them give equal lengths: only the best is kept, so that a line of dashes
    # costs no more than words.
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
    """The cost of a length: none between the minimum and the target, much more above the maximum."""
    short = max(settings.shortest_passage_words - words, 0) / max(settings.shortest_passage_words, 1)
    long = max(words - settings.passage_words, 0) / max(settings.longest_passage_words - settings.passage_words, 1)
    return _TOO_SHORT * short + _TOO_LONG * long + _FAR_TOO_LONG * (words > settings.longest_passage_words)


def _nod(text: str) -> int:
    """The end of an empty answer at the beginning of a turn that continues with content; else 0."""
    end = 0
    while match := _SENTENCE.match(text, end):
        said = lower_words(match[0])
        if not said or len(said) > _FEW_WORDS or without_fillers(said):
            break
        end = match.end()
    return end if end < len(text) else 0
