"""Drafts of a study with numbers of its own: faults in words, figures and citations; a third in notes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from pipeline.spans import folded
from pipeline.study import Study
from pipeline.verify import verify
from pipeline.verify.verdicts import Checked
from tests.verify.citations import FAULTS, STYLES, UNTOUCHED, Numbered, cited, numbered
from tests.verify.faults import Planted
from tests.verify.material import Material, material_of
from tests.verify.notes import as_word_with_notes

EACH = 2  # of each fault in each style
RIGHT = 12  # quotations without a fault in each style, of each kind
_TRIES = 3_000


def cited_quotations(
    study: Study, folder: Path, rng: random.Random
) -> tuple[Study, list[tuple[str, Planted, str]]]:
    """A study that numbers its people, and paragraphs that cite it, each with what is planted and the style."""
    made, numbers = numbered(study, folder, rng)
    material = material_of(study)
    return made, [each for style in STYLES for each in _in_style(material, numbers, style, rng)]


def _in_style(
    material: Material, numbers: Numbered, style: str, rng: random.Random
) -> list[tuple[str, Planted, str]]:
    found: list[tuple[str, Planted, str]] = []
    seen: set[str] = set()
    for kind in (*FAULTS.values(), *UNTOUCHED):
        wanted, count = (EACH if kind in FAULTS.values() else RIGHT), 0
        for _ in range(_TRIES):
            said = material.stretch(rng, least=12)
            one = kind(rng, said, material) if kind in FAULTS.values() else kind(said)  # type: ignore[operator]
            paragraph = cited(one, numbers, style, rng) if one else None
            if paragraph is not None and paragraph[0] not in seen:
                seen.add(paragraph[0])  # a note that repeats the body is not read twice
                found.append((*paragraph, style))
                count += 1
            if count == wanted:
                break
    return found


def checked_drafts(
    study: Study, quotations: Sequence[tuple[str, Planted, str]], folder: Path
) -> list[tuple[Planted, str, bool, Checked | None]]:
    """For each quotation, in the body or in a note, whether `verify` says that it needs a person."""
    paragraphs = [paragraph for paragraph, _, _ in quotations]
    draft = folder / "cited.docx"
    body = [p for at, p in enumerate(paragraphs) if at % 3]
    notes = [p.replace("\n\n", " ") for at, p in enumerate(paragraphs) if not at % 3]
    draft.write_bytes(as_word_with_notes(body, notes))
    report = verify(study, draft)
    order = [q for at, q in enumerate(quotations) if at % 3] + [q for at, q in enumerate(quotations) if not at % 3]
    found = _matched([one for _, one, _ in order], report.quotations)
    return [
        (one, style, checked is None or checked.verdict.needs_a_person, checked)
        for (_, one, style), checked in zip(order, found, strict=True)
    ]


def _matched(planted: Sequence[Planted], quotations: Sequence[Checked]) -> list[Checked | None]:
    """For each planted quotation the one that is likest, none twice; some are planted twice, in other styles."""
    free = [folded(each.quote) for each in quotations]
    found: list[Checked | None] = []
    for one in planted:
        best = process.extractOne(folded(one.quote), free, scorer=fuzz.ratio, score_cutoff=75)
        found.append(quotations[best[2]] if best else None)
        if best:
            free[best[2]] = ""
    return found
