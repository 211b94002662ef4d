"""From a draft to its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.corpus import tables
from pipeline.corpus.errors import UserError
from pipeline.corpus.settings import load_settings
from pipeline.corpus.spans import Span
from pipeline.corpus.storage import check_is_file, checksum
from pipeline.corpus.study import Study
from pipeline.emit.stage import EMIT
from pipeline.ingest.stage import INGEST
from pipeline.organisations.stage import ORGANISATIONS
from pipeline.quotes.stage import QUOTES
from pipeline.themes.stage import THEMES
from pipeline.verify.drafts import Draft, DraftQuotation, overlapping, read_draft
from pipeline.verify.figures import AllowedFigures, figures_of
from pipeline.verify.judging import Judge
from pipeline.verify.people import Consents, QuotablePeople
from pipeline.verify.quote_tables import is_quote_table, read_quote_table
from pipeline.verify.row_speakers import RowSpeakers
from pipeline.verify.searching import Finder
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import Checked, Report, UnconsentedName
from pipeline.verify.words import printed
from pipeline.workflow.freshness import mixed_outputs, stage_key
from pipeline.workflow.receipts import Receipt, read_receipt

INTERRUPTED = (
    "the outputs are from two different runs, because one was interrupted or did not run every stage. "
    "Run: pipeline run"
)
STALE = "the transcripts, their tables or the program have changed since the last run. Run: pipeline run"


def verify(study: Study, draft: Path) -> Report:
    """Check every quotation of a draft, the figures that count something of the study, and the names.

    A table or JSON holds quotations that another program made; each is checked, with its source and its speaker.

    Raises:
        UserError: if there is no run to compare with, or the draft cannot be read, or is a transcript itself.
    """
    check_is_file(draft)
    _refuse_transcript(study, draft)
    if is_quote_table(draft):
        return _verify_table(study, draft)
    read = read_draft(draft)
    said = TokenisedCorpus(study)
    consents = Consents(said)
    checked = check_quotations(said, read.quotations, consents=consents)
    return Report(
        draft=draft.name,
        quotations=tuple(checked),
        figures=tuple(figures_of(read, AllowedFigures.of(study, said))),
        names=tuple(_names(read, consents, checked)),
        stale=outdated(study),
        unchecked=read.unchecked,
        spans=tuple((found.span.start, found.span.end) for found in read.quotations),
    )


def _verify_table(study: Study, path: Path) -> Report:
    table = read_quote_table(path)
    said = TokenisedCorpus(study)
    quotations, unchecked = table.quotations, table.unchecked
    rows = RowSpeakers(said, QuotablePeople(said))
    if any(one.source for one in quotations) and not any(rows.called(one.source) for one in quotations):
        # The other program has names of its own for the transcripts; that is no fault of each quotation.
        quotations = tuple(replace(one, source="") for one in quotations)
        unchecked += ("the sources (no transcript of this study has any of these names)",)
    return Report(
        draft=path.name,
        quotations=tuple(check_quotations(said, quotations, consents=Consents(said))),
        stale=outdated(study),
        unchecked=unchecked,
        is_table=True,
    )


def check_quotations(
    said: TokenisedCorpus, quotations: Sequence[DraftQuotation], *, consents: Consents
) -> list[Checked]:
    """A verdict for each quotation."""
    quotes = [printed(found.text) for found in quotations]
    finder = Finder(said, quotes)
    judge = Judge(said, finder, QuotablePeople(said), consents)
    return [judge.judged(found, quote) for found, quote in zip(quotations, quotes, strict=True)]


def outdated(study: Study) -> str:
    """Why the outputs cannot be relied on until the next run; "" if they can."""
    if mixed_outputs(study, (INGEST, ORGANISATIONS, QUOTES, THEMES, EMIT)):
        return INTERRUPTED
    return STALE if is_stale(study) else ""


def is_stale(study: Study) -> bool:
    """Whether the run's tables no longer follow from the study's files."""
    receipts: list[Receipt] = []
    for stage in (INGEST, ORGANISATIONS, QUOTES):
        receipt = read_receipt(study, stage.name)
        if receipt is None:
            return True
        settings = load_settings(study.models / "settings.toml")
        try:
            key = stage_key(stage, study=study, settings=settings, upstream=receipts)
        except (UserError, OSError):
            return True  # the transcripts are not there any more
        if key != receipt.key:
            return True
        receipts.append(receipt)
    return False


def _refuse_transcript(study: Study, draft: Path) -> None:
    if not (study.tables / f"{tables.SOURCES.name}.parquet").exists() or not study.transcripts.is_dir():
        return
    try:
        size, digest = draft.stat().st_size, checksum(draft)
        twins = [path for path in study.transcript_files() if path.stat().st_size == size]
    except (OSError, UserError):
        return
    for path in twins:
        if checksum(path) == digest:
            raise UserError(
                f"this is one of the study's transcripts ({study.file_name(path)}), not a draft",
                "Name the draft report; it must not be in the transcripts folder",
                draft,
            )


def _names(draft: Draft, consents: Consents, checked: Sequence[Checked]) -> list[UnconsentedName]:
    """Names that no quotation's verdict tells of."""
    told: list[Span] = []
    paragraphs = [paragraph.span for paragraph in draft.paragraphs]
    for found, one in zip(draft.quotations, checked, strict=True):
        if any(reason.startswith("names ") for reason in one.reasons):
            told += overlapping(paragraphs, found.span)
    return consents.elsewhere(draft, told=told)
