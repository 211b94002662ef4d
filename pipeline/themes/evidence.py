"""What may be coded: participants' words, and words quoted in documents. Never the interviewer's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.names import lexicon_words
from pipeline.records import INTERVIEWER
from pipeline.schema import rows_of
from pipeline.spans import Span, replaced
from pipeline.study import Texts
from pipeline.themes.words import WORD, heard, name_words

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
        for row in rows_of(tables[table]):
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


def participant_names(tables: Mapping[str, pd.DataFrame], texts: Texts) -> frozenset[str]:
    """The words of everybody's name, and those of a label that may be a name, in lower case.

    A label that says what somebody is ("Bus driver") takes no word out of what people talk about: where it holds no
    given name, those of its words that are mostly written small are no names.

    Args:
        tables: participants and turns.
        texts: the text of every source.
    """
    names: set[str] = set()
    doubtful: set[str] = set()
    for name, label in _pairs(tables["participants"], "name", "speaker"):
        names.update(name_words(str(name)))
        words = set(name_words(str(label)))
        (names if words & lexicon_words("given_names") else doubtful).update(words)
    doubtful -= names
    return frozenset(names | (doubtful - _written_small(doubtful, tables["turns"], texts)))


def _written_small(words: set[str], turns: pd.DataFrame, texts: Texts) -> frozenset[str]:
    """Those of the words that participants say, and that are mostly written without a capital."""
    balance: Counter[str] = Counter()
    if not words:
        return frozenset()
    for source, own in turns[turns["role"] != INTERVIEWER].groupby("source", sort=False):
        text = texts[str(source)]
        for start, end in _pairs(own, "start", "end"):
            for match in WORD.finditer(text, int(start), int(end)):
                word = match.group()
                if (plain := word.casefold()) in words:
                    balance[plain] += -1 if word[0].isupper() else 1
    return frozenset(word for word, count in balance.items() if count > 0)


def _pairs(frame: pd.DataFrame, key: str, value: str) -> Iterator[tuple[Any, Any]]:
    return zip(frame[key], frame[value], strict=True)
