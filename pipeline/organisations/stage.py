"""The stage that finds organisations: turns in, mentions, organisations and ties out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline import tables
from pipeline.records import SECTORS, Finding
from pipeline.runner import Outcome, Stage, Work
from pipeline.schema import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.organisations.gazetteer import Entry
    from pipeline.organisations.mentions import Other, RawMention, Turn
    from pipeline.organisations.recognise import KnownNames, Portion
    from pipeline.organisations.resolve import Resolved

GAZETTEER_FILE = "organisations.csv"
_PORTION = 60_000  # characters of one share of the work


def run(work: Work) -> Outcome:
    """Find, join, sort and tie the organisations of a study."""
    from pipeline.organisations.mentions import label_counts
    from pipeline.organisations.resolve import Resolver

    entries, findings = _gazetteer(work)
    participants = rows_of(work.tables["participants"])
    own = sorted({row["organisation"] for row in participants if row["organisation"]})
    mentions, others = _recognised(work, entries=entries, own=own)
    resolver = Resolver(
        entries,
        own_organisations={row["participant"]: row["organisation"] for row in participants},
        people=[name for row in participants for name in (row["name"], row["speaker"])],
        other_labels=label_counts(others),
        texts=[turn.text for turn in _turns(work)],
    )
    resolved = resolver.resolved(mentions)
    ids = _organisation_ids(resolved)
    made = {
        "mentions": _mention_table(resolved, ids),
        "organisations": _organisation_table(work, resolved, ids, entries=entries, participants=participants),
        "ties": _tie_table(work, resolved, ids),
        "people": tables.PEOPLE.frame(other._asdict() for other in others if other.label == "PERSON"),
    }
    summary = {"organisations": len(ids), "mentions": len(resolved), "ties": len(made["ties"])}
    return Outcome(tables=made, findings=findings, summary=summary)


def _gazetteer(work: Work) -> tuple[list[Entry], list[Finding]]:
    from pipeline.organisations.gazetteer import parse_gazetteer

    text = work.model_file(GAZETTEER_FILE)
    path = work.study.models / GAZETTEER_FILE
    if text is not None:
        return parse_gazetteer(text, path=path), []
    missing = Finding(
        level="check",
        stage="organisations",
        file=path.name,
        finding="There is no list of known organisations, so names are judged by their form alone.",
        remedy="Name the folder that holds organisations.csv with --models.",
    )
    return [], [missing]


def _recognised(
    work: Work, *, entries: Sequence[Entry], own: Sequence[str]
) -> tuple[list[RawMention], list[Other]]:
    from pipeline.organisations.mentions import raw_mentions
    from pipeline.organisations.recognise import GazetteerName, KnownNames, recognise
    from pipeline.organisations.repeats import add_repeats

    turns = list(_turns(work))
    known = [GazetteerName(name, entry.ambiguous) for entry in entries for name in entry.all_names]
    names = KnownNames.of(known + [GazetteerName(name, False) for name in own])
    portions = list(_portions(turns, names=names))
    results = work.map(
        recognise,
        portions,
        what="finding names",
        key=lambda portion: [portion.texts, portion.names.digest],
        characters=lambda portion: sum(map(len, portion.texts)),
    )
    found_in_turns = [found for result in results for found in result]
    add_repeats([turn.text for turn in turns], found_in_turns)
    return raw_mentions(turns, found_in_turns)


def _turns(work: Work) -> Iterator[Turn]:
    from pipeline.organisations.mentions import Turn

    frame = work.tables["turns"]
    for source, rows in frame.groupby("source", sort=False):
        text = work.texts[str(source)]
        columns = (rows[name] for name in ("turn_id", "participant", "start", "end"))
        for turn_id, participant, start, end in zip(*columns, strict=True):
            yield Turn(str(source), turn_id, participant, start, text[start:end])


def _portions(turns: Sequence[Turn], *, names: KnownNames) -> Iterator[Portion]:
    from pipeline.organisations.recognise import Portion

    texts: list[str] = []
    size = 0
    for turn in turns:
        texts.append(turn.text)
        size += len(turn.text)
        if size >= _PORTION:
            yield Portion(tuple(texts), names)
            texts, size = [], 0
    if texts:
        yield Portion(tuple(texts), names)


def _organisation_ids(resolved: Sequence[Resolved]) -> dict[str, str]:
    from pipeline.organisations.names import folded_name
    from pipeline.spans import stable_id

    return {name: stable_id("o", folded_name(name)) for name in sorted({r.name for r in resolved})}


def _mention_table(resolved: Sequence[Resolved], ids: Mapping[str, str]) -> pd.DataFrame:
    from pipeline.spans import IdMaker

    maker = IdMaker("m")
    return tables.MENTIONS.frame(
        {
            "mention_id": maker.make(r.mention.source, r.mention.turn_id, r.mention.text),
            "organisation_id": ids[r.name],
            "text": r.mention.text,
            "source": r.mention.source,
            "turn_id": r.mention.turn_id,
            "start": r.mention.start,
            "end": r.mention.end,
            "participant": r.mention.participant,
            "confidence": r.mention.confidence,
            "basis": r.basis,
        }
        for r in resolved
    )


def _organisation_table(
    work: Work,
    resolved: Sequence[Resolved],
    ids: Mapping[str, str],
    *,
    entries: Sequence[Entry],
    participants: Sequence[Mapping[str, Any]],
) -> pd.DataFrame:
    from pipeline.organisations.names import folded_name
    from pipeline.organisations.sectors import sector_of

    sectors = {folded_name(name): e.sector for e in entries for name in e.all_names if e.sector}
    for row in participants:
        if row["organisation"] and row["sector"].casefold() in SECTORS:
            sectors.setdefault(folded_name(row["organisation"]), row["sector"].casefold())
    register = {entry.name: entry.register_id for entry in entries}
    cases = dict(zip(work.tables["sources"]["source"], work.tables["sources"]["case"], strict=True))
    groups: dict[str, list[Resolved]] = {name: [] for name in ids}
    for r in resolved:
        groups[r.name].append(r)
    return tables.ORGANISATIONS.frame(
        {
            "organisation_id": ids[name],
            "organisation": name,
            "aliases": "; ".join(_aliases(name, group)),
            "sector": sector_of(name, known=sectors),
            "register_id": register.get(name, ""),
            "mentions": len(group),
            "cases": len({cases[r.mention.source] for r in group}),
            "sources": len({r.mention.source for r in group}),
        }
        for name, group in groups.items()
    )


def _aliases(name: str, group: Sequence[Resolved]) -> list[str]:
    """The other names under which an organisation was spoken of, one of each that fold alike."""
    from pipeline.organisations.names import folded_name
    from pipeline.spans import folded

    forms: dict[str, str] = {}
    for r in group:
        text = folded(r.mention.text)
        if folded_name(text) != folded_name(name):
            forms.setdefault(folded_name(text), text)
    return sorted(forms.values(), key=lambda form: (form.casefold(), form))


def _tie_table(work: Work, resolved: Sequence[Resolved], ids: Mapping[str, str]) -> pd.DataFrame:
    from pipeline.organisations.ties import Place, ties

    places = (
        Place(r.mention.source, r.mention.turn_id, r.mention.start, r.mention.end, ids[r.name]) for r in resolved
    )
    cases = dict(zip(work.tables["sources"]["source"], work.tables["sources"]["case"], strict=True))
    return tables.TIES.frame(ties(places, cases=cases, distance=work.settings.organisations.tie_distance))


ORGANISATIONS = Stage(
    name="organisations",
    help="Find the organisations that are named, and join them under one name.",
    inputs=(tables.SOURCES, tables.TURNS, tables.PARTICIPANTS),
    outputs=(tables.MENTIONS, tables.ORGANISATIONS, tables.TIES, tables.PEOPLE),
    reads=(GAZETTEER_FILE,),
    run=run,
)
