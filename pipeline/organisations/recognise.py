"""Finds where organisations are named: the language model, the gazetteer, and how UK bodies are named.

One spaCy pipeline does it: the small model's `ner`, then `uk_organisations`, which reconciles the three. Where
they overlap, the gazetteer wins over the pattern of a name, and that over the model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.language.english import entity_model
from pipeline.language.lexicons import words
from pipeline.organisations.names import folded_name, heads, never_organisations, trimmed_name
from pipeline.spans import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

# How sure each kind of evidence is; measured on the sample's gold and GUM's spoken documents.
GAZETTEER, PATTERN, MODEL_AND_PATTERN, MODEL = 0.95, 0.8, 0.9, 0.6

_LINKS = frozenset({"of", "and", "for", "&", "-", "’s", "'s", "’", "'"})
_RIGHT_LINKS = frozenset({"of", "for", "on"})
_LONGEST_NAME = 12  # tokens
_NATIONS = frozenset({"England", "Wales", "Scotland", "Britain", "Ireland"})
_OTHERS = frozenset({"PERSON", "GPE", "LOC", "NORP"})


class GazetteerName(NamedTuple):
    """One name of the gazetteer as the recogniser needs it."""

    text: str
    ambiguous: bool


@dataclass(frozen=True)
class Portion:
    """A share of the work: texts of turns, and the names to look for."""

    texts: tuple[str, ...]
    names: tuple[GazetteerName, ...]


@dataclass(frozen=True)
class Found:
    """A stretch of a text that names an organisation."""

    span: Span
    confidence: float
    basis: str


def recognise(portion: Portion) -> list[dict[str, Any]]:
    """For each text: `organisations` as [start, end, confidence, basis], `others` as [start, end, label].

    The others are what the model takes for a person, a place or a people.
    """
    nlp = _recogniser(portion.names)
    results = []
    for doc in nlp.pipe(portion.texts, batch_size=32):
        results.append(
            {
                "organisations": [[*found.span, found.confidence, found.basis] for found in doc._.organisations],
                "others": [[e.start_char, e.end_char, e.label_] for e in doc.ents if e.label_ in _OTHERS],
            }
        )
    return results


@lru_cache(maxsize=1)
def _recogniser(names: tuple[GazetteerName, ...]) -> Language:
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("organisations"):
        Doc.set_extension("organisations", default=())
    if not Language.has_factory("uk_organisations"):
        Language.factory("uk_organisations", func=_make_component, default_config={"names": []})
    nlp = entity_model()
    nlp.add_pipe("uk_organisations", config={"names": [(name.text, name.ambiguous) for name in names]})
    return nlp


def _make_component(nlp: Language, name: str, names: list[tuple[str, bool]]) -> UKOrganisations:
    return UKOrganisations(nlp, names=[GazetteerName(text, ambiguous) for text, ambiguous in names])


class UKOrganisations:
    """The spaCy component: sets `doc._.organisations`, non-overlapping, in order."""

    def __init__(self, nlp: Language, *, names: Sequence[GazetteerName]) -> None:
        from spacy.matcher import PhraseMatcher

        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._possessive = frozenset(folded_name(n.text) for n in names if re.search(r"['’]s$", n.text))
        for label, ambiguous in (("plain", False), ("ambiguous", True)):
            texts = {form for n in names if n.ambiguous == ambiguous for form in _forms(n.text)}
            self._matcher.add(label, [nlp.make_doc(text) for text in sorted(texts)])

    def __call__(self, doc: Doc) -> Doc:
        """Find the organisations of one text."""
        found = [*self._from_gazetteer(doc), *self._from_patterns(doc), *self._from_model(doc)]
        doc._.organisations = _reconciled(found, doc.text)
        return doc

    def _from_gazetteer(self, doc: Doc) -> Iterator[Found]:
        for match, start, end in self._matcher(doc):
            certain = doc.vocab.strings[match] == "plain"
            if not certain and not _is_meant_as_name(doc, start, end):
                continue
            grown = _with_branch(doc, end) if certain else end
            span = Span(doc[start].idx, doc[grown - 1].idx + len(doc[grown - 1]))
            if grown > end and not _could_be_a_name(span.of(doc.text)):
                continue  # the NHS App
            how = "known name" if grown == end else f"known name with its branch, {doc[end:grown].text}"
            yield Found(span, GAZETTEER if certain else MODEL, how)

    def _from_patterns(self, doc: Doc) -> Iterator[Found]:
        known_heads = heads()
        for token in doc:
            if not token.text[0].isupper():
                continue
            word = token.lower_.rstrip(".")
            if word not in known_heads:
                continue
            start, end = _grown(doc, token)
            span = self._trimmed(Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])), doc.text)
            if span.end - span.start <= len(token) and not _stands_for_one(doc, token):
                continue
            if not _could_be_a_name(span.of(doc.text)):
                continue
            bare = span.of(doc.text).casefold() == token.lower_
            yield Found(
                span, PATTERN, f"short form “{token.text}”" if bare else f"named like a body: … {token.text} …"
            )

    def _from_model(self, doc: Doc) -> Iterator[Found]:
        for ent in doc.ents:
            if ent.label_ != "ORG":
                continue
            span = self._trimmed(Span(ent.start_char, ent.end_char), doc.text)
            if _could_be_a_name(span.of(doc.text)):
                yield Found(span, MODEL, "the language model takes it for one")

    def _trimmed(self, span: Span, text: str) -> Span:
        return trimmed_name(span, text, possessive_of_name=self._possessive)


def _forms(name: str) -> Iterator[str]:
    """A name as it may be typed: straight or curly apostrophe, `and` or `&`."""
    for apostrophe in ("'", "’"):
        form = name.replace("’", "'").replace("'", apostrophe)
        yield form
        if " and " in form:
            yield form.replace(" and ", " & ")


def _with_branch(doc: Doc, end: int) -> int:
    """Where a known name ends with the place of its branch: Age UK Northmarsh."""
    while end < len(doc) and _is_name_word(doc[end]) and doc[end - 1].whitespace_ == " " and doc[end].is_alpha:
        end += 1
    return end


def _grown(doc: Doc, head: Token) -> tuple[int, int]:
    """Token range of the name around a head word: capitalised words before it, `of/for …` after it."""
    return _grown_left(doc, head), _grown_right(doc, head)


def _grown_left(doc: Doc, head: Token) -> int:
    start = at = head.i
    while at > 0 and head.i - at < _LONGEST_NAME:
        before = doc[at - 1]
        if _is_name_word(before):
            start = at = at - 1
        elif before.lower_ == "the" and at >= 2 and doc[at - 2].lower_ in _RIGHT_LINKS:
            at -= 1  # Office of the Public Guardian
        elif at >= 2 and _stands_inside_a_name(doc, at - 1, head=head.i):
            at -= 1
        else:
            break
    # A sentence's first word has a capital of its own: leave it out where the model sees a name after it.
    if start < head.i and _begins_sentence(doc, start) and not doc[start].ent_type and doc[start + 1].ent_type:
        start += 1
    return start


def _grown_right(doc: Doc, head: Token) -> int:
    end = head.i + 1
    if head.lower_ not in words("organisation_heads_with_more"):
        return end
    while end + 1 < len(doc) and doc[end].lower_ in _RIGHT_LINKS | {"and"}:
        follows = end + 1
        if doc[end].lower_ == "and" and end == head.i + 1:
            break
        while doc[end].lower_ != "and" and follows < len(doc) and doc[follows].lower_ == "the":
            follows += 1
        grown = follows
        while grown < len(doc) and _is_name_word(doc[grown]) and grown - head.i < _LONGEST_NAME:
            grown += 1
        if grown == follows or doc[grown - 1].lower_ in heads():
            break  # nothing there, or another body: the Home Office
        end = grown
    if end > head.i + 1 and end + 1 < len(doc) and doc[end].lower_ == "in" and doc[end + 1].text in _NATIONS:
        end += 2
    return end


def _stands_inside_a_name(doc: Doc, at: int, *, head: int) -> bool:
    """Whether a link word or comma joins the words of one name rather than two bodies."""
    before, link = doc[at - 1], doc[at].lower_
    if not _is_name_word(before):
        return False
    if link == ",":
        return _in_a_list(doc, at + 1, head)
    return link in _LINKS and not (link in {"and", "&"} and before.lower_ in heads())


def _is_name_word(token: Token) -> bool:
    text = token.text
    return (text[0].isupper() and not _is_sentence_word(token)) or (text[0].isdigit() and text[-1].isalpha())


def _is_sentence_word(token: Token) -> bool:
    """A common word that is capitalised only because it opens a sentence, or `I`."""
    return token.text == "I" or (token.is_stop and not (token.is_upper and len(token) > 1))


def _in_a_list(doc: Doc, at: int, head: int) -> bool:
    """Whether a comma stands inside one name: `Children, Young People and Education Committee`."""
    between = [token.lower_ for token in doc[at:head]]
    return "and" in between and not any(word in heads() or word in words("offices") for word in between)


def _stands_for_one(doc: Doc, token: Token) -> bool:
    """Whether a bare head word with a capital stands for a body: `the Trust`, inside a sentence."""
    before = doc[token.i - 1].lower_ if token.i else ""
    return before in {"the", "our", "this"} and not token.text.isupper()


def _begins_sentence(doc: Doc, at: int) -> bool:
    return at == 0 or doc[at - 1].text in {".", "?", "!", "…", "“", '"', ":", "\n"} or doc[at - 1].is_space


def _is_meant_as_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a name that is a common word too stands for the body: inside a sentence, part of no other name."""
    if _begins_sentence(doc, start) or folded_name(doc[start:end].text) in never_organisations():
        return False
    before = doc[start - 1].text if start else ""
    after = doc[end].text if end < len(doc) else ""
    return not (before[:1].isupper() and before.lower() not in {"the", "i"}) and not after[:1].isupper()


def _could_be_a_name(text: str) -> bool:
    folded = folded_name(text)
    if any(word in words("offices") for word in folded.split()[:3]):
        return False  # the person who heads a body, not the body
    if len(folded) < 2 or folded in never_organisations() or not any(c.isupper() for c in text):
        return False
    ends = {folded.split()[0], folded.split()[-1]}
    if not ends.isdisjoint(words("not_organisation_heads")) or "\n" in text or text[0].islower():
        return False
    return any(c.isalpha() for c in text) and len(text.split()) <= _LONGEST_NAME


def _reconciled(found: Sequence[Found], text: str) -> tuple[Found, ...]:
    """One of each set that overlaps: the longer of gazetteer and pattern; the model's where neither speaks."""
    ranked = sorted(found, key=lambda f: (f.confidence <= MODEL, f.span.start - f.span.end, -f.confidence))
    kept: list[Found] = []
    for candidate in ranked:
        if candidate.span.start >= candidate.span.end:
            continue
        clash = next((k for k in kept if k.span.overlaps(candidate.span)), None)
        if clash is None:
            kept.append(candidate)
        elif clash.span == candidate.span and {clash.confidence, candidate.confidence} == {PATTERN, MODEL}:
            kept[kept.index(clash)] = Found(clash.span, MODEL_AND_PATTERN, clash.basis + ", as the model says too")
    return tuple(sorted(kept, key=lambda f: f.span))
