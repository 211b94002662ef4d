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
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.corpus.evidence_records import BY_MODEL_ALONE
from pipeline.corpus.spans import Span
from pipeline.language.english import entity_model, tokenizer_only
from pipeline.language.lexicons import token_patterns, words
from pipeline.language.name_tagger import FILTER_SENTENCES
from pipeline.language.sentence_filter import uses_capitals
from pipeline.language.styled_letters import plain_letters
from pipeline.organisations.known import GazetteerName, KnownNames, NameIndex
from pipeline.organisations.name_patterns import (
    NAME_FORM,
    begins_sentence,
    is_ministers,
    is_name_word,
    name_patterns,
    text_of,
)
from pipeline.organisations.names import (
    SMALL_WORDS,
    FoundName,
    RecognisedNames,
    SeenName,
    folded_name,
    heads,
    institutions,
    never_organisations,
    trimmed_name,
)
from pipeline.organisations.overlaps import GAZETTEER, MODEL, PATTERN, NameSpan, resolve_overlaps

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

__all__ = ["MODEL", "PATTERN", "GazetteerName", "KnownNames", "NameSpan", "Portion", "recognise"]

_LONGEST_NAME = 12  # words
_WINDOW = 4 * _LONGEST_NAME  # tokens
_LONG_ROW = re.compile(rf"(?:\b[A-Z][\w’']*+\W{{1,4}}+){{{_WINDOW}}}")
_NEXT_TO = 100  # characters that are searched for the word next to a name
_OTHERS = frozenset({"PERSON", "GPE", "LOC", "NORP"})
_ROWS = "organisation_rows"  # the span group that the SpanRuler fills
_REPLACED = re.compile(
    r"\[[^\[\]\n]{0,40}\b(?:names?|organi[sz]ation|charity|place|person|redacted|removed)\b[^\[\]\n]{0,40}\]", re.I
)
_LONGEST_OFFICE = 5  # words
_HEADS_OF_BODIES = frozenset(
    {"ceo", "cfo", "coo", "founder", "co-founder", "trustee", "trustees", "treasurer", "executive"}
)
_ANY = frozenset({"a", "an", "any", "each", "every", "another", "no"})
_THINGS = frozenset({"programme", "programmes", "scheme", "fund", "initiative", "campaign", "pilot", "act", "bill"})
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


@lru_cache(maxsize=1)
def recogniser(names: KnownNames) -> Language:
    """The spaCy pipeline that looks for these names; cached in each process."""
    nlp = tokenizer_only()  # first, because it imports spaCy without its commands
    from spacy.language import Language
    from spacy.tokens import Doc

    if not Doc.has_extension("organisations"):
        Doc.set_extension("organisations", default=())
    if not Language.has_factory("organisation_names"):
        Language.factory("organisation_names", func=_make_component, default_config={"packed": ""})
    nlp.add_pipe("organisation_names", config={"packed": names.packed})
    return nlp


def _make_component(nlp: Language, name: str, packed: str) -> OrganisationNames:
    return OrganisationNames(nlp, names=KnownNames(packed, ""))


class OrganisationNames:
    """The spaCy component: sets `doc._.organisations`, non-overlapping, in order."""

    def __init__(self, nlp: Language, *, names: Iterable[GazetteerName]) -> None:
        from spacy.pipeline import SpanRuler

        # The model's initial vocabulary, which shows which names are also common words.
        self._common = frozenset(word for word in nlp.vocab.strings if word.islower() and word.isalpha())
        self._rows = SpanRuler(nlp, spans_key=_ROWS)
        self._rows.add_patterns(token_patterns("organisation_patterns"))
        self._index = NameIndex(names, common=self._common)
        self._possessive = frozenset(folded_name(n.text) for n in names if n.text.endswith(("'s", "’s")))

    def __call__(self, doc: Doc) -> Doc:
        """Find the organisations of one text."""
        known = list(self._from_gazetteer(doc))
        ends = {found.span.end for found in known if found.confidence > MODEL}
        known_ends = (
            frozenset(token.i + 1 for token in doc if token.idx + len(token) in ends) if ends else frozenset()
        )
        found = [*known, *self._from_shapes(doc, known_ends=known_ends), *self._from_rows(doc)]
        found += self._from_model(doc)
        doc._.organisations = tuple(
            one
            for one in resolve_overlaps(found)
            if not (_is_used(doc, one.span) or _is_one_of_a_kind(doc, one) or _is_replaced(doc, one.span))
        )
        return doc

    def _from_gazetteer(self, doc: Doc) -> Iterator[NameSpan]:
        for hit in self._index.hits(text_of(doc)):
            tokens = doc.char_span(*hit.span, alignment_mode="expand")
            if tokens is None or not (hit.certain or _is_meant_as_name(doc, tokens.start, tokens.end)):
                continue
            whole = hit.certain and tokens.end_char == hit.span.end  # not the EU of `EU.21 Instead`
            grown = _with_branch(doc, tokens.end) if whole else tokens.end
            if grown == tokens.end:
                yield NameSpan(hit.span, GAZETTEER if hit.certain else MODEL, "known name")
                continue
            span = Span(hit.span.start, doc[grown - 1].idx + len(doc[grown - 1]))
            if _could_be_a_name(span.of(text_of(doc))):  # not the NHS App
                yield NameSpan(span, GAZETTEER, f"known name with its branch, {doc[tokens.end : grown].text}")

    def _from_shapes(self, doc: Doc, *, known_ends: frozenset[int]) -> Iterator[NameSpan]:
        for shape in name_patterns(doc, common=self._common, known_ends=known_ends):
            if _gives_its_name(doc, shape.end):
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
            else:
                yield from self._named(doc, start, row.end, confidence=PATTERN, why=row.label_)

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

    def _from_model(self, doc: Doc) -> Iterator[NameSpan]:
        for ent in doc.ents:
            if ent.label_ == "ORG" and not is_ministers(doc, ent.start) and not _names_a_thing(doc, ent):
                yield from self._named(doc, ent.start, ent.end, confidence=MODEL, why=BY_MODEL_ALONE)

    def _named(self, doc: Doc, start: int, end: int, *, confidence: float, why: str) -> Iterator[NameSpan]:
        start = _after_office(doc, start, end)
        if _is_an_office(doc, end):
            return
        whole = Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        text = text_of(doc)
        span = trimmed_name(whole, text, possessive_of_name=self._possessive)
        if _could_be_a_name(span.of(text), caseless=why.startswith(NAME_FORM) and text.islower()):
            yield NameSpan(span, confidence, why)


def _saint(doc: Doc, row: SpacySpan) -> Iterator[NameSpan]:
    """`St Oswin's` as a whole name, but not in St Oswin's Street or `St Oswin's vicar`."""
    if row.end == len(doc) or doc[row.end].is_punct or doc[row.end].is_stop or doc[row.end].is_space:
        yield NameSpan(Span(row.start_char, row.end_char), PATTERN, row.label_)


def _with_branch(doc: Doc, end: int) -> int:
    """The end of a known name that is followed by the place of its branch: Age UK Northmarsh."""
    while end < len(doc) and is_name_word(doc[end]) and doc[end - 1].whitespace_ == " " and doc[end].is_alpha:
        end += 1
    return end


def _after_office(doc: Doc, start: int, end: int) -> int:
    """The start of the organisation in `Chair of the Wexcombe Trust`, `Deputy Chief Executive at Mind`."""
    for at in range(min(end - 2, start + _LONGEST_OFFICE), start, -1):
        if doc[at].lower_ not in ("of", "at") or not _ends_in_office([token.lower_ for token in doc[start:at]]):
            continue
        if doc[at + 1].lower_ == "the" and at + 2 < end:
            return at + 2
        rest = doc[at + 1 : end]
        if (
            rest[-1].lower_ in heads()
            or folded_name(rest.text) in institutions()
            or "executive" in doc[at - 1].lower_
        ):
            return at + 1
        if doc[at - 1].lower_ in _HEADS_OF_BODIES:
            return at + 1
    return start


def _ends_in_office(parts: Sequence[str]) -> bool:
    """Whether words end in a person's office: `chief executive`, `vice chair`; not Health and Safety Executive."""
    last = parts[-1]
    if any(" ".join(parts[-many:]) in words("role_nouns") for many in (3, 2) if many <= len(parts)):
        return True
    return last not in heads() and (
        last in words("offices") or last in _HEADS_OF_BODIES or last.endswith("ordinator")
    )


def _is_one_of_a_kind(doc: Doc, one: NameSpan) -> bool:
    """Whether it is a kind of body and not a particular one: `set up as a Community Benefit Society`."""
    tokens = doc.char_span(*one.span, alignment_mode="expand")
    if tokens is None or one.confidence >= GAZETTEER:
        return False
    start, end = tokens.start, tokens.end
    if start == 0 or doc[start - 1].lower_ not in _ANY or doc[end - 1].lower_ not in heads():
        return False
    return end == len(doc) or doc[end].is_punct or doc[end].is_space or doc[end].is_stop


def _is_replaced(doc: Doc, span: Span) -> bool:
    """Whether it overlaps the replacement of a name: `[name]`, `[Organisation 2]`."""
    text = text_of(doc)
    if "[" not in text:
        return False
    return any(span.overlaps(Span(*match.span())) for match in _REPLACED.finditer(text))


def _is_an_office(doc: Doc, end: int) -> bool:
    """Whether the words are part of a person's office: `Commissioned Services Manager at …`."""
    if end + 1 >= len(doc) or doc[end + 1].lower_ != "at":
        return False
    return doc[end].text[0].isupper() and doc[end].lower_ in words("role_nouns")


def _names_a_thing(doc: Doc, ent: SpacySpan) -> bool:
    """Whether the model has labelled something other than a body: `the Bright Futures programme`."""
    last = doc[ent.end - 1]
    if last.is_lower and last.is_alpha and doc[ent.start].is_title and len(ent) > 1:
        return True  # Cold Harbour support: a body's name ends in a capital
    if ent.end == len(doc) or len(ent) == 1:
        return False
    follows = doc[ent.end]
    if last.lower_ in heads():
        return _gives_its_name(doc, ent.end)
    return follows.lower_ in (words("not_organisation_heads") if follows.is_title else _THINGS)


def _gives_its_name(doc: Doc, end: int) -> bool:
    """Whether a plural is the name of the thing after it: `Young Neighbours Programme`."""
    if end == len(doc) or not doc[end].is_title or not doc[end - 1].lower_.endswith("s"):
        return False
    return doc[end].lower_ in words("not_organisation_heads")


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


def _could_be_a_name(text: str, *, caseless: bool = False) -> bool:
    folded = folded_name(text)
    parts = folded.split()
    if folded in institutions():
        return text[0].isupper()
    # A person who heads a body, not the body itself: Grace Adeyemi Chief Executive.
    if any(word in words("offices") for word in parts[:3]) or (len(parts) > 1 and _ends_in_office(parts)):
        return False
    if len(folded) < 2 or folded in never_organisations() or "\n" in text:
        return False
    if not caseless and (text[0].islower() or not any(c.isupper() for c in text)):
        return False
    if parts[-1] == "court" and parts[-2:][0] in words("kinds_of_courts"):
        return True
    if _ends_or_begins_as_a_thing(parts):
        return False
    if all(word in words("function_words") or word in words("number_words") or len(word) == 1 for word in parts):
        return False
    return any(c.isalpha() for c in text) and len(text.split()) <= _LONGEST_NAME


def _ends_or_begins_as_a_thing(parts: Sequence[str]) -> bool:
    """Whether a folded name is that of a document, law or plan: `tidal strategy`, `programme for government`."""
    things = words("not_organisation_heads")
    if parts[-1] in things:
        return True
    return parts[0] in things and (not parts[1].isalpha() or (parts[1] in SMALL_WORDS and parts[-1] not in heads()))


def _is_used(doc: Doc, span: Span) -> bool:
    """Whether a company's name is used for its product: `on Facebook`, `a Zoom call`."""
    text = text_of(doc)
    if span.of(text).casefold() not in words("platforms"):
        return False
    before = text[max(0, span.start - _NEXT_TO) : span.start].split()[-1:]
    after = text[span.end : span.end + _NEXT_TO].split()[:1]
    neighbours = {f"before {word.casefold()}" for word in before} | {
        f"after {word.casefold().strip('.,?!')}" for word in after
    }
    return not neighbours.isdisjoint(words("around_platforms"))
