"""What an earlier audit searched for the same words without finding any: it need not be searched again.

The outputs hold the same words many times, and a run after one decision changes few of them. Each text is divided
into chunks at places that depend on the text near them only: all chunks but those around a change stay the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from pipeline.corpus.storage import write_whole
from pipeline.privacy.forbidden import CELL_END
from pipeline.workflow.cache import content_key

_SHORTEST, _LONGEST = 8_000, 60_000  # characters of a chunk, without what it shares with the next
_SHARED = 2_000  # characters of the next chunk that a chunk includes, so that nothing is missed between them
_LEAST_LETTERS = 400  # among these: more than any name, number or run of words that is searched for
_END = re.compile(f"[\n{CELL_END}]")
_SPACE = re.compile(rf"[\s{CELL_END}]")
_NO_LETTER = re.compile(r"[\W_]+")
_BEFORE = 24  # characters before the end of a line or cell that decide whether a chunk ends there
_ONE_IN = 16  # of the ends of lines or cells


def chunks_of(text: str) -> Iterator[str]:
    """Overlapping chunks of a text: all that is searched for and stands in the text stands in one of them."""
    start = 0
    while start < len(text):
        end = _end_of_chunk(text, start)
        yield text[start : _end_of_shared(text, end)]
        start = end


def _end_of_chunk(text: str, start: int) -> int:
    last = min(start + _LONGEST, len(text))
    for found in _END.finditer(text, min(start + _SHORTEST, last), last):
        if crc32(text[found.start() - _BEFORE : found.start()].encode("utf-8", "surrogatepass")) % _ONE_IN == 0:
            return found.end()
    space = _SPACE.search(text, last)
    return space.end() if space else len(text)


def _end_of_shared(text: str, end: int) -> int:
    """Where the part shared with the next chunk ends: at a space, after enough letters."""
    size = _SHARED
    while end + size < len(text):
        space = _SPACE.search(text, end + size)
        if space is None:
            return len(text)
        if len(_NO_LETTER.sub("", text[end : space.start()])) >= _LEAST_LETTERS:
            return space.start()
        size *= 2
    return len(text)


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", "replace").split("\n")
    except OSError:  # missing or unreadable: everything is searched
        return []


class SearchedBefore:
    """The digests of texts and files in which nothing was found.

    Args:
        path: where they are kept.
        key: a digest of the search and of all that is searched for; what was kept under another counts for nothing.
        again: whether to search everything again.
    """

    def __init__(self, path: Path, key: str, *, again: bool) -> None:
        self._path, self._key = path, key
        kept = [] if again else _lines_of(path)
        self._before = frozenset(kept[1:]) if kept[:1] == [key] else frozenset()
        self._now: set[str] = set()

    def is_clean(self, digest: str) -> bool:
        """Whether nothing was found in what has this digest, in an earlier audit or this one."""
        if digest in self._before:
            self._now.add(digest)
        return digest in self._now

    def add(self, digest: str) -> None:
        """Nothing was found in it."""
        self._now.add(digest)

    def dirty_chunks(self, text: str) -> Iterator[tuple[str, str]]:
        """The chunks that are to be searched, with their digests."""
        for chunk in chunks_of(text):
            if not self.is_clean(digest := content_key(chunk.encode("utf-8", "surrogatepass"))):
                yield chunk, digest

    def keep(self) -> None:
        """Keep what was found to be clean by this audit, and forget the rest."""
        write_whole(self._path, "\n".join([self._key, *sorted(self._now)]).encode(), private=True)
