"""Which mentions are merged into one organisation, and the reasons."""

from collections import Counter

import pytest

from pipeline.organisations.gazetteer import Entry
from pipeline.organisations.names import PROVISIONAL, RawMention
from pipeline.organisations.recognise import MODEL, PATTERN
from pipeline.organisations.resolve import Resolver

KNOWN = [
    Entry("Citizens Advice", aliases=("CAB",), former_names=("Citizens Advice Bureau",)),
    Entry("Levelling Up Fund", kind="programme"),
]


def names_of(*mentions, own=None, people=(), others=None):
    """The names that mentions resolve to; a mention is a text, or (text, what follows), or with a source."""
    raw = []
    for at, mention in enumerate(mentions):
        text, after, source = (*((mention,) if isinstance(mention, str) else mention), "", "")[:3]
        confidence = PATTERN if " " in text or text in ("Trust", "Council") else MODEL
        raw.append(
            RawMention(
                source=source or "one", turn_id=f"t-{at}", participant="P01", text=text, start=at * 100,
                end=at * 100 + len(text), confidence=confidence, basis="said", after=after,
            )
        )  # fmt: skip
    resolver = Resolver(KNOWN, own_organisations=own or {}, people=people, other_labels=others or {})
    return [(r.mention.text, r.name) for r in resolver.resolved(raw)]


@pytest.mark.parametrize(
    ("mentions", "names"),
    [
        (["CAB", "Citizens Advice Bureau"], ["Citizens Advice", "Citizens Advice"]),
        ([("Wexcombe Community Trust", " (WCT), which"), "WCT"], ["Wexcombe Community Trust"] * 2),
        ([("Wexcombe Community Trust", ", or WCT, is"), "WCT"], ["Wexcombe Community Trust"] * 2),
        (["Wexcombe Community Trust", "WCT"], ["Wexcombe Community Trust"] * 2),
        (["Wexcombe Community Trust", "Trust"], ["Wexcombe Community Trust"] * 2),
        (["Wexcombe Trust", "Marsh Trust", "Trust"], ["Wexcombe Trust", "Marsh Trust", "Marsh Trust"]),
        (["Quayside Community Kitchen"] * 3 + ["Keyside Community Kitchen"], ["Quayside Community Kitchen"] * 4),
        (["Wexcombe Mutual Aid", "Wex Combe Mutual Aid"], ["Wexcombe Mutual Aid"] * 2),
        (["Norton Council"] * 3 + ["Morton Council"], ["Norton Council"] * 3 + ["Morton Council"]),
        (["Norton Trust"] * 3 + ["Horton Trust"], ["Norton Trust"] * 3 + ["Horton Trust"]),
        (["Pellgate Exchange", "Exchange"], ["Pellgate Exchange"] * 2),
        ([("Pellgate Exchange", " (PX) is"), "PX"], ["Pellgate Exchange"] * 2),
        (["Northern Reach ICB", "ICB"], ["Northern Reach Integrated Care Board"] * 2),
        (["Pell CCG", "Pell Clinical Commissioning Group"], ["Pell Clinical Commissioning Group"] * 2),
        (["House of Representatives", "House"], ["House of Representatives"] * 2),
        (["Leeds University", "University of Leeds"], ["Leeds University"] * 2),
        (["Mary Ward Centre", "Mary Ward"], ["Mary Ward Centre"] * 2),
        (["Wexcombe Council", "Wexcombe Borough Council"], ["Wexcombe Borough Council"] * 2),
        (["North Norton Council", "Norton Council"], ["North Norton Council", "Norton Council"]),
    ],
)
def test_names_are_joined(mentions, names):
    assert [name for _, name in names_of(*mentions)] == names


def test_an_acronym_is_resolved_within_its_source():
    made = names_of(
        ("Wexcombe Community Trust", " (WCT)", "one"), ("Wharf Carers Team", " (WCT)", "two"),
        ("WCT", "", "one"), ("WCT", "", "two"), ("WCT", "", "three"),
    )  # fmt: skip
    assert [name for _, name in made[2:]] == ["Wexcombe Community Trust", "Wharf Carers Team", "WCT"]


def test_a_bare_form_without_a_full_name_is_not_an_organisation():
    assert names_of("Trust") == []


def test_a_bare_form_may_mean_the_speakers_organisation():
    assert names_of("Trust", own={"P01": "Marsh Lane Trust"}) == [("Trust", "Marsh Lane Trust")]


def test_programmes_people_and_places_are_left_out():
    others = {"northmarsh": Counter(GPE=5)}
    made = names_of("Levelling Up Fund", "Priya", "Northmarsh", "Hub9", people=["Priya"], others=others)
    assert made == [("Hub9", "Hub9")]


def test_each_merge_has_a_reason():
    resolver = Resolver(KNOWN, own_organisations={}, people=(), other_labels={})
    mention = RawMention(
        source="s", turn_id="t", participant="P01", text="CAB", start=0, end=3, confidence=0.95, basis="known name"
    )
    assert resolver.resolved([mention])[0].basis == "in the gazetteer as “Citizens Advice”"


def test_provisional_mentions_count_only_with_the_full_name():
    def provisional(text, start):
        return RawMention("one", "t", "", text, start, start + len(text), 0.8, PROVISIONAL)

    whole = RawMention("one", "t", "", "Sarn Valley Council", 0, 19, 0.8, "said")
    resolver = Resolver([], own_organisations={}, people=(), other_labels={})
    made = resolver.resolved([whole, provisional("Sarn Valley", 50), provisional("WCT", 70)])
    assert [(r.mention.text, r.name) for r in made[1:]] == [("Sarn Valley", "Sarn Valley Council")]


def test_a_name_is_only_compared_with_similar_kinds_and_sounds(monkeypatch):
    """Otherwise each name would be compared with all others in a study of ten thousand names."""
    compared = []
    is_misspelling = "pipeline.organisations.resolve.is_misspelling"
    monkeypatch.setattr(is_misspelling, lambda *names: compared.append(names) or False)
    kinds, places = (
        ("Trust", "Council", "University", "Foundation"),
        ("Norton", "Merton", "Nelton", "Kelding", "Barley"),
    )
    names_of(*(f"{place} Community {kind}" for place in places for kind in kinds))
    assert len(compared) == len(kinds) * 2, "Norton and Nelton of each kind, either way"
    assert all(one.split()[-1] == other.split()[-1] for one, other in compared)


def test_short_forms_are_merged_in_any_order_of_sources():
    whole, short = ("Wexcombe Borough Council", "", "a"), ("Wexcombe Council", "", "b")
    expected = ["Wexcombe Borough Council"] * 2
    for order in ([whole, short], [short, whole]):
        assert [name for _, name in names_of(*order)] == expected
    assert names_of(("Borough Council", "", "b"), whole)[0] == ("Borough Council", "Wexcombe Borough Council")
