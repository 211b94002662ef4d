"""What a stage is, what it is given, and what it makes.

A stage is a pure function of validated tables. It declares what it reads and writes; only the runner touches
the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pipeline.cache import Cache, content_key, packed, unpacked
from pipeline.engine import Engine
from pipeline.records import Finding
from pipeline.schema import Table
from pipeline.settings import Settings
from pipeline.storage import decoded, make_folder
from pipeline.study import Study, Texts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from pipeline.receipts import Receipt

_EMBEDDED_AT_ONCE = 128  # kept after each, so that an interrupted run goes on from there

_READ_AT_ONCE = 5_000  # vectors

Item = TypeVar("Item")


@dataclass(frozen=True)
class Outcome:
    """What a stage made.

    Attributes:
        tables: every table that it declared, by name.
        files: other files: path below the outputs folder, and content. What begins with `private/` is kept
            private. Each is written before the next is asked for, so that they may be made one by one.
        findings: what a person should look at.
        summary: counts for the closing lines, by what is counted.
    """

    tables: Mapping[str, pd.DataFrame]
    files: Iterable[tuple[str, bytes]] = ()
    findings: Sequence[Finding] = ()
    summary: Mapping[str, int] = field(default_factory=dict)


class Picture(Protocol):
    """Shows what a stage made."""

    def __call__(
        self,
        tables: Mapping[str, pd.DataFrame],
        texts: Mapping[str, str],
        findings: Sequence[Finding],
        *,
        full: bool,
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
        reads_findings: whether it reads what the earlier stages found.
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
    reads_findings: bool = False
    makes: str = ""
    picture: Picture | None = None


class Reporter(Protocol):
    """Is told how a run is getting on. The command line has one that draws bars."""

    def started(self, stage: Stage) -> None:
        """A stage begins."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Inside a stage, `done` of `total` are done."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """A stage ended; `fresh` if nothing had changed and nothing was done."""


class Quiet:
    """Tells nobody."""

    def started(self, stage: Stage) -> None:
        """Nothing."""

    def progress(self, stage: Stage, what: str, done: int, total: int) -> None:
        """Nothing."""

    def finished(self, stage: Stage, receipt: Receipt, *, fresh: bool, seconds: float) -> None:
        """Nothing."""


class Means(Protocol):
    """What a run has, and lends to its stages."""

    study: Study
    engine: Engine
    reporter: Reporter
    settings: Settings
    cache: Cache


class Work:
    """What a stage is given: its tables, the texts, the settings, and the means to spread work and keep results."""

    def __init__(
        self,
        stage: Stage,
        tables: Mapping[str, pd.DataFrame],
        *,
        run: Means,
        base_key: str,
        earlier: Sequence[Finding],
    ) -> None:
        self.stage = stage
        self.tables = tables
        self.study = run.study
        self.settings = run.settings
        self.engine = run.engine
        self.earlier_findings = earlier
        self._run = run
        self._base_key = base_key
        self._kept: set[str] = set()
        self._let_go: set[str] = set()

    @property
    def texts(self) -> Texts:
        """The stored text of every source, by its id."""
        return Texts(self.study.texts, list(self.tables["sources"]["source"]))

    def scratch(self) -> Path:
        """A private folder for what must be put aside until the stage's files are written; it is removed then."""
        make_folder(self.study.scratch, private=True)
        return self.study.scratch

    def model_file(self, name: str) -> str | None:
        """The text of a file of the models folder that the stage declared, or None if there is none."""
        if name not in self.stage.reads:
            raise LookupError(f"stage {self.stage.name} does not declare that it reads {name}")
        path = self.study.models / name
        return decoded(path.read_bytes()) if path.exists() else None

    def model_files(self, pattern: str) -> dict[Path, str]:
        """The text of each file of the models folder that a pattern which the stage declared stands for."""
        if pattern not in self.stage.reads:
            raise LookupError(f"stage {self.stage.name} does not declare that it reads {pattern}")
        return {path: decoded(path.read_bytes()) for path in sorted(self.study.models.glob(pattern))}

    def progress(self, what: str, done: int, total: int) -> None:
        """Tell whoever is watching."""
        self._run.reporter.progress(self.stage, what, done, total)

    def map(
        self,
        function: Callable[[Item], Any],
        items: Sequence[Item],
        *,
        what: str,
        key: Callable[[Item], object],
        characters: Callable[[Item], int],
        lasting: Callable[[Any], bool] = lambda result: True,
    ) -> Iterator[Any]:
        """`function` over the items, spread over the cores; what was done in an earlier run is not done again.

        The results come one by one, so that no more of them need be held than the caller holds.

        Args:
            function: module-level and pure; its result is a JSON value.
            items: what to run it on.
            what: what is being done, for the progress bar; "" for none.
            key: all that the result depends on beside code, settings and models, as a JSON value.
            characters: how much text an item has.
            lasting: whether a result is kept.
        """
        keys = [content_key(self._base_key, function.__qualname__, key(item)) for item in items]
        self._kept.update(keys)
        known = self._run.cache.known(keys)
        todo = [item for item, item_key in zip(items, keys, strict=True) if item_key not in known]
        fresh = self._run.engine.map(function, todo, characters=sum(map(characters, todo)))
        for done, (item, item_key) in enumerate(zip(items, keys, strict=True), start=1):
            if item_key in known:
                kept = self._run.cache.get_many([item_key])
                # The file may be damaged at any moment: what was there just now is then made here.
                result = unpacked(kept[item_key]) if item_key in kept else function(item)
            else:
                result = next(fresh)
            if lasting(result) and item_key not in known:
                self._run.cache.put_many({item_key: packed(result)}, owner=self.stage.name)
            if what:
                self.progress(what, done, len(items))
            yield result
        list(fresh)  # it holds nothing more, and ends

    def beside(self, work: Callable[[], Item]) -> Callable[[], Item]:
        """Begin this beside what this process goes on to do. See `pipeline.beside.Beside`."""
        return self.engine.beside(work)

    def let_go(self, function: Callable[..., Any], key: object) -> None:
        """Do not keep the result of `function` on the item of this key beyond the stage's end."""
        self._let_go.add(content_key(self._base_key, function.__qualname__, key))

    def vectors(self, texts: Sequence[str], *, what: str = "reading for meaning") -> NDArray[np.float32]:
        """The meaning of each text, as unit vectors of shape (texts, 384); known texts are not embedded again."""
        import numpy as np

        from pipeline.language.meaning import DIMENSIONS, MADE_BY

        keys = [content_key("meaning", *MADE_BY, text) for text in texts]
        known = self._run.cache.known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # The longest first, so that all cores are busy to the end.
        todo = sorted(missing, key=lambda key: (-len(missing[key]), key))
        done = 0
        for some, made in self._embedded(todo, missing):
            self._run.cache.put_many(dict(zip(some, made, strict=True)), owner=self.stage.name)
            done += len(some)
            self.progress(what, done, len(todo))
        self._kept.update(keys)
        found = np.empty((len(keys), DIMENSIONS), dtype=np.float32)
        for at in range(0, len(keys), _READ_AT_ONCE):
            some = keys[at : at + _READ_AT_ONCE]
            kept = self._run.cache.get_many(some)
            # The file may be damaged at any moment: what was there just now is then made here.
            lost = {key: text for key, text in zip(some, texts[at:], strict=False) if key not in kept}
            for share, made in self._embedded(list(lost), lost):
                kept |= zip(share, made, strict=True)
            for row, key in enumerate(some, start=at):
                found[row] = np.frombuffer(kept[key], dtype=np.float16)
        return found

    def _embedded(
        self, keys: Sequence[str], texts: Mapping[str, str]
    ) -> Iterator[tuple[Sequence[str], list[bytes]]]:
        """Keys with what their texts were embedded to, as it is done: in as many processes as there are cores."""
        import numpy as np

        from pipeline.language.meaning import embedded, half_embedded

        shares = [keys[at : at + _EMBEDDED_AT_ONCE] for at in range(0, len(keys), _EMBEDDED_AT_ONCE)]
        characters = sum(map(len, texts.values()))
        if not self.engine.spreads(len(shares), characters=characters):
            for share in shares:
                rows = embedded([texts[key] for key in share], threads=self.engine.cores)
                yield share, [row.astype(np.float16).tobytes() for row in rows]
            return
        self.engine.rest()  # of the processes that hold other models
        items = [[texts[key] for key in share] for share in shares]
        yield from zip(shares, self.engine.map(half_embedded, items, characters=characters), strict=True)
        self.engine.rest()

    def forget_the_rest(self) -> None:
        """Discard what the stage kept and no longer uses."""
        self._run.cache.keep_only(self._kept - self._let_go, owner=self.stage.name)
