"""Finds many fixed phrases in a text in one pass, however many there are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.spans import Span

_WORD = re.compile(r"\w+")


class Phrases:
    """A set of phrases, looked up by their first word and their length: thousands may begin alike."""

    def __init__(self, phrases: Iterable[str], *, fold_case: bool = False) -> None:
        self._fold = fold_case
        self._by_first: dict[str, dict[int, set[str]]] = defaultdict(dict)
        forms = {phrase.lower() if fold_case else phrase for phrase in phrases}
        for form in sorted(forms, key=len, reverse=True):
            if first := _WORD.match(form):
                self._by_first[first[0]].setdefault(len(form), set()).add(form)

    def spans_in(self, text: str) -> Iterator[Span]:
        """Where they stand as whole words, in order; the longest of those that begin at one place."""
        form = text.lower() if self._fold and len(text.lower()) == len(text) else text
        if self._by_first.keys().isdisjoint(_WORD.findall(form)):
            return
        end = 0
        for word in _WORD.finditer(form):
            if word.start() < end or word[0] not in self._by_first:
                continue
            for length, phrases in self._by_first[word[0]].items():
                after = word.start() + length
                if form[word.start() : after] in phrases and not form[after : after + 1].isalnum():
                    end = after
                    yield Span(word.start(), after)
                    break
