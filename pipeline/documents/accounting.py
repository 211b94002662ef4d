"""Checks that a reader lost no text: compares what it read with a simpler count of letters and digits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.documents.document import Document, Problem
from pipeline.documents.text import cleaned

_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_MOST_LINES = 300  # searched for one by one in the whole text
_MOST_SIGNS = 300  # characters counted one by one
_QUOTED = 12  # words of a passage
_MOST_QUOTED = 4  # passages


def unread(plain: str, document: Document, *, named: str = "") -> Problem | None:
    """Return a finding if letters or digits of the file appear in none of its lines and cells.

    Args:
        plain: the text of the file, one paragraph per line, extracted by a simpler method than the reader's.
        document: the result of the reader.
        named: text that the reader leaves out deliberately, such as note markers.
    """
    read = "\n".join((*_texts(document), named))
    missing = _too_few(plain, read)
    if missing:  # cleaning costs as much as reading and is seldom needed
        plain = cleaned(plain)
        missing = _too_few(plain, read)
    if not missing:
        return None
    passages = list(_missing(plain, read))
    return Problem(
        level="check",
        finding=f"{missing:,} letters or figures of the file were not read",
        remedy="Compare the file with the text that was read; save it again in its own program, or as plain text",
        words=quoted(passages),
    )


def quoted(passages: Iterable[str]) -> str:
    """The first words of the first passages, as shown in a finding."""
    found = [" ".join(passage.split()) for passage in passages]
    shown = [" ".join(each.split()[:_QUOTED]) + (" …" if len(each.split()) > _QUOTED else "") for each in found]
    return "; ".join(f"“{each}”" for each in shown[:_MOST_QUOTED]) + (
        " and more" if len(shown) > _MOST_QUOTED else ""
    )


def _too_few(plain: str, read: str) -> int:
    """How many letters and digits of one text are missing from the other, counting each occurrence."""
    signs = set(plain)
    if len(signs) > _MOST_SIGNS:  # as in Chinese: counting each character separately would take too long
        lost = Counter(plain)
        lost.subtract(read)
        return sum(count for sign, count in lost.items() if count > 0 and sign.isalnum())
    return sum(max(0, plain.count(sign) - read.count(sign)) for sign in signs if sign.isalnum())


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)


def _texts(document: Document) -> Iterator[str]:
    for line in document.lines:
        yield line.text
        if line.voice or line.time:
            yield f"{line.voice or ''} {line.time}"
    for row in (*(document.grid or ()), *document.notes.values()):
        yield from row


def _missing(plain: str, read: str) -> Iterator[str]:
    """The passages that were not read: from each line not found whole, the words that were read too seldom."""
    letters = _letters(read)
    too_few = Counter(_WORD.findall(plain))
    too_few.subtract(_WORD.findall(read))
    looked = 0
    for line in plain.split("\n"):
        words = _WORD.findall(line)
        if not words or looked > _MOST_LINES or not any(too_few[word] > 0 for word in words):
            continue
        looked += 1
        if _letters(line) in letters:
            continue
        run: list[str] = []
        for word in (*words, ""):
            if word and too_few[word] > 0:
                too_few[word] -= 1
                run.append(word)
            elif run:
                yield " ".join(run)
                run = []
