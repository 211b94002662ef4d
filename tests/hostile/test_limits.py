"""Out of file handles or of address space: a sentence and exit code 2, and no traceback."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corpus.errors import LEAST_FILES, LEAST_SPACE, UserError, exhausted
from tests.conftest import ROOT
from tests.hostile.packages import PLAIN

COMMANDS = {
    "run": ("run",),
    "verify": ("verify", "given.md"),
    "review import": ("review", "import", "given.csv"),
    "audit": ("audit", "--all"),
}
FILES = (6, 12, 16, 24, 32, 48, 63)
SPACES = (150, 400, 700, 1_000, 1_500, 2_000, 2_900)  # MB
# Every limit with a run, which comes furthest; the other commands with three.
TRIED_FILES = [(command, files) for command in COMMANDS for files in (FILES if command == "run" else FILES[::3])]
TRIED_SPACES = [(command, space) for command in COMMANDS for space in (SPACES if command == "run" else SPACES[::3])]
WORDS = ("open files", "files may be open", "not enough memory", "address space")


class TerminatedWorkerError(Exception):
    """Called as joblib's own is."""


def behind(error: BaseException, *, wrapped: BaseException) -> BaseException:
    """The second error, raised because of the first."""
    try:
        raise wrapped from error
    except type(wrapped) as made:
        return made


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "memory"),
        (OSError(errno.EAGAIN, "Resource temporarily unavailable"), "memory"),
        (OSError(errno.EMFILE, "Too many open files"), "open files"),
        (OSError(errno.ENFILE, "Too many open files in system"), "open files"),
        (RuntimeError("can't start new thread"), "memory"),
        (RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : bad allocation"), "memory"),
        (RuntimeError("std::bad_alloc"), "memory"),
        (ValueError("Error parsing message with type 'onnx.ModelProto': Arena alloc failed"), "memory"),
        (ImportError("libx.so: failed to map segment from shared object"), "memory"),
        (ImportError("libx.so: cannot open shared object file: Too many open files"), "open files"),
        (TerminatedWorkerError("A worker process managed by the executor was terminated"), "process"),
        (behind(MemoryError(), wrapped=ValueError("the file is damaged")), "memory"),
        (behind(OSError(errno.EMFILE, "x"), wrapped=UserError("the last run cannot be read")), "open files"),
    ],
    ids=repr,
)
def test_what_an_exhausted_computer_looks_like(error, words):
    told = exhausted(error)
    assert told is not None
    assert words in told.problem
    assert told.remedy


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        OSError(errno.ENOENT, "No such file"),
        KeyError("memory"),
        UserError("unknown consent 'out of memory'"),
        None,
    ],
    ids=repr,
)
def test_what_it_does_not_look_like(error):
    assert exhausted(error) is None


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Path:
    """A study of one short talk, run, with a draft and decisions beside it."""
    place = tmp_path_factory.mktemp("limits")
    (place / "transcripts").mkdir()
    (place / "transcripts" / "good.txt").write_text(PLAIN)
    shutil.copytree(ROOT / "models", place / "models", ignore=shutil.ignore_patterns("*.onnx"))
    (place / "given.md").write_text("Tom said: “With a kettle and a table.”\n")
    (place / "given.csv").write_text("quote_id,theme_id,decision,coder\n")
    done = ended(place, "run", "true")
    assert done.returncode == 0, done.stderr
    return place


def ended(study: Path, name: str, limit: str) -> subprocess.CompletedProcess[str]:
    """A command, under a limit that the shell sets."""
    folders = ("--transcripts", study / "transcripts", "--models", study / "models", "--outputs", study / "outputs")
    words = [str(study / word) if word.startswith("given.") else word for word in COMMANDS[name]]
    command = [sys.executable, "-m", "pipeline", "--quiet", *map(str, folders), *words]
    return subprocess.run(
        ["sh", "-c", f'{limit} && exec "$@"', "sh", *command],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def assert_one_sentence(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stderr, done.stderr
    assert "unexpected error" not in done.stderr, done.stderr
    assert done.returncode == 2, (done.returncode, done.stderr)
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("pipeline: ")
    assert any(words in line for words in WORDS), line


@pytest.mark.slow
@pytest.mark.parametrize(("command", "files"), TRIED_FILES)
def test_out_of_file_handles(study, command, files):
    assert files < LEAST_FILES
    assert_one_sentence(ended(study, command, f"ulimit -n {files}"))


@pytest.mark.slow
@pytest.mark.parametrize(("command", "space"), TRIED_SPACES)
def test_out_of_address_space(study, command, space):
    assert space * 10**6 < LEAST_SPACE
    assert_one_sentence(ended(study, command, f"ulimit -v {space * 1000}"))


@pytest.mark.slow
@pytest.mark.parametrize("limit", [f"ulimit -n {LEAST_FILES}", f"ulimit -v {LEAST_SPACE // 1000}"])
def test_what_is_asked_for_is_enough(study, limit):
    shutil.rmtree(study / "outputs", ignore_errors=True)
    done = ended(study, "run", limit)
    assert done.returncode == 0, done.stderr
