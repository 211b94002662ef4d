"""Whom a withdrawal is about, and what is theirs: what `journal` records before anything is changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from pipeline import tables
from pipeline.errors import UserError
from pipeline.ingest.labels import label_key
from pipeline.names import full_key, is_name, names_in_label
from pipeline.privacy.forbidden import NAME, Forbidden, Known, found_in, keys
from pipeline.privacy.journal import WithdrawalPlan, unfinished_plans
from pipeline.privacy.known_files import runs_of
from pipeline.privacy.rows import Row, working_rows
from pipeline.spans import span_of
from pipeline.storage import decoded
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study, Texts
from pipeline.withdrawals import (
    WITHDRAWN_FILE,
    Withdrawals,
    answers_mark,
    digest,
    runs_of_words,
    speaker_mark,
    words_digests,
)


def plan_withdrawal(study: Study, wanted: str) -> WithdrawalPlan:
    """Whom a withdrawal is about, and what it will do: nothing is changed yet.

    Args:
        study: the study; its last run knows the participant, or a withdrawal of theirs was begun.
        wanted: the participant's id, or whole name.

    Raises:
        UserError: if there is no such participant, several bear the name, or it is the interviewer.
    """
    for plan in unfinished_plans(study):
        if plan.is_of(wanted):
            if not plan.concerns(study):
                raise UserError(
                    f"the withdrawal of {plan.participant} was begun with another outputs folder",
                    f"Run it with: --outputs {plan.outputs}",
                    study.models / plan.file,
                )
            return plan
    before = _LastRun(study)
    return before.plan(before.person(wanted), study)


def known_withdrawals(study: Study) -> Withdrawals:
    """Those who withdrew, as `withdrawn.csv` says."""
    path = study.models / WITHDRAWN_FILE
    return Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)


class _LastRun:
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

    def plan(self, person: Row, study: Study) -> WithdrawalPlan:
        """What the withdrawal of this person is going to do."""
        participant = person["participant"]
        own = [text for texts in self.said(participant).values() for text in texts]
        others = [
            span_of(row).of(self.texts[row["source"]])
            for row in self.rows["turns"]
            if row["participant"] != participant
        ]
        quote_ids = self.quote_ids(participant)
        passages = [
            span_of(row).of(self.texts[row["source"]])
            for row in self.rows["passages"]
            if row["quote_id"] in quote_ids
        ]
        whole = {" ".join(words) for text in passages if len(words := tuple(keys(text))) > 2}
        alike = [
            row["participant"]
            for row in self.rows["participants"]
            if row is not person and full_key(row["name"]) and full_key(row["name"]) == full_key(person["name"])
        ]
        known = known_withdrawals(study)
        salt = known.rows[0][0] if known.rows else secrets.token_hex(16)
        own_runs = {run for text in (*own, *passages) for run in runs_of_words(text)}
        own_runs -= {run for text in others for run in runs_of_words(text)}
        digests = {digest(salt, mark) for mark in self.marks(person)} | words_digests(salt, quote_ids, own_runs)
        return WithdrawalPlan(
            participant=participant,
            name=person["name"] or person["speaker"],
            role=person["role"],
            case=person["case"],
            passages=len(passages),
            outputs=str(study.outputs.resolve()),
            marks=[(salt, each) for each in sorted(digests)],
            quote_ids=sorted(quote_ids),
            runs=sorted(" ".join(run) for run in runs_of(own) - runs_of(others)),
            whole=sorted(whole),
            names=_names(person, self.rows["turns"]),
            removed=self.counts(participant),
            originals=_originals(study, self, person),
            same_name=alike,
        )

    def marks(self, person: Row) -> set[tuple[str, ...]]:
        """By what the person, or a respondent's answers, are known again in the transcripts."""
        participant = person["participant"]
        if participant.startswith("R"):
            return {answers_mark(person["case"], said) for said in self.said(participant).values()}
        marks = {speaker_mark(person["case"], label_key(person["speaker"]))}
        sources = {row["source"]: row for row in self.rows["sources"]}
        for row in self.rows["turns"]:
            if row["participant"] == participant and sources[row["source"]]["kind"] != "survey":
                source, label = sources[row["source"]], label_key(row["speaker"])
                marks |= {speaker_mark(source["file"], label), speaker_mark(source["case"], label)}
        return marks


def _originals(study: Study, before: _LastRun, person: Row) -> list[str]:
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


def _names(person: Row, turns: Iterable[Row]) -> list[str]:
    labels = {row["speaker"] for row in turns if row["participant"] == person["participant"]}
    written = [
        person["name"],
        *names_in_label(person["speaker"]),
        *(n for la in labels for n in names_in_label(la)),
    ]
    return list(dict.fromkeys(name for name in written if is_name(name)))
