"""One finding for each kind of fault in a table, with the number of rows and the first lines: not one a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.records import Finding

_MOST = 5  # lines or ids that a finding gives
_ID = re.compile(r"[\w.:-]{1,80}")


@dataclass
class _Rows:
    example: str
    remedy: str = ""
    count: int = 0
    lines: list[int] = field(default_factory=list)


class Tally:
    """What does not fit, by kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, _Rows] = {}

    def __bool__(self) -> bool:
        """Whether anything was counted."""
        return bool(self._kinds)

    def add(self, kind: str, *, line: int, example: str = "", remedy: str = "") -> None:
        """Count a row: what is wrong with it in general, the same in its own words, and what to do about it."""
        rows = self._kinds.setdefault(kind, _Rows(example or kind, remedy))
        rows.count += 1
        if len(rows.lines) < _MOST:
            rows.lines.append(line)

    def findings(
        self, one: str, several: str, *, level: str, remedy: str, file: str, stage: str
    ) -> Iterator[Finding]:
        """A finding for each kind.

        Args:
            one: what happened to the row where there is one, such as "a row was left out".
            several: the same of several, without their number, such as "rows were left out".
            level: of the findings.
            remedy: what to do about those kinds that were counted without a remedy.
            file: the name of the table.
            stage: the stage that read it.
        """
        for rows in self._kinds.values():
            said = f"{one}: {rows.example}"
            if rows.count > 1:
                lines = ", ".join(map(str, rows.lines)) + (" and others" if rows.count > len(rows.lines) else "")
                said = f"{rows.count:,} {several} (lines {lines}); in line {rows.lines[0]}: {rows.example}"
            yield Finding(
                level=level,
                stage=stage,
                file=file,
                line=rows.lines[0],
                finding=said,
                remedy=rows.remedy or remedy,
            )


def shown(text: str) -> str:
    """An id as a finding may print it; what cannot be an id may be anything, a name too, and is not repeated."""
    return text if _ID.fullmatch(text) else "[not an id]"


def first_few(ids: list[str]) -> str:
    """The first of several ids, as a finding prints them."""
    few = ", ".join(f"'{shown(one)}'" for one in ids[:_MOST])
    return few + (" and others" if len(ids) > _MOST else "")
