"""Whole studies run before and after a change of the code, and compared byte for byte.

`python -m tests.golden save FOLDER` runs the sample, the committee meetings and the oral histories (from DATA) and
saves their outputs; `python -m tests.golden compare BEFORE AFTER` lists the files that differ and, for tables, the
rows. Files that depend on the code itself are left out: receipts and caches.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from .conftest import REAL_MATERIAL, ROOT, made_below, run_study

STUDIES = {
    "sample": (ROOT / "transcripts/sample", "**/*"),
    "meetings": (REAL_MATERIAL / "transcripts/welsh-parliament", "*.txt"),
    "oral-histories": (REAL_MATERIAL / "transcripts/oral-history", "*/[!_]*.csv"),
}
_OF_THE_CODE = ("private/receipt_",)
_ROWS_SHOWN = 6


def save(folder: Path, studies: list[str]) -> None:
    """Run the studies, each in a folder of its own below this one."""
    for name in studies:
        origin, pattern = STUDIES[name]
        target = folder / name
        shutil.rmtree(target, ignore_errors=True)
        for path in sorted(origin.glob(pattern)):
            if path.is_file():
                copy = target / "transcripts" / path.relative_to(origin)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        run_study(target / "transcripts", target / "outputs")
        sys.stdout.write(f"{name}: {len(_kept(target))} files\n")


def _kept(study: Path) -> dict[str, bytes]:
    files = made_below(study / "outputs")
    return {path: content for path, content in files.items() if not path.startswith(_OF_THE_CODE)}


def differences(before: Path, after: Path) -> Iterator[str]:
    """A line for each file that differs, and for a text the first lines that do."""
    for name in STUDIES:
        if not (before / name).is_dir() or not (after / name).is_dir():
            continue
        old, new = _kept(before / name), _kept(after / name)
        for path in sorted(old.keys() | new.keys()):
            if old.get(path) != new.get(path):
                yield f"{name}/{path}" + ("" if path in old else ": new") + ("" if path in new else ": gone")
                yield from _changed_lines(old.get(path, b""), new.get(path, b""), path)


def _changed_lines(old: bytes, new: bytes, path: str) -> list[str]:
    if path.endswith(".parquet"):
        old, new = _as_csv(old), _as_csv(new)
    try:
        lines = old.decode("utf-8").splitlines(), new.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    changed = [line for line in difflib.unified_diff(*lines, n=0, lineterm="") if line[:1] in "+-"][2:]
    more = [f"    … {len(changed) - _ROWS_SHOWN} more"] if len(changed) > _ROWS_SHOWN else []
    return [f"    {line[:400]}" for line in changed[:_ROWS_SHOWN]] + more


def _as_csv(content: bytes) -> bytes:
    import pyarrow.parquet as pq

    if not content:
        return b""
    table = pq.read_table(io.BytesIO(content))
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(table.column_names)
    writer.writerows(row.values() for row in table.to_pylist())
    return rows.getvalue().encode()


def main() -> None:
    """Save or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    saving = commands.add_parser("save", help="run the studies and keep what came out")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--studies", nargs="+", choices=list(STUDIES), default=list(STUDIES))
    comparing = commands.add_parser("compare", help="say what differs between two folders")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    given = parser.parse_args()
    if given.command == "save":
        save(given.folder, given.studies)
        return
    found = list(differences(given.before, given.after))
    sys.stdout.write("\n".join(found or ["the same bytes"]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
