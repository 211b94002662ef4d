"""What is taken for an organisation's name in speech, and what is not."""

import pytest

from pipeline.organisations.recognise import GazetteerName, KnownNames, Portion, recognise

KNOWN = KnownNames.of(
    (
        GazetteerName("Age UK", False),
        GazetteerName("Citizens Advice", False),
        GazetteerName("Barnardo's", False),
        GazetteerName("Mind", True),
        GazetteerName("NHS", False),
        GazetteerName("Levelling Up Fund", False),
    )
)


def found_in(*texts):
    portion = Portion(texts, KNOWN)
    return [
        [text[start:end] for start, end, _, _ in result["organisations"]]
        for text, result in zip(texts, recognise(portion), strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We rang Age UK and they rang Citizens Advice.", ["Age UK", "Citizens Advice"]),
        ("Barnardo’s came round, and Barnardo's stayed.", ["Barnardo’s", "Barnardo's"]),
        ("So Thornley Borough Council gave us the keys.", ["Thornley Borough Council"]),
        ("It was the Marsh Lane Development Trust's van.", ["Marsh Lane Development Trust"]),
        ("I sit on the Wexshire Clinical Commissioning Group.", ["Wexshire Clinical Commissioning Group"]),
        ("Ask the Department for Education about it.", ["Department for Education"]),
        (
            "The Association of Directors of Public Health wrote to us.",
            ["Association of Directors of Public Health"],
        ),
        ("He was at the University of Northmarsh then.", ["University of Northmarsh"]),
        ("Both Thornley Council and Age UK came.", ["Thornley Council", "Age UK"]),
        ("We give to Mind every year.", ["Mind"]),
        ("Mind you, it was cold.", []),
        ("I don't mind, and nobody trusts the council.", []),
        ("On Monday the report came out, I was on PIP and the GCSEs were over.", []),
        ("She is the Minister for Health and Social Services.", []),
        ("", []),
    ],
)
def test_names_in_speech(text, names):
    assert found_in(text) == [names]


def test_bare_forms_count_only_as_a_name():
    assert found_in("And the Trust said yes.", "We trust them.", "TRUST ME, I said.") == [["Trust"], [], []]


def test_each_text_is_judged_by_itself():
    one = "Thornley Council said so."
    assert found_in(one, "Nothing here.", one) == [["Thornley Council"], [], ["Thornley Council"]]
