"""The files of emit that stay in `private/`: who is who, and what was replaced."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from pipeline.corpus.dataset_records import NO, YES
from pipeline.corpus.evidence_records import Attribution
from pipeline.corpus.tables import PARTICIPANTS, REDACTIONS
from pipeline.emit.handover import File
from pipeline.emit.material import Material
from pipeline.emit.table_files import csv_bytes


def private_files(material: Material) -> Iterator[File]:
    """`key.csv` and `redactions.csv`. They do not pass the gate, and never leave `private/`."""
    columns = [*PARTICIPANTS.column_names, "cited_as", "consent_applied", "quotable"]
    own = attrgetter(*PARTICIPANTS.column_names)
    cited = material.attribution
    key = ((*own(one), *_citation(cited.get(one.participant))) for one in material.participants)
    yield "private/key.csv", csv_bytes(columns, key)
    names = REDACTIONS.column_names
    yield "private/redactions.csv", csv_bytes(names, map(attrgetter(*names), material.redactions))


def _citation(cited: Attribution | None) -> tuple[str, str, str]:
    """How somebody is cited, by which consent, and whether the words may be printed."""
    if cited is None:
        return "", "", NO
    return cited.attribution, cited.consent, YES if cited.quotable else NO
