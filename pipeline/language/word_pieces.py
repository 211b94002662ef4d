"""The input of the names model: word pieces, and the shape of each word, which the uncased pieces do not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import TYPE_CHECKING

from pipeline.language.models import TOKENIZER, located

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BEGIN, END, UNKNOWN = 101, 102, 100  # [CLS], [SEP], [UNK] of the tokenizer
LONGEST_WORD = 12  # pieces; a longer word is an address or a typing error
LONGEST_WINDOW = 110  # words
FULL_WINDOW = 60  # words; after these, the next end of a sentence ends the window

SENTENCE_ENDS = frozenset({".", "?", "!", "…"})
_OPENS_AFTER = SENTENCE_ENDS | {":", '"', "“", "‘", "[", "]", "(", "-", "–", "—", "•"}


class WordShape(IntEnum):
    """How a word is written. The model was trained with these numbers."""

    MARK, LOWER, TITLE, UPPER, MIXED, DIGIT, OPENING, LETTER = range(8)


@dataclass(frozen=True)
class Window:
    """A window of words as input for the model.

    Attributes:
        words: the indices of the words in the text.
        pieces: the ids of the word pieces, with begin and end markers.
        shapes: the shape of each piece's word.
        firsts: the index in `pieces` at which each word begins.
    """

    words: tuple[int, ...]
    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    firsts: tuple[int, ...]

    @property
    def has_capitals(self) -> bool:
        """Whether the window contains capitals other than at the start of sentences."""
        return any(shape in (WordShape.TITLE, WordShape.UPPER, WordShape.MIXED) for shape in self.shapes)


def windows(words: Sequence[str], *, read: Sequence[int] | None = None) -> list[Window]:
    """Cut the words into windows at the ends of sentences. A window depends on the text only, never on the batch.

    Args:
        words: the words of a text.
        read: the indices of the words to use; all if not given.
    """
    made, begin = [], 0
    kept = [at for at in (range(len(words)) if read is None else read) if words[at].strip()]
    for count, at in enumerate(kept, start=1):
        size = count - begin
        if (size >= FULL_WINDOW and words[at] in SENTENCE_ENDS) or size == LONGEST_WINDOW or count == len(kept):
            made.append(_window(words, kept[begin:count]))
            begin = count
    return made


def shape(word: str, before: str) -> WordShape:
    """The shape of a word. A capital that may be due to the start of a sentence has a shape of its own."""
    if not any(map(str.isalnum, word)):
        return WordShape.MARK
    if any(map(str.isdigit, word)):
        return WordShape.DIGIT
    if word.islower():
        return WordShape.LOWER
    if len(word) == 1:
        return WordShape.LETTER
    if word.isupper():
        return WordShape.UPPER
    if word[0].isupper() and word[1:].islower():
        return WordShape.OPENING if before in _OPENS_AFTER or not before.strip() else WordShape.TITLE
    return WordShape.MIXED


def _window(words: Sequence[str], chosen: Sequence[int]) -> Window:
    pieces, shapes, firsts = [BEGIN], [WordShape.MARK], []
    for at in chosen:
        word, before = words[at], words[at - 1] if at else "."
        of_word = _pieces(word)
        firsts.append(len(pieces))
        pieces += of_word
        shapes += [shape(word, before)] * len(of_word)
    return Window(tuple(chosen), (*pieces, END), (*shapes, WordShape.MARK), tuple(firsts))


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(located(TOKENIZER)))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


_known: dict[str, list[int]] = {}


def _pieces(word: str) -> list[int]:
    found = _known.get(word)
    if found is None:
        found = list(_tokenizer().encode(word, add_special_tokens=False).ids)[:LONGEST_WORD] or [UNKNOWN]
        if len(_known) < 200_000:
            _known[word] = found
    return found
