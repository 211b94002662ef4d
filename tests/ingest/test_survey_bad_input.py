"""Surveys that are damaged or misleading: the careful reading, and a finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.helpers import ingest, read, study

SAID = ["They rang us every week", "Nobody asked us at all", "The room was always warm"]


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "answers.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
    )
    result = read(tmp_path / "answers.xlsx")
    assert not result.sources
    assert result.problems[0].level == "problem"
    assert "password" in (result.problems[0].finding + result.problems[0].remedy).casefold()


def test_five_thousand_columns(tmp_path: Path) -> None:
    header = ["ID", "What helped?", *(f"Rating {at}" for at in range(5000))]
    rows = [[f"r{at}", said, *["3"] * 5000] for at, said in enumerate(SAID)]
    (tmp_path / "wide.csv").write_text("\n".join(map(",".join, [header, *rows])))
    result = read(tmp_path / "wide.csv", kind="survey")
    assert len(result.present) == 3
    assert len(result.columns) == 5002
    assert max(len(problem.finding) for problem in result.problems) < 2000
    assert any("more" in problem.finding for problem in result.problems)


def test_two_questions_of_the_same_words(tmp_path: Path) -> None:
    rows = [f"r{at},{said},And {said}" for at, said in enumerate(SAID)]
    (tmp_path / "twice.csv").write_text("\n".join(["ID,Why?,Why?", *rows]))
    result = read(tmp_path / "twice.csv")
    assert [turn.question for turn in result.present[0].turns] == ["Why?", "Why? (2)"]


NAMES = ["Mary Tolliver", "Tom Reed", "Alice Fenwick", "John Marsh"]


@pytest.mark.parametrize("corner", ["Question", "", "Questions asked"])
@pytest.mark.parametrize("kind", ["", "survey"])
def test_names_of_respondents_as_headers(tmp_path: Path, corner: str, kind: str) -> None:
    lines = [",".join([corner, *NAMES])]
    for asked in ("What helped?", "What would you change?"):
        lines.append(",".join([asked, *(f"{SAID[at % 3]} on day {at}" for at in range(4))]))
    (tmp_path / "turned.csv").write_text("\n".join(lines))
    made = ingest(study(tmp_path / "in", turned__csv="\n".join(lines)), tmp_path / "out") if not kind else None
    result = read(tmp_path / "turned.csv", kind=kind)
    assert len(result.present) == 4
    assert [each.about["name"] for each in result.present] == NAMES
    told = "\n".join([*(problem.finding for problem in result.problems), *(each.text for each in result.present)])
    assert not [name for name in NAMES if name in told or name.split()[1] in told]
    if made is not None:
        assert made.tables["participants"]["name"].tolist() == NAMES


@pytest.mark.parametrize(
    "names", [["Support Received", "Main Barriers"], ["Warm Rooms", "Shared Meals", "Bus Trips"]]
)
def test_headers_in_capitals_are_no_names(tmp_path: Path, names: list[str]) -> None:
    rows = [
        ",".join([f"r{at}", *(f"{said} with {name.lower()}" for name in names)]) for at, said in enumerate(SAID)
    ]
    (tmp_path / "capitals.csv").write_text("\n".join([",".join(["ID", *names]), *rows]))
    result = read(tmp_path / "capitals.csv", kind="survey")
    assert [turn.question for turn in result.present[0].turns] == names


@pytest.mark.parametrize(
    ("answer", "consent"),
    [
        ("only if anonymous", "anonymous"),
        ("Yes but ask me first", "none"),
        ("It depends on what you print", "none"),
        ("yes", ""),
        ("no way", "none"),
        ("Nur anonym", "anonymous"),
        ("Uniquement de façon anonyme", "anonymous"),
        ("", "none"),
    ],
)
def test_consent_in_free_text(tmp_path: Path, answer: str, consent: str) -> None:
    rows = [
        f"r{at},{said},{given}" for at, (said, given) in enumerate(zip(SAID, [answer, "Yes", "No"], strict=True))
    ]
    (tmp_path / "consent.csv").write_text("\n".join(["ID,What helped?,May we quote you?", *rows]))
    result = read(tmp_path / "consent.csv")
    assert result.present[0].consent == consent
    assert any("consent was read from 'May we quote you?'" in problem.finding for problem in result.problems)


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        ("Dürfen wir Sie zitieren?", "Ja", "Nein"),
        ("Pouvons-nous vous citer ?", "Oui", "Non"),
        ("¿Podemos citarle?", "Sí", "No"),
        ("A gawn ni eich dyfynnu?", "Cewch", "Na chewch"),
    ],
)
def test_consent_in_other_languages(tmp_path: Path, asked: str, yes: str, no: str) -> None:
    rows = [f"r{at},{said},{given}" for at, (said, given) in enumerate(zip(SAID, [yes, no, ""], strict=True))]
    (tmp_path / "consent.csv").write_text("\n".join([f"ID,What helped?,{asked}", *rows]))
    assert [each.consent for each in read(tmp_path / "consent.csv").present] == ["", "none", "none"]


def test_a_row_that_is_cut_off_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "cut.csv").write_text(
        "ID,What helped?,Region\n1,They rang us every week,North\n2,Nobody asked us at all\n"
    )
    assert len(read(tmp_path / "cut.csv", kind="survey").present) == 2


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("ID,What helped?,Region\n")
    result = read(tmp_path / "empty.csv", kind="survey")
    assert not result.sources
    assert result.problems[0].level == "problem"
