"""The methods statement: what was done, in sentences that a report can take over, with this run's figures.

The items are those of COREQ (32 items for interviews and focus groups) and SRQR (standards for reporting
qualitative research). What only the researchers know is named as theirs to add; nothing is made up for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pipeline
from pipeline.emit.agreement import ACCEPTED, NONE, SAME
from pipeline.emit.handover import File, Handover, Written
from pipeline.language.pins import PINS

METHODS = "report/methods.md"
THEIRS_TO_ADD = (
    "The pipeline cannot know, and a report should add: who interviewed, with what training and what relationship "
    "to participants (COREQ 1–8, SRQR S6); the approach and theory (COREQ 9, SRQR S5); how participants were "
    "chosen and approached, and who declined (COREQ 10, 11, 13, SRQR S8); where interviews were held and who was "
    "present (COREQ 14, 15, SRQR S7); the interview guide, repeat interviews, recording and length (COREQ 17–21, "
    "SRQR S10, S11); whether participants saw transcripts or findings (COREQ 23, 28); ethical approval "
    "(SRQR S9)."
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
    """The parts of the statement, in order."""
    yield _material(handover)
    yield _consent(handover)
    yield _coding(handover)
    yield _quotations(handover)
    yield _trust(handover)
    yield _software(handover)
    yield _limits(handover)
    yield Section("For the researchers to add", "", (THEIRS_TO_ADD,))


def _material(handover: Handover) -> Section:
    counts = handover.counts
    kinds: dict[str, int] = {}
    for one in handover.transcripts:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    named = {"interview": ("interview", "interviews"), "roundtable": ("roundtable", "roundtables"),
             "survey": ("survey response", "survey responses"),
             "document": ("published document", "published documents"),
             "notes": ("set of notes", "sets of notes")}  # fmt: skip
    listed = _listed(counted(many, *named.get(kind, (kind, kind))) for kind, many in sorted(kinds.items()))
    made_of = f", made up of {listed}" if listed else ""
    return Section(
        "Material and participants",
        "COREQ 12, 16; SRQR S12",
        (
            f"The material came from {counted(counts['cases'], 'case', 'cases')}{made_of}: about "
            f"{counts['words']:,} words, with {counted(counts['participants'], 'participant', 'participants')}.",
        ),
    )


def _consent(handover: Handover) -> Section:
    held = handover.counts["held back"]
    kept = (
        f" {counted(held, 'passage is', 'passages are')} counted in the tables and not quoted, because consent "
        "does not allow it."
        if held
        else " No passage had to be held back."
    )
    return Section(
        "Consent and anonymity",
        "SRQR S9",
        (
            "Each participant is cited at the level to which he or she agreed: by name, by role, or anonymously; "
            "without a record of consent nobody is named. Names that consent does not cover were replaced by marks "
            f"such as [name] before anything was passed on.{kept}",
        ),
    )


def _coding(handover: Handover) -> Section:
    counts, settings = handover.counts, handover.settings
    rows = [row for row in handover.records("coded_quotes") if row["theme_id"]]
    decided = len({(row["quote_id"], row["theme_id"]) for row in rows if row["decision"]})
    people = sorted({name for row in rows for name in row["coder"].split("; ")} - {"pipeline", ""})
    themes = counted(counts["themes"], "theme", "themes")
    reviewed = (
        f"{counted(len(people), 'person', 'people')} reviewed codings; {decided:,} of {len(rows):,} codings of "
        "quotable passages carry a person's decision. Decisions of people overrule the software."
        if decided
        else f"No coding has been reviewed by a person yet: all {len(rows):,} codings of quotable passages are the "
        "software's proposals, and should be read as such."
    )
    return Section(
        "Coding and themes",
        "COREQ 24, 25, 26; SRQR S14",
        (
            "What participants said was divided into passages of one to a few sentences. The words of interviewers "
            f"were never coded. Passages were compared with a codebook of {themes}, by the phrases and examples "
            "that the codebook gives and by likeness of meaning. A coding needs a confidence of at least "
            f"{settings.themes.least_confidence:g} on a scale from 0 to 1; a passage may have several themes, or "
            "none.",
            f"Of {counts['quotes'] + counts['held back']:,} passages and quotations, {counts['with a theme']:,} "
            f"have at least one theme. {reviewed}",
            f"Passages were also grouped by likeness without regard to the codebook. This gave "
            f"{counted(counts['candidates'], 'candidate theme', 'candidate themes')}; a candidate is a suggestion, "
            "and becomes a theme only when a researcher adopts it.",
        ),
    )


def _quotations(handover: Handover) -> Section:
    return Section(
        "Quotations",
        "COREQ 29; SRQR S17",
        (
            "Every quotation is a verbatim stretch of its transcript, but for the marked replacements, and has an "
            "id under which it is found in its place. Quotations were ranked by features of the words (whether "
            "they stand alone, are concrete, vivid, finished, and of a fit length) and by how surely they belong "
            f"to the theme. {handover.counts['shortlisted']:,} were shortlisted, with limits on how many come from "
            "one person or one case.",
        ),
    )


def _trust(handover: Handover) -> Section:
    # Overall; the themes one by one are in the table.
    told = [
        str(row["sentence"])
        for row in handover.records("agreement")
        if not row["theme_id"] and row["measure"] in (SAME, ACCEPTED, NONE)
    ]
    return Section(
        "Agreement and saturation",
        "COREQ 22, 24; SRQR S15",
        (
            " ".join(told) if told else "Agreement between coders was not measured in this run.",
            _saturation(handover),
        ),
    )


def _saturation(handover: Handover) -> str:
    units, last = handover.counts.get("units", 0), handover.counts.get("last new theme", 0)
    if not last:
        return "Saturation is not stated: there are no themes, or no transcripts to hear them in."
    return (
        f"Saturation: of {units} transcripts in the order of saturation.csv (a survey counts as one), number "
        f"{last} was the last that brought a theme not heard before."
    )


def _software(handover: Handover) -> Section:
    models = "; ".join(pin.name for pin in PINS)
    return Section(
        "Software",
        "COREQ 27",
        (
            f"The interview pipeline {pipeline.__version__} was used, which needs no network: nothing that was "
            "said was sent to an online service. The same transcripts, codebook and decisions give the same files; "
            "versions, settings and checksums are in dataset/run.json.",
            f"Language models and word lists: {models}.",
        ),
    )


def _limits(handover: Handover) -> Section:
    checks = handover.counts["checks"]
    open_points = (
        f" The run lists {counted(checks, 'point', 'points')} for a person to check (findings.csv)."
        if checks
        else ""
    )
    return Section(
        "Limits",
        "SRQR S19",
        (
            "Codings that no person has reviewed follow wording and likeness of meaning; irony, hints and what is "
            "left unsaid can be missed, and counts of passages say how often something was recognised, not how "
            "much it matters. Confidence is not a measure of truth. Where speakers or punctuation were unclear in "
            f"a transcript, passages may begin or end at the wrong place.{open_points}",
            "Themes that a codebook names in advance are found more readily than those that it does not; candidate "
            "themes offset this only in part.",
        ),
    )


def counted(many: int, one: str, several: str) -> str:
    """A number with its noun."""
    return f"{many:,} {one if many == 1 else several}"


def _listed(parts: Iterator[str] | Any) -> str:
    given = list(parts)
    return " and ".join(part for part in (", ".join(given[:-1]), *given[-1:]) if part)


def _escaped(text: str) -> str:
    r"""Markdown takes nothing in a text for markup: `[name]` stays what it is."""
    for character in "\\*_[]<>`#":
        text = text.replace(character, f"\\{character}")
    return text
