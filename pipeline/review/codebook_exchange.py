"""Exports the codebook to a file for another program, and imports codes from such a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.corpus.codebook import CODEBOOK_FILE, Code
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.corpus.storage import write_whole
from pipeline.corpus.study import Study
from pipeline.refi.codes import code_guid
from pipeline.review.codebook_files import GivenCode, Listing, codes_of_csv, codes_of_qdc, csv_of, found, qdc_of
from pipeline.themes.appending import append_codes, free_id, read_or_empty_codebook
from pipeline.workflow.locks import WRITES_MODELS, hold

_WRITERS: Mapping[str, Callable[[Sequence[Code]], bytes]] = {".qdc": qdc_of, ".csv": csv_of}
_READERS: Mapping[str, Callable[[Path], Listing]] = {
    ".qdc": codes_of_qdc,
    ".csv": codes_of_csv,
    ".qdpx": codes_of_qdc,
}
_COMPARED = ("name", "definition", "include", "exclude", "phrases", "examples")


@dataclass(frozen=True, kw_only=True)
class ImportedCodes:
    """The result of an import.

    Attributes:
        new: the codes that were appended.
        known: how many codes were already in the codebook and remain unchanged.
        findings: what the user should check.
        path: the path of the codebook.
        line: the line where the first new code begins; 0 if there is none.
    """

    new: Sequence[Code]
    known: int
    findings: Sequence[Finding]
    path: Path
    line: int


def export_codebook(study: Study, file: Path) -> int:
    """Write the codebook to `file` in the format of its extension; return the number of codes.

    Raises:
        UserError: if there is no codebook, the extension is unknown, or the file already exists.
    """
    write = _WRITERS.get(file.suffix.casefold())
    if write is None:
        raise UserError("codebooks can be written as .qdc or .csv", "Use one of these extensions", file)
    path = study.models / CODEBOOK_FILE
    codes = read_or_empty_codebook(path).codes
    if not codes:
        raise UserError(
            "there is no codebook", "Write one, or use --models to name the folder that contains it", path
        )
    if file.exists():
        raise UserError("the file already exists", "Name another, or delete it", file)
    if not file.parent.is_dir():
        raise UserError("the folder does not exist", "Create it, or name another", file.parent)
    write_whole(file, write(codes))
    return len(codes)


def import_codebook(study: Study, file: Path) -> ImportedCodes:
    """Append the codes of `file` that are not in the codebook; existing codes are not changed.

    Codes are matched by GUID, by id, or by name and the names of the codes above.

    Raises:
        UserError: if the file or the codebook cannot be read, or the codebook cannot be extended.
    """
    read = _READERS.get(file.suffix.casefold())
    if read is None:
        raise UserError("codebooks can be read from .qdc, .qdpx and .csv", "Export it as one of these", file)
    listing = read(file)
    path = study.models / CODEBOOK_FILE
    with hold(study, WRITES_MODELS):
        joined = _CodebookMerge(read_or_empty_codebook(path).codes, listing.codes, file=file.name)
        new = joined.new
        return ImportedCodes(
            new=new,
            known=len(joined.known),
            findings=[*listing.findings, *joined.findings()],
            path=path,
            line=append_codes(path, new) if new else 0,
        )


class _CodebookMerge:
    """Merges the codes of a file with those of the codebook."""

    def __init__(self, kept: Sequence[Code], given: Sequence[GivenCode], *, file: str) -> None:
        self._kept = {code.id: code for code in kept}
        self._given = given
        self._file = file
        self._lost: list[Finding] = []
        self._by_parent: dict[str, str] = {}  # the id of each parent given by name; "" if it is not a code
        self.twice = self._twice()
        self.known = self._known()
        self._ids = self._all_ids()
        parents = {at: self._parent(at) for at in range(len(given)) if at not in self.twice}
        self._parents = self._without_circles(parents)
        self.new = [self._code(at) for at in parents if at not in self.known]

    def findings(self) -> Iterator[Finding]:
        """The findings for the user."""
        for at, first in self.twice.items():
            one = self._given[at]
            yield found(
                "check",
                f"'{one.name}' comes twice (first in line {self._given[first].line}); the first counts",
                "Give each code a different name, or an id",
                file=self._file,
                line=one.line,
            )
        for at, code in self.known.items():
            if differing := self._differing(at, code):
                yield found(
                    "check",
                    f"'{code.name}' ({code.id}) is in the codebook with another {' and '.join(differing)}, which "
                    "stays as it is",
                    "If the file is right, change the codebook by hand",
                    file=self._file,
                    line=self._given[at].line,
                )
        yield from self._lost

    def _twice(self) -> dict[int, int]:
        """Codes that occur twice in the file: by id, by GUID, or by name and parent if they have neither."""
        first: dict[object, int] = {}
        again: dict[int, int] = {}
        for at, one in enumerate(self._given):
            key = one.id or one.guid or (one.name.casefold(), one.above, one.parent.casefold())
            if first.setdefault(key, at) != at:
                again[at] = first[key]
        return again

    def _known(self) -> dict[int, Code]:
        by_guid = {code_guid(code.id): code for code in self._kept.values()}
        by_path = {self._path_of_kept(code): code for code in reversed(self._kept.values())}
        kept_names = Counter(code.name.casefold() for code in self._kept.values())
        by_name = {code.name.casefold(): code for code in self._kept.values()}
        given_names = Counter(one.name.casefold() for one in self._given)
        known = {}
        for at, one in enumerate(self._given):
            name = one.name.casefold()
            once = kept_names[name] == given_names[name] == 1
            code = (
                by_guid.get(one.guid)
                or self._kept.get(one.id)
                or by_path.get(self._path_of_given(at))
                or (by_name[name] if once else None)
            )
            if code and at not in self.twice:
                known[at] = code
        return known

    def _path_of_kept(self, code: Code) -> tuple[str, ...]:
        above = self._kept.get(code.parent)
        return (*(self._path_of_kept(above) if above else ()), code.name.casefold())

    def _path_of_given(self, at: int) -> tuple[str, ...]:
        path: list[str] = []
        seen: set[int] = set()
        place: int | None = at
        # A code cannot have more ancestors than there are codes in the codebook.
        while place is not None and place not in seen and len(path) <= len(self._kept):
            seen.add(place)
            path.append(self._given[place].name.casefold())
            place = self._given[place].above
        return tuple(reversed(path))

    def _all_ids(self) -> dict[int, str]:
        """The id that each code of the file has, or will have, in the codebook."""
        ids = {at: code.id for at, code in self.known.items()}
        taken = {*self._kept, *(one.id for one in self._given)}
        used = set(self._kept)
        numbers: dict[str, int] = {}
        for at, one in enumerate(self._given):
            if at not in ids and at not in self.twice:
                own = one.id and one.id not in used and not one.id.startswith("candidate-")
                ids[at] = one.id if own else free_id(one.name, taken=taken, numbers=numbers)
                taken.add(ids[at])
                used.add(ids[at])
        return {**ids, **{at: ids[first] for at, first in self.twice.items()}}

    def _parent(self, at: int) -> str:
        one = self._given[at]
        if one.above is not None:
            return self._ids[one.above]
        if not one.parent:
            return ""
        if one.parent not in self._by_parent:
            named = one.parent.casefold()
            kept = (
                code.id for code in self._kept.values() if one.parent == code.id or named == code.name.casefold()
            )
            self._by_parent[one.parent] = next(kept, "")
        if code_id := self._by_parent[one.parent]:
            return code_id
        self._drop_parent(at, f"the parent '{one.parent}' of '{one.name}' is not a code")
        return ""

    def _without_circles(self, parents: Mapping[int, str]) -> dict[int, str]:
        """The parents, except those that would make a code its own ancestor."""
        above = {code.id: code.parent for code in self._kept.values()}
        have_children = set(above.values())
        kept = dict(parents)
        for at, parent in parents.items():
            if at in self.known:
                continue
            own, up = self._ids[at], parent
            # A code without children cannot be an ancestor, so codes listed in tree order need no walk.
            while up and up != own:
                up = above.get(up, "") if own in have_children else ""
            if up:
                self._drop_parent(at, f"'{self._given[at].name}' would be its own ancestor")
                kept[at] = ""
            above[own] = kept[at]
            have_children.add(kept[at])
        return kept

    def _drop_parent(self, at: int, problem: str) -> None:
        remedy = "It is now a top-level code: set its parent in the codebook"
        self._lost.append(found("check", problem, remedy, file=self._file, line=self._given[at].line))

    def _code(self, at: int) -> Code:
        one = self._given[at]
        return Code(
            id=self._ids[at],
            name=one.name,
            definition=one.definition,
            include=one.include,
            exclude=one.exclude,
            phrases=one.phrases,
            examples=one.examples,
            parent=self._parents[at],
        )

    def _differing(self, at: int, code: Code) -> list[str]:
        """The fields in which the file differs; a field that is empty in the file does not count."""
        one = self._given[at]
        names = [name for name in _COMPARED if getattr(one, name) not in ("", (), getattr(code, name))]
        parent = self._parents[at]
        return [*names, *(["parent"] if parent and parent != code.parent else [])]
