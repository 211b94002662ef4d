"""Ways to write down a talk, each as a tool or a typist does: what ingest must read back."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap

from pipeline.ingest.spellings import joined
from pipeline.people.labels import label_key
from tests.ingest.files import opendocument, portable, richtext, word, workbook

Talk = Sequence[tuple[str, str]]  # label and words of each turn


@dataclass(frozen=True)
class Rendering:
    """One way to write down a talk.

    Attributes:
        name: for the table of scores.
        ending: of the file.
        write: the talk as text or bytes.
        labels: what the labels read back as, where the file does not have them; `joined` where the file writes one
            person in several ways, which are joined when the whole study is known.
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


def known_as(found: Sequence[tuple[str, str]], rendering: Rendering, talk: Talk) -> list[tuple[str, str]]:
    """The turns that came back, under the label that `expected` gives, where the file writes it in several ways."""
    if rendering.labels != "joined":
        return list(found)
    labels = list(dict.fromkeys(label for label, _ in talk))
    fuller = joined([*(label for label, _ in found), *labels], {})
    full = {fuller[label_key(label)]: label for label in labels}
    return [(full.get(fuller[label_key(label)], label), text) for label, text in found]


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
                    upper=label.upper(),
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
        "Notes", "3 May 2024", "Kettles", "Summary", "They spoke of kettles: all of them were cold.", "Next steps",
    ]  # fmt: skip
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
    """A PDF of three pages with headers and footers."""
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


def initials(label: str) -> str:
    """`Tom Reed` to `TR`; a label of one word stays."""
    return "".join(word[0] for word in label.split()) if " " in label else label


def surname(label: str) -> str:
    """`Tom Reed` to `Reed`."""
    return label.rsplit(maxsplit=1)[-1]


def plain(talk: Talk) -> str:
    """`Name: text`, a line each."""
    return "\n".join(f"{label}: {text}" for label, text in talk)


def own_lines(talk: Talk) -> list[list[tuple[str, bool]]]:
    """Paragraphs: the name in bold, then the text."""
    return [paragraph for label, text in talk for paragraph in ([(label, True)], [(text, False)])]


def html_pairs(before: str, pattern: str, after: str) -> Callable[[Talk], str]:
    """A web page that writes each turn by a pattern."""

    def write(talk: Talk) -> str:
        said = "".join(pattern.format(label=html.escape(label), text=html.escape(text)) for label, text in talk)
        return f"<html><body><h1>Kettles</h1>{before}{said}{after}</body></html>"

    return write


def shortened(talk: Talk, short: Callable[[str], str]) -> str:
    """The full name first, then something shorter."""
    seen: set[str] = set()
    found = []
    for label, text in talk:
        found.append(f"{short(label) if label in seen else label}: {text}\n")
        seen.add(label)
    return "\n".join(found)


def in_offices(pattern: str) -> Callable[[Talk], str]:
    """With an office beside each name, by a pattern of {label} and {office}."""

    def write(talk: Talk) -> str:
        offices: dict[str, str] = {}
        for label, _ in talk:
            offices.setdefault(label, ("Leader", "Health Visitor", "Trustee")[len(offices) % 3])
        named = {label: pattern.format(label=label, office=office) for label, office in offices.items()}
        return "\n".join(f"{named[label] if ' ' in label else label}: {text}\n" for label, text in talk)

    return write


def beside(extra: str) -> Callable[[Talk], str]:
    """With something above or below that is nobody's words; {talk} is the talk."""
    return lambda talk: extra.format(talk="".join(f"{label}: {text}\n\n" for label, text in talk))


def fives(talk: Talk) -> str:
    """Hard-wrapped, every fifth line numbered."""
    found = [line for label, text in talk for line in wrap(f"{label}: {text}", 72)]
    return "".join(f"{at if at % 5 == 0 else '':<4}{line}\n" for at, line in enumerate(found, start=1))


def bold_pages(talk: Talk) -> bytes:
    """A PDF with each name in bold on a line of its own."""
    found = [line for label, text in talk for line in (f"*{label}", *wrap(text, 85))]
    return portable([["Kettle study", *found[at : at + 40], str(at // 40 + 1)] for at in range(0, len(found), 40)])


def table(names: Sequence[str], *, head: bool = True) -> Callable[[Talk], str]:
    """A CSV as a program writes it, with columns of these names; {a} and {b} of a turn's start and end."""

    def write(talk: Talk) -> str:
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer)
        if head:
            writer.writerow(names)
        for at, (label, text) in enumerate(talk):
            cells = {"start": f"00:00:{at:02d}", "end": f"00:00:{at + 1:02d}", "id": at + 1, "speaker": label}
            writer.writerow([cells.get(name.casefold(), text) for name in names])
        return buffer.getvalue()

    return write


SUMMARY = (
    "Meeting summary\n\nQuick recap\nThey spoke of kettles.\n\nNext steps\n• Ann: book the hall.\n\nTranscript\n\n"
)
AGENDA = "Roundtable\n\nAgenda\n1. Welcome\n2. Kettles\n\nPresent: all\n\nTranscript\n\n"
CHAT = "Chat log\n10:02:11 From Ann Lee to Everyone: thanks all\n"

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
    Rendering("cover sheet, page headers and footers", ".txt", cover_and_pages),
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
    Rendering("PDF with headers and footers", ".pdf", pages),
    Rendering("CSV", ".csv", cells(",", "Speaker|Text|Start")),
    Rendering("CSV with semicolons", ".csv", cells(";", "who|utterance|timestamp")),
    Rendering("TSV", ".tsv", cells("\t", "name|words|time")),
    Rendering("Excel", ".xlsx", lambda talk: workbook(Talk=[["Timespan", "Speaker", "Content"], *rows(talk)])),
    Rendering("subtitles in capitals", ".srt", captions("{n}\n{a} --> {b}\n{upper}: {text}\n\n", ""), "capitals"),
    Rendering(
        "captions, voice with a class", ".vtt", captions("{a} --> {b}\n<v.loud {name}><c>{text}</c></v>\n\n")
    ),
    Rendering("Zoom text export", ".txt", lines("[{label}] {h}\n{text}\n\n")),
    Rendering("broadcast captions", ".txt", lines(">> {label}: {text}\n\n")),
    Rendering("Name [time] on its line", ".txt", lines("{label} [{h}]\n{text}\n\n")),
    Rendering("Name from - to on its line", ".txt", lines("{label} {h} - {h}\n{text}\n\n")),
    Rendering("name, then time, each on its line", ".txt", lines("{label}\n{h}\n{text}\n\n")),
    Rendering("from --> to, then Name: text", ".txt", lines("{h} --> {h}\n{label}: {text}\n\n")),
    Rendering("initials after the first full name", ".txt", lambda talk: shortened(talk, initials), "joined"),
    Rendering("surname after the first full name", ".txt", lambda talk: shortened(talk, surname), "joined"),
    Rendering("Name – Office: text", ".txt", in_offices("{label} – {office}"), "joined"),
    Rendering("Name (Office): text", ".txt", in_offices("{label} ({office})"), "joined"),
    Rendering("list with dashes", ".txt", lines("- {label}: {text}\n")),
    Rendering("Name | text", ".txt", lines("{label} | {text}\n")),
    Rendering("Markdown, names as headings", ".md", lines("### {label}\n\n{text}\n\n")),
    Rendering("Markdown, bold names in a list", ".md", lines("- **{label}**: {text}\n")),
    Rendering("wrapped, every fifth line numbered", ".txt", fives),
    Rendering("a lone carriage return", ".txt", lines("{label}: {text}\r")),
    Rendering("UTF-16 without a mark", ".txt", lambda talk: lines("{label}: {text}\n")(talk).encode("utf-16-le")),
    Rendering("below a machine's summary", ".txt", beside(SUMMARY + "{talk}")),
    Rendering("below an agenda", ".txt", beside(AGENDA + "{talk}")),
    Rendering("above a chat", ".txt", beside("{talk}" + CHAT)),
    Rendering("Word, name in bold on a line of its own", ".docx", lambda talk: word(own_lines(talk))),
    Rendering("Word, table of two columns", ".docx", lambda talk: word([[list(turn) for turn in talk]])),
    Rendering(
        "OpenDocument, tabs", ".odt", lambda talk: opendocument([f"{label}:\t{text}" for label, text in talk])
    ),
    Rendering("rich text, tabs", ".rtf", lambda talk: richtext([f"{label}\t{text}" for label, text in talk])),
    Rendering("web page, definition list", ".html", html_pairs("<dl>", "<dt>{label}</dt><dd>{text}</dd>", "</dl>")),
    Rendering(
        "web page, table", ".html", html_pairs("<table>", "<tr><td>{label}</td><td>{text}</td></tr>", "</table>")
    ),
    Rendering("PDF, names in bold", ".pdf", bold_pages),
    Rendering("CSV without names of columns", ".csv", table(["speaker", "text"], head=False)),
    Rendering("CSV with start and end", ".csv", table(["Start", "End", "Speaker", "Transcript"])),
    Rendering("CSV with numbered turns", ".csv", table(["id", "speaker", "utterance"])),
    Rendering(
        "Excel, whole transcript in a cell", ".xlsx", lambda talk: workbook(Talk=[["Transcript"], [plain(talk)]])
    ),
    Rendering(
        "Excel, a column of lines",
        ".xlsx",
        lambda talk: workbook(Talk=[["Transcript"], *([x] for x in plain(talk).split("\n"))]),
    ),
)
