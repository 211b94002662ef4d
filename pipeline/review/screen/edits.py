"""The changes that acts make to tables other than `decisions.csv`, given as the new texts of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.corpus.codebook import CODEBOOK_FILE
from pipeline.corpus.errors import UserError
from pipeline.corpus.own_passages import OWN_PASSAGE_COLUMNS, OWN_PASSAGES_FILE
from pipeline.corpus.quote_choices import BAR, QUOTE_COLUMNS, QUOTES_FILE, STAR, read_quote_choices
from pipeline.corpus.records import SECTORS
from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE
from pipeline.corpus.speaker_decisions import SPEAKER_COLUMNS, SPEAKERS_FILE
from pipeline.corpus.storage import decoded, file_content
from pipeline.corpus.study import CASES_FILE, PARTICIPANTS_FILE, Study
from pipeline.ingest.study_tables import CASE_COLUMNS, PARTICIPANT_COLUMNS
from pipeline.organisations.gazetteer import COLUMNS as ORGANISATION_COLUMNS
from pipeline.organisations.gazetteer import GAZETTEER_FILE, split_names
from pipeline.organisations.names import folded_name
from pipeline.people.decided_names import COLUMNS as NAME_COLUMNS
from pipeline.people.decided_names import PEOPLE_FILE, read_decided_names
from pipeline.people.labels import label_key, looks_like_name
from pipeline.review.screen.codebook_edits import EDITABLE, with_changed_code, with_new_code, without_code
from pipeline.review.screen.table_rows import TableText

MODELS, TRANSCRIPTS = "models", "transcripts"
CHOOSE_QUOTE: Final = "choose-quote"
_LISTED = ("phrases", "examples")
_LONGEST = 20_000  # maximum characters of a memo or definition

What = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file with its new text."""

    folder: str
    name: str
    text: str


def place_of(study: Study, folder: str, name: str) -> Path:
    """The path of a file that acts change."""
    return (study.models if folder == MODELS else study.transcripts) / name


def text_of(study: Study, folder: str, name: str) -> str | None:
    """The text of the file; None if it does not exist."""
    path = place_of(study, folder, name)
    return decoded(file_content(path)) if path.exists() else None


def word(what: What, name: str, *, needed: bool = True) -> str:
    """A text value of an act.

    Raises:
        UserError: if it is missing, not text, or far too long.
    """
    value = what.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST or (needed and not value.strip()):
        raise UserError(f"'{name}' is missing or too long", "Fill it in, and try again")
    return value.strip()


def _list(what: What, name: str) -> list[str]:
    value = what.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UserError(f"'{name}' is no list of texts", "Reload the page")
    return [one.strip() for one in value if one.strip()]


def edited_files(study: Study, kind: str, what: What) -> list[ChangedFile]:
    """The files that an act changes, with their new texts. Nothing is written.

    Raises:
        UserError: if the act cannot be applied to the current files.
    """
    return EDITS[kind](study, what) if kind in EDITS else []


def _codebook(changed: str) -> list[ChangedFile]:
    return [ChangedFile(MODELS, CODEBOOK_FILE, changed)]


def _add_code(study: Study, what: What) -> list[ChangedFile]:
    text, _ = with_new_code(
        text_of(study, MODELS, CODEBOOK_FILE) or "",
        word(what, "name"),
        path=study.models / CODEBOOK_FILE,
        parent=word(what, "parent", needed=False),
        definition=word(what, "definition", needed=False),
    )
    return _codebook(text)


def _change_code(study: Study, what: What) -> list[ChangedFile]:
    given = what.get("changes")
    if not isinstance(given, dict) or not given or not set(given) <= set(EDITABLE) - {"merged"}:
        raise UserError("there is nothing to change", "Reload the page")
    changes: dict[str, str | Sequence[str]] = {
        key: _list(given, key) if key in _LISTED else word(given, key, needed=key == "name") for key in given
    }
    text = text_of(study, MODELS, CODEBOOK_FILE) or ""
    path = study.models / CODEBOOK_FILE
    return _codebook(with_changed_code(text, word(what, "code"), changes, path=path))


def _merge_code(study: Study, what: What) -> list[ChangedFile]:
    text = text_of(study, MODELS, CODEBOOK_FILE) or ""
    path = study.models / CODEBOOK_FILE
    return _codebook(without_code(text, word(what, "code"), heir=word(what, "into"), path=path))


def _retire_code(study: Study, what: What) -> list[ChangedFile]:
    text = text_of(study, MODELS, CODEBOOK_FILE) or ""
    return _codebook(without_code(text, word(what, "code"), path=study.models / CODEBOOK_FILE))


def _decide_names(study: Study, what: What) -> list[ChangedFile]:
    before = text_of(study, MODELS, PEOPLE_FILE) or ""
    table = TableText(before, NAME_COLUMNS, name=PEOPLE_FILE)
    names = _list(what, "names")
    if not names:
        raise UserError("no name was chosen", "Choose one or more names")
    for name in names:
        table.set({"name": name}, {"decision": word(what, "decision"), "note": word(what, "note", needed=False)})
    _, findings = read_decided_names(table.text)
    known = {one.finding for one in read_decided_names(before)[1]} if before.strip() else set()
    for one in findings:
        if one.finding not in known:
            raise UserError(one.finding, one.remedy, PEOPLE_FILE, one.line or None)
    return [ChangedFile(MODELS, PEOPLE_FILE, table.text)]


def _put_organisation_right(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(text_of(study, MODELS, GAZETTEER_FILE) or "", ORGANISATION_COLUMNS, name=GAZETTEER_FILE)
    name, into, sector = word(what, "name"), word(what, "into", needed=False), word(what, "sector", needed=False)
    if into:
        if into.casefold() == name.casefold():
            raise UserError("an organisation cannot be merged into itself", "Choose another")
        table.set({"organisation": into}, {})
        table.set({"organisation": name}, {"merge_into": into})
    elif what.get("none") is True:
        table.set({"organisation": name}, {"kind": "not an organisation"})
    elif sector in SECTORS:
        table.set({"organisation": name}, {"sector": sector})
    else:
        raise UserError(f"unknown sector '{sector}'", f"Use one of {', '.join(SECTORS)}")
    return [ChangedFile(MODELS, GAZETTEER_FILE, table.text)]


def _join_speakers(study: Study, what: What) -> list[ChangedFile]:
    """Join two labels of one person in a case: the label that is a name becomes the name in the other's row."""
    case, one, other = word(what, "case"), word(what, "speaker"), word(what, "other")
    label, name = (one, other) if looks_like_name(other) else (other, one)
    if not looks_like_name(name) or label_key(label) == label_key(name):
        raise UserError(
            "neither label is a name by which participants.csv could join the two",
            "Write one label in the transcript for both, and run the pipeline again",
        )
    table = TableText(
        text_of(study, TRANSCRIPTS, PARTICIPANTS_FILE) or "", PARTICIPANT_COLUMNS, name=PARTICIPANTS_FILE
    )
    rows = {label_key(row.get("speaker", "")): row for row in table.rows() if row.get("case", "") == case}
    named = rows.get(label_key(label), {}).get("name", "")
    if named and label_key(named) != label_key(name):
        raise UserError(f"{label} already has another name in participants.csv", "Correct the row there first")
    # Values from the row of the other label are kept in the remaining row.
    second = {key: cell for key, cell in rows.get(label_key(name), {}).items() if key in PARTICIPANT_COLUMNS}
    table.remove({"case": case, "speaker": name})
    kept = {key: cell for key, cell in second.items() if cell and not rows.get(label_key(label), {}).get(key)}
    table.set({"case": case, "speaker": label}, {**kept, "case": case, "speaker": label, "name": name})
    return [ChangedFile(TRANSCRIPTS, PARTICIPANTS_FILE, table.text)]


def _split_organisation(study: Study, what: What) -> list[ChangedFile]:
    """Make a name that was joined to another organisation an organisation of its own, which its row says."""
    table = TableText(text_of(study, MODELS, GAZETTEER_FILE) or "", ORGANISATION_COLUMNS, name=GAZETTEER_FILE)
    name, own = word(what, "name"), folded_name(word(what, "name"))
    if own == folded_name(word(what, "from")):
        raise UserError("an organisation cannot be split from itself", "Choose one of its other names")
    for row in table.rows():
        for column in ("aliases", "former_names"):
            names = split_names(row.get(column, ""))
            kept = [one for one in names if folded_name(one) != own]
            if len(kept) < len(names):
                table.set({"organisation": row["organisation"]}, {column: "; ".join(kept)})
    known = next((row for row in table.rows() if folded_name(row.get("organisation", "")) == own), None)
    merged = {"merge_into": ""} if known and known.get("merge_into") else {}
    table.set({"organisation": known["organisation"] if known else name}, merged)
    return [ChangedFile(MODELS, GAZETTEER_FILE, table.text)]


_SPEAKER_CELLS: Final = ("name", "role", "organisation", "sector", "attribution", "interviewer")


def _put_speaker_right(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(
        text_of(study, TRANSCRIPTS, PARTICIPANTS_FILE) or "", PARTICIPANT_COLUMNS, name=PARTICIPANTS_FILE
    )
    cells = {name: word(what, name, needed=False) for name in _SPEAKER_CELLS if name in what}
    if not cells or cells.get("interviewer", "no") not in ("yes", "no"):
        raise UserError("there is nothing to change", "Say whether the person is the interviewer")
    table.set({"case": word(what, "case"), "speaker": word(what, "speaker")}, cells)
    return [ChangedFile(TRANSCRIPTS, PARTICIPANTS_FILE, table.text)]


def _give_words(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(text_of(study, MODELS, SPEAKERS_FILE) or "", SPEAKER_COLUMNS, name=SPEAKERS_FILE)
    key = {"file": word(what, "file"), "start": str(what.get("start", "")), "words": word(what, "words")}
    table.set(key, {"speaker": word(what, "speaker"), "coder": word(what, "coder")})
    return [ChangedFile(MODELS, SPEAKERS_FILE, table.text)]


def _put_source_right(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(text_of(study, TRANSCRIPTS, CASES_FILE) or "", CASE_COLUMNS, name=CASES_FILE)
    cells = {name: word(what, name, needed=False) for name in ("layout", "checked", "recording") if name in what}
    if not cells:
        raise UserError("there is nothing to change", "Choose how the transcript is to be read")
    table.set({"file": word(what, "file")}, cells)
    return [ChangedFile(TRANSCRIPTS, CASES_FILE, table.text)]


def _write_memo(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(text_of(study, MODELS, MEMOS_FILE) or "", MEMO_COLUMNS, name=MEMOS_FILE)
    key = {"about": word(what, "about"), "id": word(what, "id", needed=False), "coder": word(what, "coder")}
    text = word(what, "text", needed=False)
    if text:
        more = {name: word(what, name, needed=False) for name in ("date", "source", "quote")}
        table.set(key, {"memo": text, **more})
    else:
        table.remove(key)
    return [ChangedFile(MODELS, MEMOS_FILE, table.text)]


def with_choice(text: str, what: What) -> str:
    """The text of quotes.csv with a quote starred or barred, or neither.

    Raises:
        UserError: if the act does not say which, or the table cannot be read.
    """
    read_quote_choices(text)
    table = TableText(text, QUOTE_COLUMNS, name=QUOTES_FILE)
    choice = word(what, "choice", needed=False)
    if choice not in (STAR, BAR, ""):
        raise UserError("it is not said whether to star or bar the quote", "Reload the page")
    row = what.get("row")
    key = {name: str(cell) for name, cell in row.items()} if isinstance(row, dict) else {}
    if not choice:
        table.remove(key or {"quote_id": word(what, "quote_id")})
    elif key:
        table.set(key, {"decision": choice, "coder": word(what, "coder")})
    else:
        cells = {name: word(what, name) for name in ("coder", "source", "quote")}
        table.set({"quote_id": word(what, "quote_id")}, {"decision": choice, **cells})
    return table.text


def _choose_quote(study: Study, what: What) -> list[ChangedFile]:
    text = with_choice(text_of(study, MODELS, QUOTES_FILE) or "", what)
    return [ChangedFile(MODELS, QUOTES_FILE, text)]


def _mark_passage(study: Study, what: What) -> list[ChangedFile]:
    table = TableText(text_of(study, MODELS, OWN_PASSAGES_FILE) or "", OWN_PASSAGE_COLUMNS, name=OWN_PASSAGES_FILE)
    key = {name: str(what.get(name, "")) for name in ("source", "start", "end")}
    table.set(key, {"quote": word(what, "quote"), "coder": word(what, "coder")})
    return [ChangedFile(MODELS, OWN_PASSAGES_FILE, table.text)]


EDITS: Final[Mapping[str, Callable[[Study, What], list[ChangedFile]]]] = {
    "add-code": _add_code,
    "change-code": _change_code,
    "merge-code": _merge_code,
    "retire-code": _retire_code,
    "split-code": _add_code,
    "decide-names": _decide_names,
    "organisation": _put_organisation_right,
    "split-organisation": _split_organisation,
    "give-words": _give_words,
    "speaker": _put_speaker_right,
    "join-speakers": _join_speakers,
    "source": _put_source_right,
    "memo": _write_memo,
    "own-passage": _mark_passage,
    CHOOSE_QUOTE: _choose_quote,
}
