"""Atomic writes and private file permissions.

The only module that deals with POSIX permissions; they have no effect on other systems.
"""

from __future__ import annotations

import codecs
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from pipeline.corpus.errors import UserError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pipeline.corpus.schema import Table

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
PUBLIC_FILE = 0o644
UNFINISHED = ".part"  # suffix of temporary files and folders
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date in a zip file


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: Path, *, largest: int) -> str:
    """The checksum of a file; its size if it exceeds the reading limit; "" if it cannot be read."""
    try:
        size = path.stat().st_size
        if not path.is_file():  # opening a pipe would block for ever
            return ""
        return checksum(path) if size <= largest else f"{size} bytes"
    except OSError:  # missing or unreadable: reported by the caller
        return ""


def file_content(path: Path) -> bytes:
    """The content of a file named by the user or placed in `models/`.

    Raises:
        UserError: for a folder, pipe or device, directly or through a link.
        OSError: if it cannot be read.
    """
    check_is_file(path)
    return path.read_bytes()


def check_is_file(path: Path) -> None:
    """Raise `UserError` for a folder, pipe or device; missing files are left to the caller."""
    if path.exists() and not path.is_file():
        raise UserError("it is not a file (but a folder, a pipe or a device)", "Put a file in its place", path)


def decoded(content: bytes) -> str:
    """Decode a file edited by the user: UTF-8, otherwise UTF-16 or Windows-1252."""
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
    except UnicodeDecodeError:  # line by line, since another program may have added lines in another encoding
        return "".join(map(_decoded_line, content.splitlines(keepends=True))).removeprefix("\ufeff")


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make the folder and its parents; a private one is accessible to its owner only.

    Raises:
        UserError: if it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if private:
            path.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise UserError(
            f"the folder cannot be made ({error.strerror})",
            "Name another folder, or ask for the right to write there",
            path,
        ) from error


def write_whole(path: Path, content: bytes | Callable[[BinaryIO], object], *, private: bool = False) -> None:
    """Write to a temporary name beside `path`, then rename: a reader sees the old file or the new one.

    Raises:
        UserError: if the disk is full or the folder not writable; no partial file remains.
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
    """Write new files, all or none; existing files are never overwritten.

    Raises:
        UserError: if one of the files exists, or the folder is not writable.
    """
    # Fixed temporary names: the next attempt overwrites what a killed process left.
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
    """Rename a file unless the new name exists.

    Raises:
        FileExistsError: if it is.
    """
    try:
        os.link(temporary, path)  # unlike a rename, this fails if the name exists
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError(path) from None
        temporary.rename(path)


def sweep_unfinished(folder: Path) -> None:
    """Remove temporary files and folders left by a killed process."""
    for left in list(folder.rglob(f".*{UNFINISHED}")):
        if left.is_dir() and not left.is_symlink():
            remove_folder(left)
        else:
            left.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Remove a folder and its content, if it exists."""
    import shutil

    shutil.rmtree(path, ignore_errors=True)


ROWS_IN_A_GROUP = 16_384  # of a Parquet file, however its rows were collected, so that equal rows give equal bytes


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a private table as Parquet; equal tables give equal bytes. See also `pipeline.corpus.rows`."""
    import pyarrow.parquet as pq

    table = arrow_table(frame)
    write_whole(
        path,
        lambda file: pq.write_table(table, file, compression="zstd", row_group_size=ROWS_IN_A_GROUP),
        private=True,
    )


def arrow_table(frame: pd.DataFrame) -> pa.Table:
    """A table as it is written: without an index, and without what pandas notes about it."""
    import pyarrow as pa

    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A Parquet file, or some of its columns.

    Raises:
        OSError, pyarrow.ArrowException: if it cannot be read.
        KeyError: if a column is missing.
    """
    with path.open("rb") as file:
        return read_open_parquet(file, columns)


def read_open_parquet(file: BinaryIO, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The same, of an open file.

    It is read by one thread. If a short program ends while Arrow's threads are still starting, the process is
    aborted ("terminate called without an active exception"), about once in a hundred times.
    """
    import pyarrow.parquet as pq

    read = pq.ParquetFile(file).read(columns=None if columns is None else list(columns), use_threads=False)
    return _frame(read if columns is None else read.select(list(columns)))


def parquet_groups(file: BinaryIO, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
    """The rows of an open Parquet file, or some of their columns, one row group after the other."""
    import pyarrow.parquet as pq

    parquet = pq.ParquetFile(file)
    return (parquet_group(parquet, group, columns) for group in range(parquet.num_row_groups))


def parquet_group(parquet: pq.ParquetFile, group: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One row group of an open Parquet file, or some of its columns."""
    return _frame(parquet.read_row_group(group, columns=columns, use_threads=False))


def _frame(read: pa.Table) -> pd.DataFrame:
    import pandas as pd

    frame: pd.DataFrame = read.to_pandas(use_threads=False)
    # pandas 3 gives text a type of its own; here it is Python's strings with every release.
    text = [name for name, of_type in frame.dtypes.items() if isinstance(of_type, pd.StringDtype)]
    return frame.astype(dict.fromkeys(text, object)) if text else frame


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """Read a working table and check it against its schema.

    Raises:
        UserError: if the file is damaged or from another release.
    """
    import pyarrow as pa

    from pipeline.corpus.schema import TableError

    # Arrow's allocator keeps freed memory, and a stage that reads tables would hold them twice.
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        return table.check(read_parquet(path))
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, TableError) as error:
        raise UserError(
            f"the table '{table.name}' is damaged, or was made by another version", "Run: pipeline run", path
        ) from error


def fixed_package(
    content: IO[bytes], *, change: Mapping[str, Callable[[bytes], bytes | Iterable[bytes]]] | None = None
) -> bytes:
    """A zip file, such as a Word document, with fixed timestamps, so that equal parts give equal bytes.

    Args:
        content: the file.
        change: replacement content for parts, whole or in pieces, by the end of their names.
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
                new = ours(package.read(member))
                with made.open(part, "w") as kept:
                    for piece in (new,) if isinstance(new, bytes) else new:
                        kept.write(piece)
                continue
            part.file_size = member.file_size  # leaves room for members over two gigabytes
            with package.open(member) as stored, made.open(part, "w") as kept:
                shutil.copyfileobj(stored, kept)
    return buffer.getvalue()
