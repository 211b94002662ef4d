"""The best quotes of each theme, balanced over cases and people."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.corpus.settings import QuoteSettings
from pipeline.emit.shortlist import ShortlistCandidate, best_of, is_aside, shortlisted

SETTINGS = QuoteSettings(shortlist_per_theme=4, shortlist_per_case=2, shortlist_least=0.05)
WORDS = ["ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel", "ivy", "juniper", "larch", "oak"]


def candidate(
    number: int, *, quotability: float, case: str = "", voice: str = "", text: str = ""
) -> ShortlistCandidate:
    return ShortlistCandidate(
        quote_id=f"Q-{number}",
        theme_id="cogs",
        case=case or f"case {number}",
        voice=voice or f"P{number}",
        quotability=quotability,
        text=text or " ".join(WORDS[number % 8 : number % 8 + 3]) + f" {WORDS[-number % 12]}",
        order=("s", number),
    )


def chosen(*shortlist_candidates: ShortlistCandidate) -> list[str]:
    return sorted(quote for quote, _ in shortlisted(shortlist_candidates, settings=SETTINGS))


def test_the_best_come_first() -> None:
    assert chosen(*(candidate(n, quotability=n / 10) for n in range(8))) == ["Q-4", "Q-5", "Q-6", "Q-7"]


def test_no_more_than_so_many_from_one_case() -> None:
    some = [candidate(n, quotability=0.9, case="Grimsby") for n in range(5)]
    assert chosen(*some, candidate(6, quotability=0.1)) == ["Q-0", "Q-1", "Q-6"]


def test_no_more_than_half_from_one_participant() -> None:
    some = [candidate(n, quotability=0.9, voice="P01") for n in range(5)]
    assert Counter(chosen(*some, candidate(6, quotability=0.1))) == Counter(["Q-0", "Q-1", "Q-6"])


def test_the_same_said_twice_is_chosen_once() -> None:
    twice = [
        candidate(1, quotability=0.8, text="We are the cogs that turn between them."),
        candidate(2, quotability=0.9, text="we ARE the cogs that turn, between them"),
    ]
    assert chosen(*twice) == ["Q-2"]


def test_equals_are_chosen_by_their_place() -> None:
    some = [candidate(n, quotability=0.5) for n in (5, 3, 1, 0, 2, 4)]
    assert chosen(*some) == ["Q-0", "Q-1", "Q-2", "Q-3"]


def test_every_case_is_heard_before_one_is_heard_twice() -> None:
    some = [candidate(n, quotability=0.9, case="Grimsby") for n in range(4)]
    others = [candidate(n, quotability=0.6, case=f"case {n}") for n in range(4, 7)]
    assert chosen(*some, *others) == ["Q-0", "Q-4", "Q-5", "Q-6"]


def test_in_a_case_who_was_heard_least_comes_first() -> None:
    some = [
        candidate(1, quotability=0.9, case="a", voice="P01"),
        candidate(2, quotability=0.8, case="a", voice="P01"),
        candidate(3, quotability=0.6, case="a", voice="P02"),
    ]
    one_case = QuoteSettings(shortlist_per_theme=2)
    assert sorted(quote for quote, _ in shortlisted(some, settings=one_case)) == ["Q-1", "Q-3"]


def test_what_would_not_stand_in_print_is_not_shortlisted() -> None:
    assert not shortlisted([candidate(1, quotability=0.49)], settings=QuoteSettings())


def test_the_best_of_each_case() -> None:
    best = best_of(
        [
            candidate(1, quotability=0.2, case="a"),
            candidate(2, quotability=0.3, case="a"),
            candidate(3, quotability=0.1, case="b"),
        ]
    )
    assert {place: one.quote_id for place, one in best.items()} == {("cogs", "a"): "Q-2", ("cogs", "b"): "Q-3"}


@pytest.mark.parametrize(
    "text",
    [
        "Yeah, no, absolutely.",
        "Thank you very much for having me this morning.",
        "Thank you, Chair. Good morning, everybody.",
        "Many thanks for that question. You're absolutely right.",
        "Well, I don't really know, to be honest.",
        "I can't remember, sorry.",
        "Do you know who those are?",
        "Okay. What would you like to hear about next?",
        "So moving on to the next question.",
        "Could you tell me a little about your role here?",
        "Right, so can you just describe how the group began?",
        "Tell me about the first year of the project.",
        "Sure, yes, okay. Does that make sense?",
    ],
)
def test_asides_are_never_printed(text):
    assert is_aside(text)


@pytest.mark.parametrize(
    "text",
    [
        "More buses",  # an answer in a survey
        "Free parking",
        "Thank you to the nurses who sat with my mother all night and never once complained.",
        "I don't know how we would have got through that winter without the kitchen. It fed the whole street.",
        "Why should a big person hit a little person?",
        "Can we go on like this? No. The roof leaks, the boiler is forty years old and nobody answers our letters.",
        "Yes, because the council closed our library and never asked anybody.",
        "I don't know how we would have got through that winter without the kitchen.",
        "You know, we built that hall with our own hands.",
    ],
)
def test_what_says_something_is_no_aside(text):
    assert not is_aside(text)
