"""The rows of `coded_quotes`: one for each quote and theme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.decisions import NO_CODE
from pipeline.emit.duplicates import Telling
from pipeline.emit.evidence import Evidence
from pipeline.emit.gate import Gate
from pipeline.emit.labels import Labels
from pipeline.emit.material import Row
from pipeline.emit.schemas import NO, YES
from pipeline.emit.shortlist import Nominee
from pipeline.emit.verdicts import Verdict
from pipeline.settings import QuotabilityWeights


def nominees(
    evidence: Iterable[Evidence],
    verdicts: Mapping[str, Sequence[Verdict]],
    *,
    same: Mapping[str, str],
    weights: QuotabilityWeights,
) -> Iterator[Nominee]:
    """Quotes that may be shortlisted: they may be printed, say enough, and nobody rejects the coding.

    Args:
        evidence: in the order of the text.
        verdicts: what was coded, by quote.
        same: for quotes that say the same as a better one, that one.
        weights: of the parts of quotability.
    """
    for one in evidence:
        if not (one.printable and one.substance) or one.quote_id in same:
            continue
        for verdict in verdicts.get(one.quote_id, ()):
            if verdict.stands:
                yield Nominee(
                    quote_id=one.quote_id,
                    theme_id=verdict.theme_id,
                    case=one.case,
                    voice=one.voice or one.source,
                    quotability=quotability_of(one, verdict, weights=weights),
                    text=one.text,
                    order=(one.source, one.span.start),
                )


def tellings(evidence: Iterable[Evidence], *, weights: QuotabilityWeights) -> Iterator[Telling]:
    """Quotes as they are compared, to find those that say the same."""
    for one in evidence:
        if one.printable and one.substance:
            yield Telling(
                quote_id=one.quote_id,
                voice=one.voice,
                source=one.source,
                span=one.span,
                text=one.text,
                whole=one.counted,
                score=quotability_of(one, None, weights=weights),
            )


def quotability_of(one: Evidence, verdict: Verdict | None, *, weights: QuotabilityWeights) -> float:
    """How well it would stand in print: by its words, and under a theme by how surely it is about that."""
    if not one.substance:
        return 0.0
    parts = dict(one.parts) if verdict is None else {**one.parts, "on_theme": _on_theme(verdict)}
    return round(weights.mean(parts), 2)


def _on_theme(verdict: Verdict) -> float:
    """The coding's confidence; certain where a person says so."""
    return 1.0 if verdict.decision in ("accept", "add") else verdict.confidence or 0.0


def coded_quotes(
    evidence: Iterable[Evidence],
    *,
    verdicts: Mapping[str, Sequence[Verdict]],
    shortlist: set[tuple[str, str]],
    same: Mapping[str, str],
    weights: QuotabilityWeights,
    labels: Labels,
    gate: Gate,
) -> Iterator[Row]:
    """A row for each theme of each quote that may be printed; one without a theme where there is none.

    Args:
        evidence: in the order of the text.
        verdicts: what was coded, by quote.
        shortlist: pairs of quote and theme.
        same: for quotes that say the same as a better one, that one.
        weights: of the parts of quotability.
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
            yield {
                **_about_quote(one, labels=labels),
                **about_theme,
                "quotability": quotability_of(one, verdict, weights=weights),
                "on_theme": _on_theme(verdict) if verdict else None,
                "shortlisted": YES if short else NO,
                "same_as": same.get(one.quote_id, ""),
            }


def marked_without_code(rows: Iterable[Row], coders: Mapping[str, str], *, gate: Gate) -> Iterator[Row]:
    """The rows; one without a theme says who looked at the passage and found that no code fits.

    Args:
        rows: of `coded_quotes`.
        coders: who said so, by quote.
        gate: what coders' names pass through.
    """
    for row in rows:
        coder = "" if row.get("theme_id") else coders.get(row["quote_id"], "")
        yield {**row, "decision": NO_CODE, "coder": gate.free(coder)} if coder else row


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
        **one.parts,
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
        "note": gate.said(verdict.note),
        "counts": YES if verdict.counts else NO,
    }
