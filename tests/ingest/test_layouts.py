"""Every layout: its own examples, habits of typists, and a real meeting laid out in each."""

from __future__ import annotations

import re

import pytest

from pipeline.ingest.layouts import LAYOUTS, Example, Layout
from tests.ingest import layout_table
from tests.ingest.helpers import TRANSCRIPTS, gold_turns, marks, needs, read, read_text, score, turns_of

EXAMPLES = [(layout, example) for layout in LAYOUTS for example in layout.examples]
REAL = sorted((TRANSCRIPTS / "layouts").glob("[0-9]*"))


def test_every_layout_but_prose_has_examples():
    assert [layout.name for layout in LAYOUTS if not layout.examples] == ["chat-with-direct-messages", "prose"]


@pytest.mark.parametrize(("layout", "example"), EXAMPLES, ids=[layout.name for layout, _ in EXAMPLES])
def test_example(tmp_path, layout: Layout, example: Example):
    source = read_text(tmp_path, example.file, example.content)
    assert source.layout == layout.name
    assert tuple(turns_of(source)) == example.turns


HABITS = {
    "continuation paragraphs": (
        "Int: Hello there.\n\nAnna: I began.\n\nThen I went on.\n\nInt: Yes?\n\nAnna: No.\n",
        "<label>Int:</label> <turn>Hello there.</turn>\n\n"
        "<label>Anna:</label> <turn>I began.\n\nThen I went on.</turn>\n\n"
        "<label>Int:</label> <turn>Yes?</turn>\n\n<label>Anna:</label> <turn>No.</turn>\n",
    ),
    "one speaker labelled twice is one turn; the second label follows it": (
        "I: One.\nR: Two.\nR: Three.\nI: Four.\n",
        "<label>I:</label> <turn>One.</turn>\n<label>R:</label> <turn>Two.\nThree.</turn>\n<label>R:</label>\n"
        "<label>I:</label> <turn>Four.</turn>\n",
    ),
    "a cover sheet is nobody's words": (
        "Project: Kettle study\nDate: 3 May 2024\nInterviewer: Jane Moss\nParticipant: P3\n\nI: Ready?\nP: Yes.\n",
        "<furniture>Project: Kettle study</furniture>\n<furniture>Date: 3 May 2024</furniture>\n"
        "<furniture>Interviewer: Jane Moss</furniture>\n<furniture>Participant: P3</furniture>\n\n"
        "<label>I:</label> <turn>Ready?</turn>\n<label>P:</label> <turn>Yes.</turn>\n",
    ),
    "remarks inside speech stay in it, time codes do not": (
        "I: What? [inaudible]\nR: (laughs) I [00:03:31] forget.\n",
        "<label>I:</label> <turn>What? [inaudible]</turn>\n"
        "<label>R:</label> <turn>(laughs) I forget.</turn>\n<time>[00:03:31]</time>\n",
    ),
    "a sentence with a colon is no label": (
        "I: What happened?\nR: Three things.\nThe first thing was this: we closed.\nI: And?\nR: It rained.\n",
        "<label>I:</label> <turn>What happened?</turn>\n"
        "<label>R:</label> <turn>Three things.\nThe first thing was this: we closed.</turn>\n"
        "<label>I:</label> <turn>And?</turn>\n<label>R:</label> <turn>It rained.</turn>\n",
    ),
    "a title in the form of a label is nobody's words": (
        "Northmarsh: case study interview\n12 March, upstairs\n\nI: How?\nR: We began.\nI: And?\nR: Rain.\n",
        "<furniture>Northmarsh: case study interview</furniture>\n<furniture>12 March, upstairs</furniture>\n\n"
        "<label>I:</label> <turn>How?</turn>\n<label>R:</label> <turn>We began.</turn>\n"
        "<label>I:</label> <turn>And?</turn>\n<label>R:</label> <turn>Rain.</turn>\n",
    ),
    "a title in capitals over labels in capitals": (
        "MARSH ROUNDTABLE\nHeld on 21 May.\n\nANNA BELL\nKeys.\n\nJOHN COLE\nNone.\n\nANNA BELL\nTrue.\n\n"
        "JOHN COLE\nYes.\n",
        "<furniture>MARSH ROUNDTABLE</furniture>\n<furniture>Held on 21 May.</furniture>\n\n"
        "<label>ANNA BELL</label>\n<turn>Keys.</turn>\n\n<label>JOHN COLE</label>\n<turn>None.</turn>\n\n"
        "<label>ANNA BELL</label>\n<turn>True.</turn>\n\n<label>JOHN COLE</label>\n<turn>Yes.</turn>\n",
    ),
}


@pytest.mark.parametrize("habit", HABITS)
def test_habit(tmp_path, habit):
    content, expected = HABITS[habit]
    assert marks(read_text(tmp_path, "a.txt", content)) == expected


def test_wrapped_lines_are_unwrapped(tmp_path):
    long = "We opened the hall on a Tuesday because nobody else in the whole of the town wanted it on that day, "
    words = (long * 3 + "you see.").split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 62:
            lines.append(line)
            line = "     "
        line = f"{line} {word}".replace("      ", "      ") if line.strip() else f"{line}{word}"
    lines.append(line)
    content = "Int: Why?\n\nAnna: " + "\n".join(lines) + "\n\nInt: Oh?\n\nAnna: Yes.\n"
    source = read_text(tmp_path, "a.txt", content)
    assert turns_of(source)[1] == ("Anna", " ".join(words))
    assert "\n" not in source.text[source.turns[1].start : source.turns[1].end]


def test_page_heads_do_not_interrupt_a_turn(tmp_path):
    page = "Kettle study, interview 4, page {}"
    content = (
        f"{page.format(1)}\n\nI: Why?\n\nR: We were in the middle of\n\n{page.format(2)}\n\nthe thing.\n\n"
        f"{page.format(3)}\n\nI: Oh?\n\nR: Yes.\n"
    )
    source = read_text(tmp_path, "a.txt", content)
    assert ("R", "We were in the middle of the thing.") in turns_of(source)
    assert "<furniture>Kettle study, interview 4, page 2</furniture>" in marks(source)


def test_forced_layout(tmp_path):
    content = (
        "MONDAY\nI: Ready?\nR: Yes.\nTUESDAY\nI: And now?\nR: No.\nMONDAY\nI: Again?\nR: Oh.\nTUESDAY\nI: So?\n"
    )
    assert read_text(tmp_path, "a.txt", content).layout == "label-colon"
    assert read_text(tmp_path, "a.txt", content, layout="label-line").layout == "label-line"


def test_no_speakers_is_a_problem_and_nobodys_words(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("It rained all day. We stayed in.\n\nThen it stopped.\n")
    result = read(path)
    assert result.sources[0].turns == []
    assert [problem.level for problem in result.problems] == ["problem"]


@pytest.mark.skipif(not REAL, reason="../shared/data is not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_meeting(path):
    needs(path.suffix.removeprefix("."))
    (source,) = read(path).sources
    gold = gold_turns(path.parent / "gold_turns.jsonl")
    if path.suffix == ".pdf":  # which has a question mark for every dash
        gold = [(speaker, text.replace("—", "?")) for speaker, text in gold]
    reached = score(turns_of(source), gold, source.names)
    assert reached.turns >= 0.99
    assert reached.speakers >= 0.99
    assert reached.text >= 0.999


DOCUMENT = layout_table.DOCUMENT.read_text("utf-8")


def test_document_is_up_to_date():
    needs("rtf")
    needs("pdf")
    assert DOCUMENT.startswith(layout_table.generated())


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/data is not here")
def test_real_part_is_up_to_date():
    needs("rtf")
    needs("pdf")
    assert DOCUMENT.endswith(layout_table.generated_real())


def test_every_way_is_read_well():
    rows = [line for line in DOCUMENT.splitlines() if len(re.findall(r"\b[01]\.\d{3}\b", line)) == 3]
    poor = [row for row in rows if min(map(float, re.findall(r"\b[01]\.\d{3}\b", row))) < 0.99]
    assert len(rows) > 150
    # Nobody can tell who says “Yeah” where nothing marks the speakers; the table says so too.
    assert [row.split(" | ")[0] for row in poor] == ["| questions and answers, no marks"]
