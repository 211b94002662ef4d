"""Groups findings by kind and puts the most important first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.corpus.records import Concern, Finding

_SHOWN_PLACES = 3
# Numbers, quoted words and ids: what differs between findings of one kind.
_PARTICULAR = re.compile(r"‘[^’]*’|“[^”]*”|\"[^\"]*\"|(?<!\w)'.*?'(?!\w)|\b[PR]?\d[\d.,:]*(?<![.,:])%?")
_ENUMERATED = re.compile(r"…(?:(?:, | and )…)+")


@dataclass(frozen=True)
class Group:
    """One or more findings of the same kind."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """Their common level."""
        return self.findings[0].level

    @property
    def places(self) -> str:
        """The file and lines, or the first few files and the number of others."""
        files = list(dict.fromkeys(finding.file for finding in self.findings if finding.file))
        if len(files) > 1:
            return _first(files, "files")
        lines = list(dict.fromkeys(str(finding.line) for finding in self.findings if finding.line))
        where = f"line{'s' if len(lines) > 1 else ''} {_first(lines)}" if lines else ""
        return ", ".join(filter(None, (*files, where)))

    @property
    def text(self) -> str:
        """Problem and remedy, with the number of findings if more than one."""
        first = self.findings[0]
        told = " ".join(filter(None, (sentence(first.finding), sentence(first.remedy))))
        if len(self.findings) == 1:
            return told
        same = len({finding.finding for finding in self.findings}) == 1
        return f"{len(self.findings)} times{'' if same else ', for example'}: {told}"

    @property
    def line(self) -> str:
        """Places and text in one line."""
        return f"{self.places}: {self.text}" if self.places else self.text


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Group findings by kind: risks to the study first, then by level, then in order of occurrence."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in ranked(findings):
        groups.setdefault((finding.level, finding.stage, kind_of(finding)), []).append(finding)
    return [Group(tuple(some)) for some in groups.values()]


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Sort key: misread interviews, then the codebook, consent, and the rest."""
    concerns = list(Concern)
    return sorted(
        findings,
        key=lambda one: (one.level == "note", concerns.index(one.concern), one.level != "problem"),
    )


def kind_of(finding: Finding) -> str:
    """The finding's declared kind; otherwise its text without numbers, quoted words and ids."""
    return finding.kind or _ENUMERATED.sub("…", _PARTICULAR.sub("…", finding.finding))


def sentence(text: str) -> str:
    """The text with a final full stop, unless it ends in punctuation."""
    return text if not text or text.endswith((".", "!", "?", "…", ".)")) else f"{text}."


def _first(names: Sequence[str], what: str = "") -> str:
    """The first few names and the number of others."""
    if len(names) <= _SHOWN_PLACES + 1:
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    more = len(names) - _SHOWN_PLACES
    return f"{', '.join(names[:_SHOWN_PLACES])} and {more} more {what}".rstrip()


_MOST = 5  # lines or ids listed in a finding
_ID = re.compile(r"[\w.:-]{1,80}")


@dataclass
class _RowTally:
    example: str
    remedy: str = ""
    count: int = 0
    lines: list[int] = field(default_factory=list)


class FaultTally:
    """Counts faults by kind."""

    def __init__(self) -> None:
        self._kinds: dict[str, _RowTally] = {}

    def __bool__(self) -> bool:
        """Whether any fault was counted."""
        return bool(self._kinds)

    def add(self, kind: str, *, line: int, example: str = "", remedy: str = "") -> None:
        """Count a row: the kind of fault, the specific message, and the remedy."""
        rows = self._kinds.setdefault(kind, _RowTally(example or kind, remedy))
        rows.count += 1
        if len(rows.lines) < _MOST:
            rows.lines.append(line)

    def findings(
        self, one: str, several: str, *, level: str, remedy: str, file: str, stage: str
    ) -> Iterator[Finding]:
        """A finding for each kind.

        Args:
            one: the consequence for a single row, such as "a row was left out".
            several: the consequence for several rows, without the number, such as "rows were left out".
            level: of the findings.
            remedy: default remedy.
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
    """An id for use in a finding. A string that is not a valid id may contain a name and is not repeated."""
    return text if _ID.fullmatch(text) else "[not an id]"


def first_few(ids: list[str]) -> str:
    """The first few ids, for use in a finding."""
    few = ", ".join(f"'{shown(one)}'" for one in ids[:_MOST])
    return few + (" and others" if len(ids) > _MOST else "")
