"""spaCy pipelines for English: tokens and sentences by spaCy's small model, names by our own model."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.corpus.spans import Span
from pipeline.language.models import SPACY, import_spacy, located

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Longer turns are processed in pieces, so that a monologue does not use too much memory.
LONGEST_TEXT = 100_000
_LONGEST_WORD = 500  # characters; longer words are cut, because the tokenizer's time is quadratic in their length
_LONG_WORD = re.compile(rf"\S{{{_LONGEST_WORD + 1}}}")
_PIECE = re.compile(rf"\S{{1,{_LONGEST_WORD}}}\s*|\s+")
_EDGE = re.compile(r"[.!?…\n]\s+")
_LOOKED_THROUGH = 2_000  # characters at the end of a piece that are searched for the end of a sentence


@cache
def sentence_model() -> Language:
    """Tokenizer and `senter` only: 180,000 words a second."""
    nlp = _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"))
    nlp.enable_pipe("senter")
    return nlp


@cache
def tagging_model() -> Language:
    """Tokenizer and parts of speech: `token.tag_` is a tag of the Penn Treebank."""
    return _small_model(without=("parser", "attribute_ruler", "lemmatizer", "senter", "ner"))


def entity_model() -> Language:
    """A new tokenizer with the names model: `doc.ents` are organisations, people and places.

    It is not shared, because callers add their own components.
    """
    from pipeline.language.name_tagger import add_name_tagger

    nlp = tokenizer_only()
    add_name_tagger(nlp)
    return nlp


def small_entity_model() -> Language:
    """spaCy small's own entity recogniser, with which the names model is compared."""
    return _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"))


def tokenizer_only() -> Language:
    """spaCy small's tokenizer, without components."""
    return _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "ner"))


def _small_model(*, without: Sequence[str]) -> Language:
    nlp: Language = import_spacy().load(located(SPACY), exclude=without)
    nlp.max_length = sys.maxsize
    nlp.tokenizer = _Tokenizer(nlp.tokenizer)
    return nlp


class _Tokenizer:
    """spaCy's tokenizer in linear time: very long words are cut first."""

    def __init__(self, tokenizer: Callable[[str], Doc]) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        """Tokenise a text."""
        if _LONG_WORD.search(text) is None:
            return self._tokenizer(text)
        from spacy.tokens import Doc

        pieces = [self._tokenizer(piece[0]) for piece in _PIECE.finditer(text)]
        words = [token.text for piece in pieces for token in piece]
        return Doc(pieces[0].vocab, words, [bool(token.whitespace_) for piece in pieces for token in piece])


def sentences(texts: Iterable[str]) -> Iterator[list[Span]]:
    """The sentences of each text. They cover it completely: white space belongs to the sentence before it."""
    texts = list(texts)
    few = any(len(text) > LONGEST_TEXT for text in texts)  # a whole batch is held in memory
    pieces = (piece.of(text) for text in texts for piece in _pieces(text))
    docs = sentence_model().pipe(pieces, batch_size=8 if few else 64)
    for text in texts:
        starts: list[int] = []
        for piece, doc in zip(_pieces(text), docs, strict=False):
            starts += [piece.start + token.idx for token in doc if token.is_sent_start]
        yield tiling(starts, len(text))


def _pieces(text: str) -> Iterator[Span]:
    """Cut a very long text into pieces, at the end of a sentence if possible, or else of a word."""
    start = 0
    while len(text) - start > LONGEST_TEXT:
        last = start + LONGEST_TEXT
        ends = [match.end() for match in _EDGE.finditer(text, last - _LOOKED_THROUGH, last)]
        end = ends[-1] if ends else text.rfind(" ", last - _LOOKED_THROUGH, last) + 1 or last
        yield Span(start, end)
        start = end
    yield Span(start, len(text))


def tiling(starts: Iterable[int], length: int) -> list[Span]:
    """Spans from each start to the next, the first from 0 and the last to `length`."""
    edges = sorted({0, *starts, length} - ({0} if length == 0 else set()))
    return [Span(start, end) for start, end in pairwise(edges)]
