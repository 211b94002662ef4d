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
    """What a run handed over. Nothing private is read but by `text`; every call gives a frame of its own.

    Attributes:
        folder: of the tables as Parquet.
    """

    folder: Path

    @classmethod
    def open(cls, outputs: str | Path) -> Dataset:
        """The dataset in an outputs folder, or in the folder `dataset` that was passed on alone.

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
            theme: only of this theme: its id or its name, in capitals or not.
            case: only of this case.
            question: only answers to this question.
            shortlisted: only those that are shortlisted, or only those that are not.

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
        """A row per theme, with its definition and how widely it is heard."""
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

    def quotability(self) -> pd.DataFrame:
        """What the quotability of each row of `quotes` is made of."""
        return self._table("quotability")

    def cases(self) -> pd.DataFrame:
        """A row per case."""
        return self._table("cases")

    def organisations(self) -> pd.DataFrame:
        """A row per organisation that was named."""
        return self._table("organisations")

    def mentions(self) -> pd.DataFrame:
        """Every place where an organisation is named."""
        return self._table("organisation_mentions")

    def ties(self) -> pd.DataFrame:
        """Which organisations are mentioned together, and where."""
        return self._table("organisation_ties")

    def findings(self) -> pd.DataFrame:
        """What the run wants a person to look at."""
        return self._table("findings")

    def saturation(self) -> pd.DataFrame:
        """Which themes each further transcript brought."""
        return self._table("saturation")

    def agreement(self) -> pd.DataFrame:
        """How far people agree about the coding, and the pipeline with them."""
        return self._table("agreement")

    def text(self, source: str) -> str:
        """The whole text of a source, in which the columns start and end count: for the researcher alone.

        It is the one thing here that is private: names and words that consent holds back stand in it.

        Raises:
            UserError: if it is not there, as for whoever was handed the dataset and nothing else, or there is no
                such source.
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
        import pandas as pd

        return pd.read_parquet(self.folder / f"{name}.parquet")


def _chosen(frame: pd.DataFrame, wanted: str, *, columns: tuple[str, ...]) -> pd.DataFrame:
    """The rows that have this value in one of the columns; the first column in which any has."""
    for column in columns:
        found = frame[frame[column].str.casefold() == wanted.casefold()]
        if len(found):
            return found
    there = ", ".join(frame[columns[-1]])
    raise UserError(f"there is no {columns[-1]} “{wanted}”", f"Take one of: {there}")
