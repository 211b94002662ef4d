"""Data for corrections on the page: speakers, organisations, held transcripts, and checks of a code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pipeline.corpus.codebook import Code, Codebook
from pipeline.corpus.records import INTERVIEWER
from pipeline.review.screen.answers import Answer
from pipeline.review.screen.edits import word
from pipeline.review.screen.session import ReviewSession


def speakers_answer(session: ReviewSession) -> Answer:
    """The speakers and their labels, with two of the longest turns of each."""
    run = session.run
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    about: dict[tuple[str, str], Answer] = {}
    for source, turns in run.turns.items():
        if run.sources[source].kind in ("survey", "document"):
            continue
        text = run.text(source)
        case = run.sources[source].case
        for turn in turns:
            key = (case, turn.speaker)
            found[key].append((turn.end - turn.start, text[turn.start : turn.end][:220]))
            person = run.participants.get(turn.participant)
            about[key] = {
                "case": case,
                "label": turn.speaker,
                "name": person.name if person else "",
                "role": person.role if person else "",
                "organisation": person.organisation if person else "",
                "attribution": person.attribution if person else "",
                "interviewer": turn.role == INTERVIEWER,
                "why": person.interviewer_reason if person else "",
            }
    return {
        "speakers": [
            {
                **about[key],
                "turns": len(found[key]),
                "words": [text for _, text in sorted(found[key], reverse=True)[:2]],
            }
            for key in sorted(found)
            if key[1]
        ]
    }


def organisations_answer(session: ReviewSession) -> Answer:
    """The organisations of the run, starting with those that need checking."""
    some = sorted(
        session.run.organisations, key=lambda one: (not one.state, -one.mentions, one.organisation.casefold())
    )
    return {
        "organisations": [
            {
                "name": one.organisation,
                "aliases": one.aliases,
                "sector": one.sector,
                "mentions": one.mentions,
                "check": bool(one.state),
            }
            for one in some
        ]
    }


def held_answer(session: ReviewSession) -> Answer:
    """The held transcripts, with the reason and how each may be read."""
    return {
        "held": [
            {
                "file": one.file,
                "why": one.held_because,
                "layout": one.layout,
                "readings": _readings(session.study.transcripts / one.file),
            }
            for one in session.run.sources.values()
            if one.held
        ]
    }


def _readings(path: Path) -> list[Answer]:
    from pipeline.ingest.preview import rival_readings

    rivals = rival_readings(path) if path.is_file() else None
    return [
        {"layout": one.layout, "speakers": list(one.speakers.items()), "turns": one.turns}
        for one in (rivals.readings if rivals else ())
    ]


def lint_answer(session: ReviewSession, given: Mapping[str, object]) -> Answer:
    """Likely problems with a code that is being edited."""
    from pipeline.language.sentence_encoder import embedded
    from pipeline.themes.codebook_checks import lint_codebook

    code_id = word(given, "code")
    texts = {name: word(given, name, needed=False) for name in ("name", "definition", "include", "exclude")}
    code = session.run.codes.get(code_id, Code(id=code_id, name=texts["name"] or code_id))
    changed = replace(
        code,
        name=texts["name"] or code.name,
        definition=texts["definition"] if "definition" in given else code.definition,
        include=texts["include"] if "include" in given else code.include,
        exclude=texts["exclude"] if "exclude" in given else code.exclude,
    )
    others = [one for one in session.run.codes.values() if one.id != code_id]
    codes = tuple(replace(one, line=at) for at, one in enumerate([changed, *others], start=1))
    found = lint_codebook(Codebook(codes), embed=embedded)
    own = [one for one in found if one.line == 1 or f"'{code_id}'" in one.finding]
    return {"findings": [{"finding": one.finding, "remedy": one.remedy} for one in own]}
