"""The best of each theme, with no case and no person speaking for all."""

from __future__ import annotations

from collections import Counter

from pipeline.emit.shortlist import Nominee, best_of, shortlisted
from pipeline.settings import QuoteSettings

SETTINGS = QuoteSettings(shortlist_per_theme=4, shortlist_per_case=2)
WORDS = ["ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel", "ivy", "juniper", "larch", "oak"]


def nominee(number: int, *, score: float, case: str = "", voice: str = "", text: str = "") -> Nominee:
    return Nominee(
        quote_id=f"Q-{number}",
        theme_id="cogs",
        case=case or f"case {number}",
        voice=voice or f"P{number}",
        score=score,
        text=text or " ".join(WORDS[number % 8 : number % 8 + 3]) + f" {WORDS[-number % 12]}",
        order=("s", number),
    )


def chosen(*nominees: Nominee) -> list[str]:
    return sorted(quote for quote, _ in shortlisted(nominees, settings=SETTINGS))


def test_the_best_come_first() -> None:
    assert chosen(*(nominee(n, score=n / 10) for n in range(8))) == ["Q-4", "Q-5", "Q-6", "Q-7"]


def test_no_more_than_so_many_from_one_case() -> None:
    some = [nominee(n, score=0.9, case="Grimsby") for n in range(5)]
    assert chosen(*some, nominee(6, score=0.1)) == ["Q-0", "Q-1", "Q-6"]


def test_no_more_than_half_from_one_participant() -> None:
    some = [nominee(n, score=0.9, voice="P01") for n in range(5)]
    assert Counter(chosen(*some, nominee(6, score=0.1))) == Counter(["Q-0", "Q-1", "Q-6"])


def test_the_same_said_twice_is_chosen_once() -> None:
    twice = [
        nominee(1, score=0.8, text="We are the cogs that turn between them."),
        nominee(2, score=0.9, text="we ARE the cogs that turn, between them"),
    ]
    assert chosen(*twice) == ["Q-2"]


def test_equals_are_chosen_by_their_place() -> None:
    some = [nominee(n, score=0.5) for n in (5, 3, 1, 0, 2, 4)]
    assert chosen(*some) == ["Q-0", "Q-1", "Q-2", "Q-3"]


def test_the_best_of_each_case() -> None:
    best = best_of(
        [nominee(1, score=0.2, case="a"), nominee(2, score=0.3, case="a"), nominee(3, score=0.1, case="b")]
    )
    assert {place: one.quote_id for place, one in best.items()} == {("cogs", "a"): "Q-2", ("cogs", "b"): "Q-3"}
