"""Agreement between the coders of a study, by name, and the share of the software's proposals accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.corpus import tables
from pipeline.corpus.agreement import (
    INDEPENDENT,
    SOFTWARE,
    UNRECORDED,
    Acceptance,
    acceptance,
    answers_of,
    overall_agreement,
    pairwise_agreement,
    samples_of,
    sentence_on,
    software_beside_coders,
)
from pipeline.corpus.agreement_statistics import Agreement, Estimate
from pipeline.corpus.coding_records import BLIND, REVIEW, Reliability
from pipeline.corpus.decisions import DECISIONS_FILE
from pipeline.corpus.errors import UserError
from pipeline.corpus.layers import RunTables
from pipeline.corpus.schema import Column, Table
from pipeline.corpus.storage import make_folder, read_table, write_whole
from pipeline.corpus.study import Study
from pipeline.emit.agreement import codebook_ids, proposed_codes

_HOW_TO_BEGIN = "Run: pipeline review export --blind, fill in the sheet, then: pipeline review import FILE"
AGREEMENT_FILE = "review/agreement.csv"  # below the private folder: coders have names
_STATISTICS = {"kappa": "Cohen's kappa", "alpha": "Krippendorff's alpha", "ac1": "Gwet's AC1"}

AGREEMENT = Table(
    "agreement",
    "How far coders agree, with their names: it stays private. Over all codes alpha uses the MASI distance.",
    (
        Column("comparison", "what is compared", values=(INDEPENDENT, SOFTWARE, UNRECORDED)),
        Column("coders", "who is compared, separated by '; '"),
        Column("theme_id", "the code; empty for all together"),
        Column("passages", "passages that both judged", "integer"),
        Column("judged", "what is compared: these passages, or each person's judgement of them", "integer"),
        Column("same", "of these, those with the same answer", "integer"),
        *(
            Column(f"{name}{end}", f"{printed}{what}; missing where it is undefined", "number")
            for name, printed in _STATISTICS.items()
            for end, what in (("", ""), ("_low", ", lower bound (95%)"), ("_high", ", upper bound (95%)"))
        ),
        Column("sentence", "what the row says"),
    ),
)


@dataclass(frozen=True)
class AgreementReport:
    """The results on agreement.

    Attributes:
        independent: agreement of coders who worked blind, all together and pair by pair.
        unrecorded: agreement of coders whose mode of work is not recorded.
        software: agreement of the software with independent coders.
        accepted: how many proposals reviewers accepted.
        samples: how the passages were sampled, by mode.
        blind_coders: how many passages each independent coder judged.
        reliability: how often codings of each confidence were right, according to the last run.
    """

    independent: Sequence[Agreement]
    unrecorded: Sequence[Agreement]
    software: Sequence[Agreement]
    accepted: Sequence[Acceptance]
    samples: dict[str, list[str]]
    blind_coders: dict[str, int]
    reliability: Sequence[Reliability]


def agreement(study: Study) -> AgreementReport:
    """Compare the coders of the last run, and write `private/review/agreement.csv`.

    The software is compared by what it would have proposed for a passage without knowing the decisions on it:
    anything learned from a decision on that passage does not count.

    Raises:
        UserError: if there is no finished run, or nobody has judged a passage yet.
    """
    if not (study.models / DECISIONS_FILE).exists():
        raise UserError("nobody has judged a passage yet", _HOW_TO_BEGIN, study.models / DECISIONS_FILE)
    wanted = (tables.JUDGEMENTS, tables.CODINGS, tables.THEMES, tables.RELIABILITY)
    paths = {table: study.tables / f"{table.name}.parquet" for table in wanted}
    if not all(path.exists() for path in paths.values()):
        raise UserError("there is no finished run", "Run: pipeline run", study.outputs)
    made = RunTables(wanted, lambda table: read_table(paths[table], table))
    judgements = made[tables.JUDGEMENTS]
    if not judgements:
        raise UserError("nobody has judged a passage yet", _HOW_TO_BEGIN, study.models / DECISIONS_FILE)
    blind, unrecorded = (answers_of(judgements, mode=mode) for mode in (BLIND, ""))
    report = AgreementReport(
        independent=[*(overall_agreement(blind) if len(blind) > 2 else ()), *pairwise_agreement(blind)],
        unrecorded=pairwise_agreement(unrecorded),
        software=software_beside_coders(
            blind, proposed_codes(made[tables.CODINGS]), codebook_ids(made[tables.THEMES])
        ),
        accepted=acceptance(judgements),
        samples={mode: samples_of(judgements, mode=mode) for mode in (BLIND, REVIEW, "")},
        blind_coders={coder: len(answers) for coder, answers in blind.items()},
        reliability=made[tables.RELIABILITY],
    )
    _write(study, report)
    return report


def _write(study: Study, report: AgreementReport) -> None:
    kinds = ((INDEPENDENT, report.independent), (UNRECORDED, report.unrecorded), (SOFTWARE, report.software))
    frame = AGREEMENT.frame([_row(kind, one) for kind, some in kinds for one in some])
    path = study.private / AGREEMENT_FILE
    make_folder(path.parent, private=True)
    write_whole(path, frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig"), private=True)


def _row(comparison: str, one: Agreement) -> dict[str, object]:
    row: dict[str, object] = {
        "comparison": comparison,
        "coders": "; ".join(one.coders),
        "theme_id": one.code,
        "passages": one.passages,
        "judged": one.judged,
        "same": one.same,
        "sentence": sentence_on(one, who=names_of(one)),
    }
    for name in _STATISTICS:
        estimate: Estimate | None = getattr(one, name)
        if estimate is not None:
            row |= {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    return row


def names_of(one: Agreement) -> str:
    """`Ann and Bea`."""
    return _listed(one.coders)


def _listed(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
