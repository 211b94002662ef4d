"""The formats of the public registers that `pipeline register add` can read: their columns and identifiers.

Identifiers start with the code of the scheme in org-id.guide, as 360Giving writes them: `GB-CHC-1107583`. Bodies on
GOV.UK have no number; their address is used instead: `GB-GOV-cabinet-office`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Cells = Mapping[str, str]  # a row, by folded column name
_BY_NATION = {"england": "GB-LAE", "wales": "GB-PLA", "scotland": "GB-LAS", "northern ireland": "GB-LANI"}
_COUNCIL_WORDS = re.compile(r"\b(?:council|authority|corporation|borough|cyngor|comhairle)\b", re.IGNORECASE)
_OTHER_LEGAL_NAME = re.compile(r"^entity_(?:transliterated)?otherentitynames_\w*entityname_\d+$")
_NAMES_IN_A_CELL = re.compile(r"[;|\n]")


@dataclass(frozen=True, kw_only=True)
class RegisteredBody:
    """A body as given in a row of a register.

    Attributes:
        number: its number with the prefix of the scheme, or "".
        name: its name as printed in the register, or "".
        aliases: other names.
        former_names: names that it used to have.
        ended: whether it no longer exists.
        without: the reason for leaving the row out, or "".
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
) -> Callable[[Cells], Iterator[RegisteredBody]]:
    """A register with one body per row, with columns for its number, name and other names."""

    def bodies(cells: Cells) -> Iterator[RegisteredBody]:
        given = cells[number].strip()
        yield RegisteredBody(
            number=f"{scheme}-{given}" if given else "",
            name=cells[name],
            aliases=tuple(alias for column in aliases for alias in _several(cells.get(column, ""))),
            ended=bool(ended and _has_ended(cells.get(ended, ""))),
        )

    return bodies


def _has_ended(cell: str) -> bool:
    return cell.strip().casefold() not in ("", "live", "open", "active", "registered", "visible", "true", "joining")


def govuk(cells: Cells) -> Iterator[RegisteredBody]:
    """A body on GOV.UK, or another name of one."""
    slug = cells.get("slug") or re.sub(r"[^a-z0-9]+", "-", cells["name"].lower().replace("'", "")).strip("-")
    aliases = (*_several(cells.get("abbreviation", "")), *_several(cells.get("acronym", "")))
    former = _several(cells.get("alias", "")) if cells.get("kind", "") == "superseded" else ()
    other = _several(cells.get("alias", "")) if not former else ()
    ended = cells.get("status", "").casefold() not in ("", "live", "exempt", "joining", "transitioning")
    yield RegisteredBody(
        number=f"GB-GOV-{slug}" if slug else "",
        name=cells["name"],
        aliases=(*aliases, *other),
        former_names=former,
        ended=ended,
    )


def council(cells: Cells) -> Iterator[RegisteredBody]:
    """A council."""
    code, nation = cells["local_authority_code"].strip(), cells["nation"].strip().casefold()
    # Names without a word for "council" are those of the place, which is not an organisation.
    others = [name.strip() for name in re.split(r"[,;|]", cells.get("alt_names", ""))]
    named = cells["official_name"]
    yield RegisteredBody(
        number=f"{_BY_NATION[nation]}-{code}" if nation in _BY_NATION and code else "",
        name=named,
        aliases=tuple(n for n in others if _COUNCIL_WORDS.search(n) and n.casefold() != named.casefold()),
        ended=bool(cells.get("end_date", "").strip()),
    )


def charity(cells: Cells) -> Iterator[RegisteredBody]:
    """A charity in an extract of the Charity Commission, or another name of one."""
    status = cells.get("charity_registration_status", "").casefold()
    type_ = cells.get("charity_name_type", "").casefold()
    without = "no longer registered" if status == "removed" else ""
    if cells.get("linked_charity_number", "").strip() not in ("", "0"):
        without = "a subsidiary of another charity"
    name = cells["charity_name"]
    given = _charity_number(cells["registered_charity_number"])
    if not type_:
        yield RegisteredBody(number=given, name=name, without=without)
    elif "previous" in type_:
        yield RegisteredBody(number=given, name="", former_names=(name,), without=without)
    else:
        yield RegisteredBody(number=given, name="", aliases=(name,), without=without)


def scottish_or_irish_charity(cells: Cells) -> Iterator[RegisteredBody]:
    """A charity in Scotland or Northern Ireland."""
    given = cells.get("charity_number") or cells.get("reg_charity_number", "")
    status = (cells.get("charity_status") or cells.get("status", "")).casefold()
    is_irish = "reg_charity_number" in cells and given.strip().isdigit()
    yield RegisteredBody(
        number=f"GB-NIC-{given.strip()}" if is_irish else _charity_number(given),
        name=cells["charity_name"],
        aliases=_several(cells.get("known_as", "")),
        without="no longer registered" if "removed" in status or "ceased" in status else "",
    )


def other_charity_name(cells: Cells) -> Iterator[RegisteredBody]:
    """Another name of a charity."""
    yield RegisteredBody(number=_charity_number(cells["org_id"]), name="", aliases=(cells["alternative_name"],))


def federated(cells: Cells) -> Iterator[RegisteredBody]:
    """A member of a federation of charities."""
    yield RegisteredBody(number=_charity_number(cells["reg_number"]), name=cells["name"])


def grant(cells: Cells) -> Iterator[RegisteredBody]:
    """The recipient and the funder of a grant."""
    for end in ("recipient_org", "funding_org"):
        yield RegisteredBody(number=cells.get(f"{end}_identifier", "").strip(), name=cells.get(f"{end}_name", ""))


def legal_entity(cells: Cells) -> Iterator[RegisteredBody]:
    """A legal entity with an LEI."""
    others = [cells[column] for column in cells if _OTHER_LEGAL_NAME.match(column)]
    country = cells.get("entity_legaladdress_country", "GB").strip().upper()
    yield RegisteredBody(
        number=f"XI-LEI-{cells['lei'].strip()}" if cells["lei"].strip() else "",
        name=cells["entity_legalname"],
        aliases=tuple(name for name in others if name.strip()),
        ended=_has_ended(cells.get("entity_entitystatus", "")),
        without="" if country in ("GB", "") else "outside the United Kingdom",
    )


def ours(cells: Cells) -> Iterator[RegisteredBody]:
    """A body in the pipeline's own columns."""
    yield RegisteredBody(
        number=cells["register_id"].strip(),
        name=cells["organisation"],
        aliases=_several(cells.get("aliases", "")),
        former_names=_several(cells.get("former_names", "")),
    )


_ODS_CODE = re.compile(r"^[A-Z0-9]{3,8}$")


@dataclass(frozen=True, kw_only=True)
class RegisterKind:
    """A kind of register file.

    Attributes:
        title: its name in messages.
        needs: the folded columns by which it is recognised (see `folded_column`).
        bodies: returns the bodies in a row.
        sector: the default sector of its bodies; "" if the register has none.
        sectors_by_name: sectors that may be inferred from the name instead.
    """

    title: str
    needs: tuple[str, ...]
    bodies: Callable[[Cells], Iterator[RegisteredBody]]
    sector: str
    sectors_by_name: frozenset[str] = frozenset()


def folded_column(name: str) -> str:
    """Normalise a column name, so that `Recipient Org:Name` and `recipient_org_name` are equal."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def kind_of(header: Sequence[str]) -> RegisterKind | None:
    """The kind of register that has these columns, or None."""
    columns = {folded_column(name) for name in header}
    return next((kind for kind in REGISTERS if columns.issuperset(kind.needs)), None)


def looks_like_ods(first: Sequence[str]) -> bool:
    """Whether the first line of a file is already a body, as in the ODS files etr.csv and ets.csv (no header)."""
    return len(first) > 2 and bool(_ODS_CODE.match(first[0].strip())) and first[1].isupper() and len(first[1]) > 4


ODS_COLUMNS = (
    *(
        "organisationcode",
        "organisationname",
        "national_grouping",
        "geography",
        *(f"address_{n}" for n in range(5)),
    ),
    *("postcode", "open_date", "close_date"),
)


_CHARITIES = frozenset({"mutual aid", "health", "education", "faith", "housing", "funder", "think tank"})
_STATE = frozenset({"health", "police and justice", "housing"})
_ANY = _CHARITIES | _STATE | {"community organisation", "local authority", "central government"}

# The first kind whose columns are all present is used, so kinds with more columns come first.
REGISTERS: tuple[RegisterKind, ...] = (
    RegisterKind(
        title="councils (mySociety's list of UK local authorities)",
        needs=("local_authority_code", "official_name", "nation"),
        bodies=council,
        sector="local authority",
    ),
    *(
        RegisterKind(
            title=f"councils (the government's register for {nation})",
            needs=(column, "official_name"),
            bodies=simple(scheme, column, "official_name", ended="end_date"),
            sector="local authority",
        )
        for nation, column, scheme in (
            ("England", "local_authority_eng", "GB-LAE"),
            ("Scotland", "local_authority_sct", "GB-LAS"),
            ("Wales", "principal_local_authority", "GB-PLA"),
            ("Northern Ireland", "local_authority_nir", "GB-LANI"),
        )
    ),
    RegisterKind(
        title="GOV.UK bodies",
        needs=("name", "format", "status"),
        bodies=govuk,
        sector="central government",
        sectors_by_name=_STATE,
    ),
    RegisterKind(
        title="other names of GOV.UK bodies",
        needs=("name", "alias", "status"),
        bodies=govuk,
        sector="central government",
        sectors_by_name=_STATE,
    ),
    *(
        RegisterKind(
            title="the government's register of its organisations",
            needs=(number, "name", also),
            bodies=simple("GB-GOR", number, "name", aliases=("alias",), ended="end_date"),
            sector="central government",
            sectors_by_name=_STATE,
        )
        for number in ("org_id", "government_organisation")
        for also in ("end_date", "alias")
    ),
    RegisterKind(
        title="NHS ODS (with a header: code and name)",
        needs=("ods_code", "name"),
        bodies=simple("GB-NHS", "ods_code", "name", ended="status"),
        sector="health",
    ),
    RegisterKind(
        title="NHS ODS (etr, ets and the like, without a header)",
        needs=("organisationcode", "organisationname", "close_date"),
        bodies=simple("GB-NHS", "organisationcode", "organisationname", ended="close_date"),
        sector="health",
    ),
    RegisterKind(
        title="NHS hospitals and trusts (OrganisationCode, OrganisationName)",
        needs=("organisationcode", "organisationname"),
        bodies=simple("GB-NHS", "organisationcode", "organisationname", ended="organisationstatus"),
        sector="health",
    ),
    RegisterKind(
        title="Charity Commission for England and Wales",
        needs=("registered_charity_number", "charity_name"),
        bodies=charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="Scottish Charity Register",
        needs=("charity_number", "charity_name"),
        bodies=scottish_or_irish_charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="Charity Commission for Northern Ireland",
        needs=("reg_charity_number", "charity_name"),
        bodies=scottish_or_irish_charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="other names of charities",
        needs=("org_id", "alternative_name"),
        bodies=other_charity_name,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="federated charities",
        needs=("type", "reg_number", "name"),
        bodies=federated,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="360Giving grants",
        needs=("recipient_org_name", "recipient_org_identifier"),
        bodies=grant,
        sector="",
        sectors_by_name=_ANY,
    ),
    RegisterKind(
        title="GLEIF legal entities",
        needs=("lei", "entity_legalname"),
        bodies=legal_entity,
        sector="",
        sectors_by_name=_ANY,
    ),
    RegisterKind(
        title="schools (Get Information about Schools)",
        needs=("urn", "establishmentname"),
        bodies=simple("GB-EDU", "urn", "establishmentname", ended="establishmentstatus_name"),
        sector="education",
    ),
    RegisterKind(
        title="registered providers of social housing",
        needs=("organisation_name", "registration_number"),
        bodies=simple("GB-SHPE", "registration_number", "organisation_name"),
        sector="housing",
    ),
    RegisterKind(
        title="a list with the pipeline's own columns",
        needs=("organisation", "register_id"),
        bodies=ours,
        sector="",
        sectors_by_name=_ANY,
    ),
)
