"""What each coder said of each theme at each quote, one by one, where a row of coded_quotes joins them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.decisions import ACCEPT, AGREED, NO_CODE, PIPELINE
from pipeline.emit.evidence import Evidence
from pipeline.emit.gate import Gate
from pipeline.emit.labels import Labels
from pipeline.emit.material import Row, number
from pipeline.judgements import Judgement
from pipeline.spans import folded


@dataclass(frozen=True, kw_only=True)
class CodingOfOne:
    """What one coder said of one theme at one quote; all its text has passed the gate.

    Attributes:
        quote_id: the quote.
        theme_id: the theme, as it may be printed.
        coder: `pipeline`, or a person.
        decision: of a person: accept, reject or add; empty for the pipeline.
        confidence: how sure the pipeline is, 0 to 1, if it says.
        basis: why.
        note: what the person wrote.
    """

    quote_id: str
    theme_id: str
    coder: str
    decision: str = ""
    confidence: float | None = None
    basis: str = ""
    note: str = ""

    @property
    def sure(self) -> str:
        """The confidence in words; of a person's word, nothing."""
        told = self.coder == PIPELINE and self.confidence is not None
        return f" (confidence {self.confidence:.2f})" if told else ""


def codings_of_each(
    codings: Iterable[Row], evidence: Sequence[Evidence], *, labels: Labels, gate: Gate
) -> Iterator[CodingOfOne]:
    """All codings of quotes that may be printed: those of the pipeline first, then of each person.

    Args:
        codings: the working table.
        evidence: every quote.
        labels: printable names.
        gate: what bases, notes and coders' names pass through; two coders stay two.
    """
    printable = {one.quote_id for one in evidence if one.printable}
    rows = sorted(
        (row for row in codings if row["quote_id"] in printable),
        key=lambda row: (row["coder"] != PIPELINE, str(row["coder"]), str(row["quote_id"]), str(row["theme_id"])),
    )
    coders = gate.names(row["coder"] for row in rows)
    said = {text: gate.said(text) for row in rows for text in (row["basis"], folded(row["note"]))}
    for row in rows:
        yield CodingOfOne(
            quote_id=row["quote_id"],
            theme_id=labels.theme_ids[row["theme_id"]],
            coder=coders[row["coder"]],
            decision=row["decision"],
            confidence=number(row["confidence"]),
            basis=said[row["basis"]],
            note=said[folded(row["note"])],
        )


def without_code_of_each(
    judgements: Iterable[Judgement], evidence: Sequence[Evidence], *, gate: Gate
) -> Iterator[CodingOfOne]:
    """For each coder the printable quotes to which no code applies, under the id `none`."""
    printable = {one.quote_id for one in evidence if one.printable}
    found = [one for one in judgements if one.no_code_fits and one.quote_id in printable]
    coders = gate.names(one.coder for one in judgements)
    for quote_id, coder in sorted({(one.quote_id, one.coder) for one in found}):
        yield CodingOfOne(quote_id=quote_id, theme_id=NO_CODE, coder=coders[coder], decision=ACCEPT)


def numbers_for_names(rows: Iterable[Row]) -> dict[str, str]:
    """`Coder 1`, `Coder 2` … for people's names; what coders settled together, and the pipeline, keep theirs."""
    people = sorted({row["coder"] for row in rows} - {PIPELINE, AGREED})
    numbers = {name: f"Coder {count}" for count, name in enumerate(people, start=1)}
    return {PIPELINE: PIPELINE, AGREED: AGREED, **numbers}


def with_numbers(rows: Iterable[Row], numbers: Mapping[str, str]) -> list[Row]:
    """The rows with these in the place of coders' names."""
    return [{**row, "coder": numbers[row["coder"]]} for row in rows]
