"""`exclude` notes: similar passages lose the code, and exclusive codes never apply together."""

import itertools

import numpy as np
import pytest

from pipeline.corpus.codebook import Code, Codebook
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.codebook_notes import excluded_texts, exclusive_pairs, without_excluded
from pipeline.themes.cold_start import cold_start
from tests.themes.studies import Small, ids_by_words

COUNCIL = Code(id="council", name="The council", definition="What the local authority does or fails to do.")
VOLUNTEERING = Code(id="volunteering", name="Volunteering", definition="Giving time without pay.")
MONEY = Code(id="short-money", name="Short-term money", definition="Grants that end too soon.")

# A note, the codes that it names, and what it describes beside.
NOTES = [
    ("not: volunteering", {"volunteering"}, []),
    ("Not volunteering.", {"volunteering"}, []),
    ("see `council`", {"council"}, []),
    ("See The council.", {"council"}, []),
    ("use Volunteering instead", {"volunteering"}, []),
    ("Volunteering", {"volunteering"}, []),
    ("anything coded as volunteering", {"volunteering"}, []),
    ("short-money; volunteering", {"short-money", "volunteering"}, []),
    ("Grants from the borough (The council)", {"council"}, ["Grants from the borough"]),
    ("Grants that run out: use Short-term money", {"short-money"}, ["Grants that run out"]),
    ("Work that is paid for goes under “Short-term money”", {"short-money"}, ["Work that is paid for"]),
    ("Unpaid help (see Volunteering); rotas", {"volunteering"}, ["Unpaid help", "rotas"]),
    ("People volunteering abroad for a season", set(), ["People volunteering abroad for a season"]),
    ("What the council tax pays for", set(), ["What the council tax pays for"]),
    ("Accounts of short breaks from work", set(), ["Accounts of short breaks from work"]),
    ("", set(), []),
]


@pytest.mark.parametrize(("note", "named", "described"), NOTES)
def test_names_and_descriptions_in_notes(note, named, described):
    code = Code(id="hall", name="The hall", definition="The building.", exclude=note)
    codebook = Codebook((code, COUNCIL, VOLUNTEERING, MONEY))
    pairs = exclusive_pairs(codebook)
    assert {codebook.codes[other].id for _, other in pairs} == named
    assert all(one == 0 for one, _ in pairs)
    assert list(excluded_texts(codebook, code)) == described


OTHER = [
    "We meet on the second Tuesday of the month.", "My mother came here from Jamaica in 1961.",
    "There were forty of us at the harvest supper.", "It rained on the day of the fair.",
    "She plays the accordion, and her brother sings.", "The dog slept under the table all evening.",
]  # fmt: skip

# A code, its note, a passage that belongs to it, and one that belongs to the note.
EXCLUDED = [
    (Code(id="a", name="Buses", definition="Getting about by bus.", phrases=("bus*",)), "Minibus hire; business",
     "The last bus leaves at six, so nobody can come.", "He is in business with his cousin, a shop for tiles."),
    (Code(id="a", name="Grants", definition="Money given to a group.", phrases=("grant*",)),
     "Parish council grants",
     "We had a grant for the roof from the lottery.", "Parish council grants are decided in May."),
    (Code(id="a", name="Gardens", definition="Growing food and flowers.", phrases=("garden*",)),
     "Gardening programmes on television",
     "We dug a garden behind the hall and grew beans.",
     "I like a gardening programme on television of an evening."),
    (Code(id="a", name="Health", definition="Illness and its care.", phrases=("doctor",)), "Doctor in a job title",
     "The doctor sent me for a scan of my chest.", "She has doctor in her job title, of history I think."),
    (Code(id="a", name="Food", definition="Meals and hunger.", phrases=("food",)), "Food for pets and animals",
     "They queue for food at the church on Fridays.", "We buy pet food and food for the animals at the farm shop."),
    (Code(id="a", name="Schools", definition="Children's education.", phrases=("school*",)), "Driving school",
     "The school closed and the children go by coach.", "My uncle runs a driving school in the town."),
    (Code(id="a", name="Housing", definition="Homes and rents.", phrases=("house*",)), "The public house",
     "The rent of the house went up by a third.", "We met in the public house and had a pint."),
    (Code(id="a", name="Work", definition="Jobs and pay.", phrases=("job*",)), "Odd jobs about the house",
     "I lost my job at the cannery in the spring.", "He does odd jobs about the house on Saturdays."),
    (Code(id="a", name="Rivers", definition="Floods and water.", phrases=("bank*",)), "Bank holidays",
     "The river came over the bank and into the lane.", "On bank holidays the shops are shut."),
    (Code(id="a", name="Music", definition="Singing and playing together.", phrases=("band*",)), "Elastic bands",
     "Our band plays in the park every summer.", "The papers were held with elastic bands."),
    (Code(id="a", name="Training", definition="Courses for volunteers.", phrases=("train*",)),
     "Trains and railway stations",
     "They trained us in first aid for two days.", "The trains from the railway station run late."),
    (Code(id="a", name="Letters", definition="Forms and post from the office.", phrases=("letter*",)),
     "Letter of the alphabet",
     "A letter came from the office with a form in it.", "Every letter of the alphabet was on the wall."),
]  # fmt: skip


def started(texts, *codes):
    return cold_start(Codebook(codes), texts, vectors=embedded(texts), embed=embedded).confidence


@pytest.mark.parametrize(("code", "note", "belongs", "excluded"), EXCLUDED, ids=[one[1] for one in EXCLUDED])
def test_only_passages_like_the_note_lose_the_code(code, note, belongs, excluded):
    from dataclasses import replace

    texts = [belongs, excluded, *OTHER]
    before = started(texts, code, COUNCIL)
    after = started(texts, replace(code, exclude=note), COUNCIL)
    assert before[0, 0] >= 0.5
    assert after[0, 0] >= 0.5
    assert after[1, 0] < min(before[1, 0], 0.5)


# Two codes of which one names the other


def test_the_stronger_of_two_exclusive_codes_is_kept():
    applied = np.array([[True, True, False], [True, True, True], [True, False, True], [False, True, True]])
    strength = np.array([[0.6, 0.9, 0.1], [0.8, 0.7, 0.9], [0.9, 0.1, 0.8], [0.1, 0.7, 0.7]], dtype=np.float32)
    kept = without_excluded(applied, strength, frozenset({(0, 1)}), accepted=set(), rejected=set())
    assert kept.tolist() == [
        [False, True, False],
        [True, False, True],
        [True, False, True],
        [False, True, True],
    ]


@pytest.mark.parametrize(
    ("accepted", "rejected", "stays"),
    [
        ([], [], {1}),
        ([0], [], {0}),  # a person accepted the weaker
        ([], [1], {0, 1}),  # the rejected one is a record, and competes with nothing
        ([0, 1], [], {0, 1}),
        ([1], [0], {0, 1}),
        ([2], [], {1}),  # a code that excludes neither
    ],
)
def test_a_persons_decision_takes_precedence(accepted, rejected, stays):
    kept = without_excluded(
        np.array([[True, True, False]]),
        np.array([[0.6, 0.9, 0.1]], dtype=np.float32),
        frozenset({(0, 1)}),
        accepted={(0, code) for code in accepted},
        rejected={(0, code) for code in rejected},
    )
    assert set(np.flatnonzero(kept[0])) == stays


def test_an_added_code_removes_the_code_it_excludes():
    applied, strength = np.array([[True, False]]), np.array([[0.9, 0.1]], dtype=np.float32)
    kept = without_excluded(applied, strength, frozenset({(0, 1)}), accepted={(0, 1)}, rejected=set())
    assert not kept.any()


def test_a_chain_of_exclusions_keeps_the_compatible_codes():
    pairs = frozenset({(0, 1), (1, 2)})
    for strength in itertools.permutations((0.6, 0.7, 0.8)):
        kept = without_excluded(
            np.ones((1, 3), bool), np.array([strength], np.float32), pairs, accepted=set(), rejected=set()
        )
        assert set(np.flatnonzero(kept[0])) == ({1} if strength[1] == 0.8 else {0, 2})


CODES = """codes:
  - id: funding
    name: Short-term funding
    definition: Money that comes late or for too short a time.
    phrases: [grant*, lottery funding]
    exclude: {note}
  - id: trust
    name: Trust
    definition: People knowing and relying on each other.
    phrases: [trust*, know each other]
"""
BOTH = "Every grant ends just when the worker has learned the job, and trust goes with her."
TALK = {
    "one": [
        ("P01", "We lived on lottery funding that stopped after twelve months and started again."),
        ("P02", "We trust her because we have known each other for thirty years."),
        ("P02", BOTH),
        *(("P03", f"{text} {text}") for text in OTHER),
    ]
}


def standing(outcome, work, words):
    rows = outcome.tables["codings"].to_dict("records")
    names = ids_by_words(work)
    return {row["theme_id"] for row in rows if names[row["quote_id"]] == words and row["decision"] != "reject"}


@pytest.mark.parametrize("note", ["not: trust", "see `trust`", "use Trust instead", "Relationships (Trust)"])
def test_exclusive_codes_never_apply_to_one_passage(tmp_path, note):
    study = Small(TALK, codebook=CODES.format(note=f'"{note}"'))
    work = study.work(tmp_path)
    assert len(standing(study.run(tmp_path), work, BOTH)) == 1
    free = Small(TALK, codebook=CODES.format(note='""'))
    assert standing(free.run(tmp_path / "free"), free.work(tmp_path / "free"), BOTH) == {"funding", "trust"}


def test_a_persons_decision_beats_a_stronger_code(tmp_path):
    study = Small(TALK, codebook=CODES.format(note='"not: trust"'))
    work = study.work(tmp_path)
    [quote_id] = [key for key, words in ids_by_words(work).items() if words == BOTH]
    machine = standing(study.run(tmp_path), work, BOTH)
    [other] = {"funding", "trust"} - machine
    decided = f"quote_id,source,theme_id,decision,coder\n{quote_id},one,{other},add,Ada\n"
    study = Small(TALK, codebook=CODES.format(note='"not: trust"'), decisions=decided)
    assert standing(study.run(tmp_path), study.work(tmp_path), BOTH) == {other}


def test_after_learning_the_note_still_counts(tmp_path):
    texts = {
        "one": [
            *(("P01", f"The grant for the {what} ended in {month}, and we had to begin again.")
              for what, month in (("choir", "May"), ("garden", "June"), ("minibus", "July"), ("kitchen", "August"),
                                  ("library", "March"), ("youth club", "April"))),
            *(("P02", f"{text} {text}") for text in OTHER),
            ("P03", "Every grant of a pardon is for the king alone, a royal pardon as they say."),
        ]
    }  # fmt: skip
    pardon = texts["one"][-1][1]

    def applied(folder, note):
        plain = Small(texts, codebook=CODES.format(note=f'"{note}"'))
        ids = {words: key for key, words in ids_by_words(plain.work(folder)).items()}
        rows = [
            f"{ids[words]},one,funding,{'accept' if who == 'P01' else 'reject'},Ada"
            for who, words in texts["one"][:-1]
        ]
        decisions = "quote_id,source,theme_id,decision,coder\n" + "\n".join(rows) + "\n"
        study = Small(texts, codebook=CODES.format(note=f'"{note}"'), decisions=decisions)
        outcome = study.run(folder)
        assert outcome.tables["codings"]["basis"].str.contains("Learned|Confidence set").any()
        return standing(outcome, study.work(folder), pardon)

    assert "funding" in applied(tmp_path / "without", "")
    assert "funding" not in applied(tmp_path / "with", "Royal pardon; the king's pardons")
