"""Names from scores: every name starts with a B label, whatever the scores are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.language.name_tagger import LABELS, names_in


def scored(*labels: str) -> np.ndarray:
    scores = np.zeros((len(labels), len(LABELS)), dtype=np.float32)
    for at, label in enumerate(labels):
        scores[at, LABELS.index(label)] = 5.0
    return scores


def test_labels_become_names():
    found = list(names_in(scored("B-ORG", "I-ORG", "O", "B-GPE", "B-GPE", "B-PERSON", "I-PERSON")))
    assert found == [(0, 2, "ORG"), (3, 4, "GPE"), (4, 5, "GPE"), (5, 7, "PERSON")]


def test_an_inside_label_without_a_beginning_is_repaired():
    scores = scored("O", "I-ORG", "I-ORG")
    scores[1, LABELS.index("B-ORG")] = 4.0
    assert list(names_in(scores)) == [(1, 3, "ORG")]


def test_a_name_does_not_change_its_kind_in_the_middle():
    scores = scored("B-PERSON", "I-ORG")
    scores[0, LABELS.index("B-ORG")] = 4.5
    assert list(names_in(scores)) == [(0, 2, "ORG")]


def _best_by_trying_all(scores: np.ndarray) -> float:
    best = {0: 0.0}
    for row in scores:
        ways: dict[int, float] = {}
        for left, total in best.items():
            for right in range(len(LABELS)):
                if right > 0 and right % 2 == 0 and left not in (right - 1, right):
                    continue
                ways[right] = max(ways.get(right, -np.inf), total + float(row[right]))
        best = ways
    return max(best.values())


@given(arrays(np.float32, st.tuples(st.integers(1, 7), st.just(len(LABELS))), elements=st.integers(-4, 4)))
def test_no_valid_sequence_scores_better(scores):
    labels = [0] * len(scores)
    for start, end, kind in names_in(scores):
        assert 0 <= start < end <= len(scores)
        labels[start] = LABELS.index(f"B-{kind}")
        labels[start + 1 : end] = [LABELS.index(f"I-{kind}")] * (end - start - 1)
    assert sum(float(row[label]) for row, label in zip(scores, labels, strict=True)) == _best_by_trying_all(scores)
