"""Of names that overlap, the one that counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.corpus.spans import Span, SpanIndex

# How sure each kind of evidence is; measured on the sample's gold and GUM's spoken documents.
GAZETTEER, PATTERN, MODEL_AND_PATTERN, MODEL = 0.95, 0.8, 0.9, 0.6


@dataclass(frozen=True)
class NameSpan:
    """A stretch of a text that names an organisation."""

    span: Span
    confidence: float
    basis: str


def reconciled(found: Sequence[NameSpan]) -> tuple[NameSpan, ...]:
    """One of each set that overlaps: the longer of gazetteer and shape; the model's where neither speaks.

    The model's too where it sees a name go on that has a shape: `Baltic Friends` of Baltic Friends Brackwater.
    """
    shaped = {f.span for f in found if f.confidence == PATTERN}
    known = {f.span for f in found if f.confidence == GAZETTEER}
    inside = SpanIndex(shaped | known)
    wider = {f.span for f in found if f.confidence == MODEL and _is_wider(f.span, inside.overlapping(f.span))}

    def rank(one: NameSpan) -> tuple[bool, int, float]:
        alone = one.confidence <= MODEL and one.span not in wider
        return alone, one.span.start - one.span.end, -one.confidence

    kept: dict[Span, NameSpan] = {}
    spans: list[Span] = []  # the keys, in the order of the text; none overlaps another
    for candidate in sorted(found, key=rank):
        span = candidate.span
        if span.start >= span.end:
            continue
        at = bisect_left(spans, span)
        if not any(span.overlaps(beside) for beside in spans[max(0, at - 1) : at + 1]):
            spans.insert(at, span)
            kept[span] = candidate
        elif span in kept and {kept[span].confidence, candidate.confidence} == {PATTERN, MODEL}:
            basis = kept[span].basis + ", as the model says too"
            kept[span] = NameSpan(span, MODEL_AND_PATTERN, basis)
    return tuple(kept[span] for span in spans)


def _is_wider(whole: Span, inside: Sequence[Span]) -> bool:
    """Whether a name begins with one that has a shape and holds no other body: not `Norton Council and Age UK`.

    Args:
        whole: the name as the model sees it.
        inside: the names that have a shape, or are known, of which it holds some of the characters.
    """
    return bool(inside) and all(span.start == whole.start and span.end < whole.end for span in inside)
