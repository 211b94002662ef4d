"""Reads `models/public_people.txt`: the names of third parties that the researcher wants to keep."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import Finding
from pipeline.people.name_evidence import is_given
from pipeline.people.names import keys_of

PUBLIC_PEOPLE_FILE = "public_people.txt"  # below the models folder
_LONGEST = 100  # characters of a name
_MOST_WORDS = 8
_SEPARATORS = re.compile(r"[,;\t|]|\s[&+]\s")
_NO_NAME = re.compile(r"[\d@<>{}\[\]=\\]")
_UNREADABLE = re.compile(r"[\0-\x08\x0e-\x1f\x7f\ufffd]")


def public_people(models: Path) -> list[str]:
    """The names in the file below a models folder; none if there is no such file."""
    path = models / PUBLIC_PEOPLE_FILE
    return read_public_people(path.read_text("utf-8", "replace"))[0] if path.exists() else []


def read_public_people(text: str) -> tuple[list[str], list[Finding]]:
    """The names in `text`, one per line; `#` begins a comment.

    A line that is not a full name is left out, so that the name in it is redacted like any other.

    Returns:
        the names, and a finding for each kind of fault.
    """
    names: list[str] = []
    left_out = FaultTally()
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        name = line.partition("#")[0].strip("\ufeff \t\v\f")
        if not name:
            continue
        if wrong := _wrong(name):
            left_out.add(wrong, line=number)
        else:
            names.append(name)
    findings = left_out.findings(
        "a line was left out",
        "lines were left out",
        level="check",
        remedy="Write one whole name on each line, the given name first; until then it is redacted",
        file=PUBLIC_PEOPLE_FILE,
        stage="quotes",
    )
    return names, list(findings)


def _wrong(name: str) -> str:
    """Why a line cannot be used; "" if it can. The line is not repeated, because findings contain no names."""
    if _UNREADABLE.search(name):
        return "it has characters that cannot be read"
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
        return "it is too long for a name"
    if _SEPARATORS.search(name):
        return "it has a comma, a tab or another separator, and may hold several names"
    if _NO_NAME.search(name):
        return "it has a digit or sign that no name has"
    keys = keys_of(name)
    if not keys:
        return "it has no letters"
    if len(keys) == 1 and is_given(keys[0]):
        return "a given name alone would let everybody who has it be named"
    return ""
