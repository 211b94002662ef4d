"""A stage runs again if, and only if, something changed on which its result depends."""

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import pipeline
from pipeline.cli.stages import STAGES
from pipeline.workflow import fingerprints
from pipeline.workflow.fingerprints import CodeGraph, source_file

from ..conftest import ROOT

PACKAGE = Path(pipeline.__file__).parent
ROOTS = {stage.name: stage.run.__module__ for stage in STAGES}
MODULES = CodeGraph(PACKAGE).modules


# What counts as a change


PLAIN = "import re\nfrom pipeline.x import y\n\nTOP = 3\nSAID = 'yes'\n\n\ndef f(a):\n    return a + TOP\n"
THE_SAME = {
    "comment": PLAIN.replace("TOP = 3", "TOP = 3  # three"),
    "docstrings": '"""A module."""\n' + PLAIN.replace("    return", '    """Add."""\n    return'),
    "blank lines": PLAIN.replace("\n\n\n", "\n\n\n\n\n"),
    "layout": PLAIN.replace("a + TOP", "(\n        a\n        + TOP\n    )"),
    "quotation marks": PLAIN.replace("'", '"'),
    "line endings": PLAIN.replace("\n", "\r\n"),
    "pass": PLAIN.replace("    return", "    pass\n    return"),
}
NOT_THE_SAME = {
    "constant": PLAIN.replace("3", "4"),
    "operator": PLAIN.replace("+", "-"),
    "name": PLAIN.replace("TOP", "UP"),
    "import": PLAIN.replace("import re", "import json"),
    "one more": PLAIN + "\nMORE = 1\n",
    "default": PLAIN.replace("f(a)", "f(a=1)"),
    "order": PLAIN.replace("a + TOP", "TOP + a"),
    "string": PLAIN.replace("a + TOP", '"a"'),
}


@pytest.mark.parametrize("text", THE_SAME.values(), ids=THE_SAME)
def test_what_does_nothing_is_no_change(text):
    assert source_file(text.encode(), package="pipeline") == source_file(PLAIN.encode(), package="pipeline")


@pytest.mark.parametrize("text", NOT_THE_SAME.values(), ids=NOT_THE_SAME)
def test_what_does_something_is_a_change(text):
    changed = source_file(text.encode(), package="pipeline")
    assert changed.digest != source_file(PLAIN.encode(), package="pipeline").digest


# What a module depends on


TOY = {
    "toy/__init__.py": "",
    "toy/a.py": "from toy import b\n",
    "toy/b.py": "def f():\n    from toy.room.c import g\n    return g\n",
    "toy/room/__init__.py": "import lxml.etree\n",
    "toy/room/c.py": "from .d import h\nimport numpy as np, os\n",
    "toy/room/d.py": "import typing\nif typing.TYPE_CHECKING:\n    from toy.e import E\nREAD = 'words.txt'\n",
    "toy/e.py": "import pandas\n",
    "toy/f.py": "READERS = ('toy.e:read',)\nLIST = 'towns'\n",
    "toy/room/words.txt": "one\n",
    "toy/words.txt": "two\n",
    "toy/lexicons/__init__.py": "",
    "toy/lexicons/towns.txt": "Ely\n",
}


@pytest.fixture
def toy(tmp_path):
    for path, content in TOY.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    return tmp_path / "toy"


@pytest.mark.parametrize(
    ("module", "closure", "imported", "data"),
    [
        ("toy.a", "toy toy.a toy.b toy.room toy.room.c toy.room.d", "lxml numpy", "room/words.txt"),
        ("toy.b", "toy toy.b toy.room toy.room.c toy.room.d", "lxml numpy", "room/words.txt"),
        ("toy.room.d", "toy toy.room toy.room.d", "lxml", "room/words.txt"),
        ("toy.e", "toy toy.e", "pandas", ""),
        ("toy.f", "toy toy.e toy.f", "pandas", "lexicons/towns.txt"),
        ("elsewhere", "", "", ""),
    ],
)
def test_what_a_module_depends_on(toy, module, closure, imported, data):
    graph = CodeGraph(toy)
    found = graph.closure(module)
    assert sorted(found) == closure.split()
    assert sorted(graph.imported(found)) == imported.split()
    assert [path.relative_to(toy).as_posix() for path in graph.data_of(found)] == data.split()


def test_what_was_read_before_is_not_read_again_and_gives_the_same(toy, tmp_path, monkeypatch):
    kept = tmp_path / "kept" / "graph.json"
    first = CodeGraph(toy, remembered=kept)
    before = first.digest(first.closure("toy.a"))
    (toy / "e.py").write_text("import pandas\nX = 1\n")
    read = []
    monkeypatch.setattr(
        "pipeline.workflow.fingerprints.source_file",
        lambda content, *, package: read.append(content) or source_file(content, package=package),
    )
    second = CodeGraph(toy, remembered=kept)
    assert second.digest(second.closure("toy.a")) == before
    assert read == [b"import pandas\nX = 1\n"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": [1, 2]}', b"\xff\xfe"])
def test_a_damaged_memory_is_made_again(toy, tmp_path, content):
    kept = tmp_path / "graph.json"
    kept.write_bytes(content)
    remembering, plain = CodeGraph(toy, remembered=kept), CodeGraph(toy)
    assert remembering.digest(remembering.closure("toy.a")) == plain.digest(plain.closure("toy.a"))


# This package


@cache
def imports_by_pattern(path: Path) -> set[str]:
    """Full names that a file imports: found line by line, in another way than the graph's."""
    names: set[str] = set()
    skipped = -1  # indentation of `if TYPE_CHECKING:`
    text = re.sub(r"\(([^()]*)\)", lambda match: match[0].replace("\n", " "), path.read_text("utf-8"))
    for line in text.splitlines():
        indentation = len(line) - len(line.lstrip())
        if line.strip() and indentation <= skipped:
            skipped = -1
        if line.strip() == "if TYPE_CHECKING:":
            skipped = indentation
        if skipped >= 0:
            continue
        if found := re.match(r"\s*from ([\w.]+) import (.+)", line):
            names |= {found[1]} | {f"{found[1]}.{name}" for name in re.findall(r"\w+", found[2].partition("#")[0])}
        elif found := re.match(r"\s*import ([\w.]+)", line):
            names.add(found[1])
    names |= set(re.findall(r'"(pipeline(?:\.\w+)+):\w+"', text))
    return names


def closure_by_pattern(module: str) -> tuple[set[str], set[str]]:
    """Modules of this package, and names of other packages, that a module depends on."""
    found: set[str] = set()
    outside: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in MODULES:
            if not name.startswith("pipeline"):
                outside.add(name.partition(".")[0])
        elif name not in found:
            found.add(name)
            above = name.rpartition(".")[0]
            waiting += [*imports_by_pattern(MODULES[name]), *([above] if above else [])]
    return found, outside - set(sys.stdlib_module_names)


@pytest.mark.parametrize("stage", ROOTS)
def test_the_graph_agrees_with_a_simpler_way_to_read_imports(stage):
    graph = fingerprints.code_graph()
    modules, outside = closure_by_pattern(ROOTS[stage])
    assert graph.closure(ROOTS[stage]) == modules
    assert graph.imported(modules) == outside


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory) -> tuple[dict[str, str], Path]:
    """The digests of the stages, and what was remembered in making them."""
    kept = tmp_path_factory.mktemp("unchanged") / "kept.json"
    return digests(PACKAGE, kept), kept


@pytest.fixture
def copied(tmp_path):
    """A copy of the package, to change."""
    shutil.copytree(PACKAGE, tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "pipeline"


def digests(package: Path, kept: Path | None = None) -> dict[str, str]:
    graph = CodeGraph(package, remembered=kept)
    return {stage: graph.digest(graph.closure(root)) for stage, root in ROOTS.items()}


@pytest.mark.parametrize("room", ["themes", pytest.param(".", id="everywhere", marks=pytest.mark.slow)])
def test_comments_docstrings_and_layout_recompute_nothing(copied, unchanged, room):
    before, kept = unchanged
    for path in (copied / room).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
                said = ast.get_docstring(node) is not None
                node.body[: int(said)] = [ast.Expr(ast.Constant("Other words."))]
        plain = ast.unparse(ast.fix_missing_locations(tree))
        future = "from __future__ import annotations"
        path.write_text(
            f"# A comment.\n\n\n{plain}\n\n# The end.\n".replace(future, f"{future}\n# Another."), "utf-8"
        )
    assert digests(copied, kept) == before


CHANGED = (
    "corpus.spans", "corpus.records", "corpus.tables", "corpus.decisions", "cli.console", "cli.main",
    "people.name_matching", "language.sentence_encoder", "language.models", "workflow.runner", "workflow.locks",
    "documents.docx", "documents.pdf", "ingest.layouts", "organisations.name_patterns", "organisations.ties",
    "quotes.passages", "direct_speech.quotation_marks", "quotes.stage", "themes.learning", "themes.topics",
    "emit.methods", "emit.page.writer", "verify.judging", "review.sheets", "privacy.audit",
)  # fmt: skip


def test_a_constant_recomputes_the_stages_whose_imports_hold_its_module(copied, unchanged):
    before, kept = unchanged
    closures = {stage: closure_by_pattern(root)[0] for stage, root in ROOTS.items()}
    for name in CHANGED:
        path = copied / (name.replace(".", "/") + ".py")
        text = path.read_text("utf-8")
        path.write_text(text + "\n_CHANGED = 1\n", "utf-8")
        now = digests(copied, kept)
        path.write_text(text, "utf-8")
        expected = {stage for stage, modules in closures.items() if f"pipeline.{name}" in modules}
        assert {stage for stage in ROOTS if now[stage] != before[stage]} == expected, name
    assert {stage for stage, modules in closures.items() if "pipeline.quotes.passages" in modules} == {"quotes"}
    assert not any({"pipeline.cli.console", "pipeline.workflow.runner"} & modules for modules in closures.values())


def test_every_data_file_belongs_to_what_reads_it(copied, unchanged):
    graph = fingerprints.code_graph()
    stages = {path for root in ROOTS.values() for path in graph.data_of(graph.closure(root))}
    verify = graph.data_of(graph.closure("pipeline.verify.checking"))
    served = {
        path for path in graph.data_files if path.parent.match("review/screen/assets")
    }  # no result depends on it
    assert set(graph.data_files) == stages | verify | served
    assert len(stages) > 70
    before, kept = unchanged
    for name, expected in (
        ("themes/words.txt", {"themes"}),
        ("emit/page/assets/base.css", {"emit"}),
        ("emit/page/assets/style.css", {"emit"}),
        ("emit/page/assets/network.js", {"emit"}),
        ("language/lexicons/image_words.txt", {"quotes"}),
        ("language/lexicons/hedges.txt", {"organisations", "quotes", "themes"}),
    ):
        path = copied / name
        text = path.read_text("utf-8")
        path.write_text(f"{text}\nmore\n", "utf-8")
        now = digests(copied, kept)
        path.write_text(text, "utf-8")
        assert {stage for stage in ROOTS if now[stage] != before[stage]} == expected, name


# Libraries


def required_by(name: str, found: set[str]) -> set[str]:
    """An installed distribution and all that it requires, read with Python's own parsers."""
    plain = re.sub(r"[-_.]+", "-", name).lower()
    if plain not in found:
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            return found
        found.add(plain)
        for one in map(Requirement, wanted):
            if one.marker is None or ("extra" not in str(one.marker) and one.marker.evaluate()):
                required_by(one.name, found)
    return found


@pytest.fixture(scope="module")
def behind() -> dict[str, set[str]]:
    """For each stage the distributions that it depends on."""
    owners = importlib.metadata.packages_distributions()
    expected = {}
    for stage, root in ROOTS.items():
        direct = {owner for name in closure_by_pattern(root)[1] for owner in owners.get(name, ())}
        expected[stage] = {one for name in direct for one in required_by(name, set())}
    return expected


@pytest.mark.parametrize("stage", ROOTS)
def test_a_stage_depends_on_the_distributions_that_it_imports_and_what_they_require(stage, behind):
    assert set(fingerprints.libraries_of(ROOTS[stage])) == behind[stage]


def test_a_new_release_recomputes_the_stages_that_use_it_and_no_others(behind, monkeypatch):
    graph = fingerprints.code_graph()
    imported = {stage: graph.imported(graph.closure(root)) for stage, root in ROOTS.items()}
    before = {stage: fingerprints.versions_behind(names) for stage, names in imported.items()}
    whole = fingerprints.release
    for new in sorted(set().union(*behind.values())):

        def newer(name, new=new):
            one = whole(name)
            return fingerprints.Release(f"{one.version}.post1", one.requires) if one and name == new else one

        monkeypatch.setattr(fingerprints, "release", newer)
        changed = {
            stage for stage, names in imported.items() if fingerprints.versions_behind(names) != before[stage]
        }
        assert changed == {stage for stage, names in behind.items() if new in names}, new


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("scikit-network", {"themes"}),
        ("phonenumbers", {"quotes", "emit"}),
        ("pypdf", {"ingest"}),
        ("rapidfuzz", {"ingest", "organisations", "quotes", "themes", "emit"}),
    ],
)
def test_who_uses_what(name, stages, behind):
    assert {stage for stage, names in behind.items() if name in names} == stages


@pytest.mark.skipif(sys.platform == "win32", reason="it is used there")
def test_what_only_windows_needs_counts_nowhere_else():
    assert "colorama" not in fingerprints.release("click").requires


def test_every_import_is_known_by_the_name_of_its_distribution():
    owners = importlib.metadata.packages_distributions()
    graph = fingerprints.code_graph()
    for name in sorted(graph.imported(graph.modules)):
        if name in owners:
            given = fingerprints.normalised(fingerprints.DISTRIBUTION_OF.get(name, name))
            assert given in {fingerprints.normalised(owner) for owner in owners[name]}, name


def test_fingerprints_cost_next_to_nothing_when_nothing_changed():
    code = (
        "import time\nfrom pipeline.cli.stages import STAGES\n"
        "from pipeline.workflow.fingerprints import fingerprint_of\n"
        "began = time.process_time()\n"
        "for stage in STAGES: fingerprint_of(stage.run.__module__)\n"
        "print(time.process_time() - began)"
    )
    fingerprint = [sys.executable, "-c", code]
    subprocess.run(fingerprint, cwd=ROOT, check=True, capture_output=True)
    took = [float(subprocess.run(fingerprint, cwd=ROOT, check=True, capture_output=True).stdout) for _ in range(2)]
    assert min(took) < 0.3  # seconds of the processor; 0.12 on the machine that this was written on


# What is really loaded and opened

WATCH = """
import json, sys
started = set(sys.modules)
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" else None)
import importlib
from pathlib import Path
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from pipeline.corpus.study import Study
name, transcripts, models, outputs = sys.argv[1:]
stage = getattr(importlib.import_module(f"pipeline.{name}.stage"), name.upper())
Run(Study(Path(transcripts), Path(models), Path(outputs)), Engine(jobs=1)).through([stage])
print(json.dumps({"modules": sorted(set(sys.modules) - started), "opened": sorted(opened)}))
"""
# What a library imports wherever it is installed, and uses for nothing that is asked of it here: BERTopic looks for
# spaCy, as one of its embedders.
LOADED_ALONG = {"themes": ("spacy",)}
FOR_TERMINALS = {"colorama"}  # progress bars look for it
# Before and after a stage: the runner and what it alone uses.
AROUND = {
    "pipeline.workflow.runner",
    "pipeline.workflow.receipts",
    "pipeline.workflow.freshness",
    "pipeline.workflow.fingerprints",
    "pipeline.workflow.locks",
    "pipeline.workflow.stage_process",
}


@pytest.mark.slow
@pytest.mark.parametrize("stage", ROOTS)
def test_all_that_a_stage_loads_and_opens_is_in_its_fingerprint(stage, sample_copy):
    (sample_copy.private / "cache.sqlite").unlink()
    (sample_copy.private / f"receipt_{stage}.json").unlink()
    folders = (sample_copy.transcripts, sample_copy.models, sample_copy.outputs)
    told = subprocess.run(
        [sys.executable, "-c", WATCH, stage, *folders], cwd=ROOT, check=True, capture_output=True, text=True
    )
    seen = json.loads(told.stdout)
    graph = fingerprints.code_graph()
    closure = graph.closure(ROOTS[stage])
    ours = {name for name in seen["modules"] if name.partition(".")[0] == "pipeline"}
    assert ours - AROUND <= closure, "modules that are loaded without being in the closure"
    assert f"pipeline.{stage}" in ours
    read = {Path(path) for path in seen["opened"]} & set(graph.data_files)
    assert read <= graph.data_of(closure)
    owners = importlib.metadata.packages_distributions()
    loaded = {
        fingerprints.normalised(owner)
        for name in seen["modules"]
        for owner in owners.get(name.partition(".")[0], ())
    }
    along = {one for name in LOADED_ALONG.get(stage, ()) for one in required_by(name, set())}
    assert sorted(loaded - along - FOR_TERMINALS - set(fingerprints.libraries_of(ROOTS[stage]))) == []
