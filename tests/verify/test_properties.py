"""Whatever was said is verbatim in any harmless rendering; a changed content word never is."""

import random

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipeline.corpus import tables
from pipeline.corpus.records import INTERVIEWER
from pipeline.corpus.spans import Span
from pipeline.corpus.study import Texts
from pipeline.verify.checking import check_quotations
from pipeline.verify.drafts import DraftQuotation
from pipeline.verify.people import Consents
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import Verdict
from pipeline.verify.words import asides, words_of
from tests.verify.faults import HELD_OUT, TUNED
from tests.verify.harmless import HARMLESS, capital, cut_short
from tests.verify.material import material_of

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WORDING = [
    name
    for name in (*TUNED, *HELD_OUT)
    if not name.startswith(("wrong", "interviewer", "may not", "name without", "joined"))
]


@pytest.fixture(scope="module")
def said(sample_run):
    return TokenisedCorpus(sample_run.study)


@pytest.fixture(scope="module")
def consents(said):
    return Consents(said)


@pytest.fixture(scope="module")
def material(sample_run):
    return material_of(sample_run.study)


@pytest.fixture(scope="module")
def texts(sample_run, said):
    return Texts(sample_run.study.texts, [source.source for source in said.made[tables.SOURCES]])


def verdicts(said, consents, quotes):
    found = [DraftQuotation(quote, Span(0, len(quote)), 1) for quote in quotes]
    return check_quotations(said, found, consents=consents)


@given(data=st.data())
@FEW
def test_any_stretch_of_any_turn_is_verbatim(said, consents, texts, data):
    """Also where it holds names that may not be printed: then consent is what is wrong."""
    turns = [turn for turn in said.turns if turn.role != INTERVIEWER]
    turn = data.draw(st.sampled_from(turns))
    text = texts[turn.source]
    words = words_of(turn.span.of(text))
    first = data.draw(st.integers(0, len(words.keys) - 1))
    last = data.draw(st.integers(first, min(len(words.keys) - 1, first + 60)))
    start, end = int(words.starts[first]), int(words.ends[last])
    # Half of `[crosstalk]` is nobody's words, and not a stretch of any.
    assume(not any(mark.start < edge < mark.end for mark in asides(turn.span.of(text)) for edge in (start, end)))
    quote = turn.span.of(text)[start:end]
    [one] = verdicts(said, consents, [quote])
    assert one.verdict in (Verdict.VERBATIM, Verdict.TIDIED, Verdict.NOT_CONSENTED, Verdict.SHORT), (quote, one)
    assert (
        one.verdict is not Verdict.NOT_CONSENTED
        or "consent" in str(one.reasons)
        or "quoted" in str(one.reasons)
        or "names" in str(one.reasons)
        or "the dataset prints [name]" in str(one.reasons)
    )
    for place in one.places:
        assert place.said == " ".join(Span(place.start, place.end).of(texts[place.source]).split())


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(HARMLESS)))
@FEW
def test_harmless_renderings_are_verbatim(said, consents, material, seed, kind):
    rng = random.Random(seed)
    quote = HARMLESS[kind](rng, material.stretch(rng).words)
    if kind not in ("capital", "cut short") and rng.random() < 0.5:
        quote = (
            rng.choice([capital, cut_short])(rng, quote)
            if "[" not in quote and "…" not in quote and "..." not in quote
            else quote
        )
    [one] = verdicts(said, consents, [quote])
    assert not one.verdict.needs_a_person, (quote, one)


@example(seed=1868, kind="words dropped")  # a clause of small words was taken for a false start
@given(seed=st.integers(0, 10**6), kind=st.sampled_from(sorted(WORDING)))
@FEW
def test_changed_words_are_never_verbatim(said, consents, material, seed, kind):
    rng = random.Random(seed)
    planted = {**TUNED, **HELD_OUT}[kind](rng, material.stretch(rng, least=12), material)
    if planted is None:
        return
    [one] = verdicts(said, consents, [planted.quote])
    assert one.verdict.needs_a_person, (planted, one)


@given(st.text(max_size=300))
@FEW
def test_nothing_that_a_draft_may_hold_makes_it_fail(said, consents, text):
    [one] = verdicts(said, consents, [text])
    assert one.quote == text


@given(st.text(max_size=200))
def test_words_stand_where_they_are_said_to(text):
    words = words_of(text)
    assert len(words.keys) == len(words.starts) == len(words.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(words.starts, words.ends, strict=True))
    assert all(b <= a for b, a in zip(words.ends, words.starts[1:], strict=False))
