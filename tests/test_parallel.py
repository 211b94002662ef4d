"""Background tasks: where they run, and that results and errors are returned."""

import os

import pytest

from pipeline.workflow import parallel
from pipeline.workflow.parallel import WORTH_PROCESSES, Engine, inline


@pytest.fixture(scope="module")
def engine():
    made = Engine(jobs=2)
    yield made
    made.close()


def test_much_work_is_done_in_another_process_and_always_the_same_one(engine):
    done = {engine.submit(os.getpid, characters=WORTH_PROCESSES).result() for _ in range(2)}
    assert len(done) == 1
    assert os.getpid() not in done


@pytest.mark.parametrize(
    ("jobs", "scheduler", "characters"),
    [
        (1, "", WORTH_PROCESSES),
        (2, "", WORTH_PROCESSES - 1),
        (2, "", parallel.MOST_TO_COPY + 1),
        (2, "tcp://127.0.0.1:9", WORTH_PROCESSES),
    ],
    ids=["one core", "little work", "much to copy", "cluster"],
)
def test_other_work_is_done_here(jobs, scheduler, characters):
    engine = Engine(jobs=jobs, scheduler=scheduler)
    assert engine.submit(os.getpid, characters=characters).result() == os.getpid()


@pytest.mark.parametrize("size", [0, WORTH_PROCESSES])
def test_an_error_is_raised_where_the_result_is_asked_for(engine, size):
    awaited = engine.submit(int, "no number", characters=size)
    with pytest.raises(ValueError, match="no number"):
        awaited.result()


def test_more_comes_back_than_a_pipe_holds(engine):
    assert engine.submit(str.upper, "quote " * 100_000, characters=WORTH_PROCESSES).result() == "QUOTE " * 100_000
    assert inline(str.upper, "quote").result() == "QUOTE"


def test_it_works_again_after_it_was_closed():
    engine = Engine(jobs=2)
    for _ in range(2):
        assert engine.submit(os.getpid, characters=WORTH_PROCESSES).result() != os.getpid()
        engine.close()
