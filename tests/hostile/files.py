"""Malicious and misleading files by kind, with the pipeline's message for each.

`docs/hostile_files.md` is made from this list (`make docs`), and the tests run it.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

from tests.hostile import packages as p
from tests.hostile.costly import COSTLY
from tests.hostile.kinds import (
    ACCENTS,
    BOMB,
    BOMBS,
    BROKEN,
    DAMAGED,
    DECLARES,
    ENTITIES,
    FITS,
    HELD,
    LOCKED,
    NO_FILES,
    NO_SPEAKERS,
    PICTURES,
    READ,
    RUNS,
    WRITING,
    Hostile,
)
from tests.hostile.ways_out import LEADING_OUT, link
from tests.ingest.files import package, word, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


def _strange_name(place: Path) -> None:
    shutil.copyfile(__file__, os.fsencode(place.parent) + b"/caf\xe9.txt")


TRANSCRIPTS: Sequence[Hostile] = (
    Hostile(
        BOMBS, "a Word file whose text unpacks to far more", "a.docx", lambda: p.bomb("word/document.xml"), BOMB
    ),
    Hostile(BOMBS, "an OpenDocument text that unpacks to far more", "a.odt", lambda: p.bomb("content.xml"), BOMB),
    Hostile(
        BOMBS, "a workbook of which a sheet unpacks to far more", "a.xlsx", lambda: p.bomb("xl/workbook.xml"), BOMB
    ),
    Hostile(
        BOMBS,
        "a picture in a Word file that unpacks to far more",
        "a.docx",
        lambda: p.bomb("word/media/a.png"),
        BOMB,
    ),
    Hostile(BOMBS, "a Word file that lies about the size of its text", "a.docx", p.lying, DAMAGED),
    Hostile(BOMBS, "a zip in a zip, forty deep, called a Word file", "a.docx", lambda: p.nested(40), DAMAGED),
    Hostile(BOMBS, "a zip of transcripts", "a.zip", lambda: p.nested(1), "files of type '.zip' cannot be read"),
    Hostile(BOMBS, "a PDF of which a page unpacks to far more", "a.pdf", p.pdf_bomb, PICTURES),
    Hostile(
        ENTITIES, "a billion laughs in OpenDocument", "a.odt", lambda: package({"content.xml": p.LAUGHS}), DECLARES
    ),
    Hostile(
        ENTITIES,
        "a billion laughs in Word, in UTF-16",
        "a.docx",
        lambda: p.with_parts(word(p.TALK), word__document___xml=p.LAUGHS.encode("utf-16")),
        DECLARES,
    ),
    Hostile(
        ENTITIES,
        "a file of this machine as an entity in a workbook's words",
        "a.xlsx",
        lambda: p.with_parts(workbook(A=[["a", "b"]]), xl__sharedStrings___xml=p.OUTSIDE),
        DECLARES,
    ),
    Hostile(
        ENTITIES,
        "a file of this machine as an entity, behind 5,000 spaces",
        "a.docx",
        lambda: p.with_parts(word(p.TALK), word__document___xml=p.OUTSIDE.replace("?>", "?>" + " " * 5000)),
        DECLARES,
    ),
    Hostile(
        ENTITIES,
        "a file of this machine as an entity in a part that is not called .xml",
        "a.docx",
        lambda: p.with_parts(word(p.TALK), word___rels__document___xml___rels=p.OUTSIDE),
        DECLARES,
    ),
    Hostile(ENTITIES, "a billion laughs in a web page", "a.html", lambda: p.LAUGHS, NO_SPEAKERS),
    Hostile(
        ENTITIES,
        "a billion laughs in a drawing",
        "a.svg",
        lambda: p.LAUGHS,
        "files of type '.svg' cannot be read",
    ),
    *LEADING_OUT,
    Hostile(RUNS, "a macro project in a Word file: never looked at", "a.docm", p.macros),
    Hostile(
        RUNS, "a workbook of which a cell calls WEBSERVICE: the words stand as text", "a.xlsx", p.formulas, HELD
    ),
    Hostile(RUNS, "a PDF with JavaScript: never run", "a.pdf", p.pdf_script),
    Hostile(
        RUNS,
        "a speaker called `@SUM`, who says `<script>` and `=cmd|…`: text, and never a formula or an element",
        "a.txt",
        lambda: (
            "@SUM: How? <script>alert(1)</script>\nTom: =cmd|' /C calc'!A0\n"
            "@SUM: Oh?\nTom: @SUM(1)\n"
            "@SUM: And then?\nTom: We met at the hall.\n"
        ),
    ),
    Hostile(
        RUNS,
        "a web page with scripts, handlers and frames: left out",
        "a.html",
        lambda: (
            "<body onload='x()'>"
            + "".join(f"<p>{line}</p><script>x()</script><iframe src='//127.0.0.1:9'></iframe>" for line in p.TALK)
        ),
    ),
    Hostile(
        RUNS,
        "terminal codes in speech: never reach the terminal",
        "a.txt",
        lambda: p.PLAIN.replace("kettle", "\x1b[2Jkettle"),
        "1 characters could not be read as utf-8",
    ),
    Hostile(
        WRITING,
        "marks that turn the writing around, in labels and speech",
        "a.txt",
        lambda: p.PLAIN.replace("Tom", "T\u202eom\u202c").replace("kettle", "\u2066kettle\u2069"),
        "characters that reverse the direction of text were removed",
    ),
    Hostile(
        WRITING,
        "a name that reads backwards",
        "a\u202etxt.exe.txt",
        lambda: p.PLAIN,
        "its name holds characters that cannot be printed",
    ),
    Hostile(
        WRITING,
        "a name with a line break and terminal codes",
        "a\n\x1b[31m.txt",
        lambda: p.PLAIN,
        "its name holds characters that cannot be printed",
    ),
    Hostile(
        WRITING,
        "a name that is not UTF-8",
        "caf\ufffd.txt",
        _strange_name,
        "its name holds characters that cannot be printed",
    ),
    Hostile(
        WRITING,
        "zero bytes in the text",
        "a.txt",
        lambda: p.PLAIN.replace("kettle", "ket\0tle"),
        "1 characters could not be read as utf-8",
    ),
    Hostile(
        WRITING,
        "halves of characters, written as UTF-8",
        "a.txt",
        lambda: p.PLAIN.replace("kettle", "\ud83dkettle"),
        READ,
    ),
    Hostile(
        WRITING,
        "bytes that are no UTF-8",
        "a.txt",
        lambda: p.PLAIN.encode().replace(b"kettle", b"\xff\xfe\x81kettle"),
        "characters could not be read as",
    ),
    Hostile(WRITING, "UTF-16 without a mark", "a.txt", lambda: p.PLAIN.encode("utf-16-be")),
    Hostile(
        WRITING,
        "a hundred thousand accents on one letter",
        "a.txt",
        lambda: p.PLAIN.replace("kettle", "k" + "\u0301" * 100_000),
        ACCENTS,
    ),
    Hostile(BROKEN, "an empty file", "a.txt", lambda: "", "the file is empty"),
    Hostile(BROKEN, "a Word file cut off in the middle", "a.docx", lambda: word(p.TALK)[:-400], DAMAGED),
    Hostile(
        BROKEN,
        "a Word file with a part that is damaged",
        "a.docx",
        lambda: p.with_parts(word(p.TALK), word__styles___xml="<x"),
        DAMAGED,
    ),
    Hostile(
        BROKEN,
        "a Word file without a body",
        "a.docx",
        lambda: p.with_parts(word(p.TALK), word__document___xml=p.DOCUMENT.replace("<w:body>%s</w:body>", "")),
        DAMAGED,
    ),
    Hostile(
        BROKEN,
        "a Word file under a password (Office's wrapping)",
        "a.docx",
        lambda: OLE + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"),
        LOCKED,
    ),
    Hostile(BROKEN, "a Word file whose parts ask for a password", "a.docx", p.locked_zip, LOCKED),
    Hostile(BROKEN, "a PDF under a password", "a.pdf", p.pdf_locked, LOCKED),
    Hostile(
        BROKEN,
        "a table with a quotation mark that is never closed",
        "a.csv",
        lambda: 'speaker,text\nAnna,"How?\n' + "Tom,No.\nAnna,Oh?\n" * 5000,
        FITS,
    ),
    Hostile(
        BROKEN,
        "a program called a transcript",
        "a.txt",
        lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40,
        "this is not text",
    ),
    Hostile(
        BROKEN,
        "captions with absurd times",
        "a.vtt",
        lambda: (
            "WEBVTT\n\n999:59:59.999 --> 00:00:00.000\n<v Anna>How?</v>\n\n"
            "99999999:00.000 --> -1:00.000\n<v Tom>No.</v>\n"
        ),
        FITS,
    ),
    *COSTLY,
    Hostile(
        NO_FILES,
        "a pipe that never ends",
        "a.txt",
        _pipe,
        "it is not a file (a pipe, a socket or a device)",
    ),
    Hostile(NO_FILES, "a socket", "a.txt", _socket, "it is not a file (a pipe, a socket or a device)"),
    Hostile(
        NO_FILES,
        "a link to a device that never ends",
        "a.txt",
        link("/dev/zero"),
        "it is a link to a place outside the folder",
    ),
    Hostile(NO_FILES, "a folder with the name of a transcript", "a.docx", lambda place: place.mkdir()),
)
