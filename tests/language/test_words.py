"""Markers between the words are recognised and removed; sentences that may contain a name are selected."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.english import entity_model, tokenizer_only
from pipeline.language.name_tagger import FILTER_SENTENCES, sentences_to_read, uses_capitals
from pipeline.language.words import marks_in, without_marks

MARKS = {
    "[inaudible]": "lost",
    "[inaudible 00:03:31]": "lost",
    "[unintelligible 00:03:18.16]": "lost",
    "(inaudible)": "lost",
    "[crosstalk 00:12:02]": "lost",
    "(Unclear – 12:30)": "lost",
    "[?]": "lost",
    "(laughs)": "sound",
    "(Laughter)": "sound",
    "(both laugh)": "sound",
    "[pause]": "sound",
    "(long pause)": "sound",
    "[phone rings]": "sound",
    "[00:03:31]": "time",
    "(3:31)": "time",
    "[00:03:31 - 00:03:40]": "time",
    "[name of the school]": "note",
}
NO_MARKS = ["(which is odd)", "(all of us)", "(we laughed about it)", "at 3:31", "a [b"]


@pytest.mark.parametrize("mark", MARKS)
def test_marks(mark):
    text = f"We had {mark} a kettle."
    assert [(found.span.of(text), str(found.kind)) for found in marks_in(text)] == [(mark, MARKS[mark])]
    assert without_marks(text).split() == ["We", "had", "a", "kettle."]


@pytest.mark.parametrize("text", NO_MARKS)
def test_asides_are_not_markers(text):
    assert not list(marks_in(text))


@given(st.text(st.sampled_from("[]() ab:0123laughsinaudible\n"), max_size=80))
def test_offsets_do_not_change(text):
    bare = without_marks(text)
    assert len(bare) == len(text)
    covered = {at for mark in marks_in(text) for at in range(*mark.span)}
    assert all(bare[at] == (" " if at in covered else text[at]) for at in range(len(text)))


CAREFUL = ["We had the keys from the Northside Trust by Friday.", "It was Amy who rang them."]

# A text of several sentences, and those of them that are read.
SENTENCES = [
    ("We had the keys by then. We rang Amy. And so it went on.", ["We rang Amy."]),
    ("So I went there. So I'm told. I'd go again.", []),
    ("Barnardo's rang us. Okay. Thank you.", ["Barnardo's rang us."]),
    ("And we rang the NHS. And they came.", ["And we rang the NHS."]),
    ("We asked eBay for it. We asked again.", ["We asked eBay for it."]),
    ("We asked sarah for it. We asked her.", ["We asked sarah for it."]),
    ("We asked the nhs then. We asked her.", ["We asked the nhs then."]),
    ("we had the keys. We had the doors.", ["we had the keys."]),
    ("“And then they came!” – So it was.", []),
    ("We met on block B then. We had 3 of them.", ["We met on block B then."]),
    ("[laughs] It was so. It was.", ["[laughs] It was so."]),
    ("So it was: Amy had them. So they said: and we went.", ["So it was: Amy had them."]),
    ("And so it went on", []),
    ("And then Amy", ["And then Amy"]),
    ("", []),
    (" … ", []),
]  # fmt: skip

# The texts of a source, and whether their capitals tell where a name is.
HANDS = [
    (CAREFUL, True),
    ([*CAREFUL, "and then we went home again"], False),
    ([*CAREFUL, "mm", "yes of course"], True),  # so few words tell nothing
    (["So we had the keys from the northside trust.", "It was amy who rang them."], False),
    (["And I said I would, and I did."], False),
    ([], False),
    (["mm"], False),
    ([*CAREFUL, "And so it went on and on. " * 150], False),  # a name in so many words is a rarity
    ([*CAREFUL, "And so it went on and on. " * 50], True),
]


LONG = "And so it went on and on for quite some time before that, and it was all as it had been then. " * 4


tokenizer = cache(tokenizer_only)


def read_of(text: str) -> str:
    doc = tokenizer()(text)
    return "".join(doc[at].text_with_ws for at in sentences_to_read([token.text for token in doc])).strip()


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_only_sentences_that_may_contain_a_name_are_read(text, expected, monkeypatch):
    monkeypatch.setattr("pipeline.language.name_tagger._CONTEXT_WORDS", 0)
    monkeypatch.setattr("pipeline.language.name_tagger.FULL_WINDOW", 0)
    assert read_of(text).split() == " ".join(expected).split()


def test_a_dozen_words_on_either_side_are_read():
    before, after = "and it was all as it had been then.", "And so it went on and on for quite some time"
    assert read_of(f"{LONG}We rang Amy. {LONG}") == f"that, {before} We rang Amy. {after} before"
    assert read_of(LONG + LONG) == ""


def test_a_short_text_with_a_name_is_read_whole():
    assert read_of("And so it was. " * 6 + "We rang Amy.") == "And so it was. " * 6 + "We rang Amy."
    assert read_of("And so it was. " * 7) == ""


@pytest.mark.parametrize(("texts", "tell"), HANDS)
def test_whether_a_typist_uses_capitals(texts, tell):
    assert uses_capitals(texts) is tell


@given(st.lists(st.sampled_from([*"Ab.?! \n—“”", "Amy", "we", "NHS", "I'm", "went"]), max_size=30))
def test_words_read_are_in_order_and_include_every_capitalised_name(words):
    read = sentences_to_read(words)
    assert read == sorted(set(read))
    assert {at for at, word in enumerate(words) if word in ("NHS", "Amy")} <= set(read)
    assert all(words[at].strip() for at in read)


def test_skipped_sentences_are_not_part_of_a_name():
    nlp = entity_model()
    text = f"We rang the Northside Trust. {LONG}Amy Lee rang Age UK again."
    doc = nlp.make_doc(text)
    doc.user_data[FILTER_SENTENCES] = True
    found = [(entity.text, entity.label_) for entity in nlp(doc).ents]
    assert found == [("Northside Trust", "ORG"), ("Amy Lee", "PERSON"), ("Age UK", "ORG")]
