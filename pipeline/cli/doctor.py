"""`doctor`: check this computer, the installed program and the folders of the study, each with its remedy."""

from __future__ import annotations

import locale
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from pipeline import __version__
from pipeline.cli.app import StudyCommand, printable
from pipeline.cli.console import AppContext, echo_json, exit_needs_checking, json_option
from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.workflow.locks import NO_LOCKS

# In bytes. A run on 200,000 words needs 0.9 GB of memory in all processes together (docs/benchmarks.md).
LEAST_MEMORY = 1_000_000_000
LEAST_DISK = 500_000_000
OLDEST_PIP = (21, 3)  # the first that installs an editable package from pyproject.toml
LONGEST_PATH = 150  # characters of a folder on Windows, where a whole path may have 260
PROGRAM = "interview-pipeline"  # the distribution
_SHOWN_LIBRARIES = ("spacy", "onnxruntime", "bertopic", "scikit-learn", "pandas", "pyarrow")
_FONTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
_ELSEWHERE = "Name another folder, or ask for the right to write there"


@dataclass(frozen=True)
class Diagnosis:
    """One line of the report.

    Attributes:
        what: what was looked at.
        level: `ok`, `note` (a run works without it) or `problem`.
        found: what was found.
        remedy: what to do, as an imperative sentence without a full stop; empty if nothing.
    """

    what: str
    level: Literal["ok", "note", "problem"]
    found: str
    remedy: str = ""


@click.command(cls=StudyCommand, access=NO_LOCKS)
@json_option
@click.pass_obj
def doctor(app: AppContext, *, as_json: bool) -> None:
    """Check this computer, the program and the study's folders. Every line that is not ok says what to do.

    Looks at Python, the packages, the language models (by their checksums), memory, disk, language settings, fonts,
    browser, make, and whether the folders can be read and written. Nothing is changed. The exit code is 1 if there
    is a problem; a note is about something that a run does not need.
    """
    found = list(diagnoses(app.study))
    if as_json:
        echo_json(found)
    else:
        for one in found:
            remedy = f". {one.remedy}." if one.remedy else ""
            click.echo(printable(f"{one.level:<9}{one.what:<20}{one.found}{remedy}"))
    problems = sum(one.level == "problem" for one in found)
    if problems:
        if not as_json:
            click.echo(f"{counted(problems, 'problem')}.")
        exit_needs_checking()
    if not (as_json or app.quiet):
        click.echo("No problems found.")


def diagnoses(study: Study) -> Iterator[Diagnosis]:
    """All checks, in the order of the report."""
    yield _python()
    yield _pip()
    yield from _packages()
    yield from _models()
    yield _memory()
    yield from _disk(study)
    yield _language()
    yield _fonts()
    yield _browser()
    yield _make()
    yield _transcripts(study)
    yield _writable("models folder", study.models)
    yield _writable("outputs folder", study.outputs)
    if sys.platform == "win32":
        yield from _path_lengths(study)


def _python() -> Diagnosis:
    version = ".".join(map(str, sys.version_info[:3]))
    bits = 64 if sys.maxsize > 2**32 else 32
    found = f"{version}, {bits}-bit, {sys.executable}"
    if bits == 32 or not (3, 11) <= sys.version_info[:2] < (3, 14):
        return Diagnosis("Python", "problem", found, "Install a 64-bit Python 3.11, 3.12 or 3.13")
    return Diagnosis("Python", "ok", found)


def _pip() -> Diagnosis:
    from pipeline.workflow.fingerprints import release

    pip = release("pip")
    if pip is None:
        return Diagnosis("pip", "ok", "not in this environment, and not needed to run")
    numbers = tuple(int(part) for part in pip.version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST_PIP:
        return Diagnosis("pip", "problem", f"{pip.version} is too old", "Run: python -m pip install --upgrade pip")
    return Diagnosis("pip", "ok", pip.version)


def _packages() -> Iterator[Diagnosis]:
    """The program and the packages that it requires."""
    from pipeline.language.models import REINSTALL_PACKAGES
    from pipeline.workflow.fingerprints import normalised, release

    own = release(PROGRAM)
    missing = sorted(normalised(name) for name in (own.requires if own else ()) if release(name) is None)
    if missing:
        yield Diagnosis("packages", "problem", f"missing: {', '.join(missing)}", REINSTALL_PACKAGES)
    shown = [(name, release(name)) for name in _SHOWN_LIBRARIES]
    versions = ", ".join(f"{name} {one.version}" for name, one in shown if one)
    yield Diagnosis("versions", "ok", f"pipeline {__version__}, {versions}")


def _models() -> Iterator[Diagnosis]:
    """The language models, by checksum."""
    from pipeline.language.models import PINS, located

    for pin in PINS:
        try:
            located(pin)
        except UserError as error:
            where = f"{error.path}: " if error.path else ""
            yield Diagnosis("language model", "problem", f"{where}{error.problem}", error.remedy)
        else:
            yield Diagnosis("language model", "ok", f"{pin.name}; its checksum is right")


def _memory() -> Diagnosis:
    free, total = memory()
    if not total:
        return Diagnosis("memory", "note", "it could not be measured", f"A run needs {_gigabytes(LEAST_MEMORY)}")
    found = f"{_gigabytes(free)} free of {_gigabytes(total)}"
    if free < LEAST_MEMORY:
        remedy = f"A run needs about {_gigabytes(LEAST_MEMORY)}: close other programs, or use --jobs 1"
        return Diagnosis("memory", "problem", found, remedy)
    return Diagnosis("memory", "ok", found)


def memory() -> tuple[int, int]:
    """Free memory and all memory, in bytes; 0 where the system does not say."""
    if sys.platform == "linux":
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        sizes = {name: int(size.split()[0]) * 1024 for name, _, size in (line.partition(":") for line in lines)}
        return sizes.get("MemAvailable", sizes["MemFree"]), sizes["MemTotal"]
    if sys.platform == "win32":
        return _windows_memory()
    try:  # macOS does not say how much is free, and frees what it needs
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0, 0
    return total, total


def _windows_memory() -> tuple[int, int]:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("free", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 5),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - it exists on Windows only
    kernel.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.free), int(status.total)


def _disk(study: Study) -> Iterator[Diagnosis]:
    for what, folder in (("disk for outputs", study.outputs), ("temporary disk", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(_existing(folder)).free
        found = f"{_gigabytes(free)} free in {folder}"
        if free < LEAST_DISK:
            yield Diagnosis(what, "problem", found, f"Free {_gigabytes(LEAST_DISK)} there, or use another disk")
        else:
            yield Diagnosis(what, "ok", found)


def _language() -> Diagnosis:
    """Whether file names and printed text may hold any character."""
    encodings = {locale.getpreferredencoding(False), sys.getfilesystemencoding(), sys.stdout.encoding or "ascii"}
    others = sorted(name for name in encodings if name.lower().replace("-", "") not in ("utf8", "cp65001"))
    if others:
        remedy = "Set the environment variable PYTHONUTF8=1, so that names with accents are shown correctly"
        return Diagnosis("character encoding", "note", ", ".join(others), remedy)
    return Diagnosis("character encoding", "ok", "UTF-8")


def _fonts() -> Diagnosis:
    if sys.platform != "linux":
        return Diagnosis("fonts", "ok", "those of the system")
    found = any(any(Path(place).expanduser().rglob("*.[ot]t[fc]")) for place in _FONTS)
    if not found:
        return Diagnosis("fonts", "note", "none are installed", "Install some to see the web page here")
    return Diagnosis("fonts", "ok", "those of the system")


def _browser() -> Diagnosis:
    import webbrowser

    try:
        return Diagnosis("browser", "ok", webbrowser.get().__class__.__name__)
    except webbrowser.Error:
        remedy = "Use 'pipeline review --no-browser', and open report/index.html on a computer that has one"
        return Diagnosis("browser", "note", "none was found", remedy)


def _make() -> Diagnosis:
    if shutil.which("make") is None:
        return Diagnosis("make", "note", "not installed", "Type the commands instead, such as: pipeline run")
    return Diagnosis("make", "ok", "installed")


def _transcripts(study: Study) -> Diagnosis:
    if not study.transcripts.is_dir():
        remedy = "Make a study with 'pipeline new STUDY', or name the folder with --transcripts"
        return Diagnosis("transcripts", "note", f"there is no folder {study.transcripts}", remedy)
    try:
        files = study.transcript_files()
    except UserError as error:
        return Diagnosis("transcripts", "note", f"{error.path}: {error.problem}", error.remedy)
    unreadable = [path for path in files if not os.access(path, os.R_OK)]
    if unreadable:
        found = f"{counted(len(unreadable), 'file')} cannot be read, such as {unreadable[0]}"
        return Diagnosis("transcripts", "problem", found, "Ask for the right to read them")
    return Diagnosis("transcripts", "ok", f"{counted(len(files), 'file')} in {study.transcripts}")


def _writable(what: str, folder: Path) -> Diagnosis:
    """Whether a file can be made in the folder, or in the one where it would be made."""
    existing = _existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Diagnosis(what, "problem", f"{folder} cannot be written ({error.strerror})", _ELSEWHERE)
    return Diagnosis(what, "ok", f"{folder} can be written" + ("" if folder.exists() else ", and will be made"))


def _path_lengths(study: Study) -> Iterator[Diagnosis]:
    longest = max(
        (folder.resolve() for folder in (study.transcripts, study.outputs)), key=lambda one: len(str(one))
    )
    if len(str(longest)) > LONGEST_PATH:
        remedy = "Move the study to a shorter path, such as C:\\studies"
        yield Diagnosis("length of paths", "problem", f"{longest} has {len(str(longest))} characters", remedy)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    places: Sequence[Path] = (folder.resolve(), *folder.resolve().parents)
    return next(place for place in places if place.is_dir())


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
