"""How long a large gazetteer takes: `python -m tests.organisations.large_gazetteer [ROWS]`.

Prints the seconds to read so many rows (50,000 if none are given), and how much slower the recogniser runs with
them than with the gazetteer that is shipped, on made-up talk. The aim: 2 seconds, and 20 per cent.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from pipeline.organisations.gazetteer import Entry, parse_gazetteer

SHIPPED = Path(__file__).parents[2] / "models" / "organisations.csv"
_TURN = (
    "Well, the council came round, and I said to her, you should ask at Mary Street, they know us there. "
    "We had Age UK in on the Tuesday, and Northmarsh Council, and somebody from the Housing Association. "
)


def large_gazetteer(rows: int) -> str:
    """A gazetteer of so many made-up organisations, with an abbreviation, another and a former name each."""
    lines = ["organisation,aliases,former_names,sector,kind,register_id,note"]
    for at in range(rows):
        name = f"Marshby{at} Community Trust"
        lines.append(f"{name},MCT{at}; Marshby{at} Trust,Old Marshby{at} Trust,community organisation,,,")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Print the figures."""
    rows = int(arguments[0]) if arguments else 50_000
    text = large_gazetteer(rows)
    began = time.perf_counter()
    entries = parse_gazetteer(text, path="large.csv")
    print(f"{rows:,} rows read in {time.perf_counter() - began:.2f} s")  # noqa: T201
    shipped = parse_gazetteer(SHIPPED.read_text("utf-8"), path=SHIPPED)
    usual, large = _seconds(shipped), _seconds([*shipped, *entries])
    print(f"recognition: {usual:.2f} s as shipped, {large:.2f} s with these: {large / usual - 1:+.0%}")  # noqa: T201


def _seconds(entries: list[Entry]) -> float:
    from pipeline.organisations.recognise import GazetteerName, KnownNames, Portion, recognise

    names = KnownNames.of(GazetteerName(name, entry.ambiguous) for entry in entries for name in entry.all_names)
    recognise(Portion((_TURN,), names))  # sets the recogniser up
    began = time.perf_counter()
    recognise(Portion((_TURN,) * 400, names))
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1:])
