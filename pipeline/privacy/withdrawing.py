"""`pipeline withdraw`: somebody leaves the study, and everything that was made of what they said.

It is recorded first (`journal`), then done in steps that can each be repeated, and it is over only when a search of
everything that is left finds nothing. Killed anywhere, it goes on from the record.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import tables
from pipeline.cache import Cache
from pipeline.errors import UserError
from pipeline.ingest.labels import label_key
from pipeline.locks import WRITES_BOTH, hold
from pipeline.names import full_key, is_name, names_in_label
from pipeline.privacy.forbidden import NAME, QUOTE, Forbidden, Known, found_in, keys
from pipeline.privacy.journal import WithdrawalPlan, unfinished_plans
from pipeline.privacy.known_files import (
    cleaned_codebook,
    cleaned_decisions,
    cleaned_public_people,
    cleaned_workbooks,
    runs_of,
)
from pipeline.privacy.opening import pieces_of
from pipeline.privacy.rows import Row, working_rows
from pipeline.privacy.sharing import forget_copies
from pipeline.receipts import recorded_outputs
from pipeline.spans import span_of
from pipeline.storage import decoded, remove_folder, write_whole
from pipeline.study import CASES_FILE, PARTICIPANTS_FILE, Study, Texts
from pipeline.withdrawals import (
    UNFINISHED_PATTERN,
    WITHDRAWN_FILE,
    EverybodyWithdrawn,
    Withdrawals,
    answers_mark,
    digest,
    runs_of_words,
    speaker_mark,
    words_digests,
)


@dataclass(frozen=True)
class Withdrawn:
    """What was done.

    Attributes:
        participant: the id that they had.
        removed: how much was removed, by what it was and where.
        originals: files in the transcripts folder that still hold their words or row, for the researcher to delete.
        left: files in which something of theirs still stands, and what: the withdrawal is not finished while there
            are any.
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
        known = _known_withdrawals(study)
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
    before = _Study(study)
    return before.plan(before.person(wanted), study)


def withdraw(study: Study, wanted: str, *, run: Callable[[], object]) -> Withdrawn:
    """Take somebody out of the study, or finish what was begun. See `plan_withdrawal` and `carry_out`."""
    with hold(study, WRITES_BOTH):
        return carry_out(study, plan_withdrawal(study, wanted), run=run)


def carry_out(study: Study, plan: WithdrawalPlan, *, run: Callable[[], object]) -> Withdrawn:
    """Do what a plan says; each step can be repeated, and a repetition goes on where the last one was stopped.

    Args:
        study: the study.
        plan: new, or one that was begun.
        run: brings all stages up to date.

    Raises:
        UserError: if the study cannot be run without the person. Nothing that may be handed over holds their words
            then; the withdrawal stays unfinished until a run succeeds, unless nobody is left to make anything of.
    """
    with hold(study, WRITES_BOTH):
        plan = plan.saved(study)
        known = _known_withdrawals(study).joined(Withdrawals(tuple(plan.marks)))
        write_whole(study.models / WITHDRAWN_FILE, known.written(), private=True)
        plan = _cleaned(study, plan)
        problem = _made_again(study, plan, run=run)
        if problem is None:
            plan = replace(plan, rerun=True).saved(study)
        _shrink(study)
        left = sorted(set(_left(study, plan)))
        if not left:
            plan.forgotten(study)
        if problem is not None:
            raise problem
        counts = {what: count for what, count in plan.removed.items() if count}
        return Withdrawn(plan.participant, counts, plan.originals, left, plan.same_name)


def _cleaned(study: Study, plan: WithdrawalPlan) -> WithdrawalPlan:
    """Take what is theirs out of the models, the copies without names and the workbooks; returns the counts too."""
    theirs = plan.theirs
    steps: dict[str, Callable[[], int]] = {
        "decisions in models/decisions.csv": lambda: cleaned_decisions(study.models, theirs),
        "examples in models/codebook.yaml": lambda: cleaned_codebook(study.models, theirs),
        "names in models/public_people.txt": lambda: cleaned_public_people(study.models, theirs),
        "rows of workbooks for review": lambda: cleaned_workbooks(study.private, theirs),
        "files of the copy without names: make it again": lambda: forget_copies(study),
    }
    removed = dict(plan.removed)
    for what, step in steps.items():
        removed[what] = removed.get(what, 0) + step()
    return replace(plan, removed=removed).saved(study)


def _made_again(study: Study, plan: WithdrawalPlan, *, run: Callable[[], object]) -> EverybodyWithdrawn | None:
    """Make everything again without the person; the reason why there is nothing to make, if nobody is left."""
    if not plan.rerun:
        _remove_made(study)  # first: whatever happens to the run, nothing that can be handed over holds their words
    try:
        run()
    except EverybodyWithdrawn as problem:
        _remove_made(study)
        _remove_cache(study)
        return problem
    except UserError:
        _remove_cache(study)
        raise
    return None


def _known_withdrawals(study: Study) -> Withdrawals:
    path = study.models / WITHDRAWN_FILE
    return Withdrawals.parsed(decoded(path.read_bytes()) if path.exists() else None)


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


def _left(study: Study, plan: WithdrawalPlan) -> Iterator[str]:
    """Where in the outputs and the models folder something of theirs still stands.

    What the run without them has just made comes from the models and the transcripts: there only words and names
    count that nobody else has, and only if the models are free of them.
    """
    in_models = list(_traces(study.models, plan, but=(UNFINISHED_PATTERN, "registers/*")))
    yield from in_models
    made = recorded_outputs(study)
    made |= {f"private/{path.name}" for path in study.private.glob("cache.sqlite*")} if made else set()
    yield from _traces(study.outputs, plan, leaving_out=made)
    if made and not in_models:
        yield from _traces(study.outputs, _without_others(study, plan), only=made, and_id=False)


def _traces(
    folder: Path,
    plan: WithdrawalPlan,
    *,
    but: tuple[str, ...] = (),
    only: Collection[str] = (),
    leaving_out: Collection[str] = (),
    and_id: bool = True,
) -> Iterator[str]:
    """Files of a folder in which something of theirs stands, and what.

    Args:
        folder: where to search.
        plan: what is theirs.
        but: patterns of files that are left out.
        only: if given, the files that are searched, by path below the folder.
        leaving_out: files that are not searched.
        and_id: whether to search for their id as well.
    """
    forbidden = Forbidden()
    theirs = plan.theirs
    for name in () if plan.same_name else theirs.names:  # a name that somebody else bears says nothing
        forbidden.add_name(name, plan.participant)
    if and_id:
        forbidden.add_phrase((plan.participant.casefold(),), Known("id", plan.participant, plan.participant))
    counts = Counter(word for run in theirs.runs for word in run)
    forbidden.add_runs(dict.fromkeys(theirs.runs, plan.participant), counts)
    for piece in pieces_of(folder, without="", but=frozenset((".onnx",))):
        passed_over = any(Path(piece.file).match(pattern) for pattern in but)
        if passed_over or piece.file in leaving_out or (only and piece.file not in only):
            continue
        for known, _, _ in found_in(piece.text, forbidden):
            what = {QUOTE: "words of theirs", "id": "their id"}.get(known.kind, "their name")
            yield f"{folder / piece.file}: {what}"


def _without_others(study: Study, plan: WithdrawalPlan) -> WithdrawalPlan:
    """The plan without words and names that stand in the texts or tables of the others, as they are now."""
    rows = working_rows(study, (tables.SOURCES, tables.PARTICIPANTS))
    texts = Texts(study.texts, [row["source"] for row in rows["sources"]])
    others = {" ".join(run) for run in runs_of(texts.values())}
    named = {full_key(one) for row in rows["participants"] for one in (row["name"], row["speaker"]) if one}
    names = [name for name in plan.names if full_key(name) not in named]
    return replace(plan, runs=[run for run in plan.runs if run not in others], names=names)


def _shrink(study: Study) -> None:
    if (study.private / "cache.sqlite").exists():
        cache = Cache(study.private / "cache.sqlite")
        cache.shrink()
        cache.close()


def _remove_made(study: Study) -> None:
    """Remove all that stages made. The receipts go last: they say what there is to remove."""
    for path in recorded_outputs(study):
        (study.outputs / path).unlink(missing_ok=True)
    for folder in (study.tables, study.texts, study.scratch):
        remove_folder(folder)
    for pattern in ("receipt_*.json", "writing_*.txt", "audited.txt"):
        for record in study.private.glob(pattern):
            record.unlink()


def _remove_cache(study: Study) -> None:
    for path in study.private.glob("cache.sqlite*"):
        path.unlink()


def _names(person: Row, turns: Iterable[Row]) -> list[str]:
    labels = {row["speaker"] for row in turns if row["participant"] == person["participant"]}
    written = [
        person["name"],
        *names_in_label(person["speaker"]),
        *(n for la in labels for n in names_in_label(la)),
    ]
    return list(dict.fromkeys(name for name in written if is_name(name)))
