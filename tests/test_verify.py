"""A draft's quotations, word by word, against what was said."""

import pytest

from pipeline import tables
from pipeline.errors import UserError
from pipeline.storage import make_folder, write_table
from pipeline.study import Study
from pipeline.verify import Said, Verdict, check_quotations

TURNS = (
    ("P01", "We had the keys by Friday. I mean, nobody asked who was in charge, we just opened the doors."),
    ("P02", "The council rang on the Monday and said, could you take forty parcels? We took sixty."),
    ("P03", "I would rather this was not printed anywhere at all."),
)


@pytest.fixture
def study(tmp_path):
    made = Study(tmp_path / "t", tmp_path / "m", tmp_path / "o")
    make_folder(made.tables, private=True)
    make_folder(made.texts, private=True)
    text, rows = "", []
    for at, (participant, words) in enumerate(TURNS):
        rows.append(
            {"source": "one", "turn_id": f"t-{at}", "participant": participant, "role": "participant",
             "start": len(text), "end": len(text) + len(words), "seconds": 60.0 * at}
        )  # fmt: skip
        text += words + "\n"
    (made.texts / "one.txt").write_text(text, "utf-8")
    write_table(made.tables / "turns.parquet", tables.TURNS.frame(rows))
    write_table(made.tables / "sources.parquet", tables.SOURCES.frame([{"source": "one", "kind": "interview"}]))
    attributions = [{"participant": p, "consent": "role", "quotable": p != "P03"} for p in ("P01", "P02", "P03")]
    write_table(made.tables / "attributions.parquet", tables.ATTRIBUTIONS.frame(attributions))
    return made


def checked(study, quote):
    [one] = check_quotations(Said(study), [(quote, 1)])
    return one


@pytest.mark.parametrize(
    "quote",
    [
        "nobody asked who was in charge, we just opened the doors",
        "Nobody asked who was in charge — we just opened the doors.",
        "We had the keys by Friday … we just opened the doors",
        "We had the keys by Friday. […] [We] just opened the doors",
        "We took sixty",
        "Friday",
    ],
)
def test_what_was_said_is_verbatim(study, quote):
    assert checked(study, quote).verdict is Verdict.VERBATIM


def test_a_verbatim_quotation_is_found_with_its_place(study):
    one = checked(study, "could you take forty parcels?")
    assert (one.source, one.participant, one.seconds) == ("one", "P02", 60.0)
    assert one.said == "could you take forty parcels"


@pytest.mark.parametrize(
    ("quote", "change"),
    [
        ("nobody asked who was in charge, we simply opened the doors", "just → simply"),
        ("We had the keys by Friday. Nobody asked who was in charge", "i mean → (left out)"),
        ("could you take forty food parcels? We took sixty", "(nothing) → food"),
    ],
)
def test_a_tidied_quotation_is_altered_and_each_change_named(study, quote, change):
    one = checked(study, quote)
    assert one.verdict is Verdict.ALTERED
    assert change in one.changes


def test_pieces_in_the_wrong_order_or_of_two_people_are_joined(study):
    assert checked(study, "we just opened the doors … We had the keys by Friday").verdict is Verdict.JOINED
    assert checked(study, "We had the keys by Friday … We took sixty").verdict is Verdict.JOINED


def test_what_may_not_be_quoted_is_told(study):
    assert checked(study, "I would rather this was not printed").verdict is Verdict.NOT_CONSENTED


@pytest.mark.parametrize("quote", ["It was the best year of all our lives together", "…", ""])
def test_what_nobody_said_is_not_found(study, quote):
    assert checked(study, quote).verdict is Verdict.NOT_FOUND


def test_without_a_run_there_is_nothing_to_verify_against(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        Said(Study(tmp_path, tmp_path, tmp_path))
