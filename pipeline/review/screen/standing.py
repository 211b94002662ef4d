"""The state of each passage: the pipeline's proposals, people's decisions, and what is left to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.corpus.coding_records import ACCEPT, ADD, AGREED, BLIND, NO_CODE, REJECT, Decision, Judgement
from pipeline.corpus.decision_matching import match_decisions
from pipeline.corpus.decisions import current, decided
from pipeline.corpus.judgements import differing_passages, judgements_of
from pipeline.review.screen.run_view import RunView, ShownPassage
from pipeline.themes.candidates import CANDIDATE

CONFIRMED, REJECTED, SURE, SUGGESTED, LIKELY = "confirmed", "rejected", "sure", "suggested", "likely"
OF_CANDIDATE = "candidate"  # a theme found by the pipeline that nobody has adopted


@dataclass
class DecisionRows:
    """The rows of `decisions.csv` by passage, including those of acts not yet written.

    Attributes:
        rows: the rows in order, by the current id of the passage.
        lost: the rows whose passage is not in the last run.
    """

    rows: dict[str, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    lost: int = 0

    @classmethod
    def of(cls, rows: Sequence[Decision], run: RunView) -> DecisionRows:
        """The rows of the file, matched with the passages of the run."""
        merged = {old: code.id for code in run.codes.values() for old in code.merged}
        passages = [one.decidable for one in run.passages.values()]
        moved: dict[str, str] = {}
        others = {one.quote_id: one for one in rows if one.quote_id not in run.passages}
        if others:
            # One decision per passage is enough to find it again.
            found = match_decisions([replace(one, theme_id=key) for key, one in others.items()], passages)
            moved = {one.theme_id: one.quote_id for one in found.decisions}
        made = cls()
        for one in rows:
            quote_id = moved.get(one.quote_id, one.quote_id)
            if quote_id not in run.passages:
                made.lost += not one.undone
                continue
            if one.theme_id in merged and one.decision == REJECT:
                continue
            made.rows[quote_id].append(
                replace(one, quote_id=quote_id, theme_id=merged.get(one.theme_id, one.theme_id))
            )
        return made

    def add(self, rows: Iterable[Decision]) -> None:
        """Add the rows of an act."""
        for one in rows:
            self.rows[one.quote_id].append(one)

    def mark(self, batches: frozenset[str], *, undone: bool) -> set[str]:
        """Mark the rows of an act as undone or not; return the passages concerned."""
        touched: set[str] = set()
        for quote_id, some in self.rows.items():
            for at, one in enumerate(some):
                if one.batch in batches:
                    some[at] = replace(one, undone="yes" if undone else "")
                    touched.add(quote_id)
        return touched

    def current(self, quote_id: str) -> tuple[Decision, ...]:
        """The decisions that count for a passage."""
        return current(self.rows.get(quote_id, ()))

    def everything(self) -> tuple[Decision, ...]:
        """All decisions that count."""
        return current(one for some in self.rows.values() for one in some)

    def judgements(self) -> list[Judgement]:
        """The coders' judgements of passages."""
        return judgements_of(self.everything())

    def differing(self) -> list[str]:
        """The passages on which coders disagree."""
        return differing_passages(self.judgements())

    def coders(self) -> list[str]:
        """All coders who have made decisions, in order."""
        names = {one.coder for some in self.rows.values() for one in some if not one.undone}
        return sorted(names - {AGREED})


def is_decided(rows: DecisionRows, quote_id: str) -> bool:
    """Whether anyone has judged a passage."""
    return bool(rows.current(quote_id))


def passage_view(passage: ShownPassage, *, run: RunView, rows: DecisionRows) -> dict[str, object]:
    """A passage as shown on the page."""
    decisions = rows.current(passage.quote_id)
    codes = list(_codes(passage.quote_id, run=run, decisions=decisions))
    notes = [{"coder": one.coder, "note": one.note} for one in decisions if one.note]
    item = run.review.get(passage.quote_id)
    return {
        "id": passage.quote_id,
        "source": passage.source,
        "text": passage.text,
        "start": passage.start,
        "speaker": passage.speaker,
        "seconds": None if passage.seconds != passage.seconds else passage.seconds,
        "codable": passage.can_be_coded,
        "codes": codes,
        "none": sorted({one.coder for one in decisions if one.decision == NO_CODE}),
        "decided": bool(decisions),
        "why": item.why if item else "",
        "notes": notes,
    }


def _codes(quote_id: str, *, run: RunView, decisions: Sequence[Decision]) -> Iterable[Mapping[str, object]]:
    by_code: dict[str, list[Decision]] = defaultdict(list)
    for one in decisions:
        if one.decision != NO_CODE:
            by_code[one.theme_id].append(one)
    last = {theme: one for (_, theme), one in decided(decisions).items()}
    proposals = {one.theme_id: one for one in run.proposals.get(quote_id, ())}
    item = run.review.get(quote_id)
    likely = item.theme_id if item and item.theme_id not in proposals and item.theme_id not in by_code else ""
    given = [theme for theme in by_code if theme not in proposals]
    codes = [*proposals, *given, *([likely] if likely else [])]
    for theme in sorted(codes, key=lambda one: one.startswith(CANDIDATE)):
        proposal = proposals.get(theme)
        state = getattr(proposal, "state", "") or SUGGESTED if proposal else LIKELY
        confidence, basis = (proposal.confidence, proposal.basis) if proposal else (None, "")
        if item and theme == item.theme_id and not proposal:
            confidence, basis = item.confidence, item.basis
        if theme.startswith(CANDIDATE):
            state = OF_CANDIDATE
        if theme in last:
            state = REJECTED if last[theme].decision == REJECT else CONFIRMED
        elif any(one.decision == NO_CODE for one in decisions) and state != OF_CANDIDATE:
            state = REJECTED
        yield {
            "code": theme,
            "name": run.code_name(theme),
            "state": state,
            "confidence": confidence,
            "basis": basis,
            "by": [
                {"coder": one.coder, "said": one.decision, "blind": one.mode == BLIND} for one in by_code[theme]
            ],
        }


def blind_view(passage: ShownPassage, *, rows: DecisionRows, coder: str) -> dict[str, object]:
    """A passage as shown to a blind coder, with only the coder's own blind codes."""
    own = [one for one in rows.current(passage.quote_id) if one.coder == coder and one.mode == BLIND]
    return {
        "id": passage.quote_id,
        "source": passage.source,
        "text": passage.text,
        "start": passage.start,
        "seconds": None if passage.seconds != passage.seconds else passage.seconds,
        "codable": passage.can_be_coded,
        "codes": [one.theme_id for one in own if one.decision in (ACCEPT, ADD)],
        "none": any(one.decision == NO_CODE for one in own),
        "decided": bool(own),
        "notes": list(dict.fromkeys(one.note for one in own if one.note)),
    }
