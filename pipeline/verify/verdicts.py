"""What is said of a draft, as a whole and quotation by quotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.verify.differences import Difference


class Verdict(StrEnum):
    """What is to be said of a quotation; the last ones want a person."""

    VERBATIM = "verbatim"
    TIDIED = "tidied"
    SHORT = "too short to check"
    TERM = "a term or title"
    ALTERED = "altered"
    JOINED = "joined"
    MISATTRIBUTED = "misattributed"
    NOT_CONSENTED = "not consented"
    NOT_FOUND = "not found"

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look."""
        return self not in (Verdict.VERBATIM, Verdict.TIDIED, Verdict.SHORT, Verdict.TERM)

    @property
    def is_quotation(self) -> bool:
        """Whether it was checked as somebody's words."""
        return self not in (Verdict.SHORT, Verdict.TERM)


class SpeakerCheck(StrEnum):
    """Whether a table of quotations names the right speaker."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "not in the study"
    NOT_GIVEN = "not given"
    NOT_CHECKED = "not checked"


VERDICT_LABELS = {
    Verdict.VERBATIM: "verbatim",
    Verdict.TIDIED: "tidied (see words)",
    Verdict.ALTERED: "altered (see words)",
    Verdict.JOINED: "joined from two places",
    Verdict.MISATTRIBUTED: "misattributed",
    Verdict.NOT_CONSENTED: "without consent",
    Verdict.NOT_FOUND: "not found",
}


# What the share of invented quotations is counted from.
WORDS = {
    "verbatim": (Verdict.VERBATIM,),
    "tidied": (Verdict.TIDIED,),
    "altered": (Verdict.ALTERED, Verdict.JOINED),
    "invented": (Verdict.NOT_FOUND,),
}


@dataclass(frozen=True)
class SourceLocation:
    """Where words were said.

    Attributes:
        source: the source's id.
        file: the transcript.
        turn_id: the turn in which they begin.
        participant: who said them: an id; "" for a document's own words.
        attribution: how that person may be cited.
        seconds: from the start of the recording; NaN where not known.
        start: first character, in the source's text.
        end: one past the last.
        said: the words, as said.
    """

    source: str
    file: str
    turn_id: str
    participant: str
    attribution: str
    seconds: float
    start: int
    end: int
    said: str


@dataclass(frozen=True)
class Checked:
    """One quotation of the draft, and what was said.

    Attributes:
        quote: as the draft has it.
        line: its line or paragraph in the draft, from 1.
        verdict: the judgement; of several, the gravest.
        reasons: everything that a person should know, in sentences.
        places: where it, or the nearest passage, was said; two where it was joined.
        differences: between what was said and what is printed.
        told: whose words the draft says they are.
        part: what it stands in, if not in the body: `footnote 2`.
        source: the transcript that a table of quotations names.
        words: the judgement of the words alone, whoever said them.
        speaker: in a table of quotations, whether the speaker is right.
    """

    quote: str
    line: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    places: tuple[SourceLocation, ...] = ()
    differences: tuple[Difference, ...] = ()
    told: str = ""
    part: str = ""
    source: str = ""
    words: Verdict = Verdict.SHORT
    speaker: SpeakerCheck = SpeakerCheck.NOT_CHECKED

    @property
    def where(self) -> str:
        """`line 12`, `footnote 2`."""
        return self.part or f"line {self.line}"


@dataclass(frozen=True)
class CheckedFigure:
    """A figure in the draft that counts something of the study.

    Attributes:
        text: as the draft has it.
        line: its line or paragraph.
        wrong: what is wrong with it; "" if nothing is.
        known: what the run counted.
        part: what it stands in, if not in the body: `footnote 2`.
    """

    text: str
    line: int
    wrong: str
    known: str
    part: str = ""

    @property
    def where(self) -> str:
        """`line 12`, `footnote 2`."""
        return self.part or f"line {self.line}"


@dataclass(frozen=True)
class UnconsentedName:
    """Somebody named in the draft who did not agree to be.

    Attributes:
        name: as the draft has it.
        line: its line or paragraph.
        participant: who it is.
        reason: what was agreed.
        part: what it stands in, if not in the body: `footnote 2`.
    """

    name: str
    line: int
    participant: str
    reason: str
    part: str = ""

    @property
    def where(self) -> str:
        """`line 12`, `footnote 2`."""
        return self.part or f"line {self.line}"


@dataclass(frozen=True)
class Report:
    """All that is to be said of a draft.

    Attributes:
        draft: the draft's file name.
        quotations: in the draft's order.
        figures: that count something of the study.
        names: of people who did not agree to be named, outside quotations and their attributions.
        stale: why the run no longer agrees with the study's files; "" if it does.
        unchecked: what of the draft could not be read, counted.
        is_table: whether it is a table of quotations that another program made.
    """

    draft: str
    quotations: tuple[Checked, ...] = ()
    figures: tuple[CheckedFigure, ...] = ()
    names: tuple[UnconsentedName, ...] = ()
    stale: str = ""
    unchecked: tuple[str, ...] = ()
    is_table: bool = False
    spans: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @property
    def needs_a_person(self) -> bool:
        """Whether anything does."""
        looked_at = any(one.verdict.needs_a_person for one in self.quotations)
        return looked_at or any(figure.wrong for figure in self.figures) or bool(self.names)

    def words(self) -> dict[str, int]:
        """How many quotations are verbatim, tidied, altered and invented, whoever said them."""
        found = Counter(one.words for one in self.quotations)
        return {name: sum(found[verdict] for verdict in verdicts) for name, verdicts in WORDS.items()}

    def speakers(self) -> dict[SpeakerCheck, int]:
        """In a table, how many speakers are right and wrong."""
        found = Counter(one.speaker for one in self.quotations)
        return {check: found[check] for check in SpeakerCheck}

    def summary(self) -> str:
        """`57 quotations: 52 verbatim, 2 tidied (see words), 1 misattributed, 2 not found.`"""
        checked = [one.verdict for one in self.quotations if one.verdict.is_quotation]
        short = len(self.quotations) - len(checked)
        unread = f" Not checked: {', '.join(self.unchecked)}." if self.unchecked else ""
        if self.is_table:
            return self._table_summary() + unread
        if not self.quotations:
            return "No quotations in this draft." + unread
        parts = [
            f"{checked.count(verdict)} {told}" for verdict, told in VERDICT_LABELS.items() if verdict in checked
        ]
        told = (
            f"{_counted(len(checked), 'quotation')}: {', '.join(parts)}." if checked else "No quotations to check."
        )
        if short:
            told += f" {_counted(short, 'other phrase')} in quotation marks: too short to check, or a term."
        if wrong := sum(bool(figure.wrong) for figure in self.figures):
            told += f" {_counted(wrong, 'figure')} contradicted by the run's counts."
        if self.names:
            told += f" {_counted(len(self.names), 'name')} without consent elsewhere in the text."
        return told + unread

    def _table_summary(self) -> str:
        """`40 quotations: 36 verbatim (90%), 0 tidied (0%), 2 altered (5%), 2 invented (5%). Speakers: …`"""
        words = self.words()
        total = sum(words.values())
        parts = [f"{count:,} {name} ({count / max(1, total):.0%})" for name, count in words.items()]
        told = f"{_counted(total, 'quotation')}: {', '.join(parts)}."
        if speakers := [f"{count:,} {check}" for check, count in self.speakers().items() if count]:
            told += f" Speakers: {', '.join(speakers)}."
        if withheld := sum(one.verdict is Verdict.NOT_CONSENTED for one in self.quotations):
            told += f" {_counted(withheld, 'quotation')} without consent."
        return told


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def gravest(verdicts: Sequence[Verdict]) -> Verdict:
    """The one that comes last in the order of gravity."""
    order = list(Verdict)
    return max(verdicts, key=order.index)
