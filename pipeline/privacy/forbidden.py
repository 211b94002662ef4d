"""The text that consent forbids, as words to search for."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pipeline.corpus import tables
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import Consent, Turn
from pipeline.corpus.spans import BARE_WORD, Span, replaced
from pipeline.language.lexicons import lexicon_words
from pipeline.language.styled_letters import plain_letters
from pipeline.people.names import Person, name_words, normalise

if TYPE_CHECKING:
    pass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
CELL_END = "\x1f"  # marks the end of a cell, where a run of words ends
# ASCII characters between words become spaces; the bytes of other characters are kept.
_NO_LETTERS = bytes(byte if byte > 127 or chr(byte).isalnum() else ord(" ") for byte in range(256))
RUN = 8  # this many consecutive words, said by nobody else, identify words not to be quoted
_SHORTEST = 3  # minimum letters of a part of a name that identifies a person


class ForbiddenText(NamedTuple):
    """Forbidden text: its kind, whose it is, and how it is written."""

    kind: str
    whose: str
    text: str


NAME, PART, QUOTE, IDENTIFIER, CODER = "name", "part of a name", "words", "identifier", "coder's name"


class ForbiddenPhrase(NamedTuple):
    """Consecutive words, and who said them."""

    words: tuple[str, ...]
    whose: str


@dataclass
class Forbidden:
    """All forbidden text, indexed by a leading word.

    Attributes:
        phrases: runs of lower-case words, by their first word; the longest first.
        parts: words that are part of a name, written as in the name.
        runs: every run of `RUN` words of people who are not to be quoted, with the number of words before the
            leading word, which is the rarest, so that few comparisons fail.
        names: given names and surnames of people on record, in lower case, except words of organisations and of
            people who may be named. A name in a case or title is not thereby permitted here.
    """

    phrases: dict[str, list[tuple[tuple[str, ...], ForbiddenText]]] = field(default_factory=dict)
    parts: dict[str, ForbiddenText] = field(default_factory=dict)
    runs: dict[str, list[tuple[int, ForbiddenPhrase]]] = field(default_factory=dict)
    names: dict[str, ForbiddenText] = field(default_factory=dict)

    @cached_property
    def leading_words(self) -> frozenset[str]:
        """The words at which a comparison is needed."""
        return frozenset((*self.phrases, *map(str.lower, self.parts), *map(normalise, self.parts), *self.runs))

    def add_phrase(self, words: tuple[str, ...], known: ForbiddenText) -> None:
        """Add these consecutive words to the search."""
        if words:
            some = self.phrases.setdefault(words[0], [])
            if all(words != other for other, _ in some):
                some.append((words, known))

    def add_name(self, name: str, whose: str) -> None:
        """Add a full name to the search: in its own order, surname first, and run together as in file names."""
        words = tuple(keys(" ".join(name_words(name))))
        if len(words) > 1:
            known = ForbiddenText(NAME, whose, name)
            for form in (words, (words[0], words[-1]), (*words[-1:], *words[:-1]), ("".join(words),)):
                self.add_phrase(form, known)

    def add_runs(self, runs: Mapping[tuple[str, ...], str], counts: Mapping[str, int]) -> None:
        """Add runs of words to the search; `counts` gives word frequencies, since the rarest word leads."""
        for run, whose in runs.items():
            before = min(range(len(run)), key=lambda at: counts.get(run[at], 0))
            self.runs.setdefault(run[before], []).append((before, ForbiddenPhrase(run, whose)))


def keys(text: str) -> Iterator[str]:
    """The keys of the words of a text, used for comparison."""
    return (normalise(word) for word in BARE_WORD.findall(text))


def found_in(text: str, forbidden: Forbidden) -> Iterator[tuple[ForbiddenText, int, int]]:
    """The forbidden text found in a text, with its place, in one pass over the words.

    A name or number may span two cells, such as one for given names and one for surnames; a run of words may not
    (see `CELL_END`).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", plain_letters(text)))
    words = words_in(text)
    folded = {word: word.lower() if word.isascii() else normalise(word) for word in set(words)}
    leading = {word for word, key in folded.items() if key in forbidden.leading_words}
    if not leading:
        return
    searched = _Searched(text, words, folded)
    ended = 0
    for at in [at for at, word in enumerate(words) if word in leading]:
        if at >= ended and (hit := _hit(searched, at, forbidden)) is not None:
            known, first, ended = hit
            yield known, *searched.place(first, ended)


def words_in(text: str) -> list[str]:
    """The matches of `BARE_WORD` in a text, in half the time; outputs grow, and all of them are searched."""
    spaced = text.encode("utf-8", "surrogatepass").translate(_NO_LETTERS).decode("utf-8", "surrogatepass")
    pieces = spaced.split()
    if spaced.isascii():
        return pieces
    found: list[str] = []
    for piece in pieces:
        if piece.isascii():
            found.append(piece)
        else:
            found += BARE_WORD.findall(piece)
    return found


@dataclass(frozen=True)
class _Searched:
    """A text to search: its words and their keys."""

    text: str
    words: Sequence[str]
    folded: Mapping[str, str]

    @cached_property
    def _edges(self) -> list[tuple[int, int]]:
        return [match.span() for match in BARE_WORD.finditer(self.text)]

    def stands(self, wanted: tuple[str, ...], first: int) -> bool:
        """Whether the keys at a place equal these words."""
        return tuple(map(self.folded.__getitem__, self.words[first : first + len(wanted)])) == wanted

    def place(self, first: int, last: int) -> tuple[int, int]:
        """The place of words, from the first to one past the last."""
        return self._edges[first][0], self._edges[last - 1][1]

    def in_one_cell(self, first: int, last: int) -> bool:
        """Whether no cell ends between these words."""
        start, end = self.place(first, last)
        return CELL_END not in self.text[start:end]


def _hit(searched: _Searched, at: int, forbidden: Forbidden) -> tuple[ForbiddenText, int, int] | None:
    """Forbidden text that begins at or surrounds a word, with its words from the first to one past the last."""
    words = searched.words
    key = searched.folded[words[at]]
    for phrase, known in forbidden.phrases.get(key, ()):
        if searched.stands(phrase, at):
            return known, at, at + len(phrase)
    for before, run in forbidden.runs.get(key, ()):
        first = at - before
        last = first + len(run.words)
        if first >= 0 and searched.stands(run.words, first) and searched.in_one_cell(first, last):
            return ForbiddenText(QUOTE, run.whose, " ".join(words[first:last])), first, last
    part = forbidden.parts.get(words[at])
    return None if part is None else (part, at, at + 1)


def forbidden_in(made: RunTables, texts: Mapping[str, str]) -> Forbidden:
    """The text that consent forbids in a study, from its working tables.

    Args:
        made: the tables PARTICIPANTS, ATTRIBUTIONS, TURNS, REDACTIONS, SOURCES, ORGANISATIONS.
        texts: the stored texts.
    """
    found = Forbidden()
    people = [
        Person(
            participant=row.participant,
            name=row.name,
            label=row.speaker,
            organisation=row.organisation,
            consent=Consent(row.consent),
        )
        for row in made[tables.PARTICIPANTS]
    ]
    agreed = {tuple(keys(name)) for person in people if person.consent.may_be_named for name in person.names}
    strict = {tuple(keys(name)) for person in people if not person.consent.may_be_named for name in person.names}
    permitted = _permitted_words(made, texts, agreed - strict)
    for person in people:
        for name in person.names if not person.consent.may_be_named else ():
            if tuple(keys(name)) in agreed - strict:
                continue
            found.add_name(name, person.participant)
            for word in BARE_WORD.findall(" ".join(name_words(name))):
                if _is_identifying(word, permitted):
                    known = ForbiddenText(PART, person.participant, name)
                    found.parts.setdefault(word, known)
                    found.parts.setdefault(word.capitalize(), known)
                    found.parts.setdefault(word.upper(), known)
    _add_names(found, people, made, texts, agreed - strict)
    in_print = _InPrint.of(made, texts)
    _add_log(found, made, texts, agreed, in_print.names)
    _add_parts_of_mentioned(found, made, permitted, in_print.words)
    _add_words(found, made, texts)
    return found


def _add_names(
    found: Forbidden,
    people: Iterable[Person],
    made: RunTables,
    texts: Mapping[str, str],
    agreed: Iterable[tuple[str, ...]],
) -> None:
    """Add parts of names of people who may not be named, unless shared by an organisation or another person."""
    people = list(people)
    bodies = [body for row in made[tables.ORGANISATIONS] for body in (row.organisation, *row.aliases.split("; "))]
    whole: dict[str, set[frozenset[str]]] = {}  # by each word, as there may be many people and organisations
    strict = [person for person in people if not person.consent.may_be_named]
    for words in {frozenset(keys(name)) for person in strict for name in person.names}:
        if len(words) > 1:
            for word in words:
                whole.setdefault(word, set()).add(words)
    borne = {key for name in agreed for key in name} | {key for body in bodies for key in _borne(body, whole)}
    borne |= {key for text in _published_texts(made, texts) for key in keys(text)}
    for person in strict:
        for name in person.names:
            for key in keys(" ".join(name_words(name))):
                if key not in borne:
                    found.names.setdefault(key, ForbiddenText(PART, person.participant, name))


def _borne(body: str, whole: Mapping[str, set[frozenset[str]]]) -> Iterator[str]:
    """The words of an organisation's name, unless it contains a person's full name.

    Args:
        body: the name of the organisation.
        whole: the full names, by each of their words.
    """
    words = set(keys(body))
    if not any(name <= words for word in words for name in whole.get(word, ())):
        yield from words


def _add_log(
    found: Forbidden,
    made: RunTables,
    texts: Mapping[str, str],
    agreed: set[tuple[str, ...]],
    stands: set[str],
) -> None:
    """Add what the log records as replaced: full names of third parties, and identifiers."""
    published = _published(made, texts)
    for row in made[tables.REDACTIONS]:
        words = tuple(keys(row.text))
        if row.participant or not words or words in agreed or _occurs(words, published):
            continue
        if row.replacement != "[name]":
            known = ForbiddenText(IDENTIFIER, "", row.text)
            found.add_phrase(words, known)
            if len(joined := "".join(words)) > 8:
                found.add_phrase((joined,), known)
        elif len(words) > 1 and len(words[0]) > 1 and row.text not in stands:
            found.add_name(row.text, "")


def _add_parts_of_mentioned(
    found: Forbidden, made: RunTables, permitted: set[str], stands: Mapping[str, int]
) -> None:
    """Add given names and surnames of third parties that were replaced throughout the study.

    A word that remains in print somewhere is not a name there, or is another person's, so it is left out, as is a
    word that remains in lower case more often than it was replaced.
    """
    gone = Counter(row.text.lower() for row in made[tables.REDACTIONS] if not row.participant)
    for row in made[tables.REDACTIONS]:
        if not row.participant and row.replacement == "[name]":
            for word in BARE_WORD.findall(row.text):
                if (
                    word[0].isupper()
                    and not word.isupper()
                    and word not in stands
                    and stands.get(word.lower(), 0) <= gone[row.text.lower()]
                    and _is_identifying(word, permitted)
                ):
                    found.parts.setdefault(word, ForbiddenText(PART, "", row.text))


class _InPrint(NamedTuple):
    """The names and words in the texts as printed.

    Attributes:
        names: entries in the log that are not names (they occur in print as often as they were replaced), or that
            an organisation is named after.
        words: every word as written, with its count.
    """

    names: set[str]
    words: Mapping[str, int]

    @classmethod
    def of(cls, made: RunTables, texts: Mapping[str, str]) -> _InPrint:
        """Collect them in one pass over the texts."""
        replacements: dict[str, list[tuple[Span, str]]] = {}
        names: Counter[str] = Counter()
        candidates = Forbidden()
        for row in made[tables.REDACTIONS]:
            replacements.setdefault(row.source, []).append((row.span, row.replacement))
            if not row.participant and row.replacement == "[name]":
                names[row.text] += 1
                candidates.add_name(row.text, "")
        # An organisation named after a person keeps its name: `Harriet Lowe House`.
        in_bodies = {
            known.text
            for row in made[tables.ORGANISATIONS]
            for body in (row.organisation, *row.aliases.split("; "))
            for known, *_ in found_in(body, candidates)
            if len(list(keys(body))) > len(list(keys(known.text)))
        }
        left: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for source, text in texts.items():
            printed = replaced(text, replacements.get(source, ()))
            words.update(BARE_WORD.findall(printed))
            if source in replacements:
                left.update(known.text for known, *_ in found_in(printed, candidates))
        return cls(in_bodies | {name for name, count in left.items() if count >= names[name]}, words)


def _add_words(found: Forbidden, made: RunTables, texts: Mapping[str, str]) -> None:
    """Add runs of words said only by people who are not to be quoted."""
    withheld = {row.participant for row in made[tables.ATTRIBUTIONS] if not row.quotable}
    if not withheld:
        return
    runs: dict[tuple[str, ...], str] = {}
    for row in made[tables.TURNS]:
        if row.participant in withheld:
            runs |= dict.fromkeys(_runs_of(row, texts), row.participant)
    seldom: Counter[str] = Counter()
    for row in made[tables.TURNS]:
        words = list(keys(_said(row, texts)))
        seldom.update(words)
        if row.participant not in withheld:
            for at in range(len(words) - RUN + 1):
                runs.pop(tuple(words[at : at + RUN]), None)
    found.add_runs(runs, seldom)


def _said(turn: Turn, texts: Mapping[str, str]) -> str:
    return turn.span.of(texts[turn.source])


def _runs_of(turn: Turn, texts: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    words = list(keys(_said(turn, texts)))
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _permitted_words(made: RunTables, texts: Mapping[str, str], agreed: Iterable[tuple[str, ...]]) -> set[str]:
    """Words that may be printed: those of organisations, cases, places and people who may be named."""
    told = [text for row in made[tables.SOURCES] for text in (row.case, row.title, row.place)]
    told += [text for row in made[tables.ORGANISATIONS] for text in (row.organisation, row.aliases)]
    told += [text for row in made[tables.ATTRIBUTIONS] for text in (row.attribution, row.organisation, row.role)]
    words = {key for text in told for key in keys(text)} | {key for name in agreed for key in name}
    return words | {key for text in _published_texts(made, texts) for key in keys(text)}


def _is_identifying(word: str, permitted: set[str]) -> bool:
    key = normalise(word)
    ambiguous = key in lexicon_words("names_that_are_words") or key in lexicon_words("names_that_are_places")
    return (
        len(key) >= _SHORTEST and not ambiguous and key not in permitted and key not in lexicon_words("label_words")
    )


def _published_texts(made: RunTables, texts: Mapping[str, str]) -> Iterator[str]:
    return (texts[row.source] for row in made[tables.SOURCES] if row.kind == "document")


def _published(made: RunTables, texts: Mapping[str, str]) -> str:
    return f" {' '.join(key for text in _published_texts(made, texts) for key in keys(text))} "


def _occurs(words: tuple[str, ...], published: str) -> bool:
    return f" {' '.join(words)} " in published
