"""What a project is made of, gathered from the handover: rows, grouped as the project's elements need them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pipeline.decisions import NO_CODE, PIPELINE, REJECT
from pipeline.emit.coders import CodingOfOne
from pipeline.emit.handover import Handover
from pipeline.emit.material import Row
from pipeline.emit.refi.codes import NO_CODE_NAME
from pipeline.emit.refi.texts import SourceText, source_text
from pipeline.emit.schemas import REPORTED, distinct_names
from pipeline.emit.transcripts import Transcript

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_DATE = "2000-01-01"


@dataclass(frozen=True)
class Contents:
    """The study, ready to be written as a project."""

    handover: Handover

    @cached_property
    def quotes(self) -> dict[str, Row]:
        """A row of coded_quotes for each quote."""
        found: dict[str, Row] = {}
        for row in self._rows("coded_quotes"):
            found.setdefault(row["quote_id"], row)
        return found

    @cached_property
    def by_source(self) -> dict[str, list[Row]]:
        """The same, by source."""
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self.quotes.values():
            grouped[row["source"]].append(row)
        return grouped

    @cached_property
    def texts(self) -> dict[str, SourceText]:
        """The text of each source, and its quotes' places."""
        return {one.source: source_text(one, self.by_source.get(one.source, ())) for one in self.transcripts}

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """Every source as it may be read."""
        return self.handover.transcripts

    @cached_property
    def themes(self) -> list[Row]:
        """The themes, each under a name that no other has."""
        rows = self._rows("themes")
        names = distinct_names((row["theme_id"], row["theme"]) for row in rows)
        known = {row["theme_id"] for row in rows}
        # A theme that only a coding names is in no codebook any more; its codings are not lost with it.
        known.add(NO_CODE)
        lost = dict.fromkeys(one.theme_id for one in self.handover.codings if one.theme_id not in known)
        return [
            *({**row, "theme": name} for row, name in zip(rows, names, strict=True)),
            *({"theme_id": id_, "theme": id_, "origin": "coder", "parent": "", "definition": ""} for id_ in lost),
        ]

    @cached_property
    def theme_names(self) -> Mapping[str, str]:
        """The name of each theme, by its id."""
        return {NO_CODE: NO_CODE_NAME, **{row["theme_id"]: row["theme"] for row in self.themes}}

    @cached_property
    def coders(self) -> list[str]:
        """The pipeline, and every person who coded."""
        return list(dict.fromkeys((PIPELINE, *(one.coder for one in self.handover.codings))))

    @cached_property
    def said(self) -> dict[str, list[CodingOfOne]]:
        """All that coders said of each quote."""
        grouped: dict[str, list[CodingOfOne]] = defaultdict(list)
        for one in self.handover.codings:
            grouped[one.quote_id].append(one)
        return grouped

    def standing(self, quote_id: str) -> Mapping[str, list[CodingOfOne]]:
        """By coder, the codings of a quote that stand: what every person who looked rejected is no coding."""
        return self._standing.get(quote_id, {})

    @cached_property
    def _standing(self) -> dict[str, dict[str, list[CodingOfOne]]]:
        return {quote_id: _those_that_stand(said) for quote_id, said in self.said.items()}

    @cached_property
    def bases(self) -> dict[str, list[str]]:
        """For each theme, a line for every coding that stands and says why."""
        lines: dict[str, list[str]] = defaultdict(list)
        for quote_id in self.quotes:
            for one in (one for codings in self.standing(quote_id).values() for one in codings):
                why = "; ".join(part for part in (one.basis, one.note) if part)
                if why:
                    lines[one.theme_id].append(f"{quote_id}, {one.coder}{one.sure}: {why}")
        return lines

    @cached_property
    def participants(self) -> dict[str, Row]:
        """A row of coded_quotes for each participant whose words may be printed: how each may be described."""
        found: dict[str, Row] = {}
        for row in self.quotes.values():
            if row["participant"] and row["kind"] != REPORTED:
                found.setdefault(row["participant"], row)
        return dict(sorted(found.items()))

    @cached_property
    def cases(self) -> Sequence[Row]:
        """The rows of cases."""
        return self._rows("cases")

    @cached_property
    def moment(self) -> str:
        """When the project says it was made: the day of the last source, so that a re-run gives the same bytes."""
        days = [day for one in self.transcripts for day in _DATE.findall(one.date) if _is_day(day)]
        return f"{max(days, default=_NO_DATE)}T00:00:00Z"

    def _rows(self, name: str) -> Sequence[Row]:
        return self.handover.sheets[name].records


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _those_that_stand(said: Iterable[CodingOfOne]) -> dict[str, list[CodingOfOne]]:
    people = defaultdict(set)
    for one in said:
        if one.coder != PIPELINE:
            people[one.theme_id].add(one.decision == REJECT)
    grouped: dict[str, list[CodingOfOne]] = defaultdict(list)
    for one in said:
        if one.decision != REJECT and people[one.theme_id] != {True}:
            grouped[one.coder].append(one)
    return grouped
