"""Remote folders (`s3://`, `abfs://`, …): copied here for a command, and changes copied back.

Any fsspec address works if the package for its protocol is installed. Files are compared by content, so that only
changes are copied back. Remote folders are not locked against concurrent commands.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import checksum, make_folder

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_MARK = "://"


@dataclass(frozen=True)
class _FolderCopy:
    address: str
    files: AbstractFileSystem
    root: str
    here: Path
    before: dict[str, str]


@dataclass
class RemoteFolder:
    """The remote folders of a command."""

    _copies: list[_FolderCopy] = field(default_factory=list)
    _folder: Path | None = None
    _called: dict[str, str] = field(default_factory=dict)  # local folder: address

    def here(self, given: str) -> Path:
        """A local folder: the given one, or a copy of a remote one.

        Raises:
            UserError: if the address cannot be reached.
        """
        if _MARK not in given:
            return Path(given)
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="pipeline-"))
        here = self._folder / f"{len(self._copies)}" / (PurePosixPath(given).name or "folder")
        with _reaching(given):
            files, root = _file_system(given)
            for name in _names(files, root):
                make_folder((here / name).parent, private=True)
                files.get_file(f"{root}/{name}", str(here / name))
        self._copies.append(_FolderCopy(given, files, root, here, _state(here)))
        self._called[str(here)] = given.rstrip("/")
        return here

    def give_back(self) -> None:
        """Copy changes back and remove the local copies.

        Raises:
            UserError: if an address can no longer be reached; the copies are then kept, and named.
        """
        for copy in self._copies:
            after = _state(copy.here)
            with _reaching(copy.address, kept=copy.here):
                for name in sorted(after):
                    if copy.before.get(name) != after[name]:
                        place = f"{copy.root}/{name}"
                        copy.files.makedirs(place.rpartition("/")[0], exist_ok=True)
                        copy.files.put_file(str(copy.here / name), place)
                for name in sorted(copy.before.keys() - after.keys()):
                    copy.files.rm_file(f"{copy.root}/{name}")
        if self._folder is not None:
            shutil.rmtree(self._folder)
        self._copies, self._folder = [], None

    def told(self, text: str) -> str:
        """The text with remote addresses instead of local paths."""
        for here, address in self._called.items():
            text = text.replace(here, address)
        return text


def _file_system(address: str) -> tuple[AbstractFileSystem, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise UserError(
            "addresses need fsspec, which is not installed",
            "Install it with: pip install 'interview-pipeline[remote]'",
            address,
        ) from error
    files, root = url_to_fs(address)
    return files, str(root).rstrip("/")


@contextmanager
def _reaching(address: str, *, kept: Path | None = None) -> Iterator[None]:
    """Report errors of a remote file system as a `UserError`."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # each protocol has its own errors
        remedy = (
            f"What was made is kept in {kept}: copy it by hand" if kept else "Look at the address and your rights"
        )
        raise UserError(f"it cannot be reached ({error})", remedy, address) from error


def _names(files: AbstractFileSystem, root: str) -> Iterator[str]:
    """Files below a root, by relative path; none that would lie outside."""
    for place in files.find(root) if files.exists(root) else ():
        name = PurePosixPath(str(place).removeprefix(root).lstrip("/"))
        if name.parts and ".." not in name.parts:
            yield str(name)


def _state(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder).as_posix(): checksum(path) for path in files}
