"""What the model sees in one round of training: annotated sentences, UK names in their slots, the marks of speech.

All is drawn with one seed, so that the same corpora give the same mix.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from models.names.training.corpus import GPE, ORG, PERSON, TWEETS, Name, Sentence, training_list
from models.names.training.spoken import as_spoken, in_lower_case, joined
from models.names.training.uk_names import UKNames

TWEETS_KEPT = 0.3
EXCHANGED = 0.35
FRAMES_EACH = 12  # fillings of each frame in one round
SPOKEN = 0.65
LOWER_CASED = 0.12  # whole turns: who types one name without capitals types all of them so
_SLOT = re.compile(r"\{(ORG|PERSON|GIVEN|SURNAME|GPE)\}")
_CLITIC = re.compile(r"(?i)^(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$")
_DETERMINERS_TAKEN = re.compile(r"(?i)^the\s+")


def a_round(
    sentences: Sequence[Sentence], *, uk_names: UKNames, speech: Sequence[Sentence] = (), seed: int
) -> list[Sentence]:
    """The turns of one round of training, in the order in which they are learnt."""
    rng = random.Random(seed)
    drawn = [s for s in sentences if s.origin not in TWEETS or rng.random() < TWEETS_KEPT]
    drawn = [_with_uk_names(s, uk_names, rng) if s.origin not in TWEETS else s for s in drawn]
    drawn += [_filled(frame, uk_names, rng) for frame in training_list("frames") for _ in range(FRAMES_EACH)]
    rng.shuffle(drawn)
    turns = [*_turns(drawn, rng), *(_varied(sentence, rng) for sentence in speech)]
    rng.shuffle(turns)
    return turns


def spoken_version(sentences: Sequence[Sentence], *, seed: int) -> list[Sentence]:
    """Held-out sentences with the marks of speech, one by one."""
    rng = random.Random(seed)
    made = (as_spoken(sentence, rng=rng) for sentence in sentences)
    return [in_lower_case(sentence) if rng.random() < LOWER_CASED else sentence for sentence in made]


def tokens_of(text: str) -> list[str]:
    """Words, punctuation and clitics apart, as spaCy cuts them."""
    tokens: list[str] = []
    for piece in text.split():
        found = re.findall(r"['’]s\b|[\w.:/'’-]*\w|[^\w\s]", piece)
        for token in found:
            if token.lower() in {"'s", "’s"}:
                tokens.append(token)
                continue
            clitic = _CLITIC.match(token)
            tokens += [clitic[1], clitic[2]] if clitic else re.findall(r"\w+(?:[.:'’]\w+)*|[^\w\s]", token)
    return tokens


def _turns(sentences: Sequence[Sentence], rng: random.Random) -> Iterator[Sentence]:
    """One to four sentences each, most of them made spoken."""
    at = 0
    while at < len(sentences):
        taken = rng.choice((1, 1, 2, 3, 4))
        group = [as_spoken(s, rng=rng) if rng.random() < SPOKEN else s for s in sentences[at : at + taken]]
        turn = joined(group)
        yield in_lower_case(turn) if rng.random() < LOWER_CASED else turn
        at += taken


def _varied(speech: Sentence, rng: random.Random) -> Sentence:
    """Real speech as it is, or with more of its marks, or as a machine types it."""
    made = as_spoken(speech, rng=rng) if rng.random() < SPOKEN / 2 else speech
    return in_lower_case(made) if rng.random() < LOWER_CASED else made


def _with_uk_names(sentence: Sentence, uk_names: UKNames, rng: random.Random) -> Sentence:
    """One in three names exchanged for a UK one of its kind."""
    tokens: list[str] = []
    names: list[Name] = []
    at = 0
    for name in sentence.names:
        tokens += sentence.tokens[at : name.start]
        words_of_it: Sequence[str] = sentence.tokens[name.start : name.end]
        if name.label in (ORG, PERSON, GPE) and rng.random() < EXCHANGED:
            drawn = _drawn(name.label, uk_names, rng, short=name.end - name.start == 1)
            words_of_it = tokens_of(_DETERMINERS_TAKEN.sub("", drawn))
        names.append(Name(len(tokens), len(tokens) + len(words_of_it), name.label))
        tokens += words_of_it
        at = name.end
    tokens += sentence.tokens[at:]
    return Sentence(tuple(tokens), tuple(names), sentence.origin)


def _drawn(label: str, uk_names: UKNames, rng: random.Random, *, short: bool) -> str:
    if label == ORG and short and rng.random() < 0.7:
        return uk_names.short_organisation(rng)
    if label == ORG:
        return uk_names.organisation(rng)
    if label == GPE:
        return uk_names.place(rng)
    return (uk_names.given(rng) if rng.random() < 0.5 else uk_names.surname(rng)) if short else uk_names.person(rng)


def _filled(frame: str, uk_names: UKNames, rng: random.Random) -> Sentence:
    tokens: list[str] = []
    names: list[Name] = []
    for part in re.split(r"(\{[A-Z]+\})", frame):
        slot = _SLOT.fullmatch(part)
        if not slot:
            tokens += tokens_of(part)
            continue
        kind = slot[1]
        if kind in (ORG, GPE, PERSON):
            text = _drawn(kind, uk_names, rng, short=False)
        else:
            text = uk_names.given(rng) if kind == "GIVEN" else uk_names.surname(rng)
        if kind == ORG and tokens and (text.startswith("the ") or rng.random() < 0.15):
            tokens.append("the")
        text = _DETERMINERS_TAKEN.sub("", text)
        filling = tokens_of(text)
        names.append(Name(len(tokens), len(tokens) + len(filling), kind if kind in (ORG, GPE) else PERSON))
        tokens += filling
    return Sentence(tuple(tokens), tuple(names), "frames")
