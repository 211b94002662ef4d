"""Reliability is written as computed by the themes stage, with printable names of themes."""

from pipeline.corpus.coding_records import Reliability
from pipeline.emit.agreement import reliability_rows
from pipeline.emit.naming import Labels
from tests.emit.test_agreement import coded

ROWS = [
    Reliability(theme_id="", low=0.9, high=1.0, judged=6, said=0.95, right=0.83),
    Reliability(theme_id="", low=0.8, high=0.9, judged=0),
    Reliability(theme_id="cogs", low=0.0, high=1.0, judged=3, said=0.4, right=0.3333),
]


def test_themes_have_their_names_and_all_together_none():
    labels = Labels({}, {}, {"cogs": "cogs"}, {"cogs": "Cogs of connection"}, {})
    made = list(reliability_rows(ROWS, (), labels=labels))
    assert [(row.theme_id, row.theme, row.right) for row in made] == [
        ("", "", 0.83),
        ("", "", None),
        ("cogs", "Cogs of connection", 0.3333),
    ]


def test_how_far_people_agree_stands_beside_how_right_the_software_is():
    labels = Labels({}, {}, {"cogs": "cogs"}, {"cogs": "Cogs of connection"}, {})
    made = list(reliability_rows(ROWS, coded("Anna", "Bea", differing=4), labels=labels))
    assert [row.human for row in made] == [0.9, 0.9, 0.9]
    assert {row.human for row in reliability_rows(ROWS, coded("Anna"), labels=labels)} == {None}
