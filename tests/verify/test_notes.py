"""Notes, comments and text boxes of a draft are checked, and what cannot be checked is reported."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from pipeline.verify.checking import verify
from pipeline.verify.comments import with_comments
from pipeline.verify.drafts import read_draft
from pipeline.verify.notes import AUTHOR
from pipeline.verify.report import as_page, report_lines
from pipeline.verify.verdicts import Verdict
from tests.verify.builders import study_of
from tests.verify.notes import WITH_NOTES, as_word_with_box, as_word_with_notes

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


LONG = "Amy said: “We had the keys by Friday. I mean, nobody asked who was in charge.”"


@pytest.mark.parametrize("form", WITH_NOTES)
def test_a_note_in_the_middle_of_a_quotation(tmp_path, form):
    """The body reads on, and the note is checked."""
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(WITH_NOTES[form]([LONG, LONG.replace("Friday", "Monday")], [f"Amy said: {WRONG}"]))
    told = [one.verdict for one in verify(study_of(tmp_path), draft).quotations]
    assert told == [Verdict.VERBATIM, Verdict.ALTERED, Verdict.ALTERED]


@pytest.mark.parametrize("form", WITH_NOTES)
def test_a_note_that_repeats_the_body_is_checked_too(tmp_path, form):
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(WITH_NOTES[form]([f"Amy said: {WRONG}", "It went on."], [f"Amy said: {WRONG}"]))
    told = [one.verdict for one in verify(study_of(tmp_path), draft).quotations]
    assert told == [Verdict.ALTERED, Verdict.ALTERED]


@pytest.mark.parametrize("form", WITH_NOTES)
@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("“could you take forty parcels?”", Verdict.VERBATIM),
        ("“could you take ﬁfty parcels?”", Verdict.ALTERED),
        ("“We had the keys by Friday. I mean, nobody asked.”", Verdict.VERBATIM),
        ("“nobody asked who was in charge, we just opened the doors” (Ben Okafor)", Verdict.NOT_CONSENTED),
        ("“nobody asked who was in charge, we just opened the doors” (Council officer)", Verdict.MISATTRIBUTED),
        ("“I would rather this was not printed anywhere at all”", Verdict.NOT_CONSENTED),
        ("“we fed sixty people a night for seven weeks”", Verdict.TIDIED),
        ("“we fed 60 people a night for seven weeks”", Verdict.TIDIED),
        ("“we fed sixteen people a night for seven weeks”", Verdict.ALTERED),
        ("“Not one of them complained about it.”", Verdict.VERBATIM),
        ("“one of them complained about it.”", Verdict.VERBATIM),
        ("“[Many] of them complained about it.”", Verdict.ALTERED),
    ],
)
def test_what_a_note_says(tmp_path, form, printed, verdict):
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(WITH_NOTES[form](["What people said of that winter."], [f"It was plain. {printed}"]))
    [one] = verify(study_of(tmp_path), draft).quotations
    assert one.verdict is verdict
    assert one.part == ("footnote 1" if form in (".docx", ".odt", ".rtf") else "")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (".odt", "footnote"), (".odt", "endnote"), (".odt", "comment"), (".odt", "text box"),
        (".rtf", "footnote"), (".rtf", "endnote"), (".docx", "footnote"), (".docx", "endnote"),
        (".docx", "comment"),
    ],
)  # fmt: skip
def test_notes_are_numbered_as_the_body_refers_to_them(tmp_path, form, kind):
    draft = tmp_path / f"draft{form}"
    written = WITH_NOTES[form](["One thing. And so on.", "Another."], [f"Amy said: {RIGHT}", WRONG], kind=kind)
    draft.write_bytes(written)
    report = verify(study_of(tmp_path), draft)
    assert [(one.where, one.verdict) for one in report.quotations] == [
        (f"{kind} 1", Verdict.VERBATIM),
        (f"{kind} 2", Verdict.ALTERED),
    ]


@pytest.mark.parametrize("form", [".docx", ".odt", ".rtf"])
def test_a_note_does_not_say_whose_words_another_has(tmp_path, form):
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(WITH_NOTES[form](["One thing.", f"{RIGHT}"], ["— Council officer, Southby", RIGHT, "— Ben"]))
    assert [one.told for one in read_draft(draft).quotations] == ["", ""]


@pytest.mark.parametrize("style", ["", "Quote"])
def test_a_text_box_in_the_middle_of_a_quotation(tmp_path, style):
    draft = tmp_path / "draft.docx"
    box = ["We took sixty-one parcels home."] if style else ["Ben’s view: “We took sixty-one parcels home.”"]
    draft.write_bytes(as_word_with_box("“We had the keys", box, " by Friday. I mean, nobody asked.”", style=style))
    one, other = verify(study_of(tmp_path), draft).quotations
    assert (one.where, one.verdict) == ("line 1", Verdict.VERBATIM)
    assert (other.where, other.quote) == ("text box 1", "We took sixty-one parcels home.")
    assert other.verdict.needs_a_person


def test_later_paragraphs_of_a_note_in_markdown_are_no_quotations(tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text(
        f"Text.[^a]\n\n[^a]: Amy said: {RIGHT}\n\n    They met again later.\n\n    As she put it.\n\nText.\n"
    )
    assert [one.text for one in read_draft(draft).quotations] == [RIGHT.strip("“”")]


def test_a_raised_number_is_no_part_of_a_word_and_an_exponent_is(tmp_path):
    draft = tmp_path / "draft.html"
    draft.write_text(
        "<p>“We had the keys<sup>12</sup> by 1998<sup><a href='#n3'>[3]</a></sup> in 10<sup>2</sup> places.”</p>"
    )
    [one] = read_draft(draft).quotations
    assert one.text == "We had the keys by 1998 in 102 places."


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
def test_comments_of_the_copy_stand_where_a_note_belongs(tmp_path, kind):
    import docx

    draft = tmp_path / "draft.docx"
    draft.write_bytes(
        as_word_with_notes(["One thing happened.", "Another did."], [RIGHT, f"Amy said: {WRONG}"], kind=kind)
    )
    content = with_comments(draft, verify(study_of(tmp_path), draft))
    made = docx.Document(io.BytesIO(content))
    [ours] = [comment for comment in made.comments if comment.author == AUTHOR]
    assert ours.text.startswith(f"{kind.capitalize()} 2: “We had the vans by Friday.”\nAltered")
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    start = body.index(f'commentRangeStart w:id="{ours.comment_id}"')
    assert body.index("Another") < start
    if kind != "comment":
        assert (
            start
            < body.index(f'{kind}Reference w:id="2"')
            < body.index(f'commentRangeEnd w:id="{ours.comment_id}"')
        )
        assert "We had the vans" in zipfile.ZipFile(io.BytesIO(content)).read(f"word/{kind}s.xml").decode()


def test_comments_of_the_copy_for_text_boxes_and_page_headers(tmp_path):
    import docx

    draft = tmp_path / "draft.docx"
    draft.write_bytes(as_word_with_box("One thing. ", [f"Amy said: {WRONG}"], " Another."))
    document = docx.Document(str(draft))
    document.sections[0].header.paragraphs[0].text = f"As Amy said: {WRONG}"
    document.save(str(draft))
    content = with_comments(draft, verify(study_of(tmp_path), draft))
    told = [comment.text.split(":")[0] for comment in docx.Document(io.BytesIO(content)).comments]
    assert told == ["Text box 1", "Page header"]
    assert content == with_comments(draft, verify(study_of(tmp_path), draft))


def test_figures_and_names_in_a_note_say_where_they_stand(tmp_path):
    draft = tmp_path / "draft.docx"
    draft.write_bytes(as_word_with_notes(["Text."], ["We spoke to all seven interviewees.", "Ben Okafor agreed."]))
    report = verify(study_of(tmp_path), draft)
    assert [each.where for each in (*report.figures, *report.names)] == ["footnote 1", "footnote 2"]
    assert "footnote 2: names Ben Okafor" in "\n".join(report_lines(report, width=100))
    assert "Footnote 1: “seven interviewees" in as_page(report)


def test_damaged_notes_do_not_keep_the_body_from_being_checked(tmp_path):
    whole = as_word_with_notes([f"Amy said: {WRONG}"], [f"Amy said: {RIGHT}"])
    draft = tmp_path / "draft.docx"
    with zipfile.ZipFile(io.BytesIO(whole)) as package, zipfile.ZipFile(draft, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            copy.writestr(name, content[:60] if name == "word/footnotes.xml" else content)
    report = verify(study_of(tmp_path), draft)
    assert [(one.where, one.verdict) for one in report.quotations] == [("line 1", Verdict.ALTERED)]
    assert report.unchecked[0].startswith("notes and comments")
    assert with_comments(draft, report)
