"""`pipeline audit`: checks that the files to be handed over contain nothing that consent forbids.

It does not rely on the gate: it opens the written files and searches them, first by words, then for rare names by
their letters alone, ignoring word boundaries: `Quill/feather`, `Q~u~i~l~l`, `Qu1llfeather` and letters of another
script give the same sequence of letters. (The letters of common names also occur across other words: `smart in`.) A
third search, with the names model, is in `model_search.py`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain, groupby
from pathlib import Path
from string import ascii_uppercase

import numpy as np
import numpy.typing as npt

from pipeline.corpus import tables
from pipeline.corpus.coding_records import PIPELINE
from pipeline.corpus.json_values import to_json
from pipeline.corpus.settings import load_settings
from pipeline.corpus.storage import checksum, write_whole
from pipeline.corpus.study import Study, Texts
from pipeline.language.styled_letters import plain_letters
from pipeline.language.words import is_common_word
from pipeline.people.name_forms import FIGURES_FOR_LETTERS
from pipeline.people.names import normalise
from pipeline.privacy.file_text import TextChunk, files_below, text_of
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
from pipeline.privacy.run_tables import run_tables
from pipeline.privacy.searched_before import SearchedBefore, digests_of, only
from pipeline.workflow.cache import content_key
from pipeline.workflow.fingerprints import fingerprint_of

_LEAST_LETTERS = 7  # letters
_TABLE_BITS = 20
_TABLE = 1 << _TABLE_BITS
_BLOCK = 2048  # characters per block
_ASCII = bytes(ord(chr(byte).translate(FIGURES_FOR_LETTERS)) for byte in range(256))
_ASCII_LETTERS = FIGURES_FOR_LETTERS | {ord(letter): letter.lower() for letter in ascii_uppercase}
_NO_LETTERS = bytes(
    byte for byte in range(256) if byte > 127 or not chr(byte).translate(FIGURES_FOR_LETTERS).isalpha()
)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_GAP = re.compile(r"[^\w\s]{1,8}|[-\u2010\u2011\u00ad]\s{0,9}")  # between two parts of a name


class RareNames:
    """Searches for names by their letters: many names in long texts, in linear time.

    Each name is indexed by a hash of its first seven letters. The hashes of all seven-letter runs of a text are
    looked up in a table in one step; letters are compared only where the hash is in the table.
    """

    def __init__(self, forbidden: Forbidden) -> None:
        known = {**{normalise(word): part for word, part in forbidden.parts.items()}, **forbidden.names}
        self._names = {
            key: part for key, part in known.items() if len(key) >= _LEAST_LETTERS and not is_common_word(key)
        }
        self._by_hash: dict[int, list[str]] = {}
        for name in self._names:
            self._by_hash.setdefault(int(_hashes(name[:_LEAST_LETTERS])[0]), []).append(name)
        self._table = np.zeros(_TABLE, dtype=bool)
        self._table[list(self._by_hash)] = True

    def found_in(self, text: str) -> Iterator[tuple[ForbiddenText, int, int]]:
        """Names whose letters occur in sequence, as a name or in disguise, with their places."""
        letters = _letters(text)
        if len(letters) < _LEAST_LETTERS or not self._names:
            return
        hashes = _hashes(letters)
        places = _Places(text)
        for at in np.flatnonzero(self._table[hashes]).tolist():
            for name in self._by_hash[int(hashes[at])]:
                if letters.startswith(name, at):
                    start, end = places[at], places[at + len(name) - 1] + 1
                    if _is_disguise(text[start:end]):
                        yield self._names[name], start, end


def _hashes(letters: str) -> npt.NDArray[np.uint32]:
    """A hash for each run of seven letters, less than the size of the table."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    runs = len(codes) - _LEAST_LETTERS + 1
    hashes = np.zeros(runs, dtype=np.uint32)
    for at in range(_LEAST_LETTERS):
        hashes = hashes * np.uint32(0x9E3779B1) + codes[at : at + runs]
    return hashes >> np.uint32(32 - _TABLE_BITS)


class _Places:
    """The place of each letter in the text, computed only for the blocks that are needed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends: list[int] = []  # the end of each block, in letters
        self._block = lru_cache(maxsize=64)(self._places_in)

    def __getitem__(self, letter: int) -> int:
        if not self._ends:
            blocks = range(0, len(self._text), _BLOCK)
            self._ends = list(accumulate(len(_letters(self._text[at : at + _BLOCK])) for at in blocks))
        block = bisect_right(self._ends, letter)
        return self._block(block)[letter - (self._ends[block - 1] if block else 0)]

    def _places_in(self, block: int) -> list[int]:
        start = block * _BLOCK
        piece = self._text[start : start + _BLOCK]
        return [at for at, char in enumerate(piece, start) for _ in _letters_of_character(char)]


def _is_disguise(written: str) -> bool:
    """Whether the letters form a name, rather than the end of one word and the start of the next (`mode sty`)."""
    gaps = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if not letters]
    pieces = ["".join(group) for letters, group in groupby(written, key=str.isalnum) if letters]
    spelled = all(len(piece) == 1 for piece in pieces)
    return spelled or all(map(_GAP.fullmatch, gaps))


def _letters(text: str) -> str:
    """The letters of a text in lower case, without accents; digits that resemble letters count as letters."""
    if not text.isascii():  # of most texts a few characters: quotation marks, dashes, accents
        text = _NOT_ASCII.sub(lambda found: _letters_of_run(found[0]), text)
        if not text.isascii():
            return "".join(filter(str.isalpha, text.translate(_ASCII_LETTERS)))
    return text.lower().encode().translate(_ASCII, _NO_LETTERS).decode()


def _letters_of_run(run: str) -> str:
    return _letters_of_character(run) if len(run) == 1 else "".join(map(_letters_of_character, run))


@lru_cache(maxsize=4096)
def _letters_of_character(char: str) -> str:
    if char.isascii():
        return _letters(char)
    char = plain_letters(char)
    letters = normalise(char.translate(FIGURES_FOR_LETTERS)) if char.isalnum() else ""
    return "".join(filter(str.isalpha, letters))


_Hits = list[tuple[ForbiddenText, int, int]]
_Search = Callable[[str], _Hits]


def also(
    first: Iterable[tuple[ForbiddenText, int, int]], text: str, names: RareNames
) -> list[tuple[ForbiddenText, int, int]]:
    """The results of the first search, plus names from the second that the first did not find in the text."""
    hits = list(first)
    seen = {(known.whose, known.text) for known, _, _ in hits}
    return hits + [hit for hit in names.found_in(text) if (hit[0].whose, hit[0].text) not in seen]


_NEEDED = (
    tables.PARTICIPANTS, tables.ATTRIBUTIONS, tables.TURNS, tables.REDACTIONS, tables.SOURCES, tables.ORGANISATIONS,
    tables.CODINGS,
)  # fmt: skip
_STAMP = "audited.txt"  # in the private folder: the state for which nothing was found
_SEARCHED = "searched.txt"  # in the same folder: digests of texts in which nothing was found
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
    key = content_key(fingerprint_of(__name__), to_json(forbidden.runs))
    before = SearchedBefore(study.private / _SEARCHED, key, digests_of(forbidden), again=again)
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
    hits_in, new_in = _search_for(forbidden), _search_for_few(only(forbidden, before.new))
    for path in files_below(study.outputs, without=study.private.name):
        file = path.relative_to(study.outputs).as_posix()
        pieces: Iterable[TextChunk] = [TextChunk(file, "file name", 0, file)]
        if path.is_file() and not _is_clean(path, file, hits_in, new_in, before):
            pieces = chain(pieces, text_of(path, file))
        for piece in pieces:
            for known, start, end in hits_in(piece.text):
                key = (piece.file, piece.part, known)
                if key in found:
                    found[key] = replace(found[key], times=found[key].times + 1)
                else:
                    found[key] = _leak(piece, known, start, end)
    order = (QUOTE, NAME, IDENTIFIER, CODER, PART)
    return sorted(found.values(), key=lambda leak: (order.index(leak.kind), leak.file, leak.part, leak.line))


def _search_for(forbidden: Forbidden) -> _Search:
    rare = RareNames(forbidden)
    return lambda text: also(found_in(text, forbidden), text, rare)


def _search_for_few(forbidden: Forbidden) -> _Search:
    """The same for a few names. Text in whose letters none of them occurs is not divided into words."""
    leading = {_letters(word) for word in (*forbidden.leading_words, *forbidden.names)}
    whole = _search_for(forbidden)

    def hits_in(text: str) -> _Hits:
        if _is_plain(text):
            letters = _letters(text)
            if not any(word in letters for word in leading):
                return []
        return whole(text)

    return hits_in


def _is_plain(text: str) -> bool:
    """Whether all letters are of the ASCII range and nothing may change or join them."""
    return text.isascii() or all(map(_is_punctuation, {char for run in _NOT_ASCII.findall(text) for char in run}))


@lru_cache(maxsize=4096)
def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZ" and plain_letters(char) == char


def _is_clean(path: Path, file: str, hits_in: _Search, new_in: _Search, before: SearchedBefore) -> bool:
    """Whether nothing is found in a file.

    Args:
        path: where it is.
        file: its path below the outputs folder.
        hits_in: searches for everything.
        new_in: searches for what was not searched for before.
        before: what was searched before.
    """
    whole = content_key(path.name, checksum(path))  # its name says how it is read
    if before.is_clean_file(whole):
        return True
    chunks: list[str] = []

    def known(digest: str) -> bool:
        chunks.append(digest)
        return before.is_clean(digest) and not before.new

    for piece in text_of(path, file, known=known):
        if new_in(piece.text) if before.is_clean(piece.digest) else hits_in(piece.text):
            return False
    before.add_file(whole, chunks)
    return True


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
