"""Measures how well sectors are inferred: `python -m tests.organisations.sayings_of_sectors`.

It prints the share of names whose sector is inferred correctly from the name alone, for the names that were used to
write the rules and for those held out. `--wrong` lists the errors, and `--held-out` includes those in held-out
names.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from pipeline.organisations.gazetteer import known_sectors, parse_gazetteer, sector_of

TABLE = Path(__file__).with_name("sectors.txt")
SHIPPED = Path(__file__).parents[2] / "models" / "organisations.csv"


class Example(NamedTuple):
    """A name, its sector, the inferred sector, and whether it was held out."""

    name: str
    sector: str
    told: str
    held_out: bool


def examples() -> list[Example]:
    """All names of the table."""
    known = known_sectors(parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED))
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            sector, name = line.removeprefix("* ").split(" | ")
            found.append(Example(name, sector, sector_of(name, known=known), line.startswith("* ")))
    return found


def share_told(*, held_out: bool) -> tuple[int, int]:
    """How many sectors are correct, out of how many."""
    some = [example for example in examples() if example.held_out == held_out]
    return sum(example.told == example.sector for example in some), len(some)


def main(arguments: list[str]) -> None:
    """Print the figures."""
    for held_out in (False, True):
        right, total = share_told(held_out=held_out)
        print(f"{'held out' if held_out else 'written with':<14}{right:>4} of {total}  {right / total:.2f}")  # noqa: T201
    if "--wrong" in arguments:
        for one in examples():
            if one.told != one.sector and (not one.held_out or "--held-out" in arguments):
                print(f"{one.name}: {one.sector}, told as {one.told}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
