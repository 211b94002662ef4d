"""What is likely to go wrong with a codebook: codes too alike, too broad, too bare, or never used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.records import Finding
from pipeline.themes.codebook import Code, Codebook
from pipeline.themes.cold_start import anchor_texts
from pipeline.themes.lists import FUNCTION_WORDS
from pipeline.themes.words import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_TOO_ALIKE = 0.72  # cosine between two definitions; those of one good codebook have 0.1 to 0.5
_TOO_BROAD = 0.4  # share of the passages coded with one code
_FEW_PASSAGES = 20  # with fewer nothing is said about how often a code is used


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
        codebook: parsed, so without errors.
        embed: gives unit vectors.
        used: after a run, how many passages each code has.
        passages: after a run, how many passages there were.
        file: its name, for the findings.
    """
    warnings = [*_alike(codebook, embed), *_same_phrases(codebook), *_bare(codebook), *_loose_phrases(codebook)]
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
                f"'{other.id}' and '{one.id}' mean nearly the same ({alike:.2f})",
                "Say in 'exclude' what belongs to the other, or make them one code",
            )


def _same_phrases(codebook: Codebook) -> Iterator[Warned]:
    owners: dict[str, Code] = {}
    for code in codebook.codes:
        for phrase in code.phrases:
            owner = owners.setdefault(phrase.casefold(), code)
            if owner is not code:
                yield (
                    code,
                    f"the phrase '{phrase}' stands under '{owner.id}' and under '{code.id}'",
                    "Keep it where it tells more",
                )


def _bare(codebook: Codebook) -> Iterator[Warned]:
    for code in codebook.codes:
        if not code.definition and not code.examples:
            yield (
                code,
                f"'{code.id}' has neither a definition nor an example: little but its name can be recognised",
                "Write a sentence of definition and two examples",
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
                    f"the phrase '{phrase}' of '{code.id}' would be found nearly everywhere or nowhere",
                    "Write a longer one",
                )


def _usage(codebook: Codebook, used: Mapping[str, int], passages: int) -> Iterator[Warned]:
    for code in codebook.codes:
        count = used.get(code.id, 0)
        if count == 0:
            yield (code, f"no passage speaks for '{code.id}'", "Add phrases and examples, or leave it out")
        elif count > _TOO_BROAD * passages:
            yield (
                code,
                f"'{code.id}' takes in {count} of {passages} passages: it may be too broad to tell anything",
                "Narrow its definition and phrases, or divide it",
            )
