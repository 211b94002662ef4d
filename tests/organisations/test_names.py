"""Names are folded and trimmed, and show the kind and sector of the body."""

import pytest

from pipeline.corpus.spans import Span
from pipeline.organisations.gazetteer import sector_of
from pipeline.organisations.names import folded_name, head_of, initials_of, trimmed_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Barnardo's", "Barnardo’s"),
        ("Barnardo's", "Barnardos"),
        ("the Northside Trust", "Northside Trust"),
        ("Marsh & Fen Alliance", "Marsh and Fen Alliance"),
        ("St. Anne's Church", "St Anne’s Church"),
    ],
)
def test_names_that_differ_only_in_typing_fold_alike(one, other):
    assert folded_name(one) == folded_name(other)


def test_names_of_different_bodies_fold_apart():
    assert folded_name("Norton Council") != folded_name("Northton Council")
    assert folded_name("The") == "the"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("the Northside Trust", "Northside Trust"),
        ("Northside Trust's", "Northside Trust"),
        ("Northside Trust’s", "Northside Trust"),
        ("our local Food Bank,", "Food Bank"),
        ("And so the Carers Hub", "Carers Hub"),
        ("Hub9", "Hub9"),
        ("Home Office of", "Home Office"),
        ("Her Majesty's Treasury", "Her Majesty's Treasury"),
        ("her Trust", "Trust"),
        ("Northside'—I", "Northside"),
        ("• E8 Trust", "E8 Trust"),
        ("Barnardo's", "Barnardo's"),
        ("the", "the"),
    ],
)
def test_a_mention_is_trimmed_to_the_name(said, name):
    keeps = frozenset({folded_name("Barnardo's")})
    trimmed = trimmed_name(Span(0, len(said)), said, possessive_of_name=keeps)
    assert trimmed.of(said) == name or (name == "the" and trimmed.of(said) in ("", "the"))


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Council for Voluntary Service", "CVS"),
        ("Clinical Commissioning Group", "CCG"),
        ("Department for Work and Pensions", "DWP"),
        ("Thames-Side Community Trust", "TSCT"),
        ("Association of Directors of Education in Wales", "ADEW"),
    ],
)
def test_initials(name, acronym):
    assert acronym in initials_of(name)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("Northside Development Trust", "trust"),
        ("University of Wexcombe", "university"),
        ("Wexcombe Council for Voluntary Service", "service"),
        ("Age UK", ""),
    ],
)
def test_the_head_gives_the_kind_of_body(name, head):
    assert head_of(name) == head


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Wexcombe Borough Council", "local authority"),
        ("Wexcombe Mutual Aid", "mutual aid"),
        ("Northern Reach Integrated Care Board", "health"),
        ("Pell Bay NHS Foundation Trust", "health"),
        ("Harrowdale Council for Voluntary Service", "community organisation"),
        ("Thornaby Cross Community Trust", "community organisation"),
        ("Quayside Community Kitchen", "community organisation"),
        ("Marsh Lane Primary School", "education"),
        ("Fenwick Homes", "housing"),
        ("Department for Rural Affairs", "central government"),
        ("Wexshire Police", "police and justice"),
        ("St Anne's Church", "faith"),
        ("Wexshire Community Foundation", "funder"),
        ("Hub9", "other"),
    ],
)
def test_the_sector_follows_from_the_name(name, sector):
    assert sector_of(name, known={}) == sector


def test_a_known_sector_takes_precedence_over_the_name():
    assert sector_of("Wexcombe Homes", known={"wexcombe homes": "business"}) == "business"
