"""What the page is given to show, as plain data: nothing that is not in the handover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter

from pipeline.corpus.dataset_records import YES, CodedQuote, ListedFinding, ListedTheme
from pipeline.corpus.evidence_records import QUOTABILITY_PARTS
from pipeline.corpus.findings import grouped
from pipeline.corpus.records import Finding
from pipeline.corpus.spans import Span
from pipeline.emit import schemas
from pipeline.emit.agreement import AGREEMENT, RELIABILITY, REVIEW_EFFORT
from pipeline.emit.handover import Handover
from pipeline.emit.page.maps import network, theme_map
from pipeline.emit.saturation import SATURATION, SaturationStep, saturation_sentence
from pipeline.emit.schemas import SectorsOfTheme, ThemesOfCase
from pipeline.refi.contents import Transcript

_PERSON = ("participant", "attribution", "role", "organisation", "sector", "consent")
_OF_ENDS = ("organisation_a", "organisation_b", "participant", "end")


def payload(handover: Handover) -> dict[str, object]:
    """All that the page shows."""
    rows = handover.records(schemas.CODED_QUOTES)
    themes = handover.records(schemas.THEMES)
    organisations = handover.records(schemas.ORGANISATIONS)
    ties = handover.records(schemas.ORGANISATION_TIES)
    people: dict[tuple[str, ...], int] = {}
    quotes = _quotes(rows, handover.transcripts, people=people, themes=themes)
    return {
        "counts": asdict(handover.counts),
        "unused": [asdict(one) for one in handover.conduct.unused],
        "cases": [asdict(one) for one in handover.records(schemas.CASES)],
        "themes": [asdict(one) for one in themes],
        "people": [dict(zip(_PERSON, person, strict=True)) for person in people],
        "transcripts": [_transcript(one) for one in handover.transcripts],
        "parts": [name.replace("_", " ") for name in QUOTABILITY_PARTS],
        "quotes": quotes,
        "matrix": _matrix(handover),
        "sectors": _sectors(handover),
        "organisations": [asdict(one) for one in organisations],
        "ties": [{name: value for name, value in asdict(tie).items() if name not in _OF_ENDS} for tie in ties],
        "network": network(organisations, ties),
        "map": theme_map(rows, [theme.theme_id for theme in themes]),
        "together": _together(handover.together, themes),
        "saturation": {
            "sentence": saturation_sentence(handover.saturation),
            "curve": _curve(handover.records(SATURATION)),
        },
        "agreement": [asdict(one) for one in handover.records(AGREEMENT)],
        "reliability": [asdict(one) for one in handover.records(RELIABILITY) if one.judged],
        "effort": [asdict(one) for one in handover.records(REVIEW_EFFORT)],
        "findings": _findings(handover.records(schemas.FINDINGS)),
    }


def _findings(rows: Iterable[ListedFinding]) -> list[dict[str, object]]:
    """A row for each kind of finding, what endangers the study first; the list behind it is findings.csv."""
    return [
        {"level": group.level, "places": group.places, "text": group.text, "many": len(group.findings)}
        for group in grouped(Finding(**asdict(row)) for row in rows)
    ]


def _together(pairs: Mapping[tuple[str, str], int], themes: Sequence[ListedTheme]) -> list[list[int]]:
    """The numbers of two themes, the first the smaller or the same, and how many passages carry both."""
    numbers = {theme.theme_id: at for at, theme in enumerate(themes)}
    known = ((numbers.get(one), numbers.get(other), many) for (one, other), many in pairs.items())
    return sorted([a, b, many] for a, b, many in known if a is not None and b is not None and a <= b)


def _curve(steps: Iterable[SaturationStep]) -> list[dict[str, object]]:
    """A point for each transcript; none while saturation is not known."""
    return [
        {
            "unit": step.source,
            "case": step.case,
            "date": step.date,
            "new": [theme for theme in step.new_theme_ids.split("; ") if theme],
            "known": int(step.themes),
        }
        for step in steps
        if step.themes is not None
    ]


def _quotes(
    rows: Iterable[CodedQuote],
    transcripts: Sequence[Transcript],
    *,
    people: dict[tuple[str, ...], int],
    themes: Sequence[ListedTheme],
) -> list[dict[str, object]]:
    """Each quote once, with its codings. Its words are those of the transcript, wherever they were found there."""
    numbers = {theme.theme_id: at for at, theme in enumerate(themes)}
    at_source = {one.source: at for at, one in enumerate(transcripts)}
    places = {quote: place for one in transcripts for quote, place in one.quotes.items()}
    person_of, parts_of = attrgetter(*_PERSON), attrgetter(*QUOTABILITY_PARTS)
    quotes: dict[str, dict[str, object]] = {}
    codings: dict[str, list[list[object]]] = {}
    for row in rows:
        own = row.quote_id
        if own not in quotes:
            codings[own] = []
            source = at_source[row.source]
            quotes[own] = {
                "id": own,
                "kind": row.kind,
                "case": row.case,
                "source": source,
                "who": people.setdefault(person_of(row), len(people)),
                "time": row.timecode,
                "named": row.organisations_named,
                "quotability": row.quotability,
                "parts": parts_of(row),
                "same": row.same_as,
                "codings": codings[own],
                **_words(row, places.get(own), transcripts[source]),
            }
        if row.theme_id:
            codings[own].append(_coding(row, numbers))
    return list(quotes.values())


def _words(row: CodedQuote, place: tuple[int, Span] | None, transcript: Transcript) -> dict[str, object]:
    if place is None:
        return {"text": row.quote}
    turn, span = place
    text = transcript.turns[turn].text
    return {"turn": turn, "from": _units(text[: span.start]), "to": _units(text[: span.end])}


def _units(text: str) -> int:
    """How long a text is for JavaScript, which counts two where a character lies outside the basic plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _coding(row: CodedQuote, numbers: Mapping[str, int]) -> list[object]:
    return [
        numbers.get(row.theme_id, -1),
        row.confidence,
        row.quotability,
        int(row.shortlisted == YES),
        row.decision,
        row.basis,
        row.coder,
        row.note,
        int(row.counts == YES),
        row.state,
    ]


def _transcript(one: Transcript) -> dict[str, object]:
    about = {name: getattr(one, name) for name in ("source", "case", "kind", "title", "place", "date")}
    turns = [
        [t.turn_id, t.role, t.speaker, t.participant, t.question, t.seconds, t.text, int(t.held_back)]
        for t in one.turns
    ]
    return {**about, "turns": turns}


def _matrix(handover: Handover) -> dict[str, list[int]]:
    """For each case the number of passages under each theme, in the order of the themes."""
    cases: Sequence[ThemesOfCase] = handover.sheets["theme_by_case"].records
    return {row.case: [int(cell.partition(" ")[0] or 0) for cell in row.cells] for row in cases}


def _sectors(handover: Handover) -> dict[str, object]:
    """Themes by sector: names of the sectors, and for each theme counts and shares in their order."""
    sheet = handover.sheets["theme_by_sector"]
    themes: Sequence[SectorsOfTheme] = sheet.records
    many = (len(sheet.table.column_names) - 2) // 2
    return {
        "names": sheet.table.column_names[2 : 2 + many],
        "counts": [row.counts for row in themes],
        "shares": [row.shares for row in themes],
    }
