"""Names in the headings and lists of documents, and bodies after a person's role."""

import pytest

from pipeline.organisations.document_lines import add_after_roles, names_in_lines
from pipeline.organisations.names import RecognisedNames, TurnText
from pipeline.organisations.recognise import Portion, recognise
from tests.organisations.reading import known_names


def after_roles(text):
    here = RecognisedNames([], [])
    add_after_roles(text, here)
    return [text[one.start : one.end] for one in here.organisations]


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        ("Ada Wren, Treasurer, Harbour Makers", ["Harbour Makers"]),
        ("Dr Idris Vaughan, Professor of Tidal Studies, Pellgate University", ["Pellgate University"]),
        ("Grace Adeyemi, Head of Programmes & Learning, Kindling", ["Kindling"]),
        ("Jo Lindqvist, President & CEO, Corvane Mills, LLC", ["Corvane Mills, LLC"]),
        ("Sal Okafor, Vice Chair, Brackwater Broadcasting (BB)", ["Brackwater Broadcasting"]),
        ("Mary Pike, Managing Director, Quillet, and the board", ["Quillet"]),
        ("Chief Executive, Marian Fell Settlement", ["Marian Fell Settlement"]),
        ("Ian Holt, Director, Saltings Lab, Exbury School of Design", ["Saltings Lab", "Exbury School of Design"]),
        ("Ada Wren, Treasurer", []),
        ("Ada Wren, Senior Planner, Emeritus", []),
        ("Ada Wren, Harbour Makers", []),
        ("Ada Wren, Treasurer, and then we left", []),
        ("Thanks to our trustees, James and Owen, for everything.", []),
        ("We met the chair, Ada Wren, and she was kind", []),
        ("The Treasurer, Ada Wren, has said that Harbour, Makers", []),
        ("Travis Bryant, Lead Engineer", []),
        ("Soup, Bread, Butter", []),
        ("Ed Cox, Chair, and Roxanna Locke, Manager", []),
    ],
)
def test_bodies_after_a_role(line, bodies):
    assert after_roles(line) == bodies


def in_lines(*lines, prose="We work with people in the community on health and care services."):
    """The names found in headings that follow each other."""
    turns, at = [], 0
    for line in lines:
        turns.append(TurnText("a", "", "", at, line))
        at += len(line) + 1
    found = recognise(Portion(tuple(lines), known_names()))
    names_in_lines(turns, found, texts={"a": prose})
    return [
        [line[one.start : one.end] for one in here.organisations] for line, here in zip(lines, found, strict=True)
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Pellgate Community Trust", ["Pellgate Community Trust"]),
        ("The Marian Fell Foundation: winner", ["Marian Fell Foundation"]),
        ("Brackwater College (host)", ["Brackwater College"]),
        ("Age UK", ["Age UK"]),
        ("Thank you to Citizens Advice", ["Citizens Advice"]),
        ("Community Services", []),
        ("Health and Care Services", []),
        ("How the Pellgate Community Trust Began", []),
        ("Less Work on Health Services", []),
        ("Board of Trustees", []),
    ],
)
def test_a_name_in_a_heading_is_known_or_the_whole_line(line, names):
    assert in_lines(line) == [names]


def test_names_by_the_model_alone_count_in_lists_only():
    three = ("Corvane Bulls", "Pellgate Mutual Foundation", "Exbury Settlement")
    assert in_lines("Corvane Bulls") == [[]]
    assert in_lines(*three)[1:] == [["Pellgate Mutual Foundation"], ["Exbury Settlement"]]


def test_names_in_headings_of_a_document_are_mentions_without_a_turn(tmp_path):
    from pipeline.cli.stages import STAGES
    from pipeline.corpus import tables
    from pipeline.corpus.study import Study
    from pipeline.organisations.stage import ORGANISATIONS
    from pipeline.review.evaluation import Made
    from pipeline.workflow.runner import Run

    transcripts, models = tmp_path / "transcripts", tmp_path / "models"
    transcripts.mkdir()
    models.mkdir()
    (models / "organisations.csv").write_text("organisation\nHub9\n", "utf-8")
    (transcripts / "report.txt").write_text(
        "Our year\n\nIt was a good year for all of us here, and we thank those who helped.\n\nOur funders\n\n"
        "Pellgate Mutual Foundation\n\nHub9\n\nAda Wren, Treasurer, Harbour Makers\n",
        "utf-8",
    )
    (transcripts / "cases.csv").write_text("file,case,kind\nreport.txt,Report,document\n", "utf-8")
    study = Study(transcripts, models, tmp_path / "outputs")
    Run(study).through(STAGES[: STAGES.index(ORGANISATIONS) + 1])
    mentions = Made(study).records(tables.MENTIONS)
    assert [mention.text for mention in mentions] == ["Pellgate Mutual Foundation", "Hub9", "Harbour Makers"]
    assert {mention.turn_id for mention in mentions} == {""}
