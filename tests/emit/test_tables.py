"""The tables of the dataset: columns, rows and rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.corpus.coding_records import Coding
from pipeline.corpus.settings import Settings
from pipeline.corpus.spans import timecode
from pipeline.emit import schemas
from pipeline.emit.coded_quotes import verdicts
from pipeline.emit.dictionary import data_dictionary_markdown
from pipeline.emit.gate import Gate, gate_of
from pipeline.emit.handover import handover
from pipeline.emit.material import Material
from pipeline.emit.table_files import csv_rows
from pipeline.emit.writers import written
from tests.emit.conftest import redactor

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"

# The contract with those who read the files: first what a report writer needs. A column that is moved needs a line
# in the changelog.
PROMISED = {
    schemas.CODED_QUOTES: "quote attribution theme state case question sector place source_kind kind "
    "participant role organisation attributes date timecode consent shortlisted quotability "
    "context_before context_after organisations_named origin confidence basis "
    "decision counts coder note same_as repeats quote_id theme_id source start end",
    schemas.QUOTABILITY: "quote_id theme_id quotability on_theme stands_alone grounded concrete vivid personal "
    "length clean finished forceful",
    schemas.THEME_BY_ATTRIBUTE: "attribute value sources theme_id theme passages share participants "
    "of_participants",
    schemas.ORGANISATIONS: "organisation_id organisation aliases sector register_id mentions cases sources "
    "degree betweenness bridging state",
    schemas.ORGANISATION_TIES: "organisation_id_a organisation_a organisation_id_b organisation_b case source "
    "turn_id start end participant passage how direction cue implied",
    schemas.ORGANISATION_MENTIONS: "mention_id organisation_id organisation text source turn_id start end "
    "participant confidence basis",
}


@pytest.mark.parametrize("table", PROMISED, ids=lambda table: table.name)
def test_columns_are_as_promised(table: schemas.Table) -> None:
    assert " ".join(table.column_names) == PROMISED[table]


def test_coded_quotes_reads_as_it_should(files: dict[str, bytes]) -> None:
    golden = (HERE / "golden" / "coded_quotes.csv").read_bytes()
    assert files["dataset/coded_quotes.csv"].decode("utf-8-sig") == golden.decode("utf-8-sig")


def test_every_quote_is_verbatim_but_for_names(files: dict[str, bytes], study: Material) -> None:
    for row in csv_rows(files["dataset/coded_quotes.csv"]):
        stored = study.texts[row["source"]][int(row["start"]) : int(row["end"])]
        assert row["quote"] == stored.replace("Bashir", "[name]")


def test_nothing_that_was_said_disappears(files: dict[str, bytes], study: Material) -> None:
    handed_over = {row["quote_id"] for row in csv_rows(files["dataset/coded_quotes.csv"])}
    said = {row.quote_id for row in study.passages if row.participant != "P05"}
    assert said <= handed_over
    assert {row.quote_id for row in study.quotes} <= handed_over


def test_the_interviewer_is_no_evidence(files: dict[str, bytes]) -> None:
    assert "P01" not in {row["participant"] for row in csv_rows(files["dataset/coded_quotes.csv"])}


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(None, ""), (0.0, "0:00:00"), (59.9, "0:00:59"), (3725.0, "1:02:05"), (36000.0, "10:00:00")],
)
def test_timecode(seconds: float | None, code: str) -> None:
    assert timecode(seconds) == code


@pytest.mark.parametrize(
    ("own", "decisions", "together", "state", "stands"),
    [
        ("suggested", [""], "", "suggested", False),
        ("sure", [""], "", "sure", True),
        ("suggested", ["", "accept"], "accept", "confirmed", True),
        ("sure", ["", "accept"], "accept", "confirmed", True),
        ("sure", ["", "reject"], "reject", "", False),
        ("suggested", ["accept", "reject", "accept"], "disputed", "confirmed", False),
        ("sure", ["reject", "accept", "reject"], "disputed", "", False),
        ("sure", ["reject", "reject", "accept"], "disputed", "", False),  # the mark says which is the latest
        ("suggested", ["add", "accept"], "accept", "confirmed", True),
    ],
)
def test_coders_together(own: str, decisions: list[str], together: str, state: str, stands: bool) -> None:
    codings = [
        Coding(
            quote_id="Q",
            theme_id="t",
            origin="codebook",
            coder=f"coder {at}" if at else "pipeline",
            confidence=0.5,
            basis="",
            decision=decision,
            state=own,
        )
        for at, decision in enumerate(decisions)
    ]
    [verdict] = verdicts(codings)["Q"]
    assert (verdict.decision, verdict.state, verdict.stands) == (together, state, stands)
    assert verdict.counts == (state in ("confirmed", "sure"))
    assert verdict.coder.startswith("pipeline")


def test_a_suggestion_is_shown_and_counted_nowhere(files: dict[str, bytes]) -> None:
    [row] = [
        row
        for row in csv_rows(files["dataset/coded_quotes.csv"])
        if (row["quote_id"], row["theme_id"]) == ("Q-T-2.2", "waiting")
    ]
    assert (row["state"], row["counts"], row["shortlisted"]) == ("suggested", "no", "no")
    themes = {row["theme_id"]: row for row in csv_rows(files["dataset/themes.csv"])}
    columns = ("passages", "confirmed", "sure", "suggested")
    assert [themes["waiting"][name] for name in columns] == ["3", "0", "3", "1"]
    assert [themes["topic-1"][name] for name in ("passages", "suggested", "shortlisted")] == ["0", "1", "0"]
    matrix = csv_rows(files["dataset/theme_by_case.csv"])
    assert sum(int(row["Not waiting"].partition(" ")[0] or 0) for row in matrix) == 3


def test_themes_by_sector(files: dict[str, bytes]) -> None:
    rows = {row["theme_id"]: row for row in csv_rows(files["dataset/theme_by_sector.csv"])}
    assert rows["waiting"]["local authority"] == "1"
    assert rows["waiting"]["local authority (share)"] == "1.0"
    # Two of the four passages from community organisations that say enough.
    assert rows["cogs"]["community organisation (share)"] == "0.5"


def test_cases(files: dict[str, bytes]) -> None:
    [grimsby, whitby] = csv_rows(files["dataset/cases.csv"])
    assert (grimsby["source_kind"], grimsby["sources"], grimsby["participants"]) == (
        "interview; document",
        "2",
        "2",
    )
    assert (whitby["case"], whitby["participants"], whitby["passages"]) == ("whitby [name]", "2", "4")


def test_ties_show_their_words(files: dict[str, bytes]) -> None:
    tie, by_we = csv_rows(files["dataset/organisation_ties.csv"])
    assert (tie["organisation_a"], tie["organisation_b"]) == ("Grimsby Council", "Grimsby Larder")
    assert tie["passage"].startswith("[name] rang me, and the Larder opened")
    assert (tie["how"], tie["implied"], tie["cue"]) == ("co-mentioned", "", "[name] funds")
    # P04, too, says who `we` are tied to; but whom P04 speaks for is not to be printed.
    assert (by_we["how"], by_we["implied"], by_we["participant"]) == ("funds", "a", "P03")


def test_themes_of_one_name_keep_apart() -> None:
    themes = [("t1", "Money"), ("t2", "money"), ("t3", "Case"), ("t4", "Time")]
    assert schemas.distinct_names(themes, taken=("case",)) == ["Money (t1)", "money (t2)", "Case (t3)", "Time"]


def test_the_data_dictionary_is_up_to_date() -> None:
    assert (DOCS / "data_dictionary.md").read_text("utf-8") == data_dictionary_markdown(), (
        "the schemas have changed: write docs/data_dictionary.md anew with `make docs`"
    )


def test_a_study_in_which_nothing_was_found(study: Material) -> None:
    empty = Material(
        **{**{name: [] for name in Material.__dataclass_fields__}, "sources": study.sources, "texts": {}}
    )
    made = handover(empty, gate=Gate(redactor(), redactions={}), settings=Settings(), earlier=[])
    files = dict(written(made, progress=lambda *_: None))
    assert csv_rows(files["dataset/coded_quotes.csv"]) == []
    assert [row["passages"] for row in csv_rows(files["dataset/cases.csv"])] == []
    assert made.counts.cases == made.counts.interviews == made.counts.participants == 0


def test_words_of_somebody_unheard_of_are_held_back(study: Material) -> None:
    known = [row for row in study.attributions if row.participant != "P03"]
    lacking = replace(study, attributions=known)
    made = handover(lacking, gate=gate_of(lacking, redactor()), settings=Settings(), earlier=[])
    assert "P03" not in {row.participant for row in made.records(schemas.CODED_QUOTES)}
    [problem] = [finding for finding in made.findings if finding.level == "problem"]
    assert "P03" in problem.finding


@pytest.mark.parametrize(
    ("speaker", "attribution"),
    [
        ("", "somebody, as told by officer, Grimsby Council"),
        ("They", "somebody, as told by officer, Grimsby Council"),
        ("the doctor", "the doctor, as told by officer, Grimsby Council"),
        ("Carol Pike", "[name], as told by officer, Grimsby Council"),
        ("I", "officer, Grimsby Council"),
    ],
)
def test_who_is_cited_for_words_that_are_told(study: Material, speaker: str, attribution: str) -> None:
    told = [replace(row, speaker=speaker) for row in study.quotes if row.kind == "reported"]
    made = handover(replace(study, quotes=told), gate=gate_of(study, redactor()), settings=Settings(), earlier=[])
    found = [row.attribution for row in made.records(schemas.CODED_QUOTES) if row.kind == "reported"]
    assert found == [attribution]
