"""No command leaves a study half-changed: each holds its locks and writes complete files."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.synchronize import Barrier

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.app import Commands, StudyCommand
from pipeline.cli.main import main
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.judgements import judgements_of
from pipeline.corpus.storage import write_new
from pipeline.corpus.study import Study
from pipeline.corpus.withdrawals import Withdrawals, runs_of_words, words_digests
from pipeline.review.imports import import_decisions
from pipeline.review.sheet_decisions import BLIND_SHEET
from pipeline.review.sheets import ReviewSheet, workbook
from pipeline.workflow import locks
from pipeline.workflow.freshness import mixed_outputs
from pipeline.workflow.locks import READS, WRITES_BOTH, WRITES_MODELS, WRITES_OUTPUTS, Lock, Mode, hold
from pipeline.workflow.receipts import begun_outputs
from pipeline.workflow.runner import Run
from pipeline.workflow.stage import Outcome, Stage, Work
from tests.workflow.test_runner import LETTERS, Recorder

# What each command is given, with FILE for a file that exists and FOLDER for a folder: a line for each command.
ARGUMENTS = {
    "run": [], "ingest": [], "organisations": [], "quotes": [], "themes": [], "emit": [], "init": [],
    "themes list": [], "themes adopt": ["1"],
    "codebook lint": [], "codebook export": ["new.qdc"], "codebook import": ["FILE"],
    "register add": ["FILE"], "register list": [],
    "review export": [], "review import": ["FILE"], "review undo": [], "agreement": [],
    "people": [],
    "verify": ["FILE"], "evaluate": ["FOLDER"], "audit": [], "pseudonymise": [], "withdraw": ["P01", "--yes"],
    "demo": ["NEW"], "new": ["NEW"], "doctor": [],
}  # fmt: skip
WITHOUT_LOCKS = {"demo", "new", "doctor"}  # they change nothing in the study that the options name
AT_WORK = "another pipeline command is at work"
WORDS = "I was a heating engineer for twenty years before they gave me a desk."


def commands(command: click.Command, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    found = {} if not path else {" ".join(path): command}
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        found |= commands(below, (*path, name))
    return found


# A group is no command of its own, unless it does something when it is called alone. `review` alone is a server,
# which takes the locks of each act when it is carried out: see tests/review/screen.
COMMANDS = {
    name: command for name, command in commands(main).items()
    if name != "review" and (not isinstance(command, click.Group) or command.invoke_without_command)
}  # fmt: skip


@pytest.fixture
def study(tmp_path) -> Study:
    made = Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")
    for folder in (made.transcripts, made.models, made.private):
        folder.mkdir(parents=True)
    (made.transcripts / "one.txt").write_text("Interviewer: Why?\n\nAmina: Because we had to begin somewhere.\n")
    return made


def invoke(study: Study, *words: str):
    folders = ("--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs)
    return CliRunner().invoke(main, [*map(str, folders), *words])


def invoke_named(study: Study, name: str):
    file = study.transcripts.parent / "decisions.csv"
    file.write_bytes(written_decisions([]))
    given = {"FILE": str(file), "FOLDER": str(study.models), "NEW": str(study.transcripts.parent / "new")}
    return invoke(study, "--wait", "0", *name.split(), *(given.get(word, word) for word in ARGUMENTS[name]))


def test_every_command_says_what_it_does_with_the_study():
    assert set(ARGUMENTS) == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert isinstance(command, StudyCommand | Commands), name
    with pytest.raises(TypeError):
        main.add_command(click.Command("careless"))
    with pytest.raises(TypeError):
        StudyCommand("careless")


def stops(*_: object) -> None:
    """In the place of a run, where only the locks are looked at."""
    raise UserError("the run stops here", "Nothing: it is a test")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - WITHOUT_LOCKS))
def test_every_command_waits_for_one_that_writes_outputs_or_models(study, name):
    for path in (study.private / locks.LOCK_FILE, study.models / locks.MODELS_LOCK_FILE):
        other = Lock(path)
        other.take(folder=path.parent)
        told = invoke_named(study, name)
        other.release()
        assert (told.exit_code, AT_WORK in told.stderr) == (2, True), told.output


@pytest.mark.parametrize("name", COMMANDS)
def test_only_commands_that_write_wait_for_those_that_read(study, name, monkeypatch):
    monkeypatch.setattr(Run, "through", stops)
    command = COMMANDS[name]
    for path, mode in ((study.private / locks.LOCK_FILE, "outputs"), (study.models / ".lock", "models")):
        other = Lock(path)
        other.take(folder=path.parent, mode=Mode.SHARED)
        told = invoke_named(study, name)
        other.release()
        access = command.access if isinstance(command, StudyCommand) else WRITES_OUTPUTS
        assert (AT_WORK in told.stderr) == (getattr(access, mode) is Mode.EXCLUSIVE), told.output


def test_locks_may_be_nested_but_not_widened(study):
    with hold(study, WRITES_BOTH), hold(study, WRITES_OUTPUTS), hold(study, READS):
        pass
    with hold(study, READS), pytest.raises(LookupError), hold(study, WRITES_MODELS):
        pass
    with hold(study, WRITES_BOTH, wait=0):  # all was released
        pass


def test_two_outputs_folders_share_their_models_for_reading_only(study):
    other = replace(study, outputs=study.outputs.with_name("more"))
    refused = []

    def write():
        try:
            with hold(other, WRITES_BOTH, wait=0):
                pass
        except UserError as error:
            refused.append(error.path)

    def read():
        with hold(other, WRITES_OUTPUTS, wait=0):
            refused.append(None)

    with hold(study, WRITES_OUTPUTS):
        for task in (write, read):
            thread = threading.Thread(target=task)
            thread.start()
            thread.join()
    assert refused == [study.models, None]


@pytest.fixture
def disk_without_locks(monkeypatch):
    def no_locks(handle, mode):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locks, "_lock", no_locks)


def test_a_disk_without_locks_stops_nobody_and_is_pointed_out_once(study, disk_without_locks):
    told = []
    with hold(study, WRITES_BOTH, wait=0, tell=told.append), hold(study, READS, wait=0, tell=told.append):
        pass
    assert told == [f"{study.outputs}: this disk has no file locks. Run one command at a time in this study."]


@pytest.mark.parametrize("name", ["review import", "codebook lint", "ingest"])
def test_commands_point_out_a_disk_without_locks_once(study, disk_without_locks, name):
    told = invoke_named(study, name)
    assert told.stderr.count("this disk has no file locks. Run one command at a time") == 1, told.output
    assert AT_WORK not in told.stderr


def test_a_disk_with_locks_is_not_worth_a_word(study):
    assert "locks" not in invoke_named(study, "review import").output


def test_who_may_only_read_a_folder_reads_it_without_a_lock(study, monkeypatch):
    opened = os.open

    def refuse(path, flags, mode=0o777):
        if str(path).endswith("lock"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with hold(study, READS, wait=0):
        pass
    with pytest.raises(PermissionError), hold(study, WRITES_MODELS, wait=0):
        pass


def test_what_a_killed_writer_left_is_swept_away(study):
    (study.models / ".decisions.csv.x1.part").write_text(WORDS)
    (study.outputs / ".pseudonymised.new.part").mkdir()
    with hold(study, WRITES_BOTH):
        assert not list(study.models.glob("*.part"))
        assert not list(study.outputs.glob("*.part"))


def decisions_of(coder: str, number: int = 40) -> bytes:
    return written_decisions(
        Decision(quote_id=f"q-{at}", theme_id="money", decision="accept", coder=coder, quote=f"We had {at} of them")
        for at in range(number)
    )


def blind_sheet(coder: str, number: int = 40) -> bytes:
    """A blind sheet as a coder sends it back: every third passage has no code, and the others one or two."""
    rows = [
        {
            "quote_id": f"q-{at}",
            "quote": f"We had {at} of them",
            "theme_id": "money" if at % 3 else "",
            "theme_id_2": f"only-{coder}" if at % 3 == 2 else "",
            "decision": "" if at % 3 else "none",
            "coder": coder,
        }
        for at in range(number)
    ]
    sheet = ReviewSheet(
        title=BLIND_SHEET, columns=list(rows[0]), asked=("theme_id", "theme_id_2", "decision"), rows=rows
    )
    return workbook("For the test", ["About"], [sheet], themes={"money": "Money"})


def at_once(work: Callable[..., None], given: Sequence[tuple[object, ...]]) -> list[int | None]:
    """Do the work with each of what is given, each in a process of its own; their exit codes.

    They are forks: started anew, each would import for seconds, and they would not meet.
    """
    processes = multiprocessing.get_context("fork")
    ready = processes.Barrier(len(given))
    running = [processes.Process(target=work, args=(*one, ready)) for one in given]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=120)
    return [one.exitcode for one in running]


def import_sheet(study: Study, coder: str, ready: Barrier) -> None:
    ready.wait(timeout=60)
    sys.exit(invoke(study, "review", "import", str(study.transcripts.parent / f"{coder}.xlsx")).exit_code)


def test_four_imports_at_once_lose_nothing(study):
    coders = ("Ann", "Bea", "Cem", "Dot")
    for coder in coders:
        (study.transcripts.parent / f"{coder}.xlsx").write_bytes(blind_sheet(coder))
    # 1: done, but the coders differ, and somebody has to settle that.
    assert set(at_once(import_sheet, [(study, coder) for coder in coders])) <= {0, 1}
    read = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig"))
    assert not read.findings
    judged = {(one.coder, one.quote_id): one for one in judgements_of(read.decisions)}
    assert set(judged) == {(coder, f"q-{at}") for coder in coders for at in range(40)}
    for (coder, quote_id), judgement in judged.items():
        at = int(quote_id.removeprefix("q-"))
        assert judgement.codes == {0: set(), 1: {"money"}, 2: {"money", f"only-{coder}"}}[at % 3]
        assert judgement.no_code_fits == (at % 3 == 0)
    batches = {(one.coder, one.batch) for one in read.rows}
    assert (len(batches), {batch for _, batch in batches}) == (4, {"1", "2", "3", "4"})


def stage_with_ids(run) -> Stage:
    return Stage(name="letters", help="", inputs=(), outputs=(LETTERS,), run=run, remembers_in="identifiers")


def give_an_id(study: Study, name: str, ready: Barrier) -> None:
    """A run whose stage gives the next number to somebody."""

    def run(work: Work) -> Outcome:
        before = work.remembered().get("study.csv", "")
        number = before.count("\n") + 1
        time.sleep(0.3)
        return Outcome(
            {"letters": LETTERS.frame([{"letter": name}])},
            remembered={"study.csv": f"{before}{number},{name}\n".encode()},
        )

    ready.wait(timeout=60)
    Run(study).through((stage_with_ids(run),))


def test_runs_at_once_with_different_outputs_give_no_id_twice(study):
    names = ("Ann", "Bea", "Cem")
    given = [(replace(study, outputs=study.outputs / name), name) for name in names]
    assert at_once(give_an_id, given) == [0, 0, 0]
    rows = [line.split(",") for line in (study.models / "identifiers" / "study.csv").read_text().splitlines()]
    assert [number for number, _ in rows] == ["1", "2", "3"]
    assert {name for _, name in rows} == {"Ann", "Bea", "Cem"}


def test_a_stage_that_fails_lets_other_runs_give_ids(study):
    def fails(work):
        work.remembered()
        raise UserError("nothing can be read", "Look again")

    run = Run(study)
    with pytest.raises(UserError, match="nothing can be read"):
        run.through((stage_with_ids(fails),))
    other = Lock(study.models / "identifiers" / locks.MODELS_LOCK_FILE)
    other.take(folder=study.models)
    assert other.held
    other.release()


def test_an_import_waits_for_another_command_and_says_so(study):
    file = study.transcripts.parent / "ann.csv"
    file.write_bytes(decisions_of("Ann"))
    other = Lock(study.models / locks.MODELS_LOCK_FILE)
    other.take(folder=study.models)
    threading.Thread(target=lambda: (time.sleep(0.5), other.release())).start()
    told = invoke(study, "review", "import", str(file))
    assert told.exit_code == 0, told.output
    assert f"another command is at work in {study.models}; waiting up to 60 s" in told.stderr


def withdrawn(study: Study, *, quote_ids=(), texts=()) -> None:
    runs = {run for text in texts for run in runs_of_words(text)}
    rows = [("00ff", digest) for digest in sorted(words_digests("00ff", quote_ids, runs))]
    (study.models / "withdrawn.csv").write_bytes(Withdrawals(tuple(rows)).written())


LONG = (
    "I was a heating engineer for twenty years before they gave me a desk, and I never once missed the vans or the "
    "cold mornings on somebody else's roof."
)


@pytest.mark.parametrize(
    ("quote_id", "quote", "note"),
    [
        ("q-theirs", "", ""),
        ("q-theirs", "Something else altogether", ""),
        ("q-other", LONG, ""),
        ("q-other", f"  {LONG.upper()}\n", ""),
        ("q-other", f"And then: {LONG[10:]}", ""),
        ("q-other", "", f"compare “{LONG}”"),
    ],
)
def test_a_workbook_from_before_does_not_bring_withdrawn_words_back(study, quote_id, quote, note):
    withdrawn(study, quote_ids=["q-theirs"], texts=[LONG])
    row = Decision(quote_id=quote_id, theme_id="money", decision="accept", coder="Ann", quote=quote, note=note)
    other = replace(row, quote_id="q-1", quote="We had a grant and then we had nothing at all for years.", note="")
    file = study.transcripts.parent / "ann.csv"
    file.write_bytes(written_decisions([row, other]))
    done = import_decisions(study, file)
    assert done.judgements == {("Ann", ""): 1}
    assert "1 row about the words of a participant who has withdrawn was left out" in done.findings[-1].finding
    kept = read_decisions((study.models / "decisions.csv").read_text("utf-8-sig")).decisions
    assert [one.quote_id for one in kept] == ["q-1"]


def test_what_was_withdrawn_cannot_be_read_out(study):
    withdrawn(study, quote_ids=["q-theirs"], texts=[LONG])
    kept = (study.models / "withdrawn.csv").read_text()
    assert "theirs" not in kept
    assert not {word for word in LONG.split() if len(word) > 4} & set(kept.split())


def test_a_stage_that_is_interrupted_is_known_until_it_has_ended(study):
    recorder = Recorder()
    (study.transcripts / "one.txt").write_text("abba")
    (study.models / "x.yaml").write_text("1")
    Run(study).through(recorder.stages)
    assert mixed_outputs(study, recorder.stages) == ""

    def broken_off(work):
        yield "dataset/new.txt", b"new"
        raise KeyboardInterrupt

    (study.models / "x.yaml").write_text("2")
    first, second = recorder.stages
    broken = replace(second, run=lambda work: Outcome({}, files=broken_off(work)))
    with pytest.raises(KeyboardInterrupt):
        Run(study).through((first, replace(broken, outputs=())))
    assert mixed_outputs(study, recorder.stages) == "counts"
    assert begun_outputs(study, "counts") == ["dataset/new.txt"]
    Run(study).through(recorder.stages)
    assert mixed_outputs(study, recorder.stages) == ""
    assert not (study.outputs / "dataset" / "new.txt").exists()  # of a run that nobody finished


def test_the_first_stages_alone_leave_the_later_ones_behind(study):
    recorder = Recorder()
    (study.transcripts / "one.txt").write_text("abba")
    Run(study).through(recorder.stages)
    (study.transcripts / "two.txt").write_text("xyz")
    Run(study).through(recorder.stages[:1])
    assert mixed_outputs(study, recorder.stages) == "counts"


def test_new_files_are_written_all_or_none_and_never_over_others(tmp_path):
    (tmp_path / "b.csv").write_text("mine")
    with pytest.raises(UserError, match="there is such a file already"):
        write_new(tmp_path, {"a.csv": b"a", "b.csv": b"b"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"b.csv": "mine"}
    (tmp_path / ".c.csv.part").write_text("half of what a killed process")
    write_new(tmp_path, {"c.csv": b"c", "d.csv": b"d"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "b.csv": "mine", "c.csv": "c", "d.csv": "d",
    }  # fmt: skip


def test_where_a_disk_knows_no_links_new_files_are_renamed(tmp_path, monkeypatch):
    def no_links(*names):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_new(tmp_path, {"c.csv": b"c"})
    assert (tmp_path / "c.csv").read_bytes() == b"c"
    with pytest.raises(UserError, match="already"):
        write_new(tmp_path, {"c.csv": b"other"})
    assert (tmp_path / "c.csv").read_bytes() == b"c"
