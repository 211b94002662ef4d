"""models/organisations.csv: read whole, or refused with the line."""

from pathlib import Path

import pytest

from pipeline.errors import UserError
from pipeline.organisations.gazetteer import parse_gazetteer

HEADER = "organisation,aliases,former_names,sector,kind,register_id,note\n"
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


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("name,aliases\nAge Wex,\n", 1, "no column 'organisation'"),
        ("organisation,alias\nAge Wex,\n", 1, "'alias' is not known"),
        (HEADER + "Age Wex,,,,,,\n,AW,,,,,\n", 3, "no organisation"),
        (
            HEADER + "Age Wex,AW,,,,,\nArt Works,AW,,,,,\n",
            3,
            "'AW' stands for 'Art Works' here, and for 'Age Wex' on line 2",
        ),
        (HEADER + "Age Wex,,,charity,,,\n", 2, "sector 'charity'"),
        (HEADER + "Age Wex,,,,thing,,\n", 2, "kind 'thing'"),
    ],
)
def test_what_is_wrong_is_told_with_the_line(text, line, told):
    with pytest.raises(UserError, match=told) as caught:
        parse_gazetteer(text, path="models/organisations.csv")
    assert (caught.value.path, caught.value.line) == ("models/organisations.csv", line)


def test_the_gazetteer_that_is_shipped_is_whole():
    entries = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    assert len(entries) > 1000
    assert all(entry.sector for entry in entries)
