"""Measures the cost of a large gazetteer: `python -m tests.organisations.large_gazetteer [ROWS]`.

It prints the processor seconds to read this number of rows (default 50,000), and how much longer the organisations
stage takes with them than with the shipped gazetteer, on 150,000 words of invented talk. The targets are 2 seconds
and 20 per cent.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.organisations.gazetteer import parse_gazetteer
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run

SHIPPED = Path(__file__).parents[2] / "models" / "organisations.csv"
_SAID = (
    "Well, the council came round, and I said to her, you should ask at Mary Street, they know us there. "
    "We had Age UK in on the Tuesday, and Northmarsh Council, and somebody from the Housing Office, number {}. "
)


def large_gazetteer(rows: int) -> str:
    """A gazetteer of invented organisations, each with an abbreviation, another name and a former name."""
    lines = ["organisation,aliases,former_names,sector,kind,register_id,merge_into,note"]
    for at in range(rows):
        name = f"Marshby{at} Community Trust"
        lines.append(f"{name},MCT{at}; Marshby{at} Trust,Old Marshby{at} Trust,community organisation,,,,")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Print the figures."""
    rows = int(arguments[0]) if arguments else 50_000
    made = large_gazetteer(rows)
    began = time.process_time()
    parse_gazetteer(made, path="large.csv")
    print(f"{rows:,} rows read in {time.process_time() - began:.2f} s")  # noqa: T201
    shipped = SHIPPED.read_text("utf-8")
    usual, large = _seconds(shipped), _seconds(shipped + made.partition("\n")[2])
    print(f"the stage: {usual:.1f} s as shipped, {large:.1f} s with these: {large / usual - 1:+.0%}")  # noqa: T201


def _seconds(gazetteer: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        study = Study(Path(folder) / "talk", Path(folder) / "models", Path(folder) / "outputs")
        study.transcripts.mkdir()
        study.models.mkdir()
        (study.models / "organisations.csv").write_text(gazetteer, "utf-8")
        for at in range(20):
            turns = (f"{'AB'[n % 2]}: {_SAID.format(at * 200 + n)}\n" for n in range(200))
            (study.transcripts / f"talk{at:02}.txt").write_text("\n".join(turns), "utf-8")
        engine = Engine(jobs=1)
        Run(study, engine).through(STAGES[:1])
        began = time.process_time()
        Run(study, engine).through(STAGES[:2])
        return time.process_time() - began


if __name__ == "__main__":
    main(sys.argv[1:])
