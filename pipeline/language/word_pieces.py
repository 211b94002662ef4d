"""Words as the names model takes them: their pieces, and the shape that the uncased pieces have lost."""

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
LONGEST_WORD = 12  # pieces; what is longer is an address or a slip
LONGEST_WINDOW = 110  # words
FULL_WINDOW = 60  # words after which the next end of a sentence ends the window

SENTENCE_ENDS = frozenset({".", "?", "!", "…"})
_OPENS_AFTER = SENTENCE_ENDS | {":", '"', "“", "‘", "[", "]", "(", "-", "–", "—", "•"}


class WordShape(IntEnum):
    """How a word is written; the model was taught these numbers."""

    MARK, LOWER, TITLE, UPPER, MIXED, DIGIT, OPENING, LETTER = range(8)


@dataclass(frozen=True)
class Window:
    """A stretch of words as the model sees it.

    Attributes:
        words: which words of the text, by their index.
        pieces: ids of the word pieces, with begin and end.
        shapes: the shape of each piece's word.
        firsts: where in `pieces` each word begins.
    """

    words: tuple[int, ...]
    pieces: tuple[int, ...]
    shapes: tuple[int, ...]
    firsts: tuple[int, ...]

    @property
    def has_capitals(self) -> bool:
        """Whether whoever typed it used capitals for names."""
        return any(shape in (WordShape.TITLE, WordShape.UPPER, WordShape.MIXED) for shape in self.shapes)


def windows(words: Sequence[str], *, read: Sequence[int] | None = None) -> list[Window]:
    """The words cut into windows at ends of sentences. A window depends on the text alone, never on a batch.

    Args:
        words: of a text.
        read: which of them, by their index; all unless given.
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
    """The shape of a word; a capital that only the beginning of a sentence may have given is one of its own."""
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
