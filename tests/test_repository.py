"""Files for a public forge and for contributors are well formed and agree with the repository."""

import re
import subprocess
import tomllib

import pytest
import yaml

from .conftest import ROOT

HABITS = [
    ROOT / ".pre-commit-config.yaml",
    ROOT / "CITATION.cff",
    ROOT / ".pre-commit-hooks.yaml",
    ROOT / "action.yml",
    ROOT / "biome.json",
    *sorted((ROOT / ".github").rglob("*.*")),
]
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_nothing_large_is_kept_but_the_models():
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: what is kept is not known")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    large = {name for name in listed.split("\0") if name and (ROOT / name).stat().st_size > 1_000_000}
    assert large <= {"models/minilm/model.onnx", "models/names/model.onnx"}


@pytest.mark.parametrize("path", HABITS, ids=lambda path: path.name)
def test_no_file_holds_an_address(path):
    assert "://" not in path.read_text("utf-8")


def test_the_workflow_calls_make_targets_on_every_system_and_python():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    called = [
        target
        for job in workflow["jobs"].values()
        for step in job["steps"]
        for target in re.findall(r"^make ([a-z-]+)$", step.get("run", ""))
    ]
    assert {"test", "lint", "run", "test-all"} <= set(called) <= TARGETS
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert [system.partition("-")[0] for system in matrix["os"]] == ["ubuntu", "macos", "windows"]
    versions = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", one)]
    assert matrix["python"] == versions
    assert workflow["permissions"] == {"contents": "read"}


def test_hooks_before_a_commit_are_local_and_call_what_lint_calls():
    [repository] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    called = {hook["entry"].removeprefix("make --silent ") for hook in repository["hooks"]}
    [needed] = re.findall(r"(?m)^lint: \$\(TOOLS\) (.*?) ##", (ROOT / "Makefile").read_text("utf-8"))
    assert called == set(needed.split()) == {"ruff", "mypy", "biome"}


def test_the_citation_names_this_software():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["abstract"].strip() == PROJECT["description"]
    assert cited["cff-version"] == "1.2.0"
    assert all(cited[key] for key in ("message", "title", "version", "authors"))


@pytest.mark.parametrize("name", ["bug_report.md", "feature_request.md"])
def test_issue_templates_ask_for_no_words_of_participants(name):
    text = (ROOT / ".github" / "ISSUE_TEMPLATE" / name).read_text("utf-8")
    head = yaml.safe_load(text.split("---")[1])
    assert head["name"]
    assert head["about"]
    assert "Send no real transcript, and no name or words of a participant." in text
