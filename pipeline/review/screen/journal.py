"""The journal of on-screen review: records each act of a person immediately, and allows undo.

An act is stored here before the page gets a response, and is applied to the decision files as soon as no other
command has locked them. Acts that a killed server had not applied are applied by the next one. Once an act is
applied, the journal contains no words of transcripts; the decision files are authoritative.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.review_files import JOURNAL_FILE
from pipeline.corpus.storage import PRIVATE_FILE, make_folder

_TABLE = """
create table if not exists acts (
  number integer primary key, time text not null, coder text not null, kind text not null, about text not null,
  what text not null, wanted integer not null default 1, done integer not null default 0,
  batch integer not null default 0, patches text not null default '', problem text not null default '',
  changed integer not null default 0
)"""
_COLUMNS = "number, time, coder, kind, about, what, wanted, done, batch, patches, problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of a person.

    Attributes:
        number: its number in the journal.
        time: the local time of the act.
        coder: the person who acted.
        kind: the kind of act.
        about: a sentence saying what was done.
        what: the data needed to carry it out.
        wanted: whether it should be in effect; False once it is undone.
        done: whether it is applied in the files.
        batch: the number of its import in `decisions.csv`; 0 for none.
        patches: its changes to other files, as written by `text_patches`.
        problem: why it could not be carried out, or "".
    """

    number: int
    time: str
    coder: str
    kind: str
    about: str
    what: Mapping[str, object]
    wanted: bool
    done: bool
    batch: int = 0
    patches: str = ""
    problem: str = ""


class Journal:
    """The acts in order, shared by the threads of one server and by the servers of several coders."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self.path = folder / JOURNAL_FILE
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None, timeout=10)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.execute("pragma secure_delete = on")
            self._db.execute(_TABLE)
            self.path.chmod(PRIVATE_FILE)
        except sqlite3.Error as error:
            raise UserError(
                f"the history of the review cannot be read ({error})",
                "Move the file elsewhere: your decisions are in decisions.csv",
                self.path,
            ) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def add(self, *, coder: str, kind: str, about: str, what: Mapping[str, object]) -> Act:
        """Record an act; earlier acts that the coder has undone can no longer be redone."""
        time = datetime.now().isoformat(timespec="seconds")  # local time, as on the user's clock
        with self._lock:
            self._db.execute("update acts set changed = 0 where coder = ? and wanted = 0", (coder,))
            made = self._db.execute(
                "insert into acts (time, coder, kind, about, what) values (?, ?, ?, ?, ?)",
                (time, coder, kind, about, json.dumps(what, ensure_ascii=False)),
            )
            return self.act(made.lastrowid or 0)

    def act(self, number: int) -> Act:
        """The act with a number.

        Raises:
            UserError: if there is none.
        """
        found = self._select("where number = ?", (number,))
        if not found:
            raise UserError("there is no such act in the history", "Reload the page")
        return found[0]

    def acts(self, *, most: int = 500) -> list[Act]:
        """The last acts, the latest first."""
        return self._select("order by number desc limit ?", (most,))

    def waiting(self) -> list[Act]:
        """The acts still to be carried out or undone, in order."""
        return self._select("where wanted <> done and problem = '' order by number")

    def last_wanted(self, coder: str) -> Act | None:
        """The coder's last act in effect, which Undo would undo."""
        return next(
            iter(
                self._select(
                    "where coder = ? and wanted = 1 and problem = '' order by number desc limit 1", (coder,)
                )
            ),
            None,
        )

    def last_undone(self, coder: str) -> Act | None:
        """The act that the coder undid last and may redo."""
        query = "where coder = ? and wanted = 0 and changed > 0 order by changed desc limit 1"
        return next(iter(self._select(query, (coder,))), None)

    def want(self, number: int, wanted: bool) -> None:
        """Undo an act, or redo it."""
        with self._lock:
            self._db.execute(
                "update acts set wanted = ?, problem = '', changed = case when ? then 0 else "
                "(select max(changed) + 1 from acts) end where number = ?",
                (wanted, wanted, number),
            )

    def settle(
        self,
        number: int,
        *,
        done: bool,
        batch: int | None = None,
        patches: str | None = None,
        what: Mapping[str, object] | None = None,
    ) -> None:
        """Record the outcome of an act."""
        values: dict[str, object] = {"done": done}
        values |= {} if batch is None else {"batch": batch}
        values |= {} if patches is None else {"patches": patches}
        values |= {} if what is None else {"what": json.dumps(what, ensure_ascii=False)}
        self._update(number, values)

    def plan(self, number: int, *, batch: int = 0, patches: str = "") -> None:
        """Record what is about to be written, so that after a crash the next server knows what to look for."""
        self._update(number, {"batch": batch, "patches": patches})

    def fail(self, number: int, problem: str) -> None:
        """Record that an act cannot be carried out or undone; it stays as it is."""
        with self._lock:
            self._db.execute("update acts set problem = ?, wanted = done where number = ?", (problem, number))

    def _update(self, number: int, values: Mapping[str, object]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        with self._lock:
            self._db.execute(f"update acts set {names} where number = ?", (*values.values(), number))

    def _select(self, query: str, values: Sequence[object] = ()) -> list[Act]:
        with self._lock:
            rows = self._db.execute(f"select {_COLUMNS} from acts {query}", tuple(values)).fetchall()
        return [_act(row) for row in rows]


def _act(row: Sequence[object]) -> Act:
    number, time, coder, kind, about, what, wanted, done, batch, patches, problem = row
    return Act(
        number=int(str(number)),
        time=str(time),
        coder=str(coder),
        kind=str(kind),
        about=str(about),
        what=json.loads(str(what)),
        wanted=bool(wanted),
        done=bool(done),
        batch=int(str(batch)),
        patches=str(patches),
        problem=str(problem),
    )
