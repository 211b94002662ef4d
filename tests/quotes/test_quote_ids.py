"""Quote ids are derived from the file, the label and the words, not from the name of the source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.corpus.records import Turn
from pipeline.corpus.settings import QuoteSettings
from pipeline.quotes.reading import SourceInput, read_source

TEXT = "We opened the hall again in May. “It was cold,” said the caretaker, and she was right about that.\n"
TURN = Turn(
    source="",
    turn_id="T-1",
    speaker="Tom Reed",
    participant="P02",
    role="participant",
    start=0,
    end=len(TEXT) - 1,
)


def ids(*, source: str = "tom-reed", file: str = "Tom Reed.txt", **changed: str) -> list[str]:
    turn = replace(TURN, source=source, **changed)
    text = SourceInput(source, file, "interview", TEXT, (turn,), (), QuoteSettings())
    read = read_source(text)
    assert not read.failed
    return [each.quote_id for each in (*read.passages, *read.quotations)]


@pytest.mark.parametrize(
    "changed",
    [
        {"source": "interview-3f2a1b"},  # he no longer agrees to be named
        {"source": "wave-2-tom-reed-txt"},  # another folder has a file of that name
        {"participant": "P07"},  # two labels turned out to be one person
    ],
)
def test_they_depend_neither_on_the_sources_id_nor_on_the_participants(changed):
    assert ids(**changed) == ids()


@pytest.mark.parametrize("changed", [{"file": "wave 2/Tom Reed.txt"}, {"speaker": "Ola Nowak"}])
def test_the_same_words_elsewhere_have_other_ids(changed):
    assert not set(ids(**changed)) & set(ids())
