"""The dataset itself, filled in: in its column `decision` stands what was decided before, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.emit.verdicts import Verdict, verdicts
from pipeline.errors import UserError
from pipeline.schema import rows_of
from pipeline.storage import read_table
from pipeline.study import Study
from pipeline.tables import CODINGS

_OF_THE_DATASET = "shortlisted"  # a column that no sheet for review has

Row = dict[str, str]


def news_of(study: Study, rows: Iterable[Row], *, coder: str) -> Iterator[Row]:
    """Rows with a decision; of the dataset's, those whose decision is not the one that the last run wrote there.

    Its column `coder` says who coded so far, the pipeline among them: what is new was decided by `coder`.
    """
    written: dict[tuple[str, str], Verdict] | None = None
    for row in rows:
        if _OF_THE_DATASET not in row:
            yield row
            continue
        if written is None:
            written = _written(study)
        before = written.get((row["quote_id"], row["theme_id"]))
        if before is None or row["decision"].strip().casefold() != before.decision:
            note = row.get("note", "")
            yield {**row, "coder": coder, "note": "" if before and note == before.note else note}


def _written(study: Study) -> dict[tuple[str, str], Verdict]:
    path = study.tables / f"{CODINGS.name}.parquet"
    try:
        codings = rows_of(read_table(path, CODINGS)) if path.exists() else []
    except UserError:  # of another version, or damaged: every decision is news
        return {}
    return {(quote, one.theme_id): one for quote, some in verdicts(codings).items() for one in some}
