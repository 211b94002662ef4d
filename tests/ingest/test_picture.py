"""What `ingest --check` shows, and what `init` writes."""

from __future__ import annotations

from pipeline.corpus.study import Study
from pipeline.ingest.preview import in_a_line, pictures, shown
from pipeline.ingest.study_templates import templates
from tests.ingest.helpers import ingest, study

TALK = (
    "Anna: How did it begin?\nTom Reed: With a kettle, and a table that somebody had.\nAnna: And then?\nTR: More.\n"
)


ANSWERS = "id,What helped?\n" + "".join(f"{at},The hall was warm on day {at} of the year.\n" for at in range(30))


def test_picture(tmp_path):
    made = ingest(study(tmp_path / "in", hall__txt=TALK), tmp_path / "out")
    (picture,) = pictures(made.tables, made.texts, made.findings)
    assert shown(picture) == (
        "hall.txt: interview, layout label-colon (100% match)\n"
        "  text: turn 78%, label 22%\n"
        "  Anna      P01       2 turns       6 words"
        "  interviewer: asks: 2 of 2 turns end in a question, against 0\n"
        "  Tom Reed  P02       2 turns      10 words"
    )


def test_a_source_in_a_line(tmp_path):
    folder = study(tmp_path / "in", hall__txt=TALK, rain__txt="It rained.\n", answers__csv=ANSWERS)
    made = ingest(folder, tmp_path / "out")
    assert [in_a_line(one) for one in pictures(made.tables, made.texts, made.findings)] == [
        "answers.csv: survey, survey (100% match), 30 respondents, 300 words",
        "hall.txt: interview, label-colon (100% match), 2 speakers (1 asking), 16 words",
        "rain.txt: interview, prose, 0 words; HELD: no speakers were recognised; 1 doubt",
    ]


def test_picture_of_doubts(tmp_path):
    content = "**Why?**\n\nBecause it rained all day.\n\n**Then**\n\n**And so?**\n\nWe stayed in for good.\n"
    made = ingest(study(tmp_path / "in", hall__md=content, rain__txt="It rained.\n"), tmp_path / "out")
    hall, rain = pictures(made.tables, made.texts, made.findings)
    assert "! the speakers are not named; alternating paragraphs were read as question and answer" in shown(hall)
    assert "! no speakers were recognised" in shown(rain)


def test_a_source_that_is_held_says_so_first(tmp_path):
    alone = "Tom Reed: We had a kettle.\nTom Reed: And a table.\nTom Reed: Nobody paid for either.\n"
    made = ingest(study(tmp_path / "in", hall__txt=alone), tmp_path / "out")
    (hall,) = pictures(made.tables, made.texts, made.findings)
    assert shown(hall).splitlines()[1] == (
        "  HELD, so none of its words are used: no interviewer was recognised in an interview"
    )


def test_a_held_source_shows_rival_readings_and_what_to_type(tmp_path):
    content = "\n\n".join(
        f"Interviewer: What happened in year {at}?\n\nThe roof let in rain, and we mended it." for at in range(6)
    )
    made = ingest(study(tmp_path / "in", hall__txt=content), tmp_path / "out")
    (hall,) = pictures(made.tables, made.texts, made.findings)
    lines = shown(hall, folder=tmp_path / "in").splitlines()
    at = lines.index("  possible readings:")
    assert "label-colon" in lines[at + 1]
    assert "question-by-mark" in lines[at + 1]
    assert "  lines that decide between them:" in lines
    assert any("year 0" in line for line in lines[at:])
    assert "    to read it in another way, in cases.csv:  file,layout -> hall.txt,label-colon" in lines


def test_what_to_type_where_nobody_asks(tmp_path):
    content = "Tom Reed: We had a kettle.\n\nUna Voss: And a table.\n\n" * 3
    made = ingest(study(tmp_path / "in", hall__txt=content), tmp_path / "out")
    (hall,) = pictures(made.tables, made.texts, made.findings)
    lines = shown(hall, folder=tmp_path / "in").splitlines()
    assert "    if this reading is right, in cases.csv:  file,checked -> hall.txt,yes" in lines
    assert "    to say who asks, in participants.csv:  case,speaker,interviewer -> hall,Tom Reed,yes" in lines


def test_what_is_typed_settles_it(tmp_path):
    content = "Tom Reed: We had a kettle.\n\nUna Voss: And a table.\n\n" * 3
    rows = "case,speaker,name,consent,interviewer\nhall,Tom Reed,Tom Reed,named,yes\n"
    made = ingest(study(tmp_path / "in", hall__txt=content, participants__csv=rows), tmp_path / "out")
    assert not made.tables["sources"]["held"].any()


def test_picture_of_a_survey_is_one(tmp_path):
    made = ingest(study(tmp_path / "in", answers__csv=ANSWERS), tmp_path / "out")
    (picture,) = pictures(made.tables, made.texts, made.findings)
    assert picture.source == "answers.csv"


def test_templates_are_read_back_and_never_overwrite(tmp_path):
    folder = study(tmp_path / "in", hall__txt=TALK)
    where = Study(transcripts=folder, models=tmp_path, outputs=tmp_path / "out")
    made = ingest(folder, tmp_path / "out")
    written = templates(made.tables, where)
    assert written["cases.csv"].decode("utf-8-sig").split("\r\n") == [
        "file,case,kind,title,place,date,layout,checked,recording",
        "hall.txt,hall,interview,,,,,,",
        "",
    ]
    assert written["participants.csv"].decode("utf-8-sig").split("\r\n")[1:] == [
        "hall,Anna,,,,,,,yes",
        "hall,Tom Reed,Tom Reed,,,,,,no",
        "",
    ]
    for name, content in written.items():
        (folder / name).write_bytes(content)
    again = ingest(folder, tmp_path / "again")
    assert again.tables["turns"].equals(made.tables["turns"])
    assert templates(again.tables, where) == {}
