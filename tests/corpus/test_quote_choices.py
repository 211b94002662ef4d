"""The table of starred and barred quotes: what is read, what is left out, and how a quote is found again."""

import pytest

from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch
from pipeline.corpus.errors import UserError
from pipeline.corpus.quote_choices import matched_choices, read_quote_choices

HEAD = "quote_id,decision,coder,note,source,quote\n"
PASSAGES = [
    DecidablePassage("q-1", "looms", "We began with two looms and a kettle in the back room of the library."),
    DecidablePassage("q-2", "looms", "Nobody has ever written back to me about the boiler."),
    DecidablePassage("q-3", "bakers", "The oven was lit at four every morning, winter and summer."),
]

READ = {
    "all columns": (f"{HEAD}q-1,star,Ann,so good,looms,We began\n", [("q-1", "star")]),
    "two columns": ("quote_id,decision\nq-1,star\nq-2,bar\n", [("q-1", "star"), ("q-2", "bar")]),
    "other order, capitals": ("Decision,Quote_ID\nSTAR,q-1\nBarred,q-2\n", [("q-1", "star"), ("q-2", "bar")]),
    "semicolons": ("sep=;\nquote_id;decision\nq-1;starred\n", [("q-1", "star")]),
    "a quote over lines with commas": (f'{HEAD}q-1,bar,Ann,,looms,"one\ntwo, a, b, c, d, e\nf"\nq-2,star\n',
                                       [("q-1", "bar"), ("q-2", "star")]),
    "byte order mark and blank rows": ("\ufeffquote_id,decision\r\n\r\n,\r\nq-1,star\r\n", [("q-1", "star")]),
    "words alone": (f"{HEAD},star,,,looms,We began\n", [("", "star")]),
    "nothing": ("", []),
    "a header alone": (HEAD, []),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_a_table_is_read(kind):
    text, expected = READ[kind]
    rows, findings = read_quote_choices(text)
    assert [(row.quote_id, row.decision) for row in rows] == expected
    assert findings == []


LEFT_OUT = {
    "no decision": ("q-1,,,,,", "its decision is missing"),
    "an unknown decision": ("q-1,perhaps,,,,", "its decision is not known"),
    "a decision of another table": ("q-1,accept,,,,", "its decision is not known"),
    "no quote": (",star,,,looms,", "which quote"),
    "too many cells": ("q-1,star,Ann,a note, with commas,looms,words", "more cells"),
    "an open quotation mark": ('q-1,star,Ann,"open,,', "not closed"),
    "zero bytes": ("q-1,star,\0,,,", "zero bytes"),
    "half a row": ("q-1", "its decision is missing"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_row_that_does_not_fit_is_reported_and_the_others_count(kind):
    row, said = LEFT_OUT[kind]
    rows, findings = read_quote_choices(f"{HEAD}q-2,bar,,,,\n{row}\nq-3,star,,,,\n")
    assert [(one.quote_id, one.decision) for one in rows] == [("q-2", "bar"), ("q-3", "star")]
    assert [(one.level, one.file, one.line) for one in findings] == [("check", "quotes.csv", 3)]
    assert said in findings[0].finding
    assert findings[0].remedy


@pytest.mark.parametrize("text", ["decision\nstar\n", "quote_id,note\nq-1,x\n", "q-1,star\n", "\0\0\n"])
def test_without_the_columns_the_run_stops(text):
    with pytest.raises(UserError, match="there is no column"):
        read_quote_choices(text)


MATCHED = {
    "its id": ("q-1,star,,,,", {"q-1": "star"}),
    "its words under an old id": ("q-9,bar,,,looms,Nobody has ever written back to me about the boiler.",
                                  {"q-2": "bar"}),
    "other capitals and spaces": ("q-9,bar,,,looms,NOBODY has  ever written back to me about the boiler.",
                                  {"q-2": "bar"}),
    "a few words cut off": ('q-9,star,,,looms,"began with two looms and a kettle in the back room of the library."',
                            {"q-1": "star"}),
    "the same words in a renamed source": (
        'q-9,star,,,old,"The oven was lit at four every morning, winter and summer."', {"q-3": "star"}),
    "words alone": (",star,,,looms,Nobody has ever written back to me about the boiler.", {"q-2": "star"}),
    "other words": ("q-9,star,,,looms,Everybody told us that it could never pay its rent.", {}),
    "similar words of another source": ("q-9,star,,,looms,The oven was lit at four every morning.", {}),
    "an old id without words": ("q-9,star,,,,", {}),
    "star and bar": ("q-1,star,,,,\nq-1,bar,,,,", {"q-1": "bar"}),
    "bar and star, by words": ("q-2,bar,,,,\nq-9,star,,,looms,Nobody has ever written back to me about the boiler.",
                               {"q-2": "bar"}),
    "starred twice": ("q-1,star,Ann,,,\nq-1,star,Bo,,,", {"q-1": "star"}),
}  # fmt: skip
SILENT = ("its id", "starred twice")


@pytest.mark.parametrize("kind", MATCHED)
def test_a_quote_is_found_by_its_id_or_its_words(kind):
    rows, expected = MATCHED[kind]
    choices, findings = read_quote_choices(f"{HEAD}{rows}\n")
    assert findings == []
    ids = {one.quote_id: one for one in PASSAGES}
    matched = matched_choices(choices, ids, PassageSearch(PASSAGES))
    assert {quote: row.decision for quote, row in matched.by_quote.items()} == expected
    assert bool(matched.findings) == (kind not in SILENT)
