"""How many themes had been heard after each transcript: whether more of them would bring anything new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.emit.transcripts import Transcript

_LEAST = 3  # units; with fewer there is no curve
_LAST = "\uffff"  # a unit without a date comes after those with one


def saturation(rows: Iterable[Mapping[str, Any]], transcripts: Sequence[Transcript]) -> list[dict[str, Any]]:
    """The units in order of their dates, each with the themes heard in it for the first time.

    A unit is a transcript or a document; a survey's respondents are one. What a person rejected does not
    count.
    """
    unit_of = {one.source: one.case if one.kind == "survey" else one.source for one in transcripts}
    heard: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["theme_id"] and row["decision"] != "reject":
            heard[unit_of[row["source"]]].add(row["theme_id"])
    units: dict[str, Transcript] = {}
    for one in transcripts:
        units.setdefault(unit_of[one.source], one)
    if len(units) < _LEAST:
        return []
    known: set[str] = set()
    curve = []
    for unit, one in sorted(units.items(), key=lambda item: (item[1].date or _LAST, item[0])):
        new = heard[unit] - known
        known |= new
        curve.append({"unit": unit, "case": one.case, "date": one.date, "new": sorted(new), "known": len(known)})
    return curve
