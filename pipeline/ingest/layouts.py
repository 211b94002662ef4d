"""How transcripts mark who speaks and when. There is one entry for each layout; its examples are its tests.

A layout defines where on a line a turn starts. Everything else (which labels to accept, what continues a turn, what
is furniture, how well the layout fits) is decided by the grammar, in the same way for every layout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.documents.document import Line
from pipeline.ingest import turn_starts
from pipeline.ingest.turn_starts import ANSWER, QUESTION, TurnStart

_TWO = (("Anna Price", "How did it begin?"), ("Tom Reed", "With a kettle. And a table."))


@dataclass(frozen=True)
class Example:
    """A file in this layout and the turns expected from it."""

    content: str
    turns: tuple[tuple[str, str], ...] = _TWO
    file: str = "a.txt"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way of marking speakers.

    Attributes:
        name: the name used in `sources` and in the `layout` column of cases.csv.
        help: what the layout looks like.
        opening: returns the start of a turn on this line; None if there is none.
        wants_repeats: accept a label only if it recurs (the mark alone is weak evidence).
        unlabelled: no speakers are named; every line is a question or an answer.
        asking: share of the questions that must have a question mark if no speakers are named.
        by_mark: only a question mark tells questions from answers.
        in_headings: the mark is a heading in the structure of the file.
        weight: how reliable the mark is, 0 to 1.
        examples: files and their turns.
    """

    name: str
    help: str
    opening: Callable[[Line], TurnStart | None]
    wants_repeats: bool = False
    unlabelled: bool = False
    asking: float = 0.5
    by_mark: bool = False
    in_headings: bool = False
    weight: float = 1.0
    examples: tuple[Example, ...] = ()


_FOUR = (("AP", "How did it begin?"), ("TR", "With a kettle."), ("AP", "And then?"), ("TR", "A table."))
_FOUR_SPEAKERS = tuple((f"Speaker {number}", text) for number, (_, text) in zip((1, 2, 1, 2), _FOUR, strict=True))

PROSE = Layout(name="prose", help="no speakers are marked", opening=turn_starts.nobody)

# Chats are read by `pipeline.ingest.chats`, since recognising a message takes more than one line.
CHAT = Layout(
    name="chat",
    help="a chat of Zoom, Teams, Google Meet, Slack, WhatsApp and the like; direct messages are left out",
    opening=turn_starts.nobody,
    examples=(
        Example(
            "10:03:02 From Anna Price to Everyone:\n\tHow did it begin?\n"
            "10:03:40 From Tom Reed to Anna Price(Direct Message):\n\tNot now please\n"
            "10:04:05 From Tom Reed to Everyone:\n\tWith a kettle. And a table.\n"
        ),
        Example(
            "12/03/2026, 14:02 - Messages and calls are end-to-end encrypted.\n"
            "12/03/2026, 14:02 - Anna Price: How did it begin?\n"
            "12/03/2026, 14:05 - Tom Reed: With a kettle.\nAnd a table.\n"
            "12/03/2026, 14:06 - Tom Reed: <Media omitted>\n"
        ),
        Example("Anna Price  10:42 AM\nHow did it begin?\n\nTom Reed  10:44 AM\nWith a kettle. And a table.\n"),
    ),
)
CHAT_WITH_PRIVATE = Layout(
    name="chat-with-direct-messages",
    help="a chat, its direct messages included; only where `cases.csv` asks for it",
    opening=turn_starts.nobody,
)

_SIX = ("How did it begin?", "With a kettle. And a table.", "And then?", "More came.", "Who else?", "Everybody.")
# This is read from the turns of another layout, by `pipeline.ingest.question_answer`, and held until checked.
ONE_LABEL = Layout(
    name="one-label",
    help="only one party has a label, the paragraphs of everybody else have none; held until it has been checked",
    opening=turn_starts.nobody,
    weight=0.75,
    examples=(
        Example(
            "Moderator: How did it begin?\n\nWith a kettle.\n\nAnd a table.\n\nModerator: And then?\n\n"
            "More came.\n\n"
            "Moderator: Who else?\n\nEverybody.\n",
            tuple(zip(("Moderator", ANSWER) * 3, _SIX, strict=True)),
        ),
    ),
)

# Layouts that explain more of a line come first: if two fit equally well, the first one is selected.
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="voices",
        help="speakers in the file's own structure: a column, a voice tag",
        opening=turn_starts.voice,
        examples=(
            Example(
                "speaker,text\nAnna Price,How did it begin?\nTom Reed,With a kettle. And a table.\n", file="a.csv"
            ),
            Example(
                "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Anna Price>How did it begin?</v>\n\n"
                "00:02.000 --> 00:04.000\n<v Tom Reed>With a kettle.</v>\n\n"
                "00:04.000 --> 00:05.000\n<v Tom Reed>And a table.</v>\n",
                file="a.vtt",
            ),
        ),
    ),
    Layout(
        name="time-label",
        help="[00:00:00] Name: text",
        opening=turn_starts.time_label,
        examples=(
            Example("[00:00:00] Anna Price: How did it begin?\n[00:00:04] Tom Reed: With a kettle. And a table.\n"),
        ),
    ),
    Layout(
        name="time-label-line",
        help="00:00:05 Name on a line, the text on the next",
        opening=turn_starts.time_label_line,
        wants_repeats=True,
        examples=(
            Example(
                "Transcript\n00:00:00 Speaker 1\nHow did it begin?\n00:00:04 Speaker 2\nWith a kettle.\n"
                "00:00:09 Speaker 1\nAnd then?\n00:00:12 Speaker 2\nA table.\n",
                _FOUR_SPEAKERS,
            ),
        ),
    ),
    Layout(
        name="label-bracketed-time",
        help="Name: (00:03) or Name (00:03):, the text after it or on the next line",
        opening=turn_starts.label_bracketed_time,
        examples=(
            Example("Anna Price: (00:00)\nHow did it begin?\n\nTom Reed: (00:04)\nWith a kettle. And a table.\n"),
            Example("Anna Price (00:00):\nHow did it begin?\n\nTom Reed (00:04):\nWith a kettle. And a table.\n"),
        ),
    ),
    Layout(
        name="label-time-line",
        help="Name  0:00 on a line, the text on the next",
        opening=turn_starts.label_time_line,
        examples=(
            Example(
                "Anna Price  0:00  \nHow did it begin?\n\nTom Reed  0:04  \nWith a kettle. And a table.\n\n"
                "Transcribed by https://otter.ai\n"
            ),
        ),
    ),
    Layout(
        name="bold-label",
        help="the name in bold, with a colon or without",
        opening=turn_starts.bold_label,
        examples=(
            Example(
                "**Anna Price**: How did it begin?\n\n**Tom Reed:** With a kettle. And a table.\n", file="a.md"
            ),
        ),
    ),
    Layout(
        name="label-tab",
        help="a label, a tab, the text; often initials with a key",
        opening=turn_starts.label_tab,
        examples=(
            Example(
                "Key:\nAP = Anna Price\nTR = Tom Reed\n\n"
                "AP:\tHow did it begin?\nTR:\tWith a kettle. And a table.\n",
                (("AP", _TWO[0][1]), ("TR", _TWO[1][1])),
            ),
            Example("0:01\tAnna Price\tHow did it begin?\n0:04\tTom Reed\tWith a kettle. And a table.\n"),
            Example("I\tHow did it begin?\nR\tWith a kettle.\n", (("I", _TWO[0][1]), ("R", "With a kettle."))),
        ),
    ),
    Layout(
        name="label-colon",
        help="Name: text",
        opening=turn_starts.label_colon,
        examples=(
            Example("Anna Price: How did it begin?\nTom Reed: With a kettle. And a table.\n"),
            Example(">> Anna Price: How did it begin?\n>> Tom Reed: With a kettle. And a table.\n"),
            Example("- Anna Price: How did it begin?\n- Tom Reed: With a kettle. And a table.\n"),
            Example(
                "Anna Price:\nHow did it begin?\n\nTom Reed:\nSorry. Capacity: we had one kettle.\n\n"
                "Anna Price:\nAnd then?\n\nTom Reed: In town, obviously.\n\n"
                "Obviously, I speak of our own town: it has one hall.\n",
                (
                    _TWO[0],
                    ("Tom Reed", "Sorry. Capacity: we had one kettle."),
                    ("Anna Price", "And then?"),
                    ("Tom Reed", "In town, obviously. Obviously, I speak of our own town: it has one hall."),
                ),
            ),
            Example(
                "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nAnna Price: How did it begin?\n\n"
                "2\n00:00:02.000 --> 00:00:04.000\nTom Reed: With a kettle.\n\n"
                "3\n00:00:04.000 --> 00:00:05.000\nTom Reed: And a table.\n",
                file="a.vtt",
            ),
        ),
    ),
    Layout(
        name="label-brackets",
        help="[Name] text, or [Name] 00:00:05 on a line",
        opening=turn_starts.label_brackets,
        wants_repeats=True,
        weight=0.9,
        examples=(
            Example("[AP] How did it begin?\n[TR] With a kettle.\n[AP] And then?\n[TR] A table.\n", _FOUR),
            Example(
                "[AP] 00:00:00\nHow did it begin?\n\n[TR] 00:00:04\nWith a kettle.\n\n"
                "[AP] 00:00:09\nAnd then?\n\n[TR] 00:00:12\nA table.\n",
                _FOUR,
            ),
        ),
    ),
    Layout(
        name="label-dash",
        help="Name – text, Name | text",
        opening=turn_starts.label_dash,
        wants_repeats=True,
        weight=0.9,
        examples=(
            Example("AP - How did it begin?\nTR - With a kettle.\nAP – And then?\nTR – A table.\n", _FOUR),
            Example("AP | How did it begin?\nTR | With a kettle.\nAP | And then?\nTR | A table.\n", _FOUR),
        ),
    ),
    Layout(
        name="label-stop",
        help="Q. text, with initials or Q and A",
        opening=turn_starts.label_stop,
        wants_repeats=True,
        weight=0.9,
        examples=(
            Example(
                "Q. How did it begin?\nA. With a kettle.\nQ. And then?\nA. A table.\n",
                tuple((label, text) for label, (_, text) in zip("QAQA", _FOUR, strict=True)),
            ),
        ),
    ),
    Layout(
        name="label-gap",
        help="a column of labels aligned with spaces, the text indented next to it",
        opening=turn_starts.label_gap,
        wants_repeats=True,
        weight=0.9,
        examples=(
            Example(
                "AP    How did it\n      begin?\nTR    With a kettle.\nAP    And then?\nTR    A table.\n", _FOUR
            ),
        ),
    ),
    Layout(
        name="label-line",
        help="the name on a line of its own, mostly in capitals",
        opening=turn_starts.label_line,
        wants_repeats=True,
        examples=(
            Example(
                "ANNA PRICE\nHow did it begin?\n\nTOM REED\nWith a kettle. And a table.\n\n"
                "ANNA PRICE\nAnd then?\n\nTOM REED\nThen more came.\n",
                (
                    ("ANNA PRICE", "How did it begin?"),
                    ("TOM REED", "With a kettle. And a table."),
                    ("ANNA PRICE", "And then?"),
                    ("TOM REED", "Then more came."),
                ),
            ),
        ),
    ),
    Layout(
        name="heading-label",
        help="the name as a heading, the text below it",
        opening=turn_starts.heading_label,
        wants_repeats=True,
        in_headings=True,
        examples=(
            Example(
                "# Kettles\n\n### Anna Price\n\nHow did it begin?\n\n### Tom Reed\n\nWith a kettle.\n\n"
                "### Anna Price\n\nAnd then?\n\n### Tom Reed\n\nA table.\n",
                tuple((name, text) for name, (_, text) in zip(("Anna Price", "Tom Reed") * 2, _FOUR, strict=True)),
                file="a.md",
            ),
        ),
    ),
    Layout(
        name="label-capitals",
        help="NAME text, the name in capitals",
        opening=turn_starts.label_capitals,
        wants_repeats=True,
        weight=0.8,
        examples=(
            Example(
                "ANNA PRICE How did it begin?\nTOM REED With a kettle.\nANNA PRICE And then?\nTOM REED A table.\n",
                tuple((name, text) for name, (_, text) in zip(("ANNA PRICE", "TOM REED") * 2, _FOUR, strict=True)),
            ),
        ),
    ),
    Layout(
        name="question-in-style",
        help="nobody is named; questions are in bold or italics",
        opening=turn_starts.question_in_style,
        unlabelled=True,
        asking=0.2,  # the style is enough evidence, and interviewers also say “Yeah”
        weight=0.7,
        examples=(
            Example(
                "**How did it begin?**\n\nWith a kettle that somebody had brought.\n\n"
                "**And then?**\n\nA table came.\n\nThen more.\n",
                (
                    (QUESTION, "How did it begin?"),
                    (ANSWER, "With a kettle that somebody had brought."),
                    (QUESTION, "And then?"),
                    (ANSWER, "A table came. Then more."),
                ),
                file="a.md",
            ),
        ),
    ),
    Layout(
        name="question-by-mark",
        help="nobody is named; paragraphs that ask and paragraphs that answer take turns",
        opening=turn_starts.question_by_mark,
        unlabelled=True,
        by_mark=True,
        weight=0.5,
        examples=(
            Example(
                "How did it begin?\n\nWith a kettle that somebody had brought.\n\nAnd then?\n\nA table came.\n\n"
                "Who else was there?\n\nEverybody who lived on the street.\n",
                (
                    (QUESTION, "How did it begin?"),
                    (ANSWER, "With a kettle that somebody had brought."),
                    (QUESTION, "And then?"),
                    (ANSWER, "A table came."),
                    (QUESTION, "Who else was there?"),
                    (ANSWER, "Everybody who lived on the street."),
                ),
            ),
        ),
    ),
    ONE_LABEL,
    CHAT,
    CHAT_WITH_PRIVATE,
    PROSE,
)
