"""The stage on real meetings, if available next to the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.corpus.spans import Span, replaced, tiles
from tests.quotes.builders import Made, Material

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MEETINGS = sorted((DATA / "transcripts" / "welsh-parliament").glob("*.txt"))[:2]

pytestmark = pytest.mark.skipif(not MEETINGS, reason="the real material (../shared/data) is not here")


@pytest.fixture(scope="module")
def material() -> Material:
    made = Material()
    texts = {path.stem: path.read_text("utf-8") for path in MEETINGS}
    labels = sorted(
        {label for text in texts.values() for label in re.findall(r"^([A-Z][\w .'’-]{2,40}): ", text, re.M)}
    )
    for number, label in enumerate(labels):
        made.participant(f"P{number:02}", label, name=label, consent="role", case="meeting")
    for name, text in texts.items():
        made.source(name, text, case="meeting", place="Cardiff")
    return made


@pytest.fixture(scope="module")
def made(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return material.run(tmp_path_factory.mktemp("meetings"))


def test_the_meetings_are_read(material: Material, made: Made) -> None:
    assert len(material.turns) > 100
    assert not [finding for finding in made.findings if finding.level == "problem"]


def test_passages_tile_every_turn(material: Material, made: Made) -> None:
    spans: dict[str, list[Span]] = {}
    for row in made.tables["passages"]:
        spans.setdefault(row["turn_id"], []).append(Span(row["start"], row["end"]))
    assert all(tiles(spans[turn["turn_id"]], turn["start"], turn["end"]) for turn in material.turns)


def test_passages_are_of_a_length_to_code(made: Made) -> None:
    words = sorted(row["words"] for row in made.tables["passages"] if row["substance"])
    assert 30 <= words[len(words) // 2] <= 60
    assert words[-1] <= 90


def test_no_name_is_left(material: Material, made: Made) -> None:
    for source, text in made.texts.items():
        rows = [row for row in made.tables["redactions"] if row["source"] == source]
        printed = replaced(text, [(Span(row["start"], row["end"]), row["replacement"]) for row in rows])
        for person in material.participants:
            assert person["name"].lower() not in " ".join(printed.lower().split())


def test_quotations_are_words_between_marks(made: Made) -> None:
    assert made.tables["quotes"]
    for row in made.tables["quotes"]:
        text = made.texts[row["source"]]
        assert re.search(r"[\"“‘']\s*$", text[: row["start"]])
        assert re.match(r"\s*[\"”’']", text[row["end"] :])
