"""What lies in a folder from outside: which files may be opened, and which must not be, with the reason.

A link can lead out of the folder, a pipe never ends, a device is no file, and a name can hold what no table stores.
None of these is opened; each is told.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

_UNREADABLE_PLACE = "Check that you may read it, or take it out of the folder"
# Control characters, halves of characters, marks that turn the writing around: such a name reads as another.
_STRANGE = frozenset({"Cc", "Cs"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@dataclass(frozen=True)
class LeftOut:
    """Something in the folder that is not opened.

    Attributes:
        name: its path below the folder, as it can be printed.
        problem: why.
        remedy: what to do.
    """

    name: str
    problem: str
    remedy: str


def listed(folder: Path) -> tuple[list[Path], list[LeftOut]]:
    """The plain files in a folder and those below it, sorted; and what else is there.

    The folder itself may be a link, as to an encrypted disk; what lies in it may only lead to places in it. Hidden
    files and folders are passed over.
    """
    files: list[Path] = []
    left: list[LeftOut] = []
    inside = folder.resolve()

    def unreadable(error: OSError) -> None:
        place = _shown(Path(error.filename), folder)
        left.append(LeftOut(place, f"the folder could not be opened ({error.strerror})", _UNREADABLE_PLACE))

    for above, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(above) / name).is_symlink()]
        for name in sorted([*names, *links]):
            path = Path(above) / name
            if name.startswith("."):
                continue
            reason = refused(path, inside)
            if reason is None:
                files.append(path)
            else:
                left.append(LeftOut(_shown(path, folder), *reason))
    return sorted(files), sorted(left, key=lambda one: one.name)


def refused(path: Path, inside: Path) -> tuple[str, str] | None:
    """Why this is not opened, and what to do; None for a plain file.

    Args:
        path: what lies there.
        inside: the folder, resolved, that it may not lead out of.
    """
    if any(unicodedata.category(char) in _STRANGE or char in _TURNING for char in path.name):
        return "its name holds characters that cannot be printed", "Rename it in letters, digits and hyphens"
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(inside):
            return "it is a link to a place outside the folder", "Put the file itself into the folder"
        mode = path.stat().st_mode
    except (OSError, RuntimeError) as error:  # links that go in a circle are a RuntimeError
        if path.is_symlink():
            return "it is a link that leads nowhere", "Put the file itself into the folder, or delete the link"
        told = error.strerror if isinstance(error, OSError) else error
        return f"it could not be looked at ({told})", _UNREADABLE_PLACE
    if stat.S_ISDIR(mode):  # reached through a link: its files are listed where they are
        return "it is a link to a folder", "Put the folder itself there, or delete the link"
    if not stat.S_ISREG(mode):
        return "it is not a file (a pipe, a socket or a device)", "Delete it"
    return None


def _shown(path: Path, folder: Path) -> str:
    name = path.relative_to(folder).as_posix()
    printable = "".join(
        "\ufffd" if unicodedata.category(char) in _STRANGE or char in _TURNING else char for char in name
    )
    return printable or "."
