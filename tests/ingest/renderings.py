"""Ways to write down a talk, each as a tool or a typist does: what ingest must read back."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from tests.ingest.files import opendocument, portable, richtext, word, workbook

Talk = Sequence[tuple[str, str]]  # label and words of each turn


@dataclass(frozen=True)
class Rendering:
    """One way to write down a talk.

    Attributes:
        name: for the table of scores.
        ending: of the file.
        write: the talk as text or bytes.
        labels: what the labels read back as, where the file does not have them.
    """

    name: str
    ending: str
    write: Callable[[Talk], str | bytes]
    labels: str = ""

    def written(self, talk: Talk) -> bytes:
        """The file."""
        content = self.write(talk)
        return content.encode() if isinstance(content, str) else content


def expected(rendering: Rendering, talk: Talk) -> list[tuple[str, str]]:
    """What must come back."""
    found = []
    for at, (label, text) in enumerate(talk):
        if rendering.labels == "capitals":
            found.append((label.upper(), text))
        elif rendering.labels == "question":
            found.append((("Question", "Answer")[at % 2], text))
        elif rendering.labels == "codes":
            found.append((("I", "R")[at % 2], text))
        else:
            found.append((label, text))
    return found


def lines(pattern: str) -> Callable[[Talk], str]:
    """A rendering by a pattern for each turn: {label}, {upper}, {code}, {text}, {m} (m:ss), {h} (hh:mm:ss)."""

    def write(talk: Talk) -> str:
        return "".join(
            pattern.format(
                label=label,
                upper=label.upper(),
                code="IR"[at % 2],
                text=text,
                m=f"{at // 6}:{at * 10 % 60:02d}",
                h=f"00:{at // 6:02d}:{at * 10 % 60:02d}",
                number=at + 1,
            )
            for at, (label, text) in enumerate(talk)
        )

    return write


def captions(pattern: str, head: str = "WEBVTT\n\n") -> Callable[[Talk], str]:
    """A rendering in captions of a few words each, by a pattern for each cue."""

    def write(talk: Talk) -> str:
        cues, clock = [], 0
        for at, (label, text) in enumerate(talk):
            for part, piece in enumerate(wrap(text, 40, break_on_hyphens=False)):
                times = [f"00:{second // 60:02d}:{second % 60:02d}.000" for second in (clock, clock + 3)]
                name = html.escape(label)
                first = f"{label}: " if part == 0 else ""
                cue = pattern.format(
                    turn=at,
                    part=part,
                    n=len(cues) + 1,
                    a=times[0],
                    b=times[1],
                    label=label,
                    name=name,
                    text=piece,
                    first=first,
                )
                cues.append(cue)
                clock += 3
        return head + "".join(cues)

    return write


def wrapped(talk: Talk) -> str:
    """Hard-wrapped with a hanging indent."""
    return (
        "\n\n".join("\n".join(wrap(f"{label}: {text}", 72, subsequent_indent="      ")) for label, text in talk)
        + "\n"
    )


def numbered(talk: Talk) -> str:
    """Hard-wrapped, each line numbered."""
    found = [line for label, text in talk for line in wrap(f"{label}: {text}", 72)]
    return "".join(f"{at:>3}  {line}\n" for at, line in enumerate(found, start=1))


def cover_and_pages(talk: Talk) -> str:
    """A cover sheet, and the head and foot of a page after every second turn."""
    found = ["Project: Kettles\nDate: 3 May 2024\nInterview number: 7\n"]
    for at, (label, text) in enumerate(talk):
        found.append(f"{label}: {text}\n")
        if at % 2:
            found.append(f"Kettle study – interview 7\n\nPage {at // 2 + 1} of 9\n")
    return "\n".join([*found, "END OF INTERVIEW\n"])


def meet(talk: Talk) -> bytes:
    """Google Meet: a machine's notes, then times on lines of their own."""
    notes = [
        "Notes",
        "3 May 2024",
        "Kettles",
        "Summary",
        "They spoke of kettles: all of them were cold.",
        "Next steps",
    ]
    notes += [f"{talk[0][0]} will bring cake.", "Transcript", "00:00:00"]
    said: list[str] = []
    for at, (label, text) in enumerate(talk):
        said += [f"00:05:{at:02d}"] * (at == 4) + [f"{label}: {text}"]
    return word([*notes, *said, "Transcription ended after 00:09:00"])


def teams(talk: Talk) -> bytes:
    """Teams: a paragraph a turn, name and time on its first line."""
    turns = [
        [(label, True), (f"   0:{at:02d}", False), (f"\n{text}", False)] for at, (label, text) in enumerate(talk)
    ]
    started = f"{talk[0][0]} started transcription"
    return word(
        [
            "Kettles-20240503_100000-Meeting Recording",
            "May 3, 2024, 10:00AM",
            started,
            *turns,
            f"{talk[0][0]} stopped transcription",
        ],
        headings=1,
    )


def rows(talk: Talk) -> list[list[str]]:
    """Time, label, text."""
    return [[f"00:00:{at:02d}", label, text] for at, (label, text) in enumerate(talk)]


def bold(talk: Talk) -> list[list[tuple[str, bool]]]:
    """Runs with the name in bold."""
    return [[(f"{label}: ", True), (text, False)] for label, text in talk]


def styled_questions(talk: Talk) -> list[list[tuple[str, bool]]]:
    """Runs with the questions in bold, and no names."""
    return [[(text, at % 2 == 0)] for at, (_, text) in enumerate(talk)]


def web(talk: Talk) -> str:
    """A web page."""
    said = "".join(f"<p><b>{html.escape(label)}</b>: {html.escape(text)}</p>\n" for label, text in talk)
    return f"<!doctype html><html><head><title>Kettles</title></head><body><nav>Home</nav>{said}</body></html>"


def pages(talk: Talk) -> bytes:
    """A PDF of three pages with heads and feet."""
    found = [line for label, text in talk for line in wrap(f"{label}: {text}", 80)]
    third = len(found) // 3 + 1
    parts = [found[at : at + third] for at in range(0, len(found), third)]
    return portable(
        [["Kettle study", *part, f"Page {at} of {len(parts)}"] for at, part in enumerate(parts, start=1)]
    )


def cells(separator: str, names: str) -> Callable[[Talk], str]:
    """A separated table with these names of columns."""

    def write(talk: Talk) -> str:
        made = [names.split("|"), *([label, text, f"0:{at:02d}"] for at, (label, text) in enumerate(talk))]
        return "".join(separator.join(f'"{cell}"' for cell in row) + "\r\n" for row in made)

    return write


RENDERINGS: tuple[Rendering, ...] = (
    Rendering("Zoom captions", ".vtt", captions("{n}\n{a} --> {b}\n{label}: {text}\n\n")),
    Rendering(
        "Teams captions", ".vtt", captions("1f2e3d4c-5b6a/{turn}-{part}\n{a} --> {b}\n<v {name}>{text}</v>\n\n")
    ),
    Rendering(
        "Subtitles, label on a turn's first cue", ".srt", captions("{n}\n{a} --> {b}\n{first}{text}\n\n", "")
    ),
    Rendering("Teams Word export", ".docx", teams),
    Rendering("Google Meet Word export", ".docx", meet),
    Rendering("Otter", ".txt", lines("{label}  {m}  \n{text}\n\n")),
    Rendering("Rev, time after the colon", ".txt", lines("{label}: ({m})\n{text}\n\n")),
    Rendering("Rev, time before the colon", ".txt", lines("{label} ({m}):\n{text}\n\n")),
    Rendering("Word online, time before the name", ".txt", lines("{h} {label}\n{text}\n")),
    Rendering("[time] Name: text", ".txt", lines("[{h}] {label}: {text}\n")),
    Rendering("time, tab, name, tab, text", ".txt", lines("{h}\t{label}\t{text}\n")),
    Rendering("Name: text", ".txt", lines("{label}: {text}\n")),
    Rendering("Name: text, blank lines between", ".txt", lines("{label}: {text}\n\n")),
    Rendering("Name on its line with a colon", ".txt", lines("{label}:\n{text}\n\n")),
    Rendering("NAME on its line", ".txt", lines("{upper}\n{text}\n\n"), "capitals"),
    Rendering("I and R with a tab", ".txt", lines("{code}\t{text}\n"), "codes"),
    Rendering("I: and R: with a tab", ".txt", lines("{code}:\t{text}\n"), "codes"),
    Rendering("I. and R.", ".txt", lines("{code}. {text}\n"), "codes"),
    Rendering("Name – text", ".txt", lines("{label} – {text}\n")),
    Rendering("[Name] text", ".txt", lines("[{label}] {text}\n")),
    Rendering("wrapped, hanging indent", ".txt", wrapped),
    Rendering("wrapped, numbered lines", ".txt", numbered),
    Rendering("cover sheet, heads and feet of pages", ".txt", cover_and_pages),
    Rendering("UTF-16", ".txt", lambda talk: lines("{label}: {text}\r\n")(talk).encode("utf-16")),
    Rendering("Windows-1252", ".txt", lambda talk: lines("{label}: {text}\r\n")(talk).encode("cp1252")),
    Rendering("Markdown, bold names", ".md", lines("**{label}**: {text}\n\n")),
    Rendering("reStructuredText, bold names", ".rst", lines("**{label}**: {text}\n\n")),
    Rendering("questions in bold, no names", ".docx", lambda talk: word(styled_questions(talk)), "question"),
    Rendering("questions and answers, no marks", ".txt", lines("{text}\n\n"), "question"),
    Rendering("Word, bold names", ".docx", lambda talk: word(bold(talk))),
    Rendering("Word, plain", ".docx", lambda talk: word([f"{label}: {text}" for label, text in talk])),
    Rendering("Word, table of three columns", ".docx", lambda talk: word([rows(talk)])),
    Rendering("OpenDocument, bold names", ".odt", lambda talk: opendocument(bold(talk))),
    Rendering("OpenDocument, table", ".odt", lambda talk: opendocument([rows(talk)])),
    Rendering("rich text, bold names", ".rtf", lambda talk: richtext(bold(talk))),
    Rendering("web page", ".html", web),
    Rendering("PDF with heads and feet", ".pdf", pages),
    Rendering("CSV", ".csv", cells(",", "Speaker|Text|Start")),
    Rendering("CSV with semicolons", ".csv", cells(";", "who|utterance|timestamp")),
    Rendering("TSV", ".tsv", cells("\t", "name|words|time")),
    Rendering("Excel", ".xlsx", lambda talk: workbook(Talk=[["Timespan", "Speaker", "Content"], *rows(talk)])),
)
