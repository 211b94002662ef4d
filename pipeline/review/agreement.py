"""How far the coders of a study agree, and how far the pipeline's confidence can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline import tables
from pipeline.decisions import DECISIONS_FILE, PIPELINE, Passage, match_decisions, read_decisions
from pipeline.errors import UserError
from pipeline.measures import Agreement, Figure, compared, judgements_of, pipeline_judgements
from pipeline.review.passages import stored_passages
from pipeline.schema import Column, Table, rows_of
from pipeline.storage import decoded, make_folder, read_table, write_whole
from pipeline.study import Study

AGREEMENT_FILE = "review/agreement.csv"  # below the private folder: coders have names
_MEASURES = ("kappa", "alpha", "ac1")

AGREEMENT = Table(
    "agreement",
    "How far coders agree, two by two, on all themes and on each. Stays private: coders have names.",
    (
        Column("coder_a", "a coder"),
        Column("coder_b", "another; 'pipeline' for machine work; empty where all people are taken together"),
        Column("theme_id", "the theme; empty for all together"),
        Column("judged", "passages and themes that both judged", "integer"),
        Column("passages", "different passages among them", "integer"),
        Column("same", "of those judged, judged alike", "integer"),
        *(
            Column(f"{measure}{end}", f"{name}{what}; missing where it is undefined", "number")
            for measure, name in zip(
                _MEASURES, ("Cohen's kappa", "Krippendorff's alpha", "Gwet's AC1"), strict=True
            )
            for end, what in (("", ""), ("_low", ", lower bound (95%)"), ("_high", ", upper bound (95%)"))
        ),
        Column("meaning", "what the figures mean, in a sentence"),
    ),
)


@dataclass(frozen=True)
class Agreed:
    """What is known about agreement.

    Attributes:
        rows: people with people, then with the pipeline.
        reliability: rows of the table of that name, of the last run: of what the pipeline was so sure of, how much
            was accepted.
    """

    rows: Sequence[Agreement]
    reliability: Sequence[Mapping[str, object]]


def agreement(study: Study) -> Agreed:
    """Compare the coders; writes `private/review/agreement.csv`.

    Decisions are matched with the passages as they read now. The pipeline is held to what it would have said of a
    passage without being told: what it learned from a decision about that very passage does not count.

    Raises:
        UserError: if nobody has decided anything yet.
    """
    path = study.models / DECISIONS_FILE
    decisions = read_decisions(decoded(path.read_bytes()), path=path).decisions if path.exists() else ()
    if not decisions:
        raise UserError("nobody has decided anything yet", "Run: pipeline review import FILE", path)
    stored = stored_passages(study)
    if stored:
        passages = [Passage(one.quote_id, one.source, one.text) for one in stored]
        matched = match_decisions(decisions, passages)
        decisions = (*matched.decisions, *matched.lost)
    by_coder = judgements_of(decisions)
    codings = study.tables / f"{tables.CODINGS.name}.parquet"
    themes = study.tables / f"{tables.THEMES.name}.parquet"
    if codings.exists() and themes.exists():
        rows = rows_of(read_table(codings, tables.CODINGS))
        known = rows_of(read_table(themes, tables.THEMES))
        by_coder[PIPELINE] = pipeline_judgements(rows, by_coder, known)
    found = compared(by_coder)
    _write(study, found)
    reliability = study.tables / f"{tables.RELIABILITY.name}.parquet"
    told = rows_of(read_table(reliability, tables.RELIABILITY)) if reliability.exists() else []
    return Agreed(found, told)


def _write(study: Study, found: Sequence[Agreement]) -> None:
    frame = AGREEMENT.frame([_row(one) for one in found])
    path = study.private / AGREEMENT_FILE
    make_folder(path.parent, private=True)
    text = frame.to_csv(index=False, lineterminator="\r\n")
    write_whole(path, text.encode("utf-8-sig"), private=True)


def _row(one: Agreement) -> dict[str, object]:
    row: dict[str, object] = {
        "coder_a": one.one,
        "coder_b": one.other,
        "theme_id": one.theme_id,
        "judged": one.judged,
        "passages": one.passages,
        "same": one.same,
        "meaning": " ".join(filter(None, (one.meaning, one.advice))),
    }
    for measure in _MEASURES:
        figure: Figure | None = getattr(one, measure)
        if figure is not None:
            row |= {measure: figure.value, f"{measure}_low": figure.low, f"{measure}_high": figure.high}
    return row
