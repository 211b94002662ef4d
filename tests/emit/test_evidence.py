"""How a person who is quoted in a document is cited."""

from __future__ import annotations

import pytest

from pipeline.emit.evidence import without_repetition


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("a volunteer", "volunteer", ""), ["a volunteer"]),
        (("one resident", "resident", "Pellgate Exchange"), ["one resident", "Pellgate Exchange"]),
        (("Volunteer", "volunteer", ""), ["Volunteer"]),
        (("the Director of public health", "director of public health", ""), ["the Director of public health"]),
        (("a nurse at Northside Trust", "nurse", "Northside Trust"), ["a nurse at Northside Trust"]),
        (("Amy Lee", "chair, Northside Trust", "Northside Trust"), ["Amy Lee", "chair, Northside Trust"]),
        # A surname is no trade, and a part of a word no word.
        (("Alison Baker", "baker", "Mill Bakery"), ["Alison Baker", "baker", "Mill Bakery"]),
        (("a volunteering lead", "volunteer", ""), ["a volunteering lead", "volunteer"]),
        (("", "manager", ""), ["manager"]),
    ],
)
def test_nothing_is_said_twice(parts: tuple[str, ...], told: list[str]) -> None:
    assert without_repetition(*parts) == told
