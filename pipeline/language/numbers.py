"""Finds English numbers in a text, in words and in digits, and their values.

A small left-to-right grammar covers cardinals, ordinals, ranges, years, money, percentages, fractions, decimals and
digits read one by one. Some phrases are ambiguous (`twenty thirty` is a year or a range); such a number keeps all
its readings, and two numbers agree if they share one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pipeline.corpus.spans import Span
from pipeline.language.number_words import (
    ORDINALS,
    PARTS,
    REPEATS,
    SCALES,
    TENS,
    Cardinals,
    Part,
    digit_of,
    ends_of_range,
)

_DECADES = {
    "noughties": 2000, "twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960,
    "seventies": 1970, "eighties": 1980, "nineties": 1990,
}  # fmt: skip
_MANY = {
    "tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000, "billions": 1_000_000_000
}  # fmt: skip
_SIGNS = {"£": "£", "$": "$", "€": "€"}
_COUNTED = {  # the unit after a number, and how many make one of the base unit
    "pound": ("£", 1), "pounds": ("£", 1), "quid": ("£", 1), "p": ("£", 100), "pence": ("£", 100),
    "dollar": ("$", 1), "dollars": ("$", 1), "cents": ("$", 100), "euro": ("€", 1), "euros": ("€", 1),
    "%": ("%", 1), "percent": ("%", 1), "pc": ("%", 1),
}  # fmt: skip
_NOTES = {"fiver": 5, "fivers": 5, "tenner": 10, "tenners": 10}
_VAGUE = ("ish", "odd", "plus", "+")
_NOT_ONE = ("no", "any", "some", "every", "each", "one")  # before `one`: a pronoun, not a number
_TIME_OF = ("a", "per", "split", "one", "every")  # before `second`: a unit of time, not an ordinal
_LOOSE = re.compile(r"\s*(?:,|[-–—]|\.\.\.|…)?\s*")  # between the two ends of a range
_YEARS_FROM, _HOURS, _MINUTES = 16, 12, 60


class Value(NamedTuple):
    """The value of a number: its lower and upper end (equal unless it is a range), and its unit.

    Units are signs (`£`, `%`), `th` for an ordinal, `in` for `one in five`, `s` for a decade, `clock`, `digits` and
    the like; "" for a plain number.
    """

    low: Fraction
    high: Fraction
    unit: str = ""


@dataclass(frozen=True)
class Number:
    """A number in a text.

    Attributes:
        span: its place in the text, including the unit (`£`, `per cent`).
        readings: its possible values, most likely first.
    """

    span: Span
    readings: tuple[Value, ...]

    @property
    def value(self) -> Value:
        """The most likely reading."""
        return self.readings[0]

    @property
    def whole(self) -> int | None:
        """The value as an integer, if it is a plain whole number."""
        low, high, unit = self.value
        return int(low) if low == high and not unit and low.denominator == 1 else None

    def agrees(self, other: Number) -> bool:
        """Whether both can have the same value."""
        return not set(self.readings).isdisjoint(other.readings)


def numbers_in(text: str) -> list[Number]:
    """The numbers in a text, in order and without overlaps."""
    return list(_Parser(text).numbers())


def contains_number(words: Sequence[str]) -> bool:
    """Whether the words contain a number."""
    return bool(numbers_in(" ".join(words)))


class _Parser(Cardinals):
    def numbers(self) -> Iterator[Number]:
        at = 0
        while at < len(self._tokens):
            found = self._number(at)
            if found is None:
                at += 1
                continue
            readings, end = found
            yield Number(Span(self._tokens[at].start, self._tokens[end - 1].end), tuple(dict.fromkeys(readings)))
            at = end

    def _number(self, at: int) -> tuple[list[Value], int] | None:
        before = self._tokens[at - 1] if at else None
        glued = before is not None and before.end == self._tokens[at].start and before.word.isalpha()
        if glued or (self._word(at) == "one" and self._word(at - 1) in _NOT_ONE):
            return None
        if self._word(at) in ("a", "an") and not self._near(at + 1):  # an article, as nearly always
            return None
        for read in (
            self._idiom, self._digits, self._decade, self._ordinal, self._many, self._clock, self._year, self._rate
        ):  # fmt: skip
            if found := read(at):
                return found
        return self._range(at)

    # Less usual kinds of number.

    def _idiom(self, at: int) -> tuple[list[Value], int] | None:
        """`twenty-four seven`."""
        words = self._is(at + 1, "four", "seven") and self._word(at) == "twenty"
        figures = self._word(at) == "24" and self._gap(at + 1) in ("/", "-") and self._word(at + 1) == "7"
        return ([_value(24, 7, "/")], at + (3 if words else 2)) if words or figures else None

    def _digits(self, at: int) -> tuple[list[Value], int] | None:
        """Digits read one by one: `oh seven seven double oh`; a run of digits that begins with 0."""
        made, end = "", at
        while end < len(self._tokens) and (end == at or self._near(end) or self._gap(end) == ", "):
            times = REPEATS.get(self._word(end), 1)
            digit = digit_of(self._word(end + (times > 1)))
            if not digit or (times > 1 and not self._near(end + 1)):
                break
            made += digit * times
            end += 1 + (times > 1)
        follows = self._near(end) and self._word(end) in (*SCALES, "point", "o")
        if end - at >= 3 and not follows:
            plain = [] if made.startswith("0") else [_value(int(made))]
            return [_value(int("1" + made), unit="digits"), *plain], end
        word = self._word(at)
        if word.isdecimal() and len(word) > 1 and word.startswith("0"):
            return [_value(int("1" + word), unit="digits")], at + 1
        return None

    def _decade(self, at: int) -> tuple[list[Value], int] | None:
        """`the nineties`, `nineteen nineties`, `the 1990s`, `the 90s`."""
        word = self._word(at)
        if word in _DECADES:
            return [_value(_DECADES[word], unit="s")], at + 1
        century = self._small(at)
        if century and self._near(century.end) and self._word(century.end) in _DECADES and century.worth <= 20:
            year = int(century.worth) * 100 + _DECADES[self._word(century.end)] % 100
            return [_value(year, unit="s")], century.end + 1
        if word.isdecimal() and self._word(at + 1) == "s" and self._gap(at + 1) in ("", "'", "’"):
            year = int(word) + (1900 if int(word) < 100 else 0)
            return ([_value(year, unit="s")], at + 2) if year % 10 == 0 else None
        return None

    def _ordinal(self, at: int) -> tuple[list[Value], int] | None:
        """`twenty-first`, `21st`, `two hundredth`."""
        word, following = self._word(at), self._word(at + 1)
        if word.isdecimal() and following in ("st", "nd", "rd", "th") and not self._gap(at + 1):
            return [_value(int(word), unit="th")], at + 2
        if word in ORDINALS and not (word == "second" and self._word(at - 1) in _TIME_OF):
            return [_value(ORDINALS[word], unit="th")], at + 1
        base = self._cardinal(at)
        if base and self._word(base.end) == "and" and base.worth >= 100:
            base = base._replace(end=base.end + 1)
        if base and self._near(base.end) and self._word(base.end) in ORDINALS:
            last = ORDINALS[self._word(base.end)]
            if (base.worth % 100 in TENS.values() and last < 10) or (base.worth % 100 == 0 and last < 100):
                return [_value(base.worth + last, unit="th")], base.end + 1
            if last >= 100:
                return [_value(base.worth * last, unit="th")], base.end + 1
        return None

    def _many(self, at: int) -> tuple[list[Value], int] | None:
        """An unspecified number: `hundreds of thousands`, `a few hundred`, `several thousand`."""
        start = at + (self._word(at) == "a" and self._near(at + 1))
        word = self._word(start)
        if word in _MANY:
            worth, end = _MANY[word], start + 1
            if self._is(end, "of") and self._near(end + 1) and self._word(end + 1) in _MANY:
                worth, end = worth * _MANY[self._word(end + 1)], end + 2
            return self._counted([_value(worth, unit="many")], end)
        if word in ("few", "several"):
            end = start + 1
            worth = 1
            while self._near(end) and self._word(end) in SCALES:
                worth, end = worth * SCALES[self._word(end)], end + 1
            return self._counted([_value(worth, unit=word)], end) if worth > 1 else None
        return None

    def _clock(self, at: int) -> tuple[list[Value], int] | None:
        """`half past seven`, `quarter to six`."""
        start = at + (self._word(at) == "a" and self._near(at + 1))
        part, way = self._word(start), self._word(start + 1)
        hour = self._small(start + 2) if part in ("half", "quarter") and way in ("past", "to") else None
        if hour is None or hour.worth > _HOURS or not (self._near(start + 1) and self._near(start + 2)):
            return None
        minutes = Fraction(1, PARTS[part])
        return [_value(hour.worth + (minutes if way == "past" else -minutes), unit="clock")], hour.end

    def _year(self, at: int) -> tuple[list[Value], int] | None:
        """`nineteen ninety-four`, `twenty oh eight`; also a time or a price (`seven thirty`), or a range."""
        first = self._small(at)
        if first is None or self._word(at).isdecimal() or not self._near(first.end) or first.worth > 20:
            return None
        oh = self._word(first.end) in ("oh", "o") and self._near(first.end + 1)
        rest = self._small(first.end + oh)
        if rest is None or self._word(first.end + oh).isdecimal() or (rest.worth < 10) != oh:
            return None
        if self._near(rest.end) and self._word(rest.end) in (*SCALES, "point", "and"):
            return None
        one, two = int(first.worth), int(rest.worth)
        joined, clock = _value(one * 100 + two), _value(one + Fraction(two, 60), unit="clock")
        between = [_value(one, two)] if one < two <= 2 * one and not oh else []
        if one >= _YEARS_FROM:
            readings = [joined, *between] if two - one != 1 else [*between, joined]
        elif one <= _HOURS and two < _MINUTES:
            readings = [*between, clock, joined] if two - one <= max(one, 5) else [clock, joined, *between]
            readings.append(_value(one + Fraction(two, 100), unit="£"))
        else:
            readings = [joined, *between]
        return self._counted(readings, rest.end)

    def _rate(self, at: int) -> tuple[list[Value], int] | None:
        """`one in five`, `four out of ten`."""
        first = self._small(at)
        if first is None or not self._near(first.end):
            return None
        step = 1 if self._is(first.end, "in") else 2 if self._is(first.end, "out", "of") else 0
        second = self._cardinal(first.end + step) if step and self._near(first.end + step) else None
        if second is None or not first.worth < second.worth or not _is_round(second.worth):
            return None
        return [_value(first.worth, second.worth, "in")], second.end

    # Ranges and units.

    def _range(self, at: int) -> tuple[list[Value], int] | None:
        ends = [self._amount(at)]
        if ends[0] is None:
            return None
        first, unit = ends[0]
        parts, last = [first], first.end
        while (joint := self._joint(last, between=self._word(at - 1) == "between")) is not None:
            following = self._amount(joint)
            if following is None or not self._goes_on(parts[-1], following[0], bare=joint == last):
                break
            part, counted = following
            if unit and counted and unit != counted:
                break
            unit = unit or counted
            parts.append(part)
            last = part.end
            if len(parts) == 2 and joint != last and self._word(joint - 1) in ("to", "and"):
                break
        low, high = ends_of_range(parts)
        vague = self._near(last) and self._word(last) in _VAGUE and self._word(last - 1) != "plus"
        if vague and (self._word(last) != "odd" or low >= 10):
            unit, last = unit + self._word(last).replace("+", "plus"), last + 1
        return [Value(low, high, unit)], last

    def _joint(self, at: int, *, between: bool) -> int | None:
        """Where the other end of a range may begin, or None."""
        if at >= len(self._tokens):
            return None
        word = self._word(at)
        if word in ("or", "to", "till", "until") or (word == "and" and between):
            return at + 1
        return at if _LOOSE.fullmatch(self._gap(at)) and self._gap(at) else None

    def _goes_on(self, one: Part, other: Part, *, bare: bool) -> bool:
        """Whether `other` can be the upper end of a range that starts with `one`."""
        if not bare:
            return not (one.scale > 1 and other.scale == 1 and one.worth >= 1_000 > other.worth)
        dashed = "-" in self._gap(other_start := one.end) or "–" in self._gap(other_start)
        if dashed and self._word(one.end - 1)[-1:].isdecimal() and self._word(one.end)[:1].isdecimal():
            return one.worth < other.worth or other.worth < 100 <= one.worth
        rises = one.worth < (other.many if other.many is not None else other.worth)
        small = one.scale == 1 and one.worth < 100 and one.worth.denominator == 1
        near = (other.many if other.many is not None else other.worth) <= 3 * one.worth
        signs = self._word(one.end) in _SIGNS
        return rises and small and near and not signs

    def _amount(self, at: int) -> tuple[Part, str] | None:
        """A number with its unit: `£1.2m`, `three pounds fifty`, `ten per cent`, `a tenner`."""
        sign = _SIGNS.get(self._word(at), "")
        part = self._cardinal(at + bool(sign)) if not sign or self._near(at + 1) else None
        note_at = part.end if part else at + (self._word(at) == "a")
        if not sign and self._word(note_at) in _NOTES:
            many = part.worth if part else Fraction(1)
            return Part(many * _NOTES[self._word(note_at)], note_at + 1), "£"
        if part is None:
            return None
        if sign or part.unit:
            return part, sign or part.unit
        if self._is(part.end, "per", "cent"):
            return part._replace(end=part.end + 2), "%"
        word = self._word(part.end)
        if word not in _COUNTED or not self._near(part.end):
            return part, ""
        unit, share = _COUNTED[word]
        part = part._replace(worth=part.worth / share, end=part.end + 1)
        if share == 1 and unit != "%":
            part = self._with_pence(part)
        return part, unit

    def _with_pence(self, part: Part) -> Part:
        """`three pounds fifty`, `three pounds and fifty pence`."""
        joint = part.end + (self._word(part.end) == "and")
        pence = self._small(joint) if self._near(joint) else None
        if pence is None or not 10 <= pence.worth < 100:
            return part
        explicit = self._near(pence.end) and self._word(pence.end) in ("p", "pence")
        if joint != part.end and not explicit:
            return part
        return part._replace(worth=part.worth + pence.worth / 100, end=pence.end + explicit)

    def _counted(self, readings: list[Value], end: int) -> tuple[list[Value], int]:
        """Add the unit to the readings if one follows the number."""
        unit = "%" if self._is(end, "per", "cent") else _COUNTED.get(self._word(end), ("", 1))[0]
        if not unit or not self._near(end):
            return readings, end
        plain = ("", "many", "few", "several")
        counted = [value._replace(unit=value.unit + unit) for value in readings if value.unit in plain]
        return (counted or readings), end + (2 if self._is(end, "per", "cent") else 1)


def _value(low: int | Fraction, high: int | Fraction | None = None, unit: str = "") -> Value:
    return Value(Fraction(low), Fraction(low if high is None else high), unit)


def _is_round(worth: Fraction) -> bool:
    """Whether a number is usual in a rate: `one in five`, not `one in 2019`."""
    return worth <= 20 or (worth % 10 == 0 and not 1900 <= worth <= 2100)
