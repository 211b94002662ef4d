"""Records the changes of an act to a text file, so that they can be undone after other lines have changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from pipeline.corpus.errors import UserError

_AROUND = 2  # context lines before and after a change


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that replaced others.

    Attributes:
        at: the index of the first line, counted from 0.
        before: the replaced lines, with their line ends.
        after: the new lines.
        above: the lines above them.
        below: the lines below them.
    """

    at: int
    before: Sequence[str]
    after: Sequence[str]
    above: Sequence[str]
    below: Sequence[str]


@dataclass(frozen=True, slots=True)
class Patch:
    """The changes to one file.

    Attributes:
        folder: `models` or `transcripts`.
        name: the name of the file in it.
        hunks: the changes from top to bottom.
        new: whether the file did not exist before.
    """

    folder: str
    name: str
    hunks: Sequence[Hunk]
    new: bool = False


def patch_between(folder: str, name: str, before: str | None, after: str) -> Patch:
    """The patch from one text to the other; `before` is None if there was no file."""
    old, new = lines_of(before or ""), lines_of(after)
    hunks = [
        Hunk(
            at=new_at,
            before=old[old_at:old_end],
            after=new[new_at:new_end],
            above=new[max(0, new_at - _AROUND) : new_at],
            below=new[new_end : new_end + _AROUND],
        )
        for kind, old_at, old_end, new_at, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    return Patch(folder, name, hunks, new=before is None)


def without(patches: str, text: str) -> str:
    """A text as it will be without an act that has been undone and is still in the file."""
    for patch in read(patches):
        if holds(text, patch):
            text = taken_back(text, patch)
    return text


def taken_back(text: str, patch: Patch) -> str:
    """The text with a patch reverted.

    Raises:
        UserError: if the lines have changed since.
    """
    lines = lines_of(text)
    for hunk in reversed(patch.hunks):
        at = _place(lines, hunk)
        if at is None:
            raise UserError(
                "the lines that this act wrote have been changed since",
                "Change them there yourself: nothing was undone",
                patch.name,
            )
        lines[at : at + len(hunk.after)] = hunk.before
    return "".join(lines)


def holds(text: str, patch: Patch) -> bool:
    """Whether a text contains the changes of a patch."""
    lines = lines_of(text)
    return all(_place(lines, hunk) is not None for hunk in patch.hunks)


def _place(lines: Sequence[str], hunk: Hunk) -> int | None:
    """Where the lines of a hunk are: with the same context lines, or otherwise without them."""
    whole = [*hunk.above, *hunk.after, *hunk.below]
    if whole:
        places = [at for at in range(len(lines) - len(whole) + 1) if list(lines[at : at + len(whole)]) == whole]
        if len(hunk.below) < _AROUND:  # it was at the end, so it must still be there
            places = [at for at in places if at + len(whole) == len(lines)]
        if len(hunk.above) < _AROUND:
            places = [at for at in places if at == 0]
        if places:
            return min(places, key=lambda at: abs(at - hunk.at)) + len(hunk.above)
    if hunk.after:
        size = len(hunk.after)
        places = [at for at in range(len(lines) - size + 1) if list(lines[at : at + size]) == list(hunk.after)]
        return places[0] if len(places) == 1 else None
    return None if whole or lines else 0


def lines_of(text: str) -> list[str]:
    """The lines with their ends; unlike `splitlines`, split only at line feeds."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]


def written(patches: Sequence[Patch]) -> str:
    """The patches as text for the journal."""
    return json.dumps([asdict(one) for one in patches], ensure_ascii=False) if patches else ""


def read(text: str) -> list[Patch]:
    """Parse the output of `written`."""
    return [
        Patch(one["folder"], one["name"], [Hunk(**hunk) for hunk in one["hunks"]], one["new"])
        for one in (json.loads(text) if text else ())
    ]
