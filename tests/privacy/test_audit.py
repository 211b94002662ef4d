"""A leak planted in each kind of file is found; what may stand there is not called one."""

from __future__ import annotations

import io
import json
import shutil
import zipfile

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.cli.stages import STAGES
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.spans import BARE_WORD
from pipeline.corpus.study import Study
from pipeline.privacy.audit import RareNames, _letters, also, audit
from pipeline.privacy.file_text import pieces_of
from pipeline.privacy.forbidden import PART, Forbidden, ForbiddenText, found_in, words_in
from pipeline.workflow.runner import Run

from ..conftest import invoke_on

SECRET = "Dilys Prout"  # anonymous in the sample
SAID_BY_NOBODY_TO_BE_QUOTED = "I was a heating engineer for twenty years before they gave me a desk"


def _zipped(**parts: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def _word(*, text="", split=False, **properties: str) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("Before. ")
    for run in [text[:3], text[3:]] if split else [text]:
        paragraph.add_run(run).bold = run is text
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _book(*, cell="", **properties: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["quote", cell])
    for name, value in properties.items():
        setattr(book.properties, name, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _parquet(text: str) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"quote": ["nothing", text]}), buffer, compression="zstd")
    return buffer.getvalue()


PLANTED = {
    "a line of text": ("report/notes.md", f"One.\nTwo, said {SECRET}.\n".encode(), "line 2"),
    "other case and marks": ("dataset/x.csv", b"a,b\n1,DILYS   PROUT\n", "line 2"),
    "surname first": ("dataset/x.csv", b'"Prout, Dilys"', "the name of"),
    "part of a name": ("dataset/x.csv", b"ask Prout about it", "part of the name"),
    "a given name of a third party": (
        "report/x.md", b"as Sheila said", "part of the name of a third party",
    ),
    "an entity": ("report/x.html", b"<p>Dil&#121;s Prout</p>", "report/x.html"),
    "tags inside a name": ("report/x.html", b"<p>Dil<b>ys</b> <i>Prout</i></p>", "report/x.html"),
    "JSON in a page": ("report/x.html", b'<script>{"a":"one\\nDilys Prout"}</script>', "report/x.html"),
    "JSON escapes": ("dataset/x.json", json.dumps({"a": "\u2018Dilys\u2019 \u2013 Prout"}).encode(), "x.json"),
    "UTF-16": ("dataset/x.csv", f"name\n{SECRET}\n".encode("utf-16"), "line 2"),
    "a file's name": ("report/interview_dilys-prout.txt", b"", "file name"),
    "run together": ("report/x.txt", b"DilysProut.docx", "report/x.txt"),
    "invisible characters": ("report/x.txt", "Di\u00adlys\u200b Prout".encode(), "report/x.txt"),
    "a document": ("report/x.docx", _word(text=SECRET), "the document's text"),
    "a document's runs": ("report/x.docx", _word(text=SECRET, split=True), "the document's text"),
    "a document's author": ("report/x.docx", _word(author=SECRET), "the document's properties"),
    "who last changed it": ("report/x.docx", _word(last_modified_by=SECRET), "the document's properties"),
    "a workbook's cell": ("dataset/x.xlsx", _book(cell=SECRET), "the workbook's cells"),
    "a workbook's author": ("dataset/x.xlsx", _book(creator=SECRET), "the document's properties"),
    "a workbook's keywords": ("dataset/x.xlsx", _book(keywords=f"hall; {SECRET}"), "the document's properties"),
    "a project's user": ("exchange/x.qdpx", _zipped(**{"project.qde": f'<U name="{SECRET}"/>'}), "project.qde"),
    "a project's source": ("exchange/x.qdpx", _zipped(sources__a=f"…\n{SECRET}: Yes."), "sources/a"),
    "a part's name": ("exchange/x.qdpx", _zipped(**{f"{SECRET}.txt": "Yes."}), f"{SECRET}.txt"),
    "a workbook in a zip": ("x.zip", _zipped(**{"a.xlsx": _book(cell=SECRET)}), "a.xlsx"),
    "a table's column": ("dataset/parquet/x.parquet", _parquet(f"so {SECRET} said"), "the column quote"),
    "words of somebody who is not to be quoted": (
        "report/x.docx", _word(text=f"He said: {SAID_BY_NOBODY_TO_BE_QUOTED}."), "words of P14",
    ),
    "the same in other marks": (
        "report/x.md", SAID_BY_NOBODY_TO_BE_QUOTED.upper().replace(" ", ", ").encode(), "words of P14",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def study(sample_run, tmp_path_factory) -> Study:
    folder = tmp_path_factory.mktemp("audited")
    shutil.copytree(sample_run.study.outputs, folder / "outputs")
    return Study(sample_run.study.transcripts, sample_run.study.models, folder / "outputs")


@pytest.fixture(scope="module")
def emptied(sample_run, tmp_path_factory) -> Study:
    """The run without what it hands over: only what a test puts there is searched."""
    folder = tmp_path_factory.mktemp("emptied")
    shutil.copytree(sample_run.study.private, folder / "outputs" / "private")
    return Study(sample_run.study.transcripts, sample_run.study.models, folder / "outputs")


def test_words_of_the_formats_are_nobodys_name(study):
    """A study may well have a Hans (a script), a Jan (the month of a time) or a Georgia (a font)."""
    words = {word for piece in pieces_of(study.outputs, without="private") for word in words_in(piece.text)}
    formats = (
        "Hans Hant Thai Jpan Beng Khmr Cambria Calibri Segoe Noto Roboto Helvetica Courier Consolas Symbol Jan"
    )
    assert words.isdisjoint(formats.split())


def test_nothing_is_called_a_leak_in_a_run_as_it_is(study):
    assert audit(study) == []


def test_what_has_not_changed_is_not_searched_again_and_what_has_is(study, monkeypatch):
    assert audit(study) == []
    searches = []
    monkeypatch.setattr("pipeline.privacy.audit.search", lambda *given: searches.append(1) or [])
    assert audit(study, again=False) == []
    assert searches == []
    planted = study.outputs / "mine.txt"
    planted.write_text("Nothing of anybody.")
    try:
        audit(study, again=False)
    finally:
        planted.unlink()
    assert searches == [1]
    audit(study)
    assert searches == [1, 1], "who asks for it has it searched"


def test_a_leak_that_stays_is_told_again(study):
    planted = study.outputs / "mine.txt"
    planted.write_text(f"Thank you, {SECRET}.")
    try:
        assert [len(audit(study, again=False)) for _ in range(2)] == [1, 1]
    finally:
        planted.unlink()


@pytest.mark.parametrize("what", PLANTED)
def test_a_leak_is_found_in_each_kind_of_file(emptied, what):
    name, content, where = PLANTED[what]
    path = emptied.outputs / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    try:
        told = [leak.told(openly=False) for leak in audit(emptied)]
    finally:
        path.unlink()
    assert any(name in line and where in line for line in told), told
    shown = " ".join(told).replace(name, "").replace(f"{SECRET}.txt", "")
    assert "Prout" not in shown
    assert "heating engineer" not in shown


@pytest.mark.parametrize("permitted", [
    "The proud organiser in Dillon Street rang a prouting number.",
    "heating engineers for twenty years, and they gave me a desk",
    "Cllr Tom Beeching and Lorraine Skegg may be named.",
])  # fmt: skip
def test_what_may_be_printed_is_no_leak(emptied, permitted):
    path = emptied.outputs / "permitted.txt"
    path.write_text(permitted)
    try:
        assert audit(emptied) == []
    finally:
        path.unlink()


@pytest.mark.slow
def test_a_name_at_the_edge_of_what_is_read_at_once(study, monkeypatch):
    monkeypatch.setattr("pipeline.privacy.file_text._BLOCK", 1000)
    monkeypatch.setattr("pipeline.privacy.file_text._OVERLAP", 100)
    path = study.outputs / "report" / "long.txt"
    try:
        for before in range(985, 1001):
            path.write_text("x" * (before - 1) + f"\n{SECRET}\n" + "y" * 1500)
            leaks = [leak for leak in audit(study) if leak.file.endswith("long.txt")]
            assert [leak.line for leak in leaks if leak.kind == "name"][:1] == [2], before
    finally:
        path.unlink()


@pytest.mark.slow
def test_identifiers_that_were_replaced(tmp_path, sample_copy):
    transcript = sample_copy.transcripts / "thornaby_cross_interview.txt"
    text = transcript.read_text("utf-8")
    transcript.write_text(
        text + "\nMaureen: Ring her on 07700 900 123 or write to ada@kettle.example then.\n", "utf-8"
    )
    Run(sample_copy).through(STAGES)
    assert audit(sample_copy) == []
    for leak in ("07700900123", "07700-900-123", "ADA@kettle.example"):
        (sample_copy.outputs / "report" / "x.txt").write_text(f"so: {leak}.")
        assert [one.kind for one in audit(sample_copy)] == ["identifier"], leak


@pytest.mark.slow
def test_coders_without_names(sample_copy):
    (sample_copy.models / "settings.toml").write_text("[emit]\nname_coders = false\n")

    row = next(
        row
        for row in pq.read_table(sample_copy.outputs / "dataset/parquet/coded_quotes.parquet").to_pylist()
        if row["theme_id"] and row["kind"] == "speech"
    )
    decision = Decision(
        quote_id=row["quote_id"], theme_id=row["theme_id"], decision="reject", coder="Ottoline Fenwick",
        source=row["source"], quote=row["quote"],
    )  # fmt: skip
    (sample_copy.models / "decisions.csv").write_bytes(written_decisions([decision]))
    Run(sample_copy).through(STAGES)
    assert audit(sample_copy) == []
    assert "Coder 1" in (sample_copy.outputs / "dataset" / "coded_quotes.csv").read_text("utf-8-sig")
    (sample_copy.outputs / "report" / "x.txt").write_text("coded by Ottoline Fenwick")
    assert [one.kind for one in audit(sample_copy)] == ["coder's name"]


@pytest.mark.slow
def test_the_command_says_it_in_plain_sentences_and_ends_with_1(sample_copy):
    clean = invoke_on(sample_copy, "audit")
    assert clean.exit_code == 0, clean.output
    assert "No breach of consent found in" in clean.output
    (sample_copy.outputs / "report" / "draft.docx").write_bytes(_word(author=SECRET))
    for command in ("audit", "run"):
        told = invoke_on(sample_copy, command)
        assert told.exit_code == 1, told.output
        assert (
            "report/draft.docx, the document's properties: the name of P04, who may not be named." in told.output
        ), told.output
        assert "Prout" not in told.output


def test_a_file_that_cannot_be_searched_is_not_called_clean(sample_copy):
    (sample_copy.outputs / "report" / "x.docx").write_bytes(b"PK\x03\x04 no archive")
    told = invoke_on(sample_copy, "audit")
    assert told.exit_code == 2
    assert "could not be searched" in told.output


@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0\xa1\xb1", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08\x00rest"])
def test_what_cannot_be_looked_into_is_not_called_clean(study, content):
    path = study.outputs / "report" / "locked.doc"
    path.write_bytes(content)
    try:
        with pytest.raises(UserError, match="cannot be searched"):
            audit(study)
    finally:
        path.unlink()


def test_the_longest_form_of_a_name_is_the_one_told_of():
    forbidden = Forbidden()
    forbidden.add_name("Anna van der Berg", "P01")
    assert [known.text for known, *_ in found_in("van der Berg, Anna; anna berg; annavanderberg", forbidden)]
    assert not list(found_in("Anna and Berg", forbidden))


def test_the_properties_of_a_pdf_are_read(study):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata({"/Author": SECRET})
    path = study.outputs / "report" / "x.pdf"
    with path.open("wb") as file:
        writer.write(file)
    try:
        told = [leak.told(openly=False) for leak in audit(study)]
    finally:
        path.unlink()
    assert told[0] == "report/x.pdf, its properties: the name of P04, who may not be named"


@given(st.text(st.sampled_from("aZ9 _-'’—·é\u0301ß中\u00a0\u0085\u2028\x1f\0\ud800😀"), max_size=30))
def test_the_quick_way_to_the_words_of_a_text_finds_the_same(text):
    assert words_in(text) == BARE_WORD.findall(text)


NAMES = ("quillfeather", "zephyrine", "oxenthwaite", "żółkiewski")
GAPS = ("", "-", "/", "~", ".", "_", " ", ", ", "- \n", "\u00ad", "é", "0", "x")
TEXTS = st.lists(
    st.sampled_from(
        [*NAMES, *"quilfeathrzpynox", *GAPS, "Qu1llfeather", "ZEPHYRINE", "Ze\u0301phyrine", "word " * 600]
    )
).map("".join)


def rare(*names: str) -> RareNames:
    forbidden = Forbidden()
    for name in names:
        forbidden.names[name] = ForbiddenText(PART, "p-1", name)
    return RareNames(forbidden)


def simply(text: str, names: tuple[str, ...]) -> set[tuple[str, int, int]]:
    """Where each name's letters stand in a row; whether it is a disguise is not asked."""
    pairs = [(letter, at) for at, char in enumerate(text) for letter in _letters(char)]
    letters = "".join(letter for letter, _ in pairs)
    return {
        (name, pairs[at][1], pairs[at + len(name) - 1][1] + 1)
        for name in names
        for at in range(len(letters))
        if letters.startswith(name, at)
    }


@given(TEXTS)
@example("word " * 3000 + "Qu/ill/feather")
@example("é" * 2047 + "zephyrine")
def test_the_same_as_a_simple_search(text: str) -> None:
    folded = tuple(_letters(name) for name in NAMES)
    found = {(known.text, start, end) for known, start, end in rare(*folded).found_in(text)}
    assert found <= simply(text, folded)
    assert {hit for hit in simply(text, folded) if text[hit[1] : hit[2]].isalnum()} <= found


def test_a_name_that_the_first_look_found_is_not_found_twice() -> None:
    names = rare("quillfeather")
    [hit] = names.found_in("by Quillfeather")
    assert also([hit], "by Quillfeather", names) == [hit]
    assert len(also([], "by Quill~feather", names)) == 1
