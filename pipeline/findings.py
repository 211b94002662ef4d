"""Findings in the order in which a person should read them, those of one kind together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Concern, Finding

_SHOWN_PLACES = 3
# Numbers, quoted words and the ids of people: what tells one finding from another of its kind.
_PARTICULAR = re.compile(r"‘[^’]*’|“[^”]*”|\"[^\"]*\"|(?<!\w)'.*?'(?!\w)|\b[PR]?\d[\d.,:]*(?<![.,:])%?")
_ENUMERATED = re.compile(r"…(?:(?:, | and )…)+")


@dataclass(frozen=True)
class Group:
    """Findings of one kind, at least one."""

    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """The level that they share."""
        return self.findings[0].level

    @property
    def places(self) -> str:
        """Where they are: the file and lines, or the first files and how many more."""
        files = list(dict.fromkeys(finding.file for finding in self.findings if finding.file))
        if len(files) > 1:
            return _first(files, "files")
        lines = list(dict.fromkeys(str(finding.line) for finding in self.findings if finding.line))
        where = f"line{'s' if len(lines) > 1 else ''} {_first(lines)}" if lines else ""
        return ", ".join(filter(None, (*files, where)))

    @property
    def text(self) -> str:
        """What was found and what to do, with the number of findings where there are several."""
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
    """Findings of one kind together: first what endangers the study, then by level, then as they came."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in ranked(findings):
        groups.setdefault((finding.level, finding.stage, kind_of(finding)), []).append(finding)
    return [Group(tuple(some)) for some in groups.values()]


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """What endangers the study first: interviews not read as they should be, the codebook, consent, the rest."""
    concerns = list(Concern)
    return sorted(
        findings,
        key=lambda one: (one.level == "note", concerns.index(one.concern), one.level != "problem"),
    )


def kind_of(finding: Finding) -> str:
    """The kind that a finding names; else its words without numbers, quoted words and ids."""
    return finding.kind or _ENUMERATED.sub("…", _PARTICULAR.sub("…", finding.finding))


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own."""
    return text if not text or text.endswith((".", "!", "?", "…", ".)")) else f"{text}."


def _first(names: Sequence[str], what: str = "") -> str:
    """The first few names, and how many more there are."""
    if len(names) <= _SHOWN_PLACES + 1:
        return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    more = len(names) - _SHOWN_PLACES
    return f"{', '.join(names[:_SHOWN_PLACES])} and {more} more {what}".rstrip()
