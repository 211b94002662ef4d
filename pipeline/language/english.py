"""English words, sentences and names, by spaCy's small model. Only the parts that are needed are loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.language.pins import SPACY, located
from pipeline.spans import Span

if TYPE_CHECKING:
    from spacy.language import Language

# A turn longer than this is read in pieces, so that one monologue does not fill the memory.
LONGEST_TEXT = 100_000


@cache
def sentence_model() -> Language:
    """Tokenizer and `senter` alone: 180,000 words a second."""
    import spacy

    unwanted = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
    nlp = spacy.load(located(SPACY), exclude=unwanted)
    nlp.enable_pipe("senter")
    nlp.max_length = 100 * LONGEST_TEXT
    return nlp


def entity_model() -> Language:
    """A fresh tokenizer and `ner`: the same entities as the whole model, 2.6 times as fast.

    Not shared, because callers add their own components.
    """
    import spacy

    unwanted = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
    nlp = spacy.load(located(SPACY), exclude=unwanted)
    nlp.max_length = 100 * LONGEST_TEXT
    return nlp


def sentences(texts: Iterable[str]) -> Iterator[list[Span]]:
    """The sentences of each text; they tile it, white space belonging to the sentence before it."""
    for doc in sentence_model().pipe(texts, batch_size=64):
        starts = [token.idx for token in doc if token.is_sent_start]
        yield tiling(starts, len(doc.text))


def tiling(starts: Iterable[int], length: int) -> list[Span]:
    """Spans from each start to the next, the first from 0 and the last to `length`."""
    edges = sorted({0, *starts, length} - ({0} if length == 0 else set()))
    return [Span(start, end) for start, end in pairwise(edges)]
