"""`pipeline people`: each detected name once, uncertain ones first; decisions in models/people.csv are applied."""

import csv
import re
from pathlib import Path

import pytest

from pipeline.corpus.study import Study

from ..conftest import invoke_on

TALK = """Interviewer: Who helped you, when the boiler went?

Orla Tench: My neighbour Maureen Okafor did. Maureen rang the council for me, three times, on a Monday morning.

Orla Tench: And there was a man called Quillam, who lived on Annie Besant Avenue, he brought a fan heater round.

Orla Tench: I don't think Quillam ever told the council, and I saw Bex Lowe there as well, with her mother.
"""
SPEAKERS = "case,speaker,name,role,consent,attribution\nfirst,Orla Tench,Orla Tench,tenant,role,\n"
DECISIONS = """name,decision,note
Maureen,keep,she asked for it
Quillam,same as Bex Lowe,
Annie Besant Avenue,place,
Monday,replace,a nickname
Bex Lowe,throw out,
"""


def command(folder: Path, *words: str) -> tuple[int, str]:
    study = Study(folder / "transcripts", folder / "models", folder / "outputs")
    ended = invoke_on(study, "--jobs", "1", *words)
    return ended.exit_code, ended.output


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = tmp_path_factory.mktemp("people")
    for folder in ("transcripts", "models"):
        (study / folder).mkdir()
    (study / "transcripts/first.txt").write_text(TALK)
    (study / "transcripts/cases.csv").write_text("file,case,kind\nfirst.txt,first,interview\n")
    (study / "transcripts/participants.csv").write_text(SPEAKERS)
    return study


@pytest.fixture(scope="module")
def listed(study: Path) -> tuple[str, str]:
    """The output before and after a decision."""
    code, before = command(study, "people")
    assert code == 0, before
    (study / "models/people.csv").write_text(DECISIONS)
    code, after = command(study, "people")
    assert code in (0, 1), after
    return before, after


@pytest.mark.slow
def test_each_name_is_listed_once_uncertain_ones_first(listed: tuple[str, str]) -> None:
    before, _ = listed
    lines = re.findall(r"^(\d\.\d\d)  (\S.*?)  \((\d+)\)  (.+)$", before, re.MULTILINE)
    names = [name for _, name, _, _ in lines]
    assert len(names) == len(set(names))
    assert {"Maureen Okafor", "Maureen", "Quillam", "Bex Lowe"} <= set(names)
    scores = [float(score) for score, *_ in lines]
    assert scores == sorted(scores)
    assert ("2", "third party, replaced in quotes and the copy") in [
        (count, what.partition(";")[0]) for _, name, count, what in lines if name == "Quillam"
    ]
    assert "ever told the council" in before
    assert before.count("{Quillam}") == 2
    assert "Confidential" in before


@pytest.mark.slow
def test_a_decision_is_applied_and_shown(study: Path, listed: tuple[str, str]) -> None:
    _, after = listed
    assert re.search(r"Maureen  \(1\)  decided, printed in quotes and the copy \(people.csv: keep\)", after)
    assert re.search(r"Maureen Okafor  \(1\)  third party, replaced in quotes and the copy;", after)
    assert re.search(r"Monday  \(1\)  decided, replaced in quotes and the copy \(people.csv: replace\)", after)
    assert re.search(
        r"Quillam  \(2\)  decided, replaced in quotes and the copy \(people.csv: same as Bex Lowe\)", after
    )
    assert re.search(
        r"Annie Besant Avenue  \(1\)  decided, printed in quotes and the copy \(people.csv: place\)", after
    )
    assert "its decision is not known" in after
    undecided = command(study, "people", "--undecided")[1]
    assert "{Maureen Okafor}" in undecided
    assert "{Quillam}" not in undecided
    assert "{Orla Tench}" not in undecided


@pytest.mark.slow
def test_the_copy_follows_the_decisions(study: Path, listed: tuple[str, str]) -> None:
    assert listed
    command(study, "pseudonymise")
    copy = (study / "outputs/pseudonymised/interview_01.txt").read_text()
    assert "Maureen rang" in copy
    assert "Annie Besant Avenue" in copy
    assert "Monday" not in copy
    with (study / "outputs/private/pseudonyms/key.csv").open(encoding="utf-8-sig", newline="") as file:
        keys = {name: row["pseudonym"] for row in csv.DictReader(file) for name in row["names"].split("; ")}
    assert keys["Quillam"] == keys["Bex Lowe"] != keys["Maureen Okafor"]
