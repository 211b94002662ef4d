"""emit: from everything that was found to the coded dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.corpus.quote_choices import QUOTES_FILE
from pipeline.corpus.review_files import MEMOS_FILE, read_memos
from pipeline.corpus.settings import SECTIONS
from pipeline.corpus.tables import (
    ATTRIBUTIONS,
    CANDIDATE_CLASSES,
    CODINGS,
    EFFORT,
    FILES,
    JUDGEMENTS,
    MENTIONS,
    ORGANISATIONS,
    PARTICIPANTS,
    PASSAGES,
    QUOTES,
    REDACTIONS,
    RELIABILITY,
    SOURCES,
    SURVEY_COLUMNS,
    SURVEY_RESPONSES,
    THEMES,
    THRESHOLDS,
    TIES,
    TRAIL,
    TURNS,
)
from pipeline.workflow.stage import Outcome, Stage, Work

if TYPE_CHECKING:
    from pipeline.emit.material import Material
    from pipeline.emit.passed_words import PassedWords, Recalled
    from pipeline.people.redaction import Redactor


def _passed_words(work: Work, material: Material, redactor: Redactor) -> PassedWords:
    """What passed the gate in the run before, by a digest of all that this depends on."""
    from pipeline.emit.gate import redacted_places
    from pipeline.emit.passed_words import WORTH_RECALLING, PassedWords
    from pipeline.workflow.cache import content_key

    study = content_key(work.method_key(_run), redactor.digest)
    places = redacted_places(material)
    texts = ((source, material.texts[source]) for source in material.source)
    keys = {
        source: content_key(study, source, text, places.get(source, ()))
        for source, text in texts
        if len(text) >= WORTH_RECALLING
    }
    return PassedWords(keys, work.kept)


def _recalled(work: Work, collected: list[Recalled], key: object) -> Recalled:
    """What passed the gate in the run before of texts that are no transcript's; it is added to `collected`."""
    from pipeline.emit.passed_words import Recalled
    from pipeline.workflow.cache import content_key

    collected.append(Recalled(content_key(work.method_key(_run), "texts", key), work.kept))
    return collected[-1]


def _run(work: Work) -> Outcome:
    from dataclasses import asdict, replace
    from functools import partial
    from itertools import chain

    from pipeline.emit.chosen_quotes import ChosenQuotes
    from pipeline.emit.coded_quotes import numbers_for_names, with_numbers
    from pipeline.emit.gate import gate_of
    from pipeline.emit.handover import handover
    from pipeline.emit.material import Material
    from pipeline.emit.page.writer import page_with_recordings
    from pipeline.emit.private_files import private_files
    from pipeline.emit.writers import written
    from pipeline.people.redaction import Redactor

    memos = read_memos(work.model_file(MEMOS_FILE) or "")
    material = Material.of(work.stored, texts=work.texts, memos=memos)
    if not work.settings.emit.name_coders:
        numbers = numbers_for_names([*material.codings, *material.judgements, *material.trail, *material.memos])
        material = replace(
            material,
            codings=with_numbers(material.codings, numbers),
            judgements=with_numbers(material.judgements, numbers),
            trail=with_numbers(material.trail, numbers),
            memos=with_numbers(material.memos, numbers),
        )
    redactor = Redactor.of(material.participants)
    before = _passed_words(work, material, redactor)
    texts: list[Recalled] = []
    gate = gate_of(material, redactor, before=before, recalled=partial(_recalled, work, texts))
    settings = work.settings.every
    made = handover(
        material,
        gate=gate,
        settings=settings,
        earlier=work.earlier_findings,
        chosen=ChosenQuotes.of(work.model_file(QUOTES_FILE) or "", material),
        begin=work.begin,
    )
    work.keep(before.changed())
    for each in texts:
        work.keep(each.changed())
    made = replace(made, scratch=work.scratch(), libraries=work.libraries)
    files = chain(
        written(made, progress=work.progress, submit=work.submit),
        private_files(material),
        page_with_recordings(made, _recordings(work, material)),
    )
    return Outcome(tables={}, files=files, findings=made.findings, summary=asdict(made.counts))


def _recordings(work: Work, material: Material) -> dict[str, str]:
    """The address of each source's recording."""
    files = {row.source: row.file for row in material.sources}
    known = work.study.recording_addresses(files.values())
    return {source: known[file] for source, file in files.items() if file in known}


EMIT = Stage(
    name="emit",
    help="Write the coded dataset: tables, workbook, web page, quote bank, methods, REFI-QDA project, private key.",
    inputs=(
        FILES,
        SOURCES,
        TURNS,
        PARTICIPANTS,
        SURVEY_COLUMNS,
        SURVEY_RESPONSES,
        MENTIONS,
        ORGANISATIONS,
        TIES,
        PASSAGES,
        QUOTES,
        REDACTIONS,
        ATTRIBUTIONS,
        CODINGS,
        JUDGEMENTS,
        THEMES,
        CANDIDATE_CLASSES,
        THRESHOLDS,
        RELIABILITY,
        EFFORT,
        TRAIL,
    ),
    outputs=(),
    reads=(MEMOS_FILE, QUOTES_FILE),
    reads_receipts=True,
    reads_recordings=True,
    settings=SECTIONS,
    makes="`dataset/`, `report/`, `exchange/`, `private/key.csv`, `private/page_with_recordings.html`",
    run=_run,
)
