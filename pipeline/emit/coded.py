"""The rows of `coded_quotes`: one for each quote and theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.emit.evidence import Evidence
from pipeline.emit.gate import Gate
from pipeline.emit.labels import Labels
from pipeline.emit.material import Row
from pipeline.emit.schemas import NO, YES
from pipeline.emit.shortlist import Nominee
from pipeline.emit.verdicts import Verdict


def nominees(evidence: Iterable[Evidence], verdicts: Mapping[str, Sequence[Verdict]]) -> Iterator[Nominee]:
    """Quotes that may be shortlisted: they may be printed, say enough, and nobody rejects the coding."""
    for one in evidence:
        if not (one.printable and one.substance):
            continue
        for verdict in verdicts.get(one.quote_id, ()):
            if verdict.stands:
                yield Nominee(
                    quote_id=one.quote_id,
                    theme_id=verdict.theme_id,
                    case=one.case,
                    voice=one.voice or one.source,
                    score=one.quotability * (verdict.confidence or 0.0),
                    text=one.text,
                    order=(one.source, one.span.start),
                )


def coded_quotes(
    evidence: Iterable[Evidence],
    *,
    verdicts: Mapping[str, Sequence[Verdict]],
    shortlist: set[tuple[str, str]],
    labels: Labels,
    gate: Gate,
) -> Iterator[Row]:
    """A row for each theme of each quote that may be printed; one without a theme where there is none.

    Args:
        evidence: in the order of the text.
        verdicts: what was coded, by quote.
        shortlist: pairs of quote and theme.
        labels: printable names.
        gate: what bases and notes pass through.
    """
    for one in evidence:
        if not one.printable:
            continue
        said = sorted(verdicts.get(one.quote_id, ()), key=lambda v: (labels.themes[v.theme_id], v.theme_id))
        for verdict in said or (None,):
            about_theme = _about_theme(verdict, labels=labels, gate=gate) if verdict else {}
            short = verdict is not None and (one.quote_id, verdict.theme_id) in shortlist
            yield {**_about_quote(one, labels=labels), **about_theme, "shortlisted": YES if short else NO}


def timecode(seconds: float | None) -> str:
    """Seconds as `h:mm:ss`; empty where not known."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def _about_quote(one: Evidence, *, labels: Labels) -> dict[str, object]:
    return {
        "quote_id": one.quote_id,
        "case": one.case,
        "source": labels.sources[one.source],
        "kind": one.kind,
        "participant": one.participant,
        "attribution": one.cited.attribution,
        "role": one.cited.role,
        "organisation": one.cited.organisation,
        "sector": one.cited.sector,
        "place": one.place,
        "date": one.date,
        "consent": one.cited.consent,
        "quote": one.text,
        "context_before": one.context_before,
        "context_after": one.context_after,
        "start": one.span.start,
        "end": one.span.end,
        "timecode": timecode(one.seconds),
        "organisations_named": one.organisations_named,
        "quotability": one.quotability,
    }


def _about_theme(verdict: Verdict, *, labels: Labels, gate: Gate) -> dict[str, object]:
    return {
        "theme_id": labels.theme_ids[verdict.theme_id],
        "theme": labels.themes[verdict.theme_id],
        "origin": verdict.origin,
        "confidence": verdict.confidence,
        "basis": gate.said(verdict.basis),
        "decision": verdict.decision,
        "coder": gate.free(verdict.coder),
        "note": gate.free(verdict.note),
    }
