"""Evaluates `verify`: how many planted faults it finds, and how many false alarms it raises.

`python -m tests.verify.evaluate [SEED …] [--show]`. Drafts are made from the sample study, in every format that is
read.
"""

# ruff: noqa: T201

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from rapidfuzz import fuzz

from pipeline.corpus.spans import folded
from pipeline.corpus.study import Study
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
    """Write a draft in each format, verify it, and count the results."""
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


def measured_citations(studies: Mapping[str, Study], folder: Path, seeds: Sequence[int], *, show: bool) -> bool:
    """Quotations cited in ten styles: by study, format, style and kind; whether the targets are met."""
    from tests.verify.evaluate_citations import checked_drafts, cited_quotations

    planted: Counter[tuple[str, bool]] = Counter()
    flagged: Counter[tuple[str, bool]] = Counter()
    kinds: dict[str, None] = {}
    for seed, (name, study) in product(seeds, studies.items()):
        made, quotations = cited_quotations(study, folder / f"{name} {seed}", random.Random(f"{seed} {name}"))
        for one, form, told, checked in checked_drafts(made, quotations, folder):
            kinds[one.planted.kind] = None
            where = "in a note" if checked and checked.part else "in the body"
            for key in (name, form, where, one.style, one.planted.kind, "all"):
                planted[key, one.planted.wrong] += 1
                flagged[key, one.planted.wrong] += told
            if show and told is not one.planted.wrong:
                print(f"  {form} [{one.planted.kind}; {one.style}] “{one.planted.quote}”\n      {checked}")
    print(f"{'cited in ten styles':<36}{'planted':>8}{'caught':>8}{'untouched':>11}{'alarms':>8}")
    order = [key for key in dict.fromkeys(key for key, _ in planted) if key not in kinds and key != "all"]
    for key in (*order, *kinds, "all"):
        row = (planted[key, True], flagged[key, True], planted[key, False], flagged[key, False])
        print(f"{key:<36}{row[0]:>8}{row[1]:>8}{row[2]:>11}{row[3]:>8}")
    shares = {key: flagged[key, True] / planted[key, True] for key in (*kinds, "all") if planted[key, True]}
    print(f"{'':<36}{shares['all']:>16.1%}\n")
    return planted["all", False] >= 400 and min(shares.values()) >= 0.97 and not flagged["all", False]


def main(seeds: Sequence[int], *, show: bool) -> int:
    """Print a table and return 0 if the targets are met."""
    from tests.conftest import REAL_MATERIAL, ROOT, run_study
    from tests.verify.evaluate_citations import public_study

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        study = run_study(ROOT / "transcripts" / "sample", folder / "outputs").study
        material = material_of(study)
        studies = {"the sample": study}
        if (public := public_study(REAL_MATERIAL, folder / "public")) is not None:
            studies["public meetings and interviews"] = public
        else:
            print(f"without meetings and interviews: {REAL_MATERIAL} is not there\n")
        good = measured_citations(studies, folder, seeds, show=show)
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
            least = min(score.caught[kind] / count for kind, count in score.planted.items())
            good = good and least >= 0.97 and not score.alarms
    return 0 if good else 1


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each.isdigit()]
    sys.exit(main([int(each) for each in arguments] or [1], show="--show" in sys.argv))
