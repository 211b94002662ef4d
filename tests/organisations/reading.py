"""Recognises and resolves organisations in single texts, as the stage does, without its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.spans import Span
from pipeline.language.english import small_entity_model
from pipeline.organisations.gazetteer import Entry, parse_gazetteer
from pipeline.organisations.names import RawMention, TurnText, label_counts, raw_mentions, trimmed_name
from pipeline.organisations.recognise import GazetteerName, KnownNames, Portion, recognise
from pipeline.organisations.repeats import add_repeats, split_joined
from pipeline.organisations.resolve import Resolved, Resolver

if TYPE_CHECKING:
    from spacy.language import Language

GAZETTEER = Path(__file__).parents[2] / "models" / "organisations.csv"


@cache
def entries() -> tuple[Entry, ...]:
    """The shipped gazetteer."""
    return tuple(parse_gazetteer(GAZETTEER.read_text("utf-8"), path=GAZETTEER))


@cache
def known_names() -> KnownNames:
    """All names of the shipped gazetteer."""
    return KnownNames.of(GazetteerName(name, entry.ambiguous) for entry in entries() for name in entry.all_names)


@cache
def _model() -> Language:
    return small_entity_model()


def read(turns: Mapping[str, Sequence[tuple[int, str]]]) -> list[Resolved]:
    """Recognise and resolve the turns of each source, given by start and text."""
    whole = [
        TurnText(source, f"{source} {start}", "", start, text)
        for source, said in turns.items()
        for start, text in said
    ]
    found = recognise(Portion(tuple(turn.text for turn in whole), known_names()))
    split_joined([turn.text for turn in whole], found)
    add_repeats([turn.text for turn in whole], found)
    mentions, others = raw_mentions(whole, found)
    return resolver([turn.text for turn in whole], labels=label_counts(others)).resolved(mentions)


def resolver(texts: Sequence[str], *, labels: Mapping[str, object] | None = None) -> Resolver:
    """A resolver that knows nobody's names."""
    return Resolver(entries(), own_organisations={}, people=(), other_labels=labels or {}, texts=texts)


def resolve_given(source: str, text: str, spans: Sequence[Span]) -> list[Resolved]:
    """Resolve given names, all of which are organisations."""
    mentions = []
    for span in sorted(spans):
        name = trimmed_name(span, text)
        after, said = text[name.end :][:60], name.of(text)
        mentions.append(RawMention(source, "t", "", said, *span, confidence=1.0, basis="given", after=after))
    return resolver([text]).resolved(mentions)


def model_alone(texts: Sequence[str]) -> list[list[Span]]:
    """The organisations that spaCy's model finds."""
    docs = _model().pipe(texts)
    return [[Span(e.start_char, e.end_char) for e in doc.ents if e.label_ == "ORG"] for doc in docs]
