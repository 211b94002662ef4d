"""What was done, in sentences that a report can take over, with the figures of the run.

Its headings follow the items of COREQ (Tong et al. 2007, International Journal for Quality in Health Care 19) and
SRQR (O'Brien et al. 2014, Academic Medicine 89) that the pipeline knows something of; what only the researcher
knows is left to be filled in, and marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pipeline
from pipeline.decisions import PIPELINE
from pipeline.emit.handover import Handover

METHODS = "report/methods.md"

_KINDS = {
    "interview": ("interview", "interviews"),
    "roundtable": ("roundtable", "roundtables"),
    "survey": ("survey response", "survey responses"),
    "document": ("published document", "published documents"),
    "notes": ("set of notes", "sets of notes"),
}
_CONSENT = {
    "named": "to be named",
    "role": "by role and organisation",
    "anonymous": "without anything that tells who it is",
}
_TOLD = 6  # themes named in a sentence
TO_FILL_IN = "[to be filled in: {}]"


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs; `item` names what it answers in the reporting guidelines."""

    title: str
    item: str
    paragraphs: Sequence[str]


def methods(handover: Handover, written: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The statement as Markdown."""
    del written
    lines = ["# How this was done", ""]
    lines += [
        "Written by the pipeline from the figures of its run. What stands in square brackets is yours to fill in.",
        "",
    ]
    for section in statement(handover):
        lines += [f"## {section.title}", "", f"*{section.item}*", ""]
        for paragraph in section.paragraphs:
            lines += [paragraph, ""]
    return {METHODS: "\n".join(lines).encode()}


def statement(handover: Handover) -> list[Section]:
    """The sections, in order."""
    return [
        Section("Setting and sample", "COREQ 10 to 14, SRQR 8", list(_sample(handover))),
        Section("Collecting and preparing", "COREQ 17 to 21, SRQR 10 and 12", list(_material(handover))),
        Section("Consent and attribution", "SRQR 9", list(_consent(handover))),
        Section("Coding", "COREQ 24 to 27, SRQR 14", list(_coding(handover))),
        Section("Trustworthiness", "COREQ 22 and 28, SRQR 15", list(_trust(handover))),
        Section("Quotations", "COREQ 29 and 30, SRQR 17", list(_quotations(handover))),
        Section("Limits", "SRQR 19", list(_limits(handover))),
    ]


def _sample(handover: Handover) -> Iterator[str]:
    kinds = Counter(one.kind for one in handover.transcripts)
    told = _listed([_count(kinds[kind], *names) for kind, names in _KINDS.items() if kinds[kind]])
    counts = handover.counts
    dates = sorted({one.date for one in handover.transcripts if one.date})
    when = f", held or published from {dates[0]} to {dates[-1]}" if len(dates) > 1 else ""
    yield (
        f"The study has {_count(counts['cases'], 'case', 'cases')}: {told or 'no material'}{when}; "
        f"{counts['words']:,} words in all, from {_count(counts['participants'], 'participant', 'participants')}."
    )
    yield TO_FILL_IN.format("how cases and participants were chosen and approached, and how many declined")


def _material(handover: Handover) -> Iterator[str]:
    interviewers = sum(any(t.role == "interviewer" for t in one.turns) for one in handover.transcripts)
    yield TO_FILL_IN.format("who interviewed, the guide, where and how long; how recordings were transcribed")
    yield (
        "Transcripts were read as they are. Each character was accounted for as somebody's words, a speaker's "
        "label, a time, a heading or furniture of the page; words of interviewers were told from participants' "
        f"({_count(interviewers, 'transcript has', 'transcripts have')} an interviewer) and are no evidence for "
        "any theme. Words of documents that quote nobody are neither."
    )
    yield (
        f"{_count(handover.counts.get('organisations', 0), 'organisation')} that people named were found by a "
        "language model for names, a list of known bodies and the way such bodies are named, and joined under one "
        "name each; the reason for each join is on record."
    )


def _consent(handover: Handover) -> Iterator[str]:
    rows = handover.records("coded_quotes")
    levels = Counter({row["participant"]: row["consent"] for row in rows if row["participant"]}.values())
    told = _listed([f"{levels[level]:,} {meaning}" for level, meaning in _CONSENT.items() if levels[level]])
    yield (
        f"Every quotation is attributed as its speaker agreed{f' (voices: {told})' if told else ''}. Names of "
        "people who did not agree to be named, and of people who were spoken of, are replaced by [name]; nothing "
        "else in a quotation is changed."
    )
    held = handover.counts.get("held back", 0)
    if held:
        yield f"{_count(held, 'passage')} of people who may not be quoted were counted and are not shown."


def _coding(handover: Handover) -> Iterator[str]:
    counts = handover.counts
    yield (
        f"What participants said was cut into passages of one to a few sentences where the thought breaks; "
        f"{counts['quotes']:,} passages and quotations may be printed. They were coded with a codebook of "
        f"{_count(counts['themes'], 'theme', 'themes')} by the pipeline (version {pipeline.__version__}), from "
        "the codebook's phrases, definitions and examples and from decisions of coders where there are any; each "
        f"coding states its reason. {counts['with a theme']:,} passages have a theme."
    )
    people = Counter(row["coder"] for row in handover.records("coded_quotes") if row["coder"] not in ("", PIPELINE))
    if people:
        yield (
            f"{_count(sum(people.values()), 'coding was', 'codings were')} decided by "
            f"{_count(len(people), 'person', 'people')}, whose decisions go before the pipeline's."
        )
    else:
        yield "No person has reviewed the codings yet: they are the pipeline's alone."
    candidates = [row["theme"] for row in handover.records("themes") if row["origin"] == "discovered"]
    if candidates:
        shown = _listed([f"“{name}”" for name in candidates[:_TOLD]])
        more = f" and {len(candidates) - _TOLD} more" if len(candidates) > _TOLD else ""
        yield (
            f"In passages without a theme, topic modelling proposed {_count(len(candidates), 'candidate')} "
            f"({shown}{more}); a candidate is no finding until a person adopts it."
        )


def _trust(handover: Handover) -> Iterator[str]:
    agreement = handover.records("agreement")
    if agreement:
        yield f"Agreement between coders: {_told(agreement)}"
    else:
        yield "Agreement between coders has not been measured: fewer than two have coded the same passages."
    saturation = handover.records("saturation")
    if saturation:
        yield f"Saturation, in the order in which interviews were held: {_told(saturation)}"
    yield (
        "The same transcripts, models and settings give the same dataset to the byte; `run.json` has versions, "
        "settings and checksums. Nothing was sent to any service."
    )


def _quotations(handover: Handover) -> Iterator[str]:
    yield (
        "Each quotation is verbatim, carries an identifier, and can be found at its place in the transcript. "
        f"{_count(handover.counts['shortlisted'], 'quotation was', 'quotations were')} shortlisted for printing, "
        "balanced over cases and people."
    )


def _limits(handover: Handover) -> Iterator[str]:
    del handover
    yield (
        "Machine coding misses what is only implied and finds what merely sounds alike; confidence is an estimate. "
        "Names of people who were spoken of are found by rules and a model, and a few may remain: read what "
        "is printed."
    )
    yield TO_FILL_IN.format("who coded, and their standpoint; whether participants gave feedback")


def _told(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows of a table that has sentences of its own, or how many there are."""
    sentences = [str(row["sentence"]) for row in rows if row.get("sentence")]
    return " ".join(sentences) if sentences else f"see the table ({len(rows)} rows)."


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
