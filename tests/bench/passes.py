"""The language models of the floor, each applied to a batch of texts in a worker process."""

from __future__ import annotations

from functools import cache
from typing import Any

from models.minilm.build import PACKAGED_MODEL
from pipeline.language.models import located, session
from pipeline.language.sentence_encoder import embed_to_bytes, pieces
from pipeline.organisations.recognise import seen_by_model


@cache
def _spacy() -> Any:
    from pipeline.language.english import small_entity_model

    return small_entity_model()


@cache
def _packaged() -> Any:
    return session(located(PACKAGED_MODEL))


def named_by_spacy(texts: list[str]) -> int:
    """The number of names that spaCy's small model finds."""
    return sum(len(doc.ents) for doc in _spacy().pipe(texts, batch_size=32))


def meant_by_package(texts: list[str]) -> list[Any]:
    """The mean vector of each text, of shape (384,), by MiniLM with the graph of its package."""
    import numpy as np

    found = []
    for some in pieces(texts):
        ids = np.asarray([some], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        found.append(_packaged().run(None, feed)[0][0].mean(axis=0))
    return found


# The functions for names and for vectors: with the packages' models, or with the pipeline's own.
PASSES = {"packages": (named_by_spacy, meant_by_package), "own": (seen_by_model, embed_to_bytes)}
