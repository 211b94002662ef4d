"""PDF: words by their place on the page, notes at its foot, columns, tabs."""

from __future__ import annotations

import pytest
from pypdf.generic._font import Font

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line
from pipeline.documents.pdf import read_portable
from tests.ingest.files import drawn

TALK = [
    "Mina: How did the canal freeze?",
    "Olu: It froze from the upper lock.",
    "Mina: When was that?",
    "Olu: In May.",
]
_HELVETICA = Font.from_core_font_name("/Helvetica")

Pieces = list[tuple[float, float, float, str]]


def _width(text: str, size: float = 10) -> float:
    return _HELVETICA.get_text_width(text) * size / 1000


def _by_word(text: str, y: float, *, spaces: bool) -> Pieces:
    pieces, x = [], 50.0
    for word in text.split():
        pieces.append((x, y, 10.0, word))
        x += _width(word)
        if spaces:
            pieces.append((x, y, 10.0, " "))
        x += _width(" ")
    return pieces


def _by_letter(text: str, y: float, *, apart: float = 0.0) -> Pieces:
    pieces, x = [], 50.0
    for sign in text:
        if sign != " ":
            pieces.append((x, y, 10.0, sign))
        x += _width(sign) + apart
    return pieces


def _said(lines: tuple[Line, ...]) -> list[str]:
    return [line.text.strip() for line in lines if line.text.strip() and line.mark is None]


DRAWN = {
    "words and spaces": lambda text, y: _by_word(text, y, spaces=True),
    "words": lambda text, y: _by_word(text, y, spaces=False),
    "words from the right": lambda text, y: _by_word(text, y, spaces=False)[::-1],
    "letters": _by_letter,
    "letters apart": lambda text, y: _by_letter(text, y, apart=2.5),
    "a line": lambda text, y: [(50.0, y, 10.0, text)],
}


@pytest.mark.parametrize("way", DRAWN)
def test_words_on_one_baseline_are_one_line(way):
    page = [piece for at, text in enumerate(TALK) for piece in DRAWN[way](text, 700 - 20 * at)]
    assert _said(read_portable(drawn([page])).lines) == TALK


COLUMNS = [
    [f"Olu: the lock froze {number} times in one", f"winter and we broke {number} boats out"]
    for number in range(1, 7)
]


@pytest.mark.parametrize("order", ["by column", "across"])
def test_columns_are_read_one_after_the_other(order):
    left = [
        (50.0, 700 - 14 * at, 10.0, text) for at, text in enumerate(line for pair in COLUMNS[:3] for line in pair)
    ]
    right = [
        (320.0, 700 - 14 * at, 10.0, text) for at, text in enumerate(line for pair in COLUMNS[3:] for line in pair)
    ]
    page = (
        [*left, *right]
        if order == "by column"
        else [each for pair in zip(left, right, strict=True) for each in pair]
    )
    assert _said(read_portable(drawn([page])).lines) == [line for pair in COLUMNS for line in pair]


def test_a_label_beside_its_words_is_on_their_line():
    page: Pieces = []
    for at in range(8):
        page += [
            (50.0, 700 - 14 * at, 10.0, "Olu:"),
            (120.0, 700 - 14 * at, 10.0, f"The lock froze {at} times over."),
        ]
    assert _said(read_portable(drawn([page])).lines)[0] == "Olu: The lock froze 0 times over."


@pytest.mark.parametrize("mark", ["1", "12", "*"])
@pytest.mark.parametrize("size", [10.0, 8.0])
def test_a_footnote_is_no_speech_and_its_mark_no_part_of_a_word(mark, size):
    lines = [(50.0, 700 - 20 * at, 10.0, text) for at, text in enumerate(TALK * 2)]
    x = 50 + _width(TALK[1])
    page = [*lines[:2], (x, 684.0, 6.0, mark), *lines[2:]]
    page += [(50.0, 80.0, size, f"{mark} The flood of the year"), (50.0, 68.0, size, "before, says the board.")]
    read = read_portable(drawn([page])).lines
    assert _said(read) == TALK * 2
    notes = [line.text for line in read if line.mark is SegmentKind.NOTE]
    assert notes == [f"{mark} The flood of the year", "before, says the board."]


def test_an_exponent_stays():
    page = [
        (50.0, 700.0, 10.0, "Olu: In 10"),
        (50 + _width("Olu: In 10"), 704.0, 6.0, "2"),
        (110.0, 700.0, 10.0, "days."),
    ]
    assert _said(read_portable(drawn([page])).lines)[0].startswith("Olu: In 102")


def test_tabs_do_not_reach_the_text():
    page = [(50.0, 700.0, 10.0, "Olu:\tThe\tlock\tfroze."), (50.0, 680.0, 10.0, "and\tthen\tit\tthawed.")]
    assert _said(read_portable(drawn([page])).lines) == ["Olu: The lock froze.", "and then it thawed."]


def _column(x: float, name: str, rows: int) -> Pieces:
    return [(x, 700.0 - 14 * at, 10.0, f"{name} row number {at} of this") for at in range(rows)]


def _in_rows(*columns: Pieces) -> Pieces:
    """As a program draws them that goes from row to row."""
    return [column[at] for at in range(max(map(len, columns))) for column in columns if at < len(column)]


@pytest.mark.parametrize("rows", [(8, 8), (8, 5), (8, 7), (6, 8)])
def test_columns_of_unequal_length(rows):
    page = _in_rows(_column(50, "Left", rows[0]), _column(300, "Right", rows[1]))
    names = [line.split()[0] for line in _said(read_portable(drawn([page])).lines)]
    assert names == ["Left"] * rows[0] + ["Right"] * rows[1]


def test_three_columns():
    page = _in_rows(*(_column(x, name, 8) for x, name in ((40, "First"), (220, "Second"), (400, "Third"))))
    names = [line.split()[0] for line in _said(read_portable(drawn([page])).lines)]
    assert names == ["First"] * 8 + ["Second"] * 8 + ["Third"] * 8


def test_what_stands_below_two_columns_comes_after_both():
    page = [*_in_rows(_column(50, "Left", 6), _column(300, "Right", 6)), (50.0, 560.0, 10.0, "Below them both")]
    names = [line.split()[0] for line in _said(read_portable(drawn([page])).lines)]
    assert names == ["Left"] * 6 + ["Right"] * 6 + ["Below"]


def test_a_footnote_ends_with_its_column_and_before_a_box():
    left = _column(50, "Left", 6)
    right = _column(300, "Right", 8)
    mark = (50 + _width(left[1][3]), left[1][1] + 4, 6.0, "1")
    note = [(50.0, 616.0, 7.0, "1 See the report of the board"), (50.0, 606.0, 7.0, "of 2019, page 7.")]
    read = read_portable(drawn([[*left[:2], mark, *left[2:], *note, *right]])).lines
    assert [line.text for line in read if line.mark is SegmentKind.NOTE] == [text for *_, text in note]
    assert [line.split()[0] for line in _said(read)] == ["Left"] * 6 + ["Right"] * 8


def test_a_page_foot_and_a_footnote_come_after_the_paragraph_that_they_interrupt():
    pages = []
    for number in range(3):
        top = ["The hall stayed open.", "went on over the page and ended here.", "did not end on this one."][number]
        rows = [top, f"“We kept it open all {number} weeks and", f"the words of somebody else {'abc'[number]}"]
        page = [(50.0, 700 - 14 * at, 10.0, text) for at, text in enumerate(rows)]
        pages.append([*page, (50.0, 80.0, 10.0, f"Annual review {number + 1}")])
    read = read_portable(drawn(pages)).lines
    texts = [line.text.strip() for line in read if line.text.strip()]
    at = texts.index("the words of somebody else a")
    assert texts[at + 1] == "went on over the page and ended here."
    assert texts[at + 2] == "Annual review 1"
