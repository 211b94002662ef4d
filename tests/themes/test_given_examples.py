"""Passages that the codebook gives as examples stay coded."""

from __future__ import annotations

import pytest

from pipeline.corpus.codebook import parse_codebook
from pipeline.themes.codebook_notes import examples_among

BOOK = parse_codebook(
    """codes:
  - id: keys
    name: Keys
    examples:
      - "She kept everybody's spare keys in a biscuit tin."
      - "Keys, mostly."
  - id: lifts
    name: Lifts
    examples: ["He drives people to the clinic on Fridays, and waits for them there."]
"""
)
KEYS, LIFTS = 0, 1


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("She kept everybody's spare keys in a biscuit tin.", {KEYS}, id="the very words"),
        pytest.param(
            "Well, she kept everybody’s spare keys\nin a biscuit tin, you know.", {KEYS}, id="inside more"
        ),
        pytest.param("and waits for them there", {LIFTS}, id="a part of an example"),
        pytest.param("She kept everybody's keys in a tin.", set(), id="other words"),
        pytest.param("Keys, mostly.", set(), id="an example too short to tell"),
        pytest.param("in a tin", set(), id="a part too short to tell"),
        pytest.param(
            "She kept everybody's spare keys in a biscuit tin. "
            "He drives people to the clinic on Fridays, and waits for them there.",
            {KEYS, LIFTS},
            id="two examples",
        ),
        pytest.param("", set(), id="nothing"),
    ],
)
def test_examples_are_found_by_their_words(text, codes):
    assert examples_among(BOOK, ["Something else altogether was said.", text]) == {(1, code) for code in codes}


def test_a_codebook_without_examples_marks_nothing():
    bare = parse_codebook("codes:\n  - {id: a, name: A}\n")
    assert examples_among(bare, ["She kept everybody's spare keys in a biscuit tin."]) == set()
