"""Which quote a row of each sheet leads to in the web page."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.emit.handover import Handover
from pipeline.emit.schemas import NO, YES

# From where the workbook lies to the page: it works wherever the two are passed on together.
PAGE_FROM_DATASET = "../report/index.html"
Row = Mapping[str, Any]


def page_links(handover: Handover) -> dict[str, list[str]]:
    """For each sheet that shows or counts quotes the quote of each row; empty where none may be shown.

    A row that stands for many leads to the best of them: the shortlisted first, then by quotability.
    """
    quotes = handover.records("coded_quotes")
    at = _Places(quotes)
    best: dict[tuple[str, str], str] = {}
    for row in sorted(quotes, key=_best_first):
        for column in ("theme_id", "case"):
            best.setdefault((column, row[column]), row["quote_id"])
    for row in handover.records("organisation_mentions"):
        if found := at.quote_of(row):
            best.setdefault(("organisation_id", row["organisation_id"]), found)
    by_key = {"themes": "theme_id", "theme_by_sector": "theme_id", "theme_by_case": "case", "cases": "case",
              "organisations": "organisation_id"}  # fmt: skip
    links = {"coded_quotes": [row["quote_id"] for row in quotes]}
    for name, sheet in handover.sheets.items():
        if name in ("organisation_mentions", "organisation_ties"):
            links[name] = [at.quote_of(row) for row in sheet.records]
        elif name == "saturation":
            links[name] = _first_heard(sheet.records, quotes)
        elif name in by_key:
            links[name] = [best.get((by_key[name], row[by_key[name]]), "") for row in sheet.records]
    return {name: links[name] for name in handover.sheets if name in links}


def _first_heard(units: Iterable[Row], quotes: Iterable[Row]) -> list[str]:
    """For each transcript the best quote of a theme that it brought; a survey's respondents are one."""
    best: dict[tuple[str, str], Row] = {}
    for row in sorted(quotes, key=_best_first):
        for unit in {row["source"], row["case"]}:
            best.setdefault((unit, row["theme_id"]), row)
    found = []
    for unit in units:
        themes = filter(None, unit["new_theme_ids"].split("; "))
        heard = [best[unit["source"], theme] for theme in themes if (unit["source"], theme) in best]
        found.append(min(heard, key=_best_first)["quote_id"] if heard else "")
    return found


class _Places:
    """Finds the quote at a place of a source."""

    def __init__(self, quotes: Iterable[Row]) -> None:
        found: dict[str, set[tuple[int, int, str]]] = defaultdict(set)
        for row in quotes:
            found[row["source"]].add((row["start"], row["end"], row["quote_id"]))
        self._by_source: dict[str, Sequence[tuple[int, int, str]]] = {
            source: sorted(places) for source, places in found.items()
        }

    def quote_of(self, row: Row) -> str:
        """The innermost quote that holds the row's first character; else the first that begins within the row."""
        places = self._by_source.get(row["source"], ())
        following = bisect_right(places, row["start"], key=lambda place: place[0])
        for _, end, quote in reversed(places[max(0, following - 50) : following]):
            if row["start"] < end:
                return quote
        if following < len(places) and places[following][0] < row["end"]:
            return places[following][2]
        return ""


def _best_first(row: Row) -> tuple[bool, bool, float, str]:
    return row["shortlisted"] != YES, row["counts"] == NO, -(row["quotability"] or 0), row["quote_id"]
