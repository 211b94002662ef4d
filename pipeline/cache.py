"""Results kept between runs, by the content that they were made from. Never a pickle.

One SQLite file under `outputs/private/`: it survives being killed at any moment, and needs no clearing up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import UserError
from pipeline.storage import PRIVATE_FILE, make_folder


def content_key(*parts: object) -> str:
    """A key for a result: the digest of everything that it depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        encoded = part if isinstance(part, bytes) else json.dumps(part, sort_keys=True).encode()
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return digest.hexdigest()


class Cache:
    """A mapping from keys to bytes that outlives the process."""

    def __init__(self, path: Path) -> None:
        import sqlite3

        self._path = path
        make_folder(path.parent, private=True)
        try:
            self._open(path)
        except sqlite3.OperationalError as error:
            raise self._unwritable(error) from error
        except sqlite3.DatabaseError:  # damaged: it holds nothing that cannot be made again
            path.unlink(missing_ok=True)
            self._open(path)

    def _unwritable(self, error: Exception) -> UserError:
        remedy = "Free some space, or see that you may write there; then run again"
        return UserError(f"what is kept for the next run could not be written ({error})", remedy, self._path)

    def _open(self, path: Path) -> None:
        import sqlite3

        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        # What is discarded is overwritten: it is what people said.
        self._database.execute("PRAGMA secure_delete=ON")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, content BLOB, owner TEXT) WITHOUT ROWID"
        )
        path.chmod(PRIVATE_FILE)

    def get_many(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under those of the keys that are known."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, bytes] = {}
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            query = f"SELECT key, content FROM results WHERE key IN ({','.join('?' * len(some))})"
            found.update(self._database.execute(query, some))
        return found

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys under which something is kept."""
        wanted = list(dict.fromkeys(keys))
        found: set[str] = set()
        for at in range(0, len(wanted), 500):
            some = wanted[at : at + 500]
            query = f"SELECT key FROM results WHERE key IN ({','.join('?' * len(some))})"
            found.update(key for (key,) in self._database.execute(query, some))
        return found

    def put_many(self, contents: dict[str, bytes], *, owner: str) -> None:
        """Keep these; `owner` is the stage that may later discard what it no longer needs."""
        rows = [(k, v, owner) for k, v in contents.items()]
        with self._written():
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", rows)

    def keep_only(self, keys: Iterable[str], *, owner: str) -> None:
        """Discard what `owner` kept under other keys: what was said by people who are no longer here."""
        self._database.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (key TEXT PRIMARY KEY)")
        with self._written():
            self._database.execute("DELETE FROM wanted")
            self._database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(key,) for key in keys])
            self._database.execute(
                "DELETE FROM results WHERE owner = ? AND key NOT IN (SELECT key FROM wanted)", (owner,)
            )

    @contextmanager
    def _written(self) -> Iterator[None]:
        """All that is written inside, or none of it."""
        import sqlite3

        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise self._unwritable(error) from error

    def shrink(self) -> None:
        """Leave nothing in the file that was discarded."""
        self._database.execute("VACUUM")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def packed(value: Any) -> bytes:
    """A JSON value as bytes for the cache."""
    import zlib

    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def unpacked(content: bytes) -> Any:
    """What `packed` was given."""
    import zlib

    return json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
