"""Clean verbatim: what a quotation may leave out of speech, or spell otherwise, without a mark.

It drops sounds, phrases that only hold the floor, words said twice and false starts. It never drops a negation or a
figure, and changes no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from pipeline.language.lexicons import lexicon_words, pairs, words
from pipeline.language.numbers import contains_number
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.words import plain

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


_FALSE_START = 6  # words
_BEGINNING = 3  # words, where only a comma follows: more of them are a clause
_ENDS_A_CLAUSE = frozenset(
    ("this", "that", "it", "them", "him", "her", "us", "me", "you", "so", "too", "there", "here")
)
_CUT_OFF = 3  # beginnings of one word
_BACKCHANNEL = 4  # words of somebody else in between
_DASHES = "–—-…"
_TALK = ("clean_verbatim", "clean_verbatim_aside", "fillers")
_OF_A_KIND = {  # before `kind of` where it is no hedge
    "the", "this", "that", "a", "an", "some", "any", "what", "every", "each", "no", "which", "same", "of", "other",
    "another", "these", "those", "all",
}  # fmt: skip


def is_negation(word: str) -> bool:
    """Whether a word, as it is compared, denies."""
    return word in lexicon_words("negations") or word.endswith("n't")


class CleanVerbatim:
    """Judges words that a quotation leaves out.

    Args:
        said: all that was said.
    """

    def __init__(self, said: TokenisedCorpus) -> None:
        self._said = said

    def why(self, a: int, b: int) -> str:
        """Why clean verbatim may leave out these words; "" if it may not. Equal words at the edges slide."""
        low, high = self._said.bounds(a)
        places = [(a, b)]
        x, y = a, b
        while x > low and self._said.keys[x - 1] == self._said.keys[y - 1]:
            x, y = x - 1, y - 1
            places.append((x, y))
        x, y = a, b
        while y < high and self._said.keys[x] == self._said.keys[y]:
            x, y = x + 1, y + 1
            places.append((x, y))
        return next(filter(None, (self._clean_here(x, y) for x, y in places)), "")

    def _clean_here(self, a: int, b: int) -> str:
        if self._is_backchannel(a, b):
            return "another speaker's word in between"
        kept = self._without_fillers(a, b)
        if not kept:
            return "filler"
        spoken = [plain(self._said.word(at)) for at in kept]
        if any(map(is_negation, spoken)) and not self._is_repeat(kept, b):
            return ""
        if self._is_repeat(kept, b) or self._is_repeat_of_before(kept, a):
            return "repetition"
        return "" if contains_number(spoken) else self._false_start(kept, b)

    def _is_backchannel(self, a: int, b: int) -> bool:
        low, high = self._said.bounds(a)
        if a <= low or b >= high:
            return False
        voices = {self._said.turn_at(at).voice for at in range(a, b)}
        ours = {self._said.turn_at(a - 1).voice, self._said.turn_at(b).voice}
        if len(ours) > 1 or ours & voices:
            return False
        talk = [plain(self._said.word(at)) for at in range(a, b)]
        return len(talk) <= _BACKCHANNEL or not _without(talk, _entries(_TALK))

    def _without_fillers(self, a: int, b: int) -> list[int]:
        """The words that are none."""
        spoken = [plain(self._said.word(at)) for at in range(a, b)]
        kept: list[int] = []
        at = 0
        while at < len(spoken):
            size = next((n for n in range(min(6, len(spoken) - at), 0, -1) if self._is_filler(a + at, n)), 0)
            if not size:
                kept.append(a + at)
            at += max(1, size)
        return kept

    def _is_filler(self, at: int, size: int) -> bool:
        phrase = tuple(plain(self._said.word(each)) for each in range(at, at + size))
        if phrase in _entries(("clean_verbatim",)):
            return True
        if phrase not in _entries(("clean_verbatim_aside",)):
            return False
        before = self._said.after(at - 1).strip() if at > self._said.bounds(at)[0] else "."
        after = self._said.after(at + size - 1).strip()
        opens = any(mark in before for mark in ".?!") or self._opens_turn(at)
        if phrase[0] in ("and", "but"):
            return opens
        hedge = phrase in (("kind", "of"), ("sort", "of"))
        return opens or "," in after + before or after[:1] in tuple(_DASHES) or (hedge and self._is_hedge(at))

    def _opens_turn(self, at: int) -> bool:
        return at == self._said.bounds(at)[0] or self._said.turn_of[at - 1] != self._said.turn_of[at]

    def _is_hedge(self, at: int) -> bool:
        """`it kind of worked`, not `the kind of people`, `some sort of van`; it is not asked where a turn opens."""
        return plain(self._said.word(at - 1)) not in _OF_A_KIND

    def _is_repeat(self, kept: Sequence[int], b: int) -> bool:
        """Whether the same words come again at once, or a part of them that was said several times: `very very`."""
        high = self._said.bounds(b - 1)[1]
        following = [*kept, *range(b, min(b + len(kept), high))]
        keys = self._said.keys
        return any(
            len(kept) + period <= len(following)
            and all(keys[at] == keys[following[n + period]] for n, at in enumerate(kept))
            for period in range(1, len(kept) + 1)
            if len(kept) % period == 0
        )

    def _is_repeat_of_before(self, kept: Sequence[int], a: int) -> bool:
        low = self._said.bounds(a)[0]
        start = a - len(kept)
        return start >= low and all(self._said.keys[at] == self._said.keys[start + n] for n, at in enumerate(kept))

    def _false_start(self, kept: Sequence[int], b: int) -> str:
        """A false start: `We went – we were going`, `vol- volunteers`."""
        high = self._said.bounds(b - 1)[1]
        if b >= high or len(kept) > _FALSE_START or kept[-1] - kept[0] > 2 * _FALSE_START:
            return ""
        broken = self._said.after(kept[-1]).strip()
        if not broken or (broken[-1] in ".?!" and "…" not in broken and "..." not in broken):
            return ""
        first, again = plain(self._said.word(kept[0])), plain(self._said.word(b))
        if first == again and (broken[0] in _DASHES or "..." in broken or self._is_beginning(kept)):
            return "false start"
        cut = len(kept) <= _CUT_OFF and all(self._is_cut_off(at, again) for at in kept)
        return "false start" if cut else ""

    def _is_beginning(self, kept: Sequence[int]) -> bool:
        """`it was`, before a comma; `we can do this` says something, and is no false start."""
        words = [plain(self._said.word(at)) for at in kept]
        begun = len(words) <= _BEGINNING and words[-1] not in _ENDS_A_CLAUSE
        return begun and all(word in lexicon_words("function_words") for word in words)

    def _is_cut_off(self, at: int, again: str) -> bool:
        """`vol-`, before volunteers."""
        word, broken = plain(self._said.word(at)), self._said.after(at).strip()
        return broken[:1] in tuple(_DASHES) and again.startswith(word) and len(word) < len(again)


@cache
def _entries(names: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    found = (re.findall(r"[^\W_]+(?:'[^\W_]+)*", entry) for name in names for entry in words(name))
    return frozenset(tuple(entry) for entry in found)


def _without(talk: Sequence[str], entries: frozenset[tuple[str, ...]]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(talk):
        size = next((n for n in range(6, 0, -1) if tuple(talk[at : at + n]) in entries), 0)
        kept += [] if size else [talk[at]]
        at += max(1, size)
    return kept


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return {
        plain(sound).strip("'"): tuple(spelt.split()) for sound, spelt in pairs("clean_verbatim_spellings").items()
    }


def sound_alike(spoken: Sequence[str], print_: Sequence[str]) -> bool:
    """Whether these are the same words, spelt as they sounded: `goin`, `going`; `gonna`, `going to`."""
    one, other = list(_spelt(spoken)), list(_spelt(print_))
    return len(one) == len(other) and all(
        is_same_word(a, b) or (a.endswith("in") and f"{a}g" == b) for a, b in zip(one, other, strict=True)
    )


def _spelt(spoken: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(spoken):
        two = " ".join(spoken[at : at + 2])
        size = 2 if two in _spellings() else 1
        yield from _spellings().get(two if size == 2 else spoken[at], (spoken[at],))
        at += size
