"""Public interviews, hearings and a podcast: nothing lost, speakers and interviewers right."""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.documents.text import cleaned, decoded
from tests.ingest.helpers import TRANSCRIPTS, check, ingest, read

pytestmark = pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/data is not here")

WELSH = sorted(TRANSCRIPTS.glob("welsh-parliament/*.txt"))
ORAL = [path for path in sorted(TRANSCRIPTS.glob("oral-history/*/*.csv")) if not path.name.startswith("_")]
MARKED_UP = sorted([*TRANSCRIPTS.glob("lampard-inquiry/*.rst"), *TRANSCRIPTS.glob("podcast-changelog/*.md")])
# Characters that may be markup in .md and .rst, and the row of signs under a heading.
MARKUP = re.compile(r"[*_\\#=~^`\-\"]")


def letters(text: str) -> Counter[str]:
    """How often each character but white space stands in a text."""
    return Counter(re.sub(r"\s", "", text))


@pytest.mark.parametrize("path", WELSH, ids=lambda path: path.stem)
def test_meeting(path: Path):
    written = path.read_text("utf-8")
    (source,) = read(path).sources
    check(source)
    assert letters(source.text) == letters(cleaned(written))
    lines = [line.partition(": ") for line in written.split("\n") if line.strip()]
    changes = [
        who for at, (who, _, said) in enumerate(lines) if said.strip() and (at == 0 or lines[at - 1][0] != who)
    ]
    assert [turn.speaker for turn in source.turns] == changes


@pytest.mark.parametrize("path", MARKED_UP, ids=lambda path: path.stem)
def test_marked_up(path: Path):
    text = cleaned(decoded(path.read_bytes())[0])
    (source,) = read(path).sources
    check(source)
    assert letters(MARKUP.sub("", source.text)) == letters(MARKUP.sub("", text))
    labelled = re.findall(r"^\*\*(.+?)(?::\*\*|\*\*:)", text, re.MULTILINE)
    expected = [who for who in labelled if who != "Break"]
    assert {turn.speaker for turn in source.turns} == set(expected)
    assert "<lite-youtube" not in "".join(source.text[t.start : t.end] for t in source.turns)


@pytest.mark.parametrize("path", ORAL, ids=lambda path: path.stem)
def test_oral_history_loses_nothing(path: Path):
    (source,) = read(path).sources
    check(source)
    cells = [cell for row in csv.reader(cleaned(path.read_text("utf-8-sig")).split("\n")) for cell in row]
    missing = letters(cleaned(html.unescape("".join(cells)))) - letters(source.text)
    assert not missing


def test_oral_history_interviewers(tmp_path):
    """In all of them the interviewer is whose label opens the recording (checked by hand)."""
    made = ingest(TRANSCRIPTS / "oral-history", tmp_path)
    roles = made.tables["participants"].set_index("participant")["interviewer"]
    for source, turns in made.tables["turns"].groupby("source"):
        asks = [person for person in turns["participant"].unique() if roles[person]]
        assert asks == [turns["participant"].iloc[0]], source
    assert made.summary["interviews"] == 21


def test_witnesses_answer_and_members_ask(tmp_path):
    made = ingest(TRANSCRIPTS / "welsh-parliament", tmp_path)
    people = made.tables["participants"]
    witnesses = people[~people["speaker"].str.endswith(" AM")]
    assert not witnesses["interviewer"].any()
    turns = made.tables["turns"].merge(people[["participant", "interviewer"]], on="participant")
    assert 0.3 < (turns["interviewer"]).mean() < 0.6


def test_hearings(tmp_path):
    made = ingest(TRANSCRIPTS / "lampard-inquiry", tmp_path)
    people = made.tables["participants"]
    asks = people[people["interviewer"]].groupby("case")["speaker"].agg(list).to_dict()
    assert asks["april-hearing__2025-05-06"] == ["The Chair", "Mr Griffin"]
    assert "Mr Griffin" in asks["commemorative-and-impact-accounts__2024-11-26"]


def test_podcast(tmp_path):
    made = ingest(TRANSCRIPTS / "podcast-changelog", tmp_path)
    asks = [speaker for speaker, interviewer in made.roles().items() if interviewer]
    assert asks == ["Jerod Santo", "Adam Stacoviak"]
