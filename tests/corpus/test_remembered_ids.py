"""People's ids do not depend on the order of rows and files, and are never given twice."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.corpus.remembered_ids import Claim, GivenIds, IdKind, StudyIds, file_of, natural_key
from pipeline.corpus.study import Study
from pipeline.ingest.interviewers import Habit
from pipeline.ingest.people import SpeakerHabits, Speakers, Talk, people_of
from pipeline.ingest.study_tables import ParticipantRow
from tests.ingest.helpers import ingest, study

NAMES = ("Anna Price", "Tom Reed", "Siân Prosser", "Gurpreet Mann", "Ola Nowak", "Zoë Byrne", "Interviewer", "P7")
CASES = ("Hull", "Leeds", "York", "Filey")


def talk(source: str, *labels: str, case: str = "") -> Talk:
    voices = {label: SpeakerHabits(Habit.of("We opened the hall again in May.")) for label in labels}
    return Talk(source=source, case=case or source, voices=voices, checksum=f"content of {source}")


def row(case: str, speaker: str, **more: str) -> ParticipantRow:
    return ParticipantRow(case=case, speaker=speaker, **more)


def by_label(people: Speakers) -> dict[tuple[str, str], str]:
    """The id of everybody who speaks, and of every row."""
    return people.speakers | {(row.case, row.speaker): participant for participant, row in people.listed}


talks_of_a_study = st.lists(
    st.tuples(st.sampled_from(CASES), st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)),
    min_size=1,
    max_size=5,
).map(lambda some: [talk(f"{at}.txt", *labels, case=case) for at, (case, labels) in enumerate(some)])
rows_of_a_study = st.lists(st.tuples(st.sampled_from(CASES), st.sampled_from(NAMES)), max_size=8, unique=True).map(
    lambda some: [row(case, speaker) for case, speaker in some]
)


@given(talks=talks_of_a_study, rows=rows_of_a_study, seed=st.integers())
def test_a_new_study_is_numbered_the_same_in_any_order_of_rows(talks, rows, seed):
    shuffled = random.Random(seed).sample(rows, len(rows))
    one, other = people_of(talks, rows), people_of(talks, shuffled)
    assert (one.everybody, one.speakers) == (other.everybody, other.speakers)
    assert [person.participant for person in one.everybody] == [
        f"P{n:02d}" for n in range(1, len(one.everybody) + 1)
    ]


@given(
    talks=talks_of_a_study, rows=rows_of_a_study, more=talks_of_a_study, other=rows_of_a_study, seed=st.integers()
)
def test_ids_stay_when_rows_and_transcripts_come_and_go(talks, rows, more, other, seed):
    chance = random.Random(seed)
    ids = GivenIds()
    before = people_of(talks, rows, numbers=ids.numbers)
    joined = [*(talk(f"!{one.source}", *one.voices, case=f"new {one.case}") for one in more), *talks]
    rows_now = chance.sample(rows, chance.randint(0, len(rows)))
    rows_now += [one for one in other if (one.case, one.speaker) not in {(r.case, r.speaker) for r in rows}]
    again = GivenIds.parsed(ids.written().decode())
    after = people_of(joined, chance.sample(rows_now, len(rows_now)), numbers=again.numbers)
    was = by_label(before)
    now = by_label(after)
    assert {label: now[label] for label in was if label in now} == {
        label: was[label] for label in was if label in now
    }
    assert before.speakers.keys() <= now.keys()
    new = {participant for (file, _), participant in after.speakers.items() if file.startswith("!")}
    assert not new & set(was.values()), "a new person has the id of somebody else"
    # And back: nothing that came and went has moved anybody.
    last = people_of(talks, rows, numbers=again.numbers)
    assert last.everybody == before.everybody


@given(talks=talks_of_a_study, rows=rows_of_a_study)
def test_the_same_ids_from_a_file_that_was_written_and_read(talks, rows):
    ids = GivenIds()
    first = people_of(talks, rows, numbers=ids.numbers)
    content = ids.written()
    read = GivenIds.parsed(content.decode())
    assert people_of(talks, rows, numbers=read.numbers) == first
    assert (read.written(), read.damaged) == (content, 0)
    assert not any(name.encode() in content for name in (*NAMES[:6], *CASES))


def numbered(talks, rows, ids):
    return people_of(talks, rows, numbers=ids.numbers)


def test_of_two_labels_that_turn_out_to_be_one_person_the_lower_id_stays_and_the_other_is_not_given_again():
    ids, talks = GivenIds(), [talk("a.txt", "Interviewer", "Speaker 2", "Tom Reed")]
    assert numbered(talks, [], ids).speakers["a.txt", "tom reed"] == "P03"
    both = [row("a.txt", "Tom Reed", name="Speaker 2")]
    people = numbered(talks, both, ids)
    assert people.speakers["a.txt", "tom reed"] == people.speakers["a.txt", "speaker 2"] == "P02"
    more = [*talks, talk("b.txt", "Ola Nowak")]
    assert numbered(more, both, ids).speakers["b.txt", "ola nowak"] == "P04"
    assert numbered(talks, [], ids).speakers["a.txt", "tom reed"] == "P03", "parted again, each has the own id"


def test_of_two_labels_that_are_parted_the_one_that_keeps_the_label_keeps_the_id():
    ids, talks = GivenIds(), [talk("a.txt", "Interviewer", "Tom Reed", "TR")]
    together = numbered(talks, [], ids)
    assert together.speakers["a.txt", "tr"] == together.speakers["a.txt", "tom reed"] == "P02"
    parted = numbered(talks, [row("a.txt", "TR", name="Tara Rowe")], ids).speakers
    assert (parted["a.txt", "tom reed"], parted["a.txt", "tr"]) == ("P02", "P03")


@pytest.mark.parametrize(
    "after",
    [
        talk("a.txt", "Interviewer", "Tom Reed", case="Hull"),  # cases.csv was filled in
        talk("interview 1 final.txt", "Interviewer", "Tom Reed"),  # renamed, and given below the same content
        talk("a.txt", "INTERVIEWER:", "tom reed"),
    ],
)
def test_somebody_is_known_by_file_case_or_content(after):
    ids = GivenIds()
    first = numbered([talk("a.txt", "Interviewer", "Tom Reed")], [], ids)
    content = first and Talk(source=after.source, case=after.case, voices=after.voices, checksum="content of a.txt")
    assert [one.participant for one in numbered([content], [], ids).everybody] == ["P01", "P02"]
    assert list(numbered([content], [], ids).speakers.values()) == ["P01", "P02"]


def test_the_width_of_an_id_does_not_depend_on_how_many_there_are():
    many = [talk(f"{n:03d}.txt", "Tom Reed") for n in range(1, 121)]
    ids = [person.participant for person in people_of(many, []).everybody]
    assert ids[:2] + ids[98:101] == ["P01", "P02", "P99", "P100", "P101"]
    assert sorted(sorted(ids), key=natural_key) == ids != sorted(ids)


def test_a_damaged_file_loses_only_the_damaged_rows():
    ids, talks = GivenIds(), [talk("a.txt", "Interviewer", "Tom Reed", "Ola Nowak")]
    numbered(talks, [], ids)
    lines = ids.written().decode().splitlines()
    kept = [line for line in lines if not line.endswith(",P,1")]
    read = GivenIds.parsed("\n".join([*kept, "1.2E+31,5,P,9", "\0", '"half', "a,b,c,d,e,f"]))
    assert read.damaged == 4
    assert list(numbered(talks, [], read).speakers.values()) == ["P04", "P02", "P03"]


@pytest.mark.parametrize("text", ["", "\ufeff", "salt,digest,kind,number\n", "\0\0", '"""\n,,,\n' * 9])
def test_a_file_of_nothing(text):
    assert list(numbered([talk("a.txt", "Tom Reed")], [], GivenIds.parsed(text)).speakers.values()) == ["P01"]


def test_excel_may_save_the_file():
    ids, talks = GivenIds(), [talk("a.txt", "Interviewer", "Tom Reed")]
    numbered(talks, [], ids)
    saved = "\ufeff" + ids.written().decode().replace(",", ";").replace("\n", "\r\n")
    read = GivenIds.parsed(saved)
    assert (read.damaged, read.written()) == (0, ids.written())


def test_a_study_that_was_moved_is_known_by_its_people_and_another_of_the_same_name_is_not(tmp_path):
    ids = GivenIds()
    claims = [Claim(((("case", "hull", str(n)),),), (("case", "hull", str(n)),)) for n in range(5)]
    assert ids.numbers(IdKind.PERSON, claims[::-1]) == [1, 2, 3, 4, 5]
    files = {"study-aaaaaa.csv": ids.written().decode()}
    assert StudyIds(files, own="study-bbbbbb.csv").numbers(IdKind.PERSON, claims) == [5, 4, 3, 2, 1]
    others = [Claim(((("case", "york", str(n)),),), (("case", "york", str(n)),)) for n in range(5)]
    assert StudyIds(files, own="study-bbbbbb.csv").numbers(IdKind.PERSON, others) == [1, 2, 3, 4, 5]
    one, other = (Study(tmp_path / at / "study", tmp_path / "models", tmp_path / "out") for at in "ab")
    assert file_of(one) != file_of(other)


TALK = "Interviewer: How did it begin?\n{0}: With a kettle and two chairs.\nInterviewer: And then?\n{0}: A table.\n"
HEAD = "Respondent ID,Sector,What helped you most?\n"
ROWS = [f"{100 + n},Charity,The people who kept turning up in week {n} of the winter.\n" for n in range(6)]
BARE = "Sector,What helped you most?\n"


def respondents(made) -> dict[str, str]:
    """The id of each respondent by what they said."""
    turns = made.tables["turns"].query("participant.str.startswith('R')")
    said = [made.texts[t.source][t.start : t.end] for t in turns.itertuples()]
    return dict(zip(said, turns["participant"], strict=True))


@pytest.mark.parametrize("own_ids", [True, False])
def test_a_later_export_sorted_otherwise_and_with_more_rows_keeps_every_respondents_id(tmp_path, own_ids):
    def export(rows):
        lines = rows if own_ids else [line.partition(",")[2] for line in rows]
        return "".join([HEAD if own_ids else BARE, *lines])

    folder = study(tmp_path / "in", answers__csv=export(ROWS))
    first = respondents(ingest(folder, tmp_path / "out"))
    new = ["300,Council,Somebody answered the telephone on a Sunday night.\n"]
    study(folder, answers__csv=export([*new, *ROWS[:1:-1]]))
    made = ingest(folder, tmp_path / "out")
    after = respondents(made)
    assert {said: one for said, one in after.items() if said in first} == dict(list(first.items())[2:])
    assert sorted(set(after.values()) - set(first.values())) == ["R007"]
    assert made.tables["sources"]["source"].tolist() == [
        "answers-r007", "answers-r006", "answers-r005", "answers-r004", "answers-r003"]  # fmt: skip


def test_an_answer_that_was_completed_keeps_its_respondent_by_the_exports_own_id(tmp_path):
    folder = study(tmp_path / "in", answers__csv=HEAD + "".join(ROWS))
    ingest(folder, tmp_path / "out")
    study(folder, answers__csv=HEAD + "".join([ROWS[3].replace("winter", "long winter"), *ROWS[:3]]))
    after = respondents(ingest(folder, tmp_path / "out"))
    assert list(after.values()) == ["R004", "R001", "R002", "R003"]


def test_two_people_with_the_same_answers_have_two_ids(tmp_path):
    same = "Charity,The people who kept turning up.\n"
    rows = [same, "Charity,A key to the hall and nobody asking.\n", same, "Charity,A van with a heater in it.\n"]
    folder = study(tmp_path / "in", answers__csv=BARE + "".join(rows))
    one = ingest(folder, tmp_path / "out").tables["turns"]["participant"].tolist()
    study(folder, answers__csv=BARE + "".join(reversed(rows)))
    two = ingest(folder, tmp_path / "out").tables["turns"]["participant"].tolist()
    assert (one, two) == (["R001", "R002", "R003", "R004"], ["R004", "R001", "R002", "R003"])


def ids_of(made) -> dict[tuple[str, str], str]:
    people = made.tables["participants"]
    return {(p.case, p.speaker): p.participant for p in people.itertuples()}


def test_deleted_outputs_and_a_transcript_whose_name_sorts_first_renumber_nobody(tmp_path):
    models = tmp_path / "models"
    folder = study(tmp_path / "in", hall__txt=TALK.format("Anna Price"), mill__txt=TALK.format("Tom Reed"))
    before = ids_of(ingest(folder, tmp_path / "out", models=models))
    shutil.rmtree(tmp_path / "out")
    study(folder, attic__txt=TALK.format("Ola Nowak"))
    after = ids_of(ingest(folder, tmp_path / "out", models=models))
    assert {one: after[one] for one in before} == before
    (folder / "hall.txt").unlink()
    (folder / "attic.txt").unlink()
    study(folder, barn__txt=TALK.format("Zoë Byrne"))
    last = ids_of(ingest(folder, tmp_path / "out", models=models))
    assert not {last["barn", "Interviewer"], last["barn", "Zoë Byrne"]} & set(after.values())


@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_text("?")]
)
def test_without_the_file_the_last_runs_tables_tell_the_ids(tmp_path, spoil):
    models = tmp_path / "models"
    files = {"hall__txt": TALK.format("Anna Price"), "answers__csv": HEAD + "".join(ROWS)}
    folder = study(tmp_path / "in", mill__txt=TALK.format("Tom Reed"), **files)
    ingest(folder, tmp_path / "out", models=models)
    study(folder, attic__txt=TALK.format("Ola Nowak"), answers__csv=HEAD + "".join(ROWS[::-1]))
    before = ingest(folder, tmp_path / "out", models=models)
    (written,) = (models / "identifiers").glob("*.csv")
    assert written.stat().st_mode & 0o777 == 0o600
    spoil(written)
    after = ingest(folder, tmp_path / "out", models=models)
    assert b",P,1\n" in written.read_bytes(), "the file is written again, though no transcript has changed"
    assert (ids_of(before), respondents(before)) == (ids_of(after), respondents(after))


def test_a_models_folder_that_cannot_be_written_is_told_and_stops_nothing(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "identifiers").write_text("a file where the folder should be")
    made = ingest(study(tmp_path / "in", hall__txt=TALK.format("Anna Price")), tmp_path / "out",
                  models=tmp_path / "models")  # fmt: skip
    assert any("could not be saved" in finding.finding for finding in made.findings)
    assert len(made.tables["participants"]) == 2
