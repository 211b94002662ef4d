"""Files that are tables: read as transcripts, as surveys, or held until a person says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.helpers import read, read_text, turns_of

EITHER = "Role,Comment\n" + "".join(
    f"{role},The {thing} was what kept us going that year.\n"
    for role, thing in zip(["Parent", "Teacher"] * 2, ["kettle", "hall", "bus", "garden"], strict=True)
)


def test_a_table_that_could_be_either_is_held_and_both_readings_are_shown(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(EITHER)
    made = read(tmp_path / "answers.csv")
    assert not made.sources
    assert made.problems[0].level == "problem"
    assert "a survey of 4 respondents" in made.problems[0].finding
    assert "a transcript of 2 speakers ('Role')" in made.problems[0].finding


@pytest.mark.parametrize(("kind", "sources"), [("survey", 4), ("interview", 1)])
def test_cases_csv_decides_what_a_doubtful_table_is(tmp_path: Path, kind: str, sources: int) -> None:
    (tmp_path / "answers.csv").write_text(EITHER)
    assert len(read(tmp_path / "answers.csv", kind=kind).sources) == sources


def test_questions_and_answers_in_two_columns(tmp_path: Path) -> None:
    table = (
        "Question,Answer\nHow did it begin?,We had a kettle in the hall.\n"
        "And what then?,We got a second room too.\n"
    )
    assert turns_of(read_text(tmp_path, "talk.csv", table)) == [
        ("Question", "How did it begin?"),
        ("Answer", "We had a kettle in the hall."),
        ("Question", "And what then?"),
        ("Answer", "We got a second room too."),
    ]


def test_captions_without_speakers_are_told(tmp_path: Path) -> None:
    table = "start\tend\ttext\n" + "".join(f"{at}000\t{at}900\tIt rained on the hall.\n" for at in range(5))
    (tmp_path / "talk.tsv").write_text(table)
    made = read(tmp_path / "talk.tsv")
    assert made.kind == "interview"
    assert "speakers" in made.problems[0].finding
