"""Runs a pure function over many items: in this process, on every core, or on a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from pipeline.errors import UserError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Below this many characters of work, starting processes costs more than it saves.
WORTH_PROCESSES = 400_000


@dataclass(frozen=True)
class Engine:
    """How work is spread.

    Attributes:
        jobs: processes at once; 0 for as many as there are cores.
        scheduler: address of a Dask scheduler, or "".
    """

    jobs: int = 0
    scheduler: str = ""

    @property
    def cores(self) -> int:
        """Processes (or threads) to use on this machine."""
        return self.jobs or len(_own_cores())

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
        alone = self.cores == 1 or len(items) == 1 or characters < WORTH_PROCESSES
        if alone and not self.scheduler:
            yield from map(function, items)
            return
        from joblib import Parallel, delayed

        with self._cluster():
            parallel = Parallel(n_jobs=self.cores, return_as="generator", batch_size=1)
            yield from parallel(delayed(function)(item) for item in items)
        if not self.scheduler:
            # The workers hold language models; what comes next needs the memory.
            from joblib.externals.loky import get_reusable_executor

            get_reusable_executor().shutdown(wait=True)

    def _cluster(self) -> AbstractContextManager[Any]:
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

        try:
            client = Client(self.scheduler, timeout="10s")
        except (OSError, ValueError) as error:
            raise UserError(
                f"no Dask scheduler answers at {self.scheduler}", "Start one, or leave --scheduler out"
            ) from error
        context: AbstractContextManager[Any] = parallel_config(backend="dask", client=client)
        return context


def _own_cores() -> Sequence[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return range(os.cpu_count() or 1)
