"""Times next to labels and in mid-speech, notes in a turn, and a reader that fails."""

from __future__ import annotations

import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line
from pipeline.ingest import grammar, reading
from pipeline.ingest.assembly import Assembly
from tests.ingest.helpers import ingest, read_text, turns_of

SAID = ("How did it begin?", "With a kettle.", "And then?", "A table came.", "Who helped?", "The street did.")


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("[00:0{at}:00.000 --> 00:0{at}:05.000]  {who}: {said}", ("SPEAKER_00", "SPEAKER_01")),
        ("(0{at}:00 - 0{at}:05) {who}: {said}", ("Anna Price", "Tom Reed")),
        ("00:0{at}:00 --> 00:0{at}:05 {who}: {said}", ("Anna Price", "Tom Reed")),
        ("[00:0{at}:00] {who}: {said}", ("AP", "TR")),
        ("[00:0{at}:00.000 --> 00:0{at}:05.000]  ({who}) {said}", ("speaker 0", "speaker 1")),
        ("[0{at}:00 – 0{at}:05] [{who}] {said}", ("Interviewer", "Respondent")),
        ("{who} [{at}.4s - {at}.9s]: {said}", ("SPEAKER_00", "SPEAKER_01")),
        ("{who} ({at}.4s - {at}.9s): {said}", ("Speaker 1", "Speaker 2")),
        ("{who} ({at}s – {at}s): {said}", ("Anna Price", "Tom Reed")),
        ("@{at}:00 - {who}\n  {said}\n", ("Anna Price (Hull CVS)", "Tom Reed")),
        ("{at}:00 - {who}\n  {said}\n", ("Anna Price", "Tom Reed (Goole Council)")),
    ],
)
def test_time_and_label(form, labels, tmp_path):
    lines = [form.format(at=at, who=labels[at % 2], said=said) for at, said in enumerate(SAID)]
    source = read_text(tmp_path, "a.txt", "\n".join(lines) + "\n")
    assert turns_of(source) == [(labels[at % 2], said) for at, said in enumerate(SAID)]
    assert all(turn.seconds is not None for turn in source.turns)
    assert [turn.seconds for turn in source.turns] == sorted(turn.seconds for turn in source.turns)


@pytest.mark.parametrize("code", ["[00:01:0{}]", "[1:0{}]", "#00:00:2{}-3#", "#00:00:2{}#", "({}:30)"])
def test_time_codes_in_mid_speech(code, tmp_path):
    one, two, three, four = (code.format(at) for at in range(1, 5))
    content = (
        f"Interviewer: How did it begin? {one}\n\nTom Reed: With a kettle, {two} and a table {three} came.\n\n"
        f"Interviewer: Who helped?\n\nTom Reed: The street did. {four}\n"
    )
    source = read_text(tmp_path, "a.txt", content)
    assert turns_of(source) == [
        ("Interviewer", "How did it begin?"),
        ("Tom Reed", "With a kettle, and a table came."),
        ("Interviewer", "Who helped?"),
        ("Tom Reed", "The street did."),
    ]
    times = [source.text[start:end] for kind, start, end, _ in source.segments if kind == SegmentKind.TIME]
    assert times == [one, two, three, four]


@pytest.mark.parametrize("said", ["We met (10:30) and again (9:15), as always (8:00).", "The ratio was [2 to 1]."])
def test_what_is_no_time_code_is_said(said, tmp_path):
    source = read_text(tmp_path, "a.txt", f"Interviewer: When?\n\nTom Reed: {said}\n\nInterviewer: Thanks.\n")
    assert turns_of(source)[1] == ("Tom Reed", said)


def test_a_note_does_not_end_a_turn():
    lines = [
        Line(text="Anna Price: How did it begin?", number=1),
        Line(text="Tom Reed: With a kettle", number=2),
        Line(text="1 In the hall of the parish.", number=3, mark=SegmentKind.NOTE),
        Line(text="and a table.", number=4),
    ]
    assembly = Assembly()
    assembly.add(grammar.read(lines).blocks)
    assert [assembly.text[turn.start : turn.end].split() for turn in assembly.turns][1:] == [
        ["With", "a", "kettle", "and", "a", "table."]
    ]
    assert SegmentKind.NOTE in [segment.kind for segment in assembly.segments]


@pytest.mark.parametrize("error", [KeyError("w:p"), AttributeError("x"), ZeroDivisionError(), AssertionError()])
def test_a_reader_that_fails_does_not_stop_the_study(error, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Interviewer: How?\n\nTom Reed: With a kettle.\n", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("Interviewer: BAD\n\nTom Reed: With a table.\n", encoding="utf-8")
    whole = reading._read

    def fails(document, item):
        if any("BAD" in line.text for line in document.lines):
            raise error
        return whole(document, item)

    monkeypatch.setattr(reading, "_read", fails)
    made = ingest(tmp_path / "in", tmp_path / "out")
    assert list(made.tables["sources"]["source"]) == ["a"]
    assert ("problem", "b.txt") in [(each.level, each.file) for each in made.findings]


NUMBERED = (
    "[T{:03}] ", "[{}] ", "({}) ", "#{} ", "T{} ", "{}: ", "{} | ", "{} - ", "Turn {} - ", "[Turn {}] ", "§{} ",
    "<{}> ", "[S01_T{:03}] ", "{}\t", "{}. ", "{}) ", "Line {}: ", "¶{} ", "U{}. ", "{:03} ", "FG1-{:03} ",
    "Segment {}: ",
)  # fmt: skip
TURNS = [
    ("Moderator", "What is your favourite place in the town, and why is that?"),
    ("Participant 1", "There is a pub by the river where we go after work on Fridays."),
    ("Participant 2", "I like the market, because the food is cheap and you meet people."),
] * 4


@pytest.mark.parametrize("number", NUMBERED)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_number_of_a_turn_is_no_part_of_its_label(tmp_path, number, gap):
    text = gap.join(f"{number.format(at)}{label}: {said}" for at, (label, said) in enumerate(TURNS, start=1))
    assert turns_of(read_text(tmp_path, "talk.txt", text)) == TURNS


@pytest.mark.parametrize("label", ["P{}", "Participant {}", "S{}", "Speaker {}", "R{}"])
def test_numbered_speakers_keep_their_numbers(tmp_path, label):
    said = [(label.format(at % 7 + 1), TURNS[at % 3][1]) for at in range(21)]
    assert turns_of(read_text(tmp_path, "talk.txt", "\n\n".join(f"{who}: {text}" for who, text in said))) == said
