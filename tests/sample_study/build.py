"""Render the sample study's transcripts and its gold from annotated masters.

Run from the repository's root: `python -m tests.sample_study.build`.
The markup is described in the README beside this file.
"""
# ruff: noqa: T201 - what it prints is all this script has to say.

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.sample_study.layouts import (
    Turn,
    render_captions,
    render_document,
    render_docx,
    render_labelled,
    render_markdown,
    render_name_above,
)
from tests.sample_study.markup import Marked, read_markup

HERE = Path(__file__).parent
MASTERS = HERE / "masters"
GOLD = HERE / "gold"
TRANSCRIPTS = HERE.parents[1] / "transcripts" / "sample"

SURVEY_HEADER = (
    "Respondent",
    "Sector",
    "Region",
    "What helped community organisations and the council work together?",
    "What got in the way?",
)
NO_ANSWER = {"n/a", "none", ".", "-", "don't know"}
GOLD_COLUMNS = {
    "organisations": ("source", "text", "organisation", "sector", "mentions"),
    "themes": ("source", "excerpt", "themes"),
    "quotes": ("source", "quote", "speaker", "role", "kind"),
}
MAX_SENTENCES = 4


@dataclass
class Gold:
    """What a perfect reading of the study would find."""

    organisations: list[dict[str, str]] = field(default_factory=list)
    themes: list[dict[str, str]] = field(default_factory=list)
    quotes: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Built:
    """One source: the file as it is written, its words, and what was read in the master.

    A piece goes with the kind its quotes have; None for an interviewer's words,
    which count for organisations alone.
    """

    rendered: str | bytes
    plain: str
    pieces: list[tuple[Marked, str | None]]


def read_turns(stem: str, *, names: dict[str, str]) -> tuple[list[str], list[Turn]]:
    """Read an interview's master: its heading lines, then its turns."""
    master = (MASTERS / f"{stem}.txt").read_text("utf-8")
    head, *blocks = re.split(r"^@", master, flags=re.MULTILINE)
    headings = [line.removeprefix("! ") for line in head.splitlines() if line]
    turns = []
    for block in blocks:
        speaker, _, text = block.partition("\n")
        turns.append(Turn(speaker, read_markup(text, names=names)))
    return headings, turns


def read_survey(*, names: dict[str, str]) -> list[tuple[list[str], list[Marked]]]:
    """Read the survey's master: for each respondent the attributes and the answers."""
    rows: list[tuple[list[str], list[Marked]]] = []
    for line in (MASTERS / "survey.txt").read_text("utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "=":
            rows.append((rest.split("; "), []))
        else:
            rows[-1][1].append(read_markup(rest, names=names))
    return rows


def to_csv(rows: Iterable[Iterable[object]]) -> str:
    """Write rows as CSV with LF line ends."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def collect(gold: Gold, source: str, pieces: Iterable[tuple[Marked, str | None]]) -> None:
    """Add one source to the gold.

    Args:
        gold: What is added to.
        source: The stem of the transcript's file name.
        pieces: What was read, each with the kind its quotes have; None for an
            interviewer's words, which count for organisations alone.
    """
    mentions: Counter[tuple[str, str]] = Counter()
    for marked, kind in pieces:
        mentions.update(marked.mentions)
        if kind is None:
            continue
        for quote in marked.quotes:
            row = {
                "source": source,
                "quote": quote.text,
                "speaker": quote.speaker,
                "role": quote.role,
                "kind": kind,
            }
            gold.quotes.append(row)
        if kind == "reported":
            for excerpt in marked.excerpts:
                row = {
                    "source": source,
                    "excerpt": excerpt.text,
                    "themes": " ".join(excerpt.themes),
                }
                gold.themes.append(row)
    for (text, organisation), count in sorted(mentions.items()):
        row = {"source": source, "text": text, "organisation": organisation, "mentions": str(count)}
        gold.organisations.append(row)


def check(gold: Gold, plain: dict[str, str]) -> list[str]:
    """List what is wrong with the gold, held against the text that was rendered."""
    problems = []
    for row in gold.organisations:
        text = plain[row["source"]]
        surface = re.escape(row["text"])
        found = len(re.findall(rf"(?<![\w])(?:{surface})(?![\w])", text))
        longer = sum(
            int(other["mentions"]) * len(re.findall(rf"(?<![\w])(?:{surface})(?![\w])", other["text"]))
            for other in gold.organisations
            if other["source"] == row["source"] and other["text"] != row["text"]
        )
        if found - longer != int(row["mentions"]):
            problems.append(f"{row['source']}: {row['text']!r} marked {row['mentions']}, stands {found - longer}")
    for row, column in [
        *((r, "excerpt") for r in gold.themes),
        *((r, "quote") for r in gold.quotes),
    ]:
        if row[column] not in plain[row["source"]]:
            problems.append(f"{row['source']}: not verbatim: {row[column]!r}")
    for row in gold.themes:
        sentences = len(re.findall(r"[.?!]['’\"”)]*(?= [A-Z'‘\"“(]|$)", row["excerpt"]))
        if sentences > MAX_SENTENCES:
            problems.append(f"{row['source']}: {sentences} sentences: {row['excerpt']!r}")
    return problems


def build_survey(*, names: dict[str, str]) -> Built:
    """Build the survey export. An answer that says nothing has no excerpt."""
    answers = read_survey(names=names)
    rendered = to_csv([SURVEY_HEADER, *([*about, *(m.text for m in said)] for about, said in answers)])
    every = [m for _, said in answers for m in said]
    answered: list[tuple[Marked, str | None]] = [(m, "reported") for m in every if m.text.lower() not in NO_ANSWER]
    return Built(rendered, "\n".join(m.text for m in every), answered)


def build_document(stem: str, *, names: dict[str, str]) -> Built:
    """Build the published case study."""
    rendered, pieces = render_document((MASTERS / f"{stem}.txt").read_text("utf-8"), names=names)
    return Built(rendered, " ".join(rendered.split()), [(m, "direct") for m in pieces])


def build_conversation(path: Path, *, kind: str, asking: set[str], names: dict[str, str]) -> Built:
    """Build an interview or a roundtable, in the layout that its file name asks for."""
    headings, turns = read_turns(path.stem, names=names)
    rendered: str | bytes
    match path.suffix:
        case ".vtt":
            rendered = render_captions(turns)
        case ".docx":
            rendered = render_docx(headings, turns)
        case ".md":
            rendered = render_markdown(headings, turns)
        case _ if kind == "roundtable":
            rendered = render_name_above(headings, turns)
        case _:
            rendered = render_labelled(headings, turns)
    pieces = [(t.said, None if t.speaker in asking else "reported") for t in turns]
    return Built(rendered, "\n".join(t.said.text for t in turns), pieces)


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def write_gold(gold: Gold, *, sectors: dict[str, str]) -> None:
    """Write the gold tables. Excerpts and quotes stay in the order in which they were said."""
    for row in gold.organisations:
        row["sector"] = sectors[row["organisation"]]
    gold.organisations.sort(key=lambda row: (row["source"], row["organisation"], row["text"]))
    gold.themes.sort(key=lambda row: row["source"])
    gold.quotes.sort(key=lambda row: row["source"])
    for name, header in GOLD_COLUMNS.items():
        rows = ([row[column] for column in header] for row in getattr(gold, name))
        (GOLD / f"{name}.csv").write_bytes(to_csv([header, *rows]).encode())


def report(gold: Gold, plain: dict[str, str]) -> None:
    """Print what was made and what is wrong with it."""
    for source, text in plain.items():
        print(f"{source}: {len(text.split())} words")
    coded = [row for row in gold.themes if row["themes"]]
    words = sum(len(row["excerpt"].split()) for row in gold.themes)
    print(f"{len(gold.themes)} excerpts with {words} words of participants, {len(coded)} coded:")
    print(f"  {dict(Counter(theme for row in coded for theme in row['themes'].split()))}")
    mentions = sum(int(row["mentions"]) for row in gold.organisations)
    print(f"{mentions} mentions of {len({row['organisation'] for row in gold.organisations})} organisations")
    print(f"{len(gold.quotes)} quotes: {dict(Counter(row['kind'] for row in gold.quotes))}")
    for problem in check(gold, plain):
        print(f"! {problem}")


def main() -> None:
    """Render everything, write the gold, and report."""
    organisations = read_table(MASTERS / "organisations.csv")
    names = {row["key"]: row["organisation"] for row in organisations}
    people = read_table(TRANSCRIPTS / "participants.csv")
    gold = Gold()
    plain: dict[str, str] = {}
    for row in read_table(TRANSCRIPTS / "cases.csv"):
        path = TRANSCRIPTS / row["file"]
        if row["kind"] == "survey":
            built = build_survey(names=names)
        elif row["kind"] == "document":
            built = build_document(path.stem, names=names)
        else:
            asking = {p["speaker"] for p in people if p["case"] == row["case"] and p["interviewer"] == "yes"}
            built = build_conversation(path, kind=row["kind"], asking=asking, names=names)
        path.write_bytes(built.rendered if isinstance(built.rendered, bytes) else built.rendered.encode())
        plain[path.stem] = built.plain
        collect(gold, path.stem, built.pieces)
    write_gold(gold, sectors={row["organisation"]: row["sector"] for row in organisations})
    report(gold, plain)


if __name__ == "__main__":
    main()
