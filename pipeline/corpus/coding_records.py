"""The domain: records of codings, coders' judgements, themes, and what the pipeline learned from decisions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pipeline.corpus.schema import Field

PIPELINE = "pipeline"  # the coder of machine work; no person may be called that
AGREED = "agreed"  # the coder of what coders settled together
ACCEPT, REJECT, ADD = "accept", "reject", "add"
NO_CODE = "none"  # the passage was judged, and no code fits
BLIND, REVIEW = "blind", "review"  # how a coder worked: without the pipeline's proposals, or seeing them
RANDOM, INFORMATIVE = "random", "informative"  # how passages were chosen
CONFIRMED, SURE, SUGGESTED = "confirmed", "sure", "suggested"  # the states of a coding
COUNTED = (CONFIRMED, SURE)  # those that count as evidence
STATES = (CONFIRMED, SURE, SUGGESTED, "")
LIKELY = 0.65  # the least confidence of a suggestion that keeps a passage out of discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """One application of a theme to a passage or quotation by one coder."""

    quote_id: Annotated[str, Field("the passage or quote")]
    theme_id: Annotated[str, Field("the theme")]
    origin: Annotated[str, Field("where the theme comes from", values=("codebook", "discovered", "coder"))]
    coder: Annotated[str, Field("pipeline, or a person")]
    confidence: Annotated[float, Field("0 to 1")]
    basis: Annotated[str, Field("why: a sentence that quotes the words that decided")]
    decision: Annotated[str, Field("what a person decided", values=("", "accept", "reject", "add"))] = ""
    note: Annotated[str, Field("what the person wrote")] = ""
    state: Annotated[
        str,
        Field(
            "confirmed: by a person; sure: this study's decisions show a precision of at least 90%, or a phrase of "
            "the codebook is said word for word; suggested: neither; empty if rejected",
            values=STATES,
        ),
    ] = SUGGESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The codes, possibly none, that one coder gave one passage."""

    quote_id: Annotated[str, Field("the passage or quote")]
    coder: Annotated[str, Field("the person; agreed for what coders settled together")]
    mode: Annotated[
        str,
        Field(
            "blind: without the pipeline's proposals; review: the coder saw them; empty where it is not recorded",
            values=("blind", "review", ""),
        ),
    ]
    codes: Annotated[frozenset[str], Field("the codes given, separated by '; '")]
    added: Annotated[
        frozenset[str], Field("those of them that the pipeline had not proposed, separated by '; '")
    ] = frozenset()
    rejected: Annotated[frozenset[str], Field("proposals that were rejected, separated by '; '")] = frozenset()
    no_code_fits: Annotated[bool, Field("whether the coder said that no code fits")] = False
    sample: Annotated[
        str,
        Field(
            "how the passage was chosen: random, informative; empty where it is not recorded",
            values=("random", "informative", ""),
        ),
    ] = ""
    note: Annotated[str, Field("what the person wrote")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A code with the evidence gathered under it, or a candidate that the pipeline found."""

    theme_id: Annotated[str, Field("id", unique=True)]
    theme: Annotated[str, Field("name; for a candidate, words that participants used")]
    origin: Annotated[str, Field("codebook or discovered", values=("codebook", "discovered"))]
    parent: Annotated[str, Field("the theme above it")] = ""
    definition: Annotated[str, Field("as in the codebook")] = ""
    label_words: Annotated[str, Field("for a candidate: its strongest words, separated by '; '")] = ""
    stability: Annotated[float, Field("for a candidate: share of resamples in which it comes back, 0 to 1")] = (
        math.nan
    )
    group: Annotated[
        str, Field("for a candidate: words that it shares with candidates near it, separated by '; '")
    ] = ""
    nearest_code: Annotated[str, Field("for a candidate: the nearest code in use")] = ""
    differs: Annotated[
        str, Field("for a candidate: words more common in it than in its nearest code, separated by '; '")
    ] = ""
    lacks: Annotated[str, Field("for a candidate: words more common in its nearest code, separated by '; '")] = ""
    passages: Annotated[
        int, Field("passages, and quotations in documents, whose coding with it is confirmed or sure")
    ] = 0
    cases: Annotated[int, Field("cases in which these occur")] = 0
    suggested: Annotated[int, Field("passages, and quotations in documents, for which it is only suggested")] = 0
    suggested_cases: Annotated[int, Field("cases in which these occur")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateInClass:
    """A candidate in one case or one sector."""

    theme_id: Annotated[str, Field("the candidate")]
    attribute: Annotated[str, Field("case or sector", values=("case", "sector"))]
    value: Annotated[str, Field("which case or sector")]
    passages: Annotated[int, Field("passages there for which it is suggested")]
    words: Annotated[str, Field("its strongest words there, separated by '; '")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The confidence from which the pipeline applies one code."""

    theme_id: Annotated[str, Field("the code", unique=True)]
    threshold: Annotated[float, Field("confidence, 0 to 1")]
    decided: Annotated[int, Field("decided passages that it was learned from; 0 where the setting applies")]
    method: Annotated[
        str,
        Field(
            "how confidence is found: from the codebook alone; from it, adjusted to decisions; or"
            " from decided passages that are similar",
            values=("codebook", "adjusted", "learned"),
        ),
    ]
    sure_from: Annotated[
        float, Field("confidence from which codings are sure; missing where the decisions vouch for none")
    ] = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How often people accepted codings of one range of confidence."""

    theme_id: Annotated[str, Field("the theme; empty for all together")]
    low: Annotated[float, Field("confidence from")]
    high: Annotated[float, Field("confidence below")]
    judged: Annotated[int, Field("decided passages and themes with a confidence between the two")]
    said: Annotated[float, Field("their mean confidence, 0 to 1; missing where there are none")] = math.nan
    right: Annotated[
        float, Field("share of them that carry the theme, as people decided; missing where there are none")
    ] = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """A row of decisions.csv, undone or not, in the order of time."""

    order: Annotated[int, Field("1 for the first", unique=True)]
    date: Annotated[str, Field("when, as written")]
    batch: Annotated[str, Field("number of the import that brought it; empty for a row written by hand")]
    coder: Annotated[str, Field("who decided")]
    quote_id: Annotated[str, Field("the passage or quote")]
    theme_id: Annotated[str, Field("the theme; empty where no code fits")]
    decision: Annotated[str, Field("accept, reject, add or none")]
    mode: Annotated[str, Field("blind, review, or empty where it is not recorded")]
    undone: Annotated[str, Field("yes if its import was undone; it then has no effect")]
    note: Annotated[str, Field("what the person wrote")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEffort:
    """How many more passages to review until a share of the codings is confirmed or sure."""

    theme_id: Annotated[str, Field("the theme; empty for all together")]
    target: Annotated[float, Field("share of the codings that should be confirmed or sure, 0 to 1")]
    codings: Annotated[int, Field("codings that nobody has rejected")]
    settled: Annotated[int, Field("those of them that are confirmed or sure now")]
    reviews: Annotated[int, Field("passages to review; 0 where the target is reached")]
    low: Annotated[int, Field("at least (80% credible interval)")]
    high: Annotated[int, Field("at most")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """A passage that nobody has decided about, with its place in the order of review."""

    rank: Annotated[int, Field("1 for the first", unique=True)]
    quote_id: Annotated[str, Field("the passage or quote", unique=True)]
    theme_id: Annotated[str, Field("the theme that is likeliest")]
    confidence: Annotated[float, Field("how sure the pipeline is of it, 0 to 1")]
    other_theme_id: Annotated[
        str, Field("the theme that is likeliest after it; empty where there is one code only")
    ] = ""
    basis: Annotated[str, Field("why the first is likely")]
    why: Annotated[str, Field("why a look at this passage teaches much")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One person's word on one theme for one passage or quote.

    Attributes:
        quote_id: the passage or quote.
        theme_id: the code.
        decision: `accept`, `reject` or `add`; `none`, with no theme, where no code fits the passage.
        coder: who decided.
        date: when, as written.
        note: what the person wrote.
        source: the source at the time.
        quote: the words at the time, to find the passage again when its transcript was corrected.
        mode: `blind`, `review`, or "" where it is not recorded.
        sample: how the passage was chosen: `random`, `informative`, or "" where it is not recorded.
        batch: the number of the import that brought it; "" for a row that was written by hand.
        undone: `yes` once its import was undone: the row stays as a record and has no effect.
        line: in the file it was read from; 0 if in none.
    """

    quote_id: str
    theme_id: str
    decision: str
    coder: str
    date: str = ""
    note: str = ""
    source: str = ""
    quote: str = ""
    mode: str = ""
    sample: str = ""
    batch: str = ""
    undone: str = ""
    line: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What a later decision of the same person replaces."""
        return (self.quote_id, self.theme_id, self.coder)
