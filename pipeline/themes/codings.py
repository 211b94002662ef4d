"""Combines the codings of the pipeline and of people, and derives the themes from them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.corpus.codebook import Codebook
from pipeline.corpus.coding_records import (
    ACCEPT,
    ADD,
    CONFIRMED,
    COUNTED,
    NO_CODE,
    PIPELINE,
    REJECT,
    SUGGESTED,
    CandidateInClass,
    Coding,
    Decision,
    Judgement,
    LoggedDecision,
    Theme,
)
from pipeline.corpus.decisions import decided
from pipeline.corpus.judged_pairs import judged_pairs
from pipeline.themes.candidates import CANDIDATE, candidate_id
from pipeline.themes.discovery import Candidate

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CODEBOOK, DISCOVERED, CODER = "codebook", "discovered", "coder"


def with_decisions(machine: Sequence[Coding], decisions: Sequence[Decision]) -> list[Coding]:
    """The pipeline's codings with people's decisions, followed by people's own codings.

    A rejected coding of the pipeline keeps its row. If several people decided about it, the latest decision counts.
    """
    counts = decided(decisions)
    marked = []
    for coding in machine:
        word = counts.get((coding.quote_id, coding.theme_id))
        if word is None:
            marked.append(coding)
        elif word.decision == REJECT:
            marked.append(replace(coding, decision=REJECT, state=""))
        else:
            marked.append(replace(coding, decision=ACCEPT, state=CONFIRMED))
    return [*marked, *_of_people(decisions, counts)]


def codes_by_passage(machine: Iterable[Coding], judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """For each passage, the codes that the pipeline or any coder assigned to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for coding in machine:
        found[coding.quote_id].add(coding.theme_id)
    for judgement in judgements:
        found[judgement.quote_id] |= judgement.codes
    return found


def _of_people(decisions: Sequence[Decision], counts: Mapping[tuple[str, str], Decision]) -> Iterator[Coding]:
    """One decision of each coder on each passage and theme."""
    own = [one for one in (*decisions, *counts.values()) if one.decision != NO_CODE]
    # The valid decision comes last among those on the same passage and theme, because the table has no dates.
    for decision in sorted(
        {one.key: one for one in own}.values(), key=lambda one: counts[one.quote_id, one.theme_id] is one
    ):
        origin = DISCOVERED if decision.theme_id.startswith(CANDIDATE) else CODEBOOK
        yield Coding(
            quote_id=decision.quote_id,
            theme_id=decision.theme_id,
            origin=CODER if decision.decision == ADD else origin,
            coder=decision.coder,
            confidence=1.0,
            basis="decided by a person",
            decision=decision.decision,
            note=decision.note,
            state="" if decision.decision == REJECT else CONFIRMED,
        )


def logged(rows: Iterable[Decision]) -> Iterator[LoggedDecision]:
    """Decisions in order of time: by date if it has the usual format, then in the order of the file."""
    ordered = sorted(rows, key=lambda one: one.date if _DATE.match(one.date) else "")
    for order, one in enumerate(ordered, 1):
        yield LoggedDecision(
            order=order,
            date=one.date,
            batch=one.batch,
            coder=one.coder,
            quote_id=one.quote_id,
            theme_id=one.theme_id,
            decision=one.decision,
            mode=one.mode,
            undone=one.undone,
            note=one.note,
        )


def evidence_of(codings: Iterable[Coding], decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """The passages coded with each theme, in order, without those that were rejected last."""
    counts = decided(decisions)
    found: dict[str, dict[str, None]] = {}
    for coding in codings:
        word = counts.get((coding.quote_id, coding.theme_id))
        if word is None or word.decision != REJECT:
            found.setdefault(coding.theme_id, {})[coding.quote_id] = None
    return {theme: list(passages) for theme, passages in found.items()}


def of_candidates(candidates: Sequence[Candidate], quote_ids: Sequence[str]) -> Iterator[Coding]:
    """The codings of the candidates; `quote_ids` are the ids of the passages used for discovery."""
    for candidate in candidates:
        basis = f"clustered with other passages about “{candidate.name}”"
        for member, confidence in zip(candidate.members, candidate.confidence, strict=True):
            yield Coding(
                quote_id=quote_ids[member],
                theme_id=candidate_id(candidate.name),
                origin=DISCOVERED,
                coder=PIPELINE,
                confidence=round(confidence, 4),
                basis=basis,
            )


def classes_of(candidates: Sequence[Candidate]) -> Iterator[CandidateInClass]:
    """Every case and sector of every candidate."""
    for candidate in candidates:
        for one in candidate.classes:
            yield CandidateInClass(
                theme_id=candidate_id(candidate.name),
                attribute=one.attribute,
                value=one.value,
                passages=one.passages,
                words="; ".join(one.words),
            )


def themes_of(
    codebook: Codebook,
    candidates: Sequence[Candidate],
    codings: Iterable[Coding],
    *,
    cases: Mapping[str, str],
) -> Iterator[Theme]:
    """Every code, used or not, and every candidate.

    Args:
        codebook: the codes.
        candidates: the candidates.
        codings: the codings of the pipeline and of people.
        cases: the case of every passage that counts.
    """
    found: dict[str, dict[str, str]] = defaultdict(dict)  # state by theme and passage
    for (quote_id, theme_id), pair in judged_pairs(codings).items():
        if quote_id in cases:
            found[theme_id][quote_id] = pair.state

    def counted(theme: Theme) -> Theme:
        states = found[theme.theme_id]
        evidence = [cases[quote_id] for quote_id, state in states.items() if state in COUNTED]
        suggested = [cases[quote_id] for quote_id, state in states.items() if state == SUGGESTED]
        return replace(
            theme,
            passages=len(evidence),
            cases=len(set(evidence)),
            suggested=len(suggested),
            suggested_cases=len(set(suggested)),
        )

    for code in codebook.codes:
        yield counted(
            Theme(
                theme_id=code.id,
                theme=code.name,
                origin=CODEBOOK,
                parent=code.parent,
                definition=code.definition,
            )
        )
    for candidate in candidates:
        yield counted(
            Theme(
                theme_id=candidate_id(candidate.name),
                theme=candidate.name,
                origin=DISCOVERED,
                label_words="; ".join(candidate.label_words),
                stability=round(candidate.stability, 2),
                group=candidate.group,
                nearest_code=candidate.nearest,
                differs="; ".join(candidate.differs),
                lacks="; ".join(candidate.lacks),
            )
        )
