"""Checks a codebook for codes that are too similar, too broad, lack detail or are never used."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus import tables
from pipeline.corpus.codebook import CODEBOOK_FILE, Code, Codebook, usable_codes
from pipeline.corpus.coding_records import PIPELINE
from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Concern, Finding
from pipeline.corpus.schema import Table
from pipeline.corpus.spans import folded
from pipeline.corpus.storage import checksum, decoded, file_content, read_table
from pipeline.corpus.study import Study
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import anchor_texts
from pipeline.themes.words import FUNCTION_WORDS, words_of
from pipeline.workflow.receipts import read_receipt

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


_TOO_ALIKE = 0.72  # cosine of two definitions; in a good codebook it is 0.1 to 0.5
_ELSEWHERE = 0.15  # how much closer a code's examples are to another code; at most 0.13 in good codebooks
_TOO_BROAD = 0.4  # the share of passages coded with one code
_FEW_PASSAGES = 20  # with fewer passages, the use of codes is not checked


def lint_codebook(
    codebook: Codebook,
    *,
    embed: Callable[[Sequence[str]], Floats],
    used: Mapping[str, int] | None = None,
    passages: int = 0,
    file: str = "codebook.yaml",
) -> list[Finding]:
    """Warnings about the codebook, each with its line, in the order of the file.

    Args:
        codebook: the parsed codebook.
        embed: computes unit vectors.
        used: the number of passages of each code in the last run.
        passages: the number of passages in the last run.
        file: the name of the file, for the findings.
    """
    warnings = [
        *_alike(codebook, embed),
        *_same_phrases(codebook),
        *_same_examples(codebook),
        *_contradicting_examples(codebook, embed),
        *_bare(codebook),
        *_loose_phrases(codebook),
    ]
    if used is not None and passages >= _FEW_PASSAGES:
        warnings += _usage(codebook, used, passages)
    return [
        Finding(level="check", stage="themes", file=file, line=code.line, finding=finding, remedy=remedy)
        for code, finding, remedy in sorted(warnings, key=lambda warning: (warning[0].line, warning[1]))
    ]


Warned = tuple[Code, str, str]


def _alike(codebook: Codebook, embed: Callable[[Sequence[str]], Floats]) -> Iterator[Warned]:
    meant = embed([anchor_texts(code)["definition"][0] for code in codebook.codes])
    for (at, one), (other_at, other) in combinations(enumerate(codebook.codes), 2):
        alike = float(meant[at] @ meant[other_at])
        if alike >= _TOO_ALIKE and one.id not in (other.parent, other.id) and other.id != one.parent:
            yield (
                other,
                f"'{other.id}' and '{one.id}' have nearly the same meaning ({alike:.2f})",
                "Use 'exclude' to say what belongs to the other code, or merge the two",
            )


def _same_phrases(codebook: Codebook) -> Iterator[Warned]:
    owners: dict[str, Code] = {}
    for code in codebook.codes:
        for phrase in code.phrases:
            owner = owners.setdefault(phrase.casefold(), code)
            if owner is not code:
                yield (
                    code,
                    f"the phrase '{phrase}' belongs to both '{owner.id}' and '{code.id}'",
                    "Keep it in the code that it describes better",
                )


def _same_examples(codebook: Codebook) -> Iterator[Warned]:
    owners: dict[str, Code] = {}
    for code in codebook.codes:
        for example in code.examples:
            owner = owners.setdefault(folded(example).casefold(), code)
            if owner is not code:
                yield (
                    code,
                    f"the example '{example}' belongs to both '{owner.id}' and '{code.id}'",
                    "Keep it in the code that it illustrates, unless both codes apply",
                )


def _contradicting_examples(codebook: Codebook, embed: Callable[[Sequence[str]], Floats]) -> Iterator[Warned]:
    """Codes whose examples are, on average, much closer in meaning to another code than to their own."""
    meant = embed([anchor_texts(code)["definition"][0] for code in codebook.codes])
    for at, code in enumerate(codebook.codes):
        if not code.examples:
            continue
        near = (embed(list(code.examples)) @ meant.T).mean(axis=0)
        other = codebook.codes[int(near.argmax())]
        if near.max() - near[at] >= _ELSEWHERE and other.id != code.parent and code.id != other.parent:
            yield (
                code,
                f"the examples of '{code.id}' are closer to the definition of '{other.id}'",
                "Check that the examples are in the right code, or say in the definition what they have in common",
            )


def _bare(codebook: Codebook) -> Iterator[Warned]:
    for code in codebook.codes:
        if not code.definition and not code.examples:
            yield (
                code,
                f"'{code.id}' has neither a definition nor examples, so only its name can be matched",
                "Write a one-sentence definition and two examples",
            )


def _loose_phrases(codebook: Codebook) -> Iterator[Warned]:
    for code in codebook.codes:
        for phrase in code.phrases:
            words = [word.plain for word in words_of(phrase)]
            small = len(words) == 1 and len(words[0]) < 5
            short = small and (len(words[0]) < 3 or words[0] in FUNCTION_WORDS)
            if not words or short:
                yield (
                    code,
                    f"the phrase '{phrase}' of '{code.id}' is too short to be useful",
                    "Write a longer one",
                )


def _usage(codebook: Codebook, used: Mapping[str, int], passages: int) -> Iterator[Warned]:
    for code in codebook.codes:
        count = used.get(code.id, 0)
        if count == 0:
            yield (code, f"nothing is coded to '{code.id}' yet", "Add phrases and examples, or remove the code")
        elif count > _TOO_BROAD * passages:
            yield (
                code,
                f"'{code.id}' takes in {count} of {passages} passages: it may be too broad to be useful",
                "Narrow its definition and phrases, or split it",
            )


def lint_study(study: Study, *, threads: int) -> list[Finding]:
    """Warnings about the study's codebook.

    Raises:
        UserError: if there is no codebook, or none of its codes can be used.
    """
    path = study.models / "codebook.yaml"
    if not path.exists():
        raise UserError(
            "there is no codebook", "Write one, or use --models to name the folder that contains it", path
        )
    codebook, left_out = usable_codes(decoded(file_content(path)), path=path)
    used: Counter[str] | None = None
    passages = 0
    unjudged = _why_not_judged(study, path)
    if not unjudged:
        codings = read_table(_made(study, tables.CODINGS), tables.CODINGS)
        used = Counter(codings.loc[codings["coder"] == PIPELINE, "theme_id"])
        passages = int(read_table(_made(study, tables.PASSAGES), tables.PASSAGES)["substance"].sum())
    warnings = lint_codebook(
        codebook,
        embed=lambda texts: embedded(texts, threads=threads),
        used=used,
        passages=passages,
        file=path.name,
    )
    return [*left_out, *warnings, *unjudged]


def _why_not_judged(study: Study, path: Path) -> list[Finding]:
    """A note if the use of codes cannot be checked, because there was no run with the current codebook."""
    receipt = read_receipt(study, "themes")
    made = all(_made(study, table).exists() for table in (tables.CODINGS, tables.PASSAGES))
    if receipt is not None and made and receipt.holds(study) and receipt.models.get(path.name) == checksum(path):
        return []
    why = "the last run was made with another codebook" if receipt is not None and made else "there has been no run"
    return [
        Finding(
            level="note",
            stage="themes",
            file=path.name,
            finding=f"the use of the codes was not checked: {why}",
            remedy="Run: pipeline themes; then check again",
        )
    ]


def _made(study: Study, table: Table) -> Path:
    return study.tables / f"{table.name}.parquet"


# The digests of the codes in the shipped codebook, which is for the sample study only.
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
# The sample's transcripts, without those with common file names.
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
_MOST_SHARED = 0.5  # the share of its codes that a study may have taken from the sample
_LEAST_COVERED = 0.1  # the least share of passages with a code
_FEW_FOR_FIT = 20  # with fewer passages, coverage is not checked


def check_fit(codebook: Codebook, *, files: Collection[str], covered: int, passages: int) -> Iterator[Finding]:
    """Check whether the codebook fits the study: a finding if it is the sample's, or covers hardly any passages.

    Args:
        codebook: the codebook that was used.
        files: the study's transcripts.
        covered: the number of passages with a code.
        passages: the number of passages with enough content to be coded.
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
            "Write your own codes in models/codebook.yaml, or choose another folder with --models; then run again"
        )
    elif passages >= _FEW_FOR_FIT and share < _LEAST_COVERED:
        finding = f"the codebook {covers}: it may belong to another study"
        remedy = "If it is the right one, add phrases and examples in your participants' words"
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
    """The digest of a code's contents, independent of the layout of its file."""
    said = [code.id, code.name, code.definition, code.include, code.exclude, code.parent]
    lists = [sorted(code.phrases), sorted(code.examples)]
    return hashlib.blake2b(json.dumps([said, lists]).encode(), digest_size=8).hexdigest()
