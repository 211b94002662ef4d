"""The REFI-QDA project is valid and complete, and every selection has the right position."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.corpus.dataset_records import CodedQuote
from pipeline.corpus.settings import Settings
from pipeline.corpus.spans import Span, folded
from pipeline.corpus.tables import PARTICIPANTS
from pipeline.emit.gate import gate_of
from pipeline.emit.handover import handover
from pipeline.emit.material import Material
from pipeline.emit.table_files import csv_rows
from pipeline.emit.writers import written
from pipeline.people.redaction import Redactor
from pipeline.refi.contents import ReadTurn, Transcript, source_text
from pipeline.refi.writer import CODEBOOK_PATH, MAXQDA_PATH, PROJECT_PATH
from tests.emit import conftest
from tests.emit.filled import filled

NS = {"q": "urn:QDA-XML:project:1.0"}
UNCODED = ("codings", "themes")


def made_of(*, empty: tuple[str, ...] = ()) -> dict[str, bytes]:
    """The files of the study in conftest, without the rows of some tables."""
    frames, texts = conftest.build()
    tables = {name: frame[:0] if name in empty else frame for name, frame in frames.items()}
    study = Material.of(lambda table: table.records(tables[table.name]), texts=texts)
    gate = gate_of(study, Redactor.of(PARTICIPANTS.records(frames["participants"])))
    return dict(written(handover(study, gate=gate, settings=Settings(), earlier=()), progress=lambda *_: None))


def opened(package: bytes) -> tuple[etree._Element, dict[str, str]]:
    """The project's root, and the text of each file."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    return etree.fromstring(texts.pop("project.qde").encode()), texts


def selections(package: bytes) -> list[tuple[str, str, list[str]]]:
    """The quote, words and codes of each selection, its coder before a colon."""
    root, texts = opened(package)
    names = {one.get("guid"): one.get("name") for one in root.iterfind(".//*[@name]", NS)}
    found = []
    for source in root.iterfind("q:Sources/q:TextSource", NS):
        text = texts[source.get("plainTextPath").replace("internal://", "sources/")]
        for one in source.iterfind("q:PlainTextSelection", NS):
            words = text[int(one.get("startPosition")) : int(one.get("endPosition"))]
            codes = [
                f"{names[coding.get('creatingUser')]}: {names[coding[0].get('targetGUID')]}"
                for coding in one.iterfind("q:Coding", NS)
            ]
            found.append((one.get("name"), words, codes))
    return found


def schema(real_material: Path, which: str) -> etree.XMLSchema:
    path = real_material / "exchange" / f"REFI-QDA-{which}-1.0.xsd"
    if not path.exists():
        pytest.skip(f"{path.name} (../shared/data/exchange) is not here")
    return etree.XMLSchema(file=str(path))


@pytest.mark.parametrize("empty", [(), UNCODED, ("codings",), ("passages", "quotes", *UNCODED)], ids=str)
def test_the_project_is_valid(real_material: Path, empty: tuple[str, ...]) -> None:
    files = made_of(empty=empty)
    for path in (PROJECT_PATH, MAXQDA_PATH):
        schema(real_material, "Project").assertValid(opened(files[path])[0])
    if "themes" in empty:
        assert CODEBOOK_PATH not in files
    else:
        schema(real_material, "Codebook").assertValid(etree.fromstring(files[CODEBOOK_PATH]))


def test_the_schema_rejects_a_code_without_codable(real_material: Path, files: dict[str, bytes]) -> None:
    root, _ = opened(files[PROJECT_PATH])
    del root.find(".//q:Code", NS).attrib["isCodable"]
    assert not schema(real_material, "Project").validate(root)


def test_every_quote_is_selected_with_its_words(files: dict[str, bytes]) -> None:
    quotes = {row["quote_id"]: folded(row["quote"]) for row in csv_rows(files["dataset/coded_quotes.csv"])}
    found = {name: words for name, words, _ in selections(files[PROJECT_PATH])}
    assert found == quotes


def test_selections_after_redactions_and_astral_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    said = list(conftest.SAID)
    said[1] = (
        *said[1][:5],
        "<Bashir rang me 🎉🎉, and the Larder opened 👩‍👧.> <We are the cogs 𝒶 of it, in cafés.>",
    )
    monkeypatch.setattr(conftest, "SAID", said)
    files = made_of()
    found = {name: words for name, words, _ in selections(files[PROJECT_PATH])}
    assert found["Q-T-2.1"] == "[name] rang me 🎉🎉, and the Larder opened 👩‍👧."
    assert found["Q-T-2.2"] == "We are the cogs 𝒶 of it, in cafés."
    assert found == {r["quote_id"]: folded(r["quote"]) for r in csv_rows(files["dataset/coded_quotes.csv"])}


def test_the_pipeline_and_each_person_are_users(files: dict[str, bytes]) -> None:
    codes = [(name, codes) for name, _, codes in selections(files[PROJECT_PATH]) if name in ("Q-T-2.2", "Q-T-5.1")]
    assert codes == [
        ("Q-T-2.2", ["pipeline: Cogs of connection", "pipeline: Not waiting"]),  # the second is suggested
        ("Q-T-2.2", ["Anna: Cogs of connection"]),
        ("Q-T-5.1", ["pipeline: Not waiting"]),  # the other was rejected
    ]
    root, _ = opened(files[PROJECT_PATH])
    comment = root.find(".//q:PlainTextSelection[@name='Q-T-5.1']/q:Description", NS).text
    assert "Cogs of connection: rejected by Anna: [name], [phone], meant money" in comment
    assert "Not waiting: near “[not to be quoted]” (sure, confidence 0.60)" in comment


def test_a_disputed_coding_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    also = ("=SUM", "cogs", "Bea", 1.0, "", "accept", "")
    monkeypatch.setattr(conftest, "CODINGS", [*conftest.CODINGS, also])
    codes = [codes for name, _, codes in selections(made_of()[PROJECT_PATH]) if name == "Q-T-5.1"]
    assert codes == [["pipeline: Cogs of connection", "pipeline: Not waiting"], ["Bea: Cogs of connection"]]


def test_the_codebook_keeps_candidates_apart(files: dict[str, bytes]) -> None:
    root, _ = opened(files[PROJECT_PATH])
    codes = root.findall("q:CodeBook/q:Codes/q:Code", NS)
    assert [code.get("name") for code in codes[:2]] == ["Cogs of connection", "Not waiting"]
    assert codes[2].get("isCodable") == "false"
    assert [code.get("name") for code in codes[2].iterfind("q:Code", NS)] == ["[name] rang"]
    assert codes[0].get("color") != codes[1].get("color")


def test_every_reference_has_one_target(files: dict[str, bytes]) -> None:
    root, texts = opened(files[PROJECT_PATH])
    guids = [one.get("guid") for one in root.iterfind(".//*[@guid]")]
    assert len(guids) == len(set(guids))
    referred = {one.get(name) for name in ("targetGUID", "creatingUser") for one in root.iterfind(f".//*[@{name}]")}
    assert referred <= set(guids)
    paths = {one.get("plainTextPath") for one in root.iterfind(".//*[@plainTextPath]")}
    assert {path.replace("internal://", "sources/") for path in paths} == set(texts)


def test_no_container_is_empty(files: dict[str, bytes]) -> None:
    for made in (files, made_of(empty=UNCODED)):
        root, _ = opened(made[PROJECT_PATH])
        assert [one.tag for one in root.iter() if not (len(one) or one.attrib or one.text)] == []


def test_participants_are_cases_described_as_consent_allows(files: dict[str, bytes]) -> None:
    root, _ = opened(files[PROJECT_PATH])
    cases = {one.get("name"): one for one in root.iterfind("q:Cases/q:Case", NS)}
    assert list(cases) == ["Grimsby", "whitby [name]", "P02", "P03", "P04"]
    values = {name: [v.text for v in one.iterfind(".//q:TextValue", NS)] for name, one in cases.items()}
    assert values["P04"] == ["participant", "Whitby", "2024-04-02", "anonymous", "community organisation"]
    assert len(cases["P03"].findall("q:SelectionRef", NS)) == 2


def test_texts_have_line_feeds_and_for_maxqda_windows_line_ends(files: dict[str, bytes]) -> None:
    root, texts = opened(files[PROJECT_PATH])
    other, windows = opened(files[MAXQDA_PATH])
    assert etree.tostring(root) == etree.tostring(other)
    for name, text in texts.items():
        assert "\r" not in text
        assert not text.startswith("\ufeff")
        assert windows[name] == text.replace("\n", "\r\n")


def test_the_project_is_dated_by_its_last_source(monkeypatch: pytest.MonkeyPatch) -> None:
    for date, moment in (("2024-05-01; 2024-13-45", "2024-05-01"), ("spring", "2024-03-01")):
        sources = [dict(source) for source in conftest.SOURCES]
        sources[1]["date"] = date
        with monkeypatch.context() as patched:
            patched.setattr(conftest, "SOURCES", sources)
            root, _ = opened(made_of()[PROJECT_PATH])
        assert root.get("creationDateTime") == f"{moment}T00:00:00Z"


def test_a_quote_with_different_redactions_is_found_by_similarity() -> None:
    given = {"role": "participant", "speaker": "a cook", "participant": "P01", "question": "", "seconds": None}
    turns = [
        ReadTurn(turn_id="T-1", text="So it began. It began again, [name] said.", held_back=False, **given),
        ReadTurn(turn_id="T-2", text="Then we stopped.", held_back=False, **given),
    ]
    about = {"source": "s", "case": "c", "kind": "interview", "title": "", "place": "", "date": ""}
    transcript = Transcript(**about, turns=turns, quotes={"Q-1": (0, Span(0, 12)), "Q-3": (1, Span(0, 16))})
    rows = [
        filled(CodedQuote, quote_id="Q-1", quote="So it began."),
        filled(CodedQuote, quote_id="Q-2", quote="It began again, Grace said."),
        filled(CodedQuote, quote_id="Q-3", quote="Then we stopped."),
    ]
    made = source_text(transcript, rows)
    assert made.places["Q-2"].of(made.text) == "It began again, [name] said."
    assert made.places["Q-3"].of(made.text) == "Then we stopped."


def test_pyrefiqda_reads_it(files: dict[str, bytes], tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda.refiproject")
    path = tmp_path / "interviews.qdpx"
    path.write_bytes(files[PROJECT_PATH])
    project = pyrefiqda.RefiProject.load(path, extract_dir=str(tmp_path / "extracted"))
    found = []
    for source in project.sources.text_source:
        where = pyrefiqda.RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "extracted")
        text = Path(where).read_text("utf-8")
        found += [(one.name, text[one.start_position : one.end_position]) for one in source.plain_text_selection]
    assert found == [(name, words) for name, words, _ in selections(files[PROJECT_PATH])]


def test_pyrefiqda_reads_the_codebook(files: dict[str, bytes], tmp_path: Path) -> None:
    pyrefiqda = pytest.importorskip("pyrefiqda.reficodebook")
    path = tmp_path / "codebook.qdc"
    path.write_bytes(files[CODEBOOK_PATH])
    codes = pyrefiqda.RefiCodebook.load(path).codes.code
    assert [code.name for code in codes][:2] == ["Cogs of connection", "Not waiting"]
    assert [code.is_codable for code in codes] == [True, True, False]


@pytest.mark.skipif("QUALCODER_PYTHON" not in os.environ, reason="QUALCODER_PYTHON names no Python with QualCoder")
def test_qualcoder_imports_every_coding_at_the_right_characters(files: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "interviews.qdpx"
    path.write_bytes(files[PROJECT_PATH])
    script = Path(__file__).with_name("qualcoder_import.py")
    done = subprocess.run(
        [os.environ["QUALCODER_PYTHON"], script, path, tmp_path / "work"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.environ.get("QUALCODER_PATH", "")},
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(done.stdout.partition("<<<")[2])
    codings = {(words, f"{coder}: {code}") for code, coder, _, words, *_ in rows["codings"]}
    ours = selections(files[PROJECT_PATH])
    assert codings == {(words, code) for _, words, codes in ours for code in codes}
    assert {words for *_, words, _ in rows["annotations"]} == {words for _, words, codes in ours if not codes}
