"""Where each theme lies on the map: near to those whose quotes use the same words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.emit.schemas import YES
from pipeline.names import lexicon_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 3  # themes; fewer make no map
_DIGITS = 3


def theme_map(rows: Iterable[Mapping[str, Any]], themes: Sequence[str]) -> dict[str, list[float]]:
    """Places of the themes that have quotes, from -1 to 1 both ways.

    Classical scaling (Torgerson 1952) of the distances between the themes' words, weighed by how rare they are.
    """
    import numpy as np

    words: dict[str, Counter[str]] = {}
    for row in rows:
        if row["counts"] == YES:
            words.setdefault(row["theme_id"], Counter()).update(_words(row["quote"]))
    known = [theme for theme in themes if words.get(theme)]
    if len(known) < _LEAST:
        return {}
    unlike = _unlikeness([words[theme] for theme in known])
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


def _unlikeness(counts: Sequence[Counter[str]]) -> list[list[float]]:
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
