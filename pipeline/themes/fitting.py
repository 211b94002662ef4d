"""Whether the codebook is this study's: the sample study's own is noticed, and one that covers hardly anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator

from pipeline.records import Concern, Finding
from pipeline.themes.codebook import CODEBOOK_FILE, Code, Codebook

# The codes of the codebook that is shipped, by digest: it describes the sample study and no other.
SAMPLE_CODES = frozenset(
    {
        "0795cb6a2d299526",
        "1d94531751b7bc66",
        "1df0c6a3b9f4c932",
        "255c86e96a8b24d6",
        "5e9c7bbb54c3d69d",
        "bc3fdb8693f19b28",
        "c9cffa1c4c4b489b",
    }
)
# Its transcripts, but for those whose names any study may have.
SAMPLE_FILES = frozenset(
    {
        "brackwater_interview.docx",
        "harrowdale_roundtable.txt",
        "hinton_marsh_interview.md",
        "pellgate_case_study.txt",
        "thornaby_cross_interview.txt",
        "wexcombe_interview.vtt",
    }
)
_MOST_SHARED = 0.5  # share of the codes that a study may have taken over from the sample's
_LEAST_COVERED = 0.1  # share of the passages
_FEW_PASSAGES = 20  # with fewer nothing is said about how many are covered


def not_this_studys(
    codebook: Codebook, *, files: Collection[str], covered: int, passages: int
) -> Iterator[Finding]:
    """At most one finding: that the codebook is the sample's, or that it covers hardly any passage.

    Args:
        codebook: as it was used.
        files: the study's transcripts.
        covered: passages with a code of it.
        passages: passages that say enough to carry one.
    """
    if not codebook.codes or SAMPLE_FILES & set(files):
        return
    share = covered / passages if passages else 0.0
    covers = f"covers {covered:,} of {passages:,} passages ({share:.0%})"
    shared = sum(digest(code) in SAMPLE_CODES for code in codebook.codes)
    if shared > _MOST_SHARED * len(codebook.codes):
        which = "is the sample study's" if shared == len(codebook.codes) else "is mostly the sample study's"
        finding = f"the codebook {which} and was not written for these transcripts; it {covers}"
        remedy = (
            "Write your own codes into models/codebook.yaml, or name another folder with --models; then run again"
        )
    elif passages >= _FEW_PASSAGES and share < _LEAST_COVERED:
        finding = f"the codebook {covers}: it may not be this study's"
        remedy = "Check that it is; if so, add phrases and examples that sound like your participants"
    else:
        return
    yield Finding(
        level="check",
        stage="themes",
        concern=Concern.CODEBOOK,
        file=CODEBOOK_FILE,
        finding=finding,
        remedy=remedy,
    )


def digest(code: Code) -> str:
    """Of what a code says, whatever the layout of its file."""
    said = [code.id, code.name, code.definition, code.include, code.exclude, code.parent]
    lists = [sorted(code.phrases), sorted(code.examples)]
    return hashlib.blake2b(json.dumps([said, lists]).encode(), digest_size=8).hexdigest()
