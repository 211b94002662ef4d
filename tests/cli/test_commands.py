"""The commands: what a user sees, and the exit codes on which scripts rely."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main
from pipeline.cli.stages import STAGES

from ..conftest import ROOT, copied_models


def invoke(*arguments: str | Path):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def small_study(place: Path) -> Path:
    """A study of one small interview, with the models folder of the project."""
    (place / "transcripts").mkdir()
    (place / "transcripts" / "one.txt").write_text(
        "Interviewer: What happened in the first week?\n\n"
        "Amina: We opened the hall on the Tuesday and by Friday we had forty neighbours cooking for each other.\n\n"
        "Interviewer: Did the council help?\n\n"
        "Amina: Thornley Borough Council lent us two vans, and after that we never looked back.\n"
    )
    copied_models(place / "models")
    return place


def options(folders: Path) -> list[str]:
    return [
        "--transcripts", str(folders / "transcripts"), "--models", str(folders / "models"),
        "--outputs", str(folders / "outputs"),
    ]  # fmt: skip


def test_help_lists_the_stages_in_order_and_every_command_has_a_line():
    told = invoke("--help").output
    commands = re.findall(r"(?m)^  (\w+) ", told.split("Commands:")[1])
    assert commands[:6] == ["run", *(stage.name for stage in STAGES)]
    assert {"review", "agreement", "verify", "evaluate"} <= set(commands)
    for command in main.commands.values():
        assert command.get_short_help_str(200)


def test_the_summary_states_the_results(sample_run, tmp_path):
    told = invoke("--transcripts", ROOT / "transcripts/sample", "--models", ROOT / "models",
                  "--outputs", sample_run.study.outputs, "run")  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "Sample study: 4 interviews, 1 roundtable, 24 survey responses, 1 document." in told.output
    assert "coded_dataset.xlsx" in told.output
    assert re.search(
        r"\d+ passages from 33 participants; \d+ organisations; 7 themes and \d+ candidates?; ",
        told.output,
    )


def test_quiet_prints_nothing_without_problems(folders):
    told = invoke("--quiet", *options(folders), "run")
    assert (told.exit_code, told.output) == (0, "")


def test_without_a_terminal_each_stage_prints_one_line(folders):
    told = invoke(*options(folders), "quotes")
    lines = [line.split()[0] for line in told.stderr.splitlines()]
    assert lines == ["ingest", "organisations", "quotes"]


def test_a_stage_updates_only_the_stages_it_needs(folders):
    invoke("--quiet", *options(folders), "organisations")
    tables = {path.stem for path in (folders / "outputs/private/tables").iterdir()}
    assert "organisations" in tables
    assert "passages" not in tables


def writes(name, text):
    """A function that writes this file into the study."""
    return lambda folders: (folders / name).write_text(text)


SPOILT = {
    "no transcripts": (lambda f: (f / "transcripts/one.txt").unlink(), "holds no transcript", "transcripts"),
    "no folder": (lambda f: shutil.rmtree(f / "transcripts"), "no such folder", "transcripts"),
    "wrong column in cases": (writes("transcripts/cases.csv", "file,case,knid\none.txt,A,x\n"), "knid", "line 1"),
    "wrong kind": (writes("transcripts/cases.csv", "file,case,kind\none.txt,A,gossip\n"), "gossip", "line 2"),
    "wrong column in participants": (
        writes("transcripts/participants.csv", "case,speeker,consent\none,Amina,named\n"), "speeker", "line 1",
    ),
    "wrong consent": (
        writes("transcripts/participants.csv", "case,speaker,consent\none,Amina,yes\n"), "consent", "line 2",
    ),
    "no usable code": (writes("models/codebook.yaml", "codes:\n- name: A\n"), "codebook.yaml", "line"),
    "broken codebook": (writes("models/codebook.yaml", "codes: [\n"), "codebook.yaml", "line"),
    "wrong gazetteer": (writes("models/organisations.csv", "name\nx\n"), "organisation", "line 1"),
    "wrong settings": (writes("models/settings.toml", "x"), "settings.toml", "TOML"),
    "outputs is a file": (writes("outputs", "a file"), "outputs", "folder"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "told", "where"), SPOILT.values(), ids=list(SPOILT))
def test_errors_that_stop_a_run_are_one_line_with_exit_2(folders, spoil, told, where):
    spoil(folders)
    result = invoke(*options(folders), "run")
    assert result.exit_code == 2, result.output
    message = result.stderr.strip().splitlines()[-1]
    assert message.startswith("pipeline: ")
    assert told in message
    assert where in message
    assert not list(folders.rglob("*.part"))
    assert not (folders / "outputs" / "dataset").exists()


def test_one_bad_transcript_is_reported_and_the_rest_completed_with_exit_1(folders):
    (folders / "transcripts" / "scan.docx").write_bytes(b"PK\x03\x04 not really")
    result = invoke(*options(folders), "run")
    assert result.exit_code == 1, result.output
    assert "scan.docx" in result.output
    assert (folders / "outputs/dataset/coded_quotes.csv").exists()
    assert "scan.docx" in (folders / "outputs/dataset/findings.csv").read_text("utf-8-sig")


def test_no_readable_file_is_exit_2(folders):
    (folders / "transcripts/one.txt").unlink()
    (folders / "transcripts/a.docx").write_bytes(b"nothing")
    assert invoke(*options(folders), "run").exit_code == 2


def test_verify_distinguishes_altered_and_verbatim_quotes(after_a_run):
    folders = after_a_run
    draft = folders / "draft.md"
    draft.write_text(
        "She said: “We opened the hall on the Tuesday and by Friday we had forty neighbours cooking.”\n"
    )
    result = invoke(*options(folders), "verify", draft)
    assert result.exit_code == 0, result.output
    assert "1 quotation: 1 verbatim" in result.output
    draft.write_text(
        "She said: “We opened the doors on the Tuesday and by Friday we had forty neighbours cooking.”\n"
    )
    result = invoke(*options(folders), "verify", draft, "--format", "json")
    assert result.exit_code == 1
    [one] = json.loads(result.stdout)["quotations"]
    assert one["verdict"] == "altered"
    assert [(change["said"], change["printed"]) for change in one["changes"]] == [("hall", "doors")]


def test_several_drafts_are_verified_at_once(after_a_run):
    folders = after_a_run
    said = "We opened the hall on the Tuesday and by Friday we had forty neighbours cooking"
    (folders / "good.md").write_text(f"She said: “{said}.”\n")
    (folders / "quotes.csv").write_text(
        f'quote,source,speaker\n"{said}",one.txt,Amina\n"{said}",one.txt,Joe Bloggs\n'
    )
    (folders / "quotes.json").write_text('[{"note": "no words"}]')
    assert invoke(*options(folders), "verify", folders / "good.md").exit_code == 0
    both = invoke(*options(folders), "verify", folders / "good.md", folders / "quotes.csv")
    assert both.exit_code == 1
    assert "Speakers: 1 right, 1 not in the study" in " ".join(both.output.split())
    broken = invoke(*options(folders), "verify", folders / "quotes.json", folders / "quotes.csv")
    assert broken.exit_code == 2
    assert "no column holds the quotations (the columns are: note)" in broken.stderr
    assert "2 verbatim (100%)" in broken.output
    arguments = (*options(folders), "verify", folders / "good.md", folders / "quotes.csv", "--format", "csv")
    assert "Name one with --output" in invoke(*arguments).stderr
    (folders / "checked").mkdir()
    assert invoke(*arguments, "--output", folders / "checked").exit_code == 1
    assert sorted(path.name for path in (folders / "checked").iterdir()) == [
        "good_checked.csv",
        "quotes_checked.csv",
    ]
    margin = invoke(*options(folders), "verify", folders / "quotes.csv", "--format", "docx")
    assert (margin.exit_code, "Use --format csv, html or json" in margin.stderr) == (2, True)


def test_decisions_are_imported_and_used(after_a_run):
    folders = after_a_run
    sheet = folders / "mine.csv"
    rows = csv.DictReader((folders / "outputs/dataset/coded_quotes.csv").read_text("utf-8-sig").splitlines())
    quote_id = next(rows)["quote_id"]
    sheet.write_text(f"quote_id,theme_id,decision\n{quote_id},cogs,add\n")
    result = invoke(*options(folders), "review", "import", sheet, "--coder", "Ann")
    assert "1 new" in result.output
    assert result.exit_code == 0, result.output
    invoke("--quiet", *options(folders), "run")
    again = csv.DictReader((folders / "outputs/dataset/coded_quotes.csv").read_text("utf-8-sig").splitlines())
    assert any(row["quote_id"] == quote_id and "Ann" in row["coder"] for row in again)
    told = invoke(*options(folders), "agreement")
    assert told.exit_code == 0
    assert "Not available: no two coders coded the same passages blind" in told.output


def test_agreement_without_decisions_says_what_to_do(folders):
    result = invoke(*options(folders), "agreement")
    assert result.exit_code == 2
    assert "review import" in result.stderr


def test_evaluate_prints_each_measure_with_baselines(sample_run):
    folders = ("--transcripts", ROOT / "transcripts/sample", "--models", ROOT / "models")
    result = invoke(*folders, "--outputs", sample_run.study.outputs, "evaluate", ROOT / "tests/sample_study/gold")
    assert result.exit_code == 0, result.output
    for what in ("spaCy alone", "label names alone", "direct quotations", "reported quotations", "right name"):
        assert what in result.output


def test_a_folder_without_a_gold_standard_is_an_error(after_a_run):
    folders = after_a_run
    result = invoke(*options(folders), "evaluate", folders / "models")
    assert result.exit_code == 2


def test_verify_writes_to_the_given_path_but_not_into_shared_folders(after_a_run):
    folders = after_a_run
    draft = folders / "draft.md"
    draft.write_text(
        "She said: “We opened the doors on the Tuesday and by Friday we had forty neighbours cooking.”\n"
    )
    done = invoke(*options(folders), "verify", draft, "--format", "docx")
    assert done.exit_code == 1
    assert "1 quotation: 1 altered (see words)." in done.output
    assert (folders / "draft_checked.docx").exists()
    page = folders / "page.html"
    assert invoke(*options(folders), "verify", draft, "--format", "html", "--output", page).exit_code == 1
    assert "hall → doors" in page.read_text()
    wrong = invoke(*options(folders), "verify", draft, "--output", folders / "outputs" / "report.txt")
    assert wrong.exit_code == 2
    assert "folder that is shared" in wrong.stderr
    shown = invoke(*options(folders), "verify", draft)
    assert "hall → doors" in shown.output
    assert "Note:" not in shown.output
    (folders / "transcripts" / "two.txt").write_text("Amina: And another thing.\n")
    assert "changed since the last run" in " ".join(invoke(*options(folders), "verify", draft).output.split())


@pytest.mark.parametrize("name", ["pipeline", "interview-pipeline"])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_options(name, shell):
    """By the variables in docs/install.md."""
    variable = f"_{name.upper().replace('-', '_')}_COMPLETE"
    told = (ROOT / "docs" / "install.md").read_text("utf-8")
    assert variable in told
    assert f"{shell}_source" in told

    def completed(words: str, at: int) -> str:
        environment = {variable: f"{shell}_complete", "COMP_WORDS": f"{name} {words}", "COMP_CWORD": str(at)}
        if shell == "fish":
            environment["COMP_CWORD"] = words.rsplit(maxsplit=1)[-1]
        return CliRunner().invoke(main, prog_name=name, env=environment).output

    script = CliRunner().invoke(main, prog_name=name, env={variable: f"{shell}_source"}).output
    assert variable in script
    assert "doctor" in completed("doc", 1)
    assert "--undecided" in completed("people --un", 2)
