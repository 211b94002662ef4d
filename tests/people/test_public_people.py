"""models/public_people.txt: a line that is no whole name is left out and named, and the name stays redacted."""

import pytest

from pipeline.people.decided_names import read_public_people

BAD = {
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


@pytest.mark.parametrize("damage", BAD)
def test_a_line_that_is_no_whole_name_is_left_out_and_named(damage):
    names, [finding] = read_public_people(
        f"# the mayor\nJane Price  # since 2020\n{BAD[damage]}\nMary O’Hara-Lloyd\n"
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
