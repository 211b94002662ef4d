"""The structure of the code in figures: `make house`. The tests of the architecture read it from here."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "pipeline"

# From the ground up. A package imports from those on lower floors only.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("corpus",),
    ("workflow",),
    ("language",),
    ("people",),
    ("documents", "direct_speech", "refi"),
    ("ingest", "organisations", "quotes", "themes", "emit"),
    ("review", "verify", "privacy"),
    ("cli",),
)
FLOOR_OF = {package: floor for floor, packages in enumerate(FLOORS) for package in packages}
STAGES = FLOORS[5]


@dataclass(frozen=True)
class Module:
    """A file of the package: its dotted name, its path, its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package below `pipeline`, or the module's own name at the top."""
        return self.name.split(".")[1] if "." in self.name else "__init__"

    @property
    def lines(self) -> int:
        """Lines of the file."""
        return self.path.read_text("utf-8").count("\n")


@cache
def modules() -> dict[str, Module]:
    """Every module by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        found[name] = Module(name, path, ast.parse(path.read_text("utf-8")))
    return found


@cache
def imports_of(name: str) -> frozenset[str]:
    """The modules of the package that a module imports: inside functions and for type checking as well."""
    found = set()
    for node in ast.walk(modules()[name].tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in modules()}
        elif isinstance(node, ast.ImportFrom) and node.module in modules():
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & modules().keys()
            outside = len(inside) < len(node.names)
            found |= inside | ({node.module} if outside else set())
    # `from pipeline import __version__` reads a constant, and runs nothing that is not there already.
    return frozenset(found - {name, "pipeline"})


def cycles() -> list[tuple[str, ...]]:
    """Import cycles between modules, each with its members."""
    import networkx as nx

    graph = nx.DiGraph([(name, other) for name in modules() for other in imports_of(name)])
    return sorted(tuple(sorted(ring)) for ring in nx.strongly_connected_components(graph) if len(ring) > 1)


def package_imports() -> set[tuple[str, str]]:
    """Pairs of packages of which the first imports the second."""
    pairs = {
        (modules()[name].package, modules()[other].package) for name in modules() for other in imports_of(name)
    }
    return {(one, other) for one, other in pairs if one != other}


def floors() -> int:
    """The number of packages on the longest path of imports."""
    import networkx as nx

    graph = nx.DiGraph([pair for pair in package_imports() if "__" not in pair[0]])
    return len(nx.dag_longest_path(graph)) if nx.is_directed_acyclic_graph(graph) else 0


def class_names() -> Counter[str]:
    """How often each class name is defined."""
    return Counter(
        node.name for m in modules().values() for node in ast.walk(m.tree) if isinstance(node, ast.ClassDef)
    )


def uses_of_any() -> int:
    """The number of uses of `Any`, without imports."""
    nodes = (node for m in modules().values() for node in ast.walk(m.tree))
    return sum(isinstance(node, ast.Name) and node.id == "Any" for node in nodes)


def figures() -> dict[str, int]:
    """The figures that can be computed."""
    names = class_names()
    top = {m.package for m in modules().values()} - {"__init__", "__main__"}
    return {
        "packages at the top of pipeline/": len(top),
        "floors of imports (0: a circle)": floors(),
        "circles between modules": len(cycles()),
        "files": len(modules()),
        "lines": sum(m.lines for m in modules().values()),
        "files under 40 lines": sum(m.lines < 40 for m in modules().values() if m.path.name != "__init__.py"),
        "files over 400 lines": sum(m.lines > 400 for m in modules().values()),
        "class names defined twice": sum(count > 1 for count in names.values()),
        "uses of Any": uses_of_any(),
    }


def main() -> None:
    """Print the figures."""
    for what, figure in figures().items():
        sys.stdout.write(f"{figure:>7,}  {what}\n")


if __name__ == "__main__":
    main()
