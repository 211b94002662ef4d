"""What the page is given to show, as plain data: nothing that is not in the handover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipeline.corpus.findings import grouped
from pipeline.corpus.records import Finding
from pipeline.corpus.tables import QUOTABILITY_PARTS
from pipeline.emit.handover import Handover
from pipeline.emit.page.maps import network, theme_map
from pipeline.emit.saturation import KNOWN, saturation_sentence
from pipeline.emit.schemas import YES
from pipeline.refi.contents import Transcript

Record = Mapping[str, Any]
_PARTS = tuple(part.name for part in QUOTABILITY_PARTS)
_PERSON = ("participant", "attribution", "role", "organisation", "sector", "consent")


def payload(handover: Handover) -> dict[str, Any]:
    """All that the page shows."""
    rows = handover.records("coded_quotes")
    themes = handover.records("themes")
    organisations, ties = handover.records("organisations"), handover.records("organisation_ties")
    people: dict[tuple[str, ...], int] = {}
    quotes = _quotes(rows, handover.transcripts, people=people, themes=themes)
    return {
        "counts": asdict(handover.counts),
        "unused": [asdict(one) for one in handover.conduct.unused],
        "cases": _plain(handover.records("cases")),
        "themes": _plain(themes),
        "people": [dict(zip(_PERSON, person, strict=True)) for person in people],
        "transcripts": [_transcript(one) for one in handover.transcripts],
        "parts": [name.replace("_", " ") for name in _PARTS],
        "quotes": quotes,
        "matrix": _matrix(handover),
        "sectors": _sectors(handover),
        "organisations": _plain(organisations),
        "ties": [{name: value for name, value in tie.items() if name not in _OF_ENDS} for tie in ties],
        "network": network(organisations, ties),
        "map": theme_map(rows, [theme["theme_id"] for theme in themes]),
        "together": _together(handover.together, themes),
        "saturation": {
            "sentence": saturation_sentence(handover.saturation),
            "curve": _curve(handover.records("saturation")),
        },
        "agreement": _plain(handover.records("agreement")),
        "reliability": _plain(row for row in handover.records("reliability") if row["judged"]),
        "findings": _findings(handover.records("findings")),
    }


def _plain(rows: Iterable[Record]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _findings(rows: Iterable[Record]) -> list[dict[str, Any]]:
    """A row for each kind of finding, what endangers the study first; the list behind it is findings.csv."""
    return [
        {"level": group.level, "places": group.places, "text": group.text, "many": len(group.findings)}
        for group in grouped(Finding(**row) for row in rows)
    ]


def _together(pairs: Mapping[tuple[str, str], int], themes: Sequence[Record]) -> list[list[int]]:
    """The numbers of two themes, the first the smaller or the same, and how many passages carry both."""
    numbers = {theme["theme_id"]: at for at, theme in enumerate(themes)}
    known = ((numbers.get(one), numbers.get(other), many) for (one, other), many in pairs.items())
    return sorted([a, b, many] for a, b, many in known if a is not None and b is not None and a <= b)


def _curve(rows: Iterable[Record]) -> list[dict[str, Any]]:
    """A point for each transcript; none while saturation is not known."""
    return [
        {
            "unit": row["source"],
            "case": row["case"],
            "date": row["date"],
            "new": [theme for theme in row["new_theme_ids"].split("; ") if theme],
            "known": int(row["themes"]),
        }
        for row in rows
        if row["state"] == KNOWN
    ]


_OF_ENDS = ("organisation_a", "organisation_b", "participant", "end")


def _quotes(
    rows: Iterable[Record],
    transcripts: Sequence[Transcript],
    *,
    people: dict[tuple[str, ...], int],
    themes: Sequence[Record],
) -> list[dict[str, Any]]:
    """Each quote once, with its codings. Its words are those of the transcript, wherever they were found there."""
    numbers = {theme["theme_id"]: at for at, theme in enumerate(themes)}
    at_source = {one.source: at for at, one in enumerate(transcripts)}
    places = {quote: place for one in transcripts for quote, place in one.quotes.items()}
    quotes: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = row["quote_id"]
        if own not in quotes:
            person = tuple(row[name] for name in _PERSON)
            quotes[own] = {
                "id": own,
                "kind": row["kind"],
                "case": row["case"],
                "source": at_source[row["source"]],
                "who": people.setdefault(person, len(people)),
                "time": row["timecode"],
                "named": row["organisations_named"],
                "quotability": row["quotability"],
                "parts": [row.get(name) for name in _PARTS],
                "same": row.get("same_as", ""),
                "codings": [],
            }
            quotes[own] |= _words(row, places.get(own), transcripts[at_source[row["source"]]])
        if row["theme_id"]:
            quotes[own]["codings"].append(_coding(row, numbers))
    return list(quotes.values())


def _words(row: Record, place: tuple[int, Any] | None, transcript: Transcript) -> dict[str, Any]:
    if place is None:
        return {"text": row["quote"]}
    turn, span = place
    text = transcript.turns[turn].text
    return {"turn": turn, "from": _units(text[: span.start]), "to": _units(text[: span.end])}


def _units(text: str) -> int:
    """How long a text is for JavaScript, which counts two where a character lies outside the basic plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _coding(row: Record, numbers: Mapping[str, int]) -> list[Any]:
    return [
        numbers.get(row["theme_id"], -1),
        row["confidence"],
        row["quotability"],
        int(row["shortlisted"] == YES),
        row["decision"],
        row["basis"],
        row["coder"],
        row["note"],
        int(row["counts"] == YES),
    ]


def _transcript(one: Transcript) -> dict[str, Any]:
    about = {name: getattr(one, name) for name in ("source", "case", "kind", "title", "place", "date")}
    turns = [
        [t.turn_id, t.role, t.speaker, t.participant, t.question, t.seconds, t.text, int(t.held_back)]
        for t in one.turns
    ]
    return {**about, "turns": turns}


def _matrix(handover: Handover) -> dict[str, list[int]]:
    """For each case the number of passages under each theme, in the order of the themes."""
    sheet = handover.sheets["theme_by_case"]
    return {row[0]: [int(str(cell).partition(" ")[0] or 0) for cell in row[2:]] for row in sheet.rows}


def _sectors(handover: Handover) -> dict[str, Any]:
    """Themes by sector: names of the sectors, and for each theme counts and shares in their order."""
    sheet = handover.sheets["theme_by_sector"]
    many = (len(sheet.table.column_names) - 2) // 2
    return {
        "names": sheet.table.column_names[2 : 2 + many],
        "counts": [list(row[2 : 2 + many]) for row in sheet.rows],
        "shares": [list(row[2 + many :]) for row in sheet.rows],
    }
