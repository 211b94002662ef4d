"""Ligatures count as letters, in the draft and in the transcript."""

from __future__ import annotations

import pytest

from pipeline.verify.checking import verify
from pipeline.verify.verdicts import Verdict
from tests.verify.builders import checked, study_of, turns
from tests.verify.notes import WITH_NOTES

ROWS = [
    # In plain letters, with ligatures, and with another word in them.
    ("The office was the first to find five of us", "The oﬃce was the ﬁrst to ﬁnd ﬁve of us",
     "The oﬃce was the ﬁrst to ﬁnd nine of us"),
    ("We had a flat roof and a flood of flowers", "We had a ﬂat roof and a ﬂood of ﬂowers",
     "We had a ﬂat roof and a load of ﬂowers"),
    ("The staff went off to cook stuffed peppers", "The staﬀ went oﬀ to cook stuﬀed peppers",
     "The staﬀ went out to cook stuﬀed peppers"),
    ("People shuffled in and were baffled by it", "People shuﬄed in and were baﬄed by it",
     "People shuﬄed in and were ruﬄed by it"),
    ("Our best cast of the last first years stood", "Our beﬆ caﬆ of the laﬆ ﬁrﬆ years ﬆood",
     "Our beﬆ caﬆ of the paﬆ ﬁrﬆ years ﬆood"),
    ("Most of us just stayed to the last minute", "Moﬅ of us juﬅ ﬅayed to the laﬅ minute",
     "Moﬅ of us muﬅ ﬅayed to the laﬅ minute"),
    ("The encyclopaedia of Caesar was in the van", "The encyclopædia of Cæsar was in the van",
     "The encyclopædia of Cæsar was in the car"),
    ("A manoeuvre with the hors d'oeuvre saved it", "A manœuvre with the hors d’œuvre saved it",
     "A manœuvre with the hors d’œuvre ended it"),
    ("The whole Strasse came to the big IJ ferry", "The whole Straße came to the big Ĳ ferry",
     "The whole Straße came to the big Ĳ party"),
    ("AEsop and OEdipus were the names of our cats", "Æsop and Œdipus were the names of our cats",
     "Æsop and Œdipus were the names of our dogs"),
    ("Efficient, fluffy, difficult and sufficient", "Eﬃcient, ﬂuﬀy, diﬃcult and suﬃcient",
     "Eﬃcient, ﬂuﬀy, diﬃcult and deﬁcient"),
    ("It was sixty-five pounds for the final fitting", "It was sixty-ﬁve pounds for the ﬁnal ﬁtting",
     "It was ﬁfty-ﬁve pounds for the ﬁnal ﬁtting"),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "joined"), [(plain, joined) for plain, joined, _ in ROWS])
def test_ligatures_in_the_draft_or_in_the_transcript(tmp_path, plain, joined):
    assert checked(study_of(tmp_path / "a", turns(f"{plain} that winter.")), joined).verdict is Verdict.VERBATIM
    assert checked(study_of(tmp_path / "b", turns(f"{joined} that winter.")), plain).verdict is Verdict.VERBATIM


@pytest.mark.parametrize(("plain", "wrong"), [(plain, wrong) for plain, _, wrong in ROWS])
def test_another_word_among_them(tmp_path, plain, wrong):
    assert checked(study_of(tmp_path, turns(f"{plain} that winter.")), wrong).verdict is Verdict.ALTERED


@pytest.mark.parametrize("form", WITH_NOTES)
def test_in_drafts_and_their_notes(tmp_path, form):
    study = study_of(tmp_path, turns(" | ".join(f"{plain} that winter." for plain, _, _ in ROWS)))
    draft = tmp_path / f"draft{form}"
    body = [f"One put it so: “{joined}.”" for _, joined, _ in ROWS]
    draft.write_bytes(WITH_NOTES[form](body, [f"Another put it so: “{wrong}.”" for _, _, wrong in ROWS]))
    told = [one.verdict for one in verify(study, draft).quotations]
    assert told == [Verdict.VERBATIM] * len(ROWS) + [Verdict.ALTERED] * len(ROWS)
