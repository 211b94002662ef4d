"""What sets a printed quotation apart from what was said: harmless, tidied as clean verbatim may, or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from pipeline.corpus.records import NARRATOR
from pipeline.language.numbers import contains_number
from pipeline.people.name_matching import REPLACEMENT
from pipeline.verify.alignment import Alignment, Step
from pipeline.verify.amounts import EXCHANGED, Amounts, exchanged
from pipeline.verify.clean_verbatim import CleanVerbatim, is_negation, is_same_word, sound_alike
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.words import Printed, plain

_MIXED = 12  # words of which some may be fillers and the rest the same in another spelling
_BRACKETED = 6  # words for which an editor's may stand
_LONGEST_DENIAL = 2  # words in brackets that deny and are no remark
_SHORT_GAP = 4  # words: an ellipsis for so few that hides a negation is no fair one
ANOTHER_FIGURE = "different figure"


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

    @property
    def same(self) -> bool:
        """Whether the same was said and printed, in another form."""
        return self.weight is not Weight.CHANGED and bool(self.said and self.printed)

    def __str__(self) -> str:
        return f"{self.said or '(nothing)'} → {self.printed or '(left out)'}"


def differences(said: TokenisedCorpus, quote: Printed, alignment: Alignment) -> list[Difference]:
    """Every difference between a quotation and the words with which it is aligned, in order."""
    judge = _Judge(said, quote)
    changed = [step for step in judge.amounts.whole(alignment.steps) if not step.same]
    return [
        *(judge.judged(step) for step in changed),
        *judge.inserted_negations(changed),
        *judge.inserted_quantities(alignment.first, alignment.end),
    ]


class _Judge:
    def __init__(self, said: TokenisedCorpus, quote: Printed) -> None:
        self._said, self._quote = said, quote
        self._clean = CleanVerbatim(said)
        self.amounts = Amounts(said, quote)

    def judged(self, step: Step) -> Difference:
        weight, why = self._weighed(step)
        return Difference(weight, self._said.text(step.a, step.b), self._quote.run(step.c, step.d), why)

    def inserted_negations(self, steps: Sequence[Step]) -> Iterator[Difference]:
        """Brackets that turn what was said round: `can['t]`, `we did [not] ask`. A longer remark explains."""
        for bracket in self._quote.brackets:
            put = [plain(word).strip("'") for word in re.findall(r"[^\W_]*(?:['’][^\W_]+)+|[^\W_]+", bracket.text)]
            denies = any(is_negation(word) or word in ("t", "n't") for word in put)
            if not denies or len(put) > _LONGEST_DENIAL:
                continue
            beside = [step for step in steps if bracket.before in (step.c, step.d)]
            gone = (plain(self._said.word(at)) for step in beside for at in range(step.a, step.b))
            if not any(map(is_negation, gone)):
                yield Difference(Weight.CHANGED, "", f"[{bracket.text}]", "the brackets add a negation")

    def inserted_quantities(self, first: int, end: int) -> Iterator[Difference]:
        """Brackets at an edge that exchange a quantity: `[A majority] of them`, for a very few of them."""
        for text in self.amounts.beside(first, end):
            yield Difference(Weight.CHANGED, "", f"[{text}]", EXCHANGED)

    def _weighed(self, step: Step) -> tuple[Weight, str]:
        gone = [plain(self._said.word(at)) for at in range(step.a, step.b)]
        put = [plain(self._quote.word(at)) for at in range(step.c, step.d)]
        if not put:
            return self._left_out(step, gone)
        if not gone:
            return Weight.CHANGED, "added without brackets"
        return self._exchanged(step, gone, put)

    def _left_out(self, step: Step, gone: Sequence[str]) -> tuple[Weight, str]:
        if step.c in self._quote.gaps:
            return self._elided(step, gone)
        editor = " ".join(bracket.text for bracket in self._quote.brackets if bracket.before == step.c)
        if editor:
            return self._bracketed(step, gone, editor)
        if self._is_footnote(step, gone):
            return Weight.HARMLESS, "footnote number"
        why = self._clean.why(step.a, step.b)
        return (
            (Weight.TIDIED, f"clean verbatim: {why}") if why else (Weight.CHANGED, "left out without an ellipsis")
        )

    def _elided(self, step: Step, gone: Sequence[str]) -> tuple[Weight, str]:
        if len(gone) <= _SHORT_GAP and any(map(is_negation, gone)):
            return Weight.CHANGED, "the ellipsis hides a negation"
        if self.amounts.is_cut(step):
            return Weight.CHANGED, "the ellipsis hides part of a figure"
        return Weight.HARMLESS, "ellipsis"

    def _bracketed(self, step: Step, gone: Sequence[str], editor: str) -> tuple[Weight, str]:
        """What was said, and the editor's words that stand for it."""
        if editor == REPLACEMENT.strip("[]"):
            if all(self._said.is_name(at) for at in range(step.a, step.b)):
                return Weight.HARMLESS, "a name that may not be printed"
            return Weight.CHANGED, "the brackets replace more than a name"
        kept = [plain(word) for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", editor)]
        hidden = [word for word in gone if is_negation(word) and word not in kept]
        wrong = exchanged(self._said.text(step.a, step.b), editor)
        if len(gone) > max(_BRACKETED, 2 * len(kept)) or (hidden and wrong != EXCHANGED):
            return Weight.CHANGED, "the brackets replace more than they explain"
        return (Weight.CHANGED, wrong) if wrong else (Weight.HARMLESS, "editorial words in brackets")

    def _exchanged(self, step: Step, gone: Sequence[str], put: Sequence[str]) -> tuple[Weight, str]:
        if "".join(gone) == "".join(put):
            return Weight.HARMLESS, "hyphen or space"
        if len(put) == 1 and len(gone) == 1 and (why := self._same_but_for_marks(step, gone[0], put[0])):
            return Weight.HARMLESS, why
        if self._is_bracketed(step, gone, put):
            return Weight.HARMLESS, "editorial words in brackets"
        if (figures := self.amounts.same(step)) is False:
            return Weight.CHANGED, ANOTHER_FIGURE
        why = "same figure" if figures and self._only_figures(step) else self._respelt(step, gone, put)
        return (Weight.TIDIED, why) if why else (Weight.CHANGED, "different words")

    def _same_but_for_marks(self, step: Step, gone: str, put: str) -> str:
        """Why two words are one, but for a footnote's number or the editor's brackets; "" if they are not."""
        if _bare(gone) == _bare(put):
            return "footnote number"
        denies = is_negation(gone) or is_negation(put)
        part = step.c in self._quote.marked and gone[:2] == put[:2] and not denies
        return "part of the word is in editorial brackets" if part else ""

    def _respelt(self, step: Step, gone: Sequence[str], put: Sequence[str]) -> str:
        """Why the words are the same in another spelling, or with some left out; "" if they are not."""
        bare = [_bare(word) for word in put]  # `organize3`, where a note hangs in the quotation
        if len(gone) == len(put) and all(is_same_word(*each) for each in zip(gone, bare, strict=True)):
            return "spelling variant"
        if sound_alike(gone, put):
            return "clean verbatim: colloquial spelling"
        why = self._clean_beside(step, gone, "".join(put)) if len(gone) <= _MIXED else ""
        return f"clean verbatim: {why}" if why else ""

    def _only_figures(self, step: Step) -> bool:
        """Whether a change is one of figures, and of what clean verbatim leaves out around them."""
        spoken, printed = self.amounts.others(step)
        if [plain(self._said.word(at)) for at in spoken] == [plain(self._quote.word(at)) for at in printed]:
            return True
        return not printed and all(self._clean.why(*run) for run in _runs(spoken))

    def _clean_beside(self, step: Step, gone: Sequence[str], put: str) -> str:
        """Why some of the words may go, where the others differ by a hyphen or a space."""
        for at in range(1, len(gone)):
            why = self._clean.why(step.a, step.a + at) if "".join(gone[at:]) == put else ""
            if why or ("".join(gone[:at]) == put and (why := self._clean.why(step.a + at, step.b))):
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
                alike = len(kept) == len(put) and all(is_same_word(*each) for each in zip(kept, put, strict=True))
                same = beside in places and (alike or "".join(kept) == "".join(put))
                if same and not any(map(is_negation, out)) and not contains_number(out):
                    return True
        return False

    def _is_footnote(self, step: Step, gone: Sequence[str]) -> bool:
        if len(gone) != 1 or not re.fullmatch(r"\d{1,3}", gone[0]):
            return False
        glued = self._said.after(step.a - 1) if step.a else " "
        return self._said.turn_at(step.a).role == NARRATOR and bool(glued) and not glued[-1].isspace()


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Places that follow one another, as from and to."""
    first = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or places[at] != places[at - 1] + 1:
            yield places[first], places[at - 1] + 1
            first = at


def _bare(word: str) -> str:
    """A word without the number of a footnote that is glued to it."""
    return re.sub(r"(?<=[^\W\d_])\d{1,3}$", "", word)
