"""Names in real speech, compared with spaCy small. Skipped without the real material."""

import pytest

from pipeline.language.english import entity_model, small_entity_model
from tests.language.measure_names import organisations_by
from tests.organisations.gum import FILE, SPOKEN, documents, exact

pytestmark = pytest.mark.slow


def test_it_finds_organisations_in_speech_better_than_spacy_small(real_material):
    docs = documents(real_material / FILE)
    spoken = [doc for doc in docs if doc.genre in SPOKEN]
    small = organisations_by(small_entity_model(), docs)
    assert exact(small, spoken).f1 == pytest.approx(0.536, abs=0.004), "the protocol is another"
    assert exact(small, docs).f1 == pytest.approx(0.504, abs=0.004), "the protocol is another"
    ours = organisations_by(entity_model(), docs)
    assert exact(ours, spoken).f1 > exact(small, spoken).f1 + 0.03
    assert exact(ours, docs).f1 > exact(small, docs).f1 + 0.03
