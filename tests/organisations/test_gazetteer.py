"""models/organisations.csv: read whole, or refused with the line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UserError
from pipeline.organisations.gazetteer import parse_gazetteer
from pipeline.storage import decoded
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


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("name,aliases\nAge Wex,\n", 1, "no column 'organisation'"),
        ("organisation,alias\nAge Wex,\n", 1, "'alias' is not known"),
        ("organisation,aliases,aliases\nAge Wex,,\n", 1, "'aliases' is there twice"),
        ("", 1, "no column 'organisation'"),
        (HEADER + "Age Wex,,,,,,\n,AW,,,,,\n", 3, "no organisation"),
        (HEADER + "Age Wex,,,,,,\n—,AW,,,,,\n", 3, "no organisation"),
        (
            HEADER + "Age Wex,AW,,,,,\nArt Works,AW,,,,,\n",
            3,
            "'AW' stands for 'Art Works' here, and for 'Age Wex' on line 2",
        ),
        (HEADER + "Age Wex,,,,,,\nThe AGE Wex,,,,,,\n", 3, "'The AGE Wex' stands for"),
        (HEADER + "Age Wex,,,charity,,,\n", 2, "sector 'charity'"),
        (HEADER + "Age Wex,,,,thing,,\n", 2, "kind 'thing'"),
        (HEADER + "Wex, Marsh and Fen Council,,,,,,,\nX,,,,,,\n", 2, "8 cells, the first line 7"),
        (MERGING + "One,,\nTwo,,Tow\n", 3, "merged into 'Tow', which has no row"),
        (MERGING + "Age Wexcombe,,\nTwo,,Age Wexcomb\n", 3, "Did you mean 'Age Wexcombe'"),
        (MERGING + "One,,one\n", 2, "merged into itself"),
        (MERGING + "One,Uno,uno\n", 2, "merged into itself"),
        (MERGING + "One,,Two\nTwo,,Three\nThree,,One\n", 2, r"in a circle: 'One' → 'Two' .* \(lines 2, 3, 4\)"),
    ],
)
def test_what_is_wrong_is_told_with_the_line(text, line, told):
    if "8 cells" in told:
        text = text.replace("Council,,,,,,,", "Council,,,,,,x")
    with pytest.raises(UserError, match=told) as caught:
        parse_gazetteer(text, path="models/organisations.csv")
    assert (caught.value.path, caught.value.line) == ("models/organisations.csv", line)
    assert caught.value.remedy


@given(st.text(alphabet='aB ,;"\n\t’é', max_size=60))
def test_whatever_is_typed_it_is_read_or_refused_as_the_users(text):
    refused_at = None
    try:
        parse_gazetteer(HEADER + text, path="x.csv")
    except UserError as error:
        refused_at = error.line
    assert refused_at is None or refused_at > 1


def test_the_gazetteer_that_is_shipped_is_whole():
    entries = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    assert len(entries) > 1000
    assert all(entry.sector for entry in entries)


def test_single_common_words_are_marked_ambiguous():
    common = {"mind", "shelter", "crisis", "scope", "sense", "beat", "refuge", "relate", "compass", "demos"}
    entries = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    plain = {name.casefold() for e in entries if not e.ambiguous for name in e.all_names}
    assert not common & plain


def test_a_large_gazetteer_is_read_whole():
    assert len(parse_gazetteer(large_gazetteer(500), path="x.csv")) == 500
