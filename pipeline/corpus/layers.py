"""What the stages before have found, as the typed layers that the stage `quotes` and redaction read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.evidence_records import Mention, Organisation, PersonMention
from pipeline.corpus.records import Participant, Segment, Source, Turn


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
