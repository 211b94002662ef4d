"""A survey handed over: respondents' attributes in the tables and on the page, and answers that many gave."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.emit.page.writer import PAGE
from pipeline.emit.table_files import csv_rows
from tests.conftest import copied_models, run_study
from tests.emit.page.waiting import found

pytestmark = pytest.mark.slow

SURVEY = ["Response ID,Sector,Age group,Subject,Date,What would help?"] + [
    f"a{at},{'Charity' if at % 2 else 'Council'},{'18 to 29' if at % 4 < 2 else '60 and over'},"
    f"{'Latin' if at == 3 else 'History'},,{said}"
    for at, said in enumerate(
        [
            *["More staff"] * 7,
            *["Keep the library open since it is the only warm room that the village has"] * 6,
            "A bus on Sundays would bring my mother to the hall and back before it is dark",
            *[
                f"The volunteers were tired by week {at} and nobody had asked them how they were"
                for at in range(10)
            ],
        ]
    )
]


CODEBOOK = """codes:
  - {id: staff, name: Staff, definition: People who are paid to help, phrases: [more staff, were tired]}
  - {id: rooms, name: Rooms, definition: Places to meet, phrases: [warm room, the hall]}
"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("survey")
    (base / "in").mkdir()
    (base / "in" / "survey.csv").write_text("\n".join(SURVEY))
    models = copied_models(base / "models")
    (models / "codebook.yaml").write_text(CODEBOOK)
    return run_study(base / "in", base / "outputs", models=models).study.outputs


def test_attributes_stand_in_every_table(outputs: Path) -> None:
    quotes = csv_rows((outputs / "dataset" / "coded_quotes.csv").read_bytes())
    by_id = {row["quote_id"]: row for row in quotes}
    told = Counter(row["attributes"] for row in by_id.values())
    assert set(told) == {"Age group: 18 to 29; Subject: History", "Age group: 60 and over; Subject: History",
                         "Age group: 60 and over"}  # fmt: skip
    assert told["Age group: 60 and over"] == 1  # whose subject nobody shares
    compared = csv_rows((outputs / "dataset" / "theme_by_attribute.csv").read_bytes())
    assert {(row["attribute"], row["value"]) for row in compared} >= {
        ("Age group", "18 to 29"), ("Age group", "60 and over"), ("Subject", "History"),
    }  # fmt: skip
    assert "Latin" not in {row["value"] for row in compared}
    assert "Subject: Latin" in (outputs / "private" / "key.csv").read_text("utf-8-sig")


def test_the_same_answer_is_joined_and_counted(outputs: Path) -> None:
    rows = {r["quote_id"]: r for r in csv_rows((outputs / "dataset" / "coded_quotes.csv").read_bytes())}.values()
    for words, many in (("More staff", 7), ("Keep the library", 6), ("A bus on Sundays", 1)):
        own = [row for row in rows if row["quote"].startswith(words)]
        assert len(own) == many
        kept = [row for row in own if not row["same_as"]]
        assert [row["repeats"] for row in kept] == [str(many - 1)]
        assert {row["same_as"] for row in own} - {""} <= {kept[0]["quote_id"]}
        assert {row["repeats"] for row in own if row["same_as"]} <= {"0"}


def test_the_page_filters_by_any_attribute(outputs: Path, opened) -> None:
    page = opened(outputs / PAGE, "#quotes")
    page.select_option("#f-attribute", "Age group=18 to 29")
    rows = csv_rows((outputs / "dataset" / "coded_quotes.csv").read_bytes())
    many = len({row["quote_id"] for row in rows if "18 to 29" in row["attributes"]})
    assert found(page, attribute="Age group=18 to 29") == many > 0
    page = opened(outputs / PAGE, "#sectors")
    page.select_option("#c-attribute", "Age group")
    assert "60 and over" in page.inner_text("#in-sectors")
