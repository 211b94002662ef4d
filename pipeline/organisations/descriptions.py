"""Names that the text itself describes as a body: `Kindling, a women's charity`, `the think tank Reform`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import pairs
from pipeline.organisations.names import folded_name, never_organisations

# Up to six words with capitals and the links between them.
_NAME = r"(?:[A-Z0-9][\w’'&.+-]*[\w+](?:\s+(?:(?:of|and|the|&)\s+){0,2}(?=[A-Z0-9])[\w’'&.+-]*[\w+]){0,5})"
_OPENING = re.compile(r"(?:(?:And|As|At|But|For|From|In|Like|Or|So|The|Then|When|While|With)\s+)+")
_UNSAID = frozenset(
    {"i", "we", "it", "he", "she", "they", "you", "this", "that", "there", "here", "these", "those"}
)
# Kinds that stand before a name only in apposition: not `school Year 7`.
_BEFORE_NAMES = frozenset(
    {
        "broadcaster", "campaign group", "charity", "community group", "consultancy", "funder",
        "housing association", "law firm", "magazine", "newspaper", "ngo", "organisation", "pressure group",
        "publisher", "retailer", "social enterprise", "start-up", "startup", "supermarket", "think tank",
        "think-tank", "trade body",
    }
)  # fmt: skip


def described(text: str) -> Iterator[Span]:
    """The names that are described as bodies directly before or after."""
    for match in _described_after().finditer(text):
        yield from _plausible(Span(*match.span(1)), text)
    for match in _described_before().finditer(text):
        yield from _plausible(Span(*match.span(1)), text)


def sector_said(after: str) -> str:
    """The sector in a description that follows a name, or ""."""
    match = _description().match(after)
    sector = pairs("kinds_in_descriptions")[match[1].casefold()] if match else ""
    return "" if sector == "?" else sector


def _plausible(span: Span, text: str) -> Iterator[Span]:
    opening = _OPENING.match(text, *span)
    name = Span(opening.end() if opening else span.start, span.end)
    folded = folded_name(name.of(text))
    if folded not in _UNSAID and folded not in never_organisations():
        yield name


@cache
def _kinds() -> str:
    return "|".join(re.escape(kind) for kind in sorted(pairs("kinds_in_descriptions"), key=len, reverse=True))


@cache
def _description() -> re.Pattern[str]:
    """A description: an article, up to four words, the kind; after it, something other than another noun."""
    return re.compile(
        rf"\s*(?:,|\(|[–—-])\s*(?:an?|another|the|our|your)\s+(?:(?!(?:of|for|in|at|to|by|on|and|is|was)\b)[\w’'-]+\s+){{0,4}}?({_kinds()})"
        r"(?=[,.;:)]|\s+(?:which|that|who|based|in|from|for|working|run|led|set|we|i|across|near|and)\b)",
        re.IGNORECASE,
    )


@cache
def _described_after() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])({_NAME})(?={_description().pattern.replace('(?:an?|', '(?i:an?|', 1)})")


@cache
def _described_before() -> re.Pattern[str]:
    kinds = "|".join(re.escape(kind) for kind in sorted(_BEFORE_NAMES, key=len, reverse=True))
    return re.compile(rf"\b(?:{kinds})\s+({_NAME})(?=\s+[a-z(]|[,.;:)?!]|$)")
