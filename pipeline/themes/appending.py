"""Appends codes to `codebook.yaml` without changing the existing text, including comments."""

from __future__ import annotations

import codecs
import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.corpus.codebook import Code, Codebook, parse_codebook, read_codebook
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded, file_content, make_folder, write_whole

_WIDTH = 100
# Text that YAML would interpret as something other than a string, or does not allow.
_NOT_PLAIN = frozenset({"yes", "no", "on", "off", "null"})
_NOT_HELD = re.compile("[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_or_empty_codebook(path: Path) -> Codebook:
    """The codebook in a file; empty if the file does not exist.

    Raises:
        UserError: if it cannot be read.
    """
    return read_codebook(path) if path.exists() else Codebook()


def append_codes(path: Path, codes: Sequence[Code], *, to_fill_in: str = "") -> int:
    """Append codes to the file with the same indentation; the file is created if it does not exist.

    Args:
        path: the codebook.
        codes: the new codes, with unique ids.
        to_fill_in: a comment to write in place of a missing definition.

    Returns:
        the line where the first new code starts.

    Raises:
        UserError: if the file cannot be read, or its format does not allow codes to be appended.
    """
    before = file_content(path) if path.exists() else b"codes:\n"
    written, line = text_with_codes(
        decoded(before) if path.exists() else "", codes, path=path, to_fill_in=to_fill_in
    )
    make_folder(path.parent)
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    write_whole(path, mark + written.encode())
    return line


def text_with_codes(text: str, codes: Sequence[Code], *, path: Path, to_fill_in: str = "") -> tuple[str, int]:
    """The text of the codebook with these codes appended, and the line where the first starts.

    Raises:
        UserError: if the text cannot be read, or its format does not allow codes to be appended.
    """
    known = parse_codebook(text, path=path).codes if text.strip() else ()
    written, line = _appended(text or "codes:\n", codes, known=known, to_fill_in=to_fill_in)
    _check(written, codes, known=known, path=path)
    return written, line


def free_id(name: str, *, taken: set[str], numbers: dict[str, int] | None = None) -> str:
    """Make a unique id from a name.

    Args:
        name: the name of the code.
        taken: ids in use.
        numbers: the last number used for each name; may be passed from call to call while `taken` only grows.
    """
    numbers = {} if numbers is None else numbers
    slug = re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "theme"
    if slug.startswith("candidate-"):  # reserved for candidates of the pipeline
        slug = f"theme-{slug}"
    number = numbers.get(slug, 1)
    code_id = slug if number == 1 else f"{slug}-{number}"
    while code_id in taken:
        number += 1
        code_id = f"{slug}-{number}"
    numbers[slug] = number
    return code_id


def _appended(text: str, codes: Sequence[Code], *, known: Sequence[Code], to_fill_in: str) -> tuple[str, int]:
    """The text of the file with the codes, and the line where the first starts."""
    lines = text.splitlines()
    first = lines[known[0].line - 1] if known else "  -"
    dash = " " * (len(first) - len(first.lstrip()))
    end = "\r\n" if "\r\n" in text else "\n"
    kept = text if text.endswith("\n") else text + end
    gap = end if known else ""
    blocks = [end.join(_lines(code, dash=dash, to_fill_in=to_fill_in)) + end for code in codes]
    return kept + gap + end.join(blocks), kept.count("\n") + gap.count("\n") + 1


def _lines(code: Code, *, dash: str, to_fill_in: str) -> Iterator[str]:
    under = f"{dash}  "
    yield f"{dash}- id: {_quoted(code.id)}"
    yield f"{under}name: {_quoted(code.name)}"
    if code.parent:
        yield f"{under}parent: {_quoted(code.parent)}"
    if not code.definition and to_fill_in:
        yield f"{under}definition:  {to_fill_in}"
    for key in ("definition", "include", "exclude", "phrases", "examples", "merged"):
        if value := getattr(code, key):
            yield from key_lines(key, value, under=under)


def key_lines(key: str, value: str | Sequence[str], *, under: str) -> Iterator[str]:
    """The indented lines of one key of a code; `value` is a text or a list of texts."""
    if isinstance(value, str):
        yield from _text_lines(f"{under}{key}:", value, inner=f"{under}  ")
    else:
        yield f"{under}{key}:"
        yield from (f"{under}  - {_quoted(text)}" for text in value)


def _text_lines(key: str, text: str, *, inner: str) -> Iterator[str]:
    """A text on one line, or folded if it is long."""
    wrapped = textwrap.wrap(text, _WIDTH - len(inner), break_long_words=False, break_on_hyphens=False)
    if len(wrapped) < 2 or _NOT_HELD.search(text):
        yield f"{key} {_quoted(text)}"
    else:
        yield f"{key} >-"
        yield from (inner + line for line in wrapped)


def _quoted(text: str) -> str:
    """Format a text as a YAML scalar, plain if possible."""
    if re.fullmatch(r"[^\W\d_][\w -]*[^\W_]", text) and text.casefold() not in _NOT_PLAIN:
        return text
    return _NOT_HELD.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def _check(written: str, codes: Sequence[Code], *, known: Sequence[Code], path: Path) -> None:
    """Check that the file contains the previous codes and the new ones."""
    try:
        now = parse_codebook(written, path=path).codes
    except UserError:
        now = ()
    new = tuple(replace(code, line=0) for code in now[len(known) :])
    if now[: len(known)] != tuple(known) or new != tuple(replace(code, line=0) for code in codes):
        raise UserError(
            "the codebook's format does not allow the program to add codes",
            "Write each code on separate lines, starting with '- id: …', with nothing after the last",
            path,
        )
