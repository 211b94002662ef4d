"""What a stage is, what it is given, and what it makes.

A stage is a pure function of validated tables. It declares what it reads and writes; only the runner touches
the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.corpus.json_values import from_json, to_json
from pipeline.corpus.records import Finding
from pipeline.corpus.rows import Rows
from pipeline.corpus.schema import Table, TableError
from pipeline.corpus.settings import DeclaredSettings, Settings
from pipeline.corpus.storage import decoded, file_content, make_folder, read_table
from pipeline.corpus.study import Study, Texts
from pipeline.workflow.cache import Cache, content_key, packed, unpacked
from pipeline.workflow.parallel import MOST_TO_COPY, WORTH_BACKGROUND, Engine
from pipeline.workflow.stage_tables import StageTables

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.workflow.receipts import Receipt

Item = TypeVar("Item")
Result = TypeVar("Result")
R = TypeVar("R")


@dataclass(frozen=True)
class Outcome:
    """What a stage made.

    Attributes:
        tables: every table that it declared, by name; a large one is collected as `Rows`.
        files: other files: path below the outputs folder, and content. What begins with `private/` is kept
            private. Each is written before the next is asked for, so that they may be made one by one.
        findings: what a person should look at.
        summary: counts for the closing lines, by what is counted.
        remembered: files for later runs, which are kept when the outputs are deleted: name in the folder that the
            stage declares, and content.
    """

    tables: Mapping[str, pd.DataFrame | Rows[Any]]
    files: Iterable[tuple[str, bytes]] = ()
    findings: Sequence[Finding] = ()
    summary: Mapping[str, int] = field(default_factory=dict)
    remembered: Mapping[str, bytes] = field(default_factory=dict)


class Preview(Protocol):
    """Shows what a stage made."""

    def __call__(
        self,
        tables: Mapping[str, pd.DataFrame],
        texts: Mapping[str, str],
        findings: Sequence[Finding],
        *,
        full: bool,
        folder: Path | None = None,
    ) -> list[str]:
        """Lines to look at."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step from transcripts to dataset.

    Attributes:
        name: the command, the make target and the folder.
        help: one line, for the command line and the README.
        inputs: tables that it reads.
        outputs: tables that it writes.
        reads: files of the models folder that it reads; a pattern stands for several.
        reads_transcripts: whether it reads the transcripts folder itself.
        reads_receipts: whether it reads what the earlier stages found, and which libraries they used.
        reads_recordings: whether it reads where the recordings of the transcripts are.
        settings: sections of the settings that it reads.
        remembers_in: the folder in the models folder where it keeps files for later runs.
        makes: what else it writes, in words.
        run: the work itself.
        picture: what it made, as lines to look at, from its tables, the texts and its findings: a line for each
            source, or with `full` (for `--check`) all there is to see.
    """

    name: str
    help: str
    inputs: tuple[Table, ...]
    outputs: tuple[Table, ...]
    run: Callable[[Work], Outcome]
    reads: tuple[str, ...] = ()
    reads_transcripts: bool = False
    reads_receipts: bool = False
    reads_recordings: bool = False
    settings: tuple[str, ...] = ()
    remembers_in: str = ""
    makes: str = ""
    picture: Preview | None = None


class Reporter(Protocol):
    """Is told how a run is getting on. The command line has one that draws bars."""

    def started(self, stage: Stage) -> None:
        """A stage begins."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Inside a stage, `done` of `total` are done."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """A stage ended; `fresh` if nothing had changed and nothing was done."""


class NullReporter:
    """Tells nobody."""

    def started(self, stage: Stage) -> None:
        """Nothing."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Nothing."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """Nothing."""


class RunContext(Protocol):
    """What a run has, and lends to its stages."""

    study: Study
    engine: Engine
    reporter: Reporter
    settings: Settings
    cache: Cache

    def lock_remembered(self, stage: Stage) -> None:
        """Keep other runs from reading what the stage remembers until this one has written it."""


class Work:
    """What a stage is given: its tables, the texts, the settings, and the means to spread work and keep results."""

    def __init__(
        self,
        stage: Stage,
        tables: Mapping[str, pd.DataFrame],
        *,
        run: RunContext,
        fingerprint: Callable[[str], object],
        earlier: Sequence[Finding],
        libraries: Mapping[str, str] | None = None,
    ) -> None:
        self.stage = stage
        self.tables = tables
        self.study = run.study
        self.settings = DeclaredSettings(run.settings, stage.settings, reader=f"stage {stage.name}")
        self.engine = run.engine
        self.earlier_findings = earlier
        self._run = run
        self.libraries = dict(libraries or {})
        self._fingerprint = fingerprint
        self._kept: set[str] = set()
        self._let_go: set[str] = set()

    @cached_property
    def texts(self) -> Texts:
        """The stored text of every source, by its id; read whenever it is asked for."""
        return Texts(self.study.texts, list(self.tables["sources"]["source"]))

    def records(self, table: Table[R]) -> list[R]:
        """The rows of one of the stage's tables, as records."""
        return table.records(self.tables[table.name])

    def stored(self, table: Table[R]) -> Sequence[R]:
        """The same; those of a large table are read whenever they are gone through, and not held."""
        return self.tables.records(table) if isinstance(self.tables, StageTables) else self.records(table)

    def scratch(self) -> Path:
        """A private temporary folder, removed once the stage's files are written."""
        make_folder(self.study.scratch, private=True)
        return self.study.scratch

    def model_file(self, name: str) -> str | None:
        """The text of a file of the models folder that the stage declared, or None if there is none."""
        if name not in self.stage.reads:
            raise LookupError(f"stage {self.stage.name} does not declare that it reads {name}")
        path = self.study.models / name
        return decoded(file_content(path)) if path.exists() else None

    def model_files(self, pattern: str) -> dict[Path, str]:
        """The text of each file of the models folder that a pattern which the stage declared stands for."""
        if pattern not in self.stage.reads:
            raise LookupError(f"stage {self.stage.name} does not declare that it reads {pattern}")
        return {path: decoded(file_content(path)) for path in sorted(self.study.models.glob(pattern))}

    def remembered(self) -> dict[str, str]:
        """The text of each file that the stage has kept for later runs, by name; other studies' are among them.

        Until this run has written them again, no other run reads them.
        """
        self._run.lock_remembered(self.stage)
        folder = self.study.models / self.stage.remembers_in
        found = {}
        for path in sorted(folder.glob("*.csv")):
            with suppress(OSError):  # not a file, or not ours to read
                found[path.name] = decoded(path.read_bytes())
        return found

    def last_made(self, table: Table) -> pd.DataFrame | None:
        """One of the stage's own tables as the last run left it; None if there is none that can be read."""
        try:
            return read_table(self.study.tables / f"{table.name}.parquet", table)
        except (OSError, ValueError, TableError):
            return None

    def progress(self, what: str, done: int, total: int) -> None:
        """Tell whoever is watching."""
        self._run.reporter.progress(self.stage, what, done, total)

    def map(
        self,
        function: Callable[[Item], Result],
        items: Sequence[Item],
        *,
        result: type[Result],
        what: str,
        key: Callable[[Item], object],
        characters: Callable[[Item], int] | None,
        lasting: Callable[[Result], bool] = lambda result: True,
    ) -> Iterator[Result]:
        """`function` over the items, spread over the cores; what was done in an earlier run is not done again.

        The results come one by one, so that no more of them need be held than the caller holds.

        Args:
            function: module-level and pure.
            items: what to run it on.
            result: the type of a result, which has a JSON form (see `pipeline.corpus.json_values`).
            what: what is being done, for the progress bar; "" for none.
            key: all that the result depends on beside the code of the function's module and of what that imports,
                and its libraries; as a JSON value. Settings belong in it.
            characters: how much text an item has; None if an item costs more to send to another process than to
                work on.
            lasting: whether a result is kept.
        """
        method = self.method_key(function)
        keys = [content_key(method, function.__qualname__, key(item)) for item in items]
        self._kept.update(keys)
        known = self._run.cache.known(keys)
        todo = [item for item, item_key in zip(items, keys, strict=True) if item_key not in known]
        fresh: Iterator[Result] = map(function, todo)
        if characters is not None:
            fresh = self._run.engine.map(function, todo, characters=sum(map(characters, todo)))
        for done, (item, item_key) in enumerate(zip(items, keys, strict=True), start=1):
            if item_key in known:
                kept = self._run.cache.get_many([item_key])
                # The file may be damaged at any moment: what was there just now is then made here.
                made = from_json(result, unpacked(kept[item_key])) if item_key in kept else function(item)
            else:
                made = next(fresh)
            if lasting(made) and item_key not in known:
                self._run.cache.put_many({item_key: packed(to_json(made))}, owner=self.stage.name)
            if what:
                self.progress(what, done, len(items))
            yield made
        list(fresh)  # it holds nothing more, and ends

    def submit(
        self, function: Callable[..., Result], /, *arguments: object, worth: int = WORTH_BACKGROUND
    ) -> Future[Result]:
        """Begin `function` in the background if the study is large enough, or do it now. See `Engine.submit`."""
        return self.engine.submit(function, *arguments, characters=self._characters, worth=worth)

    @cached_property
    def _characters(self) -> int:
        """How much text the study has."""
        return int(self.tables["sources"]["characters"].sum())

    def begin(
        self, function: Callable[..., Result], /, *arguments: object, result: type[Result]
    ) -> Callable[[], Result]:
        """Begin `function` as `submit` does, unless an earlier run kept what it made of equal arguments.

        Args:
            function: module-level and pure.
            *arguments: its arguments, which have a JSON form.
            result: the type of the result, which has one as well.

        Returns:
            What waits for the result, and gives it.
        """
        if self._characters > MOST_TO_COPY:  # the arguments as JSON would take too much memory
            return self.submit(function, *arguments).result
        key = content_key(self.method_key(function), function.__qualname__, to_json(arguments))
        for content in self.kept([key]).values():
            before = from_json(result, unpacked(content))
            return lambda: before
        future = self.submit(function, *arguments)

        def finish() -> Result:
            made = future.result()
            self.keep({key: packed(to_json(made))})
            return made

        return finish

    def recall(
        self, function: Callable[..., object], make: Callable[[], Result], *, key: object, result: type[Result]
    ) -> Result:
        """What `make` gives, unless an earlier run kept it under the same key.

        Args:
            function: whose module, with all that it imports, is the code of `make`.
            make: makes the result.
            key: all that the result depends on beside that code; as a JSON value.
            result: the type of the result, which has a JSON form.
        """
        digest = content_key(self.method_key(function), function.__qualname__, key)
        for content in self.kept([digest]).values():
            return from_json(result, unpacked(content))
        made = make()
        self.keep({digest: packed(to_json(made))})
        return made

    def discard_result(self, function: Callable[..., object], key: object) -> None:
        """Do not keep the result of `function` on the item of this key beyond the stage's end."""
        self._let_go.add(content_key(self.method_key(function), function.__qualname__, key))

    def method_key(self, function: Callable[..., object]) -> str:
        """Digest of what results of a function depend on, beside what it is given: code, libraries, Python."""
        return content_key(self._fingerprint(function.__module__))

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys under which a result is kept."""
        return self._run.cache.known(keys)

    def kept(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under these keys; it stays after the stage."""
        found = self._run.cache.get_many(keys)
        self._kept.update(found)
        return found

    def keep(self, contents: dict[str, bytes]) -> None:
        """Keep results for the next run."""
        self._run.cache.put_many(contents, owner=self.stage.name)
        self._kept.update(contents)

    def evict_unused(self) -> None:
        """Discard what the stage kept and no longer uses."""
        self._run.cache.keep_only(self._kept - self._let_go, owner=self.stage.name)
