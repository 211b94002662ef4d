"""The kinds of malicious files, and the pipeline's messages for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ = ""  # it does no harm, and is read as the text that it is
DAMAGED = "the file is damaged, or its extension does not match its contents"
BOMB = "the file unpacks to far more than a transcript can hold: it may be malicious (a zip bomb)"
DECLARES = "its XML has a document type declaration, which office programs never write: it may be malicious"
LOCKED = "the file is protected by a password"
NO_SPEAKERS = "no speakers were recognised, so this file has been left out"
DEEP = "the file is nested too deeply for a transcript"
PICTURES = "the PDF contains images of pages, but no text"
ALTERNATE = "the speakers are not named; alternating paragraphs were read as question and answer"
FITS = "matches only"
HELD = "the file is held and none of its words are used"
MANY_LINES = "the file has more than 200,000 lines"
OUTSIDE = "it is a link to a place outside the folder"
NOWHERE = "it is a link that leads nowhere"
INCLUDES = "the file includes another document, which was not opened"
LARGE_TABLE = "the table has too many cells for a survey or a transcript"
ATTRIBUTES = "an HTML tag has more than 1,000 attributes"
SPEAKERS = "more than 5,000 different speakers seem to be marked"
ACCENTS = "some letters have more than 64 accents"

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
