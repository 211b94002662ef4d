"""Quotability: each component is tested with pairs of which the first scores higher."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.errors import UserError
from pipeline.corpus.settings import QuotabilityWeights, load_settings
from pipeline.quotes.quotability import quotability
from tests.quotes.pairs_measure import HALVES, ours, pairs, ranked_right

WEIGHTS = QuotabilityWeights()

BETTER = [
    ("stands_alone", "The council closed the library.", "Yes, because the council closed it."),
    ("grounded", "The council closed the library.", "It's what they did."),
    ("grounded", "The council closed the library.", "That is what happened."),
    ("grounded", "The council closed the library.", "So they closed the library."),
    ("concrete", "The boiler, the key and the van.", "The engagement, the delivery and the outcomes."),
    ("clean", "We did it on our own.", "We sort of did it on our own, to be honest."),
    ("stands_alone", "We closed.", "Which closed."),
    ("stands_alone", "Well, the council closed the library.", "Yes, the council closed the library."),
    ("concrete", "In 2012 forty volunteers walked to Grimsby Library.", "It was a process of sorts."),
    ("concrete", "My mum cooked soup for the neighbours.", "There was engagement and delivery."),
    ("vivid", "It was like pushing a boat uphill.", "It was difficult."),
    ("personal", "We did it ourselves and I am proud of us.", "It was done."),
    (
        "length",
        "word " * 15,
        "Yes. No.",
    ),
    ("length", "word " * 50, "word " * 120),
    ("clean", "We did it on our own.", "Um, we, you know, we did it, um, on our own."),
    ("clean", "We did it on our own.", "We did [inaudible 00:03:01] on our own."),
    ("length", "word " * 30, "word " * 13),
    ("grounded", "The council closed the library.", "The council did that to them and it was there."),
    ("forceful", "Nobody ever asked us, and that is the worst of it.", "There was a meeting in March."),
    ("forceful", "I was so tired and frustrated.", "I was in a house."),
    ("finished", "We did it.", "We did it and"),
    ("finished", "We did it.", "We did it,"),
    ("finished", "We did it!”", "We did it –"),
]


@pytest.mark.parametrize(("part", "better", "worse"), BETTER, ids=[f"{p}: {w}"[:50] for p, _, w in BETTER])
def test_parts(part: str, better: str, worse: str) -> None:
    assert getattr(quotability(better), part) > getattr(quotability(worse), part)


def test_a_printable_quote_beats_a_nod() -> None:
    good = "In 2012 the council closed our library, so we knocked on every door. It was like pushing a boat uphill."
    poor = "Yes, that's it, it was sort of, um, that kind of thing, you know, because"
    assert quotability(good).score(WEIGHTS) > 0.7
    assert quotability(poor).score(WEIGHTS) < 0.35


def test_what_is_on_its_theme_stands_before_what_is_not() -> None:
    parts = quotability("In 2012 the council closed our library.")
    assert parts.score(WEIGHTS, on_theme=0.9) > parts.score(WEIGHTS, on_theme=0.5)


@pytest.mark.parametrize("half", HALVES)
def test_the_better_of_two_quotes_is_ranked_first(half: str) -> None:
    assert ranked_right(pairs(half), ours) >= 0.9


def test_weights_decide() -> None:
    only = QuotabilityWeights(*[0.0] * 10)
    assert quotability("We did it.").score(only) == 0.0
    finished = QuotabilityWeights(*[0.0] * 7, 2.0, 0.0, 0.0)
    assert quotability("We did it.").score(finished) == 1.0


def test_the_settings_file_may_change_a_weight(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[quotes]\npassage_words = 30\n[quotes.weights]\nvivid = 0.5\n")
    quotes = load_settings(file).quotes
    assert (quotes.passage_words, quotes.weights.vivid, quotes.weights.clean) == (30, 0.5, WEIGHTS.clean)
    file.write_text("[quotes.weights]\nvividness = 0.5\n")
    with pytest.raises(UserError, match=r"\[quotes\.weights\] has no setting 'vividness'"):
        load_settings(file)


@given(text=st.text(max_size=200))
def test_every_part_is_a_share(text: str) -> None:
    parts = quotability(text)
    assert all(0.0 <= getattr(parts, name) <= 1.0 for name in parts.__dataclass_fields__)
    assert 0.0 <= parts.score(WEIGHTS) <= 1.0
