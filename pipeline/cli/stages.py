"""The five stages, in order. Commands, make targets and the table in ARCHITECTURE.md follow from this tuple."""

from __future__ import annotations

from pipeline.emit.stage import EMIT
from pipeline.ingest.stage import INGEST
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.quotes.stage import QUOTES
from pipeline.themes.stage import THEMES
from pipeline.workflow.runner import check_order
from pipeline.workflow.stage import Stage

STAGES: tuple[Stage, ...] = (INGEST, ORGANISATIONS, QUOTES, THEMES, EMIT)
check_order(STAGES)
