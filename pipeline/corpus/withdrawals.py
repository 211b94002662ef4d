"""Who withdrew from the study: remembered in `models/withdrawn.csv` without a name, an id or a word of theirs.

A speaker is known again by a salted digest of the file or case and the label in it, a survey's respondent by one of
the answers. Who holds the file and guesses a name can find out whether the guess is right; nobody can read one out.

Their words are known again too, so that a decision that somebody made on them in a workbook does not bring them
back: by digests of the ids of their passages and of runs of six words that nobody else said. Of the runs about one
in four is kept, chosen by its digest: a sentence of some length holds one, and the file stays small.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pipeline.corpus.csv_safety import saved_table
from pipeline.corpus.errors import UserError
from pipeline.corpus.spans import BARE_WORD, folded

WITHDRAWN_FILE = "withdrawn.csv"
UNFINISHED_PATTERN = "withdrawal-*.json"  # in the models folder: see `pipeline.privacy.withdrawal_plan`
_COLUMNS = ("salt", "digest")
_DIGEST = re.compile(r"[0-9a-f]{32}")
_RUN = 6
_FEWEST_WORDS = 3
_KEPT_OF_RUNS = 4
_COST = 1024  # of scrypt: some two thousandths of a second a guess


def speaker_mark(where: str, label: str) -> tuple[str, ...]:
    """What tells a speaker: a file or a case, and the key of the label."""
    return ("speaker", where.casefold(), label)


def answers_mark(case: str, said: Iterable[str]) -> tuple[str, ...]:
    """What tells a survey's respondent: the answers."""
    return ("answers", case.casefold(), *(folded(answer) for answer in said))


class EverybodyWithdrawn(UserError):
    """Nobody is left in the study who has not withdrawn: there is nothing to make."""


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

    def joined(self, other: Withdrawals) -> Withdrawals:
        """Both."""
        return Withdrawals(tuple(dict.fromkeys((*self.rows, *other.rows))))

    def hold_words(self, quote_id: str, texts: Iterable[str]) -> bool:
        """Whether this is the id of a passage of theirs, or one of the texts holds words of theirs."""
        wanted = [f"id {quote_id}".encode(), *(each for text in texts for each in _runs(text))]
        return any(_words_digest(salt, each) in known for salt, known in self._by_salt.items() for each in wanted)

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


def words_digests(salt: str, quote_ids: Iterable[str], runs: Iterable[tuple[str, ...]]) -> set[str]:
    """The digests by which passages and words are known again.

    Args:
        salt: of the study's withdrawals.
        quote_ids: of the passages.
        runs: words in a row, as `words_of` gives them.
    """
    ids = {_words_digest(salt, f"id {quote_id}".encode()) for quote_id in quote_ids}
    runs_kept = {_words_digest(salt, " ".join(run).encode()) for run in runs}
    return ids | {made for made in runs_kept if int(made, 16) % _KEPT_OF_RUNS == 0}


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared here."""
    return BARE_WORD.findall(folded(text).casefold())


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """Every six words in a row; of a shorter text that has three, all of them."""
    words = tuple(words_of(text))
    if len(words) < _RUN:
        return {words} if len(words) >= _FEWEST_WORDS else set()
    return {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


def _runs(text: str) -> set[bytes]:
    return {" ".join(run).encode() for run in runs_of_words(text)}


def _words_digest(salt: str, content: bytes) -> str:
    """Fast, unlike `digest`: many are made, and nobody guesses six words in a row."""
    return hashlib.blake2b(content, key=salt.encode()[:64], digest_size=16).hexdigest()


def digest(salt: str, mark: tuple[str, ...]) -> str:
    """The salted digest of what tells somebody."""
    made = hashlib.scrypt("\x1f".join(mark).encode(), salt=salt.encode(), n=_COST, r=8, p=1, dklen=16)
    return made.hex()
