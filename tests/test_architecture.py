"""Imports run downwards, heavy imports are lazy, and some imports are allowed in one package only."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES

from . import house

MODULES = house.modules().values()


def packages_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The packages that import statements among the nodes name."""
    packages = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            packages |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.split(".")[0])
    return packages


def importing(libraries: set[str], *, but: tuple[str, ...] = ()) -> list[str]:
    """Modules that import one of the libraries, leaving out some packages."""
    return [m.name for m in MODULES if m.package not in but and libraries & packages_in(ast.walk(m.tree))]


def test_every_package_has_a_floor_and_no_module_lies_at_the_top():
    at_the_top = {path.name for path in house.PACKAGE.glob("*.py")}
    assert at_the_top == {"__init__.py", "__main__.py"}
    assert {m.package for m in MODULES} - {"__init__", "__main__"} == set(house.FLOOR_OF)


def test_imports_run_down_and_no_stage_imports_another():
    upwards = [
        f"{name} imports {other}, which is not below it"
        for name, module in house.modules().items()
        for other in sorted(house.imports_of(name))
        if module.package in house.FLOOR_OF and module.package != (lower := house.modules()[other].package)
        if house.FLOOR_OF[lower] >= house.FLOOR_OF[module.package]
    ]
    assert upwards == []
    assert house.floors() == len(house.FLOORS) <= 8


def test_no_modules_import_each_other_in_a_circle():
    assert house.cycles() == []


def test_a_class_name_is_defined_once():
    assert [name for name, count in house.class_names().items() if count > 1] == []


def test_only_the_language_package_imports_the_models_libraries():
    assert importing({"onnxruntime", "tokenizers"}, but=("language",)) == []


def test_only_the_command_line_knows_click():
    assert importing({"click"}, but=("cli",)) == []


def test_nothing_opens_a_connection_or_loads_a_pickle():
    assert importing({"socket", "urllib", "requests", "httpx", "http", "pickle", "shelve"}) == []


def test_only_review_on_screen_serves_pages():
    serving = [
        name for name in importing({"starlette", "uvicorn"}) if not name.startswith("pipeline.review.screen.")
    ]
    assert serving == []


def test_the_stages_are_packages_in_order():
    assert tuple(stage.name for stage in STAGES) == house.STAGES
    for stage in STAGES:
        assert (house.PACKAGE / stage.name / "stage.py").exists()


def test_starting_up_imports_nothing_heavy():
    heavy = (
        "pandas",
        "numpy",
        "spacy",
        "sklearn",
        "bertopic",
        "pyarrow",
        "onnxruntime",
        "docx",
        "rich",
        "joblib",
        "starlette",
        "uvicorn",
    )
    code = f"import sys, pipeline.cli.main; print([name for name in {heavy!r} if name in sys.modules])"
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
    paths = (
        path
        for path in (*house.PACKAGE.rglob("*.py"), *tests.rglob("*.py"))
        if "onnxruntime" in path.read_text("utf-8")
    )
    assert [path for path in paths if "onnxruntime" in packages_in(ast.parse(path.read_text("utf-8")).body)] == []


def test_a_file_is_one_subject():
    long = [m.name for m in MODULES if m.lines > 400]
    assert long == [], "look whether each of these is two"
