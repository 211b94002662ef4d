"""The sector is inferred from the name."""

import pytest

from pipeline.corpus.records import SECTORS
from pipeline.language.lexicons import pairs
from pipeline.organisations.gazetteer import Entry, known_sectors, sector_of
from tests.organisations.sayings_of_sectors import share_told

KNOWN = known_sectors(
    [
        Entry("Age Wex", aliases=("AW",), sector="community organisation"),
        Entry("Levelling Fund", sector="funder", kind="programme"),
        Entry("Crisis", sector="community organisation", ambiguous=True),
    ]
)


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("AW", "community organisation"),
        ("Age Wex Northmarsh", "community organisation"),
        ("Northmarsh Age Wex", "community organisation"),
        ("Northmarsh AW", "other"),  # a single word may be anything at the end
        ("Crisis Games", "other"),
        ("Marsh Trust Ltd", "community organisation"),
        ("Marsh Ltd", "business"),
        ("The Pump House", "other"),
    ],
)
def test_the_sector(name, sector):
    assert sector_of(name, known=KNOWN) == sector


def test_most_sectors_are_inferred_correctly():
    for held_out in (False, True):
        right, total = share_told(held_out=held_out)
        assert total >= 60
        assert right / total >= 0.85


def test_the_lists_contain_valid_sectors():
    for name in ("organisation_sectors", "organisation_heads"):
        assert set(pairs(name).values()) <= {*SECTORS, "?"}
