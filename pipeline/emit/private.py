"""What stays with the researcher: who is behind each id, and what was replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.emit.csv_files import csv_bytes
from pipeline.emit.handover import File
from pipeline.emit.material import Material, Row
from pipeline.schema import Table
from pipeline.tables import PARTICIPANTS, REDACTIONS


def private_files(material: Material) -> Iterator[File]:
    """`key.csv` and `redactions.csv`. They do not pass the gate, and never leave `private/`."""
    cited = material.attribution
    key = [{**row, **_citation(cited.get(row["participant"]))} for row in material.participants]
    columns = [*PARTICIPANTS.column_names, "cited_as", "consent_applied", "quotable"]
    yield "private/key.csv", csv_bytes(columns, ([row[column] for column in columns] for row in key))
    yield "private/redactions.csv", _as_csv(REDACTIONS, material.redactions)


def _citation(row: Row | None) -> Row:
    if row is None:
        return {"cited_as": "", "consent_applied": "", "quotable": "no"}
    return {
        "cited_as": row["attribution"],
        "consent_applied": row["consent"],
        "quotable": "yes" if row["quotable"] else "no",
    }


def _as_csv(table: Table, rows: Sequence[Row]) -> bytes:
    names = table.column_names
    return csv_bytes(names, ([row[name] for name in names] for row in rows))
