"""A name without consent stands nowhere; nothing else is touched.

In the tables, `{…}` marks what is replaced.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.corpus.records import Consent, Participant
from pipeline.corpus.spans import Span, replaced
from pipeline.people.name_matching import REPLACEMENT
from pipeline.people.names import Person, looks_like_name, names_in_label
from pipeline.people.redaction import Redactor

PEOPLE = [
    Person(participant="P01", name="Maureen Okafor", consent=Consent.ROLE),
    Person(participant="P02", name="Will Young", consent=Consent.ANONYMOUS),
    Person(participant="P03", name="Mrs Grace Price", consent=Consent.NONE),
    Person(participant="P04", name="Siân O'Neill-Davies", consent=Consent.UNRECORDED),
    Person(participant="P05", name="Amy Lee", consent=Consent.NAMED),
    Person(participant="P06", label="Jo Bloggs (Interviewer)", consent=Consent.UNRECORDED),
    Person(participant="P07", name="May Preston", consent=Consent.ROLE),
    Person(participant="P08", name="Mary Jane Ward", label="MJW", consent=Consent.ROLE),
    Person(participant="P09", label="Interviewer 2"),
    Person(participant="P10", label="Participant 3"),
    Person(participant="P11", name="Smith, Harry", consent=Consent.ROLE),
    Person(participant="P12", name="Hope Brown", label="Hope", consent=Consent.ROLE),
    Person(participant="P13", name="Maureen Kelly", consent=Consent.NAMED),
]


def shown(text: str, redactor: Redactor, **evidence: list[Span]) -> str:
    found = redactor.spans(text, **evidence)
    return replaced(text, [(each.span, "{" + each.span.of(text) + "}") for each in found])


ALWAYS = [
    "I asked {Maureen Okafor} and MAUREEN: {MAUREEN OKAFOR}.".replace("MAUREEN:", "{MAUREEN}:"),
    "it was {maureen okafor} who said so",
    "{Maureen\n  Okafor}'s garden and {Maureen Okafor}’s shed",
    "write to {maureen.okafor}@example.org or {Maureen-Okafor}",
    "{Okafor Maureen} was on the list, and {M. Okafor}, {M Okafor} and {Maureen O}.",
    "{Maureen} said so. Ask {Okafor}.",
    "{Maureen T. Okafor} and {Maureen Theresa Okafor}",
    "then {will young} came in",
    "{Siân O'Neill-Davies}, {Sian O’Neill Davies}, {SIAN ONEILL-DAVIES} and {Sian O'Neill}",
    "{Sia\u0302n} and {Siân} are one",
    "{Mary Jane Ward}, {Mary Ward} and {Mary J. Ward}",
    "{Harry Smith} is on record as {Smith, Harry}",
    "{Jo Bloggs} asked",
]
LONE = [
    ("Will you come? Young people will.", "a word at the start of a sentence is the word"),
    ("will and young and price and grace in lower case", "so it is in lower case"),
    ("We asked {Will} and {Grace}.", "a capital inside a sentence is a name"),
    ("And {Young} agreed.", "surname likewise"),
    ("{Maureen} came; {maureen} too", "a name that is no word is a name in any case"),
    ("Mr {Young} and Cllr {Price} and Dr. {Brown} and auntie {May}", "a title is evidence"),
    ("Mrs {Price} was there. Mrs {Maureen} too.", "even at the start"),
    ("“Will you?” she said. 'Grace is needed.' (May we?)", "an opening mark starts a sentence"),
    ("[inaudible 00:12:31] Will you", "a mark of lost speech is no word"),
    ("In May 2020, by May, last May; on 3 May.", "the month"),
    ("and {May} told us", "not the month"),
    ("We live in Preston, near Preston.", "the place"),
    ("So {Preston} rang us", "not the place"),
    ("WILL YOU PAY THE PRICE", "capitals throughout say nothing"),
    ("{Hope}: I think so.\n{Hope}\nHope is what we need.", "a label on a line is a name"),
    ("Priceless, Willing, Mayor, Youngest, Okaforian", "whole words only"),
    ("Smith-Jones is another, {Smith}-led is not", "nor half of another's name"),
    ("Amy Lee may be named, and Maureen Kelly", "with consent"),
    ("{Maureen Okafor} is not Maureen Kelly", "a whole name that may be printed shields its parts"),
    ("Interviewer 2, Participant 3 and the interviewer", "labels are not names"),
    ("At this price, [name] will do", "what is replaced stays"),
    ("That was a Grace period, the Hope of the Young", "after an article a name is a word"),
    ("{Okafor}\n\n{Maureen} asked", "no name runs backwards over lines"),
    ("a price worth paying; {G Price} said", "initial and surname in capitals"),
]


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(PEOPLE)


@pytest.mark.parametrize("marked", ALWAYS)
def test_a_whole_name_is_replaced_in_every_form(marked: str, redactor: Redactor) -> None:
    plain = marked.replace("{", "").replace("}", "")
    assert shown(plain, redactor) == marked


@pytest.mark.parametrize(("marked", "why"), LONE, ids=[why for _, why in LONE])
def test_a_part_of_a_name_is_replaced_where_it_is_one(marked: str, why: str, redactor: Redactor) -> None:
    plain = marked.replace("{", "").replace("}", "")
    assert shown(plain, redactor) == marked


def test_a_person_seen_by_the_model_is_evidence(redactor: Redactor) -> None:
    assert shown("Will came. Will you?", redactor, people=[Span(0, 4)]) == "{Will} came. Will you?"


def test_an_organisation_keeps_its_own_name_but_not_a_persons(redactor: Redactor) -> None:
    text = "at the Mary Ward Centre with Mary"
    assert shown(text, redactor, organisations=[Span(7, 23)]) == "at the {Mary Ward} Centre with {Mary}"
    text = "at the Ward Centre and the Okafor Trust"
    ward, okafor = Span(7, 18), Span(27, 39)
    assert shown(text, redactor, organisations=[ward, okafor]) == text
    assert redactor.redacted("New Hope House", organisation=True) == "New Hope House"
    assert redactor.redacted("Maureen Okafor House", organisation=True) == "[name] House"


def test_the_strictest_consent_holds_for_one_name() -> None:
    redactor = Redactor(
        [
            Person(participant="P01", name="Amy Lee", consent=Consent.NAMED),
            Person(participant="P02", name="AMY LEE", consent=Consent.ANONYMOUS),
        ]
    )
    assert redactor.forbids("Amy Lee")
    assert redactor.redacted("Amy Lee spoke") == "[name] spoke"


def test_it_says_whose_name_it_is(redactor: Redactor) -> None:
    (found,) = redactor.spans("and Okafor said")
    assert (found.participant, found.replacement, found.span) == ("P01", REPLACEMENT, Span(4, 10))


def test_of_people_on_record() -> None:
    people = [
        Participant(participant="P01", case="hall", name="Maureen Okafor", speaker="M", consent="role"),
        Participant(participant="P02", case="hall", speaker="Sunil Rao"),
    ]
    assert Redactor.of(people).redacted("Maureen and Sunil met Rao") == "[name] and [name] met [name]"


def test_a_voice_labelled_by_its_organisation_has_no_name() -> None:
    redactor = Redactor([Person(participant="P01", label="Quaker Connect", organisation="Quaker Connect")])
    assert redactor.redacted("Quaker Connect did it") == "Quaker Connect did it"


LABELS = [
    ("Interviewer", []),
    ("P1", []),
    ("R", []),
    ("JS", []),
    ("Chair", []),
    ("Participant 2", []),
    ("Speaker 1", []),
    ("Unknown Speaker", []),
    ("Youth worker", []),
    ("Age UK", []),
    ("Northside Trust", []),
    ("Mary Ward", ["Mary Ward"]),
    ("Jane Smith", ["Jane Smith"]),
    ("JANE SMITH", ["JANE SMITH"]),
    ("Jo", ["Jo"]),
    ("Cllr J Smith – Leader", ["Cllr J Smith"]),
    ("Jane Smith AM", ["Jane Smith AM"]),
    ("Jane (she/her)", ["Jane"]),
    ("Interviewer (Tom Brown)", ["Tom Brown"]),
    ("The Chair (Hon. A. Norris-Smith (Place, Party))", ["Hon. A. Norris-Smith"]),
]


@pytest.mark.parametrize(("label", "names"), LABELS, ids=[label for label, _ in LABELS])
def test_names_in_labels(label: str, names: list[str]) -> None:
    assert names_in_label(label) == names


def test_a_label_with_an_office_is_no_name() -> None:
    assert not looks_like_name("Deputy Leader")


def test_nobody_to_redact() -> None:
    assert Redactor([]).redacted("Amy Lee") == "Amy Lee"
    assert Redactor([Person(participant="P1", name="?", label="")]).redacted("what?") == "what?"


NAME_WORDS = [
    "Will", "Young", "Jane", "Smith", "Ann", "Grace", "O'Neill", "Sian", "May", "Preston", "Rao", "de", "J",
]  # fmt: skip
names = st.lists(st.sampled_from(NAME_WORDS), min_size=2, max_size=3).map(" ".join)
consents = st.sampled_from(list(Consent))
everyone = st.lists(st.tuples(names, consents), min_size=1, max_size=5).map(
    lambda rows: [Person(participant=f"P{n}", name=name, consent=c) for n, (name, c) in enumerate(rows)]
)
AROUND = [
    " ", " ", "\n", "  ", ". ", ", ", "-", "'", "’s ", "[", "]", "[name]", "“", "”", ": ", "in ", "Mrs ", "and ",
]  # fmt: skip
CASES = [case(word) for word in NAME_WORDS for case in (str, str.lower, str.upper)]
bits = st.sampled_from(CASES) | st.sampled_from(AROUND)
texts = st.lists(bits, max_size=25).map("".join) | st.text(max_size=60)


@given(people=everyone, text=texts)
@example(
    people=[
        Person(participant="P0", name="Will May", consent=Consent.NONE),
        Person(participant="P1", name="May Preston", consent=Consent.NONE),
    ],
    text="Will May May",
)
@settings(max_examples=400, deadline=None)
def test_no_forbidden_name_is_left_and_nothing_else_changes(people: list[Person], text: str) -> None:
    redactor = Redactor(people)
    found = redactor.spans(text)
    assert [each.span for each in found] == sorted(each.span for each in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    after = redactor.redacted(text)
    kept = [text[a.span.end : b.span.start] for a, b in pairwise(found)]
    if found:
        pieces = [text[: found[0].span.start], *kept, text[found[-1].span.end :]]
        assert after == REPLACEMENT.join(pieces)
    else:
        assert after == text
    for person in people:
        words = person.name.split()
        if person.consent is not Consent.NAMED and sum(len(word) > 1 for word in words) > 1:
            whole = r"\s+".join(map(re.escape, words))
            assert not re.search(rf"(?<![^\W\d_]){whole}(?![^\W\d_])", after, re.IGNORECASE)
    assert redactor.redacted(after) == after


def test_a_long_text_and_a_hundred_names() -> None:
    people = [
        Person(participant=f"P{n}", name=f"Given{chr(97 + n % 26)} Family{chr(97 + n // 4)}") for n in range(100)
    ]
    text = "Well, we asked the council in May, and Givena said they would not. " * 15_000  # 210,000 words
    redactor = Redactor(people)
    assert len(redactor.spans(text)) == 15_000


def test_why_a_name_is_replaced_is_told_for_each_level_once():
    redactor = Redactor(PEOPLE)
    assert redactor.consents["P01"] is Consent.ROLE
    assert redactor.consents["P05"] is Consent.NAMED
    one = redactor.reason("P01")
    other = redactor.reason("P02")
    assert one
    assert one != other
    assert redactor.reason("P01; P02") == f"{one}; {other}"
    assert redactor.reason("P01; P07") == one


def test_every_field_of_a_participant_counts():
    redactor = Redactor.of(
        [
            Participant(
                participant="P01",
                case="hall",
                name="Maureen Okafor",
                speaker="MO",
                organisation="Northside Trust",
                consent="role",
            ),
            Participant(participant="P02", case="hall", speaker="Jo Bloggs", consent="anonymous"),
            Participant(participant="P03", case="hall", name="Amy Lee", speaker="Amy", consent="named"),
        ]
    )
    assert redactor.consents == {"P01": Consent.ROLE, "P02": Consent.ANONYMOUS, "P03": Consent.NAMED}
    assert redactor.redacted("Maureen Okafor, Jo Bloggs and Amy Lee") == "[name], [name] and Amy Lee"
    assert redactor.forbids("Jo Bloggs")
    assert not redactor.forbids("Amy Lee")


def test_whose_name_it_may_be_is_told_for_all_who_bear_it():
    twins = [
        Person(participant="P01", name="Maureen Okafor", consent=Consent.ROLE),
        Person(participant="P02", name="Maureen Kelly", consent=Consent.ANONYMOUS),
    ]
    (found,) = Redactor(twins).spans("We asked Maureen for the keys.")
    assert found.participant == "P01; P02"


def test_the_longest_form_of_a_name_goes_whole():
    people = [
        Person(participant="P01", name="Mary Jane Ward", consent=Consent.ROLE),
        Person(participant="P02", name="Mary Jane", consent=Consent.ROLE),
    ]
    for order in (people, people[::-1]):
        (found,) = Redactor(order).spans("then Mary Jane Ward came in")
        assert (found.span.of("then Mary Jane Ward came in"), found.participant) == ("Mary Jane Ward", "P01")


def test_a_name_that_somebody_agreed_to_stays_beside_a_like_one_that_may_not_be_printed():
    people = [
        Person(participant="P01", name="Maureen Okafor", consent=Consent.ROLE),
        Person(participant="P02", name="Maureen Kelly", consent=Consent.NAMED),
    ]
    text = "Maureen Kelly met Maureen Okafor"
    assert Redactor(people).redacted(text) == "Maureen Kelly met [name]"
    both = [*people, Person(participant="P03", name="Maureen Kelly", consent=Consent.NONE)]
    assert Redactor(both).redacted(text) == "[name] met [name]"


def test_the_name_of_an_organisation_that_begins_with_a_persons_stays_whole():
    redactor = Redactor(PEOPLE)
    assert redactor.redacted("Okafor Community Centre", organisation=True) == "Okafor Community Centre"
    assert redactor.redacted("Okafor Community Centre") == "[name] Community Centre"
