"""The counting of `make evaluate-people`: what is found, missed, needless, and what counts neither way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.names.training.corpus import Name, Sentence
from pipeline.corpus.spans import Span
from tests.people.evaluate import PUBLIC, SPEECH_GOLD, UNMARKED, NameCounts, blocks_of, measured, speech_blocks

SENTENCE = Sentence(
    ("I", "met", "Zola", "Penrith", ",", "Okoro", "'s", "aunt", ",", "in", "Ely", "."),
    (Name(2, 4, "PERSON"), Name(5, 6, "PERSON"), Name(10, 11, "?")),
    "invented",
)


def counted(*found: str, aside: frozenset[tuple[str, ...]] = frozenset()) -> tuple[int, int, int, int]:
    (block,) = blocks_of([SENTENCE])
    assert block.text == "I met Zola Penrith, Okoro's aunt, in Ely.\n"
    counts = NameCounts()
    spans = [Span(block.text.index(name), block.text.index(name) + len(name)) for name in found]
    counts.add(block, spans, aside=aside)
    return counts.wanted, counts.found, counts.made, counts.right


def test_a_name_is_found_when_every_letter_is_replaced() -> None:
    assert counted("Zola Penrith", "Okoro's") == (2, 2, 2, 2)
    assert counted("Zola", "Penrith") == (2, 1, 2, 2)
    assert counted("Zola") == (2, 0, 1, 1)


def test_needless_replacements_cost_precision_and_doubtful_ones_do_not() -> None:
    assert counted("aunt") == (2, 0, 1, 0)
    assert counted("Ely") == (2, 0, 0, 0)


def test_names_that_may_be_printed_count_neither_way() -> None:
    assert counted("Zola Penrith", aside=frozenset({("zola", "penrith")})) == (1, 0, 0, 0)


def test_the_marked_speech_is_whole() -> None:
    rows = [json.loads(line) for line in SPEECH_GOLD.read_text("utf-8").splitlines()]
    assert sum(len(row["sentences"]) for row in rows) == 2071
    for row in rows:
        for start, end, kind in row["names"]:
            assert kind in ("third party", PUBLIC, UNMARKED)
            assert any(first <= start < end <= last for first, last in row["sentences"]), row["file"]


def test_marks_are_read_from_an_unchanged_source_only(tmp_path: Path) -> None:
    row = json.loads(SPEECH_GOLD.read_text("utf-8").splitlines()[0])
    source = tmp_path / "transcripts" / row["file"]
    source.parent.mkdir(parents=True)
    source.write_text("Not the text that was marked.", encoding="utf-8")
    assert list(speech_blocks(tmp_path)) == []


@pytest.mark.slow
def test_people_in_real_speech(real_material: Path) -> None:
    counts = measured(list(speech_blocks(real_material)))
    assert counts["pseudonymise"].found / counts["pseudonymise"].wanted > 0.93
    assert counts["quotes"].right / counts["quotes"].made > 0.85
    assert counts["quotes"].found / counts["quotes"].wanted > 0.9
