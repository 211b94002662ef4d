"""Which organisations are mentioned together, and their relation."""

import pytest

from pipeline.corpus.spans import Span
from pipeline.organisations.ties import NamedPlace, TurnWords, cue_between, sentence_ends, ties
from tests.organisations.sayings_of_ties import sayings, share_told

CASES = {"s": "Wexcombe"}
WORDS = "Marsh. Pool. " * 20
TURNS = {"t-1": TurnWords(0, WORDS), "t-2": TurnWords(0, WORDS)}


def place(start, organisation, *, turn="t-1"):
    return NamedPlace("s", turn, start, start + 5, organisation)


def pairs(*places):
    made = ties(places, turns=TURNS, cases=CASES, distance=50)
    return [(tie.organisation_id_a, tie.organisation_id_b) for tie in made]


def tied(text, *names, own=""):
    """The ties of a turn in which these organisations are named; the ids are their names in lower case."""
    places = [NamedPlace("s", "t-1", 10 + at, 10 + at + len(n), n.lower()) for n in names for at in _found(text, n)]
    return ties(places, turns={"t-1": TurnWords(10, text, own)}, cases=CASES, distance=300)


def _found(text, name):
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def test_two_named_close_together_are_tied_once():
    assert pairs(place(0, "o-b"), place(20, "o-a"), place(40, "o-b")) == [("o-a", "o-b")]


def test_no_ties_across_turns_or_far_apart_or_with_itself():
    assert pairs(place(0, "o-a"), place(60, "o-b")) == []
    assert pairs(place(0, "o-a"), place(10, "o-b", turn="t-2")) == []
    assert pairs(place(0, "o-a"), place(10, "o-a")) == []


def test_a_tie_shows_the_sentences_of_both_names():
    text = "It rained. I like Hub9 a lot. Then Mencap came. We slept."
    [tie] = tied(text, "Hub9", "Mencap")
    assert text[tie.start - 10 : tie.end - 10] == "I like Hub9 a lot. Then Mencap came."
    assert (tie.how, tie.case) == ("co-mentioned", "Wexcombe")


def test_the_most_specific_of_several_places_counts():
    text = "Hub9, Mencap. And so on, for years. But Mencap funds Hub9 now."
    [tie] = tied(text, "Hub9", "Mencap")
    assert (tie.how, tie.direction, tie.cue) == ("funds", "b to a", "funds")


def test_we_means_the_speakers_organisation_if_a_relation_is_stated():
    [tie] = tied("We open at nine. Mencap gave us some money.", "Mencap", own="hub9")
    assert (tie.organisation_id_a, tie.how, tie.direction, tie.implied) == ("hub9", "funds", "b to a", "a")
    assert tied("We open at nine. Mencap opens at ten.", "Mencap", own="hub9") == []
    assert tied("Mencap gave us some money.", "Mencap") == []


def test_a_cue_contains_only_the_words_of_its_pattern():
    [tie] = tied("Hub9 had a grant through Mary Pike from Mencap.", "Hub9", "Mencap")
    assert tie.cue == "grant from"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("[Hub9] works with [Mencap] every week.", "works with"),
        ("It is a survey that [Hub9] has been doing with [Mencap].", "works with"),
        ("[Hub9] works hard. With [Mencap] you wait.", "co-mentioned"),
        ("[Hub9] doesn't work with [Mencap].", "co-mentioned"),
        ("[St. Mary’s] is funded by [Mencap].", "funds"),
    ],
)
def test_how(text, how):
    plain = text.replace("[", "").replace("]", "")
    first = Span(text.index("["), text.index("]") - 1)
    second = Span(text.rindex("[") - 2, text.rindex("]") - 3)
    assert cue_between(plain, first=first, second=second).how == how


def test_sentences_do_not_end_after_saint():
    text = "At St. Mary's. We sat. no"
    assert sentence_ends(text, within=Span(0, len(text))) == [15]


def test_most_relations_are_recognised_correctly():
    for held_out in (False, True):
        right, total = share_told(held_out=held_out)
        assert total >= 60
        assert right / total >= 0.85


def test_co_mentions_are_rarely_taken_for_relations():
    beside = [saying for saying in sayings() if saying.how == "co-mentioned"]
    assert sum(saying.is_told_rightly for saying in beside) / len(beside) >= 0.9
