"""How far coders agree, beyond what chance would bring: person with person, and the pipeline with each person.

Counted on passages: for each passage and theme that both judged, whether each would have the theme there. Cohen's
kappa (Cohen 1960, Educational and Psychological Measurement 20).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline import tables
from pipeline.decisions import DECISIONS_FILE, PIPELINE, REJECT, Decision, read_decisions
from pipeline.errors import UserError
from pipeline.schema import rows_of
from pipeline.storage import read_table
from pipeline.study import Study

OVERALL = ""
_FEW = 20  # passages below which a figure says little
Judgements = Mapping[tuple[str, str], bool]


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one theme, or on all.

    Attributes:
        one: a coder.
        other: another.
        theme_id: the theme; "" for all together.
        passages: judged by both.
        same: of those, judged alike.
        kappa: Cohen's kappa; None where both gave one and the same answer throughout, which leaves it undefined.
    """

    one: str
    other: str
    theme_id: str
    passages: int
    same: int
    kappa: float | None

    @property
    def meaning(self) -> str:
        """The figure in a plain sentence, after Landis and Koch (1977)."""
        if self.passages < _FEW:
            return f"Only {self.passages} judged by both: too few to say."
        if self.kappa is None:
            return "Both gave the same answer throughout, so chance cannot be ruled out."
        for floor, word in ((0.81, "almost perfect"), (0.61, "substantial"), (0.41, "moderate"), (0.21, "fair")):
            if self.kappa >= floor:
                return f"Agreement is {word}."
        return "Agreement is slight: talk about the definition, then code again."


def agreement(study: Study) -> list[Agreement]:
    """For each pair of coders: all themes together, then each.

    Raises:
        UserError: if nobody has decided anything yet.
    """
    path = study.models / DECISIONS_FILE
    decisions = read_decisions(path.read_text("utf-8-sig"), path=path).decisions if path.exists() else ()
    if not decisions:
        raise UserError("nobody has decided anything yet", "Run: pipeline review import FILE", path)
    by_coder = judgements_of(decisions)
    codings = study.tables / f"{tables.CODINGS.name}.parquet"
    if codings.exists():
        rows = rows_of(read_table(codings, tables.CODINGS))
        own = {(row["quote_id"], row["theme_id"]) for row in rows if row["coder"] == PIPELINE}
        judged = {key for judgements in by_coder.values() for key in judgements}
        by_coder[PIPELINE] = {key: key in own for key in judged}
    return compared(by_coder)


def judgements_of(decisions: Iterable[Decision]) -> dict[str, Judgements]:
    """Each person's verdict on each passage and theme: whether the theme is there."""
    by_coder: dict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    for decision in decisions:
        by_coder[decision.coder][decision.quote_id, decision.theme_id] = decision.decision != REJECT
    return dict(by_coder)


def compared(by_coder: Mapping[str, Judgements]) -> list[Agreement]:
    """Every pair of coders, people before the pipeline, on what both judged."""
    results: list[Agreement] = []
    for one, other in combinations(sorted(by_coder, key=lambda coder: (coder == PIPELINE, coder)), 2):
        both = sorted(set(by_coder[one]) & set(by_coder[other]))
        if not both:
            continue
        for theme_id in (OVERALL, *sorted({theme for _, theme in both})):
            pairs = [(by_coder[one][key], by_coder[other][key]) for key in both if theme_id in (OVERALL, key[1])]
            same = sum(a == b for a, b in pairs)
            results.append(Agreement(one, other, theme_id, len(pairs), same, cohens_kappa(pairs)))
    return results


def cohens_kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Agreement beyond chance: 1 is perfect, 0 is chance; None where chance alone gives certainty."""
    count = len(pairs)
    if not count:
        return None
    observed = sum(a == b for a, b in pairs) / count
    one, other = sum(a for a, _ in pairs) / count, sum(b for _, b in pairs) / count
    expected = one * other + (1 - one) * (1 - other)
    return None if expected == 1 else (observed - expected) / (1 - expected)
