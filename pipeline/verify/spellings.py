"""British and American spellings of one word: `organise` and `organize`, `colour` and `color`.

Rules turn both into one form. Where a rule would make two different words alike, its shape keeps them apart (a stem
of two letters: `prise` and `prize`, `four` and `for`), or the list of such words does.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.language.lexicons import pairs

# Two words of their own, which a rule would make alike.
_DIFFERENT = (
    ("meter", "metre"), ("meters", "metres"), ("refiled", "refilled"), ("refiling", "refilling"),
    ("unfiled", "unfilled"), ("enter", "entre"), ("amor", "amour"),
)  # fmt: skip
# What is spelt in two ways, and the form that stands for both.
_RULES = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"manoeuv", "maneuv"),
        (r"maneuvre(?=s?$)|maneuvr(?=ed$|ers?$|ing|ab)", "maneuver"),
        (r"^sulph", "sulf"),
        (r"plough", "plow"),
        (r"mould", "mold"),
        (r"([a-z]gram)me(?=s?$)", r"\1"),
        (r"^pyjama", "pajama"),
        (r"^moustach", "mustach"),
        (r"^cos(?=y$|i(?:e[rs]|l|n))", "coz"),
        (r"^grey", "gray"),
        (r"^tranquill", "tranquil"),
        (r"^sceptic", "skeptic"),
        (r"^smould", "smold"),
        (r"^woollen", "woolen"),
        (r"(an|leuk|tox|^h)ae(?=m)", r"\1e"),
        (r"(an|^)ae(?=sth)", r"\1e"),
        (r"(orthop|^p)ae(?=d)", r"\1e"),
        (r"(gyn|^f)ae(?=c)", r"\1e"),
        (r"(arch|^pal)ae(?=o)", r"\1e"),
        (r"(medi)ae(?=val)", r"\1e"),
        (r"^(c)ae(?=sarean)", r"\1e"),
        (r"^oe(?=str|soph|dem)", "e"),
        (r"(^f|^hom|rrh)oe(?=t[uai]|opath|a)", r"\1e"),
        (r"(?<=[a-z]{3})([iy])s(?=e[ds]?$|ers?$|ing(?:s|ly)?$|ement$|abl[ey]$|ance$|ation(?:s|al|ally)?$)", r"\1z"),
        (
            r"(?<=[a-z]{2})our(?=$|s$|ed$|ings?$|ers?$|ites?$|itism$|abl[ey]$|hoods?$|al(?:ly|ism|ist)?$|ful(?:ly)?$"
            r"|less$|ly$|liness$|is[mt]s?$|ants?$|ize|y$|ie(?:s|d|r|st)$|some$)",
            "or",
        ),
        (r"(?<=[a-z]{3}og)(?:ue(?=s?$)|u(?=ed$|ing$))", ""),
        (r"^(cent|theat|fib)re(?=[a-z]{3})", r"\1er"),
        (r"(?<=[a-z]{2}[bctgh])red$", "ered"),
        (r"(?<=[a-z]{2}[bctgh])re(?=s?$)", "er"),
    )
)  # fmt: skip
_DOUBLED = re.compile(
    r"([aeiouy][a-z]*[aeiou])([lpt])\2(?=ed$|ing(?:s|ly)?$|ers?$|ors?$|est$|ous(?:ly)?$|ists?$|ations?$|ity$|i[sz]e)"
)
_ENDINGS = ("s", "ed", "er", "ers", "ing", "ings", "ment", "ments", "ful", "fully", "ly", "less", "able")


def is_same_word(one: str, other: str) -> bool:
    """Whether two words, in lower case, are spellings of one; equal words are."""
    if one == other:
        return True
    return (min(one, other), max(one, other)) not in _DIFFERENT and common_spelling(one) == common_spelling(other)


@lru_cache(maxsize=50_000)
def common_spelling(word: str) -> str:
    """The form that all spellings of a word share; it need not be a word."""
    stem, mark, ending = word.partition("'")
    if mark:
        return f"{common_spelling(stem)}'{ending}"  # the neighbour's
    if word in _listed():
        return _listed()[word]
    for pattern, form in _RULES:
        word = pattern.sub(form, word)
    return _DOUBLED.sub(r"\1\2", word)


@cache
def _listed() -> dict[str, str]:
    """The listed words with their endings."""
    made: dict[str, str] = {}
    for british, american in pairs("spellings").items():
        for word in (british, american):
            made[word] = british
            for ending in _ENDINGS:
                made.setdefault(_with(word, ending), f"{british}+{ending}")
    return made


def _with(word: str, ending: str) -> str:
    """`licence` with `ed` is `licenced`, `enrol` is `enrolled`, `program` is `programmed`."""
    if ending[0] not in "ei":
        return word + ending
    if word.endswith("e"):
        return word[:-1] + ending
    double = word.endswith(("ol", "il", "al")) or word == "program"
    return word + word[-1] * double + ending
