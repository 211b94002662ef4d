"""Runs pure functions in parallel over many items, on all cores or a Dask cluster, or one in the background.

Arguments are pickled and sent to worker processes. Starting one takes about two seconds of processor time, so small
studies are processed inline.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from pipeline.corpus.errors import UserError

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Result = TypeVar("Result")

# Below this many characters of work, starting processes costs more than it saves.
WORTH_PROCESSES = 400_000
# A background process costs as much as starting several: it is started for what takes seconds.
WORTH_BACKGROUND = 4_000_000
MOST_TO_COPY = 10_000_000  # characters above which copying the study's data takes too much memory
_IDLE = 30  # seconds of idling after which a background process ends, also if this process was killed


class Submit(Protocol):
    """Starts a pure, module-level function with picklable arguments and returns a future."""

    def __call__(self, function: Callable[..., Result], /, *arguments: object) -> Future[Result]:
        """A future; exceptions are raised when its result is requested."""


def inline(function: Callable[..., Result], /, *arguments: object) -> Future[Result]:
    """A `Submit` that runs the function inline."""
    future: Future[Result] = Future()
    try:
        future.set_result(function(*arguments))
    except Exception as error:
        future.set_exception(error)
    return future


class Begin(Protocol):
    """Begins a pure, module-level function, unless its result is known from an earlier run."""

    def __call__(
        self, function: Callable[..., Result], /, *arguments: object, result: type[Result]
    ) -> Callable[[], Result]:
        """What waits for the result, of this type, and gives it."""


def begin_inline(
    function: Callable[..., Result], /, *arguments: object, result: type[Result]
) -> Callable[[], Result]:
    """A `Begin` that runs the function inline."""
    made = function(*arguments)
    return lambda: made


@dataclass(eq=False)
class Engine:
    """Distributes work over processes.

    Worker processes stay alive, with their loaded models, until `shut_down_workers`.

    Attributes:
        jobs: number of processes; 0 for one per core.
        scheduler: address of a Dask scheduler, or "".
    """

    jobs: int = 0
    scheduler: str = ""
    _client: Client | None = field(default=None, repr=False)
    _has_processes: bool = field(default=False, repr=False)
    _background: Executor | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, object]:
        """For another process, which connects and starts processes itself."""
        return {**self.__dict__, "_client": None, "_has_processes": False, "_background": None}

    @property
    def cores(self) -> int:
        """The number of processes or threads to use on this machine."""
        return self.jobs or len(_own_cores())

    def spreads(self, items: int, *, characters: int) -> bool:
        """Whether this amount of work is distributed."""
        return bool(self.scheduler) or (self.cores > 1 and items > 1 and characters >= WORTH_PROCESSES)

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item], *, characters: int
    ) -> Iterator[Result]:
        """Yield the results in item order, as soon as they are available.

        Args:
            function: a module-level, deterministic function.
            items: the items; they and the results must be picklable.
            characters: total amount of text, used to decide whether to start processes.

        Raises:
            UserError: if the cluster cannot be reached.
        """
        if not items or not self.spreads(len(items), characters=characters):
            yield from map(function, items)
            return
        from joblib import Parallel, delayed

        self._has_processes = not self.scheduler
        with self._cluster():
            everybody = -1 if self.scheduler else self.cores
            parallel = Parallel(n_jobs=everybody, return_as="generator", batch_size=1)
        yield from parallel(delayed(function)(item) for item in items)

    def submit(
        self,
        function: Callable[..., Result],
        /,
        *arguments: object,
        characters: int,
        worth: int = WORTH_PROCESSES,
    ) -> Future[Result]:
        """Run `function` in a background process if a core is free and the work is large enough.

        Args:
            function: a module-level, deterministic function.
            *arguments: its arguments; they and the result must be picklable.
            characters: amount of text in the study, used to decide whether to start a process.
            worth: the amount from which on it is worth a process.
        """
        if self.scheduler or self.cores == 1 or not worth <= characters <= MOST_TO_COPY:
            return inline(function, *arguments)
        if self._background is None:
            from joblib.externals.loky import ProcessPoolExecutor

            self._background = ProcessPoolExecutor(max_workers=1, timeout=_IDLE)
        return self._background.submit(function, *arguments)

    def shut_down_workers(self) -> None:
        """Stop the local worker processes to free memory. Further work starts them again."""
        if self._has_processes:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=True)
            self._has_processes = False

    def close(self) -> None:
        """Release all resources."""
        self.shut_down_workers()
        if self._background is not None:
            self._background.shutdown()
            self._background = None
        if self._client is not None:
            disconnect: Callable[[], object] = self._client.close  # untyped
            disconnect()
            self._client = None

    def _cluster(self) -> AbstractContextManager[object]:
        if not self.scheduler:
            return nullcontext()
        try:
            from distributed import Client
        except ImportError as error:
            raise UserError(
                "--scheduler needs Dask, which is not installed",
                "Install it with: pip install 'interview-pipeline[cluster]'",
            ) from error
        from joblib import parallel_config
        from joblib.parallel import get_active_backend

        try:
            connect: Callable[..., Client] = Client  # untyped
            self._client = self._client or connect(self.scheduler, timeout="10s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(
                f"no Dask scheduler answers at {self.scheduler}", "Start one, or leave --scheduler out"
            ) from error
        with parallel_config(backend="dask", client=self._client):
            backend, _ = get_active_backend()
        # With one worker, joblib would run the work inline and leave the worker idle.
        threads = backend.effective_n_jobs
        backend.effective_n_jobs = lambda n_jobs: max(threads(n_jobs), 2)
        context: AbstractContextManager[object] = parallel_config(backend=backend)
        return context


def _own_cores() -> Sequence[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
