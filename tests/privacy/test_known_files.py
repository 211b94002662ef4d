"""A withdrawal cleans every file of decisions, memos and the sheet on which they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.corpus.decisions import COLUMNS, read_decisions
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE, read_memos
from pipeline.corpus.study import Study
from pipeline.emit.table_files import csv_bytes
from pipeline.people.redaction import Person, Redactor
from pipeline.privacy.known_files import (
    PersonalTraces,
    cleaned_decisions,
    cleaned_memos,
    cleaned_name_decisions,
    cleaned_quote_choices,
    cleaned_workbooks,
    runs_of,
)
from pipeline.review.memos_sheet import memos_sheet
from pipeline.review.sheets import save, workbook

WORDS = "we built a smaller gear out of driftwood"
HEADER = "quote_id,theme_id,decision,coder"
OTHER = "q-2,cogs,accept,Bo"
FULL = ",".join(COLUMNS)

FILES = {
    "one header": f"{HEADER}\nq-1,cogs,accept,Bo\n{OTHER}\n",
    "Excel's hint": f"sep=;\n{HEADER}\nq-1,cogs,accept,Bo\n{OTHER}\n".replace(",", ";"),
    "tabs": f"{HEADER}\nq-1,cogs,accept,Bo\n{OTHER}\n".replace(",", "\t"),
    "no end of the last line": f"{HEADER}\n{OTHER}\nq-1,cogs,accept,Bo",
    "a second header in another order": f"{HEADER}\n{OTHER}\n"
    "coder,decision,quote_id,theme_id\nBo,accept,q-1,cogs\n",
    "a second header with semicolons": f"{HEADER}\n{OTHER}\nquote_id;theme_id;decision;coder\nq-1;cogs;accept;Bo\n",
    "one row with semicolons": f"{HEADER}\n{OTHER}\nq-1;cogs;accept;Bo\n",
    "a quotation mark that is not closed, before": f'{HEADER}\n"q-1,cogs,accept,Bo\n{OTHER}\n',
    "a quotation mark that is not closed, within": f'{HEADER}\nq-1,cogs,accept,"Bo\n{OTHER}\n',
    "their words in a broken row": f'{HEADER},quote\n{OTHER},\nq-8,cogs,accept,Bo,"{WORDS}\n',
    "a cell of several lines": f'{HEADER},note\nq-1,cogs,accept,Bo,"one\ntwo"\n{OTHER},\n',
    "all columns": f"{FULL}\nq-1,cogs,accept,Bo,,,s,{WORDS},blind,random,1,\n{OTHER},,,s,,blind,random,1,\n",
    "an undone row": f"{FULL}\nq-1,cogs,accept,Bo,,,s,{WORDS},blind,random,1,yes\n{OTHER},,,s,,blind,random,1,\n",
    "their words under another id": f"{HEADER},quote\nq-8,cogs,accept,Bo,{WORDS}\n{OTHER},\n",
    "their words in a column of one's own": f"{HEADER},mine\nq-8,cogs,accept,Bo,so: {WORDS}\n{OTHER},\n",
}


@pytest.fixture
def theirs() -> PersonalTraces:
    return PersonalTraces(
        quote_ids=frozenset({"q-1"}),
        runs=frozenset(runs_of([WORDS])),
        whole=frozenset(),
        names=("Ann Ashgrove",),
        redactor=Redactor([Person(participant="P01", name="Ann Ashgrove")]),
    )


@pytest.mark.parametrize("kind", FILES)
def test_their_row_goes_and_the_others_stay(tmp_path, theirs, kind):
    path = tmp_path / "decisions.csv"
    path.write_text(FILES[kind])
    assert cleaned_decisions(tmp_path, theirs) == 1
    left = path.read_text("utf-8-sig")
    assert "q-1" not in left
    assert "driftwood" not in left
    assert [(one.quote_id, one.coder) for one in read_decisions(left).decisions] == [("q-2", "Bo")]
    assert cleaned_decisions(tmp_path, theirs) == 0


@pytest.mark.parametrize("column", ["note", "mode", "sample", "batch", "undone", "date"])
def test_their_name_goes_out_of_every_column(tmp_path, theirs, column):
    path = tmp_path / "decisions.csv"
    row = dict.fromkeys(COLUMNS, "") | {
        "quote_id": "q-2",
        "theme_id": "cogs",
        "decision": "accept",
        "coder": "Bo",
    }
    path.write_text(f"{FULL}\n{','.join((row | {column: 'as Ann Ashgrove said'}).values())}\n")
    assert cleaned_decisions(tmp_path, theirs) == 0
    assert "Ashgrove" not in path.read_text("utf-8-sig")
    assert "q-2" in path.read_text("utf-8-sig")


def test_a_file_without_anything_of_theirs_stays_byte_for_byte(tmp_path, theirs):
    path = tmp_path / "decisions.csv"
    content = written_decisions(()) + b'q-2,cogs,accept,"B\xc3\xb6"\r\n;;\r\n"open\r\n'
    path.write_bytes(content)
    assert cleaned_decisions(tmp_path, theirs) == 0
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "row",
    [
        "Ann Ashgrove,keep,", "ANN ASHGROVE,replace,the weaver", "Ashgrove,replace,",
        "Annie Pell,same as Ann Ashgrove,", '"Ann Ashgrove",same as Annie Pell,',
    ],
)  # fmt: skip
def test_what_was_decided_about_their_name_goes_out_of_people_csv(tmp_path, theirs, row):
    path = tmp_path / "people.csv"
    path.write_text(f"name,decision,note\nIvo Brack,keep,\n{row}\nOrla Tench,replace,asked Ann Ashgrove\n")
    assert cleaned_name_decisions(tmp_path, theirs) == 1
    assert path.read_text() == "name,decision,note\nIvo Brack,keep,\nOrla Tench,replace,asked [name]\n"
    assert cleaned_name_decisions(tmp_path, theirs) == 0


@pytest.mark.parametrize(
    "row",
    [
        "q-1,star,Bo,,,",
        f"q-8,bar,Bo,,s,{WORDS}",
        f"q-8,bar,Bo,as they said: {WORDS},s,",
        f',star,Bo,,s,"So, {WORDS}"',
        'q-1,star,Bo,"not closed,,',
        f'q-8,star,Bo,,s,"A line,\n{WORDS},\n,and another"',
    ],
)
def test_their_starred_and_barred_quotes_go_and_their_name_goes_out_of_the_others(tmp_path, theirs, row):
    path = tmp_path / "quotes.csv"
    head = "quote_id,decision,coder,note,source,quote"
    path.write_text(f"{head}\n{row}\nq-2,bar,Bo,Ann Ashgrove is right,s,other words\n")
    assert cleaned_quote_choices(tmp_path, theirs) == 1
    left = path.read_text("utf-8-sig").splitlines()
    assert left == [head, "q-2,bar,Bo,[name] is right,s,other words"]
    assert cleaned_quote_choices(tmp_path, theirs) == 0


OTHER_MEMO = ("study", "", "Bo", "2026-01-02", "Begin with the roundtables.", "", "")
GONE = {
    "on their passage": ("passage", "q-1", "Bo", "", "A metaphor.", "s", "gear"),
    "on their passage under another id": ("passage", "q-8", "Bo", "", "A metaphor.", "s", WORDS),
    "that quotes them": ("code", "cogs", "Bo", "", f"Compare “{WORDS.upper()}”!", "", ""),
    "that quotes them over two lines": ("study", "", "Bo", "", WORDS.replace("gear ", "gear\n"), "", ""),
    "that begins like a formula": ("case", "Hull", "Bo", "", f"={WORDS}", "", ""),
}
REDACTED = {
    "about them": ("study", "", "Bo", "", "Ask Ann Ashgrove.", "", ""),
    "about them by one name": ("code", "cogs", "Bo", "", "Ask Ashgrove.", "", ""),
    "by a coder of their name": ("code", "cogs", "Ann Ashgrove", "", "Ask.", "", ""),
    "on a case of their name": ("case", "Ann Ashgrove", "Bo", "", "Ask.", "", ""),
}
FORMS = {
    "commas": lambda text: text,
    "semicolons": lambda text: text.replace(",", ";"),
    "tabs": lambda text: text.replace(",", "\t"),
    "Excel's hint": lambda text: "sep=;\r\n" + text.replace(",", ";"),
    "line feeds": lambda text: text.replace("\r\n", "\n"),
    "no end of the last line": str.rstrip,
}


def write(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / MEMOS_FILE
    path.write_bytes(csv_bytes(MEMO_COLUMNS, rows))
    return path


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", GONE)
def test_a_memo_goes_and_the_others_stay(tmp_path: Path, theirs: PersonalTraces, kind: str, form: str) -> None:
    path = write(tmp_path, GONE[kind], OTHER_MEMO)
    path.write_text(FORMS[form](path.read_text("utf-8-sig")), "utf-8", newline="")
    assert cleaned_memos(tmp_path, theirs) == 1
    left = path.read_text("utf-8-sig")
    assert "driftwood" not in left.casefold()
    assert [one.memo for one in read_memos(left)] == [OTHER_MEMO[4]]
    assert cleaned_memos(tmp_path, theirs) == 0


@pytest.mark.parametrize("kind", REDACTED)
def test_their_name_goes_out_of_a_memo(tmp_path: Path, theirs: PersonalTraces, kind: str) -> None:
    path = write(tmp_path, REDACTED[kind], OTHER_MEMO)
    assert cleaned_memos(tmp_path, theirs) == 0
    left = path.read_text("utf-8-sig")
    assert "Ashgrove" not in left
    assert "[name]" in left
    assert len(read_memos(left)) == 2


def test_memos_without_anything_of_theirs_stay_byte_for_byte(tmp_path: Path, theirs: PersonalTraces) -> None:
    path = write(tmp_path, OTHER_MEMO)
    before = path.read_bytes()
    assert cleaned_memos(tmp_path, theirs) == 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", [*GONE, *REDACTED])
def test_the_sheet_is_cleaned_too(tmp_path: Path, theirs: PersonalTraces, kind: str) -> None:
    study = Study(tmp_path, tmp_path, tmp_path / "outputs")
    write(tmp_path, {**GONE, **REDACTED}[kind], OTHER_MEMO)
    sheet = memos_sheet(study, passages={}, themes={})
    assert sheet is not None
    path = save(study, "review", workbook("Passages to review", [], [sheet], themes={}))
    assert cleaned_workbooks(study.private, theirs) == (kind == "on their passage")
    left = [str(cell.value) for row in load_workbook(path)["Memos"].iter_rows() for cell in row]
    assert not any("driftwood" in cell.casefold() or "Ashgrove" in cell for cell in left)
    assert OTHER_MEMO[4] in left
