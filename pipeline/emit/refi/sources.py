"""Sources with their selections and codings.

Each coder has selections of their own: QualCoder takes the coder from the selection, not from the coding. Why a
coding was made stands in the selection's description, which programs show as its comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.decisions import ADD, PIPELINE, REJECT
from pipeline.emit.coders import CodingOfOne
from pipeline.emit.material import Row
from pipeline.emit.refi.codes import code_guid
from pipeline.emit.refi.contents import Contents
from pipeline.emit.refi.guids import guid
from pipeline.emit.refi.variables import SOURCE_VARIABLES, add_values
from pipeline.emit.refi.xml import PROJECT, below, described, root
from pipeline.emit.transcripts import Transcript


def source_guid(source: str) -> str:
    """The GUID of a source; its text is the file of that name."""
    return guid("source", source)


def user_guid(coder: str) -> str:
    """The GUID of a coder."""
    return guid("user", coder)


def selection_guid(quote_id: str, coder: str) -> str:
    """The GUID of a quote as one coder coded it."""
    return guid("selection", quote_id, coder)


def coders_of(quote_id: str, contents: Contents) -> list[str]:
    """Who has a selection there: all whose codings stand; the pipeline, which found the passage, if nobody's do."""
    return list(contents.standing(quote_id)) or [PIPELINE]


def source_elements(contents: Contents) -> Iterator[Any]:
    """The members of the project's Sources, one by one."""
    for transcript in contents.transcripts:
        yield _source(transcript, contents)


def _source(transcript: Transcript, contents: Contents) -> Any:
    made = root(
        "TextSource",
        PROJECT,
        guid=source_guid(transcript.source),
        name=transcript.source,
        plainTextPath=f"internal://{source_guid(transcript.source)}.txt",
        creatingUser=user_guid(PIPELINE),
        creationDateTime=contents.moment,
    )
    described(made, transcript.title)
    places = contents.texts[transcript.source].places
    rows = [row for row in contents.by_source.get(transcript.source, ()) if row["quote_id"] in places]
    for row in sorted(rows, key=lambda row: (places[row["quote_id"]], row["quote_id"])):
        standing = contents.standing(row["quote_id"])
        for coder in coders_of(row["quote_id"], contents):
            selection = below(
                made,
                "PlainTextSelection",
                guid=selection_guid(row["quote_id"], coder),
                name=row["quote_id"],
                startPosition=str(places[row["quote_id"]].start),
                endPosition=str(places[row["quote_id"]].end),
                creatingUser=user_guid(coder),
                creationDateTime=contents.moment,
            )
            codings = standing.get(coder, ())
            below(selection, "Description", _comment(row, coder, codings, contents))
            for one in codings:
                coding = below(
                    selection,
                    "Coding",
                    guid=guid("coding", one.quote_id, one.theme_id, coder),
                    creatingUser=user_guid(coder),
                    creationDateTime=contents.moment,
                )
                below(coding, "CodeRef", targetGUID=code_guid(one.theme_id))
    values = {field: getattr(transcript, field) for field in SOURCE_VARIABLES}
    add_values(made, "source", values)
    return made


def _comment(row: Row, coder: str, codings: Sequence[CodingOfOne], contents: Contents) -> str:
    """Who speaks, and why it was coded so."""
    lines = [" · ".join(part for part in (row["attribution"], row["timecode"]) if part)]
    for one in codings:
        theme = contents.theme_names[one.theme_id]
        if coder == PIPELINE:
            lines.append(f"{theme}: {one.basis or 'no basis given'}{one.sure}")
        else:
            done = "added" if one.decision == ADD else "accepted"
            lines.append(f"{theme}: {done}{f': {one.note}' if one.note else ''}")
    if coder == coders_of(row["quote_id"], contents)[0]:
        for one in contents.said.get(row["quote_id"], ()):
            if one.decision == REJECT:
                why = f": {one.note}" if one.note else ""
                lines.append(f"{contents.theme_names[one.theme_id]}: rejected by {one.coder}{why}")
    return "\n".join(line for line in lines if line)
