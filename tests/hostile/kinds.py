"""What a hostile file is, the kinds of them, and what the pipeline says of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ = ""  # it does no harm, and is read as the text that it is
DAMAGED = "the file is damaged, or is not what its name says"
BOMB = "the file unpacks to far more than a transcript can be; it may be a zip bomb"
DECLARES = "its XML has a document type declaration, as no office program writes; it may be an attack"
LOCKED = "the file is protected by a password"
NO_SPEAKERS = "no speakers were recognised, so nothing in it is taken for anybody's words"
DEEP = "the file is nested deeper than a transcript"
PICTURES = "the PDF holds pictures of pages, and no text"
ALTERNATE = "speakers alternate without names; taken as question and answer"
FITS = "fits only in part"
MANY_LINES = "the file has more than 200,000 lines"
OUTSIDE = "it is a link to a place outside the folder"
NOWHERE = "it is a link that leads nowhere"
INCLUDES = "it includes another document, which was not opened"
LARGE_TABLE = "the table has more cells than a survey or a transcript can have"
ATTRIBUTES = "a tag in it has more than 1,000 attributes"
SPEAKERS = "more than 5,000 different speakers seem to be marked in it"
ACCENTS = "letters carry more than 64 accents"

BOMBS = "Bombs"
ENTITIES = "Entities"
WAYS_OUT = "Ways out of the folder"
RUNS = "What would run"
WRITING = "Writing that misleads"
BROKEN = "Broken and locked"
LARGE = "Long, wide, deep"
SLOW = "Slow for a pattern"
NO_FILES = "No file at all"

Content = bytes | str


@dataclass(frozen=True)
class Hostile:
    """One of them.

    Attributes:
        kind: for the table.
        what: what it is, in words.
        name: how the file is called.
        make: its content; or puts it at the place that it is given, for what is no plain file.
        says: the finding; READ for none.
    """

    kind: str
    what: str
    name: str
    make: Callable[[], Content] | Callable[[Path], None]
    says: str = READ

    def put(self, folder: Path) -> None:
        """Put it into a folder."""
        place = folder / self.name
        if self.make.__code__.co_argcount:
            self.make(place)  # type: ignore[call-arg]
            return
        content = self.make()  # type: ignore[call-arg]
        place.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
