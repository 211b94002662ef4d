"""Codings in projects from other programs are imported as decisions."""

import io
import re
import zipfile
from collections import namedtuple

import pytest
from lxml import etree

from pipeline.corpus.decisions import read_decisions
from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.refi.codes import code_guid
from pipeline.refi.reader import read_project
from pipeline.refi.sources import selection_guid, user_guid
from pipeline.refi.writer import MAXQDA_PATH, PROJECT_PATH
from pipeline.refi.xml import guid
from pipeline.review.imports import import_decisions
from tests.refi.test_project import made_of

NS = "{urn:QDA-XML:project:1.0}"
Kept = namedtuple("Kept", "quote theme decision coder")
CODINGS_IN_XML = """<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="{origin}">
<Users><User guid="{{00000000-0000-0000-0000-0000000000A1}}" name="Bea"/></Users>
<CodeBook><Codes><Code guid="00000000-0000-0000-0000-0000000000c1" name="Kites" isCodable="true"/></Codes>
</CodeBook>
<Sources><TextSource guid="00000000-0000-0000-0000-0000000000d1" name="talk" plainTextPath="internal://t.txt">
{selections}</TextSource></Sources></Project>"""
SELECTION = """<PlainTextSelection guid="00000000-0000-0000-0000-00000000{n:04}" startPosition="{start}"
endPosition="{end}" creatingUser="00000000-0000-0000-0000-0000000000a1"><Coding
guid="00000000-0000-0000-0000-00000001{n:04}"><CodeRef targetGUID="{{00000000-0000-0000-0000-0000000000C1}}"/>
</Coding></PlainTextSelection>"""


@pytest.fixture(scope="module")
def files():
    return made_of()


@pytest.fixture
def study(tmp_path, files):
    """The study of tests/emit, as a run leaves it."""
    for path, content in files.items():
        (tmp_path / "outputs" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "outputs" / path).write_bytes(content)
    return Study(tmp_path / "transcripts", tmp_path / "models", tmp_path / "outputs")


def changed(study, change, *, path=PROJECT_PATH):
    """A copy of the project after another program had it: `change` is given the root of its XML."""
    out = study.outputs.parent / "back.qdpx"
    with zipfile.ZipFile(study.outputs / path) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "project.qde":
                root = etree.fromstring(content)
                change(root)
                after.writestr("Interviews.qde", etree.tostring(root, encoding="UTF-8"))
            else:
                after.writestr(name.replace("sources/", "Sources/"), content)
    return out


def kept(study):
    path = study.models / "decisions.csv"
    if not path.exists():
        return []
    rows = read_decisions(path.read_text("utf-8-sig")).decisions
    return [Kept(one.quote_id, one.theme_id, one.decision, one.coder) for one in rows]


def selection(root, quote_id):
    return root.find(f".//{NS}PlainTextSelection[@name='{quote_id}']")


def code(root, quote_id, theme, *, user="Bea"):
    """As a program does it: a selection of its own, with GUIDs of its own and braces around them."""
    users = root.find(f"{NS}Users")
    if user not in [one.get("name") for one in users]:
        etree.SubElement(users, f"{NS}User", guid=f"{{{user_guid(user)}}}", name=user)
    where = selection(root, quote_id)
    made = etree.Element(
        f"{NS}PlainTextSelection", dict(where.attrib) | {"name": "", "guid": guid("test", quote_id)}
    )
    coding = etree.SubElement(made, f"{NS}Coding", guid=guid("test", theme), creatingUser=user_guid(user).upper())
    etree.SubElement(coding, f"{NS}CodeRef", targetGUID=f"{{{code_guid(theme).upper()}}}")
    where.addnext(made)
    return made


@pytest.mark.parametrize("path", [PROJECT_PATH, MAXQDA_PATH])
def test_what_another_person_codes_comes_back_as_that_decision(study, path):
    def change(root):
        code(root, "Q-T-3.1", "waiting")  # as the pipeline did
        code(root, "Q-T-2.1", "cogs")  # as nobody did

    done = import_decisions(study, changed(study, change, path=path))
    assert set(kept(study)) >= {
        Kept("Q-T-3.1", "waiting", "accept", "Bea"),
        Kept("Q-T-2.1", "cogs", "add", "Bea"),
        Kept("Q-T-2.2", "cogs", "accept", "Anna"),  # her decision travelled there and back
    }
    assert (done.new, done.findings) == (3, ())
    assert import_decisions(study, changed(study, change, path=path)).unchanged == 3


def test_a_decision_that_only_travelled_there_and_back_is_left_as_it_was(study, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("quote_id,theme_id,decision,coder,note,date\nQ-T-2.2,cogs,accept,Anna,=good,2024-05-01\n")
    import_decisions(study, sheet)
    before = (study.models / "decisions.csv").read_bytes()
    done = import_decisions(study, changed(study, lambda root: None))
    assert (done.new, done.changed, done.unchanged) == (0, 0, 1)
    assert (study.models / "decisions.csv").read_bytes() == before


@pytest.mark.parametrize("content", ["path", "inside", "missing"])
def test_notes_of_a_project_change_nothing(study, content):
    """Memos stay in models/memos.csv as they are, whatever the other program makes of its notes."""
    memos = study.models / "memos.csv"
    study.models.mkdir(exist_ok=True)
    memos.write_text("about,id,coder,date,memo\nstudy,,Anna,2024-05-01,Begin again.\n")
    before = memos.read_bytes()

    def change(root):
        coded = code(root, "Q-T-3.1", "waiting")
        note = etree.SubElement(root.find(f"{NS}Notes"), f"{NS}Note", guid=guid("test", "note"), name="Mine")
        if content == "inside":
            etree.SubElement(note, f"{NS}PlainTextContent").text = "A note of another program."
        else:
            there = root.find(f"{NS}Notes/{NS}Note").get("plainTextPath")
            note.set("plainTextPath", there if content == "path" else "internal://nowhere.txt")
        for where in (coded, coded[0], root.find(f".//{NS}Code"), root):
            etree.SubElement(where, f"{NS}NoteRef", targetGUID=note.get("guid"))

    done = import_decisions(study, changed(study, change))
    assert Kept("Q-T-3.1", "waiting", "accept", "Bea") in kept(study)
    assert done.findings == ()
    assert memos.read_bytes() == before


def test_a_coder_who_bears_a_participants_name_keeps_the_decision(study, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("quote_id,theme_id,decision,coder\nQ-T-3.1,waiting,accept,Carol\n")
    import_decisions(study, sheet)
    file = changed(study, lambda root: code(root, "Q-T-3.1", "waiting", user="[name]"))
    import_decisions(study, file)
    assert [one for one in kept(study) if one.quote == "Q-T-3.1"] == [Kept("Q-T-3.1", "waiting", "accept", "Carol")]


def test_a_part_of_a_passage_and_more_than_one_are_both_understood(study):
    def change(root):
        part = code(root, "Q-T-3.1", "cogs")
        part.set("endPosition", str(int(part.get("startPosition")) + 40))
        both = code(root, "Q-T-2.1", "waiting")
        both.set("endPosition", selection(root, "Q-T-2.2").get("endPosition"))
        for one, number in ((part, 1), (both, 2)):
            one[0].set("guid", guid("test", "again", str(number)))

    import_decisions(study, changed(study, change))
    assert {one for one in kept(study) if one.coder == "Bea"} == {
        Kept("Q-T-3.1", "cogs", "add", "Bea"),
        Kept("Q-T-2.1", "waiting", "add", "Bea"),
        Kept("Q-T-2.2", "waiting", "accept", "Bea"),  # it was suggested
    }


def test_what_was_taken_away_is_rejected_by_whoever_did_it(study):
    def change(root):
        where = selection(root, "Q-T-3.1")
        where.remove(where.find(f"{NS}Coding"))

    file = changed(study, change)
    done = import_decisions(study, file)
    assert "1 of the pipeline's codings are no longer in the project" in done.findings[0].finding
    assert "--coder" in done.findings[0].remedy
    assert [one for one in kept(study) if one.decision == "reject"] == []
    import_decisions(study, file, coder="Bea")
    assert [one for one in kept(study) if one.decision == "reject"] == [Kept("Q-T-3.1", "waiting", "reject", "Bea")]


def test_a_code_of_ones_own_is_kept_and_told_of(study):
    def change(root):
        codes = root.find(f".//{NS}Codes")
        etree.SubElement(codes, f"{NS}Code", guid=code_guid("kites"), name="Kites & strings", isCodable="true")
        code(root, "Q-T-2.1", "kites")

    done = import_decisions(study, changed(study, change))
    assert Kept("Q-T-2.1", "kites-strings", "add", "Bea") in kept(study)
    assert "the code 'kites-strings' is not in the codebook" in done.findings[0].finding


def test_what_the_interviewer_said_is_no_evidence(study):
    def change(root):
        asked = code(root, "Q-T-2.1", "cogs")
        asked.set("startPosition", "25")
        asked.set("endPosition", "40")

    done = import_decisions(study, changed(study, change))
    assert "1 codings are not on a participant's words" in done.findings[0].finding
    assert [one for one in kept(study) if one.coder == "Bea"] == []


def project(tmp_path, *, text, spans, origin="Elsewhere", folder="Sources/"):
    """A project by another program."""
    selections = "".join(SELECTION.format(n=n, start=start, end=end) for n, (start, end) in enumerate(spans))
    path = tmp_path / "theirs.qdpx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("theirs.qde", CODINGS_IN_XML.format(origin=origin, selections=selections))
        package.writestr(f"{folder}t.txt", text.encode("utf-8-sig"))
    return path


LINES = ["We fly kites.", "On 🎉 days", "two kites fly, and more do."]


@pytest.mark.parametrize("origin", ["ATLAS.ti Windows", "MAXQDA", "NVivo", ""])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("counted_as", [1, 2])
@pytest.mark.parametrize("wide", [1, 2])
def test_other_ways_of_counting_are_seen_through(tmp_path, origin, line_end, counted_as, wide):
    counted = "\n" * (counted_as if line_end == "\r\n" else 1)
    text = counted.join(LINES).replace("🎉", "🎉" * wide)
    spans = [match.span() for match in re.finditer("kites|two kites fly", text)]
    path = project(tmp_path, text=line_end.join(LINES), spans=spans, origin=origin)
    read = read_project(path)
    assert [one.text for one in read.codings] == ["kites", "two kites fly"]
    assert {(one.coder, one.code_name, one.source) for one in read.codings} == {("Bea", "Kites", "talk")}
    assert [one.span.of(read.texts["talk"]) for one in read.codings] == ["kites", "two kites fly"]


def test_selections_beyond_the_text_end_with_it(tmp_path):
    read = read_project(project(tmp_path, text="So few words", spans=[(3, 99), (50, 60)]))
    assert [one.text for one in read.codings] == ["few words", ""]


def raw(tmp_path, **members):
    path = tmp_path / "bad.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("_", "."), content)
    return path


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"readme_txt": "hello"}, "contains no project"),
        ({"project_qde": "<Project"}, "its XML cannot be read"),
        ({"project_qde": '<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>'}, "document type declaration"),
        ({"project_qde": "<Project/>", "t_txt": "0" * 20_000_000}, "zip bomb"),
    ],
)
def test_files_that_are_no_project_or_an_attack_are_refused(tmp_path, members, problem):
    with pytest.raises(UserError, match=problem):
        read_project(raw(tmp_path, **members))


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "no.qdpx"
    path.write_bytes(io.BytesIO(b"not a zip").getvalue())
    with pytest.raises(UserError, match="not a REFI-QDA project"):
        read_project(path)


def test_a_path_outside_the_package_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    for address in ("absolute:///etc/hostname", "relative:///secret.txt", "internal://../secret.txt"):
        xml = CODINGS_IN_XML.format(origin="", selections="").replace("internal://t.txt", address)
        read = read_project(raw(tmp_path, project_qde=xml))
        assert (read.texts, read.unread) == ({}, ["talk"])


def test_selections_in_our_export_have_the_guids_that_a_second_has(study):
    root = etree.fromstring(zipfile.ZipFile(study.outputs / PROJECT_PATH).read("project.qde"))
    assert selection(root, "Q-T-3.1").get("guid") == selection_guid("Q-T-3.1", "pipeline")


def test_nobody_is_called_as_the_machine_is(study):
    with pytest.raises(UserError, match="reserved for the pipeline"):
        import_decisions(study, study.outputs / PROJECT_PATH, coder="Pipeline")
