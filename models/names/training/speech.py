"""Real speech with the names on which two models agree, to learn from beside what people annotated.

Where the names model of the first stage and spaCy's small model find the same name, it is taken for one; where they
differ, nothing is learnt from those words. So the second stage sees how people speak, and sees it lower-cased and
without punctuation too, with labels that were found in clean text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from models.names.training.corpus import LABELS, UNSURE, Name, Sentence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SPEECH = "speech"
_LABEL = re.compile(r"^\**[^:*]{1,60}:\**\s+")
_NOT_SPOKEN = re.compile(r"^\s*(\.\.|:|#|<|\d+$)")
_FEWEST_WORDS, _MOST_WORDS = 6, 100


def agreed(texts: Iterable[str], *, ours: Language, other: Language, most: int) -> list[Sentence]:
    """Up to `most` pieces of the texts with the names on which both models agree."""
    found = (_agreed(one, two) for one, two in zip(*_docs(texts, ours, other), strict=True))
    return list(islice((sentence for sentence in found if sentence is not None), most))


def spoken_texts(folder: Path) -> Iterator[str]:
    """What was said in the transcripts below a folder: `.txt`, `.rst` and `.csv`, without labels."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".txt", ".rst"}:
            yield from _paragraphs(path)
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                for row in csv.DictReader(file):
                    yield from _pieces(row.get("words") or "")


def _paragraphs(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8", errors="replace").splitlines():
        if line.strip() and not _NOT_SPOKEN.match(line):
            yield from _pieces(_LABEL.sub("", line.strip()))


def _pieces(text: str) -> Iterator[str]:
    """Turns as they are if short, else in pieces of a few sentences."""
    piece: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        piece += sentence.split()
        if len(piece) >= _MOST_WORDS // 2:
            yield " ".join(piece[:_MOST_WORDS])
            piece = []
    if len(piece) >= _FEWEST_WORDS:
        yield " ".join(piece[:_MOST_WORDS])


def _docs(texts: Iterable[str], ours: Language, other: Language) -> tuple[Iterator[Doc], Iterator[Doc]]:
    kept = list(texts)
    return ours.pipe(kept, batch_size=64), other.pipe(kept, batch_size=64)


def _agreed(ours: Doc, other: Doc) -> Sentence | None:
    mine = {Name(*_bare(e.start, e.end, ours), e.label_) for e in ours.ents}
    theirs = {Name(*_bare(e.start, e.end, other), e.label_) for e in other.ents if e.label_ in LABELS}
    sure = mine & theirs
    unsure = [name for name in (mine ^ theirs) if not any(_touch(name, kept) for kept in sure)]
    names = sorted(sure)
    for name in sorted(unsure):
        if not any(_touch(name, kept) for kept in names):
            names.append(Name(name.start, name.end, UNSURE))
    tokens = tuple(token.text if token.text.strip() else "-" for token in ours)
    return Sentence(tokens, tuple(sorted(names)), SPEECH) if tokens else None


def _touch(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end


def _bare(start: int, end: int, doc: Doc) -> tuple[int, int]:
    if end - start > 1 and doc[start].lower_ in {"the", "a", "an"}:
        start += 1
    if end - start > 1 and doc[end - 1].lower_ in {"'s", "’s"}:
        end -= 1
    return start, end
