"""Nothing that consent forbids is in the shared files: every byte is searched, including inside the workbook."""

from __future__ import annotations

import io
import zipfile

import pyarrow.parquet as pq
import pytest

from pipeline.corpus import tables
from pipeline.corpus.evidence_records import Redaction
from pipeline.corpus.spans import Span
from pipeline.emit.gate import WITHHELD, Gate
from pipeline.emit.material import Material
from pipeline.emit.table_files import csv_rows
from pipeline.people.names import Person
from pipeline.people.redaction import Redactor
from tests.emit.conftest import PRIVATE_NAMES, WITHHELD_WORDS, build, redactor


def public_text(files: dict[str, bytes]) -> dict[str, str]:
    """All that is handed over as text, by path; the members of zip files one by one."""
    found: dict[str, str] = {}
    for path, content in files.items():
        if path.startswith("private/"):
            continue
        found[path] = path + content.decode("utf-8", "replace")
        if path.endswith(".parquet"):  # compressed: the bytes alone would hide a name
            found[path] = path + str(pq.read_table(io.BytesIO(content)).to_pydict())
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found |= {
                    f"{path}/{name}": name + archive.read(name).decode("utf-8", "replace")
                    for name in archive.namelist()
                }
    return found


@pytest.mark.parametrize("secret", [*PRIVATE_NAMES, *WITHHELD_WORDS, "07700 900123"])
def test_no_file_holds_what_must_stay_private(files: dict[str, bytes], secret: str) -> None:
    holding = [path for path, text in public_text(files).items() if secret.casefold() in text.casefold()]
    assert holding == []


def test_the_search_would_find_it(files: dict[str, bytes]) -> None:
    holding = [path for path, text in public_text(files).items() if "Alice Marlow" in text]
    assert {
        "dataset/coded_quotes.csv",
        "dataset/parquet/coded_quotes.parquet",
        "dataset/coded_dataset.xlsx/xl/worksheets/sheet2.xml",
        "report/index.html",
        "report/quote_bank.docx/word/document.xml",
    } <= set(holding)
    # In each project the description of her case and selections, and the label of her turn.
    assert len([path for path in holding if path.startswith("exchange/interviews.qdpx/")]) == 2
    assert len([path for path in holding if path.startswith("exchange/interviews_maxqda.qdpx/")]) == 2
    assert "exchange/coded_transcripts/grimsby.md" in holding
    assert len(holding) == 10


def test_the_key_stays_with_the_researcher(files: dict[str, bytes]) -> None:
    key = {row["participant"]: row for row in csv_rows(files["private/key.csv"])}
    assert key["P04"]["name"] == "Carol Pike"
    assert key["P04"]["cited_as"] == "Community organisation, Whitby"
    assert (key["P04"]["quotable"], key["P05"]["quotable"]) == ("yes", "no")
    log = csv_rows(files["private/redactions.csv"])
    assert [(row["text"], row["replacement"]) for row in log] == [("Bashir", "[name]")] * 2


def test_words_that_are_held_back_are_counted(files: dict[str, bytes]) -> None:
    assert not [row for row in csv_rows(files["dataset/coded_quotes.csv"]) if row["participant"] == "P05"]
    themes = {row["theme_id"]: row for row in csv_rows(files["dataset/themes.csv"])}
    assert (themes["waiting"]["passages"], themes["waiting"]["shortlisted"]) == ("3", "2")
    matrix = csv_rows(files["dataset/theme_by_case.csv"])
    assert matrix[1]["Not waiting"].startswith("2 · “=SUM")


def test_a_cell_without_a_printable_quote_is_a_count() -> None:
    from pipeline.emit.overview import _cell

    assert _cell(2, None) == "2"
    assert _cell(0, None) == ""


def test_contexts_show_no_words_that_are_held_back(files: dict[str, bytes]) -> None:
    rows = {row["quote_id"]: row for row in csv_rows(files["dataset/coded_quotes.csv"])}
    assert rows["Q-T-5.1"]["context_before"] == WITHHELD
    assert rows["Q-T-5.2"]["context_after"] == WITHHELD


def test_who_is_anonymous_is_not_given_away_by_a_document(files: dict[str, bytes]) -> None:
    rows = {row["quote_id"]: row for row in csv_rows(files["dataset/coded_quotes.csv"])}
    assert rows["R-T-7.2"]["attribution"] == "[name], quoted in A place at the table"
    assert (rows["R-T-7.2"]["role"], rows["R-T-7.2"]["organisation"]) == ("", "")


def test_a_name_in_a_file_name_is_exchanged_for_the_source(files: dict[str, bytes]) -> None:
    [finding] = [
        row for row in csv_rows(files["dataset/findings.csv"]) if row["level"] == "check" and row["line"] == "3"
    ]
    assert finding["file"] == "s-1a2b"
    assert finding["finding"] == "A label in s-1a2b stands alone"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("interview_3", "interview_3"),
        ("P03", "P03"),
        ("survey-R012", "survey-R012"),
        ("survey-R013-carol", "Survey R 013 [name]"),
        ("interview_carol_pike", "interview [name]"),
        ("interview_carol", "Interview [name]"),
        ("cogs_of_connection", "cogs_of_connection"),
        ("CarolPike2024", "[name] 2024"),
        ("carol-pike.docx", "[name] docx"),
    ],
)
def test_names_inside_names(gate: Gate, name: str, printed: str) -> None:
    assert gate.name(name) == printed


def test_two_names_stay_two_names(gate: Gate) -> None:
    assert gate.names(["carol", "dennis", "other", "carol"]) == {
        "carol": "[name]",
        "dennis": "[name] (2)",
        "other": "other",
    }


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("one two three four five six seven", "one two three four five six seven"),
        ("As she put it: One two, three four FIVE six seven eight!", "As she put it: [not to be quoted]!"),
        ("near “one two three four five six seven eight nine ten” (0.8)", "near “[not to be quoted]” (0.8)"),
    ],
)
def test_words_of_the_withheld_do_not_pass_in_a_note(text: str, printed: str) -> None:
    said = "One two three four five six seven eight nine ten."
    assert Gate(redactor(), redactions={}, withheld=[said]).free(text) == printed


def test_a_name_that_the_log_missed_is_replaced_and_counted() -> None:
    gate = Gate(redactor(), redactions={"s": [(Span(0, 5), "[name]")]})
    text = "Carol saw Dennis Oakes"
    assert gate.words("s", text, Span(0, 9)) == "[name] saw"
    assert gate.caught == 0
    assert gate.words("s", text, Span(6, 22)) == "saw [name]"
    assert gate.caught == 1


def test_a_file_name_that_is_not_utf8_can_be_written(gate: Gate) -> None:
    assert gate.free("caf\udce9.txt") == "caf?.txt"


def test_a_person_who_was_taken_for_an_organisation_is_not_named() -> None:
    others = Redactor([Person(participant="mentioned", name=name) for name in ("Bernard Crabtree", "Rasa")])
    gate = Gate(redactor(), redactions={}, mentioned=others)
    for name in ("Bernard Crabtree", "Rasa"):
        assert (gate.organisation(name), gate.organisation_or_person(name)) == ("[name]", "[name]")
    for name in ("Bernard Crabtree Trust", "Rasa House", "The Larder"):
        assert (gate.organisation(name), gate.organisation_or_person(name)) == (name, name)


@pytest.mark.parametrize("spared", [0, 1])
def test_what_is_replaced_wherever_it_stands_is_no_organisation(spared: int) -> None:
    made, texts = build()
    council = [row for row in tables.MENTIONS.records(made["mentions"]) if row.organisation_id == "O-council"]
    replaced = [
        Redaction(
            source=row.source, start=row.end - 3, end=row.end, text="", replacement="[name]", reason="a person"
        )
        for row in council[spared:]
    ]

    def read(table):
        return [*table.records(made[table.name]), *(replaced if table is tables.REDACTIONS else ())]

    material = Material.of(read, texts=texts)
    assert ("O-council" in material.organisation) is bool(spared)
    assert any(row.organisation_id == "O-council" for row in material.mentions) is bool(spared)
    assert any("O-council" in (row.organisation_id_a, row.organisation_id_b) for row in material.ties) is bool(
        spared
    )
