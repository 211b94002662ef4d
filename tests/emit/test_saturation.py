"""Saturation is stated only for confirmed codes, in the order in which the interviews were held."""

from __future__ import annotations

import dataclasses

import pytest

from pipeline.cli.console import _saturation as told_on_the_terminal
from pipeline.cli.console import ordinal
from pipeline.corpus.counts import Counts
from pipeline.corpus.judged_pairs import JudgedPair
from pipeline.corpus.settings import EmitSettings
from pipeline.emit.handover import Sheet
from pipeline.emit.saturation import (
    SATURATION,
    SaturationUnit,
    order_problem,
    saturation,
    saturation_sentence,
    saturation_units,
)
from pipeline.refi.contents import Transcript
from tests.emit.filled import filled

ENOUGH = Counts(themes=5, passages=100, coded_passages=60, codings=80, reviewed=80)


def unit(source, date="", themes="", *, kind="interview", pending=""):
    confirmed = frozenset(themes.split())
    return SaturationUnit(
        source=source,
        case="c",
        kind=kind,
        date=date,
        confirmed=confirmed,
        proposed=confirmed | frozenset(pending.split()),
        decided=confirmed,
    )


def held(*themes, pending=""):
    return [unit(f"s{at}", f"2024-0{at}-01", some, pending=pending) for at, some in enumerate(themes, 1)]


def assessed(units, counts=ENOUGH, **settings):
    return saturation(units, counts=counts, settings=EmitSettings(**settings))


def test_themes_are_counted_in_the_order_of_dates():
    units = held("a", "b", "a c", "", "d", "a")
    found = assessed([units[at] for at in (3, 0, 5, 2, 4, 1)])
    shown = ("order", "source", "ordered_by", "new_theme_ids", "new_themes", "themes", "state", "reason")
    rows = Sheet.of(SATURATION, found.rows()).records
    assert [tuple(getattr(row, name) for name in shown) for row in rows] == [
        (1, "s1", "date", "a", 1, 1, "known", ""),
        (2, "s2", "date", "b", 1, 2, "known", ""),
        (3, "s3", "date", "c", 1, 3, "known", ""),
        (4, "s4", "date", "", 0, 3, "known", ""),
        (5, "s5", "date", "d", 1, 4, "known", ""),
        (6, "s6", "date", "", 0, 4, "known", ""),
    ]
    assert found.last_new_theme == 5


def test_new_information_is_what_a_run_of_two_brought_beside_the_first_four():
    shares = [row.new_information for row in assessed(held("a", "b", "c", "d", "e", "", "f", "a")).rows()]
    assert shares == [None] * 5 + [0.25, 0.25, 0.25]
    quiet = [row.new_information for row in assessed(held("a", "b", "c", "d", "", "", "", "")).rows()]
    assert quiet == [None] * 5 + [0, 0, 0]


SIX = held("a", "b", "a", "", "b", "a")


def undated(*, number):
    return [dataclasses.replace(one, date="") if at < number else one for at, one in enumerate(SIX)]


@pytest.mark.parametrize(
    ("units", "counts", "reason"),
    [
        (SIX[:5], ENOUGH, "There are 5 transcripts (each survey counts as one); at least 6 are needed."),
        ([], ENOUGH, "There are 0 transcripts (each survey counts as one); at least 6 are needed."),
        (undated(number=2), ENOUGH, "cases.csv gives no date of the form 2024-03-01 for 2 of 6 transcripts."),
        ([dataclasses.replace(one, date="3 May 2024") for one in SIX], ENOUGH, "for 6 of 6 transcripts."),
        (
            [dataclasses.replace(one, date="2024") for one in SIX],
            ENOUGH,
            "for 6 of 6 transcripts the date in cases.csv gives only a month or year",
        ),
        (
            [*SIX[1:], dataclasses.replace(SIX[0], date="2024-03")],
            ENOUGH,
            "for 1 of 6 transcripts the date in cases.csv gives only a month or year",
        ),
        (held(*[""] * 6, pending="a b"), ENOUGH, "has been confirmed by a person."),
        (
            held("a", "", "", "", "", "", pending="a b"),
            ENOUGH,
            "decided 1 of 12 proposals; at least 80% are needed.",
        ),
        (
            SIX,
            dataclasses.replace(ENOUGH, passages=311, coded_passages=23),
            "The codebook covers 23 of 311 passages; at least 20% are needed.",
        ),
        (SIX, dataclasses.replace(ENOUGH, themes=0, coded_passages=0), "The codebook covers 0 of 100 passages"),
    ],
)
def test_it_cannot_be_told_and_why(units, counts, reason):
    found = assessed(units, counts)
    assert not found.is_known
    assert reason in saturation_sentence(found)
    assert saturation_sentence(found).startswith(
        "Whether further interviews would bring new themes is not yet known."
    )
    rows = Sheet.of(SATURATION, found.rows()).records
    assert len(rows) == len(units)
    for row in rows:
        assert (row.state, row.themes, row.new_themes, row.new_theme_ids) == (
            "not known",
            None,
            None,
            "",
        )
        assert reason in row.reason


def test_the_order_of_files_is_not_the_order_held():
    found = assessed(undated(number=6))
    assert {row.ordered_by for row in found.rows()} == {"name"}
    assert not order_problem(SIX)


def test_two_interviews_of_one_day_are_taken_by_name():
    same = [dataclasses.replace(one, date="2024-03-01") for one in SIX]
    assert assessed(same).is_known


def test_the_thresholds_are_settings():
    poor = dataclasses.replace(ENOUGH, passages=311, coded_passages=23)
    assert assessed(SIX, poor, saturation_coverage=0.05).is_known
    half = held("a", "b", "a", "b", "a", "b", pending="c")
    assert not assessed(half).is_known
    assert assessed(half, saturation_reviewed=0.5).is_known


@pytest.mark.parametrize(
    ("themes", "said"),
    [
        (
            ("a", "b", "a", "", "b", "a"),
            "no theme was confirmed for the first time in the last 4.",
        ),
        (("a", "", "", "", "", "b"), "of 6 transcripts, the last still brought a new theme."),
    ],
)
def test_what_is_known_is_said(themes, said):
    units = held(*themes)
    units[1] = dataclasses.replace(units[1], kind="survey")
    told = saturation_sentence(assessed(units))
    assert "5 interviews and 1 survey were held" in told
    assert told.endswith(said)


def pair(*, stands=True, reviewed=True):
    return JudgedPair(stands=stands, reviewed=reviewed, disputed=False, confidence=0.7)


def test_only_what_a_person_confirmed_is_confirmed():
    sources = [
        filled(Transcript, source=name, case=case, kind=kind, date="2024")
        for name, case, kind in (
            ("i", "A", "interview"), ("r1", "S", "survey"), ("r2", "S", "survey"), ("d", "A", "document"),
        )
    ]  # fmt: skip
    judged = {
        ("q1", "a"): pair(),
        ("q2", "b"): pair(reviewed=False),
        ("q1", "b"): pair(stands=False),
        ("q1", "c"): pair(stands=False),
        ("q3", "a"): pair(reviewed=False),
        ("q4", "a"): pair(),
        ("q5", "a"): pair(),
    }
    source_of = {"q1": "i", "q2": "i", "q3": "r1", "q4": "r2", "q5": "d"}
    interview, survey = saturation_units(sources, source_of=source_of, judged=judged)
    assert (interview.source, survey.source) == ("i", "S")
    assert (interview.confirmed, interview.proposed, interview.decided) == ({"a"}, {"a", "b", "c"}, {"a", "c"})
    assert (survey.confirmed, survey.decided) == ({"a"}, {"a"})


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (Counts(interviews=7), []),
        (Counts(saturation_units=7, last_new_theme=2),
         ["No new theme after the 2nd of 7 transcripts: see saturation.csv."]),
        (Counts(saturation_units=7, last_new_theme=7, surveys=1),
         ["The last of 7 transcripts (each survey counts as one) still added a new theme: see saturation.csv."]),
    ],
)  # fmt: skip
def test_the_terminal_says_nothing_unless_it_is_known(counts, said):
    assert told_on_the_terminal(counts) == said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(number, said):
    assert ordinal(number) == said
