"""Markers between the words are recognised and removed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.words import marks_in, without_marks

MARKS = {
    "[inaudible]": "lost",
    "[inaudible 00:03:31]": "lost",
    "[unintelligible 00:03:18.16]": "lost",
    "(inaudible)": "lost",
    "[crosstalk 00:12:02]": "lost",
    "(Unclear – 12:30)": "lost",
    "[?]": "lost",
    "(laughs)": "sound",
    "(Laughter)": "sound",
    "(both laugh)": "sound",
    "[pause]": "sound",
    "(long pause)": "sound",
    "[phone rings]": "sound",
    "[00:03:31]": "time",
    "(3:31)": "time",
    "[00:03:31 - 00:03:40]": "time",
    "[name of the school]": "note",
}
NO_MARKS = ["(which is odd)", "(all of us)", "(we laughed about it)", "at 3:31", "a [b"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks(mark):
    text = f"We had {mark} a kettle."
    assert [(found.span.of(text), str(found.kind)) for found in marks_in(text)] == [(mark, MARKS[mark])]
    assert without_marks(text).split() == ["We", "had", "a", "kettle."]


@pytest.mark.parametrize("text", NO_MARKS)
def test_asides_are_not_markers(text):
    assert not list(marks_in(text))


@given(st.text(st.sampled_from("[]() ab:0123laughsinaudible\n"), max_size=80))
def test_offsets_do_not_change(text):
    bare = without_marks(text)
    assert len(bare) == len(text)
    covered = {at for mark in marks_in(text) for at in range(*mark.span)}
    assert all(bare[at] == (" " if at in covered else text[at]) for at in range(len(text)))
