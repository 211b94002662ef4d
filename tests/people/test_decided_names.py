"""models/people.csv and models/public_people.txt: what a person decided about a name; a bad row is left out."""

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.records import Consent, Participant
from pipeline.corpus.spans import Span
from pipeline.people.decided_names import DecidedNames, read_decided_names, read_public_people
from pipeline.people.everyone import people_named
from pipeline.people.name_evidence import SpokenSource
from pipeline.people.pseudonyms import PseudonymRegister

BAD = {
    "an unknown decision": ("Orla Tench,redact,", "decision is not known"),
    "no decision": ("Orla Tench,,", "decision is missing"),
    "no name": (",keep,", "name is missing"),
    "signs alone": ("--,keep,", "name is missing"),
    "same as nobody": ("Orla Tench,same as,", "name is missing"),
    "several names": ("Orla Tench; Ivo Brack,keep,", "sign that no name has"),
    "an address": ("orla@tench.example,keep,", "sign that no name has"),
    "unreadable": ("Orla T\ufffdnch,keep,", "sign that no name has"),
    "a paragraph": ("Orla Tench " * 20 + ",keep,", "too long"),
    "a name with a comma": ("Tench, Orla,keep,brother", "more cells"),
    "an open quotation mark": ('"Orla Tench,keep,', "not closed"),
    "a second opinion": ("Ada Quill,replace,", "decides otherwise"),
}


@pytest.mark.parametrize("damage", BAD)
def test_a_row_that_cannot_be_used_is_left_out_and_named_by_its_line(damage: str) -> None:
    row, what = BAD[damage]
    decided, [finding] = read_decided_names(f"name,decision,note\nAda Quill,keep,\n{row}\n\nIvo Brack,Replace,\n")
    assert what in finding.finding
    assert (finding.level, finding.file, finding.line) == ("check", "people.csv", 3)
    assert finding.remedy
    assert "Orla" not in finding.finding + finding.remedy
    assert [bool(decided.row(name)) for name in ("Ada Quill", "Orla Tench", "Ivo Brack")] == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "name,decision\nAda Quill,keep\n",
        "\ufeffname;decision;note\r\nAda Quill;KEEP;the mayor\r\n",
        "sep=\t\nname\tdecision\tnote\nAda  Quill\t keep \t\n",
        "decision,name,who\nkeep,ada quill,\n",
        "\nname,decision,note\nAda Quill,keep,\nADA QUILL,keep,twice\n",
    ],
)
def test_the_table_is_read_as_any_spreadsheet_saves_it(text: str) -> None:
    decided, findings = read_decided_names(text)
    assert (len(decided.kept_names()), findings) == (1, [])
    assert decided.row("Ada Quill")


def test_without_its_header_the_table_is_refused_and_without_anything_it_is_empty() -> None:
    with pytest.raises(UserError, match="no column 'name'"):
        read_decided_names("Ada Quill,keep,\n")
    assert read_decided_names("")[1] == read_decided_names("\n\n")[1] == []


def test_two_names_that_are_each_the_same_as_the_other_are_reported() -> None:
    decided, [finding] = read_decided_names("name,decision\nBex,same as Becca\nBecca,same as Bex\n")
    assert "same as" in finding.finding
    assert decided.applied([], "I asked Bex and Becca") == [Span(8, 11), Span(16, 21)]


def decisions(*rows: str) -> DecidedNames:
    decided, findings = read_decided_names("name,decision,note\n" + "".join(f"{row},\n" for row in rows))
    assert findings == []
    return decided


@pytest.mark.parametrize(
    ("row", "text", "found", "after"),
    [
        ("Quorn,replace", "Then Quorn came, quorn said.", [], ["Quorn", "quorn"]),
        ("Ada Quill,replace", "ADA QUILL’s, Ada\nQuill's, Ada-Quill", [], ["ADA QUILL", "Ada\nQuill", "Ada-Quill"]),
        ("Will,replace", "Will you? I will. I asked Will.", [], ["Will"]),
        ("Grace,keep", "Grace said, Grace Pell too", ["Grace", "Grace Pell"], ["Grace Pell"]),
        ("Monte Carlo,place", "In Monte Carlo with Carlo", ["Carlo", "Carlo"], ["Carlo"]),
        ("St Paul's Way,place", "On St Paul’s Way, Paul", ["Paul", "Paul"], ["Paul"]),
        ("Annie Besant,organisation", "at Annie Besant now", ["Annie Besant"], []),
        ("Okay,keep", "Okay. Okay, Kay?", ["Okay", "Okay", "Kay"], ["Kay"]),
        ("Bex,same as Becca Lowe", "Bex did", [], ["Bex"]),
        ("Siân Prys,replace", "Sian Prys did", [], ["Sian Prys"]),
        ("O'Hara,replace", "Then O’Hara's dog", [], ["O’Hara"]),
        ("Ada,replace", "Adapt the adage; Canada", [], []),
    ],
)
def test_a_decision_outweighs_what_was_found(row: str, text: str, found: list[str], after: list[str]) -> None:
    spans, at = [], 0
    for name in found:
        at = text.index(name, at)
        spans.append(Span(at, at + len(name)))
        at += 1
    assert [span.of(text) for span in decisions(row).applied(spans, text)] == after


def test_one_who_is_the_same_as_a_name_that_stands_stands() -> None:
    decided = decisions("Ada Quill,keep", "the Mayor of Pell,same as Ada Quill")
    assert decided.applied([Span(8, 25)], "I asked the Mayor of Pell") == []


def person(number: int, name: str, consent: Consent) -> Participant:
    return Participant(
        participant=f"P{number:02}", case="a", speaker=name, name=name, role="", organisation="",
        consent=consent, attribution="", interviewer=False,
    )  # fmt: skip


def test_consent_outweighs_a_decision() -> None:
    text = "Then Orla Tench rang Ivo Brack."
    [found] = people_named(
        [SpokenSource("s", text, [Span(0, len(text))], [], [])],
        participants=[person(1, "Orla Tench", Consent.NONE)],
        decided=decisions("Orla Tench,keep", "Ivo Brack,keep"),
    ).values()
    assert [each.span.of(text) for each in found] == ["Orla Tench"]


def test_the_same_person_has_one_pseudonym() -> None:
    text = "Becca Lowe left. Then Bex wrote, and Trix."
    spoken = [SpokenSource("s", text, [Span(0, len(text))], [], [])]
    decided = decisions("Bex,same as Becca Lowe", "Trix,replace", "Becca Lowe,replace")
    [found] = people_named(spoken, participants=(), decided=decided).values()
    register = PseudonymRegister((), same=decided.same_people())
    register.name_everybody([("a", text, found)])
    named = [(each, each.span.of(text)) for each in found]
    called = {name: register.called(register.who(each, name, case="a")) for each, name in named}
    assert called["Bex"] == called["Becca Lowe"] != called["Trix"]


BAD_LINES = {
    "several names with commas": "Anna Berg, Carl Dorn",
    "several names with semicolons": "Anna Berg; Carl Dorn",
    "the surname first": "Berg, Anna",
    "two names with and": "Anna Berg & Carl Dorn",
    "a row of a table": "Anna Berg\tmayor",
    "a given name alone": "Anna",
    "a number": "Anna Berg 2",
    "an address": "anna@berg.example",
    "mark-up": "<b>Anna Berg</b>",
    "zero bytes": "Anna\0Berg",
    "what could not be read": "Anna B\ufffdrg",
    "no letters": "-----",
    "a paragraph": "Anna Berg " * 50,
    "a long word": "A" * 101,
    "a sentence": "Anna Berg is the mayor and may be named in all of it",
}


@pytest.mark.parametrize("damage", BAD_LINES)
def test_a_line_that_is_no_whole_name_is_left_out_and_named(damage):
    names, [finding] = read_public_people(
        f"# the mayor\nJane Price  # since 2020\n{BAD_LINES[damage]}\nMary O’Hara-Lloyd\n"
    )
    assert names == ["Jane Price", "Mary O’Hara-Lloyd"]
    assert (finding.level, finding.file, finding.line) == ("check", "public_people.txt", 3)
    assert finding.remedy
    assert "Anna" not in finding.finding + finding.remedy


def test_ends_of_lines_and_marks_of_any_program_are_read():
    assert read_public_people("\ufeffJane Price\r\n\r\n\ufeffDr Mary Lloyd\r Bono\n")[0] == [
        "Jane Price", "Dr Mary Lloyd", "Bono",
    ]  # fmt: skip
    assert read_public_people("") == ([], [])


def test_many_lines_of_one_kind_are_one_finding():
    names, [finding] = read_public_people("Anna\n" * 500)
    assert names == []
    assert "500 lines were left out" in finding.finding
