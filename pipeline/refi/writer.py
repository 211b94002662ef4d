"""Writes `outputs/exchange/`: the project, a copy with Windows line endings for MAXQDA, and the codebook.

The elements of `project.qde` are in the order of the schema. Empty containers are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping

from pipeline.corpus.coding_records import NO_CODE, PIPELINE
from pipeline.corpus.review_files import ON_CASE, ON_CODE, ON_STUDY
from pipeline.refi.codes import NO_CODE_NAME, ORIGIN, add_codes, code_guid, codebook_file, note_guid
from pipeline.refi.contents import Contents
from pipeline.refi.sources import (
    CASE_VARIABLES,
    add_values,
    add_variables,
    coders_of,
    selection_guid,
    source_elements,
    source_guid,
    user_guid,
)
from pipeline.refi.xml import PROJECT, Element, add_child, add_description, document, guid, mark_members, root

_OF_A_PERSON = tuple(name for name in CASE_VARIABLES if name not in ("unit", "kind", "question"))
_ABOUT = (
    "Made by the interview pipeline. Names are replaced and words left out as consent requires. Codings by the "
    "user 'pipeline' are automatic and may not have been reviewed; every coder is a user of their own. A coding "
    "that every reviewer rejected is left out, and the comment of its passage says so. The name of a selection is "
    "the id of the quote in coded_quotes.csv."
)


def project_file(contents: Contents) -> bytes:
    """The project."""
    made = root(
        "Project",
        PROJECT,
        name="Interviews",
        origin=ORIGIN,
        creatingUserGUID=user_guid(PIPELINE),
        creationDateTime=contents.moment,
    )
    users = add_child(made, "Users")
    for coder in contents.coders:
        add_child(users, "User", guid=user_guid(coder), name=coder)
    if contents.themes:
        codebook = add_child(made, "CodeBook")
        add_codes(codebook, contents.themes, notes=_notes_of_codes(contents))
        _add_no_code(codebook)
    add_variables(made)
    _add_cases(made, contents)
    if contents.transcripts:
        mark_members(add_child(made, "Sources"))
    _add_notes(made, contents)
    add_child(made, "Description", _ABOUT)
    for note in contents.notes:
        # The format has no notes of cases: those on a case are the project's, and their names say the case.
        if note.memo.kind in (ON_STUDY, ON_CASE):
            add_child(made, "NoteRef", targetGUID=note.guid)
    return document(made, members=source_elements(contents))


def _add_no_code(codebook: Element) -> None:
    """Add the code with which other programs record that a coder looked at a passage and no code applies."""
    code = add_child(
        codebook[0], "Code", guid=code_guid(NO_CODE), name=NO_CODE_NAME, isCodable="true", color="#9E9E9E"
    )
    add_description(code, "Somebody looked at the passage, and no code of the codebook applies to it.")


def notes(contents: Contents) -> dict[str, str]:
    """The text of each note by GUID: the reasons for the codings of each theme, and coders' memos."""
    reasons = {note_guid(theme): "\n".join(lines) + "\n" for theme, lines in contents.bases.items()}
    return reasons | {note.guid: f"{note.memo.text}\n" for note in contents.notes}


def _notes_of_codes(contents: Contents) -> dict[str, list[str]]:
    """The GUIDs of each theme's notes: the reasons first."""
    found: dict[str, list[str]] = defaultdict(list)
    for theme in contents.bases:
        found[theme].append(note_guid(theme))
    for note in contents.notes:
        if note.memo.kind == ON_CODE:
            found[note.memo.subject].append(note.guid)
    return found


def _add_cases(project: Element, contents: Contents) -> None:
    if not contents.cases and not contents.participants:
        return
    cases = add_child(project, "Cases")
    for row in contents.cases:
        made = add_child(cases, "Case", guid=guid("case", row.case), name=row.case)
        add_description(made, row.title)
        add_values(made, "case", {"unit": "case", "kind": row.source_kind, "place": row.place, "date": row.date})
        for transcript in contents.transcripts:
            if transcript.case == row.case:
                add_child(made, "SourceRef", targetGUID=source_guid(transcript.source))
    said: dict[str, list[str]] = defaultdict(list)
    for quote in contents.quotes.values():
        if quote.quote_id in contents.texts[quote.source].places:
            said[quote.participant].append(quote.quote_id)
    for participant, person in contents.participants.items():
        made = add_child(cases, "Case", guid=guid("participant", participant), name=participant)
        add_description(made, person.attribution)
        values = {name: getattr(person, name) for name in _OF_A_PERSON}
        add_values(made, "case", {**values, "unit": "participant"})
        # Not the whole sources, because others speak there too.
        for quote_id in said[participant]:
            first = coders_of(quote_id, contents)[0]
            add_child(made, "SelectionRef", targetGUID=selection_guid(quote_id, first))

    _add_questions(cases, contents)


def _add_questions(cases: Element, contents: Contents) -> None:
    """Add a case for each question with its answers, because selections have no variables in REFI-QDA."""
    answers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for quote in contents.quotes.values():
        if quote.question and quote.quote_id in contents.texts[quote.source].places:
            answers[quote.case, quote.question].append(quote.quote_id)
    for (case, question), quotes in answers.items():
        made = add_child(cases, "Case", guid=guid("question", case, question), name=f"{case}: {question}")
        add_values(made, "case", {"unit": "question", "question": question})
        for quote_id in quotes:
            add_child(made, "SelectionRef", targetGUID=selection_guid(quote_id, coders_of(quote_id, contents)[0]))


def _add_notes(project: Element, contents: Contents) -> None:
    if not contents.bases and not contents.notes:
        return
    made = add_child(project, "Notes")
    for theme in contents.bases:
        add_child(
            made,
            "Note",
            guid=note_guid(theme),
            name=f"Why it was coded: {contents.theme_names[theme]}",
            plainTextPath=f"internal://{note_guid(theme)}.txt",
            creatingUser=user_guid(PIPELINE),
            creationDateTime=contents.moment,
        )
    # Their text is in files: QualCoder reads no note whose text is in the project itself.
    for note in contents.notes:
        add_child(
            made,
            "Note",
            guid=note.guid,
            name=note.name,
            plainTextPath=f"internal://{note.guid}.txt",
            creatingUser=user_guid(note.memo.coder),
            creationDateTime=note.moment,
        )


PROJECT_PATH = "exchange/interviews.qdpx"
MAXQDA_PATH = "exchange/interviews_maxqda.qdpx"
CODEBOOK_PATH = "exchange/codebook.qdc"
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can contain


def project_files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    """The files for other programs: path in the outputs folder, and content."""
    project = project_file(contents)
    texts = {
        **{source_guid(source): one.text for source, one in contents.texts.items()},
        **notes(contents),
    }
    yield PROJECT_PATH, _package(project, texts)
    # Both count a line ending as one character, so that only the text files differ.
    yield MAXQDA_PATH, _package(project, {name: text.replace("\n", "\r\n") for name, text in texts.items()})
    if codebook := codebook_file(contents.themes):
        yield CODEBOOK_PATH, codebook


def _package(project: bytes, texts: Mapping[str, str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "project.qde", project)
        for name, text in sorted(texts.items()):
            _add(package, f"sources/{name}.txt", text.encode())
    return whole.getvalue()


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, _WHEN)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    member.create_system = 3  # the same on every system
    package.writestr(member, content)
