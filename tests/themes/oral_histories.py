"""Two oral-history projects, tagged by their own staff with several tags per answer; available in development only.

Each interview is coded with a model trained on the others of its project, and compared with TF-IDF and logistic
regression on the same folds. The codebook is the tags' names, with their descriptions if a project wrote any.
A row without a speaker continues the turn before; the interviewer's rows have tags too, but are only questions.
"""

from __future__ import annotations

import csv
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.corpus.codebook import Code, Codebook
from pipeline.corpus.records import INTERVIEWER, PARTICIPANT, Turn
from pipeline.corpus.spans import folded
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import ColdStart, cold_start
from pipeline.themes.learning import learned_from
from pipeline.themes.questions import NO_QUESTION, Context, Question, questions_answered
from pipeline.themes.similarity import Similarity, Wording
from tests.themes.nhs import DATA, vectors
from tests.themes.scores import micro_f1

FOLDER = DATA / "transcripts" / "oral-history"
_LEAST = 20  # answers that carry a tag; a rarer one can hardly be learned from other interviews


@dataclass(frozen=True)
class Project:
    """Answers with their speakers, questions and tags, shape (answers, tags)."""

    name: str
    texts: list[str]
    interviews: np.ndarray
    tags: np.ndarray
    codebook: Codebook
    questions: list[Question]

    def read(self, rows: np.ndarray | None = None, *, asked: bool = True) -> tuple[ColdStart, Similarity]:
        """The cold start and the similarity of the answers, with the interviewer's questions or without."""
        rows = np.arange(len(self.texts)) if rows is None else rows
        texts = [self.texts[row] for row in rows]
        questions = [self.questions[row] if asked else NO_QUESTION for row in rows]
        own = vectors(self.texts)[rows]
        context = Context.of(questions, embed=vectors)
        read = context.read(texts, own)
        start = cold_start(self.codebook, texts, vectors=own, embed=embedded, in_context=read)
        return start, Similarity(Wording.of(texts), vectors=read, logits=start.logits, context=context)


def projects() -> list[Project]:
    """Both projects."""
    return [_project(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def _project(folder: Path) -> Project:
    described = {
        row["tag"].strip().casefold(): row["description"] for row in _rows(folder / "_filters_codebook.csv")
    }
    found: list[tuple[str, str, set[str], Question]] = []
    for path in sorted(folder.glob("[!_]*.csv")):
        turns, text, tagged = _turns(_rows(path))
        questions = questions_answered(turns, text, names=frozenset())
        found += [
            (path.stem, turn.span.of(text), tagged[turn.turn_id], questions.get(turn.turn_id, NO_QUESTION))
            for turn in turns
            if turn.role == PARTICIPANT and tagged[turn.turn_id]
        ]
    counts = Counter(tag for _, _, tags, _ in found for tag in tags)
    names = sorted(tag for tag, count in counts.items() if count >= _LEAST)
    found = [one for one in found if one[2] & set(names)]
    codes = tuple(Code(id=name, name=name, definition=_worth(described.get(name, ""))) for name in names)
    return Project(
        folder.name,
        [text for _, text, _, _ in found],
        np.array([interview for interview, _, _, _ in found]),
        np.array([[name in tags for name in names] for _, _, tags, _ in found]),
        Codebook(codes),
        [question for _, _, _, question in found],
    )


def _turns(rows: Sequence[Mapping[str, str]]) -> tuple[list[Turn], str, dict[str, set[str]]]:
    """The rows as turns, their text, and their tags by turn. The interviewer is the first speaker."""
    names = (row["speaker"] for row in rows)
    first = next(name for name in names if name.strip())
    asks = {_plain(first), "".join(word[0] for word in re.findall(r"\w+", first.casefold()))}
    turns, text, tagged, speaker = [], "", {}, ""
    for at, row in enumerate(rows):
        speaker = _plain(row["speaker"]) or speaker
        words = folded(html.unescape(row["words"] or ""))
        turn_id, start = f"t-{at}", len(text)
        text += words + "\n"
        role = INTERVIEWER if speaker in asks else PARTICIPANT
        if words:
            turns.append(Turn(source="s", turn_id=turn_id, role=role, start=start, end=start + len(words)))
            tagged[turn_id] = {tag.strip().casefold() for tag in (row["tags"] or "").split(";") if tag.strip()}
    return turns, text, tagged


def _plain(label: str) -> str:
    return re.sub(r"[^a-z]", "", (label or "").casefold())


def _worth(description: str) -> str:
    return "" if description.strip().casefold().startswith("on ") else description.strip()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(project: Project, asked: np.ndarray, *, decided: np.ndarray, question: bool) -> np.ndarray:
    """The pipeline's codings of `asked` after learning from `decided`, with or without the questions."""
    start, likeness = project.read(np.concatenate([decided, asked]), asked=question)
    taught = {
        code: {at: bool(project.tags[row, code]) for at, row in enumerate(decided)}
        for code in range(project.tags.shape[1])
    }
    found = start.confidence >= 0.5
    for code, model in learned_from(likeness, taught).items():
        found[:, code] = model.confidence >= model.threshold
    return found[len(decided) :]


def by_words(project: Project, asked: np.ndarray, *, decided: np.ndarray, balanced: bool) -> np.ndarray:
    """TF-IDF with one logistic regression per tag."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2)
    model = OneVsRestClassifier(LogisticRegression(max_iter=1000, class_weight="balanced" if balanced else None))
    model.fit(words.fit_transform([project.texts[row] for row in decided]), project.tags[decided].astype(int))
    return model.predict(words.transform([project.texts[row] for row in asked])).astype(bool)


def report() -> Iterator[str]:
    """The micro-F1 of each method, by project."""
    yield "oral histories, each interview learned from the others; aim: above TF-IDF (micro-F1 0.304)"
    for project in projects():
        given = {
            name: np.zeros_like(project.tags)
            for name in ("TF-IDF", "TF-IDF, balanced", "without questions", "ours")
        }
        for interview in np.unique(project.interviews):
            asked = np.flatnonzero(project.interviews == interview)
            decided = np.flatnonzero(project.interviews != interview)
            given["TF-IDF"][asked] = by_words(project, asked, decided=decided, balanced=False)
            given["TF-IDF, balanced"][asked] = by_words(project, asked, decided=decided, balanced=True)
            given["without questions"][asked] = ours(project, asked, decided=decided, question=False)
            given["ours"][asked] = ours(project, asked, decided=decided, question=True)
        told = "  ".join(f"{name} {micro_f1(project.tags, found):.3f}" for name, found in given.items())
        yield f"{project.name:18} {len(project.texts)} answers, {project.tags.shape[1]} tags: {told}"
