"""The third stage: passages, quotations, redactions and attributions."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.corpus.layers import StudyLayers
from pipeline.corpus.own_passages import OWN_PASSAGES_FILE, OwnPassage, read_own_passages
from pipeline.corpus.records import (
    INTERVIEWER,
    PARTICIPANT,
    Concern,
    Finding,
    Kind,
    SegmentKind,
    Source,
    Turn,
    by_source,
)
from pipeline.corpus.rows import Rows
from pipeline.corpus.speaker_decisions import SPEAKERS_FILE, read_speaker_decisions
from pipeline.corpus.tables import (
    ATTRIBUTIONS,
    MENTIONS,
    ORGANISATIONS,
    PARTICIPANTS,
    PASSAGES,
    PEOPLE,
    REDACTIONS,
    SEGMENTS,
    SOURCES,
    TIME_CODES,
    TURNS,
)
from pipeline.corpus.tables import QUOTES as QUOTED
from pipeline.people.decided_names import PEOPLE_FILE, PUBLIC_PEOPLE_FILE, read_decided_names, read_public_people
from pipeline.workflow.stage import Outcome, Stage, Work

if TYPE_CHECKING:
    from pipeline.corpus.evidence_records import Attribution, Quotation
    from pipeline.corpus.settings import QuoteSettings
    from pipeline.people.redaction import Redactor
    from pipeline.quotes.reading import SourceInput, SourceQuotes


def run(work: Work) -> Outcome:
    """Find passages and quotations, redact names, and decide how each person may be cited."""
    from pipeline.people.redaction import Redacted, Redactor
    from pipeline.people.replacements import NamesSearch, people_on_record, redactions_of
    from pipeline.quotes.decided_speakers import with_decided_speakers
    from pipeline.quotes.reading import SourceQuotes, read_source

    corpus = _layers(work)
    own = read_own_passages(work.model_file(OWN_PASSAGES_FILE) or "")
    items = list(_source_texts(corpus, work.settings.quotes, own=own))
    read: list[SourceQuotes] = []
    passages = Rows(PASSAGES)
    for each in work.map(
        read_source,
        items,
        result=SourceQuotes,
        what="passages",
        key=lambda item: item.key,
        characters=lambda item: len(item.text),
    ):
        for passage in each.passages:
            passages.add(passage)
        read.append(replace(each, passages=()))
    redactor = Redactor.of(corpus.participants)
    attributions, findings = _attributions(corpus, redactor)
    public, not_names = read_public_people(work.model_file(PUBLIC_PEOPLE_FILE) or "")
    decided, not_decided = read_decided_names(work.model_file(PEOPLE_FILE) or "")

    def search(searches: Sequence[NamesSearch]) -> Iterator[list[Redacted]]:
        long = [one for one in searches if one.is_long]
        found = work.map(
            people_on_record,
            long,
            result=list[Redacted],
            what="",
            key=lambda one: one.key,
            characters=None,  # each holds everybody on record
        )
        return (next(found) if one.is_long else people_on_record(one) for one in searches)

    redactions = list(
        redactions_of(
            corpus,
            redactor=redactor,
            identifiers={item.source: each.identifiers for item, each in zip(items, read, strict=True)},
            printable=public,
            settings=work.settings.quotes,
            decided=decided,
            search=search,
        )
    )
    speakers, _ = read_speaker_decisions(work.model_file(SPEAKERS_FILE) or "")  # ingest reports unusable rows
    told, not_told = with_decided_speakers([each for one in read for each in one.quotations], speakers, corpus)
    quotations = list(_with_participants(told, corpus))
    cut = passages.frame(["participant", "substance", "quotability"])
    may_be_quoted = [a.participant for a in attributions if a.quotable]
    good = cut["substance"] & (cut["quotability"] >= work.settings.quotes.quotable)
    return Outcome(
        tables={
            "passages": passages,
            "quotes": QUOTED.frame(quotations),
            "redactions": REDACTIONS.frame(redactions),
            "attributions": ATTRIBUTIONS.frame(attributions),
        },
        findings=[
            *_reading_findings(corpus.sources, read),
            *not_names,
            *not_decided,
            *findings,
            *not_told,
            *_likely_speakers(corpus, quotations),
        ],
        summary={
            # A quotation in a document is coded like a passage, and counted as one.
            "passages": len(cut) + sum(each.kind == "direct" for each in quotations),
            "quotable": int((good & cut["participant"].isin(may_be_quoted)).sum()),
            "quotations": len(quotations),
            "redactions": len(redactions),
        },
    )


def _layers(work: Work) -> StudyLayers:
    sources = work.records(SOURCES)
    return StudyLayers(
        sources=sources,
        headings=[each for each in work.stored(SEGMENTS) if each.kind == SegmentKind.HEADING],
        turns=work.records(TURNS),
        time_codes=work.records(TIME_CODES),
        participants=work.records(PARTICIPANTS),
        mentions=work.records(MENTIONS),
        organisations=work.records(ORGANISATIONS),
        people=work.records(PEOPLE),
        texts={source.source: work.texts[source.source] for source in sources},
    )


def _source_texts(
    corpus: StudyLayers, settings: QuoteSettings, *, own: Mapping[str, Sequence[OwnPassage]]
) -> Iterator[SourceInput]:
    from pipeline.quotes.reading import SourceInput

    turns, people, headings = by_source(corpus.turns), by_source(corpus.people), by_source(corpus.headings)
    codes = by_source(corpus.time_codes)
    for source in corpus.sources:
        name = source.source
        places = (each.place(corpus.texts[name]) for each in own.get(name, ()))
        yield SourceInput(
            source=name,
            file=unicodedata.normalize("NFC", source.file),
            kind=source.kind,
            text=corpus.texts[name],
            turns=tuple(sorted(turns.get(name, ()), key=lambda turn: turn.start)),
            people=tuple(sorted(person.span for person in people.get(name, ()))),
            settings=settings,
            headings=tuple(sorted(heading.span for heading in headings.get(name, ()))),
            time_codes=tuple((code.at, code.seconds) for code in codes.get(name, ())),
            own=tuple(sorted(place for place in places if place is not None)),
        )


def _with_participants(quotations: Sequence[Quotation], corpus: StudyLayers) -> Iterator[Quotation]:
    """The quotations, with the participant who said them where known."""
    from pipeline.direct_speech.speakers import ParticipantLookup

    case_of = {source.source: source.case for source in corpus.sources}
    teller_of = {turn.turn_id: turn.participant for turn in corpus.turns} if quotations else {}
    record = ParticipantLookup(corpus.participants)
    for each in quotations:
        who = record.find(each.speaker, case=case_of[each.source], teller=teller_of[each.turn_id])
        yield replace(each, speaker_participant=who)


def _attributions(corpus: StudyLayers, redactor: Redactor) -> tuple[list[Attribution], list[Finding]]:
    """A row for every participant and respondent, but not for interviewers."""
    from pipeline.people.consent import Citing, Setting, is_respondent, respondent, small_cells, strictest_consents

    sources = {source.source: source for source in corpus.sources}
    settings = [Setting(s.case, s.place, s.kind) for s in corpus.sources]
    citing = Citing(redactor, settings=settings, strictest=strictest_consents(corpus.participants))
    asks = {p.participant for p in corpus.participants if p.interviewer}
    asks |= {turn.participant for turn in corpus.turns if turn.role == INTERVIEWER}
    answering = {
        turn.participant: sources[turn.source]
        for turn in corpus.turns
        if turn.role == PARTICIPANT and turn.participant
    }
    places: dict[str, str] = {}
    for turn in corpus.turns:
        if place := sources[turn.source].place:
            places.setdefault(turn.participant, place)
    surveyed = {person for person, source in answering.items() if source.kind == Kind.SURVEY}
    surveyed |= {p.participant for p in corpus.participants if is_respondent(p.participant)}
    on_record = [p for p in corpus.participants if not p.interviewer]
    known = {person.participant for person in corpus.participants}
    others = [respondent(person, source.case) for person, source in answering.items() if person not in known]
    rows = [
        citing.attribution(
            person,
            in_survey=person.participant in surveyed,
            place=places.get(person.participant, ""),
        )
        for person in [*on_record, *others]
    ]
    turns: dict[str, list[Turn]] = defaultdict(list)
    for turn in corpus.turns:
        turns[turn.participant].append(turn)
    cells = small_cells(
        rows,
        people=corpus.participants,
        mentions=corpus.mentions,
        names={row.organisation_id: row.organisation for row in corpus.organisations},
        said=lambda who: " ".join(corpus.texts[turn.source][turn.start : turn.end] for turn in turns[who]),
    )
    return rows, [*citing.findings, *cells]


def _reading_findings(sources: Sequence[Source], read: Sequence[SourceQuotes]) -> Iterator[Finding]:
    for source, result in zip(sources, read, strict=True):
        if result.failed:
            yield Finding(
                level="problem",
                stage="quotes",
                concern=Concern.READING,
                file=source.file,
                finding=f"its passages could not be found ({result.failed}): each turn is one",
                remedy="Report this with the file's layout; the rest of the study is not affected",
            )
        for line in result.mended:
            yield Finding(
                level="check",
                stage="quotes",
                concern=Concern.READING,
                file=source.file,
                line=line,
                finding="a quotation has lost one of its marks: where its words begin or end is a guess",
                remedy="Compare it with the document; put the mark back if it is wrong",
            )


def _likely_speakers(corpus: StudyLayers, quotations: Sequence[Quotation]) -> Iterator[Finding]:
    """The quotations of documents that are not attributed because the rule for their speaker is too often wrong."""
    from pipeline.corpus.spans import LineIndex
    from pipeline.people.names import full_key, names_in_label

    named = [name for person in corpus.participants for name in (person.name, *names_in_label(person.speaker))]
    on_record = {key for name in named for key in full_key(name)}
    files = {source.source: source.file for source in corpus.sources if source.kind == Kind.DOCUMENT}
    lines: dict[str, LineIndex] = {}
    for each in quotations:
        if not each.likely_speaker or each.source not in files:
            continue
        # Findings are handed over, so that they name nobody of whom the study has a record.
        private = not on_record.isdisjoint(full_key(each.likely_speaker))
        likely = "a participant" if private else f"'{each.likely_speaker}'"
        index = lines.setdefault(each.source, LineIndex(corpus.texts[each.source]))
        yield Finding(
            level="check",
            stage="quotes",
            concern=Concern.READING,
            file=files[each.source],
            line=index.line_of(each.start),
            finding=f"a quotation is not attributed; its speaker is likely {likely} ({each.speaker_rule})",
            remedy="Read the passage; write the name beside the quotation in the document if it is right",
            kind="not attributed",
        )


QUOTES = Stage(
    name="quotes",
    help="Divide speech into passages, find quotations, and decide how each person may be cited.",
    inputs=(SOURCES, SEGMENTS, TURNS, TIME_CODES, PARTICIPANTS, MENTIONS, ORGANISATIONS, PEOPLE),
    outputs=(PASSAGES, QUOTED, REDACTIONS, ATTRIBUTIONS),
    reads=(PUBLIC_PEOPLE_FILE, PEOPLE_FILE, OWN_PASSAGES_FILE, SPEAKERS_FILE),
    run=run,
    settings=("quotes",),
)
