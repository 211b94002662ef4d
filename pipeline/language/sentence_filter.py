"""Which sentences may hold a name: where names are typed with capitals, the names model reads no others.

Half the words of a careful transcript stand in sentences without a capital but the first, and a name among them is
rare. A sentence is read all the same if it opens with a word that is not one of talk's common ones, if it begins
without a capital, or if it holds a given name or an abbreviation in small letters. The model goes by what stands
around a name, so a dozen words on either side are read along, and a short text whole: with the sentences alone it
found less (F1 .634 on spoken GUM; .686 with a dozen words, .665 reading everything).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.language.lexicons import pairs
from pipeline.language.lexicons import words as lexicon
from pipeline.language.word_pieces import FULL_WINDOW, SENTENCE_ENDS, WordShape, shape
from pipeline.language.words import is_abbreviation

_AROUND = 12  # words
_NAMES_EACH = 200  # words, within which names are so common that one without a capital would be a slip
_FEW = 4  # words of a text that tells nothing of how it was typed
_WITH_CARE = 0.95  # of the texts that begin with a capital
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"(?<=[a-z,;] )(?!I\b)[A-Z]\w")
_TALK = ("function_words", "discourse_markers", "fillers", "hesitations", "hedges", "no_answers")


def capitals_tell(texts: Sequence[str]) -> bool:
    """Whether these texts, of one hand, are typed with a capital at the beginning and at each name."""
    told = [words for text in texts if len(words := _WORD.findall(text)) >= _FEW]
    many = sum(map(len, told))
    begun = sum(words[0][0].isupper() for words in told)
    named = sum(len(_CAPITAL.findall(text)) for text in texts)
    return bool(told) and begun >= _WITH_CARE * len(told) and named * _NAMES_EACH >= many


def sentences_to_read(words: Sequence[str]) -> list[int]:
    """The words, by their index, of the sentences that may hold a name, and some around each."""
    kept = [at for at, word in enumerate(words) if word.strip()]
    read: set[int] = set()
    begin = 0
    for sentence in _sentences(words):
        end = begin + len(sentence)
        if _may_hold_name(words, sentence):
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


def _may_hold_name(words: Sequence[str], sentence: Sequence[int]) -> bool:
    first = next((words[at] for at in sentence if any(map(str.isalnum, words[at]))), "A")
    each = ((words[at], words[at - 1] if at else ".") for at in sentence)
    return not first[0].isupper() or any(_may_be_of_name(word, before) for word, before in each)


def _may_be_of_name(word: str, before: str) -> bool:
    form = shape(word, before)
    if form == WordShape.LOWER:
        return word in _named_in_small_letters() or (is_abbreviation(word) and word not in _words_of_talk())
    if form == WordShape.OPENING:
        return word.casefold() not in _words_of_talk()
    if form == WordShape.LETTER:
        return word not in ("I", "A", "O")
    return form in (WordShape.TITLE, WordShape.UPPER, WordShape.MIXED) and not word.startswith(("I'", "I’"))


@cache
def _words_of_talk() -> frozenset[str]:
    """The first words of what talk is made of: `thank` of `thank you`."""
    return frozenset(entry.split()[0] for name in _TALK for entry in lexicon(name))


@cache
def _named_in_small_letters() -> frozenset[str]:
    given = {name.casefold() for name in lexicon("given_names")} - set(lexicon("names_that_are_words"))
    abbreviations = {*pairs("organisation_acronyms"), *pairs("opening_acronyms")}
    return frozenset(given | abbreviations)
