"""The organisations stage: finds mentions, organisations and ties in the turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.corpus import tables
from pipeline.corpus.evidence_records import PersonMention
from pipeline.corpus.records import INTERVIEWER, Finding, SegmentKind, by_source
from pipeline.organisations.gazetteer import GAZETTEER_FILE
from pipeline.workflow.stage import Outcome, Stage, Work

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.corpus.evidence_records import Tie
    from pipeline.organisations.gazetteer import Entry
    from pipeline.organisations.linking import Registers
    from pipeline.organisations.names import Other, RawMention, TurnText
    from pipeline.organisations.resolve import Resolved
    from pipeline.organisations.results import Profiles

REGISTER_FILES = "registers/*.csv"
_PORTION = 60_000  # characters of one batch, plus at most one turn


def run(work: Work) -> Outcome:
    """Find and resolve the organisations of a study, and their ties."""
    from pipeline.organisations.names import folded_name, label_counts
    from pipeline.organisations.resolve import Resolver
    from pipeline.organisations.results import Profiles

    entries, findings = _gazetteer(work)
    registers = _registers(work, findings)
    participants = work.records(tables.PARTICIPANTS)
    own = sorted({person.organisation for person in participants if person.organisation})
    turns = list(_turns(work))
    texts = [turn.text for turn in turns]
    taken = {folded_name(name) for name in (*own, *(name for entry in entries for name in entry.all_names))}
    entries = [*entries, *registers.entries_in(texts, taken=taken)]
    profiles = Profiles(entries=entries, registers=registers, participants=participants)
    mentions, others = _recognised(work, turns, entries=entries, own=own)
    resolver = Resolver(
        entries,
        own_organisations=profiles.own_organisations,
        people=[name for person in participants for name in (person.name, person.speaker)],
        other_labels=label_counts(others),
        texts=texts,
    )
    made, unlinked = _made(work, turns, resolver.resolved(mentions), profiles=profiles)
    made["people"] = tables.PEOPLE.frame(
        PersonMention(source=other.source, text=other.text, start=other.start, end=other.end)
        for other in others
        if other.label == "PERSON"
    )
    summary = {what: len(made[what]) for what in ("organisations", "mentions", "ties")}
    if registers:
        summary["linked"] = int((made["organisations"]["register_id"] != "").sum())
    return Outcome(tables=made, findings=[*findings, *unlinked], summary=summary)


def _made(
    work: Work, turns: Sequence[TurnText], resolved: Sequence[Resolved], *, profiles: Profiles
) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """The tables of the results, and a finding on names that could not be linked."""
    from pipeline.organisations import results
    from pipeline.organisations.network import network_measures

    cases = {source.source: source.case for source in work.records(tables.SOURCES)}
    ids = results.organisation_ids(resolved)
    grouped = results.Grouped.of(resolved)
    profile = {
        name: profiles.of(
            name, aliases=grouped.aliases[name], described=(r.mention.after for r in grouped.mentions[name])
        )
        for name in ids
    }
    tied = _tied(work, turns, resolved, ids=ids, cases=cases, own=profiles.own_organisations)
    unsure = results.unsure_names(grouped, profiles=profile, sure=work.settings.organisations.sure)
    left_out = {ids[name] for name in unsure}  # what is to check is in no network
    standing = network_measures(
        (tie for tie in tied if left_out.isdisjoint((tie.organisation_id_a, tie.organisation_id_b))),
        sectors={ids[name]: one.sector for name, one in profile.items()},
    )
    made = {
        "mentions": tables.MENTIONS.frame(results.mentions_of(resolved, ids)),
        "organisations": tables.ORGANISATIONS.frame(
            results.organisations_of(
                grouped,
                ids=ids,
                profiles=profile,
                standing=standing,
                cases=cases,
                unsure=unsure,
            )
        ),
        "ties": tables.TIES.frame(tied),
    }
    return made, results.unlinked_finding(profile.values())


def _gazetteer(work: Work) -> tuple[list[Entry], list[Finding]]:
    from pipeline.organisations.gazetteer import parse_gazetteer

    text = work.model_file(GAZETTEER_FILE)
    path = work.study.models / GAZETTEER_FILE
    if text is not None:
        findings: list[Finding] = []
        return parse_gazetteer(text, path=path, findings=findings), findings
    missing = Finding(
        level="check",
        stage="organisations",
        file=path.name,
        finding="There is no list of known organisations, so names are recognised by their form only.",
        remedy="Use --models to name the folder that contains organisations.csv.",
    )
    return [], [missing]


def _registers(work: Work, findings: list[Finding]) -> Registers:
    from pipeline.organisations.linking import Registers
    from pipeline.organisations.registers import parse_register

    files = work.model_files(REGISTER_FILES)
    return Registers(
        body for path, text in files.items() for body in parse_register(text, path=path, findings=findings)
    )


def _recognised(
    work: Work, turns: Sequence[TurnText], *, entries: Sequence[Entry], own: Sequence[str]
) -> tuple[list[RawMention], list[Other]]:
    from pipeline.organisations import line_ends
    from pipeline.organisations.document_lines import add_after_roles, names_in_lines
    from pipeline.organisations.known import GazetteerName, KnownNames, NamesInTexts
    from pipeline.organisations.names import RecognisedNames, SeenName, raw_mentions
    from pipeline.organisations.recognise import Portion, recognise, seen_by_model
    from pipeline.organisations.repeats import add_repeats, split_joined

    lines = _lines(work)
    known = [GazetteerName(name, entry.ambiguous) for entry in entries for name in entry.all_names]
    names = NamesInTexts(KnownNames.of(known + [GazetteerName(name, False) for name in own]))
    # A name may be broken across a line or turn: such seams are read as additional turns.
    broken = line_ends.seams(turns)
    pieces = [turn._replace(text=line_ends.unbroken(turn.text)) for turn in turns] + lines
    pieces += [turns[seam.turn]._replace(text=seam.text) for seam in broken]
    shares = list(_shares(pieces))
    # A separate step, so that the model does not read everything again when the gazetteer is edited.
    seen = work.map(
        seen_by_model,
        shares,
        result=list[list[SeenName]],
        what="finding names",
        key=list,
        characters=_characters,
    )
    portions = [Portion(texts, names.within(texts), read) for texts, read in zip(shares, seen, strict=True)]
    results = work.map(
        recognise,
        portions,
        result=list[RecognisedNames],
        what="known names",
        key=lambda portion: [portion.texts, portion.seen, portion.names.digest],
        characters=lambda portion: _characters(portion.texts),
    )
    found = [found for result in results for found in result]
    whole = len(turns) + len(lines)
    in_turns, in_lines = found[: len(turns)], found[len(turns) : whole]
    crossing = list(line_ends.crossings(turns, broken, found[whole:]))
    line_ends.without_name_parts(turns, in_turns, crossing)
    names_in_lines(lines, in_lines, texts=work.texts)
    for turn, here in zip(pieces, in_turns, strict=False):
        if not turn.participant:
            add_after_roles(turn.text, here)
    split_joined([piece.text for piece in pieces[:whole]], found[:whole])
    add_repeats([piece.text for piece in pieces[:whole]], found[:whole], also=[one.name for one in crossing])
    line_ends.without_name_parts(turns, in_turns, crossing)
    mentions, others = raw_mentions([*turns, *lines], found[:whole])
    mentions += line_ends.crossing_mentions(turns, crossing, texts=work.texts)
    order = {turn.source: at for at, turn in enumerate([*lines, *turns])}
    return sorted(mentions, key=lambda mention: (order[mention.source], mention.start)), others


def _turns(work: Work) -> Iterator[TurnText]:
    from pipeline.organisations.names import TurnText

    for source, turns in groupby(work.stored(tables.TURNS), key=attrgetter("source")):
        text = work.texts[source]
        for turn in turns:
            yield TurnText(source, turn.turn_id, turn.participant, turn.start, turn.span.of(text))


def _lines(work: Work) -> list[TurnText]:
    from pipeline.organisations.document_lines import document_lines

    headings = by_source(each for each in work.stored(tables.SEGMENTS) if each.kind == SegmentKind.HEADING)
    return document_lines(work.records(tables.SOURCES), headings, work.texts)


def _characters(texts: Sequence[str]) -> int:
    return sum(map(len, texts))


def _shares(turns: Sequence[TurnText]) -> Iterator[tuple[str, ...]]:
    """The texts in batches of one source each, so that a changed source does not affect the results of others."""
    texts: list[str] = []
    size, source = 0, ""
    for turn in turns:
        if texts and (turn.source != source or size >= _PORTION):
            yield tuple(texts)
            texts, size = [], 0
        source = turn.source
        texts.append(turn.text)
        size += len(turn.text)
    if texts:
        yield tuple(texts)


def _tied(
    work: Work,
    spoken: Sequence[TurnText],
    resolved: Sequence[Resolved],
    *,
    ids: Mapping[str, str],
    cases: Mapping[str, str],
    own: Mapping[str, str],
) -> list[Tie]:
    from pipeline.organisations.ties import NamedPlace, TurnWords, ties

    places = (
        NamedPlace(r.mention.source, r.mention.turn_id, r.mention.start, r.mention.end, ids[r.name])
        for r in resolved
    )
    # Ties in a question are the interviewer's idea.
    asked = {turn.turn_id for turn in work.stored(tables.TURNS) if turn.role == INTERVIEWER}
    spoken_for = {who: ids.get(name, "") for who, name in own.items()}
    turns = {
        turn.turn_id: TurnWords(turn.start, turn.text, spoken_for.get(turn.participant, ""))
        for turn in spoken
        if turn.turn_id not in asked
    }
    return ties(places, turns=turns, cases=cases, distance=work.settings.organisations.tie_distance)


ORGANISATIONS = Stage(
    name="organisations",
    help="Find the organisations mentioned, and merge the variants of each name.",
    inputs=(tables.SOURCES, tables.SEGMENTS, tables.TURNS, tables.PARTICIPANTS),
    outputs=(tables.MENTIONS, tables.ORGANISATIONS, tables.TIES, tables.PEOPLE),
    reads=(GAZETTEER_FILE, REGISTER_FILES),
    run=run,
    settings=("organisations",),
)
