"""Words that are broken at the end of a printed line stand whole in what was said."""

from __future__ import annotations

import pytest

from pipeline.documents.document import Line
from pipeline.documents.hyphens import without_broken_words
from pipeline.documents.pdf import read_portable
from pipeline.documents.readers import container_of
from tests.ingest.files import drawn


def _joined(*lines: str) -> list[str]:
    return [line.text for line in without_broken_words([Line(text=line) for line in lines])]


@pytest.mark.parametrize(
    ("first", "second", "whole", "rest"),
    [
        (
            "Olu: We waited for the settle-",
            "ment of the claim.",
            "Olu: We waited for the settlement",
            "of the claim.",
        ),
        ("Olu: It was the com-", "munity, all of it.", "Olu: It was the community,", "all of it."),
        ("Olu: The fund-", "ing stopped.", "Olu: The funding", "stopped."),
        ("Olu: In the after-", "noon we met.", "Olu: In the afternoon", "we met."),
        ("Olu: The Kirkholme flood-", "gatekeepers came.", "Olu: The Kirkholme floodgatekeepers", "came."),
        ("Olu: She had home-", "tuition for a year.", "Olu: She had home-tuition", "for a year."),
        ("Olu: A well-", "known man.", "Olu: A well-known", "man."),
        ("Olu: Mrs Finch-", "Saunders came.", "Olu: Mrs Finch-Saunders", "came."),
        ("Olu: The volun\u2010", "teers came.", "Olu: The volunteers", "came."),
    ],
)
def test_a_broken_word_is_whole(first, second, whole, rest):
    assert _joined(first, second) == [whole, rest]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Olu: We went to the sh-", "the shop, I mean."),
        ("Olu: I was go-", "Mina: And then?"),
        ("Olu: I was go-", "mina: and then?"),
        ("Olu: from 1990-", "1995 we met."),
        ("Olu: We re-", "rented the hall."),
        ("Olu: That was all -", "and no more."),
        ("Olu: We waited for the settle-", ""),
    ],
)
def test_what_was_broken_off_by_its_speaker_stays(first, second):
    assert _joined(first, second) == [first, second]


def test_a_word_that_has_its_hyphen_elsewhere_keeps_it():
    lines = _joined("Olu: Our work-shop is here.", "Mina: And the work-", "shop stayed.")
    assert lines[1:] == ["Mina: And the work-shop", "stayed."]


def test_a_word_alone_on_its_line_leaves_none():
    assert _joined("Olu: We waited for the settle-", "ment.", "Mina: When?") == [
        "Olu: We waited for the settlement.",
        "Mina: When?",
    ]


@pytest.mark.parametrize("hyphen", ["-", "\u00ad"])
def test_in_a_pdf(hyphen):
    rows = [f"Olu: We waited eleven months for the settle{hyphen}", "ment of the claim."]
    page = [(50.0, 700.0 - 14 * at, 10.0, row) for at, row in enumerate(rows)]
    said = " ".join(line.text for line in read_portable(drawn([page])).lines)
    assert said == "Olu: We waited eleven months for the settlement of the claim."


def test_over_the_end_of_a_page():
    body = [(50.0, 700.0 - 14 * at, 10.0, f"Mina: What came in year {at}?") for at in range(4)]
    pages = [
        [*body, (50.0, 600.0, 10.0, "Olu: We waited for the settle-"), (280.0, 40.0, 10.0, "1")],
        [
            (50.0, 700.0, 10.0, "ment of the claim."),
            *[(x, y - 50, size, text) for x, y, size, text in body],
            (280.0, 40.0, 10.0, "2"),
        ],
    ]
    said = " ".join(line.text for line in read_portable(drawn(pages)).lines if line.mark is None)
    assert "for the settlement of the claim." in said


SOFT = "\u00ad"


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        (f"We waited for the settle{SOFT}\nment of the claim.", ["We waited for the settlement", "of the claim."]),
        (f"the settle{SOFT}\r\nment of it", ["the settlement", "of it"]),
        (f"the settle{SOFT} \n   ment of it", ["the settlement", "of it"]),
        (f"the settle{SOFT}\nment, then", ["the settlement,", "then"]),
        (f"the Re{SOFT}\nnewal Trust", ["the Renewal", "Trust"]),
        (f"an In{SOFT}\nner{SOFT}city plan", ["an Innercity", "plan"]),
        (f"the settle{SOFT}ment of it", ["the settlement of it"]),
        (f"the settle{SOFT}\n\nMina: When?", ["the settle", "", "Mina: When?"]),
        (f"the well-{SOFT}\nknown hall", ["the well-known", "hall"]),
    ],
)
@pytest.mark.parametrize("ending", [".txt", ".md", ".rst"])
def test_a_soft_hyphen_at_the_end_of_a_line_joins(written, lines, ending):
    read = container_of(ending).read(written.encode())
    assert [line.text for line in read.lines] == lines
    assert not read.problems


@pytest.mark.parametrize("ending", [".csv", ".vtt", ".html"])
def test_no_soft_hyphen_is_left_in_other_formats(ending):
    forms = {
        ".csv": 'speaker,text\nOlu,"We waited for the settle{}\nment of it."\nMina,When?\n',
        ".vtt": "WEBVTT\n\n00:01.000 --> 00:04.000\nOlu: We waited for the settle{}\nment of it.\n",
        ".html": "<p>Olu: We waited for the settle&shy;ment of{} it.</p>",
    }
    document = container_of(ending).read(forms[ending].format(SOFT).encode())
    cells = [cell for row in document.grid or () for cell in row]
    text = " ".join(" ".join([*(line.text for line in document.lines), *cells]).split())
    assert "We waited for the settlement of it." in text
