"""Writes sources with their selections and codings.

Each coder has separate selections, because QualCoder takes the coder from the selection and not from the coding.
The selection's description, which programs show as its comment, gives the reason for each coding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.corpus.coding_records import ADD, PIPELINE, REJECT
from pipeline.corpus.dataset_records import CodedQuote
from pipeline.refi.codes import MemoNote, code_guid
from pipeline.refi.contents import CoderCoding, Contents, Transcript
from pipeline.refi.xml import PROJECT, Element, add_child, add_description, guid, root

SOURCE_VARIABLES: Mapping[str, str] = {
    "case": "the case of the source",
    "kind": "interview, roundtable, survey, document, notes or chat",
    "place": "as in cases.csv",
    "date": "as in cases.csv",
}
CASE_VARIABLES: Mapping[str, str] = {
    "unit": "case: a unit of study; participant: a person, described as consent allows; question: the "
    "answers to a survey question, or the points under a heading of notes",
    "kind": "what the case's sources are",
    "place": "as in cases.csv",
    "date": "as in cases.csv",
    "consent": "of a participant: the consent that applies",
    "role": "of a participant, as it may be printed",
    "organisation": "of a participant: the organisation they speak for, as it may be printed",
    "sector": "of a participant: kind of organisation",
    "attributes": "of a participant: what else a survey says of the respondent, where enough share it",
    "question": "of a question: its words",
}
_OF = {"source": SOURCE_VARIABLES, "case": CASE_VARIABLES}


def add_variables(project: Element) -> None:
    """Add Variables to the project."""
    variables = add_child(project, "Variables")
    for of, named in _OF.items():
        for name, meaning in named.items():
            made = add_child(
                variables, "Variable", guid=_guid(of, name), name=f"{of}: {name}", typeOfVariable="Text"
            )
            add_description(made, meaning)


def add_values(parent: Element, of: str, values: Mapping[str, str]) -> None:
    """Add the values of a source or case; empty values are left out."""
    for name in _OF[of]:
        if values.get(name):
            value = add_child(parent, "VariableValue")
            add_child(value, "VariableRef", targetGUID=_guid(of, name))
            add_child(value, "TextValue", values[name])


def _guid(of: str, name: str) -> str:
    return guid("variable", of, name)


def source_guid(source: str) -> str:
    """The GUID of a source, which is also the name of its text file."""
    return guid("source", source)


def user_guid(coder: str) -> str:
    """The GUID of a coder."""
    return guid("user", coder)


def selection_guid(quote_id: str, coder: str) -> str:
    """The GUID of one coder's selection of a quote."""
    return guid("selection", quote_id, coder)


def coders_of(quote_id: str, contents: Contents) -> list[str]:
    """The coders with a selection of a quote: all with valid codings, or else the pipeline."""
    return list(contents.valid_codings(quote_id)) or [PIPELINE]


def source_elements(contents: Contents) -> Iterator[Element]:
    """The members of the project's Sources, one by one."""
    for transcript in contents.transcripts:
        yield _source(transcript, contents)


def _source(transcript: Transcript, contents: Contents) -> Element:
    made = root(
        "TextSource",
        PROJECT,
        guid=source_guid(transcript.source),
        name=transcript.source,
        plainTextPath=f"internal://{source_guid(transcript.source)}.txt",
        creatingUser=user_guid(PIPELINE),
        creationDateTime=contents.moment,
    )
    add_description(made, transcript.title)
    places = contents.texts[transcript.source].places
    rows = [row for row in contents.by_source.get(transcript.source, ()) if row.quote_id in places]
    for row in sorted(rows, key=lambda row: (places[row.quote_id], row.quote_id)):
        valid = contents.valid_codings(row.quote_id)
        for coder in coders_of(row.quote_id, contents):
            selection = add_child(
                made,
                "PlainTextSelection",
                guid=selection_guid(row.quote_id, coder),
                name=row.quote_id,
                startPosition=str(places[row.quote_id].start),
                endPosition=str(places[row.quote_id].end),
                creatingUser=user_guid(coder),
                creationDateTime=contents.moment,
            )
            codings = valid.get(coder, ())
            add_child(selection, "Description", _comment(row, coder, codings, contents))
            for one in codings:
                coding = add_child(
                    selection,
                    "Coding",
                    guid=guid("coding", one.quote_id, one.theme_id, coder),
                    creatingUser=user_guid(coder),
                    creationDateTime=contents.moment,
                )
                add_child(coding, "CodeRef", targetGUID=code_guid(one.theme_id))
            for note in _notes(row.quote_id, coder, contents):
                add_child(selection, "NoteRef", targetGUID=note.guid)
    values = {field: getattr(transcript, field) for field in SOURCE_VARIABLES}
    add_values(made, "source", values)
    return made


def _notes(quote_id: str, coder: str, contents: Contents) -> Iterator[MemoNote]:
    """The memos on a quote at one coder's selection of it: their own; at the first, those of all without one."""
    coders = coders_of(quote_id, contents)
    for note in contents.notes_on_passages.get(quote_id, ()):
        own = note.memo.coder
        if coder == (own if own in coders else coders[0]):
            yield note


def _comment(row: CodedQuote, coder: str, codings: Sequence[CoderCoding], contents: Contents) -> str:
    """The comment of a selection: the speaker, and the reasons for the codings."""
    lines = [" · ".join(part for part in (row.attribution, row.timecode) if part)]
    for one in codings:
        theme = contents.theme_names[one.theme_id]
        if coder == PIPELINE:
            lines.append(f"{theme}: {one.basis or 'no basis given'}{one.sure}")
        else:
            done = "added" if one.decision == ADD else "accepted"
            lines.append(f"{theme}: {done}{f': {one.note}' if one.note else ''}")
    if coder == coders_of(row.quote_id, contents)[0]:
        for one in contents.codings_by_quote.get(row.quote_id, ()):
            if one.decision == REJECT:
                why = f": {one.note}" if one.note else ""
                lines.append(f"{contents.theme_names[one.theme_id]}: rejected by {one.coder}{why}")
    return "\n".join(line for line in lines if line)
