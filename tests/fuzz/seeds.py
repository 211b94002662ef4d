"""What fuzzing starts from: a few small files of every format, made by code."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

from tests.ingest.files import opendocument, package, portable, richtext, word, workbook

LINES = [
    "Anna Price: How did it begin?",
    "Tom Reed: With a kettle – and “a table”.",
    "Anna Price: Oh?",
    "Tom Reed: So.",
]
PLAIN = "\n\n".join(LINES) + "\n"
BOLD = [
    [("Anna: ", True), ("How?", False)],
    [["Speaker", "Words"], ["Anna", "How?"], ["Tom", "So."]],
    "And a table.",
]
ROWS = [["Start", "Speaker", "Text"], ["0:01", "Anna", "How did it begin?"], ["0:02", "Tom", "So."]]
ANSWERS = [
    ["ID", "What helped you most?", "Region"],
    *([n, f"The kettle and the {n} people there.", "N"] for n in range(9)),
]
DECIDED = [
    ["quote_id", "theme_id", "decision", "coder", "note", "another_theme"],
    ["Q-000000000000", "cogs", "accept", "Ann", "", ""],
    ["Q-000000000001", "trust", "reject", "", "why", "cogs"],
]
QDE = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="ATLAS.ti" creatingUserGUID="{u}">
<Users><User guid="{u}" name="Ann"/></Users>
<CodeBook><Codes><Code guid="{c}" name="Trust" isCodable="true">
<Code guid="{d}" name="cogs" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="{s}" name="one" plainTextPath="internal://{s}.txt" creatingUser="{u}">
<PlainTextSelection guid="{q}" name="Q-1" startPosition="50" endPosition="90" creatingUser="{u}">
<Coding guid="{k}" creatingUser="{u}">
<CodeRef targetGUID="{c}"/></Coding></PlainTextSelection></TextSource></Sources>
<Notes/></Project>"""


def _guids(text: str) -> str:
    for number, letter in enumerate("ucdsqk", start=1):
        text = text.replace(f"{{{letter}}}", f"00000000-0000-4000-8000-{number:012d}")
    return text


def separated(rows: Sequence[Sequence[object]], by: str = ",") -> bytes:
    """Rows as a table of separated values."""
    return "\n".join(by.join(f'"{cell}"' for cell in row) for row in rows).encode()


def project() -> bytes:
    """A small REFI-QDA project."""
    text = "Interviewer: What happened?\n\nAmina: We opened the hall on the Tuesday and by Friday we had forty.\n"
    return package({"project.qde": _guids(QDE), f"sources/{_guids('{s}')}.txt": text})


# What transcription programs write: Whisper with its speakers, AssemblyAI, Deepgram.
SPOKEN: Sequence[Mapping[str, object]] = (
    {"text": "How? So.", "segments": [{"start": 0.5, "end": 2.0, "text": " How?", "speaker": "SPEAKER_00"}]},
    {"utterances": [{"speaker": "A", "start": 500, "end": 2000, "text": "How?"}]},
    {"results": {"utterances": [{"speaker": 0, "start": 0.5, "transcript": "How?"}]}},
)

# Slack's export: a channel with a reply, a join, a bot, markup and a direct message.
SLACK: Sequence[Mapping[str, object]] = (
    {"type": "message", "user": "U1", "text": "The hall &amp; <@U2>", "ts": "1700000000.1",
     "thread_ts": "1700000000.1", "user_profile": {"real_name": "Nora Finch"},
     "reactions": [{"name": "heart", "users": ["U2"], "count": 1}]},
    {"type": "message", "subtype": "channel_join", "user": "U2", "text": "<@U2> has joined", "ts": "1700000001.1"},
    {"type": "message", "user": "U2", "text": "<https://example.org|here>", "ts": "1700000002.1",
     "thread_ts": "1700000000.1"},
    {"type": "message", "bot_id": "B1", "subtype": "bot_message", "text": "Poll", "ts": "1700000003.1"},
    {"type": "message", "user": "U2", "text": "Only for you", "ts": "1700000004.1", "channel_type": "im"},
)  # fmt: skip

# A package, and the parts of it that the fuzzer may exchange.
TEMPLATES: Mapping[str, tuple[bytes, tuple[str, ...]]] = {
    ".docx": (
        word(BOLD),
        ("word/document.xml", "word/styles.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"),
    ),
    ".odt": (opendocument(BOLD), ("content.xml", "mimetype")),
    ".xlsx": (
        workbook(Talk=ROWS),
        ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"),
    ),
    ".qdpx": (project(), ("project.qde", f"sources/{_guids('{s}')}.txt")),
}


def parts_of(suffix: str) -> list[bytes]:
    """Each part of the template that may be exchanged, as the fuzzer writes it."""
    template, names = TEMPLATES[suffix]
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        return [bytes([at]) + archive.read(name) for at, name in enumerate(names)]


def corpus(suffix: str) -> list[bytes]:
    """Transcripts of one format."""
    if suffix in TEMPLATES:
        return [TEMPLATES[suffix][0], *parts_of(suffix)]
    captions = (
        "WEBVTT\n\nNOTE x\n\n1\n00:01.000 --> 00:02.000\n<v Anna>How?</v>\n\n00:02,000 --> 00:03,000\nTOM: So.\n"
    )
    page = "<html><title>T</title><body><nav>x</nav><h2>Talk</h2><table><tr><td>a<td>b</table>"
    page += "".join(f"<p><b>{line.replace(':', ':</b>')}</p>" for line in LINES)
    plain = [
        PLAIN,
        "[0:01] Anna: How?\n[0:05] Tom: So.\n",
        "Q: How?\nA: So.\nQ: Oh?\nA: No.\n",
        "ANNA PRICE\nHow?\n\nTOM REED\nSo.\n",
    ]
    made: dict[str, list[bytes]] = {
        ".txt": [*(text.encode() for text in plain), PLAIN.encode("utf-16"), PLAIN.encode("cp1252", "replace")],
        ".md": [f"# Talk\n\n**Anna:** How?\n\n> *So*\n\n{PLAIN}".encode()],
        ".rst": [f"Talk\n====\n\n.. note:: x\n\n{PLAIN}".encode()],
        ".rtf": [richtext([[("Anna: ", True), ("How?\t“so”", False)], "Tom: So."])],
        ".html": [page.encode()],
        ".pdf": [portable([LINES, LINES])],
        ".vtt": [captions.encode()],
        ".json": [json.dumps(each).encode() for each in (*SPOKEN, SLACK)],
        ".csv": [separated(ROWS), separated(ANSWERS), separated(ROWS, "\t"), separated(ROWS, ";")],
    }
    return made[suffix]


def decisions(suffix: str) -> list[bytes]:
    """Decisions in one format."""
    if suffix == ".csv":
        return [separated(DECIDED), separated(DECIDED, ";"), b"\xef\xbb\xbfsep=,\n" + separated(DECIDED)]
    if suffix == ".xlsx":
        return [workbook(Review=DECIDED, Blind=DECIDED), *parts_of(suffix)]
    return [project(), *parts_of(suffix)]


def drafts(suffixes: Sequence[str]) -> list[bytes]:
    """Draft reports; the first byte says of which format, as the target wants it."""
    said = "Amina said: “We opened the hall on the Tuesday and by Friday we had forty neighbours.”"
    texts = [
        said,
        f"> {said[12:]}\n\n— Amina, Thornley",
        "12 of 30 people said “so”, [and] “it's … fine” (Tom, 2021).",
        f"<blockquote>{said}</blockquote>",
    ]
    made = [
        bytes([at]) + text.encode() for at, suffix in enumerate(suffixes) if suffix != ".docx" for text in texts
    ]
    at = suffixes.index(".docx")
    return [*made, *(bytes([at]) + part for part in [word(texts), *parts_of(".docx")])]
