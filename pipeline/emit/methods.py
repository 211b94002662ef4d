"""The methods statement: what was done, in sentences that a report can take over, with this run's figures.

Every sentence is a function of what was recorded (counts, settings, conduct, saturation), and says nothing where it
would not be true. The items are those of COREQ (32 items for interviews and focus groups) and SRQR (standards for
reporting qualitative research). What only the researchers know is named as theirs to add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.emit import methods_coding as coding
from pipeline.emit import methods_material as study
from pipeline.emit.handover import File, Handover, Written

METHODS = "report/methods.md"
THEIRS_TO_ADD = (
    "The pipeline cannot know, and a report should add: who interviewed, with what training and what relationship "
    "to participants (COREQ 1–8, SRQR S6); the approach and theory (COREQ 9, SRQR S5); how participants were "
    "chosen and approached, and who declined (COREQ 10, 11, 13, SRQR S8); where interviews were held and who was "
    "present (COREQ 14, 15, SRQR S7); the interview guide, repeat interviews, recording and length (COREQ 17–21, "
    "SRQR S10, S11); whether participants saw transcripts or findings (COREQ 23, 28); ethical approval "
    "(SRQR S9)."
)

Sentence = Callable[[Handover], str]
Plan = tuple[tuple[str, str, tuple[tuple[Sentence, ...], ...]], ...]

# Title, reporting items, and the paragraphs, each a row of sentences.
_PLAN: Plan = (
    (
        "Material and participants",
        "COREQ 12, 16; SRQR S12",
        ((study.material, study.participants, study.silent), (study.unread, study.held, study.excluded)),
    ),
    (
        "Consent and anonymity",
        "SRQR S9",
        ((study.cited, study.unrecorded), (study.redactions, study.third_parties, study.withheld)),
    ),
    (
        "Coding and themes",
        "COREQ 24, 25, 26; SRQR S14",
        (
            (coding.passages, coding.codebook, coding.thresholds, coding.learned_thresholds, coding.low_codings),
            (coding.coverage, coding.reviewed, coding.disputed, coding.coder_themes),
            (coding.candidates,),
        ),
    ),
    ("Quotations", "COREQ 29; SRQR S17", ((coding.verbatim, coding.ranked, coding.shortlisted),)),
    ("Agreement and saturation", "COREQ 22, 24; SRQR S15", ((coding.agreement,), (coding.saturation,))),
    ("Software", "COREQ 27", ((coding.software, coding.reproducible), (coding.models,))),
    ("Limits", "SRQR S19", ((coding.unreviewed, coding.confidence, coding.open_points), (coding.beyond_codebook,))),
)


@dataclass(frozen=True)
class Section:
    """One part of the statement.

    Attributes:
        title: its heading.
        items: the reporting items that it answers.
        paragraphs: its text.
    """

    title: str
    items: str
    paragraphs: tuple[str, ...]


def methods(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The statement as Markdown."""
    lines = ["# Methods", ""]
    for section in sections(handover):
        lines += [f"## {section.title}", ""]
        lines += [f"*{section.items}*", ""] if section.items else []
        for paragraph in section.paragraphs:
            lines += [_escaped(paragraph), ""]
    yield METHODS, ("\n".join(lines).rstrip() + "\n").encode()


def sections(handover: Handover) -> Iterator[Section]:
    """The parts of the statement, in order; those of which nothing can be said are left out."""
    for title, items, plan in _PLAN:
        paragraphs = (" ".join(filter(None, (sentence(handover) for sentence in row))) for row in plan)
        kept = tuple(filter(None, paragraphs))
        if kept:
            yield Section(title, items, kept)
    yield Section("For the researchers to add", "", (THEIRS_TO_ADD,))


def _escaped(text: str) -> str:
    r"""Markdown takes nothing in a text for markup: `[name]` stays what it is."""
    for character in "\\*_[]<>`#":
        text = text.replace(character, f"\\{character}")
    return text
