"""Figures and other quantities: whether what is printed says as many as was said.

A figure is compared whole: where a draft changes a part of it (`two three hundred`, printed as `three hundred`),
the whole figure is what changed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.lexicons import pairs, words
from pipeline.language.numbers import Number, numbers_in
from pipeline.verify.alignment import Step
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.words import Printed, plain, words_of

_AROUND = 8  # words around a change in which the figure that it belongs to may go on
_NEAR = 4  # words before or after a quotation for which its brackets may stand
_LONGEST = 4  # words of a phrase that says how many
# Brackets may leave these out: `they all`, `[residents]`.
_LOOSE = frozenset({"all", "some", "any", "more", "many"})
_UNNAMED = frozenset(
    {"age", "amount", "date", "day", "figure", "month", "number", "place", "price", "sum", "time", "year", "years"}
)


class CountedWords(NamedTuple):
    """A number as words of a row: from the first to one past the last."""

    first: int
    end: int
    number: Number


def figures_of(row: Sequence[tuple[str, str]], first: int = 0) -> list[CountedWords]:
    """The numbers in a row of words, each given with what stands behind it; sounds such as `um` do not part one."""
    return [CountedWords(first + low, first + high, number) for low, high, number in _figures(tuple(row))]


@lru_cache(maxsize=4096)
def _figures(row: tuple[tuple[str, str], ...]) -> Sequence[CountedWords]:
    """Counted from the first word. A quotation that was said in many places asks for the same words each time."""
    text, places = "", []
    skipped = _sounds([plain(word) for word, _ in row])
    for at, (word, behind) in enumerate(row):
        if at in skipped:
            continue
        places.append((len(text), at))
        text += word + behind
    starts = [start for start, _ in places]
    made = []
    for number in numbers_in(text):
        low, high = bisect_left(starts, number.span.start), bisect_left(starts, number.span.end)
        if low < high:
            made.append(CountedWords(places[low][1], places[high - 1][1] + 1, number))
    return made


class Amounts:
    """The figures of a quotation and of the words with which it is aligned."""

    def __init__(self, said: TokenisedCorpus, quote: Printed) -> None:
        self._said, self._quote = said, quote
        self._edges = {bracket.before for bracket in quote.brackets} | quote.gaps
        text = quote.text
        starts, ends = quote.words.starts.tolist(), quote.words.ends.tolist()
        behind = [text[end:start] for end, start in zip(ends, [*starts[1:], len(text)], strict=True)]
        self._printed = figures_of([(quote.word(at), behind[at]) for at in range(len(starts))])

    def whole(self, steps: Sequence[Step]) -> list[Step]:
        """The steps, with each change of a part of a figure widened to the figure."""
        if all(step.same for step in steps):
            return list(steps)
        units = list(_units(steps))
        joined: list[tuple[int, int]] = []
        figures = self._spoken(steps)
        for each in figures:  # a figure that begins before the first step, or ends behind the last
            if self._is_change(units[0]) and each.first < units[0].a < each.end:
                units[0] = units[0]._replace(a=each.first)
            if self._is_change(units[-1]) and each.first < units[-1].b < each.end:
                units[-1] = units[-1]._replace(b=each.end)
        spoken = [(each.first, each.end, 0) for each in figures]
        for first, end, side in spoken + [(each.first, each.end, 2) for each in self._printed]:
            touched = [n for n, unit in enumerate(units) if _touches(unit, first, end, side)]
            if any(self._is_change(units[n]) for n in touched):
                joined.append((touched[0], touched[-1] + 1))
        return list(_regrouped(units, joined))

    def same(self, step: Step) -> bool | None:
        """Whether a change leaves its figures what they were; None if there are not figures on both sides."""
        spoken = [each for each in self._spoken([step]) if step.a <= each.first and each.end <= step.b]
        printed = [each for each in self._printed if step.c <= each.first and each.end <= step.d]
        if not spoken or not printed:
            return None
        return len(spoken) == len(printed) and all(
            one.number.agrees(other.number) for one, other in zip(spoken, printed, strict=True)
        )

    def others(self, step: Step) -> tuple[list[int], list[int]]:
        """The words of a change that are no part of a figure, as said and as printed."""
        spoken, printed = self._spoken([step]), self._printed
        return (
            [at for at in range(step.a, step.b) if not any(f.first <= at < f.end for f in spoken)],
            [at for at in range(step.c, step.d) if not any(f.first <= at < f.end for f in printed)],
        )

    def is_cut(self, step: Step) -> bool:
        """Whether an ellipsis leaves out a part of a figure."""
        around = self._spoken([step])
        return any(f.first < step.a < f.end or f.first < step.b < f.end for f in around if f.end - f.first > 1)

    def beside(self, first: int, end: int) -> Iterator[str]:
        """Brackets at an edge of the quotation that exchange a quantity of the words just outside it."""
        low, high = self._said.bounds(first)
        for bracket in self._quote.brackets:
            if bracket.before == 0:
                outside = self._said.text(max(low, first - _NEAR), first)
            elif bracket.before == len(self._quote):
                outside = self._said.text(end, min(high, end + _NEAR))
            else:
                continue
            if exchanged(outside, bracket.text) == EXCHANGED:
                yield bracket.text

    def _spoken(self, steps: Sequence[Step]) -> list[CountedWords]:
        """The figures of the words of some steps, and of a few words around."""
        low, high = self._said.bounds(steps[0].a)
        first, end = max(low, steps[0].a - _AROUND), min(high, steps[-1].b + _AROUND)
        return figures_of([(self._said.word(at), self._said.after(at)) for at in range(first, end)], first)

    def _is_change(self, unit: Step) -> bool:
        return not unit.same and not (unit.c == unit.d and unit.c in self._edges)


EXCHANGED, HIDDEN = "the brackets change a quantity", "the brackets remove a quantity"


def exchanged(gone: str, editor: str) -> str:
    """What is wrong with brackets that stand for some words, as to how many they say; "" if nothing."""
    ours, theirs = _quantities(gone), _quantities(editor)
    if ours[0] and theirs[0]:
        alike = all(any(one.agrees(other) for one in ours[0]) for other in theirs[0])
        return "" if alike else EXCHANGED
    told = ours[1] | {_of_number(each) for each in ours[0]}
    kept = theirs[1] | {_of_number(each) for each in theirs[0]}
    if told and kept:
        explained = told <= {"all"} and bool(theirs[0])  # `all of us`, `[the four trustees]`
        return "" if told & kept or explained else EXCHANGED
    counted = [each for each in ours[0] if each.whole != 1 and each.value.unit != "th"]
    unnamed = not _UNNAMED.isdisjoint(plain(word) for word in editor.split())
    return HIDDEN if (ours[1] - _LOOSE or (counted and not unnamed)) and not kept else ""


def _quantities(text: str) -> tuple[list[Number], set[str]]:
    """The numbers of a text, and what its other words come to that say how many."""
    numbers = numbers_in(text)
    found, at = set(), 0
    made = words_of(text)
    spans = list(zip(made.starts.tolist(), made.ends.tolist(), strict=True))
    talk = [plain(text[start:end]) for start, end in spans]
    while at < len(talk):
        size = next((n for n in range(_LONGEST, 0, -1) if " ".join(talk[at : at + n]) in _listed()), 0)
        inside = any(each.span.overlaps(Span(*spans[at])) for each in numbers)
        if size and not inside:
            found.add(_listed()[" ".join(talk[at : at + size])])
        at += max(1, size)
    return numbers, found


def _of_number(number: Number) -> str:
    return {2: "two", 0: "none"}.get(number.whole if number.whole is not None else -1, "a figure")


def _sounds(row: Sequence[str]) -> set[int]:
    found: set[int] = set()
    for at in range(len(row)):
        size = next((n for n in range(3, 0, -1) if tuple(row[at : at + n]) in _fillers()), 0)
        found.update(range(at, at + size))
    return found


def _units(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps, those that are the same word by word."""
    for step in steps:
        if not step.same:
            yield step
        else:
            yield from (
                Step(step.a + n, step.a + n + 1, step.c + n, step.c + n + 1, True) for n in range(step.b - step.a)
            )


def _touches(unit: Step, first: int, end: int, side: int) -> bool:
    """Whether a step has words of a figure, or lies between two of them."""
    low, high = unit[side], unit[side + 1]
    return first < low < end if low == high else low < end and first < high


def _regrouped(units: Sequence[Step], joined: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """The units as steps; each stretch that was joined, and what it overlaps, is one change."""
    changed = {n for first, end in joined for n in range(first, end)}
    links = {n for first, end in joined for n in range(first, end - 1)}  # bound to the next
    made: list[Step] = []
    for n, unit in enumerate(units):
        same = unit.same and n not in changed
        if made and (n - 1 in links or (same and made[-1].same)):
            made[-1] = Step(made[-1].a, unit.b, made[-1].c, unit.d, same)
        else:
            made.append(Step(*unit[:4], same))
    yield from made


@cache
def _listed() -> dict[str, str]:
    return pairs("quantities")


@cache
def _fillers() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(entry.split()) for entry in words("clean_verbatim"))
