"""Every table that users edit, damaged in a dozen ways, is read or rejected with a message, without a traceback."""

from pathlib import Path

import pytest

from pipeline.corpus.codebook import parse_codebook
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.settings import load_settings
from pipeline.corpus.storage import decoded
from pipeline.corpus.withdrawals import Withdrawals
from pipeline.ingest.study_tables import ParticipantsFile, read_cases, read_participants
from pipeline.organisations.gazetteer import parse_gazetteer
from pipeline.organisations.registers import COLUMNS, parse_register

TABLES = {
    "cases.csv": "file,case,kind\na.txt,A,interview\nb.txt,B,interview\n",
    "participants.csv": "case,speaker,name,role,consent,attribution\nA,P01,Ann Ash,,named,\n"
    "A,P02,Bo Birch,,none,\n",
    "decisions.csv": "quote_id,theme_id,decision,coder\nq-1,cogs,accept,Ana\nq-2,cogs,reject,Ana\n",
    "organisations.csv": "organisation,aliases,sector\nAsh Trust,AT,funder\nBirch Council,,local authority\n",
    "register.csv": f"{','.join(COLUMNS)}\nGB-CHC-1,Ash Trust,,,,\n",
    "withdrawn.csv": f"salt,digest\n00ff,{'0a' * 16}\n",
    "codebook.yaml": "codes:\n  - id: cogs\n    name: Cogs\n    definition: Of wheels.\n",
    "settings.toml": "[themes]\nseed = 3\n",
}
READERS = {
    "cases.csv": lambda path: read_cases(path, ["a.txt", "b.txt"]),
    "participants.csv": lambda path: read_participants(ParticipantsFile.opened(path), ["A"]),
    "decisions.csv": lambda path: read_decisions(decoded(path.read_bytes()), path=path),
    "organisations.csv": lambda path: parse_gazetteer(decoded(path.read_bytes()), path=path),
    "register.csv": lambda path: parse_register(decoded(path.read_bytes()), path=path),
    "withdrawn.csv": lambda path: Withdrawals.parsed(decoded(path.read_bytes())),
    "codebook.yaml": lambda path: parse_codebook(decoded(path.read_bytes()), path=path),
    "settings.toml": load_settings,
}
DAMAGES = {
    "empty": lambda text: b"",
    "zero bytes inside": lambda text: text.encode()[:40] + bytes(50) + text.encode()[40:],
    "zero bytes alone": lambda text: bytes(900),
    "binary": lambda text: bytes(range(256)) * 9,
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without its mark": lambda text: text.encode("utf-16-le"),
    "cut in half": lambda text: text.encode()[: len(text) // 2],
    "a line of a megabyte": lambda text: f"{text}{'x' * 1_000_000}\n".encode(),
    "fifty thousand columns": lambda text: text.replace("\n", "," * 50_000 + "\n", 1).encode(),
    "fifty thousand cells": lambda text: f"{text}{',' * 50_000}\n".encode(),
    "columns twice": lambda text: "\n".join(f"{line},{line.split(',')[0]}" for line in text.splitlines()).encode(),
    "no header": lambda text: text.partition("\n")[2].encode(),
    "header alone": lambda text: f"{text.partition(chr(10))[0]}\n".encode(),
    "an open quotation mark": lambda text: text.replace("\n", '\n"', 1).encode(),
    "a later one": lambda text: text.replace(",\n", ',"x\n', 2).encode(),
    "formulas": lambda text: f"{text}=1+1,=2,@SUM(A1),+3\n".encode(),
    "a second byte-order mark": lambda text: f"{text}\ufeff{text}".encode("utf-8-sig"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_table_is_read_or_refused_in_a_sentence(tmp_path, table, damage):
    path = tmp_path / table
    path.write_bytes(DAMAGES[damage](TABLES[table]))
    told = None
    try:
        READERS[table](path)
    except UserError as error:
        told = error
    assert told is None or (table in str(told) and told.remedy and len(str(told)) < 600)


def consents(path: Path) -> dict[str, str]:
    return {row.speaker: row.consent for row in read_participants(ParticipantsFile.opened(path), ["A"])[0]}


@pytest.mark.parametrize("put", ['"', "\0", "\xff", ',"'])
def test_no_damage_gives_anybody_more_consent(tmp_path, put):
    """A byte put in anywhere: who must not be quoted is not, or the run stops, or the label is another."""
    text = TABLES["participants.csv"]
    path = tmp_path / "participants.csv"
    for cut in range(len(text)):
        path.write_bytes(text[:cut].encode() + put.encode("latin-1") + text[cut:].encode())
        try:
            read = consents(path)
        except UserError:
            continue
        assert read.get("P02", "none") == "none", cut
        assert "P02" in read or len(read) == 2, cut


def test_a_participant_whose_row_is_cut_off_stops_the_run(tmp_path):
    text = TABLES["participants.csv"]
    row = text.rindex("\nA") + 1
    path = tmp_path / "participants.csv"
    for cut in range(row + 1, text.index("none") - 1):
        path.write_text(text[:cut])
        with pytest.raises(UserError, match="cut off"):
            consents(path)


def test_a_mark_that_swallows_the_next_row_stops_the_run(tmp_path):
    path = tmp_path / "participants.csv"
    path.write_text('case,speaker,name,consent,role\nA,P01,Ann,named,"worker\nA,P02,Bo,none,baker\n')
    with pytest.raises(UserError, match="not closed"):
        consents(path)
