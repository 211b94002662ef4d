"""Compares the ranking of quotes with choices between pairs of passages from three real studies.

    python -m tests.quotes.real_pairs [--data DIR] [--focus-groups FOLDER] [--learn]

The passages are not part of this project: `gold/real_pairs.csv` has their places, with digests, and which of the
two was preferred. DIR/transcripts holds Welsh committee meetings and oral histories, and FOLDER the focus groups of
AutSPACEs (see `tests/themes/focus_groups.py`). The pairs were drawn at random: passages of one transcript with a
cosine of at least 0.35, or of one session and theme of the focus groups. The same reader marked all twice, within
an hour, the second time in another order and with sides swapped at random: how two readers agree is not known.
Where the two passes differ, the pair is left out of the figures. A third of the transcripts of each study is held
out.

`--learn` fits the weights of the parts of quotability again, on the other two thirds: logistic regression on the
differences between the two passages, with no weight below zero.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.quotes.quotability import quotability
from tests.conftest import REAL_MATERIAL
from tests.quotes.pairs_measure import GOLD as OWN
from tests.quotes.pairs_measure import HALVES, Pair, ours, ranked_right

GOLD = OWN.with_name("real_pairs.csv")
SHRINKAGE = 0.03  # chosen by cross-validation over transcripts of the development half


@dataclass(frozen=True)
class MarkedPair:
    """Two passages of one transcript, and which of them was preferred in each pass: a or b."""

    study: str
    file: str
    half: str
    a: str
    b: str
    first: str
    second: str

    @property
    def better_first(self) -> Pair:
        """The better and the worse."""
        return (self.a, self.b) if self.first == "a" else (self.b, self.a)


def marked_pairs(folders: Sequence[Path]) -> tuple[list[MarkedPair], int]:
    """The pairs whose files are in these folders, and how many were not found or have changed."""
    found, missing = [], 0
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = next((_text(folder / row["file"]) for folder in folders if (folder / row["file"]).exists()), "")
            a, b = (_passage(text, row, side) for side in "ab")
            if a and b:
                pair = (row["study"], row["file"], row["half"], a, b, row["first"], row["second"])
                found.append(MarkedPair(*pair))
            else:
                missing += 1
    return found, missing


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def _passage(text: str, row: dict[str, str], side: str) -> str:
    start = int(row[f"start_{side}"])
    passage = text[start : start + int(row[f"length_{side}"])]
    digest = hashlib.blake2b(passage.encode(), digest_size=6).hexdigest()
    return passage if digest == row[f"digest_{side}"] else ""


def learned_weights(pairs: Sequence[Pair]) -> dict[str, float]:
    """The weights of the parts with which the better of each pair scores higher; their sum is 1."""
    from scipy.optimize import minimize

    def parts(text: str) -> np.ndarray:
        return np.array(list(quotability(text).parts.values()))

    apart = np.array([parts(better) - parts(worse) for better, worse in pairs])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        wrong = 1 / (1 + np.exp(apart @ weights))
        told = -np.log1p(-wrong).mean() + SHRINKAGE * (weights @ weights) / 2
        return told, -(apart * wrong[:, None]).mean(axis=0) + SHRINKAGE * weights

    many = apart.shape[1]
    weights = minimize(loss, np.full(many, 0.3), jac=True, bounds=[(0, None)] * many).x
    return dict(zip(quotability("").parts, (weights / weights.sum()).round(3).tolist(), strict=True))


def report(folders: Sequence[Path], *, learn: bool) -> Iterator[str]:
    """The agreement of the two passes, and the share of pairs in which each way ranks the better first."""
    found, missing = marked_pairs(folders)
    if missing:
        yield f"{missing} pairs are left out: their files are not there, or have changed"
    same = [pair for pair in found if pair.first == pair.second]
    if not same:
        return
    yield f"two passes of one reader agree on {len(same)} of {len(found)} pairs"
    ways: dict[str, Callable[[str], float]] = {"ours": ours, "the longer": lambda text: len(text.split())}
    for half in HALVES:
        some = [pair for pair in same if pair.half == half]
        for study in ("", *sorted({pair.study for pair in some})):
            given = [pair.better_first for pair in some if pair.study == study or not study]
            told = "  ".join(f"{way} {ranked_right(given, score):.3f}" for way, score in ways.items())
            yield f"{half:<12} {study or 'all':<17} {told}  of {len(given)}"
    if learn:
        yield str(learned_weights([pair.better_first for pair in same if pair.half == HALVES[0]]))
    yield "aim: 0.80 on held-out pairs"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REAL_MATERIAL)
    parser.add_argument("--focus-groups", type=Path, default=REAL_MATERIAL)
    parser.add_argument("--learn", action="store_true")
    given = parser.parse_args()
    for line in report([given.data / "transcripts", given.focus_groups], learn=given.learn):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
