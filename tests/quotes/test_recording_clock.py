"""The time of a quote: from the start of its turn, the time codes in it, and the times of other turns."""

from __future__ import annotations

import math

import pytest

from pipeline.corpus.records import INTERVIEWER, PARTICIPANT, Kind, Turn
from pipeline.corpus.settings import QuoteSettings
from pipeline.quotes.reading import RecordingClock, SourceInput

NAN = math.nan


def _clock(
    seconds: list[float], codes: tuple[tuple[int, float], ...] = (), kind: str = Kind.INTERVIEW
) -> tuple[RecordingClock, list[Turn]]:
    """Turns of a hundred characters, ten apart."""
    turns = [
        Turn(
            source="a",
            turn_id=f"t{at}",
            role=PARTICIPANT if at % 2 else INTERVIEWER,
            start=110 * at,
            end=110 * at + 100,
            seconds=second,
        )
        for at, second in enumerate(seconds)
    ]
    source = SourceInput(
        source="a",
        file="a.txt",
        kind=kind,
        text="",
        turns=tuple(turns),
        people=(),
        settings=QuoteSettings(),
        time_codes=codes,
    )
    return RecordingClock(source), turns


@pytest.mark.parametrize(
    ("seconds", "codes", "turn", "at", "expected"),
    [
        ([0, 10, 20], (), 1, 110, 10),
        ([0, 10, 20], (), 1, 160, 15),  # half of the turn
        ([0, 10, NAN], (), 1, 160, 10),
        ([0, 10, 20], ((160, 18.0),), 1, 160, 18),
        ([0, 10, 20], ((160, 18.0),), 1, 185, 19),
        ([0, 10, 20], ((160, 18.0),), 1, 135, 14),
        ([NAN, NAN, NAN], ((160, 65.0),), 1, 160, 65),
        ([NAN, NAN, NAN], ((160, 65.0),), 1, 200, 65),
        ([NAN, NAN, NAN], ((160, 65.0),), 1, 120, NAN),
        ([0, NAN, 22], (), 1, 110, 11),  # between two times
        ([0, 10, NAN], (), 2, 250, 10),  # the last time above it
        ([NAN, 0, NAN], (), 2, 250, NAN),  # the only one, in another turn
        ([20, 10, 5], (), 1, 160, 10),  # times that go back
    ],
)
def test_the_second_of_a_character(seconds, codes, turn, at, expected):
    clock, turns = _clock(seconds, codes)
    assert clock.seconds(turns[turn], at) == pytest.approx(expected, nan_ok=True)


def test_a_message_of_a_chat_is_written_at_its_time():
    clock, turns = _clock([0, 10, NAN], kind=Kind.CHAT)
    assert clock.seconds(turns[1], 190) == 10
    assert math.isnan(clock.seconds(turns[2], 250))
