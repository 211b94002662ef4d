"""Drafts of studies with numbers of their own: faults in words, figures and citations; a third stand in notes.

The sample study, and two meetings and two interviews of the public material if that is there.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipeline.corpus.spans import folded
from pipeline.corpus.study import Study
from pipeline.verify import verify
from pipeline.verify.verdicts import Checked
from tests.verify.citations import FAULTS, STYLES, UNTOUCHED, Numbered, cited, numbered
from tests.verify.faults import Planted
from tests.verify.material import Material, material_of
from tests.verify.notes import WITH_NOTES

EACH = 10  # of each fault in each style
RIGHT = 12  # quotations without a fault in each style, of each kind
PUBLIC = (
    "welsh-parliament/train_education_1.txt",
    "welsh-parliament/train_education_2.txt",
    "oral-history/long1960s/hunter_jay.csv",
    "oral-history/long1960s/Fritz_John.csv",
)
_TRIES = 1_500
_LIKE = 75  # rapidfuzz's ratio from which a quotation that verify found is the one that was planted


class Cited(NamedTuple):
    """A paragraph of a draft, what is planted in it, and the style in which it is cited."""

    paragraph: str
    planted: Planted
    style: str


def public_study(material: Path, folder: Path) -> Study | None:
    """A finished run over two meetings and two interviews; None where they are not."""
    from tests.conftest import run_study

    files = [material / "transcripts" / name for name in PUBLIC]
    if not all(file.is_file() for file in files):
        return None
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    return run_study(folder, folder.with_name(f"{folder.name} outputs")).study


def cited_quotations(study: Study, folder: Path, rng: random.Random) -> tuple[Study, list[Cited]]:
    """A study that numbers its people, and paragraphs that cite it."""
    made, numbers = numbered(study, folder, rng)
    return made, list(_cited(material_of(study), numbers, rng))


def _cited(material: Material, numbers: Numbered, rng: random.Random) -> Iterator[Cited]:
    """Quotations of each kind in each style; none twice, so that each can be told from the others."""
    seen: set[str] = set()
    for style in STYLES:
        for kind in (*FAULTS.values(), *UNTOUCHED):
            count = 0
            for _ in range(_TRIES):
                said = material.stretch(rng, least=12)
                one = kind(rng, said, material) if kind in FAULTS.values() else kind(said)  # type: ignore[operator]
                made = cited(one, numbers, style, rng) if one and folded(one.quote) not in seen else None
                if made is None:
                    continue
                seen.add(folded(made[1].quote))
                yield Cited(*made, style)
                count += 1
                if count == (EACH if kind in FAULTS.values() else RIGHT):
                    break


def checked_drafts(
    study: Study, quotations: Sequence[Cited], folder: Path
) -> Iterator[tuple[Cited, str, bool, Checked | None]]:
    """For each quotation, its format, whether `verify` says that it needs a person, and what it says."""
    for number, (form, written) in enumerate(WITH_NOTES.items()):
        ours = quotations[number :: len(WITH_NOTES)]
        body, notes = [one for at, one in enumerate(ours) if at % 3], ours[::3]
        draft = folder / f"cited{form}"
        draft.write_bytes(
            written([one.paragraph for one in body], [one.paragraph.replace("\n\n", " ") for one in notes])
        )
        order = [*body, *notes]
        found = _matched([one.planted for one in order], verify(study, draft).quotations)
        for one, checked in zip(order, found, strict=True):
            yield one, form, checked is None or checked.verdict.needs_a_person, checked


def _matched(planted: Sequence[Planted], quotations: Sequence[Checked]) -> list[Checked | None]:
    """For each planted quotation the one that is likest, none twice."""
    free = [folded(each.quote) for each in quotations]
    found: list[Checked | None] = []
    for one in planted:
        best = process.extractOne(folded(one.quote), free, scorer=fuzz.ratio, score_cutoff=_LIKE)
        found.append(quotations[best[2]] if best else None)
        if best:
            free[best[2]] = ""
    return found
