"""Paragraphs in columns of any width are joined run by run; headings on several lines are one heading."""

from __future__ import annotations

import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line
from pipeline.ingest.assembly import narrative

WIDE = (
    "The second chapter is set in one wide column, whose lines run nearly to the edge of\n"
    "the page, so that the width of the whole file says nothing about the columns that\n"
    "come after it, where every line is only half as long and still belongs to the next."
)


def read(text: str) -> tuple[list[str], list[str]]:
    """The paragraphs and the headings of a document."""
    lines = [Line(text=line, number=at + 1) for at, line in enumerate(text.split("\n"))]
    blocks = narrative(lines)
    speech = [said for block in blocks for _, said in block.speech]
    headings = [piece.text for block in blocks for piece in block.pieces if piece.kind == SegmentKind.HEADING]
    return speech, headings


@pytest.mark.parametrize(
    "column",
    [
        "The hall had been closed for a\nyear when volunteers took the\nkeys and opened it again.",
        "As Priya Nair, clerk of Mossley\nTown Council, put it:",
        "Staff at the Larkhill\nProject drove out each\nmorning with hot food.",
        "Members rang every tenant on\nthe list, twice a week, until\nthe lines were quiet again.",
        " We never asked who was in\ncharge of it. We simply did\nwhat had to be done.”",
        "Rents rose by a tenth in two\nyears, and the waiting list\ndoubled in the same time.2",
    ],
)
def test_a_narrow_column_beside_a_wide_one(column: str) -> None:
    speech, _ = read(f"{WIDE}\n\n{column}\n\n{WIDE}")
    assert " ".join(line.strip() for line in column.split("\n")) in speech


@pytest.mark.parametrize(
    "separate",
    [
        "Bread\nMilk\nEggs",
        "• open the hall\n• ring the tenants\n• count the boxes",
        "The hall opened in May.\nThe shop opened in June.\nThe yard is still shut.",
        "1. Fund local groups\n2. Share the data\n3. Meet each month",
    ],
)
def test_lists_and_lines_of_their_own_stay_apart(separate: str) -> None:
    speech, headings = read(f"{WIDE}\n\n{separate}\n\n{WIDE}")
    assert all(line.strip() in [*speech, *headings] for line in separate.split("\n"))


@pytest.mark.parametrize(
    ("heading", "whole"),
    [
        ("Interview with\nPriya Nair,\ncoordinator", "Interview with Priya Nair, coordinator"),
        ("Interview with  \nOwen Hale,  \nhead of services", "Interview with Owen Hale, head of services"),
        ("What the councils\nhave learnt since\nthe floods", "What the councils have learnt since the floods"),
        ("Recommendations for\nthe next parliament", "Recommendations for the next parliament"),
        ("Zofia Brzezicka,\nmanager, Quayside Project", "Zofia Brzezicka, manager, Quayside Project"),
    ],
)
def test_a_heading_on_several_lines(heading: str, whole: str) -> None:
    assert whole in read(f"{WIDE}\n\n{heading}\n\n{WIDE}")[1]


def test_a_heading_set_close_under_a_paragraph() -> None:
    quote = " We kept the kitchen going through the winter because people\nneeded it.”"
    text = f"{WIDE}\n\n{quote}\nInterview with\nCarol Finch,\ndirector\n\n{WIDE}"
    speech, headings = read(text)
    assert "We kept the kitchen going through the winter because people needed it.”" in speech
    assert "Interview with Carol Finch, director" in headings


@pytest.mark.parametrize("dash", ["–", "-"])
def test_a_dash_at_the_beginning_of_a_line(dash: str) -> None:
    column = f"The towns of the coast and the\n{dash} mostly older people of the\nhills have had no bus since May."
    assert column.replace("\n", " ") in read(f"{WIDE}\n\n{column}\n\n{WIDE}")[0]
