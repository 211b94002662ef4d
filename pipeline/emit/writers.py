"""Everything that is written for handing over: one entry each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, fields
from typing import Protocol

from pipeline.emit.analysis_files import coded_transcripts, iramuteq, statistics_files
from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.methods import methods
from pipeline.emit.page.writer import web_page
from pipeline.emit.quote_bank import quote_bank
from pipeline.emit.schemas import CASES, CODED_QUOTES, THEMES
from pipeline.emit.table_files import csv_files, datapackage, parquet_files, run_record
from pipeline.emit.workbook import workbook
from pipeline.refi.contents import Contents
from pipeline.refi.writer import project_files
from pipeline.workflow.parallel import Submit, inline


class Write(Protocol):
    """Makes files."""

    def __call__(self, handover: Handover, written: Mapping[str, Written], /) -> Iterable[File]:
        """The files: path below the outputs folder, and content; `written` are those that it lists."""


@dataclass(frozen=True)
class Writer:
    """One thing that is handed over: a pure function of what it declares.

    Attributes:
        name: what it is, for whoever watches.
        write: makes its files.
        reads: what it is given of the handover beside the tables, the counts and the scratch folder.
        lists: names of earlier writers whose files it receives.
        slow: whether it is worth a process of its own; it lists no files.
    """

    name: str
    write: Write
    reads: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    slow: bool = False

    def only(self, handover: Handover) -> Handover:
        """What it declares of a handover. To read anything else is an error, and never gives a default."""
        given = copy(handover)
        for each in fields(handover):
            if each.name not in ("sheets", "counts", "scratch", *self.reads):
                object.__delattr__(given, each.name)
        return given


def exchange(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The study as a REFI-QDA project."""
    contents = Contents(
        transcripts=handover.transcripts,
        codings=handover.codings,
        memos=handover.memos,
        coded_quotes=handover.records(CODED_QUOTES),
        listed_themes=handover.records(THEMES),
        cases=handover.records(CASES),
    )
    return project_files(contents)


# What the statement of methods is made from; several files hold it.
_METHODS = ("chosen", "conduct", "saturation", "settings")

WRITERS: tuple[Writer, ...] = (
    Writer("tables", csv_files),
    Writer("tables as Parquet", parquet_files),
    Writer("data package", datapackage, lists=("tables",)),
    Writer("web page", web_page, reads=("together", "transcripts", *_METHODS)),
    Writer("quote bank", quote_bank, reads=_METHODS),
    Writer("methods statement", methods, reads=_METHODS),
    Writer("exchange", exchange, reads=("codings", "memos", "transcripts")),
    Writer("coded transcripts", coded_transcripts, reads=("transcripts",)),
    Writer("IRaMuTeQ corpus", iramuteq),
    Writer("SPSS and Stata files", statistics_files),
    # It takes as long as all those before it.
    Writer("workbook", workbook, reads=_METHODS, slow=True),
    # Last: it lists the checksums of all files before it.
    Writer(
        "run record",
        run_record,
        reads=("libraries", "settings"),
        lists=(
            "tables",
            "tables as Parquet",
            "data package",
            "web page",
            "quote bank",
            "methods statement",
            "exchange",
            "coded transcripts",
            "IRaMuTeQ corpus",
            "SPSS and Stata files",
            "workbook",
        ),
    ),
)


def _files(write: Write, handover: Handover) -> list[File]:
    return list(write(handover, {}))


def written(
    handover: Handover, *, progress: Callable[[str, int, int], None], submit: Submit = inline
) -> Iterator[File]:
    """All files to hand over, one by one; only those of a slow writer are held until their turn.

    Args:
        handover: what may leave.
        progress: is told what is being written, how many writers are done, and of how many.
        submit: begins the slow writers in the background.

    Raises:
        LookupError: if two writers make the same file.
    """
    made_by: dict[str, dict[str, Written]] = {}
    awaited = {each.name: submit(_files, each.write, each.only(handover)) for each in WRITERS if each.slow}
    for done, writer in enumerate(WRITERS):
        progress(f"writing: {writer.name}", done, len(WRITERS))
        listed = {path: one for name in writer.lists for path, one in made_by[name].items()}
        made = awaited.pop(writer.name).result() if writer.slow else writer.write(writer.only(handover), listed)
        own = made_by.setdefault(writer.name, {})
        for path, content in made:
            if any(path in files for files in made_by.values()):
                raise LookupError(f"{writer.name} and a writer before it make {path}")
            own[path] = Written(len(content), hashlib.sha256(content).hexdigest())
            yield path, content
