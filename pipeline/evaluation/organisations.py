"""Organisations against a gold, beside spaCy's small model alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import tables
from pipeline.evaluation.scores import Line, Made, Score
from pipeline.schema import rows_of
from pipeline.spans import folded


def organisation_lines(made: Made, rows: Sequence[Mapping[str, str]]) -> list[Line]:
    """Mentions by their words, and under their names; the same for the bare model."""
    sources = {row["source"] for row in rows}
    wanted = Counter[tuple[str, str]]()
    named = Counter[tuple[str, str, str]]()
    for row in rows:
        text = _straight(row["text"])
        wanted[row["source"], text] += int(row["mentions"])
        named[row["source"], text, _plain(row["organisation"])] += int(row["mentions"])
    name_of = dict(made.table(tables.ORGANISATIONS)[["organisation_id", "organisation"]].to_numpy())
    found = Counter[tuple[str, str]]()
    joined = Counter[tuple[str, str, str]]()
    for row in rows_of(made.table(tables.MENTIONS)):
        stem = made.stem[row["source"]]
        if stem in sources:
            found[stem, _straight(row["text"])] += 1
            joined[stem, _straight(row["text"]), _plain(name_of[row["organisation_id"]])] += 1
    return [
        Line("organisations", "found, exact words", Score.of(found, wanted)),
        Line("organisations", "spaCy alone", Score.of(_spacy_alone(made, sources), wanted)),
        Line("organisations", "found and under the right name", Score.of(joined, named)),
    ]


def _spacy_alone(made: Made, sources: set[str]) -> Counter[tuple[str, str]]:
    from pipeline.language.english import small_entity_model

    nlp = small_entity_model()
    found = Counter[tuple[str, str]]()
    turns = [row for row in rows_of(made.table(tables.TURNS)) if made.stem[row["source"]] in sources]
    texts = (made.texts[row["source"]][row["start"] : row["end"]] for row in turns)
    for row, doc in zip(turns, nlp.pipe(texts), strict=True):
        for ent in doc.ents:
            if ent.label_ == "ORG":
                found[made.stem[row["source"]], _straight(ent.text)] += 1
    return found


def _straight(text: str) -> str:
    return folded(text).replace("’", "'")


def _plain(name: str) -> str:
    return _straight(name).casefold()
