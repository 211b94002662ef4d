"""Where each organisation is drawn: in its sector's layer, near those that it is mentioned together with."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.corpus.coding_records import SUGGESTED
from pipeline.corpus.dataset_records import YES, CodedQuote
from pipeline.corpus.judged_pairs import CANDIDATE
from pipeline.corpus.organisation_tables import ListedOrganisation, ListedTie
from pipeline.corpus.records import CO_MENTIONED, TO_CHECK
from pipeline.language.lexicons import lexicon_words

_MOST = 60  # organisations: more is a thicket
_WIDTH = 1000
_LETTER = 6.9  # width of one, about, at the size of the labels
_LONGEST_LABEL = 34
_LEFT, _GAP, _LINE, _HEAD, _FOOT = 16, 26, 40, 34, 16
_SMALLEST, _LARGEST = 5.0, 15.0
_SWEEPS = 4

# From the street to the state.
LAYERS = (
    "community organisation",
    "mutual aid",
    "faith",
    "housing",
    "education",
    "business",
    "funder",
    "think tank",
    "other",
    "health",
    "local authority",
    "police and justice",
    "central government",
)


def network(organisations: Iterable[ListedOrganisation], ties: Iterable[ListedTie]) -> dict[str, object]:
    """Layers from the top, nodes with their places and radii, and edges with the number of their ties.

    Drawn are ties of which the words say how, between organisations that need no check.
    """
    about = {one.organisation_id: one for one in organisations if one.state != TO_CHECK}
    edges: Counter[tuple[str, str]] = Counter()
    for tie in ties:
        one, other = sorted((tie.organisation_id_a, tie.organisation_id_b))
        if one in about and other in about and one != other and tie.how != CO_MENTIONED:
            edges[one, other] += 1
    degree = Counter(end for edge in edges for end in edge)
    chosen = sorted(degree, key=lambda own: (-(about[own].bridging or 0), -degree[own], own))[:_MOST]
    kept = {edge: many for edge, many in sorted(edges.items()) if edge[0] in chosen and edge[1] in chosen}
    size = _sizes(chosen, about, degree)
    layers = _ordered(chosen, about, kept)
    nodes, bands, height = _placed(layers, about, size)
    return {
        "width": _WIDTH,
        "height": height,
        "layers": bands,
        "nodes": nodes,
        "edges": [[one, other, many] for (one, other), many in kept.items()],
        "left_out": len(degree) - len(chosen),
        "sized_by": "bridging" if any(about[own].bridging for own in chosen) else "ties",
    }


def shortened(label: str) -> str:
    """A label that fits; the whole name stands beside the picture."""
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"


def _sizes(
    chosen: Sequence[str], about: Mapping[str, ListedOrganisation], degree: Mapping[str, int]
) -> dict[str, float]:
    bridging = {own: float(about[own].bridging or 0) for own in chosen}
    measure = bridging if any(bridging.values()) else {own: float(degree[own]) for own in chosen}
    most = max(measure.values(), default=0) or 1.0
    return {
        own: round(_SMALLEST + (_LARGEST - _SMALLEST) * (value / most) ** 0.5, 1) for own, value in measure.items()
    }


def _ordered(
    chosen: Iterable[str], about: Mapping[str, ListedOrganisation], edges: Mapping[tuple[str, str], int]
) -> dict[str, list[str]]:
    """The organisations of each layer, so that neighbours come to stand above one another (Sugiyama 1981)."""
    layers: dict[str, list[str]] = {}
    for layer in LAYERS:
        members = sorted(own for own in chosen if (about[own].sector or "other") == layer)
        if members:
            layers[layer] = members
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in edges:
        neighbours[one].append(other)
        neighbours[other].append(one)
    for _ in range(_SWEEPS):
        place = {own: (at + 0.5) / len(some) for some in layers.values() for at, own in enumerate(some)}
        centre = {own: sum(place[n] for n in near) / len(near) for own, near in neighbours.items()}
        for some in layers.values():
            some.sort(key=lambda own: (round(centre.get(own, 0.5), 6), own))
    return layers


def _placed(
    layers: Mapping[str, Sequence[str]], about: Mapping[str, ListedOrganisation], size: Mapping[str, float]
) -> tuple[list[dict[str, object]], list[dict[str, object]], int]:
    nodes: list[dict[str, object]] = []
    bands: list[dict[str, object]] = []
    top = 0
    for layer, members in layers.items():
        lines = _lines(members, about)
        for number, line in enumerate(lines):
            slack = _WIDTH - 2 * _LEFT - sum(width for _, width in line)
            spread = min(slack / len(line), 90.0) if line else 0.0
            x = _LEFT + (slack - spread * len(line)) / 2 + spread / 2
            for own, width in line:
                nodes.append(
                    {
                        "id": own,
                        "label": shortened(about[own].organisation),
                        "x": round(x + _LARGEST, 1),
                        "y": top + _HEAD + number * _LINE + _LINE // 2,
                        "r": size[own],
                    }
                )
                x += width + spread
        height = _HEAD + len(lines) * _LINE + _FOOT
        bands.append({"sector": layer, "top": top, "height": height})
        top += height
    return nodes, bands, top


def _lines(members: Iterable[str], about: Mapping[str, ListedOrganisation]) -> list[list[tuple[str, float]]]:
    lines: list[list[tuple[str, float]]] = [[]]
    for own in members:
        width = 2 * _LARGEST + len(shortened(about[own].organisation)) * _LETTER + _GAP
        if lines[-1] and sum(other for _, other in lines[-1]) + width > _WIDTH - 2 * _LEFT:
            lines.append([])
        lines[-1].append((own, width))
    return lines


_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 3  # themes; fewer make no map
_DIGITS = 3


def theme_map(rows: Iterable[CodedQuote], themes: Sequence[str]) -> dict[str, list[float]]:
    """Places of the themes that have quotes, and of candidates, from -1 to 1 both ways.

    Classical scaling (Torgerson 1952) of the distances between the themes' words, weighed by how rare they are.
    """
    import numpy as np

    words: dict[str, Counter[str]] = {}
    for row in rows:
        if row.counts == YES or (row.origin == CANDIDATE and row.state == SUGGESTED):
            words.setdefault(row.theme_id, Counter()).update(_words(row.quote))
    known = [theme for theme in themes if words.get(theme)]
    if len(known) < _LEAST:
        return {}
    unlike = _cosine_distances([words[theme] for theme in known])
    centring = np.eye(len(known)) - 1 / len(known)
    values, vectors = np.linalg.eigh(-0.5 * centring @ (np.array(unlike) ** 2) @ centring)
    places = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0))
    for axis in range(2):  # which end is which is nobody's choice: the theme that lies farthest out is at the right
        column = places[:, axis]
        if column[np.argmax(np.abs(column).round(6))] < 0:
            places[:, axis] = -column
    widest = float(np.abs(places).max()) or 1.0
    return {
        theme: [round(float(x) / widest, _DIGITS) + 0.0 for x in place]
        for theme, place in zip(known, places, strict=True)
    }


def _words(text: str) -> list[str]:
    skipped = lexicon_words("function_words") | lexicon_words("hesitations")
    plain = (match[0].casefold().replace("’", "'") for match in _WORD.finditer(text))
    return [word for word in plain if word not in skipped]


def _cosine_distances(counts: Sequence[Counter[str]]) -> list[list[float]]:
    """1 - cosine between the themes' words, by tf-idf."""
    spread = Counter(word for one in counts for word in one)
    weighed = []
    for one in counts:
        weights = {
            word: (1 + math.log(many)) * math.log(1 + len(counts) / spread[word])
            for word, many in sorted(one.items())
        }
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
        weighed.append({word: weight / length for word, weight in weights.items()})
    return [[_apart(one, other) for other in weighed] for one in weighed]


def _apart(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if one is other:
        return 0.0
    fewer, more = sorted((one, other), key=len)
    return max(0.0, 1 - math.fsum(weight * more[word] for word, weight in fewer.items() if word in more))
