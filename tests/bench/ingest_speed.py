"""How long ingest takes, compared with an earlier commit: `python -m tests.bench.ingest_speed --against COMMIT`.

Writes transcripts of 10,000 words in five formats, and reads them with one process in this tree and in a copy of
the other commit. What counts is the time of the processor, which other programs disturb least. Prints a
line for each tree and the ratio, and ends with status 1 if that is above 1.5.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.processes import Took, take
from tests.ingest.files import word
from tests.ingest.renderings import captions, lines

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "transcripts" / "sample" / "thornaby_cross_interview.txt"
_MOST = 1.5  # times as long as at the other commit
_TURN = 60  # words


def main() -> None:
    """Measure, print the figures, and end with 1 where it has become too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", required=True, help="the other commit")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--words", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_transcripts(folder / "transcripts", files=asked.files, words=asked.words)
        other = folder / "other"
        other.mkdir()
        archive = subprocess.run(["git", "archive", asked.against], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", str(other)], input=archive.stdout, check=True)
        trees = {"here": ROOT, asked.against: other}
        best: dict[str, float] = {}
        for _ in range(asked.repeats):
            for tree, place in trees.items():
                took = _ingest(place, folder)
                best[tree] = min(took.cpu, best.get(tree, took.cpu))
                _say(f"{tree:<12} {took.cpu:8.1f} s of processor, {took.wall:8.1f} s, {took.peak / 1e6:6.0f} MB")
    ratio = best["here"] / best[asked.against]
    _say(f"{asked.files} files of {asked.words:,} words: {ratio:.2f} times as long as at {asked.against}")
    sys.exit(ratio > _MOST)


def write_transcripts(folder: Path, *, files: int, words: int) -> None:
    """Transcripts of two who take turns, in plain text, Markdown, captions, a table and Word by turns."""
    folder.mkdir()
    vocabulary = [word for word in SAMPLE.read_text("utf-8").split() if not word.endswith(":")]
    table = lines('"{label}","{text}"\n')
    for number in range(files):
        talk = list(_talk(vocabulary, words, random.Random(number)))
        ending, content = [
            ("txt", lines("{label}: {text}\n\n")(talk)),
            ("md", lines("**{label}:** {text}\n\n")(talk)),
            ("vtt", captions("{n}\n{a} --> {b}\n{first}{text}\n\n")(talk)),
            ("csv", "speaker,text\n" + table([(who, said.replace('"', "'")) for who, said in talk])),
            ("docx", ""),
        ][number % 5]
        path = folder / f"interview_{number:04d}.{ending}"
        if ending == "docx":
            path.write_bytes(word([f"{who}: {said}" for who, said in talk]))
        else:
            path.write_text(content, "utf-8")


def _talk(vocabulary: Sequence[str], words: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    for at in range(words // _TURN):
        said = " ".join(chance.choices(vocabulary, k=_TURN))
        yield ("Interviewer", f"{said}?") if at % 2 == 0 else ("Tom Reed", f"{said}.")


def _ingest(tree: Path, folder: Path) -> Took:
    with tempfile.TemporaryDirectory() as outputs:
        places = ("--transcripts", str(folder / "transcripts"), "--models", f"{outputs}/models")
        command = [sys.executable, "-m", "pipeline", *places, "--outputs", f"{outputs}/outputs", "--jobs", "1"]
        took = take([*command, "ingest"], limit=7200, environment={"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1"})
    if took.code not in (0, 1):
        sys.exit(f"{tree}: ingest ended with {took.code}: {took.printed[-500:]}")
    return took


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
