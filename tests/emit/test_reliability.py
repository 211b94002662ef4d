"""Reliability is handed over as the themes stage found it, under printable names of themes."""

from pipeline.emit.agreement import RELIABILITY, reliability_rows
from pipeline.emit.naming import Labels

ROWS = [
    {"theme_id": "", "low": 0.9, "high": 1.0, "judged": 6, "said": 0.95, "right": 0.83},
    {"theme_id": "", "low": 0.8, "high": 0.9, "judged": 0, "said": float("nan"), "right": float("nan")},
    {"theme_id": "cogs", "low": 0.0, "high": 1.0, "judged": 3, "said": 0.4, "right": 0.3333},
]


def test_themes_have_their_names_and_all_together_none():
    labels = Labels({}, {}, {"cogs": "cogs"}, {"cogs": "Cogs of connection"}, {})
    made = list(reliability_rows(ROWS, labels=labels))
    assert [(row["theme_id"], row["theme"], row.get("right")) for row in made] == [
        ("", "", 0.83),
        ("", "", None),
        ("cogs", "Cogs of connection", 0.3333),
    ]
    assert set(made[0]) == set(RELIABILITY.column_names)
