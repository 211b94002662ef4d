"""The comments and text boxes of a worksheet, by the row they are anchored to."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline.documents.document import Unreadable
from pipeline.documents.packages import part, xml_root
from pipeline.documents.text import cleaned

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

_RELATIONS = ("threadedComment", "comments", "drawing")  # Excel also stores threaded ones as old comments


def sheet_notes(package: zipfile.ZipFile, sheet: str) -> dict[int, list[str]]:
    """The notes of one sheet by row, counted from 1; notes in a damaged part are left out.

    Args:
        package: the workbook.
        sheet: the path of the sheet in the workbook.
    """
    related = dict.fromkeys(_RELATIONS, "")
    with suppress(Unreadable):
        folder, name = posixpath.split(sheet)
        for relation in xml_root(part(package, f"{folder}/_rels/{name}.rels")):
            kind = relation.get("Type", "").rpartition("/")[2]
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            related |= {kind: path} if kind in related else {}
    found: dict[int, list[str]] = {}
    comments = related["threadedComment"] or related["comments"]
    for path, reader in ((comments, _comments), (related["drawing"], _boxes)):
        if path:
            with suppress(Unreadable):
                for row, text in reader(xml_root(part(package, path))):
                    found.setdefault(row, []).append(text)
    return found


def _comments(root: _Element) -> Iterator[tuple[int, str]]:
    for comment in root.iter("{*}comment", "{*}threadedComment"):
        text = _words(comment, "{*}t", "{*}text")
        row = "".join(sign for sign in comment.get("ref", "") if sign.isdigit())
        if text and row:
            yield int(row), text


def _boxes(root: _Element) -> Iterator[tuple[int, str]]:
    for anchor in root:
        row = anchor.find("{*}from/{*}row")
        if text := _words(anchor, "{*}t"):
            yield int(row.text or 0) + 1 if row is not None else 1, text


def _words(element: _Element, *names: str) -> str:
    pieces = [each.text or "" for each in element.iter("{*}p", *names) if each.text or each.tag.endswith("}p")]
    return " ".join(cleaned("".join(piece or " " for piece in pieces)).split())
