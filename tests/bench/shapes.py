"""Measures the cost of unusual texts: `python -m tests.bench.shapes`, or `make shapes`.

Each shape is measured at several sizes, like ordinary text, in a separate process: the processor seconds of each
stage, of `verify` with the same text as a draft, of `pseudonymise` and of `audit`. The time of a study without the
text is subtracted. Each is measured several times, and the median is used. The slope is that of log seconds over
log characters (least squares): 1 is linear, 2 is quadratic. The ratio is to ordinary text of the largest size. If
this takes less than `--tell` seconds, no slope is given.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import signal
import statistics
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from pipeline.cli.stages import STAGES
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.corpus.tables import FILES
from pipeline.privacy.audit import audit
from pipeline.privacy.pseudonymise import pseudonymise
from pipeline.review.codebook_exchange import import_codebook
from pipeline.review.imports import import_decisions
from pipeline.themes.stage import THEMES
from pipeline.verify import verify
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Stage
from tests.bench.hostile_shapes import FULL_SIZES, HEAD, ORDINARY, SHAPES, HostileShape, ordinary
from tests.bench.hostile_tables import TABLES, HostileTable
from tests.conftest import ROOT

AFTER = ("verify", "pseudonymise", "audit")
_TOO_LITTLE = 0.02  # seconds; no ratio is given below this
_SMALL = 800  # characters of ordinary text in each study

# Receives the seconds of a part by name, and, as "note", the reason if a file was rejected.
Tell = Callable[[str, float | str], None]


class Stalled(BaseException):
    """Raised when the time limit is reached, with the place in the program."""


class ProcessorClock(NullReporter):
    """Reports the processor seconds of each stage."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._began = 0.0

    def started(self, stage: Stage) -> None:
        self._began = used()

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        self._tell(stage.name, used() - self._began)


def stand_in_for_the_models() -> None:
    """Replace the two language models by guesses, so that only the time of everything else remains.

    Many words are labelled as names of bodies, people and places in turn, so that the code for names has work to
    do.
    """
    import numpy as np

    from pipeline.language import sentence_encoder
    from pipeline.language.name_tagger import KINDS, LABELS, NameTagger, Window, WordShape, begins

    def scores(self: NameTagger, window: Window) -> Any:
        made = np.zeros((len(window.words), len(LABELS)), dtype=np.float32)
        for at, first in enumerate(window.firsts):
            named = window.shapes[first] in (WordShape.TITLE, WordShape.UPPER, WordShape.MIXED)
            kind = KINDS[window.pieces[first] % len(KINDS)]
            made[at, begins(kind) + (at > 0 and made[at - 1, begins(kind)] > 0) if named else 0] = 1.0
        return made

    def vector(ids: Sequence[int]) -> Any:
        made = np.zeros(sentence_encoder.DIMENSIONS, dtype=np.float32)
        np.add.at(made, np.asarray(ids) % sentence_encoder.DIMENSIONS, 1.0)
        return (made / (np.linalg.norm(made) or 1.0)).astype(np.float16).astype(np.float32)

    NameTagger._scores = scores  # type: ignore[method-assign]
    sentence_encoder._vector = vector  # type: ignore[assignment]


def used() -> float:
    """The processor seconds of this process and of its finished children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run_all(content: bytes, suffix: str, tell: Tell, *, stages: int, after: bool) -> None:
    """Measure all parts on a study of ordinary text and one file; `tell` receives the results and rejections."""
    with tempfile.TemporaryDirectory() as place:
        base = Path(place)
        study = made_study(base, content, suffix)
        Run(study, Engine(jobs=1), ProcessorClock(tell)).through(STAGES[:stages])
        for row in read_table(study.tables / f"{FILES.name}.parquet", FILES).to_dict("records"):
            if row["file"] == f"shape{suffix}" and row["reason"]:
                tell("note", f"{row['state']}: {row['reason']}")
        if not after:
            return
        draft = base / f"draft{suffix}"
        write_draft(draft, content)
        for name, work in (
            ("verify", lambda: verify(study, draft)),
            ("pseudonymise", lambda: pseudonymise(study)),
            ("audit", lambda: audit(study)),
        ):
            began = used()
            try:
                work()
            except UserError as error:
                tell("note", f"{name}: {error.problem}")
            tell(name, used() - began)


def write_draft(path: Path, content: bytes) -> None:
    """Write the same words with different bytes, because `verify` rejects a transcript of the study as a draft."""
    path.write_bytes(content)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path, "a") as package:
            package.comment = b"draft"
    else:
        path.write_bytes(content + b"\n")


def run_import(done: Path, table: HostileTable, size: int, tell: Tell) -> None:
    """Import a malicious table into a copy of a finished study."""
    with tempfile.TemporaryDirectory() as place:
        base = Path(place) / "study"
        shutil.copytree(done, base)
        file = base / "table.csv"
        file.write_text(table.make(size), "utf-8")
        study = Study(base / "transcripts", base / "models", base / "outputs")
        began = used()
        try:
            if table.command == "codebook import":
                import_codebook(study, file)
            else:
                import_decisions(study, file, coder="Ann", mode="review", skip_problems=True)
        except UserError as error:
            tell("note", f"refused: {error.problem.splitlines()[0][:100]}")
        tell(table.command, used() - began)


def measure_imports(given: argparse.Namespace) -> None:
    """Print a table for each import command."""
    with tempfile.TemporaryDirectory() as place:
        done = Path(place)
        study = made_study(done, ordinary(20_000), ".txt")
        Run(study, Engine(jobs=1)).through(STAGES[: STAGES.index(THEMES) + 1])
        run_import(done, TABLES[0], 0, lambda name, what: None)  # a warm-up, which loads libraries
        for command in ("codebook import", "review import"):
            tables = [one for one in TABLES if one.command == command and _is_chosen(one.name, given.only)]
            named = {one.name: partial(partial, run_import, done, one) for one in tables}
            print_table(named, [command], floor={}, given=given)


def made_study(base: Path, content: bytes, suffix: str) -> Study:
    """A study of a little ordinary text and one file, before its first run."""
    (base / "transcripts").mkdir()
    (base / "transcripts" / "ordinary.txt").write_bytes(ordinary(_SMALL))
    (base / "transcripts" / f"shape{suffix}").write_bytes(content)
    # A reading that would be held for its odd shape is used all the same, or the later stages had nothing to do.
    (base / "transcripts" / "cases.csv").write_text(f"file,checked\nshape{suffix},yes\n", "utf-8")
    shutil.copytree(ROOT / "models", base / "models", ignore=shutil.ignore_patterns("*.onnx", "decisions.csv"))
    return Study(base / "transcripts", base / "models", base / "outputs")


def measured(work: Callable[[Tell], None], *, limit: float) -> dict[str, Any]:
    """The seconds by part, in a fork of this process; `stalled` is the place where the time limit was reached."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "w") as out:
            _in_the_fork(out, work, limit=limit)
        os._exit(0)
    os.close(write)
    took: dict[str, Any] = {}
    with os.fdopen(read) as lines:
        for line in lines:
            took |= json.loads(line)
    _, status = os.waitpid(child, 0)
    if status and "stalled" not in took:
        took["stalled"] = f"ended by signal {status}"
    return took


def _in_the_fork(out: Any, work: Callable[[Tell], None], *, limit: float) -> None:
    def tell(name: str, what: float | str) -> None:
        out.write(json.dumps({name: what}) + "\n")
        out.flush()
        signal.setitimer(signal.ITIMER_PROF, limit)  # from here on for the next part

    def stall(signal_number: int, frame: FrameType | None) -> None:
        raise Stalled

    signal.signal(signal.SIGPROF, stall)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        work(tell)
    except Stalled as stalled:
        frames = traceback.extract_tb(stalled.__traceback__)
        ours = [f for f in frames if "/pipeline/" in f.filename]
        where = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(ours[-6:]))
        out.write(json.dumps({"stalled": where}) + "\n")
    except BaseException as error:
        out.write(json.dumps({"stalled": f"{type(error).__name__}: {error}"}) + "\n")


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The slope of log seconds over log size, by least squares."""
    points = [(math.log(size), math.log(max(took, 1e-3))) for size, took in zip(sizes, seconds, strict=True)]
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def table_rows(
    name: str,
    sizes: Sequence[int],
    took: Sequence[Mapping[str, Any]],
    parts: Sequence[str],
    *,
    tell: float,
    ordinary: Mapping[str, float] | None,
) -> Iterator[str]:
    """The rows of the table: one for each size, one of slopes, and one of ratios to ordinary text."""
    took = [{**each, "all": sum(each.get(part, 0.0) for part in parts)} for each in took]
    every = {**ordinary, "all": sum(ordinary.get(part, 0.0) for part in parts)} if ordinary is not None else {}
    parts = [*parts, "all"]
    for size, each in zip(sizes, took, strict=True):
        cells = [f"{each[part]:.2f}" if part in each else "–" for part in parts]
        yield f"| {name} | {size:,} | " + " | ".join(cells) + f" | {each.get('stalled', each.get('note', ''))} |"
    slopes = []
    for part in parts:
        known = [(size, each[part]) for size, each in zip(sizes, took, strict=True) if part in each]
        tells = len(known) > 1 and known[-1][1] >= tell
        slopes.append(f"{slope(*zip(*known, strict=True)):.2f}" if tells else "–")
    if len(sizes) > 1:
        yield f"| {name} | slope | " + " | ".join(slopes) + " | |"
    if every:
        ratios = [
            f"{took[-1][part] / every[part]:.2f}"
            if part in took[-1] and every.get(part, 0.0) > _TOO_LITTLE
            else "–"
            for part in parts
        ]
        yield f"| {name} | ratio | " + " | ".join(ratios) + " | |"


def median_of(work: Callable[[Tell], None], *, limit: float, repeats: int) -> dict[str, Any]:
    """The result of `measured`, with the median seconds of each part over several repeats."""
    each = [measured(work, limit=limit) for _ in range(repeats)]
    told = each[-1] | next((one for one in each if "stalled" in one), {})
    for part, seconds in told.items():
        if isinstance(seconds, float):
            told[part] = statistics.median(one[part] for one in each if part in one)
    return told


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.shapes", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[125_000, 250_000, 500_000, 1_000_000])
    parser.add_argument("--only", nargs="*", default=[], help="only shapes whose name contains one of these")
    parser.add_argument(
        "--limit", type=float, default=600.0, help="limit in processor seconds for one part at one size"
    )
    parser.add_argument("--tell", type=float, default=0.5, help="least seconds for which a slope is given")
    parser.add_argument("--stages", type=int, default=len(STAGES), help="number of stages to run")
    parser.add_argument("--stages-only", action="store_true", help="without verify, pseudonymise and audit")
    parser.add_argument(
        "--imports", action="store_true", help="measure malicious tables for the imports instead of texts"
    )
    parser.add_argument("--full", action="store_true", help="only the shapes of FULL_SIZES, each at its full size")
    parser.add_argument("--repeats", type=int, default=3, help="number of measurements; the median is used")
    parser.add_argument("--without-models", action="store_true", help="replace the language models by guesses")
    given = parser.parse_args()
    if given.without_models:
        stand_in_for_the_models()
    if given.imports:
        measure_imports(given)
        return
    after = not given.stages_only and given.stages == len(STAGES)
    parts = [stage.name for stage in STAGES[: given.stages]] + (list(AFTER) if after else [])
    how: dict[str, Any] = {"stages": given.stages, "after": after}
    run_all(HEAD.encode(), ".txt", lambda name, what: None, **how)  # loads the models
    floor = median_of(
        lambda tell: run_all(HEAD.encode(), ".txt", tell, **how), limit=given.limit, repeats=given.repeats
    )

    def on(shape: HostileShape) -> Callable[[int], Callable[[Tell], None]]:
        return lambda size: lambda tell: run_all(shape.make(size), shape.suffix, tell, **how)

    named = {_title(shape): on(shape) for shape in (ORDINARY, *SHAPES)}
    chosen = {name: work for name, work in named.items() if _is_chosen(name, given.only)}
    if given.full:
        chosen = {name: named[name] for name in FULL_SIZES if _is_chosen(name, given.only)}
    print_table(chosen, parts, floor=floor, given=given, ordinary=on(ORDINARY))


def _title(shape: HostileShape) -> str:
    return f"{shape.name} ({shape.suffix})"


def print_table(
    named: Mapping[str, Callable[[int], Callable[[Tell], None]]],
    parts: Sequence[str],
    *,
    floor: Mapping[str, Any],
    given: argparse.Namespace,
    ordinary: Callable[[int], Callable[[Tell], None]] | None = None,
) -> None:
    """Measure each item at every size, and print a table row by row.

    Args:
        named: the functions to measure, by name; each takes a size.
        parts: the columns.
        floor: the seconds of each part without any text.
        given: the arguments of the command.
        ordinary: the function for ordinary text, with which each is compared at its largest size.
    """
    head = " | ".join([*parts, "all"])
    sys.stdout.write(f"| shape | characters | {head} | |\n|" + "---|" * (len(parts) + 4) + "\n")

    def less_the_floor(work: Callable[[Tell], None]) -> dict[str, Any]:
        each = median_of(work, limit=given.limit, repeats=given.repeats)
        return {p: max(s - floor.get(p, 0.0), 0.0) if p in parts else s for p, s in each.items()}

    compared: dict[int, dict[str, Any]] = {}
    for name, of_size in named.items():
        took = []
        sizes = [FULL_SIZES[name]] if given.full else given.sizes
        for size in sizes:
            took.append(less_the_floor(of_size(size)))
            if "stalled" in took[-1]:
                break
        last = sizes[len(took) - 1]
        if ordinary is not None and last not in compared:
            is_it = name == _title(ORDINARY)
            compared[last] = took[-1] if is_it else less_the_floor(ordinary(last))
        against = compared.get(last)
        for row in table_rows(name, sizes[: len(took)], took, parts, tell=given.tell, ordinary=against):
            sys.stdout.write(row + "\n")
            sys.stdout.flush()


def _is_chosen(name: str, only: Sequence[str]) -> bool:
    return not only or any(each in name for each in only)


if __name__ == "__main__":
    main()
