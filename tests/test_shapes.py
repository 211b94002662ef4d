"""The cost of texts of any shape is linear: twice the text takes twice the work, not four times.

The quick tests show that large inputs of the shapes that were once quadratic end. The slow ones compare four times
the text with it, for every shape of `tests/bench/hostile_shapes.py`: a cost that grows with the square takes
sixteen times as long, which no busy machine hides; before a test fails it measures again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipeline.corpus.dataset_records import CodedQuote
from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch
from pipeline.corpus.settings import QuoteSettings
from pipeline.corpus.spans import Overlaps, Span, SpanIndex, tiles
from pipeline.documents.document import Unreadable
from pipeline.documents.html import read_web
from pipeline.documents.text import cleaned
from pipeline.ingest.spellings import joined
from pipeline.language.english import sentences, tokenizer_only
from pipeline.people.everyone import NamedPerson, _apart
from pipeline.people.identifiers import identifiers
from pipeline.quotes.passages import cut
from pipeline.refi.contents import _others
from pipeline.review.sheet_decisions import Reader
from pipeline.review.sheets import SheetRow
from pipeline.themes.appending import free_id
from pipeline.verify.drafts import DraftParagraph, _DraftReader
from tests.bench.hostile_shapes import FULL_SIZES, SHAPES, HostileShape
from tests.bench.hostile_tables import TABLES
from tests.emit.filled import filled
from tests.ingest.helpers import read

SIZE = 40_000
_QUADRATIC = 10  # of four times the text: 4 in proportion, 16 with the square
_TOO_LITTLE = 0.5  # seconds of which nothing is told
_TRIES = 3


def took(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def grows_with_the_square(work: Callable[[int], Callable[[], object]]) -> bool:
    """Whether four times the size costs far more than four times the work, each time it is measured."""
    for _ in range(_TRIES):
        large = took(work(4 * SIZE))
        if large < _TOO_LITTLE or large < _QUADRATIC * took(work(SIZE)):
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.name}{shape.suffix}")
def test_reading_a_file_and_cutting_its_turns(tmp_path, shape: HostileShape):
    def work(size: int) -> Callable[[], object]:
        path = tmp_path / f"{size}{shape.suffix}"
        path.write_bytes(shape.make(size))

        def run() -> None:
            for source in read(path).sources:
                text = source.text
                identifiers(text)
                turns = [source.said(turn) for turn in source.turns]
                for turn, found in zip(turns, sentences(turns), strict=True):
                    cut(turn, found, settings=QuoteSettings())

        return run

    next(sentences(["Loaded."]))
    assert not grows_with_the_square(work)


@pytest.mark.parametrize(
    "unit", ["a", "ab", "word ", "Word ", "- ", "– ", "a, ", "… ", "( ", "[", "“", "a ", ". ", "👧", "I. ", "so-"]
)
def test_a_turn_of_any_shape_is_cut_into_passages_that_tile_it(unit):
    text = (unit * SIZE)[:SIZE]
    spans = cut(text, [Span(0, len(text))], settings=QuoteSettings())
    assert tiles(spans, 0, len(text))


def test_a_very_long_word_is_cut_and_nothing_of_it_lost():
    text = "We met at " + "([{(" * 20_000 + " and  then\n\nwe left"
    doc = tokenizer_only()(text)
    assert doc.text == text
    assert max(map(len, doc)) <= 500


def test_ordinary_words_are_told_apart_as_ever():
    text = "We don't pay £5.50 for it - Mr. Webb's (http://a.example/" + "b" * 300 + ") does."
    nlp = tokenizer_only()
    assert [token.text for token in nlp(text)] == [token.text for token in nlp.tokenizer._tokenizer(text)]


def test_the_sentences_of_a_very_long_turn_tile_it():
    text = "We met at the hall. It was cold there. " * 6_000
    (found,) = sentences([text])
    assert tiles(found, 0, len(text))
    assert len(found) >= 12_000 - 10


@pytest.mark.parametrize(
    "unit", ["so-and-", "we.met.", "a@", "a.b@c-", "o'", "a dot ", "0191 ", "and ", "one and ", "AB1 ", "12 Hill "]
)
def test_numbers_and_addresses_are_looked_for_in_any_shape(unit):
    text = (unit * 200_000)[:200_000] + " Ring 0191 498 0123 or write to a dot khan at example dot org."
    kinds = {each.kind for each in identifiers(text)}
    assert len(kinds) >= 2


@pytest.mark.parametrize("attribute", ['a{}="1"', "a{}", "a{}='>'", 'a{}="<"', "<a{}"])
def test_a_tag_with_more_attributes_than_a_page_has_is_refused(attribute):
    tag = " ".join(attribute.format(at) for at in range(200_000))
    with pytest.raises(Unreadable, match="more than 1,000 attributes"):
        read_web(f"<html><body><p {tag}>Teller: Yes.</p></body></html>".encode())


def test_a_page_with_a_picture_in_a_tag_is_read():
    picture = "<img src='data:image/png;base64," + "iVBO Rw0/KGg= " * 20_000 + "' alt='us'>"
    document = read_web(f"<html><body><p>Teller: Yes.</p>{picture}<p>Asker: When?</p></body></html>".encode())
    assert [line.text for line in document.lines] == ["Teller: Yes.", "Asker: When?"]


def test_more_combining_marks_than_any_script_has_are_told_of():
    text = cleaned("Zoe\u0308 said a" + "\u0323\u0301" * 100_000 + " b")
    assert text.startswith("Zoë said ")
    assert text.count("\ufffd") == 200_000 - 64
    assert cleaned("👩‍👩‍👧🏽" * 200) == "👩‍👩‍👧🏽" * 200


def test_thousands_of_speakers_are_refused_in_a_sentence(tmp_path):
    path = tmp_path / "meeting.txt"
    letters = "bcdfghklmnprstvwz"
    given = [f"{a}o{b}a{c}i".capitalize() for a in letters for b in letters for c in letters]
    labels = [f"{name} W{name[::-1].lower()}{tail}" for name in given for tail in ("", "s")]
    path.write_text("\n\n".join(f"{label}: We have met here since last year." for label in labels))
    (problem,) = read(path).problems
    assert "more than 5,000 different speakers" in problem.finding
    assert problem.remedy


def test_a_thousand_labels_are_joined_where_one_shortens_another():
    letters = "bcdfghklmnprstvwz"
    full = [f"{a}o{b}a Webb{c}er".title() for a in letters for b in letters for c in letters]
    found = joined([*full, "Boba", full[5].split()[1], "BW"], {})
    assert found[full[0].casefold()] == full[0].casefold()
    assert found["boba"] == "boba"  # seventeen people are called so


def test_spans_are_found_as_one_by_one():
    spans = [Span(5 * at % 97, 5 * at % 97 + 1 + at % 9) for at in range(60)]
    index = SpanIndex(spans)
    for at in range(110):
        asked = Span(at, at + at % 6)
        assert sorted(index.overlapping(asked)) == sorted(span for span in spans if span.overlaps(asked))
        assert index.holds(at) == any(span.start < at < span.end for span in spans)


def test_a_paragraph_of_many_quotations_is_read_once():
    def work(size: int) -> Callable[[], object]:
        text = "“We met at the hall,” she said, and " * (size // 100)
        return _DraftReader(text, [DraftParagraph(Span(0, len(text)), 1)]).quotations

    assert not grows_with_the_square(work)
    assert len(work(4_000)()) == 40


def test_names_are_kept_apart_from_those_found_before_in_time_of_their_number():
    def work(size: int) -> Callable[[], object]:
        text = "Ann Webb, " * (size // 20)
        kept = [NamedPerson(Span(at, at + 3), "") for at in range(0, len(text), 10)]
        more = [NamedPerson(Span(at, at + 8), "") for at in range(0, len(text), 10)]
        return lambda: _apart(more, kept, text)

    assert not grows_with_the_square(work)
    assert work(200)() == [NamedPerson(Span(at + 4, at + 8), "") for at in range(0, 100, 10)]


def test_what_overlaps_a_span_is_found_as_one_by_one():
    spans = [Span(5 * at % 97, 5 * at % 97 + 1 + at % 9) for at in range(60)]
    index = Overlaps((span, at) for at, span in enumerate(spans))
    for at in range(110):
        asked = Span(at, at + at % 6)
        assert index.at(asked) == sorted((span, n) for n, span in enumerate(spans) if span.overlaps(asked))


def test_more_than_five_thousand_speakers_are_among_the_shapes():
    (shape,) = [shape for shape in SHAPES if shape.name == "many speakers"]
    text = shape.make(FULL_SIZES["many speakers (.txt)"]).decode()
    assert len({line.partition(":")[0] for line in text.splitlines() if ":" in line}) > 5_000


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{table.command}, {table.name}")
def test_a_hostile_table_is_a_table_of_about_that_size(table):
    assert 0.5 * SIZE < len(table.make(SIZE)) < 2 * SIZE


def test_passages_are_made_ready_for_a_search_once_for_all_rows(monkeypatch):
    made = []
    ready = PassageSearch.__init__
    monkeypatch.setattr(PassageSearch, "__init__", lambda self, passages: made.append(ready(self, passages)))
    quotes = ["We met at the hall" if at == 7 else f"Nothing {at}" for at in range(50)]
    decided = {"theme_id": "a", "decision": "accept", "source": "s"}
    rows = [
        SheetRow({**decided, "quote_id": f"q{at}", "quote": quote}, "", at + 2) for at, quote in enumerate(quotes)
    ]
    passages = [DecidablePassage("p1", "s", "We met at the hall")]
    reader = Reader(codes={}, passages=passages, coders=[], coder="Ann", mode="review", same_coder=bool)
    found = reader.read(rows)
    assert [one.quote_id for one in found.decisions] == ["p1"]
    assert len(found.problems) == 49
    assert len(made) == 1


def test_ten_thousand_codes_of_one_name_get_ids_of_their_own():
    taken, numbers = {"hub", "hub-3"}, {}
    for _ in range(10_000):
        taken.add(free_id("Hub!", taken=taken, numbers=numbers))
    assert len(taken) == 10_002
    assert free_id("Hub!", taken={"hub", "hub-2"}) == "hub-3"


@pytest.mark.parametrize("words", [3, 40_000])
def test_a_quote_that_reads_differently_is_found_in_a_turn_of_any_length(words):
    said = "I told [name] that the warm hub was open on Friday"
    before = " ".join(f"word{at}" for at in range(words))
    turn = f"{before} {said.replace('[name]', 'Margaret')} and {before}"
    rows = [filled(CodedQuote, quote_id="q1", quote=said)]
    ((_, span),) = _others(rows, {}, text=turn, turns=[Span(0, len(turn))])
    assert "told Margaret that the warm hub was open on" in span.of(turn)
    assert len(span.of(turn)) < 2 * len(said)
