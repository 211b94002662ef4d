"""Coders' memos, as they may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.corpus.coding_records import PIPELINE
from pipeline.corpus.review_files import ON_CASE, ON_CODE, ON_PASSAGE, Memo
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material
from pipeline.emit.naming import Labels
from pipeline.refi.codes import CoderMemo


def printable_memos(
    material: Material, evidence: Iterable[PrintableQuote], *, labels: Labels, gate: Gate
) -> Iterator[CoderMemo]:
    """The memos, without those on a passage that may not be printed, or on something that is not handed over.

    Args:
        material: the working tables. It has no source that is held, and so no passage or case of one.
        evidence: every quote.
        labels: printable names of codes and cases.
        gate: what texts and coders' names pass through; a coder is called as in the codings.
    """
    printable = {one.quote_id for one in evidence if one.printable}
    read = {turn.source for turn in material.turns}
    cases = {row.case for row in material.sources if row.source in read}
    memos = [one for one in material.memos if _is_handed_over(one, printable=printable, cases=cases, labels=labels)]
    coded = {row.coder for row in material.codings if row.quote_id in printable}
    coders = gate.names(
        [*sorted(coded, key=lambda coder: (coder != PIPELINE, coder)), *sorted({one.coder for one in memos})]
    )
    for one in memos:
        yield CoderMemo(
            kind=one.about,
            quote_id=one.id if one.about == ON_PASSAGE else "",
            subject=_subject(one, labels=labels),
            coder=coders[one.coder],
            text=gate.said(one.memo),
            date=gate.free(one.date),
        )


def _is_handed_over(memo: Memo, *, printable: Iterable[str], cases: Iterable[str], labels: Labels) -> bool:
    known: Mapping[str, Iterable[str]] = {ON_PASSAGE: printable, ON_CODE: labels.theme_ids, ON_CASE: cases}
    return memo.about not in known or memo.id in known[memo.about]


def _subject(memo: Memo, *, labels: Labels) -> PrintableText:
    named = {ON_CODE: labels.theme_ids, ON_CASE: labels.cases}.get(memo.about, {})
    return named.get(memo.id, NO_TEXT)
