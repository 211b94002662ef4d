"""The workbook, the data package and the run record."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
import zipfile
from dataclasses import replace
from functools import partial

import openpyxl
import pytest

from pipeline.emit.audit_trail import AUDIT_TRAIL, AuditedDecision
from pipeline.emit.conduct import Conduct, UnusedFile
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.methods import sections
from pipeline.emit.saturation import SATURATION, Saturation, SaturationUnit
from pipeline.emit.schemas import CODED_QUOTES
from pipeline.emit.table_files import csv_rows
from pipeline.emit.workbook import page_links
from pipeline.emit.workbook_cover import _FIGURES, TITLES, cover, in_workbook
from pipeline.emit.writers import WRITERS, written
from pipeline.language.models import PINS
from pipeline.workflow.parallel import WORTH_PROCESSES, Engine

# Tables whose rows have nothing to do with one quote or another.
OF_NO_QUOTE = (
    "theme_by_attribute",
    "theme_pairs",
    "candidate_by_attribute",
    "agreement",
    "reliability",
    "review_effort",
    "audit_trail",
    "passage_by_theme",
    "case_by_theme",
    "case_by_theme_binary",
    "theme_by_theme",
    "findings",
    "data_dictionary",
)


@pytest.fixture
def book(files: dict[str, bytes]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(files["dataset/coded_dataset.xlsx"]))


def test_the_same_bytes_a_second_later(handed: Handover) -> None:
    first = list(written(handed, progress=lambda *_: None))
    time.sleep(2.1)  # a zip file counts in steps of two seconds
    assert list(written(handed, progress=lambda *_: None)) == first


def test_a_sheet_for_each_table(book: openpyxl.Workbook, handed: Handover) -> None:
    assert book.sheetnames[0] == "About"
    assert book.sheetnames[-1] == "Methods"
    for name, sheet in zip(book.sheetnames[1:-1], handed.sheets.values(), strict=True):
        # The others have nothing to do with one quote or another.
        linked = [] if sheet.table.name in OF_NO_QUOTE else ["in the page"]
        assert [cell.value for cell in book[name][1]] == [*sheet.table.column_names, *linked]
        assert book[name].freeze_panes is not None
        assert book[name].auto_filter.ref
        assert book[name].max_row == 1 + len(sheet.records)


def test_the_workbook_says_what_the_files_say(book: openpyxl.Workbook, files: dict[str, bytes]) -> None:
    sheet = [[cell if cell is not None else "" for cell in row] for row in book["Coded quotes"].values]
    names = sheet[0]
    for row, line in zip(sheet[1:], csv_rows(files["dataset/coded_quotes.csv"]), strict=True):
        for field in ("quote_id", "quote", "context_before", "note", "shortlisted"):
            assert row[names.index(field)] == line[field]


def test_nothing_in_the_workbook_runs_or_links_out_but_to_the_page(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["dataset/coded_dataset.xlsx"])) as archive:
        # The links of a sheet lie in a part beside it.
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets" in name]
        assert not any("<f>" in sheet for sheet in sheets)
        outward = [
            link for sheet in sheets for link in re.findall('<Relationship [^>]*TargetMode="External"[^>]*>', sheet)
        ]
        assert outward
        assert {re.search('Target="([^"]*)"', link)[1] for link in outward} == {"../report/index.html"}  # type: ignore[index]
        assert any("=SUM(A1) is how" in sheet for sheet in sheets)


def test_rows_lead_to_their_quote_in_the_page(book: openpyxl.Workbook, handed: Handover) -> None:
    known = {row.quote_id for row in handed.records(CODED_QUOTES)}
    for name, sheet in zip(book.sheetnames[1:-1], handed.sheets.values(), strict=True):
        for line in book[name].iter_rows(min_row=2):
            for cell in line:
                if cell.hyperlink:
                    assert cell.column == len(sheet.table.columns) + 1
                    assert cell.hyperlink.location == cell.value
                    assert cell.value in known
    quotes = [row.quote_id for row in handed.records(CODED_QUOTES)]
    assert [line[-1].hyperlink.location for line in book["Coded quotes"].iter_rows(min_row=2)] == quotes


def test_every_sheet_has_a_title_and_says_what_it_is_for(handed: Handover, book: openpyxl.Workbook) -> None:
    assert set(handed.sheets) == set(TITLES)
    about = {row[0].value: str(row[1].value) for row in book["About"].iter_rows() if row[0].hyperlink}
    for title, purpose in TITLES.values():
        assert about[title].startswith(purpose)


def test_a_transcript_leads_to_a_theme_that_it_brought(handed: Handover) -> None:
    unit = SaturationUnit(
        source="grimsby", case="Grimsby", kind="interview", date="2024", confirmed=frozenset({"cogs"})
    )
    known = Sheet.of(SATURATION, Saturation(units=[unit], in_order=True, reasons=()).rows())
    coded = {(row.quote_id, row.theme_id): row.source for row in handed.records(CODED_QUOTES)}
    links = page_links(replace(handed, sheets={**handed.sheets, "saturation": known}))
    assert [coded[quote, "cogs"] for quote in links["saturation"]] == ["grimsby"]
    assert set(page_links(handed)["saturation"]) == {""}  # nothing was brought while that is not known


def test_the_figures_of_the_cover_are_those_that_were_counted(book: openpyxl.Workbook, handed: Handover) -> None:
    lines = [(row[0].value, row[1].value) for row in book["About"].iter_rows()]
    said = dict(lines[: lines.index(("The sheets", None))])
    for name, label, always in _FIGURES:
        count = getattr(handed.counts, name)
        assert said.get(label) == (count if count or always else None)


def test_the_cover_names_the_files_that_were_not_used(handed: Handover) -> None:
    unused = Conduct(unused=[UnusedFile("a.docx", "unread", "the file is empty")])
    lines = [(line.text, line.about) for line in cover(replace(handed, conduct=unused))]
    assert ("File not used: unread", "a.docx (the file is empty)") in lines


def test_the_methods_have_a_sheet(book: openpyxl.Workbook, handed: Handover) -> None:
    texts = [row[0].value for row in book["Methods"].iter_rows()]
    for section in sections(handed):
        assert [section.title, *section.paragraphs] == [
            text for text in texts if text in (section.title, *section.paragraphs)
        ]


def test_a_mention_leads_to_the_words_around_it(book: openpyxl.Workbook, handed: Handover) -> None:
    words = {row.quote_id: row.quote for row in handed.records(CODED_QUOTES)}
    sheet = [list(line) for line in book["Mentions"].values]
    linked = [(line[sheet[0].index("text")], line[-1]) for line in sheet[1:] if line[-1]]
    assert linked
    for text, quote in linked:
        assert text in words[quote]


def test_the_cover_links_to_every_sheet(book: openpyxl.Workbook) -> None:
    links = {cell.hyperlink.location for row in book["About"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_the_data_package_describes_the_files(files: dict[str, bytes]) -> None:
    package = json.loads(files["dataset/datapackage.json"])
    tables = {path for path in files if path.startswith("dataset/") and path.endswith(".csv")}
    assert {f"dataset/{resource['path']}" for resource in package["resources"]} == tables
    for resource in package["resources"]:
        content = files[f"dataset/{resource['path']}"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        header = content.decode("utf-8-sig").split("\r\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_the_data_dictionary_has_every_column(files: dict[str, bytes]) -> None:
    described = {(row["table"], row["column"]) for row in csv_rows(files["dataset/data_dictionary.csv"])}
    package = json.loads(files["dataset/datapackage.json"])
    columns = {(r["name"], field["name"]) for r in package["resources"] for field in r["schema"]["fields"]}
    assert described - columns == {("every table", "every text")}
    assert columns <= described


def test_the_run_record_can_be_checked(files: dict[str, bytes]) -> None:
    record = json.loads(files["dataset/run.json"])
    handed_over = {path for path in files if not path.startswith("private/")} - {"dataset/run.json"}
    assert record["sha256"] == {path: hashlib.sha256(files[path]).hexdigest() for path in handed_over}
    assert record["counts"]["quotes"] == len(
        {row["quote_id"] for row in csv_rows(files["dataset/coded_quotes.csv"])}
    )
    assert record["settings"]["quotes"]["shortlist_per_theme"] == 8
    assert len(record["language_models"]) == len(PINS)


def test_two_writers_of_one_file_are_an_error(handed: Handover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.emit.writers.WRITERS", (WRITERS[0], WRITERS[0]))
    with pytest.raises(LookupError, match=r"tables and a writer before it make .*coded_quotes\.csv"):
        list(written(handed, progress=lambda *_: None))


def test_a_writer_is_given_what_it_declares_and_nothing_else(handed: Handover) -> None:
    bank = next(writer for writer in WRITERS if writer.name == "quote bank")
    given = bank.only(handed)
    assert (given.sheets, given.settings) == (handed.sheets, handed.settings)
    with pytest.raises(AttributeError, match="transcripts"):
        _ = given.transcripts
    assert handed.transcripts


def test_a_slow_writer_may_work_in_another_process(handed: Handover) -> None:
    here = dict(written(handed, progress=lambda *_: None))
    engine = Engine(jobs=2)
    elsewhere = partial(engine.submit, characters=WORTH_PROCESSES)
    assert dict(written(handed, progress=lambda *_: None, submit=elsewhere)) == here
    engine.close()


def test_of_a_long_audit_trail_the_workbook_shows_the_newest_rows_and_says_so(handed: Handover) -> None:
    decided = AuditedDecision(
        order=1,
        date="2026-03-04",
        batch="1",
        coder="Ann",
        decision="accept",
        theme_id="trust",
        theme="Trust",
        quote_id="q-1",
        quote="we just knock",
        mode="review",
        undone="",
        note="",
    )
    trail = Sheet(AUDIT_TRAIL, [replace(decided, order=order) for order in range(1, 2_502)])
    shown = in_workbook(trail)
    assert [shown.records[0].order, shown.records[-1].order] == [502, 2_501]
    told = [line.about for line in cover(replace(handed, sheets={"audit_trail": trail}))]
    assert any("the newest 2,000 of 2,501 rows; all of them are in audit_trail.csv" in str(line) for line in told)
