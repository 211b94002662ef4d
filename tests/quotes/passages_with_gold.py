"""Texts with annotated quotations: the hard cases written for this project, and LitBank's novels."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from pipeline.corpus.spans import Span

HARD_CASES = Path(__file__).parents[1] / "direct_speech" / "hard_cases"
_QUOTED = re.compile(
    r"<<(?P<who>[^:<>]*):\s?(?P<words>(?:(?!<<|>>).)*?)(?:>>|(?=\n\n[“‘]<<))",
    re.S,
)
_HEADING = re.compile(r"^# (.*)$", re.M)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*?(?=\S|[ \t])")


@dataclass(frozen=True)
class Wanted:
    """A quotation of the gold; an empty name is a speaker whom the text does not tell."""

    span: Span
    name: str = ""
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Text:
    """A text and the quotations in it.

    Attributes:
        name: where it stands, and what it shows.
        text: without the marks of the gold.
        wanted: its quotations, in order.
        held_out: whether it is only scored, never looked at.
        teller: who speaks, where it is a turn; empty in a document.
        headings: where its headings stand; they belong to no paragraph of narrative.
    """

    name: str
    text: str
    wanted: tuple[Wanted, ...]
    held_out: bool
    teller: str = ""
    headings: tuple[Span, ...] = field(default=())

    @property
    def blocks(self) -> list[Span]:
        """Its paragraphs without the headings."""
        edges = [0, *(match.end() for match in _PARAGRAPH.finditer(self.text)), len(self.text)]
        blocks = [Span(a, b) for a, b in pairwise(edges) if a < b]
        return [block for block in blocks if not any(heading.overlaps(block) for heading in self.headings)]


def hard_cases() -> list[Text]:
    """All hard cases, in the order of the files; every second one of a file is held out."""
    made = []
    for path in sorted(HARD_CASES.glob("*.txt")):
        for number, case in enumerate(re.split(r"^== ", path.read_text("utf-8"), flags=re.M)[1:]):
            habit, _, marked = case.partition("\n")
            name = f"{path.stem} {number + 1}: {habit.strip()}"
            made.append(parsed(marked.strip("\n"), name=name, held_out=bool(number % 2)))
    return made


def parsed(marked: str, *, name: str = "", held_out: bool = False) -> Text:
    """A text with its gold, out of the markup that `hard_cases/README.md` tells."""
    teller = ""
    if marked.startswith("@ "):
        teller, _, marked = marked[2:].partition("\n")
    pieces: list[str] = []
    wanted: list[Wanted] = []
    at = length = 0
    for match in _QUOTED.finditer(marked):
        words, who = match["words"], match["who"]
        pieces += [marked[at : match.start()], words]
        start = length + match.start() - at
        length = start + len(words)
        at = match.end()
        person, role, organisation = (*(part.strip() for part in who.split(";")), "", "")[:3]
        wanted.append(Wanted(Span(start, length), person, role, organisation))
    text = "".join([*pieces, marked[at:]])
    return _without_hashes(Text(name, text, tuple(wanted), held_out, teller.strip()))


def _without_hashes(text: Text) -> Text:
    """Headings without the sign that marks them."""
    cuts = [match.start() for match in _HEADING.finditer(text.text)]

    def moved(at: int) -> int:
        return at - 2 * sum(cut < at for cut in cuts)

    headings = [Span(moved(m.start()), moved(m.end())) for m in _HEADING.finditer(text.text)]
    wanted = tuple(
        Wanted(Span(moved(w.span.start), moved(w.span.end)), w.name, w.role, w.organisation) for w in text.wanted
    )
    stripped = _HEADING.sub(r"\1", text.text)
    return Text(text.name, stripped, wanted, text.held_out, text.teller, tuple(headings))


def novels(path: Path) -> Iterator[Text]:
    """LitBank's texts put together again out of their tokens; every second one is held out.

    Paragraphs are lost in the tokens, so each is one block. Words, full stops and the like are joined as in print;
    a mark that opens a sentence is joined to the word after it, one that ends a sentence to the word before, a
    curly one by its shape. All other straight marks stand between spaces: nothing tells whether they open or close.
    """
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        starts, ends, text = _joined(row["sents"])
        wanted = []
        for quote in row["quotes"]:
            (first, one), (last, two) = quote["s"], quote["e"]
            name = re.sub(r"-\d+$", "", quote["speaker"] or "").replace("__", " ").replace("_", " ")
            wanted.append(Wanted(Span(starts[first][one], ends[last][two]), name))
        yield Text(row["doc"], text, tuple(sorted(wanted, key=lambda w: w.span)), bool(number % 2))


def _joined(sentences: list[list[str]]) -> tuple[list[list[int]], list[list[int]], str]:
    starts: list[list[int]] = []
    ends: list[list[int]] = []
    text = ""
    for sentence in sentences:
        starts.append([])
        ends.append([])
        last = ""
        for number, token in enumerate(sentence):
            apart = number == 0 or not (_leans_left(token, number, len(sentence)) or _leans_right(last, number - 1))
            text += " " if apart and text else ""
            starts[-1].append(len(text))
            text += token
            ends[-1].append(len(text))
            last = token
    return starts, ends, text


def _leans_left(token: str, number: int, length: int) -> bool:
    if token in ("”", "’", "’”", ")", "]") or re.fullmatch(r"[.,;:!?]+|(?:n['’]t|['’]\w{1,2})", token, re.I):
        return True
    return token in ('"', "'") and number == length - 1 and length > 1


def _leans_right(token: str, number: int) -> bool:
    return token in ("“", "‘", "“‘", "(", "[") or (token in ('"', "'") and number == 0)
