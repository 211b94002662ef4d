"""Who speaks by colour alone: what counts as a speaker's colour, and what does not."""

import pytest

from pipeline.documents.document import Line
from pipeline.ingest import grammar

ASKED = ["How did the library begin?", "Who lent the shelves?", "And what came of the reading group?"]
SAID = ["With a van and two boxes of books.", "The school did, for a winter.", "It meets on the ferry now."]
LONG = ["My aunt drove it.", "She still does."]


def talk(asks: str, answers: str) -> list[Line]:
    pairs = zip(ASKED, SAID, strict=True)
    return [
        Line(text=text, colour=colour) for pair in pairs for text, colour in zip(pair, (asks, answers), strict=True)
    ]


def speakers(lines: list[Line]) -> list[tuple[str, str]]:
    found = grammar.read(lines)
    return [(block.speaker, " ".join(text for _, text in block.speech)) for block in found.blocks if block.speaker]


@pytest.mark.parametrize(
    ("asks", "answers", "names"),
    [
        ("", "0000ff", ("black", "blue")),
        ("ff0000", "", ("red", "black")),
        ("c00000", "00b050", ("red", "green")),
        ("7030a0", "000000", ("purple", "black")),
        ("1f2e39", "", ("black 1f2e39", "black")),
        ("808080", "ff9900", ("grey", "orange")),
    ],
)
def test_each_colour_is_a_speaker(asks, answers, names):
    told = speakers(talk(asks, answers))
    wanted = [f"Speaker in {name}" for _ in ASKED for name in names]
    assert [who for who, _ in told] == wanted
    assert [said for _, said in told] == [text for pair in zip(ASKED, SAID, strict=True) for text in pair]


def test_lines_of_one_colour_are_one_turn():
    lines = talk("", "0000ff")
    lines[2:2] = [Line(text=text, colour="0000ff") for text in LONG]
    assert speakers(lines)[1] == ("Speaker in blue", " ".join([SAID[0], *LONG]))


def test_three_people():
    lines = [*talk("", "0000ff"), Line(text="And I sew the sails.", colour="008000"), *talk("", "008000")]
    assert {who for who, _ in speakers(lines)} == {"Speaker in black", "Speaker in blue", "Speaker in green"}


@pytest.mark.parametrize(
    "lines",
    [
        [Line(text=text) for text in SAID],
        [Line(text=text, colour="0000ff") for text in SAID],
        [Line(text="The ferry", colour="ff0000"), *[Line(text=text) for text in SAID * 2]],
        [Line(text=text, colour=f"{at:02x}0000") for at, text in enumerate(SAID * 3)],
    ],
    ids=["no colour", "one colour", "a coloured heading", "a colour for each line"],
)
def test_what_is_no_speaker(lines):
    assert not any("Speaker in" in who for who, _ in speakers(lines))


def test_labels_count_for_more_than_colours():
    lines = [
        Line(text=f"{who}: {text}", colour=colour)
        for pair in zip(ASKED, SAID, strict=True)
        for who, text, colour in zip(("Ines", "Bram"), pair, ("", "ff0000"), strict=True)
    ]
    assert {who for who, _ in speakers(lines)} == {"Ines", "Bram"}
