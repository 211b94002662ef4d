"""`--dry-run` changes nothing and says what the command then does; `--json` prints reports for other programs."""

import json
import re
import shutil
from pathlib import Path

import pytest

from pipeline.cli.app import NOTHING_CHANGED, StudyCommand
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.study import Study
from pipeline.privacy.forbidden import PART
from pipeline.review.passages import stored_passages
from pipeline.workflow.locks import Mode

from ..conftest import ROOT, files_below, invoke_on
from ..workflow.test_transactions import COMMANDS
from .test_commands import small_study

# Commands that change what people write, with files beside the study (`given.…`).
CHANGING = {
    "init": (),
    "codebook import": ("given.codes.csv",),
    "themes adopt": ("1",),
    "register add": ("given.register.csv",),
    "review import": ("given.decisions.csv",),
    "review undo": (),
    "withdraw": ("P02", "--yes"),
    "new": ("given.new",),
}
# What the program may leave at any time: locks, the log, and results that are rebuilt when needed.
REGISTER = "Charity Number,Charity Name\n1000001,Thornley Pantry\n"
PASSING = re.compile(r"(^|/)(\.?lock|pipeline\.log|cache\.sqlite.*|(audited|searched)\.txt)$")


def decisions_on(study: Study, *, coder: str) -> bytes:
    """A sheet in which somebody accepts a code for three passages."""
    return written_decisions(
        Decision(
            quote_id=one.quote_id,
            theme_id="trust",
            decision="accept",
            coder=coder,
            source=one.source,
            quote=one.text,
        )
        for one in stored_passages(study)[:3]
    )


@pytest.fixture
def study(sample_copy: Study) -> Study:
    place = sample_copy.transcripts.parent
    (place / "given.codes.csv").write_text("id,name,definition\nvans,Vans,Vehicles that were lent\n")
    (place / "given.register.csv").write_text(REGISTER)
    for name, coder in (("given.decisions.csv", "Ann"), ("before.csv", "Bea")):
        (place / name).write_bytes(decisions_on(sample_copy, coder=coder))
    assert invoke(sample_copy, "review", "import", "before.csv").exit_code in (0, 1)
    return sample_copy


def invoke(study: Study, *words: str):
    place = study.transcripts.parent
    given = [place / word if (place / word).exists() or word.startswith("given.") else word for word in words]
    return invoke_on(study, *given)


def state(place: Path) -> dict[str, bytes]:
    return {name: content for name, content in files_below(place).items() if not PASSING.search(name)}


def test_every_command_that_changes_the_models_folder_has_a_dry_run():
    changing = {
        name
        for name, command in COMMANDS.items()
        if isinstance(command, StudyCommand) and command.access.models is Mode.EXCLUSIVE
    }
    assert changing < set(CHANGING)
    for name in (*CHANGING, "pseudonymise"):
        assert "dry_run" in {option.name for option in COMMANDS[name].params}, name


@pytest.mark.parametrize("name", CHANGING)
def test_a_dry_run_changes_nothing_and_says_what_the_command_then_does(study, name):
    place = study.transcripts.parent
    if name == "init":
        for table in ("cases.csv", "participants.csv"):
            (study.transcripts / table).unlink()
        assert invoke(study, "ingest").exit_code in (0, 1)
    if name == "themes adopt":  # in passages without a code there may be no candidate
        (study.models / "settings.toml").write_text("[themes]\ndiscover_in_coded = true\n", "utf-8")
        assert invoke(study, "themes").exit_code in (0, 1)
    before = state(place)
    tried = invoke(study, *name.split(), *CHANGING[name], "--dry-run")
    assert tried.exit_code in (0, 1), tried.output
    assert NOTHING_CHANGED in tried.stdout
    assert state(place) == before
    assert ".dry-run" not in tried.output

    done = invoke(study, *name.split(), *CHANGING[name])
    assert done.exit_code in (0, 1), done.output
    changed = {path for path, content in state(place).items() if before.get(path) != content}
    assert changed
    for path in changed if name != "withdraw" else {"models/decisions.csv"} & changed:
        assert str(place / path) in tried.stdout
    said = [line for line in tried.stdout.splitlines() if not line.startswith((NOTHING_CHANGED, str(place)))]
    if name == "withdraw":
        by_hand = re.findall(r"(?m)^  - (.*: their .*)$", done.stdout)
        assert by_hand
        assert set(by_hand) <= set(re.findall(r"(?m)^  - (.*)$", tried.stdout))
        assert str(study.outputs / "dataset" / "coded_quotes.csv") in tried.stdout
    elif name != "new":
        assert set(said) <= set(done.stdout.splitlines())


def test_a_fault_in_a_dry_run_names_the_study_and_leaves_nothing_behind(study):
    (study.models / "codebook.yaml").write_text("codes: [\n")
    before = state(study.transcripts.parent)
    told = invoke(study, "codebook", "import", "given.codes.csv", "--dry-run")
    assert told.exit_code == 2
    assert str(study.models / "codebook.yaml") in told.stderr
    assert state(study.transcripts.parent) == before


def test_a_dry_run_in_a_study_without_models_makes_none(tmp_path):
    study = Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")
    study.transcripts.mkdir()
    (tmp_path / "given.codes.csv").write_text("id,name\nvans,Vans\n")
    told = invoke(study, "codebook", "import", "given.codes.csv", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "1 new code" in told.stdout
    assert not study.models.exists()
    assert not study.outputs.exists()


REPORTING = {
    "agreement": (),
    "audit": (),
    "people": (),
    "codebook lint": (),
    "themes list": (),
    "register list": (),
    "doctor": (),
    "verify": ("given.md",),
    "evaluate": (str(ROOT / "tests" / "sample_study" / "gold"),),
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory) -> Study:
    """A small study after a run with a decision and a register, for commands that only read it."""
    place = small_study(tmp_path_factory.mktemp("reported"))
    study = Study(place / "transcripts", place / "models", place / "outputs")
    (place / "given.register.csv").write_text(REGISTER)
    (place / "given.md").write_text("A volunteer said: “We never looked back after the vans came.”\n")
    assert invoke(study, "run").exit_code in (0, 1)
    (place / "given.decisions.csv").write_bytes(decisions_on(study, coder="Ann"))
    for words in (("register", "add", "given.register.csv"), ("review", "import", "given.decisions.csv"), ("run",)):
        assert invoke(study, *words).exit_code in (0, 1)
    return study


@pytest.mark.parametrize("name", sorted(set(REPORTING) - {"audit"}))
def test_json_is_the_whole_output_and_the_exit_code_stays(reported, name):
    printed = invoke(reported, *name.split(), *REPORTING[name])
    report = invoke(reported, *name.split(), *REPORTING[name], "--json")
    assert report.exit_code == printed.exit_code < 2, printed.output
    assert isinstance(json.loads(report.stdout), list | dict)


def test_every_command_that_reports_prints_json():
    with_json = {name for name, each in COMMANDS.items() if any("--json" in option.opts for option in each.params)}
    assert with_json == set(REPORTING)


def test_the_audit_prints_no_name_in_json(reported, tmp_path):
    study = Study(*(shutil.copytree(each, tmp_path / each.name) for each in
                    (reported.transcripts, reported.models, reported.outputs)))  # fmt: skip
    (study.outputs / "report" / "notes.txt").write_text("Amina said so.\n")
    told = invoke(study, "audit", "--json")
    (breach,) = json.loads(told.stdout)["breaches"]
    assert breach == {"file": "report/notes.txt", "part": "", "line": 1, "kind": PART, "whose": "P02", "times": 1}
    assert told.exit_code == 1
    assert "Amina" not in told.stdout
