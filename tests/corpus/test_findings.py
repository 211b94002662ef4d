"""Findings are grouped by kind and ordered by importance."""

import pytest

from pipeline.cli.console import finding_kind_lines
from pipeline.corpus.findings import grouped, kind_of
from pipeline.corpus.records import Concern, Finding
from pipeline.ingest.participant_rows import is_untouched_template
from pipeline.ingest.study_tables import ParticipantRow

from ..ingest.helpers import ingest, study


def found(text="Look.", **about) -> Finding:
    return Finding(**{"level": "check", "stage": "ingest", "finding": text, **about})


SAME_KIND = [
    ("3 turns are by speakers who are not known", "41 turns are by speakers who are not known"),
    ("P03 does not speak in any transcript of the case", "P117 does not speak in any transcript of the case"),
    ("no consent is on record for 2 people of 'hall'", "no consent is on record for 1 people of 'b'"),
    ("read in the layout 'colon', which fits by 1.00 of 1", "read in the layout 'bold', which fits by 0.83 of 1"),
    ("no passage speaks for the code 'trust'", "no passage speaks for the code 'people's pride'"),
    ("No consent was found for P03: held back", "No consent was found for P03, P04, P05: held back"),
    ("“rain or shine” is left out", "“come what may” is left out"),
    ('the sheet "one" is not read', 'the sheet "two" is not read'),
    ("12 of 1,400 lines (0.9%) are furniture", "3 of 22 lines (13.6%) are furniture"),
]  # fmt: skip
OTHER_KIND = [
    ("no speakers were recognised", "no times were recognised"),
    ("3 turns are by nobody", "3 turns are by everybody"),
    ("the row names a file that is not in the folder", "there is no list of known organisations"),
]


@pytest.mark.parametrize(("one", "other"), SAME_KIND)
def test_findings_that_differ_in_their_particulars_are_of_one_kind(one, other):
    assert kind_of(found(one)) == kind_of(found(other))
    assert len(grouped([found(one, file="a.txt"), found(other, file="b.txt")])) == 1


@pytest.mark.parametrize(("one", "other"), OTHER_KIND)
def test_findings_that_say_something_else_are_of_another(one, other):
    assert kind_of(found(one)) != kind_of(found(other))


def test_level_and_stage_part_findings_that_say_the_same():
    some = [found(), found(level="problem"), found(stage="quotes"), found()]
    assert [len(group.findings) for group in grouped(some)] == [1, 2, 1]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([("", 0)], ""),
        ([("a.txt", 0)], "a.txt"),
        ([("a.txt", 7)], "a.txt, line 7"),
        ([("a.txt", 7), ("a.txt", 9)], "a.txt, lines 7 and 9"),
        ([("a.txt", line) for line in (7, 9, 9, 12, 30)], "a.txt, lines 7, 9, 12 and 30"),
        ([("a.txt", line) for line in range(1, 61)], "a.txt, lines 1, 2, 3 and 57 more"),
        ([(f"{name}.txt", 3) for name in "abcd"], "a.txt, b.txt, c.txt and d.txt"),
        ([(f"{name}.txt", 0) for name in "abcdefghijklmn"], "a.txt, b.txt, c.txt and 11 more files"),
    ],
)
def test_a_kind_says_where_its_findings_are(places, told):
    [group] = grouped(found(file=file, line=line) for file, line in places)
    assert group.places == told


def test_sixty_findings_of_one_kind_are_one_line_with_their_number():
    some = [found(f"{n} turns are by nobody", file="a.txt", line=n, remedy="Say who") for n in range(1, 61)]
    assert finding_kind_lines(some) == [
        "  - a.txt, lines 1, 2, 3 and 57 more: 60 times, for example: 1 turns are by nobody. Say who.",
        "    All findings are in dataset/findings.csv.",
        "",
    ]


def test_one_finding_is_told_as_it_is():
    assert finding_kind_lines([found("It rains", file="a.txt", line=2, remedy="Wait")]) == [
        "  - a.txt, line 2: It rains. Wait.",
        "",
    ]


def test_unread_interviews_come_first_then_consent_then_the_rest_and_notes_last():
    some = [
        found("f", level="note", concern=Concern.READING),
        found("e", level="problem"),
        found("d", concern=Concern.CONSENT),
        found("c", concern=Concern.CONSENT, level="problem"),
        found("b2", concern=Concern.CODEBOOK),
        found("b", concern=Concern.READING),
        found("a", concern=Concern.READING, level="problem"),
    ]
    assert [group.findings[0].finding for group in grouped(some)] == ["a", "b", "b2", "c", "d", "e", "f"]


# Rows that init wrote

UNTOUCHED = [
    {"speaker": "Anna", "interviewer": True},
    {"speaker": "Tom Reed", "name": "Tom Reed", "interviewer": False},
    {"speaker": "Reed", "name": "Tom Reed", "interviewer": False},
    {"speaker": "SPEAKER 1", "interviewer": False},
]
FILLED_IN = [
    {"speaker": "Anna", "consent": "named", "interviewer": False},
    {"speaker": "Anna", "consent": "none", "interviewer": False},
    {"speaker": "Anna", "role": "volunteer", "interviewer": False},
    {"speaker": "Anna", "name": "Joan Kerr", "interviewer": False},
    {"speaker": "Anna", "organisation": "Fen Choir", "interviewer": False},
    {"speaker": "Anna", "sector": "health", "interviewer": False},
    {"speaker": "Anna", "attribution": "a singer", "interviewer": False},
    {"speaker": "Anna"},  # nothing is said of interviewing: init always says it
]


@pytest.mark.parametrize("cells", UNTOUCHED)
def test_a_row_that_nobody_filled_in_is_known(cells):
    assert is_untouched_template(ParticipantRow(case="hall", line=2, **cells))


@pytest.mark.parametrize("cells", FILLED_IN)
def test_a_row_that_somebody_filled_in_is_known(cells):
    assert not is_untouched_template(ParticipantRow(case="hall", line=2, **cells))


TALK = "Anna: How did it begin?\nTom: With a kettle, and a table that somebody had.\nAnna: And then?\nTom: More.\n"
HEAD = "case,speaker,name,role,organisation,sector,consent,attribution,interviewer\n"


def test_sixteen_rows_of_init_without_a_label_are_one_quiet_note(tmp_path):
    rows = "".join(f"hall,Speaker {n},,,,,,,no\n" for n in range(1, 17))
    folder = study(tmp_path / "in", hall__txt=TALK, participants__csv=f"{HEAD}hall,Anna,,,,,,,yes\n{rows}")
    about = [f for f in ingest(folder, tmp_path / "out").findings if f.file == "participants.csv" and f.line]
    assert [(f.level, f.finding) for f in about] == [
        ("note", "16 rows from 'pipeline init', never filled in: no transcript has this label now")
    ]


@pytest.mark.parametrize(("consent", "level"), [("none", "problem"), ("named", "check"), ("anonymous", "check")])
def test_a_consent_whose_label_matches_nobody_is_no_quiet_note(tmp_path, consent, level):
    rows = f"hall,Anna,,,,,,,yes\nhall,Speaker 1,,,,,{consent},,no\nhall,Speaker 2,,,,,,,no\n"
    folder = study(tmp_path / "in", hall__txt=TALK, participants__csv=HEAD + rows)
    about = [f for f in ingest(folder, tmp_path / "out").findings if f.file == "participants.csv" and f.line]
    assert [(f.level, f.line) for f in about] == [(level, 3), ("note", 4)]
