"""Runs pure functions: over many items, on every core or on a Dask cluster; or one of them in the background.

What a function needs is sent to its process. Starting one costs about two seconds of processor time, so that the
work of a small study is done in this process.
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
_MOST_TO_COPY = 10_000_000  # characters of a study above which a copy of its data costs too much memory
_IDLE = 30  # seconds after which the background process ends; also when this one was killed


class Submit(Protocol):
    """Begins a pure, module-level function on picklable arguments, and promises its result."""

    def __call__(self, function: Callable[..., Result], /, *arguments: object) -> Future[Result]:
        """The future result; what the function raises is raised where that is asked for."""


def inline(function: Callable[..., Result], /, *arguments: object) -> Future[Result]:
    """A `Submit` that does the work here and now."""
    future: Future[Result] = Future()
    try:
        future.set_result(function(*arguments))
    except Exception as error:
        future.set_exception(error)
    return future


@dataclass(eq=False)
class Engine:
    """How work is spread.

    Its processes stay for the next work, with the models that they have loaded, until `rest`.

    Attributes:
        jobs: processes at once; 0 for as many as there are cores.
        scheduler: address of a Dask scheduler, or "".
    """

    jobs: int = 0
    scheduler: str = ""
    _client: Client | None = field(default=None, repr=False)
    _has_processes: bool = field(default=False, repr=False)
    _background: Executor | None = field(default=None, repr=False)

    @property
    def cores(self) -> int:
        """Processes (or threads) to use on this machine."""
        return self.jobs or len(_own_cores())

    def spreads(self, items: int, *, characters: int) -> bool:
        """Whether so much work would leave this process."""
        return bool(self.scheduler) or (self.cores > 1 and items > 1 and characters >= WORTH_PROCESSES)

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item], *, characters: int
    ) -> Iterator[Result]:
        """The results in the order of the items, each as soon as it and those before it are there.

        Args:
            function: a module-level function; given the same item it gives the same result.
            items: what to run it on; they and the results must be picklable.
            characters: how much text there is in all, to judge whether processes are worth it.

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

    def submit(self, function: Callable[..., Result], /, *arguments: object, characters: int) -> Future[Result]:
        """Begin `function` in a process in the background if there is a core for it and the work is worth it.

        Args:
            function: a module-level function; given the same arguments it gives the same result.
            *arguments: what it is given; they and the result must be picklable.
            characters: how much text the study has, to judge whether a process is worth it.
        """
        if self.scheduler or self.cores == 1 or not WORTH_PROCESSES <= characters <= _MOST_TO_COPY:
            return inline(function, *arguments)
        if self._background is None:
            from joblib.externals.loky import ProcessPoolExecutor

            self._background = ProcessPoolExecutor(max_workers=1, timeout=_IDLE)
        return self._background.submit(function, *arguments)

    def shut_down_workers(self) -> None:
        """Let go of the processes of this machine: what comes next needs the memory. More work wakes them."""
        if self._has_processes:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=True)
            self._has_processes = False

    def close(self) -> None:
        """Let go of everything."""
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
        # Told that there is one worker only, joblib would do the work in this process, and leave the worker idle.
        threads = backend.effective_n_jobs
        backend.effective_n_jobs = lambda n_jobs: max(threads(n_jobs), 2)
        context: AbstractContextManager[object] = parallel_config(backend=backend)
        return context


def _own_cores() -> Sequence[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
