"""Quotations that a draft attributes to the wrong place, title or file."""

from __future__ import annotations

import pytest

from pipeline.verify.verdicts import Verdict
from tests.verify.builders import checked, study_of

SAID = "We had the keys by Friday, and nobody asked who was in charge that winter."
STUDY = (
    ("one", "", "participant", SAID),
    ("two", "", "participant", "The council rang on the Monday and asked for forty parcels."),
    ("three", "", "participant", "They closed the hall, so volunteers took the rota home with them."),
)
NAMES = (
    # Columns of each of the three sources, what a draft says of words of the first, and what is wrong with it.
    ("file", ("int_18_hackney.docx", "int_7_larne.docx", "int_4_otley.docx"),
     (("male, 23, Hackney", ""), ("male, 23, Larne", "Larne"), ("woman, Otley", "Otley"), ("Larne", "Larne"),
      ("woman, 41", ""), ("male, 23, Wick", ""), ("Interview 18, Hackney", ""), ("Int. 18, Otley", "Otley"))),
    ("title", ("Kitchen table, Thirsk", "Allotment, Ryde", "Library, Neath"),
     (("one volunteer, Thirsk", ""), ("one volunteer, Ryde", "Ryde"), ("Neath", "Neath"), ("Library", "Library"),
      ("Kitchen table", ""), ("allotment", ""))),
    ("file", ("Group A - Penarth.txt", "Group B - Louth.txt", "Group C - Market Rasen.txt"),
     (("Penarth", ""), ("Louth", "Louth"), ("woman, Market Rasen", "Market Rasen"), ("woman; Louth", "Louth"),
      ("Market Deeping", ""))),
    ("title", ("Interview, Leeds", "Interview, Leeds", "Interview, Hull"),
     (("Leeds", ""), ("Hull", "Hull"), ("interview", ""))),
)  # fmt: skip
ROWS = [(column, names, told, wrong) for column, names, said_of in NAMES for told, wrong in said_of]


@pytest.mark.parametrize(("column", "names", "told", "wrong"), ROWS)
def test_a_place_or_title_of_another_file(tmp_path, column, names, told, wrong):
    sources = {
        source: {"case": f"case {source}", "place": "", column: name}
        for source, name in zip(("one", "two", "three"), names, strict=True)
    }
    one = checked(study_of(tmp_path, STUDY, sources=sources), SAID, told=told)
    assert one.verdict is (Verdict.MISATTRIBUTED if wrong else Verdict.VERBATIM), one
    assert one.reasons == ((f"the draft attributes them to {wrong}",) if wrong else ())
