"""The passages and quotes of the last run, with their words: what decisions are about."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.corpus import tables
from pipeline.corpus.records import INTERVIEWER
from pipeline.corpus.schema import rows_of
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts


@dataclass(frozen=True)
class Stored:
    """One passage or quote.

    Attributes:
        quote_id: its id.
        source: its source.
        start: its first character in the source's stored text.
        end: one past its last.
        text: verbatim.
        before: the end of what stands before it: the question, or the speaker's words.
        after: the beginning of what follows.
        can_be_coded: whether it says enough to carry a code.
    """

    quote_id: str
    source: str
    start: int
    end: int
    text: str
    before: str = ""
    after: str = ""
    can_be_coded: bool = True


def stored_passages(study: Study, *, context: int = 0) -> list[Stored]:
    """Those of the last run, in the order of the tables; none if there was no run.

    Args:
        study: whose.
        context: characters to give of what stands before and after.
    """
    wanted = (tables.PASSAGES, tables.QUOTES, tables.TURNS)
    paths = {table: study.tables / f"{table.name}.parquet" for table in wanted}
    if not all(path.exists() for path in paths.values()):
        return []
    frames = {table.name: read_table(path, table) for table, path in paths.items()}
    roles = dict(zip(frames["turns"]["turn_id"], frames["turns"]["role"], strict=True))
    texts = Texts(study.texts, sorted(set(frames["turns"]["source"])))
    read: dict[str, str] = {}
    found = []
    for name in ("passages", "quotes"):
        for row in rows_of(frames[name]):
            if roles.get(row["turn_id"]) == INTERVIEWER:
                continue
            source, start, end = str(row["source"]), int(row["start"]), int(row["end"])
            if source not in read:
                read = {source: texts[source]}
            whole = read[source]
            found.append(
                Stored(
                    str(row["quote_id"]),
                    source,
                    start,
                    end,
                    whole[start:end],
                    before=_tail(whole[max(0, start - context) : start]) if context else "",
                    after=_head(whole[end : end + context]) if context else "",
                    can_be_coded=bool(row["substance"]) if name == "passages" else row["kind"] == "direct",
                )
            )
    return found


def _tail(text: str) -> str:
    """From the first whole word on."""
    return " ".join(text.split(" ", 1)[-1].split())


def _head(text: str) -> str:
    """Up to the last whole word."""
    return " ".join(text.rsplit(" ", 1)[0].split())
