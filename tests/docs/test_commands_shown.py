"""The tutorial and the guides, done as a reader does them: each command is run, and its output compared."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from pipeline import Study
from tests.conftest import ROOT
from tests.docs.commands_shown import Command, Written, differs, steps

DOCS = ROOT / "docs"
ANSWERS = 3  # passages that the reader accepts on the review page


@pytest.mark.parametrize(
    ("shown", "printed", "wrong"),
    [
        (("a", "b"), "a\nb\n", False),
        (("a  (5.3 s)",), "a  (12.0 s)", False),
        (("…", "b"), "x\ny\nb", False),
        (("a", "…"), "a\nx\ny", False),
        (("a", "…"), "a", False),
        (("at …/x", "…", "b"), "at /some/place/x\nb", False),
        ((), "what the page does not show", False),
        (("a",), "a\nb", True),
        (("a", "b"), "a", True),
        (("a", "b"), "b\na", True),
        (("a",), "", True),
        (("3 quotes (1.0 s)",), "4 quotes (1.0 s)", True),
        (("…", "b"), "x\ny", True),
        (("a…",), "ba", True),
    ],
)
def test_what_is_printed_is_compared(shown, printed, wrong):
    assert (differs(shown, printed) is not None) == wrong


def test_steps_are_commands_and_files():
    text = '```console\n$ a b\nout\n$ c\n```\n```text title="x.csv, at the end"\nrow\n```\n```python\nno\n```\n'
    assert list(steps(text)) == [Command("a b", ("out",)), Command("c", ()), Written("x.csv", "row\n", added=True)]


def environment() -> dict[str, str]:
    """A terminal in which `pipeline` is this repository's."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def finished(sample_run, tmp_path) -> Path:
    """A folder with the sample study and its outputs, as `pipeline demo` leaves it."""
    study = sample_run.study
    for name, folder in (("transcripts", study.transcripts), ("models", study.models), ("outputs", study.outputs)):
        shutil.copytree(folder, tmp_path / name)
    return tmp_path


@pytest.mark.slow
def test_the_tutorial_works_as_written(tmp_path, browser):
    ran, code = walk(DOCS / "tutorial.md", tmp_path, browser)
    assert code == 0, "the tutorial ends with nothing left to check"
    assert {line.split()[1] for line in ran} >= {"demo", "run", "review", "verify"}
    page = browser.new_page()
    page.goto((tmp_path / "first" / "outputs" / "report" / "index.html").as_uri() + "#quotes")
    for tab in ("Framework", "Organisations"):
        assert page.get_by_role("link", name=tab).first.is_visible()
    page.select_option("#f-theme", label="Short-term funding")
    page.get_by_text("Maureen Aldous, Chief officer").first.wait_for()
    page.get_by_text("Participant 13, Harrowdale").first.wait_for()
    page.get_by_role("link", name="Read in the transcript").first.click()
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["before_print.md", "withdrawal.md", "archiving.md"])
def test_guides_work_as_written_on_the_sample(name, finished):
    *_, corrected = (step for step in steps((DOCS / "tutorial.md").read_text("utf-8")) if isinstance(step, Written))
    (finished / "report.md").write_text(corrected.text, "utf-8")
    assert walk(DOCS / name, finished)[0]


@pytest.mark.slow
def test_attributions_in_the_page_on_consent_are_those_of_the_sample(finished):
    with (finished / "outputs" / "private" / "key.csv").open(encoding="utf-8-sig") as file:
        key = list(csv.DictReader(file))
    table = (DOCS / "consent.md").read_text("utf-8").split("## Participants")[1].split("\n\n- ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    shown = {level.strip("`"): attribution for level, _, attribution in rows[1:]}
    assert set(shown) == {"named", "role", "anonymous", "none", "empty"}
    for level, attribution in shown.items():
        applied = {"empty": "anonymous"}.get(level, level)
        assert any((row["cited_as"], row["consent_applied"]) == (attribution, applied) for row in key), level


@pytest.mark.slow
def test_the_guide_to_focus_groups_works_as_written(tmp_path):
    (tmp_path / "transcripts").mkdir()
    ran, _ = walk(DOCS / "focus_group.md", tmp_path)
    assert len(ran) == 3
    with (tmp_path / "outputs" / "dataset" / "coded_quotes.csv").open(encoding="utf-8-sig") as file:
        quotes = list(csv.DictReader(file))
    assert {row["participant"] for row in quotes} == {"P02", "P03", "P04", "P07"}  # neither All nor Unidentified
    assert {row["attribution"] for row in quotes} >= {"Young carer, 17, Hull", "Participant 2, Hull"}


@pytest.mark.slow
def test_the_example_in_r_counts_as_pandas_does(finished):
    if (program := shutil.which("Rscript")) is None:
        pytest.skip("R is not installed: the example in R is not run")
    [example] = re.findall(
        r"^```r\n(.*?)^```$", (DOCS / "analysts.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    (finished / "example.R").write_text(example, "utf-8")
    done = subprocess.run(
        [program, "example.R"], cwd=finished, capture_output=True, encoding="utf-8", check=True
    ).stdout
    counted = Study.open(finished / "outputs").quotes().query("counts == 'yes'")
    by_case = Counter(counted.drop_duplicates(["case", "theme", "quote_id"])["case"])
    shown: Counter[str] = Counter()  # a wide table is printed in parts
    for line in done.splitlines():
        case, *cells = re.split(r"\s{2,}", line.strip())
        if cells and all(map(str.isdigit, cells)):
            shown[case] += sum(map(int, cells))
    assert +shown == by_case
    assert by_case


def walk(document: Path, folder: Path, browser=None) -> tuple[list[str], int]:
    """Do what a document says, in a folder; the commands that were run, and the last exit code."""
    ran, code = [], 0
    for step in steps(document.read_text("utf-8")):
        if isinstance(step, Written):
            with (folder / step.name).open("a" if step.added else "w", encoding="utf-8") as file:
                file.write(step.text)
            continue
        program, *rest = shlex.split(step.line)
        if program == "cd":
            folder /= rest[0]
            continue
        printed, code = (answered(folder, browser), 0) if step.line == "pipeline review" else run(step.line, folder)
        ran.append(step.line)
        assert code in (0, 1), printed
        assert (step.line, differs(step.shown, printed)) == (step.line, None), printed
    return ran, code


def run(line: str, folder: Path) -> tuple[str, int]:
    """What a command prints, as in a terminal, and its exit code."""
    done = subprocess.run(
        shlex.split(line), cwd=folder, env=environment(), check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    return done.stdout, done.returncode


def answered(folder: Path, browser) -> str:
    """Answer passages as the tutorial says, and end with Ctrl-C; what was printed first."""
    command = ["pipeline", "review", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    try:
        printed = server.stdout.readline()
        page = browser.new_page()
        page.goto(printed.split()[1])
        page.get_by_label("Your name").fill("Ann")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Got it").click()
        for _ in range(ANSWERS):
            before = page.locator(".passage.current").inner_text()
            page.keyboard.press("a")
            page.wait_for_function(
                "before => document.querySelector('.passage.current').innerText !== before", arg=before
            )
        wait_until_written(folder / "models" / "decisions.csv")
        page.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
    # The port is a free one here.
    return re.sub(r"(127\.0\.0\.1):\d+", r"\1:8642", printed)


def wait_until_written(decisions: Path, *, seconds: float = 60) -> None:
    """Answers are written to the table a moment later."""
    until = time.monotonic() + seconds
    while not decisions.exists() or decisions.read_text("utf-8-sig").count(",accept,") != ANSWERS:
        assert time.monotonic() < until, "the answers were not written"
        time.sleep(0.1)
