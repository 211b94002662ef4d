"""Decisions on names: `models/people.csv`, which overrides all finders, and `models/public_people.txt`.

A decision applies to the name as written in the table: with `Grace, keep`, `Grace` is kept and `Grace Okafor` is
replaced. It never overrides consent: the names of participants are replaced according to their consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.csv_safety import TableRow, saved_table
from pipeline.corpus.edited_rows import UnusableRow, check_cells, header_of
from pipeline.corpus.findings import FaultTally
from pipeline.corpus.records import Finding
from pipeline.corpus.spans import Span, SpanIndex
from pipeline.language.styled_letters import plain_letters
from pipeline.people.name_evidence import Keys, SpokenSource, is_given, is_name_alone
from pipeline.people.name_forms import opens_sentence
from pipeline.people.names import WORD, full_key, keys_of, normalise

PEOPLE_FILE = "people.csv"  # below the models folder
COLUMNS = ("name", "decision", "note")
_REQUIRED = COLUMNS[:2]
_LONGEST = 100  # characters of a name
_MOST_WORDS = 8
_SAME_AS = re.compile(r"(?:is\s+)?(?:the\s+)?same(?:\s+person)?\s+as\b[\s:]*(.*)", re.IGNORECASE | re.DOTALL)
_NO_NAME = re.compile(r"[@<>{}\[\]=\\;|\t\n\0\ufffd]")
_BETWEEN = re.compile(r"[^\w\n]{1,3}|[^\S\n]*\n[^\S\n]*")  # between the words of one name


class NameDecision(StrEnum):
    """The decision on a name."""

    REPLACE = "replace"
    KEEP = "keep"
    ORGANISATION = "organisation"
    PLACE = "place"
    SAME_AS = "same as"


class DecidedName(NamedTuple):
    """A row of the table.

    Attributes:
        name: the name as written.
        decision: the decision on it.
        same_as: the other name of the same person, if the decision is `same as`.
        line: the line in the table.
    """

    name: str
    decision: NameDecision
    same_as: str
    line: int


class DecidedPlaces(NamedTuple):
    """The places of decided names in a text, in order.

    Attributes:
        replaced: people whose names are replaced.
        kept: people whose names are kept.
        things: organisations and places.
    """

    replaced: list[Span]
    kept: list[Span]
    things: list[Span]


class DecidedNames:
    """The decisions, looked up by name and found in texts.

    Args:
        rows: the rows of the table; if a name has two rows, the first counts.
    """

    def __init__(self, rows: Iterable[DecidedName] = ()) -> None:
        self._rows: dict[Keys, DecidedName] = {}
        for row in rows:
            self._rows.setdefault(keys_of(row.name), row)
        self._by_first: dict[str, list[Keys]] = {}
        for keys in sorted(self._rows, key=lambda keys: (-len(keys), keys)):
            self._by_first.setdefault(keys[0], []).append(keys)

    def row(self, name: str) -> DecidedName | None:
        """The row for a name, regardless of capitals and punctuation."""
        return self._rows.get(keys_of(name))

    def outcome(self, row: DecidedName) -> NameDecision:
        """The final decision on a name: that of the other name, if both belong to one person."""
        seen = {keys_of(row.name)}
        while row.decision is NameDecision.SAME_AS:
            other = self.row(row.same_as)
            if other is None or keys_of(other.name) in seen:
                return NameDecision.REPLACE
            seen.add(keys_of(other.name))
            row = other
        return row.decision

    def same_people(self) -> Mapping[Keys, str]:
        """The other name of the same person, by full key."""
        return {full_key(row.name): row.same_as for row in self._rows.values() if row.same_as}

    def kept_names(self) -> list[str]:
        """The names of people who may be named."""
        return [row.name for row in self._rows.values() if self.outcome(row) is NameDecision.KEEP]

    def names_of_things(self) -> list[str]:
        """The names of organisations and places."""
        things = (NameDecision.ORGANISATION, NameDecision.PLACE)
        return [row.name for row in self._rows.values() if self.outcome(row) in things]

    def places(self, text: str) -> DecidedPlaces:
        """The places of decided names, with the longest name at each place."""
        places = DecidedPlaces([], [], [])
        text = plain_letters(text)
        if not self._rows or self._by_first.keys().isdisjoint(map(normalise, set(WORD.findall(text)))):
            return places
        words = list(WORD.finditer(text))
        keys = [normalise(match[0]) for match in words]
        at = 0
        while at < len(words):
            length = next(
                (len(name) for name in self._by_first.get(keys[at], ()) if _stands(name, keys, words, at, text)), 0
            )
            if length:
                span = Span(words[at].start(), words[at + length - 1].end())
                self._sort_in(places, self._rows[tuple(keys[at : at + length])], span, text)
            at += length or 1
        return places

    def _sort_in(self, places: DecidedPlaces, row: DecidedName, span: Span, text: str) -> None:
        outcome = self.outcome(row)
        if outcome is NameDecision.KEEP:
            places.kept.append(span)
        elif outcome is not NameDecision.REPLACE:
            places.things.append(span)
        elif _is_written_as_name(span, text):
            places.replaced.append(span)

    def with_things(self, source: SpokenSource) -> SpokenSource:
        """The source with the decided organisations and places added to its organisations."""
        things = self.places(source.text).things
        if not things:
            return source
        organisations = [*source.organisations, *((span, True) for span in things)]
        return SpokenSource(source.source, source.text, source.turns, source.people, organisations)

    def applied(self, found: Iterable[Span], text: str) -> list[Span]:
        """The people found in a text, corrected by the decisions; in order and without overlaps."""
        places = self.places(text)
        stand = SpanIndex([*places.kept, *places.things])
        left = [span for span in found if not any(other.contains(span) for other in stand.overlapping(span))]
        merged: list[Span] = []
        for span in sorted([*left, *places.replaced]):
            if merged and span.start < merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        return merged


def _stands(name: Keys, keys: Sequence[str], words: Sequence[re.Match[str]], at: int, text: str) -> bool:
    if tuple(keys[at : at + len(name)]) != name:
        return False
    here = words[at : at + len(name)]
    return all(_BETWEEN.fullmatch(text, one.end(), other.start()) for one, other in pairwise(here))


def _is_written_as_name(span: Span, text: str) -> bool:
    """Whether the text means a name to be replaced: `Will` in `I asked Will`, but not in `Will you …`."""
    keys = keys_of(span.of(text))
    if len(keys) > 1 or is_name_alone(keys[0]):
        return True
    return text[span.start].isupper() and not opens_sentence(text, span.start)


def read_decided_names(text: str) -> tuple[DecidedNames, list[Finding]]:
    """The decisions in a table; unusable rows are left out, so that their names count as undecided.

    Returns:
        the decisions, and a finding for each kind of fault.

    Raises:
        UserError: if the first line lacks a required column.
    """
    header: list[str] = []
    rows: dict[Keys, DecidedName] = {}
    left_out = FaultTally()

    def is_row(cells: Sequence[str]) -> bool:
        return len(cells) == len(header) and bool(cells[0].strip())

    for record in saved_table(text).records(is_row):
        if not any(cell.strip() for cell in record.cells):
            continue
        if not header:
            header = header_of(record, columns=COLUMNS, required=_REQUIRED, file=PEOPLE_FILE)
        else:
            try:
                row = _row(record, header)
                _refuse_second(row, rows)
            except UnusableRow as fault:
                left_out.add(fault.problem, line=record.line, remedy=fault.remedy)
            else:
                rows.setdefault(keys_of(row.name), row)
    for row in _in_circle(rows):
        left_out.add(
            "the name is 'same as' another, and that one as this",
            line=row.line,
            remedy="Give one of the two the decision replace or keep; until then both are replaced",
        )
    findings = left_out.findings(
        "a decision was left out",
        "decisions were left out",
        level="check",
        remedy="",
        file=PEOPLE_FILE,
        stage="quotes",
    )
    return DecidedNames(rows.values()), list(findings)


def _row(record: TableRow, header: Sequence[str]) -> DecidedName:
    check_cells(record, header, what="a name or note")
    cells = dict(zip(header, (cell.strip() for cell in record.cells), strict=False))
    name = _checked(cells.get("name", ""))
    decision = " ".join(cells.get("decision", "").split())
    if same := _SAME_AS.fullmatch(decision):
        return DecidedName(name, NameDecision.SAME_AS, _checked(same[1].strip("'\"‘’“” ")), record.line)
    try:
        return DecidedName(name, NameDecision(decision.casefold()), "", record.line)
    except ValueError:
        raise UnusableRow(
            "its decision is missing" if not decision else "its decision is not known",
            "Write replace, keep, organisation, place or same as NAME",
        ) from None


def _checked(name: str) -> str:
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
        raise UnusableRow("a name is too long", "Write the name as it is spoken, and nothing else")
    if not keys_of(name):
        raise UnusableRow("a name is missing", "Write the name, or delete the row")
    if _NO_NAME.search(name):
        raise UnusableRow("a name has a sign that no name has", "Write one name in each row, and nothing else")
    return name


def _refuse_second(row: DecidedName, rows: Mapping[Keys, DecidedName]) -> None:
    before = rows.get(keys_of(row.name))
    if before is not None and (before.decision, before.same_as) != (row.decision, row.same_as):
        raise UnusableRow("a row above decides otherwise about this name", "Keep one row for each name")


def _in_circle(rows: Mapping[Keys, DecidedName]) -> Iterator[DecidedName]:
    for row in rows.values():
        seen, at = {keys_of(row.name)}, rows.get(keys_of(row.same_as))
        while at is not None and keys_of(at.name) not in seen:
            seen.add(keys_of(at.name))
            at = rows.get(keys_of(at.same_as))
        if at is not None and keys_of(at.name) == keys_of(row.name):
            yield row


PUBLIC_PEOPLE_FILE = "public_people.txt"  # below the models folder
_SEPARATORS = re.compile(r"[,;\t|]|\s[&+]\s")
_NO_PUBLIC_NAME = re.compile(r"[\d@<>{}\[\]=\\]")
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
        if wrong := _wrong_line(name):
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


def _wrong_line(name: str) -> str:
    """Why a line cannot be used; "" if it can. The line is not repeated, because findings contain no names."""
    if _UNREADABLE.search(name):
        return "it has characters that cannot be read"
    if len(name) > _LONGEST or len(name.split()) > _MOST_WORDS:
        return "it is too long for a name"
    if _SEPARATORS.search(name):
        return "it has a comma, a tab or another separator, and may hold several names"
    if _NO_PUBLIC_NAME.search(name):
        return "it has a digit or sign that no name has"
    keys = keys_of(name)
    if not keys:
        return "it has no letters"
    if len(keys) == 1 and is_given(keys[0]):
        return "a given name alone would let everybody who has it be named"
    return ""
