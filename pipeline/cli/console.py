"""A run on the terminal: a progress bar for each stage (lines without a terminal) and a closing summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.logs import LOG_FILE, LoggingReporter, log_file
from pipeline.corpus.counts import Counts, counted, joined
from pipeline.corpus.findings import Group, grouped, ranked
from pipeline.corpus.records import Finding
from pipeline.corpus.study import Study, Texts
from pipeline.workflow.locks import WAIT, WRITES_OUTPUTS, Access, Mode, hold
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt
from pipeline.workflow.remote_folder import RemoteFolder
from pipeline.workflow.runner import Run, made_tables
from pipeline.workflow.stage import NullReporter, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from pipeline.themes.adoption import ListedCandidate
    from pipeline.verify import Report

_SHOWN_KINDS = 12
_TABLE_WIDTH = 90  # narrower terminals are told in lines
_WIDEST = 110

NEEDS_A_PERSON = 1
COULD_NOT_RUN = 2


def needs_a_person() -> NoReturn:
    """End the command: the work is done, but something needs checking."""
    sys.exit(NEEDS_A_PERSON)


class AppContext:
    """The options that all commands share."""

    def __init__(
        self, *, study: Study, engine: Engine, quiet: bool, elsewhere: RemoteFolder, wait: float = WAIT
    ) -> None:
        self.study = study
        self.engine = engine
        self.quiet = quiet
        self.elsewhere = elsewhere
        self.wait = wait
        self.log: Path | None = None  # the log file, once a command writes one

    @contextmanager
    def hold(self, access: Access) -> Iterator[None]:
        """Hold the study's locks; the user is told if another command is at work, or the disk has no locks.

        A command that writes outputs keeps a log meanwhile.
        """

        def tell(sentence: str) -> None:
            click.echo(f"pipeline: {self.elsewhere.told(sentence)}", err=True)

        with hold(self.study, access, wait=self.wait, tell=tell), ExitStack() as stack:
            if self.log is None and access.outputs is Mode.EXCLUSIVE:
                self.log = self.study.private / LOG_FILE
                command = click.get_current_context().command_path.partition(" ")[2]
                stack.enter_context(log_file(self.study.private, command))
            yield

    def bring_up_to_date(self, stages: Sequence[Stage]) -> list[Receipt]:
        """Run the stages, with bars, lines or silence."""
        with self.hold(WRITES_OUTPUTS):
            return self._bring_up_to_date(stages)

    def _bring_up_to_date(self, stages: Sequence[Stage]) -> list[Receipt]:
        if self.quiet:
            return Run(self.study, self.engine, LoggingReporter(NullReporter())).through(stages)
        if not on_a_terminal():
            return Run(self.study, self.engine, LoggingReporter(LogReporter())).through(stages)
        with ProgressReporter() as bars:
            return Run(self.study, self.engine, LoggingReporter(bars)).through(stages)

    def show(self, stage: Stage, receipt: Receipt, *, full: bool) -> None:
        """Print what a stage made, and what needs checking."""
        wanted = [finding for finding in receipt.findings if finding.level != "note"]
        if stage.picture:
            made = made_tables(self.study, stage)
            texts = Texts(self.study.texts, list(made["sources"]["source"]))
            folder = self.study.transcripts
            for lines in stage.picture(made, texts, receipt.findings, full=full, folder=folder):
                click.echo(lines)
            if full:  # the picture of each source holds its own
                shown = {*made["sources"]["file"], *made["sources"]["source"]}
                wanted = [finding for finding in wanted if finding.file not in shown]
        for line in finding_lines(wanted):
            click.echo(line)


class LogReporter:
    """Tells of each stage in one line, when it is done: for logs and pipes."""

    def started(self, stage: Stage) -> None:
        """Nothing yet."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Nothing: a log is no place for a bar."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """One line."""
        click.echo(f"{stage.name:<14} {_told(receipt, fresh=fresh)} ({seconds:.1f} s)", err=True)


class ProgressReporter:
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

    def __enter__(self) -> ProgressReporter:
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


# What each stage says of itself when it is done.
_TOLD_BY: Mapping[str, tuple[str, ...]] = {
    "ingest": ("interviews", "roundtables", "respondents", "documents", "notes", "chats", "participants"),
    "organisations": ("organisations", "mentions", "ties", "linked"),
    "quotes": ("passages", "quotations", "redactions"),
    "themes": ("themes", "candidates", "coded"),
    "emit": ("quotes", "shortlisted"),
}
_NAMES: Mapping[str, tuple[str, str]] = {
    "interviews": ("interview", "interviews"),
    "roundtables": ("roundtable", "roundtables"),
    "respondents": ("survey response", "survey responses"),
    "documents": ("document", "documents"),
    "notes": ("set of notes", "sets of notes"),
    "chats": ("chat", "chats"),
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
    "quotes": ("quote", "quotes"),
    "shortlisted": ("shortlisted", "shortlisted"),
    "linked": ("linked to a register", "linked to a register"),
}


def _told(receipt: Receipt, *, fresh: bool) -> str:
    told_of = _TOLD_BY.get(receipt.stage, ())
    parts = [counted(receipt.summary[what], *_NAMES[what]) for what in told_of if receipt.summary.get(what)]
    told = ", ".join(parts) or "nothing found"
    return f"unchanged: {told}" if fresh else told


def summary_lines(study: Study, receipts: Sequence[Receipt]) -> list[str]:
    """The closing summary: what came out, where it lies, what needs checking."""
    counts = Counts.of_summary(receipts[-1].summary)
    name = study.transcripts.resolve().name.replace("_", " ").replace("-", " ").strip().capitalize()
    findings = [finding for receipt in receipts for finding in receipt.findings]
    wanted = [finding for finding in findings if finding.level != "note"]
    material = [
        counted(getattr(counts, what), *_NAMES[what])
        for what in ("interviews", "roundtables", "respondents", "documents", "notes", "chats")
        if getattr(counts, what)
    ]
    kinds = len(grouped(wanted))
    said = [
        f"{counted(counts.passages, 'passage')} from {counted(counts.participants, 'participant')}",
        counted(counts.organisations, "organisation"),
        f"{counted(counts.themes, 'theme')} and {counted(counts.candidates, 'candidate')}",
        f"{counted(kinds, 'kind')} of finding to check" if kinds else "nothing to check",
    ]
    lines = [
        "",
        f"{name} study: {', '.join(material) or 'no text could be read'}.",
        *_surveys(counts),
        *_unused(counts),
    ]
    lines += [f"{'; '.join(said)}.", *_saturation(counts), "", *finding_kind_lines(wanted)]
    lines += [
        f"Web page            {study.outputs / 'report' / 'index.html'}",
        f"Quote bank          {study.outputs / 'report' / 'quote_bank.docx'}",
        f"Coded dataset       {study.outputs / 'dataset' / 'coded_dataset.xlsx'}",
        f"CSV tables          {study.outputs / 'dataset'}",
        f"Confidential        {study.private}   (identifies participants: do not share)",
    ]
    return lines


def _surveys(counts: Counts) -> list[str]:
    """Who answered the surveys, and what was set aside."""
    if not counts.invited:
        return []
    return [
        f"Survey rows: {counts.invited:,}, with answers in their own words: {counts.respondents:,}; "
        f"set aside: {counts.set_aside:,}; non-answers: {counts.non_answers:,}."
    ]


def _unused(counts: Counts) -> list[str]:
    """How many files are not part of any figure."""
    parts = [
        f"{count:,} {what}"
        for count, what in (
            (counts.files_unread, "could not be read"),
            (counts.files_held, "held back until checked"),
            (counts.files_excluded, "not opened"),
        )
        if count
    ]
    if not parts:
        return []
    return [f"Of {counted(counts.files, 'file')}, {joined(parts)} (not included in these figures)."]


def _saturation(counts: Counts) -> list[str]:
    """What the last transcripts brought; nothing while that cannot be known."""
    units, last = counts.saturation_units, counts.last_new_theme
    if not units:
        return []
    what = f"{units:,} transcripts" + (" (each survey counts as one)" if counts.surveys else "")
    if last == units:
        return [f"The last of {what} still added a new theme: see saturation.csv."]
    return [f"No new theme after the {ordinal(last)} of {what}: see saturation.csv."]


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def finding_lines(findings: Sequence[Finding]) -> list[str]:
    """A line for each finding, what endangers the study first."""
    lines = [_finding_line(Group((finding,))) for finding in ranked(findings)]
    return [*lines, ""] if lines else []


def finding_kind_lines(findings: Sequence[Finding]) -> list[str]:
    """A line for each kind of finding, what endangers the study first; all of them are in findings.csv."""
    groups = grouped(findings)
    lines = [_finding_line(group) for group in groups[:_SHOWN_KINDS]]
    if len(groups) > _SHOWN_KINDS:
        lines.append(f"    and {len(groups) - _SHOWN_KINDS} more")
    if len(findings) > len(lines):
        lines.append("    All findings are in dataset/findings.csv.")
    return [*lines, ""] if lines else []


def _finding_line(group: Group) -> str:
    words = group.findings[0].words
    return f"  {'!' if group.level == 'problem' else '-'} {group.line}{f' Words: {words}' if words else ''}"


def candidate_lines(candidates: Sequence[ListedCandidate]) -> list[str]:
    """The candidates by their numbers, and what to do with them."""
    lines = []
    for one in candidates:
        heard = f"{counted(one.passages, 'passage')} in {counted(one.cases, 'case')}"
        lines.append(f"{one.number:>3}  {one.name:<40}{heard}; found again in {one.stability:.0%} of repeat runs")
    if lines:
        return [*lines, "To adopt one as a code, run: pipeline themes adopt NUMBER"]
    return ["The last run found no candidate themes: no topic outside the codebook is shared by several people."]


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

    from pipeline.verify.report import described, marked
    from pipeline.verify.verdicts import Verdict

    console = Console()
    table = Table(show_lines=True, expand=True, header_style="bold")
    for head, width, ratio in (("line", 5, 0), ("verdict", 15, 0), ("draft", 0, 8), ("transcript", 0, 10)):
        table.add_column(head, width=width or None, ratio=ratio or None, overflow="fold")
    for one in report.quotations:
        if everything or one.verdict.needs_a_person or one.verdict is Verdict.TIDIED:
            style = (
                "bold red" if one.verdict.needs_a_person else "yellow" if marked(one.verdict) == "~" else "green"
            )
            (_, draft), *told = described(one)
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
