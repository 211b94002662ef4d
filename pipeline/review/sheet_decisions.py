"""Parses the rows of a filled-in sheet into decisions, or problems for rows that are unusable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property

from pipeline.corpus.coding_records import ACCEPT, ADD, AGREED, BLIND, NO_CODE, PIPELINE, REJECT, REVIEW, Decision
from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch
from pipeline.corpus.decisions import decision_meant
from pipeline.review.sheets import SheetRow
from pipeline.themes.candidates import CANDIDATE

BLIND_SHEET = "Blind"
CONFLICTS_SHEET = "Conflicts"
_MODES = {"": "", BLIND: BLIND, REVIEW: REVIEW, "independent": BLIND}
_LONGEST_CODE = 100  # maximum characters of an unknown code for which similar codes are suggested
_MOST_GUESSED = 1_000  # maximum number of different ones
_SEVERAL = re.compile(r"[;\n|]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d+(\.\d+)?[eE][+-]?\d+")

SameCoder = Callable[[str, str], bool]  # whether two spellings mean one person


@dataclass(eq=False)
class RowProblem(Exception):
    """Why a row cannot be used, and what to do about it."""

    place: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SheetDecisions:
    """The content of a file.

    Attributes:
        decisions: the decisions of the usable rows.
        problems: the problems of the others.
        unanswered: the rows in which nothing was filled in.
    """

    decisions: tuple[Decision, ...]
    problems: tuple[RowProblem, ...]
    unanswered: int


class Reader:
    """Reads rows, using what is known about the study.

    Args:
        codes: the name of each code by id; empty without a codebook, in which case every id is accepted.
        passages: the passages of the last run; empty without a run, in which case every passage is accepted.
        coders: the coders who have judged before.
        coder: the coder, for rows that name none.
        mode: the mode, for rows that give none.
        same_coder: called to decide about two spellings of a name.
    """

    def __init__(
        self,
        *,
        codes: Mapping[str, str],
        passages: Sequence[DecidablePassage],
        coders: Iterable[str],
        coder: str,
        mode: str,
        same_coder: SameCoder,
    ) -> None:
        self._ids = {name.casefold(): code for code, name in codes.items()} | {
            code.casefold(): code for code in codes
        }
        self._passages = passages
        self._known = {passage.quote_id: passage for passage in passages}
        self._coders = {_plain(name): name for name in coders}
        self._coder = coder
        self._mode = mode
        self._same_coder = same_coder
        self._near: dict[str, Sequence[str]] = {}

    @cached_property
    def _search(self) -> PassageSearch:
        return PassageSearch(self._passages)

    def read(self, rows: Iterable[SheetRow]) -> SheetDecisions:
        """The decisions and the problems of these rows."""
        found: list[tuple[SheetRow, list[Decision]]] = []
        problems: list[RowProblem] = []
        unanswered = 0
        for row in rows:
            try:
                own = list(self._decisions(row))
            except RowProblem as problem:
                problems.append(problem)
                continue
            unanswered += not own
            if own:
                found.append((row, own))
        clashes = list(_contradictions(found))
        problems += [problem for _, problem in clashes]
        bad = {place for place, _ in clashes}
        decisions = tuple(one for row, own in found if row.place not in bad for one in own)
        return SheetDecisions(decisions, tuple(problems), unanswered)

    def _decisions(self, row: SheetRow) -> Iterator[Decision]:
        mode = self._mode_of(row)
        answers = list(self._blind(row) if mode == BLIND or _settles(row) else self._reviewed(row))
        if not answers:
            return
        coder = self._coder_of(row)
        passage = self._passage_of(row)
        for theme_id, said in answers:
            yield Decision(
                quote_id=passage.quote_id,
                theme_id=theme_id,
                decision=said,
                coder=coder,
                date=row.cell("date")[:10],
                note=row.cell("note"),
                source=passage.source,
                quote=passage.text,
                mode=mode,
                sample=row.cell("sample").casefold(),
            )

    def _blind(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        """The codes given by a coder; every column that begins with theme_id may contain some."""
        columns = [name for name in row.cells if name.startswith("theme_id")]
        given = [theme for name in columns for theme in self._themes(row, name)]
        word = row.cell("decision")
        said = decision_meant(word) if word else ""
        if word and said not in (ACCEPT, ADD, NO_CODE):
            raise RowProblem(row.place, f"'{word}' is not an answer on a sheet without proposals", _HOW_BLIND)
        none = NO_CODE in given or said == NO_CODE
        codes = [theme for theme in dict.fromkeys(given) if theme != NO_CODE]
        if none and codes:
            raise RowProblem(row.place, "it says that no code fits, but names a code", "Delete one of them")
        if said in (ACCEPT, ADD) and not codes:
            raise RowProblem(row.place, f"it says '{word}' but names no code", _HOW_BLIND)
        yield from ((theme, ACCEPT) for theme in codes)
        if none:
            yield "", NO_CODE

    def _reviewed(self, row: SheetRow) -> Iterator[tuple[str, str]]:
        """A coder's decision on a proposal, and any codes added."""
        word = row.cell("decision")
        said = decision_meant(word) if word else ""
        if word and not said:
            raise RowProblem(row.place, f"'{word}' is not one of accept, reject, none", "Choose one of them")
        others = self._themes(row, "another_theme")
        none = said == NO_CODE or NO_CODE in others
        others = [theme for theme in others if theme != NO_CODE]
        proposed = self._themes(row, "theme_id") if said else []
        if none and others:
            raise RowProblem(row.place, "it says that no code fits, but names another", "Delete one of them")
        if said and said != NO_CODE and not proposed:
            raise RowProblem(row.place, f"it says '{word}' but names no theme", "Enter the theme, or write none")
        yield from ((theme, REJECT if said == NO_CODE else said) for theme in proposed)
        yield from ((theme, ADD) for theme in others if theme not in proposed or said == REJECT)
        if none:
            yield "", NO_CODE

    def _themes(self, row: SheetRow, column: str) -> list[str]:
        return [self._theme(row, part.strip()) for part in _SEVERAL.split(row.cell(column)) if part.strip()]

    def _theme(self, row: SheetRow, written: str) -> str:
        if decision_meant(written) == NO_CODE:
            return NO_CODE
        known = self._ids.get(written.casefold())
        if known or not self._ids or written.startswith(CANDIDATE):
            return known or written
        near = self._nearest(written.casefold())
        remedy = (
            f"Did you mean '{self._ids[near[0]]}'?"
            if near
            else "Add the code to models/codebook.yaml, or correct it"
        )
        raise RowProblem(row.place, f"there is no code '{written}' in the codebook", remedy)

    def _nearest(self, written: str) -> Sequence[str]:
        """The codes that may have been meant; searched for once per spelling, up to a maximum number."""
        if written not in self._near:
            if len(written) > _LONGEST_CODE or len(self._near) >= _MOST_GUESSED:
                return ()
            self._near[written] = get_close_matches(written, self._ids, n=1)
        return self._near[written]

    def _mode_of(self, row: SheetRow) -> str:
        if _settles(row):
            return REVIEW
        written = row.cell("mode").casefold()
        if written not in _MODES:
            raise RowProblem(row.place, f"unknown mode '{written}'", "Use blind or review")
        if written:
            return _MODES[written]
        return BLIND if row.sheet == BLIND_SHEET else self._mode

    def _coder_of(self, row: SheetRow) -> str:
        name = " ".join((row.cell("coder") or self._coder).split())
        if not name:
            raise RowProblem(row.place, "the coder is missing", "Fill in the column coder, or use --coder NAME")
        if _plain(name) == PIPELINE:
            raise RowProblem(
                row.place, f"its coder is '{name}', which is the pipeline's name", "Write your own name"
            )
        if _plain(name) == AGREED and not _settles(row):
            problem = (
                f"its coder is '{name}', which is reserved for what coders agreed on the sheet {CONFLICTS_SHEET}"
            )
            raise RowProblem(row.place, problem, "Write the name of the coder")
        known = self._coders.setdefault(_plain(name), name)
        if known != name and not self._same_coder(name, known):
            remedy = f"Write '{known}' if it is the same person; if not, make the names more different"
            problem = f"the coder '{name}' differs from '{known}' only in capitals or spaces"
            raise RowProblem(row.place, problem, remedy)
        return known

    def _passage_of(self, row: SheetRow) -> DecidablePassage:
        quote_id = row.cell("quote_id")
        written = DecidablePassage(quote_id, row.cell("source"), row.cells.get("quote", ""))
        if not quote_id and not written.text.strip():
            raise RowProblem(row.place, "the passage is missing", "Fill in the column quote_id")
        if not self._passages:
            return written
        if quote_id in self._known:
            return self._known[quote_id]
        if found := self._search.find(written.source, written.text):
            return found
        if _DATE.fullmatch(quote_id):
            problem = f"the spreadsheet program has changed its id to '{quote_id}'"
            raise RowProblem(row.place, problem, "Export the sheet again, and fill it in as a workbook (.xlsx)")
        problem = f"the last run has no passage '{quote_id}' and none with these words"
        raise RowProblem(row.place, problem if quote_id else "the passage is missing", "Export the sheet again")


_HOW_BLIND = "Write the codes that fit in theme_id, or none if no code fits"


def _settles(row: SheetRow) -> bool:
    """Whether the row resolves a disagreement between coders by naming the full set of codes."""
    return row.sheet == CONFLICTS_SHEET or _plain(row.cell("coder")) == AGREED


def _contradictions(found: Iterable[tuple[SheetRow, Sequence[Decision]]]) -> Iterator[tuple[str, RowProblem]]:
    """Rows of one coder that contradict each other on a passage."""
    blind: dict[tuple[str, str], tuple[str, frozenset[str]]] = {}
    reviewed: dict[tuple[str, str, str], tuple[str, str]] = {}
    for row, own in found:
        first = own[0]
        if first.mode == BLIND or first.coder == AGREED:
            codes = frozenset(one.theme_id for one in own)
            place, earlier = blind.setdefault((first.coder, first.quote_id), (row.place, codes))
            # A table with one column for codes may have a row for each code of a passage.
            whole = "theme_id_2" in row.cells or "" in codes | earlier
            if earlier != codes and whole:
                yield row.place, _clash(row, first, place)
            continue
        for one in own:
            place, said = reviewed.setdefault(one.key, (row.place, one.decision))
            if (said == REJECT) != (one.decision == REJECT):
                yield row.place, _clash(row, one, place)


def _clash(row: SheetRow, one: Decision, place: str) -> RowProblem:
    problem = f"{one.coder} gives passage {one.quote_id} a different answer than in {place}"
    return RowProblem(row.place, problem, "Keep the right row and clear the other")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def with_batch(decisions: Iterable[Decision], batch: str) -> Iterator[Decision]:
    """The decisions with the number of their import."""
    return (replace(one, batch=batch) for one in decisions)
