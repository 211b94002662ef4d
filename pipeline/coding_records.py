"""The domain: records of codings, coders' judgements, themes, and what the pipeline learned from decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pipeline.schema import Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One application of a theme to a passage or quotation by one coder."""

    quote_id: Annotated[str, Meaning("the passage or quote")]
    theme_id: Annotated[str, Meaning("the theme")]
    origin: Annotated[str, Meaning("where the theme comes from", values=("codebook", "discovered", "coder"))]
    coder: Annotated[str, Meaning("pipeline, or a person")]
    confidence: Annotated[float, Meaning("0 to 1")]
    basis: Annotated[str, Meaning("why: the phrase, or the nearest example")]
    decision: Annotated[str, Meaning("what a person decided", values=("", "accept", "reject", "add"))] = ""
    note: Annotated[str, Meaning("what the person wrote")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The codes, possibly none, that one coder gave one passage."""

    quote_id: Annotated[str, Meaning("the passage or quote")]
    coder: Annotated[str, Meaning("the person; agreed for what coders settled together")]
    mode: Annotated[
        str,
        Meaning(
            "blind: without the pipeline's proposals; review: the coder saw them; empty where it is not recorded",
            values=("blind", "review", ""),
        ),
    ]
    codes: Annotated[frozenset[str], Meaning("the codes given, separated by '; '")]
    added: Annotated[
        frozenset[str], Meaning("those of them that the pipeline had not proposed, separated by '; '")
    ] = frozenset()
    rejected: Annotated[frozenset[str], Meaning("proposals that were rejected, separated by '; '")] = frozenset()
    no_code_fits: Annotated[bool, Meaning("whether the coder said that no code fits")] = False
    sample: Annotated[
        str,
        Meaning(
            "how the passage was chosen: random, informative; empty where it is not recorded",
            values=("random", "informative", ""),
        ),
    ] = ""
    note: Annotated[str, Meaning("what the person wrote")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A code with the evidence gathered under it, or a candidate that the pipeline found."""

    theme_id: Annotated[str, Meaning("id", unique=True)]
    theme: Annotated[str, Meaning("name; for a candidate, words that participants used")]
    origin: Annotated[str, Meaning("codebook or discovered", values=("codebook", "discovered"))]
    parent: Annotated[str, Meaning("the theme above it")] = ""
    definition: Annotated[str, Meaning("as in the codebook")] = ""
    label_words: Annotated[str, Meaning("for a candidate: its strongest words, separated by '; '")] = ""
    stability: Annotated[float, Meaning("for a candidate: share of resamples in which it comes back, 0 to 1")] = (
        math.nan
    )
    passages: Annotated[int, Meaning("passages, and quotations in documents, coded with it")] = 0
    cases: Annotated[int, Meaning("cases it is heard in")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The confidence from which the pipeline applies one code."""

    theme_id: Annotated[str, Meaning("the code", unique=True)]
    threshold: Annotated[float, Meaning("confidence, 0 to 1")]
    decided: Annotated[int, Meaning("decided passages that it was learned from; 0 where the setting applies")]
    method: Annotated[
        str,
        Meaning(
            "how confidence is found: from the codebook alone; from it, adjusted to decisions; or"
            " from decided passages that are similar",
            values=("codebook", "adjusted", "learned"),
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How often people accepted codings of one range of confidence."""

    theme_id: Annotated[str, Meaning("the theme; empty for all together")]
    low: Annotated[float, Meaning("confidence from")]
    high: Annotated[float, Meaning("confidence below")]
    judged: Annotated[int, Meaning("decided passages and themes with a confidence between the two")]
    said: Annotated[float, Meaning("their mean confidence, 0 to 1; missing where there are none")] = math.nan
    right: Annotated[
        float, Meaning("share of them that carry the theme, as people decided; missing where there are none")
    ] = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A passage that nobody has decided about, with its place in the order of review."""

    rank: Annotated[int, Meaning("1 for the first", unique=True)]
    quote_id: Annotated[str, Meaning("the passage or quote", unique=True)]
    theme_id: Annotated[str, Meaning("the theme that is likeliest")]
    confidence: Annotated[float, Meaning("how sure the pipeline is of it, 0 to 1")]
    other_theme_id: Annotated[
        str, Meaning("the theme that is likeliest after it; empty where there is one code only")
    ] = ""
    basis: Annotated[str, Meaning("why the first is likely")]
    why: Annotated[str, Meaning("why a look at this passage teaches much")]
