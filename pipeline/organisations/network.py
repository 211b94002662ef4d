"""Network measures of each organisation: degree, betweenness and bridging.

The ties of the whole study form one graph without weights or directions, so that frequent repetition by a few
people does not count for more. `formerly` is left out, because it ties an organisation with itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.corpus.evidence_records import Tie

if TYPE_CHECKING:
    import networkx as nx

STREET_LEVEL = frozenset({"community organisation", "mutual aid", "faith"})
STATUTORY = frozenset({"local authority", "health", "central government", "police and justice"})
_FORMERLY = "formerly"
_MOST_SOURCES = (
    500  # sources of shortest paths; if there are more, an even sample is used and the measures are estimates
)


@dataclass(frozen=True)
class NetworkMeasures:
    """The network measures of an organisation.

    Attributes:
        degree: the number of other organisations that it is mentioned together with.
        betweenness: the share of the shortest paths between any two others that pass through it, 0 to 1.
        bridging: the same for paths between a street-level and a statutory organisation.
    """

    degree: int = 0
    betweenness: float = 0.0
    bridging: float = 0.0


def network_measures(ties: Iterable[Tie], *, sectors: Mapping[str, str]) -> dict[str, NetworkMeasures]:
    """The network measures of each organisation, by id.

    Betweenness is Freeman's (1977, "A set of measures of centrality based on betweenness"), computed as Brandes
    (2001). Bridging is betweenness restricted to pairs of a source and a target set (Brandes 2008, "On variants of
    shortest-path betweenness centrality and their generic computation"): for an organisation v,

        bridging(v) = sum over s, t of (share of shortest paths from s to t that pass through v) / number of (s, t)

    over all connected pairs other than v of a street-level organisation s (community organisations, mutual aid,
    faith) and a statutory organisation t (local authorities, health, central government, police and justice). It is
    1 if every shortest path between the two groups passes through v: it combines in one figure what Gould and
    Fernandez (1989) call liaison and gatekeeping.

    Args:
        ties: the ties of the study.
        sectors: the sector of every organisation, by id.
    """
    import networkx as nx

    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(sorted(sectors))
    pairs = {(t.organisation_id_a, t.organisation_id_b) for t in ties if t.how != _FORMERLY}
    graph.add_edges_from(sorted(pairs))
    # A separate graph, because traversing a networkx subgraph view takes five times as long.
    tied: nx.Graph = nx.Graph()
    tied.add_nodes_from(one for one in graph if graph.degree(one))
    tied.add_edges_from(graph.edges)
    between = _betweenness(tied)
    bridging = _bridging(tied, sectors=sectors)
    return {
        one: NetworkMeasures(graph.degree(one), round(between.get(one, 0.0), 4), round(bridging.get(one, 0.0), 4))
        for one in graph
    }


def _betweenness(graph: nx.Graph) -> dict[str, float]:
    """Betweenness; for large graphs estimated from a sample of sources."""
    import networkx as nx

    tied = list(graph)
    sources = _evenly(tied, _MOST_SOURCES)
    raw = nx.betweenness_centrality_subset(graph, sources=sources, targets=tied, normalized=False)
    pairs = (len(tied) - 1) * (len(tied) - 2) / 2
    # networkx halves the sums over an undirected graph, because each pair is visited from both ends.
    scale = len(tied) / len(sources) / pairs if sources and pairs > 0 else 0.0
    return {one: raw[one] * scale for one in tied}


def _bridging(graph: nx.Graph, *, sectors: Mapping[str, str]) -> dict[str, float]:
    import networkx as nx

    tied = list(graph)
    street = _evenly([one for one in tied if sectors[one] in STREET_LEVEL], _MOST_SOURCES)
    statutory = [one for one in tied if sectors[one] in STATUTORY]
    if not street or not statutory:
        return {}
    raw = nx.betweenness_centrality_subset(graph, sources=street, targets=statutory)
    counts = dict.fromkeys(tied, (0, 0))
    total = 0
    for component in nx.connected_components(graph):
        one_side, other_side = len(component & set(street)), len(component & set(statutory))
        total += one_side * other_side
        counts |= dict.fromkeys(component, (one_side, other_side))
    sources, shares = set(street), {}
    for one in tied:
        one_side, other_side = counts[one]
        ends_here = other_side if one in sources else one_side if sectors[one] in STATUTORY else 0
        others = total - ends_here
        shares[one] = (
            2 * raw[one] / others if others else 0.0
        )  # networkx halves it, but here each pair is visited once
    return shares


def _evenly(ones: list[str], most: int) -> list[str]:
    """At most `most` of the items, at even steps."""
    return ones if len(ones) <= most else [ones[at * len(ones) // most] for at in range(most)]
