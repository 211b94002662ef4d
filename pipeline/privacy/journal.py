"""What a withdrawal is going to do, recorded in the models folder before it does anything.

The record outlives a kill, and the outputs being deleted; it is removed when a search finds nothing of the person
any more. Until then it holds their name and words, for they have to be searched for: it is private to its owner.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import UserError
from pipeline.names import Person, full_key
from pipeline.privacy.known_files import Theirs
from pipeline.records import Consent
from pipeline.redaction import Redactor
from pipeline.storage import write_whole
from pipeline.study import Study
from pipeline.withdrawals import UNFINISHED_PATTERN


@dataclass(frozen=True, kw_only=True)
class WithdrawalPlan:
    """Who leaves the study, and what is theirs.

    Attributes:
        participant: their id.
        name: their name, or their label where no name is known.
        role: their role, or "".
        case: their case.
        passages: how many passages they said.
        outputs: the outputs folder that the withdrawal was begun in.
        marks: rows for `withdrawn.csv`: salt and digest.
        quote_ids: of their passages and quotes.
        runs: every six words in a row that only they said, with spaces between.
        whole: their shorter passages, likewise.
        names: by which they go.
        removed: how much is removed, by what it is and where.
        originals: where in the transcripts folder they stand.
        same_name: ids of other participants who bear their name.
        rerun: whether the study has been run without them.
        file: the name of the record.
    """

    participant: str
    name: str
    role: str
    case: str
    passages: int
    outputs: str
    marks: Sequence[tuple[str, str]]
    quote_ids: Sequence[str]
    runs: Sequence[str]
    whole: Sequence[str]
    names: Sequence[str]
    removed: Mapping[str, int]
    originals: Sequence[str]
    same_name: Sequence[str]
    rerun: bool = False
    file: str = ""

    @property
    def theirs(self) -> Theirs:
        """What is theirs and nobody else's."""
        known = [Person(participant=self.participant, name=name, consent=Consent.NONE) for name in self.names]
        return Theirs(
            quote_ids=frozenset(self.quote_ids),
            runs=frozenset(tuple(run.split(" ")) for run in self.runs),
            whole=frozenset(tuple(words.split(" ")) for words in self.whole),
            names=tuple(self.names),
            redactor=Redactor(known),
        )

    @property
    def reminder(self) -> str:
        """What is to be done about it, for messages."""
        where = f" --outputs {self.outputs}" if self.outputs else ""
        return (
            f"the withdrawal of {self.participant} has not been finished. "
            f"Finish it with: pipeline{where} withdraw {self.participant}"
        )

    def is_of(self, wanted: str) -> bool:
        """Whether the id or whole name is this person's."""
        if wanted.strip().casefold() == self.participant.casefold():
            return True
        return bool(full_key(wanted)) and full_key(wanted) in map(full_key, (self.name, *self.names))

    def concerns(self, study: Study) -> bool:
        """Whether it is for this outputs folder to finish: it was begun here, or its own folder is gone."""
        began = Path(self.outputs)
        return began.resolve() == study.outputs.resolve() or not began.exists()

    def saved(self, study: Study) -> WithdrawalPlan:
        """Write the record; returns the plan with its file."""
        plan = self if self.file else replace(self, file=UNFINISHED_PATTERN.replace("*", secrets.token_hex(4)))
        write_whole(study.models / plan.file, json.dumps(asdict(plan), ensure_ascii=False).encode(), private=True)
        return plan

    def forgotten(self, study: Study) -> None:
        """Overwrite the record, and remove it."""
        path = study.models / self.file
        with path.open("r+b") as record:
            record.write(b" " * path.stat().st_size)
            record.flush()
            os.fsync(record.fileno())
        path.unlink()


def unfinished_plans(study: Study) -> list[WithdrawalPlan]:
    """The withdrawals that were begun with this models folder, and not finished.

    Raises:
        UserError: if a record cannot be read.
    """
    return [_read(path) for path in sorted(study.models.glob(UNFINISHED_PATTERN))]


def _read(path: Path) -> WithdrawalPlan:
    try:
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        marks = tuple((salt, digest) for salt, digest in kept["marks"])
        return WithdrawalPlan(**{**kept, "marks": marks, "file": path.name})
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            "this record of an unfinished withdrawal cannot be read",
            "Restore it from a backup; or delete it, and withdraw the person again",
            path,
        ) from error
