"""Decisions about the words of somebody who has withdrawn, as a workbook from before the withdrawal holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipeline.records import Finding
from pipeline.review.passages import stored_passages
from pipeline.storage import decoded
from pipeline.study import Study
from pipeline.withdrawals import UNFINISHED_PATTERN, WITHDRAWN_FILE, Withdrawals


class WithdrawnWords:
    """Recognises passages and words of people who have withdrawn.

    A passage of the last run is nobody's who has withdrawn. While a withdrawal is not finished that is not certain,
    and every passage is looked at.
    """

    def __init__(self, study: Study) -> None:
        path = study.models / WITHDRAWN_FILE
        self._known = Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)
        unfinished = [json.loads(one.read_text("utf-8")) for one in sorted(study.models.glob(UNFINISHED_PATTERN))]
        for plan in unfinished:
            self._known = self._known.joined(Withdrawals(tuple((salt, digest) for salt, digest in plan["marks"])))
        look = bool(self._known) and not unfinished
        self._present = {passage.quote_id for passage in stored_passages(study)} if look else set()

    def hold(self, quote_id: str, *texts: str) -> bool:
        """Whether a passage, or words written beside it, are theirs."""
        if not self._known or quote_id in self._present:
            return False
        return self._known.hold_words(quote_id, texts)

    def finding(self, left_out: int) -> Iterator[Finding]:
        """What to say where rows were left out."""
        if left_out:
            rows, were = ("1 row", "was") if left_out == 1 else (f"{left_out} rows", "were")
            yield Finding(
                level="note",
                stage="review",
                file=WITHDRAWN_FILE,
                finding=f"{rows} about the words of somebody who has withdrawn {were} left out",
                remedy="Delete the file that they came from, or these rows in it: it holds the person's words",
            )
