"""Figures that count something in the study."""

import pytest

from pipeline.corpus.spans import Span
from pipeline.verify.drafts import Draft, DraftParagraph
from pipeline.verify.figures import AllowedFigures, figures_of

COUNTS = AllowedFigures(
    {
        "interviews": frozenset({7, 9}),
        "roundtables": frozenset({2}),
        "responses": frozenset({57}),
        "participants": frozenset({12, 69}),
        "themes": frozenset({7}),
    }
)


def wrong(text, tmp_path):
    draft = Draft(tmp_path / "draft.md", text, (DraftParagraph(Span(0, len(text)), 1),), ())
    return {figure.text: figure.wrong for figure in figures_of(draft, COUNTS)}


@pytest.mark.parametrize(
    "text",
    [
        "This was heard in five of the seven interviews.",
        "We draw on seven in-depth interviews, two roundtables and 57 survey responses.",
        "All 57 respondents said so.",
        "Three interviews spoke of money.",
        "Twelve participants took part, and 40 survey respondents agreed.",
        "Most participants said so. Two councils and 41 volunteers came.",
        "In 2024 interviews were few; there were 3,000 letters.",
        "Seven themes stood out.",
    ],
)
def test_what_agrees_or_cannot_be_checked_is_not_wrong(text, tmp_path):
    assert not any(wrong(text, tmp_path).values()), wrong(text, tmp_path)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("This was heard in five of the eight interviews.", "five of the eight interviews"),
        ("This was heard in eight of seven interviews.", "eight of seven interviews"),
        ("We draw on six in-depth interviews.", "six in-depth interviews"),
        ("All 75 survey respondents said so.", "75 survey respondents"),
        ("We held three roundtables.", "three roundtables"),
        ("Ninety survey responses came in.", "Ninety survey responses"),
        ("We carried out twenty-one interviews.", "twenty-one interviews"),
        ("A total of eighty participants took part.", "eighty participants"),
    ],
)
def test_what_the_counts_contradict(text, figure, tmp_path):
    told = wrong(text, tmp_path)
    assert told.get(figure), told
