"""The folders and files of a study: transcripts, models and outputs."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.corpus.csv_safety import saved_table, unescaped
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded

if TYPE_CHECKING:
    from pipeline.corpus.dataset import Dataset


_UNREADABLE_PLACE = "Check that you may read it, or take it out of the folder"
# Control characters, surrogates and direction marks: such a name can imitate another.
_STRANGE = frozenset({"Cc", "Cs"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@dataclass(frozen=True)
class LeftOut:
    """A file that is not opened.

    Attributes:
        name: its path below the folder, printable.
        problem: why.
        remedy: what to do.
    """

    name: str
    problem: str
    remedy: str


def listed(folder: Path) -> tuple[list[Path], list[LeftOut]]:
    """The regular files in a folder and its subfolders, sorted, and the other entries.

    The folder itself may be a link, for instance to an encrypted disk; links in it may only lead to places in it.
    Hidden files and folders are skipped.
    """
    files: list[Path] = []
    left: list[LeftOut] = []
    inside = folder.resolve()

    def unreadable(error: OSError) -> None:
        place = _shown(Path(error.filename), folder)
        left.append(LeftOut(place, f"the folder could not be opened ({error.strerror})", _UNREADABLE_PLACE))

    for above, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(above) / name).is_symlink()]
        for name in sorted([*names, *links]):
            path = Path(above) / name
            if name.startswith("."):
                continue
            reason = refused(path, inside)
            if reason is None:
                files.append(path)
            else:
                left.append(LeftOut(_shown(path, folder), *reason))
    return sorted(files), sorted(left, key=lambda one: one.name)


def refused(path: Path, inside: Path) -> tuple[str, str] | None:
    """Why a path is not opened, and the remedy; None for a regular file.

    Args:
        path: the path.
        inside: the resolved folder that it must stay within.
    """
    if any(unicodedata.category(char) in _STRANGE or char in _TURNING for char in path.name):
        return "its name holds characters that cannot be printed", "Rename it in letters, digits and hyphens"
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(inside):
            return "it is a link to a place outside the folder", "Put the file itself into the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # circular links raise RuntimeError
        if path.is_symlink():
            return "it is a link that leads nowhere", "Put the file itself into the folder, or delete the link"
        told = error.strerror if isinstance(error, OSError) else error
        return f"it could not be looked at ({told})", _UNREADABLE_PLACE
    if stat.S_ISDIR(mode):  # reached through a link: its files are listed at their real place
        return "it is a link to a folder", "Put the folder itself there, or delete the link"
    if not stat.S_ISREG(mode):
        return "it is not a file (a pipe, a socket or a device)", "Delete it"
    return None


def _shown(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    printable = "".join(
        "\ufffd" if unicodedata.category(char) in _STRANGE or char in _TURNING else char for char in name
    )
    return printable or "."


# Files of a transcripts folder that are about the study, not from the field.
CASES_FILE = "cases.csv"
PARTICIPANTS_FILE = "participants.csv"
SURVEY_COLUMNS_FILE = "survey_columns.csv"
# Recordings lie beside their transcripts, and are played in review on screen.
_SOUND = (".mp3", ".m4a", ".aac", ".wav", ".ogg", ".oga", ".opus", ".flac", ".weba")
_VIDEO = (".mp4", ".m4v", ".webm", ".ogv", ".mov")
RECORDINGS = frozenset((*_SOUND, *_VIDEO))


def _is_recording(path: Path) -> bool:
    return path.suffix.casefold() in RECORDINGS and path.is_file()


@dataclass(frozen=True)
class Study:
    """The three folders of a run.

    Attributes:
        transcripts: never written to.
        models: the codebook, gazetteer, decisions and settings.
        outputs: everything the pipeline makes; safe to delete.
        address: the address of the transcripts, if they are not on this machine.
    """

    transcripts: Path
    models: Path
    outputs: Path
    address: str = ""

    @staticmethod
    def open(outputs: str | Path) -> Dataset:
        """Open the run's dataset for analysis: see docs/analysts.md.

        Raises:
            UserError: if there is no dataset.
        """
        from pipeline.corpus.dataset import Dataset

        return Dataset.open(outputs)

    @property
    def title(self) -> str:
        """A name for the study: that of the folder with its transcripts, or of the folder above `transcripts`."""
        folder = self.transcripts.resolve()
        name = folder.parent.name if folder.name == "transcripts" and folder.parent.name else folder.name
        return name.replace("_", " ").replace("-", " ").strip().capitalize()

    @property
    def private(self) -> Path:
        """What stays with the researcher."""
        return self.outputs / "private"

    def refuse_shared_place(self, file: Path) -> None:
        """Refuse to write a confidential file where files are handed over from.

        Raises:
            UserError: if the file would lie in the outputs folder, but not in its private part.
        """
        place = file.resolve()
        if place.is_relative_to(self.outputs.resolve()) and not place.is_relative_to(self.private.resolve()):
            raise UserError(
                "the output names participants and must not be in a folder that is shared",
                f"Name a file outside {self.outputs}, or in {self.private}",
                file,
            )

    @property
    def tables(self) -> Path:
        """The working tables."""
        return self.private / "tables"

    @property
    def texts(self) -> Path:
        """The stored plain texts that all offsets refer to."""
        return self.private / "text"

    @property
    def scratch(self) -> Path:
        """Temporary files of a running stage."""
        return self.private / "scratch"

    def transcript_files(self) -> list[Path]:
        """The files to ingest, sorted by name, in the folder and its subfolders.

        Skipped: `cases.csv`, `participants.csv`, `survey_columns.csv`, any README, the recordings of transcripts,
        hidden files, temporary files of office programs, and files that must not be opened (see `left_out`).

        Raises:
            UserError: if the folder does not exist or has none.
        """
        if not self.transcripts.is_dir():
            raise UserError(
                "there is no such folder",
                "Name the folder of transcripts with --transcripts",
                self.transcripts,
            )
        files, _ = listed(self.transcripts)
        found = [path for path in files if _is_transcript(path.relative_to(self.transcripts))]
        found = self._without_recordings(found)
        if not found:
            raise UserError(
                "the folder holds no transcript",
                "Put transcripts (.txt, .docx, .vtt, .csv …) there, or name another folder with --transcripts",
                self.transcripts,
            )
        return found

    def _without_recordings(self, found: list[Path]) -> list[Path]:
        """The files without recordings of a transcript: of the same name, or named in cases.csv.

        A recording without a transcript stays, and is reported as a file that cannot be read.
        """
        transcripts = {path.with_suffix("") for path in found if path.suffix.casefold() not in RECORDINGS}
        cases = self.transcripts / CASES_FILE
        rows = saved_table(decoded(cases.read_bytes())).rows() if cases.is_file() else ()
        named = {cell.strip() for row in rows for cell in row}
        return [
            path
            for path in found
            if path.suffix.casefold() not in RECORDINGS
            or (path.with_suffix("") not in transcripts and self.file_name(path) not in named)
        ]

    def recordings_of(self, files: Iterable[str]) -> dict[str, Path]:
        """The recording of each of these transcripts: as named in cases.csv, else the one of the same name."""
        transcripts = {name: self.transcripts / name for name in files}
        named = self._named_recordings()
        beside = {
            path.with_suffix(""): path
            for folder in {path.parent for path in transcripts.values() if path.parent.is_dir()}
            for path in sorted(folder.iterdir(), reverse=True)
            if _is_recording(path)
        }
        found: dict[str, Path] = {}
        for name, transcript in transcripts.items():
            given = self.transcripts / named.get(name.casefold(), "")
            path = given if _is_recording(given) else beside.get(transcript.with_suffix(""))
            if path is not None:
                found[name] = path
        return found

    def _named_recordings(self) -> dict[str, str]:
        cases = self.transcripts / CASES_FILE
        written = list(saved_table(decoded(cases.read_bytes())).rows()) if cases.is_file() else []
        head, *rows = written or [[]]
        columns = [cell.strip().casefold() for cell in head]
        if not {"file", "recording"} <= set(columns):
            return {}
        file, recording = columns.index("file"), columns.index("recording")
        return {
            row[file].strip().casefold(): unescaped(row[recording].strip())
            for row in rows
            if len(row) > max(file, recording)
        }

    def recording_addresses(self, files: Iterable[str]) -> dict[str, str]:
        """The address of the recording of each of these transcripts, for a page in `private/`.

        There are none for a study that is not on this machine.
        """
        found = {} if self.address else self.recordings_of(files)
        return {name: self._address(path) for name, path in found.items()}

    def _address(self, path: Path) -> str:
        try:
            beside = Path(os.path.relpath(path.resolve(), self.private.resolve())).as_posix()
            return PurePosixPath("/", beside).as_uri().removeprefix("file:///")
        except ValueError:  # another drive
            return path.resolve().as_uri()

    def left_out(self) -> list[LeftOut]:
        """Files among the transcripts that are not opened: links that lead outside, pipes, unprintable names."""
        return listed(self.transcripts)[1]

    def file_name(self, path: Path) -> str:
        """The name of a transcript in tables and `cases.csv`: its path below the folder, with `/`."""
        return path.relative_to(self.transcripts).as_posix()


class Texts(Mapping[str, str]):
    """The stored texts of the sources, read on demand."""

    def __init__(self, folder: Path, sources: list[str]) -> None:
        self._folder = folder
        self._sources = sources

    def __getitem__(self, source: str) -> str:
        with (self._folder / f"{source}.txt").open(encoding="utf-8", newline="") as file:
            return file.read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def _is_transcript(path: Path) -> bool:
    if path.stem.casefold() == "readme" or path.name.startswith("~$"):
        return False
    if any(part.startswith(".") for part in path.parts):
        return False
    return path.as_posix() not in (CASES_FILE, PARTICIPANTS_FILE, SURVEY_COLUMNS_FILE)
