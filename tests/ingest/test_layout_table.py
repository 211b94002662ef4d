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
    rows = [line for line in DOCUMENT.splitlines() if len(re.findall(r"\b[01]\.\d{3}\b", line)) == 3]
    poor = [row for row in rows if min(map(float, re.findall(r"\b[01]\.\d{3}\b", row))) < 0.99]
    assert len(rows) > 150
    # Nobody can tell who says “Yeah” where nothing marks the speakers; the table says so too.
    assert [row.split(" | ")[0] for row in poor] == ["| questions and answers, no marks"]
