"""Measures how well third parties are found, on lines with planted names: `python -m tests.quotes.names_measure`.

A name counts as found where every letter of it is replaced; a replacement that touches no planted name is false.
Words before a surname (`Mrs`) may be replaced or stand. Beside it: spaCy's small model alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.evidence_records import is_certain
from pipeline.corpus.spans import Span
from pipeline.language.lexicons import words
from pipeline.organisations.names import RecognisedNames
from pipeline.organisations.recognise import KnownNames, Portion, recognise
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.third_parties import mentioned_people

GOLD = Path(__file__).parent / "gold" / "people_mentioned.txt"
HALVES = ("development", "held out")
_PLANTED = re.compile(r"\{([^{}|]*)(?:\|([^{}]*))?\}")


@dataclass(frozen=True)
class Line:
    """One answer, and where somebody is named in it: at the most, and at the least."""

    text: str
    most: tuple[Span, ...]
    least: tuple[Span, ...]


def lines(half: str) -> list[Line]:
    """The lines of one half."""
    text = GOLD.read_text("utf-8").split(f"== {half}\n")[1].split("\n== ")[0]
    return [_line(line) for line in text.splitlines() if line.strip()]


def _line(marked: str) -> Line:
    text, at, most, least = "", 0, [], []
    for match in _PLANTED.finditer(marked):
        text += marked[at : match.start()]
        whole, core = match[1], match[2] or match[1]
        most.append(Span(len(text), len(text) + len(whole)))
        begins = len(text) + whole.rindex(core)
        least.append(Span(begins, begins + len(core)))
        text, at = text + whole, match.end()
    return Line(text + marked[at:], tuple(most), tuple(least))


def scores(given: Sequence[Line], found: Sequence[Sequence[Span]]) -> tuple[float, float]:
    """Precision and recall."""
    wanted = right = made = false = 0
    for line, spans in zip(given, found, strict=True):
        wanted += len(line.least)
        right += sum(any(span.contains(name) for span in spans) for name in line.least)
        made += len(spans)
        false += sum(not any(span.overlaps(name) for name in line.most) for span in spans)
    return (made - false) / made if made else 0.0, right / wanted


def found_in(given: Sequence[Line]) -> tuple[list[list[Span]], list[list[Span]]]:
    """What the rules find in each line, and what the language model takes for a person there."""
    read = recognise(Portion(tuple(line.text for line in given), KnownNames.of(())))
    model = [[Span(s, e) for s, e, label in one.others if label == "PERSON"] for one in read]
    spoken = [
        SpokenSource(str(n), line.text, [Span(0, len(line.text))], people, _organisations(one))
        for n, (line, people, one) in enumerate(zip(given, model, read, strict=True))
    ]
    # Each line is a study of its own: no other line helps.
    figures = words("public_figures")
    return [list(mentioned_people([one], printable=figures, named=())[one.source]) for one in spoken], model


def _organisations(read: RecognisedNames) -> list[tuple[Span, bool]]:
    return [(Span(found.start, found.end), is_certain(found.basis)) for found in read.organisations]


def report(*, wrong: bool = False) -> Iterator[str]:
    """A line for each half and way."""
    for half in HALVES:
        given = lines(half)
        ours, model = found_in(given)
        for way, found in (("ours", ours), ("model alone", model)):
            precision, recall = scores(given, found)
            yield f"{half:<12} {way:<12} precision {precision:.3f}  recall {recall:.3f}"
        for line, spans in zip(given, ours, strict=True) if wrong else ():
            missed = [name.of(line.text) for name in line.least if not any(s.contains(name) for s in spans)]
            false = [s.of(line.text) for s in spans if not any(s.overlaps(name) for name in line.most)]
            if missed or false:
                yield f"    missed {missed} false {false}: {line.text}"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report(wrong="--wrong" in sys.argv)) + "\n")
