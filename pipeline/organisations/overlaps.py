"""Resolves overlaps between recognised names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.corpus.spans import Span, SpanIndex

# The confidence of each kind of evidence, measured on the sample's gold standard and GUM's spoken documents.
GAZETTEER, PATTERN, MODEL_AND_PATTERN, MODEL = 0.95, 0.8, 0.9, 0.6


@dataclass(frozen=True)
class NameSpan:
    """A span that may name an organisation."""

    span: Span
    confidence: float
    basis: str


def resolve_overlaps(found: Sequence[NameSpan]) -> tuple[NameSpan, ...]:
    """Choose one of each set of overlapping spans.

    The longest from the gazetteer or a name pattern comes first, then the model's. The model's is also chosen if it
    extends a name found by a pattern: Baltic Friends Brackwater for `Baltic Friends`.
    """
    shaped = {f.span for f in found if f.confidence == PATTERN}
    known = {f.span for f in found if f.confidence == GAZETTEER}
    inside = SpanIndex(shaped | known)
    wider = {f.span for f in found if f.confidence == MODEL and _is_wider(f.span, inside.overlapping(f.span))}

    def rank(one: NameSpan) -> tuple[bool, int, float]:
        alone = one.confidence <= MODEL and one.span not in wider
        return alone, one.span.start - one.span.end, -one.confidence

    kept: dict[Span, NameSpan] = {}
    spans: list[Span] = []  # the keys in text order, without overlaps
    for candidate in sorted(found, key=rank):
        span = candidate.span
        if span.start >= span.end:
            continue
        at = bisect_left(spans, span)
        if not any(span.overlaps(beside) for beside in spans[max(0, at - 1) : at + 1]):
            spans.insert(at, span)
            kept[span] = candidate
        elif span in kept and {kept[span].confidence, candidate.confidence} == {PATTERN, MODEL}:
            basis = kept[span].basis + ", and found by the language model"
            kept[span] = NameSpan(span, MODEL_AND_PATTERN, basis)
    return tuple(kept[span] for span in spans)


def _is_wider(whole: Span, inside: Sequence[Span]) -> bool:
    """Whether a name extends one found otherwise and contains no other body: not `Norton Council and Age UK`.

    Args:
        whole: the name as found by the model.
        inside: the overlapping names from patterns and the gazetteer.
    """
    return bool(inside) and all(span.start == whole.start and span.end < whole.end for span in inside)
