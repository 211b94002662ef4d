"""A review session: the run in memory, the journal of acts, and one thread that writes files and learns."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.corpus.codebook import CODEBOOK_FILE, usable_codes
from pipeline.corpus.coding_records import AGREED, PIPELINE, REVIEW, Decision
from pipeline.corpus.decisions import DECISIONS_FILE, read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded
from pipeline.corpus.study import Study
from pipeline.review.imports import never_same_coder
from pipeline.review.screen.carrying_out import ROWS, StillBusy, carry_out, decisions_of, taken
from pipeline.review.screen.edits import CHOOSE_QUOTE, EDITS, edited_files, word
from pipeline.review.screen.journal import Act, Journal
from pipeline.review.screen.learning import LearningNews, learn
from pipeline.review.screen.run_view import RunView, read_codes, read_run
from pipeline.review.screen.standing import DecisionRows
from pipeline.review.sheet_decisions import Reader
from pipeline.review.sheets import SheetRow
from pipeline.workflow.locks import READS, hold
from pipeline.workflow.parallel import Engine

LEARN_AFTER = 10  # answers
_PATIENCE = 2.0  # seconds
_TICK = 1.0  # seconds between checks for changes by other commands
_CELLS = ("quote_id", "theme_id", "decision", "another_theme", "note", "sample")
# Acts after which the transcripts, names or codes are reread immediately.
_READ_AGAIN = frozenset(EDITS) - {"memo", CHOOSE_QUOTE}


@dataclass(frozen=True)
class SessionState:
    """The state of the session.

    Attributes:
        revision: increases with every change that the page must show.
        run: increases with every run and every change of the codebook that has been read.
        waiting: the number of acts not yet written to a file.
        learning: whether stages are running now.
        answers: the number of acts that the pipeline has not learned from yet.
        trouble: what prevents acts from being written or a run from finishing; "" if nothing.
        news: what the last run changed.
    """

    revision: int = 0
    run: int = 0
    waiting: int = 0
    learning: bool = False
    answers: int = 0
    trouble: str = ""
    news: LearningNews | None = None


class ReviewSession:
    """Handles the page's queries and acts; thread-safe.

    Args:
        study: a study with a finished run.
        engine: the engine that reruns stages.
        learns: whether it learns automatically after some answers.
    """

    def __init__(self, study: Study, engine: Engine, *, learns: bool = True) -> None:
        self.study = study
        self._engine = engine
        self._learns = learns
        self.lock = threading.RLock()
        with hold(study, READS):
            self.run: RunView = read_run(study)
        self.journal = Journal(study.models)
        self.state = SessionState()
        self.rows = DecisionRows()
        self._seen: dict[str, tuple[int, int]] = {}
        self._wanted_run = False
        self._wake = threading.Event()
        self._ending = False
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="review", daemon=True)
        self._reload()

    # --- start and end

    def start(self) -> None:
        """Start writing and learning."""
        self._thread.start()

    def end(self) -> None:
        """Write pending acts, unless another command is running, and stop."""
        self._ending = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self.journal.close()
        if self._failure is not None:
            raise self._failure

    # --- input from the page

    def coder_known(self, name: str) -> str:
        """The coder's name as written in the decisions.

        Raises:
            UserError: for an empty name, or one that is reserved.
        """
        plain = " ".join(name.split())
        if not plain or len(plain) > 80:
            raise UserError("the coder's name is missing or too long", "Write your name as your colleagues know it")
        if plain.casefold() in (PIPELINE, AGREED):
            raise UserError(f"'{plain}' is reserved for the program", "Write your own name")
        with self.lock:
            known = {one.casefold(): one for one in self.rows.coders()}
        return known.get(plain.casefold(), plain)

    def judge(self, *, coder: str, cells: Mapping[str, object], about: str) -> Act:
        """Record a coder's judgement of a passage, given as the cells of one row of the review workbook.

        Raises:
            UserError: if the row is unusable; then nothing is recorded.
        """
        given = {name: word(cells, name, needed=False) for name in (*_CELLS, "mode")}
        with self.lock:
            decisions = self._read_row({**given, "coder": coder})
            if not decisions:
                raise UserError("the answer is empty", "Choose a code, or say that no code fits")
            what = {"quote_id": decisions[0].quote_id, ROWS: [_stored(one) for one in decisions]}
            act = self.journal.add(coder=self._person(coder, cells), kind="judge", about=about, what=what)
            self.rows.add(replace(one, batch=f"a{act.number}") for one in decisions)
            self._changed(answers=1)
        return act

    def _person(self, coder: str, cells: Mapping[str, object]) -> str:
        """The person who acted; for an agreed decision, the one who recorded it."""
        return word(cells, "by", needed=False) or coder

    def _read_row(self, cells: Mapping[str, str]) -> list[Decision]:
        passage = self.run.passages.get(cells["quote_id"])
        if passage is None:
            raise UserError(
                "this passage has since been cut otherwise, or is no longer in the transcripts",
                "Reload the page, and decide on the passage as it reads now",
            )
        reader = Reader(
            codes={code.id: code.name for code in self.run.codes.values()},
            passages=[passage.decidable],
            coders=self.rows.coders(),
            coder=cells["coder"],
            mode=cells["mode"] or REVIEW,
            same_coder=never_same_coder,
        )
        read = reader.read([SheetRow({**cells, "date": date.today().isoformat()}, "", 1)])
        for problem in read.problems:
            raise UserError(problem.problem, problem.remedy.rstrip(".?"))
        return list(read.decisions)

    def edit(self, *, coder: str, kind: str, what: Mapping[str, object], about: str) -> Act:
        """Record a change of another table, after trying it on the current files.

        Raises:
            UserError: if it cannot be made; then nothing is recorded.
        """
        if kind not in EDITS:
            raise UserError(f"unknown act '{kind}'", "Reload the page")
        self._wait_for_earlier()
        with self.lock:
            changed = edited_files(self.study, kind, what)
            for one in changed:
                if one.name == CODEBOOK_FILE:  # the next act may use a code added by this one
                    codes, _ = usable_codes(one.text)
                    self.run = replace(self.run, codes={code.id: code for code in codes.codes})
            act = self.journal.add(coder=coder, kind=kind, about=about, what=what)
            self.rows.add(replace(one, batch=f"a{act.number}") for one in decisions_of(act))
            self._wanted_run |= kind == "own-passage" or (self._learns and kind in _READ_AGAIN)
            self._changed()
        return act

    def _wait_for_earlier(self) -> None:
        """Wait until earlier acts are written, unless another command runs: changes are tried on the files."""
        until = time.monotonic() + _PATIENCE
        while self.journal.waiting() and not self.state.trouble and time.monotonic() < until:
            time.sleep(_PATIENCE / 100)

    def undo(self, coder: str, number: int = 0) -> Act:
        """Undo an act: the coder's last, or the one with a number.

        Raises:
            UserError: if there is none.
        """
        with self.lock:
            act = self.journal.act(number) if number else self.journal.last_wanted(coder)
            if act is None or not act.wanted:
                raise UserError("there is nothing to undo", "Decide on a passage first")
            self.journal.want(act.number, False)
            self.rows.mark(_batches(act), undone=True)
            self._wanted_run |= self._learns and act.kind in _READ_AGAIN
            self._changed(answers=1 if act.kind == "judge" else 0)
            return act

    def redo(self, coder: str, number: int = 0) -> Act:
        """Redo an act that was undone.

        Raises:
            UserError: if there is none.
        """
        with self.lock:
            act = self.journal.act(number) if number else self.journal.last_undone(coder)
            if act is None or act.wanted:
                raise UserError("there is nothing to redo", "Undo something first")
            if act.kind in EDITS and not act.done:
                edited_files(self.study, act.kind, act.what)
            self.journal.want(act.number, True)
            batches = _batches(act)
            if not self.rows.mark(batches, undone=False):
                self.rows.add(replace(one, batch=f"a{act.number}") for one in decisions_of(act))
            self._wanted_run |= self._learns and act.kind in _READ_AGAIN
            self._changed(answers=1 if act.kind == "judge" else 0)
            return act

    def ask_to_learn(self) -> None:
        """Run the stages that depend on the answers, in the background."""
        with self.lock:
            self._wanted_run = True
        self._wake.set()

    def _changed(self, *, answers: int = 0) -> None:
        state = self.state
        self.state = replace(state, revision=state.revision + 1, answers=state.answers + answers)
        self._wake.set()

    # --- the thread that writes and learns

    def _work(self) -> None:
        try:
            self._write_and_learn()
        except Exception as error:  # raised again at the end; until then the page says that nothing is saved
            self._failure = error
            told = "Your answers are kept, but are not written: an unexpected error has occurred."
            self._tell(trouble=f"{told} Press Ctrl-C in the terminal, and report what it shows.")

    def _write_and_learn(self) -> None:
        while True:
            self._wake.wait(_TICK)
            self._wake.clear()
            ending = self._ending
            wrote_all = self._write_waiting()
            if ending:
                return
            self._notice_others()
            with self.lock:
                enough = self._learns and self.state.answers >= LEARN_AFTER
                due = wrote_all and (self._wanted_run or enough)
            if due:
                self._learn()

    def _write_waiting(self) -> bool:
        """Carry out the pending acts; return whether all succeeded."""
        for act in self.journal.waiting():
            try:
                carry_out(self.study, self.journal, act)
            except StillBusy as error:
                self._tell(trouble=f"Your answers are kept, and will be written as soon as possible: {error}")
                return False
            except (UserError, OSError) as error:
                self.journal.fail(act.number, str(error))
                self._tell(trouble=str(error))
                self._reload()
            else:
                self._remember_files()
                if act.kind in EDITS:
                    self._reload()
                self._tell(trouble="")
        return True

    def _tell(self, *, trouble: str) -> None:
        with self.lock:
            if trouble != self.state.trouble or not trouble:
                waiting = len(self.journal.waiting())
                revision = self.state.revision + 1
                self.state = replace(self.state, trouble=trouble, waiting=waiting, revision=revision)

    def _learn(self) -> None:
        with self.lock:
            self._wanted_run = False
            before, answers = self.run, self.state.answers
            self.state = replace(self.state, learning=True, revision=self.state.revision + 1)
        trouble, news = "", None
        try:
            run, news = learn(self.study, self._engine, before=before, answers=answers)
        except StillBusy as error:
            trouble, self._wanted_run = f"The codings are updated as soon as possible: {error}", True
        except (UserError, OSError) as error:
            trouble = str(error)
        else:
            self._reload(run)
        with self.lock:
            left = max(0, self.state.answers - answers) if not trouble else self.state.answers
            if trouble:
                left = 0  # avoids endless retries: the next answers trigger it
            self.state = replace(
                self.state,
                learning=False,
                answers=left,
                trouble=trouble,
                news=news or self.state.news,
                revision=self.state.revision + 1,
            )

    def _notice_others(self) -> None:
        """Reread files changed by another command or an editor."""
        if self._seen != self._files():
            with self.lock:
                codings = self._files().get("codings.parquet")
                fresh = codings is not None and codings != self._seen.get("codings.parquet")
            try:
                with taken(self.study, READS):
                    self._reload(read_run(self.study) if fresh else None)
            except StillBusy:
                return  # checked again in a moment
            except (UserError, OSError) as error:
                self._remember_files()
                self._tell(trouble=str(error))

    def _reload(self, run: RunView | None = None) -> None:
        """Reread decisions and codebook, and apply the pending acts on top."""
        seen = self._files()
        run = run or self.run
        codes, problem = read_codes(self.study)
        run = replace(run, codes=codes or run.codes, problem=problem)
        path = self.study.models / DECISIONS_FILE
        try:
            content = decoded(path.read_bytes()) if path.exists() else ""
            read: Sequence[Decision] = read_decisions(content, path=path).rows
        except UserError as error:
            read, run = (), replace(run, problem=str(error))
        rows = DecisionRows.of(read, run)
        with self.lock:
            for act in self.journal.waiting():
                if act.wanted and not rows.mark(_batches(act), undone=False):
                    rows.add(
                        replace(one, batch=f"a{act.number}")
                        for one in decisions_of(act)
                        if one.quote_id in run.passages
                    )
                elif not act.wanted:
                    rows.mark(_batches(act), undone=True)
            self.state = replace(
                self.state,
                revision=self.state.revision + 1,
                run=self.state.run + (run.passages is not self.run.passages or run.codes != self.run.codes),
                waiting=len(self.journal.waiting()),
            )
            self.run, self.rows, self._seen = run, rows, seen

    def _remember_files(self) -> None:
        with self.lock:
            self._seen = self._files()

    def _files(self) -> dict[str, tuple[int, int]]:
        """The modification state of the files that the session shows."""
        paths = [
            self.study.models / DECISIONS_FILE,
            self.study.models / CODEBOOK_FILE,
            self.study.tables / "codings.parquet",
        ]
        found = {}
        for path in paths:
            try:
                about = path.stat()
            except OSError:
                continue
            found[path.name] = (about.st_mtime_ns, about.st_size)
        return found


def _batches(act: Act) -> frozenset[str]:
    return frozenset({f"a{act.number}", *([str(act.batch)] if act.batch else [])})


def _stored(one: Decision) -> dict[str, str]:
    names = ("quote_id", "theme_id", "decision", "coder", "date", "note", "source", "quote", "mode", "sample")
    return {name: getattr(one, name) for name in names}
