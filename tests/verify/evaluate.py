"""How many planted faults `verify` catches, and how often it cries wolf.

`python -m tests.verify.evaluate [SEED …] [--show]`. Drafts are made from the sample study, in every format that is
read.
"""

# ruff: noqa: T201

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.spans import folded
from pipeline.study import Study
from pipeline.verify import Report, verify
from pipeline.verify.verdicts import Checked
from tests.verify.drafting import FORMATS, paragraphs_of, planted_in
from tests.verify.faults import HELD_OUT, TUNED, Planted
from tests.verify.material import Material, material_of
from tests.verify.more_faults import MORE

EACH, UNTOUCHED = 5, 204


@dataclass
class Score:
    """Faults caught, by kind; false alarms, by harmless change."""

    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    untouched: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[str, Planted, Checked | None]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the planted faults, those caught."""
        return self.caught.total() / max(1, self.planted.total())

    def add(self, form: str, one: Planted, checked: Checked | None) -> None:
        """Count one quotation; one that was not found in the draft is missed, and an alarm if it was right."""
        if one.wrong:
            self.planted[one.kind] += 1
            if checked is not None and checked.verdict.needs_a_person:
                self.caught[one.kind] += 1
                return
        else:
            self.untouched[one.kind] += 1
            if checked is not None and not checked.verdict.needs_a_person:
                return
            self.alarms[one.kind] += 1
        self.wrong.append((form, one, checked))


def matched(planted: Sequence[Planted], report: Report) -> list[Checked | None]:
    """For each planted quotation the one that `verify` found, in order."""
    made: list[Checked | None] = []
    at = 0
    for one in planted:
        near = report.quotations[at : at + 12]
        scores = [fuzz.ratio(folded(one.quote), folded(each.quote)) for each in near]
        sure = (number for number, each in enumerate(scores) if each >= 95)
        best = next(sure, max(range(len(scores)), key=scores.__getitem__, default=-1))
        if best < 0 or scores[best] < 75:
            made.append(None)
            continue
        made.append(near[best])
        at += best + 1
    return made


def measured(
    study: Study, material: Material, *, seed: int, faults: str, folder: Path, score: Score, forms: Sequence[str]
) -> None:
    """Make a draft in each format, verify it, count."""
    rng = random.Random(f"{seed} {faults}")
    kinds = {"tuned": TUNED, "held out": HELD_OUT, "thought of last": MORE}[faults]
    planted = planted_in(material, rng, faults=kinds, each=EACH, untouched=UNTOUCHED)
    paragraphs = paragraphs_of(planted, rng)
    for form in forms:
        draft = folder / f"draft{form}"
        draft.write_bytes(FORMATS[form](paragraphs))
        report = verify(study, draft)
        for one, checked in zip(planted, matched(planted, report), strict=True):
            score.add(form, one, checked)


def measured_citations(study: Study, folder: Path, seeds: Sequence[int], *, show: bool) -> bool:
    """Quotations cited in ten styles: a table by kind and one by style; whether the targets are met."""
    from tests.verify.evaluate_citations import checked_drafts, cited_quotations

    planted: Counter[tuple[str, bool]] = Counter()
    flagged: Counter[tuple[str, bool]] = Counter()
    for seed in seeds:
        made, quotations = cited_quotations(study, folder / f"numbered-{seed}", random.Random(f"{seed} cited"))
        for one, style, told, checked in checked_drafts(made, quotations, folder):
            for key in (one.kind, style, "all"):
                planted[key, one.wrong] += 1
                flagged[key, one.wrong] += told
            if show and told is not one.wrong:
                print(f"  [{one.kind}; {style}] “{one.quote}”\n      {checked}")
    print(f"{'cited in ten styles':<36}{'planted':>8}{'caught':>8}{'untouched':>11}{'alarms':>8}")
    for key in dict.fromkeys(key for key, _ in planted):
        row = (planted[key, True], flagged[key, True], planted[key, False], flagged[key, False])
        print(f"{key:<36}{row[0]:>8}{row[1]:>8}{row[2]:>11}{row[3]:>8}")
    share = flagged["all", True] / max(1, planted["all", True])
    print(f"{'':<36}{share:>16.1%}\n")
    enough = planted["all", False] >= 400
    return enough and share >= 0.97 and not flagged["all", False]


def main(seeds: Sequence[int], *, show: bool) -> int:
    """Print a table; 0 if the targets are met."""
    from tests.conftest import ROOT, run_study

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        study = run_study(ROOT / "transcripts" / "sample", folder / "outputs").study
        material = material_of(study)
        good = measured_citations(study, folder, seeds, show=show)
        for faults in ("tuned", "held out", "thought of last"):
            score = Score()
            for seed in seeds:
                measured(study, material, seed=seed, faults=faults, folder=folder, score=score, forms=list(FORMATS))
            print(f"{'fault (' + faults + ')':<36}{'planted':>8}{'caught':>8}")
            for kind, count in score.planted.items():
                print(f"{kind:<36}{count:>8}{score.caught[kind]:>8}")
            print(f"{'all':<36}{score.planted.total():>8}{score.caught.total():>8}  {score.share:.1%}")
            alarms = f"false alarms {dict(score.alarms)}"
            print(f"{'untouched':<36}{score.untouched.total():>8}{score.alarms.total():>8}  {alarms}\n")
            for form, one, checked in score.wrong if show else ():
                print(f"  {form} [{one.kind}] “{one.quote}” ({one.whose or one.said.person.attribution})")
                print(f"      {checked}")
            good = good and score.share >= 0.97 and not score.alarms
    return 0 if good else 1


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each.isdigit()]
    sys.exit(main([int(each) for each in arguments] or [1], show="--show" in sys.argv))
