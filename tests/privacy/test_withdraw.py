"""Who withdraws leaves no word, name or id behind: in no table, kept result, decision, example or output."""

import csv
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.coding_records import Decision
from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.decisions_file import written_decisions
from pipeline.corpus.quote_choices import QUOTE_COLUMNS, read_quote_choices
from pipeline.corpus.review_files import MEMO_COLUMNS, MEMOS_FILE, read_memos
from pipeline.corpus.spans import folded
from pipeline.corpus.speaker_decisions import SPEAKER_COLUMNS, SPEAKERS_FILE, read_speaker_decisions
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.corpus.withdrawals import Withdrawals, answers_mark, speaker_mark
from pipeline.emit.table_files import csv_bytes
from pipeline.privacy.file_text import pieces_of
from pipeline.privacy.pseudonymise import pseudonymise
from pipeline.workflow.cache import Cache, content_key
from pipeline.workflow.fingerprints import fingerprint_of
from pipeline.workflow.runner import Run

from .. import invariants
from ..conftest import invoke_on


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(texts, length=6):
    words = [_words(text) for text in texts]
    return {" ".join(some[at : at + length]) for some in words for at in range(len(some) - length + 1)}


def _own_runs(study: Study, participant: str) -> set[str]:
    """Six words and more in a row that only this person said."""
    made = invariants.Made(study)
    turns = made.rows(tables.TURNS)
    said = {mine: [made.texts[t["source"]][t["start"] : t["end"]] for t in turns
                   if (t["participant"] == participant) is mine] for mine in (True, False)}  # fmt: skip
    return _runs(said[True]) - _runs(said[False])


def _traces(folder: Path, *, runs: set[str], names: list[str]) -> list[str]:
    found = []
    for piece in pieces_of(folder, without=""):
        words = _words(piece.text)
        here = {" ".join(words[at : at + 6]) for at in range(len(words) - 5)} & runs
        here |= {name for name in names if re.search(rf"(?<![^\W_]){name}(?![^\W_])", piece.text, re.IGNORECASE)}
        found += [f"{piece.file} {piece.part}: {sorted(here)[:3]}"] if here else []
    return found


def _kept_meanings(study: Study, participant: str) -> list[str]:
    """Keys under which the meaning of what somebody said is kept."""
    made = invariants.Made(study)
    said = [
        made.texts[row["source"]][row["start"] : row["end"]]
        for row in made.rows(tables.PASSAGES) if row["participant"] == participant
    ]  # fmt: skip
    texts = {way for text in said for way in (text, text.strip(), folded(text))}
    method = content_key(fingerprint_of("pipeline.language.sentence_encoder"))
    return [content_key(method, text) for text in texts]


def _kept(study: Study, keys: list[str]) -> set[str]:
    cache = Cache(study.private / "cache.sqlite")
    try:
        return cache.known(keys)
    finally:
        cache.close()


@pytest.fixture
def decided(sample_copy) -> Study:
    """The sample with decisions about P14's words, stars and bars, and an example from them in the codebook."""
    made = invariants.Made(sample_copy)
    rows = [row for row in made.rows(tables.PASSAGES) if row["participant"] in ("P14", "P10") and row["words"] > 15]
    decisions = [
        Decision(quote_id=row["quote_id"], theme_id="trust", decision="add", coder="Ann", source=row["source"],
                 quote=made.texts[row["source"]][row["start"] : row["end"]], note="compare Dean Holroyd")
        for row in rows
    ]  # fmt: skip
    (sample_copy.models / "decisions.csv").write_bytes(written_decisions(decisions))
    own = next(row for row in rows if row["participant"] == "P14")
    said = made.texts[own["source"]][own["start"] : own["end"]]
    others = "We knew by teatime who was on a nebuliser and who had a baby"
    given = [("harrowdale_roundtable.txt", "", "DEAN HOLROYD", said, "Ann"), ("a.txt", "", "Bo", others, "Ann")]
    (sample_copy.models / SPEAKERS_FILE).write_bytes(csv_bytes(SPEAKER_COLUMNS, given))
    memos = [
        ("passage", own["quote_id"], "Ann", "", "A memo on it.", own["source"], said),
        ("code", "trust", "Ann", "", f"Compare “{said}”", "", ""),
        ("study", "", "Ann", "", "Ask Dean Holroyd again.", "", ""),
        ("study", "", "Bo", "", "Begin with the roundtables.", "", ""),
    ]
    (sample_copy.models / MEMOS_FILE).write_bytes(csv_bytes(MEMO_COLUMNS, memos))
    with (sample_copy.models / "quotes.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(QUOTE_COLUMNS)
        for at, one in enumerate(decisions):
            table.writerow((one.quote_id, ("star", "bar")[at % 2], "Ann", one.note, one.source, one.quote))
    codebook = sample_copy.models / "codebook.yaml"
    words = "I was a heating engineer for twenty years before they gave me a desk."
    lines = codebook.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.strip() == "examples:")
    indent = lines[at + 1][: lines[at + 1].index("-")]
    lines.insert(at + 1, f'{indent}- "{words}"\n')
    codebook.write_text("".join(lines), "utf-8")
    Run(sample_copy).through(STAGES)
    return sample_copy


@pytest.mark.slow
def test_nothing_of_them_is_left_after_withdrawal_and_another_run(decided):
    runs = _own_runs(decided, "P14")
    assert len(runs) > 200
    names = ["Dean Holroyd", "Holroyd", "Dean", "P14"]
    kept = read_decisions((decided.models / "decisions.csv").read_text("utf-8-sig")).decisions
    assert _traces(decided.outputs, runs=runs, names=names)
    in_models = ["Dean Holroyd", "Holroyd", "P14"]  # the list of organisations has a Forest of Dean
    assert _traces(decided.models, runs=runs, names=in_models)
    codebook = (decided.models / "codebook.yaml").read_text("utf-8")
    pseudonymise(decided)
    meanings = _kept_meanings(decided, "P14")
    assert _kept(decided, meanings)
    before = {path: path.read_bytes() for path in decided.transcripts.rglob("*") if path.is_file()}

    told = invoke_on(decided, "withdraw", "P14", "--yes")
    assert told.exit_code == 0, told.output
    for again in (False, True):
        if again:
            assert invoke_on(decided, "run").exit_code == 0
        assert _traces(decided.outputs, runs=runs, names=names) == []
        assert _traces(decided.models, runs=runs, names=in_models) == []
    invariants.check_all(decided)
    # Said, remembered, and the transcripts untouched.
    assert re.search(r"\d+  rows of turns", told.output)
    assert "examples in models/codebook.yaml" in told.output
    assert "harrowdale_roundtable.txt: their words" in told.output
    assert re.search(r"participants\.csv, line 15: their row", told.output)
    assert {path: path.read_bytes() for path in before} == before
    # Nobody else lost anything.
    left = read_decisions((decided.models / "decisions.csv").read_text("utf-8-sig")).decisions
    choices, _ = read_quote_choices((decided.models / "quotes.csv").read_text("utf-8-sig"))
    assert {one.quote_id for one in choices} == {one.quote_id for one in left}
    others = {row["quote_id"] for row in invariants.Made(decided).rows(tables.PASSAGES)}
    assert {d.quote_id for d in left} == {d.quote_id for d in kept if d.quote_id in others} != set()
    assert all(d.note == "compare [name]" for d in left)
    memos = read_memos((decided.models / MEMOS_FILE).read_text("utf-8-sig"))
    assert [one.memo for one in memos] == ["Ask [name] again.", "Begin with the roundtables."]
    assert "memos and marked passages in models/" in told.output
    given, _ = read_speaker_decisions((decided.models / SPEAKERS_FILE).read_text("utf-8-sig"))
    assert [one.speaker for one in given] == ["Withdrawn", "Bo"]
    assert given[0].words.startswith("withdrawn:")
    after = (decided.models / "codebook.yaml").read_text("utf-8")
    assert after == "".join(line for line in codebook.splitlines(keepends=True) if "heating engineer" not in line)
    assert not _kept(decided, meanings)
    assert not (decided.outputs / "pseudonymised").exists()
    database = sqlite3.connect(decided.private / "cache.sqlite")
    assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
    database.close()


@pytest.mark.slow
def test_others_keep_their_ids_and_their_words(sample_copy):
    def said(study):
        made = invariants.Made(study)
        rows = made.rows(tables.PASSAGES)
        return {(r["participant"], made.texts[r["source"]][r["start"] : r["end"]]) for r in rows}

    before = said(sample_copy)
    assert invoke_on(sample_copy, "withdraw", "p14", "--yes").exit_code == 0
    after = said(sample_copy)
    lost = {who for who, _ in before - after}
    # Whoever spoke of Dean has [name] where the name stood.
    assert len({text for who, text in before if who != "P14"}) == len({text for who, text in after})
    assert "P14" in lost
    assert all("[name]" in text for who, text in after - before)
    text = (sample_copy.texts / "harrowdale-roundtable.txt").read_text("utf-8")
    assert "[withdrawn]" in text


@pytest.mark.slow
def test_a_row_that_was_cleared_keeps_its_place(sample_copy):
    assert invoke_on(sample_copy, "withdraw", "P14", "--yes").exit_code == 0

    def people():
        return [(r["participant"], r["name"]) for r in invariants.Made(sample_copy).rows(tables.PARTICIPANTS)]

    before = people()
    table = sample_copy.transcripts / "participants.csv"
    table.write_text(table.read_text("utf-8").replace("DEAN HOLROYD,Dean Holroyd", "withdrawn,withdrawn"), "utf-8")
    transcript = sample_copy.transcripts / "harrowdale_roundtable.txt"
    turns = transcript.read_text("utf-8").split("\n\n")
    transcript.write_text("\n\n".join(t for t in turns if not t.startswith("DEAN HOLROYD")), "utf-8")
    told = invoke_on(sample_copy, "ingest")
    assert told.exit_code == 0, told.output
    assert people() == before
    assert "P14" not in told.output


@pytest.mark.slow
def test_an_interview_of_which_only_questions_are_left_goes_whole(sample_copy):
    runs = _own_runs(sample_copy, "P04")
    told = invoke_on(sample_copy, "withdraw", "Dilys Prout", "--yes")
    assert told.exit_code == 0, told.output
    assert not (sample_copy.texts / "wexcombe-interview.txt").exists()
    assert _traces(sample_copy.outputs, runs=runs, names=["Dilys Prout", "Dilys", "Prout", "P04"]) == []
    invariants.check_all(sample_copy)


@pytest.mark.slow
def test_a_respondent_of_a_survey(sample_copy):
    made = invariants.Made(sample_copy)
    runs = _own_runs(sample_copy, "R003")
    told = invoke_on(sample_copy, "withdraw", "R003", "--yes")
    assert told.exit_code == 0, told.output
    assert _traces(sample_copy.outputs, runs=runs, names=["R003"]) == []
    people = {row["participant"] for row in invariants.Made(sample_copy).rows(tables.PARTICIPANTS)}
    assert people == {row["participant"] for row in made.rows(tables.PARTICIPANTS)} - {"R003"}
    # Somebody takes another row out of the survey: it is still the one who withdrew that is gone.
    survey = sample_copy.transcripts / "survey.csv"
    lines = survey.read_text("utf-8").splitlines(keepends=True)
    survey.write_text("".join(lines[:1] + lines[2:]), "utf-8")
    Run(sample_copy).through(STAGES)
    assert _traces(sample_copy.outputs, runs=runs, names=[]) == []


@pytest.mark.slow
def test_what_the_run_did_not_make_is_pointed_out(sample_copy):
    (sample_copy.private / "review").mkdir()
    words = "I was a heating engineer for twenty years before they gave me a desk."
    (sample_copy.private / "review" / "mine.txt").write_text(words)
    told = invoke_on(sample_copy, "withdraw", "P14", "--yes")
    assert told.exit_code == 1
    assert re.search(r"! \S*review/mine\.txt: their words", told.output), told.output


@pytest.mark.parametrize("who", ["P99", "Nobody Atall", "P01"])
def test_nobody_is_withdrawn_by_mistake(sample_copy, who):
    told = invoke_on(sample_copy, "withdraw", who, "--yes")
    assert told.exit_code == 2
    assert not (sample_copy.models / "withdrawn.csv").exists()


def test_without_yes_it_asks(sample_copy):
    told = invoke_on(sample_copy, "withdraw", "P14", answer="n\n")
    assert told.exit_code == 1
    assert not (sample_copy.models / "withdrawn.csv").exists()


@pytest.mark.slow
def test_when_nobody_is_left_everything_goes(tmp_path, sample_copy):
    transcripts = tmp_path / "one"
    transcripts.mkdir()
    shutil.copy(sample_copy.transcripts / "wexcombe_interview.vtt", transcripts)
    study = Study(transcripts, sample_copy.models, tmp_path / "out")
    Run(study).through(STAGES)
    people = tables.PARTICIPANTS.records(read_table(study.tables / "participants.parquet", tables.PARTICIPANTS))
    who = next(person.participant for person in people if person.name == "Dilys Prout")
    told = invoke_on(study, "withdraw", who, "--yes")
    assert told.exit_code == 2
    assert "everybody in the study has withdrawn" in told.output
    assert _traces(study.outputs, runs=set(), names=["Dilys", "Prout"]) == []


def test_the_file_tells_nobodys_name():
    marks = [speaker_mark("Harrowdale", "dean holroyd"), answers_mark("Survey", ["We knew each other"])]
    known = Withdrawals().added(marks, salt="00ff")
    again = Withdrawals.parsed(known.written().decode())
    assert len(again.rows) == 2
    assert set(again.rows) == set(known.rows)
    assert all(again.holds(mark) for mark in marks)
    assert not again.holds(speaker_mark("Harrowdale", "nadia farrow"))
    assert again.added(marks, salt="other").rows == again.rows
    assert b"dean" not in known.written()
    assert not Withdrawals.parsed(None)
