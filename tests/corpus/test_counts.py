"""All figures come from one place: every number next to a counted noun in the outputs is one of `Counts`.

The figures are computed here a second time, from the tables only and in a different way. The numbers are read from
the texts that users see: the methods, the quote bank, the workbook's cover, the terminal, the page.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields
from pathlib import Path

import docx
import openpyxl
import pytest

from pipeline.cli.console import _REPORTED_COUNTS, _result_line, summary_lines
from pipeline.corpus import tables
from pipeline.corpus.counts import Counts, ThemeCounts, described
from pipeline.corpus.storage import read_table
from pipeline.emit.workbook_cover import _FIGURES

from ..conftest import Done, run_study

NOUNS = {
    "interview": ("interviews",),
    "roundtable": ("roundtables",),
    "survey": ("surveys",),
    "survey response": ("respondents",),
    "survey respondent": ("respondents",),
    "respondent": ("respondents",),
    "answer": ("answers",),
    "document": ("documents",),
    "published document": ("documents",),
    "set of notes": ("notes",),
    "case": ("cases",),
    "file": ("files",),
    "participant": ("participants",),
    "word": ("words",),
    "passage": ("passages",),
    "quotation": ("quotations",),
    "quote": ("quotes", "withheld", "shortlisted"),
    "coding": ("codings", "unreviewed", "disputed"),
    "coded passage": ("coded_passages",),
    "organisation": ("organisations",),
    "theme": ("themes", "coder_themes"),
    "candidate": ("candidates",),
    "candidate theme": ("candidates",),
    "finding": ("checks",),
    "shortlisted quote": ("shortlisted",),
    "transcript": ("transcripts",),
}
PLURALS = {"set of notes": "sets of notes"} | {noun: f"{noun}s" for noun in NOUNS if noun != "set of notes"}
_NOUN = "|".join(sorted((re.escape(word) for pair in PLURALS.items() for word in pair), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,-])(?:(?P<part>\d[\d,]*) of )?(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)[ \u00a0]+"
    rf"(?P<noun>{_NOUN})(?![\w-])",
    re.I,
)
SINGULAR = {plural: noun for noun, plural in PLURALS.items()}


def figures_in(text: str) -> Iterator[tuple[str, int, int | None]]:
    """Noun, number, and the part of it where the text gives one."""
    for match in _FIGURE.finditer(text):
        noun = match["noun"].casefold()
        part = match["part"]
        whole = int(match["whole"].replace(",", ""))
        yield SINGULAR.get(noun, noun), whole, int(part.replace(",", "")) if part else None


def test_figures_are_found_as_people_write_them():
    text = "12 interviews, 3 of 1,240 passages; 2 of 9 files. q-12 interviews, 1.5 words, 24 survey responses"
    assert list(figures_in(text)) == [
        ("interview", 12, None), ("passage", 1240, 3), ("file", 9, 2), ("survey response", 24, None),
    ]  # fmt: skip


class Checked:
    """A finished run, and what may be printed of it."""

    def __init__(self, done: Done) -> None:
        self.done = done
        self.outputs = done.study.outputs
        self.record = json.loads((self.outputs / "dataset" / "run.json").read_text("utf-8"))
        self.counts = Counts(**self.record["counts"])
        self.themes = self.dataset("themes")

    def dataset(self, name: str) -> list[dict[str, str]]:
        with (self.outputs / "dataset" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def working(self, table: tables.Table) -> list[dict]:
        return read_table(self.done.study.tables / f"{table.name}.parquet", table).to_dict("records")

    def wrong_in(self, text: str, *, more: dict[str, set[int]] | None = None) -> list[tuple]:
        """The figures of a text that are none of those counted."""
        wrong = []
        for noun, whole, part in figures_in(text):
            allowed = {getattr(self.counts, name) for name in NOUNS[noun]} | (more or {}).get(noun, set())
            if whole not in allowed or (part is not None and part > whole):
                wrong.append((noun, whole, part))
        return wrong

    def of_themes(self) -> dict[str, set[int]]:
        """Figures that a text may give of one theme."""
        return {
            "passage": {int(row[name]) for row in self.themes for name in ("passages", "suggested")},
            "participant": {int(row["participants"]) for row in self.themes},
            "case": {int(row["cases"]) for row in self.themes},
            "quote": {int(row["quotes"]) for row in self.themes},
        }


SPEECH = (
    "Well, the council never rang us back, so we set up a rota of our own and drove the parcels round ourselves.",
    "We could not have kept the hall open without volunteers, and the money ran out in the second winter.",
    "People trusted us because we lived there, and that is something no grant can buy for you, I think.",
)


def talk(*speakers: str, asked: str = "Interviewer") -> str:
    lines = []
    for at, speaker in enumerate(speakers):
        lines += [f"{asked}: What happened next?", f"{speaker}: {SPEECH[at % 3]}"]
    return "\n\n".join(lines) + "\n"


def study_of(folder: Path, files: dict[str, str | bytes]) -> Path:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


PEOPLE = "case,speaker,name,role,organisation,consent,interviewer\n"
SURVEY = "Date,What helped most?,What got in the way?\n2024-05-01,{},\n2024-05-02,,\n2024-05-03,{},{}\n".format(
    *(f'"{one}"' for one in SPEECH)
)
STUDIES: dict[str, dict[str, str | bytes]] = {
    "two files that cannot be read": {
        "ashby.txt": talk("Ros", "Ros"), "brill.txt": talk("Tam", "Jo"), "empty.txt": "",
        "broken.docx": b"PK\x03\x04",
        "cases.csv": "file,case,kind,date\nashby.txt,Ashby,interview,2024-01-02\nempty.txt,Empty,interview,\n"
                     "broken.docx,Broken,interview,\n",
    },
    "rows of people who say nothing": {
        "ashby.txt": talk("Ros", "Ros"),
        "participants.csv": PEOPLE + "ashby,Ros,Ros Vane,organiser,,named,no\nashby,Kit,Kit Lund,,,role,no\n"
                                     "ashby,Una,Una Hale,,,named,no\n",
    },
    "a survey with empty answers": {
        "ashby.txt": talk("Ros"), "answers.csv": SURVEY, "cases.csv": "file,case,kind\nanswers.csv,Survey,survey\n",
    },
    "consent of nobody": {
        "ashby.txt": talk("Ros", "Tam"),
        "participants.csv": PEOPLE + "ashby,Ros,Ros Vane,,,none,no\nashby,Tam,Tam Orr,,,none,no\n",
    },
    "an interview with an interviewer alone": {
        "ashby.txt": talk("Ros"), "brill.txt": "Interviewer: Is anybody there?\n\nInterviewer: Then I will stop.\n",
        "participants.csv": PEOPLE + "brill,Interviewer,,,,,yes\nashby,Interviewer,,,,,yes\n",
        "cases.csv": "file,case,kind,checked\nashby.txt,ashby,interview,\nbrill.txt,brill,interview,yes\n",
    },
    "an interview that is held": {
        "ashby.txt": talk("Ros"), "brill.txt": "Interviewer: Is anybody there?\n\nInterviewer: Then I will stop.\n",
    },  # its words are counted nowhere
    "a transcript in which nobody is recognised": {
        "ashby.txt": talk("Ros"), "rain.txt": "It rained all day and nobody came to the hall until four.\n",
    },
}  # fmt: skip


@pytest.fixture(scope="session", params=["the sample", *STUDIES])
def checked(request, sample_run, tmp_path_factory) -> Checked:
    if request.param == "the sample":
        return Checked(sample_run)
    base = tmp_path_factory.mktemp("counted")
    return Checked(run_study(study_of(base / "transcripts", STUDIES[request.param]), base / "outputs"))


def test_the_figures_follow_from_the_tables(checked: Checked) -> None:
    """The same figures, by another way."""
    sources = {row["source"]: row for row in checked.working(tables.SOURCES) if not row["held"]}
    turns = [turn for turn in checked.working(tables.TURNS) if turn["source"] in sources]
    spoken = [turn for turn in turns if turn["role"] == "participant"]
    heard = {turn["source"] for turn in turns}
    kinds = [sources[name]["kind"] for name in heard]
    counts = checked.counts
    assert counts.interviews == kinds.count("interview")
    assert counts.roundtables == kinds.count("roundtable")
    assert counts.documents == kinds.count("document")
    assert counts.cases == len({sources[name]["case"] for name in heard}) == len(checked.dataset("cases"))
    assert counts.participants == len({turn["participant"] for turn in spoken})
    answered = {turn["participant"] for turn in spoken if sources[turn["source"]]["kind"] == "survey"}
    assert counts.respondents == len(answered) == kinds.count("survey")
    assert counts.answers == sum(turn["participant"] in answered for turn in spoken)
    folder = checked.done.study.transcripts
    assert counts.files == sum(
        path.name not in ("cases.csv", "participants.csv", "README.md") for path in folder.iterdir()
    )
    assert counts.files_read == len({sources[name]["file"] for name in heard})
    assert counts.files == counts.files_read + counts.files_held + counts.files_unread + counts.files_excluded
    texts = {name: (checked.done.study.texts / f"{name}.txt").read_text("utf-8") for name in heard}
    assert counts.words == sum(len(texts[turn["source"]][turn["start"] : turn["end"]].split()) for turn in turns)
    quotations = checked.working(tables.QUOTES)
    direct = [row for row in quotations if row["kind"] == "direct"]
    assert counts.passages == len(checked.working(tables.PASSAGES)) + len(direct)
    assert counts.quotations == len(quotations)
    quotes = {row["quote_id"] for row in checked.dataset("coded_quotes")}
    assert counts.quotes == len(quotes)
    assert counts.withheld == len(checked.working(tables.PASSAGES)) + len(quotations) - len(quotes)
    assert counts.organisations == len(checked.dataset("organisations"))
    codes = {row["theme_id"] for row in checked.themes if row["origin"] == "codebook"}
    assert counts.themes == len(codes)
    codings = [row for row in checked.working(tables.CODINGS) if row["theme_id"] in codes]
    units = {row["quote_id"] for row in checked.working(tables.PASSAGES)} | {row["quote_id"] for row in direct}
    assert counts.codings == len(
        {(row["quote_id"], row["theme_id"]) for row in codings if row["quote_id"] in units}
    )
    assert counts.coders == counts.reviewed == counts.rejected == 0
    assert sum(int(row["participants"]) for row in checked.dataset("cases")) >= counts.participants
    assert sum(int(row["words"]) for row in checked.dataset("cases")) == counts.words
    assert sum(int(row["passages"]) for row in checked.dataset("cases")) == counts.passages


def test_the_methods(checked: Checked) -> None:
    text = (checked.outputs / "report" / "methods.md").read_text("utf-8")
    assert len(list(figures_in(text))) >= 3
    assert checked.wrong_in(text) == []
    for one in checked.working(tables.FILES):
        assert one["state"] == "read" or one["reason"].rstrip(".") in text.replace("\\", "")


def test_the_quote_bank(checked: Checked) -> None:
    document = docx.Document(checked.outputs / "report" / "quote_bank.docx")
    quoted = ("Quotation", "Attribution")
    left = {"quote": set(range(checked.counts.quotes))}  # so many more of a theme are in the workbook
    allowed = checked.of_themes()
    allowed["quote"] |= left["quote"]
    for paragraph in document.paragraphs:
        if paragraph.style.name not in quoted and "Before:" not in paragraph.text:
            assert checked.wrong_in(paragraph.text, more=allowed) == [], paragraph.text
    names = {row["theme"]: row for row in checked.themes}
    for before, after in zip(document.paragraphs, document.paragraphs[2:], strict=False):
        if before.style.name == "Heading 1" and (row := names.get(before.text.removeprefix("Candidate: "))):
            assert f"{int(row['passages']):,} passage" in after.text


def test_the_cover_of_the_workbook(checked: Checked) -> None:
    book = openpyxl.load_workbook(io.BytesIO((checked.outputs / "dataset" / "coded_dataset.xlsx").read_bytes()))
    labels = {label: name for name, label, _ in _FIGURES}
    lines = [(row[0].value, row[1].value) for row in book["About"].iter_rows()]
    said = dict(lines[: lines.index(("The sheets", None))])
    given = {labels[text]: value for text, value in said.items() if text in labels}
    assert given == {name: getattr(checked.counts, name) for name in given}
    assert set(given) >= {name for name, _, always in _FIGURES if always}
    for text, about in lines:
        assert checked.wrong_in(f"{text} {about}") == []


def test_the_terminal(checked: Checked) -> None:
    lines = summary_lines(checked.done.study, checked.done.receipts)
    text = "\n".join(lines[1 : lines.index("", 1)])
    assert len(list(figures_in(text))) >= 3
    assert checked.wrong_in(text) == []
    unused = checked.counts.files - checked.counts.files_read
    assert ("not included in these figures" in text) == bool(unused)
    for receipt in checked.done.receipts:
        assert checked.wrong_in(_result_line(receipt, fresh=False)) == [], receipt.stage
    assert set(_REPORTED_COUNTS) == {receipt.stage for receipt in checked.done.receipts}


def test_what_a_run_remembers_is_what_it_says(checked: Checked) -> None:
    assert asdict(Counts.of_summary(checked.done.receipts[-1].summary)) == checked.record["counts"]
    [page] = re.findall(
        r'<script type="application/json" id="study">(.*?)</script>',
        (checked.outputs / "report" / "index.html").read_text("utf-8"), re.S,
    )  # fmt: skip
    data = json.loads(page)
    assert data["counts"] == checked.record["counts"]
    assert len(data["quotes"]) == checked.counts.quotes
    assert sum(theme["origin"] == "codebook" for theme in data["themes"]) == checked.counts.themes


def test_a_theme_has_the_same_figures_everywhere(checked: Checked) -> None:
    page = (checked.outputs / "report" / "index.html").read_text("utf-8")
    data = json.loads(re.search(r'id="study">(.*?)</script>', page, re.S)[1])
    working = {row["theme_id"]: row for row in checked.working(tables.THEMES)}
    together = {(a, b): many for a, b, many in data["together"]}
    quotes = checked.dataset("coded_quotes")
    for at, row in enumerate(checked.themes):
        passages = int(row["passages"])
        assert working[row["theme_id"]]["passages"] == passages
        assert working[row["theme_id"]]["cases"] == int(row["cases"])
        assert sum(cells[at] for cells in data["matrix"].values()) == passages
        by_sector = data["by"].get("sector", {}).get("all", ())
        assert sum(many for _, theme, many, *_ in by_sector if theme == at) == passages
        assert together.get((at, at), 0) == passages
        assert data["themes"][at]["passages"] == passages
        mine = [one for one in quotes if one["theme_id"] == row["theme_id"] and one["counts"] == "yes"]
        assert int(row["quotes"]) == len(mine)
        assert int(row["participants"]) <= checked.counts.participants
        assert int(row["cases"]) == sum(cells[at] > 0 for cells in data["matrix"].values())


_NOT_OURS = "blockquote, q, article, .findings, .cited"  # what people said, why it was coded, what was found


@pytest.mark.slow
def test_the_page(checked: Checked, browser) -> None:
    """All that can be read in it, part by part, but for what people said and why it was coded."""
    path = checked.outputs / "report" / "index.html"
    data = json.loads(re.search(r'id="study">(.*?)</script>', path.read_text("utf-8"), re.S)[1])
    allowed = checked.of_themes()
    allowed["passage"] |= {many for _, _, many in data["together"]}
    allowed["passage"] |= {many for cells in data["matrix"].values() for many in cells}
    compared = [row for kinds in data["by"].values() for rows in kinds.values() for row in rows]
    allowed["passage"] |= {row[2] for row in compared}
    allowed["participant"] |= {many for row in compared for many in row[4:6]}
    allowed["passage"] |= {one[name] for one in data["effort"] for name in ("reviews", "low", "high")}  # planned
    page = browser.new_page()
    seen = 0
    for view in ("overview", "quotes", "framework", "sectors", "together", "candidates", "trust"):
        page.goto(f"{path.resolve().as_uri()}#{view}")
        page.evaluate(f"document.querySelectorAll('{_NOT_OURS}').forEach((one) => one.remove())")
        # Figures of the overview stand one below the other: the name, then the number.
        pairs = page.evaluate(
            "[...document.querySelectorAll('.figures div')].map((one) => "
            "`${one.querySelector('dd').textContent} ${one.querySelector('dt').textContent}`)"
        )
        page.evaluate("document.querySelectorAll('.figures').forEach((one) => one.remove())")
        text = "; ".join([*pairs, page.locator("main").inner_text()])
        seen += len(list(figures_in(text)))
        assert checked.wrong_in(text, more=allowed) == [], view
    assert seen >= 8
    page.close()


@pytest.mark.parametrize("name", [one.name for one in fields(Counts)])
def test_every_figure_says_what_it_counts(name: str) -> None:
    assert len(described(name)) > 10


def test_a_writer_that_counts_by_itself_is_caught(checked: Checked) -> None:
    people = checked.working(tables.PARTICIPANTS)
    planted = len(people) + 1
    assert checked.wrong_in(f"with {planted} participants") == [("participant", planted, None)]
    assert checked.wrong_in(f"made up of {checked.counts.interviews + 1} interviews")
    assert checked.wrong_in(f"{checked.counts.passages + 1:,} passages")


def test_a_theme_that_nobody_voices() -> None:
    assert asdict(ThemeCounts.of(())) == dict.fromkeys((one.name for one in fields(ThemeCounts)), 0)
