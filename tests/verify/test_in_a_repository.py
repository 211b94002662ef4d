"""The GitHub Action and the pre-commit hook are well formed, and the commands they call verify a sample report."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, copied_models

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
GUIDE = (ROOT / "docs" / "verify_in_a_repository.md").read_text("utf-8")
SAID = "We opened the hall on the Tuesday and by Friday we had forty neighbours cooking."
GOOD, BAD = f"She said: “{SAID}”\n", f"She said: “{SAID.replace('forty', 'ninety')}”\n"


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """One interview, two good reports and a bad one."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("transcripts", "reports", "action"):
        (folder / name).mkdir()
    (folder / "transcripts" / "one.txt").write_text(
        f"Interviewer: What happened in the first week?\n\nAmina: {SAID} So it began.\n\n"
        "Interviewer: Did the council help?\n\nAmina: They lent us two vans, and then we never looked back.\n",
        "utf-8",
    )
    (folder / "reports" / "good one.md").write_text(GOOD, "utf-8")
    (folder / "reports" / "bad.md").write_text(BAD, "utf-8")
    (folder / "reports" / "codings.csv").write_text(f'quote,source,speaker\n"{SAID}",one.txt,Amina\n', "utf-8")
    copied_models(folder / "action" / "models")
    return folder


def called(command, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_input_of_the_action_is_used_and_described():
    text = (ROOT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", text)) == set(ACTION["inputs"])
    for name, given in ACTION["inputs"].items():
        assert f"| `{name}` |" in GUIDE
        assert given.get("required") or given["default"] in GUIDE
    for step in ACTION["runs"]["steps"]:
        assert "uses" in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", ""), "an input in a script could run as a command"
    install = ACTION["runs"]["steps"][1]["run"]
    assert "--require-hashes" in install
    assert (ROOT / "requirements.lock").exists()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bash"), reason="the action runs in bash")
@pytest.mark.parametrize(
    ("reports", "code", "told"),
    [
        ("reports/good*.md\nreports/codings.csv\n", 0, "1 quotation: 1 verbatim"),
        ("reports/*", 1, "1 altered"),
        ("reports/none.docx", 2, "No file matches"),
    ],
)
def test_the_action_verifies_reports(repository, tmp_path, reports, code, told):
    script = ACTION["runs"]["steps"][-1]["run"]
    done = called(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        repository,
        REPORTS=reports,
        TRANSCRIPTS="transcripts",
        MODELS="models",
        GITHUB_ACTION_PATH=str(repository / "action"),
        GITHUB_OUTPUT=str(tmp_path / "output"),
        RUNNER_TEMP=str(tmp_path),
    )
    assert done.returncode == code, done.stderr
    assert told in done.stdout
    assert "neighbours" not in done.stdout + done.stderr
    assert "Amina" not in done.stdout + done.stderr
    results = Path((tmp_path / "output").read_text().strip().removeprefix("results="))
    assert len(list(results.glob("*.json"))) == {0: 2, 1: 3, 2: 0}[code]


@pytest.mark.slow
def test_the_hook_refuses_a_report_with_an_altered_quotation(repository):
    [hook] = HOOKS
    assert hook["language"] == "system"
    changed = ["reports/good one.md", "reports/bad.md", "reports/codings.csv", "notes.md", "data/x.csv"]
    taken = [name for name in changed if re.search(hook["files"], name)]
    assert taken == changed[:3]
    study = ["--transcripts", "transcripts", "--models", str(repository / "action" / "models")]
    assert called(["pipeline", "--quiet", *study, "run"], repository).returncode == 0
    [*before, command] = hook["args"]
    line = [hook["entry"], *before, *study, command]
    good = called([*line, "reports/good one.md", "reports/codings.csv"], repository)
    assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
    bad = called([*line, *taken], repository)
    assert bad.returncode == 1
    assert "forty → ninety" in bad.stdout
    assert "1 altered" in bad.stdout
