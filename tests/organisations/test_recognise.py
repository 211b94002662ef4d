"""Which words in speech are recognised as an organisation's name, and which are not."""

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
        [text[start:end] for start, end, _, _ in result.organisations]
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
        ("I asked the Secretary of State for Transport.", []),
        ("We got a Hub9 card, a Re:Make bag and an E8 Trust van.", ["Hub9", "Re:Make", "E8 Trust"]),
        ("There is a charity called Kindling in Burrow.", ["Kindling"]),
        ("The London Borough of Eastmere lost the file.", ["London Borough of Eastmere"]),
        ("The Aldersley CVS and the Marling PCN came.", ["Aldersley CVS", "Marling PCN"]),
        ("We owe it to the Pennard Rural Fund2 and to luck.", ["Pennard Rural Fund"]),
        ("The Chair of the Wexcombe Trust wrote.", ["Wexcombe Trust"]),
        ("It went to the Crown Court and the House of Commons.", ["Crown Court", "House of Commons"]),
        ("Harker Brothers Ltd did the roof.", ["Harker Brothers Ltd"]),
        ("We put it on Facebook, and had a Zoom call about it.", []),
        ("we had a meeting with wexcombe borough council and age uk", ["wexcombe borough council", "age uk"]),
        ("the borough council and the trust, you know, they were fine", []),
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
