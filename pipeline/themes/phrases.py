"""Finds the codebook's phrases in a text, in any inflection and with small words between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.corpus.spans import WORD
from pipeline.themes.words import LOOSE, Word, word_stem, words_of

_MOST_LOOSE = 2  # the most loose words between two words of a phrase


@dataclass(frozen=True)
class _PhrasePattern:
    """A phrase of the codebook: for each word, its stem or a required prefix."""

    owner: int
    phrase: str
    parts: tuple[tuple[str, bool], ...]

    def begins(self, word: Word) -> bool:
        return _fits(word, self.parts[0])

    def end_at(self, words: Sequence[Word], at: int) -> int | None:
        """The index of its last word if the phrase begins at word `at`, or else None."""
        for part in self.parts[1:]:
            after = range(at + 1, min(at + 2 + _MOST_LOOSE, len(words)))
            for candidate in after:
                if _fits(words[candidate], part):
                    at = candidate
                    break
                if words[candidate].plain not in LOOSE:
                    return None
            else:
                return None
        return at


def _fits(word: Word, part: tuple[str, bool]) -> bool:
    wanted, is_beginning = part
    return word.plain.startswith(wanted) if is_beginning else word.key == wanted


class CodePhrases:
    """Finds the phrases of all codes in a text. Each phrase belongs to an owner, which is a number."""

    def __init__(self, phrases: Iterable[tuple[int, str]]) -> None:
        patterns = (_pattern(owner, phrase) for owner, phrase in phrases)
        self.patterns = [pattern for pattern in patterns if pattern.parts]
        self._beginning: dict[str, list[int]] = {}

    def found(self, text: str) -> dict[int, str]:
        """The indices of the patterns that occur in the text, in order, and the words of each first occurrence."""
        words = words_of(text)
        found: dict[int, str] = {}
        for at, word in enumerate(words):
            if word.plain not in self._beginning:
                self._beginning[word.plain] = [n for n, p in enumerate(self.patterns) if p.begins(word)]
            for number in self._beginning[word.plain]:
                if number not in found and (end := self.patterns[number].end_at(words, at)) is not None:
                    found[number] = text[word.start : words[end].end]
        return dict(sorted(found.items()))


def _pattern(owner: int, phrase: str) -> _PhrasePattern:
    parts = []
    for match in re.finditer(rf"({WORD.pattern})(\*?)", phrase):
        plain = match.group(1).casefold().replace("’", "'")
        parts.append((plain, True) if match.group(2) else (word_stem(plain), False))
    return _PhrasePattern(owner, phrase, tuple(parts))
