"""Runs stages in order, only where something changed, with atomic output. The only module that writes outputs."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Finding
from pipeline.corpus.rows import Rows
from pipeline.corpus.schema import Table
from pipeline.corpus.settings import Settings, load_settings
from pipeline.corpus.storage import checksum, make_folder, read_table, remove_folder, write_table, write_whole
from pipeline.corpus.study import Study
from pipeline.workflow.cache import Cache
from pipeline.workflow.fingerprints import fingerprint_of, libraries_of
from pipeline.workflow.freshness import model_checksums, stage_key
from pipeline.workflow.locks import MODELS_LOCK_FILE, WRITES_OUTPUTS, Lock, hold
from pipeline.workflow.parallel import Engine
from pipeline.workflow.receipts import Receipt, begun_outputs, end_writing, note_output, read_receipt, write_receipt
from pipeline.workflow.stage import NullReporter, Outcome, Reporter, Stage, Work
from pipeline.workflow.stage_process import StageTask, is_worth_own_process, run_in_own_process
from pipeline.workflow.stage_tables import StageTables

if TYPE_CHECKING:
    import pandas as pd


_NOT_KEPT = "Make the models folder writable, or choose another with --models: until then ids may change"
_WAIT_FOR_IDS = 600.0  # seconds to wait for another run that is assigning ids


@dataclass
class Run:
    """One run of the pipeline on a study."""

    study: Study
    engine: Engine = field(default_factory=Engine)
    reporter: Reporter = field(default_factory=NullReporter)

    def __post_init__(self) -> None:
        self.settings: Settings = load_settings(self.study.models / "settings.toml")
        self.cache: Cache
        self._memory: Lock | None = None  # held from reading the remembered files to writing them

    def through(self, stages: Sequence[Stage]) -> list[Receipt]:
        """Bring these stages up to date, in order, and return their receipts.

        Raises:
            UserError: while another command is using the same folders.
        """
        with _few_collections(), hold(self.study, WRITES_OUTPUTS):
            for folder in (self.study.tables, self.study.texts):
                make_folder(folder, private=True)
            with self._cache():
                return self._through(stages)

    def do_one(self, task: StageTask) -> Receipt:
        """Run one stage in this process, which another one has started for it and holds the locks."""
        with _few_collections(), self._cache():
            receipt = self._do(task)
            self.engine.close()
        return receipt

    @contextmanager
    def _cache(self) -> Iterator[None]:
        self.cache = Cache(self.study.private / "cache.sqlite")
        try:
            yield
        finally:
            self.cache.close()

    def _through(self, stages: Sequence[Stage]) -> list[Receipt]:
        receipts: list[Receipt] = []
        for stage in stages:
            began = time.perf_counter()
            self.reporter.started(stage)
            key = stage_key(stage, study=self.study, settings=self.settings, upstream=receipts)
            receipt = read_receipt(self.study, stage.name)
            # An interrupted stage may have left files and cached results that its receipt does not list.
            ended = not begun_outputs(self.study, stage.name)
            fresh = receipt is not None and ended and receipt.key == key and receipt.holds(self.study)
            if receipt is None or not fresh:
                task = StageTask(self.study, self.engine, stage, key=key, before=receipt, upstream=tuple(receipts))
                if is_worth_own_process(receipts):
                    receipt = run_in_own_process(_run_task, task, reporter=self.reporter)
                else:
                    receipt = self._do(task)
            receipts.append(receipt)
            self.reporter.finished(stage, receipt, fresh=fresh, seconds=time.perf_counter() - began)
        self.engine.close()
        return receipts

    def _do(self, task: StageTask) -> Receipt:
        stage, upstream = task.stage, task.upstream
        tables = StageTables({table: self._table_path(table) for table in stage.inputs})
        earlier = [finding for receipt in upstream for finding in receipt.findings]
        libraries = libraries_of(stage.run.__module__)
        work = Work(
            stage,
            tables,
            run=self,
            fingerprint=fingerprint_of,
            earlier=earlier,
            libraries={name: version for r in upstream for name, version in r.libraries.items()} | libraries,
        )
        try:
            receipt = self._write(stage, stage.run(work), key=task.key, libraries=libraries, before=task.before)
        finally:
            self._unlock_remembered()
            remove_folder(self.study.scratch)
        work.evict_unused()
        end_writing(self.study, stage.name)
        return receipt

    def _write(
        self, stage: Stage, outcome: Outcome, *, key: str, libraries: dict[str, str], before: Receipt | None
    ) -> Receipt:
        declared = {table.name for table in stage.outputs}
        if set(outcome.tables) != declared:
            raise LookupError(f"stage {stage.name} declares {sorted(declared)}, made {sorted(outcome.tables)}")
        remembered, findings = self._remember(stage, outcome)
        self._unlock_remembered()
        written: list[str] = []
        for path, content in outcome.files:
            note_output(self.study, stage.name, path)
            target = self.study.outputs / path
            private = path.startswith("private/")
            make_folder(target.parent, private=private)
            write_whole(target, content, private=private)
            written.append(path)
        for table in stage.outputs:
            target = self._table_path(table)
            path = target.relative_to(self.study.outputs).as_posix()
            made = outcome.tables[table.name]
            note_output(self.study, stage.name, path)
            if isinstance(made, Rows):
                write_whole(target, made.parquet(), private=True)
            else:
                write_table(target, table.check(made))
            written.append(path)
        # Done while the old receipt still lists them, so that after a kill the next run knows what to remove.
        earlier = {*(before.outputs if before else ()), *begun_outputs(self.study, stage.name)}
        for path in sorted(earlier - set(written)):
            (self.study.outputs / path).unlink(missing_ok=True)
        receipt = Receipt(
            stage=stage.name,
            key=key,
            outputs={path: checksum(self.study.outputs / path) for path in written},
            findings=(*outcome.findings, *findings),
            summary=dict(outcome.summary),
            models=model_checksums(stage, self.study),
            libraries=libraries,
            remembered=remembered,
            inputs=self._inputs(stage),
        )
        write_receipt(self.study, receipt)
        return receipt

    def lock_remembered(self, stage: Stage) -> None:
        """Lock the remembered files against other runs, which may have other outputs, until they are written.

        Otherwise two runs at the same time could give one id to two people.

        Raises:
            UserError: if another run does not end in time.
        """
        if self._memory is not None:
            return
        folder = self.study.models / stage.remembers_in
        with suppress(OSError):  # if nothing can be written, other runs cannot write either; `_remember` reports it
            folder.mkdir(parents=True, exist_ok=True)
            memory = Lock(folder / MODELS_LOCK_FILE)
            memory.take(folder=folder, until=time.monotonic() + _WAIT_FOR_IDS)
            self._memory = memory

    def _unlock_remembered(self) -> None:
        if self._memory is not None:
            self._memory.release()
            self._memory = None

    def _remember(self, stage: Stage, outcome: Outcome) -> tuple[dict[str, str], list[Finding]]:
        """Write the remembered files before anything that depends on them."""
        kept: dict[str, str] = {}
        for name, content in outcome.remembered.items():
            target = self.study.models / stage.remembers_in / name
            try:
                make_folder(target.parent, private=True)
                if not target.is_file() or target.read_bytes() != content:
                    write_whole(target, content, private=True)
            except (UserError, OSError) as error:
                why = error.problem if isinstance(error, UserError) else error.strerror
                finding = f"the ids of participants could not be saved for the next run ({why})"
                return {}, [Finding(level="problem", stage=stage.name, finding=finding, remedy=_NOT_KEPT)]
            kept[target.relative_to(self.study.models).as_posix()] = checksum(target)
        return kept, []

    def _inputs(self, stage: Stage) -> dict[str, str]:
        """Checksums of the tables that the stage read, by path."""
        paths = [self._table_path(table) for table in stage.inputs]
        return {path.relative_to(self.study.outputs).as_posix(): checksum(path) for path in paths}

    def _table_path(self, table: Table) -> Path:
        return self.study.tables / f"{table.name}.parquet"


def _run_task(task: StageTask, reporter: Reporter) -> Receipt:
    return Run(task.study, task.engine, reporter).do_one(task)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Collect garbage less often.

    A stage creates hundreds of thousands of rows and hardly any reference cycles: garbage collection at the default
    threshold took a fifth of the time of `quotes`.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def made_tables(study: Study, stage: Stage) -> dict[str, pd.DataFrame]:
    """The tables written by a finished stage."""
    paths = {table: study.tables / f"{table.name}.parquet" for table in stage.outputs}
    return {table.name: read_table(path, table) for table, path in paths.items()}


def check_order(stages: Sequence[Stage]) -> None:
    """Check that every table has exactly one producer, which precedes its readers.

    Raises:
        LookupError: naming both stages.
    """
    producers: dict[str, str] = {}
    for stage in stages:
        for table in stage.inputs:
            if table.name not in producers:
                later = next((s.name for s in stages if table in s.outputs), "no stage")
                raise LookupError(f"stage {stage.name} reads {table.name}, which {later} makes, not one before it")
        for table in stage.outputs:
            if table.name in producers:
                raise LookupError(f"both {producers[table.name]} and {stage.name} make {table.name}")
            producers[table.name] = stage.name
