"""What a survey says of its respondents besides sector and region (age, subject), as far as it may be printed.

Several facts together can lead to one person where each alone does not. So a fact is printed with an answer only
if enough respondents share it, together with all that is printed of the same respondent before it. In figures,
where it stands alone, a value that too few gave is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import Participant
from pipeline.corpus.schema import PrintableText
from pipeline.emit.gate import Gate, joined, worded
from pipeline.emit.material import Material

Facts = Mapping[PrintableText, PrintableText]  # name of the column: value


@dataclass(frozen=True)
class RespondentFacts:
    """The facts of each respondent, by id.

    Attributes:
        printed: those that may stand with the answers.
        tabulated: those that may be counted by themselves.
    """

    printed: Mapping[str, Facts] = field(default_factory=dict)
    tabulated: Mapping[str, Facts] = field(default_factory=dict)

    @classmethod
    def of(cls, material: Material, *, gate: Gate, smallest: int) -> RespondentFacts:
        """Decide what may be printed.

        Args:
            material: the working tables.
            gate: what the values pass through.
            smallest: how many respondents of a survey must share what is printed of one of them.
        """
        known = [person for person in material.participants if person.attributes]
        if not known:
            return cls()
        places = {turn.participant: material.source[turn.source].place for turn in material.turns}
        surveys: dict[str, list[Participant]] = defaultdict(list)
        for person in known:
            surveys[person.case].append(person)
        printed: dict[str, Facts] = {}
        tabulated: dict[str, Facts] = {}
        for people in surveys.values():
            shared = _shared([_facts(person.attributes, gate) for person in people], smallest=smallest)
            about = [(person.sector.casefold(), places.get(person.participant, "")) for person in people]
            for person, alone, together in zip(people, shared, _together(shared, about, smallest), strict=True):
                tabulated[person.participant], printed[person.participant] = alone, together
        return cls(printed, tabulated)


def written(facts: Facts) -> PrintableText:
    """`Age: 30 to 39; Subject: Physics`, in one cell."""
    pairs = (worded("{name}: {value}", name=name, value=value) for name, value in facts.items())
    return joined(pairs, separator="; ")


def _facts(attributes: str, gate: Gate) -> dict[PrintableText, PrintableText]:
    """The facts of one person, their names and values free of what separates them."""
    found: dict[PrintableText, PrintableText] = {}
    for line in attributes.splitlines():
        name, _, value = line.partition(": ")
        name, value = (part.replace(": ", " – ").replace("; ", ", ").strip() for part in (name, value))
        if name and value:
            found.setdefault(gate.free(name), gate.free(value))
    return found


def _shared(facts: Sequence[Facts], *, smallest: int) -> list[Facts]:
    """Those that enough people share, in the spelling that most of them use."""
    spellings: dict[tuple[PrintableText, str], Counter[PrintableText]] = defaultdict(Counter)
    for own in facts:
        for name, value in own.items():
            spellings[name, value.casefold()][value] += 1
    usual = {
        key: max(sorted(some), key=some.__getitem__) for key, some in spellings.items() if some.total() >= smallest
    }
    return [
        {name: usual[name, value.casefold()] for name, value in own.items() if (name, value.casefold()) in usual}
        for own in facts
    ]


def _together(shared: Sequence[Facts], about: Sequence[tuple[str, str]], smallest: int) -> Sequence[Facts]:
    """One fact after another, as long as enough people are alike in all that is printed of them."""
    groups: list[tuple[object, ...]] = list(about)
    sizes = Counter(groups)
    printed: list[dict[PrintableText, PrintableText]] = [{} for _ in shared]
    for name in dict.fromkeys(name for own in shared for name in own):
        wider = [(group, name, own.get(name, "")) for group, own in zip(groups, shared, strict=True)]
        alike = Counter(wider)
        for at, own in enumerate(shared):
            if name in own and sizes[about[at]] >= smallest and alike[wider[at]] >= smallest:
                printed[at][name] = own[name]
                groups[at] = wider[at]
    return printed
