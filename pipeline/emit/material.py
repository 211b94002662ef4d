"""What the earlier stages made, as plain rows, with the indexes that writing needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pipeline.corpus.records import INTERVIEWER, NARRATOR, Consent
from pipeline.corpus.schema import rows_of
from pipeline.corpus.spans import span_of

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Material:
    """The working tables as rows; `texts` gives a source's stored text when asked."""

    files: Sequence[Row]
    sources: Sequence[Row]
    turns: Sequence[Row]
    participants: Sequence[Row]
    mentions: Sequence[Row]
    organisations: Sequence[Row]
    ties: Sequence[Row]
    passages: Sequence[Row]
    quotes: Sequence[Row]
    redactions: Sequence[Row]
    attributions: Sequence[Row]
    codings: Sequence[Row]
    judgements: Sequence[Row]
    themes: Sequence[Row]
    thresholds: Sequence[Row]
    reliability: Sequence[Row]
    texts: Mapping[str, str]

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame], *, texts: Mapping[str, str]) -> Material:
        """The rows of these tables, by name."""
        return cls(**{name: rows_of(frame) for name, frame in tables.items()}, texts=texts)

    @cached_property
    def source(self) -> dict[str, Row]:
        """Each source, by its id, in the order of ids."""
        return {row["source"]: row for row in sorted(self.sources, key=lambda row: str(row["source"]))}

    @cached_property
    def turn(self) -> dict[str, Row]:
        """Each turn, by its id."""
        return {row["turn_id"]: row for row in self.turns}

    @cached_property
    def attribution(self) -> dict[str, Row]:
        """How each participant may be cited."""
        return {row["participant"]: row for row in self.attributions}

    @cached_property
    def organisation(self) -> dict[str, Row]:
        """Each organisation, by its id."""
        return {row["organisation_id"]: row for row in self.organisations}

    @cached_property
    def telling(self) -> dict[str, tuple[str, ...]]:
        """Of each anonymous participant what would tell who it is: organisation under all its names, and role."""
        cited = self.attribution
        aliases = {row["organisation"]: row["aliases"].split("; ") for row in self.organisations}
        return {
            row["participant"]: tuple(
                name.casefold()
                for name in (row["organisation"], *aliases.get(row["organisation"], ()), row["role"])
                if len(name) > 2
            )
            for row in self.participants
            if cited.get(row["participant"], {}).get("consent") == Consent.ANONYMOUS
        }

    def by_source(self, rows: Iterable[Row]) -> dict[str, list[Row]]:
        """The rows of each source, in the order of its text."""
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            grouped[row["source"]].append(row)
        for some in grouped.values():
            some.sort(key=lambda row: (int(row["start"]), int(row["end"])))
        return grouped

    def quotable(self, participant: str) -> bool:
        """Whether the words of this participant may be printed; somebody of whom nothing is known: no."""
        attribution = self.attribution.get(participant)
        if attribution is None:
            return False
        return bool(attribution["quotable"]) and Consent(attribution["consent"]).may_be_quoted

    def printable(self, turn: Row) -> bool:
        """Whether the words of this turn may be printed: the interviewer's may, and a document's."""
        return turn["role"] in (INTERVIEWER, NARRATOR) or self.quotable(turn["participant"])

    def turn_printable(self, turn_id: str) -> bool:
        """The same by the turn's id; of a turn that is not known: no."""
        turn = self.turn.get(turn_id)
        return turn is not None and self.printable(turn)

    def withheld_words(self) -> Iterable[str]:
        """All that was said by people who are not to be quoted."""
        for source, turns in self.by_source(turn for turn in self.turns if not self.printable(turn)).items():
            text = self.texts[source]
            yield from (span_of(turn).of(text) for turn in turns)


def number(value: Any, *, places: int = 2) -> float | None:
    """Rounded, so that bytes are stable; None for a number that is missing."""
    # Only what is not a number differs from itself.
    return None if value is None or value != value else round(float(value), places)  # noqa: PLR0124


def listed(values: Iterable[str], *, sort: bool = False) -> str:
    """Distinct values that are not empty, separated by '; '."""
    distinct = dict.fromkeys(value for value in values if value)
    return "; ".join(sorted(distinct) if sort else distinct)
