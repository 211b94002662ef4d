"""Faults that creep into a draft's quotations, and changes that do no harm, each a small function with a seed.

Those in `HELD_OUT` were written down before `verify` was tuned, and not looked at while it was.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.verify.material import Material, Said

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SMALL = {
    "the",
    "a",
    "an",
    "and",
    "or",
    "but",
    "of",
    "to",
    "in",
    "on",
    "at",
    "it",
    "it's",
    "is",
    "was",
    "so",
    "that",
    "for",
    "we",
    "i",
    "they",
    "you",
    "he",
    "she",
    "as",
    "with",
    "be",
    "had",
    "have",
    "um",
    "er",
    "well",
    "like",
    "right",
    "yeah",
    "okay",
    "name",
    "oh",
    "know",
    "mean",
}
NUMBERS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
]
TENSES = {
    "is": "was",
    "was": "is",
    "are": "were",
    "were": "are",
    "has": "had",
    "have": "had",
    "do": "did",
    "does": "did",
    "said": "says",
    "goes": "went",
    "went": "goes",
    "knew": "knows",
    "know": "knew",
    "came": "comes",
    "rang": "ring",
    "got": "gets",
    "it's": "it was",
    "that's": "that was",
}
MODALS = {
    "can": "might",
    "could": "must",
    "would": "will",
    "will": "may",
    "might": "will",
    "should": "could",
    "can't": "won't",
    "couldn't": "wouldn't",
}
PRONOUNS = {
    "we": "they",
    "they": "we",
    "i": "we",
    "our": "their",
    "their": "our",
    "us": "them",
    "them": "us",
    "my": "our",
    "she": "he",
}
QUANTITIES = {
    "all": "some",
    "some": "most",
    "every": "nearly every",
    "most": "all",
    "many": "few",
    "never": "rarely",
    "always": "often",
    "everybody": "many people",
    "nobody": "few people",
    "more": "less",
    "first": "last",
}
INVENTED = (
    "Our evening choir rehearses beneath the railway arches whenever frost threatens the instruments.",
    "Funding panels ought to meet participants over breakfast rather than judging spreadsheets from afar.",
    "Without her bicycle workshop half those teenagers would simply have wandered off to the retail park.",
    "I dreamt of quitting every winter, then somebody's grandmother would arrive with marmalade.",
    "Partnership sounded lovely in the brochure; living it required thicker skin and stronger tea.",
    "Our landlord became an ally once he tasted what the refugees' supper club could produce.",
)


@dataclass(frozen=True)
class Planted:
    """A quotation as it goes into a draft.

    Attributes:
        quote: the words.
        said: where they come from.
        kind: of fault, or of harmless change.
        wrong: whether a person must be told.
        whose: how the draft calls the speaker, if not as it may.
    """

    quote: str
    said: Said
    kind: str
    wrong: bool
    whose: str | None = None


Change = Callable[[random.Random, Said, Material], "Planted | None"]


def words_of(text: str) -> list[re.Match[str]]:
    """Words, but for those in brackets."""
    return [
        match
        for match in WORD.finditer(text)
        if text[: match.start()].count("[") == text[: match.start()].count("]")
    ]


def exchanged(said: Said, choice: re.Match[str], new: str) -> str:
    """The words with one exchanged, its capital kept."""
    new = new.capitalize() if choice[0][0].isupper() and new and choice[0] != "I" else new
    made = said.words[: choice.start()] + new + said.words[choice.end() :]
    return re.sub(r"\s+([,.;!?])", r"\1", re.sub(r"[ ]{2,}", " ", made)).strip()


def by_table(kind: str, table: dict[str, str], *, inner: bool = False) -> Change:
    """A fault that exchanges a word of the table."""

    def change(rng: random.Random, said: Said, material: Material) -> Planted | None:
        del material
        found = [w for w in words_of(said.words)[inner:] if w[0].lower() in table]
        if not found:
            return None
        choice = rng.choice(found)
        return Planted(exchanged(said, choice, table[choice[0].lower()]), said, kind, True)

    return change


def swap_word(
    rng: random.Random, said: Said, material: Material, *, at: int | None = None, kind: str = ""
) -> Planted | None:
    found = [w for w in words_of(said.words) if w[0].lower() not in SMALL and len(w[0]) > 3 and w[0].islower()]
    if len(found) < 2:
        return None
    choice = found[at] if at is not None else rng.choice(found)
    other = material.stretch(rng).words
    pool = [w for w in WORD.findall(other) if w.islower() and len(w) > 3 and w not in SMALL and w != choice[0]]
    return (
        Planted(exchanged(said, choice, rng.choice(pool)), said, kind or "a word swapped", True) if pool else None
    )


def drop_negation(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [
        w
        for w in words_of(said.words)[1:]
        if w[0].lower().replace("’", "'") in ("not", "never") or re.search("n['’]t$", w[0])
    ]
    if not found:
        return None
    choice = rng.choice(found)
    bare = re.sub("n['’]t$", "", choice[0])
    new = {"ca": "can", "wo": "will"}.get(bare, bare) if bare != choice[0] else ""
    return Planted(exchanged(said, choice, new), said, "negation dropped", True)


def change_number(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [w for w in words_of(said.words) if w[0].lower() in NUMBERS or w[0].isdigit()]
    if not found:
        return None
    choice = rng.choice(found)
    new = (
        str(int(choice[0]) + rng.randint(1, 9))
        if choice[0].isdigit()
        else rng.choice([n for n in NUMBERS if n != choice[0].lower()])
    )
    return Planted(exchanged(said, choice, new), said, "number changed", True)


def insert_word(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    choice = rng.choice(words_of(said.words)[1:-1])
    new = rng.choice(["really", "always", "often", "local", "good", "now", "absolutely", "hardly"])
    return Planted(exchanged(said, choice, f"{new} {choice[0]}"), said, "word inserted", True)


def drop_words(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = words_of(said.words)
    if len(found) < 14:
        return None
    size = rng.randint(2, 5)
    first = rng.randrange(4, len(found) - size - 4)
    gone = [w[0].lower() for w in found[first : first + size]]
    if sum(w not in SMALL for w in gone) < 1 or any(
        "[" in said.words[found[first].start() : found[first + size - 1].end()] for _ in "x"
    ):
        return None
    made = said.words[: found[first].start()] + said.words[found[first + size].start() :]
    return Planted(made, said, "words dropped", True)


def join_two(rng: random.Random, said: Said, material: Material, *, same: bool, kind: str) -> Planted | None:
    for _ in range(200):
        other = material.stretch(rng)
        far = other.turn != said.turn and (other.source == said.source and abs(other.turn - said.turn) > 1) == same
        if far and (same or other.source != said.source):
            one, two = said.words.split(), other.words.split()
            head = one[: max(6, len(one) // 2)] if rng.random() < 0.5 else one
            tail = two[-max(6, len(two) // 2) :]
            return Planted(" ".join([*head, *tail]), said, kind, True)
    return None


def wrong_person(rng: random.Random, said: Said, material: Material) -> Planted | None:
    return Planted(said.words, said, "wrong person", True, rng.choice(material.others(said)).name)


def wrong_case(rng: random.Random, said: Said, material: Material) -> Planted | None:
    cases = sorted({p.case for p in material.people.values()} - {said.person.case, "Survey"})
    if said.person.case == "Survey":
        return None
    return Planted(said.words, said, "wrong case", True, f"participant, {rng.choice(cases)}")


def without_consent(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del rng, material
    if said.person.consent == "named" or not said.person.name:
        return None
    return Planted(said.words, said, "name without consent", True, said.person.name)


def invent(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    return Planted(rng.choice(INVENTED), said, "invented", True)


def paraphrase(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = words_of(said.words)
    kept = [
        w[0] if rng.random() > 0.4 else rng.choice(["people", "there", "really", "support", "community", "then"])
        for w in found
    ]
    if rng.random() < 0.5:
        half = len(kept) // 2
        kept = kept[half:] + kept[:half]
    return Planted(" ".join(kept).capitalize() + ".", said, "paraphrase", True)


def of_interviewer(rng: random.Random, said: Said, material: Material) -> Planted | None:
    asked = rng.choice(material.asked)
    return Planted(asked.words, replace(asked, person=said.person), "interviewer's words", True)


def withheld(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del said
    one = rng.choice(material.withheld)
    return Planted(one.words, one, "may not be quoted", True, "one participant")


# Held out.


def add_negation(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [
        w
        for w in words_of(said.words)[1:]
        if w[0].lower() in ("is", "was", "are", "were", "had", "would", "could", "can", "do")
    ]
    return (
        Planted(exchanged(said, (c := rng.choice(found)), f"{c[0]} not"), said, "negation added", True)
        if found
        else None
    )


def swap_order(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = words_of(said.words)
    at = rng.randrange(1, len(found) - 2)
    a, b = found[at], found[at + 1]
    if a[0].lower() == b[0].lower():
        return None
    made = said.words[: a.start()] + b[0] + said.words[a.end() : b.start()] + a[0] + said.words[b.end() :]
    return Planted(made, said, "two words in the wrong order", True)


def plural(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [
        w
        for w in words_of(said.words)
        if w[0].lower() not in SMALL and len(w[0]) > 4 and w[0].islower() and w[0].isalpha()
    ]
    if not found:
        return None
    c = rng.choice(found)
    return Planted(
        exchanged(said, c, c[0][:-1] if c[0].endswith("s") else c[0] + "s"), said, "singular for plural", True
    )


def typo(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [w for w in words_of(said.words) if len(w[0]) > 5 and w[0].isalpha()]
    if not found:
        return None
    c = rng.choice(found)
    at = rng.randrange(1, len(c[0]) - 2)
    new = c[0][:at] + c[0][at + 1] + c[0][at] + c[0][at + 2 :]
    return Planted(exchanged(said, c, new), said, "letters turned", True) if new != c[0] else None


def drop_sentence(rng: random.Random, said: Said, material: Material) -> Planted | None:
    turns = [t for t in material.turns if len(t) >= 3 and all(len(s.words.split()) > 5 for s in t[:3])]
    turn = rng.choice(turns)
    at = rng.randrange(len(turn) - 2)
    del said
    if min(len(turn[at + k].words.split()) for k in range(3)) < 4:
        return None
    return Planted(f"{turn[at].words} {turn[at + 2].words}", turn[at], "a sentence dropped", True)


def hide_negation(rng: random.Random, said: Said, material: Material) -> Planted | None:
    del material
    found = [w for w in words_of(said.words)[2:-2] if w[0].lower() in ("not", "never")]
    return (
        Planted(exchanged(said, rng.choice(found), "…"), said, "ellipsis for a negation", True) if found else None
    )


def name_put_back(rng: random.Random, said: Said, material: Material) -> Planted | None:
    people = [p for p in material.people.values() if p.consent in ("role", "anonymous", "none") and p.name]
    choice = rng.choice(words_of(said.words)[1:])
    made = said.words.replace("[name]", rng.choice(people).name) if "[name]" in said.words else None
    made = made or exchanged(said, choice, f"{choice[0]} {rng.choice(people).name}")
    return Planted(made, said, "a name in the quotation", True)


def wrong_number(rng: random.Random, said: Said, material: Material) -> Planted | None:
    others = [p for p in material.people if p[0] == said.person.participant[0] and p != said.person.participant]
    return Planted(said.words, said, "wrong participant number", True, rng.choice(others)) if others else None


def wrong_role(rng: random.Random, said: Said, material: Material) -> Planted | None:
    roles = sorted({p.role for p in material.people.values() if p.role} - {said.person.role})
    if not said.person.role:
        return None
    role = rng.choice(roles)
    return Planted(
        said.words, said, "wrong role", True, f"a{'n' if role[0] in 'AEIOU' else ''} {role[0].lower()}{role[1:]}"
    )


def first_or_last(rng: random.Random, said: Said, material: Material) -> Planted | None:
    return swap_word(rng, said, material, at=rng.choice([0, -1]), kind="the first or last word swapped")


TUNED: dict[str, Change] = {
    "a word swapped": swap_word,
    "negation dropped": drop_negation,
    "number changed": change_number,
    "tense changed": by_table("tense changed", TENSES),
    "word inserted": insert_word,
    "words dropped": drop_words,
    "joined, two sources": lambda r, s, m: join_two(r, s, m, same=False, kind="joined, two sources"),
    "joined, one source": lambda r, s, m: join_two(r, s, m, same=True, kind="joined, one source"),
    "wrong person": wrong_person,
    "wrong case": wrong_case,
    "name without consent": without_consent,
    "invented": invent,
    "paraphrase": paraphrase,
    "interviewer's words": of_interviewer,
    "may not be quoted": withheld,
}
HELD_OUT: dict[str, Change] = {
    "negation added": add_negation,
    "two words in the wrong order": swap_order,
    "singular for plural": plural,
    "letters turned": typo,
    "another pronoun": by_table("another pronoun", PRONOUNS),
    "another modal": by_table("another modal", MODALS),
    "another quantity": by_table("another quantity", QUANTITIES),
    "a sentence dropped": drop_sentence,
    "ellipsis for a negation": hide_negation,
    "a name in the quotation": name_put_back,
    "wrong participant number": wrong_number,
    "wrong role": wrong_role,
    "the first or last word swapped": first_or_last,
}
