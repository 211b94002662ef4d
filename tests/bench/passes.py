"""The model passes that a floor is made of, each on a share of the texts, in whichever process it lands."""

from __future__ import annotations

from functools import cache
from typing import Any

from models.minilm.build import PACKAGED_MODEL
from pipeline.language.models import located
from pipeline.language.runtime import session
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
    """How many names spaCy's small model finds."""
    return sum(len(doc.ents) for doc in _spacy().pipe(texts, batch_size=32))


def meant_by_package(texts: list[str]) -> list[Any]:
    """The mean vector of each text, of shape (384,), by MiniLM in the graph that its package holds."""
    import numpy as np

    found = []
    for some in pieces(texts):
        ids = np.asarray([some], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        found.append(_packaged().run(None, feed)[0][0].mean(axis=0))
    return found


# What names and meaning are read with: the packages alone, or as the pipeline does it.
PASSES = {"packages": (named_by_spacy, meant_by_package), "own": (seen_by_model, embed_to_bytes)}
