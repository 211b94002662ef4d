"""Rich text: what is deleted is gone, what is hidden and the notes are no speech."""

from __future__ import annotations

import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.rtf import read_richtext


@pytest.mark.parametrize(
    ("body", "said", "notes"),
    [
        (r"Olu: The {\deleted\revauthdel1 upper }lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The \deleted upper \deleted0 lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The {\deleted\b upper }lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The lock{\v  see tape 3} froze.", "Olu: The lock froze.", ["see tape 3"]),
        (r"Olu: The lock\v  see tape 3\v0  froze.", "Olu: The lock froze.", ["see tape 3"]),
        (r"Olu: The lock{\footnote  The upper one.} froze.", "Olu: The lock froze.", ["The upper one."]),
        (r"Olu: The lock{\footnote\ftnalt The upper one.} froze.", "Olu: The lock froze.", ["The upper one."]),
        (r"Olu: The lock{\footnote \pard\plain \chftn The one.\par Or two.} froze.", "Olu: The lock froze.",
         ["The one. Or two."]),
        (r"Olu: The lock{\*\annotation {\*\atnref 1}\pard Check.} froze.", "Olu: The lock froze.", ["Check."]),
        (r"Olu: The lo{\b ck} fr\b o\b0 ze.", "Olu: The lock froze.", []),
        (r"Olu: The {\revised\revauth1 lock} froze.", "Olu: The lock froze.", []),
        (r"Olu: The \{\\b lock\} froze.", r"Olu: The {\b lock} froze.", []),
    ],
)  # fmt: skip
def test_what_does_not_show_is_no_speech(body, said, notes):
    lines = read_richtext(rf"{{\rtf1\ansi {body}\par Mina: When?\par}}".encode()).lines
    told = [line.text for line in lines if line.mark is None and line.text.strip()]
    assert told == [said, "Mina: When?"]
    assert [line.text for line in lines if line.mark is SegmentKind.NOTE] == notes
