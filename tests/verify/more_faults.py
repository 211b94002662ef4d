"""Faults that were devised after `verify` was finished, to test it on unforeseen cases."""

from __future__ import annotations

import random
import re

from tests.verify.faults import (
    SMALL,
    Change,
    Planted,
    by_table,
    exchanged,
    swap_word,
    words_of,
)
from tests.verify.material import Material, Said

CONJUNCTIONS = {
    "and": "but",
    "but": "and",
    "because": "although",
    "so": "yet",
    "if": "when",
    "when": "if",
    "or": "and",
}
PREPOSITIONS = {
    "in": "near", "on": "under", "at": "outside", "for": "against", "with": "without", "from": "for", "to": "from",
    "before": "after", "after": "before", "over": "under",
}  # fmt: skip
ARTICLES = {"a": "the", "the": "a", "this": "that", "that": "this", "an": "the"}
DAYS = {
    "monday": "Tuesday", "tuesday": "Thursday", "wednesday": "Friday", "thursday": "Monday", "friday": "Saturday",
    "january": "June", "february": "March", "march": "May", "april": "August", "may": "July", "july": "June",
    "october": "September", "november": "December", "week": "month", "year": "month", "month": "week",
    "day": "week", "weeks": "months", "years": "months", "months": "weeks",
}  # fmt: skip
OPPOSITES = {
    "good": "bad", "better": "worse", "old": "new", "new": "old", "big": "small", "little": "large", "easy": "hard",
    "hard": "easy", "right": "wrong", "open": "closed", "opened": "closed", "up": "down", "same": "different",
    "everything": "something", "always": "seldom", "inside": "outside", "first": "second", "last": "next",
}  # fmt: skip
EMPHASIS = (
    "really", "very", "just", "only", "even", "actually", "still", "quite", "always", "all", "too", "think",
    "probably",
)  # fmt: skip


def dropped(kind: str, wanted: tuple[str, ...]) -> Change:
    """A fault that leaves out one of these words."""

    def change(rng: random.Random, said: Said, material: Material) -> Planted | None:
        del material
        found = [w for w in words_of(said.words)[2:-2] if w[0].lower() in wanted]
        made = [exchanged(said, choice, "") for choice in found if not _beside_comma(said.words, choice)]
        return Planted(rng.choice(made), said, kind, True) if made else None

    return change


def _beside_comma(text: str, word: re.Match[str]) -> bool:
    return text[word.end() : word.end() + 1] in ",.…-–" or text[: word.start()].rstrip().endswith(
        (",", ".", "…", "-")
    )


def sentences_swapped(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del said
    turn = rng.choice([t for t in material.turns if len(t) >= 2])
    at = rng.randrange(len(turn) - 1)
    one, two = turn[at], turn[at + 1]
    if min(len(one.words.split()), len(two.words.split())) < 5:
        return None
    return Planted(f"{two.words} {one.words}", one, "two sentences swapped", True)


def with_the_question(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """Words of the interviewer and the answer as one quotation."""
    asked = rng.choice(material.asked)
    answers = [turn for turn in material.turns if turn[0].source == asked.source and turn[0].turn == asked.turn + 1]
    del said
    if not answers or len(answers[0][0].words.split()) < 6:
        return None
    one = answers[0][0]
    return Planted(f"{asked.words} {one.words}", one, "question and answer as one", True)


def ellipsis_over_people(rng: random.Random, said: Said, material: Material) -> Planted | None:
    other = material.stretch(rng)
    if other.person == said.person or other.source == said.source:
        return None
    return Planted(f"{said.words.rstrip('.')} … {other.words}", said, "two people with an ellipsis", True)


def half_invented(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    ends = [
        "and I would do it all again tomorrow",
        "which is what the council never understood",
        "and that is why we won",
    ]
    return Planted(f"{said.words.rstrip('.!?')}, {rng.choice(ends)}.", said, "an ending invented", True)


def twice(rng: random.Random, said: Said, material: Material) -> Planted | None:
    one = swap_word(rng, said, material)
    if one is None:
        return None
    again = swap_word(rng, Said(one.quote, said.source, said.turn, said.person), material)
    return Planted(again.quote, said, "two words swapped", True) if again else None


def moved(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """A word taken from its place to another."""
    del material
    found = words_of(said.words)
    if len(found) < 12:
        return None
    choice = rng.choice([w for w in found[1:6] if w[0].lower() not in SMALL] or found[3:4])
    rest = exchanged(said, choice, "")
    later = words_of(rest)[-3]
    return Planted(
        rest[: later.start()] + choice[0].lower() + " " + rest[later.start() :], said, "a word moved", True
    )


MORE: dict[str, Change] = {
    "another conjunction": by_table("another conjunction", CONJUNCTIONS),
    "another preposition": by_table("another preposition", PREPOSITIONS),
    "another article": by_table("another article", ARTICLES),
    "another day or time": by_table("another day or time", DAYS),
    "the opposite": by_table("the opposite", OPPOSITES),
    "emphasis or hedge dropped": dropped("emphasis or hedge dropped", EMPHASIS),
    "two sentences swapped": sentences_swapped,
    "question and answer as one": with_the_question,
    "two people with an ellipsis": ellipsis_over_people,
    "an ending invented": half_invented,
    "two words swapped": twice,
    "a word moved": moved,
}
