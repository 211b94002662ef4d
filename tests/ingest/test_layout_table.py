"""docs/layouts.md says what is true, and what it says is good."""

from __future__ import annotations

import re

import pytest

from tests.ingest import layout_table
from tests.ingest.helpers import TRANSCRIPTS, needs

DOCUMENT = layout_table.DOCUMENT.read_text("utf-8")


@pytest.fixture(autouse=True)
def _libraries():
    needs("rtf")
    needs("pdf")


def test_document_is_up_to_date():
    assert DOCUMENT.startswith(layout_table.generated())


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/data is not here")
def test_real_part_is_up_to_date():
    assert DOCUMENT.endswith(layout_table.generated_real())


def test_every_way_is_read_well():
    figures = [float(figure) for figure in re.findall(r"\b[01]\.\d{3}\b", DOCUMENT)]
    assert len(figures) > 3 * 50
    assert min(figures) >= 0.99
