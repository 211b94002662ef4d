"""The codebook's phrases, found in what was said however they are inflected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.themes.inflections import key_of
from pipeline.themes.lists import LOOSE
from pipeline.themes.words import WORD, Word, words_of

_MOST_LOOSE = 2  # loose words between two words of a phrase


@dataclass(frozen=True)
class _Pattern:
    """A phrase of the codebook: for each word its key, or the beginning that it must have."""

    owner: int
    phrase: str
    parts: tuple[tuple[str, bool], ...]

    def begins(self, word: Word) -> bool:
        return _fits(word, self.parts[0])

    def ends_at(self, words: Sequence[Word], at: int) -> bool:
        """Whether the phrase is said from word `at` on."""
        for part in self.parts[1:]:
            after = range(at + 1, min(at + 2 + _MOST_LOOSE, len(words)))
            for candidate in after:
                if _fits(words[candidate], part):
                    at = candidate
                    break
                if words[candidate].plain not in LOOSE:
                    return False
            else:
                return False
        return True


def _fits(word: Word, part: tuple[str, bool]) -> bool:
    wanted, is_beginning = part
    return word.plain.startswith(wanted) if is_beginning else word.key == wanted


class Phrases:
    """Finds the phrases of all codes in a text. Each phrase belongs to an owner, a number."""

    def __init__(self, phrases: Iterable[tuple[int, str]]) -> None:
        patterns = (_pattern(owner, phrase) for owner, phrase in phrases)
        self.patterns = [pattern for pattern in patterns if pattern.parts]
        self._beginning: dict[str, list[int]] = {}

    def found(self, text: str) -> list[int]:
        """Which patterns the text holds, by their place in `patterns`, each once, in order."""
        words = words_of(text)
        found: set[int] = set()
        for at, word in enumerate(words):
            if word.plain not in self._beginning:
                self._beginning[word.plain] = [n for n, p in enumerate(self.patterns) if p.begins(word)]
            found.update(n for n in self._beginning[word.plain] if self.patterns[n].ends_at(words, at))
        return sorted(found)


def _pattern(owner: int, phrase: str) -> _Pattern:
    parts = []
    for match in re.finditer(rf"({WORD.pattern})(\*?)", phrase):
        plain = match.group(1).casefold().replace("’", "'")
        parts.append((plain, True) if match.group(2) else (key_of(plain), False))
    return _Pattern(owner, phrase, tuple(parts))
