"""A code as a file gives it, before it is known which code of the codebook it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Finding


@dataclass(frozen=True, kw_only=True)
class Given:
    """One code of a file; every text is cleaned.

    Attributes:
        name: as printed.
        id: ours, if the file has it.
        guid: of REFI-QDA, in one spelling; empty for a table.
        above: the place in the file of the code above it.
        parent: the id or name of a code above it that is not in the file.
        definition: what it covers.
        include: what also belongs to it.
        exclude: what does not.
        phrases: hearing one is evidence.
        examples: sentences that carry it.
        line: where it stands in the file.
    """

    name: str
    id: str = ""
    guid: str = ""
    above: int | None = None
    parent: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class Listing:
    """The codes of a file, and what a person should know of how they were read."""

    codes: Sequence[Given]
    findings: Sequence[Finding] = ()


def clean(text: str) -> str:
    """One line without control characters, as the codebook holds it."""
    return " ".join("".join(" " if unicodedata.category(one) == "Cc" else one for one in text).split())


def items(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once, cleaned."""
    return tuple(dict.fromkeys(text for text in map(clean, texts) if text))


def found(level: str, finding: str, remedy: str, *, file: str, line: int = 0) -> Finding:
    """A finding about the file."""
    return Finding(level=level, stage="themes", file=file, line=line, finding=finding, remedy=remedy)


# What a code's note says beside its definition, in a program that has no place of its own for it.
_LABEL = re.compile(r"(Definition|Include|Exclude|Phrases|Examples|Id):[ \t]*(.*)")
_ITEM = re.compile(r"[-–•*][ \t]+(.*)")
_LISTS = ("phrases", "examples")


def note_of(code: Given) -> str:
    """The code's definition and all else that the codebook says of it, as a note for other programs."""
    lines = []
    if code.definition:
        plain = not _LABEL.match(code.definition)
        lines.append(code.definition if plain else f"Definition: {code.definition}")
    lines += [f"{key.capitalize()}: {text}" for key in ("include", "exclude") if (text := getattr(code, key))]
    for key in _LISTS:
        if texts := getattr(code, key):
            lines += [f"{key.capitalize()}:", *(f"- {text}" for text in texts)]
    return "\n".join([*lines, f"Id: {code.id}"])


def of_note(note: str) -> dict[str, str | tuple[str, ...]]:
    """What `note_of` wrote; any other note is a definition. Lists are only what stands under their label."""
    texts: dict[str, list[str]] = {"definition": []}
    lists: dict[str, list[str]] = {}
    at = "definition"
    for line in (line.strip() for line in note.splitlines()):
        label, item = _LABEL.fullmatch(line), _ITEM.fullmatch(line)
        if label and label[1].lower() in _LISTS and label[2]:
            at = "definition"
            texts[at].append(line)
        elif label:
            at = label[1].lower()
            if at in _LISTS:
                lists.setdefault(at, [])
            else:
                texts.setdefault(at, []).append(label[2])
        elif at in _LISTS and item:
            lists[at].append(item[1])
        elif at in _LISTS and line and lists[at]:
            lists[at][-1] += f" {line}"
        elif at in _LISTS and line:
            texts["definition"].append(line)
        else:
            texts[at].append(line)
    return {
        **{key: clean(" ".join(some)) for key, some in texts.items()},
        **{key: items(some) for key, some in lists.items()},
    }
