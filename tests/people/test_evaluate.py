"""The counting of `make evaluate-people`: what is found, missed, needless, and what counts neither way."""

from __future__ import annotations

from models.names.training.corpus import Name, Sentence
from pipeline.corpus.spans import Span
from tests.people.evaluate import NameCounts, blocks_of

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
