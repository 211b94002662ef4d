"""What a survey says of its respondents besides sector and region: printed where enough of them share it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from pipeline.corpus.records import Participant
from pipeline.emit.attributes import RespondentFacts, written
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.people.redaction import Redactor


def facts(*people: str, smallest: int = 3, sectors: str = "") -> RespondentFacts:
    """Of respondents with these facts, `Age 30, Subject Art`; of each sector by its letter."""
    rows = [
        Participant(
            participant=f"R{at:03d}",
            case="Survey",
            sector=sectors[at : at + 1],
            attributes="\n".join(fact.replace(" ", ": ", 1) for fact in person.split(", ") if fact),
        )
        for at, person in enumerate(people)
    ]
    material = Material(**dict.fromkeys(_TABLES, ()), participants=rows, texts={})
    return RespondentFacts.of(material, gate=Gate(Redactor([]), redactions={}), smallest=smallest)


_TABLES = [one.name for one in fields(Material) if one.name not in ("participants", "texts")]


@pytest.mark.parametrize(
    ("people", "sectors", "printed", "tabulated"),
    [
        (["Age 30"] * 3, "", ["Age: 30"] * 3, ["Age: 30"] * 3),
        (["Age 30"] * 2, "", [""] * 2, [""] * 2),
        (["Age 30"] * 3 + ["Age 99"], "", ["Age: 30"] * 3 + [""], ["Age: 30"] * 3 + [""]),
        # Each is shared, both together are not.
        (
            ["Age 30, Subject Art"] + ["Age 30, Subject Law"] * 3 + ["Age 60, Subject Art"] * 3,
            "",
            ["Age: 30"] + ["Age: 30; Subject: Law"] * 3 + ["Age: 60; Subject: Art"] * 3,
            ["Age: 30; Subject: Art"] + ["Age: 30; Subject: Law"] * 3 + ["Age: 60; Subject: Art"] * 3,
        ),
        # The sector is printed next to the answer, so it counts as well.
        (["Age 30"] * 4, "aaab", ["Age: 30"] * 3 + [""], ["Age: 30"] * 4),
        (["Age Old", "Age Old", "Age old"], "", ["Age: Old"] * 3, ["Age: Old"] * 3),
        (["", "Age 30", "Age 30", "Age 30"], "", ["", *["Age: 30"] * 3], ["", *["Age: 30"] * 3]),
        (["Place x; y"] * 3, "", ["Place: x, y"] * 3, ["Place: x, y"] * 3),
    ],
)
def test_what_few_share_is_not_printed(
    people: list[str], sectors: str, printed: list[str], tabulated: list[str]
) -> None:
    found = facts(*people, sectors=sectors)
    ids = [f"R{at:03d}" for at in range(len(people))]
    assert [written(found.printed.get(one, {})) for one in ids] == printed
    assert [written(found.tabulated.get(one, {})) for one in ids] == tabulated


def test_a_researcher_may_print_all() -> None:
    assert written(facts("Age 30", "Age 99", smallest=1).printed["R001"]) == "Age: 99"
