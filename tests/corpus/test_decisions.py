"""Decisions are read however a spreadsheet saved the file, matched to their passages, and never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decision_matching import DecidablePassage, PassageSearch, match_decisions
from pipeline.corpus.decisions import decided, read_decisions
from pipeline.corpus.decisions_file import appended, written_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import decoded

HEADER = "quote_id,theme_id,decision,coder,date,note,source,quote"


def decision(quote_id="q-1", theme_id="trust", word="accept", coder="Ana", **more):
    return Decision(quote_id=quote_id, theme_id=theme_id, decision=word, coder=coder, **more)


READABLE = [
    ("as written", f"{HEADER}\nq-1,trust,accept,Ana,2025-01-02,,s,words\n"),
    ("byte-order mark, CRLF", f"\ufeff{HEADER}\r\nq-1,trust,accept,Ana,2025-01-02,,s,words\r\n"),
    ("semicolons", f"{HEADER}\nq-1,trust,accept,Ana,2025-01-02,,s,words\n".replace(",", ";")),
    ("tabs", f"{HEADER}\nq-1,trust,accept,Ana,2025-01-02,,s,words\n".replace(",", "\t")),
    ("Excel's separator line", f"sep=;\n{HEADER.replace(',', ';')}\nq-1;trust;accept;Ana;2025-01-02;;s;words\n"),
    ("another order, more columns", "Decision,Extra,Theme ID,quote_id,coder,date,source,quote\n"
     "Accepted,x,trust,q-1,Ana,2025-01-02,s,words\n"),
    ("blank rows, spaces", f"{HEADER}\n,,,,,,,\n q-1 , trust , YES ,Ana,2025-01-02,,s,words\n\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in READABLE], ids=[name for name, _ in READABLE])
def test_read(text):
    read = read_decisions(text)
    assert [(d.key, d.decision, d.date, d.source, d.quote) for d in read.decisions] == [
        (("q-1", "trust", "Ana"), "accept", "2025-01-02", "s", "words")
    ]
    assert read.findings == ()


def test_an_empty_file_holds_no_decision():
    assert read_decisions("").decisions == read_decisions(HEADER).decisions == ()


def test_a_missing_column_stops_with_its_name():
    with pytest.raises(UserError, match="no column 'theme_id'"):
        read_decisions("quote_id,decision\nq-1,accept\n")


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("q-1,trust,perhaps,Ana", "'perhaps' is none of"),
        ("q-1,trust,Thea Grant said so,Ana", "its decision is none of"),
        (",trust,accept,Ana", "no quote_id"),
        ("q-1,trust,accept,Pipeline", "kept for the machine"),
        ("q-1,trust,accept,", "no coder"),
        ("q-1,,accept,Ana", "no theme_id"),
    ],
)
def test_a_row_that_cannot_be_understood_is_told_with_its_line(row, wrong):
    read = read_decisions(
        f'{HEADER}\nq-0,trust,accept,Ana,,"a note\nof two lines",,\n{row},,,,\nq-2,trust,reject,Ana,,,,\n'
    )
    assert [d.quote_id for d in read.decisions] == ["q-0", "q-2"]
    (finding,) = read.findings
    assert wrong in finding.finding
    assert (finding.level, finding.line) == ("check", 4)


def test_the_last_word_of_a_coder_counts_and_both_rows_stay():
    read = read_decisions(
        f"{HEADER}\nq-1,trust,accept,Ana,,,,\nq-1,trust,reject,Ana,,,,\nq-1,trust,accept,Bo,,,,\n"
    )
    assert [(d.coder, d.decision) for d in read.decisions] == [("Ana", "reject"), ("Bo", "accept")]
    assert len(read.rows) == 3
    assert "decided twice" in read.findings[0].finding


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    str.strip
)
cell = words.filter(bool).filter(lambda text: text.casefold() != "pipeline")


@given(st.lists(st.builds(decision, cell, cell, st.sampled_from(["accept", "reject", "add"]), cell,
                          note=words, quote=words), max_size=6))  # fmt: skip
def test_what_is_written_is_read_again(decisions):
    rows = read_decisions(written_decisions(decisions).decode("utf-8-sig")).rows
    assert [d.key for d in rows] == [d.key for d in decisions]
    assert [(d.decision, d.note, d.quote) for d in rows] == [(d.decision, d.note, d.quote) for d in decisions]


NOW = [
    DecidablePassage("q-1", "one", "We know each other."),
    DecidablePassage("q-2", "one", "The council sends us\nforms, and then more forms, every single month."),
    DecidablePassage("q-3", "two", "We know each other."),
]


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (decision("q-2"), "q-2"),
        (decision("q-9", source="two", quote="we  know each other."), "q-3"),
        (
            decision(
                "q-9", source="gone", quote="The council sends us forms, and then more forms, every single month."
            ),
            "q-2",
        ),
        (
            decision(
                "q-9", source="one", quote="The council sends us forms and then more forms, each single month"
            ),
            "q-2",
        ),
    ],
    ids=["by id", "by the same words", "in a source with another name", "by nearly the same words"],
)
def test_a_decision_finds_its_passage(made, found):
    matched = match_decisions([made], NOW)
    assert [d.quote_id for d in matched.decisions] == [found]
    assert matched.lost == ()


@pytest.mark.parametrize(
    "made",
    [
        decision("q-9"),
        decision("q-9", source="three", quote="We know each other."),  # two places have these words
        decision("q-9", source="one", quote="The weather was lovely."),
        decision("q-9", source="two", quote="The council sends us forms and then more forms, each single month"),
    ],
)
def test_a_decision_whose_passage_is_gone_is_kept_and_told(made):
    matched = match_decisions([made], NOW)
    assert matched.decisions == ()
    assert matched.lost == (made,)
    assert matched.findings[0].level == "check"


def test_a_decision_made_on_the_passage_as_it_is_now_goes_before_one_that_was_moved():
    old = decision("q-9", source="one", quote="We know each other.", word="reject")
    assert match_decisions([old, decision("q-1")], NOW).decisions in [(decision("q-1"),)]
    assert match_decisions([decision("q-1"), old], NOW).decisions == (decision("q-1"),)


def test_the_latest_word_counts():
    some = [decision(date="2025-03-01"), decision(coder="Bo", word="reject", date="2025-02-01")]
    assert decided(some)[("q-1", "trust")].coder == "Ana"


def test_a_note_of_any_length_is_read():
    made = written_decisions([decision(note="a" * 200_000)])
    assert len(read_decisions(made.decode("utf-8-sig")).decisions[0].note) == 200_000


@pytest.mark.parametrize("text", ["sep=", "sep=;\n", 'sep="\nquote_id'])
def test_a_table_of_nothing_but_its_separator_is_told(text):
    with pytest.raises(UserError, match="no column"):
        read_decisions(text)


WHOLE = [
    "q-0,trust,accept,Ana,,,s,words",
    "q-2,trust,reject,Bo,,,s,more words",
    'q-3,trust,add,Cy,,"a, b",s,"c, ""d"""',
]
DAMAGES = [
    ("half a line in the middle", "q-1,trust,acc", "none of accept"),
    ("a quotation mark that is not closed", 'q-1,trust,accept,Ana,,"a note that goes on,s,words', "not closed"),
    ("one at the first cell", '"q-1,trust,accept,Ana,,,s,words', "not closed"),
    ("zero bytes", "q-1,trust,accept,Ana,\0\0\0,,s,words", "zero bytes"),
    ("nothing but zero bytes", "\0" * 400, "zero bytes"),
    ("two rows run together", "q-1,trust,accq-1,trust,accept,Ana,,,s,words", "none of accept"),
    ("letters that are none", "\x01\x02\ufffd\ufffd", "no theme_id"),
    ("a formula", "=1+1,=2,=cmd|' /C calc'!A0,,,,,", "none of accept"),
    ("a long line", "x" * 1_000_000, "no theme_id"),
    ("fifty thousand cells", "," * 50_000 + "x", "no quote_id"),
    ("an open sign before a row with a note of two lines",
     'q-1,trust,accept,Ana,,"open,s,words\nq-9,trust,accept,Di,,"two\nlines",s,words', "not closed"),
]  # fmt: skip


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize(("row", "wrong"), [one[1:] for one in DAMAGES], ids=[one[0] for one in DAMAGES])
def test_a_damaged_row_costs_no_other(row, wrong, last):
    rows = [*WHOLE, row] if last else [WHOLE[0], row, *WHOLE[1:]]
    read = read_decisions("\n".join([HEADER, *rows, ""]))
    assert {"q-0", "q-2", "q-3"} <= {one.quote_id for one in read.decisions} <= {"q-0", "q-2", "q-3", "q-9"}
    assert read.decisions[-1].quote == 'c, "d"' or read.decisions[-1].quote_id == "q-9"
    (finding,) = [one for one in read.findings if one.level == "check"]
    assert wrong in finding.finding
    assert len(finding.finding) < 200


@pytest.mark.parametrize("cut", range(1, 30))
def test_the_last_line_may_be_cut_anywhere(cut):
    read = read_decisions(f"{HEADER}\n{WHOLE[1]}\n{WHOLE[0]}"[:-cut])
    assert [one.quote_id for one in read.decisions if one.coder != "Ana"] == ["q-2"]
    assert all(one.coder in ("Ana", "Bo") for one in read.decisions)


PUT_TOGETHER = [
    "quote_id;theme_id;decision;coder\nq-2;trust;reject;Bo",
    "\ufeffquote_id,theme_id,decision,coder,date,note,source,quote\nq-2,trust,reject,Bo,,,,",
    "coder,decision,theme_id,quote_id\nBo,reject,trust,q-2",
    "q-2;trust;reject;Bo;;;;",
    "\ufeffq-2\ttrust\treject\tBo\t\t\t\t",
]


@pytest.mark.parametrize("second", PUT_TOGETHER)
def test_files_that_were_put_together_are_read(second):
    read = read_decisions(f"{HEADER}\n{WHOLE[0]}\n{second}\n")
    assert [(one.quote_id, one.coder, one.decision) for one in read.decisions] == [
        ("q-0", "Ana", "accept"),
        ("q-2", "Bo", "reject"),
    ]


def test_a_column_that_is_there_twice_counts_where_both_say_the_same():
    read = read_decisions(
        "quote_id,theme_id,decision,theme_id,coder\nq-1,trust,yes,trust,Ana\nq-2,trust,yes,cogs,Ana\n"
    )
    assert [one.quote_id for one in read.decisions] == ["q-1"]
    assert "the column theme_id is there twice" in read.findings[0].finding


@pytest.mark.parametrize(
    "row", ["q-1,trust,perhaps,Ana,,,s,w", ",,accept,Ana,,,s,w", 'q-1,trust,accept,"Ana,,,s,w']
)
def test_many_bad_rows_are_one_finding(row):
    (finding,) = read_decisions("\n".join([HEADER, *[row] * 1000, ""])).findings
    assert "1,000" in finding.finding
    assert "lines 2, 3, 4, 5, 6 and others" in finding.finding


def test_a_lost_quote_is_compared_with_few_passages_however_many_there_are():
    """Work in proportion to the decisions: ten times as many passages cost no more comparisons for each."""
    compared = []
    for many in (200, 2000):
        passages = [
            DecidablePassage(f"q-{n}", "s", f"The {n} allotments by river {n % 7} grew leeks again")
            for n in range(many)
        ]
        search = PassageSearch(passages)
        for n in range(500):
            search.find("s", f"Something else about river {n} and the allotments")
        compared.append(search.compared)
    assert max(compared) <= 4 * 500


words_said = st.lists(
    st.sampled_from(["the", "river", "came", "up", "over", "our", "keys", "and", "then", "nobody", "asked"]),
    min_size=6,
)


@given(st.lists(words_said, min_size=1, max_size=8, unique_by=tuple), st.data())
def test_nearly_the_same_words_are_found_where_they_are_unlike_the_rest(said, data):
    passages = [DecidablePassage(f"q-{n}", "s", f"{' '.join(one)} place{n}") for n, one in enumerate(said)]
    wanted = data.draw(st.sampled_from(passages))
    found = PassageSearch(passages).find("s", f"{wanted.text}s")
    assert found is not None
    assert fuzz.ratio(found.text, f"{wanted.text}s") >= fuzz.ratio(wanted.text, f"{wanted.text}s")


ROW = "q-0,trust,accept,Zoë,,,s,words"
KEPT = [
    b"",
    f"{HEADER}\n{ROW}\n".encode("utf-8-sig"),
    f"{HEADER}\r\n{ROW}".encode(),
    f"{HEADER}\n{ROW}\n".encode("cp1252"),
    f"{HEADER}\n{ROW}\n".encode("utf-16"),
    f"{HEADER}\n{ROW}\n".replace(",", ";").encode(),
    "coder,decision,extra,theme_id,quote_id\nZoë,yes,x,trust,q-0\n".encode(),
    f'{HEADER}\n{ROW}\nq-9,trust,accept,Bo,,"open'.encode(),
    f"{HEADER}\n{ROW}\nq-9,trust,acc".encode(),
    f"{HEADER}\n{ROW}\n".encode() + bytes(300),
]


@pytest.mark.parametrize("kept", KEPT)
def test_rows_that_are_added_leave_the_file_as_it_is_and_are_read(kept):
    whole = appended(kept, [decision("q-5", coder="Łucja", note="a\nb")])
    head, newline, rest = kept.partition(b"\n")
    assert whole.startswith(head.rstrip(b"\r"))
    assert newline + rest in whole
    assert decoded(whole).count("quote_id") == 1, "one header"
    read = read_decisions(decoded(whole)).decisions
    assert [(one.quote_id, one.coder) for one in read] == [("q-0", "Zoë")] * bool(kept) + [("q-5", "Łucja")]
