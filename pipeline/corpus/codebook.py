"""The codebook: the researcher's codes and their definitions.

`models/codebook.yaml` is read node by node, so that every message can name a line. A run skips invalid entries and
reports them (`usable_codes`); commands that change the file require all of it to be valid (`parse_codebook`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from pipeline.corpus.errors import UserError
from pipeline.corpus.findings import FaultTally, shown
from pipeline.corpus.records import Finding
from pipeline.corpus.spans import S
from pipeline.corpus.storage import decoded, file_content

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node, SequenceNode


def distinct_names(themes: Iterable[tuple[S, S]], *, taken: Iterable[str] = ()) -> list[S]:
    """A unique column name for each theme: its name, with its id if names differ only in case or spaces."""
    pairs = list(themes)
    count: dict[str, int] = {name.casefold(): 2 for name in taken}
    for _, name in pairs:
        count[name.casefold()] = count.get(name.casefold(), 0) + 1
    return [
        name if name and count[name.casefold()] == 1 else cast("S", f"{name} ({theme})") for theme, name in pairs
    ]


_LISTS = ("phrases", "examples", "merged")
_REQUIRED = ("id", "name")

CODEBOOK_FILE = "codebook.yaml"  # below the models folder


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code and its definition.

    Attributes:
        id: short and stable; what tables and decisions refer to.
        name: as printed.
        definition: what it covers.
        include: what also belongs to it, in words.
        exclude: what does not, in words.
        phrases: dictionary words, `*` for any ending; their occurrence is evidence for the code.
        examples: example sentences for the code.
        parent: id of the code above it, or "".
        merged: ids of codes that were merged into this one: decisions on them count for it.
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
    merged: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Codebook:
    """The codes in the order of the file."""

    codes: tuple[Code, ...] = ()

    def code(self, code_id: str) -> Code | None:
        """The code of that id, if there is one."""
        return next((code for code in self.codes if code.id == code_id), None)


_LONGEST = 2_000_000  # characters; five hundred codes with full notes take a quarter of it
_KEYS = tuple(field.name for field in fields(Code) if field.name != "line")


def parse_codebook(text: str, *, path: Path | str = CODEBOOK_FILE) -> Codebook:
    """Parse a codebook in which every entry must be valid.

    Raises:
        UserError: with file and line, for a text that is far too long, YAML that cannot be read, an empty file, a
            key that is not known, a wrong type, an id or name that is missing, an id that comes twice, a parent
            that does not exist or is its own ancestor.
    """
    codebook, faults = _read(text, path)
    if faults:
        first = faults[0]
        raise UserError(first.problem, first.remedy, path, first.line or None)
    return codebook


def usable_codes(text: str, *, path: Path | str = CODEBOOK_FILE) -> tuple[Codebook, list[Finding]]:
    """The valid codes, and one finding per kind of fault in the others.

    Raises:
        UserError: with file and line, if no code is valid.
    """
    codebook, faults = _read(text, path)
    if faults and not codebook.codes:
        first = faults[0]
        raise UserError(first.problem, first.remedy, path, first.line or None)
    findings: list[Finding] = []
    for one, several in _LEFT_OUT.items():
        tally = FaultTally()
        for fault in faults:
            if fault.left_out == one:
                tally.add(fault.kind, line=fault.line, example=fault.problem, remedy=fault.remedy)
        findings += tally.findings(
            f"{one} was left out",
            f"{several} were left out",
            level="check",
            remedy="",
            file=CODEBOOK_FILE,
            stage="themes",
        )
    return codebook, findings


def read_codebook(path: Path) -> Codebook:
    """Read a codebook file in UTF-8, UTF-16 or Windows-1252.

    Raises:
        UserError: as for `parse_codebook`.
    """
    return parse_codebook(decoded(file_content(path)), path=path)


_CODE, _KEY, _ITEM, _PARENT = "a code", "a key of a code", "a phrase or example", "the parent of a code"
_LEFT_OUT = {  # what is skipped: singular and plural
    _CODE: "codes",
    _KEY: "keys of codes",
    _ITEM: "phrases or examples",
    _PARENT: "parents of codes",
}
_DASH = re.compile(r"^([ \t]*)-(?=\s|$)", re.MULTILINE)
_CODES_ALONE = re.compile(r"^codes:[ \t]*$", re.MULTILINE)
_LONGEST_KEY = 20  # characters of an unknown key that is repeated in a message


class _Fault(NamedTuple):
    """An invalid entry: what is skipped because of it, its kind, and a message in three parts."""

    left_out: str
    kind: str
    problem: str
    remedy: str
    line: int


def _read(text: str, path: Path | str) -> tuple[Codebook, list[_Fault]]:
    """The valid codes and the faults, in file order."""
    if len(text) > _LONGEST:
        raise UserError(
            f"it has more than {_LONGEST:,} characters: no codebook is so long",
            "Look at what was written into it",
            path,
        )
    reader = _CodebookReader(path)
    codes = reader.codes(text)
    return Codebook(codes), sorted(reader.faults, key=lambda fault: fault.line)


class _CodebookReader:
    """Reads one file and collects the faults, with the file's name for the messages."""

    def __init__(self, path: Path | str) -> None:
        self._path = path
        self._above = 0  # lines of the file above the text that is being read
        self.faults: list[_Fault] = []
        self._kinds: set[tuple[str, str]] = set()

    def codes(self, text: str) -> tuple[Code, ...]:
        try:
            root = self._root(text)
        except UserError:
            given = list(self._entries_read_alone(text))
            if not given or not self.faults:  # or the fault lies outside the entries
                raise
        else:
            given = [self._code(node) for node in self._listed(root)]
        return self._with_parents(self._with_own_ids([code for code in given if code]))

    def _entries_read_alone(self, text: str) -> Iterator[Code | None]:
        """Parse each entry of a malformed file separately, so that one bad entry does not affect the others."""
        dashes = list(_DASH.finditer(text))
        if not dashes or not _CODES_ALONE.search(text, 0, dashes[0].start()):
            return
        starts = [dash.start() for dash in dashes if len(dash[1]) <= len(dashes[0][1])]
        for before, start, end in zip([0, *starts], starts, [*starts[1:], len(text)], strict=False):
            self._above += text.count("\n", before, start)
            try:
                root = self._root(text[start:end])
            except UserError as error:
                self._fault(_CODE, "YAML", error.problem, error.remedy, error.line or self._above + 1)
                continue
            for node in root.value:
                yield self._code(node)
        self._above = 0

    def _root(self, text: str) -> Node:
        import yaml

        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 + self._above if error.problem_mark else None
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

    def _listed(self, root: Node) -> list[Node]:
        from yaml.nodes import MappingNode, SequenceNode

        how = "Begin the file with 'codes:', and list the codes below it, each with '- id:' and 'name:'"
        if not isinstance(root, MappingNode):
            self._stop("the file does not begin with 'codes:'", how, self._line(root))
        listed: SequenceNode | None = None
        for key, value in root.value:
            name = str(key.value)
            if name != "codes":
                remedy = _meant(name, ("codes",)) or "The keys are codes"
                self._stop(f"the codebook has a key '{name}', which is not known", remedy, self._line(key))
            if listed is not None:
                self._stop("the codebook has 'codes' twice", "Keep one of them", self._line(key))
            if not isinstance(value, SequenceNode):
                self._stop("'codes' is not a list", how, self._line(key))
            listed = value
        if listed is None or not listed.value:
            self._stop("the codebook lists no codes", "List your codes under 'codes:', or delete the file")
        return list(listed.value)

    def _code(self, node: Node) -> Code | None:
        from yaml.nodes import MappingNode

        line = self._line(node)
        if not isinstance(node, MappingNode):
            self._fault(_CODE, "no keys", "a code must have keys, such as 'id' and 'name'", "Write '- id: …'", line)
            return None
        texts: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for name, value in self._pairs(node):
            if name in _LISTS:
                lists[name] = self._texts(value, name=name) or ()
                continue
            read = self._text(value, name=name, left_out=_CODE if name in _REQUIRED else _KEY)
            if read is not None:
                texts[name] = read
            elif name in _REQUIRED:
                return None
        for name in _REQUIRED:
            if not texts.get(name):
                whom = f" '{shown(texts['id'])}'" if texts.get("id") else ""
                self._fault(_CODE, f"no {name}", f"the code{whom} has no {name}", f"Add '{name}: …'", line)
                return None
        return Code(
            id=texts["id"],
            name=texts["name"],
            definition=texts.get("definition", ""),
            include=texts.get("include", ""),
            exclude=texts.get("exclude", ""),
            phrases=lists.get("phrases", ()),
            examples=lists.get("examples", ()),
            parent=texts.get("parent", ""),
            merged=lists.get("merged", ()),
            line=line,
        )

    def _pairs(self, node: MappingNode) -> Iterator[tuple[str, Node]]:
        seen: set[str] = set()
        for key, value in node.value:
            name, line = str(key.value), self._line(key)
            if name not in _KEYS:
                near = "" if (_KEY, "unknown") in self._kinds else _meant(name, _KEYS)  # only one fault is reported
                remedy = near or f"The keys are {', '.join(_KEYS)}"
                # Text meant as a value can be parsed as a key, and may contain a name.
                plain = name == name.lower() and " " not in name and len(name) <= _LONGEST_KEY
                which = f" '{name}'" if plain else ""
                self._fault(_KEY, "unknown", f"a code has a key{which}, which is not known", remedy, line)
            elif name in seen:
                self._fault(_KEY, f"{name} twice", f"a code has '{name}' twice", "Keep one of them", line)
            else:
                seen.add(name)
                yield name, value

    def _text(self, node: Node, *, name: str, left_out: str) -> str | None:
        from yaml.nodes import ScalarNode

        if not isinstance(node, ScalarNode):
            remedy = f"Write it on one line, as '{name}: …'"
            self._fault(left_out, f"{name} no text", f"'{name}' must be text", remedy, self._line(node))
            return None
        empty = node.tag == "tag:yaml.org,2002:null"
        return "" if empty else " ".join(str(node.value).split())

    def _texts(self, node: Node, *, name: str) -> tuple[str, ...] | None:
        from yaml.nodes import ScalarNode, SequenceNode

        if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return ()
        if not isinstance(node, SequenceNode):
            remedy = "Write each on its own line, after '- '"
            self._fault(_KEY, f"{name} no list", f"'{name}' must be a list", remedy, self._line(node))
            return None
        texts = (self._text(item, name=name, left_out=_ITEM) for item in node.value)
        return tuple(dict.fromkeys(text for text in texts if text))

    def _with_own_ids(self, codes: Sequence[Code]) -> list[Code]:
        """The codes whose id is unique and not reserved for candidates."""
        first: dict[str, Code] = {}
        for code in codes:
            if (other := first.get(code.id)) is not None:
                problem = f"the id '{shown(code.id)}' comes twice (first in line {other.line})"
                self._fault(_CODE, "id twice", problem, "Give each code an id of its own", code.line)
            elif code.id.startswith("candidate-"):
                problem = f"the id '{shown(code.id)}' is kept for candidates that the pipeline finds"
                self._fault(_CODE, "id of a candidate", problem, "Choose another", code.line)
            else:
                first[code.id] = code
        return list(first.values())

    def _with_parents(self, codes: Sequence[Code]) -> tuple[Code, ...]:
        """The codes with unknown parents removed; such codes move to the top level."""
        parents = {code.id: code.parent for code in codes}
        wrong: set[str] = set()
        for code in codes:
            if code.parent and code.parent not in parents:
                near = "" if wrong else _meant(code.parent, list(parents))  # only one fault is reported
                problem = f"the parent '{shown(code.parent)}' of '{shown(code.id)}' is no code"
                remedy = near or "Add that code, or leave 'parent' out"
                self._fault(_PARENT, "unknown", problem, remedy, code.line)
                wrong.add(code.id)
        circles = _in_circles(parents)
        for code in codes:
            if code.id in circles:
                problem = f"the code '{shown(code.id)}' is its own ancestor"
                self._fault(_PARENT, "own ancestor", problem, "Correct 'parent'", code.line)
                wrong.add(code.id)
        return tuple(replace(code, parent="") if code.id in wrong else code for code in codes)

    def _line(self, node: Node) -> int:
        return int(node.start_mark.line) + 1 + self._above

    def _fault(self, left_out: str, kind: str, problem: str, remedy: str, line: int) -> None:
        self._kinds.add((left_out, kind))
        self.faults.append(_Fault(left_out, kind, problem, remedy, line))

    def _stop(self, problem: str, remedy: str, line: int | None = None) -> NoReturn:
        raise UserError(problem, remedy, self._path, line)


def _meant(name: str, known: Sequence[str]) -> str:
    """ "Did you mean …?" with the closest known word; "" if none is close."""
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'" if near else ""


def _in_circles(parents: Mapping[str, str]) -> set[str]:
    """Codes that are their own ancestors."""
    circles: set[str] = set()
    done: set[str] = set()
    for code_id in parents:
        path: dict[str, int] = {}
        above = code_id
        while above in parents and above not in done and above not in path:
            path[above] = len(path)
            above = parents[above]
        if above in path:
            circles.update(list(path)[path[above] :])
        done.update(path)
    return circles
