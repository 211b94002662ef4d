"""Decisions about the words of somebody who has withdrawn, as a workbook from before the withdrawal holds them."""

from __future__ import annotations

import json
from dataclasses import replace

from pipeline.decisions import Read
from pipeline.records import Finding
from pipeline.review.passages import stored_passages
from pipeline.storage import decoded
from pipeline.study import Study
from pipeline.withdrawals import UNFINISHED_PATTERN, WITHDRAWN_FILE, Withdrawals


def without_withdrawn(study: Study, given: Read) -> Read:
    """The decisions without those about the words of somebody who has withdrawn, and a finding that says how many.

    A decision about a passage of the last run is kept: whoever has withdrawn is not in it. While a withdrawal is
    not finished that is not certain, and every decision is looked at.
    """
    path = study.models / WITHDRAWN_FILE
    known = Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)
    unfinished = [json.loads(one.read_text("utf-8")) for one in sorted(study.models.glob(UNFINISHED_PATTERN))]
    for plan in unfinished:
        known = known.joined(Withdrawals(tuple((salt, digest) for salt, digest in plan["marks"])))
    if not known:
        return given
    present = set() if unfinished else {passage.quote_id for passage in stored_passages(study)}
    kept = tuple(
        one
        for one in given.decisions
        if one.quote_id in present or not known.hold_words(one.quote_id, (one.quote, one.note))
    )
    if len(kept) == len(given.decisions):
        return given
    left_out = len(given.decisions) - len(kept)
    finding = Finding(
        level="note",
        stage="review",
        file=WITHDRAWN_FILE,
        finding=f"{left_out} decision(s) about somebody who has withdrawn were left out",
        remedy="Delete the file that they came from, or take these rows out: it holds the person's words",
    )
    return replace(given, decisions=kept, findings=(*given.findings, finding))
