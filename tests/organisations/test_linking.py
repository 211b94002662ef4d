"""Which organisations are linked to which bodies of the registers. All names are invented."""

import pytest

from pipeline.organisations.linking import Registers, register_key
from pipeline.organisations.registers import Body

COMMUNITY = "community organisation"


def linked(name, *bodies, sector=""):
    link = Registers(bodies).link(name, sector=sector)
    return link.body.register_id if link.body else link.rivals


@pytest.mark.parametrize(
    "form",
    [
        "Marsh Lane Trust", "The Marsh Lane Trust", "MARSH LANE TRUST LIMITED", "Marsh Lane Trust Ltd.",
        "Marsh Lane Trust CIO", "the Marsh Lane Trust (CIO)", "Marsh Lane Trust, The", "marsh  lane trust",
        "Marsh Lane Trust Company Limited by Guarantee",
    ],
)  # fmt: skip
def test_forms_of_one_name(form):
    assert register_key(form) == "marsh lane trust"
    assert linked(form, Body("GB-CHC-1", "MARSH LANE TRUST LTD")) == "GB-CHC-1"


def test_an_alias_links_if_no_body_has_it_as_its_main_name():
    hub = Body("GB-CHC-1", "Hub9", aliases=("Fenside Hub",), former_names=("Fenside Youth",))
    assert linked("Fenside Hub", hub) == linked("Fenside Youth", hub) == "GB-CHC-1"
    assert linked("Fenside Hub", hub, Body("GB-CHC-2", "Fenside Hub")) == "GB-CHC-2"


def test_an_abbreviation_is_not_linked():
    assert linked("EAS", Body("GB-GOR-1", "Eel and Sole Agency", aliases=("EAS",))) == 0
    assert linked("EAS", Body("GB-GOR-1", "EAS")) == "GB-GOR-1"


@pytest.mark.parametrize(
    ("bodies", "sector", "result"),
    [
        # two in one register: neither
        ([Body("GB-CHC-1", "Hope", sector=COMMUNITY), Body("GB-CHC-2", "HOPE", sector=COMMUNITY)], "", 2),
        # one of them is no more
        ([Body("GB-CHC-1", "Hope", ended=True), Body("GB-CHC-2", "Hope")], "", "GB-CHC-2"),
        # one body in two registers: its own before the general one
        ([Body("XI-LEI-1", "Hope"), Body("GB-CHC-1", "Hope", sector=COMMUNITY)], "", "GB-CHC-1"),
        # bodies of different kinds: what is known of the organisation decides, or nothing does
        ([Body("GB-NHS-1", "Hope", sector="health"), Body("GB-CHC-1", "Hope", sector=COMMUNITY)], "", 2),
        (
            [Body("GB-NHS-1", "Hope", sector="health"), Body("GB-CHC-1", "Hope", sector=COMMUNITY)],
            COMMUNITY,
            "GB-CHC-1",
        ),
        ([], "", 0),
    ],
)
def test_a_name_of_several_bodies(bodies, sector, result):
    assert linked("Hope", *bodies, sector=sector) == result


def test_one_body_in_two_files_is_merged():
    one, other = (
        Body("GB-CHC-1", "Marsh Lane Trust"),
        Body("GB-CHC-1", "MLT Community", former_names=("Marsh Tenants",)),
    )
    registers = Registers([one, other])
    assert len(registers) == 1
    assert registers.link("Marsh Tenants").body == registers.link("Marsh Lane Trust").body


def spoken(text, *bodies, taken=()):
    made = Registers(bodies).entries_in([text], taken=set(taken))
    return [(entry.all_names, entry.ambiguous) for entry in made]


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("We went to Marsh Lane Trust.", "The Marsh Lane Trust Ltd", [(("Marsh Lane Trust",), False)]),
        ("We went to Marsh Lane Trust.", "Marsh Lane Trust", [(("Marsh Lane Trust",), False)]),
        ("It was Wexcombe Pathfinders.", "Wexcombe Pathfinders", [(("Wexcombe Pathfinders",), True)]),
        ("There was Hope there.", "Hope", []),  # a single word
        ("It was The Bridge.", "The Bridge", []),
        ("A Second Chance, a second chance!", "Second Chance", []),  # words that people say anyway
        ("The Village Hall. A village, a hall.", "Village Hall", []),
        ("We went to marsh lane trust.", "Marsh Lane Trust", []),
        ("Marsh Lane Trustees", "Marsh Lane Trust", []),
    ],
)
def test_which_register_names_become_organisations(text, name, found):
    assert spoken(text, Body("GB-CHC-1", name)) == found


def test_names_in_the_gazetteer_or_shared_by_bodies_are_not_added():
    body, other = Body("GB-CHC-1", "Marsh Lane Trust"), Body("GB-CHC-2", "Marsh Lane Trust")
    assert spoken("Marsh Lane Trust", body, taken={"marsh lane trust"}) == []
    assert spoken("Marsh Lane Trust", body, other) == []


def test_other_names_are_merged_under_the_main_name():
    body = Body("GB-CHC-1", "The Fenside Aid Trust Limited", aliases=("Fenside Helpers",), sector=COMMUNITY)
    [entry] = Registers([body]).entries_in(["Fenside Helpers came."], taken=set())
    assert entry.all_names == ("Fenside Aid Trust", "Fenside Helpers")
    assert (entry.register_id, entry.sector, entry.ambiguous) == ("GB-CHC-1", COMMUNITY, True)
