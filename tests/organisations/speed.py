"""Measures how fast organisations are recognised and resolved: `python -m tests.organisations.speed`.

The material is the Welsh meetings of the public data. The speed in words per second is compared with spaCy's `ner`
alone on the same texts at the same time, because the machine may be busy. `large_gazetteer.py` measures a large
gazetteer.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.language.english import small_entity_model
from pipeline.organisations.names import TurnText, label_counts, raw_mentions
from pipeline.organisations.recognise import KnownNames, Portion, recognise, recogniser
from pipeline.organisations.repeats import add_repeats
from pipeline.workflow.parallel import Engine
from tests.organisations.reading import known_names, resolver

ROOT = Path(__file__).parents[2]
MEETINGS = Path("transcripts") / "welsh-parliament"
_PORTION = 60_000  # characters, as in the stage


def turns_of(folder: Path, *, meetings: int) -> list[str]:
    """The turns of the first meetings."""
    files = sorted(folder.glob("*.txt"))[:meetings]
    lines = (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip())
    return [line.partition(": ")[2] or line for line in lines]


def portions(turns: Sequence[str], names: KnownNames) -> list[Portion]:
    """The texts in batches."""
    made: list[Portion] = []
    some: list[str] = []
    for turn in turns:
        some.append(turn)
        if sum(map(len, some)) >= _PORTION:
            made.append(Portion(tuple(some), names))
            some = []
    return [*made, Portion(tuple(some), names)] if some else made


def lines(data: Path, *, meetings: int, jobs: int) -> Iterator[str]:
    """The measurements, as they are done."""
    turns = turns_of(data / MEETINGS, meetings=meetings)
    words = sum(len(turn.split()) for turn in turns)
    yield f"{meetings} meetings, {words} words"
    model = small_entity_model()
    alone = _seconds(lambda: [len(doc.ents) for doc in model.pipe(turns, batch_size=32)])
    yield f"spaCy's ner alone, one process: {words / alone:8.0f} words/s"
    recogniser(known_names())
    began = time.perf_counter()
    found = recognise(Portion(tuple(turns), known_names()))
    recognised = time.perf_counter() - began
    yield f"recognition, one process:       {words / recognised:8.0f} words/s, {recognised / alone:.2f} of its time"
    began = time.perf_counter()
    add_repeats(turns, found)
    whole = [TurnText("s", str(at), "", 0, turn) for at, turn in enumerate(turns)]
    mentions, others = raw_mentions(whole, found)
    resolver(turns, labels=label_counts(others)).resolved(mentions)
    resolved = time.perf_counter() - began
    yield f"resolution:                     {words / resolved:8.0f} words/s, {resolved / alone:.2f} of its time"
    both = words / (recognised + resolved)
    yield f"both, one process:              {both:8.0f} words/s"
    work = portions(turns, known_names())
    took = _seconds(lambda: list(Engine(jobs=jobs).map(recognise, work, characters=sum(map(len, turns)))))
    yield f"both, {jobs} processes (with start-up): {words / (took + resolved):5.0f} words/s"


def _seconds(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.organisations.speed", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--meetings", type=int, default=5, help="how many of the 17 meetings")
    parser.add_argument("--jobs", type=int, default=2, help="processes at once")
    given = parser.parse_args(arguments)
    if not (given.data / MEETINGS).is_dir():
        sys.stdout.write(f"{given.data / MEETINGS} is not there: name the folder with --data\n")
        return
    for one in lines(given.data, meetings=given.meetings, jobs=given.jobs):
        sys.stdout.write(one + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
