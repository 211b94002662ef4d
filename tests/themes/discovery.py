"""Evaluates the topics found in real meetings, compared with BERTopic's defaults.

`python -m tests.themes.discovery [--data DIR] [--study NAME]` takes minutes. DIR contains
`transcripts/welsh-parliament` or the given study. BERTopic's defaults are measured if `umap` and `hdbscan` are
installed; the pipeline does not need them. Coded patients' answers are measured if available.

NPMI and diversity are those of Grootendorst (2022) on the ten highest-ranked words of each topic; words co-occur if
one passage contains both. The share without a topic (−1) is that of all passages given to discovery.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.cli.stages import STAGES
from pipeline.corpus.schema import Table
from pipeline.corpus.settings import ThemeSettings
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts
from pipeline.corpus.tables import MENTIONS, PARTICIPANTS, PASSAGES, QUOTES, SOURCES, TURNS
from pipeline.language.sentence_encoder import embedded
from pipeline.language.words import without_marks
from pipeline.themes.discovery import Covered, UncodedPassage, discover
from pipeline.themes.evidence import Codable, ThemesInput, gather, participant_names
from pipeline.themes.topics import FoundTopics, fitted_model, topics_of
from pipeline.themes.words import content_words, proper_words
from pipeline.workflow.runner import Run
from tests.conftest import REAL_MATERIAL
from tests.themes import nhs, oral_histories

TOP = 10
LEAST_WORDS = 3  # as in the product: a passage with fewer telling words shapes no topic
Model = Callable[[Sequence[str], np.ndarray], tuple[Any, np.ndarray]]


def npmi(topics: Sequence[Sequence[str]], passages: Sequence[set[str]]) -> float:
    """The mean normalised pointwise mutual information of the word pairs of each topic."""
    wanted = {word for words in topics for word in words}
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        held = sorted(passage & wanted)
        single.update(held)
        double.update(combinations(held, 2))
    scores = []
    for words in topics:
        for one, other in combinations(sorted(words), 2):
            both = double[one, other] / len(passages)
            if both == 0:
                scores.append(-1.0)
            elif both < 1:
                chance = single[one] * single[other] / len(passages) ** 2
                scores.append(math.log(both / chance) / -math.log(both))
    return float(np.mean(scores)) if scores else 0.0


def diversity(topics: Sequence[Sequence[str]]) -> float:
    """The share of the topics' words that are different."""
    every = [word for words in topics for word in words]
    return len(set(every)) / len(every) if every else 0.0


def rand_between_resamples(model: Model, texts: Sequence[str], vectors: np.ndarray) -> float:
    """The adjusted Rand index of two runs on four fifths of the passages each, over those in both."""
    from sklearn.metrics import adjusted_rand_score

    labels = []
    for seed in (1, 2):
        kept = np.flatnonzero(np.random.default_rng(seed).random(len(texts)) < 0.8)
        found = np.full(len(texts), -2)
        found[kept] = model([texts[at] for at in kept], vectors[kept])[1]
        labels.append(found)
    shared = (labels[0] > -2) & (labels[1] > -2)
    return float(adjusted_rand_score(labels[0][shared], labels[1][shared]))


def ours(documents: Sequence[str], vectors: np.ndarray) -> tuple[Any, np.ndarray]:
    """The topics of the pipeline."""
    return fitted_model(list(documents), vectors, settings=ThemeSettings())


def defaults(documents: Sequence[str], vectors: np.ndarray) -> tuple[Any, np.ndarray]:
    """BERTopic's defaults, with a seed."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=13)
    model = BERTopic(umap_model=reduce)
    return model, np.asarray(model.fit_transform(list(documents), embeddings=vectors)[0])


def measured(name: str, model: Model, documents: Sequence[str], vectors: np.ndarray, *, given: int) -> str:
    """Format one line of figures."""
    fitted, labels = model(documents, vectors)
    numbers = sorted(set(labels.tolist()) - {-1})
    topics = [[word for word, _ in fitted.get_topic(number)[:TOP] if word] for number in numbers]
    passages = [set(document.lower().split()) for document in documents]
    outliers = 1 - float((labels >= 0).sum()) / given
    rand = rand_between_resamples(model, documents, vectors)
    figures = (npmi(topics, passages), diversity(topics), outliers, rand)
    return f"{name:<44}{len(topics):>7}" + "".join(f"{figure:>11.3f}" for figure in figures)


def show(line: str) -> None:
    """Print a line immediately, because the next takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Corpus:
    """Passages as input for discovery.

    Attributes:
        evidence: the passages.
        spoken: the same as discovery takes them.
        vectors: theirs.
        names: words of people's names.
        about: those that have words enough to shape topics.
        documents: the telling words of these.
    """

    evidence: Sequence[Codable]
    spoken: Sequence[UncodedPassage]
    vectors: np.ndarray
    names: frozenset[str]
    about: np.ndarray
    documents: Sequence[str]


def corpus(folder: Path) -> Corpus:
    """The participants' passages in the transcripts of a folder."""
    with tempfile.TemporaryDirectory() as scratch:
        study = Study(folder, Path(scratch) / "models", Path(scratch) / "outputs")
        study.models.mkdir()
        Run(study).through(STAGES[:3])

        def read(table: Table) -> list[Any]:
            return table.records(read_table(study.tables / f"{table.name}.parquet", table))

        sources = read(SOURCES)
        given = ThemesInput(
            sources=sources,
            turns=read(TURNS),
            participants=read(PARTICIPANTS),
            mentions=read(MENTIONS),
            passages=read(PASSAGES),
            quotations=read(QUOTES),
            texts=Texts(study.texts, [source.source for source in sources]),
        )
        names = participant_names(given)
        every = [one for one in gather(given, names=names, least_words=6) if one.says_enough]
    evidence = sorted((one for one in every if one.shapes_topics), key=lambda one: one.encoder_text)
    spoken = [UncodedPassage(without_marks(one.phrase_text), one.voice, one.case) for one in evidence]
    about, documents = telling_words([one.text for one in spoken], names=names)
    vectors = np.asarray(embedded([one.encoder_text for one in evidence]), dtype=np.float32)
    return Corpus(evidence, spoken, vectors, names, about, documents)


def telling_words(texts: Sequence[str], *, names: frozenset[str]) -> tuple[np.ndarray, list[str]]:
    """The texts with enough content words for topics, and these words."""
    avoid = names | proper_words(texts)
    words = [content_words(text, without=avoid) for text in texts]
    about = np.array([at for at, some in enumerate(words) if len(set(some)) >= LEAST_WORDS])
    return about, [" ".join(words[at]) for at in about]


def show_topics(of: Corpus, *, beside: bool) -> None:
    """Print the topics of the pipeline and of BERTopic."""
    given, vectors = len(of.spoken), of.vectors[of.about]
    show(f"{given:,} passages given, {len(of.about):,} of them with words enough to shape topics\n")
    show(f"{'':<44}{'topics':>7}{'NPMI':>11}{'diversity':>11}{'no topic':>11}{'ARI':>11}")
    show(measured("the product", ours, of.documents, vectors, given=given))
    if beside:
        show(measured("BERTopic's defaults, the same words", defaults, of.documents, vectors, given=given))
        whole = [one.encoder_text for one in of.evidence]
        show(measured("BERTopic's defaults, the whole text", defaults, whole, of.vectors, given=given))
    show("aimed at: NPMI and diversity at least those of the defaults; no topic at most 0.150\n")


def show_candidates(of: Corpus) -> None:
    """Print the candidates that a researcher without a codebook would see."""
    nothing = np.zeros((0, of.vectors.shape[1]), np.float32)
    found = discover(
        of.spoken,
        vectors=of.vectors,
        codes=Covered(nothing),
        names=of.names,
        embed=embedded,
        settings=ThemeSettings(),
    )
    said = [" ".join(one.text.split()) for one in of.evidence]
    verbatim = sum(any(one.name in text for text in said) for one in found) / max(len(found), 1)
    show(f"{len(found)} candidates; names found verbatim in the text: {verbatim:.0%} (aimed at: 100%)")
    for one in found:
        show(f"  {one.name:<32}{len(one.members):>5} passages, comes back in {one.stability:.0%}")


def show_survey(*, beside: bool) -> None:
    """Print how far topics in patients' answers agree with the nine themes assigned by people."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    answers = nhs.answers()
    about, documents = telling_words(answers.texts, names=frozenset())
    vectors, labels = nhs.vectors(answers.texts)[about], answers.labels[about]
    show(f"\n{len(about):,} answers of NHS patients, with nine themes that people gave them")
    show(f"{'':<44}{'topics':>7}{'ARI':>11}{'NMI':>11}{'no topic':>11}")
    for name, model in (("the product", ours), ("BERTopic's defaults, the same words", defaults))[: 1 + beside]:
        found = model(documents, vectors)[1]
        figures = (adjusted_rand_score(labels, found), normalized_mutual_info_score(labels, found))
        topics = len(set(found.tolist()) - {-1})
        show(f"{name:<44}{topics:>7}" + "".join(f"{one:>11.3f}" for one in (*figures, float((found < 0).mean()))))


def show_further() -> None:
    """Print how often passages carry the tag that is most characteristic of their topic.

    The tags are those of the two oral-history projects. A passage's nearest topic is found by its vector, further
    ones by its words as well. Passages far from every topic are given the one that BERTopic's `reduce_outliers`
    would give them.
    """
    for project in oral_histories.projects():
        avoid = proper_words(project.texts)
        words = [content_words(text, without=avoid) for text in project.texts]
        rows = np.array([at for at, some in enumerate(words) if len(set(some)) >= LEAST_WORDS])
        points = nhs.vectors(project.texts)
        nothing = np.zeros((0, points.shape[1]), np.float32)
        found = topics_of(words, vectors=points, rows=rows, codes=nothing, settings=ThemeSettings())
        base = project.tags[rows].mean(axis=0)
        counts = np.zeros((3, 3))  # nearest, further, far: passages, with the tag, expected by chance
        centres = np.stack([topic.centre for topic in found.topics])
        own = (points @ centres.T).argmax(axis=1)
        members = found.members(words, points, rows)
        far = np.setdiff1d(rows, np.concatenate(members))
        given = _by_words(found, [" ".join(words[row]) for row in far])
        for at, some in enumerate(members):
            near = some[own[some] == at]
            rate = project.tags[near].mean(axis=0)
            tag = int(np.where(rate > 0.15, rate / np.maximum(base, 1e-9), 0).argmax())
            for kind, those in enumerate((near, some[own[some] != at], far[given == at])):
                counts[kind] += len(those), project.tags[those, tag].sum(), base[tag] * len(those)
        for name, (many, right, chance) in zip(("nearest topic", "further topic", "far"), counts, strict=True):
            told = f"{right / many:.2f} of {many:.0f} have its tag (by chance {chance / many:.2f})"
            show(f"{project.name:<18} {name}: {told}")


def _by_words(found: FoundTopics, documents: Sequence[str]) -> np.ndarray:
    """The topic with the most similar c-TF-IDF weights, as `reduce_outliers` chooses it, among these topics."""
    from sklearn.metrics.pairwise import cosine_similarity

    model = found.model
    weights = model.ctfidf_model.transform(model.vectorizer_model.transform(documents))
    rows = np.searchsorted(sorted(set(model.topics_)), [topic.number for topic in found.topics])
    return cosine_similarity(weights, model.c_tf_idf_[rows]).argmax(axis=1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REAL_MATERIAL)
    parser.add_argument("--study", default="welsh-parliament", help="folder of DIR/transcripts")
    given = parser.parse_args()
    folder = given.data / "transcripts" / given.study
    if not folder.exists():
        raise SystemExit(f"{folder} is not there. Say where the data lies: --data DIR")
    beside = bool(importlib.util.find_spec("umap") and importlib.util.find_spec("hdbscan"))
    if not beside:
        show("umap and hdbscan are not installed: BERTopic's defaults are not measured\n")
    meetings = corpus(folder)
    show_topics(meetings, beside=beside)
    show_candidates(meetings)
    if nhs.ANSWERS.exists():
        show_survey(beside=beside)
    if oral_histories.FOLDER.exists():
        show_further()


if __name__ == "__main__":
    main()
