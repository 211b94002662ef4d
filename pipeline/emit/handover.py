"""All that may be handed over, made once from what the stages found. Writers are given this, and nothing else."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from pipeline.corpus.codebook import distinct_names
from pipeline.corpus.counts import Counts, count_material, count_study
from pipeline.corpus.dataset_records import DescribedColumn
from pipeline.corpus.judged_pairs import JudgedPair, Pair, coders_in, judged_codings
from pipeline.corpus.judgements import without_code
from pipeline.corpus.records import Finding
from pipeline.corpus.rows import HELD_AT_MOST, Rows
from pipeline.corpus.schema import Cell, PrintableText, Table
from pipeline.corpus.settings import EmitSettings, Settings
from pipeline.emit import schemas
from pipeline.emit.agreement import (
    AGREEMENT,
    RELIABILITY,
    REVIEW_EFFORT,
    agreement_rows,
    effort_rows,
    reliability_rows,
)
from pipeline.emit.attributes import RespondentFacts
from pipeline.emit.audit_trail import AUDIT_TRAIL, audit_rows
from pipeline.emit.chosen_quotes import NOTHING_CHOSEN, ChosenQuotes
from pipeline.emit.coded_quotes import (
    coded_quotes,
    codings_of_each,
    compared_quotes,
    marked_without_code,
    quote_parts,
    shortlist_candidates,
    verdicts,
    without_code_of_each,
)
from pipeline.emit.conduct import Conduct, conduct_of
from pipeline.emit.cross_tables import attribute_rows, candidate_rows, pair_rows, question_rows
from pipeline.emit.evidence import PrintableQuote, gather_evidence
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.emit.matrices import matrices
from pipeline.emit.memos import printable_memos
from pipeline.emit.naming import Labels, mention_rows, organisation_rows, tie_rows
from pipeline.emit.overview import ThemeTally, case_rows, matrix_rows, sector_rows, sectors_with_voices, theme_rows
from pipeline.emit.own_findings import _layouts, finding_rows, own_findings
from pipeline.emit.saturation import NOT_ASSESSED, SATURATION, Saturation, saturation, saturation_units
from pipeline.emit.shortlist import ShortlistCandidate, best_of, same_as, shortlisted
from pipeline.emit.transcripts import transcripts
from pipeline.refi.codes import CoderMemo
from pipeline.refi.contents import CoderCoding, Transcript
from pipeline.workflow.parallel import Begin, begin_inline

R = TypeVar("R")


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """A table with its records."""

    table: Table[R]
    records: Sequence[R]

    @classmethod
    def of(cls, table: Table[R], records: Iterable[R]) -> Sheet[R]:
        """These records, checked against the schema; of a large table they are not held."""
        records = iter(records)
        first = deque(islice(records, HELD_AT_MOST + 1))
        if table.record and len(first) > HELD_AT_MOST:
            rows = Rows(table)
            while first:
                rows.add(first.popleft())
            for record in records:
                rows.add(record)
            return cls(table, rows.records())
        made = cls(table, [*first, *records])
        table.check_rows(made.records if table.record else list(made.rows))
        return made

    @property
    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The values of each record, in the order of the columns."""
        return map(self._values, self.records)

    def column(self, at: int) -> list[Cell]:
        """The values of one column."""
        if self.table.record:
            return list(map(attrgetter(self.table.column_names[at]), self.records))
        return [row[at] for row in self.rows]

    @property
    def _values(self) -> Callable[[R], tuple[Cell, ...]]:
        return attrgetter(*self.table.column_names) if self.table.record else attrgetter("values")


AnySheet: TypeAlias = Sheet[Any]  # whatever its records are

File = tuple[str, bytes]  # path below the outputs folder, content


@dataclass(frozen=True)
class Written:
    """A file that was written."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Handover:
    """What writers are given; every text in it has passed the gate.

    Attributes:
        sheets: the tables, by name, in the order in which a reader meets them.
        counts: every figure of the study.
        settings: as they applied.
        findings: what emit itself found.
        transcripts: every source as it may be read.
        codings: what each coder said, one by one.
        memos: what coders wrote about passages, codes, cases and the study.
        libraries: the version of each distribution that the run used.
        saturation: whether further interviews brought new themes, if that is known.
        together: how many passages carry both of two themes.
        conduct: what was done with files, consent and codes.
        chosen: what people starred and barred.
        scratch: a folder for what a writer puts aside while it writes; None for the system's.
    """

    sheets: Mapping[str, AnySheet]
    counts: Counts
    settings: Settings = field(default_factory=Settings)
    findings: Sequence[Finding] = field(default_factory=tuple)
    transcripts: Sequence[Transcript] = field(default_factory=tuple)
    codings: Sequence[CoderCoding] = field(default_factory=tuple)
    memos: Sequence[CoderMemo] = field(default_factory=tuple)
    libraries: Mapping[str, str] = field(default_factory=dict)
    saturation: Saturation = field(default_factory=lambda: NOT_ASSESSED)
    together: Mapping[tuple[PrintableText, PrintableText], int] = field(default_factory=dict)
    conduct: Conduct = field(default_factory=Conduct)
    chosen: ChosenQuotes = NOTHING_CHOSEN
    scratch: Path | None = None

    def records(self, table: Table[R]) -> Sequence[R]:
        """The records of a table; none if it is not handed over."""
        sheet = self.sheets.get(table.name)
        return sheet.records if sheet else ()


def handover(
    material: Material,
    *,
    gate: Gate,
    settings: Settings,
    earlier: Sequence[Finding],
    chosen: ChosenQuotes = NOTHING_CHOSEN,
    begin: Begin = begin_inline,
) -> Handover:
    """Make it.

    Args:
        material: the working tables.
        gate: what all text passes through.
        settings: as they apply.
        earlier: what earlier stages found.
        chosen: what people starred and barred.
        begin: begins the search for quotes that say the same, where it is not known from an earlier run.
    """
    labels = Labels.of(material, gate)
    said = verdicts(material.codings)
    judgements = material.judgements
    facts = RespondentFacts.of(material, gate=gate, smallest=settings.emit.smallest_group)
    evidence = list(gather_evidence(material, gate=gate, names=labels.cases, settings=settings.quotes, facts=facts))
    weights = settings.quotes.weights
    compared = begin(
        same_as, list(compared_quotes(evidence, weights=weights, chosen=chosen)), result=dict[str, str]
    )
    organisations = Sheet.of(schemas.ORGANISATIONS, organisation_rows(material, labels=labels, gate=gate))
    mentions = Sheet.of(schemas.ORGANISATION_MENTIONS, mention_rows(material, labels=labels, gate=gate))
    ties = Sheet.of(schemas.ORGANISATION_TIES, tie_rows(material, labels=labels, gate=gate))
    # Here: what the gate catches is counted once, in the quotes and what stands around them.
    chosen = chosen.checked(evidence, themed={one: [v.stands for v in some] for one, some in said.items()})
    own = [*own_findings(material, evidence, gate=gate), *_layouts(material), *chosen.findings]
    read = list(transcripts(material, evidence, labels=labels, gate=gate))
    each = [
        *codings_of_each(material.codings, evidence, labels=labels, gate=gate),
        *without_code_of_each(judgements, evidence, gate=gate),
    ]
    tally = ThemeTally.of(evidence, said)
    same = compared()
    may_be_shortlisted = list(shortlist_candidates(evidence, said, same=same, weights=weights, chosen=chosen))
    short = shortlisted(may_be_shortlisted, settings=settings.quotes)
    coded = Sheet.of(
        schemas.CODED_QUOTES,
        marked_without_code(
            coded_quotes(
                evidence, verdicts=said, shortlist=short, same=same, weights=weights, labels=labels, gate=gate
            ),
            without_code(judgements),
            gate=gate,
        ),
    )
    sheets: list[AnySheet] = [
        coded,
        Sheet.of(schemas.THEMES, theme_rows(material, tally, labels=labels, gate=gate, shortlist=short)),
        *_by_theme(material, tally, labels=labels, gate=gate, best=best_of(may_be_shortlisted)),
        organisations,
        mentions,
        ties,
    ]
    together = {
        (labels.theme_ids[one], labels.theme_ids[other]): many for (one, other), many in tally.together().items()
    }
    sheets += _matrices(sheets, tally, labels=labels, together=together)
    findings = Sheet.of(schemas.FINDINGS, finding_rows([*earlier, *own], material, labels=labels, gate=gate))
    judged = judged_codings(material.codings, units=evidence, themes=material.themes)
    counts = count_study(
        count_material(
            files=material.files,
            sources=material.sources,
            turns=material.turns,
            participants=material.participants,
            responses=material.survey_responses,
            columns=material.survey_columns,
        ),
        units=evidence,
        judged=judged,
        coders=coders_in(material.judgements),
        themes=material.themes,
        least_confidence=settings.themes.least_confidence,
    )
    held = _saturation(read, evidence, judged, counts=counts, labels=labels, settings=settings.emit)
    counts = replace(
        counts,
        shortlisted=len({quote for quote, _ in short}),
        organisations=len(organisations.records),
        checks=len({(r.level, r.stage, r.finding_kind) for r in findings.records if r.level != "note"}),
        saturation_units=len(held.units) if held.is_known else 0,
        last_new_theme=held.last_new_theme if held.is_known else 0,
    )
    sheets.append(Sheet.of(SATURATION, held.rows()))
    sheets.append(Sheet.of(AGREEMENT, agreement_rows(judgements, material.codings, material.themes, labels=labels)))
    sheets.append(Sheet.of(RELIABILITY, reliability_rows(material.reliability, judgements, labels=labels)))
    sheets.append(Sheet.of(REVIEW_EFFORT, effort_rows(material.effort, labels=labels)))
    sheets.append(Sheet.of(AUDIT_TRAIL, audit_rows(material.trail, evidence, labels=labels, gate=gate)))
    sheets.append(Sheet.of(schemas.QUOTABILITY, quote_parts(coded.records, evidence)))
    sheets.append(findings)
    sheets.append(Sheet.of(schemas.DATA_DICTIONARY, dictionary_rows(sheet.table for sheet in sheets)))
    return Handover(
        {sheet.table.name: sheet for sheet in sheets},
        counts,
        settings,
        own,
        read,
        each,
        memos=list(printable_memos(material, evidence, labels=labels, gate=gate)),
        saturation=held,
        together=together,
        conduct=conduct_of(material, labels=labels, gate=gate),
        chosen=chosen,
    )


def _saturation(
    read: Iterable[Transcript],
    evidence: Iterable[PrintableQuote],
    judged: Mapping[Pair, JudgedPair],
    *,
    counts: Counts,
    labels: Labels,
    settings: EmitSettings,
) -> Saturation:
    units = saturation_units(
        read,
        source_of={one.quote_id: labels.sources[one.source] for one in evidence},
        judged={(quote_id, labels.theme_ids[theme]): one for (quote_id, theme), one in judged.items()},
    )
    return saturation(units, counts=counts, settings=settings)


def dictionary_rows(tables: Iterable[Table]) -> Iterator[DescribedColumn]:
    """A row for every column of these tables, and of the data dictionary itself."""
    yield DescribedColumn(table="every table", column="every text", type="string", description=schemas.ESCAPE_NOTE)
    for table in (*tables, schemas.DATA_DICTIONARY):
        for column in table.columns:
            yield DescribedColumn(
                table=table.name,
                column=column.name,
                type=column.type,
                values="; ".join(str(value) for value in column.values if value),
                description=column.description,
            )


def _by_theme(
    material: Material,
    tally: ThemeTally,
    *,
    labels: Labels,
    gate: Gate,
    best: Mapping[tuple[str, str], ShortlistCandidate],
) -> list[AnySheet]:
    themes = [row.theme_id for row in material.themes]
    matrix = schemas.theme_by_case((labels.theme_ids[theme], labels.themes[theme]) for theme in themes)
    sectors = sectors_with_voices(tally)
    cases = Sheet.of(schemas.CASES, case_rows(material, tally, labels=labels, gate=gate))
    sector_columns = distinct_names(((str(at), s) for at, s in enumerate(sectors)), taken=("theme_id", "theme"))
    return [
        Sheet.of(matrix, matrix_rows(cases.records, tally, themes=themes, best=best)),
        Sheet.of(
            schemas.theme_by_sector(sector_columns), sector_rows(material, tally, labels=labels, sectors=sectors)
        ),
        *_crossed(material, tally, themes, labels=labels, gate=gate),
        cases,
    ]


def _matrices(
    sheets: Iterable[AnySheet],
    tally: ThemeTally,
    *,
    labels: Labels,
    together: Mapping[tuple[PrintableText, PrintableText], int],
) -> Iterator[AnySheet]:
    records = {sheet.table.name: sheet.records for sheet in sheets}
    in_case = Counter((labels.theme_ids[theme], one.case) for theme, some in tally.by_theme.items() for one in some)
    for table, rows in matrices(
        records["coded_quotes"],
        records["cases"],
        records["themes"],
        counted={one.quote_id for one in tally.all},
        in_case=in_case,
        together=together,
    ):
        yield Sheet.of(table, rows)


def _crossed(
    material: Material, tally: ThemeTally, themes: Sequence[str], *, labels: Labels, gate: Gate
) -> list[AnySheet]:
    """Themes by question, by every attribute, and together."""
    by_question = schemas.theme_by_question((labels.theme_ids[theme], labels.themes[theme]) for theme in themes)
    return [
        Sheet.of(by_question, question_rows(material, tally)),
        Sheet.of(schemas.THEME_BY_ATTRIBUTE, attribute_rows(material, tally, labels=labels)),
        Sheet.of(schemas.THEME_PAIRS, pair_rows(material, tally, labels=labels)),
        Sheet.of(schemas.CANDIDATE_BY_ATTRIBUTE, candidate_rows(material, labels=labels, gate=gate)),
    ]
