"""Precision, recall and F1, and the tables of the run that they are taken on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pipeline import tables
from pipeline.errors import UserError
from pipeline.schema import Table, rows_of
from pipeline.spans import folded
from pipeline.storage import read_table
from pipeline.study import Study, Texts

if TYPE_CHECKING:
    import pandas as pd

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Score:
    """How many of the wanted were found, and how many of the found were wanted."""

    found: int
    wanted: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 if nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found; 0 if nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @classmethod
    def of(cls, found: Counter[Thing], wanted: Counter[Thing]) -> Score:
        """Compare two multisets."""
        return cls(found.total(), wanted.total(), (found & wanted).total())


class Line(NamedTuple):
    """One line of the evaluation."""

    what: str
    how: str
    score: Score


class Made:
    """The tables of a run, as an evaluation needs them."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.sources = self.table(tables.SOURCES)
        self.texts = Texts(study.texts, list(self.sources["source"]))
        self.stem = {row["source"]: PurePosixPath(row["file"]).stem for row in rows_of(self.sources)}

    def table(self, table: Table) -> pd.DataFrame:
        """One working table.

        Raises:
            UserError: if no run has made it.
        """
        path = self._study.tables / f"{table.name}.parquet"
        if not path.exists():
            raise UserError("there is no finished run to evaluate", "Run: pipeline run", path)
        return read_table(path, table)

    def text_of(self, row: Mapping[str, object]) -> str:
        """The folded words of a row that has source, start and end."""
        return folded(self.texts[str(row["source"])][int(str(row["start"])) : int(str(row["end"]))])
