"""Evaluates quotations and speakers in marked reports: `python -m tests.direct_speech.marked_reports FOLDER`.

FOLDER contains a folder for each report, with

- `report.txt`, or the report in any other format that the pipeline reads (`report.pdf`, `report.docx` …);
- `quotes.jsonl`, one line for each quotation: `quote` (all its words) or `start` and `end` (its first and last
  words in `report.txt`), `speaker` (the name or description that the report gives, "" if it gives none), and
  `optional` if it may be taken for a quotation or not;
- `scare_quotes.txt`, optional: words in quotation marks that quote nobody, one a line.

The report is read as the pipeline reads it. A quotation is found if the shorter of the two texts is in the longer
and has at least four fifths of its length. A speaker is right if it is the marked person, and wrong if it is
anybody else, or anybody at all where the report gives none. `likely` also counts right names that were not printed.
`--misses` lists the errors.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.evidence_records import Quotation
from pipeline.direct_speech.speakers import Speaker
from tests.direct_speech.evaluate import ROOT, same_person, say

_NOT_REPORTS = (".jsonl", ".csv", ".yaml")


class MarkedQuotation(NamedTuple):
    """A quotation that a person marked: its words without punctuation, and its speaker."""

    words: str
    speaker: str
    is_optional: bool = False


@dataclass
class ReportScore:
    """The counts for one or more reports."""

    marked: int = 0
    found: int = 0
    matched: int = 0  # of the quotations that the pipeline found
    hits: int = 0  # of the marked quotations
    attributed: int = 0  # of the hits: those for which the report gives a speaker
    right: int = 0
    wrong: int = 0
    likely: int = 0
    scare: int = 0
    rejected: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: ReportScore) -> None:
        """Add the counts of another report."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def line(self, name: str) -> str:
        """The figures, for the table."""
        shares = (
            (self.hits, self.marked),
            (self.matched, self.found),
            (self.right, self.attributed),
            (self.wrong, self.hits),
            (self.right + self.likely, self.attributed),
            (self.rejected, self.scare),
        )
        figures = "  ".join(f"{part / whole:5.3f}" if whole else "  -  " for part, whole in shares)
        return f"{name:<38}{self.marked:>6}  {figures}"


def quotations_of(report: Path) -> list[tuple[Quotation, str]]:
    """The quotations that the pipeline finds in a report, with their words."""
    from pipeline.cli.stages import STAGES
    from pipeline.corpus import tables
    from pipeline.corpus.study import Study
    from pipeline.quotes.stage import QUOTES
    from pipeline.review.evaluation import Made
    from pipeline.workflow.runner import Run

    with tempfile.TemporaryDirectory() as temporary:
        transcripts = Path(temporary) / "transcripts"
        transcripts.mkdir()
        shutil.copy(report, transcripts)
        (transcripts / "cases.csv").write_text(f"file,case,kind\n{report.name},Report,document\n", "utf-8")
        study = Study(transcripts, ROOT / "models", Path(temporary) / "outputs")
        Run(study).through(STAGES[: STAGES.index(QUOTES) + 1])
        made = Made(study)
        return [(one, plain(one.span.of(made.texts[one.source]))) for one in made.records(tables.QUOTES)]


def marked_in(folder: Path) -> Iterator[MarkedQuotation]:
    """The marked quotations; the words between `start` and `end` are taken from the text of the report."""
    text = folder / "report.txt"
    report = plain(text.read_text("utf-8")) if text.exists() else ""
    for line in (folder / "quotes.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        words = plain(row.get("quote", ""))
        if not words:
            start = report.index(plain(row["start"]))
            words = report[start : report.index(plain(row["end"]), start) + len(plain(row["end"]))]
        yield MarkedQuotation(words, row["speaker"], bool(row.get("optional")))


def report_in(folder: Path) -> Path:
    """The report's own file."""
    files = [path for path in sorted(folder.glob("report.*")) if path.suffix not in _NOT_REPORTS]
    return next((path for path in files if path.suffix != ".txt"), files[0])


def plain(text: str) -> str:
    """The words without marks and case."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’‘“”\"]", "", text.casefold())).strip()


def same_words(one: str, other: str) -> bool:
    """Whether the shorter text is in the longer and has at least four fifths of its length."""
    short, long = sorted((one, other), key=len)
    return bool(short) and short in long and len(short) >= 0.8 * len(long)


def score_of_report(folder: Path) -> ReportScore:
    """The counts for one marked report."""
    made = quotations_of(report_in(folder))
    marked = list(marked_in(folder))
    optional = [one for one in marked if one.is_optional]
    marked = [one for one in marked if not one.is_optional]
    made = [row for row in made if not any(same_words(row[1], one.words) for one in optional)]
    score = ReportScore(marked=len(marked), found=len(made))
    for one in marked:
        rows = [row for row, words in made if same_words(words, one.words)]
        if not rows:
            score.misses.append(f"missed: {one.words[:90]}")
            continue
        score.hits += 1
        score.attributed += bool(one.speaker)
        _count_speaker(score, rows, one)
    for row, words in made:
        if any(same_words(words, one.words) for one in marked):
            score.matched += 1
        else:
            score.misses.append(f"not marked: {words[:90]} ({row.speaker or row.likely_speaker})")
    scare = folder / "scare_quotes.txt"
    rejected = [plain(line) for line in scare.read_text("utf-8").splitlines()] if scare.exists() else []
    score.scare = len(rejected)
    score.rejected = sum(all(words != each for _, words in made) for each in rejected)
    return score


def _count_speaker(score: ReportScore, rows: Sequence[Quotation], one: MarkedQuotation) -> None:
    """Count the speaker of one marked quotation, which may be printed twice."""
    given = [row.speaker for row in rows if row.speaker and not Speaker(row.speaker).is_pronoun]
    likely = [row.likely_speaker for row in rows if row.likely_speaker]
    if one.speaker and any(same_person(name, one.speaker, teller="") for name in given):
        score.right += 1
        return
    if given:
        score.wrong += 1
    elif one.speaker and any(same_person(name, one.speaker, teller="") for name in likely):
        score.likely += 1
    if one.speaker or given:
        told = given[0] if given else f"({likely[0]})" if likely else ""
        rule = rows[0].speaker_rule
        score.misses.append(f"speaker {told!r}, not {one.speaker!r} [{rule}]: {one.words[:60]}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.direct_speech.marked_reports", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with a folder for each marked report")
    parser.add_argument("--misses", action="store_true", help="list the errors")
    asked = parser.parse_args(arguments)
    say(f"{'':<38}{'quotes':>6}  {'R':<5}  {'P':<5}  {'right':<5}  {'wrong':<5}  likely scare")
    total = ReportScore()
    for marked in sorted(asked.folder.glob("*/quotes.jsonl")):
        score = score_of_report(marked.parent)
        total.add(score)
        say(score.line(marked.parent.name))
        if asked.misses:
            say("".join(f"    {miss}\n" for miss in score.misses))
    say(total.line("all"))


if __name__ == "__main__":
    main()
