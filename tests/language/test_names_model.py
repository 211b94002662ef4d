"""The shipped names model: it loads, finds plain names, and does not depend on the batch."""

import re
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.corpus.errors import UserError
from pipeline.language import models
from pipeline.language.english import entity_model, small_entity_model
from pipeline.language.models import NAMES, located
from pipeline.language.name_tagger import LABELS, LONGEST_WINDOW, names_in, windows
from tests.language.measure_names import organisations_by
from tests.language.plain_sentences import SENTENCES
from tests.organisations.gum import FILE, SPOKEN, documents, exact

KINDS = {"[": "ORG", "<": "PERSON", "{": "GPE"}


FLOOR = 0.8


def marked(line: str) -> tuple[str, set[tuple[str, str]]]:
    """The plain text, and its names with their kinds."""
    names = {(text, KINDS[mark]) for mark, text in re.findall(r"([\[<{])(.*?)[\]>}]", line)}
    return re.sub(r"[\[\]<>{}]", "", line), names


def bare(text: str) -> str:
    return re.sub(r"^(the|The|Dr|Councillor) |['’]s$", "", text)


@pytest.fixture(scope="module")
def nlp():
    return entity_model()


def test_plain_names_are_found(nlp):
    """A minimum, not a score: these sentences were written before the model was trained."""
    right = wrong = missed = 0
    for line in SENTENCES:
        text, names = marked(line)
        gold = {(bare(name), kind) for name, kind in names}
        found = {(bare(ent.text), ent.label_) for ent in nlp(text).ents}
        right, wrong, missed = right + len(found & gold), wrong + len(found - gold), missed + len(gold - found)
    assert right / (right + missed) >= FLOOR, f"{right} right, {wrong} wrong, {missed} missed"
    assert right / (right + wrong) >= FLOOR, f"{right} right, {wrong} wrong, {missed} missed"


def test_results_do_not_depend_on_batch_or_order(nlp):
    texts = [marked(line)[0] for line in SENTENCES]
    texts.append(" ".join(texts))

    def names(docs):
        return [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]

    alone = names(nlp(text) for text in texts)
    assert names(nlp.pipe(texts, batch_size=7)) == alone
    assert names(nlp.pipe(texts[::-1], batch_size=1000)) == alone[::-1]
    assert names(entity_model().pipe(texts)) == alone


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n", ".", "…", "🙂", "Age UK\n\nand Mind", "x" * 5000, "Ofsted " * 400, "a\u2028b", "  Hull  "],
)
def test_any_text_can_be_read(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert all(text[e.start_char : e.end_char] == e.text for e in doc.ents)


def test_a_common_noun_counts_only_in_text_without_capitals():
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.language.name_tagger import _is_common

    for typed, common in (("We rang social services in Hull", True), ("we rang social services in hull", False)):
        doc = Doc(Vocab(), words=typed.split())
        assert _is_common(doc, (2, 3), windows(typed.split())[0]) is common


def test_names_do_not_cross_line_breaks(nlp):
    assert all("\n" not in ent.text for ent in nlp("We met Leeds\nCity Council gave us the hall.").ents)


def test_windows_contain_every_word_once_and_end_with_sentences():
    words = ["We", "rang", "Mind", "."] * 100 + ["\n"] + ["and"] * 300
    cut = windows(words)
    assert [at for window in cut for at in window.words] == [at for at, word in enumerate(words) if word.strip()]
    assert max(len(window.words) for window in cut) <= LONGEST_WINDOW
    assert all(words[window.words[-1]] == "." for window in cut[:5])


def test_a_changed_byte_is_detected(tmp_path, monkeypatch):
    copy = tmp_path / NAMES.path
    copy.parent.mkdir()
    shutil.copy(located(NAMES), copy)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    monkeypatch.setattr(models, "_SHIPPED_MODELS", tmp_path)
    with pytest.raises(UserError, match="checksum is wrong"):
        located.__wrapped__(NAMES)


def test_a_missing_model_says_where_it_lies(tmp_path, monkeypatch):
    monkeypatch.setattr(models, "_SHIPPED_MODELS", tmp_path)
    with pytest.raises(UserError, match="trained for this project is missing") as caught:
        located.__wrapped__(NAMES)
    assert "clone" in str(caught.value.remedy)


def scored(*labels: str) -> np.ndarray:
    scores = np.zeros((len(labels), len(LABELS)), dtype=np.float32)
    for at, label in enumerate(labels):
        scores[at, LABELS.index(label)] = 5.0
    return scores


def test_labels_become_names():
    found = list(names_in(scored("B-ORG", "I-ORG", "O", "B-GPE", "B-GPE", "B-PERSON", "I-PERSON")))
    assert found == [(0, 2, "ORG"), (3, 4, "GPE"), (4, 5, "GPE"), (5, 7, "PERSON")]


def test_an_inside_label_without_a_beginning_is_repaired():
    scores = scored("O", "I-ORG", "I-ORG")
    scores[1, LABELS.index("B-ORG")] = 4.0
    assert list(names_in(scores)) == [(1, 3, "ORG")]


def test_a_name_does_not_change_its_kind_in_the_middle():
    scores = scored("B-PERSON", "I-ORG")
    scores[0, LABELS.index("B-ORG")] = 4.5
    assert list(names_in(scores)) == [(0, 2, "ORG")]


def _best_by_trying_all(scores: np.ndarray) -> float:
    best = {0: 0.0}
    for row in scores:
        ways: dict[int, float] = {}
        for left, total in best.items():
            for right in range(len(LABELS)):
                if right > 0 and right % 2 == 0 and left not in (right - 1, right):
                    continue
                ways[right] = max(ways.get(right, -np.inf), total + float(row[right]))
        best = ways
    return max(best.values())


@given(arrays(np.float32, st.tuples(st.integers(1, 7), st.just(len(LABELS))), elements=st.integers(-4, 4)))
def test_no_valid_sequence_scores_better(scores):
    labels = [0] * len(scores)
    for start, end, kind in names_in(scores):
        assert 0 <= start < end <= len(scores)
        labels[start] = LABELS.index(f"B-{kind}")
        labels[start + 1 : end] = [LABELS.index(f"I-{kind}")] * (end - start - 1)
    assert sum(float(row[label]) for row, label in zip(scores, labels, strict=True)) == _best_by_trying_all(scores)


@pytest.mark.slow
def test_it_finds_organisations_in_speech_better_than_spacy_small(real_material):
    docs = documents(real_material / FILE)
    spoken = [doc for doc in docs if doc.genre in SPOKEN]
    small = organisations_by(small_entity_model(), docs)
    assert exact(small, spoken).f1 == pytest.approx(0.536, abs=0.004), "the protocol is another"
    assert exact(small, docs).f1 == pytest.approx(0.504, abs=0.004), "the protocol is another"
    ours = organisations_by(entity_model(), docs)
    assert exact(ours, spoken).f1 > exact(small, spoken).f1 + 0.03
    assert exact(ours, docs).f1 > exact(small, docs).f1 + 0.03
