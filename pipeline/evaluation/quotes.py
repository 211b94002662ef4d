"""Quotations against a gold: their words and their speakers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline import tables
from pipeline.evaluation.scores import Line, Made, Score
from pipeline.schema import rows_of
from pipeline.spans import folded


def quote_lines(made: Made, rows: Sequence[Mapping[str, str]]) -> list[Line]:
    """For each kind of quotation: spans by their words, then speakers of those found."""
    sources = {row["source"] for row in rows}
    kinds = sorted({row["kind"] for row in rows})
    all_rows = rows_of(made.table(tables.QUOTES))
    made_rows = [row for row in all_rows if made.stem[row["source"]] in sources]
    tellers = _tellers(made)
    lines = []
    for kind in kinds:
        wanted = Counter((row["source"], _bare(row["quote"])) for row in rows if row["kind"] == kind)
        found = Counter(
            (made.stem[row["source"]], _bare(made.text_of(row))) for row in made_rows if row["kind"] == kind
        )
        lines.append(Line("quotes", f"{kind} quotations, exact words", Score.of(found, wanted)))
        speakers = {(row["source"], _bare(row["quote"])): row["speaker"] for row in rows if row["kind"] == kind}
        told = [
            (_speaker(row, tellers), speakers[key])
            for row in made_rows
            if row["kind"] == kind and (key := (made.stem[row["source"]], _bare(made.text_of(row)))) in speakers
        ]
        right = sum(_same_person(ours, gold) for ours, gold in told)
        lines.append(Line("quotes", f"{kind} quotations, speaker", Score(len(told), len(told), right)))
    return lines


def _tellers(made: Made) -> dict[str, str]:
    """Who speaks in each turn, by name or label."""
    names = {row["participant"]: row["name"] or row["speaker"] for row in rows_of(made.table(tables.PARTICIPANTS))}
    return {row["turn_id"]: names.get(row["participant"], "") for row in rows_of(made.table(tables.TURNS))}


def _speaker(row: Mapping[str, str], tellers: Mapping[str, str]) -> str:
    """Who is quoted; the teller, where people quote themselves."""
    return tellers[row["turn_id"]] if row["speaker"].casefold() in ("i", "we") else row["speaker"]


def _bare(quote: str) -> str:
    return folded(quote).replace("’", "'").strip("“”‘’\"'.,;: ").casefold()


def _same_person(ours: str, gold: str) -> bool:
    # `one of the volunteers` is a volunteer.
    one, other = (
        {word.strip(".,'’").casefold().removesuffix("s") for word in name.split()} for name in (ours, gold)
    )
    small = {"a", "an", "the", "one", "of", "mr", "m", "dr", "cllr"}  # Mrs and Ms without their s
    return (not one - small and not other - small) or bool((one - small) & (other - small))
