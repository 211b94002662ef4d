"""Saturation: whether further interviews still bring new themes, where that can be told.

The measure is that of Guest, Namey and Chen (2020), "A simple method to assess and report thematic saturation in
qualitative research", PLoS ONE 15(5): e0232076: the themes that a run of interviews brought, as a share of those
heard in a base of the first ones. It rests on the codes of the researchers, confirmed by them, in the order in
which the interviews were held. Where one of these is missing, nothing is stated but the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pipeline.corpus.counts import Counts, counted, joined
from pipeline.corpus.judged_pairs import JudgedPair, Pair
from pipeline.corpus.records import Kind
from pipeline.corpus.schema import Field, PrintableText, table
from pipeline.corpus.settings import EmitSettings
from pipeline.corpus.spans import folded
from pipeline.refi.contents import Transcript

BASE_SIZE = 4
RUN_LENGTH = 2
KNOWN, UNKNOWN = "known", "not known"
HELD_KINDS = (Kind.INTERVIEW, Kind.ROUNDTABLE, Kind.SURVEY)
_DATE = re.compile(r"\d{4}(?:-\d{2}){0,2}")
_DAY = len("2024-03-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturationStep:
    """What one interview, roundtable or survey added to those before it."""

    order: Annotated[int, Field("position: 1, 2, …; by source id while the order is not known")]
    ordered_by: Annotated[
        str,
        Field(
            "date: by the dates in cases.csv, and by source id within a day; name: by source id, because the "
            "dates in cases.csv do not give the order",
            values=("date", "name"),
        ),
    ]
    case: Annotated[PrintableText, Field("the unit of study")]
    source: Annotated[PrintableText, Field("source id; the case for a survey", unique=True)]
    kind: Annotated[str, Field("kind of source", values=HELD_KINDS)]
    date: Annotated[PrintableText, Field("as in cases.csv")]
    themes: Annotated[
        float | None, Field("number of themes confirmed so far, including this row; empty while not known")
    ] = None
    new_themes: Annotated[
        float | None, Field("number of themes confirmed for the first time; empty while not known")
    ] = None
    new_theme_ids: Annotated[str, Field("ids of the new themes, separated by '; '")] = ""
    new_information: Annotated[
        float | None,
        Field(
            "after Guest, Namey and Chen 2020: new themes in this row and the one before as a share of the "
            "themes in the first 4 (base size 4, run length 2); 0.05 or less is taken as saturation; empty for "
            "the first 5 rows and while not known"
        ),
    ] = None
    state: Annotated[
        str,
        Field(
            "known; or not known: too few transcripts, no order, unreviewed codings, or a codebook that covers "
            "too few passages (settings.toml, [emit], saturation_reviewed and saturation_coverage)",
            values=(KNOWN, UNKNOWN),
        ),
    ]
    reason: Annotated[str, Field("why it is not known; empty otherwise")] = ""


SATURATION = table(
    SaturationStep,
    name="saturation",
    description="One row per interview, roundtable and survey, in the order in which they were held, with the "
    "codebook themes that people confirmed in it for the first time. While saturation is not known, the columns "
    "from themes to new_information are empty and the column reason says why. All respondents of a survey share "
    "one row.",
    key=("order",),
)


@dataclass(frozen=True, kw_only=True)
class SaturationUnit:
    """An interview, a roundtable, or a survey as a whole.

    Attributes:
        source: its source's id, as it may be printed; of a survey the case.
        case: its case, as it may be printed.
        kind: what it is.
        date: as in cases.csv.
        confirmed: themes of the codebook that people confirmed in it.
        proposed: themes of the codebook that anybody, or the pipeline, applied in it.
        decided: those of them that are confirmed in it, or of which every coding in it was reviewed.
    """

    source: PrintableText
    case: PrintableText
    kind: str
    date: PrintableText
    confirmed: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Saturation:
    """Saturation of a study, or why it is not known.

    Attributes:
        units: in the order in which they were held; where that is not known, by source.
        in_order: whether the dates give the order.
        reasons: why saturation is not known, each a sentence; none where it is.
    """

    units: Sequence[SaturationUnit]
    in_order: bool
    reasons: Sequence[str]

    @property
    def is_known(self) -> bool:
        """Whether anything can be said."""
        return not self.reasons

    @property
    def last_new_theme(self) -> int:
        """The number of the last unit that brought a theme; 0 where none did."""
        known: set[str] = set()
        last = 0
        for number, unit in enumerate(self.units, 1):
            last = number if unit.confirmed - known else last
            known |= unit.confirmed
        return last

    def rows(self) -> Iterator[SaturationStep]:
        """The rows of the table."""
        known: set[str] = set()
        brought: list[int] = []
        base = 0
        for order, unit in enumerate(self.units, 1):
            step = SaturationStep(
                order=order,
                ordered_by="date" if self.in_order else "name",
                case=unit.case,
                source=unit.source,
                kind=unit.kind,
                date=unit.date,
                state=KNOWN if self.is_known else UNKNOWN,
                reason=" ".join(self.reasons),
            )
            if not self.is_known:
                yield step
                continue
            new = unit.confirmed - known
            known |= new
            brought.append(len(new))
            base = len(known) if order <= BASE_SIZE else base
            is_run = base and order >= BASE_SIZE + RUN_LENGTH
            yield replace(
                step,
                themes=len(known),
                new_themes=len(new),
                new_theme_ids="; ".join(sorted(new)),
                new_information=round(sum(brought[-RUN_LENGTH:]) / base, 3) if is_run else None,
            )


NOT_ASSESSED = Saturation(units=(), in_order=False, reasons=("There are no transcripts.",))


def saturation_units(
    sources: Iterable[Transcript], *, source_of: Mapping[str, str], judged: Mapping[Pair, JudgedPair]
) -> list[SaturationUnit]:
    """Gather what was applied and decided in each interview, roundtable and survey.

    Args:
        sources: everything that was read.
        source_of: the source of every passage, as it may be printed.
        judged: what was decided about passages and the themes of the codebook.
    """
    about: dict[PrintableText, Transcript] = {}
    unit_of: dict[str, PrintableText] = {}
    for row in sources:
        if row.kind in HELD_KINDS:
            unit_of[row.source] = row.case if row.kind == Kind.SURVEY else row.source
            about.setdefault(unit_of[row.source], row)
    applied: dict[str, dict[str, list[JudgedPair]]] = defaultdict(lambda: defaultdict(list))
    for (quote_id, theme), one in judged.items():
        unit = unit_of.get(source_of.get(quote_id, ""))
        if unit is not None:
            applied[unit][theme].append(one)
    made = []
    for unit, row in about.items():
        themes = applied[unit]
        confirmed = {theme for theme, some in themes.items() if any(one.reviewed and one.stands for one in some)}
        done = {theme for theme, some in themes.items() if all(one.reviewed for one in some)}
        made.append(
            SaturationUnit(
                source=unit,
                case=row.case,
                kind=row.kind,
                date=folded(row.date),
                confirmed=frozenset(confirmed),
                proposed=frozenset(themes),
                decided=frozenset(confirmed | done),
            )
        )
    return made


def saturation(units: Sequence[SaturationUnit], *, counts: Counts, settings: EmitSettings) -> Saturation:
    """Put the units in order, and see whether saturation can be told."""
    undated = order_problem(units)
    ordered = sorted(units, key=lambda one: ("" if undated else one.date, one.source))
    reasons = [
        *_too_few(units),
        *([undated] if undated else []),
        *_not_reviewed(units, least=settings.saturation_reviewed),
        *_not_covered(counts, least=settings.saturation_coverage),
    ]
    return Saturation(units=ordered, in_order=not undated, reasons=reasons)


def order_problem(units: Sequence[SaturationUnit]) -> str:
    """Why the dates do not give the order in which the units were held; empty where they do."""
    without = [one for one in units if not _DATE.fullmatch(one.date)]
    if without:
        return (
            "The order of the interviews is not known: cases.csv gives no date of the form 2024-03-01 for "
            f"{len(without):,} of {_transcripts(len(units))}."
        )
    vague = {
        one.source
        for one in units
        for other in units
        if one is not other and len(one.date) < _DAY and other.date.startswith(one.date)
    }
    if vague:
        return (
            f"The order of the interviews is not known: for {len(vague):,} of {_transcripts(len(units))} the date "
            "in cases.csv gives only a month or year that others share."
        )
    return ""


def _too_few(units: Sequence[SaturationUnit]) -> Iterator[str]:
    least = BASE_SIZE + RUN_LENGTH
    if len(units) < least:
        yield f"There are {_transcripts(len(units))} (each survey counts as one); at least {least} are needed."


def _not_reviewed(units: Sequence[SaturationUnit], *, least: float) -> Iterator[str]:
    if not any(one.confirmed for one in units):
        yield "No coding of an interview, roundtable or survey has been confirmed by a person."
        return
    proposed = sum(len(one.proposed) for one in units)
    decided = sum(len(one.decided) for one in units)
    if decided < least * proposed:
        yield (
            "Too few codings have been reviewed: counting each theme once per transcript, people have decided "
            f"{decided:,} of {proposed:,} proposals; at least {least:.0%} are needed."
        )


def _not_covered(counts: Counts, *, least: float) -> Iterator[str]:
    if counts.coded_passages < least * counts.passages or not counts.themes:
        yield (
            f"The codebook covers {counts.coded_passages:,} of {counted(counts.passages, 'passage')}; at least "
            f"{least:.0%} are needed."
        )


def _transcripts(many: int) -> str:
    return counted(many, "transcript")


def saturation_sentence(found: Saturation) -> str:
    """What can be said of saturation, in words for a report."""
    if not found.is_known:
        return f"Whether further interviews would bring new themes is not yet known. {' '.join(found.reasons)}"
    last, units = found.last_new_theme, len(found.units)
    many = {kind: sum(one.kind == kind for one in found.units) for kind in HELD_KINDS}
    listed = joined(counted(count, str(kind)) for kind, count in many.items() if count)
    flat = (
        f"no theme was confirmed for the first time in the last {units - last:,}"
        if last < units
        else "the last still brought a new theme"
    )
    return (
        f"Saturation was assessed on the codebook themes that people confirmed, in the order in which {listed} "
        f"were held (each survey counts as one): of {_transcripts(units)}, {flat}."
    )
