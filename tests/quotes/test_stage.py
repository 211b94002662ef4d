"""The whole stage, run by the runner."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corpus.spans import Span, replaced, tiles
from pipeline.direct_speech.rules import ENOUGH
from pipeline.quotes import reading
from tests.quotes.builders import Made, Material

INTERVIEW = """5s Interviewer: So, Maureen, how did it begin?
10s Maureen: Yes. Mm.
20s Interviewer: Go on.
30s Maureen: Well, in 2012 the council closed the library on Hope Street. We were a dozen neighbours and we
had no money at all, not a penny. And I said to the officer, 'we'll run it ourselves'. So then we knocked on every
door from the church down to the harbour, and three hundred people signed. It was like pushing a boat uphill.

Another thing is the volunteers, Jane Price and the others. They came on a Monday and they never left, and that is
how we learned what the place was for, what people wanted from it, and what the council had never once asked them.
130s Interviewer: Thank you.
"""
SURVEY = "R012: The staff were kind.\nR013: n/a\n"
DOCUMENT = """Northside Trust runs the library. Amy Lee, chief executive, met Maureen Okafor there.

We stopped waiting for the council.”18

Amy Lee, chief executive, Northside Trust.

Amy Lee walked home with Maureen Okafor. “The so-called ‘new normal’ never came,” she says.
"""


@pytest.fixture(scope="module")
def material() -> Material:
    made = Material()
    made.participant("P01", "Maureen", name="Maureen Okafor", role="Chair of Northside Trust", consent="role")
    made.participants[-1] |= {"organisation": "Northside Trust", "sector": "community organisation"}
    made.participants[-1]["case"] = "grimsby"
    made.participant("P02", "Interviewer", name="Tom Brown", interviewer=True, case="grimsby")
    made.participant("R014", "Respondent 014", case="survey")  # left every question empty
    made.source("grimsby", INTERVIEW, case="grimsby", place="Grimsby")
    made.source("survey", SURVEY, case="survey", kind="survey")
    made.source("report", DOCUMENT, case="grimsby", kind="document")
    made.seen("report", "Amy Lee", "Maureen Okafor")
    made.seen("grimsby", "Jane Price")
    return made.mention("grimsby", "Northside Trust")


@pytest.fixture(scope="module")
def made(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return material.run(tmp_path_factory.mktemp("study"))


def test_passages_tile_the_participants_turns_and_no_others(material: Material, made: Made) -> None:
    spans: dict[str, list[Span]] = {}
    for row in made.tables["passages"]:
        spans.setdefault(row["turn_id"], []).append(Span(row["start"], row["end"]))
    spoken = [t for t in material.turns if t["role"] == "participant"]
    assert set(spans) == {turn["turn_id"] for turn in spoken}
    assert all(tiles(spans[turn["turn_id"]], turn["start"], turn["end"]) for turn in spoken)


def test_passages_have_words_times_and_kinds(made: Made) -> None:
    rows = made.tables["passages"]
    assert made.words("passages")[0] == "Yes. Mm."
    assert [(row["substance"], row["quotability"]) for row in rows[:1]] == [(False, 0.0)]
    long = [row for row in rows if row["source"] == "grimsby"][1:]
    assert len(long) > 1
    assert long[0]["seconds"] == 30.0
    assert all(30.0 < row["seconds"] < 130.0 for row in long[1:])
    assert [row["kind"] for row in rows if row["source"] == "survey"] == ["survey", "survey"]
    assert [row["substance"] for row in rows if row["source"] == "survey"] == [True, False]
    assert all(math.isnan(row["seconds"]) for row in rows if row["source"] == "survey")


def test_quotations(made: Made) -> None:
    told = {
        words: (row["kind"], row["speaker"], row["speaker_role"], row["speaker_organisation"])
        for words, row in zip(made.words("quotes"), made.tables["quotes"], strict=True)
    }
    assert told == {
        "we'll run it ourselves": ("reported", "I", "", ""),
        "We stopped waiting for the council.": ("direct", "Amy Lee", "chief executive", "Northside Trust"),
        "The so-called ‘new normal’ never came,": ("direct", "", "", ""),  # she may be either of two
    }


def test_a_likely_speaker_is_a_finding_and_not_printed(made: Made) -> None:
    rows = {row["likely_speaker"]: row for row in made.tables["quotes"]}
    assert rows["Amy Lee"]["speaker"] == ""
    assert rows["Amy Lee"]["speaker_rule"] == "pronoun that fits several people"
    assert rows["Amy Lee"]["speaker_score"] < ENOUGH
    (found,) = [one for one in made.findings if "not attributed" in one.finding]
    assert (found.level, found.file, found.line) == ("check", "report.txt", 7)
    assert "'Amy Lee' (pronoun that fits several people)" in found.finding


def test_a_finding_names_no_participant(tmp_path: Path) -> None:
    made = Material()
    made.participant("P01", "Maureen", name="Maureen Okafor", role="Chair", consent="role")
    document = "Amy Lee met Maureen Okafor, the chair, in the hall. “We never had a key of our own,” she said."
    made.source("report", document, kind="document")
    made.seen("report", "Amy Lee", "Maureen Okafor")
    run = made.run(tmp_path)
    assert [row["likely_speaker"] for row in run.tables["quotes"]] != [""]
    assert all("Maureen" not in one.finding for one in run.findings)


def test_redactions_leave_no_name(made: Made) -> None:
    assert {row["text"] for row in made.tables["redactions"]} == {"Maureen", "Maureen Okafor", "Jane Price"}
    assert {row["reason"] for row in made.tables["redactions"]} == {"cited by role", "mentioned, and not on record"}
    for source, text in made.texts.items():
        rows = [row for row in made.tables["redactions"] if row["source"] == source]
        printed = replaced(text, [(Span(row["start"], row["end"]), row["replacement"]) for row in rows])
        assert "maureen" not in printed.lower()
        assert "Hope Street" not in text or "Hope Street" in printed


def test_attributions(made: Made) -> None:
    cited = {row["participant"]: (row["attribution"], row["organisation"]) for row in made.tables["attributions"]}
    assert cited == {
        "P01": ("Chair, community organisation, Grimsby", ""),
        "R014": ("Survey respondent 14", ""),
        "R012": ("Survey respondent 12", ""),
        "R013": ("Survey respondent 13", ""),
    }


def test_the_lost_mark_is_a_finding_without_a_name(made: Made) -> None:
    (found,) = [one for one in made.findings if one.file == "report.txt" and "mark" in one.finding]
    assert (found.level, found.file, found.line) == ("check", "report.txt", 3)


def test_the_summary_counts(made: Made) -> None:
    direct = sum(row["kind"] == "direct" for row in made.tables["quotes"])
    assert made.summary["passages"] == len(made.tables["passages"]) + direct
    assert made.summary["quotations"] == 3
    assert made.summary["redactions"] == len(made.tables["redactions"])
    assert 0 < made.summary["quotable"] < made.summary["passages"]


def test_a_second_run_gives_the_same_bytes(material: Material, made: Made, tmp_path: Path) -> None:
    again = material.run(tmp_path)
    for table in made.tables:
        name = f"{table}.parquet"
        assert (again.study.tables / name).read_bytes() == (made.study.tables / name).read_bytes()


def test_an_id_outlives_a_correction_elsewhere(made: Made, tmp_path: Path) -> None:
    corrected = Material().source(
        "grimsby", INTERVIEW.replace("how did it begin?", "how did this all begin, then?")
    )
    again = corrected.run(tmp_path)
    before = {row["quote_id"] for row in made.tables["passages"] if row["source"] == "grimsby"}
    assert before == {row["quote_id"] for row in again.tables["passages"]}


def test_one_bad_transcript_does_not_sink_the_run(
    material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "cut", lambda *args, **kwargs: 1 / 0)
    made = material.run(tmp_path)
    assert [(f.level, f.file) for f in made.findings] == [
        ("problem", "grimsby.txt"),
        ("problem", "survey.txt"),
        ("check", "report.txt"),
        ("check", "participants.csv"),
        ("check", "report.txt"),
    ]
    spoken = [turn for turn in material.turns if turn["role"] == "participant"]
    assert [(row["start"], row["end"]) for row in made.tables["passages"]] == [
        (t["start"], t["end"]) for t in spoken
    ]


def test_nothing_said(tmp_path: Path) -> None:
    made = Material().run(tmp_path)
    assert made.summary == {"passages": 0, "quotable": 0, "quotations": 0, "redactions": 0}


def test_importing_the_stage_costs_nothing() -> None:
    heavy = (
        "import sys, pipeline.quotes.stage; print([m for m in ('pandas', 'numpy', 'spacy') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("settings.toml", "[quotes]\nredact_people_mentioned = false\n"),
        ("public_people.txt", "# of the study\nJane Price  # the mayor\n"),
        ("people.csv", "name,decision,note\nJane Price,keep,the mayor\n"),
    ],
)
def test_the_researcher_may_let_people_who_are_spoken_of_stand(
    material: Material, tmp_path: Path, file: str, text: str
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / file).write_text(text, "utf-8")
    found = {row["text"] for row in material.run(tmp_path).tables["redactions"]}
    assert found == {"Maureen", "Maureen Okafor"}


@pytest.mark.parametrize(
    ("settings", "replaced"),
    [
        ("", ["Ivo Tench"]),
        ("redact_public_figures = true\n", ["Clement Attlee", "Ivo Tench"]),
        ("redact_people_in_documents = true\n", ["Amy Lee", "Ivo Tench"]),
        ("redact_people_mentioned = false\nredact_public_figures = true\n", []),
    ],
)
def test_which_kinds_of_people_are_replaced_is_a_setting(
    tmp_path: Path, settings: str, replaced: list[str]
) -> None:
    made = Material()
    said = "I met Amy Lee and Ivo Tench under a portrait of Clement Attlee, and all three looked rather tired."
    made.source("talk", f"5s Orla: {said}\n")
    made.source("report", "Amy Lee, chief executive, runs the library.\n", kind="document")
    made.seen("talk", "Amy Lee", "Ivo Tench", "Clement Attlee").seen("report", "Amy Lee")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "settings.toml").write_text(f"[quotes]\n{settings}", "utf-8")
    found = [row["text"] for row in made.run(tmp_path).tables["redactions"] if row["source"] == "talk"]
    assert sorted(found) == replaced


def test_an_address_is_replaced_whole_with_the_name_in_it(material: Material, tmp_path: Path) -> None:
    material.source("mail", "5s Maureen: Write to maureen.okafor@example.org, or ask Maureen.\n", case="grimsby")
    rows = [row for row in material.run(tmp_path).tables["redactions"] if row["source"] == "mail"]
    log = [(row["text"], row["replacement"]) for row in rows]
    assert ("maureen.okafor@example.org", "[email]") in log
    assert sum(text == "Maureen" for text, _ in log) >= 1


@pytest.mark.parametrize(
    ("file", "words", "speaker", "attributed"),
    [
        ("report.txt", "The so-called ‘new normal’ never came,", "Amy Lee", True),
        ("report.txt", "“The so-called 'new normal' never came,”", "Amy Lee", True),  # copied with its marks
        ("REPORT.txt", "The so-called ‘new normal’ never came,", "a volunteer", True),
        (
            "report.txt",
            "The so-called ‘new normal’ never came,",
            "Jane Price",
            False,
        ),  # the document leaves her out
        ("report.txt", "The so-called ‘new normal’ never came,", "Tom Brown", False),  # on record, without consent
        ("report.txt", "The so-called ‘new normal’ never came,", "Bo Lane", True),  # on record, and to be named
        ("report.txt", "What they never said to anybody at all in this hall", "Amy Lee", False),
        ("grimsby.txt", "The so-called ‘new normal’ never came,", "Amy Lee", False),
    ],
)
def test_a_person_says_who_is_quoted(material, tmp_path, file, words, speaker, attributed):
    participants = [*material.participants]
    material.participant("P03", "Bo Lane", name="Bo Lane", consent="named", case="grimsby")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "speakers.csv").write_text(f'file,speaker,words\n{file},{speaker},"{words}"\n', "utf-8")
    run = material.run(tmp_path)
    material.participants[:] = participants
    row = dict(zip(run.words("quotes"), run.tables["quotes"], strict=True))[
        "The so-called ‘new normal’ never came,"
    ]
    assert (row["speaker"], row["likely_speaker"]) == ((speaker, "") if attributed else ("", "Amy Lee"))
    told = [one.finding for one in run.findings if one.file == "speakers.csv"]
    assert bool(told) == (not attributed and file != "grimsby.txt")
    assert all("Price" not in one and "Brown" not in one for one in told)
