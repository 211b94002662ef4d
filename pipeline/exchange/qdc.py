"""Codebooks of REFI-QDA: what NVivo, MAXQDA, ATLAS.ti, QualCoder and others export as .qdc."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.decisions import NO_CODE
from pipeline.emit.refi.codes import CANDIDATES, CANDIDATES_GUID, code_guid, codebook_file
from pipeline.emit.schemas import distinct_names
from pipeline.errors import UserError
from pipeline.exchange.given import Given, Listing, clean, found, note_of, of_note
from pipeline.records import Finding
from pipeline.review.archives import Archive, children, guid_of, tag_of, xml_root
from pipeline.storage import file_content
from pipeline.themes.codebook import Code

_LARGEST = 50_000_000  # bytes


def qdc_of(codes: Sequence[Code]) -> bytes:
    """The codebook as .qdc: each code under its parent, with all that is said of it in its description."""
    names = distinct_names((code.id, code.name) for code in codes)
    rows = [
        {"theme_id": code.id, "theme": name, "origin": "codebook", "parent": code.parent, "definition": _note(code)}
        for code, name in zip(codes, names, strict=True)
    ]
    return codebook_file(rows)


def codes_of_qdc(file: Path) -> Listing:
    """The codes of a .qdc, or of the project in a .qdpx.

    Raises:
        UserError: if the file cannot be read, or is no codebook.
    """
    project = file.suffix.casefold() == ".qdpx"
    root = Archive(file).project() if project else xml_root(_content(file), path=file)
    books = [root] if tag_of(root) == "CodeBook" else children(root, "CodeBook")
    if not books and not project:
        raise UserError("holds no REFI-QDA codebook", "Export the codebook as REFI-QDA codebook (.qdc)", file)
    reading = _Reading(file)
    for each in [codes for book in books for codes in children(book, "Codes")]:
        reading.read(each, above=None)
    sets = sum(len(children(one, "Set")) for book in books for one in children(book, "Sets"))
    if sets:
        reading.note(f"{sets} group(s) of codes (sets) have no place in the codebook, and were left out")
    return Listing(_without_ids_in_names(reading.codes), reading.findings)


def _note(code: Code) -> str:
    return note_of(
        Given(
            name=code.name,
            id=code.id,
            definition=code.definition,
            include=code.include,
            exclude=code.exclude,
            phrases=code.phrases,
            examples=code.examples,
        )
    )


def _content(file: Path) -> bytes:
    try:
        content = file_content(file)
    except OSError as error:
        raise UserError(f"could not be read ({error.strerror})", "Check the name", file) from error
    if len(content) > _LARGEST:
        raise UserError("is far larger than a codebook can be", "Check where the file comes from", file)
    return content


class _Reading:
    """Gathers the codes of one file."""

    def __init__(self, file: Path) -> None:
        self._file = file.name
        self.codes: list[Given] = []
        self.findings: list[Finding] = []

    def note(self, finding: str, remedy: str = "Nothing, if that is right", *, line: int = 0) -> None:
        """Something worth knowing."""
        self.findings.append(found("note", finding, remedy, file=self._file, line=line))

    def read(self, parent: Any, *, above: int | None) -> None:
        """The codes below an element, and those below them."""
        for element in children(parent, "Code"):
            if guid_of(element) == CANDIDATES_GUID or element.get("name") == CANDIDATES:
                many = len(children(element, "Code"))
                self.note(f"{many} candidate(s) were left out", "To take one in, run: pipeline themes adopt NUMBER")
                continue
            if guid_of(element) == code_guid(NO_CODE):  # how a project records a judgement, and no theme
                continue
            self.read(element, above=self._add(element, above=above))

    def _add(self, element: Any, *, above: int | None) -> int | None:
        """The place of the code among all; that of the code above if it has no name."""
        name = clean(element.get("name", ""))
        line = int(element.sourceline or 0)
        if not name:
            self.findings.append(
                found("check", "a code without a name was left out", "Name it there", file=self._file, line=line)
            )
            return above
        if element.get("isCodable", "true").strip() in ("false", "0"):
            self.note(f"'{name}' only holds other codes there; here it is a code like any other", line=line)
        said = of_note("\n".join(_descriptions(element)))
        given: dict[str, Any] = {"name": name, "guid": guid_of(element), "above": above, "line": line, **said}
        self.codes.append(Given(**given))
        return len(self.codes) - 1


def _descriptions(element: Any) -> Iterator[str]:
    for one in children(element, "Description"):
        yield "".join(one.itertext())


def _without_ids_in_names(codes: Sequence[Given]) -> list[Given]:
    """Names that two codes share have the id behind them in a .qdc, as some programs want each name once."""
    plain = [one.name.removesuffix(f" ({one.id})") if one.id else one.name for one in codes]
    many = Counter(name.casefold() for name in plain)
    return [
        replace(one, name=name) if many[name.casefold()] > 1 else one
        for one, name in zip(codes, plain, strict=True)
    ]
