"""Candidates are subjects that several people talk about, named in their words, for any number of passages."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest

from pipeline.corpus.settings import ThemeSettings
from pipeline.language.sentence_encoder import DIMENSIONS, embedded
from pipeline.themes.discovery import Covered, UncodedPassage, discover
from pipeline.themes.topics import FoundTopics, Topic

SETTINGS = ThemeSettings()
NOTHING = np.zeros((0, DIMENSIONS), np.float32)
NO_CODES = Covered(NOTHING)
PARTS = {
    "allotment": (
        ["We grow potatoes and onions on the allotment", "The allotment gave me my vegetables",
         "Digging the allotment", "My plot on the allotment grows beans", "Sharing seeds at the allotment"],
        ["after the frost", "all summer long", "behind the church", "with the neighbours", "when the rain allows",
         "before the harvest supper", "beside the old greenhouse", "and it feeds the street"],
    ),
    "bus": (
        ["The bus to the hospital was cancelled", "Our last bus leaves the village", "The bus timetable was cut",
         "Waiting for a bus that never came", "The bus driver drops my mother"],
        ["at teatime", "every market day", "without a word", "in the dark", "two winters running",
         "and the taxi costs a fortune", "by the crossroads", "since the operator changed"],
    ),
    "choir": (
        ["Singing in the choir lifted me", "The choir rehearses its carols", "Our choir sang at the hospice",
         "I joined the choir as a tenor", "The choir conductor chose songs"],
        ["after my husband died", "in the chapel", "with a borrowed piano", "every rehearsal evening",
         "despite the cold hall", "for the carers", "and laughter followed", "on the bandstand"],
    ),
    "internet": (
        ["The online form would not load", "She has no internet at home", "The website wants a password",
         "Older residents cannot upload documents online", "My broadband drops during online forms"],
        ["so we filled it in together", "and the library is shut", "on a cracked telephone", "before the deadline",
         "and nobody answers", "without an email address", "on the estate", "whatever the council claims"],
    ),
}  # fmt: skip
ODD = [
    "The dog ate the minutes of the meeting.", "Purple paint covers rust surprisingly badly.",
    "My uncle once met a famous goalkeeper.", "Marmalade sets better with bitter oranges.",
    "Clocks in the tower disagree with each other.",
]  # fmt: skip


def talk(size: int) -> list[str]:
    """A number of different passages, alternating between topics."""
    topics = [[f"{a} {b}." for b, a in product(ends, starts)] for starts, ends in PARTS.values()]
    mixed = [some[at] for at in range(len(topics[0])) for some in topics]
    longer = [f"{a} {b}" for a, b in zip(mixed, mixed[4:] + mixed[:4], strict=True)]
    longest = [f"{a} {b}" for a, b in zip(longer, mixed[16:] + mixed[:16], strict=True)]
    return [*mixed, *longer, *longest][:size]


KNOWN: dict[str, np.ndarray] = {}


def embed(texts):
    new = [text for text in dict.fromkeys(texts) if text not in KNOWN]
    KNOWN.update(zip(new, embedded(new, threads=2), strict=True))
    return np.array([KNOWN[text] for text in texts], np.float32).reshape(len(texts), DIMENSIONS)


def spoken(texts, *, voices=5, cases=2):
    """Passages whose speaker depends on their words and not on their position."""
    numbers = {text: number for number, text in enumerate(sorted(set(texts)))}
    return [UncodedPassage(text, f"P{numbers[text] % voices}", f"case {numbers[text] % cases}") for text in texts]


def candidates(texts, *, codes=NOTHING, names=frozenset(), settings=SETTINGS, code_names=(), **who):
    return discover(
        spoken(texts, **who),
        vectors=embed(texts),
        codes=Covered(codes, code_names),
        names=names,
        embed=embed,
        settings=settings,
    )


@pytest.fixture(scope="module")
def of_forty():
    return talk(40), candidates(talk(40))


@pytest.mark.parametrize(
    ("size", "least", "most"), [(0, 0, 0), (1, 0, 0), (3, 0, 1), (5, 0, 1), (15, 1, 4), (60, 4, 4), (400, 4, 12)]
)
def test_any_number_of_passages(size, least, most):
    texts = talk(size)
    found = candidates(texts)
    assert least <= len(found) <= most
    for candidate in found:
        assert len(set(candidate.members)) == len(candidate.members) >= SETTINGS.smallest_candidate
        assert all(0.5 <= confidence <= 1 for confidence in candidate.confidence)
        assert any(candidate.name in " ".join(texts[at].split()) for at in candidate.members)


def test_three_passages_about_one_subject_are_a_candidate():
    (found,) = candidates([text for text in talk(40) if "allotment" in text][:3])
    assert "allotment" in found.name.casefold()


@pytest.mark.parametrize("said", ["The last bus leaves the village at teatime.", "Yes.", "", "…"])
@pytest.mark.parametrize("times", [2, 15, 200])
def test_identical_passages_are_at_most_one_candidate(said, times):
    passages = [UncodedPassage(said, f"P{at % 5}", f"case {at % 2}") for at in range(times)]
    found = discover(passages, vectors=embed([said] * times), codes=NO_CODES, names=frozenset(), embed=embed,
                     settings=SETTINGS)  # fmt: skip
    assert len(found) == (times > 2 and "bus" in said)
    assert all(candidate.name in said for candidate in found)


def test_unrelated_passages_give_no_candidate():
    assert candidates(ODD) == ()


def test_forty_passages_about_four_subjects_give_four_candidates(of_forty):
    texts, found = of_forty
    assert len(found) == 4
    for candidate in found:
        about = [next(topic for topic in PARTS if topic in text.casefold() or (topic == "internet" and
                 any(word in text for word in ("online", "website", "broadband"))))
                 for text in (texts[at] for at in candidate.members)]  # fmt: skip
        assert len(set(about)) == 1


def test_names_are_verbatim_and_unique(of_forty):
    texts, found = of_forty
    assert len({candidate.name for candidate in found}) == len(found)
    assert all(any(candidate.name in text for text in texts) for candidate in found)
    assert all(candidate.label_words for candidate in found)


def test_the_order_of_the_passages_does_not_matter(of_forty):
    texts, found = of_forty
    again = candidates(texts[::-1])
    assert [(c.name, c.label_words, c.confidence) for c in again] == [
        (c.name, c.label_words, c.confidence) for c in found
    ]
    assert [[texts[::-1][at] for at in c.members] for c in again] == [
        [texts[at] for at in c.members] for c in found
    ]


def test_topics_covered_by_a_code_are_not_found_again(of_forty):
    texts, found = of_forty
    bus = embed([text for text in texts if "bus" in text][:5]).mean(axis=0, keepdims=True)
    again = candidates(texts, codes=bus)
    assert {c.name for c in again} < {c.name for c in found}
    assert not any("bus" in c.label_words for c in again)


def test_fillers_and_non_answers_do_not_form_topics():
    texts = [
        "Yeah, yeah, I mean, I don't know really.",
        "Um, well, I don't know, to be honest.",
        "I really don't know, sorry.",
        "No, I don't think so, no.",
        "Okay, thank you very much, yes.",
    ]
    assert candidates(texts * 3) == ()


def test_bounds_are_kept():
    found = candidates(talk(80), settings=ThemeSettings(most_candidates=2, smallest_candidate=5))
    assert len(found) == 2
    assert all(len(candidate.members) >= 5 for candidate in found)


def test_a_sample_represents_the_rest():
    texts = talk(160)
    found = candidates(texts, settings=ThemeSettings(discovery_sample=60))
    assert len({at for candidate in found for at in candidate.members}) > 80


@pytest.mark.slow
def test_forty_thousand_passages_within_bounds():
    rng = np.random.default_rng(5)
    subjects = [f"{a}{b}" for a in "bcdfglmp" for b in ("arden", "oster", "ilver", "untle", "eppin")]
    centres = rng.normal(size=(len(subjects), DIMENSIONS))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    about = rng.integers(0, len(subjects), 40_000)
    vectors = centres[about] + rng.normal(scale=0.05, size=(40_000, DIMENSIONS))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    texts = [f"The {subjects[a]} matters to household {n} beside river bridge and {subjects[a]} tower" for n, a in
             enumerate(about.tolist())]  # fmt: skip
    found = discover(
        spoken(texts), vectors=vectors, codes=NO_CODES, names=frozenset(), settings=SETTINGS,
        embed=lambda some: np.tile(centres[:1], (len(some), 1)).astype(np.float32),
    )  # fmt: skip
    assert len(found) == SETTINGS.most_candidates
    assert all(len(set(about[list(candidate.members)])) == 1 for candidate in found)


def test_topics_of_one_person_or_case_are_not_candidates():
    assert candidates(talk(40), voices=1, cases=1) == ()
    assert candidates(talk(40), cases=1)
    own_case = [UncodedPassage(text, f"P{at % 5}", "a" if "allotment" in text.casefold() else "b") for at, text in
                enumerate(talk(40))]  # fmt: skip
    assert discover(own_case, vectors=embed(talk(40)), codes=NO_CODES, names=frozenset(), embed=embed,
                    settings=SETTINGS) == ()  # fmt: skip


def test_each_candidate_is_found_again_in_resamples(of_forty):
    _, found = of_forty
    assert all(SETTINGS.least_stability <= candidate.stability <= 1 for candidate in found)
    assert candidates(talk(40), settings=ThemeSettings(least_stability=1.01)) == ()


def test_no_candidate_has_the_name_of_a_code(of_forty):
    texts, found = of_forty
    again = candidates(texts, code_names=[found[0].name.upper()])
    assert found[0].name not in {candidate.name for candidate in again}


def test_names_have_two_to_four_words(of_forty):
    assert all(2 <= len(candidate.name.split()) <= 4 for candidate in of_forty[1])


def test_candidates_say_where_they_occur(of_forty):
    texts, found = of_forty
    for candidate in found:
        assert sum(one.passages for one in candidate.classes if one.attribute == "case") == len(candidate.members)
        for one in candidate.classes:
            own = [text.casefold() for text in (texts[at] for at in candidate.members)]
            assert all(sum(word in text for text in own) > 1 for word in one.words)


def test_a_candidate_says_how_it_differs_from_the_nearest_code(of_forty):
    texts, _ = of_forty
    about = {"buses": "bus", "singing": "choir"}
    centres = np.concatenate([embed([t for t in texts if word in t][5:]).mean(axis=0, keepdims=True)
                              for word in about.values()])  # fmt: skip
    codes = Covered(
        centres * 0.5 + embed(ODD[:1]) * 0.5, ids=list(about), texts=[["The bus is late"], ["The choir"]]
    )
    again = discover(spoken(texts), vectors=embed(texts), codes=codes, names=frozenset(), embed=embed,
                     settings=SETTINGS)  # fmt: skip
    assert {one.nearest for one in again} <= set(about)
    assert any("late" in one.lacks or "choir" in one.lacks for one in again)
    assert all(one.differs for one in again)


class Shares:
    """Stands for a BERTopic model that gives each passage these shares of two topics."""

    def approximate_distribution(self, documents, **options):
        return np.array([[0.5, 0.5], [0.9, 0.1], [0.5, 0.5], [0.0, 0.0]])[: len(documents)], None


def test_a_passage_belongs_to_the_nearest_topic_and_to_others_that_its_words_speak_for():
    topics = [
        Topic(0, np.array([1, 0], np.float32), 0.6, {}, 1.0),
        Topic(1, np.array([0, 1], np.float32), 0.6, {}, 1),
    ]
    vectors = np.array([[0.75, 0.66], [0.75, 0.66], [0.9, 0.4], [0.7, 0.7]], np.float32)
    found = FoundTopics(topics, Shares()).members([["word"]] * 4, vectors, np.arange(4))
    assert [some.tolist() for some in found] == [[0, 1, 2, 3], [0, 3]]


def test_thanks_are_no_candidate():
    thanks = [
        "Thank you, chair, for the invitation to the committee",
        "I am grateful to the committee for the invitation",
        "Many thanks to the committee for your invitation",
        "I thank the committee for inviting me",
    ]
    texts = [f"{a} {b}." for a in thanks for b in ("this morning", "today", "once more", "after the break")]
    assert candidates(texts) == ()


def test_importing_the_stage_loads_nothing_heavy():
    heavy = ["numpy", "pandas", "sklearn", "bertopic", "networkx", "yaml", "rapidfuzz"]
    check = f"import sys, pipeline.themes.stage; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
