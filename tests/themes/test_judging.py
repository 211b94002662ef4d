"""Codes learn from decisions, and codings are given with their reasons."""

import pytest

from pipeline.corpus.codebook import parse_codebook
from pipeline.corpus.coding_records import Decision
from pipeline.themes.evidence import Codable
from pipeline.themes.judging import labels_of
from pipeline.themes.questions import NO_QUESTION
from tests.themes.studies import CODEBOOK, Small, ids_by_words
from tests.themes.test_discovery import talk

FUNDING, TRUST = 0, 1
BOOK = parse_codebook(CODEBOOK)


def passage(quote_id):
    return Codable(
        quote_id, "s", "c", "v", "words", "words", "words", NO_QUESTION, says_enough=True, shapes_topics=True
    )


def decision(quote_id, theme_id, word, coder="Ann", date=""):
    return Decision(quote_id=quote_id, theme_id=theme_id, decision=word, coder=coder, date=date)


@pytest.mark.parametrize(
    ("decisions", "funding", "trust"),
    [
        pytest.param([], {}, {}, id="nothing"),
        pytest.param(
            [("q-1", "funding", "accept")], {0: True}, {0: False}, id="of one theme alone: none of another"
        ),
        pytest.param([("q-1", "funding", "reject")], {0: False}, {}, id="a rejection says nothing of another"),
        pytest.param(
            [("q-1", "funding", "accept"), ("q-1", "trust", "add")], {0: True}, {0: True}, id="two themes"
        ),
        pytest.param([("q-9", "funding", "accept")], {}, {}, id="a passage that is not there"),
        pytest.param([("q-2", "theme-x", "accept")], {}, {}, id="a theme that is not in the codebook"),
    ],
)
def test_labels(decisions, funding, trust):
    made = labels_of(BOOK, [passage("q-1"), passage("q-2")], [decision(*one) for one in decisions])
    assert made == {FUNDING: funding, TRUST: trust}


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ([("accept", "Ann", "2026-01-02"), ("reject", "Bea", "2026-01-01")], True),
        ([("accept", "Ann", "2026-01-02"), ("reject", "Bea", "2026-01-03")], False),
        ([("accept", "agreed", ""), ("reject", "Bea", "2026-01-03")], True),
        ([("reject", "Bea", "2026-01-03"), ("accept", "agreed", "2026-01-01")], True),
    ],
)
def test_the_latest_or_agreed_judgement_counts(given, counts):
    decisions = [decision("q-1", "funding", word, coder, date) for word, coder, date in given]
    assert labels_of(BOOK, [passage("q-1")], decisions)[FUNDING] == {0: counts}


def test_after_enough_decisions_codes_are_learned_and_the_rest_is_reviewed(tmp_path):
    said = talk(80)
    study = Small(
        sources={"a": [("P1", text) for text in said[:40]], "b": [("P2", text) for text in said[40:]]},
        codebook="codes:\n  - {id: growing, name: Growing food, definition: Allotments and gardens.}\n"
        "  - {id: travel, name: Getting about, definition: Buses and trains.}\n",
    )
    ids = {words: quote_id for quote_id, words in ids_by_words(study.work(tmp_path)).items()}
    told = said[:48]
    rows = [
        f"{ids[text]},{theme},{'accept' if sign in text else 'reject'},Ann"
        for text in told
        for theme, sign in (("growing", "allotment"), ("travel", "bus"))
    ]
    study.decisions = "\n".join(["quote_id,theme_id,decision,coder", *rows])
    made = study.run(tmp_path).tables
    codings = made["codings"]
    own = codings[(codings["coder"] == "pipeline") & (codings["theme_id"] == "travel")]
    assert own["basis"].str.startswith("Learned from ").all()
    untold = {ids[text]: text for text in said[48:]}
    found = set(own["quote_id"]) & set(untold)
    assert found == {quote_id for quote_id, text in untold.items() if "bus" in text.casefold()}
    asked = set(made["review"]["quote_id"])
    assert asked
    assert not asked & {ids[text] for text in told}
    reliability = made["reliability"]
    assert reliability[reliability["theme_id"] == ""]["judged"].sum() == len(rows)
