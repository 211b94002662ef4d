"""Where a report is written: where the researcher says, and never among what is handed over."""

from __future__ import annotations

from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import write_whole
from pipeline.corpus.study import Study
from pipeline.verify.comments import with_comments
from pipeline.verify.quote_tables import is_quote_table
from pipeline.verify.report import as_json, as_page, as_table, report_lines
from pipeline.verify.verdicts import Report


def rendered(report: Report, *, draft: Path, form: str, width: int = 80, everything: bool = False) -> bytes:
    """The report in one of the formats.

    Raises:
        UserError: if a copy of the draft is wanted and it cannot be read.
    """
    if form == "csv":
        return as_table(report).encode()
    if form == "docx":
        return with_comments(draft, report)
    if form == "html":
        return as_page(report).encode()
    if form == "json":
        return as_json(report).encode()
    return ("\n".join(report_lines(report, width=width, everything=everything)) + "\n").encode()


def place_for(study: Study, draft: Path, *, form: str, output: Path | None) -> Path | None:
    """Where to write, or None for the terminal: a Word document goes beside the draft unless said otherwise.

    Raises:
        UserError: if it would overwrite the draft, or lie where files are handed over from.
    """
    if form == "docx" and is_quote_table(draft):
        raise UserError("a table has no margin for comments", "Use --format csv, html or json", draft)
    if output is None and form == "docx":
        output = draft.with_name(f"{draft.stem}_checked.docx")
    if output is None:
        return None
    if output.is_dir():
        output = output / f"{draft.stem}_checked.{'txt' if form == 'text' else form}"
    place = output.resolve()
    if place == draft.resolve():
        raise UserError("the output would overwrite the draft", "Name another file with --output", output)
    study.refuse_shared_place(output)
    if place.is_relative_to(study.transcripts.resolve()):
        raise UserError(
            "the output must not be in the transcripts folder", "Name another file with --output", output
        )
    if not place.parent.is_dir():
        raise UserError("the folder does not exist", "Create it, or name another file with --output", output.parent)
    return output


def save(report: Report, place: Path, *, draft: Path, form: str) -> None:
    """Write the report; it is the researcher's alone."""
    write_whole(place, rendered(report, draft=draft, form=form, everything=True), private=True)
