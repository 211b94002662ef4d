"""Which code a module depends on: what it imports, what that imports, and the data files that they read.

It is read from the source without running it. Imports inside functions count, and so does a module that a string
names (`pipeline.documents.docx`, or `pipeline.documents.docx:read_word`), as readers of files are named. Imports
under `if TYPE_CHECKING:` do not. Comments, docstrings, blank lines and layout are no part of a digest.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import cache_from_source
from pathlib import Path


def fingerprint_of(module: str) -> tuple[str, dict[str, str], list[int]]:
    """What results depend on that a module computes, beside what it is given.

    Its code and that of all that it imports, the distributions behind them, and the minor version of Python, which
    brings the tables of Unicode, regular expressions and SQLite.
    """
    return code_digest(module), libraries_of(module), list(sys.version_info[:2])


@cache
def code_digest(module: str) -> str:
    """Digest of the code of a module, of all that it imports, and of the data files that they read."""
    graph = code_graph()
    return graph.digest(graph.closure(module))


@cache
def libraries_of(module: str) -> dict[str, str]:
    """The version of each distribution that a module and all that it imports depend on."""
    graph = code_graph()
    return versions_behind(graph.imported(graph.closure(module)))


@cache
def code_graph() -> CodeGraph:
    """The graph of this package; what was read from each file is kept where Python keeps its bytecode."""
    return CodeGraph(_PACKAGE, remembered=Path(cache_from_source(__file__)).with_name(_REMEMBERED))


_PACKAGE = Path(__file__).parents[1]
_REMEMBERED = f"code_graph.{sys.implementation.cache_tag}.json"
_SUFFIXES = (".txt", ".jsonl", ".json", ".toml", ".html", ".css", ".js")
_LEXICONS = "lexicons"  # a folder whose files are asked for by name, without the ending
_NAME = re.compile(r"[\w.:-]{1,100}")  # a string that may name a file or a module


@dataclass(frozen=True)
class CodeFile:
    """What one file of code says.

    Attributes:
        digest: of its syntax tree, without docstrings.
        imports: full names of what it imports, modules and what is taken from them alike.
        strings: its string constants that may name a file or a module.
    """

    digest: str
    imports: tuple[str, ...]
    strings: tuple[str, ...]


class CodeGraph:
    """The modules and data files of a package.

    Args:
        root: the package's folder.
        remembered: a file that keeps what was read from each source file, by its content; None for none.
    """

    def __init__(self, root: Path, *, remembered: Path | None = None) -> None:
        self._root = root
        self._remembered = remembered
        self._closures: dict[str, frozenset[str]] = {}

    @cached_property
    def _files(self) -> list[Path]:
        return [path for path in sorted(self._root.rglob("*.*")) if path.parent.name != "__pycache__"]

    @cached_property
    def modules(self) -> dict[str, Path]:
        """Every module by its full name."""
        return {self._module_name(path): path for path in self._files if path.suffix == ".py"}

    @cached_property
    def data_files(self) -> tuple[Path, ...]:
        """Every file of the package that is no code but may be read by it."""
        return tuple(path for path in self._files if path.suffix in _SUFFIXES)

    def closure(self, module: str) -> frozenset[str]:
        """The module and all that it imports, directly or not; empty for a module outside the package."""
        if module not in self.modules:
            return frozenset()
        if module not in self._closures:
            found: set[str] = set()
            waiting = [module]
            while waiting:
                name = waiting.pop()
                if name not in found:
                    found.add(name)
                    waiting += self._needed[name]
            self._closures[module] = frozenset(found)
        return self._closures[module]

    def imported(self, modules: Iterable[str]) -> frozenset[str]:
        """Top-level names of what these modules import from outside the package and Python itself."""
        names = {name.partition(".")[0] for module in modules for name in self._sources[module].imports}
        return frozenset(names - sys.stdlib_module_names - {self._root.name})

    def data_of(self, modules: Iterable[str]) -> frozenset[Path]:
        """The data files that these modules name."""
        return frozenset(path for module in modules for path in self._data[module])

    def digest(self, modules: Iterable[str]) -> str:
        """Digest of the code of these modules and of the data files that they name."""
        modules = sorted(modules)
        whole = hashlib.blake2b(digest_size=16)
        for module in modules:
            whole.update(f"{module}:{self._sources[module].digest}\n".encode())
        for path in sorted(self.data_of(modules)):
            content = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
            whole.update(f"{path.relative_to(self._root).as_posix()}:{content}\n".encode())
        return whole.hexdigest()

    @cached_property
    def _sources(self) -> dict[str, CodeFile]:
        before = self._recalled()
        found: dict[str, CodeFile] = {}
        kept: dict[str, CodeFile] = {}
        for name, path in self.modules.items():
            content = path.read_bytes()
            key = hashlib.blake2b(f"{name}\n".encode() + content, digest_size=16).hexdigest()
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            found[name] = kept[key] = before.get(key) or source_file(content, package=package)
        if self._remembered and kept != before:
            self._remember(self._remembered, kept)
        return found

    @cached_property
    def _needed(self) -> dict[str, list[str]]:
        """For each module the modules that are run when it is, or when one of its functions is."""
        return {
            name: sorted({module for text in (name, *self._named(source)) for module in self._run_for(text)})
            for name, source in self._sources.items()
        }

    @cached_property
    def _data(self) -> dict[str, list[Path]]:
        by_name: dict[str, list[Path]] = {}
        for path in self.data_files:
            by_name.setdefault(path.stem if path.parent.name == _LEXICONS else path.name, []).append(path)
        return {
            name: [
                path
                for text in source.strings
                for path in by_name.get(text, ())
                if path.parent.name == _LEXICONS or path.is_relative_to(self.modules[name].parent)
            ]
            for name, source in self._sources.items()
        }

    def _named(self, source: CodeFile) -> Iterator[str]:
        yield from source.imports
        inside = f"{self._root.name}."
        yield from (text.partition(":")[0] for text in source.strings if text.startswith(inside))

    def _run_for(self, name: str) -> Iterator[str]:
        """The modules that an import of `name` runs: the packages around it and, if it is a module, itself."""
        parts = name.split(".")
        if parts[0] == self._root.name and (len(parts) > 1 or name in self.modules):
            yield from (m for end in range(1, len(parts) + 1) if (m := ".".join(parts[:end])) in self.modules)

    def _module_name(self, path: Path) -> str:
        parts = (self._root.name, *path.relative_to(self._root).with_suffix("").parts)
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _recalled(self) -> dict[str, CodeFile]:
        if not self._remembered:
            return {}
        try:
            kept = json.loads(self._remembered.read_bytes())
            return {key: CodeFile(digest, tuple(some), tuple(more)) for key, (digest, some, more) in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    @staticmethod
    def _remember(path: Path, kept: dict[str, CodeFile]) -> None:
        plain = {key: (one.digest, one.imports, one.strings) for key, one in sorted(kept.items())}
        unfinished = path.with_suffix(".part")
        with suppress(OSError):  # a folder that cannot be written to costs a second at each start, and nothing else
            path.parent.mkdir(exist_ok=True)
            unfinished.write_text(json.dumps(plain), "utf-8")
            unfinished.replace(path)


def source_file(content: bytes, *, package: str) -> CodeFile:
    """Read one file of code.

    Args:
        content: its bytes.
        package: full name of the package that it lies in, from which relative imports are counted.
    """
    tree = ast.parse(content)
    imports: set[str] = set()
    strings: set[str] = set()
    waiting: list[tuple[ast.AST, bool]] = [(tree, True)]
    while waiting:
        node, counts = waiting.pop()
        _strip(node)
        if counts:
            imports.update(_imports(node, package))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAME.fullmatch(node.value):
            strings.add(node.value)
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            waiting += [(child, False) for child in node.body]
            waiting += [(child, counts) for child in (node.test, *node.orelse)]
        else:
            waiting += [(child, counts) for child in ast.iter_child_nodes(node)]
    digest = hashlib.blake2b(ast.dump(tree).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return CodeFile(digest, tuple(sorted(imports)), tuple(sorted(strings)))


def _strip(node: ast.AST) -> None:
    """Take out of a body what does nothing: docstrings, other lone strings, and `pass`."""
    body = getattr(node, "body", None)
    if isinstance(body, list):
        body[:] = [statement for statement in body if not _does_nothing(statement)]


def _does_nothing(statement: ast.AST) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return isinstance(statement.value.value, str)
    return isinstance(statement, ast.Pass)


def _imports(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")
        start = above[: len(above) - node.level + 1] if node.level else []
        module = ".".join([*start, *([node.module] if node.module else [])])
        yield module
        yield from (f"{module}.{alias.name}" for alias in node.names)


# Distributions that are not called as what is imported from them.
DISTRIBUTION_OF = {
    "charset_normalizer": "charset-normalizer",
    "cyclonedx": "cyclonedx-python-lib",
    "docx": "python-docx",
    "packageurl": "packageurl-python",
    "sklearn": "scikit-learn",
    "sknetwork": "scikit-network",
    "yaml": "pyyaml",
}


@dataclass(frozen=True)
class Release:
    """An installed distribution.

    Attributes:
        version: of this release.
        requires: the distributions that it asks for, without those of its extras.
    """

    version: str
    requires: tuple[str, ...]


def versions_behind(imported: Iterable[str]) -> dict[str, str]:
    """Each installed distribution that is imported under one of these names or required by one: its version."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [DISTRIBUTION_OF.get(name, name) for name in imported]
    while waiting:
        name = normalised(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        if (known := release(name)) is not None:
            found[name] = known.version
            waiting += known.requires
    return dict(sorted(found.items()))


def normalised(name: str) -> str:
    """The name of a distribution as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def release(name: str) -> Release | None:
    """The release that is installed, or None if there is none."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        one = distribution(name)
    except PackageNotFoundError:
        return None
    # Its own parser takes three times as long, and is asked of eighty distributions at each start.
    head = (one.read_text("METADATA") or "").partition("\n\n")[0]
    version = re.search(r"(?m)^Version: *(\S+)", head)
    if version is None:
        return Release(one.version, ())
    wanted = re.findall(r"(?m)^Requires-Dist: *([\w.-]+)(.*)$", head)
    return Release(version[1], tuple(other for other, rest in wanted if "extra ==" not in rest))
