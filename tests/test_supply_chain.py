"""What the program is made of: listed, hashed, and refused where it is not what was pinned."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace

import pytest

from pipeline.cli.sbom import bill_of_materials, written
from pipeline.corpus.errors import UserError
from pipeline.language import models
from tests.conftest import ROOT
from tests.packages import judged

LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def test_every_package_of_the_lock_has_a_hash():
    pinned = re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==", LOCK)
    with_hash = re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", LOCK)
    assert len(pinned) == len(with_hash) > 50


def test_the_bill_of_materials_lists_them_all_and_the_models():
    made = bill_of_materials(LOCK)
    libraries = [one for one in made["components"] if one["type"] == "library"]
    assert len(libraries) == len(re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==", LOCK))
    assert all(one["hashes"] for one in libraries)
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in libraries)
    assert {"spacy", "lxml", "onnxruntime"} <= {one["name"] for one in libraries}
    listed = [one for one in made["components"] if one["type"] == "machine-learning-model"]
    assert {one["hashes"][0]["content"] for one in listed} == {pin.sha256 for pin in models.PINS}
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(refs) == len(set(refs))
    assert made["dependencies"][0]["dependsOn"] == refs


@pytest.fixture
def written_bill(tmp_path):
    shutil.copyfile(ROOT / "requirements.lock", tmp_path / "requirements.lock")
    first = written(tmp_path).read_bytes()
    assert written(tmp_path).read_bytes() == first
    return first


def test_the_bill_of_materials_is_always_the_same(written_bill):
    assert json.loads(written_bill)["bomFormat"] == "CycloneDX"


@pytest.mark.slow  # the library comes with pip-audit, which `make lint` installs
def test_the_bill_of_materials_is_valid(written_bill):
    library = pytest.importorskip("cyclonedx.model.bom", reason="comes with pip-audit: make lint")
    read = library.Bom.from_json(json.loads(written_bill))
    assert len(read.components) == len(bill_of_materials(LOCK)["components"])


@pytest.mark.parametrize("pin", [models.NAMES, models.MINILM, models.TOKENIZER], ids=lambda pin: pin.name)
def test_a_model_that_was_changed_is_refused(pin, tmp_path, monkeypatch):
    changed = tmp_path / pin.path
    changed.parent.mkdir(parents=True, exist_ok=True)
    content = bytearray(models.located(pin).read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    monkeypatch.setattr(models, "_SHIPPED_MODELS", tmp_path)
    with pytest.raises(UserError, match="its checksum differs"):
        models.located(replace(pin, package=models.SHIPPED, name=f"{pin.name}, changed"))


@pytest.mark.parametrize(
    ("code", "said", "complaint", "exit_code", "told"),
    [
        (0, "", "No known vulnerabilities found", 0, "no known holes"),
        (1, "lxml 1.0 PYSEC-1", "Found 1 known vulnerability in 1 package\n", 1, "PYSEC-1"),
        (1, "", "requests.exceptions.ConnectionError: no route", 0, "cannot be reached"),
        (1, "", "", 0, "cannot be reached"),
    ],
)
def test_holes_fail_and_a_missing_network_does_not(code, said, complaint, exit_code, told):
    judgement = judged(code, said, complaint)
    assert judgement[0] == exit_code
    assert told in judgement[1]
