"""A withdrawal takes somebody's words and names out of the memos, and out of the sheet on which they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE, read_memos
from pipeline.corpus.study import Study
from pipeline.emit.table_files import csv_bytes
from pipeline.people.redaction import Person, Redactor
from pipeline.privacy.known_files import PersonalTraces, cleaned_memos, cleaned_workbooks, runs_of
from pipeline.review.memos_sheet import memos_sheet
from pipeline.review.sheets import save, workbook

WORDS = "we built a smaller gear out of driftwood"
OTHER = ("study", "", "Bo", "2026-01-02", "Begin with the roundtables.", "", "")
GONE = {
    "on their passage": ("passage", "q-1", "Bo", "", "A metaphor.", "s", "gear"),
    "on their passage under another id": ("passage", "q-8", "Bo", "", "A metaphor.", "s", WORDS),
    "that quotes them": ("code", "cogs", "Bo", "", f"Compare “{WORDS.upper()}”!", "", ""),
    "that quotes them over two lines": ("study", "", "Bo", "", WORDS.replace("gear ", "gear\n"), "", ""),
    "that begins like a formula": ("case", "Hull", "Bo", "", f"={WORDS}", "", ""),
}
REDACTED = {
    "about them": ("study", "", "Bo", "", "Ask Ann Ashgrove.", "", ""),
    "about them by one name": ("code", "cogs", "Bo", "", "Ask Ashgrove.", "", ""),
    "by a coder of their name": ("code", "cogs", "Ann Ashgrove", "", "Ask.", "", ""),
    "on a case of their name": ("case", "Ann Ashgrove", "Bo", "", "Ask.", "", ""),
}
FORMS = {
    "commas": lambda text: text,
    "semicolons": lambda text: text.replace(",", ";"),
    "tabs": lambda text: text.replace(",", "\t"),
    "Excel's hint": lambda text: "sep=;\r\n" + text.replace(",", ";"),
    "line feeds": lambda text: text.replace("\r\n", "\n"),
    "no end of the last line": str.rstrip,
}


@pytest.fixture
def theirs() -> PersonalTraces:
    return PersonalTraces(
        quote_ids=frozenset({"q-1"}),
        runs=frozenset(runs_of([WORDS])),
        whole=frozenset(),
        names=("Ann Ashgrove",),
        redactor=Redactor([Person(participant="P01", name="Ann Ashgrove")]),
    )


def write(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / MEMOS_FILE
    path.write_bytes(csv_bytes(MEMO_COLUMNS, rows))
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", GONE)
def test_a_memo_goes_and_the_others_stay(tmp_path: Path, theirs: PersonalTraces, kind: str, form: str) -> None:
    path = write(tmp_path, GONE[kind], OTHER)
    path.write_text(FORMS[form](path.read_text("utf-8-sig")), "utf-8", newline="")
    assert cleaned_memos(tmp_path, theirs) == 1
    left = path.read_text("utf-8-sig")
    assert "driftwood" not in left.casefold()
    assert [one.memo for one in read_memos(left)] == [OTHER[4]]
    assert cleaned_memos(tmp_path, theirs) == 0


@pytest.mark.parametrize("kind", REDACTED)
def test_their_name_goes_out_of_a_memo(tmp_path: Path, theirs: PersonalTraces, kind: str) -> None:
    path = write(tmp_path, REDACTED[kind], OTHER)
    assert cleaned_memos(tmp_path, theirs) == 0
    left = path.read_text("utf-8-sig")
    assert "Ashgrove" not in left
    assert "[name]" in left
    assert len(read_memos(left)) == 2


def test_memos_without_anything_of_theirs_stay_byte_for_byte(tmp_path: Path, theirs: PersonalTraces) -> None:
    path = write(tmp_path, OTHER)
    before = path.read_bytes()
    assert cleaned_memos(tmp_path, theirs) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", [*GONE, *REDACTED])
def test_the_sheet_is_cleaned_too(tmp_path: Path, theirs: PersonalTraces, kind: str) -> None:
    study = Study(tmp_path, tmp_path, tmp_path / "outputs")
    write(tmp_path, {**GONE, **REDACTED}[kind], OTHER)
    sheet = memos_sheet(study, passages={}, themes={})
    assert sheet is not None
    path = save(study, "review", workbook("Passages to review", [], [sheet], themes={}))
    assert cleaned_workbooks(study.private, theirs) == (kind == "on their passage")
    left = [str(cell.value) for row in load_workbook(path)["Memos"].iter_rows() for cell in row]
    assert not any("driftwood" in cell.casefold() or "Ashgrove" in cell for cell in left)
    assert OTHER[4] in left
