"""The stage `themes`: passages, codebook and decisions in; codings, themes and candidates out."""

from __future__ import annotations

from pipeline.tables import (
    CODINGS,
    JUDGEMENTS,
    MENTIONS,
    PARTICIPANTS,
    PASSAGES,
    QUOTES,
    RELIABILITY,
    REVIEW,
    SOURCES,
    THRESHOLDS,
    TURNS,
)
from pipeline.tables import THEMES as THEMES_TABLE
from pipeline.work import Outcome, Stage, Work


def run(work: Work) -> Outcome:
    """Code every passage; then look for what the codebook does not cover."""
    from pipeline.themes.coding import code_study

    return code_study(work)


THEMES = Stage(
    name="themes",
    help="Code passages with the codebook, and find candidate themes in the rest.",
    inputs=(SOURCES, TURNS, PARTICIPANTS, MENTIONS, PASSAGES, QUOTES),
    outputs=(CODINGS, JUDGEMENTS, THEMES_TABLE, THRESHOLDS, RELIABILITY, REVIEW),
    reads=("codebook.yaml", "decisions.csv"),
    run=run,
    settings=("quotes", "themes"),
)
