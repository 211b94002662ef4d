"""Codes the passages: with the cold start or, if there are enough decisions, with the learned models."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import Codebook
from pipeline.corpus.coding_records import (
    NO_CODE,
    PIPELINE,
    REJECT,
    SUGGESTED,
    SURE,
    Coding,
    Decision,
    Reliability,
    ReviewEffort,
    ReviewItem,
    Threshold,
)
from pipeline.corpus.decisions import decided
from pipeline.corpus.json_values import to_json
from pipeline.language.sentence_encoder import vectors_of
from pipeline.themes.certainty import DecidedPassages, contains_phrase, sure_from, trusted_literals
from pipeline.themes.codebook_notes import examples_among, exclusive_pairs, without_excluded
from pipeline.themes.codings import CODEBOOK
from pipeline.themes.cold_start import ColdStart, cold_start
from pipeline.themes.effort import CodedSoFar, review_effort
from pipeline.themes.evidence import Codable
from pipeline.themes.explanation import Explanations, QuotableWords
from pipeline.themes.learning import Learned, learned
from pipeline.themes.questions import Context
from pipeline.themes.reliability import reliability_of
from pipeline.themes.review_order import Candidates, Pick, review_order
from pipeline.themes.similarity import Similarity, Wording
from pipeline.workflow.stage import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


_MOST_WORDED = 20_000  # passages up to which all are compared in the same words; as many take 50 MB in the cache
_EXAMPLE = "Given as an example in the codebook"


@dataclass(frozen=True)
class Judged:
    """The result of coding.

    Attributes:
        codings: the pipeline's codings.
        thresholds: the threshold of each code.
        reliability: how often people accepted codings, by confidence.
        review: returns the passages to review, in order, when the order has been computed.
        effort: the projected review effort.
    """

    codings: Sequence[Coding] = ()
    thresholds: Sequence[Threshold] = ()
    reliability: Sequence[Reliability] = ()
    review: Callable[[], Sequence[ReviewItem]] = tuple
    effort: Sequence[ReviewEffort] = ()


def judge(
    work: Work,
    codebook: Codebook,
    evidence: Sequence[Codable],
    vectors: Floats,
    *,
    decisions: Sequence[Decision],
) -> Judged:
    """Score every code for every passage, and code the passages."""
    if not codebook.codes or not evidence:
        return Judged()
    texts = [item.text for item in evidence]
    embed = partial(vectors_of, work, what="encoding questions")
    context = Context.of([item.question for item in evidence], embed=embed)
    read = context.read(texts, vectors)
    phrased = [item.phrase_text for item in evidence]
    started = _started(work, codebook, phrased, vectors=vectors, read=read)
    start = started.start
    labels = labels_of(codebook, evidence, decisions)
    wording = cache(partial(_wording, work, texts))
    models = learned(
        wording,
        vectors=read,
        logits=start.logits,
        labels=labels,
        context=context,
        alone=vectors,
        cases=[item.independent for item in evidence],
    )
    scores = _scored(start, models, least=work.settings.themes.least_confidence)
    confidence = scores.confidence
    explanations = Explanations(phrased, confidence, start=start, models=models, words=started.words)
    marks = _marks(codebook, evidence, decisions)
    examples = examples_among(codebook, texts)
    applied = _applied(codebook, confidence, scores.thresholds, marks=marks, examples=examples)
    done = {decision.quote_id for decision in decisions}
    candidates = Candidates.among(
        len(texts), decided=[row for row, item in enumerate(evidence) if item.quote_id in done]
    )
    rows = candidates.rows
    likeness = Similarity(
        wording().take(rows) if len(texts) <= _MOST_WORDED else Wording.of([texts[row] for row in rows]),
        vectors=read[rows],
        logits=start.logits[rows],
        context=context.take(rows),
    )
    picks = work.submit(review_order, confidence, candidates, likeness)
    decided = _decided_passages(confidence, evidence, labels, models)
    certain = [sure_from(one) for one in decided]
    literal = trusted_literals(_literal(applied, codebook, evidence), labels) | examples
    sure = {(row, code) for row, code in applied if confidence[row, code] >= certain[code]} | literal
    ids = [code.id for code in codebook.codes]
    undecided = confidence[[row for row, item in enumerate(evidence) if item.quote_id not in done]]
    return Judged(
        [
            Coding(
                quote_id=evidence[row].quote_id,
                theme_id=ids[code],
                origin=CODEBOOK,
                coder=PIPELINE,
                confidence=round(float(confidence[row, code]), 4),
                basis=_EXAMPLE if (row, code) in examples else explanations.of(row, code),
                state=SURE if (row, code) in sure else SUGGESTED,
            )
            for row, code in applied
        ],
        list(_thresholds(ids, scores, certain)),
        list(reliability_of(ids, confidence=confidence, labels=labels)),
        partial(_review, picks, ids, evidence, confidence=confidence, explanations=explanations),
        list(
            review_effort(
                _coded_so_far(ids, scores, applied, decided=decided, undecided=undecided, marks=marks, sure=sure)
            )
        ),
    )


@dataclass(frozen=True)
class _CodeScores:
    """How sure the pipeline is of each code, from the decisions where there are enough.

    Attributes:
        confidence: shape (passages, codes).
        thresholds: of each code, from which it applies.
        models: of the codes that have learned.
    """

    confidence: Floats
    thresholds: Sequence[float]
    models: Mapping[int, Learned]


def _scored(start: ColdStart, models: Mapping[int, Learned], *, least: float) -> _CodeScores:
    confidence = start.confidence.copy()
    thresholds = [least] * confidence.shape[1]
    for code, model in models.items():
        confidence[:, code] = model.confidence
        thresholds[code] = 2 * least * model.threshold  # the setting scales the learned threshold; 0.5 keeps it
    return _CodeScores(confidence, thresholds, models)


def _thresholds(ids: Sequence[str], scores: _CodeScores, certain: Sequence[float]) -> Iterator[Threshold]:
    for code, theme_id in enumerate(ids):
        model = scores.models.get(code)
        yield Threshold(
            theme_id=theme_id,
            threshold=round(scores.thresholds[code], 4),
            decided=model.decided if model else 0,
            method=_method(model),
            sure_from=round(certain[code], 4) if math.isfinite(certain[code]) else math.nan,
        )


def _coded_so_far(
    ids: Sequence[str],
    scores: _CodeScores,
    applied: Sequence[tuple[int, int]],
    *,
    decided: Sequence[DecidedPassages],
    undecided: Floats,
    marks: Mapping[tuple[int, int], bool],
    sure: set[tuple[int, int]],
) -> Iterator[CodedSoFar]:
    for code, theme_id in enumerate(ids):
        unmarked = [pair for pair in applied if pair[1] == code and pair not in marks]
        yield CodedSoFar(
            theme_id=theme_id,
            decided=decided[code],
            undecided=undecided[:, code],
            open_codings=[float(scores.confidence[pair]) for pair in unmarked],
            confirmed=sum(accepted for (_, its), accepted in marks.items() if its == code),
            sure=sum(1 for pair in sure if pair[1] == code and pair not in marks),
        )


@dataclass(frozen=True)
class _Started:
    """A cold start, the texts of the codebook whose vectors it needed, and the words of the passages."""

    start: ColdStart
    embedded: tuple[str, ...]
    words: QuotableWords


def _started(work: Work, codebook: Codebook, texts: Sequence[str], *, vectors: Floats, read: Floats) -> _Started:
    """What no decision changes: it is recalled unless the codebook or the passages differ."""
    embedded: list[str] = []

    def embed(some: Sequence[str]) -> Floats:
        embedded.extend(some)
        return vectors_of(work, some, what="encoding the codebook")

    started = work.recall(
        judge,
        lambda: _Started(
            cold_start(codebook, texts, vectors=vectors, in_context=read, embed=embed),
            tuple(embedded),
            QuotableWords.of(texts),
        ),
        key=[to_json(codebook), list(texts), *(blake2b(one.tobytes()).hexdigest() for one in (vectors, read))],
        result=_Started,
    )
    if not embedded:
        vectors_of(work, started.embedded)  # these are kept too, for the next codebook
    return started


def _wording(work: Work, texts: Sequence[str]) -> Wording:
    """The wording of the passages, recalled except in a large study."""
    if len(texts) > _MOST_WORDED:
        return Wording.of(texts)
    return work.recall(Wording.of, partial(Wording.of, texts), key=list(texts), result=Wording)


def _applied(
    codebook: Codebook,
    confidence: Floats,
    thresholds: Sequence[float],
    *,
    marks: Mapping[tuple[int, int], bool],
    examples: set[tuple[int, int]],
) -> list[tuple[int, int]]:
    """The passages and codes that the pipeline proposes, as rows and columns, in order."""
    over_threshold = confidence >= thresholds
    for row, code in examples:
        over_threshold[row, code] = True
    found = without_excluded(
        over_threshold,
        confidence,
        exclusive_pairs(codebook),
        accepted={mark for mark, accepted in marks.items() if accepted} | (examples - marks.keys()),
        rejected={mark for mark, accepted in marks.items() if not accepted},
    )
    return [(int(row), int(code)) for row, code in zip(*found.nonzero(), strict=True)]


def _decided_passages(
    confidence: Floats,
    evidence: Sequence[Codable],
    labels: Mapping[int, Mapping[int, bool]],
    models: Mapping[int, Learned],
) -> list[DecidedPassages]:
    """For each code, the decided passages with their confidence computed without their case."""
    found = []
    for code, some in labels.items():
        before = models[code].without_case if code in models else {}
        found.append(
            DecidedPassages(
                [before.get(row, float(confidence[row, code])) for row in some],
                list(some.values()),
                [evidence[row].independent for row in some],
            )
        )
    return found


def _literal(
    pairs: Sequence[tuple[int, int]], codebook: Codebook, evidence: Sequence[Codable]
) -> set[tuple[int, int]]:
    """The passages and codes with a verbatim phrase; if phrases of two codes occur, neither is sure."""
    said = {
        pair for pair in pairs if contains_phrase(evidence[pair[0]].phrase_text, codebook.codes[pair[1]].phrases)
    }
    many = Counter(row for row, _ in said)
    return {(row, code) for row, code in said if many[row] == 1}


def labels_of(
    codebook: Codebook, evidence: Sequence[Codable], decisions: Sequence[Decision]
) -> dict[int, dict[int, bool]]:
    """For each code, the decided passages and whether they carry it.

    A passage with some codes does not carry the others; a passage that no code fits carries none.
    """
    rows = {item.quote_id: row for row, item in enumerate(evidence)}
    labels: dict[int, dict[int, bool]] = {at: {} for at in range(len(codebook.codes))}
    implied = [rows[one.quote_id] for one in decisions if one.decision == NO_CODE and one.quote_id in rows]
    for (row, code), accepted in _marks(codebook, evidence, decisions).items():
        labels[code][row] = accepted
        if accepted:
            implied.append(row)
    for some in labels.values():
        for row in implied:
            some.setdefault(row, False)
    return labels


def _marks(
    codebook: Codebook, evidence: Sequence[Codable], decisions: Sequence[Decision]
) -> dict[tuple[int, int], bool]:
    """The decided passages and codes, as rows and columns, and whether the coding was accepted."""
    rows = {item.quote_id: row for row, item in enumerate(evidence)}
    codes = {code.id: at for at, code in enumerate(codebook.codes)}
    return {
        (rows[quote_id], codes[theme_id]): decision.decision != REJECT
        for (quote_id, theme_id), decision in decided(decisions).items()
        if quote_id in rows and theme_id in codes
    }


def _method(model: Learned | None) -> str:
    if model is None:
        return "codebook"
    return "learned" if model.from_passages else "adjusted"


def _review(
    picks: Future[list[Pick]],
    ids: Sequence[str],
    evidence: Sequence[Codable],
    *,
    confidence: Floats,
    explanations: Explanations,
) -> list[ReviewItem]:
    items: list[ReviewItem] = []
    for rank, pick in enumerate(picks.result(), 1):
        best, *others = [int(code) for code in (-confidence[pick.row]).argsort(kind="stable")[:2]]
        items.append(
            ReviewItem(
                rank=rank,
                quote_id=evidence[pick.row].quote_id,
                theme_id=ids[best],
                confidence=round(float(confidence[pick.row, best]), 2),
                other_theme_id=ids[others[0]] if others else "",
                basis=explanations.of(pick.row, best),
                why=pick.why,
            )
        )
    return items
