"""On real speech, beside spaCy small's own names. Skips where the real material is absent."""

import pytest

from pipeline.language.english import entity_model, small_entity_model
from tests.language.gum import SPOKEN, documents, score

pytestmark = pytest.mark.slow


def organisations_with(nlp):
    return lambda text: [(e.start_char, e.end_char) for e in nlp(text).ents if e.label_ == "ORG"]


def test_it_finds_organisations_in_speech_better_than_spacy_small(real_material):
    docs = documents(real_material / "organisations" / "gum_dev.jsonl")
    spoken = [doc for doc in docs if doc.genre in SPOKEN]
    small = organisations_with(small_entity_model())
    assert score(spoken, small).f1 == pytest.approx(0.536, abs=0.004), "the protocol is another"
    assert score(docs, small).f1 == pytest.approx(0.504, abs=0.004), "the protocol is another"
    ours = organisations_with(entity_model())
    assert score(spoken, ours).f1 > score(spoken, small).f1 + 0.03
    assert score(docs, ours).f1 > score(docs, small).f1 + 0.03
