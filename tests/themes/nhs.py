"""The NHS patients' answers: each with the theme and the code that a person gave it. Absent outside development."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.corpus.codebook import Code, Codebook, parse_codebook
from pipeline.corpus.spans import folded
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.questions import Context, Question

DATA = Path(__file__).parents[2].parent / "shared" / "data"
ANSWERS = DATA / "survey" / "nhs-friends-and-family" / "phase1_text_data.csv"
WHY_SKIPPED = "the development data (shared/data) is not here"


@dataclass(frozen=True)
class Answers:
    """Different answers, once each; the place of each one's code in the codebook; the question it answers."""

    texts: list[str]
    labels: np.ndarray
    questions: list[str]


def codebook() -> Codebook:
    """Nine themes, defined from general knowledge and not from the answers."""
    return parse_codebook(Path(__file__).with_name("nhs_codebook.yaml").read_text("utf-8"))


def fine_codebook() -> Codebook:
    """The study's 44 codes, by their names alone and those of their themes."""
    return Codebook(tuple(Code(id=f"code-{at}", name=name) for at, name in enumerate(_fine_names())))


def nested_codebook() -> Codebook:
    """The same codes by their own names, each under its theme; the themes come last."""
    above = {_fine_name(row): row for row in _rows()}
    themes = sorted({row["label"].strip() for row in above.values()})
    ids = {name: f"theme-{at}" for at, name in enumerate(themes)}
    nested = (
        Code(id=f"code-{at}", name=above[name]["subcategory"].strip(), parent=ids[above[name]["label"].strip()])
        for at, name in enumerate(_fine_names())
    )
    return Codebook((*nested, *(Code(id=ids[name], name=name) for name in themes)))


def answers() -> Answers:
    """All of them with their broad themes; of answers that differ in spaces or capitals alone the first."""
    return _answers({code.name: at for at, code in enumerate(codebook().codes)}, lambda row: row["label"])


def fine_answers() -> Answers:
    """The same answers with their codes among the 44."""
    return _answers({name: at for at, name in enumerate(_fine_names())}, _fine_name)


def _answers(places: Mapping[str, int], name: Callable[[Mapping[str, str]], str]) -> Answers:
    found: dict[str, tuple[str, int, str]] = {}
    for row in _rows():
        text = folded(row["feedback"])
        found.setdefault(text.casefold(), (text, places[name(row)], row["question"]))
    texts, labels, questions = zip(*found.values(), strict=True)
    return Answers(list(texts), np.array(labels), list(questions))


def _rows() -> list[dict[str, str]]:
    with ANSWERS.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if folded(row["feedback"]) not in ("", "NA")]


def _fine_name(row: Mapping[str, str]) -> str:
    """The code's own name, with its theme where the name repeats it or says nothing alone."""
    theme, code = row["label"].strip(), row["subcategory"].strip()
    return code if theme.split()[0].casefold() in code.casefold() else f"{theme}: {code}"


def _fine_names() -> list[str]:
    return sorted({_fine_name(row) for row in _rows()})


def context(questions: Sequence[str]) -> Context:
    """The context of answers to these questions of a survey."""
    return Context.of([Question(text, in_survey=True) for text in questions], embed=embedded)


def vectors(texts: list[str]) -> np.ndarray:
    """Unit vectors of the texts, kept in the temporary folder: making them takes a minute."""
    key = hashlib.blake2b("\x1f".join(texts).encode(), digest_size=8).hexdigest()
    kept = Path(tempfile.gettempdir()) / f"themes-vectors-{key}.npy"
    if kept.exists():
        return np.load(kept)
    made = embedded(texts, threads=2)
    np.save(kept, made)
    return made
