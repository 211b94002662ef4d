"""Words in the midst of a transcript that nobody said are listed; many of them are a check."""

from __future__ import annotations

import pytest

from tests.ingest.helpers import ingest, read

TALK = [
    ("Interviewer", "How did the pantry begin?"),
    ("Tom Reed", "With a kettle and a table, in the hall that the parish had left empty for years."),
    ("Interviewer", "And then?"),
    ("Tom Reed", "Then the flood came, and we lost the whole room and everything in it."),
]


def _found(tmp_path, content: str, name: str = "a.txt"):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return [each for each in read(tmp_path / name).problems if "words inside" in each.finding]


def _with(aside: str) -> str:
    lines = [f"{who}: {said}" for who, said in TALK]
    return "\n\n".join([*lines[:2], aside, *lines[2:]]) + "\n"


@pytest.mark.parametrize(
    "aside",
    [
        "(The witness withdrew)",
        "[phone rings, they go into the kitchen]",
        "Break: tea in the hall",
        "(Tape changed)",
    ],
)
def test_a_little_is_a_note_that_quotes_it(aside, tmp_path):
    (found,) = _found(tmp_path, _with(aside))
    assert (found.level, found.words) == ("note", f"“{aside}”")


def test_much_is_a_check(tmp_path):
    aside = "[" + "here the two of them talk about the roof of the old hall and who should pay " * 2 + "]"
    (found,) = _found(tmp_path, _with(aside))
    assert found.level == "check"
    assert "who should pay" in found.words or "…" in found.words


def test_captions_with_a_note_that_holds_speech(tmp_path):
    cues = [f"00:00:0{at}.000 --> 00:00:0{at}.900\n<v {who}>{said}</v>\n" for at, (who, said) in enumerate(TALK)]
    note = "NOTE the roof was never the council's to mend\n"
    (found,) = _found(tmp_path, "WEBVTT\n\n" + "\n".join([*cues[:2], note, *cues[2:]]), "a.vtt")
    assert found.words == "“NOTE the roof was never the council's to mend”"


@pytest.mark.parametrize("aside", ["Page 3 of 9", "12", "00:04:00", "[00:04:00]", ""])
def test_what_has_a_name_is_not_listed(aside, tmp_path):
    assert _found(tmp_path, _with(aside)) == []


def test_heads_of_pages_and_columns_are_not_listed(tmp_path):
    rows = "".join(f'{who},"{said}",theme {at}\n' for at, (who, said) in enumerate(TALK))
    assert _found(tmp_path, f"speaker,text,code\n{rows}", "a.csv") == []


def test_the_words_are_for_the_console_alone(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(_with("(The witness withdrew)"), encoding="utf-8")
    made = ingest(tmp_path / "in", tmp_path / "out")
    (found,) = [each for each in made.findings if "words inside" in each.finding]
    assert "witness" in found.words
    assert "witness" not in found.finding + found.remedy
