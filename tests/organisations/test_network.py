"""Degree, betweenness and bridging."""

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.evidence_records import Tie
from pipeline.organisations import network
from pipeline.organisations.network import network_measures

STREET, STATE, NEITHER = "mutual aid", "health", "business"


def tie(a, b, how="co-mentioned"):
    first, second = sorted((a, b))
    return Tie(
        organisation_id_a=first,
        organisation_id_b=second,
        case="case",
        source="s",
        turn_id="t",
        start=0,
        end=1,
        how=how,
    )


def chain(*names):
    return [tie(a, b) for a, b in pairwise(names)]


def test_the_one_in_the_middle_bridges():
    sectors = {"street": STREET, "hub": NEITHER, "nhs": STATE, "shop": NEITHER}
    made = network_measures([*chain("street", "hub", "nhs"), tie("hub", "shop")], sectors=sectors)
    assert (made["hub"].degree, made["hub"].betweenness, made["hub"].bridging) == (3, 1.0, 1.0)
    assert made["street"].bridging == made["nhs"].bridging == made["shop"].bridging == 0.0


def test_a_bridge_of_two_shares():
    sectors = {"street": STREET, "one": NEITHER, "two": NEITHER, "nhs": STATE}
    made = network_measures(chain("street", "one", "nhs", "two", "street"), sectors=sectors)
    assert made["one"].bridging == made["two"].bridging == 0.5


def test_a_street_level_organisation_can_bridge():
    sectors = {"group": STREET, "trust": STREET, "nhs": STATE}
    made = network_measures(chain("group", "trust", "nhs"), sectors=sectors)
    assert made["trust"].bridging == 1.0  # of the one pair that it is no end of


def test_a_former_name_is_not_a_tie_and_everybody_has_measures():
    made = network_measures([tie("a", "b", "formerly")], sectors={"a": STREET, "b": STATE, "c": NEITHER})
    assert {name: one.degree for name, one in made.items()} == {"a": 0, "b": 0, "c": 0}
    assert network_measures([], sectors={}) == {}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] != pair[1])))
def test_measures_are_shares_and_betweenness_is_the_usual_one(edges):
    sectors = {str(n): (STREET, STATE, NEITHER)[n % 3] for n in range(10)}
    made = network_measures([tie(str(a), str(b)) for a, b in edges], sectors=sectors)
    graph = nx.Graph([(str(a), str(b)) for a, b in edges])
    usual = nx.betweenness_centrality(graph)
    for name, one in made.items():
        assert 0 <= one.betweenness <= 1
        assert 0 <= one.bridging <= 1
        assert one.betweenness == pytest.approx(usual.get(name, 0), abs=1e-4)


def test_a_sample_of_sources_estimates_it(monkeypatch):
    names = [f"{n:03}" for n in range(60)]
    sectors = {name: STREET if at % 2 else STATE for at, name in enumerate(names)} | {"hub": NEITHER}
    star = [tie("hub", name) for name in names]
    monkeypatch.setattr(network, "_MOST_SOURCES", 20)
    made = network_measures(star, sectors=sectors)
    assert made["hub"].bridging == 1.0
    assert made["hub"].betweenness == pytest.approx(1.0, abs=0.1)
