"""The result as JSON is what its schema in docs/ says."""

import json
import random

import pytest

from pipeline.verify import verify
from pipeline.verify.report import as_json
from pipeline.verify.verdicts import SpeakerCheck, Verdict
from tests.conftest import ROOT
from tests.verify.builders import study_of
from tests.verify.drafting import FORMATS, paragraphs_of, planted_in
from tests.verify.faults import HELD_OUT, TUNED
from tests.verify.material import material_of
from tests.verify.test_reports import DRAFT

SCHEMA = json.loads((ROOT / "docs" / "verify.schema.json").read_text("utf-8"))


def errors(result: object) -> list[str]:
    jsonschema = pytest.importorskip("jsonschema", reason="among the tools: make lint")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(result)]


def result_of(study, path):
    return json.loads(as_json(verify(study, path)))


def test_the_schema_knows_every_verdict():
    assert set(SCHEMA["$defs"]["verdict"]["enum"]) == {verdict.value for verdict in Verdict}
    assert set(SCHEMA["$defs"]["speaker"]["enum"]) == {check.value for check in SpeakerCheck}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("draft.md", DRAFT),
        ("empty.txt", "Nobody is quoted here.\n"),
        ("quotes.csv", "quote,source,speaker\nwe did not ask for thanks,two.txt,P01\nnobody said this,,\n"),
        ("quotes.json", '[{"quote": "we fed sixty people a night for seven weeks"}]'),
    ],
)
def test_the_result_of_a_draft_or_a_table_is_valid(tmp_path, name, content):
    (tmp_path / name).write_text(content, "utf-8")
    result = result_of(study_of(tmp_path), tmp_path / name)
    assert not errors(result)
    for field in SCHEMA["required"]:
        assert errors({key: value for key, value in result.items() if key != field})
    assert errors({**result, "another": 1})


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_the_results_of_drafts_with_every_fault_are_valid(sample_run, tmp_path, form):
    rng = random.Random(form)
    planted = planted_in(material_of(sample_run.study), rng, faults=TUNED | HELD_OUT, each=2, untouched=30)
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(FORMATS[form](paragraphs_of(planted, rng)))
    result = result_of(sample_run.study, draft)
    assert len({one["verdict"] for one in result["quotations"]}) >= 5
    assert not errors(result)
