"""Adopts a candidate: appends it to the codebook as a code, with its best passages as examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.corpus import tables
from pipeline.corpus.codebook import CODEBOOK_FILE, Code
from pipeline.corpus.errors import UserError
from pipeline.corpus.evidence_records import Passage, Quotation, Redaction
from pipeline.corpus.records import by_source
from pipeline.corpus.schema import Table
from pipeline.corpus.spans import replaced
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study, Texts
from pipeline.themes.appending import append_codes, free_id, read_or_empty_codebook
from pipeline.themes.candidates import name_keys
from pipeline.themes.codings import DISCOVERED
from pipeline.workflow.locks import WRITES_MODELS, hold

_MOST_EXAMPLES = 5
R = TypeVar("R")
_FILL_IN = "# say what the code covers, and what it does not"


@dataclass(frozen=True, kw_only=True)
class ListedCandidate:
    """A candidate theme of the last run, with its number in the list."""

    number: int
    theme_id: str
    name: str
    passages: int
    cases: int
    stability: float
    nearest_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """The code that was written, with its file and line."""

    code: Code
    path: Path
    line: int


def candidates_of(study: Study) -> list[ListedCandidate]:
    """The candidates of the last run, in the order of `themes.csv`.

    Raises:
        UserError: if there is no finished run.
    """
    themes = _records(study, tables.THEMES)
    found = [theme for theme in themes if theme.origin == DISCOVERED]
    return [
        ListedCandidate(
            number=number,
            theme_id=theme.theme_id,
            name=theme.theme,
            passages=theme.passages + theme.suggested,
            cases=max(theme.cases, theme.suggested_cases),
            stability=theme.stability,
            nearest_code=theme.nearest_code,
        )
        for number, theme in enumerate(found, 1)
    ]


def adopt(study: Study, topic: str) -> Adopted:
    """Append a candidate to the codebook; the existing text is not changed, including comments.

    Args:
        study: the study.
        topic: the candidate's number in the list, id or name.

    Raises:
        UserError: if there is no finished run or no such candidate, if a code has the same name, or if the codebook
            cannot be read or appended to.
    """
    with hold(study, WRITES_MODELS):
        return _adopted(study, topic)


def _adopted(study: Study, topic: str) -> Adopted:
    candidate = _chosen(candidates_of(study), topic)
    path = study.models / CODEBOOK_FILE
    codes = read_or_empty_codebook(path).codes
    same = next((code for code in codes if name_keys(code.name) == name_keys(candidate.name)), None)
    if same:
        raise UserError(
            f"'{candidate.name}' is already a code ('{same.id}')",
            "Run the pipeline again: the code replaces the candidate",
            path,
            same.line,
        )
    code = Code(
        id=free_id(candidate.name, taken={code.id for code in codes}),
        name=candidate.name,
        examples=tuple(_examples(study, candidate.theme_id)),
    )
    return Adopted(code=code, path=path, line=append_codes(path, [code], to_fill_in=_FILL_IN))


def _chosen(candidates: Sequence[ListedCandidate], topic: str) -> ListedCandidate:
    wanted = " ".join(topic.split()).casefold()
    for one in candidates:
        if wanted in (str(one.number), one.theme_id.casefold(), one.name.casefold()):
            return one
    known = "; ".join(f"{one.number} {one.name}" for one in candidates)
    raise UserError(
        f"there is no candidate '{topic}'",
        f"The candidates of the last run are: {known}" if known else "The last run found no candidates",
    )


def _examples(study: Study, theme_id: str) -> Iterator[str]:
    """The most typical passages that may be quoted, in their printable form."""
    texts = Texts(study.texts, [source.source for source in _records(study, tables.SOURCES)])
    said: dict[str, Passage | Quotation] = {one.quote_id: one for one in _records(study, tables.PASSAGES)}
    said |= {one.quote_id: one for one in _records(study, tables.QUOTES)}
    quotable = {one.participant: one.quotable for one in _records(study, tables.ATTRIBUTIONS)}
    codings = [coding for coding in _records(study, tables.CODINGS) if coding.theme_id == theme_id]
    codings.sort(key=lambda coding: (-coding.confidence, coding.quote_id))
    redactions = by_source(_records(study, tables.REDACTIONS))
    examples: dict[str, None] = {}
    for coding in codings:
        one = said.get(coding.quote_id)
        if one is None or coding.decision == "reject" or not _may_be_quoted(one, quotable):
            continue
        examples[" ".join(_printed(one, texts[one.source], redactions.get(one.source, ())).split())] = None
    yield from list(examples)[:_MOST_EXAMPLES]


def _may_be_quoted(one: Passage | Quotation, quotable: Mapping[str, bool]) -> bool:
    participant = one.participant if isinstance(one, Passage) else one.speaker_participant
    return quotable.get(participant, False) if participant else isinstance(one, Quotation)


def _printed(one: Passage | Quotation, text: str, redactions: Sequence[Redaction]) -> str:
    span = one.span
    inside = [(each.span.shifted(-span.start), each.replacement) for each in redactions if span.contains(each.span)]
    return replaced(span.of(text), inside)


def _records(study: Study, table: Table[R]) -> list[R]:
    path = study.tables / f"{table.name}.parquet"
    if not path.exists():
        raise UserError("there is no finished run with candidates to adopt", "Run: pipeline run", study.outputs)
    return table.records(read_table(path, table))
