"""Duplicate quotes."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.corpus.spans import Span
from pipeline.emit.shortlist import ComparedQuote, same_as

STORY = "The boiler went on Christmas Eve and the plumber carried a new one up four flights on his back."


def telling(
    name: str,
    text: str,
    *,
    score: float = 0.5,
    voice: str = "",
    source: str = "",
    start: int = 0,
    whole: bool = True,
) -> ComparedQuote:
    return ComparedQuote(
        quote_id=name,
        voice=voice or f"voice of {name}",
        source=source or f"source of {name}",
        span=Span(start, start + len(text)),
        text=text,
        whole=whole,
        score=score,
    )


SAME = [
    ("the same answer in two transcripts", STORY, STORY, False),
    ("but for spelling and a filler", STORY, STORY.replace("The boiler", "Um, the Boiler").replace(".", ""), False),
    (
        "one inside the other",
        STORY,
        f"And I'll tell you this. {STORY} That was our winter, and nobody paid him.",
        False,
    ),
    (
        "one person's story told twice",
        STORY,
        "It was Christmas Eve, the boiler, and the plumber went up four flights, a new one carried on his back.",
        True,
    ),
]
DIFFERENT = [
    ("stock answers", "Very good.", "Very good.", False),
    ("short answers", "We need more money", "We need more money", False),
    (
        "one frame, other matter",
        "The grant from the council paid for the roof and the windows of the hall in Grimsby.",
        "The grant from the lottery paid for the minibus and the driver of the club in Whitby.",
        False,
    ),
    (
        "two people on one matter",
        STORY,
        "Our boiler failed at Christmas too, and we all sat in coats until the school let us in.",
        False,
    ),
]


@pytest.mark.parametrize(("why", "first", "second", "one_voice"), SAME, ids=[row[0] for row in SAME])
def test_what_says_the_same_is_joined_and_the_better_kept(
    why: str, first: str, second: str, one_voice: bool
) -> None:
    voice = "P01" if one_voice else ""
    both = [telling("a", first, score=0.4, voice=voice), telling("b", second, score=0.6, voice=voice)]
    assert same_as(both) == {"a": "b"}
    assert same_as(reversed(both)) == {"a": "b"}


@pytest.mark.parametrize(("why", "first", "second", "one_voice"), DIFFERENT, ids=[row[0] for row in DIFFERENT])
def test_what_only_looks_alike_is_not(why: str, first: str, second: str, one_voice: bool) -> None:
    assert same_as([telling("a", first), telling("b", second)]) == {}


def test_words_told_inside_a_passage_are_the_passage_however_good() -> None:
    passage = telling("p", "And she said, we will sort it ourselves.", source="s", score=0.2)
    told = telling("t", "we will sort it ourselves", source="s", start=14, score=0.9, whole=False)
    assert same_as([told, passage]) == {"t": "p"}


@given(
    st.lists(st.sampled_from([STORY, STORY.upper(), "Very good.", "one two three four five six seven"]), max_size=9)
)
def test_who_is_kept_is_nobodys_copy(texts: list[str]) -> None:
    some = [telling(f"q{n}", text, score=n % 3 / 3) for n, text in enumerate(texts)]
    same = same_as(some)
    assert not set(same) & set(same.values())
    assert same == same_as(some[::-1])


def answers(many: int) -> list[ComparedQuote]:
    begins, ends = ("ba", "ki", "lo", "mu", "ne", "ri"), ("dge", "lk", "mp", "nd", "rst", "sh", "tch")
    words = [begin + end for begin in begins for end in ends]
    some = []
    for n in range(many):
        said = " ".join(words[(n * (k + 3) + k * k) % len(words)] for k in range(9))
        some.append(telling(f"q{n}", f"We {said} x{n % 977}"))
    return some


def test_ten_thousand_answers_are_not_each_compared_with_each(monkeypatch) -> None:
    compared = Counter()
    ratio = fuzz.ratio
    monkeypatch.setattr(fuzz, "ratio", lambda one, other: compared.update(["so far"]) or ratio(one, other))
    same_as(answers(2_500))
    few = compared.pop("so far")
    same_as(answers(10_000))
    assert 0 < compared["so far"] < 6 * few


def test_what_everybody_says_does_not_have_every_quote_compared_with_every_other(monkeypatch) -> None:
    random = Random(3)
    usual = "food bank opened before the community centre and mutual aid group"
    own = [" ".join("".join(random.choices("aeioulmnrst", k=8)) for _ in range(14)) for _ in range(900)]
    told = [telling(f"q{number:03}", f"{words} {usual}") for number, words in enumerate(own)]
    twin = telling("twin", f"{told[0].text} indeed", score=0.1)
    compared = Counter()
    ratio = fuzz.ratio
    monkeypatch.setattr(fuzz, "ratio", lambda one, other: compared.update(["so far"]) or ratio(one, other))
    assert same_as([*told, twin]) == {"twin": "q000"}
    assert 900 < compared["so far"] < 200 * len(told), "half of all pairs would be 450 for each"
