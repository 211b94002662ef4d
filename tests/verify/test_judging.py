"""Rule by rule: where a quotation comes from, whether it is one place, whose words they are."""

from __future__ import annotations

import pytest

from tests.verify.builders import checked, study_of
from tests.verify.test_differences import turns

FAR = "one thing and then another thing came along for us, "
OTHERS = "well I would say that this is a story of its own, is it not, "

# What was said (turns between bars, P01's where nobody is named), what is printed, what is found.
PLACES = [
    # Few words, terms.
    ("We had the keys by Friday.", "the old keys", ""),
    ("We had the keys by Friday.", "by Friday", ""),
    ("We had the keys by Friday.", "two of the old keys", ""),
    ("We had the keys by Friday.", "keys by some Friday", ""),
    # One place or two.
    ("We had the keys. And so we opened up.", "We had the keys … we opened up", ""),
    (f"We had the keys. {FAR * 8}And so we opened up.", "We had the keys … we opened up", ""),
]


def told(one) -> str:
    return f"{one.verdict.name} | {'; '.join(one.reasons)} | {' / '.join(place.said for place in one.places)}"


@pytest.mark.parametrize(("said", "quote", "expected"), PLACES)
def test_each_rule(tmp_path, said, quote, expected):
    assert told(checked(study_of(tmp_path, turns(said)), quote)) == expected
