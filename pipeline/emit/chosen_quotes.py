"""Which quotes a person starred or barred, and what that means for the shortlist and the quote bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from pipeline.corpus.counts import counted
from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch
from pipeline.corpus.evidence_records import Passage, Quotation
from pipeline.corpus.quote_choices import BAR, QUOTES_FILE, STAR, matched_choices, read_quote_choices
from pipeline.corpus.records import Finding
from pipeline.corpus.spans import Span, SpanIndex
from pipeline.emit.evidence import PrintableQuote
from pipeline.emit.material import Material


@dataclass(frozen=True)
class ChosenQuotes:
    """What people chose, by the ids of this run.

    Attributes:
        starred: shortlisted for each of their confirmed or sure themes.
        barred: never shortlisted and not in the quote bank, and what repeats their words: the passage around a
            barred quotation, and quotations within a barred passage.
        barred_rows: how many quotes people barred.
        findings: what needs checking.
    """

    starred: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    barred_rows: int = 0
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, table: str, material: Material) -> ChosenQuotes:
        """The choices in the text of `models/quotes.csv`.

        Raises:
            UserError: if the table cannot be read.
        """
        rows, findings = read_quote_choices(table)
        if not rows:
            return cls(findings=tuple(findings))
        places = {row.quote_id: row for row in chain[Passage | Quotation](material.passages, material.quotes)}
        search = PassageSearch(
            [
                DecidablePassage(quote_id, row.source, row.span.of(material.texts[row.source]))
                for quote_id, row in places.items()
            ]
        )
        matched = matched_choices(rows, places, search)
        chosen = {quote_id: row.decision for quote_id, row in matched.by_quote.items()}
        barred: dict[str, list[Span]] = {}
        for quote_id, decision in chosen.items():
            if decision == BAR:
                barred.setdefault(places[quote_id].source, []).append(places[quote_id].span)
        spans = {source: SpanIndex(sorted(some)) for source, some in barred.items()}
        return cls(
            frozenset(quote_id for quote_id, decision in chosen.items() if decision == STAR),
            frozenset(
                quote_id
                for quote_id, row in places.items()
                if row.source in spans
                and (
                    chosen.get(quote_id) == BAR
                    or (quote_id not in chosen and spans[row.source].overlapping(row.span))
                )
            ),
            sum(map(len, barred.values())),
            (*findings, *matched.findings),
        )

    def checked(self, evidence: Iterable[PrintableQuote], *, themed: Mapping[str, Sequence[bool]]) -> ChosenQuotes:
        """The starred quotes that can be shortlisted, with findings about those that cannot.

        Args:
            evidence: every quote.
            themed: by quote, whether each of its codings stands.
        """
        starred = [one for one in evidence if one.quote_id in self.starred]
        printable = [one.quote_id for one in starred if one.printable]
        able = frozenset(quote_id for quote_id in printable if any(themed.get(quote_id, ())))
        without = _without_effect(len(starred) - len(printable), len(printable) - len(able))
        return replace(self, starred=able, findings=(*self.findings, *without))


def _without_effect(withheld: int, bare: int) -> Iterator[Finding]:
    about = "starred quote is not shortlisted", "starred quotes are not shortlisted"
    if withheld:
        yield Finding(
            level="check",
            stage="emit",
            file=QUOTES_FILE,
            finding=f"{counted(withheld, *about)}: consent does not allow quoting",
            remedy="Nothing to do, unless consent has changed: then correct participants.csv and run again",
        )
    if bare:
        yield Finding(
            level="check",
            stage="emit",
            file=QUOTES_FILE,
            finding=f"{counted(bare, *about)}: no coding is confirmed or sure",
            remedy="Code the quote in the review, and run again",
        )


NOTHING_CHOSEN = ChosenQuotes()
