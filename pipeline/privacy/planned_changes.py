"""`pipeline pseudonymise --dry-run`: lists what would be replaced, without writing files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.corpus import tables
from pipeline.corpus.spans import folded
from pipeline.corpus.study import Study, Texts
from pipeline.people.decided_names import DecidedNames
from pipeline.people.pseudonyms import Exchanges
from pipeline.privacy.detected_names import context_of
from pipeline.privacy.pseudonymise import decisions_on_names, known_bodies
from pipeline.privacy.run_tables import run_tables

_NEEDED = (tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.PEOPLE, tables.MENTIONS)


@dataclass
class PlannedChange:
    """One text that would be replaced, in all its places.

    Attributes:
        written: the text in the transcripts.
        replacement: the text that would replace it.
        count: the number of places.
        context: the context of the first place, with the name in braces.
    """

    written: str
    replacement: str
    count: int
    context: str


def planned_changes(study: Study, *, decided: DecidedNames | None = None) -> list[PlannedChange]:
    """All changes that `pseudonymise` would make in the transcripts, in order of first appearance.

    Args:
        study: a study whose last run is up to date.
        decided: the researcher's decisions on names; by default those in models/people.csv.
    """
    made = run_tables(study, _NEEDED)
    texts: Mapping[str, str] = Texts(study.texts, [row.source for row in made[tables.SOURCES]])
    exchanges = Exchanges(made, texts, bodies=known_bodies(study), decided=decided or decisions_on_names(study))
    changes: dict[tuple[str, str], PlannedChange] = {}
    for source, some in exchanges.of.items():
        for one in some:
            written = folded(one.span.of(texts[source]))
            change = changes.setdefault(
                (written, one.replacement),
                PlannedChange(written, one.replacement, 0, context_of(one.span, texts[source])),
            )
            change.count += 1
    return list(changes.values())
