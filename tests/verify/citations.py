"""Quotations cited in ten styles by a study that numbers its own people and interviews, and faults in them."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.storage import read_table, write_table
from pipeline.corpus.study import Study
from pipeline.language.numbers import Number, numbers_in
from tests.verify.faults import Planted
from tests.verify.material import Material, Said

RESPELT = {
    "organise": "organize", "organised": "organized", "organisation": "organization",
    "organisations": "organizations",
    "realise": "realize", "realised": "realized", "recognise": "recognize", "recognised": "recognized",
    "colour": "color", "neighbour": "neighbor", "neighbours": "neighbors", "neighbourhood": "neighborhood",
    "labour": "labor", "behaviour": "behavior", "favourite": "favorite", "centre": "center", "centres": "centers",
    "theatre": "theater", "travelled": "traveled", "travelling": "traveling", "counselling": "counseling",
    "programme": "program", "programmes": "programs", "grey": "gray", "practise": "practice", "defence": "defense",
    "emphasise": "emphasize", "prioritise": "prioritize", "apologise": "apologize", "honour": "honor",
}  # fmt: skip
MISSPELT = {"four": "for", "mum": "mom", "prize": "prise", "advice": "advise", "there": "their", "story": "storey"}
MANY = {"all": "some", "some": "most", "most": "a few", "many": "few", "few": "many", "none": "most",
        "half": "most", "everybody": "a few", "everyone": "a few", "several": "all"}  # fmt: skip


@dataclass(frozen=True)
class Numbered:
    """A study's own numbers, of people by participant and of interviews by source; and where each took place."""

    people: dict[str, int]
    interviews: dict[str, int]
    places: dict[str, str]


def numbered(study: Study, folder: Path, rng: random.Random) -> tuple[Study, Numbered]:
    """A copy of a finished run whose labels and files bear numbers that are not the pipeline's ids."""
    shutil.copytree(study.outputs, folder)
    made = Study(study.transcripts, study.models, folder)
    people = read_table(made.tables / "participants.parquet", tables.PARTICIPANTS)
    sources = read_table(made.tables / "sources.parquet", tables.SOURCES)
    of_people = _shuffled(people["participant"].tolist(), rng)
    of_sources = _shuffled(
        [s for s, kind in zip(sources["source"], sources["kind"], strict=True) if kind != "survey"], rng
    )
    people["speaker"] = [f"Participant {of_people[each]}" for each in people["participant"]]
    towns = ["Hackney", "Thirsk", "Larne", "Penarth", "Wick", "Otley", "Ryde", "Louth", "Neath", "Cromer"]
    places = {source: towns[number % len(towns)] for source, number in of_sources.items()}
    sources["file"] = [
        f"interview_{of_sources[s]:02}_{places[s].casefold()}.docx" if s in of_sources else file
        for s, file in zip(sources["source"], sources["file"], strict=True)
    ]
    write_table(made.tables / "participants.parquet", people)
    write_table(made.tables / "sources.parquet", sources)
    return made, Numbered(of_people, of_sources, places)


def _shuffled(names: Sequence[str], rng: random.Random) -> dict[str, int]:
    order = sorted(set(names))
    rng.shuffle(order)
    return {name: number for number, name in enumerate(order, start=1)}


Style = Callable[[int, int, str, str], str]  # participant's and interview's number, place, quotation
STYLES: dict[str, Style] = {
    "(Interview 18, male, 23, Hackney)": lambda p, i, where, q: (
        f"It was plain. “{q}” (Interview {i}, male, 23, {where})"
    ),
    "(Interview 18)": lambda p, i, where, q: f"One account was plain. “{q}” (Interview {i})",
    "(I18)": lambda p, i, where, q: f"One account was plain. “{q}” (I{i})",
    "(P7)": lambda p, i, where, q: f"One account was plain. “{q}” (P{p})",
    "(Int. 3)": lambda p, i, where, q: f"One account was plain. “{q}” (Int. {i})",
    "– Participant 7, Hackney": lambda p, i, where, q: f"“{q}”\n\n– Participant {p}, {where}",
    "(Participant 7, Interview 18)": lambda p, i, where, q: f"It was plain. “{q}” (Participant {p}, Interview {i})",
    "– Interview 18, Hackney": lambda p, i, where, q: f"“{q}”\n\n– Interview {i}, {where}",
    "[I18, woman, 41]": lambda p, i, where, q: f"One account was plain. “{q}” [I{i}, woman, 41]",
    "Participant 7 said": lambda p, i, where, q: f"Participant {p} said: “{q}”",
}


def cited(one: Planted, numbers: Numbered, style: str, rng: random.Random) -> tuple[str, Planted] | None:
    """The paragraph that cites a quotation in a style; with another's number where that is the fault."""
    who, where = one.said.person.participant, one.said.source
    if who not in numbers.people or where not in numbers.interviews:
        return None
    person, interview = numbers.people[who], numbers.interviews[where]
    if one.kind == "another's number":
        person = rng.choice(sorted(set(numbers.people.values()) - {person}))
        interview = rng.choice(sorted(set(numbers.interviews.values()) - {interview}))
        if _own_attribution(one, person):
            return None
    quote = one.quote.replace('"', "").replace("“", "").replace("”", "")
    return STYLES[style](person, interview, numbers.places[where], quote), one


def _own_attribution(one: Planted, number: int) -> bool:
    """Whether the pipeline cites the speaker by this number, so that it is not wrong."""
    return (
        re.search(rf"\b0*{number}\b", f"{one.said.person.attribution} {one.said.person.participant[1:]}")
        is not None
    )


def figure_changed(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """Another figure, range or fraction for one that was said."""
    del material
    found = [each for each in numbers_in(said.words) if each.span.of(said.words).casefold() != "one"]
    if not found:
        return None
    number = rng.choice(found)
    return Planted(_with(said.words, number, rng.choice(_others(number))), said, "another figure or range", True)


def _others(number: Number) -> list[str]:
    low, high, unit = number.value
    if unit == "th":
        return [f"{int(low) + 3}th"]
    if low.denominator > 1:
        return ["two fifths", "seven eighths"]
    sign = unit if unit in ("£", "$", "€") else ""
    end = "%" if unit == "%" else ""
    far = int(high) * 2 + 1
    return [f"{sign}{far:,}{end}", f"{sign}{int(low)}–{far}{end}", f"{sign}{int(high) + 11}{end}"]


def figure_in_digits(said: Said) -> Planted | None:
    """The same figure, in digits where it was in words: no fault."""
    for number in numbers_in(said.words):
        whole, told = number.whole, number.span.of(said.words)
        if whole is not None and whole > 9 and told[:1].isalpha():
            return Planted(
                _with(said.words, number, f"{whole:,}" if whole > 2100 else str(whole)), said, "in digits", False
            )
    return None


def _with(text: str, number: Number, new: str) -> str:
    return text[: number.span.start] + new + text[number.span.end :]


def quantity_in_brackets(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """`[most]` for a word that said another quantity."""
    del material
    found = [m for m in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", said.words) if m[0].casefold() in MANY]
    if not found:
        return None
    word = rng.choice(found)
    made = f"{said.words[: word.start()]}[{MANY[word[0].casefold()]}]{said.words[word.end() :]}"
    return Planted(made, said, "a quantity in brackets", True)


def other_word(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """A word that looks like another spelling, and is another word."""
    del material
    found = [m for m in re.finditer(r"[^\W_]+", said.words) if m[0].casefold() in MISSPELT]
    if not found:
        return None
    word = rng.choice(found)
    return Planted(
        said.words[: word.start()] + MISSPELT[word[0].casefold()] + said.words[word.end() :],
        said,
        "another word",
        True,
    )


def anothers_number(rng: random.Random, said: Said, material: Material) -> Planted | None:
    """The right words with the number of somebody else and of another interview."""
    del rng, material
    return Planted(said.words, said, "another's number", True)


def respelt(said: Said) -> Planted | None:
    """American spellings for British ones and the other way round: no fault."""
    table = RESPELT | {american: british for british, american in RESPELT.items()}
    made = re.sub(r"[^\W_]+", lambda m: table.get(m[0], m[0]), said.words)
    return Planted(made, said, "respelt", False) if made != said.words else None


def ligatured(said: Said) -> Planted | None:
    """Ligatures for letters: no fault."""
    made = said.words.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")
    return Planted(made, said, "ligatures", False) if made != said.words else None


FAULTS = {
    "another figure or range": figure_changed,
    "a quantity in brackets": quantity_in_brackets,
    "another word": other_word,
    "another's number": anothers_number,
}
UNTOUCHED = (lambda said: Planted(said.words, said, "as it is", False), figure_in_digits, respelt, ligatured)
