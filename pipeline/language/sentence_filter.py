"""Selects the sentences that may contain a name. Where names are capitalised, the names model reads only these.

Half the words of a careful transcript are in sentences whose only capital is the first letter, which rarely contain
a name. Such a sentence is read anyway if its first word is not common in speech, if it starts without a capital, or
if it contains a given name or an abbreviation in lower case. The model needs context, so a dozen words on either
side are read too, and short texts are read completely: with the sentences alone it found less (F1 0.634 on spoken
GUM; 0.686 with a dozen words, 0.665 reading everything).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.language.lexicons import pairs
from pipeline.language.lexicons import words as lexicon
from pipeline.language.word_pieces import FULL_WINDOW, SENTENCE_ENDS, WordShape, shape
from pipeline.language.words import is_abbreviation

_AROUND = 12  # words of context on either side
_NAMES_EACH = 200  # words; with at least one capitalised name in so many, names are taken to be capitalised
_FEW = 4  # words; a shorter text does not show how it was typed
_WITH_CARE = 0.95  # the share of texts that start with a capital
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"(?<=[a-z,;] )(?!I\b)[A-Z]\w")
_TALK = ("function_words", "discourse_markers", "fillers", "hesitations", "hedges", "no_answers")


def uses_capitals(texts: Sequence[str]) -> bool:
    """Whether these texts, typed by one person, use capitals for first words and for names."""
    long = [words for text in texts if len(words := _WORD.findall(text)) >= _FEW]
    many = sum(map(len, long))
    begun = sum(words[0][0].isupper() for words in long)
    named = sum(len(_CAPITAL.findall(text)) for text in texts)
    return bool(long) and begun >= _WITH_CARE * len(long) and named * _NAMES_EACH >= many


def sentences_to_read(words: Sequence[str]) -> list[int]:
    """The indices of the words in sentences that may contain a name, and of some words around each."""
    kept = [at for at, word in enumerate(words) if word.strip()]
    read: set[int] = set()
    begin = 0
    for sentence in _sentences(words):
        end = begin + len(sentence)
        if _may_contain_name(words, sentence):
            read.update(kept[max(0, begin - _AROUND) : end + _AROUND])
        begin = end
    return kept if read and len(kept) <= FULL_WINDOW else sorted(read)


def _sentences(words: Sequence[str]) -> Iterator[list[int]]:
    sentence: list[int] = []
    for at, word in enumerate(words):
        if not word.strip():
            continue
        sentence.append(at)
        if word in SENTENCE_ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _may_contain_name(words: Sequence[str], sentence: Sequence[int]) -> bool:
    first = next((words[at] for at in sentence if any(map(str.isalnum, words[at]))), "A")
    each = ((words[at], words[at - 1] if at else ".") for at in sentence)
    return not first[0].isupper() or any(_may_be_name_word(word, before) for word, before in each)


def _may_be_name_word(word: str, before: str) -> bool:
    form = shape(word, before)
    if form == WordShape.LOWER:
        return word in _names_in_lower_case() or (is_abbreviation(word) and word not in _common_speech_words())
    if form == WordShape.OPENING:
        return word.casefold() not in _common_speech_words()
    if form == WordShape.LETTER:
        return word not in ("I", "A", "O")
    return form in (WordShape.TITLE, WordShape.UPPER, WordShape.MIXED) and not word.startswith(("I'", "I’"))


@cache
def _common_speech_words() -> frozenset[str]:
    """The first words of phrases that are common in speech: `thank` for `thank you`."""
    return frozenset(entry.split()[0] for name in _TALK for entry in lexicon(name))


@cache
def _names_in_lower_case() -> frozenset[str]:
    given = {name.casefold() for name in lexicon("given_names")} - set(lexicon("names_that_are_words"))
    abbreviations = {*pairs("organisation_acronyms"), *pairs("opening_acronyms")}
    return frozenset(given | abbreviations)
