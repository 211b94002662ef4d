"""Files written whole or not at all, and kept private where they must be.

The only place that knows about POSIX permissions; elsewhere they have no effect and do no harm.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from pipeline.corpus.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.corpus.schema import Table

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
PUBLIC_FILE = 0o644
UNFINISHED = ".part"  # how the names of temporary files and folders end
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can hold


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path, *, largest: int) -> str:
    """The checksum of a file; of one with more bytes than are ever read, its size; "" if it cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():  # to open a pipe is to wait for ever
            return ""
        return checksum(path) if size <= largest else f"{size} bytes"
    except OSError:  # it has vanished, or may not be read: whoever reads it says so
        return ""


def file_content(path: Path) -> bytes:
    """The bytes of a file that a person named or put into `models/`.

    Raises:
        UserError: for a folder, pipe or device, which may never end, also where a link leads to it.
        OSError: if it cannot be read.
    """
    check_is_file(path)
    return path.read_bytes()


def check_is_file(path: Path) -> None:
    """Raise `UserError` for a folder, a pipe or a device; what is not there is for the reader to find."""
    if path.exists() and not path.is_file():
        raise UserError("it is not a file (but a folder, a pipe or a device)", "Put a file in its place", path)


def decoded(content: bytes) -> str:
    """The text of a file that a person edits: UTF-8, else as office programs save it (UTF-16, Windows-1252)."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return content.decode("utf-32", "replace")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    start = content[:200]
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if len(start) > 3 and zeros.count(0) > 0.9 * len(zeros) and start.count(0) < 0.6 * len(start):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:  # line by line: one that another program added spoils no other
        return "".join(map(_decoded_line, content.splitlines(keepends=True))).removeprefix("\ufeff")


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make the folder and those above it; a private one is open to its owner only.

    Raises:
        UserError: where it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if private:
            path.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise UserError(
            f"the folder cannot be made ({error.strerror})",
            "Choose another with --outputs, or free the place",
            path,
        ) from error


def write_whole(path: Path, content: bytes | Callable[[BinaryIO], object], *, private: bool = False) -> None:
    """Write to a temporary name beside `path`, then rename: a reader sees the old file or the new one.

    Raises:
        UserError: where the disk is full or the place not writable; nothing half-written is left.
    """
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            if callable(content):
                content(file)
            else:
                file.write(content)
        Path(temporary).chmod(PRIVATE_FILE if private else PUBLIC_FILE)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise UserError(
            f"could not be written ({error.strerror or error})",
            "Free some space, or close the program that has it open; then run again",
            path,
        ) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_new(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files that are not there yet: all of them whole, or none; a file that is there is never overwritten.

    Raises:
        UserError: if one of the names is taken, or the place cannot be written.
    """
    # Temporary names that do not change: the next attempt takes over what a killed one left.
    temporaries = {name: folder / f".{name}{UNFINISHED}" for name in contents}
    made: list[Path] = []
    path = folder
    try:
        for name, content in contents.items():
            path = folder / name
            temporaries[name].write_bytes(content)
        for name, temporary in temporaries.items():
            path = folder / name
            _rename_new(temporary, path)
            made.append(path)
    except OSError as error:
        for written in made:
            written.unlink(missing_ok=True)
        taken = isinstance(error, FileExistsError)
        problem = "there is such a file already" if taken else f"could not be written ({error.strerror or error})"
        remedy = "Run the command again" if taken else "Free some space, or ask for the right to write there"
        raise UserError(problem, remedy, path) from error
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


def _rename_new(temporary: Path, path: Path) -> None:
    """Give a file its name, unless it is taken.

    Raises:
        FileExistsError: if it is.
    """
    try:
        os.link(temporary, path)  # unlike a rename it fails where the name is taken
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if path.exists():
            raise FileExistsError(path) from None
        temporary.rename(path)


def sweep_unfinished(folder: Path) -> None:
    """Remove the temporary files and folders that a killed process left."""
    for left in list(folder.rglob(f".*{UNFINISHED}")):
        if left.is_dir() and not left.is_symlink():
            remove_folder(left)
        else:
            left.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a private working table as Parquet; equal tables give equal bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    write_whole(path, lambda file: pq.write_table(table, file, compression="zstd"), private=True)


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read a working table and check it against its schema.

    Raises:
        UserError: if the file is damaged, or not what this release writes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.corpus.schema import TableError

    # Arrow's own keeps what it once had, and a stage that reads tables would hold them twice.
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        return table.check(pq.read_table(path).to_pandas())
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, TableError) as error:
        raise UserError(
            f"the table '{table.name}' is damaged, or was made by another version", "Run: pipeline run", path
        ) from error


def fixed_package(content: IO[bytes], *, change: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """A zip file, such as a Word document, with every part at the same time of day: same parts, same bytes.

    Args:
        content: the file.
        change: for parts whose names end so, what is stored instead.
    """
    import io
    import shutil
    import zipfile

    changed = dict(change or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(content) as package, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for member in package.infolist():
            part = zipfile.ZipInfo(member.filename, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            ours = next((made_of for ending, made_of in changed.items() if member.filename.endswith(ending)), None)
            if ours:
                made.writestr(part, ours(package.read(member)))
                continue
            part.file_size = member.file_size  # so that room is left for one of more than two gigabytes
            with package.open(member) as stored, made.open(part, "w") as kept:
                shutil.copyfileobj(stored, kept)
    return buffer.getvalue()
