"""Rule by rule: the source of a quotation, whether it joins two places, and the speaker."""

from __future__ import annotations

import pytest

from tests.verify.builders import checked, study_of, turns

WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec"
KEYS, OPENED = "We had the keys by then", "so we opened up early"


def words(many: int) -> str:
    return " ".join((WORDS.split() * 3)[:many])


# What was said (`|` parts turns, `@` transcripts; P01 speaks where nobody is named), what is printed, the verdict,
# the reasons, and the words that were said.
ONE_PLACE_OR_TWO = [
    ("We had the keys. And so we opened up.", "We had the keys … we opened up",
     "VERBATIM", "", "We had the keys. And so we opened up"),
    (f"We had the keys. {words(40)}. And so we opened up. We had the keys. And so we opened up.",
     "We had the keys … we opened up", "VERBATIM", "", "We had the keys. And so we opened up"),
    (f"{KEYS}. And {OPENED}.", f"{KEYS}. And {OPENED}", "VERBATIM", "", f"{KEYS}. And {OPENED}"),
    (f"And {OPENED}. {KEYS}.", f"{KEYS} … {OPENED}", "JOINED",
     "two passages of one transcript, in the wrong order, joined into one", f"{KEYS} / {OPENED}"),
    (f"And {OPENED}. {KEYS}.", f"{KEYS}. {OPENED}", "JOINED",
     "two passages of one transcript, in the wrong order, joined into one", f"{KEYS} / {OPENED}"),
    (f"And {OPENED}.@{KEYS}.", f"{KEYS} … {OPENED}", "JOINED",
     "two passages of two transcripts, joined into one", f"{KEYS} / {OPENED}"),
    (f"{KEYS}.@And {OPENED}.", f"{KEYS}. {OPENED}", "JOINED",
     "two passages of two transcripts, joined into one", f"{KEYS} / {OPENED}"),
    (f"{KEYS}. | P02: And {OPENED}.", f"{KEYS} … {OPENED}", "JOINED",
     "words of two people, joined into one quotation", f"{KEYS}. And {OPENED}"),
    (f"{KEYS}. | P02: And {OPENED}.", f"{KEYS}. And {OPENED}", "JOINED",
     "words of two people, joined into one quotation", f"{KEYS}. And {OPENED}"),
    (f"{KEYS}. | P09: {words(40)}. | And {OPENED}.", f"{KEYS} … {OPENED}", "VERBATIM", "",
     f"{KEYS}. {words(40)}. And {OPENED}"),
    (f"{KEYS}. | P09: {words(41)}. | And {OPENED}.", f"{KEYS} … {OPENED}", "JOINED",
     "two passages of one transcript, far apart", f"{KEYS}. {words(41)}. And {OPENED}"),
    (f"{KEYS}, {words(14)}, {OPENED}.", f"{KEYS}, {OPENED}", "ALTERED", "left out without an ellipsis",
     f"{KEYS}, {words(14)}, {OPENED}"),
    (f"{KEYS}, {words(15)}, {OPENED}.", f"{KEYS}, {OPENED}", "JOINED",
     "15 words are omitted without an ellipsis", f"{KEYS}, {words(15)}, {OPENED}"),
    (f"{KEYS}, {words(15)}, {OPENED} that year.", f"{KEYS}, in our own new hands and pockets, {OPENED} that year",
     "JOINED", "15 words are omitted without an ellipsis", f"{KEYS}, {words(15)}, {OPENED} that year"),
    (f"{KEYS}, {words(15)}, {OPENED} that year.",
     f"{KEYS}, in our own new hands and pockets at last, {OPENED} that year", "ALTERED", "different words",
     f"{KEYS}, {words(15)}, {OPENED} that year"),
]  # fmt: skip

LIKE_IT = "these words were not found; the most similar passage is shown"
NEAR_ENOUGH = [
    ("We had the keys by Friday.", "penguins waltz beneath icebergs", "NOT_FOUND", "no similar passage was found",
     ""),
    ("We had the keys by Friday.", "two of the old keys", "NOT_FOUND", "no similar passage was found", ""),
    ("We opened the hall for everybody.", "We opened the shop with nobody", "NOT_FOUND", LIKE_IT,
     "We opened the hall for everybody"),
    ("We opened the hall for everybody in town that day.", "We opened the hall for everybody at all by then",
     "ALTERED", "different words", "We opened the hall for everybody in town that day"),
    ("We opened the hall for everybody in town that day.", "We opened the hall for nobody at all by then",
     "NOT_FOUND", LIKE_IT, "We opened the hall for everybody in town that day"),
    ("It was that it was, and so it was for us.", "It was that it was, and so", "VERBATIM", "",
     "It was that it was, and so"),
    ("It was that it was, and so it was for us.", "It was that it was but so", "NOT_FOUND", LIKE_IT,
     "It was that it was, and so"),
    ("We went. Not one of them complained.", "One of them moaned.", "NOT_FOUND", LIKE_IT, "one of them complained"),
]  # fmt: skip

NOT, NO, NEVER, NOBODY = (f"the sentence began with “{word}”" for word in ("Not", "No", "Never", "Nobody"))
WENT_ON = "the sentence went on with “not”"
DENIED = [
    ("We went. Not one of them complained.", "One of them complained.", NOT),
    ("We went. Not one of them complained.", "“One of them complained.”", NOT),
    ("Not one of them complained.", "One of them complained.", NOT),
    ("Well. | P09: Mm. | Not one of them complained.", "One of them complained.", NOT),
    ("Well.@Not one of them complained.", "One of them complained.", NOT),
    ("We went. Not one of them, um, complained.", "One of them complained.", NOT),
    ("We went. Not one of them complained.", "one of them complained", ""),
    ("We went. Not, one of them complained.", "One of them complained.", ""),
    ("We went, not one of them complained.", "One of them complained.", ""),
    ("Well. | P09: It was not | one of them complained.", "One of them complained.", ""),
    ("P09: Not | one of them complained.", "One of them complained.", ""),
    ("Not.@one of them complained.", "One of them complained.", ""),
    ("We went! Never one of them complained.", "One of them complained.", NEVER),
    ("We went? Nobody of them complained to us.", "Of them complained to us.", NOBODY),
    ("We went. No one of them complained.", "One of them complained.", NO),
    ("We went. No help of theirs came.", "Help of theirs came.", NO),
    ("We went. No we all of us complained.", "We all of us complained.", ""),
    ("We went. No, help of theirs came.", "Help of theirs came.", ""),
    ("We asked them for help not once.", "We asked them for help.", WENT_ON),
    ("We asked them for help not once.", "“We asked them for help!”", WENT_ON),
    ("We asked them for help never once.", "We asked them for help?", "the sentence went on with “never”"),
    ("We asked them for help not once.", "We asked them for help", ""),
    ("We asked them for help, not once.", "We asked them for help.", ""),
    ("We asked them for help. | P09: not once", "We asked them for help.", ""),
    ("We asked them for help@not once", "We asked them for help.", ""),
    ("We asked them for help then.", "We asked them for help.", ""),
    ("We asked them for help", "We asked them for help.", ""),
]  # fmt: skip

BEN = "names Ben Okafor (P02: cited by role)"
FRIDAY = "We had the keys by Friday."
TWICE = f"{FRIDAY} | P02: {FRIDAY}"
WHOSE = [
    (FRIDAY, "had the keys by Friday", {"told": "P02"}, "MISATTRIBUTED",
     "the draft attributes them to P2", "P01"),
    (TWICE, "We had the keys by Friday", {}, "VERBATIM", "", "P01"),
    (TWICE, "We had the keys by Friday", {"told": "P02"}, "VERBATIM", "", "P02"),
    (f"P02: {FRIDAY} | {FRIDAY}", "We had the keys by Friday", {"told": "P01"}, "VERBATIM", "", "P01"),
    ("We had the keys by Friday. | P02: We had the keys by Friday, um, or so.", "We had the keys by Friday or so",
     {"told": "Amy Lee"}, "MISATTRIBUTED", "clean verbatim: filler; the draft attributes them to Amy Lee", "P02"),
    (FRIDAY, "had the keys by Friday", {"told": "Ben Okafor"}, "NOT_CONSENTED",
     f"the draft attributes them to Ben Okafor; {BEN}", "P01"),
    (FRIDAY, "had the keys by Friday", {"lead": "Ben Okafor told us:"}, "NOT_CONSENTED",
     f"the draft attributes them to Ben Okafor; {BEN}", "P01"),
    (FRIDAY, "the keys by Friday that Ben Okafor had", {}, "NOT_FOUND", f"{LIKE_IT}; {BEN}", "P01"),
    (f"P03: {FRIDAY}", "had the keys by Friday", {}, "NOT_CONSENTED", "the speaker may not be quoted", "P03"),
    (f"P03: {FRIDAY}", "had the keys by Friday", {"told": "Amy Lee"}, "NOT_CONSENTED",
     "the draft attributes them to Amy Lee; the speaker may not be quoted", "P03"),
    (f"{FRIDAY}@P03: Nobody rang us for a year.", "We had the keys by Friday. Nobody rang us for a year.", {},
     "NOT_CONSENTED", "two passages of two transcripts, joined into one; the speaker may not be quoted",
     "P01 P03"),
    (f"P09: {FRIDAY}", "had the keys by Friday", {"told": "Amy"}, "MISATTRIBUTED",
     "these are the interviewer's words", "P09"),
]  # fmt: skip

FEW_WORDS = [
    (FRIDAY, "the old keys", {}, "SHORT", "", ""),
    (FRIDAY, "keys by Friday", {}, "VERBATIM", "", "keys by Friday"),
    (FRIDAY, "keys by Friday", {"told": "P02"}, "SHORT", "", ""),
    (f"{FRIDAY} | P02: Oh, the keys by Friday, yes.", "keys by Friday", {"told": "P02"}, "VERBATIM", "",
     "keys by Friday"),
    (f"P03: {FRIDAY}", "keys by Friday", {}, "SHORT", "", ""),
    (FRIDAY, "Ben Okafor's keys", {}, "NOT_CONSENTED", BEN, ""),
    (FRIDAY, "keys", {"is_term": True}, "TERM", "", ""),
    (FRIDAY, "keys by Friday", {"is_term": True}, "TERM", "", ""),
    (FRIDAY, "Ben Okafor's keys", {"is_term": True}, "NOT_CONSENTED", BEN, ""),
    (FRIDAY, "had the keys by", {"is_term": True}, "VERBATIM", "", "had the keys by"),
    (FRIDAY, "had the keys by Friday", {"is_term": True, "told": "P02"}, "MISATTRIBUTED",
     "the draft attributes them to P2", "had the keys by Friday"),
    (FRIDAY, "We had the keys by Monday", {"is_term": True}, "ALTERED", "different words",
     "We had the keys by Friday"),
    (FRIDAY, "We had old locks by Monday", {"is_term": True}, "TERM", "", ""),
    (FRIDAY, "We had the keys then, and doors", {"is_term": True}, "TERM", "", ""),
]  # fmt: skip


def judged(folder, said, quote, **how):
    return checked(study_of(folder, turns(said)), quote, **how)


def reasons(one) -> str:
    return "; ".join(one.reasons)


@pytest.mark.parametrize(("said", "quote", "verdict", "why", "stands"), ONE_PLACE_OR_TWO + NEAR_ENOUGH)
def test_where_it_comes_from(tmp_path, said, quote, verdict, why, stands):
    one = judged(tmp_path, said, quote)
    places = [" ".join(place.said.split()) for place in one.places]
    assert (one.verdict.name, reasons(one), " / ".join(places)) == (verdict, why, stands)


@pytest.mark.parametrize(("said", "quote", "why"), DENIED)
def test_a_denial_just_outside_the_quotation(tmp_path, said, quote, why):
    one = judged(tmp_path, said, quote)
    assert (one.verdict.name, reasons(one)) == ("ALTERED" if why else "VERBATIM", why)


@pytest.mark.parametrize(("said", "quote", "how", "verdict", "why", "whose"), WHOSE)
def test_whose_words_they_are(tmp_path, said, quote, how, verdict, why, whose):
    one = judged(tmp_path, said, quote, **how)
    speakers = " ".join(place.participant for place in one.places)
    assert (one.verdict.name, reasons(one), speakers) == (verdict, why, whose)


@pytest.mark.parametrize(("said", "quote", "how", "verdict", "why", "stands"), FEW_WORDS)
def test_few_words_and_terms(tmp_path, said, quote, how, verdict, why, stands):
    one = judged(tmp_path, said, quote, **how)
    assert (one.verdict.name, reasons(one), "".join(p.said for p in one.places)) == (verdict, why, stands)


def test_a_place_is_told_in_full(tmp_path):
    one = judged(tmp_path, f"Mm. | P09: So how was it? | {FRIDAY}@P09: And when was that then?", "keys by Friday")
    [place] = one.places
    assert (place.source, place.file, place.turn_id, place.participant) == ("one", "one.txt", "t-2", "P01")
    assert (place.attribution, place.seconds, place.said) == ("Amy Lee", 120.0, "keys by Friday")
    [asked] = judged(tmp_path / "other", f"{FRIDAY}@P09: And when was that then?", "when was that then").places
    assert (asked.source, asked.attribution, asked.start, asked.end) == ("two", "the interviewer", 4, 22)
