"""Consent that a survey asks for: the careful reading wins."""

from __future__ import annotations

import pytest

from pipeline.ingest.survey_consent import asks_consent, consent_in

ASKED = "Are you happy for us to quote your answers?"


@pytest.mark.parametrize(
    ("name", "answer", "consent"),
    [
        (ASKED, "Yes", ""),
        (ASKED, "Yes, I agree", ""),
        (ASKED, "", ""),
        (ASKED, "No", "none"),
        (ASKED, "No, please do not quote me", "none"),
        (ASKED, "I would rather you didn't", "none"),
        (ASKED, "only if anonymous", "anonymous"),
        (ASKED, "Yes, without my name", "anonymous"),
        (ASKED, "Ask me first", "none"),
        (ASKED, "Yes, but not the part about money", "none"),
        ("Tick if you do not want to be quoted", "Yes", "none"),
        ("Tick if you do not want to be quoted", "No", ""),
    ],
)
def test_the_careful_reading_of_consent_wins(name: str, answer: str, consent: str) -> None:
    assert consent_in(name, answer) == consent


@pytest.mark.parametrize(
    ("name", "asks"),
    [(ASKED, True), ("I consent to be quoted", True), ("Sector", False)],
)
def test_consent_is_asked_of_the_respondent(name: str, asks: bool) -> None:
    assert asks_consent(name, ["Yes", "No", "Yes"]) is asks
