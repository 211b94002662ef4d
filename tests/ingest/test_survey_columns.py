"""Which columns of a survey are questions, and which lead to a person."""

from __future__ import annotations

import pytest

from pipeline.ingest.survey import identifies, questionnaire, without_markup

PROSE = [
    "They rang me every week and it helped",
    "It comes on a Tuesday to the green",
    "ask us before you do it next",
]


@pytest.mark.parametrize(
    "name",
    [
        "Please tell us about your experience of the telephone befriending service",
        "Comments on the mobile library",
        "How could we address loneliness here",
        "Thoughts on your telephone befriending volunteer",
        "What the full name of the acronym meant to people",
        "Views on our new phone line",
    ],
)
def test_a_word_in_a_question_does_not_make_its_answers_private(name: str) -> None:
    assert not identifies(name, PROSE)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Full name", ["Ana Price", "Tom Reed"]),
        ("What is your name?", ["Ana Price", "Tom Reed"]),
        ("Your telephone number", ["01472 555 0101", "none"]),
        ("Contact name at your group", ["Ana Price", "Tom Reed"]),
        ("Home address of the person who answers", ["12 High Street, Grimsby", "The Old Mill, Green Lane"]),
        ("How may we reach you", ["ana@example.org", "tom@example.org"]),
        ("Telephone", PROSE),
    ],
)
def test_names_and_contacts_are_private(name: str, cells: list[str]) -> None:
    assert identifies(name, cells)


SHORT = ["Slow", "Kind staff", "Long queue", "The stairs", "Hard chairs", "Tea"]


@pytest.mark.parametrize("name", ["What was difficult?", "What was pleasant?", "Any other comments", "Describe it"])
def test_short_answers_that_differ_are_free_text(name: str) -> None:
    grid = [["ID", name], *([str(at), answer] for at, answer in enumerate(SHORT))]
    assert questionnaire(grid).questions == (1,)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("What is the name of your organisation?", ["Kite", "The Pantry", "Hall", "Ark", "Loom", "Mill"]),
        ("What would you choose?", ["Tea", "Coffee", "Tea", "Coffee", "Tea", "Tea"]),
        ("Who helped you?", ["Ana Price", "Tom Reed", "Jo Bell", "Kim Lee", "Al Moss", "Di Fox"]),
        ("Town", ["Hull", "Grimsby", "Leeds", "York", "Ripon", "Goole"]),
    ],
)
def test_categories_and_names_are_no_free_text(name: str, cells: list[str]) -> None:
    grid = [
        ["Why?", name],
        *([f"{at} {answer} is why we came", answer] for at, answer in enumerate(cells)),
    ]
    assert 1 not in questionnaire(grid).questions


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("<p>The <b>food</b>&nbsp;&amp; tea.</p>", "The food & tea."),
        ("<div>The advice,<br>from the desk</div>", "The advice,\nfrom the desk"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("fewer than 5 < 6 & more", "fewer than 5 < 6 & more"),
        ("I wrote <name> on the form", "I wrote <name> on the form"),
    ],
)
def test_markup_in_an_answer_is_no_text(stored: str, text: str) -> None:
    assert without_markup(stored) == text
