"""The last run as needed by the page: sources, turns, passages with their text, proposals, review order."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from pipeline.corpus import tables
from pipeline.corpus.codebook import CODEBOOK_FILE, Code, usable_codes
from pipeline.corpus.coding_records import PIPELINE, Coding, ReviewItem, Theme
from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch
from pipeline.corpus.errors import UserError
from pipeline.corpus.evidence_records import Organisation, Passage, Quotation
from pipeline.corpus.layers import RunTables
from pipeline.corpus.records import INTERVIEWER, Participant, Source, Turn
from pipeline.corpus.storage import decoded, file_content, read_table
from pipeline.corpus.study import Study, Texts

_TABLES = (
    tables.SOURCES, tables.TURNS, tables.PARTICIPANTS, tables.PASSAGES, tables.QUOTES, tables.CODINGS,
    tables.THEMES, tables.REVIEW, tables.ORGANISATIONS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage or quotation with its text.

    Attributes:
        nested: whether it is a quotation inside another passage, with which it is shown.
        speaker: who is quoted in a document; "" if that is not known, and for all other passages.
    """

    quote_id: str
    source: str
    turn_id: str
    start: int
    end: int
    text: str
    seconds: float
    can_be_coded: bool
    nested: bool = False
    speaker: str = ""

    @property
    def decidable(self) -> DecidablePassage:
        """The passage in the form used to match decisions."""
        return DecidablePassage(self.quote_id, self.source, self.text)


@dataclass(frozen=True)
class RunView:
    """The results of a run, read once.

    Attributes:
        sources: all sources in order, including held ones.
        turns: the turns of each source, in order.
        participants: the participants by id.
        passages: the passages by id, in the order of the transcripts.
        proposals: the pipeline's codings of each passage.
        review: the order of review, by passage.
        themes: the codes and candidates of the run, by id.
        organisations: the organisations found by the run.
        codes: the codes of the current codebook.
        problem: why the codebook cannot be read, or "".
    """

    study: Study
    sources: Mapping[str, Source]
    turns: Mapping[str, Sequence[Turn]]
    participants: Mapping[str, Participant]
    passages: Mapping[str, ShownPassage]
    proposals: Mapping[str, Sequence[Coding]]
    review: Mapping[str, ReviewItem]
    themes: Mapping[str, Theme]
    organisations: Sequence[Organisation]
    codes: Mapping[str, Code] = field(default_factory=dict)
    problem: str = ""

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[ShownPassage]]:
        """The passages of each source, in order."""
        found: dict[str, list[ShownPassage]] = defaultdict(list)
        for one in self.passages.values():
            if not one.nested:
                found[one.source].append(one)
        return {source: sorted(some, key=lambda one: (one.start, one.end)) for source, some in found.items()}

    @cached_property
    def search(self) -> PassageSearch:
        """Finds a passage by its words."""
        return PassageSearch([one.decidable for one in self.passages.values()])

    def text(self, source: str) -> str:
        """The stored text of a source."""
        return Texts(self.study.texts, list(self.sources))[source]

    def code_name(self, code_id: str) -> str:
        """The name of a code or candidate."""
        if code_id in self.codes:
            return self.codes[code_id].name
        return self.themes[code_id].theme if code_id in self.themes else code_id


def read_run(study: Study) -> RunView:
    """The last run of a study.

    Raises:
        UserError: if there is none, or its tables cannot be read.
    """
    paths = {table: study.tables / f"{table.name}.parquet" for table in _TABLES}
    if not all(path.exists() for path in paths.values()):
        raise UserError("there is no finished run to review", "Run: pipeline run", study.outputs)
    everything = RunTables(
        (tables.SOURCES, tables.TURNS, tables.PARTICIPANTS), lambda t: read_table(paths[t], t), held=True
    )
    used = RunTables(_TABLES, lambda table: read_table(paths[table], table))
    sources = {one.source: one for one in sorted(everything[tables.SOURCES], key=lambda one: (one.case, one.file))}
    codes, problem = read_codes(study)
    return RunView(
        study=study,
        sources=sources,
        turns=_turns(everything[tables.TURNS]),
        participants={one.participant: one for one in everything[tables.PARTICIPANTS]},
        passages=_timed(_passages(study, used)),
        proposals=_proposals(used[tables.CODINGS]),
        review={one.quote_id: one for one in sorted(used[tables.REVIEW], key=lambda one: one.rank)},
        themes={one.theme_id: one for one in used[tables.THEMES]},
        organisations=used[tables.ORGANISATIONS],
        codes=codes,
        problem=problem,
    )


def read_codes(study: Study) -> tuple[dict[str, Code], str]:
    """The codes of the current codebook, and why it cannot be read, or ""."""
    path = study.models / CODEBOOK_FILE
    if not path.exists():
        return {}, ""
    try:
        codebook, findings = usable_codes(decoded(file_content(path)), path=path)
    except UserError as error:
        return {}, str(error)
    said = next((f"{path.name}, line {one.line}: {one.finding}. {one.remedy}." for one in findings), "")
    return {code.id: code for code in codebook.codes}, said


def _turns(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    found: dict[str, list[Turn]] = defaultdict(list)
    for one in turns:
        found[one.source].append(one)
    return {source: sorted(some, key=lambda one: one.start) for source, some in found.items()}


def _proposals(codings: Iterable[Coding]) -> dict[str, list[Coding]]:
    found: dict[str, list[Coding]] = defaultdict(list)
    for one in codings:
        if one.coder == PIPELINE:
            found[one.quote_id].append(one)
    return {quote: sorted(some, key=lambda one: (-one.confidence, one.theme_id)) for quote, some in found.items()}


def _passages(study: Study, used: RunTables) -> dict[str, ShownPassage]:
    roles = {turn.turn_id: turn.role for turn in used[tables.TURNS]}
    seconds = {turn.turn_id: turn.seconds for turn in used[tables.TURNS]}
    texts = Texts(study.texts, [])
    read: dict[str, str] = {}
    found: dict[str, ShownPassage] = {}
    spoken, quoted = used[tables.PASSAGES], used[tables.QUOTES]
    for one in chain[Passage | Quotation](spoken, quoted):
        if roles.get(one.turn_id) == INTERVIEWER:
            continue
        if one.source not in read:
            read = {one.source: texts[one.source]}
        at = one.seconds if isinstance(one, Passage) else seconds.get(one.turn_id, math.nan)
        found[one.quote_id] = ShownPassage(
            one.quote_id,
            one.source,
            one.turn_id,
            one.start,
            one.end,
            read[one.source][one.start : one.end],
            at,
            one.substance if isinstance(one, Passage) else one.kind == "direct",
            nested=not isinstance(one, Passage) and one.kind != "direct",
            speaker="" if isinstance(one, Passage) or one.kind != "direct" else one.speaker,
        )
    return found


def _timed(passages: dict[str, ShownPassage]) -> dict[str, ShownPassage]:
    """The passages, with missing times interpolated by their place in the text."""
    known: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for one in passages.values():
        if not math.isnan(one.seconds):
            known[one.source].append((one.start, one.seconds))
    for some in known.values():
        some.sort()
    return {
        name: replace(one, seconds=_between(one.start, known[one.source]))
        if math.isnan(one.seconds) and one.source in known
        else one
        for name, one in passages.items()
    }


def _between(start: int, known: Sequence[tuple[int, float]]) -> float:
    at = bisect_left(known, (start, 0.0))
    if at == 0 or at == len(known):
        return known[min(at, len(known) - 1)][1]
    (before, began), (after, ended) = known[at - 1], known[at]
    return round(began + (ended - began) * (start - before) / max(after - before, 1), 1)
