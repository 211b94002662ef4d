"""Quotations in documents and in turns. `{…}` marks the words that are quoted."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.spans import Span
from pipeline.direct_speech.quotation_marks import blocks_of, find_quoted
from pipeline.direct_speech.quotations import FoundQuotation, direct_quotations, quotations_in, reported_quotations
from pipeline.direct_speech.rules import ENOUGH, Rule


def read(marked: str) -> tuple[str, list[str]]:
    """The text without braces, and the words that were in them."""
    return re.sub(r"[{}]", "", marked), re.findall(r"\{(.*?)\}", marked, re.S)


def direct(text: str, people: list[str] | None = None) -> list[FoundQuotation]:
    spans = [Span(m.start(), m.end()) for name in people or () for m in re.finditer(re.escape(name), text)]
    return quotations_in(text, people=spans)


SPANS = [
    ("“{We coped,}” said Amy Lee.", "curly double"),
    ('"{We coped,}" said Amy Lee.', "straight double"),
    ("‘{We coped,}’ said Amy Lee.", "curly single"),
    ("'{We coped,}' said Amy Lee.", "straight single"),
    ("«{We coped,}» said Amy Lee.", "angled"),
    ("'{We didn't stop, and we're not sorry,}' said Amy Lee.", "apostrophes inside single marks"),
    ("‘{We didn’t stop, and we’re not sorry,}’ said Amy Lee.", "curly apostrophes inside single marks"),
    ("'{The volunteers' time was wasted,}' said Amy Lee.", "a plural's apostrophe inside single marks"),
    ("The volunteers' time, the dogs' home and the '90s are nobody's words.", "apostrophes alone"),
    ("’Twas nothing; rock 'n' roll, get 'em in.", "elisions"),
    ("“{She said ‘we are closing’ and left,}” said Amy Lee.", "single in double"),
    ("‘{She said “we are closing” and left,}’ said Amy Lee.", "double in single"),
    ("“{She told us “we are closing” and left,}” said Amy Lee.", "double in double"),
    (
        "Amy Lee explained:\n\n“{We began with nothing.}\n\n“{Then the town came.}” It was 2012.",
        "over paragraphs, the mark repeated",
    ),
    ("“{It has been the best of years.}”18 The council agreed.", "a footnote after the mark"),
    ("“{It has been the best of years.}18” The council agreed.", "a footnote before the mark"),
    ("{We stopped waiting for the council.}”\nAmy Lee, chief executive, Northside Trust.", "the opening mark lost"),
    ("Amy Lee said: “{We stopped waiting for the council.}\n\nThe next day it rained.", "the closing mark lost"),
    ("The so-called “new normal” came.", "a doubt"),
    ("They call it a “hub” now, and the “community wealth building” idea spread.", "a term"),
    ("The report “Keeping it Local: How Towns Can Thrive” came out.", "a title"),
    ("She described it as “{a lifeline for us all in that terrible winter}”.", "part of a sentence"),
    ("Amy Lee called the grant “{life-changing}”.", "a word with a cue that leaves no doubt"),
    ("“{Yes,}” she said.", "one word, said"),
    ("“{We coped.}” It was enough.", "a whole short sentence"),
    ("“{We coped,}” she said. “{We always do.}”", "in two pieces"),
    ('A 6" pipe and a 5\'10" man.', "inches"),
    ("An “ opening mark and a ” closing one.", "stray marks"),
    ("He said “ {we coped with it all} ” and left.", "spaces inside the marks"),
    ("„{We coped,}“ said Amy Lee.", "German marks"),
    ('“{We coped,}" said Amy Lee, "{with it all.}”', "curly and straight mixed"),
    ("''{We coped,}'' said Amy Lee. ``{Always,}'' she added.", "two apostrophes for a mark"),
    ("”{We coped with it,}” said Amy Lee.", "a closing mark that opens"),
    ("“{We coped with it}“, said Amy Lee.", "an opening mark that closes"),
    ("“{He said ‘the “hub” is shut’ and left,}” said Amy Lee.", "three deep"),
    ("The chair ruled that it was “{out of order}”.", "joined to the sentence by a verb"),
    ("Amy Lee noted that the “civic quarter” had slipped.", "a word or two of the phrase around them"),
    ("Asked “How are you, really?”, most said fine.", "a question put to all"),
    ("The question “How are you, really?” opened each session.", "a question of a questionnaire"),
    ("They spoke of “scale”, and under “Option B” the depot closes.", "terms"),
    (
        "One officer told us:\n\n    {We count the people we turned away.}\n    (Officer, council)\n\nIt goes on.",
        "an indented block without marks, its source below",
    ),
    ("They recommend the following:\n\n    A budget for the hall.\n\nIt goes on.", "an indented block of nobody's"),
    ("Amy Lee said:\n\nThe town has two halls.\n\nIt goes on.", "a paragraph after a colon that nobody speaks"),
    ("We asked them:\n\n• “{The lift home.}”\n\n• “{That nobody asked me why.}”", "bullets"),
    ("Housing | “{My son will never live here.}”\nBuses | “{It goes the wrong way.}”", "cells of a table"),
]
SPEAKERS = [
    ("“We coped,” said Amy Lee.", "Amy Lee", "", ""),
    ("“We coped,” Amy Lee said.", "Amy Lee", "", ""),
    ("Amy Lee said: “We coped.”", "Amy Lee", "", ""),
    (
        "“We coped,” says Amy Lee, chief executive of Northside Trust.",
        "Amy Lee",
        "chief executive",
        "Northside Trust",
    ),
    (
        "Amy Lee, chief executive of the Northside Trust, explained: “We coped.”",
        "Amy Lee",
        "chief executive",
        "Northside Trust",
    ),
    (
        "As Amy Lee, head of communities at Essex County Council, put it: “We coped with it.”",
        "Amy Lee",
        "head of communities",
        "Essex County Council",
    ),
    ("According to Amy Lee, “we coped with very little indeed”.", "Amy Lee", "", ""),
    ("“We coped,” according to Amy Lee, a volunteer.", "Amy Lee", "volunteer", ""),
    (
        "“We coped with it all.”\n\nAmy Lee, chief executive, Northside Trust.",
        "Amy Lee",
        "chief executive",
        "Northside Trust",
    ),
    (
        "We coped with it all.”\nAmy Lee, chief executive, Northside Trust.",
        "Amy Lee",
        "chief executive",
        "Northside Trust",
    ),
    ("“We coped with it all.”\n\nAmy Lee", "Amy Lee", "", ""),
    ("“We coped with it all.”\n– Amy Lee, volunteer", "Amy Lee", "volunteer", ""),
    ("“We coped with it all.” – Amy Lee, Northside Trust", "Amy Lee", "", "Northside Trust"),
    ("“We coped with it all” (Amy Lee, Northside Trust).", "Amy Lee", "", "Northside Trust"),
    ("Amy Lee, the Trust’s founder, runs the shop. “We coped,” she says.", "Amy Lee", "founder", "Trust"),
    ("“We coped,” said one member.", "one member", "member", ""),
    ("“We coped,” a council chief executive told us.", "a council chief executive", "council chief executive", ""),
    (
        "A council officer, who would not be named, was blunter: “We coped.”",
        "A council officer",
        "council officer",
        "",
    ),
    ("“We coped,” the head teacher, Amy Lee, said.", "Amy Lee", "head teacher", ""),
    ("For Amy Lee, the lesson is simple: “We coped.”", "Amy Lee", "", ""),
    ("Amy Lee: “We coped.”", "Amy Lee", "", ""),
    ("The rules were simple: “Cope with it.”", "", "", ""),
    ("“We coped,” said Dr Amy Lee.", "Dr Amy Lee", "", ""),
    ("When Amy Lee told us “we coped with it all”, we believed her.", "Amy Lee", "", ""),
    ("“We coped,” she said, and that was all.", "she", "", ""),
    ("“We coped with it all.”\n\n— Amy Lee\nChair\nNorthside Trust", "Amy Lee", "Chair", "Northside Trust"),
    ("“We coped with it all.”\n\nAmy Lee, Chair, Northside Trust 23", "Amy Lee", "Chair", "Northside Trust"),
    ("“We coped.” (Link worker, site 2)", "Link worker, site 2", "Link worker", ""),
    ("“We coped.” [GP, Interview 12]", "GP, Interview 12", "GP", ""),
    ("“We coped with it all” (see page 12).", "", "", ""),
    ("“We coped,” said Participant 5.", "Participant 5", "", ""),
    ("“We coped,” thundered Amy Lee, a councillor.", "Amy Lee", "councillor", ""),
    ("“We coped,” the council said.", "the council", "", ""),
    ("The strategy promised “a hall for every town in the county”.", "The strategy", "", ""),
    ("Nurse: “We coped.”", "Nurse", "Nurse", ""),
    ("Amy Lee, of the Carers’ Forum, said: “We coped.”", "Amy Lee", "", "Carers’ Forum"),
    ("Amy Lee, 34, from Ashwell, said: “We coped.”", "Amy Lee", "", ""),
    ("The Leader of the Council, Amy Lee, said: “We coped.”", "Amy Lee", "Leader", "Council"),
    ("Dr Amy Lee, Royal College of Nursing, said: “We coped.”", "Dr Amy Lee", "", "Royal College of Nursing"),
    ("Tom met Amy Lee, who took over as manager in 2019. “We coped,” she said.", "Amy Lee", "manager", ""),
    ("Amy Lee put down the lamp. “You may as well sit.”", "Amy Lee", "", ""),
    ("Amy Lee has heard it all.\n\n“They come with a clipboard.”", "Amy Lee", "", ""),
    ("It is not, Amy Lee insists, a miracle. “People did what people do.”", "Amy Lee", "", ""),
    (
        "“We very nearly stopped.” Amy Lee, who founded The Bread Shed, laughs.",
        "Amy Lee",
        "founder",
        "The Bread Shed",
    ),
    ("One patient had waited a year. “We coped,” he said.", "One patient", "patient", ""),
    ("Officers were told to say yes. “We coped,” one recalled.", "one officer", "officer", ""),
    ("A review by the Trust found “no evidence of savings”.", "A review by the Trust", "", ""),
    ("The evaluators conclude that it is “a loan with a stamp on it”.", "The evaluators", "evaluators", ""),
    ("The next words are from Amy Lee, a nurse: “We coped with it all.”", "Amy Lee", "nurse", ""),
    (
        "She went to Northside Council and they said “we shall see about that”.",
        "Northside Council",
        "",
        "Northside Council",
    ),
]


def test_a_rule_that_is_often_wrong_gives_a_likely_speaker() -> None:
    text = "Amy Lee walked to the hall with Jane Hill. “We coped,” she said."
    found = direct(text)[-1]
    assert found.speaker.name == ""
    assert found.likely.name == "Amy Lee"
    assert found.rule is Rule.SEVERAL_FIT
    assert found.score < ENOUGH


def test_without_paragraphs_nearby_words_get_no_speaker() -> None:
    filler = "It rained on the allotments for the whole of that month and nobody came. " * 50
    text = f"{filler}“We coped,” said Amy Lee. “It was cold.” {filler}"
    assert [found.speaker.name for found in direct(text)] == ["Amy Lee", ""]
    assert [found.named.name for found in direct(text)] == ["Amy Lee", "Amy Lee"]


@pytest.mark.parametrize(("marked", "why"), SPANS, ids=[why for _, why in SPANS])
def test_spans_in_documents(marked: str, why: str) -> None:
    text, expected = read(marked)
    assert [found.span.of(text) for found in direct(text)] == expected


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation"), SPEAKERS, ids=[text[:50] for text, *_ in SPEAKERS]
)
def test_speakers_in_documents(text: str, name: str, role: str, organisation: str) -> None:
    speakers = [found.speaker for found in direct(text)]
    assert [(who.name, who.role, who.organisation) for who in speakers] == [(name, role, organisation)]


def test_a_pronoun_refers_to_the_last_person_named() -> None:
    text = (
        "Amy Lee, chief executive of Northside Trust, met Tom Rao, a volunteer. “I began then,” he said.\n\n"
        "It grew. Amy was there too. “We grew with it,” she added. “And fast.”"
    )
    found = direct(text, people=["Amy Lee", "Tom Rao", "Amy"])
    assert [(each.speaker.name, each.speaker.role) for each in found] == [
        ("Tom Rao", "volunteer"),
        ("Amy Lee", "chief executive"),
        ("Amy Lee", "chief executive"),
    ]


def test_continued_quotations_keep_their_speaker() -> None:
    text = "Amy Lee explained:\n\n“We began with nothing.\n\n“Then the town came.” It was 2012."
    assert [found.speaker.name for found in direct(text)] == ["Amy Lee", "Amy Lee"]


def test_a_speaker_named_after_the_last_paragraph_applies_to_all() -> None:
    text = "“In the first year we had no heating.\n\n“In the second we had no roof,” recalls Amy Lee. “None.”"
    assert [found.speaker.name for found in direct(text)] == ["Amy Lee"] * 3


def test_furniture_between_paragraphs_is_left_out() -> None:
    text = "Amy Lee said: “We began with nothing at all.\n\nAnnual report 2019 17\n\n“Then the town came.”"
    first, _, third = blocks_of(text)
    found = direct_quotations(text, [first, third])
    assert [each.span.of(text) for each in found] == ["We began with nothing at all.", "Then the town came."]


def test_a_section_is_attributed_to_the_person_in_its_heading() -> None:
    text = "Interview with Amy Lee, Northside Trust\n\n“Nobody else was going to buy it.”"
    heading, block = blocks_of(text)
    (found,) = direct_quotations(text, [block], headings=[heading])
    assert (found.speaker.name, found.speaker.organisation) == ("Amy Lee", "Northside Trust")


def test_a_caption_may_attribute_a_pull_quote() -> None:
    text = "“Nobody else was going to buy it.”\n\nAmy Lee, chair, Northside Trust\n\n“It was cold.”"
    first, caption, last = blocks_of(text)
    found = direct_quotations(text, [first, last], headings=[caption])
    assert [each.speaker.name for each in found] == ["Amy Lee", ""]


def test_two_people_take_turns() -> None:
    text = "“You are late,” said Amy Lee.\n\n“It rained,” Tom Rao replied.\n\n“It always rains.”\n\n“I know.”"
    assert [found.speaker.name for found in direct(text)] == ["Amy Lee", "Tom Rao"] * 2


@pytest.mark.parametrize(
    ("before", "pronoun", "who"),
    [
        ("Mary ran the shop with Frank until 2015.", "he", "Frank"),
        ("Mary ran the shop with Frank until 2015.", "she", "Mary"),
        ("Amy Lee handed the keys to Tom Rao. She had been ill.", "she", "Amy Lee"),
        ("The residents have written to their MP.", "they", "The residents"),
        ("Amy Lee runs it with the parish clerk, Hugh Demper.", "the clerk", "Hugh Demper"),
        ("A neighbour came. The woman had keys.", "he", "A neighbour"),
        ("The town has a hall.", "she", "she"),
    ],
)
def test_whom_a_pronoun_refers_to(before: str, pronoun: str, who: str) -> None:
    (found,) = direct(f"{before} “We coped with it all,” {pronoun} said.")
    assert found.speaker.name == who


TURNS = [
    ("And Maureen said, '{we'll do it ourselves}'. So we did.", ["Maureen"]),
    ("And I said to her, “{you can't close it}”, and she said, “{watch me}”.", ["I", "she"]),
    ("They were like, '{no, you need a form}', and we don't have forms.", ["They"]),
    ("And I'm like, '{you need a form for that}', and she'd say, '{we don't have forms.}'", ["I", "she"]),
    ("They could say, “{do it yourselves}”, or “{don't bother}”.", ["They", "They"]),
    ("I said, '{no chance}'. It was a long time ago. '{What do you want?}' So we left.", ["I", ""]),
    ("My mum says '{never trust a man with a clipboard.}'", ["My mum"]),
    ("It was Maureen's idea, the volunteers' idea, and it's 'community' this and 'hub' that.", []),
    ("The council officer turned round and said, '{there's no money}'.", ["The council officer"]),
    ("So it's the so-called 'red wall' and we're in it.", []),
    ("Jean'll put a hand over theirs and say, '{Wednesday, the back way}'.", ["Jean"]),
    ("It was Jean who said to me, '{that is your voucher}'.", ["Jean"]),
    ("I was told by a colleague, '{you cannot untick it}'.", ["a colleague"]),
    ("When I rang I was told '{someone will call you back}'.", [""]),
    ("There's a queue of people holding out their phones, saying '{can you do it?}'", ["people"]),
    ("The volunteers are tired. One of them left and said, '{I can't hear it}'.", ["one of the volunteers"]),
    ("We went to the bank. They said, '{you need three trustees}'.", ["the bank"]),
    (
        "I said to him, {Brian, sit down, you've done your bit}, and he said, {well, who's got the key?}",
        ["I", "he"],
    ),
    ("As I said, Brian, we have the key. And she said, and we all know it, that it's shut.", []),
    ("'Always friendly and helpful.'", []),
]


@pytest.mark.parametrize(("marked", "speakers"), TURNS, ids=[marked for marked, _ in TURNS])
def test_reported_speech_in_turns(marked: str, speakers: list[str]) -> None:
    text, expected = read(marked)
    found = reported_quotations(text, Span(0, len(text)))
    assert [each.span.of(text) for each in found] == expected
    assert [each.speaker.name for each in found] == speakers


def test_she_in_a_turn_refers_to_whom_the_speaker_named() -> None:
    text = "Maureen came in and she said, 'right, we are opening'."
    (found,) = reported_quotations(text, Span(0, len(text)), people=[Span(0, 7)])
    assert (found.speaker.name, found.cue) == ("Maureen", "she said")


def test_she_does_not_refer_to_a_distant_name() -> None:
    text = "Maureen came in. " + "It rained and it rained. " * 20 + "And she said, 'right, we are opening'."
    (found,) = reported_quotations(text, Span(0, len(text)), people=[Span(0, 7)])
    assert found.speaker.name == "she"


def test_the_cue_is_kept() -> None:
    (found,) = direct("“We coped,” said Amy Lee, a volunteer. It rained.")
    assert found.cue == "said Amy Lee, a volunteer"


MARKS = "“”‘’'\"«»„"
pieces = st.sampled_from(
    [*MARKS, *MARKS, "a", "I", "said ", " ", ". ", ", ", "\n\n", "\n", "Amy Lee", "s", "18", ": ", "–"]
)
wild = st.lists(pieces, max_size=60).map("".join) | st.text(max_size=80)


@given(text=wild, mend=st.booleans())
@settings(max_examples=300, deadline=None)
def test_unbalanced_marks_never_fail(text: str, mend: bool) -> None:
    found = find_quoted(text, blocks_of(text), mend=mend)
    for quoted in found:
        assert quoted.outer.contains(quoted.inner)
        assert quoted.inner == quoted.inner.trimmed(text)
        assert quoted.inner.start < quoted.inner.end
    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
    for quotation in [*direct(text), *reported_quotations(text, Span(0, len(text)))]:
        assert quotation.span.of(text).strip()


@given(text=wild, cuts=st.lists(st.integers(0, 80), max_size=4), people=st.lists(st.integers(0, 70), max_size=3))
@settings(max_examples=200, deadline=None)
def test_quotations_of_any_text_are_in_order(text: str, cuts: list[int], people: list[int]) -> None:
    edges = sorted({0, *(min(cut, len(text)) for cut in cuts), len(text)})
    parts = [Span(a, b) for a, b in pairwise(edges)]
    seen = [Span(at, min(at + 7, len(text))) for at in people if at < len(text)]
    found = direct_quotations(text, parts[::2], headings=parts[1::2], people=seen)
    spans = [each.span for each in found]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(any(part.contains(span) for part in parts) for span in spans)
    assert all(span == span.trimmed(text) and span.start < span.end for span in spans)


PAIRS = (("“", "”"), ("‘", "’"), ("«", "»"), ('"', '"'))


@given(
    marks=st.lists(st.sampled_from(PAIRS), min_size=1, max_size=6).filter(
        lambda chosen: all(one != other for one, other in pairwise(chosen)) and chosen.count(PAIRS[3]) <= 1
    )
)
@settings(deadline=None)
def test_the_outermost_quotation_counts_at_any_depth(marks: list[tuple[str, str]]) -> None:
    words = "we coped"
    for opening, closing in marks:
        words = f"{opening}We said {words} and left.{closing}"
    (found,) = direct(f"{words} The hall is shut.")
    assert f"{marks[-1][0]}{found.span.of(words)}{marks[-1][1]}" == words


@given(count=st.integers(1, 12), closed=st.booleans())
@settings(deadline=None)
def test_a_quotation_over_paragraphs_is_one_in_each(count: int, closed: bool) -> None:
    told = "\n\n".join(f"“We coped in year {number}." for number in range(count)) + "”" * closed
    found = direct(f"Amy Lee explained:\n\n{told}")
    assert [each.speaker.name for each in found] == ["Amy Lee"] * count
