"""Reads the decisions from a project returned by another program.

Codings are matched with the quotes of the last run by their place in the project's own text and by the words of
the exported quotes, because some programs do not keep GUIDs. A person's coding is an acceptance if the pipeline
proposed the same, otherwise an addition. A removed coding of the pipeline is a rejection by the person whom the
user names, since the project itself does not record it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pipeline.corpus.coding_records import ACCEPT, ADD, NO_CODE, PIPELINE, REJECT, REVIEW, Decision
from pipeline.corpus.decisions import DecisionsRead
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import REPORTED, Finding
from pipeline.corpus.spans import Span
from pipeline.corpus.study import Study
from pipeline.emit.schemas import CODED_QUOTES, THEMES
from pipeline.emit.table_files import csv_rows
from pipeline.people.name_matching import REPLACEMENT
from pipeline.refi.codes import NO_CODE_NAME, code_guid
from pipeline.refi.reader import ProjectCoding, ProjectFile, read_project

_HALF = 0.5  # minimum overlap, as a share of the shorter of a selection and a passage
_NOT_IN_IDS = re.compile(r"\W+")
_WORD = re.compile(r"\S+")


def decisions_of_project(study: Study, file: Path, *, known: Sequence[Decision], coder: str = "") -> DecisionsRead:
    """The decisions in a .qdpx.

    Args:
        study: the study, whose last run defines the quotes.
        file: the project.
        known: earlier decisions; a repeated one does not count as new.
        coder: who removed codings of the pipeline, and who coded if the project does not say; empty if unknown,
            in which case nothing counts as rejected.

    Raises:
        UserError: if the project cannot be read, there is no run, or the coder has the same name as the pipeline.
    """
    if coder.casefold() == PIPELINE:
        raise UserError(
            f"a coder cannot be called '{coder}', which is reserved for the pipeline", "Use your own name"
        )
    project = read_project(file)
    reading = _ProjectReading(file, project, _rows(study, CODED_QUOTES.name), _rows(study, THEMES.name))
    before = {_said(one): one for one in known}
    by_anybody = {(one.quote_id, one.theme_id): one for one in known if one.decision != REJECT}
    made: dict[tuple[str, str, str], Decision] = {}
    for one in (*reading.coded(coder=coder), *(reading.taken_away(coder) if coder else ())):
        earlier = before.get(_said(one))
        if REPLACEMENT in one.coder:
            # A coder with a participant's name was not named in the export.
            earlier = by_anybody.get((one.quote_id, one.theme_id))
        again = replace(earlier, line=0) if earlier else one
        made.setdefault(again.key, again)
    return DecisionsRead(tuple(made.values()), tuple(made.values()), tuple(reading.findings(file, coder=coder)))


def _said(one: Decision) -> tuple[str, str, str, bool]:
    """A key of a decision: who accepts or rejects what."""
    return (*one.key, one.decision == REJECT)


def _rows(study: Study, table: str) -> list[dict[str, str]]:
    path = study.outputs / "dataset" / f"{table}.csv"
    if not path.exists():
        raise UserError("the dataset that the project was exported from is missing", "Run: pipeline run", path)
    return csv_rows(path.read_bytes())


@dataclass(frozen=True)
class _ProjectReading:
    """Compares a project with the rows of the last run."""

    file: Path
    project: ProjectFile
    rows: Sequence[Mapping[str, str]]
    themes: Sequence[Mapping[str, str]]

    @cached_property
    def quotes(self) -> dict[str, Mapping[str, str]]:
        """One row for each quote."""
        return {row["quote_id"]: row for row in reversed(self.rows)}

    @cached_property
    def by_machine(self) -> set[tuple[str, str]]:
        """Pairs of quote and theme coded by the pipeline, except those already rejected."""
        return {
            (row["quote_id"], row["theme_id"])
            for row in self.rows
            if PIPELINE in row["coder"].split("; ") and row["decision"] != REJECT
        }

    @cached_property
    def theme_by_name(self) -> dict[str, str]:
        """The theme for a code's GUID or name; a GUID takes precedence over a name, and an id over both."""
        ids = [row["theme_id"] for row in self.themes]
        return {
            NO_CODE_NAME.casefold(): NO_CODE,
            code_guid(NO_CODE): NO_CODE,
            **{row["theme"].casefold(): row["theme_id"] for row in reversed(self.themes)},
            **{code_guid(theme): theme for theme in ids},
            **{theme.casefold(): theme for theme in ids},
        }

    @cached_property
    def placed(self) -> dict[str, list[tuple[Span, str]]]:
        """For each source of the project, the places of quotes in its text, with white space folded."""
        by_source: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in self.quotes.values():
            if row["kind"] != REPORTED or not row["participant"]:
                by_source[row["source"]].append(row)
        for rows in by_source.values():
            rows.sort(key=lambda row: (int(row["start"]), int(row["end"])))
        every = [row for rows in by_source.values() for row in rows]
        return {
            source: list(_places(" ".join(text.split()), by_source.get(source, every)))
            for source, text in self.project.texts.items()
        }

    @cached_property
    def matched(self) -> list[tuple[ProjectCoding, Sequence[str], str]]:
        """Each coding with its quotes and its theme."""
        return [(one, self._quotes_of(one), self._theme_of(one)) for one in self.project.codings]

    @cached_property
    def shows_proposals(self) -> bool:
        """Whether the coders in the project saw the pipeline's codings."""
        return any(one.coder.casefold() == PIPELINE for one in self.project.codings)

    def coded(self, *, coder: str) -> Iterator[Decision]:
        """The decisions for people's codings."""
        for one, quotes, theme in self.matched:
            who = one.coder or coder
            if not who:
                raise UserError("the project does not say who coded", "Use --coder NAME", self.file)
            if who.casefold() != PIPELINE:
                for quote in quotes:
                    said = ACCEPT if (quote, theme) in self.by_machine else ADD
                    if theme == NO_CODE:
                        yield self._decision(quote, "", NO_CODE, who, date=one.date[:10])
                    else:
                        yield self._decision(quote, theme, said, who, date=one.date[:10])

    def taken_away(self, coder: str) -> Iterator[Decision]:
        """The rejections for codings of the pipeline that have been removed from sources in the project."""
        for quote, theme in sorted(self.gone):
            yield self._decision(quote, theme, REJECT, coder)

    @cached_property
    def gone(self) -> set[tuple[str, str]]:
        """The pipeline's pairs of quote and theme whose quote is in the project's text but no longer coded."""
        there = {(quote, theme) for _, quotes, theme in self.matched for quote in quotes}
        if not self.shows_proposals:
            return set()  # the program did not keep the pipeline's codings separate
        standing = {quote for places in self.placed.values() for _, quote in places}
        return {(quote, theme) for quote, theme in self.by_machine - there if quote in standing}

    def findings(self, file: Path, *, coder: str) -> Iterator[Finding]:
        """The findings on the import for the user."""
        by_people = [each for each in self.matched if each[0].coder.casefold() != PIPELINE]
        lost = sum(not quotes for _, quotes, _ in by_people)
        if lost:
            yield _finding(
                file,
                f"{lost} codings are not on a participant's words and were left out",
                "Code participants' words only, or leave it as it is",
            )
        if self.project.unread:
            yield _finding(
                file,
                f"sources without their text: {len(self.project.unread)}; their codings were left out",
                "Export the project with its sources",
            )
        known = {NO_CODE, *(row["theme_id"] for row in self.themes)}
        for theme in dict.fromkeys(theme for _, quotes, theme in by_people if quotes and theme not in known):
            yield _finding(
                file,
                f"the code '{theme}' is not in the codebook; its codings are kept and have no effect yet",
                "Add it to models/codebook.yaml under this id, or run: pipeline codebook import FILE",
            )
        if self.gone and not coder:
            yield _finding(
                file,
                f"{len(self.gone)} of the pipeline's codings are no longer in the project",
                "If they were rejected, use --coder to say by whom; otherwise leave it as it is",
            )

    def _quotes_of(self, coding: ProjectCoding) -> Sequence[str]:
        row = self.quotes.get(coding.name)
        if row is not None and _same(row["quote"], coding.text):
            return (coding.name,)
        text = self.project.texts[coding.source]
        start = len(" ".join(f"{text[: coding.span.start]}|".split())) - 1
        span = Span(start, start + len(" ".join(coding.text.split())))
        shared = [
            (_share(span, place), quote) for place, quote in self.placed[coding.source] if span.overlaps(place)
        ]
        return [quote for share, quote in shared if share >= _HALF]

    def _theme_of(self, coding: ProjectCoding) -> str:
        name = coding.code_name.strip().casefold()
        made_up = _NOT_IN_IDS.sub("-", name).strip("-") or "unnamed-code"
        return self.theme_by_name.get(coding.code) or self.theme_by_name.get(name) or made_up

    def _decision(self, quote: str, theme: str, said: str, coder: str, *, date: str = "") -> Decision:
        row = self.quotes[quote]
        return Decision(
            quote_id=quote,
            theme_id=theme,
            decision=said,
            coder=coder,
            date=date,
            source=row["source"],
            quote=row["quote"],
            mode=REVIEW if self.shows_proposals else "",
        )


def _places(text: str, rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[Span, str]]:
    """The places of the quotes in sequence; repeated wording is distinguished by order."""
    at = 0
    for row in rows:
        words = " ".join(row["quote"].split())
        found = text.find(words, at) if words else -1
        if found < 0:
            found = text.find(words) if words else -1
        if found >= 0:
            at = found + 1
            yield Span(found, found + len(words)), row["quote_id"]


def _share(one: Span, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / max(1, min(one.end - one.start, other.end - other.start))


def _same(one: str, other: str) -> bool:
    return _WORD.findall(one) == _WORD.findall(other)


def _finding(file: Path, finding: str, remedy: str) -> Finding:
    return Finding(level="check", stage="review", file=file.name, finding=finding, remedy=remedy)
