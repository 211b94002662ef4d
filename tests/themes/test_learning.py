"""Codes learn from decisions, are calibrated, and do not get worse than the cold start."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentence_encoder import embedded
from pipeline.themes.calibration import SharedCalibration, best_threshold, calibrated, log_loss
from pipeline.themes.cold_start import cold_start
from pipeline.themes.learning import ENOUGH, learned
from pipeline.themes.similarity import Wording
from tests.themes import nhs
from tests.themes.evaluate import learn
from tests.themes.scores import accuracy, macro_f1
from tests.themes.test_discovery import PARTS, embed, talk

TEXTS = talk(60)
IS_BUS = [any(text.startswith(start) for start in PARTS["bus"][0]) for text in TEXTS]
WORDING = partial(Wording.of, TEXTS)
NO_IDEA = np.zeros((len(TEXTS), 1), np.float32)


def taught(rows, *, logits=NO_IDEA, truth=IS_BUS):
    return learned(WORDING, vectors=embed(TEXTS), logits=logits, labels={0: {row: truth[row] for row in rows}})


def test_learning_generalises_to_undecided_passages():
    model = taught(range(30))[0]
    assert [bool(sure) for sure in model.confidence[30:] >= model.threshold] == IS_BUS[30:]
    assert model.accepted == sum(IS_BUS[:30])
    assert model.loss < model.loss_before


@pytest.mark.parametrize("kind", [True, False])
def test_a_few_decisions_only_shift_the_confidence(kind):
    few = [row for row in range(60) if IS_BUS[row] is kind][: ENOUGH - 1]
    rest = [row for row in range(60) if IS_BUS[row] is not kind]
    logits = np.linspace(-1, 1, 60, dtype=np.float32)[:, None]
    model = taught([*few, *rest], logits=logits)[0]
    assert not model.from_passages
    assert (model.accepted, model.decided) == (len(few) if kind else len(rest), len(few) + len(rest))
    others = [row for row in range(60) if row not in {*few, *rest}]
    before = 1 / (1 + np.exp(-logits[others, 0]))
    change = model.confidence[others] - before
    assert (change < 0).all() if kind else (change > 0).all(), "surer of what was accepted, less sure of the rest"
    assert (np.diff(model.confidence[others]) > 0).all(), "the order is the cold start's"
    assert model.loss < model.loss_before


def test_a_handful_of_decisions_changes_nothing():
    assert taught(range(2 * ENOUGH - 1), truth=[True] * 60) == {}


def test_a_confirmed_code_is_hardly_shifted():
    logits = np.where(IS_BUS, 2.0, -2.0).astype(np.float32)[:, None]
    rows = [row for row in range(60) if not IS_BUS[row]][:20] + [row for row in range(60) if IS_BUS[row]][:3]
    model = taught(rows, logits=logits)[0]
    assert np.abs(model.confidence - 1 / (1 + np.exp(-logits[:, 0]))).max() < 0.12


def test_a_rare_code_learns_from_how_other_codes_were_learned():
    """Too few of its passages are accepted for a model of its own; alone it would keep the cold start's order."""
    topics = sorted(PARTS)
    of = [next(name for name in topics if text.startswith(tuple(PARTS[name][0]))) for text in TEXTS]
    rare = [row for row in range(60) if of[row] == "bus"]
    rows = [row for row in range(60) if of[row] != "bus"][:30] + rare[: ENOUGH - 2]
    labels = {at: {row: of[row] == name for row in rows} for at, name in enumerate(topics)}
    logits = np.zeros((60, len(topics)), np.float32)
    found = learned(WORDING, vectors=embed(TEXTS), logits=logits, labels=labels)[topics.index("bus")]
    assert not found.from_passages
    others = [row for row in range(60) if row not in rows]
    own = [found.confidence[row] for row in others if row in rare]
    assert min(own) > max(found.confidence[row] for row in others if row not in rare)


@given(st.integers(1, 6), st.integers(1, 30), st.integers(0, 99), st.sampled_from([0.0, 0.5, 1.0]))
def test_the_shared_calibration_is_finite_whatever_was_decided(codes, rows, seed, share):
    chance = np.random.default_rng(seed)
    truth = (chance.random((rows, codes)) < share).astype(float)
    scores, logits = 3 * chance.standard_normal((2, rows, codes)).astype(np.float32)
    shared = SharedCalibration(scores.astype(float), logits, truth)
    told = [shared.of(scores[:, at].astype(float), logits[:, at], at) for at in range(codes)]
    assert np.isfinite(told).all()


def test_random_decisions_teach_nothing():
    assert taught(range(60), truth=list(np.random.default_rng(3).random(60) < 0.5)) == {}


def test_codes_with_different_decisions_learn_independently():
    choir = [any(text.startswith(start) for start in PARTS["choir"][0]) for text in TEXTS]
    labels = {0: {row: IS_BUS[row] for row in range(40)}, 1: {row: choir[row] for row in range(10, 50)}}
    models = learned(WORDING, vectors=embed(TEXTS), logits=np.zeros((60, 2), np.float32), labels=labels)
    for code, truth in ((0, IS_BUS), (1, choir)):
        assert [bool(sure) for sure in models[code].confidence[50:] >= models[code].threshold] == truth[50:]


def test_learning_twice_gives_the_same():
    assert np.array_equal(taught(range(30))[0].confidence, taught(range(30))[0].confidence)


numbers = st.floats(-5, 5, allow_subnormal=False)


@given(st.lists(st.tuples(numbers, numbers, st.booleans()), min_size=4, max_size=40))
def test_confidence_never_falls_as_evidence_grows(rows):
    evidence = np.array([row[:2] for row in rows])
    truth = np.array([float(row[2]) for row in rows])
    fitted = calibrated(evidence, truth)
    grid = np.linspace(-5, 5, 9)
    for kind in (0, 1):
        line = np.tile(evidence.mean(axis=0), (9, 1))
        line[:, kind] = grid
        sure = fitted.of(line)
        assert (np.diff(sure) >= -1e-9).all()
        assert ((sure >= 0) & (sure <= 1)).all()


def test_probabilities_are_calibrated():
    rng = np.random.default_rng(1)
    score = rng.normal(size=(4000, 1))
    truth = (rng.random(4000) < 1 / (1 + np.exp(-2 * score[:, 0] + 1))).astype(float)
    sure = calibrated(score, truth).probability
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = (sure >= low) & (sure < low + 0.2)
        assert truth[inside].mean() == pytest.approx(sure[inside].mean(), abs=0.06)
    assert log_loss(sure, truth) < log_loss(np.full(4000, truth.mean()), truth)


@pytest.mark.parametrize(
    ("sure", "truth", "expected"),
    [
        ([0.9, 0.8, 0.3, 0.1], [1, 1, 0, 0], 0.55),
        ([0.9, 0.4, 0.3, 0.1], [1, 1, 1, 0], 0.25),  # not further down than this
        ([0.95, 0.9, 0.2], [1, 0, 0], 0.75),  # nor further up
    ],
)
def test_the_threshold_maximises_f1(sure, truth, expected):
    assert best_threshold(np.array(sure), np.array(truth, float)) == pytest.approx(expected)


@pytest.mark.skipif(not nhs.ANSWERS.exists(), reason=nhs.WHY_SKIPPED)
def test_three_hundred_decisions_beat_the_cold_start_on_patients_answers():
    answers = nhs.answers()
    chosen = np.random.default_rng(2).permutation(len(answers.texts))[:700]
    some = nhs.Answers(
        [answers.texts[at] for at in chosen], answers.labels[chosen], [answers.questions[at] for at in chosen]
    )
    vectors = nhs.vectors(some.texts)
    logits = cold_start(nhs.codebook(), some.texts, vectors=vectors, embed=embedded).logits
    asked = np.arange(300, 700)
    given_labels = learn(some, vectors, logits, decided=np.arange(300), asked=asked).argmax(axis=1)
    before = logits[asked].argmax(axis=1)
    assert accuracy(some.labels[asked], given_labels) > accuracy(some.labels[asked], before) + 0.03
    assert macro_f1(some.labels[asked], given_labels) > 0.38
