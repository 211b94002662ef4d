"""A codebook says what it means, or says in which line it does not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UserError
from pipeline.themes.codebook import parse_codebook

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
def test_a_mistake_is_told_with_its_line_and_a_remedy(text, line, problem, remedy):
    with pytest.raises(UserError) as error:
        parse_codebook(text, path="models/codebook.yaml")
    assert problem in error.value.problem
    assert remedy in error.value.remedy
    assert error.value.line == line
    assert error.value.path == "models/codebook.yaml"


@given(st.text(max_size=60))
def test_whatever_is_in_the_file_is_read_or_told_and_never_a_crash(text):
    with suppress(UserError):
        assert parse_codebook(f"codes:\n  - id: a\n    name: {text}").codes[0].id == "a"
