"""The kind that `init` proposes for each file, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.corpus.counts import counted
from pipeline.corpus.records import ColumnUse, Finding, Kind
from pipeline.ingest.unsafe_readings import LIKE_A_REPORT

if TYPE_CHECKING:
    import pandas as pd

_ROUND = 4  # number of people answering that makes it a roundtable
_NOTES = "read as notes, shown by "


@dataclass(frozen=True, kw_only=True)
class KindProposal:
    """The proposed kind of a file.

    Attributes:
        file: name of the file.
        kind: the kind, as in cases.csv.
        reason: the evidence.
    """

    file: str
    kind: str
    reason: str


def kind_proposals(tables: Mapping[str, pd.DataFrame], findings: Iterable[Finding] = ()) -> Iterator[KindProposal]:
    """Propose a kind for each file that was read, in order.

    Args:
        tables: `sources`, `turns`, `participants` and `survey_columns`, as ingest made them.
        findings: the findings of ingest, which include the evidence that a file holds notes.
    """
    sources, people = tables["sources"], tables["participants"].set_index("participant")["interviewer"]
    spoken = tables["turns"].groupby("source")["participant"].unique().to_dict()
    shown = {each.file: each.finding for each in findings if each.finding.startswith(_NOTES)}
    columns = tables["survey_columns"]
    questions = columns[columns["use"] == ColumnUse.QUESTION].groupby("file").size()
    for file, own in sources.groupby("file", sort=False):
        who = {one for source in own["source"] for one in spoken.get(source, ()) if one in people.index}
        asking = sum(bool(people[one]) for one in who)
        kind, layout = str(own["kind"].iloc[0]), str(own["layout"].iloc[0])
        if kind == Kind.SURVEY:
            open_ones = counted(int(questions.get(file, 0)), "open question")
            reason = f"a table of {counted(len(own), 'respondent')} with {open_ones}"
        elif kind == Kind.CHAT:
            reason = f"messages of {counted(len(who), 'sender')}"
        elif kind == Kind.NOTES:
            reason = shown.get(str(file), "").removeprefix(_NOTES) or _of_notes(layout)
        elif str(own["held_because"].iloc[0]).startswith(LIKE_A_REPORT):
            kind, reason = Kind.DOCUMENT, LIKE_A_REPORT
        elif kind == Kind.INTERVIEW and who:
            kind = Kind.ROUNDTABLE if len(who) - asking >= _ROUND else Kind.INTERVIEW
            reason = f"{counted(len(who), 'speaker')}, {asking} asking"
        else:
            reason = "nothing shows another kind"
        yield KindProposal(file=str(file), kind=kind, reason=reason)


def _of_notes(layout: str) -> str:
    return "a table of notes" if layout == "board" else "points of notes"


def proposal_lines(proposals: Sequence[KindProposal]) -> Iterator[str]:
    """The proposals as lines of text."""
    width = max((len(each.file) for each in proposals), default=0)
    for each in proposals:
        yield f"  {each.file:<{width}}  {each.kind}: {each.reason}"
