"""What a run prints: a progress bar for each stage (or a line, if there is no terminal) and a closing summary."""

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
from pipeline.emit.page import PAGE_WITH_RECORDINGS
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
_TABLE_WIDTH = 90  # on a narrower terminal the report of `verify` is printed as lines
_WIDEST = 110

NEEDS_CHECKING = 1
COULD_NOT_RUN = 2


json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, for other programs.")


def echo_json(report: object) -> None:
    """Print a report of records as JSON, with the names of their fields."""
    import json
    from dataclasses import fields, is_dataclass

    def plain(value: object) -> object:
        if is_dataclass(value):
            return {field.name: getattr(value, field.name) for field in fields(value)}
        return sorted(value) if isinstance(value, set | frozenset) else str(value)

    click.echo(json.dumps(report, default=plain, ensure_ascii=False, indent=2))


def exit_needs_checking() -> NoReturn:
    """Exit with code 1: the command is done, but something needs checking."""
    sys.exit(NEEDS_CHECKING)


class AppContext:
    """The options that all commands share."""

    def __init__(
        self, *, study: Study, engine: Engine, quiet: bool, remote: RemoteFolder, wait: float = WAIT
    ) -> None:
        self.study = study
        self.engine = engine
        self.quiet = quiet
        self.remote = remote
        self.wait = wait
        self.log: Path | None = None  # the log file, once a command writes one

    @contextmanager
    def hold(self, access: Access) -> Iterator[None]:
        """Hold the study's locks. Prints a message if another command has them, or the disk does not support them.

        A command that writes outputs also keeps a log.
        """

        def tell(sentence: str) -> None:
            click.echo(f"pipeline: {self.remote.told(sentence)}", err=True)

        with hold(self.study, access, wait=self.wait, tell=tell), ExitStack() as stack:
            if self.log is None and access.outputs is Mode.EXCLUSIVE:
                self.log = self.study.private / LOG_FILE
                command = click.get_current_context().command_path.partition(" ")[2]
                stack.enter_context(log_file(self.study.private, command))
            yield

    def bring_up_to_date(self, stages: Sequence[Stage]) -> list[Receipt]:
        """Run the stages, with progress bars, log lines or no output, as the options and the terminal ask."""
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
        """Print the results of a stage, and what needs checking."""
        wanted = [finding for finding in receipt.findings if finding.level != "note"]
        if stage.picture:
            made = made_tables(self.study, stage)
            texts = Texts(self.study.texts, list(made["sources"]["source"]))
            folder = self.study.transcripts
            for lines in stage.picture(made, texts, receipt.findings, full=full, folder=folder):
                click.echo(lines)
            if full:  # the preview of each source includes its findings
                shown = {*made["sources"]["file"], *made["sources"]["source"]}
                wanted = [finding for finding in wanted if finding.file not in shown]
        for line in finding_lines(wanted):
            click.echo(line)


class LogReporter:
    """Prints one line when a stage is done: for logs and pipes."""

    def started(self, stage: Stage) -> None:
        """Prints nothing."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Prints nothing."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """Print the line of the stage."""
        click.echo(f"{stage.name:<14} {_result_line(receipt, fresh=fresh)} ({seconds:.1f} s)", err=True)


class ProgressReporter:
    """Shows a progress bar for each stage on a terminal."""

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
        """Show an indeterminate bar until the total is known."""
        self._tasks[stage.name] = self._progress.add_task("…", total=None, stage=stage.name)

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Update the bar."""
        self._progress.update(
            self._tasks[stage.name], description=f"{what} {done}/{total}", completed=done, total=max(total, 1)
        )

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """Fill the bar and show the counts."""
        self._progress.update(
            self._tasks[stage.name], description=_result_line(receipt, fresh=fresh), completed=1, total=1
        )


def on_a_terminal() -> bool:
    """Whether progress bars can be shown."""
    return sys.stderr.isatty()


# The counts that each stage reports when it is done.
_REPORTED_COUNTS: Mapping[str, tuple[str, ...]] = {
    "ingest": ("interviews", "roundtables", "respondents", "documents", "notes", "chats", "participants"),
    "organisations": ("organisations", "mentions", "ties", "linked"),
    "quotes": ("passages", "quotations", "redactions"),
    "themes": ("themes", "candidates", "coded", "suggested"),
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
    "suggested": ("with suggestions only", "with suggestions only"),
    "quotes": ("quote", "quotes"),
    "shortlisted": ("shortlisted", "shortlisted"),
    "linked": ("linked to a register", "linked to a register"),
}


def _result_line(receipt: Receipt, *, fresh: bool) -> str:
    reported = _REPORTED_COUNTS.get(receipt.stage, ())
    parts = [counted(receipt.summary[what], *_NAMES[what]) for what in reported if receipt.summary.get(what)]
    line = ", ".join(parts) or "nothing found"
    return f"unchanged: {line}" if fresh else line


def summary_lines(study: Study, receipts: Sequence[Receipt]) -> list[str]:
    """The closing summary: the results, where the files are, and what needs checking."""
    counts = Counts.of_summary(receipts[-1].summary)
    findings = [finding for receipt in receipts for finding in receipt.findings]
    wanted = [finding for finding in findings if finding.level != "note"]
    material = [
        counted(getattr(counts, what), *_NAMES[what])
        for what in ("interviews", "roundtables", "respondents", "documents", "notes", "chats")
        if getattr(counts, what)
    ]
    kinds = len(grouped(wanted))
    totals = [
        f"{counted(counts.passages, 'passage')} from {counted(counts.participants, 'participant')}",
        counted(counts.organisations, "organisation"),
        f"{counted(counts.themes, 'theme')} and {counted(counts.candidates, 'candidate')}",
        f"{counted(kinds, 'kind')} of finding to check" if kinds else "nothing to check",
    ]
    lines = [
        "",
        f"{study.title} study: {', '.join(material) or 'no text could be read'}.",
        *_surveys(counts),
        *_unused(counts),
    ]
    lines += [f"{'; '.join(totals)}.", *_states(counts), *_saturation(counts), "", *finding_kind_lines(wanted)]
    listen = study.outputs / PAGE_WITH_RECORDINGS
    lines += [
        f"Web page            {study.outputs / 'report' / 'index.html'}",
        f"Quote bank          {study.outputs / 'report' / 'quote_bank.docx'}",
        f"Coded dataset       {study.outputs / 'dataset' / 'coded_dataset.xlsx'}",
        f"CSV tables          {study.outputs / 'dataset'}",
        *([f"With recordings     {listen}   (do not share)"] if listen.exists() else []),
        f"Confidential        {study.private}   (identifies participants: do not share)",
    ]
    return lines


def _surveys(counts: Counts) -> list[str]:
    """The survey rows: how many have answers, and how many were set aside."""
    if not counts.invited:
        return []
    return [
        f"Survey rows: {counts.invited:,}, with answers in their own words: {counts.respondents:,}; "
        f"set aside: {counts.set_aside:,}; non-answers: {counts.non_answers:,}."
    ]


def _unused(counts: Counts) -> list[str]:
    """How many files are not included in the figures."""
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


def _states(counts: Counts) -> list[str]:
    """How many codings are confirmed, sure or suggested."""
    if not counts.codings:
        return []
    lines = [f"Codings: {counts.confirmed:,} confirmed, {counts.sure:,} sure, {counts.suggested:,} suggested."]
    if counts.suggested and not counts.confirmed:
        lines.append("Suggestions are not counted. To review them: pipeline review, or pipeline review export.")
    return lines


def _saturation(counts: Counts) -> list[str]:
    """Whether the last transcripts still added new themes; nothing if that cannot be computed yet."""
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
    """A line for each finding, the most serious first."""
    lines = [_finding_line(Group((finding,))) for finding in ranked(findings)]
    return [*lines, ""] if lines else []


def finding_kind_lines(findings: Sequence[Finding]) -> list[str]:
    """A line for each kind of finding, the most serious first. All findings are in findings.csv."""
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
    """A numbered line for each candidate, and how to adopt one."""
    lines = []
    for one in candidates:
        support = f"suggested for {counted(one.passages, 'passage')} in {counted(one.cases, 'case')}"
        nearest = f"; nearest code: {one.nearest_code}" if one.nearest_code else ""
        again = f"found again in {one.stability:.0%} of repeat runs"
        lines.append(f"{one.number:>3}  {one.name:<40}{support}; {again}{nearest}")
    if lines:
        return [*lines, "To adopt one as a code, run: pipeline themes adopt NUMBER"]
    return ["The last run found no candidate themes: no topic outside the codebook is shared by several people."]


def show_report(report: Report, *, draft: Path, form: str, everything: bool) -> None:
    """Print the report of `verify`: as a table on a wide terminal, otherwise as lines, JSON or HTML."""
    import shutil

    from pipeline.verify.saving import rendered

    width = shutil.get_terminal_size().columns
    if form == "text" and sys.stdout.isatty() and width >= _TABLE_WIDTH:
        _show_table(report, everything=everything)
        return
    content = rendered(report, draft=draft, form=form, width=min(width, _WIDEST), everything=everything)
    click.echo(content.decode(), nl=False)


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
            (_, draft), *details = described(one)
            lines = [text if word in ("said", "by") else f"{word}: {text}" for word, text in details]
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
