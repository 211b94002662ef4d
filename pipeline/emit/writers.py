"""Everything that is written for handing over: one entry each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pipeline.emit.csv_files import csv_files
from pipeline.emit.datapackage import datapackage
from pipeline.emit.handover import Handover
from pipeline.emit.methods import methods
from pipeline.emit.page.writer import web_page
from pipeline.emit.parquet_files import parquet_files
from pipeline.emit.quote_bank.writer import quote_bank
from pipeline.emit.refi.writer import exchange
from pipeline.emit.run_record import run_record
from pipeline.emit.workbook import workbook


class Write(Protocol):
    """Makes files, by path below the outputs folder."""

    def __call__(self, handover: Handover, written: Mapping[str, bytes], /) -> Mapping[str, bytes]:
        """The files; `written` are those of the writers before."""


@dataclass(frozen=True)
class Writer:
    """One thing that is handed over.

    Attributes:
        name: what it is, for whoever watches.
        write: makes its files. It is given what may leave, and never sees anything else.
    """

    name: str
    write: Write


WRITERS: tuple[Writer, ...] = (
    Writer("tables", csv_files),
    Writer("tables as Parquet", parquet_files),
    Writer("workbook", workbook),
    Writer("data package", datapackage),
    Writer("web page", web_page),
    Writer("quote bank", quote_bank),
    Writer("methods statement", methods),
    Writer("exchange", exchange),
    # Last: it lists the checksums of all files before it.
    Writer("run record", run_record),
)


def written(handover: Handover, *, progress: Callable[[str, int, int], None]) -> dict[str, bytes]:
    """All files to hand over.

    Args:
        handover: what may leave.
        progress: is told what is being written, how many writers are done, and of how many.

    Raises:
        LookupError: if two writers make the same file.
    """
    files: dict[str, bytes] = {}
    for done, writer in enumerate(WRITERS):
        progress(f"writing: {writer.name}", done, len(WRITERS))
        made = writer.write(handover, files)
        if twice := made.keys() & files.keys():
            raise LookupError(f"{writer.name} and a writer before it make {sorted(twice)}")
        files |= made
    return files
