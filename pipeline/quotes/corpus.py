"""What the stage `quotes` reads: the layers of the earlier stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.evidence_records import Mention, Organisation, PersonMention
from pipeline.records import Participant, Segment, SegmentKind, Source, Turn
from pipeline.tables import MENTIONS, ORGANISATIONS, PARTICIPANTS, PEOPLE, SEGMENTS, SOURCES, TURNS
from pipeline.work import Work


@dataclass(frozen=True, kw_only=True)
class QuotesInput:
    """The layers that the stage reads, each in the order of its table; of the segments the headings alone.

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

    @classmethod
    def of(cls, work: Work) -> QuotesInput:
        """Read them."""
        sources = work.records(SOURCES)
        return cls(
            sources=sources,
            headings=[each for each in work.records(SEGMENTS) if each.kind == SegmentKind.HEADING],
            turns=work.records(TURNS),
            participants=work.records(PARTICIPANTS),
            mentions=work.records(MENTIONS),
            organisations=work.records(ORGANISATIONS),
            people=work.records(PEOPLE),
            texts={source.source: work.texts[source.source] for source in sources},
        )
