"""Two oral-history projects, tagged by their own staff with several tags per answer; available in development only.

Each interview is coded with a model trained on the others of its project, and compared with TF-IDF and logistic
regression on the same folds. The codebook is the tags' names, with their descriptions if a project wrote any.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.corpus.codebook import Code, Codebook
from pipeline.corpus.spans import folded
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.learning import learned
from tests.themes.nhs import DATA, vectors
from tests.themes.scores import micro_f1

FOLDER = DATA / "transcripts" / "oral-history"
_LEAST = 20  # answers that carry a tag; a rarer one can hardly be learned from other interviews


@dataclass(frozen=True)
class Project:
    """Answers with their speakers and tags, shape (answers, tags)."""

    name: str
    texts: list[str]
    interviews: np.ndarray
    tags: np.ndarray
    codebook: Codebook


def projects() -> list[Project]:
    """Both projects."""
    return [_project(folder) for folder in sorted(FOLDER.iterdir()) if folder.is_dir()]


def _project(folder: Path) -> Project:
    described = {
        row["tag"].strip().casefold(): row["description"] for row in _rows(folder / "_filters_codebook.csv")
    }
    found: list[tuple[str, str, set[str]]] = []
    for path in sorted(folder.glob("[!_]*.csv")):
        rows = _rows(path)
        asks = _interviewers(rows)
        for row in rows:
            text = folded(row["words"] or "")
            tags = {tag.strip().casefold() for tag in (row["tags"] or "").split(";") if tag.strip()}
            if text and tags and row["speaker"].strip() not in asks:
                found.append((path.stem, text, tags))
    counts = Counter(tag for _, _, tags in found for tag in tags)
    names = sorted(tag for tag, count in counts.items() if count >= _LEAST)
    found = [one for one in found if one[2] & set(names)]
    codes = tuple(Code(id=name, name=name, definition=_worth(described.get(name, ""))) for name in names)
    return Project(
        folder.name,
        [text for _, text, _ in found],
        np.array([interview for interview, _, _ in found]),
        np.array([[name in tags for name in names] for _, _, tags in found]),
        Codebook(codes),
    )


def _interviewers(rows: Sequence[Mapping[str, str]]) -> set[str]:
    """The first speaker, by full name and initials."""
    first = next(row["speaker"].strip() for row in rows if row["speaker"].strip())
    return {first, "".join(word[0] for word in first.split())}


def _worth(description: str) -> str:
    return "" if description.strip().casefold().startswith("on ") else description.strip()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ours(project: Project, asked: np.ndarray, *, decided: np.ndarray) -> np.ndarray:
    """The pipeline's codings of `asked` after learning from `decided`."""
    rows = np.concatenate([decided, asked])
    texts = [project.texts[row] for row in rows]
    said = vectors(project.texts)[rows]
    start = cold_start(project.codebook, texts, vectors=said, embed=embedded)
    taught = {
        code: {at: bool(project.tags[row, code]) for at, row in enumerate(decided)}
        for code in range(project.tags.shape[1])
    }
    models = learned(texts, vectors=said, logits=start.logits, labels=taught)
    found = start.confidence >= 0.5
    for code, model in models.items():
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
        given = {name: np.zeros_like(project.tags) for name in ("TF-IDF", "TF-IDF, balanced", "ours")}
        for interview in np.unique(project.interviews):
            asked = np.flatnonzero(project.interviews == interview)
            decided = np.flatnonzero(project.interviews != interview)
            given["TF-IDF"][asked] = by_words(project, asked, decided=decided, balanced=False)
            given["TF-IDF, balanced"][asked] = by_words(project, asked, decided=decided, balanced=True)
            given["ours"][asked] = ours(project, asked, decided=decided)
        told = "  ".join(f"{name} {micro_f1(project.tags, found):.3f}" for name, found in given.items())
        yield f"{project.name:18} {len(project.texts)} answers, {project.tags.shape[1]} tags: {told}"
