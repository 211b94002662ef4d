"""The dataset itself, filled in: its column `decision` also holds what was decided before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.decisions import REVIEW
from pipeline.emit.parquet_files import parquet_path
from pipeline.emit.schemas import CODED_QUOTES
from pipeline.review.sheet_files import SheetRow
from pipeline.study import Study

_OF_THE_DATASET = "shortlisted"  # a column that no sheet for review has


def is_dataset(row: SheetRow) -> bool:
    """Whether a row comes from the dataset rather than from a sheet made for review."""
    return _OF_THE_DATASET in row.cells


def news_of(study: Study, rows: Iterable[SheetRow], *, coder: str) -> Iterator[SheetRow]:
    """The rows whose decision is not the one that the last run wrote there.

    The column `coder` says who coded so far, the pipeline among them: what is new was decided by `coder`.
    """
    written = _written(study)
    for row in rows:
        decision, note = row.cell("decision"), row.cell("note")
        before = written.get((row.cell("quote_id"), row.cell("theme_id")), ("", ""))
        if decision and decision.casefold() != before[0]:
            own = {"coder": coder, "note": "" if note == before[1] else note, "mode": REVIEW}
            yield replace(row, cells={**row.cells, **own})


def _written(study: Study) -> dict[tuple[str, str], tuple[str, str]]:
    """Decision and note of the last run's rows, by quote and theme; the CSV may be the file that was filled in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        path = study.outputs / parquet_path(CODED_QUOTES)
        rows = pq.read_table(path, columns=["quote_id", "theme_id", "decision", "note"]).to_pylist()
    except (OSError, pa.ArrowException, KeyError):  # absent, damaged or of another version: every decision is news
        return {}
    return {(row["quote_id"], row["theme_id"]): (row["decision"], row["note"].strip()) for row in rows}
