"""Makes written sentences look like transcribed speech, as people and machines type it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from models.names.training.corpus import Name, Sentence

_FILLERS = (
    ("um",), ("uh",), ("er",), ("erm",), ("um", ","), ("uh", ","), ("you", "know"), (",", "you", "know", ","),
    ("sort", "of"), ("I", "mean"), (",", "I", "mean", ","), ("like",), (",", "like", ","), ("kind", "of"),
    ("well", ","), ("so",), ("actually",), ("yeah", ","), ("okay", ","), ("[", "inaudible", "]"),
)  # fmt: skip
_OPENINGS = (
    ("Yeah", ","), ("So",), ("So", ","), ("And",), ("Well", ","), ("But",), ("Um", ","), ("Okay", "."),
    ("Right", "."), ("I", "mean", ","), ("Yeah", ".",), ("No", ","), ("And", "then"), ("Because",),
    ("You", "know", ","),
)  # fmt: skip
_PUNCTUATION = frozenset('.,;:!?"“”()-–—…')
_SENTENCE_ENDS = frozenset(".!?")
_SPOKEN_AS = {"&": "and", "%": "percent"}


def as_spoken(sentence: Sentence, *, rng: random.Random) -> Sentence:
    """The sentence with some of the marks of speech, a different few each time."""
    made = sentence
    if rng.random() < 0.5:
        made = with_fillers(made, rng=rng)
    if rng.random() < 0.35:
        made = with_opening(made, rng=rng)
    if rng.random() < 0.25:
        made = with_false_start(made, rng=rng)
    if rng.random() < 0.3:
        made = without_punctuation(made, ends_too=rng.random() < 0.5)
    return made


def with_fillers(sentence: Sentence, *, rng: random.Random) -> Sentence:
    """Fillers at one in twelve places between words, never inside a name."""
    inside = {at for name in sentence.names for at in range(name.start + 1, name.end)}
    insertions: dict[int, Sequence[str]] = {}
    for at in range(1, len(sentence.tokens)):
        if at not in inside and rng.random() < 0.08:
            insertions[at] = rng.choice(_FILLERS)
    return _inserted(sentence, insertions)


def with_opening(sentence: Sentence, *, rng: random.Random) -> Sentence:
    """`Yeah, so …` before it; its first word loses the capital that only the beginning gave it."""
    first_is_name = any(name.start == 0 for name in sentence.names)
    made = sentence
    if not first_is_name and sentence.tokens[0].istitle() and sentence.tokens[0] != "I":
        made = Sentence((sentence.tokens[0].lower(), *sentence.tokens[1:]), sentence.names, sentence.origin)
    return _inserted(made, {0: rng.choice(_OPENINGS)})


def with_false_start(sentence: Sentence, *, rng: random.Random) -> Sentence:
    """A word or two said twice; a name's first word said twice stays outside the name."""
    starts = [name.start for name in sentence.names] or [0]
    at = rng.choice(starts) if rng.random() < 0.4 else rng.randrange(len(sentence.tokens))
    if any(name.start < at < name.end for name in sentence.names):
        return sentence
    again = [token for token in sentence.tokens[at : at + rng.choice((1, 1, 2))] if token not in _PUNCTUATION]
    if not again or any(name.start == at and name.end - name.start > 1 for name in sentence.names):
        again = ["the"]
    return _inserted(sentence, {at: [*again, *rng.choice(((), (",",), ("—",), ("-",)))]})


def without_punctuation(sentence: Sentence, *, ends_too: bool) -> Sentence:
    """As automatic transcription gives it. Punctuation inside a name stays."""
    inside = {at for name in sentence.names for at in range(name.start, name.end)}
    dropped = _PUNCTUATION if ends_too else _PUNCTUATION - _SENTENCE_ENDS
    return _kept(sentence, lambda at: at in inside or sentence.tokens[at] not in dropped)


def in_lower_case(sentence: Sentence) -> Sentence:
    """No capital anywhere."""
    tokens = tuple(_SPOKEN_AS.get(token, token.lower()) for token in sentence.tokens)
    return Sentence(tokens, sentence.names, sentence.origin)


def joined(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one turn."""
    tokens: list[str] = []
    names: list[Name] = []
    for sentence in sentences:
        names += [Name(n.start + len(tokens), n.end + len(tokens), n.label) for n in sentence.names]
        tokens += sentence.tokens
    return Sentence(tuple(tokens), tuple(names), sentences[0].origin)


def _inserted(sentence: Sentence, insertions: dict[int, Sequence[str]]) -> Sentence:
    tokens: list[str] = []
    place = []
    for at, token in enumerate(sentence.tokens):
        tokens += insertions.get(at, ())
        place.append(len(tokens))
        tokens.append(token)
    names = tuple(Name(place[n.start], place[n.end - 1] + 1, n.label) for n in sentence.names)
    return Sentence(tuple(tokens), names, sentence.origin)


def _kept(sentence: Sentence, keep: Callable[[int], bool]) -> Sentence:
    tokens: list[str] = []
    place: dict[int, int] = {}
    for at, token in enumerate(sentence.tokens):
        if keep(at):
            place[at] = len(tokens)
            tokens.append(token)
    if not tokens:
        return sentence
    names = tuple(Name(place[n.start], place[n.end - 1] + 1, n.label) for n in sentence.names)
    return Sentence(tuple(tokens), names, sentence.origin)
