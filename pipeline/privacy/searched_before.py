"""What an earlier audit searched for the same words without finding any: it need not be searched again.

The outputs hold the same words many times, and a run after one decision changes few of them. Each text is divided
into chunks at places that depend on the text near them only: all chunks but those around a change stay the same. If
a new transcript brings new names, these alone are searched for in the chunks that were searched before.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from pipeline.corpus.storage import write_whole
from pipeline.privacy.forbidden import CELL_END, Forbidden
from pipeline.workflow.cache import content_key

_SHORTEST, _LONGEST = 8_000, 60_000  # characters of a chunk, without what it shares with the next
_SHARED = 2_000  # characters of the next chunk that a chunk includes, so that nothing is missed between them
_LEAST_LETTERS = 400  # among these: more than any name, number or run of words that is searched for
_END = re.compile(f'[\n>"{CELL_END}]')  # of a line, a cell, a tag or a value
_SPACE = re.compile(rf"[\s{CELL_END}]")
_NO_LETTER = re.compile(r"[\W_]+")
_NO_ASCII_LETTERS = bytes(byte for byte in range(256) if byte > 127 or not chr(byte).isalnum())
_MARKUP = re.compile(r"</?[\w:.-]+|(?<![\w:.-])[\w:.-]++=")  # names of elements and attributes
_BEFORE = 24  # characters before such an end that decide whether a chunk ends there
_ONE_IN = 16  # of these ends


class Chunk(NamedTuple):
    """A part of a text that overlaps with the next: all that is searched for stands in one of them.

    Attributes:
        start: where it begins.
        end: where the next begins.
        shared: where it ends.
    """

    start: int
    end: int
    shared: int


def chunks_of(text: str) -> Iterator[Chunk]:
    """The chunks of a text, which depend on the text near their ends only. The last ends where the text ends."""
    start = 0
    while start < len(text):
        end = _end_of_chunk(text, start)
        yield Chunk(start, end, _end_of_shared(text, end))
        start = end


def _end_of_chunk(text: str, start: int) -> int:
    last = min(start + _LONGEST, len(text))
    for found in _END.finditer(text, min(start + _SHORTEST, last), last):
        if crc32(text[found.start() - _BEFORE : found.start()].encode("utf-8", "surrogatepass")) % _ONE_IN == 0:
            return found.end()
    space = _SPACE.search(text, last)
    return space.end() if space else len(text)


def _end_of_shared(text: str, end: int) -> int:
    """Where the part shared with the next chunk ends: at a space, after enough letters that are not mark-up."""
    size = _SHARED
    while end + size < len(text):
        space = _SPACE.search(text, end + size)
        if space is None:
            return len(text)
        if _letters_in(text[end : space.start()]) >= _LEAST_LETTERS:
            return space.start()
        size *= 2
    return len(text)


def _letters_in(text: str) -> int:
    """How many letters a text has that are not mark-up, or more than enough."""
    if "<" in text or "=" in text:
        text = _MARKUP.sub("", text)
    few = len(text.encode("utf-8", "replace").translate(None, _NO_ASCII_LETTERS))
    return few if few >= _LEAST_LETTERS else len(_NO_LETTER.sub("", text))


def digests_of(forbidden: Forbidden) -> set[str]:
    """A digest of each phrase, part and name that is searched for."""
    phrases = {_digest(words) for some in forbidden.phrases.values() for words, _ in some}
    return (
        phrases
        | {_digest(f"part {part}") for part in forbidden.parts}
        | {_digest(f"name {name}") for name in forbidden.names}
    )


def only(forbidden: Forbidden, digests: Container[str]) -> Forbidden:
    """Those with these digests, and no runs of words. Who finds nothing part by part finds nothing at all."""
    few = Forbidden(
        parts={part: known for part, known in forbidden.parts.items() if _digest(f"part {part}") in digests},
        names={name: known for name, known in forbidden.names.items() if _digest(f"name {name}") in digests},
    )
    for some in forbidden.phrases.values():
        for words, known in some:
            if _digest(words) in digests:
                few.add_phrase(words, known)
    return few


def _digest(item: str | Sequence[str]) -> str:
    return content_key(item)


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:  # missing or unreadable: everything is searched
        return []


class SearchedBefore:
    """The digests of files in which nothing was found, each with those of its chunks.

    Args:
        path: where they are kept: the key, the digests of what was searched for, and a line for each file.
        key: a digest of the search; what was kept under another counts for nothing.
        wanted: a digest of each thing that is searched for.
        again: whether to search everything again.

    Attributes:
        new: those of `wanted` that were not searched for before.
    """

    def __init__(self, path: Path, key: str, wanted: Iterable[str], *, again: bool) -> None:
        self._path, self._key, self._wanted = path, key, frozenset(wanted)
        key_kept, searched, *lines = [*([] if again else _lines_of(path)), "", ""]
        files = (line.split() for line in lines if line and key_kept == key)
        self._before = {file: chunks for file, *chunks in files}
        self._clean = {chunk for chunks in self._before.values() for chunk in chunks}
        self.new = self._wanted.difference(searched.split() if self._before else ())
        self._now: dict[str, Iterable[str]] = {}

    def is_clean_file(self, digest: str) -> bool:
        """Whether nothing is to be searched for in the file with this digest."""
        if digest in self._before and not self.new:
            self._now[digest] = self._before[digest]
        return digest in self._now

    def is_clean(self, digest: str) -> bool:
        """Whether in the chunk with this digest nothing but `new` is to be searched for."""
        return digest in self._clean

    def add_file(self, digest: str, chunks: Iterable[str]) -> None:
        """Nothing was found in it, which consists of these chunks."""
        self._now[digest] = chunks
        self._clean.update(chunks)

    def keep(self) -> None:
        """Keep what was found to be clean by this audit, and forget the rest."""
        files = (" ".join([file, *sorted(set(chunks))]) for file, chunks in sorted(self._now.items()))
        lines = [self._key, " ".join(sorted(self._wanted)), *files]
        write_whole(self._path, "\n".join(lines).encode(), private=True)
