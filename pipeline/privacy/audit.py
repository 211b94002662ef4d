"""`pipeline audit`: checks that the files to be handed over contain nothing that consent forbids.

It does not rely on the gate: it opens the written files and searches them, first by words, then by letters
(`respellings.py`). A third search, with the names model, is in `model_search.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.coding_records import PIPELINE
from pipeline.corpus.json_values import to_json
from pipeline.corpus.settings import load_settings
from pipeline.corpus.storage import checksum, write_whole
from pipeline.corpus.study import Study, Texts
from pipeline.privacy.file_text import TextChunk, pieces_of
from pipeline.privacy.forbidden import (
    CODER,
    IDENTIFIER,
    NAME,
    PART,
    QUOTE,
    Forbidden,
    ForbiddenText,
    forbidden_in,
    found_in,
    keys,
)
from pipeline.privacy.respellings import RareNames, also
from pipeline.privacy.run_tables import run_tables
from pipeline.privacy.searched_before import SearchedBefore
from pipeline.workflow.cache import content_key
from pipeline.workflow.fingerprints import fingerprint_of

_NEEDED = (
    tables.PARTICIPANTS,
    tables.ATTRIBUTIONS,
    tables.TURNS,
    tables.REDACTIONS,
    tables.SOURCES,
    tables.ORGANISATIONS,
    tables.CODINGS,
)
_STAMP = "audited.txt"  # in the private folder: the state for which nothing was found
_SEARCHED = "searched.txt"  # beside it: digests of texts in which nothing was found
_AROUND = 40  # characters shown on either side


@dataclass(frozen=True, kw_only=True)
class Leak:
    """Something in a file that consent forbids.

    Attributes:
        file: the path below the outputs folder.
        part: the part of an archive, the column of a table, or "".
        line: the line, in a file of lines; otherwise 0.
        kind: the kind of leak.
        whose: the participant's id, or "".
        text: the text as on record, only for the researcher.
        around: the context of the first occurrence, only for the researcher.
        times: how often it occurs in this part of the file.
    """

    file: str
    part: str
    line: int
    kind: str
    whose: str
    text: str
    around: str
    times: int = 1

    def told(self, *, openly: bool) -> str:
        """The leak as a sentence, with the name or the words only if `openly`."""
        place = (
            self.file
            + (f", {_place(self.part)}" if self.part else "")
            + (f", line {self.line}" if self.line else "")
        )
        whom = self.whose or "a third party"
        what = {
            NAME: f"the name of {whom}, who may not be named",
            PART: f"part of the name of {whom}, who may not be named",
            QUOTE: f"words of {whom}, who may not be quoted",
            IDENTIFIER: "an identifying number or address",
            CODER: "the name of a coder, which must not be shown",
        }[self.kind]
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{place}: {what}{often}" + (f" ({self.text}: …{self.around}…)" if openly else "")


def audit(study: Study, *, again: bool = True) -> list[Leak]:
    """All forbidden text in the files to be handed over: everything below the outputs folder except `private/`.

    Args:
        study: a study with a finished run.
        again: whether to search even if nothing has changed since a search that found nothing.

    Raises:
        UserError: if there is no finished run, or a file cannot be read.
    """
    stamp, state = study.private / _STAMP, _state(study)
    if not again and stamp.exists() and stamp.read_text("utf-8") == state:
        return []
    made = run_tables(study, _NEEDED)
    texts = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    forbidden = forbidden_in(made, texts)
    if not load_settings(study.models / "settings.toml").emit.name_coders:
        for coder in sorted({row.coder for row in made[tables.CODINGS]} - {PIPELINE}):
            forbidden.add_phrase(tuple(keys(coder)), ForbiddenText(CODER, "", coder))
    searched = content_key(fingerprint_of(__name__), to_json(forbidden))
    before = SearchedBefore(study.private / _SEARCHED, searched, again=again)
    leaks = search(study, forbidden, before)
    before.keep()
    if not leaks:
        write_whole(stamp, state.encode(), private=True)
    return leaks


def _state(study: Study) -> str:
    """Everything that the search depends on: the code, the results of the stages and the searched files."""
    receipts = [path.read_text("utf-8") for path in sorted(study.private.glob("receipt_*.json"))]
    searched = [path for path in sorted(study.outputs.rglob("*")) if study.private not in (path, *path.parents)]
    files = [[path.relative_to(study.outputs).as_posix(), path.is_file() and checksum(path)] for path in searched]
    return content_key(fingerprint_of(__name__), receipts, files)


def search(study: Study, forbidden: Forbidden, before: SearchedBefore) -> list[Leak]:
    """All occurrences of forbidden text outside `private/`, the worst first; what was clean before is skipped."""
    found: dict[tuple[str, str, ForbiddenText], Leak] = {}
    rare = RareNames(forbidden)

    def hits_in(text: str) -> list[tuple[ForbiddenText, int, int]]:
        return also(found_in(text, forbidden), text, rare)

    clean: dict[str, str] = {}  # the digests of files in which nothing was found so far

    def skip(path: Path) -> bool:
        digest = content_key(path.name, checksum(path))  # its name says how it is read
        clean[path.relative_to(study.outputs).as_posix()] = digest
        return before.is_clean(digest)

    for piece in pieces_of(study.outputs, without=study.private.name, skip=skip):
        hits: list[tuple[ForbiddenText, int, int]] = []
        for chunk, digest in before.dirty_chunks(piece.text):
            if hits_in(chunk):
                hits = hits_in(piece.text)
                break
            before.add(digest)
        for known, start, end in hits:
            key = (piece.file, piece.part, known)
            if key in found:
                found[key] = replace(found[key], times=found[key].times + 1)
                continue
            found[key] = _leak(piece, known, start, end)
    leaking = {leak.file for leak in found.values()}
    for digest in (digest for file, digest in clean.items() if file not in leaking):
        before.add(digest)
    order = (QUOTE, NAME, IDENTIFIER, CODER, PART)
    return sorted(found.values(), key=lambda leak: (order.index(leak.kind), leak.file, leak.part, leak.line))


def _leak(piece: TextChunk, known: ForbiddenText, start: int, end: int) -> Leak:
    around = " ".join(piece.text[max(0, start - _AROUND) : end + _AROUND].split())
    line = piece.line + piece.text.count("\n", 0, start) if piece.line else 0
    return Leak(
        file=piece.file,
        part=piece.part,
        line=line,
        kind=known.kind,
        whose=known.whose,
        text=known.text,
        around=around,
    )


_PLACES: Mapping[str, str] = {
    "docProps/core.xml": "the document's properties",
    "docProps/app.xml": "the document's properties",
    "docProps/custom.xml": "the document's properties",
    "xl/sharedStrings.xml": "the workbook's cells",
    "word/document.xml": "the document's text",
    "word/comments.xml": "the document's comments",
}


def _place(part: str) -> str:
    return "the workbook's cells" if part.startswith("xl/worksheets/") else _PLACES.get(part, part)
