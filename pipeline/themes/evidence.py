"""What may be coded: participants' words, and words quoted in documents. Never the interviewer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.records import INTERVIEWER
from pipeline.spans import Span, replaced
from pipeline.study import Texts
from pipeline.themes.words import heard, name_words

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Evidence:
    """One passage or quote.

    Attributes:
        quote_id: its id.
        source: its source.
        case: the case of its source.
        voice: who says it; two people quoted in one document are two.
        text: verbatim.
        said: without the names of organisations, in which the codebook's phrases are sought: the name of a Trust
            says nothing of trust.
        meant: what is read for meaning: without hesitations and people's names.
        question: of a survey, the question that it answers.
        says_enough: whether it may carry a theme; the others are kept for decisions about them.
        shapes_topics: whether discovery may use it; words that stand inside another passage would count twice.
    """

    quote_id: str
    source: str
    case: str
    voice: str
    text: str
    said: str
    meant: str
    question: str
    says_enough: bool
    shapes_topics: bool


def gather(
    tables: Mapping[str, pd.DataFrame], texts: Texts, *, names: frozenset[str], least_words: int
) -> list[Evidence]:
    """Every passage and quote that is not the interviewer's, in the order of the tables.

    Args:
        tables: sources, turns, mentions, passages and quotes.
        texts: the text of every source.
        names: words of people's names, in lower case.
        least_words: a quote with fewer says too little; passages carry their own mark.
    """
    cases = dict(_pairs(tables["sources"], "source", "case"))
    roles = dict(_pairs(tables["turns"], "turn_id", "role"))
    questions = dict(_pairs(tables["turns"], "turn_id", "question"))
    named: dict[str, list[Span]] = {}
    for source_id, start, end in zip(
        *(tables["mentions"][name] for name in ("source", "start", "end")), strict=True
    ):
        named.setdefault(str(source_id), []).append(Span(int(start), int(end)))
    read: dict[str, str] = {}
    found: list[Evidence] = []
    for table in ("passages", "quotes"):
        for row in tables[table].to_dict("records"):
            if roles.get(row["turn_id"]) == INTERVIEWER:
                continue
            source = str(row["source"])
            if source not in read:
                read = {source: texts[source]}  # one at a time: rows come source by source
            span = Span(int(row["start"]), int(row["end"]))
            text = span.of(read[source])
            inside = [name.shifted(-span.start) for name in named.get(source, ()) if span.contains(name)]
            is_quote = table == "quotes"
            found.append(
                Evidence(
                    quote_id=str(row["quote_id"]),
                    source=source,
                    case=str(cases.get(source, "")),
                    voice=_voice(row),
                    text=text,
                    said=replaced(text, [(name, "…") for name in inside]),
                    meant=heard(text, names=names),
                    question=str(questions.get(row["turn_id"], "")),
                    says_enough=int(row["words"]) >= least_words if is_quote else bool(row["substance"]),
                    shapes_topics=not is_quote or row["kind"] == "direct",
                )
            )
    return found


def _voice(row: Mapping[Any, Any]) -> str:
    """Who says a passage, or is quoted."""
    if "speaker" not in row:
        return str(row["participant"])
    return str(row["speaker_participant"] or f"{row['source']}: {row['speaker']}")


def participant_names(participants: pd.DataFrame) -> frozenset[str]:
    """The words of everybody's name and label, in lower case."""
    said = [str(value) for column in ("name", "speaker") for value in participants[column]]
    return frozenset(word for text in said for word in name_words(text))


def _pairs(frame: pd.DataFrame, key: str, value: str) -> Iterator[tuple[Any, Any]]:
    return zip(frame[key], frame[value], strict=True)
