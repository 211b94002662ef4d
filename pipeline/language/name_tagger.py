"""The names model as a spaCy component: MiniLM fine-tuned for names, int8, on ONNX Runtime, without torch.

Its input is word pieces and the shape of each word, which the uncased pieces do not show. Each window of words is
run separately and without padding, so that the names found in a text depend on that text only, and not on the batch
or the number of threads or processes.

Where names are capitalised, the model reads only sentences that may contain a name. Half the words of a careful
transcript are in sentences whose only capital is the first letter, which rarely contain a name. Such a sentence is
read anyway if its first word is not common in speech, if it starts without a capital, or if it contains a given
name or an abbreviation in lower case. The model needs context, so a dozen words on either side are read too, and
short texts are read completely: with the sentences alone it found less (F1 0.634 on spoken GUM; 0.686 with a dozen
words, 0.665 reading everything).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.language.lexicons import pairs
from pipeline.language.lexicons import words as lexicon
from pipeline.language.models import NAMES, TOKENIZER, Session, located, session
from pipeline.language.words import is_abbreviation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Doc
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


_CONTEXT_WORDS = 12  # words of context on either side
_NAMES_EACH = 200  # words; with at least one capitalised name in so many, names are taken to be capitalised
_FEW_WORDS = 4  # words; a shorter text does not show how it was typed
_WITH_CARE = 0.95  # the share of texts that start with a capital
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"(?<=[a-z,;] )(?!I\b)[A-Z]\w")
_TALK = ("function_words", "discourse_markers", "fillers", "hesitations", "hedges", "no_answers")


def uses_capitals(texts: Sequence[str]) -> bool:
    """Whether these texts, typed by one person, use capitals for first words and for names."""
    long = [words for text in texts if len(words := _WORD.findall(text)) >= _FEW_WORDS]
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
            read.update(kept[max(0, begin - _CONTEXT_WORDS) : end + _CONTEXT_WORDS])
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


KINDS = ("ORG", "PERSON", "GPE")
OUTSIDE = 0
LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))


def begins(kind: str) -> int:
    """The label of a name's first word."""
    return 1 + 2 * KINDS.index(kind)


def names_in(scores: NDArray[np.float32]) -> Iterator[tuple[int, int, str]]:
    """The word ranges of names and their kinds, from scores of shape (words, labels)."""
    labels = _best_labels(scores)
    start = 0
    for at in range(len(labels) + 1):
        inside = at < len(labels) and labels[at] and labels[at] % 2 == 0
        if inside:
            continue
        if at and labels[at - 1]:
            yield start, at, KINDS[(labels[at - 1] - 1) // 2]
        start = at


def _best_labels(scores: NDArray[np.float32]) -> list[int]:
    """The best label of each word if they form a valid sequence, as they nearly always do; else the best path."""
    labels = [int(label) for label in scores.argmax(axis=1)]
    forbidden = _forbidden()
    if all(not forbidden[left][right] for left, right in zip([OUTSIDE, *labels], labels, strict=False)):
        return labels
    return _best_path(scores)


def _best_path(scores: NDArray[np.float32]) -> list[int]:
    import numpy as np

    steps = np.where(np.array(_forbidden()), -np.inf, 0.0)
    total = scores[0] + steps[OUTSIDE]
    pointers: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        ways = total[:, None] + steps
        pointers.append(ways.argmax(axis=0))
        total = ways.max(axis=0) + row
    path = [int(total.argmax())]
    for pointer in reversed(pointers):
        path.append(int(pointer[path[-1]]))
    return path[::-1]


@cache
def _forbidden() -> list[list[bool]]:
    """The transitions that are not allowed: `I` may only follow `B` or `I` of the same kind."""
    count = len(LABELS)

    def wrong(left: int, right: int) -> bool:
        return right > 0 and right % 2 == 0 and left not in (right - 1, right)

    return [[wrong(left, right) for right in range(count)] for left in range(count)]


FACTORY = "name_tagger"
# Key in a doc's user_data, set if names are capitalised: only sentences that may contain a name are read.
FILTER_SENTENCES = "filter_sentences"


def add_name_tagger(nlp: Language, *, model: Path | None = None) -> None:
    """Add the component, which sets `doc.ents`, to the end of the pipeline. `model` defaults to the shipped one."""
    from spacy.language import Language

    if not Language.has_factory(FACTORY):
        sets = ["doc.ents", "token.ent_iob", "token.ent_type"]
        Language.factory(FACTORY, assigns=sets, func=_make_component)
    nlp.add_pipe(FACTORY, config={"model": str(model or located(NAMES))})


def _make_component(nlp: Language, name: str, model: str) -> NameTagger:
    return NameTagger(Path(model))


class NameTagger:
    """Sets `doc.ents` to the organisations, people and places that the model finds."""

    def __init__(self, model: Path) -> None:
        self._session = _session(model)

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of one text."""
        from spacy.tokens import Span

        words = [token.text for token in doc]
        ents = []
        for window in windows(
            words, read=sentences_to_read(words) if doc.user_data.get(FILTER_SENTENCES) else None
        ):
            for start, end, kind in names_in(self._scores(window)):
                places = window.words[start:end]
                if kind == "ORG" and _is_common(doc, places, window):
                    continue
                unbroken = next((n for n in range(1, len(places)) if places[n] != places[0] + n), len(places))
                ents.append(Span(doc, places[0], places[unbroken - 1] + 1, label=kind))
        doc.set_ents(ents)
        return doc

    def _scores(self, window: Window) -> NDArray[np.float32]:
        """The scores of each word's first piece, of shape (words, labels)."""
        import numpy as np

        feed = {
            "pieces": np.asarray([window.pieces], dtype=np.int64),
            "shapes": np.asarray([window.shapes], dtype=np.int64),
            "firsts": np.asarray(window.firsts, dtype=np.int64),
        }
        return self._session.run(None, feed)[0]


def _is_common(doc: Doc, words: tuple[int, ...], window: Window) -> bool:
    """Whether a name is a common noun, such as "the social services": lower case in text that uses capitals."""
    return window.has_capitals and doc[words[0] : words[-1] + 1].text.islower()


@cache
def _session(model: Path) -> Session:
    return session(model)
