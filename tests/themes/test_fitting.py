"""A codebook for another study is detected, and reported with its coverage."""

import shutil

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.cli.stages import STAGES
from pipeline.corpus.codebook import Codebook, parse_codebook, read_codebook
from pipeline.corpus.records import Concern
from pipeline.themes.codebook_checks import SAMPLE_CODES, SAMPLE_FILES, check_fit, digest
from pipeline.workflow.runner import Run
from tests.conftest import ROOT
from tests.themes.studies import Small

SHIPPED = ROOT / "models" / "codebook.yaml"
OWN = "".join(f"  - id: own-{n}\n    name: Own code {n}\n    definition: What was said of {n}.\n" for n in range(9))


TWO_MORE = OWN[: OWN.index("  - id: own-2")]


def told(codebook, files=("a.txt",), covered=50, passages=100):
    return [one.finding for one in check_fit(codebook, files=files, covered=covered, passages=passages)]


def test_the_shipped_codebook_and_transcripts_are_known():
    assert {digest(code) for code in read_codebook(SHIPPED).codes} == SAMPLE_CODES
    assert {path.name for path in (ROOT / "transcripts" / "sample").iterdir()} >= SAMPLE_FILES


def rewritten(text: str) -> str:
    import yaml

    return yaml.safe_dump(yaml.safe_load(text), width=60, default_flow_style=None)


def in_another_order(text: str) -> str:
    import yaml

    return yaml.safe_dump({"codes": yaml.safe_load(text)["codes"][::-1]})


@pytest.mark.parametrize(
    "change",
    [str, rewritten, in_another_order, "# Ours!\n{}".format, f"{{}}{TWO_MORE}".format],
    ids=["as it is", "in another layout", "in another order", "with a comment", "with two codes more"],
)  # fmt: skip
def test_the_sample_codebook_is_detected_on_another_study(change):
    codebook = parse_codebook(change(SHIPPED.read_text("utf-8")))
    [finding] = told(codebook)
    assert (
        "the sample study's and was not written for these transcripts; it covers 50 of 100 passages (50%)"
        in finding
    )
    assert told(codebook, files=("x.txt", "wexcombe_interview.vtt")) == []


def test_a_codebook_with_a_few_sample_codes_is_accepted():
    own = parse_codebook(f"codes:\n{OWN}").codes
    assert told(Codebook((*own, *read_codebook(SHIPPED).codes))) == []
    assert told(Codebook(own)) == []


@pytest.mark.parametrize(
    ("covered", "passages", "noticed"),
    [(9, 100, True), (0, 20, True), (10, 100, False), (0, 19, False), (0, 0, False)],
)
def test_a_codebook_with_low_coverage_is_detected(covered, passages, noticed):
    found = told(parse_codebook(f"codes:\n{OWN}"), covered=covered, passages=passages)
    assert bool(found) == noticed
    if noticed:
        assert f"covers {covered} of {passages} passages" in found[0]


def test_without_a_codebook_there_is_no_finding():
    assert told(Codebook(), covered=0) == []


def test_the_stage_reports_it_first(tmp_path):
    talk = {
        "one": [("P01", f"The choir sang in hall number {n}, and everybody brought a cake.") for n in range(25)]
    }
    outcome = Small(talk, codebook=SHIPPED.read_text("utf-8")).run(tmp_path)
    [finding] = [one for one in outcome.findings if one.concern == Concern.CODEBOOK]
    assert finding.level == "check"
    assert "of 25 passages" in finding.finding


# lint after a run


@pytest.fixture
def study(tmp_path):
    """A separate study with a finished run."""
    (tmp_path / "in").mkdir()
    talk = "".join(
        f"Interviewer: What about number {n}?\n\nDana: The grant for number {n} ended, and the choir sang on.\n\n"
        for n in range(25)
    )
    (tmp_path / "in" / "hall.txt").write_text(talk)
    shutil.copytree(ROOT / "models", tmp_path / "models", ignore=shutil.ignore_patterns("*.onnx", "decisions.csv"))
    (tmp_path / "models" / "codebook.yaml").write_text(
        "codes:\n  - id: grants\n    name: Grants\n    definition: Money that ends.\n    phrases: [grant*]\n"
        "  - id: bees\n    name: Beekeeping\n    definition: Hives and honey on roofs.\n    phrases: [hive*]\n"
    )
    return tmp_path


def lint(folder):
    options = (
        "--transcripts",
        folder / "in",
        "--models",
        folder / "models",
        "--outputs",
        folder / "out",
        "--quiet",
    )
    return CliRunner().invoke(main, [*map(str, options), "codebook", "lint"]).output


@pytest.mark.slow
def test_lint_judges_use_only_after_a_run_with_the_codebook_as_it_is(study):
    from pipeline.corpus.study import Study

    assert "the use of the codes was not checked: there has been no run. Run: pipeline themes" in lint(study)
    where = Study(study / "in", study / "models", study / "out")
    Run(where).through(STAGES)
    judged = lint(study)
    assert "not judged" not in judged
    assert "'bees'" in judged
    codebook = study / "models" / "codebook.yaml"
    text = codebook.read_text()
    codebook.write_text(text.replace("hive*", "choir"))
    changed = lint(study)
    assert "the use of the codes was not checked: the last run was made with another codebook" in changed
    assert "no passage" not in changed
    codebook.write_text(text)
    assert lint(study) == judged
