"""Evaluates whether discovery finds the codes that a codebook lacks: `python -m tests.themes.held_out_codes`.

Half of the codes are left out of the codebook at random, several times. The rest codes the passages without any
decision, and passages without a likely coding are given to discovery. A candidate stands for the code that is most
characteristic of its passages: one that was left out, as it should, or one that is in the codebook.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.corpus.codebook import Codebook
from pipeline.corpus.settings import ThemeSettings
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.discovery import Covered, UncodedPassage, discover
from tests.themes import nhs, oral_histories

SIZES = (300, 1500)  # patients' answers
_CHARACTERISTIC = 0.15  # the least share of a candidate's passages that carry its code


@dataclass(frozen=True)
class Coded:
    """Passages with their vectors and the codes that people gave them, shape (passages, codes)."""

    name: str
    texts: list[str]
    voices: list[str]
    vectors: np.ndarray
    codes: np.ndarray
    codebook: Codebook


@dataclass(frozen=True)
class Score:
    """What discovery found with half of a codebook.

    Attributes:
        given: the passages that were given to discovery.
        candidates: their number.
        new: how many of these stand for a code that was left out.
        found: the codes that were left out and that a candidate stands for.
        left_out: the codes that were left out.
        carry: the mean share of a candidate's passages that carry the code for which it stands.
    """

    given: int
    candidates: int
    new: int
    found: int
    left_out: int
    carry: float


def studies() -> Iterator[Coded]:
    """Two oral-history projects, and patients' answers."""
    for project in oral_histories.projects():
        voices = [str(number) for number in project.interviews]
        yield Coded(project.name, project.texts, voices, nhs.vectors(project.texts), project.tags, project.codebook)
    answers, codebook = nhs.answers(), nhs.codebook()
    for size in SIZES:
        rows = np.random.default_rng(5).choice(len(answers.texts), size, replace=False)
        yield Coded(
            f"{size} patients' answers",
            [answers.texts[row] for row in rows],
            [str(row) for row in rows],
            nhs.vectors(answers.texts)[rows],
            np.eye(len(codebook.codes), dtype=bool)[answers.labels[rows]],
            codebook,
        )


def score(study: Coded, *, seed: int, least: float) -> Score:
    """Leave half of the codes out, and discover.

    Args:
        study: the passages.
        seed: decides which codes are left out.
        least: the confidence from which a coding keeps a passage out of discovery.
    """
    order = np.random.default_rng(seed).permutation(len(study.codebook.codes))
    kept = sorted(order[: len(order) // 2].tolist())
    half = Codebook(tuple(study.codebook.codes[at] for at in kept))
    confidence = cold_start(half, study.texts, vectors=study.vectors, embed=embedded).confidence
    settings = ThemeSettings()
    given = np.flatnonzero(~(confidence >= least).any(axis=1))
    found = discover(
        [UncodedPassage(study.texts[row], study.voices[row], "one case") for row in given],
        vectors=study.vectors[given],
        codes=_covered(study, half, confidence >= settings.least_confidence),
        names=frozenset(),
        embed=embedded,
        settings=settings,
    )
    stands_for = [_code(study, given[list(one.members)]) for one in found]
    new = [(code, share) for code, share in stands_for if code not in kept]
    return Score(
        given=len(given),
        candidates=len(found),
        new=len(new),
        found=len({code for code, _ in new}),
        left_out=len(order) - len(kept),
        carry=float(np.mean([share for _, share in stands_for])) if stands_for else 0.0,
    )


def _covered(study: Coded, half: Codebook, suggested: np.ndarray) -> Covered:
    used = [at for at in range(len(half.codes)) if suggested[:, at].any()]
    rows = [np.flatnonzero(suggested[:, at]) for at in used]
    centres = np.array([study.vectors[some].mean(axis=0) for some in rows], dtype=np.float32)
    return Covered(
        centres.reshape(len(used), study.vectors.shape[1]),
        names=[code.name for code in half.codes],
        ids=[half.codes[at].id for at in used],
        texts=[[study.texts[row] for row in some] for some in rows],
    )


def _code(study: Coded, members: np.ndarray) -> tuple[int, float]:
    """The code that is most characteristic of these passages, and the share of them that carry it."""
    share = study.codes[members].mean(axis=0)
    usual = np.maximum(study.codes.mean(axis=0), 1e-9)
    best = int(np.where(share > _CHARACTERISTIC, share / usual, 0.0).argmax())
    return best, float(share[best])


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.themes.held_out_codes", description=__doc__)
    parser.add_argument("--splits", type=int, default=8)
    parser.add_argument("--first", type=int, default=4, help="the first seed")
    parser.add_argument("--least", type=float, nargs="*", default=[0.5, 0.65])
    given = parser.parse_args()
    sys.stdout.write("| study | kept out from | passages | candidates | new | codes found | carry it |\n")
    sys.stdout.write("|---|---|---|---|---|---|---|\n")
    for study in studies():
        for least in given.least:
            seeds = range(given.first, given.first + given.splits)
            scores = [score(study, seed=seed, least=least) for seed in seeds]
            passages, candidates, new, found, left_out, carry = (
                float(np.mean([getattr(one, name) for one in scores])) for name in Score.__dataclass_fields__
            )
            sys.stdout.write(
                f"| {study.name} | {least:.2f} | {passages:.0f} of {len(study.texts)} | {candidates:.1f} "
                f"| {new:.1f} | {found:.1f} of {left_out:.0f} | {carry:.2f} |\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
