"""Interviews with identifiers planted in them, in the style of the sample; seeded.

Two sets that share nothing: `development`, to look at while the finders are written, and `held_out`, to measure by.
Names of people, streets, sentences and organisations are different. Telephone numbers are of ranges kept for
fiction; the other numbers are made up.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import planted_words

KINDS = (
    "name", "phone", "email", "postcode", "address", "NHS number", "National Insurance number", "date of birth",
)  # fmt: skip
# How many of each kind; together 500.
WANTED = dict(zip(KINDS, (190, 70, 50, 50, 50, 30, 30, 30), strict=True))
_AREAS = ("1134960", "1144960", "1214960", "1314960", "1914980", "2079460")
_UNITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Planted:
    """An identifier in a text.

    Attributes:
        kind: one of `KINDS`.
        text: as it stands there.
        start: its first character in the transcript.
        form: how it is told, for looking at what is missed.
    """

    kind: str
    text: str
    start: int
    form: str


@dataclass(frozen=True)
class Transcript:
    """A transcript, what was planted in it, and the organisations that it names."""

    name: str
    text: str
    planted: tuple[Planted, ...]
    organisations: tuple[str, ...]


def transcripts(which: str, *, seed: int) -> list[Transcript]:
    """The transcripts of a set: ten interviews with 500 identifiers in all.

    Args:
        which: `development` or `held_out`.
        seed: for the choice of names and numbers.
    """
    words = planted_words.SETS[which]
    chance = random.Random(f"{which}-{seed}")
    makers: dict[str, Callable[[], tuple[str, str]]] = {
        "name": lambda: _name(words, chance),
        "phone": lambda: _phone(chance),
        "email": lambda: _email(words, chance),
        "postcode": lambda: _postcode(chance),
        "address": lambda: _address(words, chance),
        "NHS number": lambda: _health_number(chance),
        "National Insurance number": lambda: _insurance(chance),
        "date of birth": lambda: _birth(chance),
    }
    kinds = [kind for kind, count in WANTED.items() for _ in range(count)]
    chance.shuffle(kinds)
    made = []
    for number in range(10):
        made.append(_transcript(number, kinds[number::10], words, makers, chance))
    return made


def write_study(folder: Path, made: list[Transcript]) -> None:
    """The transcripts as a study: nobody but the two who talk is on record."""
    folder.mkdir(parents=True, exist_ok=True)
    people = [["case", "speaker", "name", "consent", "interviewer"]]
    for one in made:
        (folder / f"{one.name}.txt").write_text(one.text, "utf-8")
        people.append([one.name, "Interviewer", "", "", "yes"])
        people.append([one.name, "Participant", "", "anonymous", "no"])
    with (folder / "participants.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(people)


def _transcript(number, kinds, words, makers, chance) -> Transcript:
    parts: list[str] = []
    planted: list[Planted] = []
    named: list[str] = []
    fillers = list(words.fillers)
    chance.shuffle(fillers)
    organisations = chance.sample(words.organisations, k=len(words.organisations))
    for at, kind in enumerate(kinds):
        if at % 3 == 0:
            parts.append(f"\n\nInterviewer: {chance.choice(words.questions)}\n\nParticipant: ")
        if at % 2 == 0:
            sentence, organisation = (
                chance.choice(words.about_organisations),
                organisations[at // 2 % len(organisations)],
            )
            parts.append(sentence.replace("{organisation}", organisation) + " ")
            named.append(organisation)
        template = chance.choice(words.templates[kind])
        text, form = makers[kind]()
        before, _, after = template.partition("{it}")
        parts.append(before)
        planted.append(Planted(kind, text, sum(map(len, parts)) - 2, form))  # the text begins with two line ends
        parts += [text, after, " ", fillers[at % len(fillers)], " "]
    text = "".join(parts)[2:] + "\n"
    assert all(text[one.start : one.start + len(one.text)] == one.text for one in planted)
    return Transcript(f"talk_{number:02d}", text, tuple(planted), tuple(named))


def _name(words, chance) -> tuple[str, str]:
    given, family = chance.choice(words.given), chance.choice(words.family)
    form = chance.choice(("whole", "whole", "whole", "given", "given", "titled", "possessive", "initial"))
    written = {
        "whole": f"{given} {family}",
        "given": given,
        "titled": f"{chance.choice(('Mrs', 'Mr', 'Dr', 'Ms', 'Cllr'))} {family}",
        "possessive": f"{given} {family}",
        "initial": f"{given[0]}. {family}",
    }[form]
    return written, form


def _phone(chance) -> tuple[str, str]:
    number = chance.choice((
        f"07700900{chance.randrange(1000):03d}",
        f"0{chance.choice(_AREAS)}{chance.randrange(1000):03d}",
        f"01632960{chance.randrange(1000):03d}",
        f"08081570{chance.randrange(1000):03d}",
    ))  # fmt: skip
    form = chance.choice(
        ("plain", "spaced", "spaced", "brackets", "hyphens", "abroad", "spoken", "spoken", "pairs", "mixed")
    )
    if form == "plain":
        return number, form
    cut = 5 if number.startswith(("077", "016")) else 4
    one, two, three = number[:cut], number[cut : cut + 3], number[cut + 3 :]
    if form == "spaced":
        return f"{one} {two} {three}", form
    if form == "brackets":
        return f"({one}) {two} {three}", form
    if form == "hyphens":
        return f"{one}-{two}-{three}", form
    if form == "abroad":
        return f"+44 {number[1:5]} {number[5:]}", form
    if form == "mixed":
        return f"{_said(one)} {two} {three}", form
    if form == "pairs":
        return ", ".join(_said(part) for part in re.findall(r"\d{1,3}", number)), form
    return _said(number, doubles=True), form


def _said(digits: str, *, doubles: bool = False) -> str:
    spoken: list[str] = []
    at = 0
    while at < len(digits):
        if doubles and digits[at : at + 3] == "900":
            spoken.append("nine hundred")
            at += 3
        elif doubles and at + 1 < len(digits) and digits[at] == digits[at + 1]:
            spoken.append(f"double {_UNITS[int(digits[at])]}" if digits[at] != "0" else "double-oh")
            at += 2
        else:
            spoken.append(_UNITS[int(digits[at])])
            at += 1
    return " ".join(spoken)


def _email(words, chance) -> tuple[str, str]:
    plain = lambda name: re.sub(r"[^a-z]", "", name.lower())  # noqa: E731
    given, family = plain(chance.choice(words.given)) or "kim", plain(chance.choice(words.family)) or "lee"
    local = chance.choice(
        (f"{given}.{family}", f"{given}{chance.randrange(40, 99)}", f"{given[0]}{family}", f"{given}_{family}")
    )
    domain = chance.choice(words.domains)
    form = chance.choice(("written", "written", "capitals", "spoken", "spoken", "bracketed"))
    if form == "written":
        return f"{local}@{domain}", form
    if form == "capitals":
        return f"{local.title()}@{domain}", form
    if form == "bracketed":
        return f"{local} (at) {domain}", form
    return f"{local.replace('.', ' dot ').replace('_', ' underscore ')} at {domain.replace('.', ' dot ')}", form


def _postcode(chance) -> tuple[str, str]:
    area = chance.choice(("NE", "S", "LS", "B", "TR", "EH", "CF", "G", "SE", "N", "BT", "IP", "M"))
    outward = f"{area}{chance.randrange(1, 30)}"
    inward = f"{chance.randrange(1, 10)}{chance.choice('ABDEFGHJLN')}{chance.choice('PQRSUWXYZ')}"
    form = chance.choice(("spaced", "spaced", "together", "small", "spelt"))
    if form == "together":
        return f"{outward}{inward}", form
    if form == "small":
        return f"{outward} {inward}".lower(), form
    if form == "spelt":
        letters = " ".join(area)
        figures = outward[len(area) :]
        said = _UNITS[int(figures)] if len(figures) == 1 else _two(int(figures))
        return f"{letters} {said}, {_UNITS[int(inward[0])]} {inward[1]} {inward[2]}", form
    return f"{outward} {inward}", form


def _two(number: int) -> str:
    if number < 10:
        return _UNITS[number]
    if number < 20:
        return _TEENS[number - 10]
    return _TENS[number // 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")


def _address(words, chance) -> tuple[str, str]:
    street, number = chance.choice(words.streets), chance.randrange(2, 98)
    form = chance.choice(("plain", "plain", "comma", "flat", "words", "letter"))
    return {
        "plain": f"{number} {street}",
        "comma": f"number {number}, {street}",
        "flat": f"Flat {chance.randrange(1, 20)}, {number} {street}",
        "words": f"{_two(number)} {street}",
        "letter": f"{number}{chance.choice('ab')} {street}",
    }[form], form


def _health_number(chance) -> tuple[str, str]:
    while True:
        nine = f"9{chance.randrange(10**8):08d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            break
    number = nine + str(check % 11)
    form = chance.choice(("spaced", "spaced", "plain", "hyphens", "spoken"))
    parts = (number[:3], number[3:6], number[6:])
    return {
        "spaced": " ".join(parts),
        "plain": number,
        "hyphens": "-".join(parts),
        "spoken": ", ".join(map(_said, parts)),
    }[form], form


def _insurance(chance) -> tuple[str, str]:
    first, last = chance.choice(("AB", "CE", "JT", "NX", "PW", "QQ", "SK")), chance.choice("ABCD")
    figures = f"{chance.randrange(10**6):06d}"
    form = chance.choice(("spaced", "spaced", "plain", "small", "parts"))
    pairs = " ".join((figures[:2], figures[2:4], figures[4:]))
    return {
        "spaced": f"{first} {pairs} {last}",
        "plain": f"{first}{figures}{last}",
        "small": f"{first}{figures}{last}".lower(),
        "parts": f"{first} {figures} {last}",
    }[form], form


def _birth(chance) -> tuple[str, str]:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1931, 2004)
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
    form = chance.choice(("slashes", "dots", "words", "words", "ordinal", "spoken", "short"))
    return {
        "slashes": f"{day:02d}/{month:02d}/{year}",
        "dots": f"{day}.{month}.{year % 100:02d}",
        "words": f"{day} {_MONTHS[month - 1]} {year}",
        "ordinal": f"the {day}{ending} of {_MONTHS[month - 1]} {year}",
        "spoken": f"the {_ORDINALS[day % 10]} of {_MONTHS[month - 1]} nineteen {_two(max(10, year % 100))}",
        "short": f"{day}{ending} {_MONTHS[month - 1][:3]} {year}",
    }[form], form


def spans_of(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Every place of some words in a text."""
    return (match.span() for match in re.finditer(re.escape(words), text))
