"""Commands that are killed and repeated: `python -m tests.kills [COMMAND ...] [--kills N]`; `make kills` for all.

Half of the kills come after a random share of the command's processor time, wherever it is then; half when it uses
the disk: before and after a file is created, renamed or removed, or a result is cached. After each kill the command
is repeated, and must leave the same bytes as in a study where it was not killed. The moments are drawn with a fixed
seed, and the load of the machine does not shift them.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn

from click.testing import CliRunner

from pipeline.cli.main import main as pipeline_command
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.storage import UNFINISHED
from pipeline.corpus.study import Study
from pipeline.privacy.file_text import pieces_of
from pipeline.review.imports import UNDO_RECORD
from pipeline.review.passages import stored_passages
from pipeline.workflow.cache import Cache
from tests.conftest import ROOT, files_below, made_below

SPEAKERS = ("Maureen Hales", "Tadeusz Wolny", "Gurpreet Mann")
LEAVES = "Tadeusz Wolny"
LEAVERS_WORDS = "Today the minibus feeds six people every week and Marsh Lane Trust pays for the diesel."
_LONGEST = 900  # seconds after which a command that hangs prints where it is, and ends
_SUBJECTS = ("boiler", "minibus", "allotment")
_REGISTER = "register_id,organisation\nGB-CHC-1,Marsh Lane Trust\nGB-CHC-2,Fenside Community Hall\n"
_CODES = "id,name,definition\nheating,Heating,Boilers and radiators and what they cost\n,Transport,Vans and buses\n"


class Deadly:
    """Counts a command's dealings with the disk, and kills it at one of them."""

    def __init__(self, at: int = 0) -> None:
        self.count = 0
        self._at = at

    def event(self) -> None:
        """One of them."""
        self.count += 1
        if self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Count from now on."""
        for owner, names in (
            (Path, ("replace", "rename", "unlink", "rmdir", "write_bytes")),
            (Cache, ("put_many", "keep_only", "shrink")),
            (tempfile, ("mkstemp",)),
            (os, ("link",)),
            (shutil, ("rmtree",)),
        ):
            for name in names:
                setattr(owner, name, self._around(getattr(owner, name)))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.event()
            result = function(*args, **kwargs)
            self.event()
            return result

        return wrapped


@dataclass(frozen=True)
class Ended:
    """How a command ended.

    Attributes:
        code: exit code; negative if it was killed.
        events: its dealings with the disk, if it came to its end.
        seconds: processor time that it used.
        told: what it printed.
    """

    code: int
    events: int
    seconds: float
    told: str


def run_command(study: Study, *words: str, at: int = 0, after: float = 0.0) -> Ended:
    """Run a command in a fork, which need not import everything and load every model again.

    Args:
        study: whose folders it is given.
        words: the command.
        at: kill it at its so many-th dealing with the disk; 0 for not.
        after: kill it when it has used so many seconds of processor time; 0 for not.
    """
    import_heavy()
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as events:
        process = os.fork()
        if not process:
            os.dup2(told.fileno(), 1)
            os.dup2(told.fileno(), 2)
            child(_command_line(study, words), at=at, after=after, events=events)
        _, status, used = os.wait4(process, 0)
        told.seek(0)
        events.seek(0)
        seconds = used.ru_utime + used.ru_stime
        return Ended(os.waitstatus_to_exitcode(status), int(events.read() or 0), seconds, told.read())


def run_here(study: Study, *words: str) -> None:
    """Run a command in this process, so that later forks find the models loaded.

    Raises:
        RuntimeError: if it fails.
    """
    import_heavy()
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # a fork has no threads but its own, and OpenMP would wait for the others
        ended = CliRunner().invoke(pipeline_command, _command_line(study, words))
    if ended.exit_code:
        raise RuntimeError(f"the small study cannot be run: {ended.output}") from ended.exception


def _command_line(study: Study, words: Sequence[str]) -> list[str]:
    folders = ("--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs)
    return [*map(str, folders), "--jobs", "1", *words]


def import_heavy() -> None:
    """Import what the commands import, once, for all forks to come."""
    import bertopic
    import onnxruntime
    import spacy
    import tokenizers

    if not all((bertopic, onnxruntime, spacy, tokenizers)):
        raise ImportError


def child(words: Sequence[str], *, at: int, after: float, events: IO[str]) -> NoReturn:
    """The process that is killed."""
    deadly = Deadly(at)
    deadly.watch()
    faulthandler.dump_traceback_later(_LONGEST, exit=True, file=2)
    # It counts processor time and sends SIGPROF, which nothing handles: like SIGKILL, it ends the process wherever
    # it is, in the middle of a library's C code too.
    signal.setitimer(signal.ITIMER_PROF, after)
    # Its own: what pytest or the fork's parent had put in their place would go nowhere.
    sys.stdout, sys.stderr = (os.fdopen(os.dup(number), "w") for number in (1, 2))
    code = 3
    try:
        pipeline_command(list(words))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        events.write(str(deadly.count))
        events.flush()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


@dataclass(frozen=True)
class Trial:
    """A command that is killed.

    Attributes:
        words: the command, given the folder of the study for files that it reads.
        made: what it makes, as bytes by path, to be compared.
        before: changes the study before the command, so that there is something to do.
        half_changed: what is wrong with a study in which the command was killed: "" for nothing.
        still_wrong: what is wrong with a study in which it ended, beside other bytes: "" for nothing.
        expected: its exit code.
        told_at_the_end: words by which it says that all is done: killed after them, it need not be repeated.
    """

    words: Callable[[Path], Sequence[str]]
    made: Callable[[Study], Mapping[str, bytes]]
    before: Callable[[Study], None] = lambda study: None
    half_changed: Callable[[Study, Mapping[str, bytes], Mapping[str, bytes]], str] = lambda *_: ""
    still_wrong: Callable[[Study], str] = lambda study: ""
    expected: int = 0
    told_at_the_end: str = ""


def _whole(now: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """Whether every file is as before, or as after, or not there; temporary ones are no file of anybody."""
    half = [
        path for path, content in now.items()
        if content not in (before.get(path), after.get(path)) and not path.endswith(UNFINISHED)
    ]  # fmt: skip
    return f"half written: {half}" if half else ""


def _copy_files(study: Study) -> dict[str, bytes]:
    kept = files_below(study.outputs)
    return {
        path: content for path, content in kept.items()
        if path.startswith(("pseudonymised/", "private/pseudonyms/"))
    }  # fmt: skip


def _tables_of_init(study: Study) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(study.transcripts.glob("*.csv"))}


def _models(study: Study) -> dict[str, bytes]:
    return {path: content for path, content in files_below(study.models).items() if Path(path).name != ".lock"}


def _without_salt(study: Study) -> dict[str, bytes]:
    """The outputs, and which ids were given; the salt of a study's first run is random."""
    given = {
        path: "\n".join(sorted(",".join(row.split(",")[2:]) for row in content.decode().splitlines())).encode()
        for path, content in _models(study).items() if path.startswith("identifiers/")
    }  # fmt: skip
    outputs = {path: content for path, content in made_below(study.outputs).items() if "receipt_ingest" not in path}
    return {**outputs, **given}


def _remove_outputs_and_ids(study: Study) -> None:
    shutil.rmtree(study.outputs)
    shutil.rmtree(study.models / "identifiers")


def _add_people(study: Study) -> None:
    """Two more talks, before and after the others: an id that is given again or changed would show."""
    shutil.rmtree(study.outputs)
    for name, who in (("talk_0", "Abena Adjei"), ("talk_9", "Zoltan Kis")):
        (study.transcripts / f"{name}.txt").write_text(
            f"Interviewer: What came then?\n\n{who}: We opened the kitchen in 1971, and it never closed.\n", "utf-8"
        )


def _import_twice_and_add_by_hand(study: Study) -> None:
    """Two imports, of which a repetition must not undo the earlier, and a row that a person added below them."""
    run_command(study, "review", "import", str(study.transcripts.parent / "decisions_of_bea.csv"))
    again = study.transcripts.parent / "decisions_of_dan.csv"
    again.write_bytes((study.transcripts.parent / "decisions_of_bea.csv").read_bytes().replace(b",Bea,", b",Dan,"))
    run_command(study, "review", "import", str(again))
    path = study.models / "decisions.csv"
    path.write_bytes(path.read_bytes() + b"q-0,heating,reject,Cem,2026-01-02,by hand\n")


def _undo_half_changed(study: Study, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The models are whole; the record of the undo may be there."""
    now = {path: content for path, content in _models(study).items() if Path(path).name != UNDO_RECORD}
    return _whole(now, before, after)


def _everything(study: Study) -> dict[str, bytes]:
    return {**_models(study), **made_below(study.outputs)}


def traces(study: Study) -> list[str]:
    """Files of the outputs and the models in which the name or the words of who leaves stand."""
    wanted = (LEAVES.casefold(), "wolny", LEAVERS_WORDS.casefold().rstrip("."))
    found = []
    for folder in (study.outputs, study.models):
        for piece in pieces_of(folder, without="", but=frozenset((".onnx",))):
            text = " ".join(piece.text.casefold().split())
            found += [f"{folder.name}/{piece.file}" for one in wanted if one in text]
    return sorted(set(found))


def _left_of_withdrawn(study: Study) -> str:
    if left := traces(study):
        return f"left: {left}"
    if list(study.models.glob("withdrawal-*")):
        return "the record of the withdrawal is still there"
    audited = run_command(study, "audit")
    return "" if audited.code == 0 else f"audit ends with {audited.code}: {audited.told}"


def _prepare_withdrawal(study: Study) -> None:
    """Their words everywhere: a decision, an example, a workbook, a copy without names."""
    run_command(study, "review", "export")
    run_command(study, "pseudonymise")


def _change_a_transcript(study: Study) -> None:
    run_command(study, "pseudonymise")
    path = study.transcripts / "talk_1.txt"
    path.write_text(
        path.read_text("utf-8") + "\nInterviewer: And then?\n\nMaureen Hales: Then we went home.\n", "utf-8"
    )
    run_command(study, "quotes")


def _half_copy(study: Study, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """A copy without names is the one before or the one after, or is not there."""
    now = {path: content for path, content in _copy_files(study).items() if path.startswith("pseudonymised/")}
    for whole in (before, after):
        if now == {path: content for path, content in whole.items() if path.startswith("pseudonymised/")}:
            return ""
    return f"half a copy: {sorted(now)}" if now else ""


TRIALS: Mapping[str, Trial] = {
    "first-run": Trial(
        words=lambda folder: ("run",),
        made=_without_salt,
        before=_remove_outputs_and_ids,
    ),
    "run": Trial(
        words=lambda folder: ("run",),
        made=_everything,
        before=_add_people,
    ),
    "withdraw": Trial(
        words=lambda folder: ("withdraw", LEAVES, "--yes"),
        made=_everything,
        before=_prepare_withdrawal,
        still_wrong=_left_of_withdrawn,
    ),
    "review-import": Trial(
        words=lambda folder: ("review", "import", str(folder / "decisions_of_bea.csv")),
        made=_models,
        half_changed=lambda study, before, after: _whole(_models(study), before, after),
    ),
    "review-undo": Trial(
        words=lambda folder: ("review", "undo"),
        made=_models,
        before=_import_twice_and_add_by_hand,
        half_changed=_undo_half_changed,
        told_at_the_end=" undone: ",
    ),
    "pseudonymise": Trial(
        words=lambda folder: ("pseudonymise",),
        made=_copy_files,
        before=_change_a_transcript,
        half_changed=_half_copy,
    ),
    "codebook-import": Trial(
        words=lambda folder: ("codebook", "import", str(folder / "codes.csv")),
        made=_models,
        half_changed=lambda study, before, after: _whole(_models(study), before, after),
    ),
    "register-add": Trial(
        words=lambda folder: ("register", "add", str(folder / "charities.csv")),
        made=_models,
        half_changed=lambda study, before, after: _whole(_models(study), before, after),
    ),
    "init": Trial(
        words=lambda folder: ("init",),
        made=_tables_of_init,
        half_changed=lambda study, before, after: _whole(_tables_of_init(study), before, after),
    ),
}


def small_study(folder: Path) -> Study:
    """A study of three interviews, run once, with decisions and an example; and files to import."""
    study = Study(folder / "transcripts", folder / "models", folder / "outputs")
    study.transcripts.mkdir(parents=True)
    for number, (who, subject) in enumerate(zip(SPEAKERS, _SUBJECTS, strict=True), start=1):
        last = (
            LEAVERS_WORDS if who == LEAVES else f"Today the {subject} feeds {number * 7} people and we are proud."
        )
        (study.transcripts / f"talk_{number}.txt").write_text(
            f"Interviewer: Where did the {subject} begin?\n\n"
            f"{who}: We began the {subject} in {1960 + number} with {number * 3} volunteers from Fenside Hall. "
            f"The council gave us {number * 70} pounds and then nothing for {number + 2} winters in a row.\n\n"
            f"Interviewer: And today?\n\n{who}: {last}\n",
            "utf-8",
        )
    study.models.mkdir()
    shutil.copy(ROOT / "models" / "organisations.csv", study.models)
    codebook = (
        "codes:\n  - id: money\n    name: Money\n    definition: Grants and what they pay for\n    examples:\n"
        f"      - The council gave us a grant and then nothing.\n      - {LEAVERS_WORDS}\n"
    )
    (study.models / "codebook.yaml").write_text(codebook, "utf-8")
    # A withdrawal from before, so that the salt is known.
    (study.models / "withdrawn.csv").write_text(f"salt,digest\n00ff,{'0' * 32}\n", "utf-8")
    anns = Decision(quote_id="q-0", theme_id="money", decision="accept", coder="Ann", quote=LEAVERS_WORDS)
    (study.models / "decisions.csv").write_bytes(written_decisions([anns]))
    (folder / "codes.csv").write_text(_CODES, "utf-8")
    (folder / "charities.csv").write_text(_REGISTER, "utf-8")
    run_here(study, "run")
    first = stored_passages(study)[0]
    beas = Decision(quote_id=first.quote_id, theme_id="money", decision="accept", coder="Bea", quote=first.text)
    (folder / "decisions_of_bea.csv").write_bytes(written_decisions([beas]))
    return study


def study_in(folder: Path) -> Study:
    """The study whose folders lie there."""
    return Study(folder / "transcripts", folder / "models", folder / "outputs")


@dataclass
class Tested:
    """What came of killing a command.

    Attributes:
        kills: how often it was killed.
        ended_first: how often it came to its end before.
        wrong: what was wrong, kill by kill.
    """

    kills: int = 0
    ended_first: int = 0
    wrong: list[str] = field(default_factory=list)


def kill_command(name: str, base: Path, folder: Path, *, kills: int, seed: int = 20) -> Tested:
    """Kill a command so many times, each time in a fresh copy of the study, and repeat it.

    Args:
        name: one of `TRIALS`.
        base: the folder of `small_study`.
        folder: an empty one to work in.
        kills: how many.
        seed: of the moments.
    """
    trial, chance, tested = TRIALS[name], random.Random(seed), Tested()
    shutil.copytree(base, folder / "before")
    prepared = study_in(folder / "before")
    trial.before(prepared)
    before = dict(trial.made(prepared))
    shutil.copytree(folder / "before", folder / "undisturbed")
    undisturbed = study_in(folder / "undisturbed")
    whole = run_command(undisturbed, *trial.words(base))
    if whole.code != trial.expected:
        raise RuntimeError(f"{name} ends with {whole.code} when nobody disturbs it: {whole.told}")
    after = dict(trial.made(undisturbed))
    if wrong := trial.still_wrong(undisturbed):
        raise RuntimeError(f"{name}, undisturbed: {wrong}")
    while tested.kills < kills:
        place = folder / f"killed_{tested.kills + tested.ended_first}"
        shutil.copytree(folder / "before", place)
        study = study_in(place)
        if (tested.kills + tested.ended_first) % 2:
            after_seconds = chance.uniform(0.0, whole.seconds)
            killed = run_command(study, *trial.words(base), after=after_seconds)
            told = f"after {after_seconds:.2f} s of {whole.seconds:.2f} s"
        else:
            at = chance.randint(1, whole.events)
            killed = run_command(study, *trial.words(base), at=at)
            told = f"at event {at} of {whole.events}"
        if killed.code in (-signal.SIGKILL, -signal.SIGPROF):
            tested.kills += 1
            problem = trial.half_changed(study, before, after)
            if not (problem or _was_done(trial, study, killed, after)):
                problem = _repeated(trial, study, base, after)
            if problem:
                tested.wrong.append(f"killed {told}: {problem}")
        else:
            tested.ended_first += 1
        shutil.rmtree(place)
    return tested


def _was_done(trial: Trial, study: Study, killed: Ended, after: Mapping[str, bytes]) -> bool:
    """Whether the command was killed when all was done and the user had been told so."""
    told = bool(trial.told_at_the_end) and trial.told_at_the_end in killed.told
    return told and dict(trial.made(study)) == after


def _repeated(trial: Trial, study: Study, base: Path, after: Mapping[str, bytes]) -> str:
    """Repeat the command; what is wrong then."""
    again = run_command(study, *trial.words(base))
    made = dict(trial.made(study))
    if made != after:
        differing = sorted({path for path in {*made, *after} if made.get(path) != after.get(path)})
        return f"other bytes: {differing[:5]}; it said: {again.told[-300:]}"
    # Killed after its last deed, a command may find nothing to do, and say so.
    if again.code not in (trial.expected, 2):
        return f"the repetition ended with {again.code}: {again.told[-300:]}"
    return trial.still_wrong(study)


def main(arguments: Sequence[str]) -> None:
    """Kill the commands that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="*", choices=[*TRIALS, []], help="which; all if none is named")
    parser.add_argument("--kills", type=int, default=20, help="of each command")
    given = parser.parse_args(arguments)
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        small_study(base)
        for name in given.commands or TRIALS:
            tested = kill_command(name, base, Path(folder) / name, kills=given.kills)
            wrong += len(tested.wrong)
            ended = f", {tested.ended_first} ended before" if tested.ended_first else ""
            sys.stdout.write(f"{name:<16} {tested.kills} kills{ended}: {len(tested.wrong)} ended otherwise\n")
            sys.stdout.writelines(f"    {one}\n" for one in tested.wrong)
            sys.stdout.flush()
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
