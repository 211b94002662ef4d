"""Edits in models/organisations.csv take precedence over rules and registers, in every run."""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.emit.table_files import csv_rows
from pipeline.organisations.gazetteer import parse_gazetteer
from pipeline.organisations.registers import add_register
from pipeline.workflow.runner import Run

ROOT = Path(__file__).parents[2]
TALK = """Interviewer: Who do you work with?

Ana: We work with Marsh Lane Trust, and with the Harbour Collective. Marsh Lane Trust is very good.
The Marsh Lane Association helped us too, and Age UK Fenside.

Interviewer: And the council?

Ana: Fenside Council gave us a grant. Then there is Fenland Housing Association, and MARSH LANE TRUST’S van.
"""


@dataclass
class Made:
    """A study of one interview, with a gazetteer to edit."""

    study: Study

    @property
    def gazetteer(self) -> Path:
        return self.study.models / "organisations.csv"

    def edit(
        self, *rows: str, header: str = "organisation,aliases,former_names,sector,kind,register_id,merge_into"
    ):
        """Rewrite the gazetteer, as a person would."""
        self.gazetteer.write_text("\n".join([header, *rows]) + "\n", "utf-8")

    def organisations(self) -> dict[str, dict[str, str]]:
        """Run the stages and return the organisations by name."""
        Run(self.study).through(STAGES[:2])
        frame = pd.read_parquet(self.study.tables / "organisations.parquet")
        return {row["organisation"]: row for row in frame.to_dict("records")}


@pytest.fixture(scope="module")
def run_once(tmp_path_factory) -> Path:
    """The study after a run without edits."""
    place = tmp_path_factory.mktemp("edits")
    study = Study(place / "talk", place / "models", place / "outputs")
    study.transcripts.mkdir()
    study.models.mkdir()
    (study.transcripts / "ana.txt").write_text(TALK, "utf-8")
    (study.transcripts / "participants.csv").write_text(
        "case,speaker,name,role,organisation,sector,consent,attribution,interviewer\n"
        "ana,Ana,Ana Reis,Chair,The Harbour Collective,community organisation,named,,no\n",
        "utf-8",
    )
    done = Made(study)
    done.edit()
    done.organisations()
    return place


@pytest.fixture
def made(tmp_path, run_once) -> Made:
    """A copy of the study and of the results of its first run."""
    place = Path(shutil.copytree(run_once, tmp_path / "study"))
    return Made(Study(place / "talk", place / "models", place / "outputs"))


def test_without_edits_the_rules_decide(made):
    found = made.organisations()
    assert found["Marsh Lane Trust"]["mentions"] == 3
    assert {"Marsh Lane Association", "Fenland Housing Association", "Fenside Council"} <= set(found)


@pytest.mark.parametrize(
    ("rows", "names", "gone"),
    [
        # merge by alias, merge by column
        (["Marsh Lane Trust,Marsh Lane Association,,,,,"], {"Marsh Lane Trust": 4}, ["Marsh Lane Association"]),
        (
            ["Marsh Lane Trust,,,,,,", "Marsh Lane Association,,,,,,Marsh Lane Trust"],
            {"Marsh Lane Trust": 4},
            ["Marsh Lane Association"],
        ),
        # rename, with another spelling of the old name
        (["The Lane,the marsh lane trust,,,,,"], {"The Lane": 3}, ["Marsh Lane Trust"]),
        # not an organisation, whatever its case and possessive
        (["Marsh lane trust,,,,not an organisation,,"], {}, ["Marsh Lane Trust"]),
        # the speaker's own, under another name
        (["Harbour Group,Harbour Collective,,,,,"], {"Harbour Group": 1}, ["The Harbour Collective"]),
    ],
)
def test_an_edit_takes_precedence_and_survives_a_re_run(made, rows, names, gone):
    made.edit(*rows)
    before = made.gazetteer.read_bytes()
    for _ in range(2):
        found = made.organisations()
        assert {name: found[name]["mentions"] for name in names} == names
        assert not set(gone) & set(found)
        shutil.rmtree(made.study.outputs)  # it is safe to delete
    assert made.gazetteer.read_bytes() == before


def test_a_name_with_its_own_row_is_kept_separate(made):
    made.edit("Marsh Lane Association,Marsh Lane,,,,,")
    made.organisations()
    made.edit("Marsh Lane Association,Marsh Lane,,,,,", "Marsh Lane Trust,,,,,,")
    found = made.organisations()
    assert (found["Marsh Lane Association"]["mentions"], found["Marsh Lane Trust"]["mentions"]) == (1, 3)


def test_a_person_s_sector_and_number_take_precedence(made, tmp_path):
    register = tmp_path / "charities.csv"
    register.write_text("registered_charity_number,charity_name\n9000001,MARSH LANE TRUST LTD\n", "utf-8")
    add_register(made.study.models, file=register)
    assert made.organisations()["Marsh Lane Trust"]["register_id"] == "GB-CHC-9000001"
    made.edit("Marsh Lane Trust,,,faith,,GB-CHC-7,")
    for _ in range(2):
        row = made.organisations()["Marsh Lane Trust"]
        assert (row["sector"], row["register_id"]) == ("faith", "GB-CHC-7")
        add_register(made.study.models, file=register)


def test_not_an_organisation_applies_to_registers_too(made, tmp_path):
    register = tmp_path / "charities.csv"
    register.write_text("registered_charity_number,charity_name\n9000001,Marsh Lane Trust\n", "utf-8")
    made.edit("Marsh Lane Trust,,,,not an organisation,,")
    add_register(made.study.models, file=register)
    assert "Marsh Lane Trust" not in made.organisations()


def test_names_shared_in_a_register_are_reported_and_not_linked(made, tmp_path):
    register = tmp_path / "charities.csv"
    rows = "9000001,Marsh Lane Trust\n9000002,Marsh Lane Trust\n9000003,Fenland Housing Association Ltd\n"
    register.write_text("registered_charity_number,charity_name\n" + rows, "utf-8")
    add_register(made.study.models, file=register)
    found = made.organisations()
    assert found["Marsh Lane Trust"]["register_id"] == ""
    assert found["Fenland Housing Association"]["register_id"] == "GB-CHC-9000003"
    receipts = Run(made.study).through(STAGES[:2])
    assert [f.finding for f in receipts[-1].findings] == [
        "1 organisation has a name shared by several bodies in your registers, and therefore no register_id."
    ]
    assert receipts[-1].summary["linked"] == 1


def test_an_edit_in_excel_with_semicolons_and_windows_letters(made):
    made.gazetteer.write_bytes('organisation;aliases\r\nCaffi Môr;"Marsh Lane Trust; ML"\r\n'.encode("cp1252"))
    assert made.organisations()["Caffi Môr"]["mentions"] == 3


@pytest.mark.slow
def test_each_edit_of_the_sample_survives_a_whole_re_run(sample_copy):
    path = sample_copy.models / "organisations.csv"
    shipped = path.read_text("utf-8")
    header = next(csv.reader(io.StringIO(shipped)))
    edits = [
        {"organisation": "Exchange on Marine Road", "aliases": "Pellgate Exchange; PX; the Exchange"},
        {"organisation": "Baltic Friends", "kind": "not an organisation"},
        {"organisation": "Brackwater Together", "sector": "faith"},
    ]
    rows = "".join(",".join(edit.get(name, "") for name in header) + "\n" for edit in edits)
    path.write_text(shipped + rows, "utf-8")
    assert parse_gazetteer(path.read_text("utf-8"), path=path)
    for _ in range(2):
        Run(sample_copy).through(STAGES)
        written = (sample_copy.outputs / "dataset" / "organisations.csv").read_bytes()
        found = {row["organisation"]: row for row in csv_rows(written)}
        assert not {"Pellgate Exchange", "PX", "Baltic Friends"} & set(found)
        assert int(found["Exchange on Marine Road"]["mentions"]) >= 14
        assert found["Brackwater Together"]["sector"] == "faith"
    assert path.read_text("utf-8") == shipped + rows
