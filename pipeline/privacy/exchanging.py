"""A source's text with pseudonyms for names, and a word for every number and address: what is exchanged where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.identifiers import identifiers, unless_organisations
from pipeline.names import full_key
from pipeline.privacy.people_found import Named, everybody, people_in
from pipeline.privacy.pseudonyms import Cast
from pipeline.spans import Span, SpanIndex, replaced, span_of

Row = Mapping[str, Any]

PERSON = "name"


@dataclass(frozen=True, order=True)
class Exchange:
    """What stands in a text, and what is written for it."""

    span: Span
    kind: str
    replacement: str


class Exchanges:
    """All exchanges of a study.

    Args:
        tables: rows of `sources`, `turns`, `participants`, `people`, `mentions`.
        texts: the stored texts.
        bodies: names of organisations that the researcher knows.
    """

    def __init__(
        self, tables: Mapping[str, Sequence[Row]], texts: Mapping[str, str], *, bodies: Iterable[str] = ()
    ) -> None:
        self.cast = Cast(tables["participants"])
        self._case = {row["source"]: row["case"] for row in tables["sources"]}
        self._redactor = everybody(tables["participants"])
        organisations: dict[str, list[Span]] = {}
        for row in tables["mentions"]:
            organisations.setdefault(row["source"], []).append(span_of(row))
        named = people_in(tables, texts, bodies=bodies)
        self.cast.name_everybody((self._case[source], texts[source], some) for source, some in named.items())
        self.of: dict[str, list[Exchange]] = {}
        for source, some in named.items():
            text = texts[source]
            numbers = [
                Exchange(each.span, each.kind, each.replacement)
                for each in unless_organisations(identifiers(text), organisations.get(source, ()))
            ]
            taken = SpanIndex(one.span for one in numbers)
            names = [self._name(one, text, source) for one in some if not taken.overlapping(one.span)]
            self.of[source] = sorted([*numbers, *names])

    def free(self, text: str, *, case: str) -> str:
        """Any other text about the study (a title, a role), exchanged in the same way."""
        found = [
            (each.span, self._called(Named(each.span, each.participant), text, case))
            for each in self._redactor.spans(text)
        ]
        names = SpanIndex(span for span, _ in found)
        found += [(one.span, one.replacement) for one in identifiers(text) if not names.overlapping(one.span)]
        return replaced(text, found)

    def left(self, text: str) -> list[str]:
        """Names on record that stand in a text all the same: to check what was written."""
        return [each.span.of(text) for each in self._redactor.spans(text) if len(full_key(each.span.of(text))) > 1]

    def _name(self, named: Named, text: str, source: str) -> Exchange:
        return Exchange(named.span, PERSON, self._called(named, text, self._case[source]))

    def _called(self, named: Named, text: str, case: str) -> str:
        who = self.cast.who(named, named.span.of(text), case=case)
        return f"[{self.cast.called(who)}]"
