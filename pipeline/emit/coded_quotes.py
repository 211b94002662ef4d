"""The rows of `coded_quotes`: one for each quote and theme."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from pipeline.corpus.coding_records import (
    ACCEPT,
    AGREED,
    COUNTED,
    NO_CODE,
    PIPELINE,
    Coding,
    Judgement,
    LoggedDecision,
)
from pipeline.corpus.dataset_records import DISPUTED, NO, YES, CodedQuote, QuoteParts
from pipeline.corpus.judged_pairs import judged_pair
from pipeline.corpus.records import SURVEY
from pipeline.corpus.review_files import Memo
from pipeline.corpus.settings import QuotabilityWeights
from pipeline.corpus.spans import folded, timecode
from pipeline.emit.chosen_quotes import NOTHING_CHOSEN, ChosenQuotes
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate, worded
from pipeline.emit.material import listed, number
from pipeline.emit.naming import Labels
from pipeline.emit.shortlist import ComparedQuote, ShortlistCandidate, is_aside
from pipeline.refi.contents import CoderCoding

_PIPELINE = "pipeline"
_DECIDED = ("accept", "add")
C = TypeVar("C", Coding, Judgement, LoggedDecision, Memo)


@dataclass(frozen=True, kw_only=True)
class CombinedCoding:
    """All codings of one quote with one theme.

    Attributes:
        theme_id: the theme.
        origin: where the theme comes from.
        confidence: the highest that any coder gives.
        basis: why, as each coder says.
        decision: what people decided: "", accept, reject, add, or disputed.
        coder: who coded, the pipeline first.
        note: what people wrote.
        state: confirmed, sure or suggested; empty if rejected.
    """

    theme_id: str
    origin: str
    confidence: float | None
    basis: str
    decision: str
    coder: str
    note: str
    state: str

    @property
    def counts(self) -> bool:
        """Whether the quote is evidence for the theme: a suggestion is none."""
        return self.state in COUNTED

    @property
    def stands(self) -> bool:
        """Whether it counts, and nobody has rejected it."""
        return self.counts and self.decision != DISPUTED


def verdicts(codings: Iterable[Coding]) -> dict[str, list[CombinedCoding]]:
    """For each quote that was coded, a verdict on each theme."""
    grouped: dict[tuple[str, str], list[Coding]] = defaultdict(list)
    for row in codings:
        grouped[row.quote_id, row.theme_id].append(row)
    by_quote: dict[str, list[CombinedCoding]] = defaultdict(list)
    for (quote_id, theme_id), rows in sorted(grouped.items()):
        by_quote[quote_id].append(_verdict(theme_id, rows))
    return by_quote


def _verdict(theme_id: str, rows: list[Coding]) -> CombinedCoding:
    state = judged_pair(rows).state
    rows = sorted(rows, key=lambda row: (row.coder != _PIPELINE, row.coder))
    known = [value for row in rows if (value := number(row.confidence)) is not None]
    return CombinedCoding(
        theme_id=theme_id,
        origin=rows[0].origin,
        confidence=max(known, default=None),
        basis=listed(row.basis for row in rows),
        decision=_together({row.decision for row in rows if row.decision}),
        coder=listed(row.coder for row in rows),
        note=listed(row.note for row in rows),
        state=state,
    )


def _together(decisions: set[str]) -> str:
    if "reject" in decisions and len(decisions) > 1:
        return DISPUTED
    # Somebody added what another accepted: both say yes.
    return min(decisions, default="")


def shortlist_candidates(
    evidence: Iterable[PrintableQuote],
    verdicts: Mapping[str, Sequence[CombinedCoding]],
    *,
    same: Mapping[str, str],
    weights: QuotabilityWeights,
    chosen: ChosenQuotes = NOTHING_CHOSEN,
) -> Iterator[ShortlistCandidate]:
    """Quotes that may be shortlisted: they may be printed, say enough, and their coding is confirmed or sure.

    Asides (thanks, nods, questions to the interviewer) are left out. A starred quote need not say enough, and may
    say the same as another; a barred one is left out.

    Args:
        evidence: in the order of the text.
        verdicts: what was coded, by quote.
        same: for quotes that say the same as a better one, that one.
        weights: of the parts of quotability.
        chosen: what a person starred and barred.
    """
    for one in evidence:
        starred = one.quote_id in chosen.starred
        fits = starred or (one.substance and one.quote_id not in same and not is_aside(one.text))
        if not (one.printable and fits) or one.quote_id in chosen.barred:
            continue
        for verdict in verdicts.get(one.quote_id, ()):
            if verdict.stands:
                yield ShortlistCandidate(
                    quote_id=one.quote_id,
                    theme_id=verdict.theme_id,
                    case=one.case,
                    voice=one.voice or one.source,
                    quotability=quotability_of(one, verdict, weights=weights),
                    text=one.text,
                    order=(one.source, one.span.start),
                    starred=starred,
                )


def compared_quotes(
    evidence: Iterable[PrintableQuote], *, weights: QuotabilityWeights, chosen: ChosenQuotes = NOTHING_CHOSEN
) -> Iterator[ComparedQuote]:
    """Quotes as they are compared, to find those that say the same. A barred one takes the place of no other."""
    for one in evidence:
        is_answer = one.kind == SURVEY
        if one.printable and one.quote_id not in chosen.barred and (one.substance or is_answer):
            yield ComparedQuote(
                quote_id=one.quote_id,
                voice=one.voice,
                source=one.source,
                span=one.span,
                text=one.text,
                whole=one.counted,
                score=quotability_of(one, None, weights=weights),
                question=f"{one.case}: {one.question}" if is_answer else "",
                starred=one.quote_id in chosen.starred,
            )


def quotability_of(one: PrintableQuote, verdict: CombinedCoding | None, *, weights: QuotabilityWeights) -> float:
    """How well it would stand in print: by its words, and under a theme by how surely it is about that."""
    if not one.substance:
        return 0.0
    parts = dict(one.parts) if verdict is None else {**one.parts, "on_theme": _on_theme(verdict)}
    return round(weights.mean(parts), 2)


def _on_theme(verdict: CombinedCoding) -> float:
    """The coding's confidence; certain where a person says so."""
    return 1.0 if verdict.decision in _DECIDED else verdict.confidence or 0.0


def coded_quotes(
    evidence: Iterable[PrintableQuote],
    *,
    verdicts: Mapping[str, Sequence[CombinedCoding]],
    shortlist: set[tuple[str, str]],
    same: Mapping[str, str],
    weights: QuotabilityWeights,
    labels: Labels,
    gate: Gate,
) -> Iterator[CodedQuote]:
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
    evidence = list(evidence)
    # A quotation inside a passage is counted with the passage, so it does not count as a repetition.
    repeated = Counter(same[one.quote_id] for one in evidence if one.counted and one.quote_id in same)
    for one in evidence:
        if not one.printable:
            continue
        said = sorted(verdicts.get(one.quote_id, ()), key=lambda v: (labels.themes[v.theme_id], v.theme_id))
        bare = _without_theme(
            one,
            labels=labels,
            quotability=quotability_of(one, None, weights=weights),
            same_as=same.get(one.quote_id, ""),
            repeats=repeated[one.quote_id],
        )
        if not said:
            yield bare
        for verdict in said:
            yield replace(
                bare,
                theme_id=labels.theme_ids[verdict.theme_id],
                theme=labels.themes[verdict.theme_id],
                origin=verdict.origin,
                confidence=verdict.confidence,
                basis=gate.said(verdict.basis),
                quotability=quotability_of(one, verdict, weights=weights),
                shortlisted=YES if (one.quote_id, verdict.theme_id) in shortlist else NO,
                decision=verdict.decision,
                coder=gate.free(verdict.coder),
                note=gate.said(verdict.note),
                counts=YES if verdict.counts else NO,
                state=verdict.state,
            )


def marked_without_code(
    rows: Iterable[CodedQuote], coders: Mapping[str, str], *, gate: Gate
) -> Iterator[CodedQuote]:
    """The rows; one without a theme says who looked at the passage and found that no code fits.

    Args:
        rows: of `coded_quotes`.
        coders: who said so, by quote.
        gate: what coders' names pass through.
    """
    for row in rows:
        coder = "" if row.theme_id else coders.get(row.quote_id, "")
        yield replace(row, decision=NO_CODE, coder=gate.free(coder)) if coder else row


def _without_theme(
    one: PrintableQuote, *, labels: Labels, quotability: float, same_as: str, repeats: int
) -> CodedQuote:
    return CodedQuote(
        quote=one.text,
        attribution=one.cited.attribution,
        case=one.case,
        question=one.question,
        sector=one.cited.sector,
        place=one.place,
        source_kind=one.source_kind,
        kind=one.kind,
        participant=one.participant,
        role=one.cited.role,
        organisation=one.cited.organisation,
        attributes=one.cited.attributes,
        date=one.date,
        timecode=timecode(one.seconds),
        consent=one.cited.consent,
        quotability=quotability,
        context_before=one.context_before,
        context_after=one.context_after,
        organisations_named=one.organisations_named,
        same_as=same_as,
        repeats=repeats,
        quote_id=one.quote_id,
        source=labels.sources[one.source],
        start=one.span.start,
        end=one.span.end,
    )


def quote_parts(rows: Iterable[CodedQuote], evidence: Iterable[PrintableQuote]) -> Iterator[QuoteParts]:
    """What the quotability of each row of `coded_quotes` is made of."""
    parts = {one.quote_id: one.parts for one in evidence}
    for row in rows:
        sure = (1.0 if row.decision in _DECIDED else row.confidence or 0.0) if row.theme_id else None
        yield QuoteParts(
            quote_id=row.quote_id,
            theme_id=row.theme_id,
            quotability=row.quotability,
            on_theme=sure,
            **parts[row.quote_id],
        )


def codings_of_each(
    codings: Iterable[Coding], evidence: Sequence[PrintableQuote], *, labels: Labels, gate: Gate
) -> Iterator[CoderCoding]:
    """All codings of quotes that may be printed: those of the pipeline first, then of each person.

    Args:
        codings: the working table.
        evidence: every quote.
        labels: printable names.
        gate: what bases, notes and coders' names pass through; two coders stay two.
    """
    printable = {one.quote_id for one in evidence if one.printable}
    rows = sorted(
        (row for row in codings if row.quote_id in printable),
        key=lambda row: (row.coder != PIPELINE, row.coder, row.quote_id, row.theme_id),
    )
    coders = gate.names(row.coder for row in rows)
    said = {text: gate.said(text) for row in rows for text in (row.basis, folded(row.note))}
    for row in rows:
        yield CoderCoding(
            quote_id=row.quote_id,
            theme_id=labels.theme_ids[row.theme_id],
            coder=coders[row.coder],
            decision=row.decision,
            confidence=number(row.confidence),
            basis=said[row.basis],
            note=said[folded(row.note)],
            state=row.state,
        )


def without_code_of_each(
    judgements: Iterable[Judgement], evidence: Sequence[PrintableQuote], *, gate: Gate
) -> Iterator[CoderCoding]:
    """For each coder the printable quotes to which no code applies, under the id `none`."""
    printable = {one.quote_id for one in evidence if one.printable}
    found = [one for one in judgements if one.no_code_fits and one.quote_id in printable]
    coders = gate.names(one.coder for one in judgements)
    for quote_id, coder in sorted({(one.quote_id, one.coder) for one in found}):
        yield CoderCoding(quote_id=quote_id, theme_id=worded(NO_CODE), coder=coders[coder], decision=ACCEPT)


def numbers_for_names(records: Iterable[Coding | Judgement | LoggedDecision | Memo]) -> dict[str, str]:
    """`Coder 1`, `Coder 2` … for people's names; what coders settled together, and the pipeline, keep theirs."""
    people = sorted({one.coder for one in records} - {PIPELINE, AGREED})
    numbers = {name: f"Coder {count}" for count, name in enumerate(people, start=1)}
    return {PIPELINE: PIPELINE, AGREED: AGREED, **numbers}


def with_numbers(records: Iterable[C], numbers: Mapping[str, str]) -> list[C]:
    """The records with these in the place of coders' names."""
    return [replace(one, coder=numbers[one.coder]) for one in records]
