"""What stands beside the body of a draft is checked, and what cannot be is said."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from pipeline.verify.checking import verify
from pipeline.verify.drafts import read_draft
from pipeline.verify.notes import AUTHOR
from pipeline.verify.verdicts import Verdict
from tests.verify.builders import study_of
from tests.verify.notes import as_word_with_notes

RIGHT, WRONG = "“We had the keys by Friday.”", "“We had the vans by Friday.”"


def picture() -> bytes:
    """One black point as PNG."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    made = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
def test_notes_of_a_word_document(tmp_path, kind):
    draft = tmp_path / "draft.docx"
    draft.write_bytes(
        as_word_with_notes(["What people said."], [f"Amy said: {RIGHT}", f"Amy said: {WRONG}"], kind=kind)
    )
    report = verify(study_of(tmp_path), draft)
    assert [(one.where, one.verdict) for one in report.quotations] == [
        (f"{kind} 1", Verdict.VERBATIM),
        (f"{kind} 2", Verdict.ALTERED),
    ]


def test_its_own_comments_are_not_checked(tmp_path):
    draft = tmp_path / "draft.docx"
    draft.write_bytes(as_word_with_notes(["Text."], [f"said: {WRONG}"], kind="comment", author=AUTHOR))
    assert read_draft(draft).quotations == ()


def test_a_page_header_is_checked(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("Text.")
    document.sections[0].header.paragraphs[0].text = f"As Amy said: {WRONG}"
    document.save(str(tmp_path / "draft.docx"))
    [one] = read_draft(tmp_path / "draft.docx").quotations
    assert one.part == "page header"


def test_pictures_are_counted(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph(f"Amy said: {RIGHT}")
    document.add_picture(io.BytesIO(picture()))
    document.save(str(tmp_path / "draft.docx"))
    report = verify(study_of(tmp_path), tmp_path / "draft.docx")
    assert report.unchecked == ("1 picture",)
    assert report.summary().endswith("Not checked: 1 picture.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("draft.md", f"What people said.[^1]\n\n![chart](a.png)\n\n[^1]: Amy said: {WRONG}\n"),
        ("draft.html", f"<p>What people said.<sup>1</sup></p><img src='a.png'><ol><li>Amy said: {WRONG}</li></ol>"),
        (
            "draft.rtf",
            '{\\rtf1\\ansi What people said.{\\footnote Amy said: "We had the vans by Friday."}{\\pict 00}\\par}',
        ),
    ],
)
def test_notes_of_other_formats(tmp_path, name, text):
    (tmp_path / name).write_text(text, "utf-8")
    report = verify(study_of(tmp_path), tmp_path / name)
    assert [one.verdict for one in report.quotations] == [Verdict.ALTERED]
    assert report.unchecked == ("1 picture",)
