"""Builds the log of replacements from which every printed quote is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.corpus.evidence_records import Redaction
from pipeline.corpus.layers import StudyLayers
from pipeline.corpus.records import Consent, Kind, Participant
from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Span, SpanIndex
from pipeline.language.lexicons import words
from pipeline.people.decided_names import DecidedNames
from pipeline.people.everyone import names_of, uncovered
from pipeline.people.identifiers import Identifier, unless_organisations
from pipeline.people.name_evidence import SpokenSource, spoken_sources
from pipeline.people.name_matching import REPLACEMENT
from pipeline.people.redaction import Redacted, Redactor
from pipeline.people.third_parties import mentioned_people

MENTIONED = "mentioned, and not on record"
DECIDED = "decided in models/people.csv"
IDENTIFIER = "tells who somebody is"
_LONG = 2_000  # characters
_INITIALS = re.compile(r"[A-Z]{2,4}")
_WORD_OF_CAPITALS = re.compile(r"(?<!\w)[A-Z]{2,4}(?!\w)")


class NamesSearch(NamedTuple):
    """A source to search for the people on record.

    Attributes:
        redactor: knows them.
        text: the text of the source.
        people: where the names model finds people.
        organisations: where organisations are named.
    """

    redactor: Redactor
    text: str
    people: tuple[Span, ...]
    organisations: tuple[Span, ...]

    @property
    def is_long(self) -> bool:
        """Whether to recall the result takes less time than to search; a survey has thousands of short answers."""
        return len(self.text) >= _LONG

    @property
    def key(self) -> object:
        """All that the result depends on, as a JSON value."""
        return [self.redactor.digest, self.text, self.people, self.organisations]


def people_on_record(search: NamesSearch) -> list[Redacted]:
    """The names of people on record that may not be printed, in one source."""
    return search.redactor.spans(search.text, people=search.people, organisations=search.organisations)


def search_each(searches: Sequence[NamesSearch]) -> Iterator[list[Redacted]]:
    """The names found by each search."""
    return map(people_on_record, searches)


def named_in_full(documents: Iterable[SpokenSource]) -> set[str]:
    """The names, of at least two words, of people named in published documents."""
    names = (span.of(one.text) for one in documents for span in one.people)
    return {name for name in names if len(name.split()) > 1}


def redactions_of(
    corpus: StudyLayers,
    *,
    redactor: Redactor,
    identifiers: Mapping[str, Sequence[Identifier]],
    printable: Iterable[str],
    settings: QuoteSettings,
    decided: DecidedNames | None = None,
    search: Callable[[Sequence[NamesSearch]], Iterable[list[Redacted]]] = search_each,
) -> Iterator[Redaction]:
    """The log, source by source: people on record first, then identifiers, then third parties.

    In a document, where people are named publicly, only people on record are searched for.

    Args:
        corpus: the results of the earlier stages.
        redactor: finds the people on record.
        identifiers: the identifiers in each source.
        printable: names that the researcher wants to keep.
        settings: which people are replaced.
        decided: the researcher's decisions on names, which take precedence in documents too.
        search: finds the people on record in each source; may recall what an earlier run found.
    """
    decided = decided or DecidedNames()
    texts = corpus.texts
    kinds = {source.source: source.kind for source in corpus.sources}
    read = spoken_sources(texts, turns=corpus.turns, people=corpus.people, mentions=corpus.mentions)
    spoken = [decided.with_things(one) for one in read]
    in_notes = {source.source: source.case for source in corpus.sources if source.kind == Kind.NOTES}
    documents = {name for name in texts if kinds[name] == Kind.DOCUMENT}
    mentioned: Mapping[str, Sequence[Span]] = {}
    if settings.redact_people_mentioned:
        public = [*printable, *decided.kept_names()]
        if not settings.redact_public_figures:
            public += words("public_figures")
        if not settings.redact_people_in_documents:
            public += named_in_full(one for one in spoken if one.source in documents)
        names = {True: list[str](), False: list[str]()}  # of people on record, by whether they may be named
        for person in corpus.participants:
            names[person.consent == Consent.NAMED] += names_of(person)
        mentioned = mentioned_people(
            [one for one in spoken if one.source not in documents],
            printable=public,
            named=names[True],
            unnamed=names[False],
        )
    on_record = search(
        [
            NamesSearch(redactor, one.text, tuple(one.people), tuple(span for span, _ in one.organisations))
            for one in spoken
        ]
    )
    for one, found in zip(spoken, on_record, strict=True):
        kept: list[Redaction] = []
        telling = unless_organisations(identifiers[one.source], [span for span, _ in one.organisations])
        kept += [_redaction(one, each.span, each.replacement, reason=IDENTIFIER) for each in telling]
        taken = SpanIndex(each.span for each in kept)
        kept += [
            _redaction(
                one, span, each.replacement, participant=each.participant, reason=redactor.reason(each.participant)
            )
            for each in found
            # An address is replaced as a whole, including any name in it.
            for span in uncovered(each.span, taken, one.text)
        ]
        taken = SpanIndex(each.span for each in kept)
        kept += [
            _redaction(one, span, REPLACEMENT, participant=who, reason=redactor.reason(who))
            for span, who in _initials(one, in_notes.get(one.source, ""), corpus.participants)
            if not taken.overlapping(span)
        ]
        taken = SpanIndex(each.span for each in kept)
        third_parties = mentioned.get(one.source, ())
        finder = SpanIndex(third_parties)
        kept += [
            _redaction(one, span, REPLACEMENT, reason=MENTIONED if finder.overlapping(span) else DECIDED)
            for name in decided.applied(third_parties, one.text)
            for span in uncovered(name, taken, one.text)
        ]
        yield from _joined(sorted(kept, key=lambda each: each.start), one)


def _initials(one: SpokenSource, case: str, people: Iterable[Participant]) -> Iterator[tuple[Span, str]]:
    """Where notes give the initials of a person who may not be named: `ST and AB agreed`.

    Args:
        one: the source.
        case: the case of the notes; "" for a source of another kind.
        people: everyone on record.
    """
    whose = {
        person.speaker: person.participant
        for person in people
        if case and person.case == case and person.consent != Consent.NAMED and _INITIALS.fullmatch(person.speaker)
    }
    for match in _WORD_OF_CAPITALS.finditer(one.text) if whose else ():
        if match[0] in whose and any(turn.contains(Span(*match.span())) for turn in one.turns):
            yield Span(*match.span()), whose[match[0]]


def _joined(found: Iterable[Redaction], one: SpokenSource) -> Iterator[Redaction]:
    """The redactions, with a single `[name]` if parts of one name were found in two ways."""
    last: Redaction | None = None
    for each in found:
        if last is not None and _is_one_name(last, each, one.text):
            participants = dict.fromkeys(who for who in (last.participant, each.participant) if who)
            reasons = dict.fromkeys((last.reason, each.reason))
            whole = Span(last.start, each.end)
            last = _redaction(
                one, whole, REPLACEMENT, reason="; ".join(reasons), participant="; ".join(participants)
            )
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _is_one_name(first: Redaction, second: Redaction, text: str) -> bool:
    if not first.replacement == second.replacement == REPLACEMENT:
        return False
    apart = text[first.end : second.start]
    return apart in ("", " ") and not {MENTIONED, DECIDED}.isdisjoint((first.reason, second.reason))


def _redaction(one: SpokenSource, span: Span, replacement: str, *, reason: str, participant: str = "") -> Redaction:
    return Redaction(
        source=one.source,
        start=span.start,
        end=span.end,
        text=span.of(one.text),
        replacement=replacement,
        participant=participant,
        reason=reason,
    )
