"""Rule by rule: what sets a printed quotation apart from what was said, how much it matters, and why."""

from __future__ import annotations

import pytest

from tests.verify.builders import checked, study_of

# What was said (turns of others between bars), what is printed, the verdict, and each difference.
EXAMPLES = [
    (
        "We asked for help that year.",
        "We did [not] ask for help that year.",
        "ALTERED",
        [
            ("asked", "did ask", "CHANGED", "other words"),
            ("", "[not]", "CHANGED", "the brackets put in a negation"),
        ],
    ),
    (
        "We can open the hall for us all.",
        "We can [never] open the hall for us all.",
        "ALTERED",
        [("", "[never]", "CHANGED", "the brackets put in a negation")],
    ),
    ("We opened the hall, not them, in May.", "We opened the hall, [not] them, in May.", "VERBATIM", []),
    ("We opened the hall in May.", "We [not the trust] opened the hall in May.", "VERBATIM", []),
    (
        "We took, um, sixty home that night.",
        "We took sixty home that night.",
        "TIDIED",
        [("um", "", "TIDIED", "clean verbatim: filler")],
    ),
    ("And you know the van never came back to us.", "the van never came back to us.", "VERBATIM", []),
    (
        "The van, you know, never came back to us.",
        "The van never came back to us.",
        "TIDIED",
        [("you know", "", "TIDIED", "clean verbatim: filler")],
    ),
    (
        "It kind of worked for the whole street.",
        "It worked for the whole street.",
        "TIDIED",
        [("kind of", "", "TIDIED", "clean verbatim: filler")],
    ),
    (
        "That is the kind of people we had that year.",
        "That is the people we had that year.",
        "ALTERED",
        [("kind of", "", "CHANGED", "left out without an ellipsis")],
    ),
    (
        "They had some sort of van for the parcels.",
        "They had some van for the parcels.",
        "ALTERED",
        [("sort of", "", "CHANGED", "left out without an ellipsis")],
    ),
    ("And I mean nobody rang us for a year.", "nobody rang us for a year.", "VERBATIM", []),
    (
        "We opened the hall. And you know it filled up by noon.",
        "We opened the hall. It filled up by noon.",
        "TIDIED",
        [("And you know", "", "TIDIED", "clean verbatim: filler")],
    ),
    (
        "She knew and you know it filled up by noon.",
        "She knew it filled up by noon.",
        "ALTERED",
        [("and you know", "", "CHANGED", "left out without an ellipsis")],
    ),
    ("We we took the parcels home at ten.", "We took the parcels home at ten.", "VERBATIM", []),
    ("We took the, we took the parcels home at ten.", "We took the parcels home at ten.", "VERBATIM", []),
    (
        "It was very very late when they came.",
        "It was very late when they came.",
        "TIDIED",
        [("very", "", "TIDIED", "clean verbatim: said twice")],
    ),
    (
        "We did not, did not ask for any of it.",
        "We did not ask for any of it.",
        "TIDIED",
        [("did not", "", "TIDIED", "clean verbatim: said twice")],
    ),
    ("No no we never asked for any of it.", "No we never asked for any of it.", "VERBATIM", []),
    ("We went – we were going to close the hall.", "We were going to close the hall.", "VERBATIM", []),
    ("We went. We were going to close the hall.", "We were going to close the hall.", "VERBATIM", []),
    ("We went... we were going to close the hall.", "We were going to close the hall.", "VERBATIM", []),
    (
        "The vol- volunteers took the rota home.",
        "The volunteers took the rota home.",
        "TIDIED",
        [("vol", "", "TIDIED", "clean verbatim: false start")],
    ),
    (
        "The car- volunteers took the rota home.",
        "The volunteers took the rota home.",
        "ALTERED",
        [("car", "", "CHANGED", "left out without an ellipsis")],
    ),
    ("We didn't – we were going to close the hall.", "We were going to close the hall.", "VERBATIM", []),
    ("We had forty – we had fifty parcels left.", "We had fifty parcels left.", "VERBATIM", []),
    ("It was, it is still, the only warm room here.", "It is still, the only warm room here.", "VERBATIM", []),
    ("I think that the – I think nobody asked them.", "I think nobody asked them.", "VERBATIM", []),
    (
        "We never had any of that money in the end.",
        "We had any of that money in the end.",
        "ALTERED",
        [("never", "", "CHANGED", "left out without an ellipsis")],
    ),
    (
        "We had around forty parcels in the end.",
        "We had around parcels in the end.",
        "ALTERED",
        [("forty", "", "CHANGED", "left out without an ellipsis")],
    ),
    (
        "We had twenty five parcels in the end.",
        "We had 25 parcels in the end.",
        "TIDIED",
        [("twenty five", "25", "TIDIED", "the same figure")],
    ),
    (
        "We had twenty five parcels in the end.",
        "We had 35 parcels in the end.",
        "ALTERED",
        [("twenty five", "35", "CHANGED", "other words")],
    ),
    (
        "They gave us two thousand pounds that year.",
        "They gave us £2,000 that year.",
        "TIDIED",
        [("two thousand pounds", "£2,000", "TIDIED", "the same figure")],
    ),
    (
        "We're gonna open the doors on Monday then.",
        "We're going to open the doors on Monday then.",
        "TIDIED",
        [("gonna", "going to", "TIDIED", "clean verbatim: spelling of speech")],
    ),
    (
        "They was goin to open the doors on Monday.",
        "They was going to open the doors on Monday.",
        "TIDIED",
        [("goin", "going", "TIDIED", "clean verbatim: spelling of speech")],
    ),
    (
        "They was going to open the doors on Monday.",
        "They were going to open the doors on Monday.",
        "ALTERED",
        [("was", "were", "CHANGED", "other words")],
    ),
    (
        "'Cause nobody else would open the doors.",
        "Because nobody else would open the doors.",
        "TIDIED",
        [("Cause", "Because", "TIDIED", "clean verbatim: spelling of speech")],
    ),
    ("The food bank was a well known place.", "The foodbank was a well-known place.", "VERBATIM", []),
    ("The food bank was a place of warmth.", "The food bank12 was a place of warmth.", "VERBATIM", []),
    (
        "The food bank was a place of warmth.",
        "The food bank1234 was a place of warmth.",
        "ALTERED",
        [("bank", "bank1234", "CHANGED", "other words")],
    ),
    ("We had a hall and a kettle and a lot of luck.", "We had a hall … and a lot of luck.", "VERBATIM", []),
    (
        "We had not one hall and a lot of luck.",
        "We had … one hall and a lot of luck.",
        "ALTERED",
        [("not", "", "CHANGED", "the ellipsis hides a negation")],
    ),
    ("We had no hall and not a kettle, and what we did have was luck.", "We had … luck.", "VERBATIM", []),
    (
        "They rang Maureen from the council every day.",
        "They rang [a colleague] from the council every day.",
        "VERBATIM",
        [],
    ),
    (
        "They rang Maureen from the council every day.",
        "They rang [name] from the council every day.",
        "VERBATIM",
        [],
    ),
    (
        "They rang the whole office from top to bottom, and the mayor, every day.",
        "They rang [name] every day.",
        "ALTERED",
        [
            (
                "the whole office from top to bottom, and the mayor",
                "",
                "CHANGED",
                "the brackets hide more than a name",
            )
        ],
    ),
    (
        "They never rang us about the boiler that year.",
        "They [rarely] rang us about the boiler that year.",
        "ALTERED",
        [("never", "", "CHANGED", "the brackets hide more than they explain")],
    ),
    (
        "They never rang us about the boiler that year.",
        "They [never] rang us about the boiler that year.",
        "VERBATIM",
        [],
    ),
    (
        "They took forty parcels home to the flats.",
        "They took [fifty] parcels home to the flats.",
        "ALTERED",
        [("forty", "", "CHANGED", "the brackets hide more than they explain")],
    ),
    ("They took forty parcels home to the flats.", "They took [40] parcels home to the flats.", "VERBATIM", []),
    (
        "They opened the hall at the end of the road for us.",
        "They opened [it] for us.",
        "ALTERED",
        [("the hall at the end of the road", "", "CHANGED", "the brackets hide more than they explain")],
    ),
    (
        "They opened the hall at the very end of the road for us.",
        "They opened [it] for us.",
        "ALTERED",
        [("the hall at the very end of the road", "", "CHANGED", "the brackets hide more than they explain")],
    ),
    ("They open the hall for us on Mondays.", "They open[ed] the hall for us on Mondays.", "VERBATIM", []),
    (
        "They can open the hall for us on Mondays.",
        "They can['t] open the hall for us on Mondays.",
        "ALTERED",
        [("", "['t]", "CHANGED", "the brackets put in a negation")],
    ),
    ("We ran the hall for a year.", "We ran the [old] hall for a year.", "VERBATIM", []),
    (
        "We ran the hall for a year.",
        "We ran the old hall for a year.",
        "ALTERED",
        [("", "old", "CHANGED", "put in without brackets")],
    ),
    (
        "We had the keys by Friday. | P09: Mm. | And then we opened the doors.",
        "We had the keys by Friday. And then we opened the doors.",
        "TIDIED",
        [("Mm", "", "TIDIED", "clean verbatim: somebody else's word in between")],
    ),
    (
        "We had the keys by Friday. | P09: And who gave them to you then? | And then we opened the doors.",
        "We had the keys by Friday. And then we opened the doors.",
        "ALTERED",
        [("And who gave them to you then", "", "CHANGED", "left out without an ellipsis")],
    ),
    (
        "We had the keys by Friday. | P02: Mm. | P02: And then we opened the doors.",
        "We had the keys by Friday. And then we opened the doors.",
        "JOINED",
        [("Mm", "", "TIDIED", "clean verbatim: filler")],
    ),
    (
        "We had the keys by Friday. | P09: Yeah, right, yeah, sure, okay. | And then we opened the doors.",
        "We had the keys by Friday. And then we opened the doors.",
        "TIDIED",
        [("Yeah, right, yeah, sure, okay", "", "TIDIED", "clean verbatim: somebody else's word in between")],
    ),
    (
        "We just opened the doors and waited there.",
        "We simply opened the doors and waited there.",
        "ALTERED",
        [("just", "simply", "CHANGED", "other words")],
    ),
    (
        "We just opened the doors and waited there.",
        "We opened the doors and waited there.",
        "ALTERED",
        [("just", "", "CHANGED", "left out without an ellipsis")],
    ),
    (
        "We just opened the doors and waited there.",
        "We just opened the wide doors and waited there.",
        "ALTERED",
        [("", "wide", "CHANGED", "put in without brackets")],
    ),
]


def turns(said: str) -> list[tuple[str, str, str, str]]:
    """`We did. | P09: Mm. | And so on.`: P01 speaks where nobody is named."""
    made = []
    for part in said.split(" | "):
        who, words = (part[:3], part[5:]) if part[3:5] == ": " else ("P01", part)
        made.append(("one", who, "interviewer" if who == "P09" else "participant", words))
    return made


@pytest.mark.parametrize(("said", "quote", "verdict", "expected"), EXAMPLES)
def test_each_difference_is_named_and_weighed(tmp_path, said, quote, verdict, expected):
    one = checked(study_of(tmp_path, turns(said)), quote)
    assert [(each.said, each.printed, each.weight.name, each.why) for each in one.differences] == expected
    assert one.verdict.name == verdict
