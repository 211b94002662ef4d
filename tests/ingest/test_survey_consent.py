"""Consent that a survey asks for: the careful reading wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest.survey_respondents import asks_consent, consent_in, may_ask_consent
from tests.ingest.helpers import read

ASKED = "Are you happy for us to quote your answers?"


@pytest.mark.parametrize(
    ("name", "answer", "consent"),
    [
        (ASKED, "Yes", ""),
        (ASKED, "Yes, I agree", ""),
        (ASKED, "Yes please, use all of it", ""),
        (ASKED, "✓", ""),
        (ASKED, "Yes, by my role", "role"),
        (ASKED, "Yes with my name changed", "anonymous"),
        (ASKED, "Yes, once you have asked me, so check first", "none"),
        (ASKED, "Not sure", "none"),
        (ASKED, "No, not even anonymously", "none"),
        (ASKED, "", "none"),
        ("Tick if you do not want to be quoted", "", ""),
        (ASKED, "No", "none"),
        (ASKED, "No, please do not quote me", "none"),
        (ASKED, "I would rather you didn't", "none"),
        (ASKED, "only if anonymous", "anonymous"),
        (ASKED, "Yes, without my name", "anonymous"),
        (ASKED, "Ask me first", "none"),
        (ASKED, "Yes, but not the part about money", "none"),
        ("Tick if you do not want to be quoted", "Yes", "none"),
        ("Tick if you do not want to be quoted", "No", ""),
        ("Do you mind if we quote you?", "No", ""),
        ("Do you mind if we quote you?", "Yes", "none"),
        ("Do you mind if we quote you?", "", "none"),
        ("Would you mind us quoting you?", "", "none"),
        ("consent_quote", "1", ""),
        ("consent_quote", "0", "none"),
        ("consent_quote", "2", "none"),
    ],
)
def test_the_careful_reading_of_consent_wins(name: str, answer: str, consent: str) -> None:
    assert consent_in(name, answer) == consent


YES_NO = ["Yes", "No", "Yes"]


@pytest.mark.parametrize(
    "name",
    [
        ASKED, "I consent to be quoted", "May we quote you in our report?",
        "Are you willing to be directly quoted?", "Can we use your words in a publication?",
        "Do you give permission for your comments to be published?", "I am happy for my answers to be shared",
        "Do you consent to taking part?", "OK to quote?", "Consent", "Quote consent given",
        "Tick if you do not want to be quoted", "How may we quote you?",
        "May we quote what you write in our report?", "Can we quote from this survey?",
        "Do you mind if we quoted you?", "Would it be all right if we quote parts of it?",
        "Could we publish some of this?", "May we print what you have told us?",
        "Is it OK to use quotes from your survey?", "consent_quote", "quote_consent", "canQuote", "QuoteOK",
        "quote_me", "permission", "zitat", "citation", "Q12_consent",
    ],
)  # fmt: skip
def test_consent_is_asked_of_the_respondent(name: str) -> None:
    assert asks_consent(name, YES_NO)


@pytest.mark.parametrize(
    "name",
    [
        "Sector",
        "Do you often quote for work?",
        "Would you quote us a price for the hall?",
        "Do you quote policy to your colleagues?",
        "Please quote your reference number",
        "Did the council ask your permission to publish the plan?",
        "Do you ask for consent at your events?",
        "Has the landlord shared your answers with others?",
        "Do you give consent for us to contact you again?",
        "Was planning permission granted to you?",
        "Does the council publish the minutes that you need?",
        "Do you use my-account pages?",
        "How often did we quote a price that was too high?",
        "Can we publish the rota earlier?",
        "Should we quote the price on the door?",
        "quota",
        "quote_received",
    ],
)
def test_other_questions_about_quotes_and_permission_are_none(name: str) -> None:
    assert not asks_consent(name, YES_NO)


@pytest.mark.parametrize("name", ["Quotes", "citation", "permission"])
def test_a_bare_name_asks_for_consent_only_if_the_answers_do(name: str) -> None:
    assert not asks_consent(name, ["We loved it", "They were kind", "yes"])


@pytest.mark.parametrize(
    ("name", "cells", "possible"),
    [
        ("Should we keep you anonymous?", YES_NO, True),
        ("Is it all right if you are quoted?", YES_NO, True),
        ("Are you happy for us to quote your answers?", ["", ""], True),
        ("Do you often quote for work?", YES_NO, False),
        ("Sector", YES_NO, False),
        (ASKED, YES_NO, False),
    ],
)
def test_a_possible_consent_question_is_told(name: str, cells: list[str], possible: bool) -> None:
    assert may_ask_consent(name, cells) is possible


SURVEY = """Respondent,{asked},What helped you to work together?
1,Yes,The council paid us in advance and that was it.
2,,The officer was kind to us and we stayed on.
3,No,The hall was cold all through the first winter.
"""


def test_blank_consent_is_a_refusal_and_is_counted(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(SURVEY.format(asked=ASKED))
    made = read(tmp_path / "answers.csv")
    assert [source.consent for source in made.present] == ["", "none", "none"]
    assert any("2 of 3 respondents" in problem.finding for problem in made.problems)


def test_a_consent_question_that_was_not_understood_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(SURVEY.format(asked="Should we keep you anonymous?"))
    made = read(tmp_path / "answers.csv")
    assert [problem.level for problem in made.problems if "may ask for consent" in problem.finding] == ["check"]
