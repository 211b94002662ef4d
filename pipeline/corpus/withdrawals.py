"""Withdrawn participants, recorded in `models/withdrawn.csv` without names, ids or words.

A speaker is recognised by a salted digest of the file or case and the speaker label, a survey respondent by the
answers. Whoever holds the file can test a guess at a name, but cannot read one from it.

Their words are recognised too, so that importing an old workbook cannot bring them back: by digests of their
passage ids and of runs of six words that nobody else said. About one run in four is kept, chosen by its digest,
so that a sentence of normal length contains one and the file stays small.
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
_COST = 1024  # cost of scrypt: about two milliseconds per guess


def speaker_mark(where: str, label: str) -> tuple[str, ...]:
    """The identity of a speaker: a file or case, and the normalised label."""
    return ("speaker", where.casefold(), label)


def answers_mark(case: str, said: Iterable[str]) -> tuple[str, ...]:
    """The identity of a survey respondent: the answers."""
    return ("answers", case.casefold(), *(folded(answer) for answer in said))


class EverybodyWithdrawn(UserError):
    """Every participant has withdrawn, so there is nothing to process."""


@dataclass(frozen=True)
class Withdrawals:
    """Withdrawn participants; each row may have its own salt.

    Attributes:
        rows: pairs of salt and digest.
    """

    rows: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parsed(cls, text: str | None) -> Withdrawals:
        """Parse the file.

        Raises:
            UserError: for an invalid row, since ignoring it could bring a person's words back.
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
                    "Put the file back from a copy; no transcript is read until then",
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
        """These withdrawals with further ones; `salt` is used if there is none yet."""
        salt = self.rows[0][0] if self.rows else salt
        return Withdrawals(tuple(dict.fromkeys((*self.rows, *((salt, digest(salt, mark)) for mark in marks)))))

    def joined(self, other: Withdrawals) -> Withdrawals:
        """Both."""
        return Withdrawals(tuple(dict.fromkeys((*self.rows, *other.rows))))

    def hold_words(self, quote_id: str, texts: Iterable[str]) -> bool:
        """Whether this is the id of a withdrawn passage, or one of the texts contains withdrawn words."""
        wanted = [f"id {quote_id}".encode(), *(each for text in texts for each in _runs(text))]
        return any(_words_digest(salt, each) in known for salt, known in self._by_salt.items() for each in wanted)

    def written(self) -> bytes:
        """The file's bytes, sorted so that the order reveals nothing."""
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
    """Digests that recognise passages and words.

    Args:
        salt: the salt of the study's withdrawals.
        quote_ids: ids of the passages.
        runs: runs of words, normalised by `words_of`.
    """
    ids = {_words_digest(salt, f"id {quote_id}".encode()) for quote_id in quote_ids}
    runs_kept = {_words_digest(salt, " ".join(run).encode()) for run in runs}
    return ids | {made for made in runs_kept if int(made, 16) % _KEPT_OF_RUNS == 0}


def words_of(text: str) -> list[str]:
    """The words of a text, normalised for comparison."""
    return BARE_WORD.findall(folded(text).casefold())


def runs_of_words(text: str) -> set[tuple[str, ...]]:
    """All runs of six words; for texts of three to five words, the whole text."""
    words = tuple(words_of(text))
    if len(words) < _RUN:
        return {words} if len(words) >= _FEWEST_WORDS else set()
    return {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


def _runs(text: str) -> set[bytes]:
    return {" ".join(run).encode() for run in runs_of_words(text)}


def _words_digest(salt: str, content: bytes) -> str:
    """Fast, unlike `digest`: there are many, and six words cannot be guessed."""
    return hashlib.blake2b(content, key=salt.encode()[:64], digest_size=16).hexdigest()


def digest(salt: str, mark: tuple[str, ...]) -> str:
    """The salted digest of a person's identity."""
    made = hashlib.scrypt("\x1f".join(mark).encode(), salt=salt.encode(), n=_COST, r=8, p=1, dklen=16)
    return made.hex()
