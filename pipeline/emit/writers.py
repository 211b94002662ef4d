"""Everything that is written for handing over: one entry each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.methods import methods
from pipeline.emit.page.writer import web_page
from pipeline.emit.quote_bank import quote_bank
from pipeline.emit.schemas import CASES, CODED_QUOTES, THEMES
from pipeline.emit.table_files import csv_files, datapackage, parquet_files, run_record
from pipeline.emit.workbook import workbook
from pipeline.refi.contents import Contents
from pipeline.refi.writer import project_files
from pipeline.workflow.background import BackgroundTask, at_once


class Write(Protocol):
    """Makes files."""

    def __call__(self, handover: Handover, written: Mapping[str, Written], /) -> Iterable[File]:
        """The files: path below the outputs folder, and content; `written` are those of the writers before."""


@dataclass(frozen=True)
class Writer:
    """One thing that is handed over.

    Attributes:
        name: what it is, for whoever watches.
        write: makes its files. It is given what may leave, and never sees anything else.
        beside: whether it may be at work while others are: it takes long, and needs nothing of those before it.
    """

    name: str
    write: Write
    beside: bool = False


def exchange(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The study as a REFI-QDA project."""
    contents = Contents(
        transcripts=handover.transcripts,
        codings=handover.codings,
        coded_quotes=handover.records(CODED_QUOTES),
        listed_themes=handover.records(THEMES),
        cases=handover.records(CASES),
    )
    return project_files(contents)


WRITERS: tuple[Writer, ...] = (
    Writer("tables", csv_files),
    Writer("tables as Parquet", parquet_files),
    Writer("data package", datapackage),
    Writer("web page", web_page),
    Writer("quote bank", quote_bank),
    Writer("methods statement", methods),
    Writer("exchange", exchange),
    # It takes as long as all those before it.
    Writer("workbook", workbook, beside=True),
    # Last: it lists the checksums of all files before it.
    Writer("run record", run_record),
)


def _made_by(writer: Writer, handover: Handover) -> list[File]:
    return list(writer.write(handover, {}))


def written(
    handover: Handover, *, progress: Callable[[str, int, int], None], beside: BackgroundTask = at_once
) -> Iterator[File]:
    """All files to hand over, one by one; only those made beside the others are held until their turn.

    Args:
        handover: what may leave.
        progress: is told what is being written, how many writers are done, and of how many.
        beside: how two are at work at once.

    Raises:
        LookupError: if two writers make the same file.
    """
    files: dict[str, Written] = {}
    awaited = {each.name: beside(partial(_made_by, each, handover)) for each in WRITERS if each.beside}
    for done, writer in enumerate(WRITERS):
        progress(f"writing: {writer.name}", done, len(WRITERS))
        made = awaited.pop(writer.name)() if writer.beside else writer.write(handover, files)
        for path, content in made:
            if path in files:
                raise LookupError(f"{writer.name} and a writer before it make {path}")
            files[path] = Written(len(content), hashlib.sha256(content).hexdigest())
            yield path, content
