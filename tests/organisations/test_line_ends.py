"""Names broken across lines are joined; headings and lists are not."""

import pytest

from pipeline.organisations.line_ends import crossings, runs_on, seams, unbroken, without_name_parts
from pipeline.organisations.names import FoundName, RecognisedNames, TurnText


@pytest.mark.parametrize(
    ("before", "after", "is_one"),
    [
        ("the money came from the Harbour", "Mutual Foundation, which", True),
        ("told by the Royal", "Fisheries Service in May", True),
        ("She is on the board of the Institute of", "Tidal Studies", True),
        ("checks by Records and", "Vetting Service staff", True),
        ("as Ada Wren, CEO of Pellgate", "Development Trust, explained", True),
        ("said Idris Vaughan, chief executive, Marian", "Fell Settlement.", True),
        ("they wrote to Wexcombe", "Council about it", True),
        ("bought by Corvane &", "Sons of Exbury", True),
        ("we met the Pellgate", "people there", False),
        ("we met the Pellgate Trust.", "Harbour Council came", False),
        ("Background", "Harbour Mutual was formed", False),
        ("Harbour Mutual", "Pellgate Trust", False),
        ("a visit to Wexcombe", "The Council came", False),
        ("a visit to Wexcombe", "In May we came back", False),
        ("these are the partners:", "Harbour Mutual", False),
        ("", "Harbour Mutual", False),
    ],
)
def test_where_a_name_may_continue(before, after, is_one):
    assert runs_on(before, after) is is_one


def test_a_line_break_within_a_turn_is_read_as_a_space():
    assert unbroken("from the Harbour\nMutual Foundation") == "from the Harbour Mutual Foundation"


@pytest.mark.parametrize(
    "text", ["Tidal Mutual\nPellgate Trust", "from Harbour\n\nMutual aid", "we came.\nHe left"]
)
def test_other_line_breaks_are_kept(text):
    assert unbroken(text) == text


def turns_of(*texts, people=("", "")):
    """Turns of one source, with an empty line between them."""
    made, at = [], 0
    for number, text in enumerate(texts):
        made.append(TurnText("a", f"t{number}", people[number], at, text))
        at += len(text) + 2
    return made


def test_a_name_over_the_end_of_a_turn_has_its_place_in_the_source():
    turns = turns_of("It came from the Harbour", "Mutual Foundation in May.")
    [seam] = seams(turns)
    start, end = seam.text.index("Harbour"), seam.text.index(" in May")
    [one] = crossings(turns, [seam], [RecognisedNames([FoundName(start, end, 0.8, "said")], [])])
    source = "\n\n".join(turn.text for turn in turns)
    assert (one.name, one.span.of(source)) == ("Harbour Mutual Foundation", "Harbour\n\nMutual Foundation")
    found = [
        RecognisedNames([FoundName(17, 24, 0.6, "half")], []),
        RecognisedNames([FoundName(0, 17, 0.8, "half")], []),
    ]
    without_name_parts(turns, found, [one])
    assert [here.organisations for here in found] == [[], []]


def test_two_people_do_not_share_a_name():
    assert seams(turns_of("It came from the Harbour", "Mutual Foundation.", people=("p1", "p2"))) == []


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("Example: Exbury Hall, Wexcombe", "Pellgate Housing Association is based there."),
        ("Example: Larkhill Allotment Society", "Larkhill is a small village on the hill."),
        ("Case study: Tidewater, Northmarsh", "Tidewater, founded in May, helps young people."),
        ("Background to the Project", "Action learning groups were formed in May."),
        ("We visited the people of Saltings Community Trust", "Saltings Community Trust began in May."),
    ],
)
def test_a_heading_does_not_share_a_name_with_the_text_below_it(heading, text):
    assert seams(turns_of(heading, text)) == []
