"""Documentation that is made from the code is up to date: else run `make docs`."""

import pytest

from pipeline.cli.documentation import documents

from .conftest import ROOT
from .hostile.__main__ import PLACE, table

MADE = documents(ROOT)


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_made_from_the_code_as_it_is(path):
    assert path.read_text("utf-8") == MADE[path]


def test_no_file_names_a_package_registry():
    for path in (ROOT / "requirements.lock", ROOT / "pyproject.toml", ROOT / "Makefile"):
        text = path.read_text("utf-8")
        assert "http:" not in text, path
        assert "https:" not in text, path


def test_the_table_of_hostile_files_is_made_from_the_list():
    assert PLACE.read_text("utf-8") == table()
