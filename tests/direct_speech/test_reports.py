"""Speakers and quotations in reports: offices, pull quotes with a lost mark, titles below them."""

from __future__ import annotations

from collections.abc import Sequence

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


def _names(*paragraphs: str, headings: Sequence[int] = ()) -> list[str]:
    """The printed speakers in a document with these paragraphs, some of which are headings."""
    text = "\n\n".join(paragraphs)
    spans, at = [], 0
    for part in paragraphs:
        at = text.index(part, at)
        spans.append(Span(at, at + len(part)))
        at += len(part)
    blocks = [span for number, span in enumerate(spans) if number not in headings]
    found = direct_quotations(text, blocks, headings=[spans[number] for number in headings])
    return [each.speaker.name for each in found]


MORE = "“It took us nine months to find the second key, and a year to find the door that it opened.”"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("says Quayside Project organiser Amy Lee.", "Amy Lee"),
        ("says youth worker Tom Rao.", "Tom Rao"),
        ("said park ranger and volunteer Carol Finch, who retired in May.", "Carol Finch"),
        ("says Tide Works, National President, Owen Hale.", "Owen Hale"),
        ("says Northside Union co-President David Cole.", "David Cole"),
        ("says Fin-Ed Centre director Dr Priya Wood.", "Dr Priya Wood"),
        ("says David Hale XYZ Business Faculty Dean.", "David Hale"),
        ("says Amy Lee, chief executive, Larkhill Settlement.", "Amy Lee"),
        ("said a Londoner.", "a Londoner"),
        ("said another person in Hull.", "another person in Hull"),
        ("said a supporter in Leeds.", "a supporter in Leeds"),
        ("said an engineer from the yard.", "an engineer from the yard"),
    ],
)
def test_an_office_or_a_description_after_the_verb(words: str, name: str) -> None:
    assert _names(f"{WORDS[:-2]},” {words}") == [name]


@pytest.mark.parametrize(
    "words",
    [
        "says Northside co-ordinator Zzyzx.",
        "says Grimsby warehouse-keeper Zed.",
        "says a lot.",
        "said a few words.",
    ],
)
def test_the_beginning_of_a_phrase_is_nobody(words: str) -> None:
    assert _names(f"{WORDS[:-2]},” {words}") == [""]


@pytest.mark.parametrize(
    ("paragraphs", "names"),
    [
        ((f"{WORDS[:-2]},” says Amy Lee.", MORE), ["Amy Lee", "Amy Lee"]),
        ((f"{WORDS[:-2]},” says Tom Rao, chair.", MORE, MORE), ["Tom Rao"] * 3),
        (("Tom Rao met Amy Lee at the hall.", f"{WORDS[:-2]},” says Tom Rao.", MORE), ["Tom Rao", "Tom Rao"]),
        (("The chair, Amy Lee, is not a patient woman and has said so since the flood.", MORE), ["Amy Lee"]),
        (("Amy Lee and Tom Rao opened the hall together in May.", MORE), [""]),
        (("Amy Lee ran the hall.", f"{WORDS} Mr Rao left in the spring."), ["Amy Lee"]),
        ((f"Former Tide Works chairman Owen Hale does not agree. {WORDS}",), ["Owen Hale"]),
        ((f"In the spring of 2005, Owen Hale called for help. {WORDS}",), ["Owen Hale"]),
        ((f"The hall will be kept open all winter, Owen Hale says. {WORDS}",), ["Owen Hale"]),
        (("Amy Lee, formerly of Northside Council, who said: " + WORDS,), ["Amy Lee"]),
        ((f"As an organiser with young people told us: {WORDS}",), ["an organiser with young people"]),
        (
            ("Larkhill Audit Trust has previously found that “few people of that age ever ask for help at all”.",),
            ["Larkhill Audit Trust"],
        ),
    ],
)
def test_words_that_go_on_or_follow_an_introduction(paragraphs: Sequence[str], names: Sequence[str]) -> None:
    assert _names(*paragraphs) == list(names)


@pytest.mark.parametrize(
    ("paragraphs", "headings", "names"),
    [
        (
            ("Amy Lee, head of research, Mossley College", WORDS, "Tom Rao, nurse, Hull", MORE),
            (0, 2),
            ["Amy Lee", "Tom Rao"],
        ),
        (("Amy Lee: small changes add up", "Lee grew up in Hull.", WORDS), (0,), ["Amy Lee"]),
        ((WORDS, "People with disabilities", "Fewer of them are registered than of others."), (1,), [""]),
        ((WORDS, "Volunteers in the north", "They meet on Mondays and talk of other things."), (1,), [""]),
        (
            ("Amy Lee, nurse, Hull", WORDS, "What we learned", "The winter was long and nobody came.", MORE),
            (0, 2),
            ["Amy Lee", ""],
        ),
    ],
)
def test_headings_above_and_below(paragraphs: Sequence[str], headings: Sequence[int], names: Sequence[str]) -> None:
    assert _names(*paragraphs, headings=headings) == list(names)


def test_terms_in_single_marks_do_not_end_words_that_go_on() -> None:
    first = "“It was the age of ‘remote’ things and of ‘mobile lives’ in every town on the coast."
    assert len(quotations_in(f"{first}\n\n{MORE}")) == 2
    assert quotations_in(f"{first}\n\n{MORE}")[0].span.of(first).startswith("It was the age")


@pytest.mark.parametrize(
    "text",
    [
        "The students learn other “soft skills,” according to Amy Lee.",
        "One of the union’s “priorities,” according to the board, was a new hall.",
        "They bought a “https://example.org/a-long-path/to-a-picture/of-the-hall.jpg”.",
    ],
)
def test_terms_that_are_part_of_a_phrase(text: str) -> None:
    assert quotations_in(text) == []
