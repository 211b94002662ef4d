"""Outputs depend neither on how many rows are held at a time nor on the number of processes."""

import pytest
from pyarrow.parquet import ParquetFile

from pipeline.cli.stages import STAGES
from pipeline.corpus import rows, storage
from pipeline.corpus.storage import read_parquet
from pipeline.emit import handover
from pipeline.themes import ridge
from pipeline.workflow import parallel, stage_process, stage_tables
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter


class Watch(NullReporter):
    """Notes what it is told."""

    def __init__(self):
        self.told = set()

    def progress(self, stage, what, done, total):
        self.told.add(what)


def outputs(study):
    """The content of every file handed over, and of every working table."""
    kept = {
        path.relative_to(study.outputs).as_posix(): path.read_bytes()
        for folder in ("dataset", "report", "exchange")
        for path in sorted((study.outputs / folder).rglob("*"))
        if path.is_file()
    }
    return kept, {path.stem: read_parquet(path) for path in sorted(study.tables.glob("*.parquet"))}


def small_portions(monkeypatch):
    """Row groups of seven rows, of which two are held, and tables of more than five records are not held."""
    for module in (rows, storage):
        monkeypatch.setattr(module, "ROWS_IN_A_GROUP", 7)
    for module in (handover, stage_tables):
        monkeypatch.setattr(module, "HELD_AT_MOST", 5)
    monkeypatch.setattr(ridge, "_ROWS_AT_ONCE", 10)


def many_processes(monkeypatch):
    """Work on two processes however small it is, but nothing in the background."""
    monkeypatch.setattr(parallel, "WORTH_PROCESSES", 0)


def own_processes(monkeypatch):
    """Each stage after the first in a process of its own."""
    monkeypatch.setattr(stage_process, "WORTH_OWN_PROCESS", 0)


@pytest.mark.parametrize(("change", "jobs"), [(small_portions, 1), (many_processes, 2), (own_processes, 1)])
def test_the_bytes_are_the_same(sample_run, sample_copy, monkeypatch, change, jobs):
    before = outputs(sample_run.study)
    for path in (sample_copy.outputs / "private").glob("*"):
        if path.is_file():  # receipts and results of the run before
            path.unlink()
    change(monkeypatch)
    watch = Watch()
    Run(sample_copy, Engine(jobs=jobs), watch).through(STAGES)
    assert {"passages", "writing: web page"} <= watch.told
    files, tables = outputs(sample_copy)
    assert files.keys() == before[0].keys()
    assert [name for name in files if files[name] != before[0][name]] == []
    groups = ParquetFile(sample_copy.tables / "passages.parquet").num_row_groups
    assert (groups > 1) == (change is small_portions)
    assert [name for name in tables if not tables[name].equals(before[1][name])] == []
