"""Turns files into sources, turns and speakers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.records import Finding
from pipeline.corpus.remembered_ids import FOLDER
from pipeline.corpus.speaker_decisions import SPEAKERS_FILE
from pipeline.corpus.tables import (
    FILES,
    PARTICIPANTS,
    SEGMENTS,
    SOURCES,
    SURVEY_COLUMNS,
    SURVEY_RESPONSES,
    TIME_CODES,
    TURNS,
)
from pipeline.corpus.withdrawals import WITHDRAWN_FILE
from pipeline.workflow.stage import Outcome, Stage, Work

if TYPE_CHECKING:
    import pandas as pd


def run(work: Work) -> Outcome:
    """Read every transcript of the study.

    Raises:
        UserError: if nothing can be read, or cases.csv or participants.csv contains errors.
    """
    from dataclasses import asdict

    from pipeline.corpus.counts import count_material
    from pipeline.ingest.study_reader import read_study

    study = read_study(work)
    held = {source.source for source in study.sources if source.held}
    counts = count_material(
        files=study.files,
        sources=[source for source in study.sources if not source.held],
        turns=(turn for turn in study.turns.records() if turn.source not in held),
        participants=[person for person in study.participants if not person.held],
        responses=study.survey_responses,
        columns=study.survey_columns,
    )
    return Outcome(
        tables={
            "files": FILES.frame(study.files),
            "sources": SOURCES.frame(study.sources),
            "segments": study.segments,
            "turns": study.turns,
            "time_codes": study.time_codes,
            "participants": PARTICIPANTS.frame(study.participants),
            "survey_columns": SURVEY_COLUMNS.frame(study.survey_columns),
            "survey_responses": SURVEY_RESPONSES.frame(study.survey_responses),
        },
        files=study.texts.items(),
        findings=study.findings,
        summary=asdict(counts),
        remembered=study.remembered,
    )


def picture(
    tables: Mapping[str, pd.DataFrame],
    texts: Mapping[str, str],
    findings: Sequence[Finding],
    *,
    full: bool,
    folder: Path | None = None,
) -> list[str]:
    """Each source in a line, or in full: layout, speakers, share of text by kind, doubts, rival readings."""
    from pipeline.ingest.preview import in_a_line, pictures, shown

    made = pictures(tables, texts, findings)
    return [shown(one, folder=folder) if full else in_a_line(one) for one in made]


INGEST = Stage(
    name="ingest",
    help="Read the transcripts: speakers, turns, times, and what is not part of the interview.",
    inputs=(),
    outputs=(FILES, SOURCES, SEGMENTS, TURNS, TIME_CODES, PARTICIPANTS, SURVEY_COLUMNS, SURVEY_RESPONSES),
    run=run,
    settings=("ingest",),
    reads=(WITHDRAWN_FILE, SPEAKERS_FILE),
    reads_transcripts=True,
    remembers_in=FOLDER,
    picture=picture,
    makes="`private/text/<source>.txt`, the plain text that every offset refers to; `models/identifiers/*.csv`",
)
