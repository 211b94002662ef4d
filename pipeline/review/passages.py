"""The passages and quotes of the last run, with their text, on which decisions are made."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from pipeline.corpus import tables
from pipeline.corpus.evidence_records import Passage, Quotation
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import INTERVIEWER
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts


@dataclass(frozen=True)
class StoredPassage:
    """One passage or quote.

    Attributes:
        quote_id: its id.
        source: its source.
        start: the index of its first character in the stored text of the source.
        end: one past its last character.
        text: the verbatim text.
        before: the end of the preceding text: the question, or the speaker's words.
        after: the beginning of the following text.
        can_be_coded: whether it says enough to be coded.
    """

    quote_id: str
    source: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    can_be_coded: bool = True


def stored_passages(study: Study, *, context: int = 0) -> list[StoredPassage]:
    """The passages of the last run, in the order of the tables; empty if there was no run.

    Args:
        study: the study.
        context: the number of characters to include before and after.
    """
    wanted = (tables.PASSAGES, tables.QUOTES, tables.TURNS)
    paths = {table: study.tables / f"{table.name}.parquet" for table in wanted}
    if not all(path.exists() for path in paths.values()):
        return []
    made = RunTables(wanted, lambda table: read_table(paths[table], table))
    roles = {turn.turn_id: turn.role for turn in made[tables.TURNS]}
    texts = Texts(study.texts, sorted({turn.source for turn in made[tables.TURNS]}))
    read: dict[str, str] = {}
    found = []
    passages, quotations = made[tables.PASSAGES], made[tables.QUOTES]
    for one in chain[Passage | Quotation](passages, quotations):
        if roles.get(one.turn_id) == INTERVIEWER:
            continue
        if one.source not in read:
            read = {one.source: texts[one.source]}
        whole = read[one.source]
        found.append(
            StoredPassage(
                one.quote_id,
                one.source,
                one.start,
                one.end,
                whole[one.start : one.end],
                before=_tail(whole[max(0, one.start - context) : one.start]) if context else "",
                after=_head(whole[one.end : one.end + context]) if context else "",
                can_be_coded=one.substance if isinstance(one, Passage) else one.kind == "direct",
            )
        )
    return found


def _tail(text: str) -> str:
    """The text from the first whole word on."""
    return " ".join(text.split(" ", 1)[-1].split())


def _head(text: str) -> str:
    """The text up to the last whole word."""
    return " ".join(text.rsplit(" ", 1)[0].split())
