"""`pipeline withdraw`: somebody leaves the study, and everything that was made of what they said."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import tables
from pipeline.cache import Cache
from pipeline.errors import UserError
from pipeline.ingest.labels import label_key
from pipeline.locks import LOCK_FILE, Lock
from pipeline.names import Person, full_key, is_name, names_in_label
from pipeline.privacy.forbidden import NAME, QUOTE, Forbidden, Known, found_in, keys
from pipeline.privacy.known_files import Theirs, cleaned_codebook, cleaned_decisions, cleaned_public_people, runs_of
from pipeline.privacy.opening import pieces_of
from pipeline.privacy.rows import Row, working_rows
from pipeline.privacy.sharing import forget_copy
from pipeline.records import Consent
from pipeline.redaction import Redactor
from pipeline.spans import span_of
from pipeline.storage import decoded, write_whole
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study, Texts
from pipeline.withdrawals import WITHDRAWN_FILE, Withdrawals, answers_mark, speaker_mark


@dataclass(frozen=True)
class Withdrawn:
    """What was done.

    Attributes:
        participant: the id that they had.
        removed: how much was removed, by what it was and where.
        originals: files in the transcripts folder that still hold their words or row, for the researcher to delete.
        left: files in which something of theirs still stands, and what: no stage made them.
        same_name: other participants of the same name.
    """

    participant: str
    removed: Mapping[str, int]
    originals: Sequence[str]
    left: Sequence[str]
    same_name: Sequence[str]


class _Study:
    """The working tables, as they are before."""

    def __init__(self, study: Study) -> None:
        self.rows = working_rows(study, tables.WORKING)
        self.texts = Texts(study.texts, [row["source"] for row in self.rows["sources"]])

    def person(self, wanted: str) -> Row:
        """The participant of this id or name.

        Raises:
            UserError: if there is none, or several bear the name, or it is the interviewer.
        """
        people = self.rows["participants"]
        found = [row for row in people if row["participant"].casefold() == wanted.strip().casefold()]
        found = found or [row for row in people if full_key(wanted) and full_key(row["name"]) == full_key(wanted)]
        if len(found) != 1:
            several = ", ".join(row["participant"] for row in found)
            problem = (
                f"several participants bear that name: {several}"
                if found
                else f"there is no participant '{wanted}'"
            )
            raise UserError(problem, "Give the id, as in outputs/private/key.csv (such as P04)")
        if found[0]["interviewer"]:
            raise UserError(f"{found[0]['participant']} asks the questions", "Only participants can be withdrawn")
        return found[0]

    def said(self, participant: str) -> dict[str, list[str]]:
        """What somebody said, by source."""
        found: dict[str, list[str]] = {}
        for row in self.rows["turns"]:
            if row["participant"] == participant:
                found.setdefault(row["source"], []).append(span_of(row).of(self.texts[row["source"]]))
        return found

    def counts(self, participant: str) -> dict[str, int]:
        """How many rows of each table are theirs."""
        turns = {row["turn_id"] for row in self.rows["turns"] if row["participant"] == participant}
        quotes = self.quote_ids(participant)
        found = {}
        for name, rows in self.rows.items():
            count = sum(
                participant in (row.get("participant"), row.get("speaker_participant"))
                or row.get("turn_id") in turns
                or row.get("quote_id") in quotes
                for row in rows
            )
            if count:
                found[f"rows of {name}"] = count
        return found

    def quote_ids(self, participant: str) -> frozenset[str]:
        """Ids of all passages and quotes of theirs."""
        turns = {row["turn_id"] for row in self.rows["turns"] if row["participant"] == participant}
        return frozenset(
            row["quote_id"]
            for name in ("passages", "quotes")
            for row in self.rows[name]
            if row["turn_id"] in turns or row.get("speaker_participant") == participant
        )

    def theirs(self, person: Row) -> Theirs:
        """What is theirs and nobody else's."""
        participant = person["participant"]
        own = [text for texts in self.said(participant).values() for text in texts]
        others = (
            span_of(row).of(self.texts[row["source"]])
            for row in self.rows["turns"]
            if row["participant"] != participant
        )
        ids = self.quote_ids(participant)
        passages = [
            tuple(keys(span_of(row).of(self.texts[row["source"]])))
            for row in self.rows["passages"]
            if row["quote_id"] in ids
        ]
        named = _names(person, self.rows["turns"])
        known = [Person(participant=participant, name=name, consent=Consent.NONE) for name in named]
        return Theirs(
            quote_ids=ids,
            runs=frozenset(runs_of(own) - runs_of(others)),
            whole=frozenset(words for words in passages if len(words) > 2),
            names=tuple(named),
            redactor=Redactor(known),
        )


def withdraw(study: Study, wanted: str, *, run: Callable[[], object]) -> Withdrawn:
    """Take somebody out of the study.

    First it is remembered, so that a run that is stopped leaves no way back; then everything is made again without
    them; then all files are searched for what is left.

    Args:
        study: the study; its last run knows the participant.
        wanted: the participant's id, or whole name.
        run: brings all stages up to date.

    Raises:
        UserError: if there is no such participant, or the study cannot be run.
    """
    lock = Lock(study.private / LOCK_FILE)
    lock.take(folder=study.outputs)  # nobody else is at work there; the run below takes it for itself
    lock.release()
    before = _Study(study)
    person = before.person(wanted)
    theirs = before.theirs(person)
    removed = before.counts(person["participant"])
    originals = _originals(study, before, person)
    _remember(study, before, person)
    removed["decisions in models/decisions.csv"] = cleaned_decisions(study.models, theirs)
    removed["examples in models/codebook.yaml"] = cleaned_codebook(study.models, theirs)
    removed["names in models/public_people.txt"] = cleaned_public_people(study.models, theirs)
    try:
        run()
    except UserError:
        lock.take(folder=study.outputs)  # what another run is making is not taken from under it
        _forget_everything(study)
        lock.release()
        raise
    finally:
        _shrink(study)
    removed["files of the copy without names: make it again"] = forget_copy(study)
    alike = [
        row["participant"]
        for row in before.rows["participants"]
        if row is not person and full_key(row["name"]) and full_key(row["name"]) == full_key(person["name"])
    ]
    left = sorted(set(_left(study, person["participant"], theirs)))
    return Withdrawn(person["participant"], {what: n for what, n in removed.items() if n}, originals, left, alike)


def _remember(study: Study, before: _Study, person: Row) -> None:
    participant = person["participant"]
    marks = {speaker_mark(person["case"], label_key(person["speaker"]))}
    sources = {row["source"]: row for row in before.rows["sources"]}
    for row in before.rows["turns"]:
        if row["participant"] == participant and sources[row["source"]]["kind"] != "survey":
            source, label = sources[row["source"]], label_key(row["speaker"])
            marks |= {speaker_mark(source["file"], label), speaker_mark(source["case"], label)}
    if participant.startswith("R"):
        marks = {answers_mark(person["case"], said) for said in before.said(participant).values()}
    path = study.models / WITHDRAWN_FILE
    known = Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)
    write_whole(path, known.added(sorted(marks), salt=secrets.token_hex(16)).written(), private=True)


def _originals(study: Study, before: _Study, person: Row) -> list[str]:
    """Where in the transcripts folder the person stands."""
    spoken = before.said(person["participant"])
    files = {row["file"] for row in before.rows["sources"] if row["source"] in spoken}
    found = [f"{study.transcripts / file}: what they said" for file in sorted(files)]
    for name, what in ((PARTICIPANTS_FILE, "their row"), (CASES_FILE, "their name")):
        path = study.transcripts / name
        if path.exists() and (lines := _lines_naming(path, person)):
            found.append(f"{path}, line {', '.join(map(str, lines))}: {what}")
    return found


def _lines_naming(path: Path, person: Row) -> list[int]:
    wanted = {words for name in (person["name"], person["speaker"]) if len(words := tuple(keys(name))) > 1}
    forbidden = Forbidden()
    for words in wanted:
        forbidden.add_phrase(words, Known(NAME, "", ""))
    lines = decoded(path.read_bytes()).splitlines()
    return [number for number, line in enumerate(lines, start=1) if list(found_in(line, forbidden))]


def _left(study: Study, participant: str, theirs: Theirs) -> Iterator[str]:
    """Where in the outputs and the models folder something of theirs still stands."""
    forbidden = Forbidden()
    for name in theirs.names:
        forbidden.add_name(name, participant)
    forbidden.add_phrase((participant.casefold(),), Known("id", participant, participant))
    forbidden.add_runs(
        dict.fromkeys(theirs.runs, participant), Counter(word for run in theirs.runs for word in run)
    )
    for folder in (study.outputs, study.models):
        for piece in pieces_of(folder, without="", but=frozenset((".onnx",))):
            for known, _, _ in found_in(piece.text, forbidden):
                what = {QUOTE: "words of theirs", "id": "their id"}.get(known.kind, "their name")
                yield f"{folder / piece.file}: {what}"


def _shrink(study: Study) -> None:
    cache = Cache(study.private / "cache.sqlite")
    cache.shrink()
    cache.close()


def _forget_everything(study: Study) -> None:
    """All that stages made: where nobody is left, no run can make it anew."""
    for receipt in study.private.glob("receipt_*.json"):
        for name in json.loads(receipt.read_text("utf-8")).get("outputs", {}):
            (study.outputs / name).unlink(missing_ok=True)
        receipt.unlink()
    (study.private / "cache.sqlite").unlink(missing_ok=True)


def _names(person: Row, turns: Iterable[Row]) -> list[str]:
    labels = {row["speaker"] for row in turns if row["participant"] == person["participant"]}
    written = [
        person["name"],
        *names_in_label(person["speaker"]),
        *(n for la in labels for n in names_in_label(la)),
    ]
    return list(dict.fromkeys(name for name in written if is_name(name)))
