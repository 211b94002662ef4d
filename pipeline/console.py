"""How a run looks on the terminal: a bar for each stage (plain lines without a terminal), a closing summary."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.engine import Engine
from pipeline.receipts import Receipt
from pipeline.records import Finding
from pipeline.remote import Elsewhere
from pipeline.runner import Run, made_tables
from pipeline.study import Study, Texts
from pipeline.work import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from pipeline.review.agreement import Agreed
    from pipeline.themes.adoption import Listed
    from pipeline.verify import Report

_SHOWN_FINDINGS = 12
_TABLE_WIDTH = 90  # narrower terminals are told in lines
_WIDEST = 110
_FEWEST_UNITS = 3  # transcripts, to say something about saturation

NEEDS_A_PERSON = 1
COULD_NOT_RUN = 2


def needs_a_person() -> NoReturn:
    """End: all is done, but something wants a person's eye."""
    sys.exit(NEEDS_A_PERSON)


class Front:
    """The options that all commands share."""

    def __init__(self, *, study: Study, engine: Engine, quiet: bool, elsewhere: Elsewhere) -> None:
        self.study = study
        self.engine = engine
        self.quiet = quiet
        self.elsewhere = elsewhere

    def bring_up_to_date(self, stages: Sequence[Stage]) -> list[Receipt]:
        """Run the stages, with bars, lines or silence."""
        if self.quiet:
            return Run(self.study, self.engine).through(stages)
        if not on_a_terminal():
            return Run(self.study, self.engine, Lines()).through(stages)
        with Bars() as bars:
            return Run(self.study, self.engine, bars).through(stages)

    def show(self, stage: Stage, receipt: Receipt, *, full: bool) -> None:
        """Print what a stage made, and what of it wants a person's eye."""
        wanted = [finding for finding in receipt.findings if finding.level != "note"]
        if stage.picture:
            made = made_tables(self.study, stage)
            texts = Texts(self.study.texts, list(made["sources"]["source"]))
            for lines in stage.picture(made, texts, receipt.findings, full=full):
                click.echo(lines)
            if full:  # the picture of each source holds its own
                shown = {*made["sources"]["file"], *made["sources"]["source"]}
                wanted = [finding for finding in wanted if finding.file not in shown]
        for line in finding_lines(wanted, most=len(wanted)):
            click.echo(line)


class Lines:
    """Tells of each stage in one line, when it is done: for logs and pipes."""

    def started(self, stage: Stage) -> None:
        """Nothing yet."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Nothing: a log is no place for a bar."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """One line."""
        click.echo(f"{stage.name:<14} {_told(receipt, fresh=fresh)} ({seconds:.1f} s)", err=True)


class Bars:
    """Draws a bar for each stage on a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress: Progress = Progress(
            TextColumn("{task.fields[stage]:<14}"),
            BarColumn(bar_width=30),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._progress.stop()

    def started(self, stage: Stage) -> None:
        """A bar that moves, until it is known how much there is."""
        self._tasks[stage.name] = self._progress.add_task("…", total=None, stage=stage.name)

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """The bar as far as it is."""
        self._progress.update(
            self._tasks[stage.name], description=f"{what} {done}/{total}", completed=done, total=max(total, 1)
        )

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """A full bar with what came out."""
        self._progress.update(
            self._tasks[stage.name], description=_told(receipt, fresh=fresh), completed=1, total=1
        )


def on_a_terminal() -> bool:
    """Whether bars can be drawn."""
    return sys.stderr.isatty()


def counted(count: int, one: str, many: str = "") -> str:
    """`1 theme`, `2 themes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


_NAMES: Mapping[str, tuple[str, str]] = {
    "interviews": ("interview", "interviews"),
    "roundtables": ("roundtable", "roundtables"),
    "answers": ("answer", "answers"),
    "documents": ("case study", "case studies"),
    "notes": ("set of notes", "sets of notes"),
    "participants": ("participant", "participants"),
    "organisations": ("organisation", "organisations"),
    "mentions": ("mention", "mentions"),
    "ties": ("tie", "ties"),
    "passages": ("passage", "passages"),
    "quotations": ("quotation", "quotations"),
    "redactions": ("redaction", "redactions"),
    "themes": ("theme", "themes"),
    "candidates": ("candidate", "candidates"),
    "coded": ("coded passage", "coded passages"),
    "quotes": ("row of quotes", "rows of quotes"),
    "shortlisted": ("shortlisted", "shortlisted"),
    "linked": ("linked to a register", "linked to a register"),
}


def _told(receipt: Receipt, *, fresh: bool) -> str:
    parts = [counted(count, *_NAMES[what]) for what, count in receipt.summary.items() if what in _NAMES and count]
    told = ", ".join(parts) or "nothing found"
    return f"unchanged: {told}" if fresh else told


def summary_lines(study: Study, receipts: Sequence[Receipt]) -> list[str]:
    """The closing summary: what came out, where it lies, what wants a person's eye."""
    counts: dict[str, int] = {}
    for receipt in receipts:
        counts.update(receipt.summary)
    name = study.transcripts.resolve().name.replace("_", " ").replace("-", " ").strip().capitalize()
    material = [
        counted(counts[what], *_NAMES[what])
        for what in ("interviews", "roundtables", "answers", "documents", "notes")
        if counts.get(what)
    ]
    findings = [finding for receipt in receipts for finding in receipt.findings]
    wanted = [finding for finding in findings if finding.level != "note"]
    voices = [(counts.get("participants", 0), "participant"), (counts.get("answers", 0), "respondent")]
    who = " and ".join(counted(count, voice) for count, voice in voices if count) or "nobody"
    said = [f"{counted(counts['passages'], 'passage')} from {who}"]
    if "organisations" in counts:
        said.append(counted(counts["organisations"], "organisation"))
    if "themes" in counts:
        said.append(f"{counted(counts['themes'], 'theme')} and {counted(counts.get('candidates', 0), 'candidate')}")
    said.append(f"{counted(len(wanted), 'thing')} to look at" if wanted else "nothing that needs a look")
    lines = ["", f"{name} study: {', '.join(material)}.", f"{'; '.join(said)}.", *_saturation(counts), ""]
    lines += finding_lines(wanted)
    lines += [
        f"The page            {study.outputs / 'report' / 'index.html'}",
        f"The quote bank      {study.outputs / 'report' / 'quote_bank.docx'}",
        f"The coded dataset   {study.outputs / 'dataset' / 'coded_dataset.xlsx'}",
        f"The same as CSV     {study.outputs / 'dataset'}",
        f"For your eyes only  {study.private}   (who is who; never pass it on)",
    ]
    return lines


def _saturation(counts: Mapping[str, int]) -> list[str]:
    """Whether the last transcripts brought new themes; nothing where they are too few to say."""
    units, last = counts.get("units", 0), counts.get("last new theme", 0)
    if units < _FEWEST_UNITS or not last:
        return []
    only_interviews = counts.get("interviews") == units
    what = "interviews" if only_interviews else "transcripts (a survey is one)"
    if last == units:
        return [f"The last of {units} {what} still brought a new theme: see saturation.csv."]
    return [f"No new theme after the {ordinal(last)} of {units} {what}: see saturation.csv."]


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in a mark of its own."""
    return text if not text or text.endswith((".", "!", "?", "…", ".)")) else f"{text}."


def finding_lines(findings: Sequence[Finding], *, most: int = _SHOWN_FINDINGS) -> list[str]:
    """What wants a person's eye, the worst first."""
    lines = []
    ranked = sorted(findings, key=lambda finding: finding.level != "problem")
    for finding in ranked[:most]:
        where = finding.file + (f", line {finding.line}" if finding.line else "")
        mark = "!" if finding.level == "problem" else "-"
        told = " ".join(
            filter(None, (f"{where}:" if where else "", *map(sentence, (finding.finding, finding.remedy))))
        )
        lines.append(f"  {mark} {told}")
    if len(findings) > most:
        lines.append(f"    and {len(findings) - most} more in dataset/findings.csv")
    return [*lines, ""] if lines else []


def candidate_lines(candidates: Sequence[Listed]) -> list[str]:
    """The candidates by their numbers, and what to do with them."""
    lines = []
    for one in candidates:
        heard = f"{counted(one.passages, 'passage')} in {counted(one.cases, 'case')}"
        lines.append(f"{one.number:>3}  {one.name:<40}{heard}; comes back in {one.stability:.0%} of resamples")
    if lines:
        return [*lines, "To make one a code: pipeline themes adopt NUMBER"]
    return ["The last run found no candidates: nothing beyond the codebook that several people speak of."]


def show_report(report: Report, *, draft: Path, form: str, everything: bool) -> None:
    """What `verify` found: on a terminal of some width as a table, else as lines, or as JSON or a page."""
    import shutil

    from pipeline.verify.saving import rendered

    width = shutil.get_terminal_size().columns
    if form == "text" and sys.stdout.isatty() and width >= _TABLE_WIDTH:
        _show_table(report, everything=everything)
        return
    told = rendered(report, draft=draft, form=form, width=min(width, _WIDEST), everything=everything)
    click.echo(told.decode(), nl=False)


def _show_table(report: Report, *, everything: bool) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.verify.telling import marked, told_of
    from pipeline.verify.verdicts import Verdict

    console = Console()
    table = Table(show_lines=True, expand=True, header_style="bold")
    for head, width, ratio in (("line", 5, 0), ("verdict", 15, 0), ("draft", 0, 8), ("what was said", 0, 10)):
        table.add_column(head, width=width or None, ratio=ratio or None, overflow="fold")
    for one in report.quotations:
        if everything or one.verdict.needs_a_person or one.verdict is Verdict.TIDIED:
            style = (
                "bold red" if one.verdict.needs_a_person else "yellow" if marked(one.verdict) == "~" else "green"
            )
            (_, draft), *told = told_of(one)
            lines = [text if word in ("said", "by") else f"{word}: {text}" for word, text in told]
            verdict = Text(f"{marked(one.verdict)} {one.verdict.value}", style=style)
            table.add_row(Text(one.part or str(one.line)), verdict, Text(draft), Text("\n".join(lines)))
    for line, text in (
        *((figure.line, f"“{figure.text}”: {figure.wrong}") for figure in report.figures if figure.wrong),
        *((name.line, f"names {name.name} ({name.participant}: {name.reason})") for name in report.names),
    ):
        table.add_row(Text(str(line)), Text("! figure or name", style="bold red"), Text(text), Text(""))
    if table.row_count:
        console.print(table)
    if report.stale:
        console.print(Text(f"Note: {report.stale}", style="yellow"))
    console.print(Text(report.summary(), style="bold"))


def agreement_lines(agreed: Agreed) -> list[str]:
    """How far coders agree, pair by pair and theme by theme, with what it means; then how sure is sure."""
    lines = [f"{'coders':<30}{'theme':<18}{'judged':>7}{'alike':>7}{'kappa':>8}{'alpha':>8}{'AC1':>8}"]
    for row in agreed.rows:
        figures = "".join(
            f"{'-' if one is None else f'{one.value:.2f}':>8}" for one in (row.kappa, row.alpha, row.ac1)
        )
        pair = f"{row.one} / {row.other}" if row.other else row.one
        lines.append(f"{pair:<30}{row.theme_id or 'all themes':<18}{row.judged:>7}{row.same:>7}{figures}")
        lines.append(f"    {row.meaning}")
        if row.ac1 is not None and not row.few:
            lines.append(f"    AC1 {row.ac1}; in brackets the bounds of 95% of resamples.")
    told = [row for row in agreed.reliability if not row["theme_id"] and row["judged"]]
    if told:
        lines += ["", "Of what the pipeline was so sure of, before it was told, people accepted:"]
        for one in told:
            lines.append(f"    {one['low']:.1f} to {one['high']:.1f}: {one['right']:.0%} of {one['judged']}")
    return lines
