"""Typed results of stages: of a study being processed, and of a finished run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from pipeline.corpus.evidence_records import Mention, Organisation, PersonMention
from pipeline.corpus.records import Participant, Segment, Source, TimeCode, Turn
from pipeline.corpus.tables import Held

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.corpus.schema import Table

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class StudyLayers:
    """The layers of a study, each in table order; segments are limited to headings.

    Attributes:
        texts: the stored text of every source, by its id.
    """

    sources: Sequence[Source]
    headings: Sequence[Segment]
    turns: Sequence[Turn]
    time_codes: Sequence[TimeCode]
    participants: Sequence[Participant]
    mentions: Sequence[Mention]
    organisations: Sequence[Organisation]
    people: Sequence[PersonMention]
    texts: Mapping[str, str]


class RunTables:
    """Tables of a finished run as records, by the table: `made[TURNS]` is the sequence of its turns.

    Args:
        wanted: the tables.
        read: reads a table from disk.
        held: whether to include held sources.
    """

    def __init__(
        self, wanted: Iterable[Table], read: Callable[[Table], pd.DataFrame], *, held: bool = False
    ) -> None:
        tables = {table.name: table for table in wanted}
        left_out = Held(lambda name: None if held or name not in tables else read(tables[name]))
        self._records: dict[str, Sequence[object]] = {
            name: table.records(left_out.left_out_of(name, read(table))) for name, table in tables.items()
        }

    def __getitem__(self, table: Table[R]) -> Sequence[R]:
        """The records of one table."""
        return cast("Sequence[R]", self._records[table.name])

    def by_name(self) -> Iterator[tuple[str, Sequence[object]]]:
        """Table names and records."""
        return iter(self._records.items())
