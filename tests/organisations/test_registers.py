"""Public registers are read in their own formats and saved in ours. All bodies are invented."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.organisations.names import cased
from pipeline.organisations.registers import COLUMNS, add_register, parse_register, saved_registers

COUNCILS = (
    "local-authority-code,official-name,nice-name,end-date,nation,alt-names\n"
    'WEX,Wexcombe Borough Council,Wexcombe,,England,"Wexcombe,wexcombe council,WBC"\n'
    "FEN,Fenside County Council,Fenside,2019-03-31,Wales,\n"
    "MAR,Marsh Council,Marsh,,Narnia,\n"
)
CHARITIES = (
    "date_of_extract\torganisation_number\tregistered_charity_number\tlinked_charity_number\tcharity_name\t"
    "charity_registration_status\n"
    "2024\t1\t9000001\t0\tTHE MARSH LANE TRUST LIMITED\tRegistered\n"
    "2024\t2\t9000001\t1\tMARSH LANE PLAYGROUP\tRegistered\n"
    "2024\t3\t9000002\t0\tST OSWIN'S CHURCH, WEXCOMBE\tRegistered\n"
    "2024\t4\t9000003\t0\tOLD TRUST\tRemoved\n"
    "2024\t5\t\t0\tNUMBERLESS\tRegistered\n"
)
OTHER_NAMES = (
    "registered_charity_number,linked_charity_number,charity_name_type,charity_name\n"
    "9000001,0,Working Name,MARSH LANE\n9000001,0,Previous Name,MARSH TENANTS TRUST\n"
)
ODS = (
    '"RX9","NORTHMARSH UNIVERSITY HOSPITALS NHS TRUST","Y61","QHG","1 HIGH","","","","","NM1 1AA","19980401",""\n'
    '"RX8","FENSIDE NHS TRUST","Y61","QHG","2 HIGH ST","","","","","NM1 1AB","19980401","20100331"\n'
)
GRANTS = (
    "Identifier,Recipient Org:Name,Recipient Org:Identifier,Funding Org:Name,Funding Org:Identifier\n"
    "g1,Hub9 CIC,GB-COH-01234567,The Tidewell Foundation,GB-CHC-9000009\n"
    "g2,Hub9,GB-COH-01234567,The Tidewell Foundation,GB-CHC-9000009\n"
)
LEIS = (
    "LEI,Entity.LegalName,Entity.OtherEntityNames.OtherEntityName.1,Entity.LegalAddress.Country,"
    "Entity.EntityStatus\n"
    "5493TEST,TIDEWAY HOMES LIMITED,TIDEWAY,GB,ACTIVE\n9695TEST,MAIRIE DE MARAIS,,FR,ACTIVE\n"
)


def added(tmp_path, content, *, name="list.csv"):
    """The result of adding a file with this content, and the saved rows."""
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    done = add_register(tmp_path / "models", file=file)
    return done, parse_register(done.path.read_text("utf-8-sig"), path=done.path)


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (COUNCILS, ("GB-LAE-WEX", "Wexcombe Borough Council", ("wexcombe council",), "local authority")),
        (CHARITIES, ("GB-CHC-9000001", "The Marsh Lane Trust Limited", (), "community organisation")),
        (OTHER_NAMES, ("GB-CHC-9000001", "Marsh Lane", (), "community organisation")),
        (ODS, ("GB-NHS-RX8", "Fenside NHS Trust", (), "health")),
        ("ods_code,name\nRX9,NORTHMARSH NHS TRUST\n", ("GB-NHS-RX9", "Northmarsh NHS Trust", (), "health")),
        (GRANTS, ("GB-CHC-9000009", "The Tidewell Foundation", (), "funder")),
        (LEIS, ("XI-LEI-5493TEST", "Tideway Homes Limited", ("Tideway",), "housing")),
        (
            "name,format,abbreviation,status\nOffice for Marshes,Other,OfM,live\n",
            ("GB-GOV-office-for-marshes", "Office for Marshes", ("OfM",), "central government"),
        ),
        (
            "org_id,name,end_date\nD99,Office for Fens,\n",
            ("GB-GOR-D99", "Office for Fens", (), "central government"),
        ),
        (
            "type,reg_number,name\nAge,SC099999,AGE FENSIDE\n",
            ("GB-SC-SC099999", "Age Fenside", (), "community organisation"),
        ),
        (
            "Charity Number,Charity Name,Known As,Charity Status\nSC099999,Fen Aid,FA,Active\n",
            ("GB-SC-SC099999", "Fen Aid", ("FA",), "community organisation"),
        ),
        (
            "Reg charity number,Charity name,Status\n100999,Lough Trust,Registered\n",
            ("GB-NIC-100999", "Lough Trust", (), "community organisation"),
        ),
        (
            "URN,EstablishmentName,EstablishmentStatus (name)\n999,Marsh Primary,Open\n",
            ("GB-EDU-999", "Marsh Primary", (), "education"),
        ),
        ("register_id,organisation\nX-1,Marsh Kitchen\n", ("X-1", "Marsh Kitchen", (), "community organisation")),
    ],
)
def test_each_kind_of_register_is_recognised_by_its_columns(tmp_path, content, first):
    _, bodies = added(tmp_path, content)
    assert (bodies[0].register_id, bodies[0].name, bodies[0].aliases, bodies[0].sector) == first


def test_added_and_left_out_rows_are_reported(tmp_path):
    done, bodies = added(tmp_path, CHARITIES, name="publicextract.charity.txt")
    assert done.bodies == {"community organisation": 1, "faith": 1}
    assert done.left_out == {
        "a subsidiary of another charity": 1,
        "no longer registered": 1,
        "without a number": 1,
    }
    assert [body.name for body in bodies] == ["The Marsh Lane Trust Limited", "St Oswin's Church, Wexcombe"]
    assert done.path == tmp_path / "models" / "registers" / "publicextract-charity.csv"


def test_ended_bodies_and_former_names(tmp_path):
    assert [body.ended for body in added(tmp_path, ODS)[1]] == [True, False]
    assert [(body.register_id, body.ended) for body in added(tmp_path, COUNCILS)[1]] == [
        ("GB-LAE-WEX", False),
        ("GB-PLA-FEN", True),
    ]
    assert added(tmp_path, OTHER_NAMES)[1][0].former_names == ("Marsh Tenants Trust",)


@pytest.mark.parametrize("separator", [";", "\t", "|", "¬"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_separators(tmp_path, separator, encoding):
    lines = [("OrganisationID", "OrganisationCode", "OrganisationName"), ("1", "NX01", "Hôpital, the Marsh’s")]
    content = "\r\n".join(separator.join(line) for line in lines).encode(encoding)
    _, [body] = added(tmp_path, content)
    assert (body.register_id, body.name) == ("GB-NHS-NX01", "Hôpital, the Marsh’s")


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    for row in csv.reader(io.StringIO(GRANTS)):
        (book["grants"] if "grants" in book.sheetnames else book.create_sheet("grants")).append(row)
    book.save(tmp_path / "g.xlsx")
    done = add_register(tmp_path / "models", file=tmp_path / "g.xlsx")
    assert sum(done.bodies.values()) == 2


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        (
            '{"grants": [{"id": "g1", "recipientOrganization": [{"id": "GB-COH-1", "name": "Hub9"}],'
            ' "fundingOrganization": [{"id": "GB-CHC-9", "name": "Tidewell"}]}]}',
            ["GB-CHC-9", "GB-COH-1"],
        ),
        (
            '\ufeff[{"registered_charity_number": 9000001, "linked_charity_number": 0, "charity_name": "MARSH"},'
            ' {"registered_charity_number": null, "charity_name": "NONE"}]',
            ["GB-CHC-9000001"],
        ),
    ],
)
def test_json_of_360giving_and_of_the_charity_commission(tmp_path, content, numbers):
    _, bodies = added(tmp_path, content, name="list.json")
    assert [body.register_id for body in bodies] == numbers


def test_adding_it_again_replaces_it(tmp_path):
    first, _ = added(tmp_path, ODS)
    again, bodies = added(tmp_path, "ods_code,name\nRX7,MARSH NHS TRUST\n")
    assert (first.replaced, again.replaced, first.path) == (False, True, again.path)
    assert [body.register_id for body in bodies] == ["GB-NHS-RX7"]
    [kept] = saved_registers(tmp_path / "models")
    assert kept.schemes == {"GB-NHS": 1}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "colour,size\nred,1\n",
            "(?s)its columns were not recognised: colour, size.*add one of these:.*Charity Commission",
        ),
        ("", "its columns were not recognised: none"),
        ("ods_code,name\n", "it has no rows"),
        ("ods_code,name\n,X\nRX1,--\n", "1 without a number; 1 without a name"),
        (b"PK\x03\x04zip", "Unpack it"),
        (b"\x00\x01\x02", "its columns were not recognised"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path, content, told):
    for name, what in (("list.json", "is not valid JSON"), ("list.xlsx", "workbook cannot be read")):
        with pytest.raises(UserError, match=what):
            added(tmp_path, "{", name=name)
    with pytest.raises(UserError, match=told):
        added(tmp_path, content)
    assert saved_registers(tmp_path / "models") == []


KEPT = f"{','.join(COLUMNS)}\nGB-CHC-1,Fen Trust,FT,,funder,\n"
CHANGED = {
    "three cells": ("only,three,cells\n", "a cell is missing"),
    "one cell": ("GB-CHC-2\n", "its number or its name is missing"),
    "a cell more": ("GB-CHC-2,Wex Hall,,,,,x\n", "it has more cells than the first line"),
    "no number": (",Wex Hall,,,,\n", "its number or its name is missing"),
    "a space for a number": (" ,Wex Hall,,,,\n", "its number or its name is missing"),
    "no name": ("GB-CHC-2,,,,,\n", "its number or its name is missing"),
    "an open quotation mark": ('GB-CHC-2,"Wex Hall,,,,\n', "a quotation mark on its line is not closed"),
    "zero bytes": ("GB-CHC-2,Wex\0Hall,,,,\n", "it contains null characters"),
    "an unknown sector": ("GB-CHC-2,Wex Hall,,,charity,\n", "its sector is unknown"),
    "a name in the last cell": ("GB-CHC-2,Wex Hall,,,,Anna Berg\n", "its last cell is neither"),
    "cells that have moved": ("GB-CHC-2,Wex Hall,,,ended,\n", "its sector is unknown"),
    "commas alone, but one cell": ("x,,,,,\n", "its number or its name is missing"),
}


@pytest.mark.parametrize("damage", CHANGED)
@pytest.mark.parametrize("last", [False, True])
def test_a_changed_row_of_a_saved_register_is_left_out_and_reported(tmp_path, damage, last):
    row, told = CHANGED[damage]
    path = tmp_path / "registers" / "charities.csv"
    path.parent.mkdir()
    path.write_text(KEPT + row + ("" if last else "GB-CHC-3,Marsh Hall,,,,ended\n"), "utf-8-sig")
    [kept] = saved_registers(tmp_path)
    assert kept.schemes == {"GB-CHC": 1 if last else 2}
    [finding] = kept.findings
    assert (finding.level, finding.file, finding.line) == ("check", "registers/charities.csv", 3)
    assert told in finding.finding
    assert "Add the register again" in finding.remedy
    assert "Wex" not in finding.finding


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_register_saved_by_a_spreadsheet_is_read(separator):
    findings: list[Finding] = []
    [body] = parse_register(KEPT.replace(",", separator).replace("\n", "\r\n"), path="x.csv", findings=findings)
    assert (body.name, body.aliases, findings) == ("Fen Trust", ("FT",), [])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("THE FRIENDS OF ST MARY'S, STOKE-ON-TRENT LTD", "The Friends of St Mary's, Stoke-on-Trent Ltd"),
        ("NORTHMARSH NHS FOUNDATION TRUST", "Northmarsh NHS Foundation Trust"),
        ("AGE UK (BATTERSEA)", "Age UK (Battersea)"),
        ("YMCA WEXCOMBE AND DISTRICT", "YMCA Wexcombe and District"),
        ("MCDONALD AND O’BRIEN CHARITY", "McDonald and O’Brien Charity"),
        ("42ND WEXCOMBE SCOUTS", "42nd Wexcombe Scouts"),
        ("HUB9 CIC", "HUB9 CIC"),
        ("CHILDREN'S HOSPICE OF THE NORTH", "Children's Hospice of the North"),
        ("WCVS", "WCVS"),
        ("As it is, McKay  Trust", "As it is, McKay Trust"),
        ("", ""),
    ],
)
def test_names_in_capitals(given, wanted):
    assert cased(given) == wanted
