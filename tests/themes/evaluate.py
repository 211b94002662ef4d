"""Evaluates the themes stage on coded material: `make evaluate-themes` (about half an hour).

One part of it alone: `python -m tests.themes.evaluate PART`, with cold-start or explanations (seconds), order,
fine-order, questions, sure, folds, folds-without-question, oral-histories or interview-questions. Each line is one
way of giving every answer its best theme.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from pipeline.corpus.codebook import Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.explanation import Explanations
from pipeline.themes.learning import learned, learned_from
from pipeline.themes.similarity import Similarity, Wording
from pipeline.themes.words import content_words
from tests.themes import certainty, interview_questions, nhs, oral_histories, reviewing
from tests.themes.scores import scores_line


def by_name_alone(codebook: Codebook, vectors: np.ndarray) -> np.ndarray:
    """The code with the nearest name: the baseline for the cold start."""
    return (vectors @ embedded([code.name for code in codebook.codes]).T).argmax(axis=1)


def by_cold_start(codebook: Codebook, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """The code with the highest cold-start confidence."""
    return cold_start(codebook, texts, vectors=vectors, embed=embedded).confidence.argmax(axis=1)


def learn(
    answers: nhs.Answers, vectors: np.ndarray, logits: np.ndarray, *, decided: np.ndarray, asked: np.ndarray
) -> np.ndarray:
    """Probabilities of every theme for the answers `asked`, learned from the answers `decided`.

    The corpus that the model sees is all of them; the labels it sees are those of `decided`.
    """
    rows = np.concatenate([decided, asked])
    codes = range(logits.shape[1])
    labels = {code: {at: bool(answers.labels[row] == code) for at, row in enumerate(decided)} for code in codes}
    models = learned(
        partial(Wording.of, [answers.texts[row] for row in rows]),
        vectors=vectors[rows],
        logits=logits[rows],
        labels=labels,
        context=nhs.context([answers.questions[row] for row in rows]),
    )
    found = 0.5 / (1 + np.exp(-logits[asked]))  # a code that nobody decided about is held back
    for code, model in models.items():
        found[:, code] = model.confidence[len(decided) :]
    return found


def reliability(probability: np.ndarray, truth: np.ndarray) -> Iterator[str]:
    """Ten lines: confidence, count and precision."""
    for low in range(0, 100, 10):
        inside = (probability >= low / 100) & (probability < (low + 10) / 100)
        right = float(truth[inside].mean()) if inside.any() else float("nan")
        yield f"  said {low:2}-{low + 10} %: {int(inside.sum()):6} times, right {100 * right:5.1f} %"


def report_cold_start() -> Iterator[str]:
    """The figures without decisions."""
    answers, codebook = nhs.answers(), nhs.codebook()
    vectors = nhs.vectors(answers.texts)
    yield f"{len(answers.texts)} different answers, {len(codebook.codes)} themes; aim: macro-F1 0.45"
    ways = {
        "names alone": by_name_alone(codebook, vectors),
        "cold start": by_cold_start(codebook, answers.texts, vectors),
    }
    for name, given in ways.items():
        yield scores_line(name, answers.labels, given)
    fine, codes = nhs.fine_answers(), nhs.fine_codebook()
    yield f"{len(codes.codes)} codes, by their names alone"
    yield scores_line("cold start", fine.labels, by_cold_start(codes, fine.texts, vectors))
    nested = nhs.nested_codebook()
    for name, given in (
        ("without parents", Codebook(tuple(replace(code, parent="") for code in nested.codes))),
        ("under parents", nested),
    ):
        found = cold_start(given, fine.texts, vectors=vectors, embed=embedded).confidence[:, : len(codes.codes)]
        yield scores_line(name, fine.labels, found.argmax(axis=1))


def report_order() -> Iterator[str]:
    """The figures after a number of decisions, in the pipeline's order and in random order."""
    yield "9 themes; aim: accuracy 0.67 at 100 decisions, two thirds of the decisions that random order needs"
    yield from reviewing.report(nhs.answers(), nhs.codebook())


def report_fine_order() -> Iterator[str]:
    """The same with 44 codes that have only names."""
    yield "44 codes"
    yield from reviewing.report(nhs.fine_answers(), nhs.fine_codebook())


def report_folds(*, folds: int = 5, with_question: bool = True) -> Iterator[str]:
    """Five-fold cross-validation on all answers."""
    answers, codebook = nhs.answers(), nhs.codebook()
    if not with_question:
        answers = replace(answers, questions=[""] * len(answers.texts))
    vectors = nhs.vectors(answers.texts)
    logits = cold_start(codebook, answers.texts, vectors=vectors, embed=embedded).logits
    shuffled = np.random.default_rng(0).permutation(len(answers.texts))
    probability = np.zeros((len(answers.texts), len(codebook.codes)))
    for fold in range(folds):
        inside = np.arange(len(shuffled)) % folds == fold
        asked = shuffled[inside]
        probability[asked] = learn(answers, vectors, logits, decided=shuffled[~inside], asked=asked)
    what = "the survey's question known" if with_question else "text alone"
    yield f"all answers in {folds} folds, {what}; aim: accuracy 0.74, macro-F1 0.62"
    yield scores_line(f"{folds} folds", answers.labels, probability.argmax(axis=1))
    yield from reliability(probability.ravel(), np.eye(len(codebook.codes))[answers.labels].ravel())


def report_questions(*, answered: int = 3000, splits: int = 8) -> Iterator[str]:
    """What knowing the survey's question gains after a number of random decisions."""
    answers, codebook = nhs.answers(), nhs.codebook()
    rows = np.random.default_rng(0).choice(len(answers.texts), answered, replace=False)
    texts, truth, vectors = [answers.texts[row] for row in rows], answers.labels[rows], nhs.vectors(answers.texts)
    logits = cold_start(codebook, answers.texts, vectors=vectors, embed=embedded).logits[rows]
    asked = {"known": [answers.questions[row] for row in rows], "not known": [""] * answered}
    likeness = {
        name: Similarity(Wording.of(texts), vectors=vectors[rows], logits=logits, context=nhs.context(some))
        for name, some in asked.items()
    }
    for many in (50, 100, 200, 400, 800):
        right: dict[str, list[float]] = {name: [] for name in likeness}
        for seed in range(splits):
            decided = np.sort(np.random.default_rng(seed + 1).choice(answered, many, replace=False))
            labels = {
                code: {int(row): bool(truth[row] == code) for row in decided} for code in range(logits.shape[1])
            }
            for name, each in likeness.items():
                confidence = 1 / (1 + np.exp(-logits.astype(float)))
                for code, model in learned_from(each, labels).items():
                    confidence[:, code] = model.confidence
                hits = confidence.argmax(axis=1) == truth
                right[name].append(float(np.delete(hits, decided).mean()))
        told = ", ".join(f"{name} {np.mean(values):.4f}" for name, values in right.items())
        yield f"{many:4} decisions, the survey's question {told}"


def report_sure() -> Iterator[str]:
    """Of what is called sure the share that is right, code by code, and how much is called so."""
    yield "codings called sure; aim: precision 0.90 for every code"
    yield from certainty.report(nhs.answers(), nhs.codebook(), oral_histories.projects())


def report_explanations(*, answered: int = 3000, cut: int = 300) -> Iterator[str]:
    """How often a coding loses more evidence without the words that explain it than without other words."""
    answers, codebook = nhs.answers(), nhs.codebook()
    chance = np.random.default_rng(5)
    rows = np.sort(chance.permutation(len(answers.texts))[:answered])
    texts, points = [answers.texts[row] for row in rows], nhs.vectors(answers.texts)[rows]
    start = cold_start(codebook, texts, vectors=points, embed=embedded)
    best = start.confidence.argmax(axis=1)
    explained = Explanations(texts, start.confidence, start=start, models={})
    quoted = {
        int(row): explained.words(row, best[row]) for row in np.flatnonzero(start.confidence.max(axis=1) >= 0.5)
    }
    asked = [int(row) for row in chance.permutation([row for row, words in quoted.items() if words])[:cut]]
    fell = []
    for way in ("quoted", "others"):
        left = list(texts)
        for row in asked:
            others = sorted(set(content_words(texts[row])) - set(quoted[row]))
            words = quoted[row] if way == "quoted" else list(chance.permutation(others)[: len(quoted[row])])
            left[row] = re.sub(rf"\b(?:{'|'.join(map(re.escape, words)) or '(?!)'})\b", "", texts[row], flags=re.I)
        changed = points.copy()
        changed[asked] = embedded([left[row] for row in asked])
        after = cold_start(codebook, left, vectors=changed, embed=embedded)
        fell.append((start.logits - after.logits)[asked, best[asked]])
    without, without_others = (f"{(each > 0).mean():.2f}" for each in fell)
    yield f"codings that quote typical words: {sum(map(bool, quoted.values())) / len(quoted):.2f}"
    yield f"of {len(asked)}: evidence falls without them {without}, without others {without_others}"
    yield f"falls more than without others {(fell[0] > fell[1]).mean():.2f}"


REPORTS = {
    "explanations": report_explanations,
    "cold-start": report_cold_start,
    "order": report_order,
    "fine-order": report_fine_order,
    "questions": report_questions,
    "sure": report_sure,
    "folds": report_folds,
    "folds-without-question": partial(report_folds, with_question=False),
    "oral-histories": oral_histories.report,
    "interview-questions": interview_questions.report,
}


if __name__ == "__main__":
    for wanted in sys.argv[1:] or REPORTS:
        for told in REPORTS[wanted]():
            sys.stdout.write(told + "\n")
            sys.stdout.flush()
