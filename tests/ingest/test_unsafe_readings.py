"""What the text alone tells against a reading: a rival nearly as good, labels that stop, one labelled party."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest import unsafe_readings
from pipeline.ingest.study_templates import kind_proposals
from tests.ingest.files import opendocument, richtext, word
from tests.ingest.hard_readings import ANSWERS, QUESTIONS, QUOTES, TALK
from tests.ingest.helpers import ingest, needs, read_text, turns_of

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
    from pipeline.ingest.turn_starts import Opening

    lines = [Line(text="three words here", number=at) for at in range(20)]
    mine = {at: Opening("AB"[at // 2 % 2], (), "", "") for at in range(0, 20, 2)}
    other = {at: Opening("CD"[at // 2 % 2], (), "", "") for at in range(1, 20, 2)}
    rival = unsafe_readings.Rival("label-line", 0.93, other)
    told = unsafe_readings.nearly_as_good(mine, 0.97, [rival], lines)
    assert told.startswith("the layout 'label-line' matches nearly as well (93% against 97%), and gives 50% of")
    assert not unsafe_readings.nearly_as_good(mine, 0.97, [rival._replace(score=0.8)], lines)
    fewer = {at: mine[at] for at in list(mine)[:6]}
    assert not unsafe_readings.nearly_as_good(mine, 0.97, [rival._replace(openings=fewer)], lines)
    same = dict(mine) | {at: Opening("AB"[at // 2 % 2], (), "", "") for at in other}
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
PEOPLE = ["Jean Rice", "Marcus Moore", "Liz Arbour", "Jean Rice", "Lynn Lewis", "Charley Heck", "Marcus Moore"]
REPORTS = [
    ("md", "**{}**\n\n{}", SECTIONS),
    ("md", "## {}\n\n{}", SECTIONS),
    ("md", "**{}:** {}", SECTIONS),
    ("txt", "{}\n\n{}", SECTIONS),
    ("txt", "{}: {}", SECTIONS),
    ("txt", "{}: {}", BODIES),
    ("txt", "{}:\n{}", PEOPLE),
    ("txt", "{}: {}", PEOPLE),
    ("md", "**{}** {}", PEOPLE),
    ("txt", "[{}] {}", PEOPLE),
    ("txt", "{}. {}", PEOPLE),
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


@pytest.mark.parametrize("heads", [PEOPLE, BODIES])
def test_people_who_ask_hold_a_conversation(heads, tmp_path: Path):
    paragraph = " ".join(QUOTES)
    said = [f"{paragraph} {paragraph}", f"{paragraph} {paragraph} What did you make of it?"]
    text = "\n\n".join(f"{head}: {said[at % 2]}" for at, head in enumerate(heads * 2))
    assert unsafe_readings.LIKE_A_REPORT not in read_text(tmp_path, "a.txt", text).unsafe
