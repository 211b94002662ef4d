"""Third parties: found, but for those who may be named; the log; identifiers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.spans import Span
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.name_forms import near_capitals, runs_of, tokens_of
from pipeline.people.names import names_in_label
from pipeline.people.redaction import Person, Redactor
from pipeline.people.third_parties import mentioned_people
from tests.people.evaluate import read_by_models
from tests.quotes.names_measure import HALVES, found_in, lines, scores


@pytest.mark.parametrize("half", HALVES)
def test_planted_names_are_found_and_little_else(half: str) -> None:
    marked = lines(half)
    ours, model = found_in(marked)
    precision, recall = scores(marked, ours)
    assert precision >= 0.9, f"{half}: precision {precision}"
    assert recall >= 0.77, f"{half}: recall {recall}"
    assert (precision, recall) > scores(marked, model)


def names(text: str, *, printable: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> list[str]:
    """Who is found in a text that the models have read."""
    found = mentioned_people([read_by_models(text)], printable=printable, named=named)
    return [span.of(text) for span in found["s"]]


def test_a_name_that_may_be_printed_stands() -> None:
    text = "So Lorraine Skegg rang, and Lorraine said that Terry Mudge had gone. Terry!"
    assert names(text) == ["Lorraine Skegg", "Lorraine", "Terry Mudge", "Terry"]
    assert names(text, named=("Lorraine Skegg",)) == ["Terry Mudge", "Terry"]
    assert names(text, printable=("Terry Mudge",)) == ["Lorraine Skegg", "Lorraine", "Terry"]


@pytest.mark.parametrize(
    "body", ["Marie Curie", "Sue Ryder", "John Lewis", "Martin House", "Anthony Nolan", "Rowcroft", "Thorpe Hall"]
)
def test_an_organisation_typed_in_lower_case_is_nobody(body: str) -> None:
    told, typed = f"The nurses of {body} came.", f"and the {body.lower()} nurses came at night"
    at = told.index(body)
    sources = [
        SpokenSource("a", told, [Span(0, len(told))], [], [(Span(at, at + len(body)), True)]),
        SpokenSource("b", typed, [Span(0, len(typed))], [Span(8, 8 + len(body))], []),
    ]
    assert not any(mentioned_people(sources, printable=(), named=()).values())


@pytest.mark.parametrize(
    ("word", "often", "seen", "somebody"),
    [
        ("physios", 20, 2, False),
        ("physio", 20, 2, False),
        ("paramedics", 20, 1, False),
        ("orthos", 10, 1, False),
        ("carers", 30, 3, False),
        ("telecare", 30, 3, True),
        ("quillfeather", 3, 2, True),
        ("quillfeather", 12, 8, True),
        ("brenda", 30, 2, True),
    ],
)
def test_an_everyday_word_of_the_study_is_nobody(word: str, often: int, seen: int, somebody: bool) -> None:
    other = word.removesuffix("s") if word.endswith("s") else f"{word}s"
    plural = 0 if somebody else 3
    text = "\n".join(
        [f"So the {word} came to us and said it." for _ in range(often)]
        + [f"And the {other} came to us and said it." for _ in range(plural)]
    )
    turns, at, people = [], 0, []
    for number, line in enumerate(text.split("\n")):
        turns.append(Span(at, at + len(line)))
        people += [Span(at + 7, at + 7 + len(word))] if number < min(seen, often) else []
        at += len(line) + 1
    found = mentioned_people([SpokenSource("s", text, turns, people, [])], printable=(), named=())
    assert bool(found["s"]) == somebody


def test_another_person_with_the_first_name_of_somebody_who_may_be_named() -> None:
    assert names("Then Lorraine Pike came in", named=("Lorraine Skegg",)) == ["Lorraine Pike"]


def test_a_public_figure_stands_by_the_surname_too_unless_somebody_else_has_it() -> None:
    figure = ("clement attlee",)
    assert names("I met Clement Attlee. Mr Attlee was short.", printable=figure) == []
    said = "I met Clement Attlee. My neighbour Doris Attlee did too. Mr Attlee was short."
    assert names(said, printable=figure) == ["Doris Attlee", "Attlee"]


def test_an_organisation_that_bears_a_name_is_never_broken() -> None:
    assert names("at the Mary Ward Centre with Mary") == ["Mary"]
    assert names("Jean Street, Victoria Road and St Bernard's flooded") == []
    assert names("He moved to San Diego, and she to Trinity Saint David") == []


def test_a_name_that_is_also_a_word_is_known_when_it_has_been_heard() -> None:
    assert names("Ask my neighbour Jean, at the desk. Jean sees everything.") == ["Jean", "Jean"]
    assert names("Ask my neighbour Rose, at the desk. Rose gardens, a rose bed.") == ["Rose"]


def test_a_surname_once_heard_is_known_in_the_rest_of_the_study() -> None:
    assert names("We had Agnes Thwaite then. You asked Thwaite or you asked nobody.") == [
        "Agnes Thwaite",
        "Thwaite",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Maureen Okafor", "Morine"),
        ("Maureen Okafor", "Okaffer"),
        ("Siobhan Philips", "Filips"),
        ("Agnieszka Wozniak", "Agneska"),
        ("Katharine Clarke", "Kathryn"),
    ],
)
def test_a_name_that_is_written_as_it_sounds_is_the_name(name: str, written: str) -> None:
    text = f"And then I asked {written} for the keys, in the morning."
    found = mentioned_people(
        [SpokenSource("s", text, [Span(0, len(text))], [], [])], printable=(), named=(), unnamed=[name]
    )
    assert [span.of(text) for span in found["s"]] == [written]


def test_words_that_sound_like_a_name_stay_words() -> None:
    text = "Marine life, and I like the marina at Clark Street. Keys are the Clerk's."
    found = mentioned_people(
        [SpokenSource("s", text, [Span(0, len(text))], [], [])], printable=(), named=(), unnamed=["Maureen Clarke"]
    )
    assert found["s"] == []


WORDS = (
    "we", "Mrs", "mr", "Maria", "de", "la", "der", "Cruz", "met", "I", "Will", "Bill", "the", "A", "O’Neill's",
    "’n",
)  # fmt: skip
APART = st.sampled_from((" ", " ", " ", ". ", ".", ", ", "\n", "-", " 4 "))


@given(st.lists(st.tuples(st.sampled_from(WORDS), APART), max_size=40))
def test_runs_are_told_by_the_words_beside_capitals_alone(drawn):
    text = "".join(word + apart for word, apart in drawn)
    tokens = tokens_of(text, Span(0, len(text)))

    def told(words):
        return [(run.tokens, run.titled) for run in runs_of(words, text)]

    assert told(near_capitals(tokens)) == told(tokens)


def read_names(text: str, *, people: tuple[str, ...] = ()) -> list[str]:
    """Who is found where the names model sees these people."""

    def spans(name: str) -> list[Span]:
        return [Span(m.start(), m.end()) for m in re.finditer(re.escape(name), text)]

    turns = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    one = SpokenSource("s", text, turns, [span for name in people for span in spans(name)], [])
    return [span.of(text) for span in mentioned_people([one], printable=(), named=())["s"]]


@pytest.mark.parametrize("name", ["Obi", "Bex", "Xanthe", "Kieran", "Wojtek"])
@pytest.mark.parametrize(
    "text",
    [
        "I had a friend called {} who sorted it.",
        "There was this lad {} at the gate.",
        "Then my neighbour, {}, came round.",
        "A woman named {} ran it.",
        "We had two lads, one a volunteer nicknamed {} by everybody.",
    ],
)
def test_somebody_who_is_introduced_is_found(text: str, name: str) -> None:
    assert names(text.format(name)) == [name]


@pytest.mark.parametrize(
    "text",
    ["A café called Miravel opened.", "There is a scheme named Brightway.", "We ran a course called Upstream."],
)
def test_a_thing_that_is_called_something_is_nobody(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("name", ["Guruswamy", "Holt", "Oyelaran", "Brzezicki", "Llewelyn"])
@pytest.mark.parametrize("text", ["{} began there in May.", "So we went, and {} paid.", "It was {}'s idea."])
def test_a_single_name_that_no_list_has_is_found_where_the_model_sees_it(text: str, name: str) -> None:
    assert read_names(text.format(name), people=(name,)) == [name]


@pytest.mark.parametrize("name", ["Aoife", "Siân", "Oyelaran", "Maureen"])
def test_a_name_found_once_is_that_name_in_lower_case(name: str) -> None:
    text = f"I asked {name} Penhaligan.\nand what did {name.lower()} say\nsay hello to {name.lower()}."
    assert read_names(text, people=(f"{name} Penhaligan",)) == [f"{name} Penhaligan", name.lower(), name.lower()]


@pytest.mark.parametrize("word", ["Okay", "Good", "Hope", "Grace"])
def test_a_word_is_not_replaced_in_lower_case_because_somebody_bears_it(word: str) -> None:
    text = f"I asked {word} Penhaligan.\nand that was {word.lower()} for us."
    assert read_names(text, people=(f"{word} Penhaligan",)) == [f"{word} Penhaligan"]


@pytest.mark.parametrize(
    "text", ["He is a Christian and so am I, since I met Obi Nwosu.", "She moved to Jordan when Obi Nwosu did."]
)
def test_an_everyday_word_that_the_model_overlooked_is_nobody(text: str) -> None:
    assert read_names(text, people=("Obi Nwosu",)) == ["Obi Nwosu"]


def body_read(text: str, *, people: tuple[str, ...], bodies: tuple[str, ...]) -> list[str]:
    """Who is found where the model sees these people, and these are sure names of organisations."""
    places = [Span(text.index(name), text.index(name) + len(name)) for name in (*people, *bodies)]
    seen, sure = places[: len(people)], [(span, True) for span in places[len(people) :]]
    one = SpokenSource("s", text, [Span(0, len(text))], seen, sure)
    return [span.of(text) for span in mentioned_people([one], printable=(), named=())["s"]]


@pytest.mark.parametrize(
    ("text", "person", "body"),
    [
        ("Then Edgar Boothby of the Trade Council rang.", "Edgar Boothby", "Boothby of the Trade Council"),
        ("It was Anil Jaitlee of the Wexcombe Trust.", "Anil Jaitlee", "Anil Jaitlee of the Wexcombe Trust"),
        ("We met Ola Brightwell from Hull College there.", "Ola Brightwell", "Ola Brightwell from Hull College"),
    ],
)  # fmt: skip
def test_a_person_before_a_body_is_no_part_of_its_name(text: str, person: str, body: str) -> None:
    assert body_read(text, people=(person,), bodies=(body,)) == [person]


@pytest.mark.parametrize("body", ["Agnes Oxley Centre", "Oxley Trust", "Agnes Oxley"])
def test_a_body_that_bears_a_name_stays_whole(body: str) -> None:
    person = body.removesuffix(" Centre").removesuffix(" Trust")
    assert body_read(f"We went to the {body} that day.", people=(person,), bodies=(body,)) == []


@pytest.mark.parametrize(
    "name", ["Xu", "Li", "Jo", "Hall", "Hamilton", "al-Yousef", "d'Alembert", "Aziza al-Yousef"]
)
def test_a_short_name_and_one_that_is_also_a_place_or_thing_is_found_where_the_model_sees_it(name: str) -> None:
    assert read_names(f"So then {name} had to say it again.", people=(name,)) == [name]


@pytest.mark.parametrize(
    "text", ["the - {} rang", "and the, {} came", "in the — {} said", "and for the, um, the — {}'s idea"]
)
def test_a_false_start_is_no_article(text: str) -> None:
    assert read_names("So " + text.format("Karen Gillow"), people=("Karen Gillow",)) == ["Karen Gillow"]


@pytest.mark.parametrize("name", ["dilys", "parveen", "shabana", "myfanwy"])
def test_a_given_name_in_a_turn_without_capitals_is_found(name: str) -> None:
    assert names(f"so we rang {name} and she came") == [name]


def test_a_title_tells_in_a_turn_without_capitals() -> None:
    assert names("me and our kid went to old mrs hargreaves and mr pataki") == ["hargreaves", "pataki"]
    assert names("the mr and mrs was what we said") == []


def test_single_given_names_in_conversation_are_found_and_titles_of_works_are_not() -> None:
    assert names("Obi Nwosu came. I asked Amy and Daniel, who had it.") == ["Obi Nwosu", "Amy", "Daniel"]
    assert names("Then a programme called Brightside came on, and a box called Gemini.") == []


@pytest.mark.parametrize("name", ["Oluwaseun", "Folasade", "Myfanwy", "Parveen"])
def test_a_given_name_that_is_nothing_else_is_found_where_the_model_sees_nobody(name: str) -> None:
    assert read_names(f"We did it with {name}, from the church.") == [name]
    assert read_names(f"We sat in {name} Park, near the {name} Foundation.") == []


@pytest.mark.parametrize(
    "text",
    [
        "She was a Christian, and her mother was a good Christian too. Christian values.",
        "I'm a Muslim, he's a Christian Scientist, they are Christian, like, or Quaker.",
        "He works at St Paul's Way, near St Paul's Cathedral. We met at St Paul's.",
        "I went to Monte Carlo, to Villa Maria, to Porto Alegre and to San Antonio.",
        "We sat in Annie Besant Park. The Emily Davison Building and the Rosa Parks Tower were shut.",
        "I drove down Nelson Mandela Road, and past the Stephen Lawrence Memorial.",
        "From Louis Armstrong Airport to the James Brown Stadium, after Guy Fawkes Night.",
        "Ask Mr So-and-so, or Mrs Whatsit, or Mr Thingy at the desk.",
        "Okay, so we went. I said Okay to him. Good. It was on a Monday, Good Friday.",
        "We moved to Florence, Chelsea and Jordan. In Chelsea we lived.",
        "It was Tom, Dick and Harry. Father Christmas came.",
        "Hope so. Grace period. Faith matters. We had Will power.",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text", ["Mr Christian said no", "I asked Carlo Menotti", "Mrs Thingford came", "so Kay said no"]
)
def test_somebody_is(text: str) -> None:
    assert len(names(text)) == 1


@pytest.mark.parametrize(
    "word",
    [
        "Okay", "Yes", "Now", "Actually", "Monday", "December", "Money", "Housing", "Summary", "Lunch",
        "Absolutely", "Twelve",
    ],
)  # fmt: skip
def test_a_label_that_is_a_word_of_the_language_is_no_name(word: str) -> None:
    text = f"I said {word} to her. {word} then. It was {word.lower()}."
    assert Redactor([Person(participant="P01", label=word)]).redacted(text) == text


@pytest.mark.parametrize(
    "name", ["Maureen", "Okafor", "Brennan", "Khan", "April", "Will", "Smith", "Sunny", "Rose", "Jolly"]
)
def test_a_label_that_is_a_name_is_one(name: str) -> None:
    assert names_in_label(name) == [name]
