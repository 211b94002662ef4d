"""What bears a name and is nobody stays whole; a word that was a label or a heading once stays a word."""

import pytest

from pipeline.people.names import names_in_label
from pipeline.people.redaction import Person, Redactor
from pipeline.people.third_parties import mentioned_people
from tests.people.evaluate import read_by_models


def found(text: str) -> list[str]:
    """Who is found in a text that the models have read."""
    return [span.of(text) for span in mentioned_people([read_by_models(text)], printable=(), named=())["s"]]


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
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["Mr Christian said no", "I asked Carlo Menotti", "Mrs Thingford came", "so Kay said no"]
)
def test_somebody_is(text: str) -> None:
    assert len(found(text)) == 1


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
