"""The workbook for review goes out, is filled in, and comes back."""

import io
import shutil

import openpyxl
import pytest

from pipeline.decision_matching import Passage, match_decisions
from pipeline.decisions import read_decisions
from pipeline.errors import UserError
from pipeline.review.exporting import export_review
from pipeline.review.importing import import_decisions
from pipeline.study import Study


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


def test_the_passages_that_teach_most_with_lists_to_choose_from(study):
    content = export_review(study, number=20)
    book, read = sheets(content)
    assert list(read) == ["About", "Themes", "Review", "Blind"]
    head, *rows = read["Review"]
    assert len(rows) == 20
    assert len({row[head.index("quote_id")] for row in rows}) == 20
    assert len({row[head.index("theme_id")] for row in rows}) > 2
    lists = {rule.formula1 for rule in book["Review"].data_validations.dataValidation}
    assert '"accept,reject"' in lists
    assert any(one.startswith("Themes!") for one in lists)
    assert "cogs" in {row[0] for row in read["Themes"]}
    blind = read["Blind"][0]
    assert "why" not in blind
    assert not any(row[blind.index("theme_id")] for row in read["Blind"][1:])
    assert export_review(study, number=20) == content


def test_what_is_decided_comes_back(study, tmp_path):
    book, read = sheets(export_review(study, number=5))
    head = read["Review"][0]
    sheet = book["Review"]
    column = {name: at + 1 for at, name in enumerate(head)}
    for row, (decision, other) in enumerate((("accept", ""), ("reject", "trust"), ("", "cogs")), start=2):
        sheet.cell(row, column["decision"], decision)
        sheet.cell(row, column["another_theme"], other)
    blind = {name: at + 1 for at, name in enumerate(read["Blind"][0])}
    book["Blind"].cell(2, blind["theme_id"], "funding")
    book["Blind"].cell(2, blind["coder"], "Bea")
    file = tmp_path / "review.xlsx"
    book.save(file)
    done = import_decisions(study, file, coder="Ann")
    assert (done.new, done.findings) == (5, ())
    kept = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig"), path=file).decisions
    said = {(one.coder, one.decision, one.theme_id) for one in kept}
    assert {("Ann", "add", "trust"), ("Ann", "add", "cogs"), ("Bea", "accept", "funding")} <= said
    assert import_decisions(study, file, coder="Ann").new == 0


def test_a_decision_finds_its_passage_again_when_the_transcript_was_corrected(study, tmp_path):
    book, read = sheets(export_review(study, number=1))
    column = {name: at + 1 for at, name in enumerate(read["Review"][0])}
    book["Review"].cell(2, column["decision"], "accept")
    file = tmp_path / "review.xlsx"
    book.save(file)
    import_decisions(study, file, coder="Ann")
    given = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig"), path=file).decisions
    row = dict(zip(read["Review"][0], read["Review"][1], strict=True))
    assert (given[0].source, given[0].quote) == (row["source"], row["quote"])
    corrected = Passage("q-another", row["source"], row["quote"].replace("a", "e", 1))
    matched = match_decisions(given, [corrected])
    assert [one.quote_id for one in matched.decisions] == ["q-another"]


def test_before_a_run_it_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        export_review(Study(tmp_path, tmp_path, tmp_path))
