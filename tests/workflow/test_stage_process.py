"""A stage in a process of its own: what goes wrong there is told here, and it ends with the run."""

import os
import signal
import time

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.schema import Column, Table
from pipeline.corpus.study import Study
from pipeline.workflow import stage_process
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import NullReporter, Outcome, Stage
from pipeline.workflow.stage_process import StageTask, run_in_own_process

WORDS = Table("words", "For the test.", (Column("word", "one"),))
PROCESSES = Table("processes", "For the test.", (Column("process", "its number", "integer"),))


def write_words(work):
    return Outcome({"words": WORDS.frame([{"word": "one"}])}, summary={"words": 1})


def tell_process(work):
    return Outcome({"processes": PROCESSES.frame([{"process": os.getpid()}])}, summary={"process": os.getpid()})


def refuse(work):
    raise UserError("the moon is full", "Wait a day", work.study.models / "moon.csv", 3)


def fail(work):
    raise ZeroDivisionError("of the test")


def be_killed(work):
    os.kill(os.getpid(), signal.SIGKILL)


def run(folder, function, *, engine=None):
    study = Study(folder / "transcripts", folder / "models", folder / "outputs")
    study.transcripts.mkdir()
    (study.transcripts / "a.txt").write_text("a")
    first = Stage(name="words", help="", inputs=(), outputs=(WORDS,), run=write_words, reads_transcripts=True)
    second = Stage(name="second", help="", inputs=(WORDS,), outputs=(PROCESSES,), run=function)
    return Run(study, engine or Engine()).through((first, second))[1]


@pytest.fixture(autouse=True)
def any_study_is_large(monkeypatch):
    monkeypatch.setattr(stage_process, "WORTH_OWN_PROCESS", 1)


def test_it_is_another_process(tmp_path):
    engine = Engine(jobs=2)
    assert engine.submit(abs, -1, characters=1, worth=1).result() == 1  # in a process that stays with this one
    assert run(tmp_path, tell_process, engine=engine).summary["process"] != os.getpid()


def test_a_users_error_is_one_here(tmp_path):
    with pytest.raises(UserError) as raised:
        run(tmp_path, refuse)
    assert (raised.value.problem, raised.value.remedy, raised.value.line) == ("the moon is full", "Wait a day", 3)


@pytest.mark.parametrize(("function", "told"), [(fail, "ZeroDivisionError: of the test"), (be_killed, "second")])
def test_a_bug_is_not_hidden(tmp_path, function, told):
    with pytest.raises(RuntimeError, match=told):
        run(tmp_path, function)


def wait_for_ever(task, reporter):
    reporter.progress(task.stage, str(os.getpid()), 0, 1)
    time.sleep(600)


class Interrupt(NullReporter):
    """Is interrupted as soon as it hears from the process."""

    process = 0

    def progress(self, stage, what, done, total):
        self.process = int(what)
        raise KeyboardInterrupt


def test_it_ends_when_the_run_is_interrupted(tmp_path):
    study = Study(tmp_path, tmp_path, tmp_path)
    stage = Stage(name="words", help="", inputs=(), outputs=(), run=write_words)
    reporter = Interrupt()
    with pytest.raises(KeyboardInterrupt):
        run_in_own_process(wait_for_ever, StageTask(study, Engine(), stage, "", None, ()), reporter=reporter)
    with pytest.raises(ProcessLookupError):
        os.kill(reporter.process, 0)
