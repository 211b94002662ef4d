"""Names for the researcher to check: those detected (`pipeline people`), changes of `pseudonymise --dry-run`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.corpus import tables
from pipeline.corpus.records import Kind, by_source
from pipeline.corpus.spans import Span, SpanIndex, folded
from pipeline.corpus.study import Study, Texts
from pipeline.language.lexicons import words
from pipeline.people.decided_names import PEOPLE_FILE, DecidedNames, public_people
from pipeline.people.everyone import people_in
from pipeline.people.name_evidence import Keys
from pipeline.people.name_matching import REPLACEMENT
from pipeline.people.names import keys_of
from pipeline.people.pseudonyms import PseudonymisedNames
from pipeline.privacy.pseudonymise import decisions_on_names, known_bodies
from pipeline.privacy.run_tables import run_tables

_NEEDED = (
    tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.PEOPLE, tables.MENTIONS, tables.REDACTIONS,
)  # fmt: skip
_CONTEXTS = 2
_AROUND = 45  # characters of a context on either side


class NameKind(StrEnum):
    """Whose name it is. The section quotes of settings.toml says which kinds are replaced."""

    PARTICIPANT = "participant"
    DECIDED = "decided"
    PUBLIC_FIGURE = "public figure"
    IN_DOCUMENT = "named in a published document"
    THIRD_PARTY = "third party"
    NOBODY = "probably no person"  # a thing, place or word that only the names model took for a person


class NameFinder(StrEnum):
    """Who detected a name."""

    MODEL = "the names model"
    QUOTES = "quotes"
    PSEUDONYMISE = "pseudonymise"


@dataclass
class DetectedName:
    """A name with all its occurrences in the study.

    Attributes:
        name: the name in its most frequent spelling.
        count: how often it was detected.
        contexts: up to two contexts, with the name in braces.
        found: in how many places each finder detected it.
        participants: ids of participants whose name it may be.
        decision: the decision in models/people.csv; "" if there is none.
        public: whether it is the name of a public figure.
        in_document: whether a published document names the person.
    """

    name: str = ""
    count: int = 0
    contexts: list[str] = field(default_factory=list)
    found: Counter[NameFinder] = field(default_factory=Counter)
    participants: set[str] = field(default_factory=set)
    decision: str = ""
    public: bool = False
    in_document: bool = False
    _written: Counter[str] = field(default_factory=Counter)

    @property
    def score(self) -> float:
        """The share of its places, from 0 to 1, in which all three finders detect it; 1 if already settled."""
        if self.decision or self.participants:
            return 1.0
        return sum(self.found[finder] for finder in NameFinder) / (len(NameFinder) * self.count)

    @property
    def kind(self) -> NameKind:
        """Whose name it is, as far as known."""
        if self.participants:
            return NameKind.PARTICIPANT
        if self.decision:
            return NameKind.DECIDED
        if self.public:
            return NameKind.PUBLIC_FIGURE
        if self.in_document:
            return NameKind.IN_DOCUMENT
        replaced = self.found[NameFinder.QUOTES] or self.found[NameFinder.PSEUDONYMISE]
        return NameKind.THIRD_PARTY if replaced else NameKind.NOBODY

    @property
    def evidence(self) -> str:
        """Whose name it is, or who detected it."""
        if self.participants:
            return f"name of {', '.join(sorted(self.participants))}"
        return ", ".join(f"{finder} {self.found[finder]} of {self.count}" for finder in NameFinder)

    @property
    def outcome(self) -> str:
        """What happens to the name in quotes and in the copy written by `pseudonymise`."""
        quotes = self._share(NameFinder.QUOTES)
        copy = self._share(NameFinder.PSEUDONYMISE)
        told = f"{quotes} in quotes and the copy" if quotes == copy else f"{quotes} in quotes, {copy} in the copy"
        return f"{told} ({PEOPLE_FILE}: {self.decision})" if self.decision else told

    @property
    def row(self) -> dict[str, object]:
        """The name with what is shown of it, for tables, the page and JSON."""
        return {
            "name": self.name,
            "count": self.count,
            "score": self.score,
            "kind": str(self.kind),
            "outcome": self.outcome,
            "evidence": self.evidence,
            "contexts": self.contexts,
            "decision": self.decision,
            "participant": bool(self.participants),
        }

    def add(self, span: Span, text: str, finders: Sequence[NameFinder]) -> None:
        """Count one more place."""
        self.count += 1
        self.found.update(finders)
        self._written[folded(span.of(text))] += 1
        self.name = min(self._written, key=lambda name: (-self._written[name], name))
        if len(self.contexts) < _CONTEXTS:
            self.contexts.append(context_of(span, text))

    def _share(self, finder: NameFinder) -> str:
        if not self.found[finder]:
            return "printed"
        return "replaced" if self.found[finder] == self.count else f"replaced {self.found[finder]} of {self.count}"


def detected_names(study: Study) -> list[DetectedName]:
    """Each detected name once, uncertain ones first and decided ones last.

    Args:
        study: a study whose last run is up to date.
    """
    made = run_tables(study, _NEEDED)
    texts = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    decided = decisions_on_names(study)
    everyone = people_in(made, texts, bodies=known_bodies(study), decided=decided)
    seen, redacted = by_source(made[tables.PEOPLE]), by_source(made[tables.REDACTIONS])
    public = {keys_of(name) for name in (*words("public_figures"), *public_people(study.models))}
    documents = {row.source for row in made[tables.SOURCES] if row.kind == Kind.DOCUMENT}
    names: dict[Keys, DetectedName] = {}
    for source in texts:
        text = texts[source]
        whose = {each.span: each.participants for each in everyone.get(source, ())}
        names_in_print = [row for row in redacted.get(source, ()) if row.replacement == REPLACEMENT]
        whose |= {row.span: row.participant for row in names_in_print}
        found = {
            NameFinder.MODEL: SpanIndex(row.span for row in seen.get(source, ())),
            NameFinder.QUOTES: SpanIndex(row.span for row in names_in_print),
            NameFinder.PSEUDONYMISE: SpanIndex(each.span for each in everyone.get(source, ())),
        }
        for span in _apart([*whose, *(row.span for row in seen.get(source, ())), *_decided_places(decided, text)]):
            keys = keys_of(span.of(text))
            if not keys:
                continue
            name = names.setdefault(keys, DetectedName())
            name.public = keys in public
            name.in_document |= source in documents and bool(found[NameFinder.MODEL].overlapping(span))
            name.add(span, text, [finder for finder in NameFinder if found[finder].overlapping(span)])
            name.participants.update(filter(None, whose.get(span, "").split("; ")))
            if row := decided.row(span.of(text)):
                name.decision = f"{row.decision} {row.same_as}".strip()
    return sorted(names.values(), key=lambda name: (bool(name.decision), name.score, -name.count, name.name))


def _decided_places(decided: DecidedNames, text: str) -> Iterator[Span]:
    for spans in decided.places(text):
        yield from spans


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans in order, keeping only the longest of any that overlap."""
    end = 0
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            end = span.end
            yield span


def context_of(span: Span, text: str) -> str:
    """The context of a name, with the name in braces."""
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    if span.start > _AROUND:
        before = before.partition(" ")[2]
    if span.end + _AROUND < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(f"{before}{{{span.of(text)}}}{after}".split())


_NEEDED_FOR_CHANGES = (tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.PEOPLE, tables.MENTIONS)


@dataclass
class PlannedChange:
    """One text that would be replaced, in all its places.

    Attributes:
        written: the text in the transcripts.
        replacement: the text that would replace it.
        count: the number of places.
        context: the context of the first place, with the name in braces.
    """

    written: str
    replacement: str
    count: int
    context: str


def planned_changes(study: Study) -> list[PlannedChange]:
    """All changes that `pseudonymise` would make in the transcripts, in order of first appearance.

    Args:
        study: a study whose last run is up to date.
    """
    made = run_tables(study, _NEEDED_FOR_CHANGES)
    texts: Mapping[str, str] = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    replacements = PseudonymisedNames(made, texts, bodies=known_bodies(study), decided=decisions_on_names(study))
    changes: dict[tuple[str, str], PlannedChange] = {}
    for source, some in replacements.of.items():
        for one in some:
            written = folded(one.span.of(texts[source]))
            change = changes.setdefault(
                (written, one.replacement),
                PlannedChange(written, one.replacement, 0, context_of(one.span, texts[source])),
            )
            change.count += 1
    return list(changes.values())
