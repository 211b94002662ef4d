"""Cold start: applies the codebook before anybody has made a decision.

There are three kinds of evidence for each passage and code. *Phrases*: the passage contains a phrase of the
codebook; phrases that are common in the corpus count for less. *Words*: it shares words with the code's texts; rare
words count for more. *Meaning*: its vector is close to the code's definition, to a part of it, to an example or to
a phrase. Closeness is contrasted with the other codes (a passage close to all of them supports none), and measured
in standard deviations of the corpus's own scores, so that what is usual in these interviews is not evidence. If no
code stands out, none is applied.

A code's `exclude` note is evidence against it: the score of a passage that is clearly closer to the note than to
the code, or that contains the words of a short note, is reduced accordingly.

Then the study corrects the codebook: the evidence of all passages, shared out among the codes and "none of these",
is smoothed over passages of similar meaning by ridge regression (self-training). What similar passages say about a
passage counts as much as what it says itself, except in a small study.

An interviewer's question may shift the score of an answer, within limits, but never raises the score of a code for
which the answer itself has less evidence than the average passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.corpus.codebook import Code, Codebook
from pipeline.themes.codebook_notes import excluded_texts
from pipeline.themes.phrases import CodePhrases
from pipeline.themes.ridge import left_out
from pipeline.themes.words import FUNCTION_WORDS, words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Doubles = NDArray[np.float64]
    Floats = NDArray[np.float32]


Embed = Callable[[Sequence[str]], "Floats"]

_CONTRAST = 0.8  # the share of the similarity to other codes that is subtracted
_OF_PARENT = 0.5  # the share of the parent's contrast that a code inherits
_BACKGROUND = 2.0  # the weight of the corpus mean in the contrast, as a number of codes
# The prior distribution of scores for small corpora, and its weight as a number of passages.
_PRIOR_MEAN, _PRIOR_DEVIATION, _PRIOR_PASSAGES = 0.04, 0.07, 50.0
_LEAST_DEVIATION = 0.055  # so that nothing stands out in a corpus that is about none of the codes
_USUAL = 1.7  # standard deviations above the mean at which a code has a probability of 0.5
_STEEPNESS = 1.2
# The weight of a rare phrase, in the same standard deviations.
_SAID, _SAID_IN_ONE_WORD = 2.2, 1.8
_WORDED = 0.3  # the weight of shared words, in standard deviations for each standard deviation
_SHORTEST_PART = 3  # characters of a part of a definition
_PART = re.compile(r"[;:,.]|\s[-–—]\s|\b(?:and|or)\b")
# What similar passages say: its weight, and the passages at which it is half of that.
_SIMILAR, _PASSAGES_BEFORE_SIMILAR = 0.5, 50.0
_MOST_SHIFT = 2.0  # logits by which a question may change a score
_CLEAR_SHIFT = 0.5  # logits at which the explanation mentions the question
_AGAINST = 2.0  # the weight of similarity to an `exclude` note, relative to similarity to the code
_CLEARLY = 0.1  # the least difference in cosine
_MOST_AGAINST = 6.0  # standard deviations
_LONGEST_SAID = 5  # words; a longer clause of a note is a description that nobody says verbatim
_RARE = 0.02  # the share of passages up to which a phrase has its full weight; if it is in all of them, it has none
_PASSAGES_BEFORE_RARITY = 50.0


@dataclass(frozen=True)
class ColdStart:
    """The confidence of each code for each passage, and the reasons.

    Attributes:
        confidence: shape (passages, codes), 0 to 1.
        logits: the same before the logistic function, as input for the classifier.
    """

    confidence: Floats
    logits: Floats
    _codes: tuple[Code, ...]
    _anchors: tuple[tuple[_Anchors, ...], ...]
    _said: tuple[tuple[tuple[int, str, float], ...], ...]
    _raised: NDArray[np.bool_]

    def reasons(self, passage: int, code: int) -> list[str]:
        """The reasons why the code may apply, in words that follow "it"."""
        said = [(worth, words) for owner, words, worth in self._said[passage] if owner == code]
        quoted = [f"“{words}”" for _, words in sorted(said, key=lambda s: -s[0])[:2]]
        reasons = [f"says {' and '.join(quoted)}"] if quoted else []
        if not quoted or max(worth for worth, _ in said) < _SAID_IN_ONE_WORD / 2:
            reasons.append(self._nearest(passage, code))
        if self._raised[passage, code]:
            reasons.append("answers a question that points to the code too")
        return reasons

    def _nearest(self, passage: int, code: int) -> str:
        best = max(self._anchors[code], key=lambda anchors: float(anchors.likeness[passage] - anchors.usual))
        likeness = float(best.likeness[passage])
        anchor = best.texts[int(best.nearest[passage])]
        if best.kind == "definition":
            what = "definition" if self._codes[code].definition else "name"
            return f"is close to the {what} ({likeness:.2f})"
        if best.kind == "part":
            return f"is close to “{anchor}” in the definition ({likeness:.2f})"
        return f"is close to the {best.kind} “{anchor}” ({likeness:.2f})"


@dataclass(frozen=True)
class _Anchors:
    """The texts of one kind that represent a code, and the similarity of each passage to the nearest of them."""

    kind: str
    texts: tuple[str, ...]
    likeness: Floats
    nearest: NDArray[np.intp]
    usual: float


def cold_start(
    codebook: Codebook, texts: Sequence[str], *, vectors: Floats, embed: Embed, in_context: Floats | None = None
) -> ColdStart:
    """Score every code for every passage.

    Args:
        codebook: at least one code.
        texts: the texts of the passages.
        vectors: the unit vectors of the passages, shape (passages, dimensions).
        embed: computes unit vectors for the codebook's texts.
        in_context: the vectors of the passages as answers to their questions.
    """
    import numpy as np

    codes = codebook.codes
    embed = _remembered(embed)
    anchors = tuple(_anchors_of(code, vectors=vectors, embed=embed) for code in codes)
    said = _said(codes, texts)
    phrased = np.zeros((len(texts), len(codes)))
    for at, found in enumerate(said):
        for owner, _, worth in found:
            # A second phrase adds half its weight, so that near-synonyms do not count twice.
            most, least = max(phrased[at, owner], worth), min(phrased[at, owner], worth)
            phrased[at, owner] = min(most + least / 2, 1.5 * _SAID)
    likeness = _likeness(anchors)
    words = phrased + _worded(codes, texts) - _against(codebook, texts, likeness, vectors=vectors, embed=embed)

    def evidence(likeness: Doubles, vectors: Floats) -> Doubles:
        meant = _standardised(_with_parents(codes, _contrasted(likeness)))
        return _with_similar(_STEEPNESS * (meant + words - _USUAL), vectors)

    own = evidence(likeness, vectors)
    logits = own
    if in_context is not None and in_context is not vectors:
        read = _likeness([_anchors_of(code, vectors=in_context, embed=embed) for code in codes])
        logits = _shifted(own, evidence(read, in_context))
    confidence = (1.0 / (1.0 + np.exp(-logits.astype(np.float32).astype(np.float64)))).astype(np.float32)
    return ColdStart(confidence, logits.astype(np.float32), codes, anchors, said, logits - own >= _CLEAR_SHIFT)


def _remembered(embed: Embed) -> Embed:
    """The same, but each list of texts is embedded once."""
    kept: dict[tuple[str, ...], Floats] = {}

    def found(texts: Sequence[str]) -> Floats:
        key = tuple(texts)
        if key not in kept:
            kept[key] = embed(texts)
        return kept[key]

    return found


def _shifted(own: Doubles, read: Doubles) -> Doubles:
    """The scores of passages, shifted towards those that they have as answers to their questions."""
    import numpy as np

    shift = np.clip(read - own, -_MOST_SHIFT, _MOST_SHIFT)
    shift[(shift > 0) & (own < own.mean(axis=0))] = 0.0
    found: Doubles = own + shift
    return found


def anchor_texts(code: Code) -> dict[str, tuple[str, ...]]:
    """The texts that represent a code, by kind."""
    kinds = {
        "definition": (
            f"{code.name}. {' '.join(part for part in (code.definition, code.include) if part)}".strip(),
        ),
        "part": tuple(
            part.strip()
            for part in _PART.split(f"{code.definition}. {code.include}")
            if len(part.strip()) >= _SHORTEST_PART
        ),
        "example": code.examples,
        "phrase": tuple(phrase.replace("*", "") for phrase in code.phrases),
    }
    return {kind: texts for kind, texts in kinds.items() if any(text.strip() for text in texts)}


def _anchors_of(code: Code, *, vectors: Floats, embed: Embed) -> tuple[_Anchors, ...]:
    import numpy as np

    found = []
    for kind, texts in anchor_texts(code).items():
        likeness = vectors @ embed(texts).T
        if kind == "part" and len(vectors):
            likeness += likeness.mean() - likeness.mean(axis=0)  # a general word is close to every passage
        nearest = likeness.argmax(axis=1)
        best = np.take_along_axis(likeness, nearest[:, None], axis=1)[:, 0]
        usual = float(best.mean()) if len(best) else 0.0
        kept = code.phrases if kind == "phrase" else texts
        found.append(_Anchors(kind, kept, best, nearest, usual))
    return tuple(found)


def _likeness(anchors: Sequence[Sequence[_Anchors]]) -> NDArray[np.float64]:
    """The mean over the kinds that a code has; kinds are centred first, because not every code has all of them."""
    import numpy as np

    kinds = ("definition", "part", "example", "phrase")
    usual = {kind: [a.usual for code in anchors for a in code if a.kind == kind] for kind in kinds}
    level = {kind: sum(values) / len(values) for kind, values in usual.items() if values}
    base = sum(level.values()) / len(level)
    columns = [np.mean([a.likeness - level[a.kind] for a in code], axis=0) + base for code in anchors]
    return np.stack(columns, axis=1).astype(np.float64)


def _contrasted(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = float(likeness.mean()) if likeness.size else 0.0
    others = likeness.sum(axis=1, keepdims=True) - likeness + _BACKGROUND * mean
    contrasted: NDArray[np.float64] = likeness - _CONTRAST * others / (likeness.shape[1] - 1 + _BACKGROUND)
    return contrasted


def _with_parents(codes: Sequence[Code], contrasted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The evidence for each code with a share of that for its parent: `Location` under `Access` is about access."""
    places = {code.id: at for at, code in enumerate(codes)}
    found = contrasted.copy()
    for at, code in enumerate(codes):
        if code.parent in places:
            found[:, at] += _OF_PARENT * contrasted[:, places[code.parent]]
    return found


def _against(
    codebook: Codebook, texts: Sequence[str], likeness: NDArray[np.float64], *, vectors: Floats, embed: Embed
) -> NDArray[np.float64]:
    """The evidence against each code from `exclude` notes, in standard deviations, shape (passages, codes)."""
    import numpy as np

    found = np.zeros(likeness.shape)
    if not len(texts):
        return found
    level = float(likeness.mean())
    short: list[tuple[int, str]] = []
    for at, code in enumerate(codebook.codes):
        notes = excluded_texts(codebook, code)
        if not notes:
            continue
        near = (vectors @ embed(notes).T).astype(np.float64)
        nearer = (near - near.mean(axis=0)).max(axis=1) + level - likeness[:, at]
        found[:, at] = _AGAINST * np.maximum(nearer - _CLEARLY, 0.0) / _deviation(likeness)
        short += [(at, note) for note in notes if len(note.split()) <= _LONGEST_SAID]
    phrases = CodePhrases(short)  # of all codes, so that each text is divided into words once
    for row, text in enumerate(texts) if phrases.patterns else ():
        for at in {phrases.patterns[number].owner for number in phrases.found(text)}:
            found[row, at] += _SAID
    return np.minimum(found, _MOST_AGAINST)


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores in standard deviations above the corpus mean; in a small corpus shrunk towards a prior."""
    weight = _weight(scores)
    mean = weight * (float(scores.mean()) if scores.size else 0.0) + (1 - weight) * _PRIOR_MEAN
    standardised: NDArray[np.float64] = (scores - mean) / _deviation(scores)
    return standardised


def _deviation(scores: NDArray[np.float64]) -> float:
    """The standard deviation of all scores; in a small corpus shrunk towards a prior."""
    weight = _weight(scores)
    deviation = weight * (float(scores.std()) if scores.size else 0.0) + (1 - weight) * _PRIOR_DEVIATION
    return max(deviation, _LEAST_DEVIATION)


def _weight(scores: NDArray[np.float64]) -> float:
    """The weight of the corpus's own scores relative to the prior."""
    passages = float(len(scores))
    return passages / (passages + _PRIOR_PASSAGES)


def _worded(codes: Sequence[Code], texts: Sequence[str]) -> Doubles:
    """The evidence of shared words, in standard deviations: cosine of TF-IDF vectors, shape (passages, codes)."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    described = [" ".join(text for kind in anchor_texts(code).values() for text in kind) for code in codes]
    if not any(map(_stems, texts)):
        return np.zeros((len(texts), len(codes)))
    words = TfidfVectorizer(analyzer=_stems, sublinear_tf=True)
    shared = (words.fit_transform(texts) @ words.transform(described).T).toarray()
    found: Doubles = _WORDED * (shared - shared.mean()) / max(float(shared.std()), 1e-9)
    return found


def _stems(text: str) -> list[str]:
    return [word.key for word in words_of(text) if word.plain not in FUNCTION_WORDS]


def _with_similar(own: Doubles, vectors: Floats) -> Doubles:
    """The evidence of each passage with that of similar passages; mean and deviation stay as they are.

    What similar passages say is a ridge regression of each code's share on the vectors, without the passage itself.
    It is scaled half over all codes and half for each, because shares of rare codes vary less.
    """
    import numpy as np

    mean, deviation = (float(own.mean()), float(own.std())) if own.size else (0.0, 0.0)
    strength = np.exp(own)
    share = strength / (np.exp(mean) + strength.sum(axis=1, keepdims=True))  # the rest is "none of these"
    similar = left_out(vectors, share)
    if not len(own) or min(deviation, float(similar.std())) < 1e-9:
        return own
    overall = (similar - similar.mean()) / similar.std() * deviation + mean
    each = (similar - similar.mean(axis=0)) / np.maximum(similar.std(axis=0), 1e-9) * own.std(axis=0)
    weight = _SIMILAR * len(own) / (len(own) + _PASSAGES_BEFORE_SIMILAR)
    both = (1 - weight) * own + weight * (overall + each + own.mean(axis=0)) / 2
    both = (both - both.mean()) / max(float(both.std()), 1e-9) * deviation + mean
    found: Doubles = np.round(both, 5)  # the last bits of the solution depend on the number of threads
    return found


def _said(codes: Sequence[Code], texts: Sequence[str]) -> tuple[tuple[tuple[int, str, float], ...], ...]:
    """The phrases in each passage: their code, their words as said, and their weight in this corpus."""
    phrases = CodePhrases((at, phrase) for at, code in enumerate(codes) for phrase in code.phrases)
    found = [phrases.found(text) for text in texts]
    counts = [0] * len(phrases.patterns)
    for some in found:
        for number in some:
            counts[number] += 1
    worth = [
        (_SAID if len(pattern.parts) > 1 else _SAID_IN_ONE_WORD) * _rarity(count, of=len(texts))
        for pattern, count in zip(phrases.patterns, counts, strict=True)
    ]
    return tuple(tuple((phrases.patterns[n].owner, words, worth[n]) for n, words in some.items()) for some in found)


def _rarity(count: int, *, of: int) -> float:
    """The weight of a phrase: 1 if few passages contain it, falling with the logarithm to 0 if all do."""
    from math import log

    share = max(count, 1) / (of + _PASSAGES_BEFORE_RARITY)
    return min(max(log(share) / log(_RARE), 0.0), 1.0)
