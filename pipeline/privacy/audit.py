"""`pipeline audit`: whether anything stands in what is handed over that consent forbids.

It does not trust the gate through which text leaves: it opens what was written, and looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline import tables
from pipeline.decisions import PIPELINE
from pipeline.errors import UserError
from pipeline.privacy.forbidden import (
    CODER,
    IDENTIFIER,
    NAME,
    PART,
    QUOTE,
    Forbidden,
    Known,
    forbidden_in,
    found_in,
    keys,
)
from pipeline.privacy.opening import Piece, pieces_of
from pipeline.settings import load_settings
from pipeline.study import Study, Texts

_NEEDED = (
    tables.PARTICIPANTS,
    tables.ATTRIBUTIONS,
    tables.TURNS,
    tables.REDACTIONS,
    tables.SOURCES,
    tables.ORGANISATIONS,
    tables.CODINGS,
)
_AROUND = 40  # characters shown on either side


@dataclass(frozen=True, kw_only=True)
class Leak:
    """Something in a file that consent forbids.

    Attributes:
        file: below the outputs folder.
        part: the part of an archive, the column of a table, or "".
        line: in a file of lines; else 0.
        kind: what it is.
        whose: the participant's id, or "".
        text: what it is, as on record: for the researcher alone.
        around: what stands around the first: for the researcher alone.
        times: how often it stands in this part of the file.
    """

    file: str
    part: str
    line: int
    kind: str
    whose: str
    text: str
    around: str
    times: int = 1

    def told(self, *, openly: bool) -> str:
        """As a sentence; with the name or the words only if `openly`."""
        place = (
            self.file
            + (f", {_place(self.part)}" if self.part else "")
            + (f", line {self.line}" if self.line else "")
        )
        whom = self.whose or "somebody who is spoken of"
        what = {
            NAME: f"the name of {whom}, who may not be named",
            PART: f"a part of the name of {whom}, who may not be named",
            QUOTE: f"words of {whom}, who is not to be quoted",
            IDENTIFIER: "a number or address that tells who somebody is",
            CODER: "the name of a coder, which is not to be shown",
        }[self.kind]
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{place}: {what}{often}" + (f" ({self.text}: …{self.around}…)" if openly else "")


def audit(study: Study) -> list[Leak]:
    """All that consent forbids in what is handed over: everything below the outputs folder but `private/`.

    Raises:
        UserError: if there is no finished run, or a file cannot be read.
    """
    rows = working_rows(study)
    texts = Texts(study.texts, [row["source"] for row in rows["sources"]])
    forbidden = forbidden_in(rows, texts)
    if not load_settings(study.models / "settings.toml").emit.name_coders:
        for coder in sorted({row["coder"] for row in rows["codings"]} - {PIPELINE}):
            forbidden.add_phrase(tuple(keys(coder)), Known(CODER, "", coder))
    return search(study, forbidden)


def working_rows(study: Study) -> dict[str, list[dict[str, Any]]]:
    """The working tables that say what is forbidden.

    Raises:
        UserError: if there is no finished run.
    """
    import pyarrow.parquet as pq

    found = {}
    for table in _NEEDED:
        path = study.tables / f"{table.name}.parquet"
        if not path.exists():
            raise UserError("there is no finished run to search", "Run: pipeline run", path)
        found[table.name] = pq.read_table(path).to_pylist()  # not checked again: the run that wrote it has done so
    return found


def search(study: Study, forbidden: Forbidden) -> list[Leak]:
    """Where any of it stands outside `private/`, the worst first."""
    found: dict[tuple[str, str, Known], Leak] = {}
    for piece in pieces_of(study.outputs, without=study.private.name):
        for known, start, end in found_in(piece.text, forbidden):
            key = (piece.file, piece.part, known)
            if key in found:
                found[key] = replace(found[key], times=found[key].times + 1)
                continue
            found[key] = _leak(piece, known, start, end)
    order = (QUOTE, NAME, IDENTIFIER, CODER, PART)
    return sorted(found.values(), key=lambda leak: (order.index(leak.kind), leak.file, leak.part, leak.line))


def _leak(piece: Piece, known: Known, start: int, end: int) -> Leak:
    around = " ".join(piece.text[max(0, start - _AROUND) : end + _AROUND].split())
    line = piece.line + piece.text.count("\n", 0, start) if piece.line else 0
    return Leak(
        file=piece.file,
        part=piece.part,
        line=line,
        kind=known.kind,
        whose=known.whose,
        text=known.text,
        around=around,
    )


_PLACES: Mapping[str, str] = {
    "docProps/core.xml": "the document's properties",
    "docProps/app.xml": "the document's properties",
    "docProps/custom.xml": "the document's properties",
    "xl/sharedStrings.xml": "the workbook's cells",
    "word/document.xml": "the document's text",
    "word/comments.xml": "the document's comments",
}


def _place(part: str) -> str:
    return "the workbook's cells" if part.startswith("xl/worksheets/") else _PLACES.get(part, part)
