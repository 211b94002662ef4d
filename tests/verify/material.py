"""What drafts are made of: passages of a finished run, as they may be printed, with whose they are."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from pipeline.corpus import tables
from pipeline.corpus.records import INTERVIEWER, PARTICIPANT
from pipeline.corpus.spans import Span, folded, replaced
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts
from pipeline.verify.words import asides

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Person:
    """Who may be quoted, and how."""

    participant: str
    case: str
    name: str
    role: str
    consent: str
    attribution: str
    quotable: bool

    @property
    def printed(self) -> str:
        """How the draft may call the person."""
        return self.name if self.consent == "named" else ""


@dataclass(frozen=True)
class Said:
    """A stretch of somebody's words, names taken out as consent asks."""

    words: str
    source: str
    turn: int
    person: Person
    raw: str = ""


@dataclass(repr=False)
class Material:
    """The passages of a run: sentences, by turn."""

    people: dict[str, Person]
    turns: list[list[Said]] = field(default_factory=list)
    asked: list[Said] = field(default_factory=list)
    withheld: list[Said] = field(default_factory=list)

    def stretch(self, rng: random.Random, *, least: int = 8, most: int = 45) -> Said:
        """Some whole sentences of one turn."""
        while True:
            turn = rng.choice(self.turns)
            first = rng.randrange(len(turn))
            words = ""
            for each in turn[first:]:
                words = f"{words} {each.words}".strip()
                if len(words.split()) >= least:
                    break
            if least <= len(words.split()) <= most:
                one = turn[first]
                return Said(words, one.source, one.turn, one.person, one.raw)

    def others(self, one: Said) -> list[Person]:
        """Those who may be named and did not say it, and work in another case."""
        return [p for p in self.people.values() if p.printed and p.participant != one.person.participant]


def material_of(study: Study) -> Material:
    """The passages of a finished run."""
    frames = {
        table.name: read_table(study.tables / f"{table.name}.parquet", table).to_dict("records")
        for table in (tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.ATTRIBUTIONS, tables.REDACTIONS)
    }
    told = {row["participant"]: row for row in frames["participants"]}
    people = {}
    for row in frames["attributions"]:
        on_record = told.get(row["participant"], {})
        people[row["participant"]] = Person(
            row["participant"], row["case"], on_record.get("name", ""), row["role"], row["consent"],
            row["attribution"], row["quotable"],
        )  # fmt: skip
    made = Material(people)
    texts = Texts(study.texts, [row["source"] for row in frames["sources"]])
    hidden: dict[str, list[tuple[Span, str]]] = {}
    for row in frames["redactions"]:
        hidden.setdefault(row["source"], []).append((Span(row["start"], row["end"]), row["replacement"]))
    for number, row in enumerate(frames["turns"]):
        span = Span(row["start"], row["end"])
        text = texts[row["source"]]
        whole = replaced(text, hidden.get(row["source"], []), span)
        gone = [(aside, "") for aside in asides(whole) if aside.of(whole) != "[name]"]
        printed = re.sub(r"\s+([,.;?!])", r"\1", folded(replaced(whole, gone)))
        nobody = Person("", "", "", "", "", "", True)
        person = people.get(row["participant"], nobody)
        sentences = [Said(s, row["source"], number, person, span.of(text)) for s in SENTENCE.split(printed) if s]
        if row["role"] == INTERVIEWER:
            made.asked += [one for one in sentences if len(one.words.split()) >= 8]
        elif row["role"] == PARTICIPANT and not person.quotable:
            made.withheld += [one for one in sentences if len(one.words.split()) >= 8]
        elif row["role"] == PARTICIPANT and sentences:
            made.turns.append(sentences)
    return made
