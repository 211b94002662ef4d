"""Offsets are half-open, in code points, and correct at the edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.spans import IdMaker, LineIndex, Span, folded, gaps, replaced, stable_id, tiles

LENGTH = 40
spans = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda pair: Span(min(pair), max(pair)))


@pytest.mark.parametrize(
    ("text", "span", "trimmed"),
    [
        ("  we did it  ", Span(0, 13), "we did it"),
        ("we did it", Span(0, 9), "we did it"),
        ("\n\tyes\n", Span(0, 6), "yes"),
        ("   ", Span(0, 3), ""),
    ],
)
def test_a_trimmed_span_has_no_white_space_at_its_ends(text, span, trimmed):
    assert span.trimmed(text).of(text) == trimmed


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (Span(0, 3), Span(3, 5), False),
        (Span(0, 4), Span(3, 5), True),
        (Span(3, 5), Span(0, 9), True),
        (Span(2, 2), Span(2, 3), False),
    ],
)
def test_spans_that_only_touch_do_not_overlap(one, other, overlap):
    assert one.overlaps(other) is overlap
    assert other.overlaps(one) is overlap


def apart(given_spans):
    """Those that touch no other before them, in order."""
    kept = []
    for span in sorted(set(given_spans)):
        if span.start < span.end and (not kept or kept[-1].end <= span.start):
            kept.append(span)
    return kept


@given(st.lists(spans))
def test_spans_and_the_gaps_between_them_tile_the_whole(given_spans):
    kept = apart(given_spans)
    assert tiles(sorted([*kept, *gaps(kept, 0, LENGTH)]), 0, LENGTH)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([Span(0, 2), Span(2, 4)], True),
        ([Span(0, 2), Span(3, 4)], False),
        ([Span(0, 3), Span(2, 4)], False),
        ([Span(0, 2), Span(2, 2), Span(2, 4)], False),
        ([Span(0, 2)], False),
    ],
)
def test_tiles_sees_every_gap_overlap_and_empty_piece(parts, whole):
    assert tiles(parts, 0, 4) is whole


@pytest.mark.parametrize(
    ("within", "result"),
    [
        (Span(0, 24), "ask [name] or [name] today"),
        (Span(4, 9), "[name]"),
        (Span(6, 24), "[name] or [name] today"),  # a name that is only half inside goes whole
        (Span(0, 6), "ask [name]"),
        (Span(17, 24), " today"),
    ],
)
def test_replaced_exchanges_whole_names_only(within, result):
    text = "ask Priya or Tom B today"
    names = [(Span(4, 9), "[name]"), (Span(13, 18), "[name]")]
    assert replaced(text, names, within if within != Span(17, 24) else Span(18, 24)) == result


@given(st.text(max_size=LENGTH), st.lists(spans))
def test_replacing_by_itself_changes_nothing(text, given_spans):
    inside = [s for s in apart(given_spans) if s.end <= len(text)]
    assert replaced(text, [(s, s.of(text)) for s in inside]) == text


def test_the_line_of_an_offset():
    text = "one\ntwo\n\nfour"
    index = LineIndex(text)
    assert [index.line_of(text.index(word)) for word in ("one", "two", "four")] == [1, 2, 4]


def test_ids_come_from_content_and_not_from_white_space():
    assert stable_id("q", "a  b\nc") == stable_id("q", "a b c")
    assert stable_id("q", "ab", "c") != stable_id("q", "a", "bc")


def test_the_same_words_said_again_get_an_id_of_their_own():
    maker, again = IdMaker("q"), IdMaker("q")
    first = [maker.make("s", "yes"), maker.make("s", "yes"), maker.make("s", "no")]
    assert len(set(first)) == 3
    assert first == [again.make("s", "yes"), again.make("s", "yes"), again.make("s", "no")]


def test_folded_leaves_one_space_between_words():
    assert folded(" a\u00a0b \n c ") == "a b c"


def test_an_id_is_the_same_on_every_machine_and_for_ever():
    """Decisions are kept by these ids: one that changes loses them."""
    assert stable_id("Q", "s", "yes") == "Q-da2b7339f9e0"
    maker = IdMaker("Q")
    assert [maker.make("s", "yes") for _ in range(3)] == ["Q-da2b7339f9e0", "Q-b3b857b625f4", "Q-8394fa2fff25"]
    assert maker.make("s", "no") == stable_id("Q", "s", "no")
    assert IdMaker("Q").make("s", "yes") == "Q-da2b7339f9e0"
    assert stable_id("Q", "s", "yes", "again 1") == "Q-b3b857b625f4"
    assert stable_id("Q", "s", "yes", "again 2") == "Q-8394fa2fff25"


def test_a_span_can_be_moved():
    assert Span(2, 5).shifted(3) == Span(5, 8)
    assert Span(2, 5).shifted(-2) == Span(0, 3)


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        (Span(2, 5), Span(2, 5), True),
        (Span(2, 5), Span(3, 5), True),
        (Span(2, 5), Span(2, 4), True),
        (Span(2, 5), Span(1, 5), False),
        (Span(2, 5), Span(2, 6), False),
    ],
)
def test_a_span_holds_what_ends_where_it_ends(outer, inner, inside):
    assert outer.contains(inner) is inside


def test_a_span_of_nothing_but_space_is_empty_at_its_start():
    assert Span(1, 4).trimmed("a   b") == Span(1, 1)


def test_what_lies_before_the_part_is_passed_over_and_the_rest_is_exchanged():
    assert replaced("Ann met Bob", [(Span(0, 3), "[a]"), (Span(8, 11), "[b]")], Span(4, 11)) == "met [b]"
    assert replaced("Ann met Bob", [(Span(4, 11), "[x]")], Span(0, 7)) == "Ann [x]"
    assert replaced("Ann met Bob", [(Span(4, 11), "[x]"), (Span(0, 3), "[a]")], Span(0, 3)) == "[a]"
