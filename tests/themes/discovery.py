"""How good the topics are that discovery finds in real meetings, beside BERTopic's own defaults.

`python -m tests.themes.discovery [--data DIR]` (minutes). DIR holds `transcripts/welsh-parliament`. BERTopic's
defaults are measured where `umap` and `hdbscan` can be imported; the product does without them.

NPMI and diversity are those of Grootendorst (2022) on the ten most telling words of each topic; words occur
together if one passage holds both. No topic (−1) is counted of all passages that discovery is given.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.language.meaning import embedded
from pipeline.runner import Run
from pipeline.settings import ThemeSettings
from pipeline.stages import STAGES
from pipeline.storage import read_table
from pipeline.study import Study, Texts
from pipeline.tables import WORKING
from pipeline.themes.discovery import Spoken, discover
from pipeline.themes.evidence import gather, participant_names
from pipeline.themes.topics import fitted_model
from pipeline.themes.words import content_words, proper_words
from pipeline.transcript_marks import without_marks
from tests.conftest import REAL_MATERIAL

TOP = 10
LEAST_WORDS = 3  # as in the product: a passage with fewer telling words shapes no topic
Model = Callable[[Sequence[str], np.ndarray], tuple[Any, np.ndarray]]


def npmi(topics: Sequence[Sequence[str]], passages: Sequence[set[str]]) -> float:
    """Mean normalised pointwise mutual information of the pairs of words of each topic."""
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
    """Adjusted Rand index of two runs, each on four fifths of the passages, on those that both had."""
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
    """What the product does."""
    return fitted_model(list(documents), vectors, settings=ThemeSettings())


def defaults(documents: Sequence[str], vectors: np.ndarray) -> tuple[Any, np.ndarray]:
    """BERTopic as it comes, but for a seed."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=13)
    model = BERTopic(umap_model=reduce)
    return model, np.asarray(model.fit_transform(list(documents), embeddings=vectors)[0])


def measured(name: str, model: Model, documents: Sequence[str], vectors: np.ndarray, *, given: int) -> str:
    """One line of figures."""
    fitted, labels = model(documents, vectors)
    numbers = sorted(set(labels.tolist()) - {-1})
    topics = [[word for word, _ in fitted.get_topic(number)[:TOP] if word] for number in numbers]
    passages = [set(document.lower().split()) for document in documents]
    outliers = 1 - float((labels >= 0).sum()) / given
    rand = rand_between_resamples(model, documents, vectors)
    figures = (npmi(topics, passages), diversity(topics), outliers, rand)
    return f"{name:<44}{len(topics):>7}" + "".join(f"{figure:>11.3f}" for figure in figures)


def show(line: str) -> None:
    """Print a line at once: the next takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=REAL_MATERIAL)
    folder = parser.parse_args().data / "transcripts" / "welsh-parliament"
    if not folder.exists():
        raise SystemExit(f"{folder} is not there. Say where the data lies: --data DIR")
    with tempfile.TemporaryDirectory() as scratch:
        study = Study(folder, Path(scratch) / "models", Path(scratch) / "outputs")
        study.models.mkdir()
        Run(study).through(STAGES[:3])
        tables = {}
        for table in WORKING:
            if (study.tables / f"{table.name}.parquet").exists():
                tables[table.name] = read_table(study.tables / f"{table.name}.parquet", table)
        names = participant_names(tables["participants"])
        texts = Texts(study.texts, list(tables["sources"]["source"]))
        every = [one for one in gather(tables, texts, names=names, least_words=6) if one.says_enough]
    evidence = sorted((one for one in every if one.shapes_topics), key=lambda one: one.meant)
    spoken = [Spoken(without_marks(one.said), one.voice, one.case) for one in evidence]
    avoid = names | proper_words([one.text for one in spoken])
    words = [content_words(one.text, without=avoid) for one in spoken]
    vectors = np.asarray(embedded([one.meant for one in evidence]), dtype=np.float32)
    about = np.array([at for at, some in enumerate(words) if len(set(some)) >= LEAST_WORDS])
    documents = [" ".join(words[at]) for at in about]

    show(f"{len(spoken):,} passages given, {len(about):,} of them with words enough to shape topics\n")
    show(f"{'':<44}{'topics':>7}{'NPMI':>11}{'diversity':>11}{'no topic':>11}{'ARI':>11}")
    show(measured("the product", ours, documents, vectors[about], given=len(spoken)))
    if importlib.util.find_spec("umap") and importlib.util.find_spec("hdbscan"):
        show(
            measured("BERTopic's defaults, the same words", defaults, documents, vectors[about], given=len(spoken))
        )
        whole = [one.meant for one in evidence]
        show(measured("BERTopic's defaults, the whole text", defaults, whole, vectors, given=len(spoken)))
    else:
        show("BERTopic's defaults: umap and hdbscan are not installed, so not measured")
    show("aimed at: NPMI and diversity at least those of the defaults; no topic at most 0.150\n")

    nothing = np.zeros((0, vectors.shape[1]), np.float32)
    found = discover(spoken, vectors=vectors, codes=nothing, names=names, embed=embedded, settings=ThemeSettings())
    said = [" ".join(one.text.split()) for one in evidence]
    verbatim = sum(any(one.name in text for text in said) for one in found) / max(len(found), 1)
    show(f"{len(found)} candidates; names found verbatim in the text: {verbatim:.0%} (aimed at: 100%)")
    for one in found:
        show(f"  {one.name:<32}{len(one.members):>5} passages, comes back in {one.stability:.0%}")


if __name__ == "__main__":
    main()
