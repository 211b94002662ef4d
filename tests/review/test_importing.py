"""All imports of decisions go through one function, and none is lost."""

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from pipeline.cli.stages import STAGES
from pipeline.corpus.decision_matching import DecidablePassage, match_decisions
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.review.export import save_conflicts
from pipeline.review.imports import Undone, import_decisions, undo_import
from pipeline.workflow.runner import Run

HEADER = "quote_id,theme_id,decision,coder,note,source,quote\n"


def bomb() -> bytes:
    """A workbook of which one part packs 20 MB of spaces."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 20_000_000)
    return made.getvalue()


def declaring() -> bytes:
    """A workbook with a document type declaration."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    return made.getvalue()


def torn() -> bytes:
    """A workbook whose sheet ends in the middle of a tag: openpyxl sees it only as it comes to the rows."""
    made, torn = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["quote_id", "theme_id", "decision"])
    book.save(made)
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(torn, "w") as package:
        for name in whole.namelist():
            content = whole.read(name)
            package.writestr(name, content[:-40] + b"<\x01" if "sheet1" in name else content)
    return torn.getvalue()


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
    assert (done.new, done.changed, done.unchanged, done.unanswered, done.findings) == (2, 0, 0, 1, ())
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
    assert done.differing == ("q-1",)
    assert len(kept(study)) == 2


def test_a_note_of_any_length_comes_in(study, tmp_path):
    done = import_decisions(study, given(tmp_path, HEADER + f"q-1,cogs,accept,Ann,{'a' * 200_000},s,words\n"))
    assert (done.new, done.findings) == (1, ())


def test_what_coders_agreed_settles_it_and_each_word_stays(study, tmp_path):
    import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\nq-2,cogs,accept,Ann,,s,more\n"))
    import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,reject,Bea,,s,words\nq-2,cogs,reject,Bea,,s,more\n"))
    place = save_conflicts(study)
    assert place == study.private / "review" / "conflicts.xlsx"
    book = load_workbook(place)
    head, *rows = book["Conflicts"].iter_rows(values_only=True)
    said = ["Ann: cogs\nBea: no code, not cogs"] * 2
    assert [dict(zip(head, row, strict=True))["said"] for row in rows] == said
    book["Conflicts"].cell(2, head.index("decision") + 1, "none")
    book.save(place)
    done = import_decisions(study, place)
    assert (done.new, done.differing) == (1, ("q-2",))
    assert kept(study)[-1] == ("q-1", "", "none", "agreed")
    assert len(kept(study)) == 5
    # What was decided there is not written over.
    assert save_conflicts(study).name == "conflicts_2.xlsx"
    assert load_workbook(place)["Conflicts"].cell(2, head.index("decision") + 1).value == "none"


def filled(path, decide):
    """The dataset's workbook with decisions put in: by number of the row among those with a theme."""
    book = load_workbook(path)
    sheet = book["Coded quotes"]
    names = {cell.value: cell.column for cell in sheet[1]}
    themed = [row[0].row for row in sheet.iter_rows(min_row=2) if row[names["theme_id"] - 1].value]
    for number, decision in decide.items():
        sheet.cell(themed[number], names["decision"], decision)
    path = path.with_name("filled.xlsx")
    book.save(path)
    return path


@pytest.mark.slow
def test_the_dataset_itself_can_be_filled_in_and_what_stood_there_is_no_news(sample_copy):
    study = sample_copy
    workbook = study.outputs / "dataset" / "coded_dataset.xlsx"
    done = import_decisions(study, filled(workbook, {0: "accept", 1: "reject"}), coder="Ann")
    assert (done.new, done.changed, done.findings) == (2, 0, ())
    assert [(decision, coder) for *_, decision, coder in kept(study)] == [("accept", "Ann"), ("reject", "Ann")]
    Run(study).through(STAGES)
    assert import_decisions(study, filled(workbook, {}), coder="Bea").judgements == {}
    assert import_decisions(study, filled(workbook, {0: "reject", 3: "accept"}), coder="Bea").new == 2
    saved = study.outputs / "dataset" / "coded_quotes.csv"
    lines = saved.read_text("utf-8-sig").splitlines(keepends=True)
    at = next(csv.reader(lines[:1])).index("decision")
    rows = list(csv.reader(lines))
    row = next(row for row in rows[1:] if row[rows[0].index("theme_id")] and not row[at])
    row[at] = "accept"
    with saved.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    assert import_decisions(study, saved, coder="Cleo").new == 1, "filled in where it lies"


def test_where_nobody_differs_there_is_no_sheet(study, tmp_path):
    import_decisions(study, given(tmp_path, HEADER + "q-1,cogs,accept,Ann,,s,words\n"))
    assert save_conflicts(study) is None


EXCEL = {
    "semicolons": "quote_id;theme_id;decision;coder;note;source;quote\r\nq-1;cogs;accept;Zoë;yes, but;s;a; \r\n",
    "told of its separator": "sep=;\r\nquote_id;theme_id;decision;coder;note\r\nq-1;cogs;accept;Zoë;yes, but\r\n",
    "tabs": "quote_id\ttheme_id\tdecision\tcoder\tnote\r\nq-1\tcogs\tTRUE\tZoë\tyes, but\r\n",
    "columns moved, headed as people head them": (
        'Coder,Decision,Quote ID,Theme ID,Note\r\nZoë,Accept,q-1,cogs,"yes, but"\r\n,,,,\r\n'
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("text", EXCEL.values(), ids=EXCEL)
def test_a_file_that_excel_saved_in_its_own_way(study, tmp_path, text, encoding):
    file = tmp_path / "saved.csv"
    file.write_bytes(text.encode(encoding))
    done = import_decisions(study, file)
    assert (done.new, done.findings) == (1, ())
    assert kept(study) == [("q-1", "cogs", "accept", "Zoë")]
    path = study.models / "decisions.csv"
    assert [one.note for one in read_decisions(path.read_text("utf-8-sig")).decisions] == ["yes, but"]


def test_an_id_that_excel_took_for_a_number_is_found_again_by_the_words(study, tmp_path):
    file = given(tmp_path, HEADER + '4.5E+11,cogs,accept,Ann,,s,"Well, it is us."\n')
    import_decisions(study, file)
    read = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig")).decisions
    matched = match_decisions(read, [DecidablePassage("q-45e10", "s", "Well, it is us.")])
    assert [one.quote_id for one in matched.decisions] == ["q-45e10"]


@pytest.mark.parametrize("note", ["=1+1", "-none", "@home", "'=quoted", "+44", "plain"])
def test_a_note_that_could_run_does_not_and_comes_back_as_it_was(study, tmp_path, note):
    book = Workbook()
    book.active.append(["quote_id", "theme_id", "decision", "coder", "note"])
    book.active.append(["q-1", "cogs", "accept", "Ann", None])
    book.active.cell(2, 5).value = note
    book.active.cell(2, 5).data_type = "s"
    book.save(tmp_path / "filled.xlsx")
    import_decisions(study, tmp_path / "filled.xlsx")
    path = study.models / "decisions.csv"
    content = path.read_text("utf-8-sig")
    assert [one.note for one in read_decisions(content).decisions] == [note]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in content.replace("\n", ",").split(","))
    assert import_decisions(study, path).unchanged == 1


CODEBOOK = "codes:\n  - {id: cogs, name: Cogs of connection}\n  - {id: trust, name: Trust}\n"


@pytest.fixture
def with_codebook(study):
    """The study with a codebook of two codes."""
    study.models.mkdir()
    (study.models / "codebook.yaml").write_text(CODEBOOK)
    return study


def test_a_theme_by_its_name_is_taken(with_codebook, tmp_path):
    rows = "q-1,cogs of connection,accept,Ann,,,\nq-2,COGS,accept,Ann,,,\nq-4,candidate-1,accept,Ann,,,\n"
    import_decisions(with_codebook, given(tmp_path, HEADER + rows))
    assert [theme for _, theme, _, _ in kept(with_codebook)] == ["cogs", "cogs", "candidate-1"]


BLIND = "quote_id,theme_id,theme_id_2,decision,coder,mode,sample\n"
REFUSED = {
    "a code that does not exist": (HEADER + "q-1,cog,accept,Ann,,,\n", "no code 'cog' .* Did you mean 'cogs'"),
    "a word that is no decision": (HEADER + "q-1,cogs,perhaps,Ann,,,\n", "'perhaps' is not one of accept"),
    "nobody decided": (HEADER + "q-1,cogs,accept,,,,\n", "the coder is missing.* --coder"),
    "the software decided": (HEADER + "q-1,cogs,accept,Pipeline,,,\n", "the pipeline's name"),
    "a name that is kept": (BLIND + "q-1,,,accept,Agreed,blind,\n", "names no code"),
    "no theme": (HEADER + "q-1,,accept,Ann,,,\n", "names no theme"),
    "no passage": (HEADER + ",cogs,accept,Ann,,,\n", "the passage is missing"),
    "a way of working that there is not": (BLIND + "q-1,cogs,,,Ann,half,\n", "mode 'half'"),
    "none and a code": (BLIND + "q-1,cogs,,none,Ann,blind,\n", "no code fits, but names a code"),
    "rejected where nothing was proposed": (BLIND + "q-1,cogs,,reject,Ann,blind,\n", "without proposals"),
    "the same coder twice, blind": (
        BLIND + "q-1,cogs,,,Ann,blind,\nq-1,trust,,,Ann,blind,\n",
        "line 3: Ann gives passage q-1 a different answer than in line 2",
    ),
    "the same coder twice, in review": (
        HEADER + "q-1,cogs,accept,Ann,,,\nq-1,cogs,reject,Ann,,,\n",
        "line 3: Ann gives passage q-1 a different answer",
    ),
    "two spellings of a name": (
        HEADER + "q-1,cogs,accept,Ann Lee,,,\nq-2,cogs,accept,ann  lee,,,\n",
        "'ann lee' differs from 'Ann Lee' only in capitals or spaces",
    ),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED)
def test_a_row_that_cannot_be_taken_is_named_and_nothing_is_imported(with_codebook, tmp_path, text, told):
    file = given(tmp_path, text + ("q-9,cogs,accept,Bea,,,\n" if text.startswith(HEADER) else ""))
    with pytest.raises(UserError, match=r"(?s)nothing was imported.*" + told):
        import_decisions(with_codebook, file)
    assert not (with_codebook.models / "decisions.csv").exists()


def test_the_other_rows_come_in_if_one_says_so(with_codebook, tmp_path):
    file = given(tmp_path, HEADER + "q-1,cogs,perhaps,Ann,,,\nq-2,cogs,accept,Ann,,,\n")
    done = import_decisions(with_codebook, file, skip_problems=True)
    assert (done.new, [one.finding for one in done.findings]) == (
        1,
        ["line 2 was left out: 'perhaps' is not one of accept, reject, none"],
    )


def test_whoever_is_asked_may_say_that_two_spellings_are_one_person(with_codebook, tmp_path):
    import_decisions(with_codebook, given(tmp_path, HEADER + "q-1,cogs,accept,Ann Lee,,,\n"))
    file = given(tmp_path, HEADER + "q-2,cogs,accept,ANN LEE,,,\n")
    with pytest.raises(UserError, match="Write 'Ann Lee' if it is the same person"):
        import_decisions(with_codebook, file)
    import_decisions(
        with_codebook, file, same_coder=lambda written, known: (written, known) == ("ANN LEE", "Ann Lee")
    )
    assert [coder for *_, coder in kept(with_codebook)] == ["Ann Lee", "Ann Lee"]


def test_a_blind_sheet_brings_sets_of_codes_and_no_code(with_codebook, tmp_path):
    rows = (
        "q-1,cogs,trust,,Ann,blind,random\nq-2,,,none,Ann,blind,random\nq-3,,,,Ann,blind,random\n"
        "q-4,cogs; Trust,,,Ann,blind,random\nq-5,none,,,Ann,blind,random\n"
    )
    done = import_decisions(with_codebook, given(tmp_path, BLIND + rows))
    assert (done.judgements, done.new, done.unanswered) == ({("Ann", "blind"): 4}, 4, 1)
    assert kept(with_codebook) == [
        ("q-1", "cogs", "accept", "Ann"),
        ("q-1", "trust", "accept", "Ann"),
        ("q-2", "", "none", "Ann"),
        ("q-4", "cogs", "accept", "Ann"),
        ("q-4", "trust", "accept", "Ann"),
        ("q-5", "", "none", "Ann"),
    ]
    again = import_decisions(with_codebook, given(tmp_path, BLIND + "q-1,cogs,,,Ann,blind,random\n"))
    assert (again.changed, again.new) == (1, 0)
    assert [row for row in kept(with_codebook) if row[0] == "q-1"] == [("q-1", "cogs", "accept", "Ann")]


def test_two_coders_who_differ_on_half_of_the_passages(with_codebook, tmp_path):
    for coder, theme in (("Ann", "cogs"), ("Bea", "trust")):
        rows = [f"q-{at},{theme if at < 20 else 'cogs'},,,{coder},blind,random" for at in range(40)]
        done = import_decisions(with_codebook, given(tmp_path, BLIND + "\n".join(rows)))
    assert len(done.differing) == 20
    book = load_workbook(save_conflicts(with_codebook))
    assert book["Conflicts"].max_row == 21


def test_the_last_import_can_be_undone_and_stays_as_a_record(with_codebook, tmp_path):
    path = with_codebook.models / "decisions.csv"
    path.write_text("quote_id;theme_id;decision;coder\nq-0;cogs;accept;Cleo\n", "utf-8-sig")
    import_decisions(with_codebook, given(tmp_path, HEADER + 'q-1,cogs,accept,Ann,"two\nlines; said",,\n'))
    import_decisions(with_codebook, given(tmp_path, HEADER + "q-1,cogs,reject,Ann,,,\n"))
    before = path.read_text("utf-8-sig")
    assert undo_import(with_codebook) == Undone(2, 1, ("Ann",))
    assert kept(with_codebook) == [("q-0", "cogs", "accept", "Cleo"), ("q-1", "cogs", "accept", "Ann")]
    after = path.read_text("utf-8-sig")
    changed = [(a, b) for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b]
    assert len(changed) == 1
    assert "yes" in changed[0][1]
    assert undo_import(with_codebook) == Undone(1, 1, ("Ann",))
    assert kept(with_codebook) == [("q-0", "cogs", "accept", "Cleo")]
    assert undo_import(with_codebook, 2) == Undone(2, 1, ("Ann",)), "undone before: nothing changes"
    with pytest.raises(UserError, match="there is no import 7"):
        undo_import(with_codebook, 7)
    with pytest.raises(UserError, match="no import to undo"):
        undo_import(with_codebook)
    import_decisions(with_codebook, given(tmp_path, HEADER + "q-1,cogs,reject,Ann,,,\n"))
    assert ("q-1", "cogs", "reject", "Ann") in kept(with_codebook)


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
        ("a.csv", b"\xef\xbb\xbfsep=", "no column"),  # found by the fuzzer
        ("a.csv", b'sep="\r\nquote_id', "no column"),
        ("a.xlsx", b"not a workbook", "cannot be read as a workbook"),
        ("a.xlsx", bomb(), "unpacks to far more"),
        ("a.xlsx", declaring(), "declares XML entities"),
        ("a.xlsx", torn(), "cannot be read as a workbook"),  # found by the fuzzer
    ],
)
def test_what_cannot_be_read_is_refused_whole(study, tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=told):
        import_decisions(study, tmp_path / name)
    assert not (study.models / "decisions.csv").exists()
