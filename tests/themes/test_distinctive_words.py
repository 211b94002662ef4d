"""A topic's first words are those that retrieve its passages best."""

import pandas as pd

from pipeline.themes.topics import DistinctiveWords

SAID = [("bus late cold", 0), ("bus stop cold bus", 0), ("bus zebra", 0), ("choir cold", 1), ("cold", -1)]
DOCUMENTS = pd.DataFrame(SAID, columns=["Document", "Topic"])


def test_shared_words_rank_before_rare_and_common_ones():
    proposed = [("zebra", 0.9), ("cold", 0.5), ("bus", 0.4), ("", 0.00001)]
    (words,) = DistinctiveWords().extract_topics(None, DOCUMENTS, None, {0: proposed}).values()
    assert [word for word, _ in words] == ["bus", "cold", "zebra"]
    assert dict(words) == {"bus": 1.0, "cold": 4 / 7, "zebra": 0.5}


def test_ties_are_broken_alphabetically():
    (words,) = (
        DistinctiveWords().extract_topics(None, DOCUMENTS, None, {0: [("zebra", 0.1), ("late", 0.1)]}).values()
    )
    assert [word for word, _ in words] == ["late", "zebra"]


def test_a_topic_without_words_has_none():
    assert DistinctiveWords().extract_topics(None, DOCUMENTS, None, {1: [("", 0.00001)]}) == {1: []}
