"""The codebook: the labels that a researcher applies, with what she means by each.

`models/codebook.yaml` is read node by node, so that every complaint names its line.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pipeline.errors import UserError
from pipeline.storage import decoded, file_content

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node, SequenceNode

_LISTS = ("phrases", "examples")
_REQUIRED = ("id", "name")

CODEBOOK_FILE = "codebook.yaml"  # below the models folder


@dataclass(frozen=True, kw_only=True)
class Code:
    """One label and what is meant by it.

    Attributes:
        id: short and stable; what tables and decisions refer to.
        name: as printed.
        definition: what it covers.
        include: what also belongs to it, in words.
        exclude: what does not, in words.
        phrases: words as in a dictionary, `*` for any ending; hearing one is evidence.
        examples: sentences that carry the code.
        parent: id of the code above it, or "".
        line: where it begins in the file.
    """

    id: str
    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    parent: str = ""
    line: int = 0


@dataclass(frozen=True)
class Codebook:
    """The codes in the order of the file."""

    codes: tuple[Code, ...] = ()

    def code(self, code_id: str) -> Code | None:
        """The code of that id, if there is one."""
        return next((code for code in self.codes if code.id == code_id), None)


_LONGEST = 2_000_000  # characters; five hundred codes with all their notes have a quarter of it
_KEYS = tuple(field.name for field in fields(Code) if field.name != "line")


def parse_codebook(text: str, *, path: Path | str = "codebook.yaml") -> Codebook:
    """The codebook that `text` holds.

    Raises:
        UserError: with file and line, for a text that is far too long, YAML that cannot be read, an empty file, a
            key that is not known, a wrong type, an id or name that is missing, an id that comes twice, a parent
            that does not exist or is its own ancestor.
    """
    if len(text) > _LONGEST:
        raise UserError(
            f"it has more than {_LONGEST:,} characters: no codebook is so long",
            "Look at what was written into it",
            path,
        )
    return Codebook(_Reader(path).codes(text))


def read_codebook(path: Path) -> Codebook:
    """The codebook in a file, in whatever encoding an editor left it.

    Raises:
        UserError: as for `parse_codebook`.
    """
    return parse_codebook(decoded(file_content(path)), path=path)


class _Reader:
    """Reads one file; knows its name for the messages."""

    def __init__(self, path: Path | str) -> None:
        self._path = path

    def codes(self, text: str) -> tuple[Code, ...]:
        codes = tuple(self._code(node) for node in self._listed(self._root(text)))
        self._check_ids(codes)
        self._check_parents(codes)
        return codes

    def _root(self, text: str) -> Node:
        import yaml

        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else None
            self._stop(
                f"not readable as YAML ({error.problem})",
                "Look at this line and the one above it: a colon or quotation mark in the text, or the indentation",
                line,
            )
        except RecursionError:
            self._stop(
                "not readable as YAML (lists in lists without end)", "List the codes plainly, one below another"
            )
        except yaml.YAMLError as error:
            self._stop(
                f"not readable as YAML ({error})", "Remove the character that does not belong in a text file"
            )
        if root is None:
            self._stop("the codebook is empty", "List your codes under 'codes:', or delete the file")
        return root

    def _listed(self, root: Node) -> list[MappingNode]:
        from yaml.nodes import MappingNode, SequenceNode

        how = "Begin the file with 'codes:', and list the codes below it, each with '- id:' and 'name:'"
        if not isinstance(root, MappingNode):
            self._stop("the file does not begin with 'codes:'", how, _line(root))
        listed: SequenceNode | None = None
        for key, value in self._pairs(root, known=("codes",), where="the codebook"):
            if not isinstance(value, SequenceNode):
                self._stop("'codes' is not a list", how, _line(key))
            listed = value
        if listed is None or not listed.value:
            self._stop("the codebook lists no codes", "List your codes under 'codes:', or delete the file")
        for node in listed.value:
            if not isinstance(node, MappingNode):
                self._stop("a code must have keys, such as 'id' and 'name'", "Write '- id: …'", _line(node))
        return list(listed.value)

    def _pairs(self, node: MappingNode, *, known: Sequence[str], where: str) -> list[tuple[Node, Node]]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name not in known:
                near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
                remedy = f"Did you mean '{near[0]}'" if near else f"The keys are {', '.join(known)}"
                self._stop(f"{where} has a key '{name}', which is not known", remedy, _line(key))
            if name in seen:
                self._stop(f"{where} has '{name}' twice", "Keep one of them", _line(key))
            seen.add(name)
        return list(node.value)

    def _code(self, node: MappingNode) -> Code:
        given: dict[str, Any] = {"line": _line(node)}
        for key, value in self._pairs(node, known=_KEYS, where="a code"):
            name = str(key.value)
            given[name] = self._texts(value, name=name) if name in _LISTS else self._text(value, name=name)
        for name in _REQUIRED:
            if not given.get(name):
                whom = f" '{given['id']}'" if given.get("id") else ""
                self._stop(f"the code{whom} has no {name}", f"Add '{name}: …'", _line(node))
        return Code(**given)

    def _text(self, node: Node, *, name: str) -> str:
        from yaml.nodes import ScalarNode

        if not isinstance(node, ScalarNode):
            self._stop(f"'{name}' must be text", f"Write it on one line, as '{name}: …'", _line(node))
        empty = node.tag == "tag:yaml.org,2002:null"
        return "" if empty else " ".join(str(node.value).split())

    def _texts(self, node: Node, *, name: str) -> tuple[str, ...]:
        from yaml.nodes import ScalarNode, SequenceNode

        if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return ()
        if not isinstance(node, SequenceNode):
            self._stop(f"'{name}' must be a list", "Write each on its own line, after '- '", _line(node))
        texts = (self._text(item, name=name) for item in node.value)
        return tuple(dict.fromkeys(text for text in texts if text))

    def _check_ids(self, codes: Sequence[Code]) -> None:
        first: dict[str, Code] = {}
        for code in codes:
            if code.id in first:
                self._stop(
                    f"the id '{code.id}' comes twice (first in line {first[code.id].line})",
                    "Give each code an id of its own",
                    code.line,
                )
            if code.id.startswith("candidate-"):
                self._stop(
                    f"the id '{code.id}' is kept for candidates that the pipeline finds",
                    "Choose another",
                    code.line,
                )
            first[code.id] = code

    def _check_parents(self, codes: Sequence[Code]) -> None:
        parents = {code.id: code.parent for code in codes}
        for code in codes:
            if code.parent and code.parent not in parents:
                near = difflib.get_close_matches(code.parent, list(parents), n=1)
                remedy = f"Did you mean '{near[0]}'" if near else "Add that code, or leave 'parent' out"
                self._stop(f"the parent '{code.parent}' of '{code.id}' is no code", remedy, code.line)
            above, seen = code.parent, {code.id}
            while above:
                if above in seen:
                    self._stop(f"the code '{code.id}' is its own ancestor", "Correct 'parent'", code.line)
                seen.add(above)
                above = parents.get(above, "")

    def _stop(self, problem: str, remedy: str, line: int | None = None) -> NoReturn:
        raise UserError(problem, remedy, self._path, line)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
