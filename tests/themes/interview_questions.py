"""Measures what the interviewer's question gains, before any decision and after a number of random decisions.

The two oral-history projects are measured if available. With a database, a third study is measured instead,
on which no rule or constant was chosen: 17 think-aloud sessions on the usability of a data tool, in which
participants answer the items of a protocol, coded in Taguette by its authors with 21 codes
(navarral/swj2022-usability-paper; not part of this project).

    python -m tests.themes.interview_questions [DATABASE]

DATABASE is `data/transcripts/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3` of that repository.
"""

from __future__ import annotations

import html
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from pipeline.corpus.codebook import Code, Codebook
from pipeline.corpus.spans import folded
from pipeline.themes.cold_start import ColdStart
from pipeline.themes.learning import better_of, learned_from
from pipeline.themes.questions import NO_QUESTION, Question, asked_in
from pipeline.themes.similarity import Similarity, Wording
from tests.themes.nhs import vectors
from tests.themes.oral_histories import Project, projects
from tests.themes.scores import micro_f1

SIZES = (50, 100, 200)
SPLITS = 6
_T = 2.571  # Student's t for a 95% interval of six splits

_TAG = re.compile(r"<[^>]*>")
_ASKED = re.compile(
    r"(?:(?:^|\n)\s*\d{1,2}|(?<=\s)\d{1,2}\.[a-z])\s+(?P<item>[A-Z][^\n]*)|MODERATOR:\s*(?P<said>[^\n]*)"
)
_NOT_SAID = re.compile(r"\([^)]*participant[^)]*\)|MODERATOR:.*|(?:^|\s)\d{1,2}\.[a-z]\s.*", re.DOTALL)


def usability(database: Path) -> Project:
    """The highlighted passages of the usability study, with the item of the protocol that each answers.

    The code for what the moderator does is left out.
    """
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = connection.execute("SELECT id, path, description FROM tags ORDER BY id")
    codes = [
        Code(id=str(tag), name=name, definition=told) for tag, name, told in rows if name != "Moderator assist"
    ]
    given: dict[int, set[str]] = defaultdict(set)
    for highlight, tag in connection.execute("SELECT highlight_id, tag_id FROM highlight_tags"):
        given[highlight].add(str(tag))
    known = {code.id for code in codes}
    contents = dict(connection.execute("SELECT id, contents FROM documents"))
    texts = {at: html.unescape(_TAG.sub("", content)).encode() for at, content in contents.items()}
    found = []
    query = "SELECT id, document_id, start_offset, end_offset FROM highlights ORDER BY document_id, start_offset"
    for highlight, document, start, end in connection.execute(query):
        said = folded(_NOT_SAID.sub("", texts[document][start:end].decode(errors="ignore")))
        if said and given[highlight] & known:
            before = texts[document][:start].decode(errors="ignore")
            found.append((said, str(document), given[highlight], _question(before)))
    return Project(
        "usability",
        [said for said, _, _, _ in found],
        np.array([document for _, document, _, _ in found]),
        np.array([[code.id in tags for code in codes] for _, _, tags, _ in found]),
        Codebook(tuple(codes)),
        [question for _, _, _, question in found],
    )


def _question(before: str) -> Question:
    """The last item of the protocol, or question of the moderator, in the text before a passage."""
    for match in reversed(list(_ASKED.finditer(before))):
        if asked := asked_in(folded(match["item"] or match["said"])):
            return Question(asked, since=len(before) - match.end())
    return NO_QUESTION


def mean_average_precision(tags: np.ndarray, scores: np.ndarray) -> float:
    """The mean over the codes that some of the passages carry."""
    used = [code for code in range(tags.shape[1]) if tags[:, code].any()]
    return float(np.mean([average_precision_score(tags[:, code], scores[:, code]) for code in used]))


def _read(project: Project, *, asked: bool) -> tuple[ColdStart, Similarity, Similarity]:
    """The cold start, the similarity, and the one without questions that decisions may prefer."""
    start, likeness = project.read(asked=asked)
    return (
        start,
        likeness,
        Similarity(Wording.of(project.texts), vectors=vectors(project.texts), logits=start.logits),
    )


def _scores(
    project: Project, start: ColdStart, likeness: Similarity, without: Similarity, decided: np.ndarray
) -> tuple[float, float]:
    """Micro-F1 and mean average precision on the passages without a decision."""
    codes = range(project.tags.shape[1])
    labels = {code: {int(row): bool(project.tags[row, code]) for row in decided} for code in codes}
    confidence, thresholds = start.confidence.copy(), np.full(len(codes), 0.5)
    for code, model in learned_from(better_of(likeness, without, labels), labels).items():
        confidence[:, code], thresholds[code] = model.confidence, model.threshold
    rest = np.setdiff1d(np.arange(len(project.texts)), decided)
    tags = project.tags[rest]
    return micro_f1(tags, confidence[rest] >= thresholds), mean_average_precision(tags, confidence[rest])


def report(studies: Sequence[Project] | None = None) -> Iterator[str]:
    """Micro-F1 and mean average precision without the question and with it, and the gain with its interval."""
    yield "the interviewer's question: micro-F1 and mean average precision without it, with it, the gain (95 %),"
    yield "then with the questions of other passages, exchanged at random"
    for project in projects() if studies is None else studies:
        many = len(project.texts)
        answers = sum(bool(question.text) for question in project.questions)
        yield f"{project.name}: {many} passages, {answers} with a question, {project.tags.shape[1]} codes"
        shuffled = np.random.default_rng(0).permutation(many)
        exchanged = replace(project, questions=[project.questions[row] for row in shuffled])
        read = [_read(project, asked=False), _read(project, asked=True), _read(exchanged, asked=True)]
        for size in (0, *SIZES):
            found = []
            for seed in range(SPLITS if size else 1):
                decided = np.sort(np.random.default_rng(seed + 1).choice(many, size, replace=False))
                found.append([_scores(project, *each, decided) for each in read])
            without, known, noise = np.array(found).mean(axis=0)
            gains = np.diff(np.array(found), axis=1)[:, 0]
            told = [f"{gain:+.3f}" for gain in gains.mean(axis=0)]
            if size:
                spread = _T * gains.std(axis=0, ddof=1) / SPLITS**0.5
                told = [f"{one} ± {each:.3f}" for one, each in zip(told, spread, strict=True)]
            scores = [f"{one[0]:.3f}, {one[1]:.3f}" for one in (without, known, noise)]
            yield f"  {size:>4} decisions: {scores[0]}  {scores[1]}  {', '.join(told)}; {scores[2]}"


if __name__ == "__main__":
    for line in report([usability(Path(sys.argv[1]))] if sys.argv[1:] else None):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
