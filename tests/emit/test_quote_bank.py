"""The quote bank and the methods statement."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections import Counter
from typing import Any

import docx
import pytest

from pipeline.corpus.counts import Counts
from pipeline.corpus.dataset_records import CodedQuote
from pipeline.corpus.settings import QuoteSettings
from pipeline.emit.bank_choice import LEAST_PER_THEME, ThemeQuotes, length_of
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.quote_bank import QuoteBankDocument, quote_bank
from pipeline.emit.table_files import csv_rows
from tests.emit.filled import filled


@pytest.fixture
def paragraphs(files: dict[str, bytes]) -> list[tuple[str, str]]:
    document = docx.Document(io.BytesIO(files["report/quote_bank.docx"]))
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def row(number: int, **given: Any) -> CodedQuote:
    plain = {"quote_id": f"q-{number:02}", "case": "A", "quote": "few words", "quotability": 0.8, "counts": "yes"}
    return filled(CodedQuote, **{**plain, **given})


def test_every_quote_that_is_printed_is_in_the_dataset_with_its_attribution_and_id(
    paragraphs: list[tuple[str, str]], files: dict[str, bytes]
) -> None:
    rows = csv_rows(files["dataset/coded_quotes.csv"])
    known = {(f"“{row['quote']}”", f"— {row['attribution']}", row["quote_id"]) for row in rows}
    places = [at for at, (style, _) in enumerate(paragraphs) if style == "Quotation"]
    assert places
    for at in places:
        (_, quote), (attribution_style, attribution), (context_style, context) = paragraphs[at : at + 3]
        assert (attribution_style, context_style) == ("Attribution", "Quote context")
        assert (quote, attribution, context.split(" · ")[0]) in known


def test_what_is_shortlisted_is_in_the_bank(paragraphs: list[tuple[str, str]], files: dict[str, bytes]) -> None:
    printed = {text for style, text in paragraphs if style == "Quotation"}
    wanted = {f"“{r['quote']}”" for r in csv_rows(files["dataset/coded_quotes.csv"]) if r["shortlisted"] == "yes"}
    assert wanted <= printed


def test_the_contents_list_every_heading_and_lead_to_it(
    paragraphs: list[tuple[str, str]], files: dict[str, bytes]
) -> None:
    headings = [text for style, text in paragraphs if style in ("Heading 1", "Heading 2")]
    assert [text for style, text in paragraphs if style in ("TOC 1", "TOC 2")] == [f"{one}\t" for one in headings]
    assert {
        "Cogs of connection",
        "Candidate: [name] rang",
        "Methods",
        "Grimsby: The Larder; A place at the table",
    } <= {*headings}
    body = docx.Document(io.BytesIO(files["report/quote_bank.docx"])).element.xml
    assert re.findall(r'w:anchor="(\w+)"', body) == re.findall(r'<w:bookmarkStart[^>]*w:name="(\w+)"', body)
    assert re.findall(r"PAGEREF (\w+) ", body) == re.findall(r'w:anchor="(\w+)"', body)
    assert [body.count(f'w:fldCharType="{kind}"') for kind in ("begin", "separate", "end")] == [len(headings)] * 3


def test_word_is_not_made_to_ask_a_question_at_every_opening(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["report/quote_bank.docx"])) as package:
        for name in package.namelist():
            assert b"updateFields" not in package.read(name)
            assert b"w:dirty" not in package.read(name)


def test_a_character_that_xml_cannot_hold_does_no_harm(handed: Handover) -> None:
    themes = handed.sheets["themes"]
    odd = [dataclasses.replace(one, definition="bell \x07 and half \ud800") for one in themes.records]
    changed = dataclasses.replace(handed, sheets={**handed.sheets, "themes": Sheet(themes.table, odd)})
    document = docx.Document(io.BytesIO(dict(quote_bank(changed, {}))["report/quote_bank.docx"]))
    assert "bell  and half " in [paragraph.text for paragraph in document.paragraphs]


def test_a_study_in_which_nothing_was_found(handed: Handover) -> None:
    sheets = {name: dataclasses.replace(sheet, records=[]) for name, sheet in handed.sheets.items()}
    empty = dataclasses.replace(handed, sheets=sheets, counts=Counts(), transcripts=())
    document = docx.Document(io.BytesIO(dict(quote_bank(empty, {}))["report/quote_bank.docx"]))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == ["Methods"]


@pytest.mark.parametrize(
    ("words", "length"), [(1, "short"), (25, "short"), (26, "medium"), (60, "medium"), (61, "long")]
)
def test_lengths(words: int, length: str) -> None:
    assert length_of("word " * words) == length


def test_what_is_printed_of_a_theme() -> None:
    rows = [
        row(1, quotability=0.2),
        row(2, counts="no", quotability=1.0),
        row(3, same_as="q-04"),
        row(4, quotability=0.9),
        row(5, shortlisted="yes", quotability=0.6),
        row(6, quote="word " * 30, case="B"),
        row(7, case="C", quotability=0.0),
    ]
    chosen = ThemeQuotes.of(rows, cases=["B", "A", "C"], limits=QuoteSettings())
    assert {length: one.quote_id for length, one in chosen.picks.items()} == {"short": "q-05", "medium": "q-06"}
    assert {case: [one.quote_id for one in kept] for case, kept in chosen.by_case.items()} == {"A": ["q-04"]}
    assert chosen.left_out == 3


@pytest.mark.parametrize(
    ("limits", "themes", "printed"),
    [
        ({}, 1, {"A": 3, "B": 3, "C": 2}),
        ({"bank_per_case": 1}, 1, {"A": 1, "B": 1, "C": 1}),
        ({"bank_per_theme": 4}, 1, {"A": 2, "B": 1, "C": 1}),
        ({"bank_quotes": 10}, 2, {"A": 2, "B": 2, "C": 1}),
        ({"bank_quotes": 10}, 50, dict.fromkeys("ABC", LEAST_PER_THEME // 3)),
        ({"bank_quotes": 10}, 0, {"A": 3, "B": 3, "C": 2}),
    ],
)
def test_the_best_of_each_case_comes_before_the_second_of_another(limits, themes, printed) -> None:
    rows = [row(at + 10 * place, case=case, quotability=0.9 - at / 100) for place, case in enumerate("ABC")
            for at in range(2 if case == "C" else 6)]  # fmt: skip
    chosen = ThemeQuotes.of(rows, cases=["A", "B", "C"], limits=QuoteSettings(**limits), themes=themes)
    found = [*chosen.picks.values(), *(one for some in chosen.by_case.values() for one in some)]
    assert dict(Counter(one.case for one in found)) == printed
    assert chosen.left_out == len(rows) - len(found)


def test_no_quote_is_printed_twice_under_one_theme_and_no_theme_begins_a_page(
    paragraphs: list[tuple[str, str]], files: dict[str, bytes]
) -> None:
    of_theme: list[str] = []
    for style, text in paragraphs:
        if style == "Heading 1":
            of_theme = []
        if style == "Quotation":
            assert text not in of_theme
            of_theme.append(text)
    document = docx.Document(io.BytesIO(files["report/quote_bank.docx"]))
    assert not document.styles["Heading 1"].paragraph_format.page_break_before


@pytest.mark.parametrize(
    "text", ["", "Plain words.", " “Kept” spaces ", "a\tb", "two\nlines", "R&D <b>", "\u00a0wide"]
)
def test_a_paragraph_is_what_python_docx_makes_of_it(text):
    made = QuoteBankDocument("Title").write(text)
    expected = docx.Document().add_paragraph(text)
    assert [run._r.xml for run in made.runs] == [run._r.xml for run in expected.runs]
