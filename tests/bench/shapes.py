"""What texts of hostile shapes cost: `python -m tests.bench.shapes`, or `make shapes`.

Each shape is measured at several sizes, beside ordinary text, in a process of its own: the processor seconds of
each stage, of `verify` on the same text as a draft, of `pseudonymise` and of `audit`. What a study without the
text costs is taken off. Each is measured several times, and the median counts. The slope is that of the
logarithm of seconds over the logarithm of characters (least squares): 1 is in proportion, 2 is quadratic. The ratio
is to what ordinary text costs at the largest size of the shape. Where less than `--tell` seconds are left there,
there is no slope.
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
_TOO_LITTLE = 0.02  # seconds of which no ratio is told
_SMALL = 800  # characters of ordinary text that each study holds

# Hears the seconds of a part by its name, and in words, as "note", what was refused.
Tell = Callable[[str, float | str], None]


class Stalled(BaseException):
    """The limit was reached: where the program was."""


class ProcessorClock(NullReporter):
    """Says what each stage took of the processor, as it ends."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._began = 0.0

    def started(self, stage: Stage) -> None:
        self._began = used()

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        self._tell(stage.name, used() - self._began)


def stand_in_for_the_models() -> None:
    """Let the two language models guess without computing: what is left is the time of everything else.

    Many names are seen, of bodies, people and places in turn, so that all that deals with names has work to do.
    """
    import numpy as np

    from pipeline.language import sentence_encoder
    from pipeline.language.name_tagger import KINDS, LABELS, NameTagger, begins
    from pipeline.language.word_pieces import Window, WordShape

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
    """Processor seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def run_all(content: bytes, suffix: str, tell: Tell, *, stages: int, after: bool) -> None:
    """Measure all parts on a study of ordinary text and one file; `tell` hears of each, and of refusals."""
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
    """Write the same words as other bytes: `verify` refuses a draft that is a transcript of the study."""
    path.write_bytes(content)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path, "a") as package:
            package.comment = b"draft"
    else:
        path.write_bytes(content + b"\n")


def run_import(done: Path, table: HostileTable, size: int, tell: Tell) -> None:
    """Import a hostile table into a copy of a study that has been run."""
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
    """Print a table of each command that imports."""
    with tempfile.TemporaryDirectory() as place:
        done = Path(place)
        study = made_study(done, ordinary(20_000), ".txt")
        Run(study, Engine(jobs=1)).through(STAGES[: STAGES.index(THEMES) + 1])
        run_import(done, TABLES[0], 0, lambda name, what: None)  # loads what the import needs
        for command in ("codebook import", "review import"):
            tables = [one for one in TABLES if one.command == command and _is_chosen(one.name, given.only)]
            named = {one.name: partial(partial, run_import, done, one) for one in tables}
            print_table(named, [command], floor={}, given=given)


def made_study(base: Path, content: bytes, suffix: str) -> Study:
    """A study of a little ordinary text and one file, not run yet."""
    (base / "transcripts").mkdir()
    (base / "transcripts" / "ordinary.txt").write_bytes(ordinary(_SMALL))
    (base / "transcripts" / f"shape{suffix}").write_bytes(content)
    # A reading that would be held for its odd shape is used all the same, or the later stages had nothing to do.
    (base / "transcripts" / "cases.csv").write_text(f"file,checked\nshape{suffix},yes\n", "utf-8")
    shutil.copytree(ROOT / "models", base / "models", ignore=shutil.ignore_patterns("*.onnx", "decisions.csv"))
    return Study(base / "transcripts", base / "models", base / "outputs")


def measured(work: Callable[[Tell], None], *, limit: float) -> dict[str, Any]:
    """Seconds by part, in a fork of this process with its models; `stalled` says where the limit ended it."""
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
    """Of log seconds over log size, by least squares."""
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
    """Of the table: one for each size, one of slopes, and one of ratios to ordinary text of the largest size."""
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
    """What `measured` says, the seconds of each part the median of so many times."""
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
    parser.add_argument("--only", nargs="*", default=[], help="shapes whose name holds one of these")
    parser.add_argument("--limit", type=float, default=600.0, help="processor seconds for one part of one size")
    parser.add_argument("--tell", type=float, default=0.5, help="seconds from which on there is a slope")
    parser.add_argument("--stages", type=int, default=len(STAGES), help="how many of the stages")
    parser.add_argument("--stages-only", action="store_true", help="without verify, pseudonymise and audit")
    parser.add_argument("--imports", action="store_true", help="hostile tables for the imports, in place of texts")
    parser.add_argument("--full", action="store_true", help="the shapes of FULL_SIZES alone, each at its full size")
    parser.add_argument("--repeats", type=int, default=3, help="times that each is measured; the median counts")
    parser.add_argument("--without-models", action="store_true", help="guesses in the place of the language models")
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
    """Measure what bears these names at every size, and print it row by row.

    Args:
        named: what to measure, of a size, by its name.
        parts: the columns.
        floor: seconds of each part without any text.
        given: the arguments of the command.
        ordinary: what each is compared with at its largest size.
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
