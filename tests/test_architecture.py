"""Imports run down, heavy ones are lazy, and what must happen in one place happens there only."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from pipeline.stages import STAGES

PACKAGE = Path(__file__).parents[1] / "pipeline"
FILES = sorted(PACKAGE.rglob("*.py"))
WINGS = ("ingest", "organisations", "quotes", "themes", "emit")

# A module may import from its own room, and from those below it. Names are those below `pipeline.`
LEVELS: tuple[frozenset[str], ...] = (
    frozenset(
        {
            "spans",
            "errors",
            "zips",
            "cells",
            "listing",
            "beside",
            "wording",
            "code_graph",
            "installed",
            "schema",
            "json_values",
        }
    ),
    frozenset({"records", "transcript_marks"}),
    frozenset({"tallies", "dataset", "findings", "evidence_records", "coding_records"}),
    frozenset({"storage", "study", "tables", "layers"}),
    frozenset({"settings", "remote", "withdrawals", "given_ids", "decisions", "cache", "engine", "locks"}),
    frozenset({"judgements", "decision_matching", "decisions_file"}),
    frozenset({"language", "receipts", "agreement", "counts"}),
    frozenset({"names"}),
    frozenset({"name_matching", "identifiers"}),
    frozenset({"redaction", "work"}),
    frozenset({"runner", "embeddings"}),
    frozenset(WINGS),
    frozenset({"review", "verify", "evaluation", "privacy"}),
    frozenset({"stages", "exchange"}),
    frozenset({"console"}),
    frozenset({"commands"}),
    frozenset({"cli"}),
    frozenset({"documentation", "materials", "__main__"}),
)
LEVEL_OF = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
# `receipts` names the type of a stage; it never runs one.
TYPE_ONLY = {("receipts", "work")}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def packages_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The packages that import statements among the nodes name."""
    packages = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
    return packages


def imports_at_the_top(path: Path) -> set[str]:
    """Packages imported when the module is, leaving out blocks for type checking."""
    return packages_in(tree(path).body)


@cache
def all_imports(path: Path) -> set[str]:
    return packages_in(ast.walk(tree(path)))


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(tree(path)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "pipeline":
            names = [f"pipeline.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        rooms |= {name.split(".")[1] for name in names if name.startswith("pipeline.")}
    return rooms - {"__version__"}


def where(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def importing(libraries: set[str], *, but: tuple[str, ...] = ()) -> list[str]:
    """Files that import one of the libraries, leaving out some rooms."""
    return [where(path) for path in FILES if libraries & all_imports(path) and room_of(path) not in but]


def test_every_room_has_a_level():
    assert {room_of(path) for path in FILES} - {"__init__"} <= set(LEVEL_OF), "say in this test where it belongs"


def test_imports_run_down_and_no_wing_imports_another():
    upwards = [
        f"{where(path)} imports {other}, which is not below it"
        for path in FILES
        if (room := room_of(path)) != "__init__"
        for other in sorted(imported_rooms(path) - {room})
        if (room, other) not in TYPE_ONLY and LEVEL_OF[other] >= LEVEL_OF[room]
    ]
    assert upwards == []


def test_only_the_language_package_imports_the_models_libraries():
    assert importing({"onnxruntime", "tokenizers"}, but=("language",)) == []


def test_only_the_front_door_knows_click():
    assert importing({"click"}, but=("cli", "commands", "console", "documentation")) == []


def test_nothing_opens_a_connection_or_loads_a_pickle():
    assert importing({"socket", "urllib", "requests", "httpx", "http", "pickle", "shelve"}) == []


def test_the_stages_are_the_wings_in_order():
    assert tuple(stage.name for stage in STAGES) == WINGS
    for stage in STAGES:
        assert (PACKAGE / stage.name / "stage.py").exists()


def test_starting_up_imports_nothing_heavy():
    heavy = (
        "pandas",
        "numpy",
        "spacy",
        "sklearn",
        "bertopic",
        "pandera",
        "pyarrow",
        "onnxruntime",
        "docx",
        "rich",
        "joblib",
    )
    code = f"import sys, pipeline.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("given", ["", "0"])
def test_telemetry_is_off_before_anything_is_imported_whatever_the_environment_says(given):
    code = (
        "import sys; before = set(sys.modules); import os, pipeline; "
        "print(os.environ['ORT_DISABLE_TELEMETRY'], os.environ.get('ARROW_TRACING_BACKEND'), "
        "{'onnxruntime', 'pyarrow'} & set(sys.modules), "
        "[name for name in set(sys.modules) - before if name.startswith('pipeline.')])"
    )
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": given, "ARROW_TRACING_BACKEND": "otlp_http"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "1 None set() []"


def test_only_the_package_itself_comes_before_onnx_runtime():
    """Workers, tests and tools reach ONNX Runtime through the package, which has set the variable by then."""
    tests = Path(__file__).parent
    paths = (path for path in (*FILES, *tests.rglob("*.py")) if "onnxruntime" in path.read_text("utf-8"))
    assert [path for path in paths if "onnxruntime" in imports_at_the_top(path)] == []


def test_a_file_is_one_room():
    long = [where(path) for path in FILES if len(path.read_text("utf-8").splitlines()) > 400]
    assert long == [], "look whether each of these is two"
