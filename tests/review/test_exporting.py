"""The review workbook is exported, filled in and imported."""

import io
import shutil

import openpyxl
import pytest

from pipeline.corpus.decision_matching import DecidablePassage, match_decisions
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.review.export import export_blind, export_review
from pipeline.review.imports import import_decisions


@pytest.fixture
def study(sample_run, tmp_path):
    """The finished sample, with a models folder to write into."""
    models = tmp_path / "models"
    shutil.copytree(sample_run.study.models, models)
    return Study(sample_run.study.transcripts, models, sample_run.study.outputs)


def sheets(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, {
        name: [[cell.value or "" for cell in row] for row in book[name].iter_rows()] for name in book.sheetnames
    }


def test_the_most_informative_passages_with_lists_to_choose_from(study):
    content = export_review(study, number=20)
    book, read = sheets(content)
    assert list(read) == ["About", "Themes", "Review"]
    head, *rows = read["Review"]
    assert len(rows) == 20
    assert len({row[head.index("quote_id")] for row in rows}) == 20
    assert len({row[head.index("theme_id")] for row in rows}) > 2
    assert {(row[head.index("mode")], row[head.index("sample")]) for row in rows} == {("review", "informative")}
    lists = {rule.formula1 for rule in book["Review"].data_validations.dataValidation}
    assert '"accept,reject,none"' in lists
    assert any(one.startswith("Themes!") for one in lists)
    assert "cogs" in {row[0] for row in read["Themes"]}
    assert export_review(study, number=20) == content


def test_the_blind_sheet_shows_no_proposal_and_is_the_same_random_sample_whatever_was_decided(study, tmp_path):
    content = export_blind(study, number=30)
    _, read = sheets(content)
    assert list(read) == ["About", "Themes", "Blind"]
    head, *rows = read["Blind"]
    assert not {"why", "said"} & set(head)
    assert not any(row[head.index(name)] for row in rows for name in ("theme_id", "theme_id_2", "decision"))
    assert {(row[head.index("mode")], row[head.index("sample")]) for row in rows} == {("blind", "random")}
    ids = [row[head.index("quote_id")] for row in rows]
    _, longer = sheets(export_blind(study, number=60, coder="Bea"))
    assert [row[0] for row in longer["Blind"][1:31]] == ids
    assert {row[head.index("coder")] for row in longer["Blind"][1:]} == {"Bea"}
    assert len({row[head.index("source")] for row in rows}) > 4, "drawn from the whole study"
    _, informative = sheets(export_blind(study, number=30, sample="informative"))
    assert {row[head.index("sample")] for row in informative["Blind"][1:]} == {"informative"}


def fill(book, name, *answers):
    """Write into the first rows of a sheet, by column name."""
    sheet = book[name]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row, cells in enumerate(answers, start=2):
        for title, value in cells.items():
            sheet.cell(row, column[title], value)


def test_what_is_decided_comes_back(study, tmp_path):
    book, _ = sheets(export_review(study, number=5))
    fill(
        book,
        "Review",
        {"decision": "accept"},
        {"decision": "reject", "another_theme": "trust"},
        {"another_theme": "cogs; funding"},
        {"decision": "none"},
    )
    file = tmp_path / "review.xlsx"
    book.save(file)
    done = import_decisions(study, file, coder="Ann")
    assert (done.judgements, done.new, done.unanswered, done.findings) == ({("Ann", "review"): 4}, 4, 1, ())
    kept = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig"), path=file).decisions
    assert {(one.decision, one.theme_id) for one in kept} >= {
        ("add", "trust"),
        ("add", "cogs"),
        ("add", "funding"),
        ("none", ""),
    }
    assert {(one.mode, one.sample, one.batch) for one in kept} == {("review", "informative", "1")}
    assert import_decisions(study, file, coder="Ann").new == 0


def test_an_id_that_the_spreadsheet_changed_is_found_by_the_words_or_refused(study, tmp_path):
    book, read = sheets(export_blind(study, number=2, coder="Ann"))
    fill(book, "Blind", {"theme_id": "trust", "quote_id": "2026-03-04 00:00:00"}, {"theme_id": "cogs"})
    book.save(tmp_path / "blind.xlsx")
    assert import_decisions(study, tmp_path / "blind.xlsx").new == 2
    kept = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig")).decisions
    assert [one.quote_id for one in kept] == [row[0] for row in read["Blind"][1:]]
    fill(book, "Blind", {"quote": "Nobody said this here, as far as anybody knows."})
    book.save(tmp_path / "blind.xlsx")
    with pytest.raises(UserError, match="sheet Blind, row 2: the spreadsheet program has changed its id"):
        import_decisions(study, tmp_path / "blind.xlsx")


def test_a_decision_finds_its_passage_again_when_the_transcript_was_corrected(study, tmp_path):
    book, read = sheets(export_review(study, number=1))
    column = {name: at + 1 for at, name in enumerate(read["Review"][0])}
    book["Review"].cell(2, column["decision"], "accept")
    file = tmp_path / "review.xlsx"
    book.save(file)
    import_decisions(study, file, coder="Ann")
    given = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig"), path=file).decisions
    row = dict(zip(read["Review"][0], read["Review"][1], strict=True))
    assert (given[0].source, given[0].quote) == (row["source"], row["quote"].strip())
    corrected = DecidablePassage("q-another", row["source"], row["quote"].replace("a", "e", 1))
    matched = match_decisions(given, [corrected])
    assert [one.quote_id for one in matched.decisions] == ["q-another"]


def test_before_a_run_it_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        export_review(Study(tmp_path, tmp_path, tmp_path))
