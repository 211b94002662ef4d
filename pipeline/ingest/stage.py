"""From files to sources, turns and speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.records import Finding
from pipeline.runner import Outcome, Stage, Work
from pipeline.tables import PARTICIPANTS, SEGMENTS, SOURCES, TURNS

if TYPE_CHECKING:
    import pandas as pd

_SEGMENT_TYPES = {column.name: "int64" if column.type == "integer" else "object" for column in SEGMENTS.columns}


def run(work: Work) -> Outcome:
    """Read every transcript of the study.

    Raises:
        UserError: if nothing can be read, or cases.csv or participants.csv cannot be trusted.
    """
    import pandas as pd

    from pipeline.ingest.study_reader import read_study

    study = read_study(work)
    return Outcome(
        tables={
            "sources": SOURCES.frame(study.sources),
            "segments": SEGMENTS.check(pd.DataFrame(study.segments).astype(_SEGMENT_TYPES)),
            "turns": TURNS.frame(study.turns),
            "participants": PARTICIPANTS.frame(study.participants),
        },
        files={f"private/text/{source}.txt": text for source, text in study.texts.items()},
        findings=study.findings,
        summary=study.summary,
    )


def picture(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str], findings: Sequence[Finding]) -> list[str]:
    """Each source as a few lines: layout, speakers, share of text of each kind, doubts."""
    from pipeline.ingest.picture import pictures, shown

    return [shown(one) for one in pictures(tables, texts, findings)]


INGEST = Stage(
    name="ingest",
    help="Read transcripts in any layout: who speaks, when, and what is not speech.",
    inputs=(),
    outputs=(SOURCES, SEGMENTS, TURNS, PARTICIPANTS),
    run=run,
    reads_transcripts=True,
    picture=picture,
    makes="`private/text/<source>.txt`, the plain text that every offset refers to",
)
