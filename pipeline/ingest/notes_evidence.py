"""Whether a file without a row in cases.csv holds notes rather than a transcript, and the evidence for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.documents.document import Line
from pipeline.ingest import notes
from pipeline.ingest.assembly import ReadSource
from pipeline.people.labels import label_key

_BULLETED = 0.4  # minimum share of the paragraphs that are list items
_LEAST_POINTS = 3
_LEAST_SAID = 2  # "ST said …"
_PERSONS = 2  # number of speakers with two or more turns that makes it a transcript


def shown_by(lines: Sequence[Line], spoken: ReadSource, *, reads_well: bool) -> str:
    """The evidence that these are notes; "" if there is none, or if people speak in turn.

    Args:
        lines: the lines of the file.
        spoken: the result of reading it as a transcript.
        reads_well: whether that reading explains most of the text.
    """
    signs = notes.signs_of(lines)
    told = []
    if signs.title:
        told.append("its title")
    if signs.present:
        told.append("a list of those present")
    if signs.said >= _LEAST_SAID:
        told.append("what people are said to have said")
    if signs.apart:
        told.append("actions or decisions")
    listed = signs.points >= max(_LEAST_POINTS, _BULLETED * signs.paragraphs)
    if listed and signs.tables:
        told += ["points under tables or questions", "their form"]
    elif listed:
        told.append("a list of points")
    enough = 3 if _people_talk(spoken, reads_well=reads_well) else 2
    return ", ".join(reason for reason in told if reason != "their form") if len(told) >= enough else ""


def _people_talk(spoken: ReadSource, *, reads_well: bool) -> bool:
    """Whether labels other than those of tables and questions recur."""
    labels = Counter(label_key(turn.speaker) for turn in spoken.turns if turn.speaker)
    again = [label for label, turns in labels.items() if turns > 1 and not notes.is_place(label)]
    return reads_well and len(again) >= _PERSONS
