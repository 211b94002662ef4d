"""A draft that prints a name which the dataset replaces."""

from __future__ import annotations

import pytest

from pipeline.verify.checking import verify
from pipeline.verify.verdicts import Verdict
from tests.verify.builders import checked, study_of, turns
from tests.verify.notes import WITH_NOTES

SAID = (
    "We asked Dilys Pugh for the keys that winter. Then Sinéad came with the van, and Dilys Pugh's brother drove it"
    " to Morfa Lane. O'Hara was there as well, and the Van der Berg family, and everybody else who could come."
)
REDACTED = (
    ("Dilys Pugh", "[name]"), ("Sinéad", "[name]"), ("O'Hara", "[neighbour]"), ("Morfa Lane", "[place]"),
    ("Van der Berg", "[name]"),
)  # fmt: skip
PRINTED = [
    ("We asked Dilys Pugh for the keys that winter", ("“Dilys Pugh”", "[name]")),
    ("we asked dilys pugh for the keys that winter", ("“Dilys Pugh”", "[name]")),
    ("asked Dilys … for the keys that winter", ("“Dilys Pugh”", "[name]")),
    ("Pugh for the keys that winter", ("“Dilys Pugh”", "[name]")),
    ("Then Sinead came with the van", ("“Sinéad”", "[name]")),
    ("Then SINÉAD came with the van", ("“Sinéad”", "[name]")),
    ("Dilys Pugh’s brother drove it", ("“Dilys Pugh”", "[name]")),
    ("brother drove it to Morfa Lane", ("“Morfa Lane”", "[place]")),
    ("O’Hara was there as well", ("“O'Hara”", "[neighbour]")),
    ("and the Van der Berg family, and everybody else", ("“Van der Berg”", "[name]")),
    ("the van der Berg family, and everyone else who could come", ("“Van der Berg”", "[name]")),
    ("Then Sinéad came with the van, and Dilys Pugh’s brother drove it", ("“Sinéad”", "“Dilys Pugh”")),
]
HIDDEN = [
    "We asked [name] for the keys that winter",
    "Then [name] came with the van, and [name]’s brother drove it to [place]",
    "[She] came with the van",
    "was there as well, and the [name] family",
    "for the keys that winter",
    "and everybody else who could come",
]


@pytest.fixture
def study(tmp_path):
    return study_of(tmp_path, turns(SAID), redacted=REDACTED)


@pytest.mark.parametrize(("quote", "told"), PRINTED)
def test_a_name_that_the_dataset_does_not_print(study, quote, told):
    one = checked(study, quote)
    assert one.verdict is Verdict.NOT_CONSENTED
    assert all(each in "; ".join(one.reasons) for each in told)


@pytest.mark.parametrize("quote", HIDDEN)
def test_a_name_that_is_hidden_or_left_out(study, quote):
    assert not checked(study, quote).verdict.needs_a_person


@pytest.mark.parametrize(("quote", "told"), PRINTED)
def test_without_redactions_the_same_words_are_right(tmp_path, quote, told):
    del told
    one = checked(study_of(tmp_path, turns(SAID)), quote)
    assert one.verdict is not Verdict.NOT_CONSENTED


@pytest.mark.parametrize("form", WITH_NOTES)
def test_in_drafts_and_their_notes(study, tmp_path, form):
    draft = tmp_path / f"draft{form}"
    draft.write_bytes(
        WITH_NOTES[form]([f"It was plain: “{PRINTED[0][0]}.”"], [f"As one put it: “{PRINTED[4][0]}.”"])
    )
    assert [one.verdict for one in verify(study, draft).quotations] == [Verdict.NOT_CONSENTED] * 2
