"""A person's decisions come in by one door, and none is lost."""

import pytest
from openpyxl import Workbook

from pipeline.decisions import read_decisions
from pipeline.errors import UserError
from pipeline.review.importing import import_decisions
from pipeline.study import Study

HEADER = "quote_id,theme_id,decision,coder,note,source,quote\n"


@pytest.fixture
def study(tmp_path):
    return Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")


def given(tmp_path, text, name="sheet.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8-sig")
    return path


def kept(study):
    path = study.models / "decisions.csv"
    return [
        (d.quote_id, d.theme_id, d.decision, d.coder) for d in read_decisions(path.read_text("utf-8-sig")).decisions
    ]


def test_rows_with_a_decision_come_in_and_the_others_are_passed_over(study, tmp_path):
    file = given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\nq-2,cogs,,Ann,,s,words\nq-3,cogs,no,,,s,words\n")
    done = import_decisions(study, file, coder="Bea")
    assert (done.new, done.changed, done.unchanged, done.findings) == (2, 0, 0, ())
    assert kept(study) == [("q-1", "cogs", "accept", "Ann"), ("q-3", "cogs", "reject", "Bea")]


def test_importing_twice_changes_nothing(study, tmp_path):
    file = given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\n")
    import_decisions(study, file)
    before = (study.models / "decisions.csv").read_bytes()
    assert import_decisions(study, file).unchanged == 1
    assert (study.models / "decisions.csv").read_bytes() == before


def test_a_change_of_mind_is_added_and_the_first_word_stays_in_the_file(study, tmp_path):
    import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\n"))
    done = import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,reject,Ann,,s,words\n"))
    assert (done.new, done.changed) == (0, 1)
    assert kept(study) == [("q-1", "cogs", "reject", "Ann")]
    assert "accept" in (study.models / "decisions.csv").read_text("utf-8-sig")


def test_coders_who_differ_are_reported(study, tmp_path):
    import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\n"))
    done = import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,reject,Bea,,s,words\n"))
    assert done.conflicts == (("q-1", "cogs"),)
    assert len(kept(study)) == 2


def test_a_row_that_cannot_be_understood_is_told_and_the_rest_comes_in(study, tmp_path):
    done = import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,perhaps,Ann,,,\nq-2,cogs,accept,Ann,,,\n"))
    assert done.new == 1
    assert "perhaps" in done.findings[0].finding


def test_a_workbook_comes_in_by_the_sheet_that_has_the_columns(study, tmp_path):
    book = Workbook()
    book.active.append(["About", "this workbook"])
    sheet = book.create_sheet("Coded quotes")
    sheet.append(["quote_id", "theme_id", "decision", "coder", "note"])
    sheet.append(["q-1", "cogs", "accept", "Ann", None])
    book.save(tmp_path / "coded.xlsx")
    assert import_decisions(study, tmp_path / "coded.xlsx").new == 1
    assert kept(study) == [("q-1", "cogs", "accept", "Ann")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"quote_id,theme,decision\n", "theme_id"),
        ("a.csv", b"", "no column"),
        ("a.xlsx", b"not a workbook", "not a workbook"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(study, tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=told):
        import_decisions(study, tmp_path / name)
    assert not (study.models / "decisions.csv").exists()
