"""How far coders agree, as it may be handed over: coders are counted, and never named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pipeline.corpus.agreement import (
    INDEPENDENT,
    REVIEWED,
    SOFTWARE,
    UNRECORDED,
    acceptance,
    answers_of,
    overall_agreement,
    samples_of,
    sentence_on,
    sentence_on_acceptance,
    sentence_on_samples,
    software_beside_coders,
)
from pipeline.corpus.agreement_statistics import FEW_PASSAGES, Agreement, Answers, Codes, Estimate
from pipeline.corpus.coding_records import (
    BLIND,
    PIPELINE,
    REVIEW,
    Coding,
    Judgement,
    Reliability,
    ReviewEffort,
    Theme,
)
from pipeline.corpus.schema import NO_TEXT, Field, PrintableText, table
from pipeline.emit.material import number
from pipeline.emit.naming import Labels

SAME, ACCEPTED, NONE = "percentage agreement", "proposals accepted", "none"
_STATISTICS = {"kappa": "Cohen's kappa", "alpha": "Krippendorff's alpha", "ac1": "Gwet's AC1"}


HUMAN = Field(
    "the human ceiling beside a figure for the software: percentage agreement of independent coders on the same "
    "theme; empty where it was not measured, and in other rows"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFigure:
    """One measure of agreement, over all codes or on one."""

    comparison: Annotated[
        str, Field("which comparison the figure is for", values=(INDEPENDENT, SOFTWARE, REVIEWED, UNRECORDED))
    ]
    theme_id: Annotated[PrintableText, Field("theme id; empty for all themes together")] = NO_TEXT
    theme: Annotated[PrintableText, Field("theme name; empty for all themes together")] = NO_TEXT
    measure: Annotated[
        str,
        Field(
            "percentage agreement: share of passages with the same answer (over all themes: the same set of "
            "codes); Krippendorff's alpha over all themes uses the MASI distance between sets; proposals "
            "accepted: share of the software's proposals that were accepted; none where no figure can be given",
            values=(SAME, *_STATISTICS.values(), ACCEPTED, NONE),
        ),
    ]
    value: Annotated[float | None, Field("the figure, at most 1; empty where there is none")] = None
    low: Annotated[float | None, Field("lower bound of the 95% confidence interval")] = None
    high: Annotated[float | None, Field("upper bound of the 95% confidence interval")] = None
    coders: Annotated[int, Field("number of coders")]
    passages: Annotated[int, Field("number of passages")] = 0
    sample: Annotated[str, Field("how the passages were selected, where recorded: random, informative")] = ""
    sentence: Annotated[str, Field("the result in words")]
    human: Annotated[float | None, HUMAN] = None


AGREEMENT = table(
    AgreementFigure,
    name="agreement",
    description="Agreement between coders on passages, over all themes together and for each theme. A coder's "
    "judgement of a passage is the set of codes given to it, possibly empty. Independent (blind) coding and "
    "review of the software's proposals are kept apart: the first gives inter-coder reliability, the second "
    "checks the software. Coders are counted, not named; figures for each pair of coders are in "
    "private/review/agreement.csv (`pipeline agreement`).",
    key=("comparison", "theme_id", "measure"),
)


def agreement_rows(
    judgements: Sequence[Judgement], codings: Iterable[Coding], themes: Iterable[Theme], *, labels: Labels
) -> Iterator[AgreementFigure]:
    """Rows for independent coders, the software beside them, and reviewers; a sentence where there is nothing."""
    blind = answers_of(judgements, mode=BLIND)
    for comparison, mode in ((INDEPENDENT, BLIND), (UNRECORDED, "")):
        by_coder = answers_of(judgements, mode=mode)
        found = overall_agreement(by_coder)
        samples = samples_of(judgements, mode=mode, passages=_in_common(by_coder))
        if found:
            yield from _comparison(comparison, found, by_coder, samples, labels=labels)
        elif mode == BLIND:
            yield AgreementFigure(
                comparison=comparison, measure=NONE, coders=len(blind), sentence=_why_not_known(blind)
            )
    beside = software_beside_coders(blind, proposed_codes(codings), codebook_ids(themes))
    samples = samples_of(judgements, mode=BLIND)
    human = human_ceiling(judgements, labels=labels)
    for one in (
        *_comparison(SOFTWARE, beside, blind, samples, labels=labels),
        *_review(judgements, labels=labels),
    ):
        is_share = one.measure in (SAME, ACCEPTED)
        yield replace(one, human=human.get(one.theme_id)) if is_share else one


def human_ceiling(judgements: Sequence[Judgement], *, labels: Labels) -> dict[str, float]:
    """How far independent coders agree on each theme, and under "" on whole passages."""
    found = overall_agreement(answers_of(judgements, mode=BLIND))
    return {labels.theme_ids.get(row.code, NO_TEXT): round(row.share, 4) for row in found}


def _comparison(
    comparison: str,
    found: Iterable[Agreement],
    by_coder: Mapping[str, Answers],
    samples: Sequence[str],
    *,
    labels: Labels,
) -> Iterator[AgreementFigure]:
    for row in found:
        people = len(set(row.coders) & set(by_coder)) or len(by_coder)
        theme = labels.themes.get(row.code, NO_TEXT)
        sentence = sentence_on(row, who=_who(comparison, people), code_name=theme)
        if not row.code:
            sentence = f"{sentence} {sentence_on_samples(samples)}"
        share = AgreementFigure(
            comparison=comparison,
            theme_id=labels.theme_ids.get(row.code, NO_TEXT),
            theme=theme,
            measure=SAME,
            value=round(row.share, 4),
            coders=people,
            passages=row.passages,
            sample="; ".join(filter(None, samples)),
            sentence=sentence,
        )
        yield share
        for name, printed in _STATISTICS.items():
            estimate: Estimate | None = getattr(row, name)
            if estimate is not None and row.passages >= FEW_PASSAGES:
                yield replace(
                    share,
                    measure=printed,
                    value=estimate.value,
                    low=estimate.low,
                    high=estimate.high,
                    sentence=f"{printed} {estimate}.",
                )


def _review(judgements: Sequence[Judgement], *, labels: Labels) -> Iterator[AgreementFigure]:
    samples = samples_of(judgements, mode=REVIEW)
    for row in acceptance(judgements):
        theme = labels.themes.get(row.code, NO_TEXT)
        sentence = sentence_on_acceptance(row, code_name=theme)
        if not row.code:
            sentence = f"{sentence} {sentence_on_samples(samples)} This checks the software; it is not inter-coder"
            sentence += " reliability."
        yield AgreementFigure(
            comparison=REVIEWED,
            theme_id=labels.theme_ids.get(row.code, NO_TEXT),
            theme=theme,
            measure=ACCEPTED,
            value=row.share.value,
            low=row.share.low,
            high=row.share.high,
            coders=row.coders,
            passages=row.passages,
            sample="; ".join(filter(None, samples)),
            sentence=sentence,
        )


def _who(comparison: str, people: int) -> str:
    counted = {1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five"}.get(people, str(people))
    if comparison == SOFTWARE:
        return f"The software and {counted.lower()} independent coder{'' if people == 1 else 's'}"
    if comparison == UNRECORDED:
        return f"{counted} coders (whether they worked independently is not recorded)"
    return f"{counted} independent coders"


def _why_not_known(blind: Mapping[str, Answers]) -> str:
    if not blind:
        return "Inter-coder reliability is not known: nobody has coded passages independently of the software."
    if len(blind) == 1:
        passages = len(next(iter(blind.values())))
        return f"Inter-coder reliability is not known: one person has coded {passages:,} passages independently."
    return f"Inter-coder reliability is not known: {len(blind)} people coded independently, but no passage twice."


def _in_common(by_coder: Mapping[str, Answers]) -> set[str]:
    """Passages that at least two coders judged."""
    judged = Counter(passage for answers in by_coder.values() for passage in answers)
    return {passage for passage, coders in judged.items() if coders > 1}


def proposed_codes(codings: Iterable[Coding]) -> dict[str, Codes]:
    """The codebook's codes that the pipeline gave each passage."""
    found: dict[str, set[str]] = {}
    for row in codings:
        if row.coder == PIPELINE and row.origin == "codebook":
            found.setdefault(row.quote_id, set()).add(row.theme_id)
    return {quote_id: frozenset(codes) for quote_id, codes in found.items()}


def codebook_ids(themes: Iterable[Theme]) -> Codes:
    """The ids of the codebook's codes."""
    return frozenset(row.theme_id for row in themes if row.origin == "codebook")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReliability:
    """How often people accepted codings of one range of confidence, as it is handed over."""

    theme_id: Annotated[PrintableText, Field("theme id; empty for all themes together")]
    theme: Annotated[PrintableText, Field("theme name; empty for all themes together")]
    low: Annotated[float, Field("lower end of the confidence range")]
    high: Annotated[float, Field("upper end of the confidence range")]
    judged: Annotated[int, Field("decided codings with a confidence in this range")]
    said: Annotated[float | None, Field("their mean confidence, 0 to 1; empty if there are none")]
    right: Annotated[
        float | None,
        Field("share of them that people accepted, 0 to 1; empty if there are none"),
    ]
    human: Annotated[float | None, HUMAN] = None


RELIABILITY = table(
    ListedReliability,
    name="reliability",
    description="Calibration: whether the software's confidence can be relied on. Decided codings are grouped by "
    "the confidence that the software gave them beforehand, and compared with the share that people accepted. "
    "Empty until codings have been reviewed.",
    key=("theme_id", "low"),
)


def reliability_rows(
    records: Iterable[Reliability], judgements: Sequence[Judgement], *, labels: Labels
) -> Iterator[ListedReliability]:
    """The rows of the working table, themes as they may be printed, with how far people agree."""
    human = human_ceiling(judgements, labels=labels)
    for one in records:
        yield ListedReliability(
            theme_id=labels.theme_ids.get(one.theme_id, NO_TEXT),
            theme=labels.themes.get(one.theme_id, NO_TEXT),
            low=one.low,
            high=one.high,
            judged=one.judged,
            said=number(one.said, places=4),
            right=number(one.right, places=4),
            human=human.get(labels.theme_ids.get(one.theme_id, NO_TEXT)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEffort:
    """How many more passages to review, as it is handed over."""

    theme_id: Annotated[PrintableText, Field("theme id; empty for all themes together")]
    theme: Annotated[PrintableText, Field("theme name; empty for all themes together")]
    target: Annotated[float, Field("share of the codings that should be confirmed or sure, 0 to 1")]
    codings: Annotated[int, Field("codings that nobody has rejected")]
    settled: Annotated[int, Field("those of them that are confirmed or sure now")]
    reviews: Annotated[int, Field("estimated number of passages to review; 0 where the target is reached")]
    low: Annotated[int, Field("lower bound of the 80% credible interval")]
    high: Annotated[int, Field("upper bound of the 80% credible interval")]


REVIEW_EFFORT = table(
    ListedEffort,
    name="review_effort",
    description="How many more passages to review until 80, 90 and 95% of the codings are confirmed or sure, for "
    "each theme. Estimated again in each run from the decisions so far; before there are any, from the confidence, "
    "and then the interval is wide.",
    key=("theme_id", "target"),
)


def effort_rows(records: Iterable[ReviewEffort], *, labels: Labels) -> Iterator[ListedEffort]:
    """The rows of the working table, themes as they may be printed."""
    for one in records:
        yield ListedEffort(
            theme_id=labels.theme_ids.get(one.theme_id, NO_TEXT),
            theme=labels.themes.get(one.theme_id, NO_TEXT),
            target=one.target,
            codings=one.codings,
            settled=one.settled,
            reviews=one.reviews,
            low=one.low,
            high=one.high,
        )
