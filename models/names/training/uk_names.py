"""Names of UK bodies, places and people to put into sentences: from public registers, and made up.

Made-up names follow the way such bodies are named. People's names are common first names and surnames in free
combination, so that none stands for a particular person.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from models.names.training.corpus import training_list

_SMALL = frozenset({"of", "and", "the", "for", "in", "on", "at", "with", "to", "de", "upon", "le"})
_CAPITALS = frozenset({"nhs", "ymca", "ywca", "uk", "cvs", "rspca", "u3a", "phab", "cpre", "wi", "ltd", "cic"})


def title_case(name: str) -> str:
    """`AGE UK DERBY & DERBYSHIRE` as it would be printed; a name that has lower case stays as it is."""
    if any(c.islower() for c in name):
        return name
    parts = re.split(r"(\s+|-|/|\()", name.lower())
    made = [
        p.upper() if p in _CAPITALS else p if p in _SMALL and at else p[:1].upper() + p[1:]
        for at, p in enumerate(parts)
    ]
    return "".join(made)


class UKNames:
    """Draws names; the same sequence for the same seed and registers."""

    def __init__(self, registers: Path) -> None:
        councils = _column(registers / "local_authorities.csv", "official-name")
        self._places = _unique(
            [_first_part(n) for n in _column(registers / "local_authorities.csv", "nice-name")]
            + [title_case(n) for n in _column(registers / "nhs_hospitals_2018.csv", "City", separator="¬")]
            + _column(registers / "nhs_hospitals_2018.csv", "County", separator="¬")
            + list(_lines("places"))
        )
        hospitals = _column(registers / "nhs_hospitals_2018.csv", "OrganisationName", separator="¬")
        self._registers: Sequence[Sequence[str]] = [
            _fit(councils),
            _fit(_column(registers / "gov_uk_orgs_2024.csv", "name")),
            _fit(_column(registers / "gov_organisations_2017.csv", "name")),
            _fit(title_case(n) for n in _column(registers / "nhs_trusts_ods_2018.csv", "name")),
            _fit(hospitals),
            _fit(_spread(registers / "federated-charities.csv")),
        ]
        aliases = _column(registers / "gov_uk_orgs_2024_aliases.csv", "alias")
        self._acronyms = sorted({a for a in aliases if re.fullmatch(r"[A-Z][A-Za-z]{1,5}", a) and a[-1].isupper()})
        self._given, self._surnames = _lines("given_names"), _lines("surnames")
        self._makers: Sequence[Callable[[random.Random], str]] = (
            self._of_a_place, self._of_a_place, self._of_a_theme, self._of_a_saint, self._of_a_founder,
            self._short, self._acronym, self._with_a_digit, self._of_the_kind,
        )  # fmt: skip

    def organisation(self, rng: random.Random) -> str:
        """A body: from a register, well known, or made up."""
        drawn = rng.random()
        if drawn < 0.38:
            return rng.choice(rng.choice(self._registers))
        if drawn < 0.7:
            return rng.choice(_lines("well_known_bodies"))
        return rng.choice(self._makers)(rng)

    def short_organisation(self, rng: random.Random) -> str:
        """A body of one word: it stands where such a one stood."""
        if rng.random() < 0.3:
            return self._acronym(rng)
        return rng.choice([name for name in _lines("well_known_bodies") if " " not in name.removeprefix("the ")])

    def place(self, rng: random.Random) -> str:
        """A town, borough or county, now and then with a direction."""
        place = rng.choice(self._places)
        return f"{rng.choice(('North', 'South', 'East', 'West'))} {place}" if rng.random() < 0.05 else place

    def person(self, rng: random.Random) -> str:
        """First name and surname, or with a doubled one."""
        surname = rng.choice(self._surnames)
        if rng.random() < 0.04:
            surname += f"-{rng.choice(self._surnames)}"
        return f"{rng.choice(self._given)} {surname}"

    def given(self, rng: random.Random) -> str:
        """A first name."""
        return rng.choice(self._given)

    def surname(self, rng: random.Random) -> str:
        """A surname."""
        return rng.choice(self._surnames)

    def _of_a_place(self, rng: random.Random) -> str:
        return f"{self.place(rng)} {rng.choice(_lines('heads_of_local_bodies'))}"

    def _of_a_theme(self, rng: random.Random) -> str:
        first = rng.choice(
            (rng.choice(_lines("themes_of_bodies")), f"{self.place(rng)} {rng.choice(_lines('themes_of_bodies'))}")
        )
        return f"{first} {rng.choice(_lines('heads_of_national_bodies'))}"

    def _of_a_saint(self, rng: random.Random) -> str:
        kinds = ("Church", "Primary School", "Hospice", "Centre", "Hospital", "School")
        return f"{rng.choice(_lines('saints'))} {rng.choice(kinds)}"

    def _of_a_founder(self, rng: random.Random) -> str:
        name = self.person(rng) if rng.random() < 0.5 else self.surname(rng)
        return (
            f"{name} {rng.choice(('Foundation', 'Trust', 'Charitable Trust', 'Centre', 'School', 'Hall', 'Fund'))}"
        )

    def _short(self, rng: random.Random) -> str:
        name = rng.choice(_lines("short_names"))
        return f"{name} {self.place(rng)}" if rng.random() < 0.3 else name

    def _acronym(self, rng: random.Random) -> str:
        if rng.random() < 0.5:
            return rng.choice(self._acronyms)
        return "".join(rng.choice("ABCDEFGHILMNOPRSTUVWY") for _ in range(rng.choice((3, 3, 4, 4, 5))))

    def _with_a_digit(self, rng: random.Random) -> str:
        short, theme = rng.choice(_lines("short_names")), rng.choice(_lines("themes_of_bodies"))
        kind = rng.choice(("Trust", "Together", "Mutual Aid", "Youth", "Collective"))
        made = (
            f"{rng.choice(_lines('postcodes'))} {kind}",
            f"{short.replace(' ', '')}{rng.randrange(1, 30)}",
            f"{theme} {rng.choice(('4', '360', '21', '100'))} {rng.choice(('All', 'Youth', 'Change'))}",
        )
        return rng.choice(made)

    def _of_the_kind(self, rng: random.Random) -> str:
        kind = rng.choice(("Friends", "University", "Royal Borough", "Diocese", "Bank", "Museum", "Church"))
        return f"{kind} of {self.place(rng)}"


def _column(path: Path, name: str, *, separator: str = ",") -> list[str]:
    encoding = "utf-8-sig" if separator == "," else "cp1252"
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.DictReader(file, delimiter=separator)
        return [row[name].strip() for row in rows if row.get(name) and row[name].strip()]


def _spread(path: Path) -> list[str]:
    """At most sixty of each federation, so that scout groups do not crowd out the rest."""
    seen: dict[str, int] = {}
    names = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for at, row in enumerate(csv.DictReader(file)):
            kind = row["type"]
            if at % 7 == 0 and seen.get(kind, 0) < 60:
                seen[kind] = seen.get(kind, 0) + 1
                names.append(title_case(row["name"]))
    return names


def _fit(names: Iterable[str]) -> list[str]:
    """As they would be said: without brackets, not too long, not a duplicate."""
    bare = (re.sub(r"\s*\(.*?\)|\s+-\s.*", "", name).strip() for name in names)
    return _unique(name for name in bare if len(name) > 2 and len(name.split()) <= 8)


def _first_part(name: str) -> str:
    return name.split(",", maxsplit=1)[0].removeprefix("The ")


def _unique(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def _lines(name: str) -> tuple[str, ...]:
    return training_list(name)
