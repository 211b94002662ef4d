"""Answers to the page's queries: the study, a transcript, the review order, conflicts, agreement, history."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from pipeline.corpus.agreement import (
    acceptance,
    answers_of,
    overall_agreement,
    pairwise_agreement,
    sentence_on,
    sentence_on_acceptance,
)
from pipeline.corpus.agreement_statistics import FEW_PASSAGES
from pipeline.corpus.coding_records import ACCEPT, ADD, BLIND, REJECT, REVIEW, Judgement
from pipeline.corpus.quote_choices import QuoteChoice
from pipeline.corpus.records import INTERVIEWER, SECTORS, Source
from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE
from pipeline.review.agreement import names_of
from pipeline.review.screen.pending import file_and_pending
from pipeline.review.screen.quote_choices import standing_choices
from pipeline.review.screen.run_view import RunView, ShownPassage
from pipeline.review.screen.session import ReviewSession
from pipeline.review.screen.standing import CONFIRMED, DecisionRows, blind_view, passage_view
from pipeline.review.screen.table_rows import TableText

Answer = dict[str, object]
_BEGINNING = 110  # characters of a passage shown in a list
_CURVE = 10  # answers per step of the curve


def study_answer(session: ReviewSession) -> Answer:
    """The initial data of the page."""
    run, rows = session.run, session.rows
    with session.lock:
        coders = rows.coders()
        waiting = {one for one in run.review if not rows.current(one)}
        todo: dict[str, int] = defaultdict(int)
        for quote_id in waiting:
            if quote_id in run.passages:
                todo[run.passages[quote_id].source] += 1
    recorded = session.study.recordings_of(one.file for one in run.sources.values())
    sources = [
        {
            "id": one.source,
            "title": _title(one),
            "case": one.case,
            "kind": one.kind,
            "held": one.held_because if one.held else "",
            "passages": len(run.by_source.get(one.source, ())),
            "todo": todo.get(one.source, 0),
            "recording": one.file in recorded,
        }
        for one in run.sources.values()
    ]
    return {
        "title": session.study.title,
        "sources": sources,
        "codes": codes_answer(session)["codes"],
        "candidates": [
            {"id": one.theme_id, "name": one.theme} for one in run.themes.values() if one.origin == "discovered"
        ],
        "coders": coders,
        "sectors": list(SECTORS),
        "lost": rows.lost,
        "problem": run.problem,
        **state_answer(session),
    }


def _title(source: Source) -> str:
    return source.title or source.case or source.file


def state_answer(session: ReviewSession, coder: str = "") -> Answer:
    """The state of the session, and what Undo and Redo would do."""
    state = session.state
    undo = session.journal.last_wanted(coder) if coder else None
    redo = session.journal.last_undone(coder) if coder else None
    return {
        "revision": state.revision,
        "run": state.run,
        "waiting": state.waiting,
        "learning": state.learning,
        "answers": state.answers,
        "trouble": state.trouble,
        "news": {"headline": state.news.headline, "lines": state.news.lines} if state.news else None,
        "undo": undo.about if undo else "",
        "redo": redo.about if redo else "",
        "progress": _progress(session),
    }


def _progress(session: ReviewSession) -> Answer:
    with session.lock:
        run, rows = session.run, session.rows
        decided = sum(bool(rows.current(one)) for one in rows.rows if one in run.passages)
        codable = (one for one in run.review if one in run.passages and run.passages[one].can_be_coded)
        left = sum(not rows.rows.get(one) or not rows.current(one) for one in codable)
    return {"decided": decided, "left": left, "passages": sum(one.can_be_coded for one in run.passages.values())}


def codes_answer(session: ReviewSession) -> Answer:
    """The codes of the codebook, with how often each is used."""
    run = session.run
    with session.lock:
        counts: dict[str, int] = defaultdict(int)
        for one in session.rows.everything():
            counts[one.theme_id] += one.decision in (ACCEPT, ADD)
    return {
        "codes": [
            {
                "id": code.id,
                "name": code.name,
                "definition": code.definition,
                "include": code.include,
                "exclude": code.exclude,
                "phrases": list(code.phrases),
                "examples": list(code.examples),
                "parent": code.parent,
                "passages": run.themes[code.id].passages if code.id in run.themes else 0,
                "decided": counts.get(code.id, 0),
            }
            for code in run.codes.values()
        ]
    }


def source_answer(session: ReviewSession, source: str, *, blind: str = "") -> Answer | None:
    """A transcript, turn by turn, with its passages; without others' codes for a blind coder."""
    run = session.run
    about = run.sources.get(source)
    if about is None:
        return None
    text = run.text(source)
    by_turn: dict[str, list[ShownPassage]] = defaultdict(list)
    for one in run.by_source.get(source, ()):
        by_turn[one.turn_id].append(one)
    with session.lock:
        rows = session.rows
        shown = (
            partial(blind_view, rows=rows, coder=blind)
            if blind
            else partial(_with_choice, session, choices=standing_choices(session))
        )
        turns = [
            {
                "speaker": _speaker(run, turn.participant, turn.speaker),
                "label": turn.speaker,
                "start": turn.start,
                "end": turn.end,
                "interviewer": turn.role == INTERVIEWER,
                "question": turn.question,
                "seconds": None if turn.seconds != turn.seconds else turn.seconds,
                "text": "" if by_turn.get(turn.turn_id) else text[turn.start : turn.end],
                "passages": [shown(one) for one in by_turn.get(turn.turn_id, ())],
            }
            for turn in run.turns.get(source, ())
        ]
    return {
        "id": source,
        "title": _title(about),
        "case": about.case,
        "place": about.place,
        "date": about.date,
        "kind": about.kind,
        "file": about.file,
        "held": about.held_because if about.held else "",
        "recording": bool(session.study.recordings_of([about.file])),
        "labels": sorted({turn.speaker for turn in run.turns.get(source, ()) if turn.speaker}),
        "turns": turns,
    }


def _speaker(run: RunView, participant: str, label: str) -> str:
    person = run.participants.get(participant)
    return (person.name or person.speaker if person else "") or label or participant


def one_passage(session: ReviewSession, quote_id: str, *, blind: str = "") -> Answer | None:
    """The current state of a passage."""
    passage = session.run.passages.get(quote_id)
    if passage is None:
        return None
    with session.lock:
        if blind:
            return blind_view(passage, rows=session.rows, coder=blind)
        return _with_choice(session, passage, choices=standing_choices(session))


def _with_choice(session: ReviewSession, passage: ShownPassage, *, choices: Mapping[str, QuoteChoice]) -> Answer:
    """A passage, with whether it is starred or barred."""
    chosen = choices.get(passage.quote_id)
    return {
        **passage_view(passage, run=session.run, rows=session.rows),
        "choice": chosen.decision if chosen else "",
    }


def list_answer(session: ReviewSession, wanted: Mapping[str, str]) -> Answer:
    """The passages that pass a filter, in the order of review or of the transcripts."""
    run = session.run
    show = wanted.get("show", "review")
    with session.lock:
        rows = session.rows
        differing = set(rows.differing()) if show == "differ" else set()
        ids: Iterable[str] = run.review if show == "review" else run.passages
        found = []
        for quote_id in ids:
            passage = run.passages.get(quote_id)
            if passage is None or not passage.can_be_coded:
                continue
            decided = bool(rows.rows.get(quote_id)) and bool(rows.current(quote_id))
            if (show == "review" and decided) or (show == "decided" and not decided):
                continue
            if show == "differ" and quote_id not in differing:
                continue
            if _kept(passage, wanted, run=run, rows=rows):
                text = " ".join(passage.text.split())
                found.append({"id": quote_id, "source": passage.source, "text": text[:_BEGINNING]})
    return {"passages": found}


def _kept(passage: ShownPassage, wanted: Mapping[str, str], *, run: RunView, rows: DecisionRows) -> bool:
    if (case := wanted.get("case")) and run.sources[passage.source].case != case:
        return False
    if (source := wanted.get("source")) and passage.source != source:
        return False
    if (coder := wanted.get("coder")) and coder not in {one.coder for one in rows.current(passage.quote_id)}:
        return False
    code, least = wanted.get("code", ""), wanted.get("confidence", "")
    if not code and not least:
        return True
    view = passage_view(passage, run=run, rows=rows)["codes"]
    return isinstance(view, list) and any(
        (not code or one["code"] == code)
        and (not least or one["state"] == CONFIRMED or _in_range(one["confidence"], least))
        for one in view
    )


def _in_range(confidence: float | None, wanted: str) -> bool:
    ranges = {"low": (0.0, 0.5), "middle": (0.5, 0.8), "high": (0.8, 1.01)}
    low, high = ranges.get(wanted, (0.0, 1.01))
    return confidence is not None and low <= confidence < high


def blind_answer(session: ReviewSession, coder: str, *, number: int, source: str) -> Answer:
    """The passages for blind coding: a whole transcript, or the same sample as `review export --blind`."""
    run = session.run
    codable = [one for one in run.passages.values() if one.can_be_coded and (not source or one.source == source)]
    if not source:
        codable = sorted(codable, key=lambda one: _shuffled(one.quote_id))[:number]
    with session.lock:
        done = {
            one.quote_id
            for some in session.rows.rows.values()
            for one in some
            if one.coder == coder and one.mode == BLIND and not one.undone
        }
    return {
        "passages": [
            {
                "id": one.quote_id,
                "source": one.source,
                "text": " ".join(one.text.split())[:_BEGINNING],
                "done": one.quote_id in done,
            }
            for one in codable
        ]
    }


def _shuffled(quote_id: str) -> bytes:
    """A sort key for a random order that is the same for everyone, and the same as in the blind sheet."""
    return hashlib.blake2b(quote_id.encode(), digest_size=8, key=b"blind sample").digest()


def conflicts_answer(session: ReviewSession) -> Answer:
    """The passages on which coders disagree, with each coder's decisions."""
    run = session.run
    with session.lock:
        judgements = session.rows.judgements()
        differing = session.rows.differing()
    by_passage: dict[str, list[Judgement]] = defaultdict(list)
    for one in judgements:
        by_passage[one.quote_id].append(one)
    return {
        "passages": [
            {
                "id": quote_id,
                "source": run.passages[quote_id].source,
                "title": _title(run.sources[run.passages[quote_id].source]),
                "text": run.passages[quote_id].text,
                "said": [_said(one) for one in by_passage[quote_id]],
            }
            for quote_id in differing
            if quote_id in run.passages
        ]
    }


def _said(one: Judgement) -> Answer:
    return {
        "coder": one.coder,
        "blind": one.mode == BLIND,
        "codes": sorted(one.codes),
        "rejected": sorted(one.rejected),
        "none": one.no_code_fits,
        "note": one.note,
    }


def agreement_answer(session: ReviewSession) -> Answer:
    """The current agreement between coders, in sentences, and how many proposals were accepted."""
    with session.lock:
        judgements = session.rows.judgements()
    blind = answers_of(judgements, mode=BLIND)
    rows = [*(overall_agreement(blind) if len(blind) > 2 else ()), *pairwise_agreement(blind)]
    name = session.run.code_name
    return {
        "coders": {coder: len(answers) for coder, answers in blind.items()},
        "sentences": [sentence_on(row, who=names_of(row)) for row in rows if not row.code],
        "codes": [
            {
                "coders": names_of(row),
                "code": name(row.code),
                "passages": row.passages,
                "same": row.same,
                "kappa": None if row.kappa is None or row.passages < FEW_PASSAGES else row.kappa.value,
            }
            for row in rows
            if row.code
        ],
        "accepted": [
            sentence_on_acceptance(row, code_name=name(row.code) if row.code else "")
            for row in acceptance(judgements)
        ],
    }


def curve_answer(session: ReviewSession) -> Answer:
    """The progress curve: the share of proposals accepted in each ten answers."""
    with session.lock:
        decisions = [
            one
            for one in session.rows.everything()
            if one.mode == REVIEW and one.decision in (ACCEPT, REJECT) and one.batch.lstrip("a").isdecimal()
        ]
    # Acts not yet written have journal numbers, and sort after those that are written.
    decisions.sort(key=lambda one: (one.batch.startswith("a"), int(one.batch.lstrip("a"))))
    steps = [decisions[at : at + _CURVE] for at in range(0, len(decisions), _CURVE)]
    return {"curve": [round(sum(one.decision == ACCEPT for one in step) / len(step), 3) for step in steps]}


def history_answer(session: ReviewSession) -> Answer:
    """All acts, the latest first."""
    return {
        "acts": [
            {
                "number": act.number,
                "time": act.time,
                "coder": act.coder,
                "kind": act.kind,
                "about": act.about,
                "stands": act.wanted,
                "written": act.wanted == act.done,
                "problem": act.problem,
                "quote_id": act.what.get("quote_id", ""),
            }
            for act in session.journal.acts()
        ]
    }


def memos_answer(session: ReviewSession) -> Answer:
    """All memos, as they will be once the pending acts have been carried out or undone."""
    text, acts = file_and_pending(session.study, session.journal, "memo", MEMOS_FILE)
    rows = TableText(text, MEMO_COLUMNS, name=MEMOS_FILE).rows() if text.strip() else []
    for act in acts:
        key = {name: str(act.what.get(name, "")) for name in ("about", "id", "coder")}
        rows = [row for row in rows if any(row.get(name, "") != value for name, value in key.items())]
        if act.what.get("text"):
            rows.append({**key, "memo": str(act.what["text"]), "date": str(act.what.get("date", ""))})
    return {"memos": rows}
