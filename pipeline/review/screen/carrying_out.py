"""Applies acts to the decision files, undoes them, and repeats what a killed server had begun."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded, make_folder, write_whole
from pipeline.corpus.study import Study
from pipeline.review.imports import add_decisions, redo_import, undo_import
from pipeline.review.screen.edits import ChangedFile, edited_files, place_of, text_of
from pipeline.review.screen.journal import Act, Journal
from pipeline.review.screen.text_patches import Patch, holds, patch_between, read, taken_back, written
from pipeline.workflow.locks import WRITES_MODELS, Access, hold

ROWS = "rows"  # key of the decisions in an act
_WAIT = 2.0  # seconds to wait for another command; then the act is retried later


class StillBusy(Exception):
    """Another command is using the study's folders."""


def carry_out(study: Study, journal: Journal, act: Act) -> None:
    """Apply or undo the act in the files, as wanted.

    Raises:
        StillBusy: while another command has locked the models folder.
        UserError: if it cannot be done; then the files are unchanged.
    """
    with taken(study, WRITES_MODELS):
        if act.wanted:
            _do(study, journal, act)
        else:
            _undo(study, journal, act)


@contextmanager
def taken(study: Study, access: Access) -> Iterator[None]:
    """Hold the study's locks for the duration of a block.

    Raises:
        StillBusy: while another command is running.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(hold(study, access, wait=_WAIT))
        except UserError as error:
            raise StillBusy(str(error)) from error
        yield


def decisions_of(act: Act) -> list[Decision]:
    """The rows of an act that has not been carried out yet."""
    rows = act.what.get(ROWS, ())
    return [Decision(**row) for row in rows] if isinstance(rows, list) else []


def _do(study: Study, journal: Journal, act: Act) -> None:
    patches = read(act.patches)
    if not (patches and all(holds(text_of(study, one.folder, one.name) or "", one) for one in patches)):
        changed = edited_files(study, act.kind, act.what)
        patches = [
            patch_between(one.folder, one.name, text_of(study, one.folder, one.name), one.text) for one in changed
        ]
        journal.plan(act.number, batch=act.batch, patches=written(patches))
        for one in changed:
            _write(study, one)
    batch = act.batch
    if rows := decisions_of(act):
        if not batch:
            batch = _next_batch(study)
            journal.plan(act.number, batch=batch, patches=written(patches))
        add_decisions(study, rows, batch=batch)
    elif batch:
        redo_import(study, batch)
    journal.settle(
        act.number, done=True, batch=batch, patches=written(patches), what=without_words(act.what, rows=bool(batch))
    )


def _next_batch(study: Study) -> int:
    from pipeline.corpus.decisions import DECISIONS_FILE, last_batch, read_decisions

    path = study.models / DECISIONS_FILE
    return last_batch(read_decisions(decoded(path.read_bytes()), path=path).rows) + 1 if path.exists() else 1


def without_words(what: Mapping[str, object], *, rows: bool) -> dict[str, object]:
    """The content of a completed act to keep in the journal; its decisions are now in `decisions.csv`."""
    return {key: value for key, value in what.items() if not (rows and key == ROWS)}


def _undo(study: Study, journal: Journal, act: Act) -> None:
    patches = read(act.patches)
    back = [
        (one, taken_back(text_of(study, one.folder, one.name) or "", one))
        for one in patches
        if not _is_back(study, one)
    ]
    for one, text in back:
        path = place_of(study, one.folder, one.name)
        if one.new and not text.strip():
            path.unlink(missing_ok=True)
        else:
            _write(study, ChangedFile(one.folder, one.name, text))
    if act.batch:
        undo_import(study, act.batch)
    journal.settle(act.number, done=False)


def _is_back(study: Study, patch: Patch) -> bool:
    """Whether a killed server had already undone it."""
    text = text_of(study, patch.folder, patch.name)
    if text is None:
        return True
    if holds(text, patch):
        return False
    turned = [type(hunk)(hunk.at, hunk.after, hunk.before, hunk.above, hunk.below) for hunk in patch.hunks]
    return holds(text, Patch(patch.folder, patch.name, turned))


def _write(study: Study, one: ChangedFile) -> None:
    path = place_of(study, one.folder, one.name)
    before = path.read_bytes() if path.exists() else codecs.BOM_UTF8 if one.name.endswith(".csv") else b""
    mark = codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b""
    make_folder(path.parent)
    write_whole(path, mark + one.text.encode())
