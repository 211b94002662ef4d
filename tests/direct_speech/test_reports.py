"""Speakers and quotations in reports: offices, pull quotes with a lost mark, titles below them."""

from __future__ import annotations

import pytest

from pipeline.corpus.spans import Span
from pipeline.direct_speech.quotations import direct_quotations, quotations_in

WORDS = "“We kept the kitchen open all winter because people asked us to.”"


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("As Priya Nair, clerk of Mossley Town Council put it: ", "Priya Nair"),
        ("As Owen Hale, CEO of Mary Seacole Centre told us: ", "Owen Hale"),
        ("Carol Finch, director of the Quayside Project explains: ", "Carol Finch"),
        ("Ravi Menon, head of services at Larkhill said: ", "Ravi Menon"),
        ("As Nadia Karim, chair of Tide Works in Morecambe says, ", "Nadia Karim"),
        ("As Megan Frost, chair of Elm Row Residents’ Association, put it: ", "Megan Frost"),
        ("Priya Nair, the clerk and Owen Hale agreed. Owen Hale said: ", "Owen Hale"),
    ],
)
def test_a_name_and_its_office(lead: str, name: str) -> None:
    assert [each.speaker.name for each in quotations_in(lead + WORDS)] == [name]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "We all met in the yard and it really was a “turning point”. We had a plan by noon.” Owen Hale",
            "We all met in the yard and it really was a “turning point”. We had a plan by noon.",
            "Owen Hale",
        ),
        (
            "Nobody told us to “step up”, we just opened the doors and people came in.” Priya Nair, clerk",
            "Nobody told us to “step up”, we just opened the doors and people came in.",
            "Priya Nair",
        ),
        (
            "It was called “the pantry” by everyone, and I never paid a penny for it.”",
            "It was called “the pantry” by everyone, and I never paid a penny for it.",
            "",
        ),
    ],
)
def test_a_lost_mark_and_a_term_within(text: str, words: str, name: str) -> None:
    assert [(each.span.of(text), each.speaker.name) for each in quotations_in(text)] == [(words, name)]


def test_the_title_of_the_next_section_is_not_a_speaker() -> None:
    parts = [
        "We are going to hold a fair for the whole estate.”",
        "Mary Seacole",
        "Centre, Derby",
        "Interview with Carol Finch, director",
    ]
    text = "\n\n".join(parts)
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    (found,) = direct_quotations(text, spans[:1], headings=spans[1:])
    assert found.speaker.name == ""


@pytest.mark.parametrize(
    "lead",
    [
        "Owen Hale, chair of Larkhill Town Hall, one of the partners, summed it up with the phrase, ",
        "Owen Hale summed this up in the words ",
        "Owen Hale described the year with the phrase: ",
    ],
)
def test_words_called_a_phrase(lead: str) -> None:
    text = f"{lead}“It feels like we all grew up at once.”"
    assert [each.speaker.name for each in quotations_in(text)] == ["Owen Hale"]


def test_a_slogan_called_a_phrase_is_not_a_quotation() -> None:
    assert quotations_in("The council ran the campaign with the phrase “stay local”.") == []


def _under(*lines: str, headings: int = 0) -> str:
    """The speaker of a pull quote with these paragraphs below it, the last of which are headings."""
    parts = [WORDS, *lines, "The year began with a flood and it ended with a fair on the green."]
    text = "\n\n".join(parts)
    spans = [Span(text.index(part), text.index(part) + len(part)) for part in parts]
    under = spans[1 : 1 + headings]
    (found,) = direct_quotations(text, [span for span in spans if span not in under], headings=under)
    return found.speaker.name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Tamsin", "Head of Volunteering"), "Tamsin"),
        (("Idris", "Project officer"), "Idris"),
        (("Zenobia", "Designer"), "Zenobia"),
        (("Owen Hale", "Chief Executive, Tide Works"), "Owen Hale"),
        (("Ravi Menon", "Treasurer"), "Ravi Menon"),
        (("Priya Nair, clerk", "Larkhill Town Council"), "Priya Nair"),
        (("Carol Finch", "Volunteer, Quayside Project"), "Carol Finch"),
        (("Marta", "Fundraising and Events Manager"), "Marta"),
        (("Nadia Karim", "Chair of trustees"), "Nadia Karim"),
        (("Jo", "Community nurse"), "Jo"),
    ],
)
def test_a_name_and_a_role_in_separate_paragraphs(lines: tuple[str, ...], name: str) -> None:
    assert _under(*lines) == name
    assert _under(*lines, headings=2) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Tamsin Volunteer", "Tamsin"),
        ("Idris Project Officer", "Idris"),
        ("Owen Hale Chief Executive, Tide Works", "Owen Hale"),
        ("Ravi Menon Treasurer", "Ravi Menon"),
        ("Martha Head of Development", "Martha"),
        ("Carol Finch Community Nurse", "Carol Finch"),
        ("Emma Events and Partnerships Manager", "Emma"),
        ("Tom GIS developer", "Tom"),
        ("Will GIS engineer", "Will"),
        ("Nadia Karim Director of Public Health, Wallasey Council", "Nadia Karim"),
    ],
)
def test_a_name_and_a_role_without_a_comma(line: str, name: str) -> None:
    (found,) = quotations_in(f"{WORDS} {line}")
    assert found.speaker.name == name
    assert _under(line) == name


@pytest.mark.parametrize(
    "lines",
    [
        ("Next steps", "Volunteer handbook"),
        ("Membership", "Officer training is free for all groups that join."),
        ("Morecambe", "A new hall for the town"),
        ("Development Trust", "Director"),
        ("Funding", "Manager"),
        ("Larkhill East", "Alliance, Derby"),
        ("Mossley Vale", "Centre and Garden"),
    ],
)
def test_a_heading_below_a_quotation_is_not_an_attribution(lines: tuple[str, ...]) -> None:
    assert _under(*lines) == ""
    assert _under(*lines, headings=1) == ""
