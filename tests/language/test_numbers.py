"""English numbers: their values and spans."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.numbers import Number, Value, contains_number, numbers_in

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

# A text that is one number and nothing else; from, to and unit of its likeliest reading.
WORTH = [
    ("twelve", 12, 12, ""), ("12", 12, 12, ""), ("twenty-five", 25, 25, ""), ("twenty five", 25, 25, ""),
    ("a hundred and five", 105, 105, ""), ("hundred and five", 105, 105, ""), ("one hundred five", 105, 105, ""),
    ("fifteen hundred", 1500, 1500, ""), ("two thousand and eight", 2008, 2008, ""), ("12,500", 12500, 12500, ""),
    ("two hundred and fifty thousand", 250_000, 250_000, ""), ("a thousand and one", 1001, 1001, ""),
    ("a dozen", 12, 12, ""), ("two dozen", 24, 24, ""), ("half a dozen", 6, 6, ""), ("ten k", 10_000, 10_000, ""),
    ("two or three hundred", 200, 300, ""), ("two three hundred", 200, 300, ""), ("ten to fifteen", 10, 15, ""),
    ("5-6", 5, 6, ""), ("5–6", 5, 6, ""), ("one or two", 1, 2, ""), ("five six", 5, 6, ""),
    ("fifty, sixty", 50, 60, ""), ("six or seven hundred thousand", 600_000, 700_000, ""), ("five, six", 5, 6, ""),
    ("twenty, twenty-five", 20, 25, ""), ("a couple of hundred", 200, 200, ""), ("1994-95", 1994, 1995, ""),
    ("two hundred or three hundred", 200, 300, ""), ("2.5 to 3 million", 2_500_000, 3_000_000, ""),
    ("nineteen ninety four", 1994, 1994, ""), ("twenty twenty-three", 2023, 2023, ""), ("1994", 1994, 1994, ""),
    ("nineteen oh five", 1905, 1905, ""), ("twenty ten", 2010, 2010, ""), ("nineteen hundred", 1900, 1900, ""),
    ("nineties", 1990, 1990, "s"), ("90s", 1990, 1990, "s"), ("nineteen eighties", 1980, 1980, "s"),
    ("1980s", 1980, 1980, "s"), ("£1.2m", 1_200_000, 1_200_000, "£"), ("50p", Fraction(1, 2), Fraction(1, 2), "£"),
    ("one point two million pounds", 1_200_000, 1_200_000, "£"), ("a grand", 1000, 1000, "£"),
    ("fifteen hundred quid", 1500, 1500, "£"), ("three pounds fifty", Fraction(7, 2), Fraction(7, 2), "£"),
    ("£5-6m", 5_000_000, 6_000_000, "£"), ("£5 to £6 million", 5_000_000, 6_000_000, "£"),
    ("a tenner", 10, 10, "£"),
    ("two hundred dollars", 200, 200, "$"), ("€40", 40, 40, "€"), ("thirty forty grand", 30_000, 40_000, "£"),
    ("ten per cent", 10, 10, "%"), ("10%", 10, 10, "%"), ("ten to fifteen percent", 10, 15, "%"),
    ("two thirds", Fraction(2, 3), Fraction(2, 3), ""), ("two-thirds", Fraction(2, 3), Fraction(2, 3), ""),
    ("2/3", Fraction(2, 3), Fraction(2, 3), ""), ("a third", Fraction(1, 3), Fraction(1, 3), ""),
    ("half", Fraction(1, 2), Fraction(1, 2), ""), ("three quarters", Fraction(3, 4), Fraction(3, 4), ""),
    ("¾", Fraction(3, 4), Fraction(3, 4), ""), ("two and a half", Fraction(5, 2), Fraction(5, 2), ""),
    ("2½", Fraction(5, 2), Fraction(5, 2), ""), ("two and a half million", 2_500_000, 2_500_000, ""),
    ("half a million", 500_000, 500_000, ""), ("a quarter of a million", 250_000, 250_000, ""),
    ("one point five", Fraction(3, 2), Fraction(3, 2), ""), ("point five", Fraction(1, 2), Fraction(1, 2), ""),
    ("three point one four", Fraction(314, 100), Fraction(314, 100), ""), ("one in five", 1, 5, "in"),
    ("four out of ten", 4, 10, "in"), ("first", 1, 1, "th"), ("twenty-first", 21, 21, "th"), ("21st", 21, 21, "th"),
    ("hundred and third", 103, 103, "th"), ("hundreds of thousands", 100_000, 100_000, "many"),
    ("a few hundred", 100, 100, "few"), ("several thousand pounds", 1000, 1000, "several£"),
    ("half past seven", Fraction(15, 2), Fraction(15, 2), "clock"), ("twenty-odd", 20, 20, "odd"),
    ("fortyish", 40, 40, "ish"), ("50+", 50, 50, "plus"), ("twenty four seven", 24, 7, "/"), ("24/7", 24, 7, "/"),
]  # fmt: skip
# The numbers that stand in a text.
WITHIN = [
    ("in a room of five six of us spoke", ["five six"]),
    ("between ten and fifteen people", ["ten and fifteen"]),
    ("ten and fifteen are numbers", ["ten", "fifteen"]),
    ("two, two hundred people", ["two", "two hundred"]),
    ("ten thousand, twenty thousand pounds", ["ten thousand", "twenty thousand pounds"]),
    ("no one came, nor anyone else", []),
    ("wait a second", []),
    ("on the second of May", ["second"]),
    ("flat B12 in E17", []),
    ("ring oh seven seven double oh one two", ["oh seven seven double oh one two"]),
    ("I would often go to the hall", []),
    ("five of the seven interviews", ["five", "seven"]),
    ("the first two", ["first", "two"]),
    ("fifty-fifty", ["fifty", "fifty"]),
    ("in May 1994, 30 people", ["1994", "30"]),
]
# Alike or not.
ALIKE = [
    ("twenty thirty", "2030", True), ("twenty thirty", "20 to 30", True), ("twenty thirty", "50", False),
    ("two three hundred", "500", False), ("two three hundred", "300", False),
    ("two three hundred", "200-300", True),
    ("five six", "11", False), ("five six", "56", False), ("twenty twenty", "20", False), ("half", "50%", False),
    ("nineteen ninety four", "1994", True), ("nineteen ninety four", "113", False), ("a third", "third", False),
    ("the nineties", "the 1990s", True), ("seven thirty", "half past seven", True), ("ten quid", "£10", True),
    ("ten", "£10", False), ("ten", "10%", False), ("hundreds", "a hundred", False), ("twenty-odd", "20", False),
    ("oh seven seven one", "0771", True), ("one oh one", "101", True), ("two in ten", "one in five", False),
    ("fifty thousand", "50k", True), ("fifteen hundred", "1,500", True), ("five p", "5p", True),
    ("three pounds fifty", "£3.50", True), ("a couple of hundred", "200", True), ("two and a half", "2.5", True),
]  # fmt: skip


def first_of(text: str) -> Number:
    return numbers_in(text)[0]


@pytest.mark.parametrize(("text", "low", "high", "unit"), WORTH)
def test_number_values(text, low, high, unit):
    [found] = numbers_in(text)
    assert found.span.of(text) == text
    assert found.value == Value(Fraction(low), Fraction(high), unit)


@pytest.mark.parametrize(("text", "low", "high", "unit"), WORTH)
def test_a_number_in_a_sentence_is_the_same(text, low, high, unit):
    sentence = f"They said that {text} was what they wanted."
    [found] = numbers_in(sentence)
    assert found.span.of(sentence) == text
    assert found.value == Value(Fraction(low), Fraction(high), unit)


@pytest.mark.parametrize(("text", "numbers"), WITHIN)
def test_number_spans(text, numbers):
    assert [found.span.of(text) for found in numbers_in(text)] == numbers


@pytest.mark.parametrize(("one", "other", "alike"), ALIKE)
def test_whether_two_numbers_agree(one, other, alike):
    assert first_of(one).agrees(first_of(other)) is alike


def test_words_that_are_not_numbers():
    assert not contains_number(["nobody", "came"])
    assert contains_number(["around", "forty", "came"])


def in_words(number: int) -> str:
    """A whole number in British English words, written independently of the grammar."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    for size, name in ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            joint = " and " if rest < 100 else " "
            return f"{in_words(number // size)} {name}" + (joint + in_words(rest) if rest else "")
    raise AssertionError


@given(
    st.integers(0, 999_999_999_999),
    st.sampled_from(["", "We had ", "(", "… "]),
    st.sampled_from(["", " of them.", ")"]),
)
def test_numbers_in_words_round_trip(number, before, after):
    words = in_words(number)
    text = f"{before}{words}{after}"
    [found] = numbers_in(text)
    assert found.span.of(text) == words
    assert found.whole == number
    assert found.agrees(first_of(f"{number:,}"))


@given(st.integers(1100, 2099))
def test_years_read_in_pairs(year):
    first, rest = divmod(year, 100)
    if first == 20 and rest < 10:
        words = f"two thousand{f' and {in_words(rest)}' if rest else ''}"
    else:
        last = "hundred" if not rest else f"oh {in_words(rest)}" if rest < 10 else in_words(rest)
        words = f"{in_words(first)} {last}"
    [found] = numbers_in(words)
    assert found.agrees(first_of(str(year)))


@given(
    st.integers(1, 8),
    st.integers(1, 3),
    st.sampled_from(["hundred", "thousand", "million"]),
    st.sampled_from([" or ", " to ", "-", " ", ", "]),
)
def test_the_scale_of_a_range_applies_to_both_ends(low, more, scale, joint):
    high = min(9, low + more)
    if joint in (" ", ", ", "-") and high > 3 * low:
        joint = " or "
    words = f"{in_words(low)}{joint}{in_words(high)} {scale}"
    [found] = numbers_in(words)
    size = {"hundred": 100, "thousand": 1000, "million": 1_000_000}[scale]
    assert found.span.of(words) == words
    assert found.value == Value(Fraction(low * size), Fraction(high * size))


@given(
    st.lists(
        st.sampled_from(
            [
                *ONES,
                *TENS,
                "hundred",
                "thousand",
                "and",
                "a",
                "half",
                "or",
                "to",
                "point",
                "oh",
                "£",
                "5",
                "third",
                "thirds",
                "of",
                "in",
                "per",
                "cent",
                "couple",
                ",",
                "-",
                "’s",
                "people",
                "½",
                "k",
                "fiver",
                "double",
                "s",
                "90",
                "past",
                "few",
                "dozens",
                "second",
                "ish",
                "3,000",
                "0.5",
                "/",
            ]
        ),
        max_size=9,
    )
)
def test_spans_never_overlap_and_never_leave_the_text(words):  # fmt: skip
    text = " ".join(words)
    end = 0
    for found in numbers_in(text):
        assert end <= found.span.start < found.span.end <= len(text)
        assert found.span.of(text) == found.span.of(text).strip()
        assert found.readings
        end = found.span.end


@given(st.text(max_size=40))
def test_any_text_can_be_read(text):
    for found in numbers_in(text):
        assert text[found.span.start : found.span.end]


LONG = "7" * 5_000  # Python refuses to read a number of more than 4,300 digits


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        f"It was {LONG} people",
        f"£{LONG}",
        f"{LONG}%",
        f"{LONG}m",
        f"{LONG} thousand",
        f"{LONG}.5",
        f"0.{LONG}",
        f"{LONG},000",
        f"{LONG}/100",
        f"1/{LONG}",
        f"{LONG}th of May",
        f"{LONG}-{LONG}",
        f"between {LONG} and {LONG}",
        f"two and {LONG}",
        f"the {LONG}s",
        f"{LONG} point five",
        f"{LONG} out of {LONG}",
    ],
    ids=lambda text: text.replace(LONG, "LONG"),
)
def test_a_number_of_thousands_of_digits_is_none(text):
    assert all(0 < found.value.high < 10**9 for found in numbers_in(text))


def test_a_fraction_of_thousands_of_digits_is_read_as_far_as_it_matters():
    (found,) = numbers_in("one point" + " five" * 5_000)
    assert float(found.value.low) == pytest.approx(1 + 5 / 9)
