"""A quotation in which every other word has a variant spelling is found."""

from __future__ import annotations

import pytest

from pipeline.verify.verdicts import Verdict
from tests.verify.builders import checked, study_of, turns

ROWS = [
    # What was said, what is printed, what is printed and was not said.
    ("The neighbours organised colourful programmes themselves.", "neighbors organized colorful programs",
     "neighbors organized boring programs"),
    ("Our labour programme practises honourable behaviour.", "labor program practices honorable behavior",
     "labor program prevents honorable behavior"),
    ("They travelled, marvelled, quarrelled and counselled.", "They traveled, marveled, quarreled and counseled",
     "They traveled, marveled, quarreled and left"),
    ("The centre's theatre programme catalogued grey armour.", "theater program cataloged gray armor",
     "theater program cataloged gray labor"),
    ("We recognised favourite flavours and analysed odours.", "We recognized favorite flavors and analyzed odors",
     "We recognized favorite flavors and analyzed nothing"),
    ("A skilful jeweller's jewellery licence was cancelled.", "skillful jeweler's jewelry license was canceled",
     "skillful jeweler's jewelry shop was canceled"),
    ("Paediatric anaesthetists apologised, manoeuvring quietly.", "Pediatric anesthetists apologized, maneuvering",
     "Pediatric anesthetists apologized, dancing"),
    ("Some neighborhoods organized favorite labor programs.",
     "Some neighbourhoods organised favourite labour programmes",
     "Some neighbourhoods ended favourite labour programmes"),
    ("Her neighbour realised his behaviour dishonoured us.", "neighbor realized his behavior dishonored us",
     "neighbor realized his behavior saved us"),
    ("Fulfilling enrolment; endeavouring, signalling valour.",
     "Fulfilling enrollment; endeavoring, signaling valor",
     "Fulfilling enrollment; endeavoring, showing valor"),
    ("The mouldy plough, aluminium odour, sulphurous colour.", "moldy plow, aluminium odor, sulfurous color",
     "moldy plow, aluminium odor, lovely color"),
    ("Organisers' councillors favour civilised dialogue.", "Organizers' councilors favor civilized dialog",
     "Organizers' councilors favor civilized silence"),
]  # fmt: skip
ELSEWHERE = "We had the keys by Friday, and the council rang. | P02: They asked what was wanted, and we told them."


@pytest.mark.parametrize(("said", "printed"), [(said, printed) for said, printed, _ in ROWS])
def test_every_word_is_spelt_otherwise(tmp_path, said, printed):
    one = checked(study_of(tmp_path, turns(f"{ELSEWHERE} | {said}")), printed)
    assert one.verdict is Verdict.TIDIED, one


@pytest.mark.parametrize(("said", "printed"), [(said, wrong) for said, _, wrong in ROWS])
def test_and_one_of_them_was_not_said(tmp_path, said, printed):
    one = checked(study_of(tmp_path, turns(f"{ELSEWHERE} | {said}")), printed)
    assert one.verdict is Verdict.ALTERED, one


@pytest.mark.parametrize("printed", [printed for _, printed, _ in ROWS])
def test_nobody_said_it(tmp_path, printed):
    study = study_of(tmp_path, turns(f"{ELSEWHERE} | Neighbours. Behaviour. A programme, and we organised."))
    assert checked(study, printed).verdict is Verdict.NOT_FOUND
