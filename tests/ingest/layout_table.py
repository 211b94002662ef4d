"""Makes docs/layouts.md: what is read, and how well. `python -m tests.ingest.layout_table` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.documents.readers import CONTAINERS
from pipeline.ingest.layouts import LAYOUTS
from tests.ingest.helpers import TRANSCRIPTS, Score, gold_turns, read, score, turns_of
from tests.ingest.renderings import RENDERINGS, Rendering, Talk, expected, known_as

DOCUMENT = Path(__file__).parents[2] / "docs" / "layouts.md"

# A talk written for this table: names with titles, dashes, quotation marks, a stammer, marks of lost speech.
TALK: Talk = [
    ("Dr Siân Hughes", "Good morning. How did the kettle club begin, and who was there on the first day?"),
    (
        "Tom Reed",
        "It was a Tuesday in 2019, and cold. There were four of us: me, two neighbours and a man with a dog.",
    ),
    ("Dr Siân Hughes", "And what did you do?"),
    (
        "Tom Reed",
        "We put the kettle on. (laughs) That was all – nobody had a plan, and I did not have a key to the hall.",
    ),
    ("Dr Siân Hughes", "Who helped you most?"),
    ("Tom Reed", "The school next door. They said “use ours”, and [inaudible 00:03:31] every week since then."),
    ("Dr Siân Hughes", "Did the council play any part in that?"),
    (
        "Tom Reed",
        "Well, the w- well-being team came by. They wrote it down, and a year later there was a small grant.",
    ),
    ("Dr Siân Hughes", "What would you tell somebody who wants to start one?"),
    ("Tom Reed", "Start with the kettle. People come for tea, and they stay because somebody asks how they are."),
]

# As people really talk: the listener's noises, half sentences, a colon in mid-speech.
CHATTY: Talk = [
    ("Dr Siân Hughes", "Okay Tom. This is Siân."),
    ("Tom Reed", "Good to hear."),
    ("Dr Siân Hughes", "So how did you come to run the hall"),
    ("Tom Reed", "Well, I was born round the corner, and my dad had the key before me, so it came with the house."),
    ("Dr Siân Hughes", "Oh wow"),
    ("Tom Reed", "Yeah, yep."),
    ("Dr Siân Hughes", "And the council, what did they make of it?"),
    (
        "Tom Reed",
        "Right. Money: there was none. I remember the meeting in Hinton, when they said, look, we can do one of "
        "two things: shut it, or let you have it for a pound. Obviously, from where I sat in Hinton: a gift.",
    ),
    ("Dr Siân Hughes", "Wow."),
    ("Tom Reed", "Yeah"),
    ("Dr Siân Hughes", "Did people believe you could do it?"),
    ("Tom Reed", "No."),
    ("Dr Siân Hughes", "No?"),
    ("Tom Reed", "Not one. 30 of them came to the first meeting to tell me so, and 12 of those are trustees now."),
    ("Dr Siân Hughes", "That's really something."),
    ("Tom Reed", "Mm-hmm."),
    ("Dr Siân Hughes", "What would you say made the difference, if you look back now"),
    ("Tom Reed", "Tea. And a well-kept list of who was on their own – Mrs Price kept it in a biscuit tin, ha-ha."),
    ("Dr Siân Hughes", "A biscuit tin, ha-ha."),
    ("Tom Reed", "Wow, yes."),
    ("Dr Siân Hughes", "And is that list still going?"),
    ("Tom Reed", "It is: we have four tins. Two of us ring round on a Monday, before the lunch club, every week."),
    ("Dr Siân Hughes", "Great."),
    ("Tom Reed", "Yeah, it's all right."),
]


def generated() -> str:
    """The document, but for the part on the public meeting."""
    layouts = [(layout.name, layout.help) for layout in LAYOUTS]
    containers = [(container.name, " ".join(container.suffixes)) for container in CONTAINERS]
    scores = [(each.name, each.ending, *_layout_and_score(each, TALK)) for each in RENDERINGS]
    chatty = [(each.name, each.ending, *_layout_and_score(each, CHATTY)) for each in RENDERINGS]
    return "\n".join(
        [
            "# Layouts",
            "",
            "Made by `python -m tests.ingest.layout_table`; a test keeps it true.",
            "",
            "A *container* is a kind of file; a *layout* is a way to mark who speaks and when. Every layout is",
            "looked for in every container; the one that explains most of the text is taken, and its name and",
            "score stand in the table of sources. The column `layout` of `cases.csv` can name one.",
            "",
            *_table(("Container", "Endings"), containers),
            "",
            *_table(("Layout", "What it looks like"), layouts),
            "",
            "## How well each way of writing down a talk is read",
            "",
            "One talk of ten turns, written down in each way and read back. Turns: F1 of turns whose words came",
            "back exactly; speakers: share of those under the right label; text: likeness of all words.",
            "",
            *_table(("Written as", "File", "Read as", "Turns", "Speakers", "Text"), scores),
            "",
            "A harder one: twenty-four turns, many of one word or two, colons in mid-speech, numbers and names",
            "that begin a line, question marks left out. Without any mark of who speaks, it cannot be told apart.",
            "",
            *_table(("Written as", "File", "Read as", "Turns", "Speakers", "Text"), chatty),
            "",
        ]
    )


def generated_real() -> str:
    """The part on the public meeting."""
    rows = []
    gold = gold_turns(TRANSCRIPTS / "layouts" / "gold_turns.jsonl")
    for path in sorted((TRANSCRIPTS / "layouts").glob("[0-9]*")):
        (source,) = read(path).sources
        # The PDF has a question mark for every dash.
        wanted = [(who, text.replace("—", "?")) for who, text in gold] if path.suffix == ".pdf" else gold
        rows.append((path.name, source.layout, *_figures(score(turns_of(source), wanted, source.names))))
    return "\n".join(
        [
            "## A public meeting in seventeen layouts",
            "",
            "A meeting of a parliamentary committee, seven speakers in ninety turns, against its gold turns.",
            "",
            *_table(("File", "Read as", "Turns", "Speakers", "Text"), rows),
            "",
        ]
    )


def _layout_and_score(rendering: Rendering, talk: Talk) -> Sequence[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"talk{rendering.ending}"
        path.write_bytes(rendering.written(talk))
        (source,) = read(path).sources
    found = known_as(turns_of(source), rendering, talk)
    return [source.layout, *_figures(score(found, expected(rendering, talk), {}))]


def _figures(reached: Score) -> Sequence[str]:
    return [f"{figure:.3f}" for figure in (reached.turns, reached.speakers, reached.text)]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    shown = [" | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in row) for row in rows]
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {row} |" for row in shown)]


if __name__ == "__main__":
    DOCUMENT.write_text(generated() + "\n" + generated_real(), "utf-8")
