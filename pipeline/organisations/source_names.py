"""The names of one source, and the names of a study that may be each other's slip: which are worth comparing.

A source may name thousands of bodies. Each question about its names is answered once, and a name is compared only
with those that share a word at an edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.organisations.joins import (
    abbreviates,
    main_words,
    may_begin_otherwise,
    same_words,
    shortens,
    sound_of,
)
from pipeline.organisations.names import acronym_meaning, folded_name, head_of, institutions, spelt_out

_COMPARED = 150  # names on either side of one that it is compared with


class Nearest:
    """Names that may be each other's slip; of very many, only those that sound nearest are compared."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names, key=lambda name: (sound_of(name), name))
        self._places = {name: at for at, name in enumerate(self._names)}

    def to(self, name: str) -> Sequence[str]:
        """Those to compare it with."""
        if len(self._names) <= 2 * _COMPARED:
            return self._names
        at = self._places[name]
        return self._names[max(0, at - _COMPARED) : at + _COMPARED]


class SourceNames:
    """The names of several words in one source, by folded form; each question about them is answered once."""

    def __init__(self) -> None:
        self.full: dict[str, str] = {}
        self._by_edge: dict[str, dict[str, list[str]]] = {}
        self._of_kind: dict[str, list[str]] = {}
        self._in_initials: dict[str, str] = {}
        self._longer: dict[str, tuple[str, Sequence[str]]] = {}

    def of_kind(self, said: str) -> list[str]:
        """Whole names for a bare word: of trusts, for `the Trust`."""
        if said not in self._of_kind:
            self._of_kind[said] = [name for folded, name in self.full.items() if is_kind_of(folded, said)]
        return self._of_kind[said]

    def in_initials(self, acronym: str) -> str:
        """The one name whose last words have these initials, or ""."""
        if acronym not in self._in_initials:
            ends = {name for name in self.full.values() if _ends_in_initials(name, acronym)}
            self._in_initials[acronym] = next(iter(ends)) if len(ends) == 1 else ""
        return self._in_initials[acronym]

    def longer(self, name: str) -> tuple[str, Sequence[str]]:
        """The one with the same words, or ""; those that `name` shortens."""
        if name not in self._longer:
            self._longer[name] = _longer_names(name, {f: self.full[f] for f in self._akin(name)})
        return self._longer[name]

    def _akin(self, name: str) -> Iterable[str]:
        """Names that begin with the same word, have the same words, or end alike where that may tell."""
        if not self._by_edge:
            self._by_edge = {"first": {}, "last": {}, "words": {}}
            for folded in self.full:
                for kind, word in _edges(folded):
                    self._by_edge[kind].setdefault(word, []).append(folded)
        folded = folded_name(name)
        by_last = may_begin_otherwise(folded) or any(part.isupper() for part in name.split()[:2])
        found: dict[str, None] = {}
        for kind, word in _edges(folded):
            if kind != "last" or by_last:
                found |= dict.fromkeys(self._by_edge[kind].get(word, ()))
        return found


def _edges(folded: str) -> Iterator[tuple[str, str]]:
    """What names have in common of which one may stand for the other: a first word, a last one, all words."""
    for parts in {tuple(folded.split()), tuple(spelt_out(folded).split())}:
        if parts:
            yield "first", parts[0]
            yield "last", parts[-1]
    yield "words", " ".join(main_words(folded))


def _longer_names(name: str, full: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """Of a source's names, by their folded form: the one with the same words, or ""; those that `name` shortens."""
    folded = folded_name(name)
    turned = sorted({n for f, n in full.items() if n < name and same_words(folded, f)})
    longer = {f: n for f, n in full.items() if n != name and (shortens(folded, f) or abbreviates(name, n))}
    if len(longer) > _COMPARED:  # none of so many is the one that is meant
        return next(iter(turned), ""), sorted(set(longer.values()))
    whole = sorted({n for f, n in longer.items() if not any(shortens(f, other) for other in longer)})
    return next(iter(turned), ""), whole


def is_kind_of(folded: str, said: str) -> bool:
    """Whether a folded name is a whole name for a bare word: House of Commons for `the House`, not White House."""
    if kind := acronym_meaning(said.upper()):
        return spelt_out(folded).endswith(f" {kind}")
    if said not in institutions():
        return head_of(folded) == said
    return folded.startswith(f"{said} of ") or (folded.endswith(f" {said}") and folded not in institutions())


def _ends_in_initials(name: str, acronym: str) -> bool:
    """Whether the last words of a name have these initials: `ICB` of `Northern Reach Integrated Care Board`."""
    parts = [part for part in name.split() if part[0].isupper()]
    return len(parts) > len(acronym) > 2 and "".join(p[0] for p in parts[-len(acronym) :]) == acronym.rstrip("s")
