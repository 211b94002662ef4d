"""Notes and chats through the whole pipeline: what is quoted, under which name, and the invariants."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests import invariants
from tests.conftest import run_study

CASES = """file,case,kind,title,place,date
minutes.md,Hall,notes,Hall forum,Hinton,2024-05-14
chat.txt,Call,,Call on roofs,Marsh,2024-05-15
"""
PARTICIPANTS = """case,speaker,name,role,organisation,sector,consent,attribution,interviewer
Hall,NF,Nora Finch,volunteer,Hall Trust,community organisation,named,,
Hall,GH,Gus Hallam,caretaker,,,role,,
Hall,IM,Ida Moss,,,,none,,
Call,Omar Karim,,officer,,local authority,role,,
"""
MINUTES = """Hall forum

Present: Nora Finch (NF), Gus Hallam (GH), Ida Moss (IM)

1. Parking
- NF said the bays are always full by eight. "We are parking on the grass again."
- GH replied that a permit would cost people too much money.
- IM: my sister will not come to the hall any more
- Nobody in the room knew whom to ring about the lights.
- ACTION: GH to ring the council
"""
CHAT = """09:14:10 From Omar Karim to Everyone:
\tThe roof has leaked over the stage since the spring, and nobody will insure it.
09:15:20 From Lena Foxley to Omar Karim(Direct Message):
\tthis is dreadful isn't it
09:16:00 From Lena Foxley to Everyone:
\tWe had to close the kitchen for a month because of the damp.
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    folder = tmp_path_factory.mktemp("study") / "talks"
    folder.mkdir()
    for name, content in (
        ("cases.csv", CASES), ("participants.csv", PARTICIPANTS), ("minutes.md", MINUTES), ("chat.txt", CHAT),
    ):  # fmt: skip
        (folder / name).write_text(content, "utf-8")
    done = run_study(folder, folder.parent / "outputs")
    invariants.check_all(done.study)
    with Path(done.study.outputs / "dataset" / "coded_quotes.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def attributions(rows: list[dict[str, str]], kind: str) -> dict[str, str]:
    return {" ".join(row["quote"].split()): row["attribution"] for row in rows if row["kind"] == kind}


def test_points_of_notes_are_quoted_as_recorded_by_somebody_else(rows: list[dict[str, str]]) -> None:
    noted = attributions(rows, "notes")
    assert noted["replied that a permit would cost people too much money."] == (
        "Caretaker, Hinton, as recorded in notes of Hall forum, not verbatim"
    )
    assert noted["Nobody in the room knew whom to ring about the lights."] == "Notes of Hall forum, not verbatim"
    assert all("notes of Hall forum" in one or one.startswith("Notes of Hall forum") for one in noted.values())
    assert not any("ring the council" in words for words in noted)


def test_who_may_not_be_quoted_is_not_quoted_from_notes_either(rows: list[dict[str, str]]) -> None:
    assert not any("my sister" in row["quote"] for row in rows)


def test_quotations_in_notes_are_found(rows: list[dict[str, str]]) -> None:
    assert attributions(rows, "reported") == {
        "We are parking on the grass again.": (
            "Nora Finch, volunteer, Hall Trust, as recorded in notes of Hall forum"
        )
    }


def test_messages_are_quoted_and_direct_messages_are_not(rows: list[dict[str, str]]) -> None:
    said = attributions(rows, "speech")
    assert len(said) == 2
    assert said["We had to close the kitchen for a month because of the damp."].startswith("Participant ")
    assert not any("dreadful" in " ".join(row.values()) for row in rows)
