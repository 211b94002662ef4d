"""The model passes alone on the same text, from a cold start, in as many processes as there are cores: the floor.

`python -m tests.bench.floor TRANSCRIPTS spacy|own` ends with a line of JSON. Names are read by spaCy small's `ner`
(`spacy`: the floor that the targets name) or by the pipeline's own names model (`own`); meaning by MiniLM in both,
in stretches of whole sentences of about as many words as the passages of the pipeline. Nothing else is done.
"""

from __future__ import annotations

import json
import re
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.engine import Engine
from pipeline.language.meaning import half_embedded
from pipeline.organisations.recognise import seen_by_model

_PASSAGE = 35  # words
_SHARE = 60_000  # characters


@cache
def _spacy() -> Any:
    from pipeline.language.english import small_entity_model

    return small_entity_model()


def named_by_spacy(texts: list[str]) -> int:
    """How many names spaCy finds."""
    return sum(len(doc.ents) for doc in _spacy().pipe(texts, batch_size=32))


def passages(turns: list[str]) -> list[str]:
    """Stretches of whole sentences; none has words of two turns."""
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
    """Do both passes."""
    began = time.perf_counter()
    lines = [line for path in sorted(Path(folder).glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    turns = [line.partition(": ")[2] or line for line in lines if line.strip()]
    size = sum(map(len, turns))
    engine = Engine()
    read = seen_by_model if which == "own" else named_by_spacy
    list(engine.map(read, _shares(turns), characters=size))
    names = time.perf_counter() - began
    engine.rest()
    texts = sorted(set(passages(turns)), key=len, reverse=True)
    list(engine.map(half_embedded, [texts[at : at + 128] for at in range(0, len(texts), 128)], characters=size))
    engine.rest()
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
