"""Reads plain English numbers, in words and in digits: `a hundred and five`, `two and a half million`.

`pipeline.language.numbers` builds on this and adds ranges, units, years and other forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from pipeline.corpus.spans import Span

UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9
}  # fmt: skip
ZEROS = ("zero", "nought", "naught", "nil")
TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
REPEATS = {"double": 2, "treble": 3, "triple": 3}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
    "hundredth": 100, "thousandth": 1_000, "millionth": 1_000_000,
}  # fmt: skip
PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + ending: n for word, n in ORDINALS.items() if n > 2 and n < 101 for ending in ("", "s")
}
SCALES = {
    "hundred": 100, "dozen": 12, "thousand": 1_000, "grand": 1_000, "k": 1_000, "million": 1_000_000,
    "mn": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000,
}  # fmt: skip
_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|[£$€%+½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_HALF = Fraction(1, 2)
_GAPS = re.compile(r"[\s-]{0,2}")  # within one number
_LONGEST = 40  # characters; what has more digits is no amount, and Python refuses to read thousands of them
_NO_NUMBER = "#"


class NumberToken(NamedTuple):
    """A word, a run of digits or a sign, and its position."""

    word: str
    start: int
    end: int


class Part(NamedTuple):
    """A number without its unit: its value, the index of the token after it, its last scale, and the multiplier."""

    worth: Fraction
    end: int
    scale: int = 1
    many: Fraction | None = None  # the multiplier of the scale, if no smaller part follows
    unit: str = ""


class Cardinals:
    """Reads the plain numbers of a text.

    Args:
        text: any text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [NumberToken(_token(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]

    def _word(self, at: int) -> str:
        return self._tokens[at].word if 0 <= at < len(self._tokens) else ""

    def _gap(self, at: int) -> str:
        """The text between a token and the one before it."""
        return self._text[self._tokens[at - 1].end : self._tokens[at].start] if 0 < at < len(self._tokens) else ";"

    def _near(self, at: int) -> bool:
        """Whether a token is close enough to belong to the number before it."""
        return bool(_GAPS.fullmatch(self._gap(at)))

    def _is(self, at: int, *words: str) -> bool:
        return all(self._word(at + n) == word and self._near(at + n) for n, word in enumerate(words))

    def _cardinal(self, at: int) -> Part | None:
        """A number of any size, whole or fractional: `a hundred and five`, `two and a half million`, `1.2m`."""
        if part := self._share(at):
            return part
        total: Part | None = None
        while True:
            joint = at if total is None else total.end
            if total is not None and (total.scale < 100 or (joint < len(self._tokens) and not self._near(joint))):
                return total
            joint += total is not None and self._word(joint) == "and" and self._near(joint + 1)
            group = self._group(joint)
            if total is None:
                if group is None:
                    return None
                total = group
            elif group is None or group.worth >= total.scale or group.unit:
                return self._and_part(total)
            else:
                total = Part(total.worth + group.worth, group.end, group.scale, None, total.unit)
            if total.scale == 1:
                return total

    def _group(self, at: int) -> Part | None:
        """A number with its scales: `fifteen hundred`, `two hundred thousand`, `1.2 million`."""
        part = self._coefficient(at)
        if part is None:
            return None
        worth, end, many, scale, unit = part.worth, part.end, part.worth, 1, part.unit
        while end < len(self._tokens) and (self._near(end) or end == at):
            word = self._word(end)
            glued = not self._gap(end) and self._word(end - 1)[-1:].isdecimal()
            times = 1_000_000 if word == "m" and glued else 1_000_000_000 if word == "b" and glued else 0
            times = times or SCALES.get(word, 0)
            if not times or (scale > 1 and times < scale) or worth >= 1_000_000_000:
                break
            unit = "£" if word == "grand" else unit
            worth, scale, end = worth * times, times, end + 1
            if times == 100 and (rest := self._below_hundred(end)):
                worth, end, scale, many = worth + rest.worth, rest.end, 1, worth + rest.worth
        return Part(worth, end, scale, many if scale > 1 else None, unit)

    def _below_hundred(self, at: int) -> Part | None:
        """The number that follows `two hundred and`."""
        joint = at + (self._is(at, "and") and self._near(at + 1))
        rest = self._small(joint) if joint < len(self._tokens) and self._near(joint) else None
        follows = rest and self._near(rest.end) and self._word(rest.end) in ("hundred", "point")
        return rest if rest and 0 < rest.worth < 100 and not follows else None

    def _coefficient(self, at: int) -> Part | None:
        """The number before a scale, or a number below a hundred without a scale."""
        word = self._word(at)
        start = at + (word == "a" and self._near(at + 1))
        if self._word(start) == "couple":
            of = start + 1 + self._is(start + 1, "of")
            return Part(Fraction(2), of if self._word(of) in SCALES else start + 1)
        alone = self._word(start) not in ("k", "mn", "bn", "grand")
        if self._word(start) in SCALES and (alone or start > at):
            return Part(Fraction(1), start)  # `a hundred`; the scale is read next
        if word == "point":
            return self._decimals(at, Fraction(0))
        part = self._small(at)
        if part is None:
            return None
        if self._is(part.end, "point") and (made := self._decimals(part.end, part.worth)):
            return made
        return self._and_part(part)

    def _and_part(self, part: Part) -> Part:
        """`two and a half`, `two and three quarters`, `a million and a half`, `2½`."""
        end = part.end
        sign = self._word(end)
        if (sign and not sign.isalnum()) or (len(sign) == 1 and sign.isnumeric() and not sign.isdecimal()):
            if not self._gap(end) and (worth := _sign(sign)):
                return part._replace(worth=part.worth + worth, end=end + 1)
            return part
        if not self._is(end, "and") or not self._near(end + 1):
            return part
        more = self._proper(end + 1)
        if more is None:
            return part
        return part._replace(worth=part.worth + more.worth * part.scale, end=more.end)

    def _share(self, at: int) -> Part | None:
        """`two thirds`, `a quarter of a million`, `half a dozen`, `½`, `2/3`."""
        part = self._proper(at)
        if part is None:
            return None
        end = part.end + self._is(part.end, "of")
        end += self._is(end, "a")
        if end > part.end and self._near(end) and self._word(end) in SCALES:
            scale = SCALES[self._word(end)]
            unit = "£" if self._word(end) == "grand" else ""
            return Part(part.worth * scale, end + 1, scale, None, unit)._replace(scale=1)
        return part

    def _proper(self, at: int) -> Part | None:
        """A fraction below one."""
        word = self._word(at)
        if worth := _sign(word):
            return Part(worth, at + 1)
        if word.isdecimal() and self._gap(at + 1) == "/" and self._word(at + 1).isdecimal():
            top, bottom = int(word), int(self._word(at + 1))
            dated = self._gap(at + 2).startswith("/") or self._gap(at) == "/"
            return Part(Fraction(top, bottom), at + 2) if top < bottom <= 100 and not dated else None
        if word == "half":
            return Part(_HALF, at + 1)
        if word == "quarter" and self._is(at + 1, "of"):
            return Part(Fraction(1, 4), at + 1)
        many = 1 if word in ("a", "one") else UNITS.get(word, TEENS.get(word, 0))
        part = self._word(at + 1)
        if not many or not self._near(at + 1) or part not in PARTS or (many > 1) != part.endswith("s"):
            return None
        if (many == 1 and part in ("halves",)) or many >= PARTS[part]:
            return None
        return Part(Fraction(many, PARTS[part]), at + 2)

    def _decimals(self, at: int, whole: Fraction) -> Part | None:
        """A decimal fraction: `point five` after a whole number."""
        end, made = at + 1, ""
        while end < len(self._tokens) and self._near(end) and (digit := digit_of(self._word(end))):
            made += digit
            end += 1
        made = made[:_LONGEST]
        if not made and (more := self._small(at + 1)) and self._near(at + 1) and 9 < more.worth < 100:
            made, end = str(int(more.worth)), more.end  # `two point twenty-five`
        return Part(whole + Fraction(int(made), 10 ** len(made)), end) if made else None

    def _small(self, at: int) -> Part | None:
        """A number below a hundred in words, or any in digits."""
        word = self._word(at)
        if word[:1].isdecimal():
            return Part(Fraction(word.replace(",", "")), at + 1)
        if word in TENS:
            unit = UNITS.get(self._word(at + 1), 0) if self._near(at + 1) else 0
            return Part(Fraction(TENS[word] + unit), at + 1 + bool(unit))
        if word in UNITS or word in TEENS or word in ZEROS:
            return Part(Fraction(UNITS.get(word, 0) or TEENS.get(word, 0)), at + 1)
        if word.endswith("ish") and (stem := word.removesuffix("ish")) in UNITS | TEENS | TENS:
            return Part(Fraction((UNITS | TEENS | TENS)[stem]), at + 1, unit="ish")
        return None


def _token(written: str) -> str:
    return _NO_NUMBER if len(written) > _LONGEST and written[0].isdecimal() else written.casefold()


def _sign(word: str) -> Fraction | None:
    """The value of a sign such as ½."""
    if len(word) != 1 or not word.isnumeric() or word.isdecimal():
        return None
    top, _, bottom = unicodedata.normalize("NFKC", word).partition("⁄")
    return Fraction(int(top), int(bottom)) if bottom else None


def digit_of(word: str) -> str:
    """The digit that a word stands for when digits are read one by one; "" if it is not one."""
    if word in ("oh", "o") or word in ZEROS:
        return "0"
    return str(UNITS[word]) if word in UNITS else ""


def ends_of_range(parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    """The ends of a range: `two or three hundred` is 200 to 300, `1994-95` is 1994 to 1995."""
    first, last = parts[0], parts[-1]
    low, high = first.worth, last.worth
    if last is first:
        return low, high
    if last.scale > 1 and first.scale == 1 and last.many is not None and low < last.many:
        low *= high / last.many
    elif low > 1_000 and high < 100:
        high += low - low % 100
    return low, high


_UNITS = {word: str(digit) for word, digit in UNITS.items()} | dict.fromkeys((*ZEROS, "oh", "o"), "0")
_TEENS = {word: str(number) for word, number in TEENS.items()}
_TENS = {word: str(number // 10) for word, number in TENS.items()}

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_TEEN = "|".join(sorted(_TEENS, key=len, reverse=True))
_TEN = "|".join(_TENS)
# A spoken number of up to two digits, as in house numbers and years.
SMALL = rf"(?:(?:{_TEN})(?:[ -](?:{_UNIT}))?|{_TEEN}|{_UNIT})"
_DIGIT_TOKEN = rf"(?:(?:double|treble|triple)[ -](?:{_UNIT}|\d)|(?:{_UNIT}|\d)[ -](?:hundred|thousand)|{SMALL}|\d+)"
_FILLER = r"(?:(?:um|uh|er|erm|then|and|so|like|right|plus|dash|space)\b[\s,.…–—-]*)*"
_SEPARATOR = rf"(?:[\s,…–—()/-]+|\.\s*){_FILLER}"
_RUN = re.compile(
    rf"(?<![\w£$€.,])(?:\+\s?)?{_DIGIT_TOKEN}(?:{_SEPARATOR}{_DIGIT_TOKEN}){{2,}}(?!\w)", re.IGNORECASE
)
_PART = re.compile(
    rf"(?:(double|treble|triple)[ -]({_UNIT}|\d)|({_UNIT}|\d)[ -](hundred|thousand)|({_TEN})(?:[ -]({_UNIT}))?"
    rf"|({_TEEN})|({_UNIT})|(\d+))(?!\w)",
    re.IGNORECASE,
)


class SpokenNumber(NamedTuple):
    """A spoken sequence of digits: its span, the digits, and how many of its parts are words."""

    span: Span
    digits: str
    words: int


def spoken_numbers(text: str) -> Iterator[SpokenNumber]:
    """Sequences of at least three numbers, in words or digits."""
    for match in _RUN.finditer(text):
        digits, words = "", 0
        for part in _PART.finditer(match[0]):
            figures = _figures(part)
            digits += figures
            words += not part[0].isdigit()
        yield SpokenNumber(Span(*match.span()), digits, words)


def _figures(part: re.Match[str]) -> str:
    times, repeated, many, zeros, tens, unit, teen, alone, plain = part.groups()
    if times:
        return _one(repeated) * REPEATS[times.casefold()]
    if many:
        return _one(many) + ("00" if zeros.casefold() == "hundred" else "000")
    if tens:
        return _TENS[tens.casefold()] + (_one(unit) if unit else "0")
    if teen:
        return _TEENS[teen.casefold()]
    return plain or _one(alone)


def _one(word: str) -> str:
    return _UNITS.get(word.casefold(), word)
