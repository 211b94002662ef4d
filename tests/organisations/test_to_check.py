"""Organisations below the set confidence are to check, and in no network, from the command line."""

import csv

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main

REPORT = (
    "Our year\n\nThe Pellgate Mutual Foundation funded the Exbury Settlement last year, as it did before.\n\n"
    "We were paid by Corvane Energy, which was kind, and the Exbury Settlement works with Corvane Energy now.\n"
)


def organisations(tmp_path, *, settings, known="organisation\n"):
    """The rows of organisations.csv, by name."""
    transcripts, models = tmp_path / "transcripts", tmp_path / "models"
    transcripts.mkdir(exist_ok=True)
    models.mkdir(exist_ok=True)
    (models / "organisations.csv").write_text(known, "utf-8")
    (transcripts / "report.txt").write_text(REPORT, "utf-8")
    (transcripts / "cases.csv").write_text("file,case,kind\nreport.txt,Report,document\n", "utf-8")
    (models / "settings.toml").write_text(settings, "utf-8")
    folders = ["--transcripts", transcripts, "--models", models, "--outputs", tmp_path / "outputs"]
    done = CliRunner().invoke(main, [*map(str, folders), "--quiet", "run"])
    assert done.exit_code in (0, 1), done.output
    with (tmp_path / "outputs" / "dataset" / "organisations.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["organisation"]: row for row in csv.DictReader(file)}


@pytest.mark.slow
def test_what_is_below_the_set_confidence_is_to_check_and_has_no_ties(tmp_path):
    rows = organisations(tmp_path, settings="")
    assert {name: row["state"] for name, row in rows.items()} == {
        "Corvane Energy": "to check",
        "Exbury Settlement": "",
        "Pellgate Mutual Foundation": "",
    }
    assert (rows["Corvane Energy"]["degree"], rows["Exbury Settlement"]["degree"]) == ("0", "1")
    rows = organisations(tmp_path, settings="[organisations]\nsure = 0.5\n")
    assert (rows["Corvane Energy"]["state"], rows["Exbury Settlement"]["degree"]) == ("", "2")
    rows = organisations(tmp_path, settings="", known="organisation\nCorvane Energy\n")
    assert (rows["Corvane Energy"]["state"], rows["Exbury Settlement"]["degree"]) == ("", "2")
