"""Who is named in a draft and did not agree to be."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline import tables
from pipeline.redaction import Redactor
from pipeline.spans import Span, SpanIndex
from pipeline.verify.drafts import Draft
from pipeline.verify.said import Said
from pipeline.verify.verdicts import Named


class Consents:
    """Knows the names that may not be printed. Those who ask the questions are left out: they are the authors."""

    def __init__(self, said: Said) -> None:
        people = said.tables[tables.PARTICIPANTS.name]
        self._redactor = Redactor.of(people[~people["interviewer"].astype(bool)])

    def named(self, text: str) -> str:
        """What is wrong with the names in a text; "" if nothing."""
        found = self._redactor.spans(text)
        if not found:
            return ""
        names = dict.fromkeys(each.span.of(text) for each in found)
        reason = self._redactor.reason(found[0].participant)
        return f"names {', '.join(names)} ({found[0].participant}: {reason})"

    def elsewhere(self, draft: Draft, *, told: Sequence[Span]) -> list[Named]:
        """Names that stand neither in a quotation nor in what says whose it is, each once a paragraph."""
        found = []
        seen = set()
        quoted = SpanIndex(told)
        for each in self._redactor.spans(draft.text):
            name = each.span.of(draft.text)
            place = draft.paragraph_at(each.span.start)
            if quoted.overlapping(each.span) or (name, place) in seen:
                continue
            seen.add((name, place))
            reason = self._redactor.reason(each.participant)
            found.append(Named(name, place.line, each.participant, reason, place.part))
        return found
