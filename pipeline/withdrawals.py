"""Who withdrew from the study: remembered in `models/withdrawn.csv` without a name, an id or a word of theirs.

A speaker is known again by a salted digest of the file or case and the label in it, a survey's respondent by one of
the answers. Who holds the file and guesses a name can find out whether the guess is right; nobody can read one out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pipeline.cells import saved_table
from pipeline.errors import UserError
from pipeline.spans import folded

WITHDRAWN_FILE = "withdrawn.csv"
_COLUMNS = ("salt", "digest")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_COST = 1024  # of scrypt: some two thousandths of a second a guess


def speaker_mark(where: str, label: str) -> tuple[str, ...]:
    """What tells a speaker: a file or a case, and the key of the label."""
    return ("speaker", where.casefold(), label)


def answers_mark(case: str, said: Iterable[str]) -> tuple[str, ...]:
    """What tells a survey's respondent: the answers."""
    return ("answers", case.casefold(), *(folded(answer) for answer in said))


@dataclass(frozen=True)
class Withdrawals:
    """Those who withdrew; each row may have a salt of its own.

    Attributes:
        rows: salt and digest.
    """

    rows: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parsed(cls, text: str | None) -> Withdrawals:
        """What the file holds.

        Raises:
            UserError: for a row that cannot be understood: it may stand for somebody, whose words would come back.
        """
        if text is None:
            return cls()
        table = saved_table(text)
        rows: list[tuple[str, str]] = []
        for record in table.records(lambda cells: len(cells) > 1):
            salt, mark, *_ = (*(cell.strip() for cell in record.cells), "", "")
            if (salt, mark) == _COLUMNS or not "".join(record.cells).strip():
                continue
            if not (salt.isascii() and salt.isalnum() and _DIGEST.fullmatch(mark) and record.closed):
                raise UserError(
                    "the row is damaged, and may stand for somebody who withdrew",
                    "Put the file back from a copy; nobody's words are read before that",
                    WITHDRAWN_FILE,
                    record.line,
                )
            rows.append((salt, mark))
        if not rows:
            raise UserError(
                "the file says of nobody that they withdrew, as if it had lost its rows",
                "Put the file back from a copy; delete it if nobody withdrew",
                WITHDRAWN_FILE,
            )
        return cls(tuple(rows))

    def __bool__(self) -> bool:
        return bool(self.rows)

    def holds(self, mark: tuple[str, ...]) -> bool:
        """Whether this speaker or respondent withdrew."""
        return any(digest(salt, mark) in known for salt, known in self._by_salt.items())

    def added(self, marks: Iterable[tuple[str, ...]], *, salt: str) -> Withdrawals:
        """The same with these; `salt` is used where there is none yet."""
        salt = self.rows[0][0] if self.rows else salt
        return Withdrawals(tuple(dict.fromkeys((*self.rows, *((salt, digest(salt, mark)) for mark in marks)))))

    def written(self) -> bytes:
        """The file's bytes; sorted, so that the order tells nothing."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows(sorted(self.rows))
        return out.getvalue().encode()

    @cached_property
    def _by_salt(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for salt, known in self.rows:
            found.setdefault(salt, set()).add(known)
        return found


def digest(salt: str, mark: tuple[str, ...]) -> str:
    """The salted digest of what tells somebody."""
    made = hashlib.scrypt("\x1f".join(mark).encode(), salt=salt.encode(), n=_COST, r=8, p=1, dklen=16)
    return made.hex()
