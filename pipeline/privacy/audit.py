"""`pipeline audit`: whether anything stands in what is handed over that consent forbids.

It does not trust the gate through which text leaves: it opens what was written, and looks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline import tables
from pipeline.decisions import PIPELINE
from pipeline.errors import UserError
from pipeline.names import key_of
from pipeline.privacy.forbidden import (
    CODER,
    IDENTIFIER,
    NAME,
    PART,
    QUOTE,
    WORD,
    Forbidden,
    Known,
    forbidden_in,
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
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
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


def found_in(text: str, forbidden: Forbidden) -> Iterator[tuple[Known, int, int]]:
    """What of it stands in a text, with its place; one pass over the words."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    words = WORD.findall(text)
    folded = [word.lower() if word.isascii() else key_of(word) for word in words]
    interesting = forbidden.interesting
    ended = 0
    hits: list[tuple[Known, int, int]] = []
    for at in [at for at, word in enumerate(folded) if word in interesting]:
        if at < ended:
            continue
        hit = _hit(words, folded, at, forbidden)
        if hit is not None:
            hits.append(hit)
            ended = hit[2]
    if hits:
        edges = [match.span() for match in WORD.finditer(text)]
        yield from ((known, edges[first][0], edges[last - 1][1]) for known, first, last in hits)


def _hit(
    words: Sequence[str], folded: Sequence[str], at: int, forbidden: Forbidden
) -> tuple[Known, int, int] | None:
    """What begins at a word, or lies around it: its words from the first to one past the last."""
    for phrase, known in forbidden.phrases.get(folded[at], ()):
        if tuple(folded[at : at + len(phrase)]) == phrase:
            return known, at, at + len(phrase)
    for before, run in forbidden.runs.get(folded[at], ()):
        first = at - before
        last = first + len(run.words)
        if first >= 0 and tuple(folded[first:last]) == run.words:
            return Known(QUOTE, run.whose, " ".join(words[first:last])), first, last
    part = forbidden.parts.get(words[at])
    return None if part is None else (part, at, at + 1)


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
