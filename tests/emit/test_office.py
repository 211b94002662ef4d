"""The Word file and the workbook in a real office program: they open, and show what they should."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest


@pytest.fixture
def soffice() -> str:
    """Where LibreOffice is; without it a test is skipped, and fails where NEED_OFFICE or CI is set."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        why = (
            "no LibreOffice here: office files are not opened (apt-get install libreoffice-writer libreoffice-calc)"
        )
        if os.environ.get("NEED_OFFICE") or os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    return found


def converted(soffice: str, place: Path, *, to: str, folder: Path) -> bytes:
    """What the program makes of the file; a profile of its own, so that an open office is not disturbed."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(place)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    made = folder / f"{place.stem}.{to.partition(':')[0]}"
    assert made.is_file(), done.stderr
    return made.read_bytes()


@pytest.mark.slow
def test_the_quote_bank_opens(soffice: str, files: dict[str, bytes], tmp_path: Path) -> None:
    place = tmp_path / "quote_bank.docx"
    place.write_bytes(files["report/quote_bank.docx"])
    shown = converted(soffice, place, to="html", folder=tmp_path).decode("utf-8", "replace")
    words = " ".join(re.sub("<[^>]*>", "", shown).split())
    assert "We are the cogs that turn between the council and the street." in words
    assert "Alice Marlow, organiser, Grimsby Larder" in words
    assert words.count("Cogs of connection") >= 3  # contents, definitions, its own part
    assert len(re.findall("<h1", shown)) >= 4


@pytest.mark.slow
def test_the_contents_have_the_pages(soffice: str, files: dict[str, bytes], tmp_path: Path) -> None:
    place = tmp_path / "quote_bank.docx"
    place.write_bytes(files["report/quote_bank.docx"])
    made = pypdf.PdfReader(io.BytesIO(converted(soffice, place, to="pdf", folder=tmp_path)))
    pages = [" ".join(page.extract_text().split()) for page in made.pages]
    contents = pages[0].partition("Contents")[2]
    for heading in ("Themes and definitions", "Cogs of connection", "Not waiting", "Methods", "Limits"):
        told = re.search(rf"{heading}\s*(\d+)", contents)
        assert told, contents
        assert heading in pages[int(told[1]) - 1]
    assert int(told[1]) == len(pages) > 1


@pytest.mark.slow
def test_the_workbook_opens_and_its_links_lead_to_the_page(
    soffice: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    place = tmp_path / "dataset" / "coded_dataset.xlsx"
    place.parent.mkdir()
    place.write_bytes(files["dataset/coded_dataset.xlsx"])
    folder = tmp_path / "made"
    folder.mkdir()
    shown = converted(soffice, place, to="fods", folder=folder).decode()
    assert "=SUM(A1) is how they see us, a line in a budget." in shown
    assert "table:formula" not in shown
    assert "report/index.html#Q-T-2.2" in shown
