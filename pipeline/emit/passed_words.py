"""What passed the gate in the run before: if text, names and redactions of a source are equal, so is what passes.

To search each passage for each name took a quarter of a run after one decision. A source's entry in the cache has a
key made of everything that the gate's answer depends on: the code and its word lists (as for the stage itself), the
text, its redactions, and the people on record. If any of them differs, nothing is recalled.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.corpus.json_values import from_json, to_json
from pipeline.corpus.spans import Span
from pipeline.workflow.cache import packed, unpacked

WORTH_RECALLING = 2_000  # characters of a source; a survey has thousands of short answers


class Passed(NamedTuple):
    """What is printed in place of some words.

    Attributes:
        text: as it may be printed; None for the words as they are.
        caught: whether a name was found that the redaction log had missed.
    """

    text: str | None
    caught: bool


_AS_IT_IS = Passed(None, False)


@dataclass(frozen=True)
class _OfSource:
    """The places of one source that were asked for.

    Attributes:
        clean: starts and ends, alternately, of words that are printed as they are.
        other: start, end, text and whether a name was caught, of all others.
    """

    clean: tuple[int, ...] = ()
    other: tuple[tuple[int, int, str | None, bool], ...] = ()

    def by_place(self) -> dict[Span, Passed]:
        """What is printed at each place."""
        found = dict.fromkeys(map(Span, self.clean[::2], self.clean[1::2]), _AS_IT_IS)
        found.update((Span(start, end), Passed(text, caught)) for start, end, text, caught in self.other)
        return found


class Recalled:
    """Recalls what passed the gate of texts that are no transcript's: bases, names of themes, notes.

    Args:
        key: the key in the cache, made of everything that the gate's answer depends on.
        kept: finds the content of keys.
    """

    def __init__(self, key: str, kept: Callable[[Iterable[str]], Mapping[str, bytes]]) -> None:
        content = kept([key]).get(key)
        self._key = key
        self._before = from_json(dict[str, str], unpacked(content)) if content else {}
        self._now: dict[str, str] = {}

    def find(self, text: str, make: Callable[[str], str]) -> str:
        """What is printed for a text, by `make` if it is not known."""
        if text not in self._now:
            passed = self._before.get(text)
            self._now[text] = make(text) if passed is None else passed
        return self._now[text]

    def changed(self) -> dict[str, bytes]:
        """By key, what is to be kept and is not what was kept before."""
        return {} if self._now == self._before else {self._key: packed(dict(sorted(self._now.items())))}


def nothing_recalled() -> Recalled:
    """A memory of nothing."""
    return Recalled("", lambda keys: {})


@dataclass
class PassedWords:
    """Recalls what passed the gate, and collects what passes it now.

    Args:
        keys: the key of each source in the cache; of any other source nothing is recalled.
        kept: finds the content of keys.
    """

    keys: Mapping[str, str]
    kept: Callable[[Iterable[str]], Mapping[str, bytes]]
    _before: dict[str, _OfSource] = field(default_factory=dict)
    _clean: dict[str, array[int]] = field(default_factory=dict)
    _other: dict[str, set[tuple[int, int, str | None, bool]]] = field(default_factory=dict)
    _open: str = ""  # the source that is recalled: the gate is asked source by source
    _places: Mapping[Span, Passed] = field(default_factory=dict)

    def find(self, source: str, span: Span) -> Passed | None:
        """What passed at this place; None if that is not known."""
        if source not in self.keys:
            return None
        if source != self._open:
            if source not in self._before:
                kept = self.kept([self.keys[source]]).get(self.keys[source])
                self._before[source] = from_json(_OfSource, unpacked(kept)) if kept else _OfSource()
            self._open, self._places = source, self._before[source].by_place()
        return self._places.get(span)

    def add(self, source: str, span: Span, passed: Passed) -> None:
        """Collect what passes."""
        if source not in self.keys:
            return
        if passed == _AS_IT_IS:
            self._clean.setdefault(source, array("q")).extend(span)
        else:
            self._other.setdefault(source, set()).add((*span, *passed))

    def changed(self) -> dict[str, bytes]:
        """By key, what is to be kept and is not what was kept before."""
        found = {}
        for source in self._clean.keys() | self._other.keys():
            flat = self._clean.get(source, array("q"))
            places = sorted(set(zip(flat[::2], flat[1::2], strict=True)))
            of_source = _OfSource(
                tuple(at for place in places for at in place), tuple(sorted(self._other.get(source, ())))
            )
            if of_source != self._before.get(source):
                found[self.keys[source]] = packed(to_json(of_source))
        return found
