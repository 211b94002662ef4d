"""Judgements: the set of codes, possibly empty, that one coder gave one passage.

`decisions.csv` holds decisions row by row. Here they become judgements: which rows are effective, which codes
each coder gave a passage, and on which passages coders differ. A coder who worked blind gave the complete set:
a code not in it was judged absent. A coder who reviewed the pipeline's proposals judged only those, and the
codes that he or she added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.corpus.coding_records import ACCEPT, ADD, AGREED, BLIND, NO_CODE, REJECT, Decision, Judgement

__all__ = [
    "Judgement",
    "differing_passages",
    "is_complete",
    "judgements_of",
    "with_absent_codes",
    "without_code",
]


def is_complete(judgement: Judgement) -> bool:
    """Whether codes missing from the judgement were judged absent."""
    return judgement.mode == BLIND or judgement.coder == AGREED or judgement.no_code_fits


def judgements_of(decisions: Iterable[Decision]) -> list[Judgement]:
    """A judgement for each coder, passage and mode, in order of the decisions.

    Args:
        decisions: the effective ones.
    """
    return [_judgement(own) for own in _together(decisions)]


def _together(decisions: Iterable[Decision]) -> Iterable[list[Decision]]:
    """Decisions grouped by coder, passage and mode."""
    grouped: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        grouped[decision.coder, decision.quote_id, decision.mode].append(decision)
    return grouped.values()


def _judgement(own: Sequence[Decision]) -> Judgement:
    by_word: dict[str, list[str]] = {}
    for one in own:
        by_word.setdefault(one.decision, []).append(one.theme_id)
    added, rejected = frozenset(by_word.get(ADD, ())), frozenset(by_word.get(REJECT, ()))
    last = own[-1]
    return Judgement(
        quote_id=last.quote_id,
        coder=last.coder,
        mode=last.mode,
        codes=added.union(by_word.get(ACCEPT, ())),
        added=added,
        rejected=rejected,
        no_code_fits=NO_CODE in by_word,
        sample=last.sample,
        note="; ".join(dict.fromkeys(one.note for one in own if one.note)),
    )


def without_code(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Passages that were judged and given no code, with the coders' names joined by '; '."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in judgements:
        if one.no_code_fits:
            found[one.quote_id].append(one.coder)
    return {quote_id: "; ".join(sorted(set(coders))) for quote_id, coders in found.items()}


def with_absent_codes(
    decisions: Iterable[Decision], codes_of: Mapping[str, Collection[str]]
) -> tuple[Decision, ...]:
    """The decisions, plus a rejection for every code missing from a complete judgement.

    Args:
        decisions: the effective ones.
        codes_of: the codes in question for each passage: those given by the pipeline or anyone else.
    """
    given = tuple(decisions)
    absent: dict[int, list[Decision]] = {}
    for own in _together(given):
        after = own[-1]
        if not (after.mode == BLIND or after.coder == AGREED or any(one.decision == NO_CODE for one in own)):
            continue  # the judgement is not complete
        left_out = set(codes_of.get(after.quote_id, ())).difference(
            one.theme_id for one in own if one.decision != NO_CODE
        )
        if left_out:
            absent[id(after)] = [
                replace(after, theme_id=code, decision=REJECT, note="") for code in sorted(left_out)
            ]
    if not absent:
        return given
    return tuple(decision for one in given for decision in (one, *absent.get(id(one), ())))


def differing_passages(judgements: Iterable[Judgement]) -> list[str]:
    """Passages on which coders disagree without consensus, sorted by id.

    Coders who worked in the same mode disagree if their sets differ; others if one gives a code that the other
    judged absent.
    """
    by_passage: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_passage[judgement.quote_id].append(judgement)
    return sorted(
        quote_id
        for quote_id, some in by_passage.items()
        if not any(one.coder == AGREED for one in some) and _differ(some)
    )


def _differ(judgements: Collection[Judgement]) -> bool:
    return any(
        one.codes != other.codes if one.mode == other.mode else _absent(one, other.codes)
        for one in judgements
        for other in judgements
        if one.coder != other.coder
    )


def _absent(judgement: Judgement, codes: frozenset[str]) -> frozenset[str]:
    """The codes that a judgement marks as absent."""
    return codes - judgement.codes if is_complete(judgement) else codes & judgement.rejected
