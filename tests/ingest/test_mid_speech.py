"""Times next to labels and in mid-speech, remarks and notes in a turn."""

from __future__ import annotations

import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Line
from pipeline.ingest import grammar
from pipeline.ingest.assembly import Assembly
from tests.ingest.files import opendocument, portable, richtext, word
from tests.ingest.helpers import ingest, read_text, turns_of

FIRST = "We opened the hall on a Tuesday, and forty people came for soup."
SECOND = "After the flood we lost the whole room, and the funding went with it."


def _talk(inside: str) -> list[str]:
    return [
        "Interviewer: How did the pantry begin?",
        f"Tom Reed: {FIRST} {inside} {SECOND}",
        "Interviewer: Who helped?",
        "Tom Reed: The street did.",
    ]


def _files(paragraphs: list[str]) -> dict[str, bytes]:
    page = "".join(f"<p>{each}</p>" for each in paragraphs).replace("&", "&amp;")
    return {
        "a.txt": "\n\n".join(paragraphs).encode(),
        "a.md": "\n\n".join(paragraphs).encode(),
        "a.html": f"<html><body>{page}</body></html>".encode(),
        "a.docx": word(paragraphs),
        "a.odt": opendocument(paragraphs),
        "a.rtf": richtext(paragraphs),
        "a.pdf": portable([paragraphs]),
    }


NAMES = sorted(_files([]))
CODES = {
    "[00:01:05]": 65,
    "[1:05]": 65,
    "#00:01:05-3#": 65,
    "#00:01:05#": 65,
    "(00:01:05)": 65,
    "(0:01:05)": 65,
    "{00:01:05}": 65,
    "[00:01:05.250]": 65.25,
    "[00:01:05,250]": 65.25,
    "[00:01:05 - 00:01:09]": 65,
    "[01:05 --> 01:09]": 65,
    "[1:01:05]": 3665,
}


@pytest.mark.parametrize("code", CODES)
def test_a_time_code_gives_the_words_after_it_their_second(code, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(code)))
    turn = source.turns[1]
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {SECOND}")
    assert turn.times == ((len(FIRST) + 1, CODES[code]),)
    assert source.said(turn)[turn.times[0][0] :] == SECOND


@pytest.mark.parametrize("name", NAMES)
def test_a_time_code_in_each_format(name, tmp_path):
    source = read_text(tmp_path, name, _files(_talk("[00:01:05]"))[name])
    turn = source.turns[1]
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {SECOND}")
    assert [(source.said(turn)[at:], seconds) for at, seconds in turn.times] == [(SECOND, 65)]


@pytest.mark.parametrize("line", ["00:12:34", "[00:12:34]", "#00:12:34-1#", "(12:34)", "12:34", "<00:12:34>"])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_a_time_alone_on_a_line_in_mid_speech(line, blank, tmp_path):
    content = f"I: How?\n\nTom Reed: {FIRST}{blank}{line}{blank}{SECOND}\n\nI: Who?\n\nTom Reed: The street.\n"
    source = read_text(tmp_path, "a.txt", content)
    turn = source.turns[1]
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {SECOND}")
    assert [(source.said(turn)[at:], seconds) for at, seconds in turn.times] == [(SECOND, 754)]


@pytest.mark.parametrize("code", ["[00:01:05]", "#00:01:05-3#", "(00:01:05)"])
def test_a_time_code_behind_the_last_word_is_that_of_the_next_turn(code, tmp_path):
    content = f"I: How did it begin? {code}\n\nTom Reed: {FIRST}\n\nI: Who?\n\nTom Reed: The street.\n"
    source = read_text(tmp_path, "a.txt", content)
    assert [turn.seconds for turn in source.turns] == [None, 65, None, None]
    assert turns_of(source)[0] == ("I", "How did it begin?")


def test_a_time_code_before_the_first_word(tmp_path):
    content = "I: How?\n\nTom Reed:\n[00:01:05] With a kettle.\n\nI: Who?\n\nTom Reed: The street.\n"
    source = read_text(tmp_path, "a.txt", content)
    assert turns_of(source)[1] == ("Tom Reed", "With a kettle.")
    assert source.turns[1].seconds == 65


@pytest.mark.parametrize("form", ["00:{at:02d}:00", "### 00:{at:02d}:00", "**00:{at:02d}:00**", "[00:{at:02d}:00]"])
def test_a_time_above_a_block_of_turns(form, tmp_path):
    blocks = [
        f"{form.format(at=at)}\n\nAnna Price: {question}\n\nTom Reed: {answer}\n"
        for at, question, answer in ((0, "How?", FIRST), (5, "Who?", "The street did."), (10, "When?", SECOND))
    ]
    source = read_text(tmp_path, "a.md", "Pantry - Transcript\n\n" + "\n".join(blocks))
    assert [turn.seconds for turn in source.turns] == [0, None, 300, None, 600, None]
    assert [speaker for speaker, _ in turns_of(source)] == ["Anna Price", "Tom Reed"] * 3


def test_later_captions_of_a_turn_give_their_second(tmp_path):
    cues = [("Anna Price", "How?"), ("Tom Reed", FIRST), ("Tom Reed", SECOND), ("Anna Price", "I see.")]
    written = [f"00:{at}0.000 --> 00:{at}9.000\n<v {who}>{said}</v>\n" for at, (who, said) in enumerate(cues)]
    source = read_text(tmp_path, "a.vtt", "WEBVTT\n\n" + "\n".join(written))
    assert source.turns[1].times == ((len(FIRST) + 1, 20.0),)


@pytest.mark.parametrize(
    "said",
    [
        "We met (10:30) and again (9:15), as always (8:00).",
        "The ratio was [2 to 1].",
        "We met (10:30) and again (9:15).",
        "Luke [3 to 1] was read.",
        "It ran 2:1.",
    ],
)
def test_what_is_no_time_code_stays(said, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(said)))
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {said} {SECOND}")
    assert source.turns[1].times == ()


LISTENS = (
    *("[Interviewer: mm]", "[I: right]", "(INT: yeah)", "(Interviewer: I see.)", "[Int.: okay]", "<I: mm>"),
    *("{Interviewer: yes}", "[[I: mm]]", "/I: mhm/", "[Interviewer - mm]", "(I:mm)", "[INTERVIEWER: Right, okay]"),
    *("(Int: right)", "[Int: yeah, go on]", "[INTERVIEWER: Mhm]", "[Researcher: okay]", "(Moderator: really?)"),
    "[Facilitator: yes]",
)
ASKS = (
    *("[Interviewer: And what came then?]", "[I: who paid?]", "(INT: so you went on alone)", "<I: How many?>"),
    *(
        "{Interviewer: Where did you go then?}",
        "/I: and who came to help?/",
        "(I: Tell me about that day.)",
    ),
)


@pytest.mark.parametrize("remark", LISTENS)
def test_a_sign_of_listening_is_kept_apart(remark, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(remark)))
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {SECOND}")
    assert remark in [source.text[start:end] for kind, start, end, _ in source.segments if kind == SegmentKind.NOTE]


@pytest.mark.parametrize("remark", ASKS)
def test_what_the_interviewer_says_in_brackets_is_a_turn(remark, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(remark)))
    said = remark.split(":", 1)[1].strip(" ]})>/")
    assert turns_of(source)[1:4] == [("Tom Reed", FIRST), ("Interviewer", said), ("Tom Reed", SECOND)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("remark", ["[Interviewer: mm]", "[Interviewer: Who paid for it?]"])
def test_a_remark_in_each_format(name, remark, tmp_path):
    source = read_text(tmp_path, name, _files(_talk(remark))[name])
    theirs = " ".join(said for who, said in turns_of(source) if who == "Tom Reed")
    assert theirs == f"{FIRST} {SECOND} The street did."


@pytest.mark.parametrize(
    "remark", ["[Mary: yes]", "(Mary Hale: that is true)", "[MH: yes, yes]", "[Hale: and then?]"]
)
def test_a_remark_of_another_participant(remark, tmp_path):
    lines = [*_talk(remark), "Mary Hale: I came later.", "Interviewer: When?", "Mary Hale: In May."]
    source = read_text(tmp_path, "a.txt", "\n\n".join(lines))
    theirs = " ".join(said for who, said in turns_of(source) if who == "Tom Reed")
    assert theirs == f"{FIRST} {SECOND} The street did."


@pytest.mark.parametrize(
    "aside",
    [
        "[laughs]", "(Mary: a nurse)", "(Interviewer – she left)", "[note: see above]", "(pause: long)",
        "[name: removed]", "(Tom Reed: me)", "(3: 4)",
    ],
)  # fmt: skip
def test_what_is_nobodys_remark_stays(aside, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(aside)))
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {aside} {SECOND}")


@pytest.mark.parametrize("remark", ["[Interviewer: mm]", "(I: right, yes)"])
def test_a_remark_on_a_line_of_its_own(remark, tmp_path):
    content = "\n\n".join(_talk("\n\n" + remark + "\n\n"))
    source = read_text(tmp_path, "a.txt", content)
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {SECOND}")


def test_the_second_of_a_quote_is_in_the_tables(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("\n\n".join(_talk("[00:01:05]")), encoding="utf-8")
    made = ingest(tmp_path / "in", tmp_path / "out")
    (code,) = made.tables["time_codes"].to_dict("records")
    assert made.texts["a"][code["at"] :].startswith(SECOND)
    assert code["seconds"] == 65


PAIRS = [
    ("How did it begin?", "With a kettle."),
    ("And then?", "A table came."),
    ("Who helped?", "The street did."),
]


@pytest.mark.parametrize("names", [("Interviewer", "Tom Reed"), ("I", "R"), ("Q", "A"), ("Mary Hale", "P03")])
@pytest.mark.parametrize("name", NAMES)
def test_two_speakers_on_one_line(names, name, tmp_path):
    ask, answer = names
    lines = [f"{ask}: {one}" for pair in PAIRS for one in [pair[0]]]
    paragraphs = [
        each for line, (_, said) in zip(lines, PAIRS, strict=True) for each in (line, f"{answer}: {said}")
    ]
    paragraphs[2:4] = [" ".join(paragraphs[2:4])]
    source = read_text(tmp_path, name, _files(paragraphs)[name])
    assert turns_of(source) == [turn for one, other in PAIRS for turn in ((ask, one), (answer, other))]


@pytest.mark.parametrize(
    "said",
    [
        "She said it was easy. Mary: that was her name.",
        "The point is this. Money: we had none.",
        "At 10. Then: rain.",
    ],
)
def test_a_colon_behind_what_is_no_label_is_speech(said, tmp_path):
    source = read_text(tmp_path, "a.txt", "\n\n".join(_talk(said)))
    assert turns_of(source)[1] == ("Tom Reed", f"{FIRST} {said} {SECOND}")


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
