"""The codebook survives export and import, other programs' exports are read, and nothing is overwritten."""

import csv
import io
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.cli.main import main
from pipeline.corpus.codebook import Code, parse_codebook
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.refi.codes import code_guid
from pipeline.refi.writer import CODEBOOK_PATH, PROJECT_PATH
from pipeline.review.codebook_exchange import export_codebook, import_codebook
from pipeline.themes.appending import append_codes
from tests.conftest import ROOT
from tests.refi.test_project import made_of
from tests.review import programs

FORMS = ("qdc", "csv")
NS = {"q": "urn:QDA-XML:codebook:1.0"}
COGS = """# mine
codes:
- id: cogs   # the first
  name: Cogs of connection
  definition: They join.
"""


def study_in(folder, text=None):
    study = Study(folder / "transcripts", folder / "models", folder / "outputs")
    study.models.mkdir(parents=True)
    if text is not None:
        (study.models / "codebook.yaml").write_text(text, "utf-8")
    return study


def codes_of(study):
    text = (study.models / "codebook.yaml").read_text("utf-8")
    return [replace(code, line=0) for code in parse_codebook(text).codes]


def told(done):
    return " | ".join(one.finding for one in done.findings)


@pytest.mark.parametrize("form", FORMS)
def test_the_codebook_comes_back_the_same(tmp_path, form):
    study = study_in(tmp_path / "one", (ROOT / "models" / "codebook.yaml").read_text("utf-8"))
    file = tmp_path / f"codes.{form}"
    export_codebook(study, file)
    other = study_in(tmp_path / "other")
    done = import_codebook(other, file)
    assert codes_of(other) == codes_of(study)
    assert (done.known, done.findings) == (0, [])
    # What is known is left alone.
    before = (other.models / "codebook.yaml").read_bytes()
    again = import_codebook(other, file)
    assert (len(again.new), again.known, again.findings) == (0, len(codes_of(study)), [])
    assert (other.models / "codebook.yaml").read_bytes() == before
    second = tmp_path / f"again.{form}"
    export_codebook(other, second)
    assert second.read_bytes() == file.read_bytes()


LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=130).map(
    lambda text: " ".join(text.split())
)
ODD = st.sampled_from(
    ["Include: me", "Id: x", "- item", "=1+1", "'=1", "'", "a; b", "Phrases:", "Examples: none", "#"]
)
TEXT = st.one_of(ODD, LINE)
NAMED = TEXT.filter(bool)
ITEMS = st.lists(NAMED, max_size=3, unique=True).map(tuple)


@st.composite
def codebooks(draw):
    ids = draw(
        st.lists(NAMED.filter(lambda text: not text.startswith("candidate-")), min_size=1, max_size=4, unique=True)
    )
    codes = []
    for at, code_id in enumerate(ids):
        phrases = draw(ITEMS.map(lambda some: tuple(one for one in some if ";" not in one)))
        codes.append(
            Code(
                id=code_id,
                name=draw(NAMED),
                definition=draw(TEXT),
                include=draw(TEXT),
                exclude=draw(TEXT),
                phrases=phrases,
                examples=draw(ITEMS),
                parent=draw(st.sampled_from(["", *ids[:at]])),
            )
        )
    return codes


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=codebooks())
def test_whatever_it_holds_comes_back(tmp_path_factory, form, codes):
    folder = tmp_path_factory.mktemp("codes")
    study, other = study_in(folder / "one"), study_in(folder / "other")
    append_codes(study.models / "codebook.yaml", codes)
    assert codes_of(study) == codes
    export_codebook(study, folder / f"codes.{form}")
    import_codebook(other, folder / f"codes.{form}")
    assert {code.id: code for code in codes_of(other)} == {code.id: code for code in codes}


def test_guids_and_colours_stay_when_codes_are_added(tmp_path):
    study = study_in(tmp_path, COGS)
    export_codebook(study, tmp_path / "one.qdc")
    append_codes(study.models / "codebook.yaml", [Code(id="trust", name="Trust", parent="cogs")])
    export_codebook(study, tmp_path / "two.qdc")
    first, second = (etree.parse(tmp_path / f"{name}.qdc").getroot() for name in ("one", "two"))
    was, now = (root.find("q:Codes/q:Code", NS) for root in (first, second))
    assert dict(was.attrib) == dict(now.attrib)
    assert now.get("guid") == code_guid("cogs")
    assert [one.get("name") for one in now.iterfind("q:Code", NS)] == ["Trust"]


def test_the_qdc_is_valid(tmp_path, real_material):
    schema = real_material / "exchange" / "REFI-QDA-Codebook-1.0.xsd"
    if not schema.exists():
        pytest.skip(f"{schema.name} (../shared/data/exchange) is not here")
    study = study_in(tmp_path, (ROOT / "models" / "codebook.yaml").read_text("utf-8"))
    export_codebook(study, tmp_path / "codes.qdc")
    etree.XMLSchema(file=str(schema)).assertValid(etree.parse(tmp_path / "codes.qdc"))


def test_cells_that_a_spreadsheet_would_run_are_disarmed(tmp_path):
    study, other = study_in(tmp_path / "one"), study_in(tmp_path / "other")
    code = Code(id="-1", name="=SUM(A1)", definition="+1", phrases=("@all", "-x"), examples=("=A", "@b"))
    append_codes(study.models / "codebook.yaml", [code])
    export_codebook(study, tmp_path / "codes.csv")
    cells = [
        cell for row in csv.reader(io.StringIO((tmp_path / "codes.csv").read_text("utf-8-sig"))) for cell in row
    ]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]
    import_codebook(other, tmp_path / "codes.csv")
    assert codes_of(other) == [code]


@pytest.mark.parametrize("program", programs.CODEBOOKS)
def test_codebooks_of_other_programs_are_read(tmp_path, program):
    text, wanted, said = programs.CODEBOOKS[program]
    (tmp_path / "theirs.qdc").write_bytes(text.encode())
    study = study_in(tmp_path)
    done = import_codebook(study, tmp_path / "theirs.qdc")
    assert [(code.id, code.name, code.parent, code.definition) for code in codes_of(study)] == wanted
    assert all(words in told(done) for words in said)
    assert {one.level for one in done.findings} <= {"note"}
    again = import_codebook(study, tmp_path / "theirs.qdc")
    assert (len(again.new), again.known) == (0, len(wanted))


def test_what_is_there_stays_and_what_differs_is_told(tmp_path):
    study = study_in(tmp_path, COGS)
    (tmp_path / "c.csv").write_text(
        "name,definition,parent\ncogs of connection,They divide.,\nWaiting,Not any more.,Cogs of connection\n",
        "utf-8",
    )
    done = import_codebook(study, tmp_path / "c.csv")
    text = (study.models / "codebook.yaml").read_text("utf-8")
    assert text.startswith(COGS)
    assert codes_of(study)[1:] == [Code(id="waiting", name="Waiting", definition="Not any more.", parent="cogs")]
    assert "another name and definition" in told(done)
    assert [one.line for one in done.findings] == [2]


@pytest.mark.parametrize(
    ("text", "codes", "said"),
    [
        ("name\nTrust\nTrust\n", [("trust", "")], "'Trust' comes twice (first in line 2)"),
        ("id,name\na,Trust\nb,Trust\n", [("a", ""), ("b", "")], ""),
        ("Code;Memo;Colour\nTrust;So it is;red\n", [("trust", "")], "colour"),
        ("sep=\t\nname\tphrases\nTrust\ta; b\n", [("trust", "")], ""),
        ("name,parent\nA,B\nB,A\n", [("a", "b"), ("b", "")], "its own ancestor"),
        ("name,parent\nA,Z\n", [("a", "")], "the parent 'Z' of 'A' is not a code"),
        ("name,definition\n,lost\nA,\n", [("a", "")], "a row without a name"),
        ("id,name\ncandidate-1,A\n", [("a", "")], ""),
        ("name\nCandidate 7\n", [("theme-candidate-7", "")], ""),
        ("name,parent\nBarriers,Old\nOld,\nBarriers,New\nNew,\n",
         [("barriers", "old"), ("old", ""), ("barriers-2", "new"), ("new", "")], ""),
    ],
)  # fmt: skip
def test_tables_are_read_as_people_write_them(tmp_path, text, codes, said):
    (tmp_path / "c.csv").write_text(text, "utf-8")
    study = study_in(tmp_path)
    done = import_codebook(study, tmp_path / "c.csv")
    assert [(code.id, code.parent) for code in codes_of(study)] == codes
    assert said in told(done)
    assert import_codebook(study, tmp_path / "c.csv").new == []


def test_the_codebook_of_a_run_and_of_a_project_leave_candidates_out(tmp_path):
    files = made_of()
    for number, path in enumerate((CODEBOOK_PATH, PROJECT_PATH)):
        file = tmp_path / path.rpartition("/")[2]
        file.write_bytes(files[path])
        study = study_in(tmp_path / str(number))
        done = import_codebook(study, file)
        assert [code.name for code in codes_of(study)] == ["Cogs of connection", "Not waiting"]
        assert "1 candidate(s) were left out" in told(done)
    kept = study_in(
        tmp_path / "kept", "codes:\n  - {id: cogs, name: Renamed}\n  - {id: waiting, name: Not waiting}\n"
    )
    done = import_codebook(kept, file)
    assert (done.new, done.known) == ([], 2)  # known by their GUIDs, whatever they are called now
    assert "another name" in told(done)


def test_lists_stand_a_line_each(tmp_path):
    (tmp_path / "c.csv").write_text('name,phrases,examples\nA,"a; b","One; two.\nThree."\nB,"x;y\nz",\n', "utf-8")
    study = study_in(tmp_path)
    import_codebook(study, tmp_path / "c.csv")
    assert [(code.phrases, code.examples) for code in codes_of(study)] == [
        (("a", "b"), ("One; two.", "Three.")),
        (("x;y", "z"), ()),
    ]


HOSTILE = {
    "an entity": '<!DOCTYPE c [<!ENTITY e SYSTEM "file:///etc/passwd">]><CodeBook>&e;</CodeBook>',
    "one far down": f"<!--{'x' * 9000}--><!DOCTYPE c [<!ENTITY e 'x'>]><CodeBook>&e;</CodeBook>",
    "in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE c [<!ENTITY e "x">]><CodeBook>&e;</CodeBook>',
    "deep": "<CodeBook><Codes>" + '<Code name="a">' * 5000 + "</Code>" * 5000 + "</Codes></CodeBook>",
    "no XML": "name,definition",
    "another document": "<html/>",
    "empty": "",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_codebook_is_refused(tmp_path, what):
    text = HOSTILE[what]
    (tmp_path / "c.qdc").write_bytes(text.encode("utf-16" if "UTF-16" in text else "utf-8"))
    study = study_in(tmp_path, COGS)
    with pytest.raises(UserError):
        import_codebook(study, tmp_path / "c.qdc")
    assert (study.models / "codebook.yaml").read_text("utf-8") == COGS


def test_the_commands(tmp_path):
    study = study_in(tmp_path, COGS)

    def pipeline(*arguments):
        return CliRunner().invoke(main, ["--models", str(study.models), "codebook", *map(str, arguments)])

    assert "1 code." in pipeline("export", tmp_path / "c.qdc").output
    twice = pipeline("export", tmp_path / "c.qdc")
    assert (twice.exit_code, "the file already exists" in twice.output) == (2, True)
    assert pipeline("export", tmp_path / "c.docx").exit_code == 2
    assert pipeline("export", tmp_path / "nowhere" / "c.qdc").exit_code == 2
    assert pipeline("import", tmp_path / "models" / "codebook.yaml").exit_code == 2
    done = pipeline("import", tmp_path / "c.qdc")
    assert (done.exit_code, done.output.strip()) == (0, "0 new codes, 1 already in the codebook.")
    (tmp_path / "n.csv").write_text("name,parent\nNew,cogs\nOdd,nobody\n", "utf-8")
    done = pipeline("import", tmp_path / "n.csv")
    assert done.exit_code == 1
    assert "codebook.yaml, line 7: 2 new codes, 0 already in the codebook." in done.output
    assert "n.csv, line 3: the parent 'nobody' of 'Odd' is not a code." in done.output
    assert parse_codebook((study.models / "codebook.yaml").read_text("utf-8")).codes[1].line == 7
    (study.models / "codebook.yaml").write_text("codes: [{id: a, name: A}]\n", "utf-8")
    assert pipeline("import", tmp_path / "n.csv").exit_code == 2
