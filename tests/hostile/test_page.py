"""Scripts, elements and formulas planted wherever a study holds text reach the outputs as text only."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from lxml import etree

from pipeline.corpus.study import Study
from tests.conftest import run_study

SCRIPT = "<img src=x onerror=alert(1)>"
CLOSING = "</script><script>alert(2)</script>"
FORMULA = "=cmd|' /C calc'!A0"
TALK = f"""Interviewer: What happened in the first week {CLOSING}?

Amina: We opened the hall {SCRIPT} on the Tuesday and by Friday we had forty neighbours cooking for each other.

Interviewer: Did the council help?

Amina: {FORMULA} is what Thornley Borough Council sent us, and two vans, {CLOSING} and we never looked back.
"""
CODEBOOK = f"""codes:
- id: hall
  name: "{SCRIPT}"
  definition: "{CLOSING} a hall that neighbours open and cook in"
  phrases: [neighbour, hall, van]
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Study:
    """A run over a study with something planted in every field."""
    folder = tmp_path_factory.mktemp("planted")
    (folder / "transcripts").mkdir()
    (folder / "models").mkdir()
    (folder / "transcripts" / "one.txt").write_text(TALK)
    (folder / "models" / "codebook.yaml").write_text(CODEBOOK)
    (folder / "models" / "organisations.csv").write_text(
        f'organisation,aliases,sector\n"Thornley Borough Council","{SCRIPT}; {FORMULA}",local authority\n'
    )
    with (folder / "transcripts" / "participants.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case", "speaker", "name", "role", "organisation", "sector", "consent", "attribution"])
        rows.writerow(
            ["one", "Amina", f"Amina {SCRIPT}", FORMULA, CLOSING, "other", "named", f"{FORMULA} {SCRIPT}"]
        )
    with (folder / "transcripts" / "cases.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "case", "title", "place"])
        rows.writerow(["one.txt", "one", f"{FORMULA} {CLOSING}", SCRIPT])
    return run_study(folder / "transcripts", folder / "outputs", models=folder / "models").study


@pytest.mark.slow
def test_nothing_planted_is_an_element_of_the_page(planted):
    page = (planted.outputs / "report" / "index.html").read_text("utf-8")
    assert "onerror" in page  # it is shown, as text
    assert SCRIPT not in page
    assert "alert(2)</script>" not in page
    scripts = re.findall(r"<script\b[^>]*>", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "unsafe" not in policy[1]
    assert policy[1].count("sha256-") == 2
    assert len(scripts) == 2  # the program and its data


@pytest.mark.slow
def test_no_cell_begins_as_a_formula_does(planted):
    for path in (planted.outputs / "dataset").glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "@", "\t")], (path.name, row)
    with zipfile.ZipFile(planted.outputs / "dataset" / "coded_dataset.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in book.read(name)


@pytest.mark.slow
def test_every_package_holds_sound_xml(planted):
    packages = [path for path in planted.outputs.rglob("*") if path.suffix in (".docx", ".xlsx", ".qdpx")]
    assert len(packages) >= 3
    for path in packages:
        with zipfile.ZipFile(path) as package:
            assert package.testzip() is None
            for name in package.namelist():
                assert ".." not in name
                assert not name.startswith("/")
                if name.endswith((".xml", ".rels", ".qde")):
                    etree.fromstring(package.read(name))
