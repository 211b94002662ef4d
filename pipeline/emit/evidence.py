"""Every passage and quotation with all that is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.corpus.evidence_records import QUOTABILITY_PARTS, Attribution, Passage, Quotation
from pipeline.corpus.records import INTERVIEWER, REPORTED, Kind, Source, Turn
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Overlaps, S, Span, folded
from pipeline.emit.attributes import Facts, RespondentFacts, written
from pipeline.emit.contexts import Contexts
from pipeline.emit.gate import Gate, joined, with_capital, worded
from pipeline.emit.material import Material, listed, number

_SOMEBODY = worded("somebody")
_NOTES_TITLE = re.compile(r"(?:meeting )?(?:notes|minutes)\b", re.IGNORECASE)
# Speakers that a reader of the quote alone cannot tell.
_THE_MEETING = worded("the meeting")
_ONESELF = ("i", "we")
_NOBODY_IN_PARTICULAR = ("", "he", "she", "they", "it", "you", "who", "one", "people", "everybody", "everyone")


@dataclass(frozen=True, kw_only=True)
class Cited:
    """Who is cited, as it may be printed.

    Attributes:
        attribution: how.
        role: job or office.
        organisation: whom they speak for.
        sector: kind of organisation.
        consent: what they agreed to.
        attributes: other facts that a survey gives, in one cell.
        tabulated: the same, also those that may be counted but not stand with the words.
    """

    attribution: PrintableText
    role: PrintableText = NO_TEXT
    organisation: PrintableText = NO_TEXT
    sector: PrintableText = NO_TEXT
    consent: PrintableText = NO_TEXT
    attributes: PrintableText = NO_TEXT
    tabulated: Facts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PrintableQuote:
    """One passage or quotation; all its text has passed the gate.

    Attributes:
        quote_id: its id.
        source: where it is.
        case: the case of the source, as it may be printed.
        place: of the source.
        date: of the source.
        source_kind: what the source is.
        question: of a survey, or the heading in notes.
        kind: speech, survey, notes or reported.
        counted: whether it counts towards themes; words told inside a turn are counted with their passage.
        participant: who speaks or tells; empty in a document.
        voice: whose words they are, for counting people; never printed.
        span: its characters, without white space around them.
        printable: whether consent lets the words be printed; if not, the texts below are empty.
        substance: whether it says enough to carry a theme.
        parts: of its quotability, each 0 to 1.
        seconds: place in the recording, if known.
        cited: who is cited.
        text: the words.
        context_before: the words before.
        context_after: the words after.
        organisations_named: their names, separated by '; '.
    """

    quote_id: str
    source: str
    case: PrintableText
    place: PrintableText
    date: PrintableText
    source_kind: PrintableText
    question: PrintableText
    kind: str
    counted: bool
    participant: str
    voice: str
    span: Span
    printable: bool
    substance: bool
    parts: Mapping[str, float]
    seconds: float | None
    cited: Cited
    text: PrintableText = NO_TEXT
    context_before: PrintableText = NO_TEXT
    context_after: PrintableText = NO_TEXT
    organisations_named: PrintableText = NO_TEXT


def gather_evidence(
    material: Material,
    *,
    gate: Gate,
    names: Mapping[str, PrintableText],
    settings: QuoteSettings,
    facts: RespondentFacts | None = None,
) -> Iterator[PrintableQuote]:
    """All evidence, source by source, in the order of the text.

    Args:
        material: the working tables.
        gate: what text passes through.
        names: printable names of cases.
        settings: what has substance.
        facts: what a survey says of its respondents.
    """
    citations = _Citations(material, gate, facts or RespondentFacts())
    turns, mentions = material.in_order(material.turns), material.in_order(material.mentions)
    passages, quotes = material.in_order(material.passages), material.in_order(material.quotes)
    for source, about in material.source.items():
        rows: list[Passage | Quotation] = [*passages.get(source, ()), *quotes.get(source, ())]
        if not rows:
            continue
        text = material.texts[source]
        printer = _Printer(
            source=source,
            text=text,
            contexts=Contexts(source, text=text, turns=turns[source], material=material, gate=gate),
            named=Overlaps((m.span, m.organisation_id) for m in mentions.get(source, ())),
            material=material,
            gate=gate,
        )
        place = _Place(names[about.case], gate.free(about.place), gate.free(about.date), gate.free(about.kind))
        for row in sorted(rows, key=lambda row: row.span):
            turn = material.turn[row.turn_id]
            if turn.role == INTERVIEWER:
                continue  # nothing that an interviewer says, or tells, is evidence
            cited = citations.of(row, turn, about)
            yield _evidence(row, turn, place=place, cited=cited, printer=printer, settings=settings)


class _Place(NamedTuple):
    case: PrintableText
    place: PrintableText
    date: PrintableText
    source_kind: PrintableText


def _evidence(
    row: Passage | Quotation, turn: Turn, *, place: _Place, cited: Cited, printer: _Printer, settings: QuoteSettings
) -> PrintableQuote:
    quotation = row if isinstance(row, Quotation) else None
    in_document = quotation is not None and quotation.kind == "direct"
    span = row.span.trimmed(printer.text)
    printable = printer.material.printable(turn)
    return PrintableQuote(
        quote_id=row.quote_id,
        source=row.source,
        **place._asdict(),
        question=printer.gate.free(folded(turn.question)),
        kind=REPORTED if quotation else row.kind,
        counted=in_document or quotation is None,
        participant=turn.participant,
        voice=_voice(quotation) if quotation and in_document else turn.participant,
        span=span,
        printable=printable,
        substance=row.substance if isinstance(row, Passage) else row.words >= settings.substance_words,
        parts={name: number(getattr(row, name)) or 0.0 for name in QUOTABILITY_PARTS},
        seconds=number(row.seconds if isinstance(row, Passage) else turn.seconds),
        cited=cited,
        **(printer.printed(turn, span) if printable else _PrintedWords())._asdict(),
    )


def _voice(quotation: Quotation) -> str:
    return f"{quotation.source}: {quotation.speaker.casefold()}" if quotation.speaker else ""


class _PrintedWords(NamedTuple):
    text: PrintableText = NO_TEXT
    context_before: PrintableText = NO_TEXT
    context_after: PrintableText = NO_TEXT
    organisations_named: PrintableText = NO_TEXT


@dataclass(frozen=True, kw_only=True)
class _Printer:
    """Prints what may be printed of one source."""

    source: str
    text: str
    contexts: Contexts
    named: Overlaps[str]
    material: Material
    gate: Gate

    def printed(self, turn: Turn, span: Span) -> _PrintedWords:
        """The words, what surrounds them, and whom they name."""
        organisations = self.material.organisation
        named = (organisations[i].organisation for _, i in self.named.at(span) if i in organisations)
        return _PrintedWords(
            self.gate.words(self.source, self.text, span),
            self.contexts.before(turn, span),
            self.contexts.after(turn, span),
            listed(self.gate.organisation(name) for name in named),
        )


class _Citations:
    """How each passage and quotation is cited."""

    def __init__(self, material: Material, gate: Gate, facts: RespondentFacts) -> None:
        self._gate = gate
        self._facts = facts
        self._people = {name: self._person(row) for name, row in material.attribution.items()}
        self._sectors: dict[str, PrintableText] = {}
        for row in material.organisations:
            for name in (row.organisation, *row.aliases.split("; ")):
                self._sectors.setdefault(folded(name).casefold(), gate.free(row.sector))

    def of(self, row: Passage | Quotation, turn: Turn, about: Source) -> Cited:
        """The citation of a passage or quotation in this turn of this source."""
        if isinstance(row, Quotation) and row.kind == "direct":
            return self._in_document(row, about)
        person = self._people.get(turn.participant, Cited(attribution=NO_TEXT))
        if about.kind == Kind.NOTES:
            return self._in_notes(row, about, person)
        if isinstance(row, Passage):
            return person
        speaker = folded(row.speaker)
        if speaker.casefold() in _ONESELF:
            return person
        told = _SOMEBODY if speaker.casefold() in _NOBODY_IN_PARTICULAR else self._gate.said(speaker)
        return replace(person, attribution=worded("{told}, as told by {who}", told=told, who=person.attribution))

    def _person(self, row: Attribution) -> Cited:
        return Cited(
            attribution=self._gate.free(row.attribution),
            role=self._gate.free(row.role),
            organisation=self._gate.organisation(row.organisation),
            sector=self._gate.free(folded(row.sector)),
            consent=self._gate.free(row.consent),
            attributes=written(self._facts.printed.get(row.participant, {})),
            tabulated=self._facts.tabulated.get(row.participant, {}),
        )

    def _in_notes(self, row: Passage | Quotation, about: Source, person: Cited) -> Cited:
        """Words that somebody else noted down: the citation says so."""
        title = self._gate.free(folded(about.title))
        notes = title if _NOTES_TITLE.match(title) else worded("notes of {title}", title=title or _THE_MEETING)
        who = person.attribution
        if isinstance(row, Quotation) and (speaker := self._gate.said(folded(row.speaker))):
            known = folded(row.speaker).casefold() in (*_ONESELF, *_NOBODY_IN_PARTICULAR)
            who = who if known else speaker
        told = worded("{who}, as recorded in {notes}", who=who, notes=notes) if who else with_capital(notes)
        return replace(
            person, attribution=worded("{told}, not verbatim", told=told) if isinstance(row, Passage) else told
        )

    def _in_document(self, row: Quotation, about: Source) -> Cited:
        title = self._gate.free(folded(about.title)) or self._gate.name(about.file)
        speaker = self._gate.free(folded(row.speaker))
        if speaker != folded(row.speaker):
            # Somebody who asked not to be named elsewhere in the study: role and employer would name them.
            return Cited(attribution=worded("{who}, quoted in {title}", who=speaker, title=title))
        role = self._gate.free(folded(row.speaker_role))
        organisation = self._gate.organisation(folded(row.speaker_organisation))
        who = joined(without_repetition(speaker, role, organisation)) or with_capital(_SOMEBODY)
        return Cited(
            attribution=worded("{who}, quoted in {title}", who=who, title=title),
            role=role,
            organisation=organisation,
            sector=self._sectors.get(organisation.casefold(), NO_TEXT),
        )


def without_repetition(*parts: S) -> list[S]:
    """The parts, but for those that one before them says: a volunteer is not cited as "a volunteer, volunteer".

    Alison Baker is a baker all the same: within a part the words must have the same capitals.
    """
    said: list[S] = []
    for part in filter(None, parts):
        again = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
        first = re.compile(rf"(?:(?:an?|the|one|another)\s+)?{re.escape(part)}(?!\w)", re.IGNORECASE)
        if not any(again.search(one) or first.match(one) for one in said):
            said.append(part)
    return said
