"""A content-addressed cache of results between runs. Values are JSON, never pickles.

One SQLite file under `outputs/private/`: it survives a kill at any moment and needs no cleaning up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import PRIVATE_FILE, make_folder, remove_folder

if TYPE_CHECKING:
    import sqlite3

Result = TypeVar("Result")
_COLUMNS = ("key", "content", "owner", "digest")
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, content BLOB, owner TEXT, digest BLOB) WITHOUT ROWID"
)
# SQLite's codes for busy, locked, read-only, input or output failed, full, cannot be opened: the file may be sound.
_CANNOT_WRITE = (5, 6, 8, 10, 13, 14)
_SHORT_READ = 522  # the file is shorter than its header says
_NO_CODE = 11  # the error code of a damaged file


def content_key(*parts: object) -> str:
    """The key of a result: a digest of everything it depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return digest.hexdigest()


class Cache:
    """A persistent mapping from keys to bytes.

    Everything in it can be recomputed, so a damaged file is discarded and replaced by an empty one. Each value is
    stored with its digest; a value that does not match its digest counts as missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None
        make_folder(path.parent, private=True)
        self._with_database(lambda: None)

    def _unwritable(self, error: Exception) -> UserError:
        remedy = "Free some space, or see that you may write there; then run again"
        return UserError(f"what is kept for the next run could not be written ({error})", remedy, self._path)

    def _with_database(self, work: Callable[[], Result]) -> Result:
        """The result of `work`, repeated on an empty file if the current one is damaged."""
        import sqlite3

        try:
            return self._tried(work)
        except sqlite3.DatabaseError as error:
            if not self._is_damaged(error):
                raise self._unwritable(error) from error
            self._throw_away()
        try:
            return self._tried(work)
        except sqlite3.DatabaseError as error:
            raise self._unwritable(error) from error

    def _tried(self, work: Callable[[], Result]) -> Result:
        if self._database is None:
            self._database = self._opened()
        return work()

    def _is_damaged(self, error: sqlite3.DatabaseError) -> bool:
        """Whether the error means a damaged file, not a disk error or another program's lock."""
        code = getattr(error, "sqlite_errorcode", _NO_CODE)
        if any(path.is_dir() for path in self._files()):
            return True
        return code == _SHORT_READ or code & 0xFF not in _CANNOT_WRITE

    def _files(self) -> list[Path]:
        return [self._path, *(self._path.with_name(self._path.name + end) for end in ("-wal", "-shm", "-journal"))]

    def _throw_away(self) -> None:
        import sqlite3

        with suppress(sqlite3.Error):
            self.close()
        self._database = None
        for path in self._files():
            if path.is_dir() and not path.is_symlink():
                remove_folder(path)
            else:
                path.unlink(missing_ok=True)

    def _opened(self) -> sqlite3.Connection:
        import sqlite3

        database = sqlite3.connect(self._path, isolation_level=None)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            # Discarded data is overwritten, since it contains participants' words.
            database.execute("PRAGMA secure_delete=ON")
            database.execute(_SCHEMA)
            if [row[1] for row in database.execute("PRAGMA table_info(results)")] != list(_COLUMNS):
                raise sqlite3.DatabaseError("made by another version")
            self._path.chmod(PRIVATE_FILE)
        except BaseException:
            database.close()
            raise
        return database

    def _execute(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        if self._database is None:
            raise LookupError("the cache is not open")
        return self._database.execute(query, values).fetchall()

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The values of the known keys whose digest matches."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, bytes] = {}
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            found |= self._with_database(partial(self._sound, some))
        return found

    def _sound(self, keys: Sequence[str]) -> dict[str, bytes]:
        import sqlite3

        query = f"SELECT key, content, digest FROM results WHERE key IN ({','.join('?' * len(keys))})"
        found = {}
        for key, content, digest in self._execute(query, keys):
            if not isinstance(content, bytes) or digest != _digest(key, content):
                raise sqlite3.DatabaseError("a result has changed since it was kept")
            found[key] = content
        return found

    def known(self, keys: Iterable[str]) -> set[str]:
        """The keys with a value whose digest matches."""
        wanted = list(dict.fromkeys(keys))
        return {key for at in range(0, len(wanted), 500) for key in self.get_many(wanted[at : at + 500])}

    def put_many(self, contents: dict[str, bytes], *, owner: str) -> None:
        """Store these values; `owner` is the stage that may later discard them."""
        import sqlite3

        rows = [(key, content, owner, _digest(key, content)) for key, content in contents.items()]

        def write() -> None:
            with self._transaction() as database:
                database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", rows)
            # A damaged page can give wrong results without an error; then what was just written is not found.
            for at in range(0, len(rows), 500):
                some = [row[0] for row in rows[at : at + 500]]
                if len(self._sound(some)) < len(some):
                    raise sqlite3.DatabaseError("a result was not kept")

        self._with_database(write)

    def keep_only(self, keys: Iterable[str], *, owner: str) -> None:
        """Discard the owner's values under all other keys, which may contain words of people who have withdrawn."""
        wanted = [(key,) for key in keys]

        def write() -> None:
            self._execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY)")
            with self._transaction() as database:
                database.execute("DELETE FROM wanted")
                database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", wanted)
                database.execute(
                    "DELETE FROM results WHERE owner = ? AND key NOT IN (SELECT key FROM wanted)", (owner,)
                )

        self._with_database(write)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all writes inside it, or none."""
        database = self._database
        if database is None:
            raise LookupError("the cache is not open")
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")

    def shrink(self) -> None:
        """Vacuum the file, so that discarded data does not remain in it."""

        def write() -> None:
            self._execute("VACUUM")
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._with_database(write)

    def close(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16, key=key.encode()[:64]).digest()


def packed(value: object) -> bytes:
    """A JSON value as bytes for the cache."""
    import zlib

    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def unpacked(content: bytes) -> object:
    """The inverse of `packed`."""
    import zlib

    value: object = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    return value
