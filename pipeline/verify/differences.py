"""What sets a printed quotation apart from what was said: harmless, tidied as clean verbatim may, or changed.

Clean verbatim drops sounds, phrases that only hold the floor, words said twice and false starts. It never drops a
negation or a figure, and changes no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from pipeline.language.lexicons import pairs, words
from pipeline.name_matching import REPLACEMENT
from pipeline.names import lexicon_words
from pipeline.records import NARRATOR
from pipeline.verify.alignment import Laid, Step
from pipeline.verify.numerals import holds_number, value_of
from pipeline.verify.printed import Printed
from pipeline.verify.said import Said
from pipeline.verify.words import plain

_FALSE_START = 6  # words
_CUT_OFF = 3  # beginnings of one word
_MIXED = 12  # words of which some may be fillers and the rest the same in another spelling
_BACKCHANNEL = 4  # words of somebody else in between
_BRACKETED = 6  # words for which an editor's may stand
_LONGEST_DENIAL = 2  # words in brackets that deny and are no remark
_SHORT_GAP = 4  # words: an ellipsis for so few that hides a negation is no fair one
_OF_A_KIND = {  # before `kind of` where it is no hedge
    "the", "this", "that", "a", "an", "some", "any", "what", "every", "each", "no", "which", "same", "of", "other",
    "another", "these", "those", "all",
}  # fmt: skip
_DASHES = "–—-…"
_TALK = ("clean_verbatim", "clean_verbatim_aside", "fillers")


class Weight(IntEnum):
    """How much a difference matters."""

    HARMLESS, TIDIED, CHANGED = range(3)


@dataclass(frozen=True)
class Difference:
    """Words that were said, and what is printed for them; one of the two may be empty.

    Attributes:
        weight: how much it matters.
        said: as said.
        printed: as printed.
        why: the rule that allows it, or what is wrong.
    """

    weight: Weight
    said: str
    printed: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.said or '(nothing)'} → {self.printed or '(left out)'}"


def differences(said: Said, quote: Printed, laid: Laid) -> list[Difference]:
    """Every difference between a quotation and the words along which it is laid, in order."""
    judge = _Judge(said, quote)
    changed = [step for step in laid.steps if not step.same]
    return [*(judge.judged(step) for step in changed), *judge.negations_put_in(changed)]


def is_negation(word: str) -> bool:
    """Whether a word, as it is compared, denies."""
    return word in lexicon_words("negations") or word.endswith("n't")


class _Judge:
    def __init__(self, said: Said, quote: Printed) -> None:
        self._said, self._quote = said, quote

    def judged(self, step: Step) -> Difference:
        weight, why = self._weighed(step)
        return Difference(weight, self._said.text(step.a, step.b), self._quote.run(step.c, step.d), why)

    def negations_put_in(self, steps: Sequence[Step]) -> Iterator[Difference]:
        """Brackets that turn what was said round: `can['t]`, `we did [not] ask`. A longer remark explains."""
        for bracket in self._quote.brackets:
            put = [plain(word).strip("'") for word in re.findall(r"[^\W_]*(?:['’][^\W_]+)+|[^\W_]+", bracket.text)]
            denies = any(is_negation(word) or word in ("t", "n't") for word in put)
            if not denies or len(put) > _LONGEST_DENIAL:
                continue
            beside = [step for step in steps if bracket.before in (step.c, step.d)]
            gone = (plain(self._said.word(at)) for step in beside for at in range(step.a, step.b))
            if not any(map(is_negation, gone)):
                yield Difference(Weight.CHANGED, "", f"[{bracket.text}]", "the brackets put in a negation")

    def _weighed(self, step: Step) -> tuple[Weight, str]:
        gone = [plain(self._said.word(at)) for at in range(step.a, step.b)]
        put = [plain(self._quote.word(at)) for at in range(step.c, step.d)]
        if not put:
            return self._left_out(step, gone)
        if not gone:
            return Weight.CHANGED, "put in without brackets"
        return self._exchanged(step, gone, put)

    def _left_out(self, step: Step, gone: Sequence[str]) -> tuple[Weight, str]:
        denies = any(map(is_negation, gone))
        if step.c in self._quote.gaps:
            if denies and len(gone) <= _SHORT_GAP:
                return Weight.CHANGED, "the ellipsis hides a negation"
            return Weight.HARMLESS, "ellipsis"
        editor = " ".join(bracket.text for bracket in self._quote.brackets if bracket.before == step.c)
        if editor == REPLACEMENT.strip("[]"):
            if all(self._said.is_name(at) for at in range(step.a, step.b)):
                return Weight.HARMLESS, "a name that may not be printed"
            return Weight.CHANGED, "the brackets hide more than a name"
        if editor:
            kept = [plain(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", editor)]
            hidden = [word for word in gone if is_negation(word) and word not in kept]
            figures = holds_number(gone) and holds_number(kept) and value_of(" ".join(gone)) != value_of(editor)
            if len(gone) <= max(_BRACKETED, 2 * len(kept)) and not hidden and not figures:
                return Weight.HARMLESS, "the editor's words in brackets"
            return Weight.CHANGED, "the brackets hide more than they explain"
        if self._is_footnote(step, gone):
            return Weight.HARMLESS, "a footnote's number"
        why = self._clean(step.a, step.b)
        return (
            (Weight.TIDIED, f"clean verbatim: {why}") if why else (Weight.CHANGED, "left out without an ellipsis")
        )

    def _exchanged(self, step: Step, gone: Sequence[str], put: Sequence[str]) -> tuple[Weight, str]:
        if "".join(gone) == "".join(put):
            return Weight.HARMLESS, "hyphen or space"
        if len(put) == 1 and len(gone) == 1:
            if _bare(gone[0]) == _bare(put[0]):
                return Weight.HARMLESS, "a footnote's number"
            denies = is_negation(gone[0]) or is_negation(put[0])
            if step.c in self._quote.marked and gone[0][:2] == put[0][:2] and not denies:
                return Weight.HARMLESS, "part of the word is in the editor's brackets"
        if self._is_bracketed(step, gone, put):
            return Weight.HARMLESS, "the editor's words in brackets"
        spoken, print_ = self._said.text(step.a, step.b), self._quote.run(step.c, step.d)
        value = value_of(spoken)
        if value is not None and value == value_of(print_):
            return Weight.TIDIED, "the same figure"
        if _sound_alike(gone, put):
            return Weight.TIDIED, "clean verbatim: spelling of speech"
        why = self._clean_beside(step, gone, "".join(put)) if len(gone) <= _MIXED else ""
        return (Weight.TIDIED, f"clean verbatim: {why}") if why else (Weight.CHANGED, "other words")

    def _clean_beside(self, step: Step, gone: Sequence[str], put: str) -> str:
        """Why some of the words may go, where the others differ by a hyphen or a space."""
        for at in range(1, len(gone)):
            why = self._clean(step.a, step.a + at) if "".join(gone[at:]) == put else ""
            if why or ("".join(gone[:at]) == put and (why := self._clean(step.a + at, step.b))):
                return why
        return ""

    def _is_bracketed(self, step: Step, gone: Sequence[str], put: Sequence[str]) -> bool:
        """Whether brackets before or behind account for some words, and the rest differs by a hyphen or a space."""
        places = {bracket.before for bracket in self._quote.brackets}
        for hidden in range(1, min(_BRACKETED, len(gone) - 1) + 1):
            for beside, kept, out in (
                (step.c, gone[hidden:], gone[:hidden]),
                (step.d, gone[:-hidden], gone[-hidden:]),
            ):
                same = beside in places and "".join(kept) == "".join(put)
                if same and not any(map(is_negation, out)) and not holds_number(out):
                    return True
        return False

    def _is_footnote(self, step: Step, gone: Sequence[str]) -> bool:
        if len(gone) != 1 or not re.fullmatch(r"\d{1,3}", gone[0]):
            return False
        glued = self._said.after(step.a - 1) if step.a else " "
        return self._said.turn_at(step.a).role == NARRATOR and bool(glued) and not glued[-1].isspace()

    def _clean(self, a: int, b: int) -> str:
        """Why clean verbatim may leave out these words, or nothing; equal words at the edges slide."""
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
            return "somebody else's word in between"
        kept = self._without_fillers(a, b)
        if not kept:
            return "filler"
        spoken = [plain(self._said.word(at)) for at in kept]
        if any(map(is_negation, spoken)) and not self._is_repeat(kept, b):
            return ""
        if self._is_repeat(kept, b) or self._is_repeat_of_before(kept, a):
            return "said twice"
        return "" if holds_number(spoken) else self._false_start(kept, b)

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
        """A start that was broken off and made anew: `We went – we were going`, `vol- volunteers`."""
        high = self._said.bounds(b - 1)[1]
        if b >= high or len(kept) > _FALSE_START or kept[-1] - kept[0] > 2 * _FALSE_START:
            return ""
        broken = self._said.after(kept[-1]).strip()
        if not broken or (broken[-1] in ".?!" and "…" not in broken and "..." not in broken):
            return ""
        first, again = plain(self._said.word(kept[0])), plain(self._said.word(b))
        bare = all(plain(self._said.word(at)) in lexicon_words("function_words") for at in kept)
        if first == again and (bare or broken[0] in _DASHES or "..." in broken):
            return "false start"
        cut = len(kept) <= _CUT_OFF and all(self._is_cut_off(at, again) for at in kept)
        return "false start" if cut else ""

    def _is_cut_off(self, at: int, again: str) -> bool:
        """`vol-`, before volunteers."""
        word, broken = plain(self._said.word(at)), self._said.after(at).strip()
        return broken[:1] in tuple(_DASHES) and again.startswith(word) and len(word) < len(again)


def _bare(word: str) -> str:
    """A word without the number of a footnote that is glued to it."""
    return re.sub(r"(?<=[^\W\d_])\d{1,3}$", "", word)


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


def _sound_alike(spoken: Sequence[str], print_: Sequence[str]) -> bool:
    """`we was goin`, `we was going`; `gonna`, `going to`."""
    one, other = list(_spelt(spoken)), list(_spelt(print_))
    return len(one) == len(other) and all(
        a == b or (a.endswith("in") and f"{a}g" == b) for a, b in zip(one, other, strict=True)
    )


def _spelt(spoken: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(spoken):
        two = " ".join(spoken[at : at + 2])
        size = 2 if two in _spellings() else 1
        yield from _spellings().get(two if size == 2 else spoken[at], (spoken[at],))
        at += size
