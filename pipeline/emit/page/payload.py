"""What the page is given to show, as plain data: nothing that is not in the handover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter

from pipeline.corpus.dataset_records import YES, CodedQuote, ListedFinding, ListedTheme, ThemeOfAttribute
from pipeline.corpus.evidence_records import QUOTABILITY_PARTS
from pipeline.corpus.findings import grouped
from pipeline.corpus.records import Finding
from pipeline.corpus.schema import PrintableText
from pipeline.corpus.spans import Span
from pipeline.emit import schemas
from pipeline.emit.agreement import AGREEMENT, RELIABILITY, REVIEW_EFFORT
from pipeline.emit.handover import Handover
from pipeline.emit.page.maps import network, theme_map
from pipeline.emit.saturation import SATURATION, SaturationStep, saturation_sentence
from pipeline.emit.schemas import ThemesOfCase
from pipeline.refi.contents import Transcript

_PERSON = ("participant", "attribution", "role", "organisation", "sector", "consent", "attributes")
_OF_ENDS = ("organisation_a", "organisation_b", "participant", "end")


def payload(handover: Handover) -> dict[str, object]:
    """All that the page shows."""
    rows = handover.records(schemas.CODED_QUOTES)
    themes = handover.records(schemas.THEMES)
    organisations = handover.records(schemas.ORGANISATIONS)
    ties = handover.records(schemas.ORGANISATION_TIES)
    people: dict[tuple[str, ...], int] = {}
    questions: dict[str, int] = {}
    parts_of = attrgetter(*QUOTABILITY_PARTS)
    quotes = _quotes(
        rows,
        handover.transcripts,
        people=people,
        questions=questions,
        themes=themes,
        parts={row.quote_id: parts_of(row) for row in handover.records(schemas.QUOTABILITY)},
    )
    return {
        "counts": asdict(handover.counts),
        "unused": [asdict(one) for one in handover.conduct.unused],
        "cases": [asdict(one) for one in handover.records(schemas.CASES)],
        "themes": [asdict(one) for one in themes],
        "questions": list(questions),
        "people": [dict(zip(_PERSON, person, strict=True)) for person in people],
        "transcripts": [_transcript(one) for one in handover.transcripts],
        "parts": [name.replace("_", " ") for name in QUOTABILITY_PARTS],
        "quotes": quotes,
        "matrix": _matrix(handover),
        "by": _by_attribute(handover.records(schemas.THEME_BY_ATTRIBUTE), themes),
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
        for group in grouped(_finding(row) for row in rows)
    ]


def _finding(row: ListedFinding) -> Finding:
    given = asdict(row)
    given["kind"] = given.pop("finding_kind")
    return Finding(**given)


def _together(
    pairs: Mapping[tuple[PrintableText, PrintableText], int], themes: Sequence[ListedTheme]
) -> list[list[int]]:
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
    questions: dict[str, int],
    themes: Sequence[ListedTheme],
    parts: Mapping[str, tuple[float, ...]],
) -> list[dict[str, object]]:
    """Each quote once, with its codings. Its words are those of the transcript, wherever they were found there."""
    numbers = {theme.theme_id: at for at, theme in enumerate(themes)}
    at_source = {one.source: at for at, one in enumerate(transcripts)}
    places = {quote: place for one in transcripts for quote, place in one.quotes.items()}
    person_of = attrgetter(*_PERSON)
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
                "place": row.place,
                "question": questions.setdefault(row.question, len(questions)),
                "source": source,
                "who": people.setdefault(person_of(row), len(people)),
                "time": row.timecode,
                "named": row.organisations_named,
                "quotability": row.quotability,
                "parts": parts[own],
                "same": row.same_as,
                "repeats": row.repeats,
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


def _coding(row: CodedQuote, numbers: Mapping[PrintableText, int]) -> list[object]:
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


def _by_attribute(
    rows: Iterable[ThemeOfAttribute], themes: Sequence[ListedTheme]
) -> dict[str, dict[str, list[list[object]]]]:
    """Of each attribute and kind of source a list: value, theme, passages, share, participants, of how many."""
    numbers = {theme.theme_id: at for at, theme in enumerate(themes)}
    found: dict[str, dict[str, list[list[object]]]] = {}
    for row in rows:
        found.setdefault(row.attribute, {}).setdefault(row.sources, []).append(
            [row.value, numbers[row.theme_id], row.passages, row.share, row.participants, row.of_participants]
        )
    return found
