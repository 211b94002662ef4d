"""Assigned ids, kept in `models/identifiers/` so that they never change and are never reused.

A person is recognised by salted digests: of the label in a case, in a file or in a transcript of the same content,
and of the full name; a survey respondent by the export's own id, or by the answers. The file names nobody, but
whoever holds it can test a guess at a name.

An id stays in the file after the person has withdrawn or been merged with another. It is never reused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from pipeline.corpus.study import Study

FOLDER = "identifiers"
_COLUMNS = ("salt", "digest", "kind", "number")
_HEX = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
# A study counts as moved or renamed if most of its people are in the other file.
_MOST_OF_PEOPLE = 0.8

Mark = tuple[str, ...]


class IdKind(StrEnum):
    """Kinds of people with separate number ranges; the value is the id's first letter."""

    PERSON = "P"
    RESPONDENT = "R"

    def shown(self, number: int) -> str:
        """The id as it is printed: `P03`, `P120`, `R007`. The width does not depend on the number of people."""
        return f"{self}{number:0{2 if self is IdKind.PERSON else 3}d}"


@dataclass(frozen=True)
class Claim:
    """A person who needs an id.

    Attributes:
        known_by: marks that identify them, most reliable first; marks in one tuple are equally reliable.
        remembered_as: marks to store.
    """

    known_by: tuple[tuple[Mark, ...], ...]
    remembered_as: tuple[Mark, ...]


class _IdRow(NamedTuple):
    salt: str
    digest: str
    kind: str
    number: int


@dataclass
class GivenIds:
    """The numbers assigned in one study.

    Attributes:
        damaged: the number of invalid rows in the file.
    """

    damaged: int = 0
    _rows: dict[str, _IdRow] = field(default_factory=dict)  # by digest
    # One salt, unless two files were joined by hand.
    _salts: list[str] = field(default_factory=lambda: [secrets.token_hex(16)])

    @classmethod
    def parsed(cls, text: str) -> GivenIds:
        """Parse the file; incomplete rows are counted and skipped."""
        given = cls()
        salts = Counter[str]()
        for line in text.splitlines():
            cells = [cell.strip(' "\ufeff') for cell in re.split("[,;\t]", line)]
            if tuple(cells) == _COLUMNS or not any(cells):
                continue
            whole = len(cells) == len(_COLUMNS) and all(map(_HEX.fullmatch, cells[:2]))
            if whole and cells[2] in tuple(IdKind) and _NUMBER.fullmatch(cells[3]):
                given._rows.setdefault(cells[1], _IdRow(cells[0], cells[1], cells[2], int(cells[3])))
                salts[cells[0]] += 1
            else:
                given.damaged += 1
        given._salts = [salt for salt, _ in salts.most_common()] or given._salts
        return given

    def __bool__(self) -> bool:
        return bool(self._rows)

    def numbers(self, kind: IdKind, claims: Sequence[Claim]) -> list[int]:
        """A number for each claim: the one assigned before, or the next unused one.

        If several numbers belong to one person, the lowest is kept. If one number belongs to several people, it
        goes to the one with the most matching marks of the most reliable kind.
        """
        found: dict[int, int] = {}
        for tier in range(max((len(claim.known_by) for claim in claims), default=0)):
            wanted: dict[int, list[tuple[int, int]]] = {}
            for at, claim in enumerate(claims):
                if at in found or tier >= len(claim.known_by):
                    continue
                for number, marks in Counter(self._known(kind, claim.known_by[tier])).items():
                    wanted.setdefault(number, []).append((-marks, at))
            taken = set(found.values())
            for number in sorted(wanted.keys() - taken):
                best = next((at for _, at in sorted(wanted[number]) if at not in found), None)
                if best is not None:
                    found[best] = number
        highest = max((row.number for row in self._rows.values() if row.kind == kind), default=0)
        for at, claim in enumerate(claims):
            if at not in found:
                highest += 1
                found[at] = highest
            self.remember(kind, found[at], claim.remembered_as)
        return [found[at] for at in range(len(claims))]

    def remember(self, kind: IdKind, number: int, marks: Iterable[Mark]) -> None:
        """Store a person's marks. A known mark keeps its number."""
        for mark in marks:
            if not any(self._known(kind, (mark,))):
                digest = _digest(self._salts[0], kind, mark)
                self._rows[digest] = _IdRow(self._salts[0], digest, kind, number)

    def share_known(self, kind: IdKind, claims: Sequence[Claim]) -> float:
        """The share of these marks that is known."""
        known = sum(any(any(self._known(kind, tier)) for tier in claim.known_by) for claim in claims)
        return known / len(claims) if claims else 0.0

    def written(self) -> bytes:
        """The file's bytes, sorted."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_COLUMNS)
        rows = sorted(self._rows.values(), key=lambda row: (row.kind, row.number, row.digest))
        writer.writerows(rows)
        return out.getvalue().encode()

    def _known(self, kind: IdKind, marks: Iterable[Mark]) -> list[int]:
        digests = (_digest(salt, kind, mark) for mark in marks for salt in self._salts)
        return [self._rows[digest].number for digest in digests if digest in self._rows]


class StudyIds:
    """The ids of this study, from the files of all studies that share a models folder.

    Args:
        files: content of each file, by name.
        own: the name of this study's file.
        before: reads the ids from the last run's tables, used if the file is missing or empty.

    Attributes:
        own: the name of this study's file.
        given: its content.
    """

    def __init__(self, files: Mapping[str, str], *, own: str, before: Callable[[], GivenIds] = GivenIds) -> None:
        self.own = own
        self._before = before
        self._others = {name: text for name, text in files.items() if name != own}
        self.given = GivenIds.parsed(files.get(own, ""))

    def numbers(self, kind: IdKind, claims: Sequence[Claim]) -> list[int]:
        """A number for each claim; see `GivenIds.numbers`."""
        if claims and not self.given:
            damaged, self.given = self.given.damaged, self._found_again(kind, claims)
            self.given.damaged = damaged
        return self.given.numbers(kind, claims)

    def _found_again(self, kind: IdKind, claims: Sequence[Claim]) -> GivenIds:
        """Ids from the last run's tables, or from the file of the study's previous folder, or none."""
        best, most = GivenIds(), 0.0
        others = (GivenIds.parsed(text) for _, text in sorted(self._others.items()))
        for other in chain((self._before(),), others):
            if (share := other.share_known(kind, claims)) >= _MOST_OF_PEOPLE and share > most:
                best, most = other, share
        return best


def natural_key(participant: str) -> tuple[str, int]:
    """Sort key for natural order: P99 before P100."""
    letter, figures = participant[:1], participant[1:]
    return letter, int(figures) if figures.isdecimal() else 0


def file_of(study: Study) -> str:
    """The name of the study's file: its folder's name, with a digest of the path from the models folder to it.

    Two studies whose folders have the same name do not share a file. A study that is moved together with its models
    folder keeps its file.
    """
    transcripts, models = study.transcripts.resolve(), study.models.resolve()
    try:
        place = study.address or os.path.relpath(transcripts, models)
    except ValueError:  # on another drive
        place = str(transcripts)
    folder = re.sub(r"[^a-z0-9]+", "-", transcripts.name.casefold()).strip("-")[:60] or "study"
    digest = hashlib.blake2b(place.replace(os.sep, "/").encode("utf-8", "surrogateescape"), digest_size=3)
    return f"{folder}-{digest.hexdigest()}.csv"


def _digest(salt: str, kind: str, mark: Mark) -> str:
    content = "\x1f".join((kind, *mark)).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(content, key=salt.encode(), digest_size=16).hexdigest()
