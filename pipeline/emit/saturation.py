"""How many themes each further interview brought: whether more of them would bring anything new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.emit.material import Row
from pipeline.emit.transcripts import Transcript
from pipeline.records import Kind
from pipeline.schema import Column, Table

BASE_SIZE = 4
RUN_LENGTH = 2
_LAST = "\uffff"  # what has no date comes after what has one


SATURATION = Table(
    "saturation",
    "One row per transcript or document, in the order in which they were held: the themes heard in it for the "
    "first time, candidates among them. A survey's respondents are one row. Counts leave out codings that a person "
    "rejected, and include what was said by participants whose consent is 'none'. Candidates are found in all "
    "transcripts together, and a codebook may have been written from them: a flat end is a sign, no proof.",
    (
        Column("order", "first, second, …", "integer"),
        Column(
            "ordered_by",
            "date: as in cases.csv; name: it has no date, and comes after those that have one, by its source's id",
            values=("date", "name"),
        ),
        Column("case", "the unit of study"),
        Column("source", "the source's id; of a survey the case", unique=True),
        Column("kind", "what it is", values=tuple(Kind)),
        Column("date", "as in cases.csv"),
        Column("themes", "themes heard so far, this one included", "integer"),
        Column("new_themes", "how many of them for the first time", "integer"),
        Column("new_theme_ids", "their ids, separated by '; '"),
        Column(
            "new_information",
            "after Guest, Namey and Chen 2020: new themes in this one and the one before as a share of the themes "
            "in the first 4 (base size 4, run length 2); 0.05 or less is taken for saturation; empty for the first "
            "5",
            "number",
        ),
    ),
    key=("order",),
)


def saturation_rows(heard: Iterable[tuple[str, str]], transcripts: Sequence[Transcript]) -> Iterator[Row]:
    """A row for each transcript or document, in the order of their dates, else of their names.

    A survey's respondents are one. `new_information` is that of Guest, Namey and Chen (2020), "A simple method to
    assess and report thematic saturation in qualitative research", PLoS ONE 15(5): e0232076: the themes that a run
    of interviews brought as a share of those heard in a base of the first ones; they take 5% or none for
    saturation. Here the base is the first four, and the run the interview and the one before it.

    Args:
        heard: source, as it may be printed, and theme of every coding that counts.
        transcripts: every source.
    """
    unit_of = {one.source: one.case if one.kind == "survey" else one.source for one in transcripts}
    themes: dict[str, set[str]] = defaultdict(set)
    for source, theme in heard:
        themes[unit_of[source]].add(theme)
    units: dict[str, Transcript] = {}
    for one in transcripts:
        units.setdefault(unit_of[one.source], one)
    known: set[str] = set()
    brought: list[int] = []
    base = 0
    ordered = sorted(units.items(), key=lambda item: (item[1].date or _LAST, item[0]))
    for order, (unit, one) in enumerate(ordered, 1):
        new = themes[unit] - known
        known |= new
        brought.append(len(new))
        base = len(known) if order <= BASE_SIZE else base
        yield {
            "order": order,
            "ordered_by": "date" if one.date else "name",
            "case": one.case,
            "source": unit,
            "kind": one.kind,
            "date": one.date,
            "themes": len(known),
            "new_themes": len(new),
            "new_theme_ids": "; ".join(sorted(new)),
            "new_information": (
                round(sum(brought[-RUN_LENGTH:]) / base, 3) if base and order >= BASE_SIZE + RUN_LENGTH else None
            ),
        }
