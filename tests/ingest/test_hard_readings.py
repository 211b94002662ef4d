"""Files that are easily misread are read rightly or held; the head of a file says who asks."""

from __future__ import annotations

import pytest

from pipeline.corpus.spans import folded
from tests.ingest.hard_readings import HardFile, hard_files
from tests.ingest.helpers import Ingested, ingest

FILES = hard_files()


@pytest.fixture(scope="module")
def read_files(tmp_path_factory) -> Ingested:
    folder = tmp_path_factory.mktemp("hard")
    (folder / "in").mkdir()
    for each in FILES:
        (folder / "in" / each.name).write_text(each.content, encoding="utf-8")
    return ingest(folder / "in", folder / "out")


@pytest.mark.parametrize("hard", FILES, ids=lambda hard: hard.name)
def test_hard_file(hard: HardFile, read_files: Ingested):
    sources, turns = read_files.tables["sources"], read_files.tables["turns"]
    source = sources[sources["file"] == hard.name].iloc[0]
    text = read_files.texts[source["source"]]
    rows = turns[turns["source"] == source["source"]]
    said = [(who, folded(text[a:b])) for who, a, b in zip(rows["speaker"], rows["start"], rows["end"], strict=True)]
    if hard.turns is None:
        assert source["held"], said
    else:
        assert said == list(hard.turns)
        assert not source["held"], source["held_because"]


HEADS = (
    "Interview took place on 3 May 2021. Interviewer is Mia Holt.",
    "Interviewer: Mia Holt",
    "Interviewed by Mia Holt",
    "Interviewers: Mia Holt and Jo Finch",
    "Moderator: Mia Holt",
    "The interviewer was Mia Holt.",
    "Interview by Mia Holt and Jo Finch",
    "Conducted by: Mia Holt",
    "Facilitated by Mia Holt, 3 May",
    "Mia Holt (interviewer), Ana Voss, Ben Rusk",
    "Mia Holt interviews Ana Voss and Ben Rusk",
    "Ana Voss and Ben Rusk, interviewed by Mia Holt",
)
SEVERAL = (
    "Mia Holt: So that was the first winter. I remember the hall, and how the two of you came in with bread.",
    "Ana Voss: It was cold, and nobody had a key. We stood outside for an hour before the caretaker came with one.",
    "Ben Rusk: And the soup went cold as well.",
    "Ana Voss: It did. We ate it anyway.",
)


def test_the_head_of_a_file_says_who_asks(tmp_path):
    (tmp_path / "in").mkdir()
    for number, head in enumerate(HEADS):
        (tmp_path / "in" / f"{number:02d}.txt").write_text("\n\n".join([head, *SEVERAL * 5]), encoding="utf-8")
    people = ingest(tmp_path / "in", tmp_path / "out").tables["participants"]
    asks = people[people["interviewer"]].groupby("case")["speaker"].agg(list).to_dict()
    assert asks == {f"{number:02d}": ["Mia Holt"] for number in range(len(HEADS))}


TOGETHER = (
    "Interviewer: Mia Holt with Jo Finch",
    "Interviewers: Mia Holt, Jo Finch",
    "Interviewers: Mia Holt; Jo Finch",
    "Interviewed by Mia Holt, with Jo Finch",
    "Interviewers: Mia Holt + Jo Finch",
    "Interviewed by Mia Holt / Jo Finch",
    "Conducted by Mia Holt, and Jo Finch, 3 May 2021",
    "ANA VOSS: An interview conducted by Mia Holt with Jo Finch, City Archive, 3 May 2021.",
    "Ana Voss: oral history interview by Mia Holt and Jo Finch\n\nThis text may be quoted for research only.",
    "Ana Voss and Ben Rusk: a conversation conducted by Mia Holt & Jo Finch",
)


def test_a_head_names_two_who_ask(tmp_path):
    (tmp_path / "in").mkdir()
    two = [*SEVERAL[:3], "Jo Finch: And it has been there since. The council painted it last summer.", SEVERAL[1]]
    for number, head in enumerate(TOGETHER):
        (tmp_path / "in" / f"{number:02d}.txt").write_text("\n\n".join([head, *two * 5]), encoding="utf-8")
    people = ingest(tmp_path / "in", tmp_path / "out").tables["participants"]
    asks = people[people["interviewer"]].groupby("case")["speaker"].agg(sorted).to_dict()
    assert asks == {f"{number:02d}": ["Jo Finch", "Mia Holt"] for number in range(len(TOGETHER))}


def test_a_head_that_names_everybody_names_no_interviewer(tmp_path):
    (tmp_path / "in").mkdir()
    head = "Hosts: Mia Holt, Ana Voss and Ben Rusk"
    (tmp_path / "in" / "a.txt").write_text("\n\n".join([head, *SEVERAL * 5]), encoding="utf-8")
    people = ingest(tmp_path / "in", tmp_path / "out").tables["participants"]
    assert not people["interviewer"].any()
