"""Numbers, addresses and dates of birth, written and spoken: what is found, and what is left alone."""

from __future__ import annotations

import pytest

from pipeline.corpus.spans import Span
from pipeline.language.number_words import spoken_numbers
from pipeline.people.identifiers import identifiers, without_identifiers
from pipeline.privacy.detected_names import DetectedName, NameFinder, NameKind

FOUND = [
    ("Ring me on «oh seven seven double-oh nine hundred one two three».", "phone"),
    ("It's «07700 900 123».", "phone"),
    ("It's «(0191) 498 0123», ask for the desk.", "phone"),
    ("He's on «07700.900.123» all day.", "phone"),
    ("«+44 7700 900123» from abroad.", "phone"),
    ("My mum's number is «+48 601 234 567».", "phone"),
    ("«Nought one six three two, er, nine sixty, one two three», that's the hall.", "phone"),
    ("Call «555 0143» and wait.", "phone"),
    ("She is «maureen at gmail dot com».", "email"),
    ("Email «jo dot smith at gmail dot com».", "email"),
    ("It's «jo.smith (at) harbour.org.uk» now.", "email"),
    ("Write to «Jo_Smith@wexcombe.org.uk».", "email"),
    ("The postcode's «NE4 7XY».", "postcode"),
    ("We only did «sw1a 1aa» then.", "postcode"),
    ("My postcode is «S W one, A one A A».", "postcode"),
    ("It goes as far as «N E four, seven X Y».", "postcode"),
    ("She's at «14 Dunnock Row».", "address"),
    ("She's at «number fourteen, Dunnock Row».", "address"),
    ("They put him in «Flat 2, 31 Albert Street».", "address"),
    ("He lives at «twenty-two St Mary's Road».", "address"),
    ("It's «Rose Cottage, Mill Lane».", "address"),
    ("NHS number «943 476 5919», they said.", "NHS number"),
    ("NHS number is «nine four three, four seven six, five nine one nine».", "NHS number"),
    ("My NI number is «QQ 12 34 56 C».", "National Insurance number"),
    ("It's «ab123456c».", "National Insurance number"),
    ("Born on «the fourth of March nineteen sixty-two».", "date of birth"),
    ("Her date of birth is «12/03/1956».", "date of birth"),
    ("«2 March 1971» is her birthday.", "date of birth"),
    ("DOB «3rd Feb 1948».", "date of birth"),
    ("write to «amy.lee+hall@example.org.uk», please", "email"),
    ("ring «07700 900123» or come", "phone"),
    ("ring me or «01472 555 123»", "phone"),
    ("it's «+44 (0)20 7946 0958»", "phone"),
    ("«DN32 7QZ», I think", "postcode"),
    ("there, and «sw1a1aa»", "postcode"),
    ("my number is «943 476 5919»", "NHS number"),
]
NOTHING = [
    "We had forty-two parcels and three hundred people, four staff and two shops.",
    "It's open twenty-four seven, three sixty-five.",
    "We started in 1998 with a portakabin; by 2003 it was 1,200 members.",
    "Come off the M25 3rd exit, then the A1 2nd left.",
    "The street was born again in May 2024.",
    "They spent £2,500,000 over 2019-2021 on 12 Streets for All.",
    "On 12 March 2024 we met at ten, at the hall on Mill Lane.",
    "One, two, three, and up it went.",
    "Only the 12 Albert Street lot came.",
    "I met her at seven dot.",
    "More can be found on our website at wexcombe.org.uk, or look at wexcombe dot org dot uk.",
    "It is at wexcombe.org.uk.",
    "There are 31 Park Wardens and 4 Green Councillors.",
    "943 476 5918 is none",
    "£2,000 in 2019, 190 people, 8 to 10, 1,500,000, 0.5",
    "between 2019-2021 and 2020/21",
]


@pytest.mark.parametrize(("marked", "kind"), FOUND)
def test_it_is_found_whole(marked, kind):
    text = marked.replace("«", "").replace("»", "")
    wanted = marked[marked.index("«") + 1 : marked.index("»")]
    assert [(each.span.of(text), each.kind) for each in identifiers(text)] == [(wanted, kind)]


def test_each_is_replaced_by_its_kind():
    written = "amy.lee@example.org, DN32 7QZ, and 07700 900123 or 01472 555 123; my number is 943 476 5919"
    printed = "[email], [postcode], and [phone] or [phone]; my number is [NHS number]"
    assert without_identifiers(written) == printed


@pytest.mark.parametrize("text", NOTHING)
def test_what_tells_of_nobody_is_left_alone(text):
    assert [each.span.of(text) for each in identifiers(text)] == []


@pytest.mark.parametrize(("said", "digits"), [
    ("oh seven seven double-oh nine hundred one two three", "07700900123"),
    ("treble five, oh one four three", "5550143"),
    ("nine sixty-one 23", "96123"),
    ("three oh two thousand", "302000"),
])  # fmt: skip
def test_the_figures_that_are_said(said, digits):
    assert [each.digits for each in spoken_numbers(said)] == [digits]


ALL = tuple(NameFinder)


@pytest.mark.parametrize(
    ("known", "finders", "kind"),
    [
        ({"participants": {"P01"}, "public": True}, ALL, NameKind.PARTICIPANT),
        ({"decision": "keep"}, ALL, NameKind.DECIDED),
        ({"public": True}, (NameFinder.MODEL,), NameKind.PUBLIC_FIGURE),
        ({"in_document": True}, (NameFinder.MODEL, NameFinder.PSEUDONYMISE), NameKind.IN_DOCUMENT),
        ({}, ALL, NameKind.THIRD_PARTY),
        ({}, (NameFinder.PSEUDONYMISE,), NameKind.THIRD_PARTY),
        ({}, (NameFinder.MODEL,), NameKind.NOBODY),
    ],
)
def test_kinds(known: dict[str, object], finders: tuple[NameFinder, ...], kind: NameKind) -> None:
    name = DetectedName(**known)  # type: ignore[arg-type]
    name.add(Span(0, 4), "Jane came in", finders)
    assert name.kind is kind
