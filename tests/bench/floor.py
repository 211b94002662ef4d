"""The floor: the language models alone on the same text, in a new process, on all cores.

`python -m tests.bench.floor TRANSCRIPTS packages|own` prints a line of JSON at the end. The targets refer to
`packages`: spaCy small's `ner`, and MiniLM with the graph of its package. `own` is the pipeline's names model, and
MiniLM as the pipeline runs it. The texts are cut at sentences into pieces of about the length of passages.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from pipeline.workflow.parallel import Engine
from tests.bench.passes import PASSES

_PASSAGE = 35  # words
_SHARE = 60_000  # characters


def passages(turns: list[str]) -> list[str]:
    """Pieces of whole sentences, each from one turn."""
    made = []
    for turn in turns:
        some: list[str] = []
        for sentence in re.split(r"(?<=[.?!])\s+", turn):
            some.append(sentence)
            if sum(len(one.split()) for one in some) >= _PASSAGE:
                made.append(" ".join(some))
                some = []
        made += [" ".join(some)] if some else []
    return made


def main(folder: str, which: str) -> None:
    """Run both models."""
    began = time.perf_counter()
    lines = [line for path in sorted(Path(folder).glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    turns = [line.partition(": ")[2] or line for line in lines if line.strip()]
    size = sum(map(len, turns))
    engine = Engine()
    read, mean = PASSES[which]
    list(engine.map(read, _shares(turns), characters=size))
    names = time.perf_counter() - began
    engine.shut_down_workers()
    texts = sorted(set(passages(turns)), key=len, reverse=True)
    list(engine.map(mean, [texts[at : at + 128] for at in range(0, len(texts), 128)], characters=size))
    engine.shut_down_workers()
    took = {"names": round(names, 2), "meaning": round(time.perf_counter() - began - names, 2)}
    sys.stdout.write(json.dumps(took) + "\n")


def _shares(turns: list[str]) -> list[list[str]]:
    shares: list[list[str]] = [[]]
    for turn in turns:
        if sum(map(len, shares[-1])) >= _SHARE:
            shares.append([])
        shares[-1].append(turn)
    return shares


if __name__ == "__main__":
    main(*sys.argv[1:])
