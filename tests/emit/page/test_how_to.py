"""The seven questions of docs/how_to.md: its Python is run, and held against the CSV files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.emit.page.writer import PAGE
from pipeline.emit.table_files import csv_rows
from tests.conftest import Done, copied_models, run_study
from tests.emit.page.waiting import found

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[3] / "docs" / "how_to.md"
_SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def reviewed(sample_run, tmp_path_factory) -> Done:
    """The sample after a review in which every proposal was accepted: only what is confirmed or sure is counted."""
    base = tmp_path_factory.mktemp("reviewed")
    models = copied_models(base / "models")
    rows = csv_rows((sample_run.study.outputs / "dataset" / "coded_quotes.csv").read_bytes())
    accepted = [
        Decision(
            quote_id=row["quote_id"], theme_id=row["theme_id"], decision="accept", coder="Ann",
            source=row["source"], quote=row["quote"],
        )
        for row in rows
        if row["origin"] == "codebook"
    ]  # fmt: skip
    (models / "decisions.csv").write_bytes(written_decisions(accepted))
    return run_study(sample_run.study.transcripts, base / "outputs", models=models)


@pytest.fixture(scope="module")
def table(reviewed) -> Callable[[str], Rows]:
    return lambda name: csv_rows((reviewed.study.outputs / "dataset" / f"{name}.csv").read_bytes())


@pytest.fixture(scope="module")
def names(reviewed) -> dict[str, Any]:
    """All that the snippets, one after another, have made."""
    made: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(reviewed.study.outputs.parent)
        for snippet in _SNIPPET.findall(DOCUMENT.read_text("utf-8")):
            exec(compile(snippet, str(DOCUMENT), "exec"), made)
    return made


@pytest.fixture(scope="module")
def rows(table) -> Rows:
    return [row for row in table("coded_quotes") if row["counts"] == "yes"]


def ids(frame: Any) -> list[str]:
    return list(frame["quote_id"])


def on_page(opened: Any, reviewed: Any, **fields: str) -> int:
    """How many quotes the page finds with these filters, chosen by hand."""
    page = opened(reviewed.study.outputs / PAGE, "#quotes")
    for field, value in fields.items():
        page.select_option(f"#f-{field}", value)
    return found(page, **fields)


def test_there_are_seven() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert re.findall(r"^## (\d)\.", text, re.MULTILINE) == [str(at) for at in range(1, 8)]
    assert len(_SNIPPET.findall(text)) == 7
    assert text.count("**Workbook:**") == text.count("**Page:**") == 7


def test_the_best_of_those_who_may_be_named(names, rows, opened, reviewed) -> None:
    own = [
        row
        for row in rows
        if row["theme"] == "Trust and relationships"
        and (row["sector"], row["consent"]) == ("local authority", "named")
        and row["place"].endswith("North East")
    ]
    best = sorted((row for row in own if not row["same_as"]), key=lambda row: -float(row["quotability"]))
    assert [float(value) for value in names["best"]["quotability"]] == [
        float(row["quotability"]) for row in best[:5]
    ]
    assert own
    theme = own[0]["theme_id"]
    many = on_page(opened, reviewed, theme=theme, sector="local authority", place="North East", consent="named")
    assert many == len(own)


def test_answers_to_the_second_question(names, rows, table, opened, reviewed) -> None:
    question = table("theme_by_question")[1]["question"]
    themes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["question"] == question:
            themes[row["quote_id"]].add(row["theme"])
    assert set(ids(names["either"])) == {quote for quote, some in themes.items() if some & names["themes"]} != set()
    assert set(ids(names["both"])) == {quote for quote, some in themes.items() if some >= names["themes"]}
    one = next(row for row in rows if row["theme"] == "Council and NHS red tape")
    many = on_page(opened, reviewed, question=question, theme=one["theme_id"])
    coded = [row for row in table("coded_quotes") if (row["question"], row["theme"]) == (question, one["theme"])]
    assert many == len({row["quote_id"] for row in coded})  # the page shows suggestions too


def test_themes_by_sector_hold_the_survey(names, table) -> None:
    told = {row["theme"]: row for row in table("theme_by_sector")}
    sectors = names["sectors"]
    assert "charity" in set(sectors["value"])  # a sector of the survey alone
    for row in sectors.itertuples():
        assert told[row.theme][row.value] == str(row.passages)


def test_every_quote_that_names_an_organisation(names, table, opened, reviewed) -> None:
    name = names["name"]
    wanted = {row["quote_id"] for row in table("coded_quotes") if name in row["organisations_named"].split("; ")}
    assert set(ids(names["naming"])) == wanted != set()
    assert on_page(opened, reviewed, organisation=name) == len(wanted)


def test_what_a_case_says_with_its_time(names, rows, opened, reviewed) -> None:
    wanted = [row for row in rows if (row["case"], row["theme"]) == ("Wexcombe", "Doing things ourselves")]
    assert ids(names["one_case"]) == [row["quote_id"] for row in wanted]
    assert all(re.fullmatch(r"\d+:\d\d:\d\d", code) for code in names["one_case"]["timecode"])
    many = on_page(opened, reviewed, case="Wexcombe", theme=wanted[0]["theme_id"], sort="case")
    assert many == len(wanted) > 0


def test_which_themes_come_up_together(names, rows, table) -> None:
    themes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["kind"] != "reported":
            themes[row["quote_id"]].add(row["theme"])
    counted = Counter((a, b) for some in themes.values() for a in some for b in some if a != b)
    assert len(names["pairs"]) == len(table("theme_pairs")) > 0
    for row in names["pairs"].itertuples():
        assert row.passages >= counted[row.theme_a, row.theme_b]  # those that may not be printed are counted
    assert list(names["pairs"]["passages"]) == sorted(names["pairs"]["passages"], reverse=True)


def test_participants_by_region_survey_apart(names, rows) -> None:
    apart = names["apart"]
    assert {"survey", "other"} == set(apart["sources"])
    quoted = 0
    for row in apart.itertuples():
        people = {
            one["participant"]
            for one in rows
            if one["theme"] == "Trust and relationships"
            and one["place"].endswith(row.value)
            and (one["source_kind"] == "survey") == (row.sources == "survey")
            and one["kind"] != "reported"
        }
        assert row.participants >= len(people - {""})  # those who may not be quoted are counted
        assert row.of_participants >= row.participants
        quoted += len(people - {""})
    assert quoted > 0


def test_numbers_in_the_workbook_are_numbers(reviewed) -> None:
    import openpyxl

    book = openpyxl.load_workbook(reviewed.study.outputs / "dataset" / "coded_dataset.xlsx", read_only=True)
    for title in ("Coded quotes", "Themes by attribute"):
        lines = book[title].iter_rows(values_only=True)
        header = next(lines)
        numeric = [
            at for at, column in enumerate(header) if column in ("quotability", "passages", "share", "confidence")
        ]
        values = [line[at] for line in lines for at in numeric if line[at] is not None]
        assert values
        assert all(isinstance(value, (int, float)) for value in values)
