"""The public registers that `pipeline register add` can read: which columns hold what, and how numbers are written.

Identifiers begin with the scheme's code in org-id.guide, as 360Giving writes them: `GB-CHC-1107583`. Bodies on
GOV.UK that come without a number are given their address there, `GB-GOV-cabinet-office`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.organisations import register_rows as rows
from pipeline.organisations.register_rows import Cells, Listed

_ODS_CODE = re.compile(r"^[A-Z0-9]{3,8}$")


@dataclass(frozen=True, kw_only=True)
class RegisterKind:
    """A kind of register file.

    Attributes:
        title: what it is called in messages.
        needs: columns by which it is known, folded (see `folded_column`).
        bodies: the bodies that a row gives.
        sector: of those whose name does not say more; "" where the register does not say.
        sectors_by_name: sectors that the name may say instead.
    """

    title: str
    needs: tuple[str, ...]
    bodies: Callable[[Cells], Iterator[Listed]]
    sector: str
    sectors_by_name: frozenset[str] = frozenset()


def folded_column(name: str) -> str:
    """A column's name as it is compared: `Recipient Org:Name` and `recipient_org_name` are one."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def kind_of(header: Sequence[str]) -> RegisterKind | None:
    """The register whose columns these are, or None."""
    columns = {folded_column(name) for name in header}
    return next((kind for kind in REGISTERS if columns.issuperset(kind.needs)), None)


def looks_like_ods(first: Sequence[str]) -> bool:
    """Whether the first line of a file is a body itself, as in the ODS files etr.csv and ets.csv (no header)."""
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

# The first whose columns are all there is taken, so those with more columns come first.
REGISTERS: tuple[RegisterKind, ...] = (
    RegisterKind(
        title="councils (mySociety's list of UK local authorities)",
        needs=("local_authority_code", "official_name", "nation"),
        bodies=rows.council,
        sector="local authority",
    ),
    *(
        RegisterKind(
            title=f"councils (the government's register for {nation})",
            needs=(column, "official_name"),
            bodies=rows.simple(scheme, column, "official_name", ended="end_date"),
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
        bodies=rows.govuk,
        sector="central government",
        sectors_by_name=_STATE,
    ),
    RegisterKind(
        title="other names of GOV.UK bodies",
        needs=("name", "alias", "status"),
        bodies=rows.govuk,
        sector="central government",
        sectors_by_name=_STATE,
    ),
    *(
        RegisterKind(
            title="the government's register of its organisations",
            needs=(number, "name", also),
            bodies=rows.simple("GB-GOR", number, "name", aliases=("alias",), ended="end_date"),
            sector="central government",
            sectors_by_name=_STATE,
        )
        for number in ("org_id", "government_organisation")
        for also in ("end_date", "alias")
    ),
    RegisterKind(
        title="NHS ODS (with a header: code and name)",
        needs=("ods_code", "name"),
        bodies=rows.simple("GB-NHS", "ods_code", "name", ended="status"),
        sector="health",
    ),
    RegisterKind(
        title="NHS ODS (etr, ets and the like, without a header)",
        needs=("organisationcode", "organisationname", "close_date"),
        bodies=rows.simple("GB-NHS", "organisationcode", "organisationname", ended="close_date"),
        sector="health",
    ),
    RegisterKind(
        title="NHS hospitals and trusts (OrganisationCode, OrganisationName)",
        needs=("organisationcode", "organisationname"),
        bodies=rows.simple("GB-NHS", "organisationcode", "organisationname", ended="organisationstatus"),
        sector="health",
    ),
    RegisterKind(
        title="Charity Commission for England and Wales",
        needs=("registered_charity_number", "charity_name"),
        bodies=rows.charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="Scottish Charity Register",
        needs=("charity_number", "charity_name"),
        bodies=rows.scottish_or_irish_charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="Charity Commission for Northern Ireland",
        needs=("reg_charity_number", "charity_name"),
        bodies=rows.scottish_or_irish_charity,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="other names of charities",
        needs=("org_id", "alternative_name"),
        bodies=rows.other_charity_name,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="federated charities",
        needs=("type", "reg_number", "name"),
        bodies=rows.federated,
        sector="community organisation",
        sectors_by_name=_CHARITIES,
    ),
    RegisterKind(
        title="360Giving grants",
        needs=("recipient_org_name", "recipient_org_identifier"),
        bodies=rows.grant,
        sector="",
        sectors_by_name=_ANY,
    ),
    RegisterKind(
        title="GLEIF legal entities",
        needs=("lei", "entity_legalname"),
        bodies=rows.legal_entity,
        sector="",
        sectors_by_name=_ANY,
    ),
    RegisterKind(
        title="schools (Get Information about Schools)",
        needs=("urn", "establishmentname"),
        bodies=rows.simple("GB-EDU", "urn", "establishmentname", ended="establishmentstatus_name"),
        sector="education",
    ),
    RegisterKind(
        title="registered providers of social housing",
        needs=("organisation_name", "registration_number"),
        bodies=rows.simple("GB-SHPE", "registration_number", "organisation_name"),
        sector="housing",
    ),
    RegisterKind(
        title="a list in our own columns",
        needs=("organisation", "register_id"),
        bodies=rows.ours,
        sector="",
        sectors_by_name=_ANY,
    ),
)
