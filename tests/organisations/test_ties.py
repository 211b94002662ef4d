"""Which organisations are spoken of together."""

from pipeline.organisations.ties import Place, ties

CASES = {"s": "Wexcombe"}


def place(start, organisation, *, turn="t-1"):
    return Place("s", turn, start, start + 5, organisation)


def pairs(*places):
    return [(tie.organisation_id_a, tie.organisation_id_b) for tie in ties(places, cases=CASES, distance=50)]


def test_two_named_close_together_are_tied_once():
    assert pairs(place(0, "o-b"), place(20, "o-a"), place(40, "o-b")) == [("o-a", "o-b")]


def test_the_tie_is_where_they_are_nearest():
    [tie] = ties([place(0, "o-b"), place(30, "o-a"), place(37, "o-b")], cases=CASES, distance=50)
    assert (tie.start, tie.end, tie.case) == (30, 42, "Wexcombe")


def test_not_across_turns_nor_far_apart_nor_with_oneself():
    assert pairs(place(0, "o-a"), place(60, "o-b")) == []
    assert pairs(place(0, "o-a"), place(10, "o-b", turn="t-2")) == []
    assert pairs(place(0, "o-a"), place(10, "o-a")) == []
