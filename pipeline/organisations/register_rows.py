"""What one row of a public register says of a body. `register_kinds.py` says which register has which columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Cells = Mapping[str, str]  # a row by the folded names of its columns
_BY_NATION = {"england": "GB-LAE", "wales": "GB-PLA", "scotland": "GB-LAS", "northern ireland": "GB-LANI"}
_COUNCIL_WORDS = re.compile(r"\b(?:council|authority|corporation|borough|cyngor|comhairle)\b", re.IGNORECASE)
_OTHER_LEGAL_NAME = re.compile(r"^entity_(?:transliterated)?otherentitynames_\w*entityname_\d+$")
_NAMES_IN_A_CELL = re.compile(r"[;|\n]")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One body as a row of a register gives it; no number or no name where the row lacks it.

    Attributes:
        number: with the prefix of its scheme.
        name: as the register prints it.
        aliases: other names.
        former_names: names that it had.
        ended: whether it is there no more.
        without: why the row is to be left out, or "".
    """

    number: str
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    ended: bool = False
    without: str = ""


def _several(cell: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _NAMES_IN_A_CELL.split(cell))
    return tuple(name for name in parts if name and " - " not in name)  # `AGO - ATTORNEY GENERAL'S OFFICE`


def _charity_number(number: str) -> str:
    plain = number.strip().upper().replace(" ", "")
    if plain.startswith(("GB-", "XI-", "360G-")):
        return plain
    if plain.startswith("SC"):
        return f"GB-SC-{plain}"
    if plain.startswith("NI") or (plain.startswith("1") and len(plain) == 6):
        return f"GB-NIC-{plain.removeprefix('NIC').removeprefix('NI')}"
    return f"GB-CHC-{plain}" if plain else ""


def simple(
    scheme: str, number: str, name: str, *, aliases: Sequence[str] = (), ended: str = ""
) -> Callable[[Cells], Iterator[Listed]]:
    """A register with one body a row, its number, name and other names each in a column."""

    def bodies(cells: Cells) -> Iterator[Listed]:
        given = cells[number].strip()
        yield Listed(
            number=f"{scheme}-{given}" if given else "",
            name=cells[name],
            aliases=tuple(alias for column in aliases for alias in _several(cells.get(column, ""))),
            ended=bool(ended and _has_ended(cells.get(ended, ""))),
        )

    return bodies


def _has_ended(cell: str) -> bool:
    return cell.strip().casefold() not in ("", "live", "open", "active", "registered", "visible", "true", "joining")


def govuk(cells: Cells) -> Iterator[Listed]:
    """A body on GOV.UK, or another name of one."""
    slug = cells.get("slug") or re.sub(r"[^a-z0-9]+", "-", cells["name"].lower().replace("'", "")).strip("-")
    aliases = (*_several(cells.get("abbreviation", "")), *_several(cells.get("acronym", "")))
    former = _several(cells.get("alias", "")) if cells.get("kind", "") == "superseded" else ()
    other = _several(cells.get("alias", "")) if not former else ()
    ended = cells.get("status", "").casefold() not in ("", "live", "exempt", "joining", "transitioning")
    yield Listed(
        number=f"GB-GOV-{slug}" if slug else "",
        name=cells["name"],
        aliases=(*aliases, *other),
        former_names=former,
        ended=ended,
    )


def council(cells: Cells) -> Iterator[Listed]:
    """A council."""
    code, nation = cells["local_authority_code"].strip(), cells["nation"].strip().casefold()
    # Names without a word for council are those of the place, which is no organisation.
    others = [name.strip() for name in re.split(r"[,;|]", cells.get("alt_names", ""))]
    named = cells["official_name"]
    yield Listed(
        number=f"{_BY_NATION[nation]}-{code}" if nation in _BY_NATION and code else "",
        name=named,
        aliases=tuple(n for n in others if _COUNCIL_WORDS.search(n) and n.casefold() != named.casefold()),
        ended=bool(cells.get("end_date", "").strip()),
    )


def charity(cells: Cells) -> Iterator[Listed]:
    """A charity in an extract of the Charity Commission, or another name of one."""
    status = cells.get("charity_registration_status", "").casefold()
    type_ = cells.get("charity_name_type", "").casefold()
    without = "no longer registered" if status == "removed" else ""
    if cells.get("linked_charity_number", "").strip() not in ("", "0"):
        without = "a subsidiary of another charity"
    name = cells["charity_name"]
    given = _charity_number(cells["registered_charity_number"])
    if not type_:
        yield Listed(number=given, name=name, without=without)
    elif "previous" in type_:
        yield Listed(number=given, name="", former_names=(name,), without=without)
    else:
        yield Listed(number=given, name="", aliases=(name,), without=without)


def scottish_or_irish_charity(cells: Cells) -> Iterator[Listed]:
    """A charity in Scotland or Northern Ireland."""
    given = cells.get("charity_number") or cells.get("reg_charity_number", "")
    status = (cells.get("charity_status") or cells.get("status", "")).casefold()
    is_irish = "reg_charity_number" in cells and given.strip().isdigit()
    yield Listed(
        number=f"GB-NIC-{given.strip()}" if is_irish else _charity_number(given),
        name=cells["charity_name"],
        aliases=_several(cells.get("known_as", "")),
        without="no longer registered" if "removed" in status or "ceased" in status else "",
    )


def other_charity_name(cells: Cells) -> Iterator[Listed]:
    """Another name of a charity."""
    yield Listed(number=_charity_number(cells["org_id"]), name="", aliases=(cells["alternative_name"],))


def federated(cells: Cells) -> Iterator[Listed]:
    """A member of a federation of charities."""
    yield Listed(number=_charity_number(cells["reg_number"]), name=cells["name"])


def grant(cells: Cells) -> Iterator[Listed]:
    """Who was given a grant, and who gave it."""
    for end in ("recipient_org", "funding_org"):
        yield Listed(number=cells.get(f"{end}_identifier", "").strip(), name=cells.get(f"{end}_name", ""))


def legal_entity(cells: Cells) -> Iterator[Listed]:
    """A legal entity with an LEI."""
    others = [cells[column] for column in cells if _OTHER_LEGAL_NAME.match(column)]
    country = cells.get("entity_legaladdress_country", "GB").strip().upper()
    yield Listed(
        number=f"XI-LEI-{cells['lei'].strip()}" if cells["lei"].strip() else "",
        name=cells["entity_legalname"],
        aliases=tuple(name for name in others if name.strip()),
        ended=_has_ended(cells.get("entity_entitystatus", "")),
        without="" if country in ("GB", "") else "outside the United Kingdom",
    )


def ours(cells: Cells) -> Iterator[Listed]:
    """A body in our own columns."""
    yield Listed(
        number=cells["register_id"].strip(),
        name=cells["organisation"],
        aliases=_several(cells.get("aliases", "")),
        former_names=_several(cells.get("former_names", "")),
    )
