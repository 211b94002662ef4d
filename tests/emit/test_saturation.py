"""What each further interview brought, in the order they were held."""

import pytest

from pipeline.console import ordinal
from pipeline.emit.saturation import saturation_rows
from pipeline.emit.transcripts import Transcript


def unit(source, date="", kind="interview"):
    return Transcript(source=source, case="c", kind=kind, title="", place="", date=date, turns=(), quotes={})


def test_themes_are_counted_in_the_order_of_dates_and_a_survey_is_one():
    units = [unit("late", "2024-03"), unit("early", "2024-01"), unit("undated"), unit("r1", "2024-02", "survey"),
             unit("r2", "2024-02", "survey")]  # fmt: skip
    heard = [("early", "a"), ("r1", "a"), ("r2", "b"), ("undated", "c"), ("undated", "a")]
    rows = list(saturation_rows(heard, units))
    shown = ("order", "source", "ordered_by", "new_theme_ids", "new_themes", "themes")
    assert [tuple(row[name] for name in shown) for row in rows] == [
        (1, "early", "date", "a", 1, 1),
        (2, "c", "date", "b", 1, 2),
        (3, "late", "date", "", 0, 2),
        (4, "undated", "name", "c", 1, 3),
    ]  # fmt: skip


def test_new_information_is_what_a_run_of_two_brought_beside_the_first_four():
    units = [unit(f"s{number}", f"2024-0{number}") for number in range(1, 9)]
    heard = [("s1", "a"), ("s2", "b"), ("s3", "c"), ("s4", "d"), ("s5", "e"), ("s7", "f"), ("s8", "a")]
    shares = [row["new_information"] for row in saturation_rows(heard, units)]
    assert shares == [None] * 5 + [0.25, 0.25, 0.25]
    quiet = [row["new_information"] for row in saturation_rows(heard[:4], units)]
    assert quiet == [None] * 5 + [0, 0, 0]


def test_nothing_heard_is_no_division_by_nothing():
    assert [row["new_information"] for row in saturation_rows([], [unit(f"s{n}") for n in range(7)])] == [None] * 7
    assert list(saturation_rows([], [])) == []


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(number, said):
    assert ordinal(number) == said
