"""models/organisations.csv: usable rows are read, and the others are reported with their lines."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.corpus.storage import decoded
from pipeline.organisations.gazetteer import parse_gazetteer
from tests.organisations.large_gazetteer import large_gazetteer

HEADER = "organisation,aliases,former_names,sector,kind,register_id,note\n"
MERGING = "organisation,aliases,merge_into\n"
SHIPPED = Path(__file__).parents[2] / "models" / "organisations.csv"


def test_a_row_becomes_an_entry():
    [entry] = parse_gazetteer(HEADER + "Age Wex,AW; Age in Wex,Old Wex,funder,,GB-1,ambiguous\n", path="x.csv")
    assert entry.all_names == ("Age Wex", "AW", "Age in Wex", "Old Wex")
    assert (entry.sector, entry.kind, entry.register_id, entry.ambiguous) == (
        "funder",
        "organisation",
        "GB-1",
        True,
    )


def test_columns_may_come_in_any_order_and_most_may_be_missing():
    entries = parse_gazetteer("Aliases,Organisation\nAW,Age Wex\n\n,\n", path="x.csv")
    assert [entry.all_names for entry in entries] == [("Age Wex", "AW")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_read_as_excel_saves_it(separator, encoding, line_end):
    lines = [["organisation", "aliases", "sector"], ["Caffi’r Môr", '"CM; Y Caffi"', "business"], ["", "", ""]]
    saved = line_end.join(separator.join(line) for line in lines).encode(encoding)
    [entry] = parse_gazetteer(decoded(saved), path="x.csv")
    assert (entry.all_names, entry.sector) == (("Caffi’r Môr", "CM", "Y Caffi"), "business")


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("Age Wex,AW,\nWex Elders,WE,Age Wex\n", [("Age Wex", "AW", "Wex Elders", "WE")]),
        ("Wex Elders,,the AGE wex\nAge Wex,,\n", [("Age Wex", "Wex Elders")]),  # as other spellings are read
        ("One,,Two\nTwo,,Three\nThree,,\n", [("Three", "One", "Two")]),
        ("One,,AW\nAge Wex,AW,\n", [("Age Wex", "AW", "One")]),  # into an alias
    ],
)
def test_rows_are_merged(rows, names):
    assert [entry.all_names for entry in parse_gazetteer(MERGING + rows, path="x.csv")] == names


@pytest.mark.parametrize("text", ["name,aliases\nAge Wex,\n", ""])
def test_without_the_name_column_nothing_is_read(text):
    with pytest.raises(UserError, match="no column 'organisation'") as caught:
        parse_gazetteer(text, path="models/organisations.csv")
    assert (caught.value.path, caught.value.line) == ("models/organisations.csv", 1)
    assert caught.value.remedy


GOOD = "Marsh Hall,MH; The Hall,,funder,,,\n"
BAD = {
    "no name": (",AW,,,,,\n", "it has no name"),
    "a name without letters": ("—,AW,,,,,\n", "it has no name"),
    "an alias that another row has": ("Age Wex,mh,,,,,\n", "already belongs to the organisation in line 2"),
    "a name that another row has": ("The MARSH hall,,,,,,\n", "already belongs to the organisation in line 2"),
    "an unknown sector": ("Age Wex,,,charity,,,\n", "its sector 'charity' is unknown"),
    "a sentence for a sector": ("Age Wex,,,Ask Anna Berg,,,\n", "its sector is unknown"),
    "an unknown kind": ("Age Wex,,,,thing,,\n", "its kind 'thing' is unknown"),
    "a comma without quotation marks": ("Wex, Marsh and Fen Council,,,,,,,x\n", "9 cells, the first line 7"),
    "a name of a page": (f"{'Wex ' * 200},,,,,,\n", "a name has 799 characters"),
    "an alias of a page": (f"Age Wex,{'A' * 301},,,,,\n", "a name has 301 characters"),
    "an open quotation mark": ('"Age Wex,AW,,,,,\n', "a quotation mark on its line is not closed"),
    "an open quotation mark further on": ('Age Wex,AW,"Old,,,,\n', "a quotation mark on its line is not closed"),
    "zero bytes": ("Age\0Wex,,,,,,\n", "it contains null characters"),
}


@pytest.mark.parametrize("damage", BAD)
@pytest.mark.parametrize("last", [False, True])
def test_an_unusable_row_is_left_out_and_reported(damage, last):
    row, told = BAD[damage]
    findings: list[Finding] = []
    after = "" if last else "Fen Trust,,,,,,\n"
    entries = parse_gazetteer(HEADER + GOOD + row + after, path="x.csv", findings=findings)
    assert [entry.name for entry in entries] == ["Marsh Hall"] + ([] if last else ["Fen Trust"])
    [finding] = findings
    assert (finding.level, finding.file, finding.line) == ("check", "organisations.csv", 3)
    assert finding.finding.startswith("an organisation was left out: ")
    assert told in finding.finding
    assert finding.remedy
    assert "Wex" not in finding.finding
    assert "Anna" not in finding.finding


def test_many_rows_of_one_kind_are_one_finding():
    findings: list[Finding] = []
    rows = "".join(f"Hall {number},,,charity,,,\n" for number in range(2000))
    assert len(parse_gazetteer(HEADER + rows + GOOD, path="x.csv", findings=findings)) == 1
    [finding] = findings
    assert "2,000 organisations were left out (lines 2, 3, 4, 5, 6 and others)" in finding.finding


@pytest.mark.parametrize(
    ("rows", "line", "told"),
    [
        ("One,,\nTwo,,Tow\n", 3, "has no row"),
        ("Age Wexcombe,,\nTwo,,Age Wexcomb\n", 3, "has no row"),
        ("One,,one\n", 2, "names the organisation itself"),
        ("One,Uno,uno\n", 2, "names the organisation itself"),
        ("One,,Two\nTwo,,Three\nThree,,One\n", 2, "form a circle (lines 2, 3, 4)"),
        ("Zero,,One\nOne,,Two\nTwo,,One\n", 3, "form a circle (lines 3, 4)"),
    ],
)
def test_an_impossible_merge_is_not_made(rows, line, told):
    findings: list[Finding] = []
    entries = parse_gazetteer(MERGING + rows, path="x.csv", findings=findings)
    [finding] = findings
    assert (finding.line, finding.file) == (line, "organisations.csv")
    assert told in finding.finding
    assert finding.remedy
    names = {name for entry in entries for name in entry.all_names}
    assert names == {name for row in rows.splitlines() for name in row.split(",")[:2] if name}


def test_a_merge_into_a_row_that_was_left_out_is_not_made():
    findings: list[Finding] = []
    text = "organisation,merge_into,sector\nOne,Two,\nTwo,,charity\n"
    assert [entry.name for entry in parse_gazetteer(text, path="x.csv", findings=findings)] == ["One"]
    assert [finding.line for finding in findings] == [3, 2]


def test_a_long_chain_of_merges_takes_linear_time():
    rows = "".join(f"Hall {n},,Hall {n + 1}\n" for n in range(30_000)) + "Hall 30000,,\n"
    began = time.process_time()
    assert len(parse_gazetteer(MERGING + rows, path="x.csv")) == 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "organisation,alias\nAge Wex,AW\n",
            "a column is unknown and was not read (did you mean 'aliases'?)",
        ),
        ("organisation,colour\nAge Wex,red\n", "a column is unknown and was not read"),
        ("organisation,red,blue\nAge Wex,,\n", "2 columns are unknown and were not read"),
    ],
)
def test_an_unknown_column_is_reported(text, told):
    findings: list[Finding] = []
    assert [entry.all_names for entry in parse_gazetteer(text, path="x.csv", findings=findings)] == [("Age Wex",)]
    assert [(finding.line, finding.finding) for finding in findings] == [(1, told)]


def test_a_duplicate_column_is_read_if_its_cells_agree():
    findings: list[Finding] = []
    text = "organisation,aliases,aliases\nAge Wex,AW,\nFen,F,F\nMarsh,M,H\n"
    entries = parse_gazetteer(text, path="x.csv", findings=findings)
    assert [entry.all_names for entry in entries] == [("Age Wex", "AW"), ("Fen", "F")]
    assert [finding.line for finding in findings] == [4]


@given(st.text(alphabet='aB ,;"\n\t’é', max_size=60))
def test_any_input_is_read_or_reported(text):
    refused_at = None
    try:
        parse_gazetteer(HEADER + text, path="x.csv")
    except UserError as error:
        refused_at = error.line
    assert refused_at is None or refused_at > 1


def test_the_shipped_gazetteer_is_complete():
    entries = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    assert len(entries) > 1000
    assert all(entry.sector for entry in entries)


def test_single_common_words_are_marked_ambiguous():
    common = {"mind", "shelter", "crisis", "scope", "sense", "beat", "refuge", "relate", "compass", "demos"}
    entries = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    plain = {name.casefold() for e in entries if not e.ambiguous for name in e.all_names}
    assert not common & plain


def test_a_large_gazetteer_is_read_completely():
    assert len(parse_gazetteer(large_gazetteer(500), path="x.csv")) == 500
