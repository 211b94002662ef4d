"""What the earlier stages made, as typed records, with the indexes that writing needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol, TypeVar, cast

from pipeline.corpus import tables
from pipeline.corpus.coding_records import (
    CandidateInClass,
    Coding,
    Judgement,
    LoggedDecision,
    Reliability,
    ReviewEffort,
    Theme,
    Threshold,
)
from pipeline.corpus.evidence_records import (
    Attribution,
    Mention,
    Organisation,
    Passage,
    Quotation,
    Redaction,
    Tie,
)
from pipeline.corpus.records import (
    INTERVIEWER,
    NARRATOR,
    Consent,
    Kind,
    Participant,
    Source,
    SourceFile,
    SurveyColumn,
    SurveyResponse,
    Turn,
    by_source,
)
from pipeline.corpus.review_files import Memo
from pipeline.corpus.rows import StoredRecords
from pipeline.corpus.schema import Table
from pipeline.corpus.spans import Overlaps, Span


class Placed(Protocol):
    """A record that stands at a place of a source's text."""

    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def span(self) -> Span: ...  # noqa: D102


P = TypeVar("P", bound=Placed)
R = TypeVar("R")
S = TypeVar("S", bound=str)


class ReadsRecords(Protocol):
    """Gives the records of a working table."""

    def __call__(self, table: Table[R], /) -> Sequence[R]: ...  # noqa: D102


@dataclass(frozen=True)
class Material:
    """The working tables as records; `texts` gives a source's stored text when asked."""

    files: Sequence[SourceFile]
    sources: Sequence[Source]
    turns: Sequence[Turn]
    participants: Sequence[Participant]
    mentions: Sequence[Mention]
    organisations: Sequence[Organisation]
    ties: Sequence[Tie]
    passages: Sequence[Passage]
    quotes: Sequence[Quotation]
    redactions: Sequence[Redaction]
    attributions: Sequence[Attribution]
    codings: Sequence[Coding]
    judgements: Sequence[Judgement]
    themes: Sequence[Theme]
    candidate_classes: Sequence[CandidateInClass]
    thresholds: Sequence[Threshold]
    reliability: Sequence[Reliability]
    effort: Sequence[ReviewEffort]
    trail: Sequence[LoggedDecision]
    texts: Mapping[str, str]
    survey_columns: Sequence[SurveyColumn] = ()
    survey_responses: Sequence[SurveyResponse] = ()
    memos: Sequence[Memo] = ()

    @classmethod
    def of(cls, read: ReadsRecords, *, texts: Mapping[str, str], memos: Sequence[Memo] = ()) -> Material:
        """All that the stages before have made.

        Args:
            read: gives the records of a working table.
            texts: the stored text of each source.
            memos: what coders wrote, which no stage changes.
        """
        return cls(
            files=read(tables.FILES),
            sources=read(tables.SOURCES),
            turns=read(tables.TURNS),
            participants=read(tables.PARTICIPANTS),
            mentions=read(tables.MENTIONS),
            organisations=read(tables.ORGANISATIONS),
            ties=read(tables.TIES),
            passages=read(tables.PASSAGES),
            quotes=read(tables.QUOTES),
            redactions=read(tables.REDACTIONS),
            attributions=read(tables.ATTRIBUTIONS),
            codings=read(tables.CODINGS),
            judgements=read(tables.JUDGEMENTS),
            themes=read(tables.THEMES),
            candidate_classes=read(tables.CANDIDATE_CLASSES),
            thresholds=read(tables.THRESHOLDS),
            reliability=read(tables.RELIABILITY),
            effort=read(tables.EFFORT),
            trail=read(tables.TRAIL),
            texts=texts,
            survey_columns=read(tables.SURVEY_COLUMNS),
            survey_responses=read(tables.SURVEY_RESPONSES),
            memos=memos,
        )._without_replaced_organisations()

    def _without_replaced_organisations(self) -> Material:
        """Leave out what was taken for an organisation, but is replaced as a person's name wherever it stands."""
        replaced = {
            source: Overlaps((row.span, row.replacement) for row in rows)
            for source, rows in by_source(self.redactions).items()
        }
        kept = {
            row.organisation_id
            for row in self.mentions
            if row.source not in replaced or not replaced[row.source].at(row.span)
        }
        gone = {row.organisation_id for row in self.mentions} - kept
        return (
            replace(
                self,
                mentions=[row for row in self.mentions if row.organisation_id not in gone],
                organisations=[row for row in self.organisations if row.organisation_id not in gone],
                ties=[row for row in self.ties if gone.isdisjoint((row.organisation_id_a, row.organisation_id_b))],
            )
            if gone
            else self
        )

    @cached_property
    def source(self) -> dict[str, Source]:
        """Each source, by its id, in the order of ids."""
        return {row.source: row for row in sorted(self.sources, key=lambda row: row.source)}

    @cached_property
    def turn(self) -> dict[str, Turn]:
        """Each turn, by its id."""
        return {row.turn_id: row for row in self.turns}

    @cached_property
    def attribution(self) -> dict[str, Attribution]:
        """How each participant may be cited."""
        return {row.participant: row for row in self.attributions}

    @cached_property
    def organisation(self) -> dict[str, Organisation]:
        """Each organisation, by its id."""
        return {row.organisation_id: row for row in self.organisations}

    @cached_property
    def identifying(self) -> dict[str, tuple[str, ...]]:
        """Of each anonymous participant what would tell who it is: organisation under all its names, and role."""
        cited = self.attribution
        aliases = {row.organisation: row.aliases.split("; ") for row in self.organisations}
        return {
            row.participant: tuple(
                name.casefold()
                for name in (row.organisation, *aliases.get(row.organisation, ()), row.role)
                if len(name) > 2
            )
            for row in self.participants
            if row.participant in cited and cited[row.participant].consent == Consent.ANONYMOUS
        }

    def in_order(self, records: Iterable[P]) -> Mapping[str, list[P]]:
        """The records of each source, in the order of its text."""
        if isinstance(records, StoredRecords):
            return records.by_source(order=lambda record: record.span)
        return {source: sorted(some, key=lambda record: record.span) for source, some in by_source(records).items()}

    def quotable(self, participant: str) -> bool:
        """Whether the words of this participant may be printed; somebody of whom nothing is known: no."""
        attribution = self.attribution.get(participant)
        if attribution is None:
            return False
        return attribution.quotable and Consent(attribution.consent).may_be_quoted

    def printable(self, turn: Turn) -> bool:
        """Whether the words of this turn may be printed: the interviewer's may, and a document's."""
        return turn.role in (INTERVIEWER, NARRATOR) or self.quotable(turn.participant)

    def place_printable(self, source: str, turn_id: str) -> bool:
        """The same by the turn's id; of a turn that is not known: no. The headings of a document have no turn."""
        if not turn_id:
            return self.source[source].kind == Kind.DOCUMENT
        turn = self.turn.get(turn_id)
        return turn is not None and self.printable(turn)

    def withheld_words(self) -> Iterable[str]:
        """All that was said by people who are not to be quoted."""
        for source, turns in self.in_order(turn for turn in self.turns if not self.printable(turn)).items():
            text = self.texts[source]
            yield from (turn.span.of(text) for turn in turns)


def number(value: float | None, *, places: int = 2) -> float | None:
    """Rounded, so that bytes are stable; None for a number that is missing."""
    # Only what is not a number differs from itself.
    return None if value is None or value != value else round(float(value), places)  # noqa: PLR0124


def listed(values: Iterable[S], *, sort: bool = False) -> S:
    """Distinct values that are not empty, separated by '; '."""
    distinct = dict.fromkeys(value for value in values if value)
    return cast("S", "; ".join(sorted(distinct) if sort else distinct))
