"""The guarantees of the README as checks on a finished run. Each takes a study and fails with what it found."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq

from pipeline.corpus import tables
from pipeline.corpus.records import INTERVIEWER, NARRATOR, PARTICIPANT, Kind, SegmentKind
from pipeline.corpus.spans import Span, replaced, tiles
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts
from pipeline.privacy.audit import audit

# Cells that a spreadsheet would take for a formula are handed over with an apostrophe before them.
_ESCAPED = re.compile(r"^'(?=['=+\-@\t\r])")


class Made:
    """The tables and texts of a run."""

    def __init__(self, study: Study):
        self.study = study
        self.texts = Texts(study.texts, [source.source for source in self.records(tables.SOURCES)])

    def records(self, table):
        return table.records(self._frame(table))

    def rows(self, table):
        return self._frame(table).to_dict("records")

    def _frame(self, table):
        return read_table(self.study.tables / f"{table.name}.parquet", table)

    def dataset(self, name):
        with (self.study.outputs / "dataset" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def check_all(study: Study) -> None:
    """Everything that can be seen from one run."""
    made = Made(study)
    check_verbatim(made)
    check_nothing_lost(made)
    check_interviewers_silent(made)
    check_consent(made)
    check_audit(made)


def check_verbatim(made: Made) -> None:
    """Every mention, passage and quote equals its span; what is printed differs by logged redactions only."""
    for row in made.records(tables.MENTIONS) + made.records(tables.PEOPLE) + made.records(tables.REDACTIONS):
        assert row.text == row.span.of(made.texts[row.source]), row
    redactions = {}
    for row in made.records(tables.REDACTIONS):
        redactions.setdefault(row.source, []).append((row.span, row.replacement))
    for row in made.dataset("coded_quotes"):
        span = Span(int(row["start"]), int(row["end"]))
        text = made.texts[row["source"]]
        assert 0 <= span.start < span.end <= len(text), row
        printed = unescaped(row["quote"])
        assert printed == replaced(text, redactions.get(row["source"], []), span), row


def unescaped(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return _ESCAPED.sub("", cell)


def workbook_strings(outputs: Path) -> Iterator[str]:
    """Every text in the workbook."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(outputs / "dataset" / "coded_dataset.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(book.read(name)).iter(f"{space}is"):
                    yield "".join(text.text or "" for text in cell.iter(f"{space}t"))


def check_nothing_lost(made: Made) -> None:
    """Segments tile each text, turns are their turn segments, and passages tile what participants said."""
    segments, turns, passages = {}, {}, {}
    noted = {row.source for row in made.records(tables.SOURCES) if row.kind == Kind.NOTES}
    for row in made.records(tables.SEGMENTS):
        segments.setdefault(row.source, []).append(row)
    for row in made.records(tables.TURNS):
        turns.setdefault(row.source, []).append(row)
    for row in made.records(tables.PASSAGES):
        passages.setdefault(row.turn_id, []).append(row.span)
    for source, text in made.texts.items():
        spans = [row.span for row in segments.get(source, [])]
        assert tiles(spans, 0, len(text)), f"segments do not tile {source}"
        said = {(r.turn_id, r.start, r.end) for r in segments[source] if r.kind == SegmentKind.TURN}
        assert said == {(r.turn_id, r.start, r.end) for r in turns.get(source, [])}, source
        for row in segments[source]:
            if row.kind == SegmentKind.SPACE:
                assert not row.span.of(text).strip(), row
        for turn in turns.get(source, []):
            # In notes a point need not be anybody's.
            if turn.role == PARTICIPANT or (turn.role == NARRATOR and source in noted):
                assert tiles(passages.pop(turn.turn_id, []), turn.start, turn.end), turn
    assert not passages, "passages outside participants' turns"
    handed = {row["quote_id"] for row in made.dataset("coded_quotes")}
    withheld = {row.participant for row in made.records(tables.ATTRIBUTIONS) if not row.quotable}
    for row in made.records(tables.PASSAGES):
        assert (row.quote_id in handed) == (row.participant not in withheld), row


def check_interviewers_silent(made: Made) -> None:
    """No passage, quote or coding rests on an interviewer's words."""
    asked = [row for row in made.records(tables.TURNS) if row.role == INTERVIEWER]
    asking = {}
    for row in asked:
        asking.setdefault(row.source, []).append(row.span)
    evidence = made.records(tables.PASSAGES) + made.records(tables.QUOTES)
    for row in evidence:
        span = row.span
        assert not any(span.overlaps(other) for other in asking.get(row.source, [])), row
    known = {row.quote_id for row in evidence}
    assert {row.quote_id for row in made.records(tables.CODINGS)} <= known
    interviewers = {row.participant for row in made.records(tables.PARTICIPANTS) if row.interviewer}
    assert not interviewers & {row["participant"] for row in made.dataset("coded_quotes")} - {""}


def check_consent(made: Made) -> None:
    """No name of a person who did not agree to it stands in any byte of what is handed over."""
    names = forbidden_names(made)
    for where, text in readable(made.study.outputs):
        for name in names:
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
            assert not found, f"{name!r} stands in {where}: …{text[max(0, found.start() - 40) : found.end() + 40]}…"


def check_audit(made: Made) -> None:
    """What the pipeline searches for at the end of a run is nowhere: nothing leaks, nothing is called a leak."""
    assert [leak.told(openly=True) for leak in audit(made.study)] == []


def forbidden_names(made: Made) -> set[str]:
    """Full names (two words and more) without consent, as in the private key."""
    people = made.records(tables.PARTICIPANTS)
    agreed = {row.name.casefold() for row in people if row.consent == "named"}
    strict = {row.name.casefold() for row in people if row.consent != "named"}
    names = {row.name for row in people if row.consent != "named" and len(row.name.split()) > 1}
    return {name for name in names if name.casefold() not in agreed - strict}


def readable(outputs: Path) -> Iterator[tuple[str, str]]:
    """Every file outside private/ as text, its name included; zips are opened."""
    for path in sorted(outputs.rglob("*")):
        relative = path.relative_to(outputs)
        if relative.parts[0] == "private":
            continue
        yield f"the name {relative}", relative.as_posix()
        if path.is_file():
            yield from _opened(relative.as_posix(), path.read_bytes())


def _opened(where: str, content: bytes) -> Iterator[tuple[str, str]]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            for member in members.namelist():
                yield from _opened(f"{where}/{member}", members.read(member))
    elif where.endswith(".parquet"):  # compressed: the bytes alone would hide a name
        yield where, str(pq.read_table(io.BytesIO(content)).to_pydict())
    else:
        text = content.decode("utf-8", "replace")
        yield where, text
        if "<" in text[:200]:
            yield f"{where}, without tags", re.sub(r"<[^>]+>", "", text)
