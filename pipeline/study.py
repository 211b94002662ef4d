"""Where a study's files lie: what came from the field, what the pipeline knows, what it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import UserError
from pipeline.listing import LeftOut, listed

if TYPE_CHECKING:
    from pipeline.dataset import Dataset

# Files of a transcripts folder that are about the study, not from the field.
CASES_FILE = "cases.csv"
PARTICIPANTS_FILE = "participants.csv"


@dataclass(frozen=True)
class Study:
    """The three folders of a run.

    Attributes:
        transcripts: never written to.
        models: codebook, gazetteer, decisions, settings.
        outputs: everything made; safe to delete.
        address: where the transcripts lie, if that is not on this machine.
    """

    transcripts: Path
    models: Path
    outputs: Path
    address: str = ""

    @staticmethod
    def open(outputs: str | Path) -> Dataset:
        """What a run handed over, for analysis: see docs/analysts.md.

        Raises:
            UserError: if the folder holds no dataset.
        """
        from pipeline.dataset import Dataset

        return Dataset.open(outputs)

    @property
    def private(self) -> Path:
        """What stays with the researcher."""
        return self.outputs / "private"

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
        """What is put aside while a stage works; gone after it."""
        return self.private / "scratch"

    def transcript_files(self) -> list[Path]:
        """The files to ingest, sorted by name, in the folder and those below it.

        Left out: `cases.csv`, `participants.csv`, any README, hidden files, temporary files of office programs, and
        what must not be opened (see `left_out`).

        Raises:
            UserError: if the folder does not exist or holds none.
        """
        if not self.transcripts.is_dir():
            raise UserError(
                "there is no such folder",
                "Name the folder of transcripts with --transcripts",
                self.transcripts,
            )
        files, _ = listed(self.transcripts)
        found = [path for path in files if _is_transcript(path.relative_to(self.transcripts))]
        if not found:
            raise UserError(
                "the folder holds no transcript",
                "Put transcripts (.txt, .docx, .vtt, .csv …) there, or name another folder with --transcripts",
                self.transcripts,
            )
        return found

    def left_out(self) -> list[LeftOut]:
        """What lies among the transcripts and is not opened: links that lead out, pipes, unprintable names."""
        return listed(self.transcripts)[1]

    def file_name(self, path: Path) -> str:
        """How a transcript is called in tables and in `cases.csv`: its path below the folder, with `/`."""
        return path.relative_to(self.transcripts).as_posix()


class Texts(Mapping[str, str]):
    """The stored texts of the sources, each read when it is asked for."""

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
    return path.as_posix() not in (CASES_FILE, PARTICIPANTS_FILE)
