"""A candidate becomes a code once, in a codebook whose text is kept; the next run codes with it."""

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.corpus.codebook import parse_codebook
from pipeline.themes.stage import THEMES
from pipeline.workflow.runner import made_tables
from tests.conftest import copied_study


def pipeline(study, *arguments):
    options = ["--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs, "--quiet"]
    return CliRunner().invoke(main, [str(one) for one in (*options, *arguments)])


def candidates(study):
    themes = made_tables(study, THEMES)["themes"]
    return themes[themes["origin"] == "discovered"]


@pytest.fixture
def sample_copy(tmp_path, with_candidates):
    """A copy of the sample with candidates."""
    return copied_study(with_candidates, tmp_path)


def test_the_code_replaces_the_candidate(sample_copy):
    path = sample_copy.models / "codebook.yaml"
    before = path.read_text("utf-8")
    name = candidates(sample_copy)["theme"].iloc[0]
    listed = pipeline(sample_copy, "themes", "list")
    assert f"  1  {name}" in listed.output
    done = pipeline(sample_copy, "themes", "adopt", "1")
    assert done.exit_code == 0, done.output
    after = path.read_text("utf-8")
    assert after.startswith(before)
    code = parse_codebook(after).codes[-1]
    assert code.name == name
    assert f"line {code.line}:" in done.output
    assert 1 <= len(code.examples) <= 5

    again = pipeline(sample_copy, "themes", "adopt", name)
    assert again.exit_code == 2
    assert f"is already a code ('{code.id}')" in again.output
    assert path.read_text("utf-8") == after

    assert pipeline(sample_copy, "themes").exit_code == 0
    themes = made_tables(sample_copy, THEMES)["themes"].set_index("theme_id")
    assert themes.loc[code.id, "passages"] >= 1  # what is an example is sure, unless a name in it was replaced
    assert themes.loc[code.id, ["passages", "suggested"]].sum() >= len(code.examples)
    assert name not in set(candidates(sample_copy)["theme"])


def test_decisions_about_a_candidate_apply_to_its_code(sample_copy):
    theme_id = candidates(sample_copy)["theme_id"].iloc[0]
    codings = made_tables(sample_copy, THEMES)["codings"]
    one, other = codings[codings["theme_id"] == theme_id]["quote_id"].iloc[:2]
    (sample_copy.models / "decisions.csv").write_text(
        f"quote_id,theme_id,decision,coder\n{one},{theme_id},accept,Ana\n{other},{theme_id},reject,Ana\n", "utf-8"
    )

    def decided() -> set[tuple[str, str, str]]:
        assert pipeline(sample_copy, "themes").exit_code == 0
        rows = made_tables(sample_copy, THEMES)["codings"]
        return set(
            rows[rows["coder"] == "Ana"][["quote_id", "theme_id", "decision"]].itertuples(index=False, name=None)
        )

    assert decided() == {(one, theme_id, "accept"), (other, theme_id, "reject")}
    assert theme_id in set(candidates(sample_copy)["theme_id"])
    assert pipeline(sample_copy, "themes", "adopt", "1").exit_code == 0
    code = parse_codebook((sample_copy.models / "codebook.yaml").read_text("utf-8")).codes[-1]
    assert decided() == {(one, code.id, "accept"), (other, code.id, "reject")}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text", ["codes:\n- id: a\n  name: A\n", "\ufeff# mine\ncodes:\n    - id: a\n      name: A # last"]
)
def test_the_format_of_the_file_is_kept(sample_copy, text, newline):
    path = sample_copy.models / "codebook.yaml"
    before = text.replace("\n", newline).encode()
    path.write_bytes(before)
    assert pipeline(sample_copy, "themes", "adopt", candidates(sample_copy)["theme_id"].iloc[0]).exit_code == 0
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(newline.encode())
    assert next(code.id for code in parse_codebook(after.decode("utf-8-sig")).codes) == "a"


def test_a_codebook_that_cannot_be_appended_to_is_unchanged(sample_copy):
    path = sample_copy.models / "codebook.yaml"
    path.write_text("codes: [{id: a, name: A}]\n", "utf-8")
    done = pipeline(sample_copy, "themes", "adopt", "1")
    assert done.exit_code == 2
    assert "does not allow the program to add codes" in done.output
    assert path.read_text("utf-8") == "codes: [{id: a, name: A}]\n"


def test_a_missing_codebook_is_created(sample_copy):
    path = sample_copy.models / "codebook.yaml"
    path.unlink()
    assert pipeline(sample_copy, "themes", "adopt", "1").exit_code == 0
    assert len(parse_codebook(path.read_text("utf-8")).codes) == 1


def test_an_unknown_topic_is_reported_with_the_existing_ones(sample_copy):
    done = pipeline(sample_copy, "themes", "adopt", "beekeeping")
    assert done.exit_code == 2
    assert f"1 {candidates(sample_copy)['theme'].iloc[0]}" in done.output


@pytest.mark.parametrize("arguments", [["list"], ["adopt", "1"]])
def test_without_a_run_there_is_nothing_to_adopt(sample_copy, tmp_path, arguments):
    done = CliRunner().invoke(main, ["--outputs", str(tmp_path / "none"), "themes", *arguments])
    assert done.exit_code == 2
    assert "pipeline run" in done.output
