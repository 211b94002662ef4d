"""Doubts about a reading: words of nobody are listed, signs against it are named, and a source in doubt is held."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus import tables
from pipeline.corpus.storage import read_table
from pipeline.corpus.study import Study
from pipeline.ingest import unsafe_readings
from pipeline.ingest.study_templates import kind_proposals
from pipeline.workflow.parallel import Engine
from pipeline.workflow.runner import Run
from tests.ingest.files import opendocument, richtext, word
from tests.ingest.hard_readings import ANSWERS, QUESTIONS, QUOTES, TALK
from tests.ingest.helpers import TRANSCRIPTS, ingest, needs, read, read_text, turns_of

KETTLE = [
    ("Interviewer", "How did the pantry begin?"),
    ("Tom Reed", "With a kettle and a table, in the hall that the parish had left empty for years."),
    ("Interviewer", "And then?"),
    ("Tom Reed", "Then the flood came, and we lost the whole room and everything in it."),
]


def _found(tmp_path, content: str, name: str = "a.txt"):
    (tmp_path / name).write_text(content, encoding="utf-8")
    return [each for each in read(tmp_path / name).problems if "words inside" in each.finding]


def _with(aside: str) -> str:
    lines = [f"{who}: {said}" for who, said in KETTLE]
    return "\n\n".join([*lines[:2], aside, *lines[2:]]) + "\n"


@pytest.mark.parametrize(
    "aside",
    [
        "(The witness withdrew)",
        "[phone rings, they go into the kitchen]",
        "Break: tea in the hall",
        "(Tape changed)",
    ],
)
def test_a_little_is_a_note_that_quotes_it(aside, tmp_path):
    (found,) = _found(tmp_path, _with(aside))
    assert (found.level, found.words) == ("note", f"“{aside}”")


def test_much_is_a_check(tmp_path):
    aside = "[" + "here the two of them talk about the roof of the old hall and who should pay " * 2 + "]"
    (found,) = _found(tmp_path, _with(aside))
    assert found.level == "check"
    assert "who should pay" in found.words or "…" in found.words


def test_captions_with_a_note_that_holds_speech(tmp_path):
    cues = [f"00:00:0{at}.000 --> 00:00:0{at}.900\n<v {who}>{said}</v>\n" for at, (who, said) in enumerate(KETTLE)]
    note = "NOTE the roof was never the council's to mend\n"
    (found,) = _found(tmp_path, "WEBVTT\n\n" + "\n".join([*cues[:2], note, *cues[2:]]), "a.vtt")
    assert found.words == "“NOTE the roof was never the council's to mend”"


@pytest.mark.parametrize("aside", ["Page 3 of 9", "12", "00:04:00", "[00:04:00]", ""])
def test_what_has_a_name_is_not_listed(aside, tmp_path):
    assert _found(tmp_path, _with(aside)) == []


def test_heads_of_pages_and_columns_are_not_listed(tmp_path):
    rows = "".join(f'{who},"{said}",theme {at}\n' for at, (who, said) in enumerate(KETTLE))
    assert _found(tmp_path, f"speaker,text,code\n{rows}", "a.csv") == []


def test_the_words_are_for_the_console_alone(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(_with("(The witness withdrew)"), encoding="utf-8")
    made = ingest(tmp_path / "in", tmp_path / "out")
    (found,) = [each for each in made.findings if "words inside" in each.finding]
    assert "witness" in found.words
    assert "witness" not in found.finding + found.remedy


GOOD = (
    "Interviewer: How did the pantry begin?\n\nTom Reed: With a kettle, and Hull City Council gave us a hall.\n\n"
    "Interviewer: Who helped you most?\n\nTom Reed: The neighbours did, every Friday.\n"
)
NOBODY_ASKS = (
    "Zeb Okafor: The library of Quarrymill Trust closed in March that year.\n\n"
    "Una Lindqvist: It opened again in May, with two rooms and a stove.\n\n"
    "Zeb Okafor: People came for the warmth of it.\n\nUna Lindqvist: They did, all winter.\n"
)
NOBODY_ANSWERS = "Interviewer 1: How did it begin?\n\nInterviewer 2: With a stove.\n\nInterviewer 1: And then?\n"
ONE_SPEAKER = (
    "Zeb Okafor: It began with a stove.\n\nMore rooms came, and then a garden.\n\nZeb Okafor: That is all.\n"
)
FEW_ANSWERS = "Interviewer: {long}?\n\nZeb Okafor: Yes.\n\nInterviewer: {long}?\n\nZeb Okafor: No.\n".format(
    long="How would you say that the library changed in the years after the flood " * 12
)
MEETING = (
    "Zeb Okafor: The library closed in March.\n\nUna Lindqvist: It opened in May.\n\nOrla Tan: Not for long.\n\n"
    "Zeb Okafor: For two years.\n\nUna Lindqvist: Three.\n\nOrla Tan: Two and a half.\n"
)
PEOPLE = "case,speaker,name,consent,interviewer\n"


def made(folder: Path, outputs: Path, **files: str):
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
    return ingest(folder, outputs)


def held(outcome) -> dict[str, str]:
    return {row["file"]: row["held_because"] for row in outcome.tables["sources"].to_dict("records") if row["held"]}


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (NOBODY_ASKS, "no interviewer"),
        (NOBODY_ANSWERS, "no participant"),
        (ONE_SPEAKER, "no interviewer"),
        (FEW_ANSWERS, "of the words"),
    ],
)
def test_an_interview_without_one_party_is_held(content, because, tmp_path):
    outcome = made(tmp_path / "in", tmp_path / "out", a_txt=content, b_txt=GOOD)
    assert list(held(outcome)) == ["a.txt"]
    assert because in held(outcome)["a.txt"]
    finding = next(each for each in outcome.findings if each.kind == "held")
    assert (finding.level, finding.file) == ("problem", "a.txt")
    assert "checked" in finding.remedy
    assert outcome.summary["files_held"] == 1
    assert outcome.summary["interviews"] == 1


@pytest.mark.parametrize(
    ("content", "cases", "people"),
    [
        (GOOD, "", ""),
        (MEETING, "", ""),
        (MEETING, "file,kind\na.txt,roundtable\n", ""),
        (NOBODY_ASKS, "file,kind\na.txt,roundtable\n", ""),
        (NOBODY_ASKS, "file,checked\na.txt,yes\n", ""),
        ("# A report\n\nThe library opened again in May.\n", "file,kind\na.txt,document\n", ""),
        (ONE_SPEAKER, "", PEOPLE + "a,Zeb Okafor,Zeb Okafor,named,no\n"),
        (GOOD, "", PEOPLE + "a,Tom Reed,Tom Reed,named,no\n"),
    ],
)
def test_a_safe_reading_is_not_held(content, cases, people, tmp_path):
    extra = {name: text for name, text in (("cases_csv", cases), ("participants_csv", people)) if text}
    assert not held(made(tmp_path / "in", tmp_path / "out", a_txt=content, **extra))


def test_a_speaker_whom_participants_csv_does_not_know(tmp_path):
    people = PEOPLE + "".join(f"a,{name},{name},named,no\n" for name in ("Zeb Okafor", "Una Lindqvist"))
    outcome = made(tmp_path / "in", tmp_path / "out", a_txt=MEETING, participants_csv=people)
    assert "participants.csv" in held(outcome)["a.txt"]
    assert "Orla" not in " ".join(each.finding + each.remedy for each in outcome.findings)


def test_nothing_uses_a_source_that_is_held(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "bad.txt").write_text(NOBODY_ASKS, encoding="utf-8")
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    study = Study(transcripts=folder, outputs=tmp_path / "out", models=tmp_path / "models")
    Run(study, Engine(jobs=1)).through(STAGES)

    def rows(table):
        return read_table(study.tables / f"{table.name}.parquet", table).to_dict("records")

    assert [row["source"] for row in rows(tables.SOURCES) if row["held"]] == ["bad"]
    later = [table for stage in STAGES[1:] for table in stage.outputs]
    assert rows(tables.PASSAGES)
    for table in later:
        assert all(row.get("source") != "bad" for row in rows(table)), table.name
    for path in study.outputs.rglob("*"):
        if path.is_file() and study.private not in path.parents and path.suffix in (".csv", ".html", ".json"):
            text = path.read_text(encoding="utf-8-sig")
            for word in ("Quarrymill", "Lindqvist", "stove"):
                assert word not in text, path.name


@pytest.mark.skipif(not TRANSCRIPTS.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("folder", ["oral-history", "welsh-parliament", "lampard-inquiry", "podcast-changelog"])
def test_public_transcripts_are_not_held(folder, tmp_path):
    assert not held(ingest(TRANSCRIPTS / folder, tmp_path))


# Who speaks stands on a line of its own, and each turn begins with a topic: either may be the label.
NAMES = [
    *(("ZEB OKAFOR", "UNA LINDQVIST"), ("QUILL OZANNE", "THANDIWE MBEKI"), ("ORLA TAN", "XANTHE PRYCE")),
    *(("NGOZI EZE", "YUSRA HAIDAR"), ("ANNA PRICE", "TOM REED"), ("INTERVIEWER", "RESPONDENT")),
]
TOPICS = [("Zumba", "Kefir"), ("Wickham", "Selby"), ("Phase One", "Phase Two"), ("Anglian", "Yorkshire")]
FORMS = ["{}\n{}: {}\n\n", "{}  0:05\n{}: {}\n\n"]


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
@pytest.mark.parametrize("topics", TOPICS, ids=lambda topics: topics[0])
@pytest.mark.parametrize("form", FORMS, ids=("line", "time"))
def test_a_topic_is_no_speaker_or_the_file_is_held(names, topics, form, tmp_path):
    turns = [(names[at % 2], topics[at // 3 % 2], text) for at, text in enumerate(TALK * 2)]
    source = read_text(tmp_path, "a.txt", "".join(form.format(*turn) for turn in turns))
    right = turns_of(source) == [(who, f"{topic}: {text}") for who, topic, text in turns]
    assert right or source.unsafe or source.score < 0.6, (source.layout, source.score, turns_of(source)[:4])


def test_a_rival_reading_is_named_with_its_share():
    """Two layouts find as many turns, on other lines, and the scores are nearly the same."""
    from pipeline.documents.document import Line
    from pipeline.ingest.turn_starts import TurnStart

    lines = [Line(text="three words here", number=at) for at in range(20)]
    mine = {at: TurnStart("AB"[at // 2 % 2], (), "", "") for at in range(0, 20, 2)}
    other = {at: TurnStart("CD"[at // 2 % 2], (), "", "") for at in range(1, 20, 2)}
    rival = unsafe_readings.Rival("label-line", 0.93, other)
    told = unsafe_readings.nearly_as_good(mine, 0.97, [rival], lines)
    assert told.startswith("the layout 'label-line' matches nearly as well (93% against 97%), and gives 50% of")
    assert not unsafe_readings.nearly_as_good(mine, 0.97, [rival._replace(score=0.8)], lines)
    fewer = {at: mine[at] for at in list(mine)[:6]}
    assert not unsafe_readings.nearly_as_good(mine, 0.97, [rival._replace(openings=fewer)], lines)
    same = dict(mine) | {at: TurnStart("AB"[at // 2 % 2], (), "", "") for at in other}
    assert not unsafe_readings.nearly_as_good(mine, 0.97, [rival._replace(openings=same)], lines)


LABELS = ["MODERATOR", "Moderator", "Interviewer", "Facilitator 1", "INT", "Q"]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    ("ending", "written"),
    [
        ("docx", word),
        ("odt", opendocument),
        ("rtf", richtext),
        ("txt", "\n\n".join),
        ("md", "\n\n".join),
        ("html", lambda paragraphs: "".join(f"<p>{each}</p>" for each in paragraphs)),
    ],
)
def test_paragraphs_without_a_label_are_the_other_partys(label, ending, written, tmp_path):
    needs(ending)
    paragraphs: list[str] = []
    turns: list[tuple[str, str]] = []
    for at, (question, answer) in enumerate(zip(QUESTIONS, ANSWERS, strict=True)):
        said = [answer, *QUOTES[: at % 3]]
        paragraphs += [f"{label}: {question}", *said]
        turns += [(label, question), ("Answer", " ".join(said))]
    source = read_text(tmp_path, f"a.{ending}", written(paragraphs))
    assert turns_of(source) == turns
    assert source.layout == "one-label"
    assert source.unsafe == unsafe_readings.ONE_LABEL


@pytest.mark.parametrize("label", ["Respondent", "P03", "Tom Reed", "TR", "Olu", "Interviewee"])
def test_the_labelled_party_may_be_the_one_that_answers(label, tmp_path):
    paragraphs = [text if at % 2 == 0 else f"{label}: {text}" for at, text in enumerate(TALK)]
    source = read_text(tmp_path, "a.txt", "\n\n".join(paragraphs))
    assert turns_of(source) == [("Question" if at % 2 == 0 else label, text) for at, text in enumerate(TALK)]
    assert source.unsafe


def test_a_forced_one_label_layout_is_used(tmp_path: Path):
    folder = tmp_path / "in"
    folder.mkdir()
    content = "\n\n".join(f"Moderator: {text}" if at % 2 == 0 else text for at, text in enumerate(TALK))
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(content, "utf-8")
    (folder / "cases.csv").write_text("file,layout\na.txt,one-label\n", "utf-8")
    sources = ingest(folder, tmp_path / "out").tables["sources"].set_index("file")
    assert sources["held"].to_dict() == {"a.txt": False, "b.txt": True}
    assert "only one party has a label" in sources.loc["b.txt", "held_because"]


def test_labels_that_stop_say_how_much_is_left(tmp_path: Path):
    said = [f"{('Anna Price', 'Tom Reed')[at % 2]}: {text}" for at, text in enumerate(TALK)]
    source = read_text(tmp_path, "a.txt", "\n\n".join([*said, *ANSWERS, *QUOTES]))
    assert source.unsafe.startswith("18 paragraphs without a label, ")
    assert source.unsafe.endswith(" of the text, stand after the last label")


SECTIONS = ["Introduction", "Methods", "Findings", "The north", "The south", "Recommendations", "Next steps"]
BODIES = ["HRA", "DHS", "PTH", "HRA", "Council", "DHS", "PTH"]
SPEAKERS = ["Jean Rice", "Marcus Moore", "Liz Arbour", "Jean Rice", "Lynn Lewis", "Charley Heck", "Marcus Moore"]
REPORTS = [
    ("md", "**{}**\n\n{}", SECTIONS),
    ("md", "## {}\n\n{}", SECTIONS),
    ("md", "**{}:** {}", SECTIONS),
    ("txt", "{}\n\n{}", SECTIONS),
    ("txt", "{}: {}", SECTIONS),
    ("txt", "{}: {}", BODIES),
    ("txt", "{}:\n{}", SPEAKERS),
    ("txt", "{}: {}", SPEAKERS),
    ("md", "**{}** {}", SPEAKERS),
    ("txt", "[{}] {}", SPEAKERS),
    ("txt", "{}. {}", SPEAKERS),
    ("txt", "{1}", SECTIONS),
]


@pytest.mark.parametrize(("ending", "form", "heads"), REPORTS)
def test_a_report_is_no_conversation(ending, form, heads, tmp_path: Path):
    paragraph = " ".join(QUOTES[:11])
    text = "\n\n".join(form.format(head, f"{paragraph} {paragraph}") for head in heads)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / f"a.{ending}").write_text(text, encoding="utf-8")
    outcome = ingest(tmp_path / "in", tmp_path / "out")
    (source,) = outcome.tables["sources"].to_dict("records")
    assert source["held_because"].startswith(unsafe_readings.LIKE_A_REPORT)
    (proposal,) = kind_proposals(outcome.tables)
    assert proposal.kind == "document"


@pytest.mark.parametrize("heads", [SPEAKERS, BODIES])
def test_people_who_ask_hold_a_conversation(heads, tmp_path: Path):
    paragraph = " ".join(QUOTES)
    said = [f"{paragraph} {paragraph}", f"{paragraph} {paragraph} What did you make of it?"]
    text = "\n\n".join(f"{head}: {said[at % 2]}" for at, head in enumerate(heads * 2))
    assert unsafe_readings.LIKE_A_REPORT not in read_text(tmp_path, "a.txt", text).unsafe
