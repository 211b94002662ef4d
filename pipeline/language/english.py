"""English words and sentences by spaCy's small model, names by our own. Only what is needed is loaded."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import TYPE_CHECKING

from pipeline.language.pins import SPACY, located
from pipeline.spans import Span

if TYPE_CHECKING:
    from spacy.language import Language

# A turn longer than this is read in pieces, so that one monologue does not fill the memory.
LONGEST_TEXT = 100_000
_COMMANDS = "spacy.cli.info"  # through which `import spacy` reaches all of its commands


def import_spacy() -> ModuleType:
    """spaCy without its commands, whose `download` brings requests, httpx and urllib3.

    No library for the network is loaded in a run. (urllib3 opens an IPv6 socket as soon as it is imported, to see
    whether it can.) Whatever imports spaCy first, BERTopic included, must call this before.
    """
    if "spacy" in sys.modules or _COMMANDS in sys.modules:
        return importlib.import_module("spacy")
    stand_in = ModuleType(_COMMANDS)
    stand_in.info = None  # type: ignore[attr-defined]
    sys.modules[_COMMANDS] = stand_in
    try:
        return importlib.import_module("spacy")
    finally:
        del sys.modules[_COMMANDS]  # whoever wants the commands afterwards gets them


@cache
def sentence_model() -> Language:
    """Tokenizer and `senter` alone: 180,000 words a second."""
    nlp = _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"))
    nlp.enable_pipe("senter")
    return nlp


def entity_model() -> Language:
    """A fresh tokenizer and the names model alone: `doc.ents` are organisations, people and places.

    Not shared, because callers add their own components.
    """
    from pipeline.language.name_tagger import add_name_tagger

    nlp = tokenizer_alone()
    add_name_tagger(nlp)
    return nlp


def small_entity_model() -> Language:
    """spaCy small's own names, which the names model is measured against."""
    return _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"))


def tokenizer_alone() -> Language:
    """spaCy small's tokenizer, with no component."""
    return _small_model(without=("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "ner"))


def _small_model(*, without: Sequence[str]) -> Language:
    nlp: Language = import_spacy().load(located(SPACY), exclude=without)
    nlp.max_length = 100 * LONGEST_TEXT
    return nlp


def sentences(texts: Iterable[str]) -> Iterator[list[Span]]:
    """The sentences of each text; they tile it, white space belonging to the sentence before it."""
    for doc in sentence_model().pipe(texts, batch_size=64):
        starts = [token.idx for token in doc if token.is_sent_start]
        yield tiling(starts, doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0)


def tiling(starts: Iterable[int], length: int) -> list[Span]:
    """Spans from each start to the next, the first from 0 and the last to `length`."""
    edges = sorted({0, *starts, length} - ({0} if length == 0 else set()))
    return [Span(start, end) for start, end in pairwise(edges)]
