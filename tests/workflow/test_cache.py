"""A damaged cache is rebuilt and never gives a wrong result."""

import random
import sqlite3

import pytest

from pipeline.workflow.cache import Cache

CONTENTS = {f"key {n}": bytes([n % 251]) * (200 + n) for n in range(300)}


def filled(path):
    cache = Cache(path)
    cache.put_many(CONTENTS, owner="themes")
    cache.close()
    return path


def is_sound(path):
    """It gives nothing but what was put in, and takes new results."""
    cache = Cache(path)
    found = cache.get_many(CONTENTS)
    assert all(CONTENTS[key] == content for key, content in found.items())
    assert cache.known(CONTENTS) <= set(CONTENTS)
    cache.put_many(CONTENTS, owner="themes")
    assert cache.get_many(CONTENTS) == CONTENTS
    cache.keep_only(list(CONTENTS)[:5], owner="themes")
    assert len(cache.known(CONTENTS)) == 5
    cache.shrink()
    cache.close()


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_are_overwritten(tmp_path, seed):
    path = filled(tmp_path / "cache.sqlite")
    chance, content = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 3, 20])):
        size = chance.choice([1, 100, 4096])
        at = chance.randrange(max(len(content) - size, 1))
        content[at : at + size] = chance.choice([bytes(size), chance.randbytes(size)])
    path.write_bytes(content)
    is_sound(path)


def _truncated(path):
    path.write_bytes(path.read_bytes()[:5000])


def _of_zeros(path):
    path.write_bytes(bytes(100_000))


def _of_text(path):
    path.write_text("quote_id,theme_id\n")


def _a_folder(path):
    path.unlink()
    (path / "inside").mkdir(parents=True)


def _of_another_schema(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE results (key TEXT PRIMARY KEY, content BLOB, owner TEXT)")


def _a_view(path):
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW results AS SELECT 1 AS key, 2 AS content, 3 AS owner, 4 AS digest")


def _with_a_wrong_log(path):
    path.with_name("cache.sqlite-wal").write_bytes(random.Random(1).randbytes(9000))


def _with_a_folder_for_its_log(path):
    path.with_name("cache.sqlite-wal").mkdir()


def _with_other_content(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE results SET content = ?", (b"[]",))


def _with_numbers_for_contents(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE results SET content = 7")


WAYS = (_truncated, _of_zeros, _of_text, _a_folder, _of_another_schema, _a_view, _with_a_wrong_log,
        _with_a_folder_for_its_log, _with_other_content, _with_numbers_for_contents)  # fmt: skip


@pytest.mark.parametrize("damage", WAYS)
def test_another_kind_of_damage(tmp_path, damage):
    path = filled(tmp_path / "cache.sqlite")
    damage(path)
    is_sound(path)


@pytest.mark.parametrize("seed", range(10))
def test_it_is_damaged_while_it_is_in_use(tmp_path, seed):
    path = filled(tmp_path / "cache.sqlite")
    cache = Cache(path)
    cache.known(list(CONTENTS)[:1])
    path.write_bytes(random.Random(seed).randbytes(path.stat().st_size))
    found = cache.get_many(CONTENTS)
    assert all(CONTENTS[key] == content for key, content in found.items())
    cache.put_many(CONTENTS, owner="themes")
    cache.close()
    is_sound(path)
