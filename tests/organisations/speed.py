"""How fast organisations are recognised and resolved: `python -m tests.organisations.speed`.

On the Welsh meetings of the public data; in words a second, and against spaCy's `ner` alone on the same texts in
the same minute, because the machine may be busy with other things. Then the same with a gazetteer of 50,000 rows.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path

from pipeline.engine import Engine
from pipeline.language.english import small_entity_model
from pipeline.organisations.known import NameTree
from pipeline.organisations.mentions import Turn, label_counts, raw_mentions
from pipeline.organisations.recognise import GazetteerName, KnownNames, Portion, recognise, recogniser
from pipeline.organisations.repeats import add_repeats
from tests.organisations.reading import entries, known_names, resolver

ROOT = Path(__file__).parents[2]
MEETINGS = Path("transcripts") / "welsh-parliament"
_PORTION = 60_000  # characters, as in the stage
_MANY = 50_000


def turns_of(folder: Path, *, meetings: int) -> list[str]:
    """What was said in the first meetings, turn by turn."""
    files = sorted(folder.glob("*.txt"))[:meetings]
    lines = (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip())
    return [line.partition(": ")[2] or line for line in lines]


def portions(turns: Sequence[str], names: KnownNames) -> list[Portion]:
    """Shares of the work."""
    made: list[Portion] = []
    some: list[str] = []
    for turn in turns:
        some.append(turn)
        if sum(map(len, some)) >= _PORTION:
            made.append(Portion(tuple(some), names))
            some = []
    return [*made, Portion(tuple(some), names)] if some else made


def many_names(count: int) -> list[GazetteerName]:
    """Made-up names of the kinds that registers hold."""
    places = [a + b for a, b in product(("Al", "Bur", "Cro", "Der", "Els", "Fen", "Gar", "Hol"), _ENDS)]
    kinds = (
        "Parish Council",
        "Community Trust",
        "Primary School",
        "Friends of {} Park",
        "The {} Charity",
        "{} & {} Ltd",
    )
    pairs = ((f"{a} {b}", kind) for a, b, kind in product(places, places, kinds))
    names = (kind.format(place, place) if "{" in kind else f"{place} {kind}" for place, kind in pairs)
    return [GazetteerName(name, False) for name in islice(names, count)]


_ENDS = (
    "by",
    "combe",
    "dale",
    "field",
    "ford",
    "ham",
    "ley",
    "marsh",
    "stead",
    "ton",
    "wick",
    "worth",
    "sea",
    "brook",
)


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
    yield f"recognition, one process:       {words / recognised:8.0f} words/s, {recognised / alone:.2f} of ner's"
    began = time.perf_counter()
    add_repeats(turns, found)
    whole = [Turn("s", str(at), "", 0, turn) for at, turn in enumerate(turns)]
    mentions, others = raw_mentions(whole, found)
    resolver(turns, labels=label_counts(others)).resolved(mentions)
    resolved = time.perf_counter() - began
    yield f"resolution:                     {words / resolved:8.0f} words/s, {resolved / alone:.2f} of ner's time"
    both = words / (recognised + resolved)
    yield f"both, one process:              {both:8.0f} words/s"
    work = portions(turns, known_names())
    took = _seconds(lambda: list(Engine(jobs=jobs).map(recognise, work, characters=sum(map(len, turns)))))
    yield f"both, {jobs} processes (with start-up): {words / (took + resolved):5.0f} words/s"
    yield from _with_many(turns, words=words)


def _with_many(turns: Sequence[str], *, words: int) -> Iterator[str]:
    shipped = [GazetteerName(name, entry.ambiguous) for entry in entries() for name in entry.all_names]
    many = KnownNames.of([*shipped, *many_names(_MANY)])
    built = _seconds(lambda: NameTree(many))
    yield f"gazetteer of {_MANY + len(shipped)} names: {built:.2f} s to build"
    texts, ratios = tuple(turns), []
    for _ in range(3):  # by turns, because the machine may be busy
        times = []
        for names in (known_names(), many):
            recogniser(names)
            times.append(_seconds(lambda names=names: recognise(Portion(texts, names))))
        ratios.append(times[1] / times[0])
    yield f"recognition with it: {sorted(ratios)[1]:.2f} times the time with the shipped one (middle of three)"


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
