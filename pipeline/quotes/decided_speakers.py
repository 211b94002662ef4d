"""Attributes quotations in documents to the speakers named in `models/speakers.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.corpus.evidence_records import Quotation
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.layers import StudyLayers
from pipeline.corpus.records import Concern, Consent, Finding, Kind, Source
from pipeline.corpus.spans import folded
from pipeline.corpus.speaker_decisions import (
    SPEAKERS_FILE,
    SpeakerDecision,
    by_file,
    placed,
    placement_findings,
    transcript_key,
)
from pipeline.direct_speech.speakers import ParticipantLookup, Speaker

DECIDED = "decided by a person"
_MARKS = "“”\"‘’' "


def with_decided_speakers(
    quotations: Sequence[Quotation], rows: Sequence[SpeakerDecision], corpus: StudyLayers
) -> tuple[list[Quotation], list[Finding]]:
    """The quotations with the speakers that people decided on, and what needs checking.

    A name that neither the document prints nor its owner has agreed to is not used: it would name somebody whom the
    document leaves unnamed.
    """
    made = {each.quote_id: each for each in quotations}
    own_rows = by_file(rows)
    looked_up: list[tuple[SpeakerDecision, str]] = []
    unnamed = FaultTally()
    for source in corpus.sources:
        if source.kind != Kind.DOCUMENT:
            continue
        own = [each for each in quotations if each.source == source.source]
        spans = [each.span for each in own]
        for row in own_rows.get(transcript_key(source.file), ()):
            found = placed(row._replace(words=row.words.strip(_MARKS)), corpus.texts[source.source], spans)
            looked_up.append((row, found.how))
            at = next((each for each in own if found.span and each.span.contains(found.span)), None)
            if at is not None and _may_be_named(row.speaker, source, corpus):
                made[at.quote_id] = _by(at, row.speaker)
            elif at is not None:
                unnamed.add("its name is not in the document, and nobody of this name has agreed to be named",
                            line=row.line, remedy=_REMEDY)  # fmt: skip
    findings = list(placement_findings(*_apart(looked_up), stage="quotes"))
    one, several = "a quotation is not attributed", "quotations are not attributed"
    findings += [
        replace(each, concern=Concern.CONSENT)
        for each in unnamed.findings(one, several, level="check", remedy="", file=SPEAKERS_FILE, stage="quotes")
    ]
    return list(made.values()), findings


_REMEDY = "Write a role instead, such as 'a volunteer', or record the person's consent in participants.csv"


def _apart(looked_up: Sequence[tuple[SpeakerDecision, str]]) -> tuple[list[SpeakerDecision], list[str]]:
    return [row for row, _ in looked_up], [how for _, how in looked_up]


def _may_be_named(speaker: str, source: Source, corpus: StudyLayers) -> bool:
    if (
        not Speaker(speaker).is_named
        or folded(speaker).casefold() in folded(corpus.texts[source.source]).casefold()
    ):
        return True
    who = ParticipantLookup(corpus.participants).find(speaker, case=source.case, teller="")
    return any(each.participant == who and each.consent == Consent.NAMED for each in corpus.participants)


def _by(quotation: Quotation, speaker: str) -> Quotation:
    return replace(
        quotation,
        speaker=speaker,
        speaker_role="" if speaker != quotation.speaker else quotation.speaker_role,
        speaker_organisation="" if speaker != quotation.speaker else quotation.speaker_organisation,
        speaker_rule=DECIDED,
        speaker_score=1.0,
        likely_speaker="",
    )
