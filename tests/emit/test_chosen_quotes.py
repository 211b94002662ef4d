"""What a star and a bar do to the shortlist, the quote bank and the tables."""

from __future__ import annotations

import dataclasses
import io

import docx
import pytest

from pipeline.corpus.settings import QuoteSettings, Settings
from pipeline.emit.bank_choice import ThemeQuotes
from pipeline.emit.chosen_quotes import ChosenQuotes
from pipeline.emit.gate import Gate
from pipeline.emit.handover import Handover, handover
from pipeline.emit.material import Material
from pipeline.emit.quote_bank import quote_bank
from pipeline.emit.schemas import CODED_QUOTES, THEMES
from pipeline.emit.shortlist import shortlisted
from tests.emit.test_quote_bank import row
from tests.emit.test_shortlist import SETTINGS, candidate

HEAD = "quote_id,decision,coder,note,source,quote\n"


def chosen_with(study: Material, gate: Gate, rows: str, settings: Settings | None = None) -> Handover:
    choices = ChosenQuotes.of(HEAD + rows, study)
    return handover(study, gate=gate, settings=settings or Settings(), earlier=[], chosen=choices)


def on_shortlist(made: Handover) -> set[tuple[str, str]]:
    return {(one.quote_id, one.theme_id) for one in made.records(CODED_QUOTES) if one.shortlisted == "yes"}


def in_bank(made: Handover) -> str:
    document = docx.Document(io.BytesIO(dict(quote_bank(made, {}))["report/quote_bank.docx"]))
    return "\n".join(one.text for one in document.paragraphs)


def test_without_choices_nothing_changes(study, gate, handed):
    made = chosen_with(study, gate, "")
    assert made.records(CODED_QUOTES) == handed.records(CODED_QUOTES)


def test_a_barred_quote_stays_in_the_table_and_is_recommended_nowhere(study, gate, handed):
    assert ("Q-T-2.2", "cogs") in on_shortlist(handed)
    made = chosen_with(study, gate, "Q-T-2.2,bar,Anna,says it better elsewhere,,\n")
    assert "Q-T-2.2" not in {quote for quote, _ in on_shortlist(made)}
    assert "Q-T-2.2" in {one.quote_id for one in made.records(CODED_QUOTES)}
    assert "Q-T-2.2" in in_bank(handed)
    assert "Q-T-2.2" not in in_bank(made)
    assert "says it better" not in str(made.sheets) + in_bank(made)
    before = {one.theme_id: one.passages for one in handed.records(THEMES)}
    assert {one.theme_id: one.passages for one in made.records(THEMES)} == before
    assert "1 quote was excluded by a researcher" in in_bank(made)


def test_a_starred_quote_is_shortlisted_for_every_theme_that_counts(study, gate):
    strict = Settings(quotes=QuoteSettings(shortlist_least=1.0, shortlist_per_theme=0))
    assert on_shortlist(chosen_with(study, gate, "", strict)) == set()
    made = chosen_with(study, gate, "Q-T-2.2,star,,,,\nQ-T-5.1,star,,,,\n", strict)
    # `waiting` of the first is only suggested; `cogs` of the second was rejected.
    assert on_shortlist(made) == {("Q-T-2.2", "cogs"), ("Q-T-5.1", "waiting")}
    assert made.counts.shortlisted == 2
    assert {"Q-T-2.2", "Q-T-5.1"} <= set(in_bank(made).replace(" · ", "\n").split("\n"))
    assert "2 of them were chosen by a researcher" in in_bank(made)


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Q-T-4.1", "consent does not allow quoting"),
        ("Q-T-2.1", "no coding is confirmed or sure"),
        ("Q-gone", "in no transcript"),
    ],
)
def test_a_star_that_can_have_no_effect_is_reported(study, gate, handed, quote, said):
    made = chosen_with(study, gate, f"{quote},star,,,,\n")
    assert on_shortlist(made) == on_shortlist(handed)
    (finding,) = (one for one in made.findings if one.file == "quotes.csv")
    assert said in finding.finding
    assert quote not in {one for one, _ in on_shortlist(made)}
    assert "of them" not in in_bank(made)


def test_what_repeats_barred_words_is_barred_too_unless_it_is_starred(study):
    passage, told = "Q-T-3.1", "R-T-3.1"
    assert ChosenQuotes.of(f"{HEAD}{passage},bar,,,,\n", study).barred == {passage, told}
    assert ChosenQuotes.of(f"{HEAD}{told},bar,,,,\n", study).barred == {passage, told}
    both = ChosenQuotes.of(f"{HEAD}{told},bar,,,,\n{passage},star,,,,\n", study)
    assert (both.starred, both.barred, both.barred_rows) == ({passage}, {told}, 1)


def test_a_quote_is_found_by_its_words_when_it_has_another_id(study):
    row = 'Q-old,bar,,,grimsby,"We are the cogs that turn between the council and the street."\n'
    assert ChosenQuotes.of(HEAD + row, study).barred == {"Q-T-2.2"}


def test_stars_come_on_top_and_count_towards_the_numbers():
    plain = [candidate(n, quotability=0.9 - n / 100) for n in range(6)]
    starred = [dataclasses.replace(candidate(n, quotability=0.0), starred=True) for n in (6, 7)]
    chosen = {quote for quote, _ in shortlisted([*plain, *starred], settings=SETTINGS)}
    assert chosen == {"Q-6", "Q-7", "Q-0", "Q-1"}


def test_more_stars_than_the_theme_has_room_for_are_all_shortlisted():
    starred = [
        dataclasses.replace(candidate(n, quotability=0.1, voice="P01", case="a"), starred=True) for n in range(7)
    ]
    assert len(shortlisted([*starred, candidate(9, quotability=0.9)], settings=SETTINGS)) == 7


def test_a_case_that_was_heard_through_a_star_waits_for_the_others():
    star = dataclasses.replace(candidate(1, quotability=0.1, case="a"), starred=True)
    others = [candidate(2, quotability=0.9, case="a"), candidate(3, quotability=0.5, case="b")]
    three = dataclasses.replace(SETTINGS, shortlist_per_theme=2)
    assert {quote for quote, _ in shortlisted([star, *others], settings=three)} == {"Q-1", "Q-3"}


def test_what_says_the_same_as_a_star_is_passed_over():
    words = "We are the cogs that turn between them."
    star = dataclasses.replace(candidate(1, quotability=0.1, text=words), starred=True)
    assert {q for q, _ in shortlisted([star, candidate(2, quotability=0.9, text=words)], settings=SETTINGS)} == {
        "Q-1"
    }


def test_the_bank_prints_every_star_and_no_bar():
    rows = [row(at, quotability=0.9) for at in range(10)]
    rows += [row(90, quotability=0.1, shortlisted="yes"), row(91, quotability=1.0)]
    chosen = ChosenQuotes(frozenset({"q-90", "q-09"}), frozenset({"q-91", "q-01"}))
    bank = ThemeQuotes.of(rows, cases=["A"], limits=QuoteSettings(bank_per_case=2), chosen=chosen)
    printed = [one.quote_id for one in (*bank.picks.values(), *bank.by_case["A"])]
    assert sorted(printed) == ["q-00", "q-09", "q-90"]
    assert not {"q-91", "q-01"} & set(printed)
