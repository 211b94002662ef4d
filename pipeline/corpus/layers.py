"""What stages have found, as typed layers: of a study that is being read, and of a run that is finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from pipeline.corpus.evidence_records import Mention, Organisation, PersonMention
from pipeline.corpus.records import Participant, Segment, Source, Turn

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.corpus.schema import Table

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class StudyLayers:
    """The layers of a study, each in the order of its table; of the segments the headings alone.

    Attributes:
        texts: the stored text of every source, by its id.
    """

    sources: Sequence[Source]
    headings: Sequence[Segment]
    turns: Sequence[Turn]
    participants: Sequence[Participant]
    mentions: Sequence[Mention]
    organisations: Sequence[Organisation]
    people: Sequence[PersonMention]
    texts: Mapping[str, str]


def without_held(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables without the sources that are held, their rows, and the people known from these alone.

    This is the one place that keeps held sources from being used: stages and commands get their tables from here.

    Args:
        frames: tables by name. Without `sources` among them nothing can tell whose rows are held.
    """
    held = _held(frames.get("sources"), "source")
    silent = _held(frames.get("participants"), "participant")
    made = {}
    for name, frame in frames.items():
        own = frame
        if held and "source" in own:
            own = own[~own["source"].isin(held)]
        if silent and name == "participants":
            own = own[~own["participant"].isin(silent)]
        made[name] = own if own is frame else own.reset_index(drop=True)
    return made


def _held(frame: pd.DataFrame | None, column: str) -> set[str]:
    return set() if frame is None else set(frame.loc[frame["held"], column])


class RunTables:
    """Tables of a finished run as records, by the table: `made[TURNS]` is the sequence of its turns.

    Args:
        wanted: the tables.
        read: gives a table as it is on disk.
        held: whether sources that are held are among them.
    """

    def __init__(
        self, wanted: Iterable[Table], read: Callable[[Table], pd.DataFrame], *, held: bool = False
    ) -> None:
        wanted = list(wanted)
        frames = {table.name: read(table) for table in wanted}
        used = frames if held else without_held(frames)
        self._records: dict[str, Sequence[object]] = {
            table.name: table.records(used[table.name]) for table in wanted
        }

    def __getitem__(self, table: Table[R]) -> Sequence[R]:
        """The records of one of them."""
        return cast("Sequence[R]", self._records[table.name])

    def by_name(self) -> Iterator[tuple[str, Sequence[object]]]:
        """Each table's name, and its records."""
        return iter(self._records.items())
