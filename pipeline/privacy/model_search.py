"""The third search of `pipeline audit`: applies the names model to everything that is handed over.

The other two search for text known to be forbidden by consent. This one is independent of that: it reports people
whom the model finds in print and whom nothing permits to be named. If it disagrees with what was replaced, the
researcher decides in models/people.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from pipeline.corpus import tables
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import Consent, Kind
from pipeline.corpus.spans import Span
from pipeline.corpus.study import Study, Texts
from pipeline.language.lexicons import words
from pipeline.language.styled_letters import plain_letters
from pipeline.organisations.recognise import seen_by_model
from pipeline.people.decided_names import DecidedNames, public_people
from pipeline.people.name_evidence import Keys, is_name_alone, is_nobody
from pipeline.people.names import is_title, keys_of, names_in_label
from pipeline.privacy.detected_names import context_of
from pipeline.privacy.file_text import TextChunk, pieces_of
from pipeline.privacy.forbidden import CELL_END
from pipeline.privacy.pseudonymise import decisions_on_names
from pipeline.privacy.run_tables import run_tables

_NEEDED = (
    tables.SOURCES, tables.PARTICIPANTS, tables.PEOPLE, tables.ORGANISATIONS, tables.MENTIONS, tables.ATTRIBUTIONS,
    tables.QUOTES,
)  # fmt: skip
_BATCH = 500  # lines per call of the model
_ENDS = re.compile(f"[{CELL_END}\n\r\t]+")
_WORDS = re.compile(r"[^\W\d_]{2}")
_CAPITAL = re.compile(r"[A-Z]")
_CODE = re.compile(r"[{}=<>;\\]|\w\(|\w\.\w+\.|https?:")  # scripts, styles, addresses


@dataclass(frozen=True)
class UndecidedName:
    """A person whom the names model finds in what is handed over.

    Attributes:
        name: the name as written.
        file: the first file that contains it, below the outputs folder.
        context: its context there.
        times: in how many different lines it occurs.
    """

    name: str
    file: str
    context: str
    times: int = 1

    def told(self, *, openly: bool) -> str:
        """The finding as a sentence, with the name and its context only if `openly`."""
        often = f" in {self.times} different lines" if self.times > 1 else ""
        return f"{self.file}: {f'{self.name} ({self.context})' if openly else 'what may be a name'}{often}"


def undecided_names(study: Study) -> list[UndecidedName]:
    """The people whom the model finds in print and whom nothing permits to be named, sorted by name.

    Args:
        study: a study whose last run is up to date.

    Raises:
        UserError: if there is no finished run, or a file cannot be read.
    """
    made = run_tables(study, _NEEDED)
    texts = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    known = KnownInPrint.of(made, texts, decided=decisions_on_names(study), public=public_people(study.models))
    found: dict[Keys, UndecidedName] = {}
    for batch in _batches(_lines(pieces_of(study.outputs, without=study.private.name))):
        seen = seen_by_model([line for _, line in batch])
        for (file, line), names in zip(batch, seen, strict=True):
            for span in (Span(name.start, name.end) for name in names if name.label == "PERSON"):
                keys = _keys_of_name(span, line)
                if keys in found:
                    found[keys] = replace(found[keys], times=found[keys].times + 1)
                elif keys and not known.explains(keys):
                    found[keys] = UndecidedName(span.of(line), file, context_of(span, line))
    return sorted(found.values(), key=lambda one: one.name)


def _keys_of_name(span: Span, line: str) -> Keys:
    """The words of a name; empty if in lower case, unless the line has no capitals and the name has hardly any
    other use."""
    keys = tuple(key for key in keys_of(span.of(line)) if not is_title(key) and len(key) > 1)
    if span.of(line).islower() and (_CAPITAL.search(line) or not all(map(is_name_alone, keys))):
        return ()
    return keys


def _lines(pieces: Iterable[TextChunk]) -> Iterator[tuple[str, str]]:
    """Each line or cell that may contain a name, once, with the first file that contains it."""
    passed: set[str] = set()
    for piece in pieces:
        for line in _ENDS.split(plain_letters(piece.text)):
            line = line.strip()  # noqa: PLW2901 - the same line
            if line not in passed and _WORDS.search(line) and not _CODE.search(line):
                passed.add(line)
                yield piece.file, line


def _batches(lines: Iterator[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


@dataclass(frozen=True)
class KnownInPrint:
    """The study's information on names in print.

    Attributes:
        printable: words of the names that may be printed, and of organisations, places and titles.
        runs: runs of consecutive words in these.
        said: all words of the study. A name with none of them comes from the program, such as an author's.
    """

    printable: frozenset[str]
    runs: frozenset[Keys]
    said: frozenset[str]

    @classmethod
    def of(
        cls, made: RunTables, texts: Mapping[str, str], *, decided: DecidedNames, public: Iterable[str]
    ) -> KnownInPrint:
        """Build it from the working tables and the decisions on names."""
        documents = {row.source for row in made[tables.SOURCES] if row.kind == Kind.DOCUMENT}
        people = [*words("public_figures"), *public, *decided.kept_names()]
        people += [row.span.of(texts[row.source]) for row in made[tables.PEOPLE] if row.source in documents]
        people += [row.speaker for row in made[tables.QUOTES] if row.source in documents]
        for row in made[tables.PARTICIPANTS]:
            if Consent(row.consent).may_be_named:
                people += [row.name, *names_in_label(row.speaker)]
        things = [one for row in made[tables.ORGANISATIONS] for one in (row.organisation, *row.aliases.split("; "))]
        things += [text for row in made[tables.SOURCES] for text in (row.case, row.title, row.place)]
        things += [text for row in made[tables.ATTRIBUTIONS] for text in (row.organisation, row.role)]
        things += decided.names_of_things()
        return cls(
            frozenset(key for name in people for key in keys_of(name)),
            frozenset(run for thing in things for run in _runs(keys_of(thing))),
            frozenset(key for text in texts.values() for key in keys_of(text)),
        )

    def explains(self, keys: Keys) -> bool:
        """Whether the study permits this name in print, or the name does not come from the study."""
        if all(key in self.printable or is_nobody(key) for key in keys) or keys in self.runs:
            return True
        return not self.said.issuperset(keys)


def _runs(keys: Keys) -> Iterator[Keys]:
    """All runs of consecutive words of a name."""
    for first in range(len(keys)):
        for last in range(first + 1, min(len(keys), first + 6) + 1):
            yield keys[first:last]
