"""The output of `init`: the tables it wrote, and the files that could not be read, with reasons."""

from __future__ import annotations

import pytest

from pipeline.corpus.study import CASES_FILE
from tests.cli.test_commands import invoke, options, small_study
from tests.ingest.files import word


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("talk.m4a", b"\x00\x00\x00\x20ftypM4A", "this is a recording"),
        ("talks.zip", b"PK\x03\x04 nothing", "Unpack it"),
        ("deck.pptx", b"PK\x03\x04 nothing", "slides"),
        ("mail.eml", b"From: anna@example.org\n\nHello", "mail program"),
        ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", "Outlook"),
        ("scan.jpg", b"\xff\xd8\xff\xe0 nothing", "this is an image"),
        ("old.doc", b"plain", "save it as .docx"),
        ("old.xls", b"plain", "save it as .xlsx"),
        ("note.pages", b"PK\x03\x04 nothing", "Export it from Pages"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("cut.docx", word(["Interviewer: How?"])[:400], "damaged"),
        ("empty.txt", b"", "the file is empty"),
        ("notes", b"Interviewer: How?", "no extension"),
        ("data.xyz", b"abc", "cannot be read"),
    ],
)
def test_init_lists_unread_files(name, content, said, tmp_path):
    place = small_study(tmp_path)
    (place / "transcripts" / name).write_bytes(content)
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    (line,) = [line for line in told.output.splitlines() if name in line]
    assert line.lstrip().startswith("!")
    assert said in line
    assert (place / "transcripts" / CASES_FILE).exists()


_TALK = "Ann: Who came?\n\nGus: We all did, at six.\n\nAnn: And then?\n\nGus: We left when it was dark.\n"
_SURVEY = "ID,Region,What helped?\n1,North,They rang us every week\n2,South,Nobody asked us at all\n"
_NOTES = "Workshop notes\n\n- People came late\n- The room was cold\n- Nobody had a key\n- It ended well\n"
_CHAT = (
    "10:02:11\t From  Ann Host : Welcome all\n10:02:40\t From  Gus Hall : We run the hall\n"
    "10:03:01\t From  Ida Moss : The leaflets were late\n"
)
_ROUND = "".join(
    f"Interviewer: What about {what}?\n\n{who}: We had {what} and it was enough for all of us that winter.\n\n"
    for what in ("keys", "tea", "beds")
    for who in ("Gus Hall", "Ida Moss", "Sol Ray", "Nora Finch")
)


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("talk2.txt", _TALK, "interview", "2 speakers, 1 asking"),
        ("round.txt", _ROUND, "roundtable", "5 speakers, 1 asking"),
        ("survey.csv", _SURVEY, "survey", "a table of 2 respondents with 1 open question"),
        ("points.txt", _NOTES, "notes", "its title, a list of points"),
        ("board.csv", "Sticky notes\nKeys\nTea\n", "notes", "a table of notes"),
        ("chat.txt", _CHAT, "chat", "messages of 3 senders"),
    ],
)
def test_init_proposes_a_kind_and_says_why(name, content, kind, reason, tmp_path):
    place = small_study(tmp_path)
    (place / "transcripts" / name).write_text(content)
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    (line,) = [line for line in told.output.splitlines() if line.lstrip().startswith(name)]
    assert line.split(maxsplit=1)[1] == f"{kind}: {reason}"
    cases = (place / "transcripts" / CASES_FILE).read_text("utf-8-sig").splitlines()
    (row,) = [row for row in cases if row.startswith(f"{name},")]
    assert row.split(",")[2] == kind


def test_a_folder_without_an_open_question_can_be_given_one(tmp_path):
    place = tmp_path / "s"
    folder = place / "transcripts"
    folder.mkdir(parents=True)
    (folder / "ratings.csv").write_text("ID,Rating,Region\n1,good,North\n2,bad,South\n3,good,North\n")
    told = invoke("--quiet", *options(place), "init")
    assert told.exit_code == 0
    assert "No open question was found" in told.output
    columns = folder / "survey_columns.csv"
    columns.write_text(columns.read_text("utf-8-sig").replace("Rating,closed", "Rating,question"))
    assert invoke("--quiet", *options(place), "ingest").exit_code == 0
