"""A codebook is read, or its mistakes are reported with their lines."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.codebook import parse_codebook, usable_codes
from pipeline.corpus.errors import UserError

WHOLE = """
codes:
  - id: cogs
    name: Cogs of connection
    definition: >-
      Somebody in the middle joins
      neighbours to a public body.
    include: How the link was made.
    exclude: A link with nothing passing through it.
    phrases: [go between, cog*, cog*]
    examples:
      - We introduce one to the other.
  - id: brokers
    name: 'Brokers: people'
    parent: cogs
    phrases:
"""


def test_every_key_is_read():
    cogs, brokers = parse_codebook(WHOLE).codes
    assert cogs.id == "cogs"
    assert cogs.definition == "Somebody in the middle joins neighbours to a public body."
    assert cogs.phrases == ("go between", "cog*")
    assert cogs.examples == ("We introduce one to the other.",)
    assert (cogs.line, brokers.line) == (3, 13)
    assert (brokers.name, brokers.parent, brokers.phrases) == ("Brokers: people", "cogs", ())


def test_an_id_that_looks_like_a_number_or_a_boolean_stays_text():
    codes = parse_codebook("codes:\n  - {id: 12, name: 2020}\n  - {id: no, name: Yes}").codes
    assert [(code.id, code.name) for code in codes] == [("12", "2020"), ("no", "Yes")]


WRONG = [
    ("", None, "empty", "under 'codes:'"),
    ("# only a remark", None, "empty", "under 'codes:'"),
    ("codes:", 1, "not a list", "Begin the file"),
    ("codes: []", None, "no codes", "under 'codes:'"),
    ("- id: a", 1, "does not begin with 'codes:'", "Begin the file"),
    ("code:\n  - id: a", 1, "'code', which is not known", "Did you mean 'codes'"),
    ("codes:\n  - cogs", 2, "must have keys", "- id:"),
    ("codes:\n  - id: a\n   name: b", 3, "not readable as YAML", "indentation"),
    ("codes:\n  - id: a\n    name: b: c", 3, "not readable as YAML", "colon"),
    ("codes: " + "[" * 20_000, None, "lists in lists", "one below another"),
    ("codes:\n  - id: a\n    name: x\0", None, "not readable as YAML", "character"),
    ("codes:\n  - name: A", 2, "has no id", "Add 'id"),
    ("codes:\n  - id: a", 2, "'a' has no name", "Add 'name"),
    ("codes:\n  - id: a\n    name: ''", 2, "'a' has no name", "Add 'name"),
    ("codes:\n  - id: a\n    name: A\n  - id: a\n    name: B", 4, "'a' comes twice (first in line 2)", "own"),
    ("codes:\n  - id: a\n    name: A\n    frases: [x]", 4, "'frases'", "Did you mean 'phrases'"),
    ("codes:\n  - id: a\n    name: A\n    colour: red", 4, "'colour'", "The keys are id, name"),
    ("codes:\n  - id: a\n    name: A\n    name: B", 4, "'name' twice", "Keep one"),
    ("codes:\n  - id: a\n    name: A\n    phrases: grant", 4, "'phrases' must be a list", "after '- '"),
    ("codes:\n  - id: a\n    name: A\n    examples:\n      - b: c", 5, "'examples' must be text", "one line"),
    ("codes:\n  - id: a\n    name: [A]", 3, "'name' must be text", "one line"),
    ("codes:\n  - id: cogs\n    name: A\n    parent: cog", 2, "is no code", "Did you mean 'cogs'"),
    ("codes:\n  - {id: a, name: A, parent: b}\n  - {id: b, name: B, parent: a}", 2, "its own ancestor", "parent"),
    ("codes:\n  - {id: a, name: A, parent: a}", 2, "its own ancestor", "parent"),
    ("codes:\n  - {id: candidate-1, name: A}", 2, "kept for candidates", "another"),
]


@pytest.mark.parametrize(("text", "line", "problem", "remedy"), WRONG)
def test_a_mistake_is_reported_with_its_line_and_a_remedy(text, line, problem, remedy):
    with pytest.raises(UserError) as error:
        parse_codebook(text, path="models/codebook.yaml")
    assert problem in error.value.problem
    assert remedy in error.value.remedy
    assert error.value.line == line
    assert error.value.path == "models/codebook.yaml"


@given(st.text(max_size=60))
def test_any_file_is_read_or_reported_without_a_crash(text):
    with suppress(UserError):
        assert parse_codebook(f"codes:\n  - id: a\n    name: {text}").codes[0].id == "a"


FIRST = "codes:\n  - id: funding\n    name: Money\n    phrases: [grant]\n"  # four lines
LAST = "  - id: trust\n    name: Trust\n    parent: funding\n"
BAD = {  # the entry between the two, what of it is used, and where and what is said of the rest
    "no id": ("  - name: A\n", None, 5, "a code was left out: the code has no id"),
    "no name": ("  - id: a\n", None, 5, "a code was left out: the code 'a' has no name"),
    "an empty name": ("  - id: a\n    name:\n", None, 5, "a code was left out: the code 'a' has no name"),
    "a word": ("  - Anna Berg\n", None, 5, "a code was left out: a code must have keys"),
    "a list": ("  - [a, b]\n", None, 5, "a code was left out: a code must have keys"),
    "nothing": ("  -\n", None, 5, "a code was left out: a code must have keys"),
    "an id twice": ("  - {id: funding, name: B}\n", None, 5, "a code was left out: the id 'funding' comes twice"),
    "an id of candidates": ("  - {id: candidate-1, name: B}\n", None, 5, "is kept for candidates"),
    "a name that is a list": ("  - id: a\n    name: [A]\n", None, 6, "a code was left out: 'name' must be text"),
    "an id that is a list": ("  - id: [a]\n    name: A\n", None, 5, "a code was left out: 'id' must be text"),
    "a colon in the text": ("  - id: a\n    name: b: c\n", None, 6, "a code was left out: not readable as YAML"),
    "a bad indentation": ("  - id: a\n   name: A\n", None, 6, "a code was left out: not readable as YAML"),
    "an open quotation mark": ("  - id: a\n    name: 'A\n", None, 7, "a code was left out: not readable as YAML"),
    "an open bracket": ("  - id: a\n    name: A\n    phrases: [x\n", None, 8, "left out: not readable"),
    "a tab": ("  - id: a\n\tname: A\n", None, 6, "a code was left out: not readable as YAML"),
    "an alias for nothing": ("  - *nobody\n", None, 5, "a code was left out: not readable as YAML"),
    "an unknown key": ("  - id: a\n    name: A\n    colour: red\n", "", 7, "a key of a code was left out"),
    "a sentence for a key": (
        "  - id: a\n    name: A\n    Anna Berg said: x\n", "", 7, "a code has a key, which is not known",
    ),
    "a key twice": ("  - id: a\n    name: A\n    name: B\n", "", 7, "a code has 'name' twice"),
    "phrases that are no list": ("  - id: a\n    name: A\n    phrases: x\n", "", 7, "'phrases' must be a list"),
    "an example with a colon": (
        "  - id: a\n    name: A\n    examples:\n      - b: c\n", "", 8, "a phrase or example was left out",
    ),
    "an unknown parent": ("  - {id: a, name: A, parent: fund}\n", "", 5, "the parent of a code was left"),
    "a parent of itself": ("  - {id: a, name: A, parent: a}\n", "", 5, "the code 'a' is its own ancestor"),
}  # fmt: skip


@pytest.mark.parametrize("damage", BAD)
def test_unusable_parts_of_an_entry_are_left_out_and_reported(damage):
    entry, used, line, told = BAD[damage]
    codebook, [finding] = usable_codes(FIRST + entry + LAST)
    wanted = [("funding", ""), *([] if used is None else [("a", used)]), ("trust", "funding")]
    assert [(code.id, code.parent) for code in codebook.codes] == wanted
    assert codebook.codes[0].phrases == ("grant",)
    assert codebook.codes[-1].line == 5 + entry.count("\n")
    assert (finding.level, finding.file, finding.line) == ("check", "codebook.yaml", line)
    assert told in finding.finding
    assert finding.remedy
    assert "Anna" not in finding.finding
    with pytest.raises(UserError):
        parse_codebook(FIRST + entry + LAST)


def test_several_entries_of_one_kind_are_one_finding():
    codebook, [finding] = usable_codes(FIRST + "  - name: A\n" * 1000)
    assert len(codebook.codes) == 1
    assert "1,000 codes were left out (lines 5, 6, 7, 8, 9 and others)" in finding.finding


def test_children_of_a_left_out_code_move_to_the_top_level():
    codebook, findings = usable_codes("codes:\n  - {id: a}\n  - {id: b, name: B, parent: a}\n")
    assert [(code.id, code.parent) for code in codebook.codes] == [("b", "")]
    assert [finding.line for finding in findings] == [2, 3]


def test_circular_parents_move_to_the_top_level_with_their_children():
    circle = "  - {id: a, name: A, parent: b}\n  - {id: b, name: B, parent: a}\n"
    codebook, [finding] = usable_codes(f"codes:\n{circle}  - {{id: c, name: C, parent: a}}\n")
    assert [(code.id, code.parent) for code in codebook.codes] == [("a", ""), ("b", ""), ("c", "a")]
    assert finding.line == 2


@pytest.mark.parametrize("text", [
    "", "codes:", "codes: []", "- id: a", "codes:\n  - cogs", "codes:\n  - id: a\n    name: b: c",
    "codes:\n  - name: A\n", "codes:\n  - id: a\n  - id: b\n", "codes:\n  - {id: candidate-1, name: A}\n",
])  # fmt: skip
def test_without_usable_codes_the_run_stops(text):
    with pytest.raises(UserError) as error:
        usable_codes(text)
    assert error.value.remedy


@given(st.text(alphabet="ab:- \n\t'\"[]{}&*#|>!,\0", max_size=60))
def test_any_bad_entry_leaves_the_others_readable(text):
    with suppress(UserError):  # a mark that is not closed may swallow the entries that follow it
        codebook, _ = usable_codes(f"{FIRST}  - id: z\n    name: {text}\n{LAST}")
        assert codebook.codes[0].id == "funding"
