"""Measures review on screen with the Welsh meetings: key presses, the first page, memory, learning.

    python -m tests.bench.screen [--data ../shared/data] [--study FOLDER]

The first measurement runs the pipeline on the meetings, which takes minutes; --study keeps the results for the
next.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import started_browser

ROOT = Path(__file__).parents[2]
PRESSES = 60
DECISIONS = 200
# The time from the key press to the last change of the transcript and of the answers below it. When nothing has
# changed for a fifth of a second, the page is taken to be finished. The lists beside them change later and do not
# count.
_PRESSED = """async ([key]) => {
  const began = performance.now();
  let last = -1;
  const seen = new MutationObserver(() => { last = performance.now(); });
  for (const part of document.querySelectorAll('.transcript, .answer'))
    seen.observe(part, {subtree: true, childList: true, attributes: true});
  document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  while (performance.now() - Math.max(began, last) < (last < 0 ? 5000 : 200)) {
    await new Promise((done) => setTimeout(done, 5));
  }
  seen.disconnect();
  return last - began;
}"""


def study_in(folder: Path, data: Path) -> list[str]:
    """The options of a study of the meetings; the pipeline is run if necessary."""
    options = ["--transcripts", str(folder / "transcripts"), "--models", str(folder / "models")]
    options += ["--outputs", str(folder / "outputs"), "--jobs", "1"]
    if not (folder / "outputs" / "private" / "tables" / "review.parquet").exists():
        shutil.copytree(data / "transcripts" / "welsh-parliament", folder / "transcripts", dirs_exist_ok=True)
        ignored = shutil.ignore_patterns("*.onnx", "identifiers", "review.sqlite*", "decisions.csv")
        shutil.copytree(ROOT / "models", folder / "models", dirs_exist_ok=True, ignore=ignored)
        subprocess.run([sys.executable, "-m", "pipeline", *options, "--quiet", "themes"], cwd=ROOT, check=True)
    for left in (*(folder / "models").glob("review.sqlite*"), folder / "models" / "decisions.csv"):
        left.unlink(missing_ok=True)
    return options


def memory_of(pid: int) -> float:
    """The memory of a process in MB; 0 if the system does not report it."""
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def processor_seconds(pid: int) -> float:
    """The processor time of a process; 0 if the system does not report it."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def learn(page: Page, server: int) -> str:
    """Have the pipeline learn, and wait until the page tells what has changed."""
    said = page.locator("#news").inner_text()
    used = processor_seconds(server)
    began = time.perf_counter()
    page.locator("#learn").click()
    page.wait_for_function(
        "(said) => !['', said].includes(document.getElementById('news').innerText)", arg=said, timeout=300_000
    )
    wall, used = time.perf_counter() - began, processor_seconds(server) - used
    return f"{wall:.1f} s, processor {used:.1f} s (target: below 5 s)"


def measure(options: list[str]) -> dict[str, str]:
    """Measure all figures, with their targets."""
    command = [sys.executable, "-m", "pipeline", *options, "review", "--no-browser", "--port", "0", "--no-learning"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    figures: dict[str, str] = {}
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[1]
        figures["memory of the server"] = f"{memory_of(server.pid):.0f} MB"
        with started_browser() as browser:
            page = browser.new_page(viewport={"width": 1300, "height": 850})
            page.goto(address)
            page.get_by_label("Your name").fill("Ann Other")
            page.keyboard.press("Enter")
            page.locator(".passage.current").wait_for()
            began = time.perf_counter()
            page.reload()
            page.locator(".passage.current").wait_for()
            figures["first page"] = f"{time.perf_counter() - began:.2f} s (target: below 1 s)"
            presses = [page.evaluate(_PRESSED, ["arn"[at % 3]]) for at in range(PRESSES)]
            moves = [page.evaluate(_PRESSED, ["j"]) for _ in range(PRESSES)]
            for name, some in (("answer", presses), ("next passage", moves)):
                ordered = sorted(some)
                middle, high = statistics.median(ordered), ordered[int(0.95 * len(ordered))]
                figures[f"key press: {name}"] = f"median {middle:.0f} ms, p95 {high:.0f} ms (target: below 50 ms)"
            figures[f"learning from {PRESSES} answers, the first time"] = learn(page, server.pid)
            for _ in range(DECISIONS - PRESSES):
                page.evaluate(_PRESSED, ["a"])
            figures[f"learning again, from {DECISIONS} answers"] = learn(page, server.pid)
            figures["what it says"] = page.locator("#news").inner_text()
            figures["memory after learning"] = f"{memory_of(server.pid):.0f} MB"
    finally:
        server.terminate()
        server.wait()
    figures["most memory of all processes"] = (
        f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB"
    )
    return figures


def main() -> int:
    """Measure, and print a line for each figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--study", type=Path, help="folder in which to keep the study")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.study or Path(temporary)
        for name, figure in measure(study_in(folder, given.data)).items():
            sys.stdout.write(f"{name}: {figure}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
