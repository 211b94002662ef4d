"""The formats of the report (lines, JSON, a web page, comments in the margin), and errors before it."""

import io
import json
import re
import zipfile

import docx
import pyarrow.parquet as pq
import pytest
from lxml import html

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import write_table
from pipeline.corpus.study import Study
from pipeline.verify import verify
from pipeline.verify.checking import STALE
from pipeline.verify.comments import with_comments
from pipeline.verify.report import as_json, as_page, report_lines
from pipeline.verify.saving import place_for, rendered
from tests.verify.builders import study_of

DRAFT = """# What we found

We spoke to all seven interviewees in five of the four interviews.

Amy Lee said: “nobody asked who was in charge, we just opened the doors.”

Amy Lee said: “We had the keys by Monday <b>& all</b>. Nobody asked.” And Ben Okafor agreed.

“could you take forty parcels? We took sixty” (Chief executive, Northside)

The “new normal” came.
"""


@pytest.fixture
def study(tmp_path):
    return study_of(tmp_path)


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, "utf-8")
    return path


def test_the_sum_reads_as_in_the_walkthrough(study, draft):
    report = verify(study, draft)
    assert report.summary() == (
        "3 quotations: 1 verbatim, 1 altered (see words), 1 misattributed. 1 other phrase in quotation"
        " marks: too short to check, or a term. 2 figures contradicted by the run's counts."
        " 1 name without consent elsewhere in the text."
    )
    assert report.needs_a_person
    assert report.stale == STALE


@pytest.mark.parametrize("width", [30, 60, 110])
def test_lines_fit_the_terminal(study, draft, width):
    lines = report_lines(verify(study, draft), width=width)
    assert max(len(line) for line in lines) <= width
    text = " ".join(" ".join(lines).split())
    for told in ("line 7", "misattributed", "P02", "two.txt", "0:04:00"):
        assert told in text


def test_json_is_for_programs(study, draft):
    made = json.loads(as_json(verify(study, draft)))
    assert made["quotations"][0]["verdict"] == "verbatim"
    assert {figure["text"]: bool(figure["wrong"]) for figure in made["figures"]} == {
        "seven interviewees": True, "five of the four interviews": True,
    }  # fmt: skip
    assert [name["name"] for name in made["names"]] == ["Ben Okafor"]
    assert made["quotations"][0]["places"][0]["seconds"] == 60.0


def test_the_page_is_self_contained_and_escaped(study, draft):
    page = as_page(verify(study, draft))
    assert "<b>" not in page
    assert not re.search(r"(?:src|href)=|<script|@import|url\(", page)
    root = html.document_fromstring(page)
    assert root.get("lang") == "en"
    assert [len(table.findall(".//caption")) for table in root.iter("table")] == [1, 1]
    assert all(cell.get("scope") for cell in root.iter("th"))


def test_comments_stand_at_the_quotations_that_need_a_person(study, tmp_path):
    path = tmp_path / "draft.docx"
    made = docx.Document()
    paragraph = made.add_paragraph("Amy Lee said: “nobody asked who ")
    paragraph.add_run("was in charge, we simply opened").bold = True
    paragraph.add_run(" the doors.” So be it.")
    made.add_paragraph("“could you take forty parcels?” asked the council.")
    made.save(path)
    report = verify(study, path)
    content = with_comments(path, report)
    document = docx.Document(io.BytesIO(content))
    [comment] = document.comments
    assert "Altered" in comment.text
    assert "just → simply" in comment.text
    assert comment.author == "pipeline verify"
    assert [p.text for p in document.paragraphs] == [p.text for p in made.paragraphs]
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    inside = body[body.index("commentRangeStart") : body.index("commentRangeEnd")].split(">", 1)[1]
    inside = re.sub("<[^>]+>", "", inside)
    assert inside.startswith("nobody asked who was in charge, we simply opened the doors")
    assert "So be it" not in inside
    assert content == with_comments(path, report)


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html"])
def test_other_drafts_are_copied_into_a_word_document(study, tmp_path, suffix):
    path = tmp_path / f"draft{suffix}"
    path.write_text(DRAFT, "utf-8")
    report = verify(study, path)
    document = docx.Document(io.BytesIO(with_comments(path, report)))
    needing = sum(one.verdict.needs_a_person for one in report.quotations)
    assert len(list(document.comments)) == needing + 2 + len(report.names)
    assert any("nobody asked" in p.text for p in document.paragraphs)


@pytest.mark.parametrize("form", ["text", "json", "html", "docx"])
@pytest.mark.parametrize("text", ["", "Nothing is quoted here.\n", "The “new normal” came.\n"])
def test_a_draft_without_quotations(study, tmp_path, form, text):
    path = tmp_path / "draft.md"
    path.write_text(text)
    report = verify(study, path)
    assert not report.needs_a_person
    assert rendered(report, draft=path, form=form)


def test_where_a_report_may_be_written(study, draft, tmp_path):
    def place(output, form="json"):
        return place_for(study, draft, form=form, output=output)

    assert place(None) is None
    assert place(None, "docx") == draft.with_name("draft_checked.docx")
    assert place(tmp_path) == tmp_path / "draft_checked.json"
    assert place(study.private / "report.json") == study.private / "report.json"
    study.transcripts.mkdir()
    for wrong, told in (
        (draft, "overwrite the draft"),
        (study.outputs / "report.json", "folder that is shared"),
        (study.transcripts / "report.json", "must not be in the transcripts folder"),
        (tmp_path / "nowhere" / "report.json", "the folder does not exist"),
    ):
        with pytest.raises(UserError, match=told):
            place(wrong)


def locked(path):
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))


def cut_off(path):
    docx.Document().save(path)
    path.write_bytes(path.read_bytes()[:300])


@pytest.mark.parametrize(
    ("name", "spoil", "told"),
    [
        ("draft.docx", locked, "password"),
        ("draft.docx", cut_off, "damaged"),
        ("draft.doc", lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "save it as .docx"),
        ("draft.doc", lambda path: path.write_bytes(b"\x00\x01"), "save it as .docx"),
        ("draft.pages", lambda path: path.write_bytes(b"\x00\x01"), "Export it from Pages"),
        ("draft.pdf", lambda path: path.write_bytes(b"%PDF-1.4 nothing"), "damaged"),
        ("draft.mp3", lambda path: path.write_bytes(b"x"), "recording"),
    ],
)
def test_a_draft_that_cannot_be_read_says_what_to_do(study, tmp_path, name, spoil, told):
    path = tmp_path / name
    spoil(path)
    with pytest.raises(UserError) as error:
        verify(study, path)
    assert told in str(error.value)
    assert name in str(error.value)
    assert "transcripts" not in str(error.value)


def test_a_transcript_is_no_draft(study, tmp_path):
    study.transcripts.mkdir()
    (study.transcripts / "one.txt").write_text("Amy: “We had the keys.”\n")
    with pytest.raises(UserError, match=r"one of the study's transcripts \(one.txt\)"):
        verify(study, study.transcripts / "one.txt")


@pytest.mark.parametrize("spoil", [lambda frame: frame.drop(columns=["cue"]), None])
def test_a_run_of_another_version_or_damaged(study, draft, spoil):
    path = study.tables / "quotes.parquet"
    if spoil is None:
        path.write_bytes(b"PAR1 nothing")
    else:
        write_table(path, spoil(pq.read_table(path).to_pandas()))
    with pytest.raises(UserError, match="another version"):
        verify(study, draft)


def test_without_a_finished_run(tmp_path, draft):
    with pytest.raises(UserError, match="pipeline run"):
        verify(Study(tmp_path / "a", tmp_path / "b", tmp_path / "c"), draft)
