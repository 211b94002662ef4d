"""Quotations that another program made are checked row by row: words, speaker, transcript."""

import csv
import io
import json
import random
from pathlib import Path

import openpyxl
import pytest

from pipeline.corpus.errors import UserError
from pipeline.verify import verify
from pipeline.verify.report import as_json, as_table, report_lines
from pipeline.verify.verdicts import SpeakerCheck, Verdict
from tests.verify.builders import study_of
from tests.verify.drafting import planted_in
from tests.verify.faults import HELD_OUT, TUNED
from tests.verify.material import material_of
from tests.verify.more_faults import MORE

SAID = "nobody asked who was in charge, we just opened the doors"
THANKS = "we did not ask for thanks"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return study_of(tmp_path_factory.mktemp("study"))


def report_on(study, folder: Path, rows, name="quotes.csv"):
    """Verify rows of quote, source and speaker."""
    path = folder / name
    if name.endswith(".json"):
        path.write_text(json.dumps(rows), "utf-8")
    elif name.endswith(("jsonl", "ndjson")):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    else:
        made = io.StringIO(newline="")
        writer = csv.DictWriter(made, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(made.getvalue(), "utf-8")
    return verify(study, path)


def row(quote, source="", speaker=""):
    return {"quote": quote, "source": source, "speaker": speaker}


@pytest.mark.parametrize("name", ["quotes.csv", "quotes.json", "quotes.jsonl", "quotes.ndjson"])
def test_words_are_counted_whoever_said_them(study, tmp_path, name):
    rows = [
        row(SAID, "one.txt", "Amy Lee"),
        row(THANKS, "two.txt", "Amy Lee"),
        row("We fed sixty people a night for seven weeks", "one.txt", "Amy Lee"),
        row("nobody asked who was in charge, we merely opened the doors", "one.txt", "Amy Lee"),
        row("The choir rehearsed beneath the railway arches", "one.txt", "Amy Lee"),
    ]
    report = report_on(study, tmp_path, rows, name)
    assert report.words() == {"verbatim": 2, "tidied": 1, "altered": 1, "invented": 1}
    assert report.summary() == (
        "5 quotations: 2 verbatim (40%), 1 tidied (20%), 1 altered (20%), 1 invented (20%)."
        " Speakers: 3 right, 1 wrong, 1 not checked."
    )
    assert [one.verdict for one in report.quotations] == [
        Verdict.VERBATIM, Verdict.MISATTRIBUTED, Verdict.TIDIED, Verdict.ALTERED, Verdict.NOT_FOUND,
    ]  # fmt: skip
    first = 1 if name == "quotes.json" else 2 if name == "quotes.csv" else 1
    assert [one.part for one in report.quotations] == [f"row {first + at}" for at in range(5)]
    assert report.needs_a_person


@pytest.mark.parametrize(
    ("speaker", "check"),
    [
        ("P02", SpeakerCheck.RIGHT),
        ("p02:", SpeakerCheck.RIGHT),
        ("Participant 2", SpeakerCheck.RIGHT),
        ("Ben Okafor", SpeakerCheck.RIGHT),
        ("Council officer", SpeakerCheck.RIGHT),
        ("Council officer, Southby", SpeakerCheck.RIGHT),
        ("Okafor", SpeakerCheck.RIGHT),
        ("Amy", SpeakerCheck.WRONG),
        ("P01", SpeakerCheck.WRONG),
        ("P03", SpeakerCheck.WRONG),
        ("Chief executive", SpeakerCheck.WRONG),
        ("Interviewer", SpeakerCheck.WRONG),
        ("Ida Ask", SpeakerCheck.WRONG),
        ("Kevin Strange", SpeakerCheck.UNKNOWN),
        ("SPEAKER_07", SpeakerCheck.UNKNOWN),
        ("", SpeakerCheck.NOT_GIVEN),
        ("Participant", SpeakerCheck.NOT_GIVEN),
        ("A respondent", SpeakerCheck.NOT_GIVEN),
        ("n/a", SpeakerCheck.NOT_GIVEN),
        ("Unknown speaker", SpeakerCheck.NOT_GIVEN),
    ],
)
def test_the_speaker_is_compared_with_the_place(study, tmp_path, speaker, check):
    [one] = report_on(study, tmp_path, [row(THANKS, "two.txt", speaker)]).quotations
    assert one.speaker is check, one
    assert one.words is Verdict.VERBATIM
    wrong = check in (SpeakerCheck.WRONG, SpeakerCheck.UNKNOWN)
    assert one.verdict is (Verdict.MISATTRIBUTED if wrong else Verdict.VERBATIM)


@pytest.mark.parametrize(
    "source", ["two", "two.txt", "Two.TXT", "TWO", "data/two.txt", "C:\\x\\two.docx", "Southby"]
)
def test_a_transcript_is_known_by_its_id_file_name_or_case(study, tmp_path, source):
    [one] = report_on(study, tmp_path, [row(THANKS, source, "P02")]).quotations
    assert one.verdict is Verdict.VERBATIM, one


def test_another_or_an_unknown_transcript_is_reported(study, tmp_path):
    rows = [row(THANKS, "two.txt"), row(THANKS, "one.txt"), row(THANKS, "three.txt")]
    good, other, unknown = report_on(study, tmp_path, rows).quotations
    assert good.verdict is Verdict.VERBATIM
    assert other.reasons == ("the draft says they are from one.txt",)
    assert unknown.reasons == ("no transcript of this study is called “three.txt”",)
    assert other.verdict is unknown.verdict is Verdict.MISATTRIBUTED


def test_a_program_with_names_of_its_own_for_all_transcripts_is_not_wrong_in_every_row(study, tmp_path):
    report = report_on(study, tmp_path, [row(THANKS, "doc-17"), row(SAID, "doc-18")])
    assert {one.verdict for one in report.quotations} == {Verdict.VERBATIM}
    assert report.unchecked == ("the sources (no transcript of this study has any of these names)",)


def test_of_words_said_twice_the_place_that_the_row_names_counts(tmp_path):
    said = "We opened the hall on the Tuesday."
    study = study_of(tmp_path, [("one", "P01", "participant", said), ("two", "P02", "participant", said)])
    rows = [row(said, "one", "Amy Lee"), row(said, "two", "Ben Okafor"), row(said, "two", "Amy Lee")]
    found = report_on(study, tmp_path, rows).quotations
    assert [one.places[0].source for one in found] == ["one", "two", "two"]
    assert [one.speaker for one in found] == [SpeakerCheck.RIGHT, SpeakerCheck.RIGHT, SpeakerCheck.WRONG]


@pytest.mark.parametrize(("quote", "verdict"), [("Friday", "verbatim"), ("Never again!", "not found")])
def test_a_short_row_is_checked_like_any_other(study, tmp_path, quote, verdict):
    [one] = report_on(study, tmp_path, [row(quote, "one.txt", "Amy")]).quotations
    assert one.verdict == verdict


@pytest.mark.parametrize(
    "heads",
    [
        ("Quotation Content", "Document", "Participant"),  # ATLAS.ti
        ("Segment", "Document name", "Speaker"),  # MAXQDA
        ("seltext", "filename", "respondent"),  # QualCoder
        ("content", "document", "speaker_name"),  # Taguette
        ("Coded Text", "Source", "Person"),
        ("QUOTES", "FILES", "SPEAKERS"),
        ("verbatim_quote", "transcript_id", "attributed to"),
        ("excerpt", "interview", "interviewee"),
        ("supporting-quote", "source_file", "said by"),
    ],
)
@pytest.mark.parametrize("name", ["quotes.csv", "quotes.json"])
def test_columns_are_known_by_their_usual_names(study, tmp_path, heads, name):
    rows = [{"id": "7", "code": "help", **dict(zip(heads, (SAID, "one.txt", "Amy Lee"), strict=True))}]
    report = report_on(study, tmp_path, rows, name)
    [one] = report.quotations
    assert (one.quote, one.source, one.told, one.verdict) == (SAID, "one.txt", "Amy Lee", Verdict.VERBATIM)
    assert not report.unchecked


@pytest.mark.parametrize("content", ["id;comment\n1;Good\n", "", '[{"id": 1, "comment": "Good"}]', '["said"]'])
def test_a_missing_column_of_quotations_is_an_error_that_lists_the_columns(study, tmp_path, content):
    path = tmp_path / ("quotes.json" if content.startswith("[") else "quotes.csv")
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=r"no column holds the quotations \(the columns are: (id, comment|none)\)"):
        verify(study, path)


def test_a_missing_speaker_or_source_is_said(study, tmp_path):
    report = report_on(study, tmp_path, [{"id": 1, "quote": SAID}, {"id": 2, "quote": ""}])
    told = ("the speakers (no column 'speaker')", "the sources (no column 'source')", "1 row without a quotation")
    assert report.unchecked == told
    assert report.summary().endswith(f"Not checked: {', '.join(told)}.")
    assert not report.needs_a_person


@pytest.mark.parametrize(
    "value",
    [
        {"themes": [{"theme": "Help", "quotes": [{"quote": SAID, "source": "one.txt", "speaker": "Amy"}]}]},
        {"document": "one.txt", "speaker": "Amy", "quotes": [SAID]},
        [{"source": "one.txt", "codes": [{"code": "x", "text": "a summary", "evidence": SAID, "speaker": "Amy"}]}],
        {"a": {"source": "one.txt"}, "b": [[{"quote": SAID, "Source File": "one.txt", "Speaker": "Amy"}]]},
    ],
)
def test_quotations_are_found_in_json_of_any_shape(study, tmp_path, value):
    [one] = report_on(study, tmp_path, value, "quotes.json").quotations
    assert (one.quote, one.source, one.told) == (SAID, "one.txt", "Amy")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"quote": "a', "line 1 is not JSON"),
        ('[\n{"quote": "a"},\n{"quote" "b"}]', "line 3 is not JSON"),
        ('{"quote": "a"}\n{"quote": "b', "line 2 is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 900 + "1" + "}" * 900, "no column holds"),
    ],
)
def test_damaged_json_is_an_error_with_its_line(study, tmp_path, content, told):
    path = tmp_path / "quotes.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=told):
        verify(study, path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_german_excel_writes_semicolons_and_a_title_may_stand_above(study, tmp_path, encoding):
    path = tmp_path / "quotes.csv"
    path.write_text(f"Codes;;\nquote;source;speaker\n“{SAID}”;one.txt;Amy\n", encoding)
    [one] = verify(study, path).quotations
    assert (one.verdict, one.part) == (Verdict.VERBATIM, "row 3")


def test_a_workbook_is_read(study, tmp_path):
    book = openpyxl.Workbook()
    for cells in (("Document name", "Speaker", "Segment"), ("one", "Amy", SAID), ("one", "Ben", SAID)):
        book.active.append(cells)
    book.save(tmp_path / "codings.xlsx")
    assert [one.speaker.value for one in verify(study, tmp_path / "codings.xlsx").quotations] == ["right", "wrong"]


def test_a_report_is_a_table_again(study, tmp_path):
    report = report_on(study, tmp_path, [row(SAID, "one.txt", "Amy"), row("=1+1 of it", "one.txt", "Amy")])
    made = list(csv.DictReader(io.StringIO(as_table(report).removeprefix("\ufeff"), newline="")))
    assert [(each["verdict"], each["speaker"]) for each in made] == [
        ("verbatim", "right"),
        ("not found", "not checked"),
    ]
    assert made[0]["file"] == "one.txt"
    assert made[0]["said"] == SAID
    assert made[0]["timecode"] == "0:01:00"
    assert made[1]["quote"] == "'=1+1 of it"
    assert json.loads(as_json(report))["words"]["invented"] == {"count": 1, "share": 0.5}
    assert "row 3" in "\n".join(report_lines(report))


@pytest.mark.slow
def test_the_dataset_of_a_run_is_verbatim_with_the_right_speakers(sample_run):
    report = verify(sample_run.study, sample_run.study.outputs / "dataset" / "coded_quotes.csv")
    assert len(report.quotations) > 100
    words = report.words()
    assert words["altered"] == words["invented"] == 0, [
        one for one in report.quotations if one.verdict.needs_a_person
    ]
    assert set(report.speakers()) >= {SpeakerCheck.RIGHT}
    assert not report.speakers()[SpeakerCheck.WRONG]
    assert not report.speakers()[SpeakerCheck.UNKNOWN]


@pytest.mark.slow
def test_planted_faults_are_found_in_a_table(sample_run, tmp_path):
    material = material_of(sample_run.study)
    faults = {name: change for kinds in (TUNED, HELD_OUT, MORE) for name, change in kinds.items()}
    planted = planted_in(material, random.Random(7), faults=faults, each=5, untouched=200)
    rows = [row(one.quote, one.said.source, one.whose or one.said.person.participant) for one in planted]
    report = report_on(sample_run.study, tmp_path, rows)
    pairs = list(zip(planted, report.quotations, strict=True))
    missed = [(one.kind, each) for one, each in pairs if one.wrong and not each.verdict.needs_a_person]
    alarms = [(one.kind, each) for one, each in pairs if not one.wrong and each.verdict.needs_a_person]
    assert not alarms
    assert len(missed) <= 0.03 * sum(one.wrong for one in planted), missed
