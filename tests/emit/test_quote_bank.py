"""The quote bank and the statement of methods."""

from __future__ import annotations

import io
from dataclasses import replace

import docx

from pipeline.emit.handover import Handover
from pipeline.emit.methods import statement
from pipeline.emit.quote_bank import length_of


def paragraphs(files: dict[str, bytes]) -> list[tuple[str, str]]:
    document = docx.Document(io.BytesIO(files["report/quote_bank.docx"]))
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def test_by_theme_then_by_case_each_with_its_attribution(files: dict[str, bytes], handed: Handover) -> None:
    shown = paragraphs(files)
    themes = {row["theme"] for row in handed.records("themes") if row["origin"] == "codebook"}
    heads = [text for style, text in shown if style == "Heading 1"]
    assert heads[0] == "Contents"
    assert heads[-1] == "How this was done"
    assert set(heads[1:-1]) <= themes
    assert heads[1:-1]
    rows = {row["quote"]: row for row in handed.records("coded_quotes")}
    quotes = [at for at, (style, _) in enumerate(shown) if style == "Quote"]
    assert quotes
    for at in quotes:
        row = rows[shown[at][1].removeprefix("“").removesuffix("”")]
        assert shown[at + 1][1].startswith(row["attribution"])
        assert row["quote_id"] in shown[at + 1][1]


def test_the_contents_show_before_word_fills_them_in(files: dict[str, bytes]) -> None:
    shown = paragraphs(files)
    after = shown[[text for _, text in shown].index("Contents") + 1][1]
    assert after.endswith("How this was done")
    assert "\n" in after


def testlength_ofs() -> None:
    assert [length_of("word " * count) for count in (15, 16, 40, 41)] == ["Short", "Medium", "Medium", "Long"]


def test_methods_say_the_figures(files: dict[str, bytes], handed: Handover) -> None:
    told = files["report/methods.md"].decode()
    assert f"{handed.counts['words']:,} words in all" in told
    assert "No person has reviewed" in told or "decided by" in told
    assert "[to be filled in:" in told
    assert told.count("## ") == len(statement(handed))


def test_methods_do_without_what_is_not_there(handed: Handover) -> None:
    bare = replace(handed, sheets={}, transcripts=(), counts=dict.fromkeys(handed.counts, 0))
    told = " ".join(paragraph for section in statement(bare) for paragraph in section.paragraphs)
    assert "no material" in told
    assert "Agreement between coders has not been measured" in told
