"""The coded dataset as an analyst reads it: pandas frames. See docs/analysts.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Dataset:
    """The dataset of a run. Only `text` reads private files; every call returns a new data frame.

    Attributes:
        folder: the folder of Parquet tables.
    """

    folder: Path

    @classmethod
    def open(cls, outputs: str | Path) -> Dataset:
        """Open the dataset in an outputs folder, or a `dataset` folder on its own.

        Raises:
            UserError: if there is none.
        """
        outputs = Path(outputs)
        for folder in (outputs / "dataset" / "parquet", outputs / "parquet", outputs):
            if (folder / "coded_quotes.parquet").is_file():
                return cls(folder)
        raise UserError("there is no coded dataset here", "Name the outputs folder of a finished run", outputs)

    def quotes(
        self,
        *,
        theme: str | None = None,
        case: str | None = None,
        question: str | None = None,
        shortlisted: bool | None = None,
    ) -> pd.DataFrame:
        """A row per quote and theme, as in `coded_quotes.csv`.

        Args:
            theme: only this theme, by id or name (case-insensitive).
            case: only this case.
            question: only answers to this question.
            shortlisted: only shortlisted quotes, or only the others.

        Raises:
            UserError: if there is no such theme, case or question.
        """
        frame = self._table("coded_quotes")
        if theme is not None:
            themes = self.themes()
            wanted = _chosen(themes, theme, columns=("theme_id", "theme"))
            frame = frame[frame["theme_id"].isin(wanted["theme_id"])]
        if case is not None:
            frame = frame[frame["case"].isin(_chosen(self.cases(), case, columns=("case",))["case"])]
        if question is not None:
            asked = _chosen(self.theme_by_question(), question, columns=("question",))
            frame = frame[frame["question"].isin(asked["question"])]
        if shortlisted is not None:
            frame = frame[(frame["shortlisted"] == "yes") == shortlisted]
        return frame.reset_index(drop=True)

    def themes(self) -> pd.DataFrame:
        """A row per theme, with its definition and counts."""
        return self._table("themes")

    def theme_by_question(self) -> pd.DataFrame:
        """A row per survey question, in the order of the survey, with the passages of each theme."""
        return self._table("theme_by_question")

    def theme_by_attribute(self) -> pd.DataFrame:
        """How often each theme is raised by sector, region, question and so on; survey answers apart."""
        return self._table("theme_by_attribute")

    def theme_pairs(self) -> pd.DataFrame:
        """How often two themes are in the same passage."""
        return self._table("theme_pairs")

    def candidate_by_attribute(self) -> pd.DataFrame:
        """Where candidate themes occur, by case and sector, and their words there."""
        return self._table("candidate_by_attribute")

    def quotability(self) -> pd.DataFrame:
        """What the quotability of each row of `quotes` is made of."""
        return self._table("quotability")

    def cases(self) -> pd.DataFrame:
        """A row per case."""
        return self._table("cases")

    def organisations(self) -> pd.DataFrame:
        """A row per organisation mentioned."""
        return self._table("organisations")

    def mentions(self) -> pd.DataFrame:
        """A row per mention of an organisation."""
        return self._table("organisation_mentions")

    def ties(self) -> pd.DataFrame:
        """Which organisations are mentioned together, and where."""
        return self._table("organisation_ties")

    def findings(self) -> pd.DataFrame:
        """The run's findings."""
        return self._table("findings")

    def saturation(self) -> pd.DataFrame:
        """The themes that each further transcript added."""
        return self._table("saturation")

    def agreement(self) -> pd.DataFrame:
        """Agreement between coders, and between coders and the pipeline."""
        return self._table("agreement")

    def text(self, source: str) -> str:
        """The full text of a source, to which the offsets in `start` and `end` refer. Private.

        The text contains names and passages that consent does not allow to be shared.

        Raises:
            UserError: if the private text is not available, or there is no such source.
        """
        texts = self._texts()
        if source not in texts:
            there = ", ".join(texts)
            raise UserError(f"there is no source “{source}”", f"Take one of: {there}")
        with texts[source].open(encoding="utf-8", newline="") as file:
            return file.read()

    def _texts(self) -> dict[str, Path]:
        place = self.folder.resolve().parent.parent / "private" / "text"
        found = {path.stem: path for path in sorted(place.glob("*.txt"))}
        if not found or self.folder.resolve().parent.name != "dataset":
            raise UserError(
                "the texts of the sources are not here: they are private, and stay with the researcher",
                "Open the outputs folder of the run, with the folder private in it",
                self.folder,
            )
        return found

    def _table(self, name: str) -> pd.DataFrame:
        from pipeline.corpus.storage import read_parquet

        return read_parquet(self.folder / f"{name}.parquet")


def _chosen(frame: pd.DataFrame, wanted: str, *, columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows with this value in the first of the columns that contains it."""
    for column in columns:
        found = frame[frame[column].str.casefold() == wanted.casefold()]
        if len(found):
            return found
    there = ", ".join(frame[columns[-1]])
    raise UserError(f"there is no {columns[-1]} “{wanted}”", f"Take one of: {there}")
