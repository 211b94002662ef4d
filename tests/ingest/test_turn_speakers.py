"""Words that `models/speakers.csv` gives to another speaker: placed, divided, kept, and reported."""

from __future__ import annotations

import csv
import io

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.speaker_decisions import (
    LOST,
    MOVED,
    PLACED,
    REPEATED,
    SPEAKER_COLUMNS,
    SpeakerDecision,
    read_speaker_decisions,
    withdrawn_words,
)
from pipeline.ingest.assembly import LabelledTurn, ReadSource
from pipeline.ingest.turn_speakers import with_speakers
from tests.ingest.helpers import check, ingest, read_text, study, turns_of

TALK = """Interviewer: How did the kitchen on the quay begin, all those years ago?

Anna Price: With a kettle and two chairs. And who paid for the rent in that first winter? The council did.

Interviewer: Yes.

Anna Price: Yes. It was a cold winter and nobody came before ten o’clock in the morning.
"""


@pytest.fixture
def source(tmp_path) -> ReadSource:
    return read_text(tmp_path, "hall.txt", TALK)


def row(source: ReadSource, words: str, speaker: str, *, start: int | None = None) -> SpeakerDecision:
    return SpeakerDecision("hall.txt", source.text.find(words) if start is None else start, speaker, words, 2)


def test_a_whole_turn_is_anothers(source):
    words = source.said(source.turns[1])
    made, hows = with_speakers(source, [row(source, words, "Interviewer")])
    assert hows == [PLACED]
    assert made.text == source.text
    assert [speaker for speaker, _ in turns_of(made)] == ["Interviewer"] * 3 + ["Anna Price"]
    assert [(turn.start, turn.end) for turn in made.turns] == [(turn.start, turn.end) for turn in source.turns]
    check(made)


def test_the_words_from_here_on_are_anothers(source):
    words = "It was a cold winter and nobody came before ten o’clock in the morning."
    made, _ = with_speakers(source, [row(source, words, "Bo Lane")])
    assert turns_of(made)[3:] == [("Anna Price", "Yes."), ("Bo Lane", words)]
    check(made)


def test_words_in_the_middle_divide_the_turn_in_three(source):
    words = "And who paid for the rent in that first winter?"
    made, _ = with_speakers(source, [row(source, words, "Interviewer")])
    assert turns_of(made)[1:4] == [
        ("Anna Price", "With a kettle and two chairs."),
        ("Interviewer", words),
        ("Anna Price", "The council did."),
    ]
    check(made)


def test_of_two_rows_about_the_same_words_the_later_counts(source):
    whole, part = source.said(source.turns[1]), "The council did."
    later, _ = with_speakers(source, [row(source, part, "Bo Lane"), row(source, whole, "Interviewer")])
    assert [speaker for speaker, _ in turns_of(later)] == ["Interviewer"] * 3 + ["Anna Price"]
    divided, _ = with_speakers(source, [row(source, whole, "Interviewer"), row(source, part, "Bo Lane")])
    assert [speaker for speaker, _ in turns_of(divided)][1:3] == ["Interviewer", "Bo Lane"]
    check(divided)


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("And who paid for the rent in that first winter?", MOVED),  # elsewhere
        ("and WHO paid  for the rent in that first winter?", MOVED),  # spelt otherwise
        ("nobody came before ten o'clock in the morning", MOVED),  # another apostrophe
        ("And who payed for the rent in the first winter?", MOVED),  # the transcript was corrected
        ("Yes.", LOST),  # too short to be known again
        ("who paid the bill for coal and oil in all those years?", LOST),
        ("the council did. Interviewer: Yes. Anna Price: Yes.", LOST),  # not in one turn
        ("nobody came bef", LOST),  # half a word
    ],
)
def test_words_are_found_again_when_the_transcript_changes(source, written, how):
    made, hows = with_speakers(source, [row(source, written, "Bo Lane", start=3)])
    assert hows == [how]
    assert ("Bo Lane" in dict(turns_of(made))) == (how != LOST)
    check(made)


def test_words_that_occur_twice_are_given_to_nobody_unless_the_row_says_where(source):
    twice = read_like(source, "It was a long walk home.", "It was a long walk home.")
    assert with_speakers(twice, [row(twice, "It was a long walk", "Bo", start=-1)])[1] == [REPEATED]
    second = twice.text.rfind("It was")
    made, hows = with_speakers(twice, [row(twice, "It was a long walk home.", "Bo", start=second)])
    assert hows == [PLACED]
    assert [speaker for speaker, _ in turns_of(made)] == ["A", "Bo"]


def test_a_short_row_without_a_start_is_found_if_it_is_the_only_one(source):
    made, hows = with_speakers(source, [row(source, "two chairs", "Bo", start=-1)])
    assert hows == [PLACED]
    assert ("Bo", "two chairs") in turns_of(made)


def read_like(source: ReadSource, *said: str) -> ReadSource:
    text, turns = "", []
    for words in said:
        turns.append(LabelledTurn(speaker="A", start=len(text), end=len(text) + len(words)))
        text += f"{words}\n"
    return ReadSource(text=text, segments=[], turns=turns)


def test_the_times_go_with_the_words():
    text = "One two three. Four five six. Seven eight."
    turn = LabelledTurn(speaker="A", start=0, end=len(text), seconds=10.0, times=((15, 20.0), (30, 30.0)))
    source = ReadSource(text=text, segments=[], turns=[turn])
    made, _ = with_speakers(source, [row(source, "five six. Seven eight.", "B")])
    assert [(each.speaker, each.seconds, each.times) for each in made.turns] == [
        ("A", 10.0, ((15, 20.0),)),
        ("B", 20.0, ((10, 30.0),)),
    ]


def test_the_mark_of_somebody_who_withdrew_finds_the_words_and_does_not_tell_them(source):
    words = "And who paid for the rent in that first winter?"
    mark = withdrawn_words(words)
    assert "rent" not in mark
    assert withdrawn_words(mark) == mark
    made, _ = with_speakers(source, [row(source, mark, "Withdrawn", start=0)])
    assert ("Withdrawn", words) in turns_of(made)
    check(made)


def table(*rows: tuple[object, ...]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([SPEAKER_COLUMNS, *rows])
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (table(("hall.txt", "", "", "some words", "")), "speaker is missing"),
        (table(("hall.txt", "", "x" * 100, "some words", "")), "speaker is missing or too long"),
        (table(("", "", "Bo", "some words", "")), "does not say which words"),
        (table(("hall.txt", "", "Bo", "…", "")), "does not say which words"),
        (table(("hall.txt", "", "Bo", "some words", "", "more")), "more cells"),
        (table(("hall.txt", "", "Bo", "some \0 words", "")), "zero bytes"),
        (table() + 'hall.txt,,Bo,"some words,\r\n', "not closed"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_out_and_reported(text, said):
    rows, findings = read_speaker_decisions(text + "hall.txt,12,Bo,other words,\r\n")
    assert [one.words for one in rows] == ["other words"]
    assert [one.line for one in findings] == [2]
    assert said in findings[0].finding


def test_without_a_column_it_stops():
    with pytest.raises(UserError, match="no column 'speaker'"):
        read_speaker_decisions("file,words\r\nhall.txt,some words\r\n")


def test_a_study_is_read_with_its_rows_and_told_what_has_no_effect(tmp_path):
    folder = study(tmp_path / "in", hall__txt=TALK, note__txt="Anna Price: One.\nInterviewer: Two?\n" * 3)
    models = tmp_path / "models"
    models.mkdir()
    (models / "speakers.csv").write_text(
        table(
            ("hall.txt", "", "Interviewer", "And who paid for the rent in that first winter?", "Ann"),
            ("HALL.txt", "7", "Interviewer", "Something that nobody said at all in this hall.", "Ann"),
            ("gone.txt", "7", "Interviewer", "Something that nobody said at all in this hall.", "Ann"),
        ),
        "utf-8-sig",
    )
    made = ingest(folder, tmp_path / "out", models=models)
    turns = made.tables["turns"]
    own = turns[turns["source"] == "hall"]
    assert own["role"].tolist() == [
        "interviewer", "participant", "interviewer", "participant", "interviewer", "participant",
    ]  # fmt: skip
    told = [(one.file, one.line, one.finding) for one in made.findings if "speakers.csv" in (one.file, one.finding)]
    assert told == [
        ("speakers.csv", 3, "a row is kept and has no effect: its words are in no turn of the file now"),
        ("speakers.csv", 4, "a row is kept and has no effect: no transcript has its file name"),
    ]
    assert "1 row of models/speakers.csv says who said some of its words" in {
        one.finding for one in made.findings if one.file == "hall.txt"
    }


def test_a_label_that_a_person_gave_is_no_reason_to_hold_the_transcript(tmp_path):
    talk = "".join(f"{who}: {said}\n" for who, said in zip("ABC" * 4, TALK.split(". ") * 9, strict=False))
    rows = "".join(f"hall,{who},role\n" for who in ("Anna Price", "Bo Lane", "Cy Moss"))
    talk = talk.replace("A: ", "Anna Price: ").replace("B: ", "Bo Lane: ").replace("C: ", "Cy Moss: ")
    folder = study(tmp_path / "in", hall__txt=talk, participants__csv=f"case,speaker,consent\n{rows}",
                   cases__csv="file,case,kind\nhall,hall,roundtable\n")  # fmt: skip
    models = tmp_path / "models"
    models.mkdir()
    words = ingest(folder, tmp_path / "before").tables["turns"].iloc[1]
    said = (tmp_path / "before/private/text/hall.txt").read_text("utf-8")[words["start"] : words["end"]]
    given = table(("hall.txt", words["start"], "A neighbour", said, "Ann"))
    (models / "speakers.csv").write_text(given, "utf-8-sig")
    made = ingest(folder, tmp_path / "out", models=models)
    assert "A neighbour" in made.tables["turns"]["speaker"].tolist()
    assert not made.tables["sources"]["held"].any()
