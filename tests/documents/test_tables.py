"""Tables as transcripts: the unit of their times."""

from __future__ import annotations

import pytest

from pipeline.documents.tables import columns_of, transcript_lines

SAID = ["How did the pantry begin?", "We had a kettle in the hall", "And then?", "The council gave us two rooms"]


@pytest.mark.parametrize(
    ("header", "times", "seconds"),
    [
        ("start", ["0", "6000", "12000", "18000"], [0, 6, 12, 18]),
        ("start", ["90500", "96000", "99250", "100000"], [90.5, 96, 99.25, 100]),
        ("start_ms", ["0", "60", "120", "180"], [0, 0.06, 0.12, 0.18]),
        ("Start (ms)", ["0", "6000", "12000", "18000"], [0, 6, 12, 18]),
        ("start", ["0", "6", "12", "18"], [0, 6, 12, 18]),
        ("start", ["3600", "3606", "3640", "3650"], [3600, 3606, 3640, 3650]),
        ("start", ["0.0", "6.5", "12.0", "18.0"], [0, 6.5, 12, 18]),
        ("start", ["0:00", "0:06", "0:12", "0:18"], [0, 6, 12, 18]),
    ],
)
def test_the_unit_of_times(header: str, times: list[str], seconds: list[float]) -> None:
    rows = [[time, str(at % 2), text] for at, (time, text) in enumerate(zip(times, SAID, strict=True))]
    grid = [[header, "speaker", "text"], *rows]
    columns = columns_of(grid)
    if header == "Start (ms)":
        columns = columns and type(columns)(columns.speaker, columns.text, 0, header=True)
    assert columns is not None
    assert [line.seconds for line in transcript_lines(grid, columns) if line.voice] == seconds
