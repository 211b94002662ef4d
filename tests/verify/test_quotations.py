"""A draft's quotations are compared word by word with the transcripts."""

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import Verdict
from tests.verify.builders import checked, study_of


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("study"))


@pytest.mark.parametrize(
    "quote",
    [
        "nobody asked who was in charge, we just opened the doors",
        "Nobody asked who was in charge — we just opened the doors.",
        "NOBODY ASKED WHO WAS IN CHARGE, WE JUST OPENED THE DOORS!",
        "nobody  asked\nwho was in charge; we just opened the doors?",
        "nobody asked who was in charge, we just opened the doors.18",
        "nobody asked who was in charge, we just opened the doors18",
        "nobody asked who was in charge, we just op-\nened the doors",
        "nobody asked who was in charge, we just op- ened the doors",
        "We had the keys by Friday … we just opened the doors",
        "We had the keys by Friday. […] [We] just opened the doors",
        "We had the keys by Friday (...) we just opened the doors",
        "[n]obody asked who was in charge, we just open[ed] the doors",
        "nobody asked who was in charge, [the trust] just opened the doors",
        "nobody asked who was in charge, we [at the trust] just opened the doors [of the hall].",
        "The council rang on the Monday and said, could you take forty parcels? [name] took sixty",
        "nobody asked [them] was in charge, we just open- ed the doors",
        "nobody asked who was in [trouble] we just open- ed the doors",
        "nobody [sic] asked who was in charge, we just opened the doors",
        "you know, seven weeks on a budget of £400",
        "It wasn’t our job, and we did not ask for thanks",
        "We took sixty",
        "Friday",
    ],
)
def test_what_was_said_is_verbatim(study, quote):
    one = checked(study, quote)
    assert one.verdict is Verdict.VERBATIM, one
    assert one.differences == ()


def test_a_verbatim_quotation_is_found_with_its_place(study):
    [place] = checked(study, "could you take forty parcels?").places
    assert (place.source, place.participant, place.turn_id, place.seconds) == ("two", "P02", "t-4", 240.0)
    assert place.said == "could you take forty parcels"
    assert TokenisedCorpus(study)._texts["two"][place.start : place.end] == place.said


@pytest.mark.parametrize(
    ("quote", "gone"),
    [
        ("We had the keys by Friday. Nobody asked who was in charge", "I mean"),
        ("And then we fed sixty people, we fed sixty people a night", "um"),
        ("And then, um, we fed sixty people a night for, you know, seven weeks", "we fed sixty people"),
        ("we fed sixty people a night for seven weeks", "you know"),
        ("We just opened the doors. And then, um, we fed sixty people", "Mm"),
        ("Well, we were going to close the hall, so, vol- volunteers took the rota home", "we went"),
        ("we were going to close the hall, volunteers took the rota home", "so, vol"),
    ],
)
def test_clean_verbatim_is_accepted_and_said_to_be(study, quote, gone):
    one = checked(study, quote)
    assert one.verdict is Verdict.TIDIED, one
    assert [difference.said for difference in one.differences] == [gone]
    assert all("clean verbatim" in difference.why for difference in one.differences)


@pytest.mark.parametrize(
    "quote",
    [
        "on a budget of four hundred pounds, we fed 60 people",
        "we fed 60 people a night for, you know, 7 weeks [laughs] on",
    ],
)
def test_figures_may_be_written_in_words_or_digits(study, quote):
    if "four" in quote:
        assert checked(study, quote).verdict.needs_a_person  # in the wrong order
    else:
        assert checked(study, quote).verdict is Verdict.TIDIED


@pytest.mark.parametrize(
    ("quote", "change"),
    [
        ("nobody asked who was in charge, we simply opened the doors", "just → simply"),
        ("could you take forty food parcels? We took sixty", "(nothing) → food"),
        ("nobody asked who was in charge, we opened the doors", "just → (left out)"),
        ("could you take fifty parcels? We took sixty", "forty → fifty"),
        ("It was our job, and we did not ask for thanks", "wasn't → was"),
        ("It wasn't our job, and we did ask for thanks", "not → (left out)"),
        ("It wasn't our job, and we did … ask for thanks", "not → (left out)"),
        ("It wasn't our job, and we did [gladly] ask for thanks", "not → (left out)"),
        ("seven weeks on a budget of £500", "£400 → £500"),
        ("seven weeks on a budget of $400", "£400 → $400"),
        ("The council rang on the Monday and says, could you take forty parcels", "said → says"),
        ("We were to close the hall, so, vol- volunteers took the rota home", "going → (left out)"),
    ],
)
def test_a_changed_quotation_is_altered_and_each_change_named(study, quote, change):
    one = checked(study, quote)
    assert one.verdict is Verdict.ALTERED, one
    assert change in [str(difference) for difference in one.differences]


def test_a_sentence_that_began_with_a_negation(study):
    one = checked(study, "One of them complained about it.")
    assert (one.verdict, one.reasons) == (Verdict.ALTERED, ("the sentence began with “Not”",))
    assert checked(study, "one of them complained about it").verdict is Verdict.VERBATIM


@pytest.mark.parametrize(
    "quote",
    [
        "We had the keys by Friday … We took sixty",
        "We had the keys by Friday. The council rang on the Monday and said",
        "we just opened the doors … We had the keys by Friday",
        "volunteers took the rota home, could you take forty parcels",
        "The council rang on the Monday. volunteers took the rota home",
        "if that is all right with you. Well, we went – we were going to close the hall",
    ],
)
def test_two_places_put_together_are_joined(study, quote):
    assert checked(study, quote).verdict in (Verdict.JOINED, Verdict.NOT_CONSENTED), checked(study, quote)


def test_what_may_not_be_quoted_is_told(study):
    one = checked(study, "I would rather this was not printed")
    assert (one.verdict, one.reasons) == (Verdict.NOT_CONSENTED, ("the speaker may not be quoted",))


@pytest.mark.parametrize(
    ("told", "lead", "verdict"),
    [
        ("Amy Lee", "", Verdict.VERBATIM),
        ("Amy", "", Verdict.VERBATIM),
        ("Ms Lee, chief executive, Northside Trust", "", Verdict.VERBATIM),
        ("P01", "", Verdict.VERBATIM),
        ("Participant 1, Northside", "", Verdict.VERBATIM),
        ("one participant", "In Northside, one participant said:", Verdict.VERBATIM),
        ("she", "Unlike Southby, Northside had nothing:", Verdict.VERBATIM),
        ("a resident", "", Verdict.VERBATIM),
        ("Council officer", "", Verdict.MISATTRIBUTED),
        ("P02", "", Verdict.MISATTRIBUTED),
        ("Participant 2", "", Verdict.MISATTRIBUTED),
        ("one participant, Southby", "", Verdict.MISATTRIBUTED),
        ("", "In Southby, people spoke of the keys:", Verdict.MISATTRIBUTED),
        ("Chief executive, Southby Council", "", Verdict.MISATTRIBUTED),
        ("", "As the council officer told us,", Verdict.MISATTRIBUTED),
        ("Ben Okafor", "", Verdict.NOT_CONSENTED),
    ],
)
def test_whose_words_they_are(study, told, lead, verdict):
    one = checked(study, "nobody asked who was in charge, we just opened the doors", told=told, lead=lead)
    assert one.verdict is verdict, one


def test_the_interviewers_words_are_nobody_elses(study):
    words = "how did you find the keys to the building that winter"
    assert checked(study, words, told="Amy Lee").verdict is Verdict.MISATTRIBUTED
    assert checked(study, words).verdict is Verdict.MISATTRIBUTED
    assert checked(study, words, lead="We asked: ", told="the interviewer").verdict is Verdict.VERBATIM
    # That somebody was asked before does not make them the asker's.
    given = checked(study, words, lead="When asked, ", told="the communities lead told us")
    assert given.verdict is Verdict.MISATTRIBUTED


def test_a_name_in_the_words(study):
    one = checked(study, "nobody asked who was in charge, Ben Okafor just opened the doors")
    assert one.verdict is Verdict.NOT_CONSENTED
    assert any("Ben Okafor" in reason for reason in one.reasons)


@pytest.mark.parametrize(
    "quote", ["It was the best year of all our lives together", "Penguins waltz beneath icebergs nightly"]
)
def test_what_nobody_said_is_not_found(study, quote):
    assert checked(study, quote).verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("quote", "is_term", "verdict"),
    [
        ("opened the doors", False, Verdict.VERBATIM),
        ("new normal", False, Verdict.SHORT),
        ("cogs", True, Verdict.TERM),
        ("Levelling Up the Whole United Kingdom", True, Verdict.TERM),
        ("forty parcels? We took sixty", True, Verdict.VERBATIM),
        ("forty parcels? We took seventy", True, Verdict.ALTERED),
    ],
)
def test_few_words_raise_no_false_alarm(study, quote, is_term, verdict):
    assert checked(study, quote, is_term=is_term).verdict is verdict


@pytest.mark.parametrize("quote", ["…", "", "[…]", "?!", "[name]"])
def test_nothing_to_check_is_no_fault(study, quote):
    assert not checked(study, quote).verdict.needs_a_person


def test_without_a_run_there_is_nothing_to_verify_against(tmp_path):
    with pytest.raises(UserError, match="no finished run"):
        TokenisedCorpus(Study(tmp_path, tmp_path, tmp_path))


def test_a_redaction_may_be_possessive(study):
    one = checked(study, "The council rang on the [name]'s and said, could you take forty parcels")
    assert one.verdict is Verdict.VERBATIM


def test_a_redaction_hides_no_more_than_a_name(study):
    one = checked(study, "The council [name] Monday and said, could you take forty parcels")
    assert (one.verdict, one.reasons) == (Verdict.ALTERED, ("the brackets replace more than a name",))


def test_a_place_that_a_cue_makes_the_speaker_is_nobody(study):
    one = checked(study, "nobody asked who was in charge, we just opened the doors", told="Northside told us")
    assert one.verdict is Verdict.VERBATIM


def test_an_ellipsis_stands_for_what_is_nearest(tmp_path):
    """The pieces also stand far apart, in order, where nothing is denied."""
    filler = "and so on it went for quite some time with one thing and then another thing and one more after that "
    words = f"It is. {filler * 2}going to be easy, we said. But it is not going to be easy, they said."
    study = study_of(tmp_path, (("one", "P01", "participant", words),))
    assert checked(study, "it is … going to be easy, they said").verdict is Verdict.ALTERED
