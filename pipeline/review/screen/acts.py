"""The acts that the page may request, each with the sentence shown in the history."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from pipeline.corpus.coding_records import ADD, AGREED, BLIND, NO_CODE, REJECT, REVIEW
from pipeline.corpus.decisions import decision_meant
from pipeline.corpus.errors import UserError
from pipeline.corpus.quote_choices import BAR, STAR
from pipeline.corpus.records import INTERVIEWER, Kind
from pipeline.corpus.review_files import MEMO_SUBJECTS
from pipeline.corpus.spans import Span, folded, stable_id
from pipeline.corpus.speaker_decisions import is_label
from pipeline.review.screen.codebook_edits import with_new_code
from pipeline.review.screen.edits import CHOOSE_QUOTE, MODELS, text_of, word
from pipeline.review.screen.journal import Act
from pipeline.review.screen.quote_choices import standing_choices
from pipeline.review.screen.session import ReviewSession

Given = Mapping[str, object]


def kept_act(session: ReviewSession, given: Given) -> Act:
    """Record the act requested by the page.

    Raises:
        UserError: if it cannot be done, with what to do; then nothing has changed.
    """
    coder = session.coder_known(word(given, "coder", needed=False))
    kind = word(given, "kind")
    if kind == "judge":
        return session.judge(coder=coder, cells=given, about=_about_judgement(session, given))
    if kind == "settle":
        return _settle(session, coder, given)
    if kind not in _ABOUT:
        raise UserError(f"unknown act '{kind}'", "Reload the page")
    what = {name: value for name, value in given.items() if name != "kind"} | {"coder": coder}
    if kind == "memo":
        what |= _memo(session, given)
    if kind == "split-code":
        what |= _split(session, coder, given)
    if kind == CHOOSE_QUOTE:
        what |= _chosen(session, given)
    if kind == "own-passage":
        what |= _marked(session, coder, given)
    if kind == "give-words":
        what |= _given_words(session, given)
    return session.edit(coder=coder, kind=kind, what=what, about=_ABOUT[kind](session, given))


def _about_judgement(session: ReviewSession, given: Given) -> str:
    name = session.run.code_name
    theme, others = word(given, "theme_id", needed=False), word(given, "another_theme", needed=False)
    said = decision_meant(word(given, "decision", needed=False))
    named = "; ".join(f"“{name(one.strip())}”" for one in (theme or others).split(";") if one.strip())
    if given.get("mode") == BLIND:
        return f"Coded blind: {named}" if named and said != NO_CODE else "Coded blind: no code fits"
    if said == NO_CODE:
        return "No code fits"
    if said == REJECT:
        return f"Rejected {named}"
    return f"Accepted {named}" if said else f"Coded with {named}"


def _settle(session: ReviewSession, coder: str, given: Given) -> Act:
    codes = given.get("codes")
    codes = [one for one in codes if isinstance(one, str)] if isinstance(codes, list) else []
    named = "; ".join(f"“{session.run.code_name(one)}”" for one in codes)
    cells = {
        "quote_id": word(given, "quote_id"),
        "theme_id": "; ".join(codes),
        "decision": "" if codes else NO_CODE,
        "note": word(given, "note", needed=False),
        "mode": REVIEW,
        "by": coder,
    }
    about = f"Coders agreed on {named}" if codes else "Coders agreed that no code fits"
    return session.judge(coder=AGREED, cells=cells, about=about)


def _memo(session: ReviewSession, given: Given) -> dict[str, object]:
    if given.get("about") not in MEMO_SUBJECTS:
        raise UserError("it is not said what the memo is about", "Reload the page")
    passage = session.run.passages.get(word(given, "id", needed=False))
    more: dict[str, object] = {"date": date.today().isoformat()}
    return more | ({"source": passage.source, "quote": passage.text} if passage else {})


def _split(session: ReviewSession, coder: str, given: Given) -> dict[str, object]:
    """Split a code: create a new one and move passages to it from the old one."""
    quotes = given.get("quotes")
    old = word(given, "from")
    text = text_of(session.study, MODELS, "codebook.yaml") or ""
    path = session.study.models / "codebook.yaml"
    _, code = with_new_code(text, word(given, "name"), path=path, parent=word(given, "parent", needed=False))
    rows = []
    for quote_id in quotes if isinstance(quotes, list) else []:
        passage = session.run.passages.get(str(quote_id))
        if passage is not None:
            for theme, said in ((old, REJECT), (code, ADD)):
                rows.append(
                    {
                        **{"quote_id": passage.quote_id, "theme_id": theme, "decision": said, "coder": coder},
                        **{"date": date.today().isoformat(), "source": passage.source, "quote": passage.text},
                        "mode": REVIEW,
                    }
                )
    return {"rows": rows}


def _given_words(session: ReviewSession, given: Given) -> dict[str, object]:
    """Words of one turn, widened to whole words, or a quotation in a document, with the speaker chosen for them."""
    run = session.run
    start, end, source = given.get("start"), given.get("end"), word(given, "source")
    if source not in run.sources or not isinstance(start, int) or not isinstance(end, int):
        raise UserError("the words are not in the transcript", "Reload the page")
    speaker = " ".join(word(given, "speaker").split())
    if not is_label(speaker):
        raise UserError("this cannot be the label of a speaker", "Write the name or role as in the transcript")
    about, text = run.sources[source], run.text(source)
    wanted = Span(start, end).trimmed(text) if 0 <= start < end <= len(text) else Span(0, 0)
    if about.kind == Kind.DOCUMENT:
        places, what = [Span(one.start, one.end) for one in run.by_source.get(source, ())], "quotation"
    else:
        places, what = [turn.span for turn in run.turns.get(source, ()) if turn.speaker], "turn"
    inside = next((one for one in places if one.contains(wanted)), None)
    if inside is None or not wanted.of(text) or about.kind == Kind.SURVEY:
        raise UserError(f"the words do not lie in one {what}", f"Select words of one {what}")
    start, end = wanted
    while start > inside.start and not text[start - 1].isspace():
        start -= 1
    while end < inside.end and not text[end].isspace():
        end += 1
    return {"file": about.file, "start": start, "words": text[start:end], "speaker": speaker}


def _marked(session: ReviewSession, coder: str, given: Given) -> dict[str, object]:
    """Mark words selected by a coder as a new passage with a code; they must be within one turn."""
    run = session.run
    start, end, source, code = given.get("start"), given.get("end"), word(given, "source"), word(given, "code")
    if source not in run.sources or not isinstance(start, int) or not isinstance(end, int):
        raise UserError("the selected words are not in the transcript", "Reload the page")
    text = run.text(source)
    span = Span(start, end).trimmed(text) if 0 <= start < end <= len(text) else Span(0, 0)
    turn = next((one for one in run.turns.get(source, ()) if one.span.contains(span)), None)
    if turn is None or not span.of(text) or turn.role == INTERVIEWER:
        raise UserError("the words do not lie in one turn of a participant", "Select words of one turn")
    if code not in run.codes:
        raise UserError(f"there is no code '{code}' in the codebook", "Choose another code")
    quote = span.of(text)
    file = unicodedata.normalize("NFC", run.sources[source].file)
    row = {
        **{
            "quote_id": stable_id("q", file, turn.speaker, quote),
            "theme_id": code,
            "decision": ADD,
            "coder": coder,
        },
        **{"date": date.today().isoformat(), "source": source, "quote": quote, "mode": REVIEW},
    }
    return {"start": span.start, "end": span.end, "quote": quote, "rows": [row]}


def _chosen(session: ReviewSession, given: Given) -> dict[str, object]:
    """The quote with its words, and the row that it has in the table, perhaps under an earlier id."""
    passage = session.run.passages.get(word(given, "quote_id"))
    if passage is None:
        raise UserError("this passage is no longer in the transcripts", "Reload the page")
    row = standing_choices(session).get(passage.quote_id)
    if row is None and not word(given, "choice", needed=False):
        raise UserError("the quote is neither starred nor barred", "Reload the page")
    key = {"quote_id": row.quote_id, **({"quote": row.quote} if row.quote else {})} if row else None
    return {"source": passage.source, "quote": folded(passage.text), "row": key}


def _about_choice(session: ReviewSession, given: Given) -> str:
    del session
    choice = word(given, "choice", needed=False)
    return {STAR: "Starred a quote", BAR: "Barred a quote"}.get(choice, "Removed the star or bar of a quote")


def _code(session: ReviewSession, given: Given, name: str = "code") -> str:
    return f"“{session.run.code_name(word(given, name))}”"


def _about_change(session: ReviewSession, given: Given) -> str:
    changes = given.get("changes")
    what = ", ".join(sorted(changes)) if isinstance(changes, dict) else ""
    if isinstance(changes, dict) and set(changes) == {"name"}:
        return f"Renamed {_code(session, given)} to “{changes['name']}”"
    if isinstance(changes, dict) and set(changes) == {"parent"}:
        parent = str(changes["parent"])
        return f"Moved {_code(session, given)} " + (
            f"below “{session.run.code_name(parent)}”" if parent else "to the top"
        )
    return f"Changed {what} of {_code(session, given)}"


def _about_memo(session: ReviewSession, given: Given) -> str:
    del session
    verb = "Wrote" if word(given, "text", needed=False) else "Deleted"
    subject = word(given, "about")
    return f"{verb} a memo on {'the study' if subject == 'study' else f'a {subject}'}"


def _about_names(session: ReviewSession, given: Given) -> str:
    del session
    names = given.get("names")
    some = [str(one) for one in names] if isinstance(names, list) else []
    listed = ", ".join(some[:3]) + (f" and {len(some) - 3} more" if len(some) > 3 else "")
    return f"Names: {word(given, 'decision')} ({listed})"


def _about_organisation(session: ReviewSession, given: Given) -> str:
    del session
    name = word(given, "name")
    if into := word(given, "into", needed=False):
        return f"Merged {name} into {into}"
    return f"{name} is not an organisation" if given.get("none") else f"{name}: sector {given.get('sector')}"


def _about_speaker(session: ReviewSession, given: Given) -> str:
    del session
    label = word(given, "speaker")
    if given.get("interviewer") in ("yes", "no"):
        return f"{label} is {'the interviewer' if given['interviewer'] == 'yes' else 'a participant'}"
    return f"Changed who {label} is"


def _about_source(session: ReviewSession, given: Given) -> str:
    del session
    if layout := word(given, "layout", needed=False):
        return f"{word(given, 'file')}: read as {layout}"
    if recording := word(given, "recording", needed=False):
        return f"{word(given, 'file')}: recording {recording}"
    return f"{word(given, 'file')}: checked"


_ABOUT: Final[Mapping[str, Callable[[ReviewSession, Given], str]]] = {
    "add-code": lambda _, given: f"Added the code “{word(given, 'name')}”",
    "change-code": _about_change,
    "merge-code": lambda session, given: f"Merged {_code(session, given)} into {_code(session, given, 'into')}",
    "retire-code": lambda session, given: f"Retired {_code(session, given)}",
    "split-code": lambda session, given: f"Split {_code(session, given, 'from')}: new code “{word(given, 'name')}”",
    "decide-names": _about_names,
    "organisation": _about_organisation,
    "split-organisation": lambda _, given: f"{word(given, 'name')} is not {word(given, 'from')}",
    "give-words": lambda _, given: f"Gave words to {word(given, 'speaker')}",
    "speaker": _about_speaker,
    "join-speakers": lambda _, given: f"{word(given, 'speaker')} and {word(given, 'other')} are one person",
    "source": _about_source,
    "memo": _about_memo,
    CHOOSE_QUOTE: _about_choice,
    "own-passage": lambda session, given: f"Marked a passage: {_code(session, given)}",
}
