"""Quotations with and without marks and their attributions are found in drafts of any format."""

from pathlib import Path

import pytest

from pipeline.verify.drafts import read_draft
from tests.ingest.files import package, portable
from tests.verify.drafting import FORMATS, Paragraph


def found(tmp_path, text, suffix=".md"):
    draft = tmp_path / f"draft{suffix}"
    draft.write_text(text, "utf-8")
    return read_draft(draft).quotations


@pytest.mark.parametrize(
    ("text", "quote", "told"),
    [
        ("Amy Lee said: “We had the keys by Friday.”", "We had the keys by Friday.", "Amy Lee"),
        ("“We had the keys by Friday,” said Amy Lee.", "We had the keys by Friday,", "Amy Lee"),
        (
            "One was plain. “We had the keys by Friday.” (P01, Northside)",
            "We had the keys by Friday.",
            "P01, Northside",
        ),
        (
            "“We had the keys by Friday.” — Chief executive, Leeds",
            "We had the keys by Friday.",
            "Chief executive, Leeds",
        ),
        (
            "“We had the keys by Friday.”\n\n— Chief executive, Leeds",
            "We had the keys by Friday.",
            "Chief executive, Leeds",
        ),
        (
            "> We had the keys by Friday.\n\n— Chief executive, Leeds",
            "We had the keys by Friday.",
            "Chief executive, Leeds",
        ),
        (
            "> We had the keys by Friday.\n>\n> — Chief executive, Leeds",
            "We had the keys by Friday.",
            "Chief executive, Leeds",
        ),
        ("> We had the keys.\n> By Friday. — Amy Lee", "We had the keys. By Friday.", "Amy Lee"),
        ("> He said, 'by Friday', and we had the keys.", "He said, 'by Friday', and we had the keys.", ""),
        ("‘We had the keys by Friday,’ said Amy Lee.", "We had the keys by Friday,", "Amy Lee"),
    ],
)
def test_a_quotation_and_whose_it_is(tmp_path, text, quote, told):
    [one] = found(tmp_path, text)
    assert one.text == quote
    assert told in one.told
    assert not one.is_term


def test_terms_and_titles_are_told_apart(tmp_path):
    [one] = found(tmp_path, "The so-called “new normal” came and went.")
    assert one.is_term


def test_plain_text_is_unwrapped_and_set_in_quotes_are_quotes(tmp_path):
    text = (
        "Amy Lee said: “We had the\nkeys by Friday and nobody\nasked.”\n\n    We took sixty parcels.\n\nThe end.\n"
    )
    one, other = found(tmp_path, text, ".txt")
    assert one.text == "We had the keys by Friday and nobody asked."
    assert other.text == "We took sixty parcels."


def test_the_same_line_under_every_quotation_is_no_page_head(tmp_path):
    text = "\n\n".join(
        f"“We had {count} keys by Friday and nobody asked.”\n\n— Participant 3, Leeds" for count in range(5, 11)
    )
    quotations = found(tmp_path, text, ".txt")
    assert [one.told for one in quotations] == ["Participant 3, Leeds"] * 6


def test_a_quotation_goes_on_over_the_page(tmp_path):
    pages = [["Cogs", "Amy Lee said: “We had the keys by Friday and", "nobody asked who was in", "1"],
             ["Cogs", "charge, we just opened the doors.”", "That was that.", "2"]]  # fmt: skip
    draft = tmp_path / "draft.pdf"
    draft.write_bytes(portable(pages))
    [one] = read_draft(draft).quotations
    assert (
        one.text.replace("\n", " ")
        == "We had the keys by Friday and nobody asked who was in charge, we just opened the doors."
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format(tmp_path, suffix):
    draft = tmp_path / f"draft{suffix}"
    quotes = ["We had the keys by Friday, and nobody asked.", "We took sixty parcels home with us on the Monday."]
    draft.write_bytes(
        FORMATS[suffix](
            [Paragraph(f"Amy Lee said: “{quotes[0]}”"), Paragraph(quotes[1], block=True), Paragraph("— Ben")]
        )
    )
    assert [one.text for one in read_draft(draft).quotations] == quotes


def test_html_quotes(tmp_path):
    text = (
        "<p>Amy said <q>we had the keys by Friday</q>.</p><aside class='pullquote'>We took sixty home.</aside>"
        "<blockquote>We just<br>opened the doors.</blockquote>"
    )
    quotations = found(tmp_path, text, ".html")
    assert [one.text.replace("\n", " ") for one in quotations] == [
        "we had the keys by Friday", "We took sixty home.", "We just opened the doors.",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n", "# A heading\n\nNothing is quoted here, it's all the councils' own.\n"])
def test_nothing_quoted(tmp_path, text):
    draft = tmp_path / "draft.md"
    draft.write_text(text)
    assert read_draft(draft).quotations == ()


def test_opendocument_quote_styles(tmp_path):
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
        "</office:automatic-styles><office:body><office:text><text:p>Amy told us of the keys.</text:p>"
        '<text:p text:style-name="P1">We had the keys by Friday.</text:p></office:text></office:body>'
        "</office:document-content>"
    )
    draft = tmp_path / "draft.odt"
    draft.write_bytes(package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}))
    assert [one.text for one in read_draft(draft).quotations] == ["We had the keys by Friday."]


def test_of_a_sentence_without_end_only_the_words_nearby_are_looked_at(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("and then “we just knock” she said " * 2_000, "utf-8")
    quotations = read_draft(draft).quotations
    assert len(quotations) == 2_000
    assert max(len(one.lead) for one in quotations) < 2_100


def test_marks_around_no_words_are_no_quotation(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text("“‘„«" * 500 + " and “we just knock”, she said.", "utf-8")
    assert [one.text for one in read_draft(draft).quotations] == ["we just knock"]
