"""The NHS patients' answers: each with the broad theme that a person gave it. Absent outside development."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.language.meaning import embedded
from pipeline.spans import folded
from pipeline.themes.codebook import Codebook, parse_codebook

DATA = Path(__file__).parents[2].parent / "shared" / "data"
ANSWERS = DATA / "survey" / "nhs-friends-and-family" / "phase1_text_data.csv"
WHY_SKIPPED = "the development data (shared/data) is not here"


@dataclass(frozen=True)
class Answers:
    """Different answers, once each; the place of each one's theme in the codebook; the question it answers."""

    texts: list[str]
    labels: np.ndarray
    questions: list[str]


def codebook() -> Codebook:
    """Nine themes, defined from general knowledge and not from the answers."""
    return parse_codebook(Path(__file__).with_name("nhs_codebook.yaml").read_text("utf-8"))


def answers() -> Answers:
    """All of them; of answers that differ in spaces or capitals alone the first."""
    places = {code.name: at for at, code in enumerate(codebook().codes)}
    found: dict[str, tuple[str, int, str]] = {}
    with ANSWERS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            text = folded(row["feedback"])
            if text and text != "NA":
                found.setdefault(text.casefold(), (text, places[row["label"]], row["question"]))
    texts, labels, questions = zip(*found.values(), strict=True)
    return Answers(list(texts), np.array(labels), list(questions))


def vectors(texts: list[str]) -> np.ndarray:
    """Unit vectors of the texts, kept in the temporary folder: making them takes a minute."""
    key = hashlib.blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()
    kept = Path(tempfile.gettempdir()) / f"themes-vectors-{key}.npy"
    if kept.exists():
        return np.load(kept)
    made = embedded(texts, threads=2)
    np.save(kept, made)
    return made
