"""What can be a label, and who stands behind it."""

from __future__ import annotations

import pytest

from pipeline.ingest.spellings import joined, slips
from pipeline.people.labels import initials_of, looks_like_name, name_and_office, name_words, plausible


@pytest.mark.parametrize(
    "label",
    [
        "Anna Price", "ANNA PRICE", "AP", "I", "R1", "Interviewer 2", "Unknown Speaker", "Dr Siân O'Neill-Jones AM",
        "The Chair (Hon. A. Price (Hull, Labour))", "Cllr J Price – Leader", "Ludwig van Beethoven", "P03",
    ],
)  # fmt: skip
def test_plausible(label):
    assert plausible(label)


@pytest.mark.parametrize(
    "label",
    ["So the thing is", "I said", "Really?", "https", "Date", "Transcribed by", "Interview number", "x" * 100, ""],
)
def test_implausible(label):
    assert not plausible(label)


@pytest.mark.parametrize("label", ["Anna Price", "Mr Price", "Dr Siân O'Neill-Jones AM", "Cllr J Price – Leader"])
def test_names(label):
    assert looks_like_name(label)


@pytest.mark.parametrize("label", ["Interviewer", "The Chair", "AP", "P03", "Unknown Speaker", "Speaker 2"])
def test_no_names(label):
    assert not looks_like_name(label)


def test_name_words_leave_titles_and_offices_out():
    assert name_words("Cllr J Price MBE – Leader") == ["J", "Price"]


def test_initials():
    assert {"ebw", "ew"} <= initials_of("Emilie Baeth-Walter")


@pytest.mark.parametrize(
    ("labels", "names", "expected"),
    [
        (["Anna Price", "AP", "Price", "anna  price"], {}, {"ap": "anna price", "price": "anna price"}),
        (["Anna Price", "Adam Poe", "AP"], {}, {"ap": "ap"}),
        (["Anna Price", "Tom Price", "Price"], {}, {"price": "price"}),
        (["Mr Price", "Ms Price", "Sam Price"], {}, {"mr price": "mr price", "ms price": "ms price"}),
        (
            ["The Chair (Hon. A. Price (Hull))", "The Chair", "A. Price"],
            {},
            {"the chair": "the chair (hon a price (hull))", "a price": "the chair (hon a price (hull))"},
        ),
        (["Cllr J Price – Leader", "Cllr J Price"], {}, {"cllr j price": "cllr j price – leader"}),
        (["LNA", "X"], {"LNA": "Lynn Nash"}, {"lna": "lynn nash", "x": "x"}),
        (["Nancy Ruth Moss", "NRM", "Nancy Moss"], {}, {"nrm": "nancy ruth moss", "nancy moss": "nancy ruth moss"}),
    ],
)
def test_joined(labels, names, expected):
    found = joined(labels, names)
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Anna Price", ("Anna Price", "")),
        ("Cllr J Price – Leader", ("Cllr J Price", "Leader")),
        ("Anna Price, Hull Council", ("Anna Price", "Hull Council")),
        ("Anna Price (Hull Council)", ("Anna Price", "Hull Council")),
        ("The Chair (Hon. A. Price (Hull, Labour))", ("Hon. A. Price", "The Chair")),
    ],
)
def test_name_and_office(label, expected):
    assert name_and_office(label) == expected


def test_slips_of_the_key():
    often = {"Olivia Price": 5, "Olvia Price": 1, "Oliver Price-Jones": 1, "P1": 1, "P2": 1}
    assert slips(often) == {"olvia price": "olivia price"}
