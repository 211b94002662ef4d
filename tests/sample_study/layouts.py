"""Render turns as the layouts in which transcripts arrive."""

import io
import re
import textwrap
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.sample_study.markup import Marked, read_markup

CUE_WORDS = (8, 14)
CUE_SECONDS = 5
PAGE_WIDTH = 92
FIXED_DATE = datetime(2024, 1, 1)


@dataclass(frozen=True)
class Turn:
    """One speaker's continuous hold of the floor."""

    speaker: str
    said: Marked


def render_labelled(headings: list[str], turns: list[Turn]) -> str:
    """Render `Name: text`, a blank line between turns."""
    return "\n".join(headings) + "\n\n" + "\n\n".join(f"{t.speaker}: {t.said.text}" for t in turns) + "\n"


def render_markdown(headings: list[str], turns: list[Turn]) -> str:
    """Render `**Name**: text`."""
    return "\n\n".join([*headings, *(f"**{t.speaker}**: {t.said.text}" for t in turns)]) + "\n"


def render_name_above(headings: list[str], turns: list[Turn]) -> str:
    """Render a name on a line of its own, and the words below it."""
    return "\n".join(headings) + "\n\n" + "\n\n".join(f"{t.speaker}\n{t.said.text}" for t in turns) + "\n"


def split_cues(text: str) -> Iterator[str]:
    """Split a turn as captions do: 8 to 14 words, at a pause where there is one."""
    fewest, most = CUE_WORDS
    cue: list[str] = []
    words = text.split()
    for at, word in enumerate(words):
        cue.append(word)
        remaining = len(words) - at - 1
        pause = word[-1] in ".,?!" and len(cue) >= fewest and remaining >= fewest
        if remaining and (pause or len(cue) == most):
            yield " ".join(cue)
            cue = []
    yield " ".join(cue)


def render_captions(turns: list[Turn]) -> str:
    """Render Zoom's VTT: numbered cues, each opening with its speaker's name."""

    def clock(seconds: int) -> str:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"

    cues = [f"{t.speaker}: {cue}" for t in turns for cue in split_cues(t.said.text)]
    blocks = ["WEBVTT"]
    for number, cue in enumerate(cues, start=1):
        end = number * CUE_SECONDS
        blocks.append(f"{number}\n{clock(end - CUE_SECONDS)} --> {clock(end)}\n{cue}")
    return "\n\n".join(blocks) + "\n"


def render_docx(headings: list[str], turns: list[Turn]) -> bytes:
    """Render Word: a bold name and plain words in one paragraph. The bytes repeat."""
    from docx import Document

    document = Document()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = headings[0]
    properties.created = properties.modified = FIXED_DATE
    document.add_heading(headings[0], level=1)
    for heading in headings[1:]:
        document.add_paragraph(heading)
    for turn in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{turn.speaker}:").bold = True
        paragraph.add_run(f" {turn.said.text}")
    written = io.BytesIO()
    document.save(written)
    repeatable = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(repeatable, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            if name == "docProps/thumbnail.jpeg":
                continue
            content = source.read(name)
            if name == "_rels/.rels":
                content = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", content)
            entry = zipfile.ZipInfo(name, date_time=FIXED_DATE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return repeatable.getvalue()


def render_document(master: str, *, names: dict[str, str]) -> tuple[str, list[Marked]]:
    """Render a report as a PDF gives it: wrapped lines, page furniture, form feeds."""
    lines: list[str] = []
    pieces: list[Marked] = []
    for line in master.splitlines():
        if line == "^":
            lines.append("\f")
        elif line.startswith("! "):
            # Furniture keeps its spaces: only what is marked inside is read.
            pieces.append(read_markup(line[2:], names=names))
            lines.append(re.sub(r"\{(?:[^|}]*\|)?([^}]*)\}", r"\1", line[2:]))
        else:
            pieces.append(read_markup(line.removeprefix("# "), names=names))
            lines.extend(textwrap.wrap(pieces[-1].text, PAGE_WIDTH, break_on_hyphens=False) or [""])
    return "\n".join(lines).replace("\f\n", "\f") + "\n", pieces
