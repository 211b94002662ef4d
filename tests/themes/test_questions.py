"""The question that a passage answers is context: it helps to read an answer, and is never evidence."""

import numpy as np
import pytest

from pipeline.corpus.codebook import parse_codebook
from pipeline.corpus.records import INTERVIEWER, PARTICIPANT, Turn
from pipeline.language.sentence_encoder import embedded
from pipeline.themes.cold_start import cold_start
from pipeline.themes.learning import better_of
from pipeline.themes.questions import NO_QUESTION, Context, Question, asked_in, questions_answered
from pipeline.themes.similarity import Similarity, Wording
from tests.themes.studies import CODEBOOK, Small, ids_by_words


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("What does the food bank look like?", "What does the food bank look like?"),
        ("Lovely. And how are the lunch club and the minibus funded every winter?",
         "And how are the lunch club and the minibus funded every winter?"),
        ("Who pays the rent? And the heating, who pays the bills when the winter is cold?",
         "And the heating, who pays the bills when the winter is cold?"),
        ("The council closed the hall. Why was that done?", "The council closed the hall. Why was that done?"),
        ("You moved to Leeds in 1984, then, and joined the cooperative.",
         "You moved to Leeds in 1984, then, and joined the cooperative."),
        ("Tell me about the allotment society in Hull", "Tell me about the allotment society in Hull"),
        *((some, "") for some in (
            "Mm.", "Right.", "Right, right.", "Yeah, yeah, yeah.", "Okay. Sure.", "Really?", "And then?", "Why?",
            "How so?", "Oh, OK. Uh-huh.", "(laughs)", "[crosstalk]", "Can you say more?", "", " ", "?", "…",
        )),
    ],
)  # fmt: skip
def test_what_a_turn_asks(turn, asked):
    assert asked_in(turn.replace("(laughs)", "").replace("[crosstalk]", "")) == asked


def test_of_a_very_long_turn_only_the_question_at_its_end_counts():
    told = "We have been visiting community buildings in the north of England. " * 60
    assert asked_in(told + "Which of your old buildings costs the charity the most money to heat?") == (
        "Which of your old buildings costs the charity the most money to heat?"
    )
    assert len(asked_in(told).split()) == 40


def answered(*said):
    """The question of each turn; a turn of the interviewer starts with `I:`."""
    turns, text = [], ""
    for at, words in enumerate(said):
        role = INTERVIEWER if words.startswith("I:") else PARTICIPANT
        said_plainly = words.removeprefix("I:")
        end = len(text) + len(said_plainly)
        turns.append(Turn(source="s", turn_id=str(at), role=role, start=len(text), end=end))
        text += said_plainly + "\n"
    found = questions_answered(turns, text, names=frozenset({"marlow"}))
    return [found.get(str(at), NO_QUESTION) for at in range(len(said))]


RENT = "Who pays the rent of the hall?"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(["We do.", f"I:{RENT}"], ["", ""], id="nothing asked before"),
        pytest.param([f"I:{RENT}", "We do.", "I:Mm.", "Since May."], ["", RENT, "", RENT], id="backchannel"),
        pytest.param([f"I:{RENT}", "We do.", "They do."], ["", RENT, RENT], id="two people of a panel"),
        pytest.param(
            [f"I:{RENT}", "We do.", "I:How do the volunteers spend the winter?", "Tired."],
            ["", RENT, "", "How do the volunteers spend the winter?"],
            id="the next question",
        ),
        pytest.param(["I:Ms Marlow, who pays the rent?", "We do."], ["", "Ms , who pays the rent?"], id="a name"),
        pytest.param(["We do.", "They do."], ["", ""], id="no interviewer"),
    ],
)  # fmt: skip
def test_a_turn_answers_the_last_question(said, expected):
    assert [one.text for one in answered(*said)] == expected


def test_a_survey_answers_its_own_question():
    turn = Turn(source="s", turn_id="1", role=PARTICIPANT, start=0, end=4, question="What would help?")
    found = questions_answered([turn], "More", names=frozenset())
    assert found == {"1": Question("What would help?", in_survey=True)}


def test_the_question_fades():
    _, first, second = (one.since for one in answered(f"I:{RENT}", "We do. " * 50, "They do."))
    assert first == 1
    assert second > 300


TEXTS = ["Every two years we apply again.", "It is a good building.", "The money ran out. " * 40]
OWN = embedded(TEXTS)


def shift(question, **options):
    """How far each text moves towards a question."""
    asked = [Question(question, **options)] * len(TEXTS)
    moved = Context.of(asked, embed=embedded).read(TEXTS, OWN)
    return (moved * OWN).sum(axis=1)


def test_a_question_counts_less_than_the_answer_and_less_in_long_or_late_passages():
    near = shift(RENT)
    assert (near > 0.7).all(), "the answer itself counts most"
    assert near[2] > max(near[:2]), "a long answer says more itself"
    assert (shift(RENT, since=5000) > near).all()
    assert (shift(RENT, in_survey=True) == shift("")).all(), "a survey's question is the same for all its answers"


def test_without_questions_nothing_changes():
    assert Context.of([NO_QUESTION] * 3, embed=embedded).read(TEXTS, OWN) is OWN
    rows = np.arange(3)
    assert (Context.of([NO_QUESTION] * 3, embed=embedded).closeness(rows, rows) == 1).all()


def test_answers_to_other_questions_are_less_similar():
    asked = [
        Question(RENT),
        Question("Who pays for the hall?"),
        Question("What do the young people sing?"),
        NO_QUESTION,
    ]
    context, rows = Context.of(asked, embed=embedded), np.arange(4)
    close = context.closeness(rows, rows)
    assert close.diagonal() == pytest.approx(1.0, abs=1e-5)
    assert close[0, 1] > max(close[0, 2], close[0, 3]) > 0.3
    assert (np.linalg.eigvalsh(close.astype(float)) > -1e-5).all(), "a kernel"
    assert (context.take(rows[1:]).closeness(rows[:3], rows[:3]) == close[1:, 1:]).all()


def test_answers_to_other_questions_of_a_survey_count_for_less():
    asked = [Question(text, in_survey=True) for text in ("Best?", "Best?", "Worst?")]
    rows = np.arange(3)
    found = Context.of(asked, embed=embedded).closeness(rows, rows)
    assert found == pytest.approx(np.array([[1, 1, 0.6], [1, 1, 0.6], [0.6, 0.6, 1]]))


QUESTION = "Is the lottery funding, a short-term grant that comes late, a problem for you?"
NOTHING_SAID = [
    "I have not thought of that before you came here today.",
    "That is a very good question and I like it.",
    "Let me just close the window, it is rather cold in here.",
    "I would say so, and so would everybody else around here.",
]
OTHERS = [
    "The bus to the hospital was cancelled again at teatime.",
    "Our choir sang its carols in the chapel after the storm.",
    "The money for the project ended in March and nothing came after.",
]


ELSEWHERE = "What else goes on in the village on a winter evening?"


def codings(folder, *, question, decisions=None):
    """The codings if the question is asked before every answer that says nothing."""
    said = [turn for answer in NOTHING_SAID for turn in (("I", question), ("A", answer))]
    more = [turn for answer in OTHERS for turn in (("I", ELSEWHERE), ("B", answer))]
    work = Small({"a": said, "b": more}, decisions=decisions).work(folder)
    found = work.stage.run(work).tables["codings"]
    words = ids_by_words(work)
    return found.assign(words=found["quote_id"].map(words)), {said: quote_id for quote_id, said in words.items()}


def test_no_coding_arises_from_the_question_alone(tmp_path):
    found, _ = codings(tmp_path, question=QUESTION)
    assert not set(found["words"]) & set(NOTHING_SAID)
    assert not found["basis"].str.contains("lottery|short-term|late").any(), "nothing is quoted from the question"
    assert not (found["state"] == "sure").any(), "phrases of the question make nothing sure"


def test_a_question_changes_scores_only_so_far_and_raises_nothing_without_evidence():
    passages = [*NOTHING_SAID, *OTHERS, *(f"{one} And so on and so forth." for one in OTHERS)]
    own = embedded(passages)
    asked = [Question(QUESTION)] * 4 + [Question(ELSEWHERE)] * 6
    read = Context.of(asked, embed=embedded).read(passages, own)
    book = parse_codebook(CODEBOOK)
    alone = cold_start(book, passages, vectors=own, embed=embedded).logits
    found = cold_start(book, passages, vectors=own, embed=embedded, in_context=read).logits
    assert (found != alone).any()
    assert np.abs(found - alone).max() <= 2.0001
    without = alone < alone.mean(axis=0) - 1e-6
    assert without[:4].any()
    assert (found[without] <= alone[without]).all()


@pytest.mark.parametrize("helps", [True, False])
def test_decisions_show_whether_questions_help(helps):
    """The same short answers to two questions: either the code goes with the question, or with the answer."""
    said = ["We tried that last winter and it went well.", "The neighbours came and helped us out."]
    texts = [f"{said[n % 2]} That was {n} times." for n in range(48)]
    asked = [Question((RENT, ELSEWHERE)[n // 2 % 2]) for n in range(48)]
    labels = {0: {n: bool((n // 2 if helps else n) % 2) for n in range(32)}}
    own, logits = embedded(texts), np.zeros((48, 1), np.float32)
    read, context = Context.of(asked, embed=embedded).read(texts, own), Context.of(asked, embed=embedded)
    with_questions = Similarity(Wording.of(texts), vectors=read, logits=logits, context=context)
    without = Similarity(Wording.of(texts), vectors=own, logits=logits, context=context.without_interviews())
    assert better_of(with_questions, without, labels) is (with_questions if helps else without)
    few = {0: dict(list(labels[0].items())[:9])}
    assert better_of(with_questions, without, few) is with_questions, "too few to tell"


def test_decisions_on_answers_to_a_question_code_no_other_answer_to_it(tmp_path):
    """Funding is what people answer to this question, but not what those say who do not answer it."""
    answers = [f"We spend {n} weeks of the year on applying for the next grant." for n in range(20, 40)]
    buses = [f"The bus was {n} minutes late again." for n in range(20, 40)]
    said = {
        "a": [turn for one in (*answers, *NOTHING_SAID) for turn in (("I", QUESTION), ("A", one))],
        "b": [turn for one in buses for turn in (("I", ELSEWHERE), ("B", one))],
    }
    ids = {words: quote_id for quote_id, words in ids_by_words(Small(said).work(tmp_path / "ids")).items()}
    rows = [f"{ids[one]},funding,accept,Ana" for one in answers[:12]]
    rows += [f"{ids[one]},,none,Ana" for one in buses[:12]]
    work = Small(said, decisions="\n".join(["quote_id,theme_id,decision,coder", *rows])).work(tmp_path / "run")
    tables = work.stage.run(work).tables
    assert (tables["thresholds"].set_index("theme_id").loc["funding", "decided"]) == 24
    coded = set(tables["codings"].query("theme_id == 'funding'")["quote_id"])
    assert {ids[one] for one in answers[12:]} <= coded
    assert not coded & {ids[one] for one in NOTHING_SAID}
