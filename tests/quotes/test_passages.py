"""Turns are cut into passages. In the tables, `|` marks a break."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Span, tiles
from pipeline.language.english import sentences, tiling
from pipeline.language.words import (
    WORD,
    content_words,
    count_entries,
    count_words,
    has_substance,
    is_no_answer,
    lower_words,
)
from pipeline.quotes.passages import cut
from tests.quotes.thoughts_measure import HALVES, WAYS, measured, ours

SHORT = QuoteSettings(shortest_passage_words=5, passage_words=12, longest_passage_words=24)


def shown(text: str, *, settings: QuoteSettings = SHORT) -> str:
    (found,) = sentences([text])
    return "|".join(span.of(text) for span in cut(text, found, settings=settings))


BREAKS = [
    ("Yes. Mm.", "a short turn is one passage"),
    ("Yeah. Mm, yes. |We ran the shop for nine years on goodwill.", "after a nod, before what is said"),
    (
        "We ran the shop on goodwill. The shop had one good wall.",
        "not where one sentence takes up the words of the other",
    ),
    (
        "We ran the place on nothing. It was miles from anybody.",
        "not before a word that points back",
    ),
    (
        "We ran the shop for nine years on nothing but goodwill. |"
        "Then the roof came down and nobody from the council would answer.",
        "where the sentences share no word of content",
    ),
    (
        "We ran the shop for years. It was hard. |So then we asked the council for the keys. They said no to us.",
        "before a word that opens a new thought",
    ),
    (
        "We ran the shop for years on goodwill.\n\n|It was the council that closed it, and nobody told us.",
        "at a paragraph, whatever opens it",
    ),
    (
        "We met Dr. Patel and J. R. Smith of the trust in St. Ives, e.g. about the keys. |"
        "Another thing was the rent on the hall.",
        "not after an abbreviation or initials",
    ),
    (
        "We asked and asked [inaudible 00:12:31. crosstalk. Two voices] and then we asked again. |"
        "Anyway, it took nine years to hear from them.",
        "not inside a bracketed mark",
    ),
    (
        "And she said, 'No. We won't. Not this year. So go away.' |"
        "So then we opened a shop of our own on the quay.",
        "not inside a quotation",
    ),
    (
        "“The first words of one very long speech that somebody told us. |"
        "The second words of one very long speech that somebody told us. |"
        "The third words of one very long speech that somebody told us.”",
        "but inside one that is longer than a passage may be",
    ),
    (
        "We ran it for nine long years on goodwill and borrowed chairs and soup; |"
        "the council, which owned the roof, the walls and the floor, never came; |"
        "and in the end the church took us in for the whole of one winter.",
        "at a clause, where a sentence is longer than a passage may be",
    ),
    (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty one two three four five six seven.",
        "nowhere in a long sentence without a clause",
    ),
]


@pytest.mark.parametrize(("marked", "why"), BREAKS, ids=[why for _, why in BREAKS])
def test_breaks(marked: str, why: str) -> None:
    assert shown(marked.replace("|", "")) == marked


def test_speech_without_full_stops_breaks_at_its_conjunctions() -> None:
    text = "we went to the shop and they said no so we went to the church and " * 4 + "that was it"
    assert all(count_words(part) <= SHORT.longest_passage_words for part in shown(text).split("|"))


def test_passages_come_near_the_wished_length() -> None:
    text = "We ran the shop for nine years on goodwill. " * 60
    lengths = [count_words(part) for part in shown(text, settings=QuoteSettings()).split("|")]
    assert len(lengths) > 5
    assert all(36 <= length <= 54 for length in lengths)


def test_a_break_early_on_leaves_the_rest_as_it_was() -> None:
    rest = "We ran the shop for nine years on goodwill. Then the roof came down. So we asked the church. " * 8
    before = shown("The council said no. " + rest).split("|")
    after = shown("The council said no, and then it said no again, and again. " + rest).split("|")
    assert before[-6:] == after[-6:]


MARKS = ["[inaudible 0:12.", "]", "(", ")", "“", "”", "'", "’", "; ", ", ", "\n\n", "\n", "  ", "…", "–", "."]
SAID = [
    "we",
    "So",
    "Dr.",
    "e.g.",
    "it's",
    "No.",
    "end.",
    "why?",
    "and",
    "because",
    "Anyway,",
    "café",
    "U.K.",
    "J.",
    "12",
]
WORDS = st.sampled_from(SAID) | st.sampled_from(MARKS)
texts = st.lists(WORDS, max_size=80).map(" ".join) | st.text(max_size=60)


@given(text=texts, starts=st.lists(st.integers(0, 200), max_size=20), wished=st.integers(1, 20))
@settings(max_examples=300, deadline=None)
def test_passages_tile_the_turn_whatever_is_said(text: str, starts: list[int], wished: int) -> None:
    found = tiling([start for start in starts if start < len(text)], len(text)) if text else []
    sizes = QuoteSettings(
        shortest_passage_words=wished // 2, passage_words=wished, longest_passage_words=2 * wished
    )
    passages = cut(text, found, settings=sizes)
    assert tiles(passages, 0, len(text))
    assert all(text[b.start - 1].isspace() and not text[b.start].isspace() for _, b in pairwise(passages))
    for mark in re.finditer(r"\[[^\[\]\n]{0,200}\]", text):
        assert not any(mark.start() < passage.start < mark.end() for passage in passages)


@pytest.mark.parametrize("half", HALVES)
def test_passages_break_where_the_thought_does(half: str) -> None:
    f1, pk, difference = measured(half, ours)
    assert f1 >= 0.65
    assert max(pk, difference) <= 0.25
    for name in set(WAYS) - {"ours"}:
        other_f1, other_pk, other_difference = measured(half, WAYS[name])
        assert f1 > other_f1 + 0.15, name
        assert (pk, difference) < (other_pk, other_difference), name


SUBSTANCE = [
    ("Yes. Mm.", False),
    ("Yeah, no, absolutely, thank you very much.", False),
    ("Um, well, I mean, you know.", False),
    ("So it is what it is, I think.", False),
    ("[inaudible 00:12:31]", False),
    ("We closed the community centre in March.", True),
    ("The volunteers kept the food bank open.", True),
]


@pytest.mark.parametrize(("text", "expected"), SUBSTANCE)
def test_substance(text: str, expected: bool) -> None:
    assert has_substance(text, words=6) is expected


@pytest.mark.parametrize(
    "text", ["n/a", "N/A.", "None", "nothing to add", ".", "-", " ", "Don’t know", "did not answer"]
)
def test_no_answer(text: str) -> None:
    assert is_no_answer(text)


@pytest.mark.parametrize("text", ["Kind staff", "None of the staff were rude", "Nothing works"])
def test_an_answer(text: str) -> None:
    assert not is_no_answer(text)


def test_counting() -> None:
    assert count_words("It's twenty-one [inaudible] pounds, isn’t it?") == 5
    words = lower_words("Um, the volunteers cooked for the families, you know")
    assert content_words(words) == ["volunteers", "cooked", "families"]
    assert count_entries(words, "fillers") == 2
    assert len(WORD.findall("3.5 million")) == 2


def test_nothing_gives_nothing() -> None:
    assert cut("", [], settings=SHORT) == []
    assert cut(" \n", [Span(0, 2)], settings=SHORT) == [Span(0, 2)]
