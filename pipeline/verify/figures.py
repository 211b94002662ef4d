"""Figures in a draft that count something of the study: "five of the seven interviews", "all 57 respondents".

A figure is wrong if the run's counts contradict it: a total that is another, or a part that is more than the whole.
A part ("three interviews spoke of …") cannot be checked, and is not called wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.corpus import tables
from pipeline.corpus.counts import Counts, count_material
from pipeline.corpus.records import PARTICIPANT, Kind
from pipeline.corpus.spans import folded
from pipeline.corpus.study import Study
from pipeline.language.numbers import Number, numbers_in
from pipeline.verify.drafts import Draft, DraftParagraph, overlapping
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import CheckedFigure
from pipeline.workflow.receipts import read_receipt

_WORDS = r"(?:(?!(?:of|and|or|the|to|in|with|from|were|had|said)(?![\w-]))[a-z][\w'’-]*\s+){0,3}?"
_NOUNS: Mapping[str, str] = {
    "interviews": r"(?:case[\s-]study\s+)?interviews?",
    "roundtables": r"round[\s-]?tables?",
    "responses": r"(?:survey\s+(?:responses?|answers?|respondents?|returns?)|respondents?)",
    "participants": r"(?:participants?|interviewees?)",
    "organisations": r"(?:organisations?|organizations?)\s+(?:named|mentioned|identified)",
    "documents": r"(?:published\s+)?(?:case\s+stud(?:y|ies)|documents?|reports?)",
    "themes": r"(?:themes?)",
    "transcripts": r"transcripts?",
}
_PART_OF = re.compile(r"\s+(?:out\s+)?of\s+(?:(?:the|our|all|these|those)\s+)?", re.I)
_GLUED = re.compile(r"[\w£$€.,-]$")
_WHOLE_BEFORE = re.compile(
    r"(?:\b(?:all|the|our|these|those|conducted|carried out|held|ran|did|total of|consists? of|comprises?|"
    r"comprising|based on|draws? on|drawing on|drew on|analysed|collected|received|from a total of|out of)\s+"
    r"(?:the\s+|a total of\s+|all\s+|our\s+)?)$",
    re.I,
)
_WHOLE_AFTER = re.compile(
    r"\s+(?:in (?:all|total)|altogether|overall|were (?:conducted|held|carried out|analysed))\b", re.I
)


@dataclass(frozen=True)
class AllowedFigures:
    """What the run counted: for each noun, the numbers that may rightly be called so."""

    allowed: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, study: Study, said: TokenisedCorpus) -> AllowedFigures:
        """The counts of a finished run."""
        sources = said.made[tables.SOURCES]
        material = count_material(
            files=(),
            sources=sources,
            turns=said.made[tables.TURNS],
            participants=said.made[tables.PARTICIPANTS],
        )
        surveys = {row.source for row in sources if row.kind == Kind.SURVEY}
        read = {turn.source for turn in said.turns}
        interviewed = {row.case for row in sources if row.kind == Kind.INTERVIEW and row.source in read}
        spoken = {
            turn.participant for turn in said.turns if turn.role == PARTICIPANT and turn.source not in surveys
        }
        transcripts = material.sources - material.respondents
        allowed = {
            "interviews": {material.interviews},
            "roundtables": {material.roundtables},
            "responses": {material.respondents},
            "participants": {material.participants, material.speakers} | _heard_in_each(said, spoken),
            "documents": {material.documents, material.documents + material.interviews, material.cases}
            | {len(interviewed)},
            "transcripts": {transcripts, transcripts + material.surveys},
            **_found(study),
        }
        return cls({name: frozenset(numbers) for name, numbers in allowed.items()})


def _found(study: Study) -> dict[str, set[int]]:
    """What the last stage counted: organisations and themes; nothing where it has not run."""
    receipt = read_receipt(study, "emit")
    if receipt is None:
        return {}
    counts = Counts.of_summary(receipt.summary)
    themes = {counts.themes, counts.candidates, counts.coder_themes}
    return {
        "organisations": {counts.organisations},
        "themes": themes
        | {counts.themes + counts.coder_themes, counts.themes + counts.coder_themes + counts.candidates},
    }


def _heard_in_each(said: TokenisedCorpus, spoken: set[str]) -> set[int]:
    """How many speak in each source: what a report says of one roundtable."""
    heard: dict[str, set[str]] = defaultdict(set)
    for turn in said.turns:
        if turn.participant in spoken:
            heard[turn.source].add(turn.participant)
    return set(map(len, heard.values()))


def figures_of(draft: Draft, counts: AllowedFigures) -> Iterator[CheckedFigure]:
    """The figures of a draft that count something of the study, in order."""
    spans = sorted(found.span for found in draft.quotations)
    for paragraph in draft.paragraphs:
        words = paragraph.span.of(draft.text)
        quoted = overlapping(spans, paragraph.span)
        for whole, part, noun in _counts(words):
            start = paragraph.span.start + (part or whole).span.start
            if not any(span.start <= start < span.end for span in quoted):
                figure = _checked(words, whole, part, noun, counts, place=paragraph)
                if figure is not None:
                    yield figure


def _counts(words: str) -> Iterator[tuple[Number, Number | None, re.Match[str]]]:
    """Numbers that count something of the study: "five of the seven interviews" with its part."""
    before: Number | None = None
    for number in numbers_in(words):
        noun = _noun().match(words, number.span.end)
        if noun is not None and not _GLUED.search(words[: number.span.start]):
            of = before is not None and _PART_OF.fullmatch(words[before.span.end : number.span.start])
            yield number, before if of else None, noun
        before = number


@cache
def _noun() -> re.Pattern[str]:
    nouns = "|".join(rf"(?P<{name}>{noun})" for name, noun in _NOUNS.items())
    return re.compile(rf"\s+{_WORDS}(?:{nouns})(?![\w-])", re.I)


def _checked(
    words: str,
    number: Number,
    of: Number | None,
    noun: re.Match[str],
    counts: AllowedFigures,
    *,
    place: DraftParagraph,
) -> CheckedFigure | None:
    allowed = counts.allowed.get(next(name for name in _NOUNS if noun[name]), frozenset())
    start = (of or number).span.start
    part, whole = of.whole if of else None, number.whole
    if number.value.unit == "in":  # five out of seven
        part, whole = int(number.value.low), int(number.value.high)
    year = re.fullmatch(r"(?:19|20)\d\d", number.span.of(words))
    if whole is None or not allowed or year or (whole == 1 and part is None):
        return None
    known = " or ".join(map(str, sorted(allowed)))
    total = bool(
        part is not None
        or _WHOLE_BEFORE.search(words[max(0, start - 30) : start])
        or _WHOLE_AFTER.match(words, noun.end())
    )
    wrong = ""
    if part is not None and part > whole:
        wrong = f"{part} is more than {whole}"
    elif total and whole not in allowed:
        wrong = f"the run counted {known}"
    elif not total and whole > max(allowed):
        wrong = f"the run counted only {known}"
    return CheckedFigure(folded(words[start : noun.end()]), place.line, wrong, known, place.part)
