"""The gate: redacts all text that is handed over, as consent requires.

Two kinds of text pass. Words from a transcript are replaced at the spans in the redaction log, and
then searched again. All other text (names of themes, cases and files, bases, notes, findings) has names
replaced, and loses any run of words of a person who may not be quoted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from pipeline.corpus.schema import PrintableText
from pipeline.corpus.spans import WORD, Overlaps, Span, folded, replaced
from pipeline.emit.material import Material
from pipeline.emit.passed_words import Passed, PassedWords, Recalled, nothing_recalled
from pipeline.language.lexicons import lexicon_words
from pipeline.people.identifiers import without_identifiers
from pipeline.people.name_matching import REPLACEMENT
from pipeline.people.names import Person, keys_of
from pipeline.people.redaction import Redactor

WITHHELD = PrintableText("[not to be quoted]")
# So many words in a row, the same as somebody said who is not to be quoted, are that person's words.
_RUN = 8
_JOINT = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_FIGURES = re.compile(r"\d+")
_LEAD = "file "


class Redacts(Protocol):
    """Replaces the names that may not be printed."""

    def redacted(self, text: str, *, organisation: bool = False) -> str:
        """`text` without them; in the name of an organisation only a person's whole name goes."""


class Gate:
    """Lets text out, without what consent forbids."""

    def __init__(
        self,
        redactor: Redacts,
        *,
        redactions: Mapping[str, Sequence[tuple[Span, str]]],
        withheld: Iterable[str] = (),
        mentioned: Redacts | None = None,
        before: PassedWords | None = None,
        free: Recalled | None = None,
        said: Recalled | None = None,
    ) -> None:
        """Set up the gate.

        Args:
            redactor: for text that is not a transcript's.
            redactions: for each source, what is to be replaced where, and by what.
            withheld: all that was said by people who are not to be quoted.
            mentioned: for text that was made from a transcript: third parties named there.
            before: what passed in an earlier run.
            free: the same for text that is not a transcript's.
            said: the same for text about what people said.
        """
        self._redactor = redactor
        self._mentioned = mentioned
        self._before = before
        self._redactions = {source: Overlaps(spans) for source, spans in redactions.items()}
        self._runs = {run for words in withheld for run in _runs([m.group() for m in WORD.finditer(words)])}
        self._free, self._said = free or nothing_recalled(), said or nothing_recalled()
        self._organisations: dict[str, PrintableText] = {}
        self._name_nobody: set[str] = set()
        self.caught = 0  # places where the redaction log had missed a name

    def words(self, source: str, text: str, span: Span) -> PrintableText:
        """What stands at `span` of a source's text, as it may be printed."""
        passed = self._before.find(source, span) if self._before else None
        if passed is None:
            passed = self._passed_at(source, text, span)
        if self._before:
            self._before.add(source, span, passed)
        self.caught += passed.caught
        return PrintableText(span.of(text) if passed.text is None else passed.text)

    def _passed_at(self, source: str, text: str, span: Span) -> Passed:
        redactions = self._redactions.get(source)
        here = redactions.at(span) if redactions else ()
        printed = replaced(text, here, within=span) if here else span.of(text)
        # The log was made with more in sight than these few words, and is right about a part of a name (the
        # Mary Ward Centre); a whole name goes whatever the log says.
        checked = self._redactor.redacted(printed, organisation=True)
        return Passed(checked if checked != span.of(text) else None, checked != printed)

    def free(self, text: str) -> PrintableText:
        """Any other text, as it may be printed."""
        return PrintableText(self._free.find(text, self._passed))

    def _passed(self, text: str) -> str:
        return self._without_withheld(without_identifiers(self._redactor.redacted(_encodable(text))))

    def said(self, text: str) -> PrintableText:
        """Text about what people said (a basis, a candidate's name, a coder's note), as it may be printed."""
        return PrintableText(self._said.find(text, self._passed_without_mentioned))

    def _passed_without_mentioned(self, text: str) -> str:
        passed = self.free(text)
        return self._mentioned.redacted(passed) if self._mentioned else passed

    def organisation(self, name: str) -> PrintableText:
        """The name of an organisation, as it may be printed."""
        if name not in self._organisations:
            passed = self._redactor.redacted(_encodable(name), organisation=True)
            self._organisations[name] = PrintableText(self._unless_third_party(passed))
        return self._organisations[name]

    def organisation_or_person(self, name: str) -> PrintableText:
        """A name taken for an organisation's, which may be somebody's: then it goes."""
        return PrintableText(self._unless_third_party(self.free(name)))

    def _unless_third_party(self, name: str) -> str:
        """The name, unless the whole of it is a third party's."""
        if self._mentioned is None:
            return name
        printed = self._mentioned.redacted(name, organisation=True)
        return printed if printed == REPLACEMENT else name

    def name(self, text: str) -> PrintableText:
        """The name of a file, case or source, in which underscores or capitals may part a person's name."""
        given = _encodable(text)
        parted = folded(_JOINT.sub(" ", given))
        # Nobody's name has a figure in it: of a thousand numbered names, one is looked at.
        letters = folded(_FIGURES.sub(" ", parted))
        if letters in self._name_nobody:
            return PrintableText(given)
        # File names are seldom written with capitals; with them, `grace` in one is Grace, and not a word.
        for spelt in (parted, f"{_LEAD}{' '.join(map(_capital, parted.split()))}"):
            redacted = self._redactor.redacted(spelt)
            if redacted != spelt:
                return PrintableText(redacted.removeprefix(_LEAD))
        passed = self.free(text)
        if passed == given:
            self._name_nobody.add(letters)
        return passed

    def names(self, texts: Iterable[str]) -> dict[str, PrintableText]:
        """`name` for each, and different ones stay different."""
        printed: dict[str, PrintableText] = {}
        taken: set[str] = set()
        for text in dict.fromkeys(texts):
            name, count = self.name(text), 1
            while name in taken:
                count += 1
                name = worded("{name} ({count})", name=self.name(text), count=count)
            taken.add(name)
            printed[text] = name
        return printed

    def _without_withheld(self, text: str) -> str:
        if not self._runs:
            return text
        words = list(WORD.finditer(text))
        found = [
            Span(words[at].start(), words[at + _RUN - 1].end())
            for at, run in enumerate(_runs([word.group() for word in words]))
            if run in self._runs
        ]
        return replaced(text, [(span, WITHHELD) for span in _joined(found)])


def worded(template: str, /, **texts: PrintableText | int) -> PrintableText:
    """Text that has passed the gate inside the program's own words, which are a literal: a test sees to that."""
    return PrintableText(template.format_map(texts))


def joined(texts: Iterable[PrintableText], *, separator: str = ", ") -> PrintableText:
    """Texts that have passed the gate, with a separator between them."""
    return PrintableText(separator.join(texts))


def with_capital(text: PrintableText) -> PrintableText:
    """A text that has passed the gate, with its first letter as a capital."""
    return PrintableText(text[:1].upper() + text[1:])


def region_of(place: PrintableText) -> PrintableText:
    """What stands after the last comma of a place that has passed the gate."""
    return PrintableText(place.rpartition(",")[2].strip())


def beginning(text: PrintableText, longest: int) -> PrintableText:
    """A text that has passed the gate; of a longer one its first words, with the mark of a cut."""
    return text if len(text) <= longest else PrintableText(f"{text[:longest].rsplit(' ', 1)[0]} …")


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    plain = [word.casefold().replace("’", "'") for word in words]
    return [tuple(plain[at : at + _RUN]) for at in range(len(plain) - _RUN + 1)]


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _capital(word: str) -> str:
    is_place = word.casefold() in lexicon_words("names_that_are_places")
    return word.lower() if is_place else word[:1].upper() + word[1:]


def _encodable(text: str) -> str:
    # A file name that is not UTF-8 reaches us with lone surrogates, which no file can hold.
    return text.encode("utf-8", "replace").decode("utf-8")


def gate_of(
    material: Material,
    redactor: Redactor,
    *,
    before: PassedWords | None = None,
    recalled: Callable[[object], Recalled] = lambda key: nothing_recalled(),
) -> Gate:
    """The gate of this study.

    Args:
        material: the working tables.
        redactor: finds the people on record.
        before: what passed of the transcripts in an earlier run.
        recalled: what passed of other texts, by all that this depends on beside the code, as a JSON value.
    """
    withheld, mentioned = list(material.withheld_words()), Redactor(_mentioned(material))
    return Gate(
        redactor,
        redactions=redacted_places(material),
        withheld=withheld,
        mentioned=mentioned,
        before=before,
        free=recalled([redactor.digest, withheld]),
        said=recalled([redactor.digest, withheld, mentioned.digest]),
    )


def redacted_places(material: Material) -> dict[str, list[tuple[Span, str]]]:
    """For each source, what is to be replaced where, and by what."""
    redactions: dict[str, list[tuple[Span, str]]] = defaultdict(list)
    for row in material.redactions:
        redactions[row.source].append((row.span, row.replacement))
    return redactions


def _mentioned(material: Material) -> list[Person]:
    """Third parties, except those whom a document quotes: they are public."""
    in_print = {key for row in material.quotes if row.kind == "direct" for key in keys_of(row.speaker)}
    names = {row.text for row in material.redactions if row.replacement == REPLACEMENT and not row.participant}
    return [
        Person(participant="mentioned", name=name) for name in sorted(names) if not in_print & set(keys_of(name))
    ]
