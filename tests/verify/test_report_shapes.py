"""Drafts laid out like a report: narrow columns, repeated pull quotes, footnote numbers attached to words."""

import re
import textwrap

import pytest

from pipeline.verify.drafts import read_draft
from tests.ingest.files import drawn, portable
from tests.verify.drafting import FORMATS, Paragraph

KITCHEN = "We had the keys by Friday and nobody asked us who was in charge, so we just opened the doors"
PARCELS = "The council rang on the Monday and asked whether we could take forty parcels, and we took sixty"
PULLED = "We had the keys by Friday and nobody asked who was in charge"
PARAGRAPHS = (
    "Trust was built long before the winter, and most of it was built over tea in somebody’s kitchen.",
    f"As Amy Lee, chief executive of Northside Trust, told us: “{KITCHEN}.”4 Others at the Trust agreed with her.",
    f"{PULLED}.”",
    "Amy Lee, chief executive, Northside Trust",
    "What happened next depended on the officers, and on whether they picked up the telephone in time.5",
    f"Ben Okafor, of Southby Council, remembers it differently. “{PARCELS},” he says, and he still has the list.",
    "None of this was planned, and none of it had a budget until well into the spring of that year.",
)
NOTES = "4  Interview, 2020.\n5  See the minutes of the parish council."


def said(path):
    """What is quoted, without line ends and the punctuation at either end."""
    return [re.sub(r"\s+", " ", one.text).strip(" .,”“") for one in read_draft(path).quotations]


def columns(width):
    return [textwrap.wrap(paragraph, width) for paragraph in PARAGRAPHS]


@pytest.mark.parametrize("width", [34, 42, 55, 70, 95])
def test_plain_text_in_columns(tmp_path, width):
    draft = tmp_path / "draft.txt"
    draft.write_text("\n\n".join("\n".join(lines) for lines in columns(width)) + f"\n\n{NOTES}\n", "utf-8")
    assert said(draft) == [KITCHEN, PULLED, PARCELS]


@pytest.mark.parametrize("width", [38, 50, 66])
def test_pages_in_columns(tmp_path, width):
    lines = [line for paragraph in columns(width) for line in [*paragraph, ""]]
    half = next(at for at in range(len(lines) // 2, len(lines)) if not lines[at])
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(
        portable([["Keys and kettles", *lines[:half], "1"], ["Keys and kettles", *lines[half:], "2"]])
    )
    assert {KITCHEN, PARCELS} <= set(said(draft))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_pull_quote_and_the_text_are_two_places(tmp_path, suffix):
    draft = tmp_path / f"draft{suffix}"
    draft.write_bytes(FORMATS[suffix]([Paragraph(text) for text in PARAGRAPHS]))
    found = said(draft)
    assert {KITCHEN, PARCELS} <= set(found)
    assert PULLED in found


def test_a_quotation_over_columns_and_pages_with_notes_between(tmp_path):
    """Footnotes at the foot of each column and page feet interrupt two quotations, which stay whole."""
    left = [
        "Amy Lee, chief executive of",
        "Northside Trust, told us: “We had",
        "the keys by Friday and nobody asked",
    ]
    right = [
        "us who was in charge, so we just",
        "opened the doors.”",
        "Ben Okafor remembers it differently.",
        "“The council rang on the Monday and",
    ]
    over = ["asked whether we could take forty", "parcels, and we took sixty,” he says."]
    pages = []
    for number, (one, other) in enumerate([(left, right), (over, ["None of this had been planned."])], start=1):
        page = [(50.0, 700.0 - 14 * at, 10.0, text) for at, text in enumerate(one)]
        page += [
            (50.0, 120.0, 7.0, f"{number} See the minutes of the parish council"),
            (50.0, 111.0, 7.0, "of 2020."),
        ]
        page += [(300.0, 700.0 - 14 * at, 10.0, text) for at, text in enumerate(other)]
        pages.append([*page, (50.0, 60.0, 10.0, f"Keys and kettles {number}")])
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(drawn(pages))
    assert said(draft) == [KITCHEN, PARCELS]
