"""The rows of the tables on organisations that are handed over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pipeline.corpus.dataset_records import PlaceCase, PlaceEnd, PlaceSource, PlaceStart, PlaceTurn, WhoSpeaks
from pipeline.corpus.records import (
    CO_MENTIONED,
    HOWS,
    SECTORS,
    TO_CHECK,
)
from pipeline.corpus.schema import Field, PrintableText


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedOrganisation:
    """An organisation under one name, as it is handed over."""

    organisation_id: Annotated[str, Field("organisation id, derived from the name", unique=True)]
    organisation: Annotated[PrintableText, Field("organisation name")]
    aliases: Annotated[PrintableText, Field("other names in the transcripts, separated by '; '")]
    sector: Annotated[str, Field("kind of organisation", values=SECTORS)]
    register_id: Annotated[PrintableText, Field("number in a public register, where linked")]
    mentions: Annotated[int, Field("number of mentions, by anyone")]
    cases: Annotated[int, Field("number of cases that mention it")]
    sources: Annotated[int, Field("number of sources that mention it")]
    degree: Annotated[int, Field("number of other organisations mentioned together with it: see organisation_ties")]
    betweenness: Annotated[
        float | None,
        Field(
            "betweenness centrality: share of the shortest paths between any two other organisations that pass "
            "through it (Freeman 1977), 0 to 1"
        ),
    ]
    bridging: Annotated[
        float | None,
        Field(
            "bridging between street-level and statutory organisations: share of the shortest paths between a "
            "community organisation, mutual aid or faith group and a local authority, health, central "
            "government, police or justice body that pass through it (Brandes 2008), 0 to 1"
        ),
    ]
    state: Annotated[
        str,
        Field(
            "to check: below the set confidence, and in no network until models/organisations.csv has it; "
            "else empty",
            values=("", TO_CHECK),
        ),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMention:
    """A place where an organisation is named, as it is handed over."""

    mention_id: Annotated[str, Field("mention id, derived from the surrounding words", unique=True)]
    organisation_id: Annotated[str, Field("organisation id: see organisations.csv")]
    organisation: Annotated[PrintableText, Field("organisation name")]
    text: Annotated[PrintableText, Field("the name as said, verbatim, except for redactions required by consent")]
    source: PlaceSource
    turn_id: PlaceTurn
    start: PlaceStart
    end: PlaceEnd
    participant: WhoSpeaks
    confidence: Annotated[float | None, Field("confidence that the mention names this organisation, 0 to 1")]
    basis: Annotated[PrintableText, Field("evidence that this is an organisation, and this one")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTie:
    """Two organisations mentioned together, as handed over."""

    organisation_id_a: Annotated[str, Field("id of the first organisation: see organisations.csv")]
    organisation_a: Annotated[PrintableText, Field("organisation name")]
    organisation_id_b: Annotated[str, Field("id of the second organisation")]
    organisation_b: Annotated[PrintableText, Field("organisation name")]
    case: PlaceCase
    source: PlaceSource
    turn_id: PlaceTurn
    start: PlaceStart
    end: PlaceEnd
    participant: WhoSpeaks
    passage: Annotated[
        PrintableText, Field("the sentences that name both, verbatim, except for redactions required by consent")
    ]
    how: Annotated[
        str,
        Field(
            "relation, taken from the words between and around the names: works with, funds, commissions, refers "
            f"to, hosts, part of, formerly (one was the other before); {CO_MENTIONED} where no relation is stated",
            values=HOWS,
        ),
    ]
    direction: Annotated[
        str,
        Field(
            "a to b where a funds b, refers people to b, or was what b is now; b to a for the reverse; otherwise "
            "empty",
            values=("", "a to b", "b to a"),
        ),
    ]
    cue: Annotated[PrintableText, Field("the words that state the relation, without the names")]
    implied: Annotated[
        str,
        Field(
            "a or b where that organisation is not named but meant by the speaker's we or us; such ties are "
            "excluded where the speaker's organisation may not be printed",
            values=("", "a", "b"),
        ),
    ]
