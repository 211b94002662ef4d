"""The work that a second run repeats, counted in tasks and not in seconds."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.language import sentence_encoder
from pipeline.privacy.audit import audit
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run

from ..conftest import ROOT, made_below

pytestmark = pytest.mark.slow

SPEAKERS = ("Maureen Hales", "Tadeusz Wolny", "Siân Prosser", "Gurpreet Mann")
SUBJECTS = ("boiler", "minibus", "allotment", "kitchen", "choir", "advice desk", "youth club", "repair shop")
HEAVY = ("spacy", "onnxruntime", "tokenizers", "sklearn", "bertopic", "joblib", "docx", "networkx")


def talk(number: int) -> str:
    """A short interview; no two say the same."""
    who, subject = SPEAKERS[number % len(SPEAKERS)], SUBJECTS[number % len(SUBJECTS)]
    return (
        f"Interviewer: Where did the {subject} begin?\n\n"
        f"{who}: We began the {subject} in {1900 + number} with {number} volunteers from Age UK Fenside. "
        f"The council gave us {number * 7} pounds and then nothing for {number % 9 + 2} winters in a row.\n\n"
        f"Interviewer: And today?\n\n"
        f"{who}: Today the {subject} feeds {number * 3} people every week, and Marsh Lane Trust pays {number}.\n"
    )


@pytest.fixture(scope="module")
def hundred(tmp_path_factory) -> Study:
    """A study of a hundred interviews after its first run."""
    folder = tmp_path_factory.mktemp("hundred")
    transcripts = folder / "transcripts"
    transcripts.mkdir()
    for number in range(1, 101):
        (transcripts / f"talk_{number:03d}.txt").write_text(talk(number), "utf-8")
    shutil.copytree(ROOT / "models", folder / "models", ignore=shutil.ignore_patterns("*.onnx", "decisions.csv"))
    study = Study(transcripts, folder / "models", folder / "outputs")
    Run(study).through(STAGES)
    return study


@pytest.fixture
def study(hundred, tmp_path) -> Study:
    """A copy of it, to change."""
    shutil.copytree(hundred.outputs.parent, tmp_path / "study")
    return Study(tmp_path / "study" / "transcripts", tmp_path / "study" / "models", tmp_path / "study" / "outputs")


@pytest.fixture
def done(monkeypatch) -> Counter[str]:
    """How many pieces of work of each kind are done, those kept from before left out."""
    counted: Counter[str] = Counter()
    whole_map, whole_embed = Engine.map, sentence_encoder.embed_in_batches

    def counting_map(self, function, items, *, characters):
        counted[function.__name__] += len(items)
        return whole_map(self, function, items, characters=characters)

    def counting_embed(work, keys, texts):
        counted["embedded"] += len(keys)
        return whole_embed(work, keys, texts)

    monkeypatch.setattr(Engine, "map", counting_map)
    monkeypatch.setattr(sentence_encoder, "embed_in_batches", counting_embed)
    return counted


def again(study: Study) -> None:
    Run(study).through(STAGES)


def test_a_first_run_is_counted_at_all(study, done):
    shutil.rmtree(study.outputs)
    again(study)
    assert {name: done[name] for name in ("read_item", "seen_by_model", "recognise", "read_source")} == {
        "read_item": 100, "seen_by_model": 100, "recognise": 100, "read_source": 100}  # fmt: skip
    assert done["embedded"] >= 200


def test_with_nothing_changed_nothing_is_done(study, done):
    again(study)
    assert not +done


def test_with_nothing_changed_nothing_heavy_is_loaded(study):
    told = subprocess.run(
        [sys.executable, "-c", "import sys, json; from pipeline.cli.main import main\n"
         "try: main()\nexcept SystemExit: print(json.dumps(sorted(sys.modules)))",
         "--transcripts", study.transcripts, "--models", study.models, "--outputs", study.outputs, "--quiet",
         "run"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    loaded = json.loads(told.stdout.strip().rpartition("\n")[2])
    assert not set(HEAVY) & set(loaded)


def test_one_changed_transcript_of_a_hundred_is_read_alone(study, done):
    path = study.transcripts / "talk_050.txt"
    path.write_text(path.read_text("utf-8").replace("Today the", "Today our"), "utf-8")
    again(study)
    assert done["read_item"] == done["seen_by_model"] == done["recognise"] == done["read_source"] == 1
    assert 1 <= done["embedded"] <= 10


def test_an_edited_list_of_organisations_does_not_let_the_model_read_again(study, done):
    gazetteer = study.models / "organisations.csv"
    gazetteer.write_text(gazetteer.read_text("utf-8").rstrip("\n") + "\nRepair Shop Fenside\n", "utf-8")
    again(study)
    assert done["seen_by_model"] == done["read_item"] == 0
    assert done["recognise"] == sum(SUBJECTS[number % len(SUBJECTS)] == "repair shop" for number in range(1, 101))


def test_an_edited_codebook_reads_no_transcript(study, done):
    codebook = study.models / "codebook.yaml"
    text = codebook.read_text("utf-8")
    codebook.write_text(text.replace("An organisation or a person", "Above all somebody", 1), "utf-8")
    again(study)
    assert not any(done[name] for name in ("read_item", "seen_by_model", "recognise", "read_source"))
    assert 1 <= done["embedded"] <= 10, "the new definition, and names of candidates"


def test_a_decision_embeds_nothing_that_was_said(study, done):
    rows = (study.outputs / "dataset" / "coded_quotes.csv").read_text("utf-8-sig").splitlines()
    header = rows[0].split(",")
    quote, source = (rows[1].split(",")[header.index(name)] for name in ("quote_id", "source"))
    theme = next(
        line for line in (study.models / "codebook.yaml").read_text("utf-8").splitlines() if "id: " in line
    )
    (study.models / "decisions.csv").write_text(
        f"quote_id,source,theme_id,decision,coder\n{quote},{source},{theme.partition('id: ')[2]},accept,AB\n",
        "utf-8",
    )
    again(study)
    assert not any(done[name] for name in ("read_item", "seen_by_model", "recognise", "read_source"))
    assert done["embedded"] <= 3


def test_what_was_done_in_part_gives_the_same_as_what_was_done_at_once(study, tmp_path):
    path = study.transcripts / "talk_007.txt"
    path.write_text(talk(207), "utf-8")
    again(study)
    fresh = Study(study.transcripts, study.models, tmp_path / "fresh")
    again(fresh)
    assert made_below(study.outputs) == made_below(fresh.outputs)


def change_transcript(study: Study, random: Random) -> None:
    path = random.choice(study.transcript_files())
    path.write_text(path.read_text("utf-8") + talk(random.randrange(200, 900)), "utf-8")


def add_transcript(study: Study, random: Random) -> None:
    number = random.randrange(200, 900)
    (study.transcripts / f"talk_{number}.txt").write_text(talk(number), "utf-8")


def remove_transcript(study: Study, random: Random) -> None:
    if len(files := study.transcript_files()) > 5:
        gone = random.choice(files)
        gone.unlink()
        people = study.transcripts / "participants.csv"
        rows = rows_of(people) if people.exists() else []
        if kept := [row for row in rows if row["case"] != gone.stem]:
            write_rows(people, kept)
        else:
            people.unlink(missing_ok=True)


def decide(study: Study, random: Random) -> None:
    quotes = [row for row in rows_of(study.outputs / "dataset" / "coded_quotes.csv") if row["theme_id"]]
    file = study.models / "decisions.csv"
    rows = rows_of(file) if file.exists() else []
    for quote in random.sample(quotes, min(len(quotes), 3)):
        about = {name: quote[name] for name in ("quote_id", "source", "theme_id")}
        rows.append(
            {**about, "decision": random.choice(["accept", "reject", "none"]), "coder": random.choice("AB")}
        )
    write_rows(file, rows[random.randrange(2) :])


def edit_codebook(study: Study, random: Random) -> None:
    file = study.models / "codebook.yaml"
    text = file.read_text("utf-8")
    spoken = random.choice(["definition: ", "name: "])
    places = [at for at in range(len(text)) if text.startswith(spoken, at)]
    at = random.choice(places) + len(spoken)
    file.write_text(f"{text[:at]}{random.choice(SUBJECTS).capitalize()} {text[at:]}", "utf-8")


def edit_organisations(study: Study, random: Random) -> None:
    file = study.models / "organisations.csv"
    lines = file.read_text("utf-8").rstrip("\n").split("\n")
    names = ("Marsh Lane Trust", "Marsh Lane", "Age UK Fenside", "The Volunteers")
    line = random.choice(names) + random.choice(["", ",,,community organisation,organisation,,,"])
    file.write_text("\n".join([*(line for line in lines if not line.startswith(names)), line, ""]), "utf-8")


def edit_participants(study: Study, random: Random) -> None:
    speakers = random.sample(SPEAKERS, 2)
    cases = [path.stem for path in study.transcript_files()]
    consents = ["named", "role", "anonymous", "none"]
    write_rows(study.transcripts / "participants.csv", [
        {"case": case, "speaker": speaker, "name": speaker, "consent": random.choice(consents)}
        for case in cases for speaker in speakers if random.random() < 0.3
    ] or [{"case": cases[0], "speaker": speakers[0], "name": speakers[0], "consent": "named"}])  # fmt: skip


def decide_names(study: Study, random: Random) -> None:
    names = ["Marsh Lane", "Age UK Fenside", "Volunteers", *SPEAKERS]
    write_rows(study.models / "people.csv", [
        {"name": name, "decision": random.choice(["replace", "keep", "organisation", "place"])}
        for name in random.sample(names, 3)
    ])  # fmt: skip


def choose_quotes(study: Study, random: Random) -> None:
    quotes = rows_of(study.outputs / "dataset" / "coded_quotes.csv")
    write_rows(study.models / "quotes.csv", [
        {"quote_id": row["quote_id"], "decision": random.choice(["star", "bar"])}
        for row in random.sample(quotes, 4)
    ])  # fmt: skip


EDITS: tuple[Callable[[Study, Random], None], ...] = (
    change_transcript, add_transcript, remove_transcript, decide, edit_codebook, edit_organisations,
    edit_participants, decide_names, choose_quotes,
)  # fmt: skip


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def write_rows(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]) if rows else ["quote_id", "source", "theme_id", "decision"])
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_the_outputs_are_those_of_a_fresh_run(hundred, tmp_path, seed):
    random = Random(seed)
    shutil.copytree(hundred.models, tmp_path / "models")
    (tmp_path / "transcripts").mkdir()
    for number, path in enumerate(hundred.transcript_files()[:12]):
        shutil.copy(path, tmp_path / "transcripts")
        if number % 2:  # long enough for what is kept of long sources only
            with (tmp_path / "transcripts" / path.name).open("a", encoding="utf-8") as opened:
                opened.writelines(talk(300 + 10 * number + more) for more in range(6))
    study = Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")
    again(study)
    edits = random.sample(EDITS, len(EDITS))
    while edits:
        made = [edits.pop() for _ in range(min(random.randrange(1, 3), len(edits)))]
        for edit in made:
            edit(study, random)
        again(study)
        fresh = Study(study.transcripts, study.models, tmp_path / f"fresh {len(edits)}")
        again(fresh)
        assert made_below(study.outputs) == made_below(fresh.outputs), [edit.__name__ for edit in made]
        assert audit(study, again=False) == audit(fresh), "what was searched before is clean"
