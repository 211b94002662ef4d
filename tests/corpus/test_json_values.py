"""Values in the cache are restored by their type."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.json_values import from_json, to_json
from pipeline.ingest.reading import ReadFile
from pipeline.organisations.names import RecognisedNames
from pipeline.quotes.reading import SourceQuotes
from pipeline.themes.explanation import QuotableWords


class Place(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    place: Place
    share: float = 0.0
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    name: str
    inner: list[Inner | None]
    words: tuple[str, ...] = ()
    pair: tuple[str, int] = ("", 0)
    codes: frozenset[str] = frozenset()
    about: dict[str, str] = field(default_factory=dict)
    known: bool = False


places = st.builds(Place, st.integers(), st.integers())
numbers = st.floats(allow_nan=False)
inners = st.builds(Inner, place=places, share=numbers, seconds=st.none() | numbers)
words = st.lists(st.text(st.characters(codec="utf-8")))


@given(
    st.builds(
        Outer,
        name=st.text(st.characters(codec="utf-8")),
        inner=st.lists(st.none() | inners),
        words=words.map(tuple),
        pair=st.tuples(st.text(st.characters(codec="utf-8")), st.integers()),
        codes=words.map(frozenset),
        about=st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))),
        known=st.booleans(),
    )
)
def test_it_comes_back_as_it_was(value):
    assert from_json(Outer, json.loads(json.dumps(to_json(value)))) == value
    assert from_json(list[Outer], json.loads(json.dumps(to_json([value])))) == [value]


def test_a_missing_number_stays_missing():
    again = from_json(Inner, json.loads(json.dumps(to_json(Inner(place=Place(0, 1), share=math.nan)))))
    assert math.isnan(again.share)
    assert isinstance(again.place, Place)


def test_a_type_without_a_json_form_is_refused():
    with pytest.raises(TypeError, match="no JSON form"):
        from_json(complex, [1, 2])
    with pytest.raises(TypeError, match="no JSON form"):
        from_json(Sequence[bytes], ["a"])


def test_a_list_of_another_length_is_refused():
    with pytest.raises(ValueError, match="zip"):
        from_json(Inner, [[0, 1], 0.5])


@pytest.mark.parametrize("result", [ReadFile, SourceQuotes, list[RecognisedNames]])
def test_what_stages_keep_has_a_json_form(result):
    """Every field has one, and is found out before a long run ends in a fault."""
    from pipeline.corpus.json_values import _reader

    assert _reader(result)


@pytest.mark.parametrize("kind", ["float32", "float64", "int32", "bool"])
@pytest.mark.parametrize("shape", [(0,), (3,), (2, 3), (0, 4)])
def test_an_array_is_restored_with_its_type_and_shape(kind, shape):
    array = np.random.default_rng(1).normal(size=shape).astype(kind)
    words = QuotableWords(("a", "b"), array, array[:0])  # its types are imported for type checkers alone
    again = from_json(QuotableWords, json.loads(json.dumps(to_json(words))))
    assert again.keys == words.keys
    assert (again.columns.dtype, again.columns.shape) == (array.dtype, array.shape)
    assert np.array_equal(again.columns, array)
