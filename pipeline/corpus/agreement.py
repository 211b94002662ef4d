"""Agreement between independent coders, between the software and each coder, and acceptance in review.

The three are never pooled. Coders who worked blind give inter-coder reliability. The software beside them is
measured on passages that they coded without seeing its proposals. A review of proposals is a check of the
software: the coder saw what it had found, so how often that was accepted says nothing about how reliable the
coding frame is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.corpus.agreement_statistics import (
    ALL_CODES,
    FEW_PASSAGES,
    Agreement,
    Answers,
    Codes,
    Estimate,
    agreement_between,
    landis_koch,
)
from pipeline.corpus.coding_records import AGREED, INFORMATIVE, PIPELINE, RANDOM, REVIEW, Judgement

INDEPENDENT = "independent coders"
SOFTWARE = "software and independent coders"
REVIEWED = "review of the software's proposals"
UNRECORDED = "coders, way of working not recorded"
EVERYBODY = "all coders"  # in the place of a coder where the software is compared with all coders together

_SAMPLES = {
    RANDOM: "The passages were a random sample.",
    INFORMATIVE: "The passages were selected as informative or difficult, so this is not an estimate for "
    "the whole study.",
    "": "How the passages were selected is not recorded.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """How many of the software's proposals reviewers accepted.

    Attributes:
        code: the code; `ALL_CODES` for all together.
        accepted: proposals that were accepted.
        decided: proposals that were accepted or rejected; each coder's decision counts.
        passages: different passages among them.
        coders: how many people decided.
        share: accepted of decided, with its 95% confidence interval (Wilson 1927).
    """

    code: str
    accepted: int
    decided: int
    passages: int
    coders: int
    share: Estimate


def answers_of(judgements: Iterable[Judgement], *, mode: str) -> dict[str, Answers]:
    """Each coder's codes by passage, in this mode; consensus decisions belong to no single coder."""
    found: dict[str, dict[str, Codes]] = defaultdict(dict)
    for one in judgements:
        if one.mode == mode and one.coder != AGREED:
            found[one.coder][one.quote_id] = one.codes
    return {coder: found[coder] for coder in sorted(found)}


def samples_of(judgements: Iterable[Judgement], *, mode: str, passages: Iterable[str] | None = None) -> list[str]:
    """The different ways in which the passages of these judgements were sampled."""
    wanted = None if passages is None else set(passages)
    return sorted(
        {one.sample for one in judgements if one.mode == mode and (wanted is None or one.quote_id in wanted)}
    )


def overall_agreement(by_coder: Mapping[str, Answers]) -> list[Agreement]:
    """Agreement of all coders, overall and per code."""
    return agreement_between(by_coder, list(by_coder))


def pairwise_agreement(by_coder: Mapping[str, Answers]) -> list[Agreement]:
    """Agreement of each pair of coders with passages in common, overall and per code."""
    return [row for pair in combinations(by_coder, 2) for row in agreement_between(by_coder, pair)]


def software_beside_coders(
    by_coder: Mapping[str, Answers], proposed: Mapping[str, Codes], codebook: Codes
) -> list[Agreement]:
    """Agreement of the software with coders' judgements, pooled over coders, overall and per code.

    Args:
        by_coder: of people who worked blind.
        proposed: the software's codes by passage, as it would have given them without that passage's decisions.
        codebook: the codes the software can assign; codes that only coders use are not counted against it.
    """
    people = {
        f"{passage}\x1f{coder}": codes & codebook
        for coder, answers in by_coder.items()
        for passage, codes in answers.items()
    }
    machine = {key: proposed.get(key.partition("\x1f")[0], frozenset()) & codebook for key in people}
    passages = len({key.partition("\x1f")[0] for key in people})
    rows = agreement_between({EVERYBODY: people, PIPELINE: machine}, (EVERYBODY, PIPELINE))
    return [replace(row, passages=passages) for row in rows]


def acceptance(judgements: Iterable[Judgement]) -> list[Acceptance]:
    """The share of proposals accepted in review, overall and per code; empty if nothing was reviewed."""
    decided: dict[str, list[tuple[bool, Judgement]]] = defaultdict(list)
    for one in judgements:
        if one.mode == REVIEW and one.coder != AGREED:
            for codes, accepted in ((one.codes - one.added, True), (one.rejected, False)):
                for code in sorted(codes):
                    decided[code].append((accepted, one))
    everything = [each for some in decided.values() for each in some]
    if not everything:
        return []
    return [_acceptance(ALL_CODES, everything), *(_acceptance(code, decided[code]) for code in sorted(decided))]


def _acceptance(code: str, decided: Sequence[tuple[bool, Judgement]]) -> Acceptance:
    from scipy.stats import binomtest

    accepted = sum(yes for yes, _ in decided)
    interval = binomtest(accepted, len(decided)).proportion_ci(method="wilson")
    return Acceptance(
        code=code,
        accepted=accepted,
        decided=len(decided),
        passages=len({one.quote_id for _, one in decided}),
        coders=len({one.coder for _, one in decided}),
        share=Estimate(
            round(accepted / len(decided), 4), round(float(interval.low), 4), round(float(interval.high), 4)
        ),
    )


def sentence_on(row: Agreement, *, who: str, code_name: str = "") -> str:
    """The row as a sentence for the methods section.

    Args:
        row: for all codes or one.
        who: the subject, such as "Two independent coders".
        code_name: the name of the code.
    """
    out_of = f"{row.same:,} of {row.passages:,} passages ({_percent(row.share)})"
    if row.judged != row.passages:
        out_of = f"{row.same:,} of {row.judged:,} judgements of {row.passages:,} passages ({_percent(row.share)})"
    if row.code == ALL_CODES:
        told = f"{who} gave the same set of codes {'to' if row.judged == row.passages else 'in'} {out_of}"
        figure, name = row.alpha, "Krippendorff's alpha with MASI distance"
    else:
        told = f"On “{code_name or row.code}” {who[:1].lower()}{who[1:]} agreed on {out_of}"
        figure, name = (row.kappa, "Cohen's kappa") if row.kappa else (row.alpha, "Krippendorff's alpha")
    if row.passages < FEW_PASSAGES:
        return f"{told}; with fewer than {FEW_PASSAGES} passages no statistic is given."
    if figure is None:
        return f"{told}; all answers are the same, so agreement beyond chance cannot be computed."
    meaning = _krippendorff(figure.value) if row.code == ALL_CODES else f"{landis_koch(figure.value)} agreement"
    return f"{told}; {name} {figure}: {meaning}."


def sentence_on_acceptance(row: Acceptance, *, code_name: str = "") -> str:
    """The row as a sentence for the methods section."""
    people = "one person" if row.coders == 1 else f"{row.coders} people"
    on = f"On “{code_name or row.code}” " if row.code else ""
    told = f"{on}{people} who saw the software's proposals accepted {row.accepted:,} of {row.decided:,}"
    return f"{told[:1].upper()}{told[1:]} ({_percent(row.share.value)}), on {row.passages:,} passages."


def sentence_on_samples(samples: Iterable[str]) -> str:
    """How the passages were sampled, in words."""
    return " ".join(_SAMPLES[sample] for sample in samples)


def _krippendorff(alpha: float) -> str:
    """Alpha in words, after Krippendorff (2019, chapter 12)."""
    if alpha >= 0.8:
        return "reliable by the usual standard of 0.80"
    if alpha >= 0.667:
        return "enough for tentative conclusions, below the usual standard of 0.80"
    return "below 0.667, the minimum usually accepted"


def _percent(share: float) -> str:
    return f"{int(100 * share + 0.5)}%"
