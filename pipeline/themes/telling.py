"""The words that tell a topic from the rest: common in its passages, and seldom elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Words = Sequence[tuple[str, float]]


class Telling:
    """Orders each topic's words by how well they find its passages: BERTopic's place for a representation model.

    c-TF-IDF alone puts words first that a passage or two of a topic hold and nobody else does. They say little of
    what the others talk about. Of the words that it proposes, the first is now that by which one would find the
    topic's passages best: by F1, the Dice coefficient of the passages that hold the word and those of the topic.
    """

    def extract_topics(
        self, topic_model: object, documents: pd.DataFrame, c_tf_idf: object, topics: Mapping[int, Words]
    ) -> dict[int, list[tuple[str, float]]]:
        """The words of each topic in their new order, weighted by F1."""
        sizes: Counter[int] = Counter()
        everywhere: Counter[str] = Counter()
        within: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for text, topic in zip(documents["Document"], documents["Topic"], strict=True):
            held = set(str(text).split())
            sizes[topic] += 1
            everywhere.update(held)
            within[topic].update(held)
        return {
            topic: sorted(
                ((word, 2 * within[topic][word] / (sizes[topic] + everywhere[word])) for word, _ in words if word),
                key=lambda item: (-item[1], item[0]),
            )
            for topic, words in topics.items()
        }
