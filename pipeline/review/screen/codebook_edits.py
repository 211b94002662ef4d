"""Edits the codebook's text: one key of a code, or a whole code; comments and all else are preserved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import Code, parse_codebook
from pipeline.corpus.errors import UserError
from pipeline.review.screen.text_patches import lines_of
from pipeline.themes.appending import free_id, key_lines, text_with_codes

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

EDITABLE = ("name", "definition", "include", "exclude", "phrases", "examples", "parent", "merged")
_LISTS = frozenset(one.name for one in fields(Code) if isinstance(one.default, tuple))


def with_new_code(text: str, name: str, *, path: Path, parent: str = "", definition: str = "") -> tuple[str, str]:
    """The codebook with a new code, and the code's id."""
    codes = parse_codebook(text, path=path).codes if text.strip() else ()
    _check_name(name, codes, path=path)
    taken = {code.id for code in codes} | {merged for code in codes for merged in code.merged}
    code = Code(id=free_id(name, taken=taken), name=name, definition=definition, parent=parent)
    written, _ = text_with_codes(text, [code], path=path)
    return written, code.id


def with_changed_code(text: str, code_id: str, changes: Mapping[str, str | Sequence[str]], *, path: Path) -> str:
    """The codebook with new values for some keys of a code; an empty value removes the key.

    Raises:
        UserError: for an unknown code, a name that is already used or an impossible parent; or if the codebook is
            written in a way that the program cannot edit.
    """
    codes = parse_codebook(text, path=path).codes
    _known(code_id, codes, path=path)
    others = [code for code in codes if code.id != code_id]
    if "name" in changes:
        _check_name(str(changes["name"]), others, path=path)
    for key, value in changes.items():
        text = _with_key(text, code_id, key, value)
    given = {key: tuple(value) if key in _LISTS else " ".join(str(value).split()) for key, value in changes.items()}
    return _checked(text, [_changed(code, given) if code.id == code_id else code for code in codes], path=path)


def without_code(text: str, code_id: str, *, path: Path, heir: str = "") -> str:
    """The codebook without a code; the codes below it move to its parent, or to its heir.

    Args:
        text: the codebook.
        code_id: the code.
        path: the path of the codebook.
        heir: the code into which it is merged, or ""; decisions on it then count for the heir.
    """
    codes = parse_codebook(text, path=path).codes
    code = _known(code_id, codes, path=path)
    if heir:
        into = _known(heir, codes, path=path)
        if heir == code_id:
            raise UserError("a code cannot be merged into itself", "Choose another code", path)
        changes: dict[str, str | Sequence[str]] = {
            key: tuple(dict.fromkeys((*getattr(into, key), *getattr(code, key)))) for key in ("phrases", "examples")
        }
        changes = {key: value for key, value in changes.items() if value != getattr(into, key)}
        changes["merged"] = tuple(dict.fromkeys((*into.merged, code.id, *code.merged)))
        if into.parent == code.id:
            changes["parent"] = code.parent
        text = with_changed_code(text, heir, changes, path=path)
    above = heir or code.parent
    for child in [one for one in codes if one.parent == code_id and one.id != heir]:
        text = with_changed_code(text, child.id, {"parent": above if above != child.id else ""}, path=path)
    expected = [one for one in parse_codebook(text, path=path).codes if one.id != code_id]
    lines = lines_of(text)
    start, end = _extent(text, code_id)
    while end < len(lines) and not lines[end].strip():
        end += 1
    while end == len(lines) and not lines[start - 1].strip():
        start -= 1
    return _checked("".join(lines[:start] + lines[end:]) if expected else "codes: []\n", expected, path=path)


def _changed(code: Code, given: Mapping[str, str | tuple[str, ...]]) -> Code:
    return replace(code, **given)  # type: ignore[arg-type]  # of the fields' own types, as `EDITABLE` says


def _with_key(text: str, code_id: str, key: str, value: str | Sequence[str]) -> str:
    node = _node(text, code_id)
    lines = lines_of(text)
    end = "\r\n" if "\r\n" in text else "\n"
    starts = sorted({one.start_mark.line for one, _ in node.value})
    column = node.value[0][0].start_mark.column
    clean = value if not isinstance(value, str) else " ".join(value.split())
    new = [line + end for line in key_lines(key, clean, under=" " * column)] if clean else []
    for one, listed in node.value:
        if one.value == key:
            new = _as_they_were(new, clean, listed, lines)
            at = one.start_mark.line
            stop = next((start for start in starts if start > at), _extent(text, code_id)[1])
            while stop > at + 1 and lines[stop - 1].lstrip()[:1] in ("", "#"):
                stop -= 1
            if new:
                new[0] = lines[at][:column] + new[0][column:]
            return "".join(lines[:at] + new + lines[stop:])
    after = _extent(text, code_id)[1]
    if lines and not lines[after - 1].endswith("\n"):
        lines[after - 1] += end
    return "".join(lines[:after] + new + lines[after:])


def _as_they_were(new: list[str], value: str | Sequence[str], listed: Node, lines: Sequence[str]) -> list[str]:
    """The lines of a list, with unchanged items kept as the user wrote them."""
    if isinstance(value, str) or not isinstance(listed.value, list):
        return new
    items = {str(item.value).strip(): item for item in listed.value}
    alone = {
        text: lines[item.start_mark.line]
        for text, item in items.items()
        if item.start_mark.line == item.end_mark.line and lines[item.start_mark.line].lstrip().startswith("- ")
    }
    return [new[0], *(alone.get(text, line) for text, line in zip(value, new[1:], strict=True))] if new else new


def _extent(text: str, code_id: str) -> tuple[int, int]:
    """The first line of a code, and one past its last line that is neither blank nor a comment."""
    lines = lines_of(text)
    nodes = _nodes(text)
    at = next(number for number, node in enumerate(nodes) if _id(node) == code_id)
    start = nodes[at].start_mark.line
    stop = nodes[at + 1].start_mark.line if at + 1 < len(nodes) else len(lines)
    while stop > start + 1 and lines[stop - 1].lstrip()[:1] in ("", "#"):
        stop -= 1
    return start, stop


def _nodes(text: str) -> list[MappingNode]:
    from yaml import SafeLoader, compose

    root = compose(text, Loader=SafeLoader)
    listed = next((value for key, value in root.value if key.value == "codes"), None) if root else None
    return list(listed.value) if listed is not None else []


def _node(text: str, code_id: str) -> MappingNode:
    return next(node for node in _nodes(text) if _id(node) == code_id)


def _id(node: MappingNode) -> str:
    return next((str(value.value) for key, value in node.value if key.value == "id"), "")


def _known(code_id: str, codes: Sequence[Code], *, path: Path) -> Code:
    code = next((one for one in codes if one.id == code_id), None)
    if code is None:
        raise UserError(
            f"there is no code '{code_id}'", "It may have been changed in an editor: reload the page", path
        )
    return code


def _check_name(name: str, others: Sequence[Code], *, path: Path) -> None:
    plain = " ".join(name.split()).casefold()
    if not plain:
        raise UserError("the name is missing", "Write a name for the code", path)
    if any(" ".join(one.name.split()).casefold() == plain for one in others):
        raise UserError(f"there is a code '{name}' already", "Choose another name", path)


def _checked(text: str, expected: Sequence[Code], *, path: Path) -> str:
    """Return the text after checking that it contains exactly the expected codes."""
    try:
        now = parse_codebook(text, path=path).codes if expected else ()
    except UserError as error:
        if "parent" in error.problem or "ancestor" in error.problem:
            raise
        now = None
    if now is None or [replace(one, line=0) for one in now] != [replace(one, line=0) for one in expected]:
        raise UserError(
            "the codebook's format does not allow the program to change this code",
            "Change it in an editor, with each key of a code on a line of its own",
            path,
        )
    return text
