"""The third stage: passages that tile what was said, quotations, what may be printed, and under which name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.quotes.public_people import PUBLIC_PEOPLE_FILE, read_public_people
from pipeline.records import INTERVIEWER, PARTICIPANT, Concern, Finding, Kind, SegmentKind
from pipeline.schema import Rows, rows_of
from pipeline.spans import Span, span_of
from pipeline.tables import (
    ATTRIBUTIONS,
    MENTIONS,
    ORGANISATIONS,
    PARTICIPANTS,
    PASSAGES,
    PEOPLE,
    REDACTIONS,
    SEGMENTS,
    SOURCES,
    TURNS,
)
from pipeline.tables import (
    QUOTES as QUOTED,
)
from pipeline.work import Outcome, Stage, Work

if TYPE_CHECKING:
    from pipeline.quotes.consent import Attribution
    from pipeline.redaction import Redactor

Row = Mapping[str, Any]


def run(work: Work) -> Outcome:
    """Cut, find, redact and decide how each person may be cited."""
    from pipeline.identifiers import Identifier
    from pipeline.quotes.reading import read_source
    from pipeline.quotes.redactions import redaction_rows
    from pipeline.redaction import Redactor

    tables = {name: rows_of(frame) for name, frame in work.tables.items()}
    texts = {source["source"]: work.texts[source["source"]] for source in tables["sources"]}
    items = list(_source_texts(tables, texts, work))
    read = []
    passages = Rows(PASSAGES)
    for result in work.map(
        read_source, items, what="passages", key=lambda item: item.key, characters=lambda item: len(item.text)
    ):
        for row in result.pop("passages"):
            passages.add(**row)
        read.append(result)
    redactor = Redactor.of(work.tables["participants"])
    attributions, findings = _attributions(tables, texts, redactor)
    identifiers = {
        item.source: [Identifier(Span(start, end), kind) for start, end, kind in each["identifiers"]]
        for item, each in zip(items, read, strict=True)
    }
    public, not_names = read_public_people(work.model_file(PUBLIC_PEOPLE_FILE) or "")
    redactions = list(
        redaction_rows(
            tables,
            texts,
            redactor=redactor,
            identifiers=identifiers,
            printable=public,
            settings=work.settings.quotes,
            beside=work.beside,
        )
    )
    quotes = list(_with_participants([row for each in read for row in each["quotes"]], tables))
    cut = passages.frame()
    may_be_quoted = [a.participant for a in attributions if a.quotable]
    good = cut["substance"] & (cut["quotability"] >= work.settings.quotes.quotable)
    return Outcome(
        tables={
            "passages": cut,
            "quotes": QUOTED.frame(quotes),
            "redactions": REDACTIONS.frame(redactions),
            "attributions": ATTRIBUTIONS.frame(attributions),
        },
        findings=[*_reading_findings(tables["sources"], read), *not_names, *findings],
        summary={
            # A quotation in a document is coded like a passage, and counted as one.
            "passages": len(cut) + sum(row["kind"] == "direct" for row in quotes),
            "quotable": int((good & cut["participant"].isin(may_be_quoted)).sum()),
            "quotations": len(quotes),
            "redactions": len(redactions),
        },
    )


def _source_texts(tables: Mapping[str, Sequence[Row]], texts: Mapping[str, str], work: Work) -> Iterator[Any]:
    from pipeline.quotes.reading import SourceText

    turns = _by_source(tables["turns"])
    people = _by_source(tables["people"])
    headings = _by_source([row for row in tables["segments"] if row["kind"] == SegmentKind.HEADING])
    for source in tables["sources"]:
        name = source["source"]
        yield SourceText(
            source=name,
            file=unicodedata.normalize("NFC", source["file"]),
            kind=source["kind"],
            text=texts[name],
            turns=tuple(sorted(turns.get(name, ()), key=lambda turn: turn["start"])),
            people=tuple(sorted(span_of(person) for person in people.get(name, ()))),
            settings=work.settings.quotes,
            headings=tuple(sorted(span_of(heading) for heading in headings.get(name, ()))),
        )


def _with_participants(quotes: Sequence[Row], tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """The quotations with the participant on record whose words they are, where it is one."""
    from pipeline.quotes.resolution import OnRecord

    case_of = {source["source"]: source["case"] for source in tables["sources"]}
    teller_of = {turn["turn_id"]: turn["participant"] for turn in tables["turns"]} if quotes else {}
    record = OnRecord(tables["participants"])
    for row in quotes:
        who = record.find(row["speaker"], case=case_of[row["source"]], teller=teller_of[row["turn_id"]])
        yield {**row, "speaker_participant": who}


def _attributions(
    tables: Mapping[str, Sequence[Row]], texts: Mapping[str, str], redactor: Redactor
) -> tuple[list[Attribution], list[Finding]]:
    """A row for every participant and every respondent; none for those who ask."""
    from pipeline.quotes.consent import Citing, Setting, is_respondent, respondent, strictest_consents
    from pipeline.quotes.small_cells import small_cells

    sources = {source["source"]: source for source in tables["sources"]}
    settings = [Setting(s["case"], s["place"], s["kind"]) for s in tables["sources"]]
    citing = Citing(redactor, settings=settings, strictest=strictest_consents(tables["participants"]))
    asks = {p["participant"] for p in tables["participants"] if p["interviewer"]}
    asks |= {turn["participant"] for turn in tables["turns"] if turn["role"] == INTERVIEWER}
    answering = {
        turn["participant"]: sources[turn["source"]]
        for turn in tables["turns"]
        if turn["role"] == PARTICIPANT and turn["participant"]
    }
    places: dict[str, str] = {}
    for turn in tables["turns"]:
        if place := sources[turn["source"]]["place"]:
            places.setdefault(turn["participant"], place)
    surveyed = {person for person, source in answering.items() if source["kind"] == Kind.SURVEY}
    surveyed |= {p["participant"] for p in tables["participants"] if is_respondent(p["participant"])}
    on_record = [p for p in tables["participants"] if not p["interviewer"]]
    known = {person["participant"] for person in tables["participants"]}
    others = [respondent(person, source["case"]) for person, source in answering.items() if person not in known]
    rows = [
        citing.attribution(
            person,
            in_survey=person["participant"] in surveyed,
            place=places.get(person["participant"], ""),
        )
        for person in [*on_record, *others]
    ]
    turns: dict[str, list[Any]] = defaultdict(list)
    for turn in tables["turns"]:
        turns[turn["participant"]].append(turn)
    cells = small_cells(
        rows,
        people=tables["participants"],
        mentions=tables["mentions"],
        names={row["organisation_id"]: row["organisation"] for row in tables["organisations"]},
        said=lambda who: " ".join(texts[turn["source"]][turn["start"] : turn["end"]] for turn in turns[who]),
    )
    return rows, [*citing.findings, *cells]


def _reading_findings(sources: Sequence[Row], read: Sequence[Row]) -> Iterator[Finding]:
    for source, result in zip(sources, read, strict=True):
        if result["failed"]:
            yield Finding(
                level="problem",
                stage="quotes",
                concern=Concern.READING,
                file=source["file"],
                finding=f"its passages could not be found ({result['failed']}): each turn is one",
                remedy="Report this with the file's layout; the rest of the study is not affected",
            )
        for line in result["mended"]:
            yield Finding(
                level="check",
                stage="quotes",
                concern=Concern.READING,
                file=source["file"],
                line=line,
                finding="a quotation has lost one of its marks: where its words begin or end is a guess",
                remedy="Compare it with the document; put the mark back if it is wrong",
            )


def _by_source(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["source"], []).append(row)
    return found


QUOTES = Stage(
    name="quotes",
    help="Cut what was said into passages, find quotations, and settle how each person may be cited.",
    inputs=(SOURCES, SEGMENTS, TURNS, PARTICIPANTS, MENTIONS, ORGANISATIONS, PEOPLE),
    outputs=(PASSAGES, QUOTED, REDACTIONS, ATTRIBUTIONS),
    reads=(PUBLIC_PEOPLE_FILE,),
    run=run,
    settings=("quotes",),
)
