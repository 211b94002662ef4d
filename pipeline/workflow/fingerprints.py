"""Code fingerprints: a module, everything it imports directly or indirectly, and the data files read by them.

Dependencies are read from the source without running it. Imports inside functions count, and so do modules named in
strings (`pipeline.documents.docx`, or `pipeline.documents.docx:read_word`), as file readers are. Imports
under `if TYPE_CHECKING:` do not. Comments, docstrings, blank lines and layout do not affect the digest.
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
    """The fingerprint of the code behind a module's results.

    It covers the module, everything it imports, the installed distributions behind these, and the minor version of
    Python, which determines Unicode tables, regular expressions and SQLite.
    """
    return code_digest(module), libraries_of(module), list(sys.version_info[:2])


@cache
def code_digest(module: str) -> str:
    """Digest of a module, everything it imports, and the data files read by them."""
    graph = code_graph()
    return graph.digest(graph.closure(module))


@cache
def libraries_of(module: str) -> dict[str, str]:
    """The version of each distribution that a module depends on."""
    graph = code_graph()
    return versions_behind(graph.imported(graph.closure(module)))


@cache
def code_graph() -> CodeGraph:
    """The graph of this package. Parsed files are remembered next to Python's bytecode."""
    return CodeGraph(_PACKAGE, remembered=Path(cache_from_source(__file__)).with_name(_REMEMBERED))


_PACKAGE = Path(__file__).parents[1]
_REMEMBERED = f"code_graph.{sys.implementation.cache_tag}.json"
_SUFFIXES = (".txt", ".jsonl", ".json", ".toml", ".html", ".css", ".js")
_LEXICONS = "lexicons"  # a folder whose files are looked up by stem
_NAME = re.compile(r"[\w.:-]{1,100}")  # a string that may name a file or a module


@dataclass(frozen=True)
class CodeFile:
    """The relevant content of one source file.

    Attributes:
        digest: of its syntax tree, without docstrings.
        imports: full names of imported modules and of names imported from them.
        strings: its string constants that may name a file or a module.
    """

    digest: str
    imports: tuple[str, ...]
    strings: tuple[str, ...]


class CodeGraph:
    """The modules and data files of a package.

    Args:
        root: the package's folder.
        remembered: a file that remembers parsed source files by content; None for no such file.
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
        """All files of the package that are not code."""
        return tuple(path for path in self._files if path.suffix in _SUFFIXES)

    def closure(self, module: str) -> frozenset[str]:
        """The module and everything it imports, directly or indirectly; empty for modules outside the package."""
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
        """Top-level names of third-party packages that these modules import."""
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
        """For each module, the modules that are executed with it or with one of its functions."""
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
        """The modules executed by an import of `name`: its parent packages and, if it is a module, itself."""
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
        with suppress(OSError):  # without a writable folder every start takes a second longer
            path.parent.mkdir(exist_ok=True)
            unfinished.write_text(json.dumps(plain), "utf-8")
            unfinished.replace(path)


def source_file(content: bytes, *, package: str) -> CodeFile:
    """Parse one source file.

    Args:
        content: its bytes.
        package: full name of its package, for resolving relative imports.
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
    """Remove statements without effect from a body: docstrings, bare strings and `pass`."""
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


# Distributions whose name differs from their import name.
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
        version: its version.
        requires: the distributions it requires, without extras.
    """

    version: str
    requires: tuple[str, ...]


def versions_behind(imported: Iterable[str]) -> dict[str, str]:
    """The versions of the installed distributions imported under these names, and of those they require."""
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
    """The normalised name of a distribution (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


_FOR_WINDOWS = re.compile(
    r"""(?:platform_system|sys_platform|os_name)\s*==\s*["'](?:windows|win32|nt)""", re.IGNORECASE
)


@cache
def release(name: str) -> Release | None:
    """The installed release, or None."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        one = distribution(name)
    except PackageNotFoundError:
        return None
    # importlib's own parser takes three times as long, and eighty distributions are read at each start.
    head = (one.read_text("METADATA") or "").partition("\n\n")[0]
    version = re.search(r"(?m)^Version: *(\S+)", head)
    if version is None:
        return Release(one.version, ())
    wanted = re.findall(r"(?m)^Requires-Dist: *([\w.-]+)(.*)$", head)
    # What only Windows needs may be installed elsewhere for other reasons, and is not used.
    return Release(
        version[1],
        tuple(
            other
            for other, rest in wanted
            if "extra ==" not in rest and (sys.platform == "win32" or not _FOR_WINDOWS.search(rest))
        ),
    )
