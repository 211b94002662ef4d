"""The audit trail: what people decided, in the order of time, as far as it may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pipeline.corpus.coding_records import LoggedDecision
from pipeline.corpus.schema import NO_TEXT, Field, PrintableText, table
from pipeline.corpus.spans import folded
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate, beginning
from pipeline.emit.naming import Labels

_BEGINNING = 80  # characters of the quote that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedDecision:
    """One decision of a person, as it is handed over."""

    order: Annotated[int, Field("position in time: 1, 2, …", unique=True)]
    date: Annotated[PrintableText, Field("when it was decided, as recorded")]
    batch: Annotated[
        PrintableText, Field("number of the import (pipeline review import); empty if entered by hand")
    ]
    coder: Annotated[PrintableText, Field("who decided")]
    decision: Annotated[PrintableText, Field("accept, reject, add; none where the coder found no code that fits")]
    theme_id: Annotated[PrintableText, Field("theme id; empty where no code fits")]
    theme: Annotated[PrintableText, Field("theme name")]
    quote_id: Annotated[str, Field("quote id: see coded_quotes")]
    quote: Annotated[PrintableText, Field("the beginning of the quote, as it may be printed")]
    mode: Annotated[
        PrintableText, Field("blind: without seeing proposals; review: seeing them; empty if not recorded")
    ]
    undone: Annotated[PrintableText, Field("yes if it was undone later, and has no effect")]
    note: Annotated[PrintableText, Field("the coder's note")]


AUDIT_TRAIL = table(
    AuditedDecision,
    name="audit_trail",
    description="Every decision on a coding, in the order of time, including those that were replaced or undone. "
    "Excluded: decisions on passages that may not be printed or that are no longer in a transcript.",
    key=("order",),
)


def audit_rows(
    trail: Iterable[LoggedDecision], evidence: Iterable[PrintableQuote], *, labels: Labels, gate: Gate
) -> Iterator[AuditedDecision]:
    """The decisions that may be published, renumbered."""
    texts = {one.quote_id: one.text for one in evidence if one.printable}
    rows = (one for one in trail if one.quote_id in texts)
    for order, one in enumerate(rows, 1):
        yield AuditedDecision(
            order=order,
            date=gate.free(one.date),
            batch=gate.free(one.batch),
            coder=gate.free(one.coder),
            decision=gate.free(one.decision),
            theme_id=labels.theme_ids.get(one.theme_id, gate.name(one.theme_id)),
            theme=labels.themes.get(one.theme_id, NO_TEXT),
            quote_id=one.quote_id,
            quote=beginning(folded(texts[one.quote_id]), _BEGINNING),
            mode=gate.free(one.mode),
            undone=gate.free(one.undone),
            note=gate.said(one.note),
        )
