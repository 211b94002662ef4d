"""Organisations, where they are named, and which are mentioned together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.corpus.evidence_records import Tie
from pipeline.corpus.organisation_tables import ListedMention, ListedOrganisation, ListedTie
from pipeline.corpus.records import PARTICIPANT
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.corpus.spans import folded
from pipeline.emit.gate import Gate
from pipeline.emit.material import Material, listed, number


@dataclass(frozen=True)
class Labels:
    """Printable names.

    Attributes:
        cases: by case.
        sources: by source. Ids that name nobody stay as they are, and so lead to private/text/<source>.txt.
        theme_ids: by theme id.
        themes: name of each theme, by theme id.
        organisations: name of each organisation, by its id.
    """

    cases: Mapping[str, PrintableText]
    sources: Mapping[str, PrintableText]
    theme_ids: Mapping[str, PrintableText]
    themes: Mapping[str, PrintableText]
    organisations: Mapping[str, PrintableText]

    @classmethod
    def of(cls, material: Material, gate: Gate) -> Labels:
        """The labels of this study."""
        judged = (code for one in material.judgements for code in sorted(one.codes | one.rejected))
        theme_ids = gate.names(
            [*(row.theme_id for row in material.themes), *(row.theme_id for row in material.codings), *judged]
        )
        themes = {
            row.theme_id: (gate.said if row.origin == "discovered" else gate.free)(folded(row.theme))
            or theme_ids[row.theme_id]
            for row in material.themes
        }
        return cls(
            cases=gate.names([row.case for row in material.sources] + [row.case for row in material.participants]),
            sources=gate.names(row.source for row in material.sources),
            theme_ids=theme_ids,
            themes={theme_id: themes.get(theme_id) or printed for theme_id, printed in theme_ids.items()},
            organisations={
                row.organisation_id: gate.organisation_or_person(row.organisation) for row in material.organisations
            },
        )


def organisation_rows(material: Material, *, labels: Labels, gate: Gate) -> Iterator[ListedOrganisation]:
    """A row for each organisation that anybody named who may be quoted; names that nobody else used left out."""
    printable: dict[str, set[str]] = defaultdict(set)
    withheld: dict[str, set[str]] = defaultdict(set)
    for mention in material.mentions:
        used = printable if material.place_printable(mention.source, mention.turn_id) else withheld
        used[mention.organisation_id].add(_plain(mention.text))
    for row in material.organisations:
        own = row.organisation_id
        if own in withheld and own not in printable:
            continue
        secret = withheld[own] - printable[own]
        aliases = (gate.organisation(alias) for alias in row.aliases.split("; ") if _plain(alias) not in secret)
        yield ListedOrganisation(
            organisation_id=own,
            organisation=labels.organisations[own],
            aliases=listed(aliases),
            sector=row.sector,
            register_id=gate.free(row.register_id),
            mentions=row.mentions,
            cases=row.cases,
            sources=row.sources,
            degree=row.degree,
            betweenness=number(row.betweenness, places=4),
            bridging=number(row.bridging, places=4),
            state=row.state,
        )


def mention_rows(material: Material, *, labels: Labels, gate: Gate) -> Iterator[ListedMention]:
    """A row for each mention that may be printed, in the order of the text."""
    mentions = material.in_order(material.mentions)
    for source in material.source:
        rows = [row for row in mentions.get(source, ()) if material.place_printable(source, row.turn_id)]
        text = material.texts[source] if rows else ""
        for row in rows:
            yield ListedMention(
                mention_id=row.mention_id,
                organisation_id=row.organisation_id,
                organisation=labels.organisations.get(row.organisation_id, NO_TEXT),
                text=gate.words(source, text, row.span),
                source=labels.sources[source],
                turn_id=row.turn_id,
                start=row.start,
                end=row.end,
                participant=row.participant,
                confidence=number(row.confidence),
                basis=gate.free(row.basis),
            )


def tie_rows(material: Material, *, labels: Labels, gate: Gate) -> Iterator[ListedTie]:
    """A row for each tie that may be printed, in the order of the text."""
    ties = material.in_order(material.ties)
    for source in material.source:
        rows = [row for row in ties.get(source, ()) if _tie_printable(row, material)]
        text = material.texts[source] if rows else ""
        for row in rows:
            turn = material.turn[row.turn_id]
            span = row.span.trimmed(text)
            yield ListedTie(
                organisation_id_a=row.organisation_id_a,
                organisation_a=labels.organisations.get(row.organisation_id_a, NO_TEXT),
                organisation_id_b=row.organisation_id_b,
                organisation_b=labels.organisations.get(row.organisation_id_b, NO_TEXT),
                how=row.how,
                direction=row.direction,
                cue=gate.free(row.cue),
                implied=row.implied,
                case=labels.cases.get(row.case, gate.name(row.case)),
                source=labels.sources[source],
                turn_id=row.turn_id,
                start=span.start,
                end=span.end,
                participant=turn.participant if turn.role == PARTICIPANT else "",
                passage=gate.words(source, text, span),
            )


def _tie_printable(row: Tie, material: Material) -> bool:
    """Whether the words may be printed, and, where `we` stands for the speaker's organisation, that too."""
    if not (row.turn_id and material.place_printable(row.source, row.turn_id)):
        return False
    speaker = material.attribution.get(material.turn[row.turn_id].participant)
    return not row.implied or bool(speaker and speaker.organisation)


def _plain(name: str) -> str:
    plain = folded(name).casefold()
    return plain.removeprefix("the ")
