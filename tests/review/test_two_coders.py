"""Two coders fill in the blind sheet with planted disagreement; a reference implementation checks every figure."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score

from pipeline.cli.stages import STAGES
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.study import Study
from pipeline.review.agreement import agreement
from pipeline.review.export import export_blind
from pipeline.review.imports import import_decisions
from pipeline.workflow.runner import Run

pytestmark = pytest.mark.slow

NONE = frozenset[str]()
# What Ann and Bea give each passage in turn: the same, another theme, none, one more, the same two, two others.
PLANTED = [
    ({"trust"}, {"trust"}),
    ({"cogs"}, {"funding"}),
    (NONE, NONE),
    ({"trust"}, NONE),
    ({"funding", "trust"}, {"funding"}),
    ({"cogs", "local"}, {"cogs", "local"}),
    ({"funding"}, {"funding"}),
    ({"cogs", "trust"}, {"trust", "funding"}),
]
PASSAGES = 48
CODES = ("cogs", "funding", "local", "trust")


def filled(study: Study, folder: Path, coder: int) -> Path:
    """The blind sheet as one of the two hands it in."""
    name = ("Ann", "Bea")[coder]
    path = folder / f"{name}.xlsx"
    path.write_bytes(export_blind(study, number=PASSAGES, coder=name))
    book = openpyxl.load_workbook(path)
    sheet = book["Blind"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for at in range(PASSAGES):
        codes = sorted(PLANTED[at % len(PLANTED)][coder])
        for code, title in zip(codes, ("theme_id", "theme_id_2"), strict=False):
            sheet.cell(at + 2, column[title], code)
        if not codes:
            sheet.cell(at + 2, column["decision"], "none")
    book.save(path)
    return path


@pytest.fixture
def coded(sample_copy, tmp_path) -> Study:
    """The sample after both sheets were imported and a run."""
    for coder in (0, 1):
        done = import_decisions(sample_copy, filled(sample_copy, tmp_path, coder))
        assert (done.new, done.unanswered) == (PASSAGES, 0)
    assert len(done.differing) == PASSAGES // len(PLANTED) * sum(set(a) != set(b) for a, b in PLANTED)
    Run(sample_copy).through(STAGES)
    return sample_copy


def test_every_figure_is_that_of_the_oracle(coded):
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import masi_distance

    answers = [tuple(map(frozenset, PLANTED[at % len(PLANTED)])) for at in range(PASSAGES)]
    overall, *by_code = agreement(coded).independent
    assert (overall.coders, overall.passages) == (("Ann", "Bea"), PASSAGES)
    assert overall.same == sum(one == other for one, other in answers) == 24
    assert overall.share == 0.5
    data = [(coder, at, pair[number]) for at, pair in enumerate(answers) for number, coder in enumerate("AB")]
    oracle = AnnotationTask(data, distance=lambda one, other: 0.0 if one == other else masi_distance(one, other))
    assert overall.alpha.value == pytest.approx(oracle.alpha(), abs=5e-3)
    assert [row.code for row in by_code] == list(CODES)
    for row in by_code:
        both = pd.DataFrame([[float(row.code in codes) for codes in pair] for pair in answers])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            oracle = CAC(both)
            alpha, ac1 = (one()["est"]["coefficient_value"] for one in (oracle.krippendorff, oracle.gwet))
        assert row.kappa.value == pytest.approx(cohen_kappa_score(both[0], both[1]), abs=1e-4)
        assert row.alpha.value == pytest.approx(alpha, abs=6e-4)
        assert row.ac1.value == pytest.approx(ac1, abs=6e-4)
        assert row.share == pytest.approx((both[0] == both[1]).mean())


def test_what_is_handed_over_says_the_same_names_nobody_and_keeps_the_software_apart(coded):
    with (coded.outputs / "dataset" / "agreement.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    overall = agreement(coded).independent[0]
    first = rows[0]
    assert (first["comparison"], first["measure"], first["value"]) == (
        "independent coders",
        "percentage agreement",
        "0.5",
    )
    assert (first["coders"], first["passages"], first["sample"]) == ("2", str(PASSAGES), "random")
    assert "24 of 48 passages (50%)" in first["sentence"]
    alpha = next(row for row in rows if row["measure"] == "Krippendorff's alpha")
    assert float(alpha["value"]) == overall.alpha.value
    assert {row["comparison"] for row in rows} == {"independent coders", "software and independent coders"}
    assert "Ann" not in str(rows)
    methods = (coded.outputs / "report" / "methods.md").read_text("utf-8")
    assert "24 of 48 passages" in methods
    assert "random sample" in methods


def test_a_passage_without_a_code_says_so_in_the_dataset_and_comes_back_from_a_project(coded, tmp_path):
    with (coded.outputs / "dataset" / "coded_quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    decisions = read_decisions((coded.models / "decisions.csv").read_text("utf-8-sig")).decisions
    given = {one.quote_id for one in decisions if one.decision != "none"}
    without = {one.quote_id for one in decisions if one.decision == "none"} - given
    told = [row for row in rows if row["quote_id"] in without and not row["theme_id"].startswith("candidate-")]
    assert told
    for row in told:
        assert row["decision"] == ("reject" if row["theme_id"] else "none"), row
        assert row["coder"]
    project = coded.outputs / "exchange" / "interviews.qdpx"
    again = import_decisions(coded, project)
    assert (again.new, again.changed) == (0, 0)
    (coded.models / "decisions.csv").unlink()
    fresh = import_decisions(coded, project)
    assert fresh.new == sum(fresh.judgements.values())
    assert "none" in (coded.models / "decisions.csv").read_text("utf-8-sig")
