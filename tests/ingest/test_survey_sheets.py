"""Workbooks of several sheets, and sheets of several tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from pipeline.ingest.reading import ReadFile
from tests.ingest.helpers import check, read

Rows = Sequence[Sequence[str]]
TOP = ["Respondent ID", "Region", "What helped?"]
NORTH = [TOP, ["a1", "North", "They rang us every week"], ["a2", "North", "The room was warm all winter"]]
SOUTH = [TOP, ["b1", "South", "Nobody asked us at all"], ["b2", "South", "We had the keys at last"]]
MORE = [["Respondent ID", "What got in the way?"], ["a1", "The forms were long"], ["a2", "Buses stop at six"]]
CODES = [["Code", "Meaning"], ["w", "Warmth"], ["k", "Keys"]]


def workbook(folder: Path, *, kind: str = "", **sheets: Rows) -> ReadFile:
    """A workbook of these sheets, read."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    whole = io.BytesIO()
    book.save(whole)
    (folder / "survey.xlsx").write_bytes(whole.getvalue())
    result = read(folder / "survey.xlsx", kind=kind)
    for source in result.present:
        check(source)
    return result


def said(result: ReadFile) -> list[list[str]]:
    """The answers of each respondent."""
    return [[source.text[turn.start : turn.end] for turn in source.turns] for source in result.present]


def findings(result: ReadFile) -> str:
    """All of them."""
    return "\n".join(problem.finding for problem in result.problems)


def test_sheets_of_the_same_columns_hold_further_respondents(tmp_path: Path) -> None:
    result = workbook(tmp_path, North=NORTH, South=SOUTH)
    assert len(said(result)) == 4
    assert {source.about["region"] for source in result.present} == {"North", "South"}
    assert "the same columns" in findings(result)
    assert "not read" not in findings(result).split("not read as answers")[0]


def test_columns_in_another_order_and_one_more(tmp_path: Path) -> None:
    south = [[row[2], row[0], row[1], "x" if at else "Wave"] for at, row in enumerate(SOUTH)]
    wide = [[*row, "yes" if at else "Drives?", "5" if at else "Score"] for at, row in enumerate(NORTH)]
    other = [[*row, "no" if at else "Drives?", "3" if at else "Score"] for at, row in enumerate(south)]
    result = workbook(tmp_path, North=wide, South=other)
    assert sorted(answer for answers in said(result) for answer in answers) == sorted(
        row[2] for row in (*NORTH[1:], *SOUTH[1:])
    )


def test_a_sheet_of_the_same_respondents_holds_further_answers(tmp_path: Path) -> None:
    result = workbook(tmp_path, Part1=NORTH, Part2=MORE)
    assert said(result) == [
        ["They rang us every week", "The forms were long"],
        ["The room was warm all winter", "Buses stop at six"],
    ]
    assert "further answers of the same respondents" in findings(result)


def test_who_answered_the_second_part_only_is_not_lost(tmp_path: Path) -> None:
    result = workbook(tmp_path, Part1=NORTH, Part2=[*MORE, ["a3", "Nobody knew of it"]])
    assert said(result)[-1] == ["Nobody knew of it"]


@pytest.mark.parametrize("again", [NORTH, [*NORTH, ["a3", "East", "We had no van and no keys"]]])
def test_a_copy_is_not_counted_twice(tmp_path: Path, again: Rows) -> None:
    result = workbook(tmp_path, Raw=NORTH, Cleaned=again)
    assert len(said(result)) == len(again) - 1
    assert "sheets that were not read" in findings(result)


def test_a_copy_without_ids_is_not_counted_twice(tmp_path: Path) -> None:
    bare = [row[1:] for row in NORTH]
    assert len(said(workbook(tmp_path, Raw=bare, Cleaned=bare))) == 2


def test_another_sheet_is_told(tmp_path: Path) -> None:
    result = workbook(tmp_path, Answers=NORTH, Codes=CODES)
    assert len(said(result)) == 2
    assert "sheets that were not read: 'Codes'; 'Answers' was" in findings(result)


def test_title_rows_above_each_sheet(tmp_path: Path) -> None:
    titled = [["Winter survey", "", ""], ["North", "", ""], *NORTH]
    assert len(said(workbook(tmp_path, North=titled, South=[["Winter survey", "", ""], *SOUTH]))) == 4


def test_sheets_of_a_transcript_stay_apart(tmp_path: Path) -> None:
    top = ["Speaker", "Text"]
    one = [top, ["Ann", "Who came to the hall?"], ["Gus", "We all did"], ["Ann", "And then?"], ["Gus", "Left"]]
    two = [top, ["Ann", "Who paid?"], ["Ida", "Nobody"], ["Ann", "Why?"], ["Ida", "It was free"]]
    result = workbook(tmp_path, One=one, Two=two)
    assert result.kind == "interview"
    assert "sheets that were not read: 'Two'" in findings(result)


@pytest.mark.parametrize("title", [[], [["South", "", ""]]])
def test_a_second_table_of_the_same_columns_in_one_sheet(tmp_path: Path, title: Rows) -> None:
    lines = [",".join(row) for row in (*NORTH, *title, [*TOP[:2], "What helped? "], *SOUTH[1:])]
    (tmp_path / "two.csv").write_text("\n".join(lines))
    assert len(read(tmp_path / "two.csv").present) == 4


def test_a_second_table_of_the_same_respondents_in_one_sheet(tmp_path: Path) -> None:
    below = [
        ["Respondent ID", "What got in the way?", "And why?"],
        ["a1", "Forms", "They were long"],
        ["a2", "Buses", "They stop"],
    ]
    (tmp_path / "two.csv").write_text("\n".join(",".join(row) for row in (*NORTH, *below)))
    result = read(tmp_path / "two.csv")
    assert [len(answers) for answers in said(result)] == [3, 3]


def beside(left: Rows, right: Rows, *, gap: int = 1, title: Sequence[str] = ()) -> Rows:
    """Two tables on one sheet, side by side; with a title, the right one begins a row lower."""
    lower: Rows = [[*title], *right] if title else right
    rows = max(len(left), len(lower))
    wide, broad = (max(map(len, each)) for each in (left, right))
    ones, others = (
        [[*(each[at] if at < len(each) else [])] for at in range(rows)] for each in (list(left), list(lower))
    )
    return [
        [*one, *[""] * (wide - len(one) + gap), *other, *[""] * (broad - len(other))]
        for one, other in zip(ones, others, strict=True)
    ]


LONGER = [*SOUTH, ["b3", "South", "The choir came back again"]]
NO_IDS = [[row[1], row[2]] for row in NORTH], [[row[1], row[2]] for row in SOUTH]


@pytest.mark.parametrize(
    ("rows", "respondents"),
    [
        (beside(NORTH, SOUTH), 4),
        (beside(NORTH, SOUTH, gap=3), 4),
        (beside(NORTH, LONGER), 5),
        (beside(LONGER, NORTH), 5),
        (beside(NORTH, SOUTH, title=["The south"]), 4),
        (beside(*NO_IDS), 4),
        (beside(NORTH, [[row[2], row[0], row[1]] for row in SOUTH]), 4),
        (beside(NORTH, beside(SOUTH, [TOP, ["c1", "East", "The bus was free for us"]])), 5),
    ],
)
def test_tables_of_the_same_columns_side_by_side_hold_further_respondents(
    tmp_path: Path, rows: Rows, respondents: int
) -> None:
    result = workbook(tmp_path, All=rows)
    assert [len(answers) for answers in said(result)] == [1] * respondents
    assert "the same columns" in findings(result)


def test_a_table_of_the_same_respondents_side_by_side_holds_further_answers(tmp_path: Path) -> None:
    backwards = [MORE[0], MORE[2], MORE[1]]
    result = workbook(tmp_path, All=beside(NORTH, backwards))
    assert [answers[-1] for answers in said(result)] == ["The forms were long", "Buses stop at six"]
    assert "further answers of the same respondents" in findings(result)


@pytest.mark.parametrize("title", [[], ["Answers by region"]])
def test_a_summary_beside_the_answers_is_told_and_not_read(tmp_path: Path, title: Sequence[str]) -> None:
    rows = [*NORTH, *SOUTH[1:], *([f"d{at}", "East", f"The hall has {at} rooms to meet in"] for at in range(9))]
    summary = [["Region", "Count"], ["North", "2"], ["South", "2"], ["East", "9"]]
    result = workbook(tmp_path, All=beside(rows, summary, title=title))
    assert len(said(result)) == 13
    assert "a table in column E" in findings(result)
    assert "not read" in findings(result)


def test_an_empty_column_between_questions_parts_nothing(tmp_path: Path) -> None:
    right = [
        ["What got in the way?", "What next?"],
        ["The forms were long", ""],
        ["Buses stop at six", "We all had a rest"],
    ]
    result = workbook(tmp_path, All=beside(NORTH, right))
    assert [answers[1:] for answers in said(result)] == [
        ["The forms were long"],
        ["Buses stop at six", "We all had a rest"],
    ]
