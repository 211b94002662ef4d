"""A long draft against many transcripts: `python -m tests.verify.large [TRANSCRIPTS]`, 1,000 unless told.

The study is made up: 10,000 words a transcript, out of a chain over the sample's words with a large vocabulary
mixed in, so that common runs of words are as common as in speech. The draft has 100,000 words and 1,500 quotations,
one in ten with a fault. The program is timed from its start to its end, and beside it a scan with rapidfuzz.
"""

# ruff: noqa: T201

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from pipeline.corpus import tables
from pipeline.corpus.storage import make_folder, write_table
from pipeline.corpus.study import Study
from pipeline.verify.searching import Finder
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.words import printed
from tests.conftest import ROOT

WORDS, TURN, QUOTATIONS, DRAFT = 10_000, 120, 1_500, 100_000
VOCABULARY, STRANGE = 20_000, 0.3
SCANNED = 20  # quotations that rapidfuzz looks for, in as many transcripts


def chain(rng: random.Random) -> dict[str, list[str]]:
    """What follows each word in the sample's transcripts, and in a large vocabulary."""
    text = " ".join(path.read_text("utf-8") for path in sorted((ROOT / "transcripts/sample").glob("*.txt")))
    words = [word for word in text.split() if word.isascii() and not word.endswith(":")]
    follow: dict[str, list[str]] = defaultdict(list)
    for one, other in pairwise(words):
        follow[one].append(other)
    syllables = [a + b for a in "bcdfglmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "el", "or", "in", "et")]
    strange = ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(VOCABULARY)]
    follow[""] = rng.choices(strange, weights=[1 / (rank + 5) for rank in range(VOCABULARY)], k=200_000)
    return follow


def speech(rng: random.Random, follow: dict[str, list[str]], count: int) -> list[str]:
    """So many words."""
    word, made = "", []
    for _ in range(count):
        word = rng.choice(follow[""] if rng.random() < STRANGE or word not in follow else follow[word])
        made.append(word)
    return made


def build(study: Study, *, transcripts: int) -> list[str]:
    """Write a finished run's tables and texts; returns stretches that may be quoted."""
    rng = random.Random(7)
    follow = chain(rng)
    make_folder(study.tables, private=True)
    make_folder(study.texts, private=True)
    study.transcripts.mkdir()
    study.models.mkdir()
    sources, turns, people, cited, quotable = [], [], [], [], []
    for number in range(transcripts):
        source, who = f"s{number:04d}", f"P{number:04d}"
        text = ""
        for turn in range(WORDS // TURN):
            words = speech(rng, follow, TURN)
            told = " ".join(words)
            role = "interviewer" if turn % 5 == 4 else "participant"
            turns.append(
                {
                    "source": source,
                    "turn_id": f"{source}-{turn}",
                    "speaker": role,
                    "participant": who if role == "participant" else "",
                    "role": role,
                    "start": len(text),
                    "end": len(text) + len(told),
                    "seconds": 60.0 * turn,
                    "question": "",
                }
            )
            text += told + "\n"
            if role == "participant" and rng.random() < 3 * QUOTATIONS / (transcripts * WORDS / TURN):
                first = rng.randrange(TURN - 40)
                quotable.append(" ".join(words[first : first + rng.randint(20, 38)]))
        (study.texts / f"{source}.txt").write_text(text, "utf-8")
        sources.append({"source": source, "file": f"{source}.txt", "case": f"Case {number}", "kind": "interview"})
        people.append(
            {"participant": who, "case": f"Case {number}", "speaker": who, "consent": "role", "interviewer": False}
        )
        cited.append(
            {
                "participant": who,
                "case": f"Case {number}",
                "attribution": f"Participant {number}",
                "consent": "role",
                "quotable": True,
            }
        )
    for table, rows in (
        (tables.SOURCES, sources),
        (tables.TURNS, turns),
        (tables.PARTICIPANTS, people),
        (tables.ATTRIBUTIONS, cited),
        (tables.QUOTES, []),
        (tables.REDACTIONS, []),
    ):
        write_table(study.tables / f"{table.name}.parquet", table.frame(rows))
    return quotable


def draft_of(quotable: list[str], path: Path) -> list[str]:
    """Write the draft; returns its quotations."""
    rng = random.Random(8)
    quotes = rng.sample(quotable, QUOTATIONS)
    lines = []
    for number, quote in enumerate(quotes):
        words = quote.split()
        if number % 10 == 0:
            words[rng.randrange(3, len(words) - 3)] = "altered"
        narrative = "In this part of the report we turn to what was done, by whom, and what it cost them. " * 2
        lines.append(f"{narrative}One participant said: “{' '.join(words)}”")
        quotes[number] = " ".join(words)
    path.write_text("\n\n".join(lines), "utf-8")
    return quotes


def kept_index(study: Study, quotes: list[str], folder: Path) -> str:
    """What keeping the words' numbers in a file would save."""
    began = time.perf_counter()
    said = TokenisedCorpus(study)
    made = time.perf_counter()
    Finder(said, [printed(quote) for quote in quotes])
    indexed = time.perf_counter()
    file = folder / "kept.npz"
    np.savez(file, keys=said.keys, starts=said._starts, ends=said._ends, turns=said.turn_of)
    loading = time.perf_counter()
    with np.load(file) as kept:
        count = sum(len(kept[name]) for name in kept)
    loaded = time.perf_counter() - loading
    return (
        f"reading what was said {made - began:.1f} s, looking up the draft's runs of words {indexed - made:.1f} s; "
        f"loading {count:,} numbers kept from before {loaded:.1f} s, {file.stat().st_size // 10**6} MB"
    )


def main(transcripts: int) -> int:
    """Print times; 0 if within 20 s."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        study = Study(folder / "transcripts", folder / "models", folder / "outputs")
        quotable = build(study, transcripts=transcripts)
        draft = folder / "draft.md"
        quotes = draft_of(quotable, draft)
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "--transcripts",
            study.transcripts,
            "--models",
            study.models,
            "--outputs",
            study.outputs,
            "verify",
            draft,
            "--format",
            "json",
            "--output",
            folder / "report.json",
        ]
        began = time.perf_counter()
        done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
        taken = time.perf_counter() - began
        print(
            f"{transcripts:,} transcripts of {WORDS:,} words; a draft of {len(draft.read_text().split()):,} words"
        )
        print(done.stdout.split("\n")[0] or done.stderr)
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = f"{spent.ru_utime + spent.ru_stime:.1f} s of them on the processor, {spent.ru_maxrss // 1000} MB"
        print(f"pipeline verify: {taken:.1f} s from start to end, {used}")
        print(kept_index(study, quotes, folder))
        texts = [path.read_text("utf-8") for path in sorted(study.texts.iterdir())[:SCANNED]]
        began = time.perf_counter()
        for quote in quotes[:SCANNED]:
            for text in texts:
                fuzz.partial_ratio(quote, text)
        scan = (time.perf_counter() - began) / (SCANNED * len(texts)) * QUOTATIONS * transcripts
        print(f"a scan with rapidfuzz would take {scan / 60:,.0f} minutes: {scan / taken:,.0f} times as long")
        return 0 if taken <= 20 and done.returncode == 1 else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
