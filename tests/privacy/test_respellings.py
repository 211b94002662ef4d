"""The second look of the audit finds what a slow, simple search by letters finds, at the same places."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.privacy.audit import RareNames, _letters, also
from pipeline.privacy.forbidden import PART, Forbidden, ForbiddenText

NAMES = ("quillfeather", "zephyrine", "oxenthwaite", "żółkiewski")
GAPS = ("", "-", "/", "~", ".", "_", " ", ", ", "- \n", "\u00ad", "é", "0", "x")
TEXTS = st.lists(
    st.sampled_from(
        [*NAMES, *"quilfeathrzpynox", *GAPS, "Qu1llfeather", "ZEPHYRINE", "Ze\u0301phyrine", "word " * 600]
    )
).map("".join)


def rare(*names: str) -> RareNames:
    forbidden = Forbidden()
    for name in names:
        forbidden.names[name] = ForbiddenText(PART, "p-1", name)
    return RareNames(forbidden)


def simply(text: str, names: tuple[str, ...]) -> set[tuple[str, int, int]]:
    """Where each name's letters stand in a row; whether it is a disguise is not asked."""
    pairs = [(letter, at) for at, char in enumerate(text) for letter in _letters(char)]
    letters = "".join(letter for letter, _ in pairs)
    return {
        (name, pairs[at][1], pairs[at + len(name) - 1][1] + 1)
        for name in names
        for at in range(len(letters))
        if letters.startswith(name, at)
    }


@given(TEXTS)
@example("word " * 3000 + "Qu/ill/feather")
@example("é" * 2047 + "zephyrine")
def test_the_same_as_a_simple_search(text: str) -> None:
    folded = tuple(_letters(name) for name in NAMES)
    found = {(known.text, start, end) for known, start, end in rare(*folded).found_in(text)}
    assert found <= simply(text, folded)
    assert {hit for hit in simply(text, folded) if text[hit[1] : hit[2]].isalnum()} <= found


def test_a_name_that_the_first_look_found_is_not_found_twice() -> None:
    names = rare("quillfeather")
    [hit] = names.found_in("by Quillfeather")
    assert also([hit], "by Quillfeather", names) == [hit]
    assert len(also([], "by Quill~feather", names)) == 1
