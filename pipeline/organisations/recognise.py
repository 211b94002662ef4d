"""Finds mentions of organisations with the language model, the gazetteer, and patterns of UK names.

The language model runs first and separately, so that its cached results remain valid when the gazetteer is edited.
One spaCy pipeline does the rest: a SpanRuler with token patterns, and `organisation_names`, which adds the names of
the gazetteer and names around a head word (Trust, Council), and resolves overlaps. Where spans overlap, the
gazetteer and the patterns take precedence over the model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from pipeline.corpus.evidence_records import BY_MODEL_ALONE
from pipeline.corpus.spans import Span
from pipeline.language.english import entity_model, tokenizer_only
from pipeline.language.lexicons import token_patterns, words
from pipeline.language.name_tagger import FILTER_SENTENCES, uses_capitals
from pipeline.language.styled_letters import plain_letters
from pipeline.organisations.descriptions import described
from pipeline.organisations.exclusions import (
    LONGEST_NAME,
    after_office,
    could_be_a_name,
    gives_its_name,
    is_an_office,
    is_one_of_a_kind,
    is_replaced,
    is_title_line,
    is_used,
    line_around,
    names_a_thing,
    part_of_line,
)
from pipeline.organisations.known import GazetteerName, KnownNames, NameIndex, is_possessive
from pipeline.organisations.name_patterns import (
    NAME_FORM,
    PatternMatch,
    begins_sentence,
    is_ministers,
    is_name_word,
    name_patterns,
    text_of,
)
from pipeline.organisations.names import (
    FoundName,
    RecognisedNames,
    SeenName,
    folded_name,
    heads,
    never_organisations,
    trimmed_name,
)
from pipeline.organisations.overlaps import GAZETTEER, MODEL, PATTERN, NameSpan, resolve_overlaps

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

__all__ = ["MODEL", "PATTERN", "GazetteerName", "KnownNames", "NameSpan", "Portion", "recognise"]

_WINDOW = 4 * LONGEST_NAME  # tokens
_LONG_ROW = re.compile(rf"(?:\b[A-Z][\w’']*+\W{{1,4}}+){{{_WINDOW}}}")
_OTHERS = frozenset({"PERSON", "GPE", "LOC", "NORP"})
_ROWS = "organisation_rows"  # the span group that the SpanRuler fills
_YEAR = re.compile(r"(?:['’]s)?,?\s*[(\[.]?\s*(?:1[89]|20)\d\d\b")
_BETWEEN_BODIES = frozenset({"and", "&", "for", "at", "by", "with", "from", "to"})
_LONGEST_ABBREVIATION = 6  # letters
_NAME_AND_SURNAME = 2  # words
_CALLED = frozenset({"called", "named"})


@dataclass(frozen=True)
class Portion:
    """A batch of texts.

    Attributes:
        texts: the texts of turns.
        names: the names to look for.
        seen: the names that the language model found in each text; None if it has not read them yet.
    """

    texts: tuple[str, ...]
    names: KnownNames
    seen: Sequence[Sequence[SeenName]] | None = None


def seen_by_model(texts: Sequence[str]) -> list[list[SeenName]]:
    """The names that the language model finds in each text of a source.

    This is the slow part, and a pure function. If these texts use capitals for names, the model reads only
    sentences that may contain one.
    """
    nlp, sparingly = _reader(), uses_capitals(texts)
    docs = (nlp.make_doc(plain_letters(text)) for text in texts)
    return [
        [SeenName(e.start_char, e.end_char, e.label_) for e in doc.ents]
        for doc in nlp.pipe((_marked(doc, sparingly) for doc in docs), batch_size=32)
    ]


def _marked(doc: Doc, sparingly: bool) -> Doc:
    doc.user_data[FILTER_SENTENCES] = sparingly
    return doc


@cache
def _reader() -> Language:
    return entity_model()


def recognise(portion: Portion) -> list[RecognisedNames]:
    """The names in each text."""
    nlp = recogniser(portion.names)
    seen = seen_by_model(portion.texts) if portion.seen is None else portion.seen
    texts = map(plain_letters, portion.texts)
    docs = (_with_names(nlp.make_doc(text), names) for text, names in zip(texts, seen, strict=True))
    results = []
    for doc in nlp.pipe(docs, batch_size=32):
        results.append(
            RecognisedNames(
                [
                    FoundName(found.span.start, found.span.end, found.confidence, found.basis)
                    for found in doc._.organisations
                ],
                [SeenName(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in _OTHERS],
            )
        )
    return results


def _with_names(doc: Doc, names: Sequence[SeenName]) -> Doc:
    spans = (doc.char_span(start, end, label=label) for start, end, label in names)
    doc.set_ents([span for span in spans if span is not None])
    return doc


def recogniser(names: KnownNames) -> Language:
    """The spaCy pipeline that looks for these names; there is one in each process."""
    nlp, component = _pipeline()
    component.look_for(names)
    return nlp


@cache
def _pipeline() -> tuple[Language, OrganisationNames]:
    nlp = tokenizer_only()  # first, because it imports spaCy without its commands
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("organisations"):
        Doc.set_extension("organisations", default=())
    if not Language.has_factory("organisation_names"):
        Language.factory("organisation_names", func=_make_component)
    return nlp, cast("OrganisationNames", nlp.add_pipe("organisation_names"))


def _make_component(nlp: Language, name: str) -> OrganisationNames:
    return OrganisationNames(nlp)


class OrganisationNames:
    """The spaCy component: sets `doc._.organisations`, non-overlapping, in order."""

    def __init__(self, nlp: Language) -> None:
        from spacy.pipeline import SpanRuler

        # The model's initial vocabulary, which shows which names are also common words.
        self._common = frozenset(word for word in nlp.vocab.strings if word.islower() and word.isalpha())
        self._rows = SpanRuler(nlp, spans_key=_ROWS)
        self._rows.add_patterns(token_patterns("organisation_patterns"))
        self.look_for(())

    def look_for(self, names: Iterable[GazetteerName]) -> None:
        """Look for these names from now on."""
        names = list(names)
        self._index = NameIndex(names, common=self._common)
        self._possessive = frozenset(folded_name(n.text) for n in names if is_possessive(n.text))

    def __call__(self, doc: Doc) -> Doc:
        """Find the organisations of one text."""
        known = list(self._from_gazetteer(doc))
        ends = {found.span.end for found in known}
        known_ends = (
            frozenset(token.i + 1 for token in doc if token.idx + len(token) in ends) if ends else frozenset()
        )
        found = [*known, *self._from_shapes(doc, known_ends=known_ends), *self._from_rows(doc)]
        found += [*self._from_model(doc, known_ends=known_ends), *_from_descriptions(doc)]
        doc._.organisations = tuple(
            one
            for one in resolve_overlaps(found)
            if not (is_used(doc, one.span) or is_one_of_a_kind(doc, one) or is_replaced(doc, one.span))
        )
        return doc

    def _from_gazetteer(self, doc: Doc) -> Iterator[NameSpan]:
        for hit in self._index.hits(text_of(doc)):
            tokens = doc.char_span(*hit.span, alignment_mode="expand")
            if tokens is None or not (hit.certain or _is_meant_as_name(doc, tokens.start, tokens.end)):
                continue
            whole = hit.certain and tokens.end_char == hit.span.end  # not the EU of `EU.21 Instead`
            grown = self._with_branch(doc, tokens.end) if whole else tokens.end
            if grown == tokens.end:
                yield NameSpan(hit.span, GAZETTEER if hit.certain else MODEL, "known name")
                continue
            span = Span(hit.span.start, doc[grown - 1].idx + len(doc[grown - 1]))
            if could_be_a_name(span.of(text_of(doc))):  # not the NHS App
                yield NameSpan(span, GAZETTEER, f"known name with its branch, {doc[tokens.end : grown].text}")

    def _with_branch(self, doc: Doc, end: int) -> int:
        """The end of a known name that is followed by the place of its branch: Age UK Northmarsh.

        Other words in capitals may follow: `NHS Co-Investigators`, `BY AGE UK AS AGREED`.
        """
        grown = end
        while grown < len(doc) and is_name_word(doc[grown]) and doc[grown - 1].whitespace_ and doc[grown].is_alpha:
            grown += 1
        if grown == end:
            return end
        last = doc[grown - 1]
        is_word = last.lower_ in self._common and last.lower_ not in heads() and not last.ent_type_
        begins_word = grown < len(doc) and doc[grown].text == "-" and not last.whitespace_
        return end if is_word or begins_word or any(token.is_stop for token in doc[end:grown]) else grown

    def _from_shapes(self, doc: Doc, *, known_ends: frozenset[int]) -> Iterator[NameSpan]:
        for shape in name_patterns(doc, common=self._common, known_ends=known_ends):
            if gives_its_name(doc, shape.end) or self._is_of_a_title(doc, shape) or _is_a_person(doc, shape):
                continue
            yield from self._named(doc, shape.start, shape.end, confidence=PATTERN, why=shape.why)

    def _from_rows(self, doc: Doc) -> Iterator[NameSpan]:
        for row in self._matched(doc):
            start = row.start
            while start < row.end - 1 and any(token.lower_ in _CALLED for token in doc[start : row.end]):
                start += 1  # a charity called Kindling
            while start < row.end - 1 and begins_sentence(doc, start) and not is_name_word(doc[start]):
                start += 1
            if row.id_ == "saint":
                yield from _saint(doc, row)
            elif row.id_ == "ampersand" and self._are_two(doc, row):
                continue
            else:
                yield from self._named(doc, start, row.end, confidence=PATTERN, why=row.label_)

    def _is_of_a_title(self, doc: Doc, shape: PatternMatch | SpacySpan) -> bool:
        """Whether ordinary words are capitalised because they are part of a title: `New Homes Bonus`, a heading."""
        if not all(t.lower_ in self._common or not t.is_alpha for t in doc[shape.start : shape.end]):
            return False
        if shape.end - shape.start == 1:
            return False
        after = doc[shape.end] if shape.end < len(doc) else None
        if after is not None and after.is_title and after.lower_ in self._common and doc[shape.end - 1].whitespace_:
            return not (_is_seen_as_one(doc, shape) or begins_sentence(doc, shape.end) or after.ent_type_)
        whole = Span(doc[shape.start].idx, doc[shape.end - 1].idx + len(doc[shape.end - 1]))
        part = part_of_line(whole, text_of(doc))
        rest = text_of(doc)[part.start : whole.start] + text_of(doc)[whole.end : part.end]
        is_more = any(c.isalpha() for c in rest.casefold().removeprefix("the "))
        return is_more and is_title_line(line_around(whole, text_of(doc)).of(text_of(doc)))

    def _are_two(self, doc: Doc, row: SpacySpan) -> bool:
        """Whether an ampersand joins two people or subjects: `Wren & Vaughan (1997)`, `Resilience & Care`."""
        if _YEAR.match(text_of(doc), row.end_char) or any(token.ent_type_ == "PERSON" for token in row):
            return True
        return all(t.lower_ in self._common or not t.is_alpha for t in row) and not _is_seen_as_one(doc, row)

    def _matched(self, doc: Doc) -> Iterator[SpacySpan]:
        """The matches of the token patterns.

        A pattern for any number of capitalised words tries every part of a long sequence of them; such a text is
        therefore matched in overlapping windows, each longer than a name.
        """
        if _LONG_ROW.search(text_of(doc)) is None:
            yield from self._rows.match(doc)
            return
        from spacy.tokens import Doc, Span

        words = [token.text for token in doc]
        for start in range(0, len(doc), _WINDOW // 2):
            for row in self._rows.match(Doc(doc.vocab, words[start : start + _WINDOW])):
                yield Span(doc, start + row.start, start + row.end, label=row.label, span_id=row.id)

    def _from_model(self, doc: Doc, *, known_ends: frozenset[int]) -> Iterator[NameSpan]:
        for labelled in doc.ents:
            ent = _without_links(labelled)
            if ent.label_ != "ORG" or is_ministers(doc, ent.start) or names_a_thing(doc, ent):
                continue
            if not (self._is_cut_off(doc, ent) or self._is_of_a_title(doc, ent)):
                for start, end in _bodies_of(doc, ent, known_ends=known_ends):
                    yield from self._named(doc, start, end, confidence=MODEL, why=BY_MODEL_ALONE)

    def _is_cut_off(self, doc: Doc, ent: SpacySpan) -> bool:
        """Whether it is the beginning of something else, or a person's role: `Fine Art`, `Debt Adviser`."""
        last = doc[ent.end - 1]
        if ent.start > 0 and doc[ent.start - 1].text == "#":
            return True
        if len(ent) == 1 and self._is_a_word(doc, ent.start):
            return True
        if len(ent) > 1 and last.lower_ in words("role_nouns") and last.lower_ not in heads():
            return True
        if ent.end == len(doc) or not last.whitespace_ or not last.is_title or begins_sentence(doc, ent.end):
            return False
        after = doc[ent.end]
        if not after.is_title or after.ent_type_ or last.lower_ in heads():
            return False
        return after.lower_ in words("role_nouns") or (len(ent) == 1 and last.lower_ in self._common)

    def _is_a_word(self, doc: Doc, at: int) -> bool:
        """Whether a common word has capitals for stress, or as the first of a sentence: `Enzymes are`."""
        token = doc[at]
        if token.lower_ not in self._common or token.lower_ in heads():
            return False
        if token.is_upper:
            return len(token) > _LONGEST_ABBREVIATION
        after = doc[at + 1] if at + 1 < len(doc) else None
        if after is None or not (after.is_alpha and after.is_lower and begins_sentence(doc, at)):
            return False
        return after.lower_ not in words("verbs_of_bodies")

    def _named(self, doc: Doc, start: int, end: int, *, confidence: float, why: str) -> Iterator[NameSpan]:
        start = after_office(doc, start, end)
        if is_an_office(doc, end):
            return
        whole = Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        text = text_of(doc)
        span = trimmed_name(whole, text, possessive_of_name=self._possessive)
        if could_be_a_name(span.of(text), caseless=why.startswith(NAME_FORM) and text.islower()):
            yield NameSpan(span, confidence, why)


def _without_links(ent: SpacySpan) -> SpacySpan:
    """An entity without a link word at its end: `Quillet and` in a list."""
    return ent[:-1] if len(ent) > 1 and ent[-1].lower_ in ("and", "&", "or") else ent


def _is_a_person(doc: Doc, shape: PatternMatch) -> bool:
    """Whether a name around a head that is also a surname is a person's: Linda Hall, Jo Church."""
    tokens = doc[shape.start : shape.end]
    if len(tokens) != _NAME_AND_SURNAME or any(token.ent_type_ not in ("PERSON", "ORG") for token in tokens):
        return False
    return tokens[0].ent_type_ == "PERSON" and tokens[0].lower_ in words("given_names")


def _from_descriptions(doc: Doc) -> Iterator[NameSpan]:
    """The names that are described as bodies, unless the model takes them for a person or place."""
    for span in described(text_of(doc)):
        tokens = doc.char_span(*span, alignment_mode="expand")
        if tokens is None or any(token.ent_type_ in ("PERSON", "GPE", "LOC", "NORP") for token in tokens):
            continue
        if len(tokens) > 2 or could_be_a_name(span.of(text_of(doc))):
            yield NameSpan(span, PATTERN, "described as a body")


def _bodies_of(doc: Doc, ent: SpacySpan, *, known_ends: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The token ranges of the bodies that the model labelled as one: `Mind / Shelter`."""
    start = ent.start
    for at in range(ent.start + 1, ent.end - 1):
        if doc[at].text == "/" or (at in known_ends and doc[at].lower_ in _BETWEEN_BODIES):
            yield start, at
            start = at + 1
    yield start, ent.end


def _is_seen_as_one(doc: Doc, shape: PatternMatch | SpacySpan) -> bool:
    """Whether the language model takes all its words for one organisation."""
    tokens = doc[shape.start : shape.end]
    return all(token.ent_type_ == "ORG" for token in tokens) and all(t.ent_iob_ == "I" for t in tokens[1:])


def _saint(doc: Doc, row: SpacySpan) -> Iterator[NameSpan]:
    """`St Oswin's` as a whole name, but not in St Oswin's Street or `St Oswin's vicar`."""
    if row.end == len(doc) or doc[row.end].is_punct or doc[row.end].is_stop or doc[row.end].is_space:
        yield NameSpan(Span(row.start_char, row.end_char), PATTERN, row.label_)


def _is_meant_as_name(doc: Doc, start: int, end: int) -> bool:
    """Whether a name that is also a common word means the body: inside a sentence, not part of another name."""
    if folded_name(doc[start:end].text) in never_organisations():
        return False
    if begins_sentence(doc, start):
        acts = end < len(doc) and doc[end].lower_ in words("verbs_of_bodies")
        return acts or all(token.ent_type_ == "ORG" for token in doc[start:end])
    before = doc[start - 1].text if start else ""
    after = doc[end].text if end < len(doc) else ""
    return not (before[:1].isupper() and before.lower() not in {"the", "i"}) and not after[:1].isupper()
