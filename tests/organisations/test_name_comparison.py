"""When two names are merged; different councils, trusts, schools or CCGs never are, whatever the context."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.organisations.name_comparison import (
    Spellings,
    abbreviates,
    is_misspelling,
    is_short_form,
    kept_apart,
    same_words,
    sound_of,
)
from pipeline.organisations.names import RawMention, folded_name
from pipeline.organisations.resolve import Resolver

PLACES = (
    "Norton",
    "Morton",
    "North Norton",
    "Nortton",
    "Horton",
    "St Mary",
    "St Mary Magdalene",
    "Marsh",
    "Hinton Marsh",
)
KINDS = (
    "Council",
    "Borough Council",
    "Trust",
    "Community Trust",
    "Primary School",
    "School",
    "Clinical Commissioning Group",
    "CCG",
    "Housing Association",
    "Integrated Care Board",
    "Church",
)
TALK = (
    " (",
    ", or ",
    ", formerly ",
    " and ",
    ", known as ",
    ", that is ",
    " is now ",
    ") ",
    "; ",
    ", the ",
    " (the ",
)


@pytest.mark.parametrize(
    ("short", "name", "stands_for_it"),
    [
        ("mary ward", "mary ward centre", True),
        ("beckside", "beckside homes", True),
        ("wexcombe council", "wexcombe borough council", True),
        ("wexcombe ccg", "wexcombe clinical commissioning group", False),  # as long when written out
        ("mens shed", "aldersley mens shed", True),
        ("exchange", "pellgate exchange", True),
        ("baltic friends", "baltic friends northmarsh", True),
        ("fire service", "pellshire fire and rescue service", True),
        ("fire service", "county fire and rescue service", True),
        ("rescue service", "pellshire mountain rescue service", True),
        ("health board", "saltings university health board", True),
        ("care board", "northern reach integrated care board", True),
        ("fire service", "pellshire ambulance service", False),
        ("fire service", "pellshire fire museum", False),
        ("norton service", "pellshire norton and rescue service", False),
        ("parliament", "parliament trust", False),
        ("house", "house clearance trust", False),
        ("norton council", "north norton council", False),
        ("marsh trust", "hinton marsh trust", False),
        ("st mary school", "st mary magdalene school", False),
        ("northmarsh university", "northmarsh university libraries", False),
        ("community", "community bank wexcombe", False),
        ("harrow", "harrow law practice", False),
    ],
)
def test_short_forms(short, name, stands_for_it):
    assert is_short_form(short, name) is stands_for_it


@pytest.mark.parametrize(
    ("rare", "other", "slip"),
    [
        ("keyside community kitchen", "quayside community kitchen", True),
        ("wex combe mutual aid", "wexcombe mutual aid", True),
        ("wex coombe mutual aid", "wexcombe mutual aid", True),
        ("brakwater carers hub", "brackwater carers hub", True),
        ("eastside community centre", "westside community centre", False),
        ("northfield mutual aid", "southfield mutual aid", False),
        ("burton mutual aid", "barton mutual aid", False),
        ("stanford community centre", "stanton community centre", False),
        ("nortan council", "norton council", False),
        ("marlow primary school", "harlow primary school", False),
        ("wex combe council", "wexcombe council", True),
        ("hub9", "hub8", False),
    ],
)
def test_misspellings(rare, other, slip):
    assert is_misspelling(rare, other) is slip


def test_names_that_sound_alike():
    assert sound_of("keyside") == sound_of("quayside")
    assert sound_of("norton") != sound_of("morton")


def test_initials_may_stand_for_some_words_of_a_name():
    assert abbreviates("SOO Africa", "School of Open Africa")
    assert not abbreviates("SOO Asia", "School of Open Africa")
    assert not abbreviates("SOO", "School of Open")


def test_the_same_words_in_another_order():
    assert same_words("university of wexcombe", "wexcombe university")
    assert same_words("us congress", "united states congress")
    assert not same_words("wexcombe city council", "wexcombe county council")


def test_a_name_that_the_gazetteer_spells_otherwise():
    spellings = Spellings(["joseph rowntree charitable fund", "comic relief", "norton council"])
    assert spellings.meant_by("joseph rountree charitable fund") == "joseph rowntree charitable fund"
    assert spellings.meant_by("nortin council") == ""
    assert spellings.meant_by("joseph banks charitable fund") == ""


bodies = st.builds(lambda place, kind: f"{place} {kind}", st.sampled_from(PLACES), st.sampled_from(KINDS))
invented = st.builds(
    lambda letters, kind: f"{letters.capitalize()} {kind}",
    st.text(string.ascii_lowercase, min_size=3, max_size=9).filter("the".__ne__),  # "The CCG" is the only one here
    st.sampled_from(KINDS),
)


def _which(name):
    from pipeline.organisations.name_comparison import distinctive_words

    return "".join(distinctive_words(folded_name(name)))


@settings(max_examples=400, deadline=None)
@example(
    here=["Norton Council", "With Council", "Morton Council"], there=[], talk=[", or ", ", or ", " (", " (", " ("]
)
@given(
    here=st.lists(st.one_of(bodies, invented), min_size=2, max_size=5),
    there=st.lists(bodies, max_size=4),
    talk=st.lists(st.sampled_from(TALK), min_size=5, max_size=5),
)
def test_bodies_of_different_places_are_never_merged(here, there, talk):
    """This holds for any text between them and any order."""
    for r in _resolved([("one", here), ("two", there)], talk=talk):
        said, name = _which(r.mention.text), _which(r.name)
        assert not said or not name or said == name, f"{r.mention.text} became {r.name}: {r.basis}"


@given(one=bodies, other=bodies)
def test_keeping_apart_is_symmetric(one, other):
    a, b = folded_name(one), folded_name(other)
    assert kept_apart(a, b) is kept_apart(b, a)
    assert kept_apart(a, b) is (_which(one) != _which(other))


heard = st.one_of(bodies, st.sampled_from(["Trust", "Council", "CCG", "Norton"]))


@settings(max_examples=200, deadline=None)
@given(
    here=st.lists(heard, min_size=1, max_size=5),
    there=st.lists(bodies, max_size=5),
    talk=st.lists(st.sampled_from(TALK), min_size=5, max_size=5),
)
def test_the_order_of_sources_does_not_matter(here, there, talk):
    first = _by_source([("one", here), ("two", there)], talk=talk)
    other = _by_source([("two", there), ("one", here)], talk=talk)
    assert first == other


def _by_source(parts, *, talk):
    results = _resolved(parts, talk=talk)
    return sorted((r.mention.source, r.mention.start, r.name, r.basis) for r in results)


def _resolved(parts, *, talk):
    """Resolve the names of some sources, each with one turn in which this text is between successive names."""
    mentions = []
    for source, names in parts:
        text, spans = "", []
        for name, joint in zip(names, [*talk, *talk], strict=False):
            spans.append((name, len(text)))
            text += name + joint
        for name, start in spans:
            end = start + len(name)
            after = text[end:][:60]
            mentions.append(RawMention(source, source, "", name, start, end, 0.8, "said", after))
    return Resolver([], own_organisations={}, people=(), other_labels={}).resolved(mentions)
