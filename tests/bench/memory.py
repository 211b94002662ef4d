"""Memory for a very large study: `python -m tests.bench.memory [--words N] [--jobs N]`.

The interviews are generated from a seed, so that all of them differ: sentences from a chain of the sample's words,
with invented names and rare words whose number grows with the text. Stand-ins replace the two language models,
since they need an hour and a half for ten million words. Their memory does not depend on the size of the study, and
is in the figures of `make bench`. All tables have their full size.

For each stage it prints the highest resident memory of the largest process, and the processor seconds; at the end,
the highest memory of all processes together. A very large study runs each stage in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.emit import handover
from pipeline.workflow import stage_process, stage_tables
from pipeline.workflow.parallel import Engine, Item, Result
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Stage
from tests.bench.processes import children_of, highest_memory, take
from tests.bench.shapes import stand_in_for_the_models, used
from tests.conftest import ROOT

_EVERY = 0.5  # seconds
_WORDS_EACH = 8_000  # of an interview
_SAMPLE = ROOT / "transcripts" / "sample"
_BODIES = ("Trust", "Council", "Foundation", "Association", "Partnership", "Centre")
_NEW_NAME = 0.15  # the share of mentions that name somebody or something for the first time
_MENTIONS = 0.01  # per word
_RARE = 0.003  # per word: a word that occurs hardly anywhere else
_SYLLABLE = (("br", "cl", "dr", "gr", "st", "tr", *"bdfghklmnprstvw"), "aeiou", ("", "ck", *"lmnrst"))


class Generator:
    """Writes interviews in which no passage is a copy of another."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._next = _chain()
        self._unused = self._invented()
        self._bodies: list[str] = []
        self._people: list[str] = []

    def interview(self, words: int) -> Iterator[str]:
        """The lines of one interview of about so many words."""
        speakers = [self._person(new=True) for _ in range(self._chance.choice((1, 1, 2)))]
        written = 0
        while written < words:
            for speaker, sentences in (("Interviewer", 1), (self._chance.choice(speakers), 8)):
                turn = [self._sentence() for _ in range(self._chance.randint(1, sentences))]
                written += sum(map(len, turn))
                yield f"{speaker}: {' '.join(' '.join(sentence) for sentence in turn)}"

    def _sentence(self) -> list[str]:
        words: list[str] = []
        word = ""
        while not words or (word := self._chance.choice(self._next[word])):
            if len(words) > 3 and self._chance.random() < _MENTIONS:
                words += self._name().split()
            elif len(words) > 3 and self._chance.random() < _RARE:
                words.append(next(self._unused).lower())
            words.append(word or self._chance.choice(self._next[""]))
            word = words[-1]
        first = words[0]
        return [first[:1].upper() + first[1:], *words[1:-1], f"{words[-1].rstrip(',')}."]

    def _invented(self) -> Iterator[str]:
        """Invented names, each once."""
        made: set[str] = set()
        while True:
            syllables = range(self._chance.choice((2, 2, 3)))
            word = "".join(self._chance.choice(part) for _ in syllables for part in _SYLLABLE).capitalize()
            if word not in made:
                made.add(word)
                yield word

    def _name(self) -> str:
        return self._body() if self._chance.random() < 0.5 else self._person()

    def _body(self) -> str:
        if not self._bodies or self._chance.random() < _NEW_NAME:
            self._bodies.append(f"{next(self._unused)} {self._chance.choice(_BODIES)}")
        return self._chance.choice(self._bodies)

    def _person(self, *, new: bool = False) -> str:
        if new or not self._people or self._chance.random() < _NEW_NAME:
            self._people.append(f"{next(self._unused)} {next(self._unused)}")
            return self._people[-1]
        return self._chance.choice(self._people)


def _chain() -> dict[str, list[str]]:
    """Which words follow each word in the sample, names left out; "" stands for the ends of a sentence."""
    follow: dict[str, list[str]] = {}
    for path in sorted(_SAMPLE.glob("*.txt")):
        for sentence in re.split(r"[.?!\n]+", path.read_text("utf-8").partition("\n")[2]):
            words = [word for word in re.findall(r"[A-Za-z'’]+,?", sentence) if word.islower() or word == "I"]
            for one, other in pairwise(["", *words, ""]) if len(words) > 3 else ():
                follow.setdefault(one, []).append(other)
    return follow


def write_interviews(folder: Path, *, words: int, seed: int = 7) -> int:
    """Write interviews with about so many words altogether, and return the exact number."""
    folder.mkdir(parents=True)
    generator = Generator(seed)
    written = number = 0
    while written < words:
        number += 1
        lines = list(generator.interview(min(_WORDS_EACH, words - written)))
        (folder / f"interview_{number:05d}.txt").write_text("\n\n".join(lines) + "\n", "utf-8")
        written += sum(len(line.split()) for line in lines)
    return written


@dataclass(eq=False)
class StandInEngine(Engine):
    """An engine in whose processes the stand-ins take the models' place.

    Attributes:
        as_large: whether the study is treated as a very large one.
    """

    as_large: bool = False

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item], *, characters: int
    ) -> Iterator[Result]:
        return super().map(partial(_with_stand_ins, function), items, characters=characters)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """In the process of a stage."""
        stand_in_for_the_models()
        self.__dict__.update(state)
        if self.as_large:
            treat_as_large()


def treat_as_large() -> None:
    """Treat a study of any size as a very large one: stages in own processes, records of tables not held."""
    stage_process.WORTH_OWN_PROCESS = 0
    handover.HELD_AT_MOST = stage_tables.HELD_AT_MOST = 1_000


def _with_stand_ins(function: Callable[[Item], Result], item: Item) -> Result:
    stand_in_for_the_models()
    return function(item)


class MemoryWatch(NullReporter):
    """Records for each stage the highest memory of the largest process, in MB, and its processor seconds."""

    def __init__(self) -> None:
        self.took: dict[str, tuple[int, float]] = {}
        self._began = 0.0
        self._highest = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self._highest = max(self._highest, *map(highest_memory, (os.getpid(), *children_of(os.getpid()))))
            time.sleep(_EVERY)

    def started(self, stage: Stage) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the highest memory is counted anew
        self._highest = 0
        self._began = used()

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        highest = max(self._highest, highest_memory(os.getpid()))
        self.took[stage.name] = (highest // 10**6, round(used() - self._began, 1))
        sys.stderr.write(f"{stage.name} {self.took[stage.name]}\n")


def run_once(base: str, jobs: int, *, as_large: bool) -> None:
    """Run all stages with the stand-ins, and print what each took as a line of JSON."""
    stand_in_for_the_models()
    if as_large:
        treat_as_large()
    watch = MemoryWatch()
    study = Study(Path(base, "transcripts"), Path(base, "models"), Path(base, "outputs"))
    Run(study, StandInEngine(jobs=jobs, as_large=as_large), watch).through(STAGES)
    sys.stdout.write(json.dumps(watch.took) + "\n")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.memory", description=__doc__)
    parser.add_argument("--words", type=int, default=10_000_000)
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--keep", type=Path, help="folder for the study, which stays")
    parser.add_argument("--as-large", action="store_true", help="treat a smaller study as a very large one")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        base = given.keep or Path(folder)
        words = write_interviews(base / "transcripts", words=given.words)
        shutil.copytree(ROOT / "models", base / "models", ignore=shutil.ignore_patterns("*.onnx", "decisions.csv"))
        # Not with -m: the processes of stages and workers must know this module under its own name.
        run = f"run_once({str(base)!r}, {given.jobs}, as_large={given.as_large})"
        command = [sys.executable, "-c", f"from tests.bench.memory import run_once; {run}"]
        took = take(command, limit=12 * 3600, environment={"PYTHONPATH": str(ROOT)}, every=2)
    if took.code:
        raise SystemExit(f"the run ended with {took.code}: {took.printed[-2000:]}")
    sys.stdout.write("| words | stage | the largest process, MB | processor, s |\n|---|---|---|---|\n")
    told = next(line for line in took.printed.splitlines() if line.startswith("{"))  # warnings may follow
    for stage, (memory, seconds) in json.loads(told).items():
        sys.stdout.write(f"| {words:,} | {stage} | {memory:,} | {seconds:,.0f} |\n")
    sys.stdout.write(f"| {words:,} | all processes together | {took.peak // 10**6:,} | {took.cpu:,.0f} |\n")


if __name__ == "__main__":
    main()
