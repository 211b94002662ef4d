"""Survey questions, and themes by attributes of the speakers: tables, quote bank, REFI-QDA."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest

from pipeline.corpus.settings import Settings
from pipeline.emit.gate import gate_of
from pipeline.emit.handover import Handover, handover
from pipeline.emit.material import Material
from pipeline.emit.page.payload import payload
from pipeline.emit.table_files import csv_rows
from pipeline.emit.writers import written
from tests.emit.conftest import redactor

_ASKED = {"T-4": "What got in the way?", "T-5": "What did Bashir Khan <b>say</b>?", "T-6": "What got in the way?"}


@pytest.fixture(scope="module")
def surveyed(study: Material) -> Material:
    """The small study, whose roundtable is a survey of two questions; one of them names somebody."""
    return replace(
        study,
        sources=[replace(row, kind="survey") if row.source == "s-1a2b" else row for row in study.sources],
        turns=[replace(row, question=_ASKED.get(row.turn_id, "")) for row in study.turns],
        passages=[replace(row, kind="survey") if row.source == "s-1a2b" else row for row in study.passages],
    )


@pytest.fixture(scope="module")
def given(surveyed: Material) -> Handover:
    return handover(surveyed, gate=gate_of(surveyed, redactor()), settings=Settings(), earlier=[])


@pytest.fixture(scope="module")
def made(given: Handover) -> dict[str, bytes]:
    return dict(written(given, progress=lambda what, done, total: None))


def test_an_answer_has_its_question_and_nothing_else_has_one(made: dict[str, bytes]) -> None:
    rows = csv_rows(made["dataset/coded_quotes.csv"])
    assert {row["question"] for row in rows if row["kind"] == "survey"} == {"What did [name] <b>say</b>?"}
    assert {row["question"] for row in rows if row["source_kind"] != "survey"} == {""}
    assert {row["kind"]: row["source_kind"] for row in rows if row["kind"] == "survey"} == {"survey": "survey"}


def test_themes_by_question_count_those_who_are_not_quoted(made: dict[str, bytes]) -> None:
    rows = {row["question"]: row for row in csv_rows(made["dataset/theme_by_question.csv"])}
    assert set(rows) == {"What got in the way?", "What did [name] <b>say</b>?"}
    withheld = rows["What got in the way?"]
    assert (withheld["passages"], withheld["participants"], withheld["Not waiting"]) == ("2", "1", "1")
    assert rows["What did [name] <b>say</b>?"]["Cogs of connection"] == "0"  # rejected


def test_an_attribute_counts_passages_and_participants_and_surveys_apart(made: dict[str, bytes]) -> None:
    rows = {
        (row["attribute"], row["value"], row["sources"], row["theme_id"]): row
        for row in csv_rows(made["dataset/theme_by_attribute.csv"])
    }
    assert ("place", "Whitby", "other", "waiting") not in rows
    whitby = rows["place", "Whitby", "survey", "waiting"]
    assert (whitby["passages"], whitby["participants"], whitby["of_participants"]) == ("2", "2", "2")
    assert rows["place", "Whitby", "all", "waiting"]["passages"] == "2"
    assert rows["sector", "local authority", "other", "waiting"]["share"] == "1.0"
    assert rows["source_kind", "document", "all", "cogs"]["participants"] == "0"


def test_a_row_of_an_attribute_is_the_sum_of_its_parts(made: dict[str, bytes]) -> None:
    counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for row in csv_rows(made["dataset/theme_by_attribute.csv"]):
        counts[row["attribute"], row["value"], row["theme_id"]][row["sources"]] = int(row["passages"])
    assert counts
    for apart in counts.values():
        assert apart["all"] == apart.get("survey", 0) + apart.get("other", 0)


def test_role_and_organisation_are_of_those_who_may_be_quoted(surveyed: Material) -> None:
    told = [
        replace(row, role="warden", organisation="Secret Shed") if row.consent == "none" else row
        for row in surveyed.attributions
    ]
    one = replace(surveyed, attributions=told)
    given = handover(one, gate=gate_of(one, redactor()), settings=Settings(), earlier=[])
    values = {row.value for row in given.sheets["theme_by_attribute"].records}
    assert "officer" in values
    assert not values & {"warden", "Secret Shed"}


def test_the_parts_of_quotability_belong_to_the_rows_of_coded_quotes(made: dict[str, bytes]) -> None:
    quotes = csv_rows(made["dataset/coded_quotes.csv"])
    parts = csv_rows(made["dataset/quotability.csv"])
    assert "vivid" in parts[0]
    assert "vivid" not in quotes[0]
    assert [(row["quote_id"], row["theme_id"], row["quotability"]) for row in quotes] == [
        (row["quote_id"], row["theme_id"], row["quotability"]) for row in parts
    ]
    assert {row["on_theme"] for row in parts if not row["theme_id"]} == {""}
    confirmed = [row["decision"] in ("accept", "add") for row in quotes]
    assert [row["on_theme"] == "1.0" for row in parts] == confirmed


def test_the_page_is_given_questions_and_attributes(given: Handover) -> None:
    data = payload(given)
    asked = {quote["id"]: data["questions"][quote["question"]] for quote in data["quotes"]}
    assert asked["Q-T-5.1"] == "What did [name] <b>say</b>?"
    assert asked["Q-T-2.1"] == ""
    assert {"sector", "place", "question", "organisation"} <= set(data["by"])
    assert all(quote["place"] for quote in data["quotes"])


def test_the_quote_bank_groups_answers_under_their_question(made: dict[str, bytes]) -> None:
    lines = docx.Document(io.BytesIO(made["report/quote_bank.docx"])).paragraphs
    headings = [line.text for line in lines if line.style.name == "Heading 3"]
    assert "What did [name] <b>say</b>?" in headings


def test_the_answers_to_a_question_are_a_case_of_the_project(made: dict[str, bytes]) -> None:
    content = next(content for path, content in made.items() if path.endswith(".qdpx"))
    project = ElementTree.fromstring(ZipFile(io.BytesIO(content)).read("project.qde"))
    space = {"q": "urn:QDA-XML:project:1.0"}
    variables = {one.get("guid"): one.get("name") for one in project.findall("q:Variables/q:Variable", space)}
    named = {}
    for case in project.findall("q:Cases/q:Case", space):
        values = {
            variables[one.find("q:VariableRef", space).get("targetGUID")]: one.find("q:TextValue", space).text
            for one in case.findall("q:VariableValue", space)
        }
        if values["case: unit"] == "question":
            named[values["case: question"]] = len(case.findall("q:SelectionRef", space))
    assert named == {"What did [name] <b>say</b>?": 2}
