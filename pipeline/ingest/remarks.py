"""Somebody else's remark inside a turn, in brackets: `[Interviewer: mm]`, `(Int: right)`."""

from __future__ import annotations

import re
from collections.abc import Collection

from pipeline.ingest.interviewers import by_label
from pipeline.people.labels import label_key, label_of

_REMARK = re.compile(r"[\[(](?P<label>[^\[\]():\d][^\[\]():]{0,39}):\s+[^\[\]()]{1,200}[\])]")


def without_remarks(said: str, *, speaker: str, labels: Collection[str]) -> tuple[str, list[str]]:
    """The words of a turn without the remarks of others, and the remarks.

    Args:
        said: the words.
        speaker: key of the label of the turn.
        labels: keys of the labels in the file.
    """
    remarks = [match for match in _REMARK.finditer(said) if _is_other(match["label"], speaker, labels)]
    kept, at = "", 0
    for match in remarks:
        kept += said[at : match.start()].rstrip() + " "
        at = match.end() + (len(said[match.end() :]) - len(said[match.end() :].lstrip()))
    kept += said[at:]
    return re.sub(r" (?=[,.;:?!])", "", kept).strip() if remarks else said, [match[0] for match in remarks]


def _is_other(label: str, speaker: str, labels: Collection[str]) -> bool:
    key = label_key(label_of(label))
    return key != speaker and (key in labels or by_label(label, speakers=2) != "")
