"""Whole studies: cases, participants, consent, interviewers, surveys, documents, names of files."""

from __future__ import annotations

import pytest

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from tests.ingest.helpers import ingest, study

TALK = "Interviewer: How did it begin?\nAnna Price: With a kettle.\nInterviewer: And then?\nAP: With a table.\n"


def levels(made):
    return [(finding.level, finding.finding) for finding in made.findings]


def test_a_folder_of_transcripts_alone(tmp_path):
    made = ingest(study(tmp_path / "in", hall__txt=TALK), tmp_path / "out")
    assert made.tables["sources"][["source", "case", "kind", "layout"]].to_numpy().tolist() == [
        ["hall", "hall", "interview", "label-colon"]
    ]
    people = made.tables["participants"]
    assert people[["participant", "speaker", "name", "interviewer"]].to_numpy().tolist() == [
        ["P01", "Interviewer", "", True],
        ["P02", "Anna Price", "Anna Price", False],
    ]
    assert made.tables["turns"]["speaker"].tolist() == ["Interviewer", "Anna Price", "Interviewer", "AP"]
    assert made.tables["turns"]["participant"].tolist() == ["P01", "P02", "P01", "P02"]
    counts = {
        "interviews": 1,
        "roundtables": 0,
        "documents": 0,
        "notes": 0,
        "answers": 0,
        "participants": 1,
        "words": 12,
        "turns": 4,
    }
    assert {name: made.summary[name] for name in counts} == counts
    assert levels(made) == [
        ("check", "there is no participants.csv, so no consent is on record for the only speaker")
    ]


def test_registers(tmp_path):
    folder = study(
        tmp_path / "in",
        hall__txt=TALK,
        cases__csv="File;Case;Kind;Title;Place;Date\nhall;Hall Trust;Interview;The hall;Hull;2024-05-03\n;;;;;\n",
        participants__csv=(
            "case,speaker,name,role,organisation,sector,consent,attribution,interviewer\n"
            "Hall Trust,Anna Price,,Manager,Hall Trust,Community organisation,Named,,no\n"
            ",Interviewer,Jo Moss,,,,,,Yes\n"
            "Hall Trust,Bo Lane,,,,,role,,\n"
        ),
    )
    made = ingest(folder, tmp_path / "out")
    source = made.tables["sources"].iloc[0]
    assert (source["case"], source["place"], source["date"]) == ("Hall Trust", "Hull", "2024-05-03")
    people = made.tables["participants"].set_index("participant")
    assert people.loc["P02", "consent"] == "named"
    assert people.loc["P02", "sector"] == "community organisation"
    assert people.loc["P01", "interviewer_reason"] == "participants.csv"
    assert made.tables["turns"]["participant"].tolist() == ["P01", "P02", "P01", "P02"]
    assert levels(made) == [("check", "P03 does not speak in any transcript of the case")]


@pytest.mark.parametrize(
    ("cases", "participants", "line", "told"),
    [
        ("file,case,knd\nhall.txt,A,interview\n", "", 1, "Did you mean 'kind'?"),
        ("case,kind\nA,interview\n", "", 1, "no column 'file'"),
        ("file,kind\nhall.txt,intervew\n", "", 2, "Did you mean 'interview'?"),
        ("file,case\nhall.txt,A\nhall.txt,B\n", "", 3, "a second row"),
        ("file,case\nhal.txt,A\n", "", 2, "Did you mean 'hall.txt'?"),
        ("file,layout\nhall.txt,label-colum\n", "", 2, "Did you mean 'label-colon'?"),
        ("", "case,Speeker,consent\nhall,Anna,named\n", 1, "Did you mean 'speaker'?"),
        ("", "case,speaker,consent\nhall,Anna,name\n", 2, "Did you mean 'named'?"),
        ("", "case,speaker,consent\nhall,Anna,perhaps\n", 2, "Use one of named"),
        ("", "case,speaker,consent\nhull,Anna,none\n", 2, "Did you mean 'hall'?"),
        ("", "case,speaker\nhall,Anna\n\nhall,anna\n", 4, "same speaker and case as line 2"),
        ("", "case,speaker,interviewer\nhall,Anna,maybe\n", 2, "yes or no"),
        ("", "case,speaker\nhall,\n", 2, "neither speaker nor name"),
        ("", "", 0, "empty"),
    ],
)
def test_a_register_that_cannot_be_trusted(tmp_path, cases, participants, line, told):
    folder = study(tmp_path / "in", hall__txt=TALK)
    if cases:
        (folder / "cases.csv").write_text(cases)
    if participants or not cases:
        (folder / "participants.csv").write_text(participants)
    with pytest.raises(UserError) as error:
        ingest(folder, tmp_path / "out")
    assert told in str(error.value)
    assert (error.value.line or 0) == line


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_registers_as_excel_writes_them(tmp_path, encoding, separator):
    folder = study(tmp_path / "in", hall__txt="I: So?\nZoë: Yes.\nI: Oh?\nZoë: No.\n")
    rows = "Case , Speaker, CONSENT \nhall,Zoë,Role\n,,\n".replace(",", separator).replace("\n", "\r\n")
    (folder / "participants.csv").write_bytes(rows.encode(encoding))
    people = ingest(folder, tmp_path / "out").tables["participants"]
    assert people[["speaker", "consent"]].to_numpy().tolist() == [["I", ""], ["Zoë", "role"]]


def test_a_file_that_names_somebody_gives_its_name_to_nothing_handed_over(tmp_path):
    folder = study(tmp_path / "in", Price_Anna_2__txt=TALK, kettle__txt=TALK, price_anna__mp3="x")
    (folder / "participants.csv").write_text(
        "case,speaker,consent\nkettle,Anna Price,named\nPrice_Anna_2,AP,role\n"
    )
    made = ingest(folder, tmp_path / "out")
    sources = made.tables["sources"]
    assert sources["source"].str.fullmatch(r"interview-[0-9a-f]{6}|kettle").all()
    assert sources["case"].str.fullmatch(r"Interview [0-9a-f]{6}|kettle").all()
    told = " ".join(f"{f.file} {f.finding} {f.remedy}" for f in made.findings)
    assert "anna" not in told.casefold()


def test_one_bad_file_does_not_sink_the_rest(tmp_path):
    made = ingest(study(tmp_path / "in", hall__txt=TALK, bad__docx="no zip", tape__mp3="x"), tmp_path / "out")
    assert made.summary["interviews"] == 1
    assert sorted(f.file for f in made.findings if f.level == "problem") == ["bad.docx", "tape.mp3"]


def test_the_recording_of_a_transcript_is_no_transcript(tmp_path):
    recordings = dict.fromkeys(("hall__mp3", "far__wav", "ar__wav", "tape__mp3"), "x")
    folder = study(tmp_path / "in", hall__txt=TALK, desk__txt=TALK, **recordings)
    (folder / "cases.csv").write_text("file,case,recording\ndesk.txt,desk,far.wav\n")
    made = ingest(folder, tmp_path / "out")
    assert sorted(f.file for f in made.findings if f.level == "problem") == ["ar.wav", "tape.mp3"]


@pytest.mark.parametrize(
    ("cases", "files", "played"),
    [
        ("", ["hall.mp3"], {"hall.txt": "hall.mp3"}),
        ("", ["other.mp3"], {}),
        ("", ["hall.pdf"], {}),
        ("", ["hall.MP3"], {"hall.txt": "hall.MP3"}),
        ("file,recording\nhall.txt,tape/far.wav\n", ["hall.mp3", "tape/far.wav"], {"hall.txt": "tape/far.wav"}),
        ("file;case;Recording\nHall.txt;x;far.wav\n", ["far.wav"], {"hall.txt": "far.wav"}),
        ("file,recording\nhall.txt,gone.wav\n", ["hall.mp3"], {"hall.txt": "hall.mp3"}),
        ("file,recording\nhall.txt,notes.docx\n", ["notes.docx"], {}),
        ("file,recording\nhall.txt\n", ["hall.m4a"], {"hall.txt": "hall.m4a"}),
        ("file,case\nhall.txt,Hall\n", ["hall.mp4"], {"hall.txt": "hall.mp4"}),
    ],
)
def test_where_the_recording_of_a_transcript_is(tmp_path, cases, files, played):
    folder = tmp_path / "field work"
    for name in ("hall.txt", *files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    (folder / "cases.csv").write_text(cases)
    made = Study(folder, tmp_path / "models", tmp_path / "outputs")
    expected = {name: folder / path for name, path in played.items()}
    assert made.recordings_of(["hall.txt"]) == expected
    addresses = {name: f"../../field%20work/{path}" for name, path in played.items()}
    assert made.recording_addresses(["hall.txt"]) == addresses


def test_nothing_readable_stops_the_run(tmp_path):
    with pytest.raises(UserError, match=r"damaged"):
        ingest(study(tmp_path / "in", bad__docx="no zip"), tmp_path / "out")


SURVEY = (
    "Respondent ID,Email Address,IP Address,Sector,What helped you most?,Anything else?\n"
    "100,a@b.org,10.0.0.1,Charity,The people who kept turning up every week.,n/a\n"
    "101,c@d.org,10.0.0.2,Charity,A key to the hall and nobody asking why.,Please keep the minibus running.\n"
    "102,e@f.org,10.0.0.3,Council,Did not answer,.\n"
)


def test_survey(tmp_path):
    made = ingest(study(tmp_path / "in", answers__csv=SURVEY), tmp_path / "out")
    assert made.tables["sources"]["source"].tolist() == ["answers-r001", "answers-r002", "answers-r003"]
    assert made.tables["sources"]["kind"].unique().tolist() == ["survey"]
    turns = made.tables["turns"]
    assert turns[["participant", "question"]].to_numpy().tolist() == [
        ["R001", "What helped you most?"],
        ["R002", "What helped you most?"],
        ["R002", "Anything else?"],
    ]
    assert turns["role"].unique().tolist() == ["participant"]
    assert made.texts["answers-r002"] == (
        "Respondent ID: 101\nSector: Charity\n\nWhat helped you most?\nA key to the hall and nobody asking why.\n\n"
        "Anything else?\nPlease keep the minibus running.\n"
    )
    assert not any("@" in text or "10.0.0" in text for text in made.texts.values())
    assert "Email Address" in made.findings[0].finding
    assert made.summary["answers"] == 3


def test_document_and_notes(tmp_path):
    report = (
        "# The hall\n\nIt began in 2019.\n\n## People\n\nThey came on foot.\n\n"
        "Over a hundred came. “We were amazed,” said one.\n"
    )
    folder = study(tmp_path / "in", report__md=report, cases__csv="file,kind\nreport.md,document\n")
    made = ingest(folder, tmp_path / "out")
    turns = made.tables["turns"]
    assert turns[["speaker", "participant", "role"]].to_numpy().tolist() == [["", "", "narrator"]] * 3
    kinds = made.tables["segments"].query("kind != 'space'")["kind"].tolist()
    assert kinds == ["heading", "turn", "heading", "turn", "turn"]
    assert made.tables["participants"].empty


def test_same_input_same_bytes_and_a_second_run_reads_nothing_again(tmp_path, monkeypatch):
    folder = study(tmp_path / "in", hall__txt=TALK, answers__csv=SURVEY)
    one, two = ingest(folder, tmp_path / "one"), ingest(folder, tmp_path / "two")
    files = sorted(path.relative_to(one.outputs) for path in one.outputs.rglob("*.parquet"))
    assert files
    for file in files:
        assert (one.outputs / file).read_bytes() == (two.outputs / file).read_bytes()
    (one.outputs / "private/receipt_ingest.json").unlink()
    monkeypatch.setattr(
        "pipeline.workflow.parallel.Engine.map", lambda self, function, items, characters: iter([1] * len(items))
    )
    ingest(folder, tmp_path / "one")  # would fail on what the engine gives, were anything read again


def test_a_whole_transcript_in_a_cell(tmp_path):
    talk = TALK.replace('"', '""')
    made = ingest(study(tmp_path / "in", hall__csv=f'id,transcript\nH1,"{talk}"\n'), tmp_path / "out")
    assert made.tables["turns"]["speaker"].tolist() == ["Interviewer", "Anna Price", "Interviewer", "AP"]


def test_a_printed_report_loses_its_page_heads_and_joins_what_they_broke(tmp_path):
    page = "Kettle clubs: five studies    {}"
    report = (
        "Kettle clubs\n\nThe club began in the cold spring of 2019 because the hall was free on the\n\n"
        f"{page.format(31)}\n\nfirst Tuesday. It grew.\n\nThe second year\n\nThere was a grant.\n\n"
        f"{page.format(32)}\n\nIt was small.\n\n{page.format(33)}\n"
    )
    folder = study(tmp_path / "in", report__txt=report, cases__csv="file,kind\nreport.txt,document\n")
    made = ingest(folder, tmp_path / "out")
    text = made.texts["report"]
    said = [
        text[start:end]
        for start, end in zip(*(made.tables["turns"][edge] for edge in ("start", "end")), strict=True)
    ]
    assert said == [
        "The club began in the cold spring of 2019 because the hall was free on the first Tuesday. It grew.",
        "There was a grant.",
        "It was small.",
    ]
