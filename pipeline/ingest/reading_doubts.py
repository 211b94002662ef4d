"""Doubts about a reading, reported as problems to check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.documents.document import Grid, Problem
from pipeline.documents.table_columns import TableReading
from pipeline.ingest import grammar
from pipeline.ingest.assembly import ReadSource
from pipeline.ingest.turn_starts import ANSWER, QUESTION

TOLD = 8  # maximum lines named in one finding


DOUBTFUL = 0.6  # a layout that fits less well than this needs checking


def doubts_of(reading: grammar.LayoutReading, source: ReadSource) -> Iterator[Problem]:
    """What needs checking in a transcript."""
    told = lines_named(reading.doubts)
    first = reading.doubts[0] if reading.doubts else 0
    unnamed = {turn.speaker for turn in source.turns} == {QUESTION, ANSWER}
    if not source.turns:
        yield Problem(
            level="problem",
            finding="no speakers were recognised, so this file has been left out",
            remedy="Mark the speakers ('Name: text'), or give the file the kind 'document' or 'notes' in cases.csv",
        )
    elif unnamed:
        yield Problem(
            level="check",
            finding="the speakers are not named; alternating paragraphs were read as question and answer",
            remedy=f"Check lines {told}"
            if told
            else "Check a few pages; in participants.csv the speakers are called Question and Answer",
            line=first,
        )
    elif reading.score < DOUBTFUL:
        yield Problem(
            level="check",
            finding=f"the layout '{reading.layout}' matches only {reading.score:.0%} of the text",
            remedy="Check who speaks; to use another layout, name it in the column 'layout' of cases.csv",
            line=source.turns[0].line,
        )
    if reading.uncertain:
        yield Problem(
            level="check",
            finding="the transcriber was not sure who speaks (a question mark after the label): lines "
            + lines_named(reading.uncertain),
            remedy="Listen again; then remove the question mark, or correct the label",
            line=reading.uncertain[0],
        )
    if told and source.turns and not unnamed:
        yield Problem(
            level="note",
            finding=f"lines that look like speaker labels, but were read as speech: {told}",
            remedy="If one is a label, write it as on the person's other turns",
            line=first,
        )


def lines_named(lines: Sequence[int]) -> str:
    """The first few line numbers, formatted for a finding."""
    return ", ".join(map(str, lines[:TOLD])) + (" and more" if len(lines) > TOLD else "")


def undecided_table(grid: Grid, reading: TableReading) -> Problem:
    """Report a table that could be a transcript or a survey: it is not read until cases.csv says which."""
    columns = reading.columns
    header = 1 if columns and columns.header else 0
    rows = grid[header:]
    voices = ""
    if columns and columns.speaker >= 0:
        speakers = len({row[columns.speaker].strip() for row in rows} - {""})
        column = f"'{grid[0][columns.speaker]}'" if header else f"column {columns.speaker + 1}"
        voices = f" of {speakers} speakers ({column})"
    return Problem(
        level="problem",
        finding=f"the table could be a survey of {len(rows)} respondents or a transcript{voices}; it has been held",
        remedy="Give the file the kind 'survey' or 'interview' in cases.csv",
        line=1,
    )
