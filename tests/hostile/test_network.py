"""Nothing is sent: no command opens an internet socket, looks a name up, or leaves a file outside the study.

Each command is run under strace in an empty home and without `CI`, which silences some libraries.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from pipeline.cli.main import main
from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.workflow.runner import Run
from tests.conftest import ROOT, files_below, made_below
from tests.hostile.traced import Traced, cut_off, traced

DRAFT = "A volunteer said: “We never looked back after the vans came.”\n"
REGISTER = "Charity Number,Charity Name\n1000001,Thornley Pantry\n"

# Every command, as it would be used on the sample study. `given.…` is a file beside the study's folders.
COMMANDS: Sequence[tuple[str, ...]] = (
    ("run",),
    ("ingest", "--check"),
    ("organisations",),
    ("quotes",),
    ("themes",),
    ("themes", "list"),
    ("themes", "adopt", "1"),
    ("emit",),
    ("init",),
    ("codebook", "lint"),
    ("codebook", "export", "given.qdc"),
    ("codebook", "import", "given.codes.csv"),
    ("register", "add", "given.register.csv", "--name", "charities"),
    ("register", "list"),
    ("review", "export", "given.review.xlsx"),
    ("review", "import", "given.decisions.csv"),
    ("review", "undo"),
    ("agreement",),
    ("verify", "given.md"),
    ("audit", "--all"),
    ("people",),
    ("pseudonymise",),
    ("withdraw", "P14", "--yes"),
    ("evaluate", str(ROOT / "tests" / "sample_study" / "gold")),
    ("demo", "given.demo"),
    ("new", "given.new"),
    ("doctor",),
)

SLEEP = 12  # seconds; ONNX Runtime 1.31 looks its maker's host up 8 s after it was imported
LOADED = (
    "import os, pipeline\n{spoil}\n"
    "from pipeline.language.models import NAMES, located\nfrom pipeline.language.models import session\n"
    f"session(located(NAMES)); import time; time.sleep({SLEEP})\n"
)


def names_of(command: click.Command, above: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """The names of a command and of those below it."""
    if not isinstance(command, click.Group):
        return {above}
    own = {above} if command.invoke_without_command else set()
    return own.union(*(names_of(one, (*above, name)) for name, one in command.commands.items()))


def test_every_command_is_tried():
    tried = {command[:length] for command in COMMANDS for length in (1, 2)}
    assert names_of(main) <= tried


def arguments(study: Study, *words: str) -> list[str]:
    """What is given to Python for a command on the study."""
    place = study.transcripts.parent
    folders = ("--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs)
    given = [str(place / word) if word.startswith("given.") else word for word in words]
    return [*map(str, folders), *given]


def assert_quiet(done: Traced, study: Study, folder: Path) -> None:
    """Nothing was reached, and nothing is left outside the study."""
    assert "Traceback" not in done.stderr, done.stderr
    assert "unexpected error" not in done.stderr, done.stderr
    assert not done.internet, done.internet[:5]
    assert not files_below(folder / "home")
    assert not list((folder / "temporary").iterdir())
    kept = (study.transcripts.parent, folder / "temporary", Path("/dev/null"), Path("/dev/tty"))
    outside = {path for path in done.made if not any(path.is_relative_to(place) for place in kept)}
    # Python keeps what it compiled; processes share memory through /dev/shm, which must be gone afterwards.
    assert not {path for path in outside if "__pycache__" not in path.parts and path.exists()}
    assert not {path for path in outside if path.is_relative_to(folder / "home")}


@pytest.fixture
def study(sample_copy: Study) -> Study:
    """A copy of the sample that was run, with what the commands ask for beside it."""
    place = sample_copy.transcripts.parent
    (place / "given.md").write_text(DRAFT)
    (place / "given.register.csv").write_text(REGISTER)
    (place / "given.codes.csv").write_text("id,name,definition\nvans,Vans,Vehicles that were lent\n")
    (place / "given.decisions.csv").write_text("quote_id,theme_id,decision,coder\n")
    return sample_copy


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_reaches_out_or_leaves_anything_elsewhere(tmp_path_factory, study, command):
    folder = tmp_path_factory.mktemp("traced")
    done = traced(folder, "-m", "pipeline", *arguments(study, *command))
    assert done.programs
    assert_quiet(done, study, folder)


@pytest.mark.slow
def test_a_whole_run_in_several_processes_reaches_nothing_and_gives_the_same_bytes(tmp_path_factory, study):
    folder = tmp_path_factory.mktemp("traced")
    # The copy's ids are kept in a file of another name, which is in the receipt.
    (study.private / "receipt_ingest.json").unlink()
    Run(study).through(STAGES)
    before = made_below(study.outputs)
    shutil.rmtree(study.outputs)
    many = "import pipeline.workflow.parallel as e, pipeline.cli.main as c; e.WORTH_PROCESSES = 1; c.main()"
    done = traced(folder, "-c", many, "--jobs", "2", *arguments(study, "run"))
    assert_quiet(done, study, folder)
    assert done.programs > 2, "no worker was started"
    after = made_below(study.outputs)
    assert sorted(after) == sorted(before)
    assert [name for name in after if after[name] != before[name]] == []


@pytest.mark.slow
def test_onnx_runtime_reaches_nothing_however_long_it_lives(tmp_path, study):
    done = traced(tmp_path, "-c", LOADED.format(spoil=""))
    assert done.code == 0, done.stderr
    assert_quiet(done, study, tmp_path)


@pytest.mark.slow
def test_the_trace_would_show_onnx_runtimes_telemetry(tmp_path):
    import onnxruntime

    library = next(Path(onnxruntime.__file__).parent.rglob("onnxruntime_pybind11_state*.so"))
    if b"ORT_DISABLE_TELEMETRY" not in library.read_bytes():
        pytest.skip("this version of ONNX Runtime is built without telemetry")
    if not cut_off():
        pytest.skip("without a network namespace this would send something")
    done = traced(tmp_path, "-c", LOADED.format(spoil="del os.environ['ORT_DISABLE_TELEMETRY']"))
    assert done.internet
    assert files_below(tmp_path / "home")
    assert any(path.is_relative_to(tmp_path / "home") for path in done.made)


def test_the_trace_would_show_a_connection_a_name_and_a_file(tmp_path):
    code = (
        "import socket\nfrom pathlib import Path\n(Path.home() / 'left').mkdir()\n"
        "(Path.home() / 'left' / 'id').write_text('x')\n"
        "for host in ('127.0.0.1', 'telemetry.example'):\n"
        "    try:\n        socket.create_connection((host, 9), timeout=1)\n"
        "    except OSError:\n        pass\n"
    )
    done = traced(tmp_path, "-c", code)
    assert any("127.0.0.1" in line for line in done.internet)
    assert any("/etc/hosts" in line for line in done.internet)
    assert {tmp_path / "home" / "left", tmp_path / "home" / "left" / "id"} <= done.made


def test_onnx_runtime_tells_nobody_anything(monkeypatch):
    import onnxruntime

    from pipeline.language import models
    from pipeline.language.models import NAMES, located

    told = []
    monkeypatch.setattr(onnxruntime, "disable_telemetry_events", lambda: told.append("off"))
    models.session(located(NAMES))
    assert told == ["off"]


def test_no_library_for_the_network_is_loaded_with_the_models():
    code = (
        "import sys\nfrom pipeline.language.english import entity_model\n"
        "from pipeline.language.models import import_spacy\n"
        "entity_model(), import_spacy()\nimport bertopic\n"
        "print([name for name in ('requests', 'urllib3', 'httpx', 'http.client') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
