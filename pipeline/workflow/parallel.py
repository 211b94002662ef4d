"""Runs pure functions: over many items in this process, on every core or on a Dask cluster; one beside the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pipeline.corpus.errors import UserError
from pipeline.workflow.background import at_once, in_a_fork

if TYPE_CHECKING:
    from distributed import Client

Item = TypeVar("Item")
Result = TypeVar("Result")

# Below this many characters of work, starting processes costs more than it saves.
WORTH_PROCESSES = 400_000


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

    def beside(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Begin this beside what this process goes on to do, if there is a core for it. See `Beside`."""
        return in_a_fork(work) if self.cores > 1 else at_once(work)

    def rest(self) -> None:
        """Let go of the processes of this machine: what comes next needs the memory. More work wakes them."""
        if self._has_processes:
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=True)
            self._has_processes = False

    def close(self) -> None:
        """Let go of everything."""
        self.rest()
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
