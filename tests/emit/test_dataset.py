"""The dataset as an analyst reads it, and its Parquet files."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from pipeline import Study
from pipeline.corpus.dataset import Dataset
from pipeline.corpus.errors import UserError
from pipeline.emit.handover import Handover
from pipeline.emit.material import Material

ROOT = Path(__file__).parents[2]


@pytest.fixture
def outputs(files: dict[str, bytes], tmp_path: Path) -> Path:
    for path, content in files.items():
        if path.startswith("dataset/parquet/"):
            place = tmp_path / "outputs" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    return tmp_path / "outputs"


@pytest.fixture
def opened(outputs: Path) -> Dataset:
    return Study.open(outputs)


def test_parquet_says_what_the_sheets_say(files: dict[str, bytes], handed: Handover) -> None:
    for name, sheet in handed.sheets.items():
        frame = pd.read_parquet(io.BytesIO(files[f"dataset/parquet/{name}.parquet"]))
        assert list(frame.columns) == sheet.table.column_names
        shown = [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]
        assert shown == list(sheet.rows)


@pytest.mark.parametrize(
    ("asked", "quotes"),
    [
        ({"theme": "waiting"}, {"Q-T-2.2", "Q-T-3.1", "Q-T-5.1"}),
        ({"theme": "NOT waiting", "case": "grimsby"}, {"Q-T-2.2", "Q-T-3.1"}),
        ({"theme": "cogs", "shortlisted": True}, {"Q-T-2.2", "R-T-7.1"}),
        ({"theme": "cogs", "shortlisted": False}, {"Q-T-5.1"}),
    ],
)
def test_quotes(opened: Dataset, asked: dict[str, object], quotes: set[str]) -> None:
    found = opened.quotes(**asked)  # type: ignore[arg-type]
    assert set(found["quote_id"]) == quotes
    assert list(found.index) == list(range(len(found)))


def test_all_quotes_and_the_other_tables(opened: Dataset, handed: Handover) -> None:
    assert len(opened.quotes()) == len(handed.sheets["coded_quotes"].records)
    for name, frame in {
        "themes": opened.themes(),
        "cases": opened.cases(),
        "organisations": opened.organisations(),
        "organisation_mentions": opened.mentions(),
        "organisation_ties": opened.ties(),
        "findings": opened.findings(),
        "saturation": opened.saturation(),
        "agreement": opened.agreement(),
    }.items():
        assert len(frame) == len(handed.sheets[name].records)
        assert list(frame.columns) == handed.sheets[name].table.column_names


def test_the_folder_of_the_dataset_alone(outputs: Path) -> None:
    assert Study.open(str(outputs / "dataset")).folder == Study.open(outputs).folder


@pytest.mark.parametrize("asked", [{"theme": "no such"}, {"case": "no such"}])
def test_what_is_not_there(opened: Dataset, asked: dict[str, str]) -> None:
    with pytest.raises(UserError, match=r"there is no (theme|case) “no such”"):
        opened.quotes(**asked)  # type: ignore[arg-type]


def test_quotes_stand_in_the_text_where_they_say(study: Material, outputs: Path, opened: Dataset) -> None:
    private = outputs / "private" / "text"
    private.mkdir(parents=True)
    for source, text in study.texts.items():
        (private / f"{source}.txt").write_bytes(text.replace("\n", "\r\n").encode())  # line ends are characters too
    frame = opened.quotes(case="Grimsby")
    assert len(frame)
    text = opened.text("grimsby").replace("\r\n", "\n")
    assert "\r\n" in opened.text("grimsby")
    for row in frame[frame["source"] == "grimsby"].itertuples():
        said = text[row.start : row.end]
        assert said == row.quote or ("[name]" in str(row.quote) and "Bashir" in said)
    with pytest.raises(UserError, match=re.escape("there is no source “../../key”")):
        opened.text("../../key")


def test_whoever_has_the_dataset_alone_has_no_texts(opened: Dataset) -> None:
    with pytest.raises(UserError, match="private, and stay with the researcher"):
        opened.text("grimsby")


def test_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no coded dataset"):
        Study.open(tmp_path)


def test_the_examples_run(outputs: Path, study: Material) -> None:
    text = (ROOT / "docs" / "analysts.md").read_text("utf-8")
    match = re.findall("```python\n(.*?)```", text, re.DOTALL)
    private = outputs / "private" / "text"
    private.mkdir(parents=True)
    for source, said in study.texts.items():
        (private / f"{source}.txt").write_text(said, "utf-8", newline="")
    example = "\n".join(match).replace("Trust and relationships", "Cogs of connection")
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=outputs.parent,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "We are the cogs" in done.stdout
    assert "Grimsby Larder" in done.stdout
