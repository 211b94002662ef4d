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
