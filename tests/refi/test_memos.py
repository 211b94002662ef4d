"""Coders' memos in the project: at what they are about, as consent allows, and the same each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from pipeline.corpus.review_files import MEMO_COLUMNS, read_memos
from pipeline.corpus.settings import Settings
from pipeline.corpus.tables import PARTICIPANTS, without_held
from pipeline.emit.coded_quotes import numbers_for_names, with_numbers
from pipeline.emit.gate import gate_of
from pipeline.emit.handover import handover
from pipeline.emit.material import Material
from pipeline.emit.table_files import csv_bytes
from pipeline.emit.writers import written
from pipeline.people.redaction import Redactor
from pipeline.refi.reader import read_project
from pipeline.refi.writer import MAXQDA_PATH, PROJECT_PATH
from tests.emit import conftest
from tests.refi.test_project import NS, made_of, opened, schema

ROWS = [
    ("passage", "Q-T-2.2", "Anna", "2024-05-03", "A metaphor of theirs."),
    ("passage", "Q-T-2.2", "Bea", "2024-05-04", "I hear irony."),
    ("passage", "R-T-3.1", "Bea", "", "Reported speech: who is ‘we’?"),
    ("code", "cogs", "Anna", "2024-05-03", "Too wide? Split it\nafter the next meeting."),
    ("code", "topic-1", "Bea", "spring", "Perhaps a code."),
    ("case", "whitby_carol_pike", "Anna", "2024-13-45", "Noisy room."),
    ("study", "", "Bea", "2024-06-01", "=Start again with Whitby & <more>"),
]
# For each of them: the path of what refers to it, its name, and its day (the project's is that of its last source).
FOUND = [
    ("PlainTextSelection[@name='Q-T-2.2'][2]", "Memo by Anna on the passage Q-T-2.2", "2024-05-03"),
    ("PlainTextSelection[@name='Q-T-2.2'][1]", "Memo by Bea on the passage Q-T-2.2", "2024-05-04"),
    ("PlainTextSelection[@name='R-T-3.1']", "Memo by Bea on the passage R-T-3.1", "2024-04-02"),
    ("Code[@name='Cogs of connection']", "Memo by Anna on the code Cogs of connection", "2024-05-03"),
    ("Code[@name='[name] rang']", "Memo by Bea on the code [name] rang", "2024-04-02"),
    ("Project", "Memo by Anna on the case whitby [name]", "2024-04-02"),
    ("Project", "Memo by Bea on the study", "2024-06-01"),
]


def table(rows: list[tuple[str, ...]]) -> str:
    """The file with these rows: about, id, coder, date, memo."""
    return csv_bytes(MEMO_COLUMNS, [(*row, "", "") for row in rows]).decode("utf-8-sig")


def project(rows: list[tuple[str, ...]], *, held: str = "", numbered: bool = False) -> dict[str, bytes]:
    """The files of the study in conftest with these memos."""
    frames, texts = conftest.build()
    if held:
        frames["sources"]["held"] = frames["sources"]["source"] == held
        frames = without_held(frames)
    memos = read_memos(table(rows))
    if numbered:
        memos = with_numbers(memos, numbers_for_names(memos))
    study = Material.of(lambda one: one.records(frames[one.name]), texts=texts, memos=memos)
    gate = gate_of(study, Redactor.of(PARTICIPANTS.records(frames["participants"])))
    return dict(written(handover(study, gate=gate, settings=Settings(), earlier=()), progress=lambda *_: None))


def memos_of(files: dict[str, bytes], *, path: str = PROJECT_PATH) -> dict[str, str]:
    """The text of each memo, by its name."""
    root, texts = opened(files[path])
    notes = root.findall("q:Notes/q:Note", NS)
    names = [note.get("name") for note in notes]
    assert len(names) == len(set(names))
    return {
        note.get("name"): texts[note.get("plainTextPath").replace("internal://", "sources/")]
        for note in notes
        if note.get("name").startswith("Memo")
    }


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return project(ROWS)


@pytest.mark.parametrize(("row", "found"), zip(ROWS, FOUND, strict=True), ids=[name for _, name, _ in FOUND])
def test_a_memo_is_a_note_of_its_coder_at_what_it_is_about(
    made: dict[str, bytes], row: tuple[str, ...], found: tuple[str, str, str]
) -> None:
    path, name, day = found
    root, texts = opened(made[PROJECT_PATH])
    [note] = root.xpath("q:Notes/q:Note[@name=$name]", name=name, namespaces=NS)
    place = re.sub(r"^(\w+)", r"q:\1", path)
    [where] = [root] if path == "Project" else root.xpath(f".//{place}", namespaces=NS)
    assert note.get("guid") in [one.get("targetGUID") for one in where.findall("q:NoteRef", NS)]
    assert len(root.xpath("//q:NoteRef[@targetGUID=$guid]", guid=note.get("guid"), namespaces=NS)) == 1
    [user] = root.xpath("q:Users/q:User[@guid=$guid]", guid=note.get("creatingUser"), namespaces=NS)
    assert user.get("name") == row[2]
    assert note.get("creationDateTime") == f"{day}T00:00:00Z"
    assert texts[note.get("plainTextPath").replace("internal://", "sources/")] == f"{row[4]}\n"


def test_the_project_is_valid(real_material: Path, made: dict[str, bytes]) -> None:
    for path in (PROJECT_PATH, MAXQDA_PATH):
        schema(real_material, "Project").assertValid(opened(made[path])[0])


def test_every_reference_has_one_target(made: dict[str, bytes]) -> None:
    for package in (PROJECT_PATH, MAXQDA_PATH):
        root, texts = opened(made[package])
        guids = [one.get("guid") for one in root.iterfind(".//*[@guid]")]
        assert len(guids) == len(set(guids))
        attributes = ("targetGUID", "creatingUser")
        assert {one.get(name) for name in attributes for one in root.iterfind(f".//*[@{name}]")} <= set(guids)
        paths = {one.get("plainTextPath") for one in root.iterfind(".//*[@plainTextPath]")}
        assert {path.replace("internal://", "sources/") for path in paths} == set(texts)


def test_nothing_else_changes(made: dict[str, bytes]) -> None:
    without = made_of()
    assert {path for path in made if made[path] != without[path]} == {
        PROJECT_PATH, MAXQDA_PATH, "dataset/run.json",  # which lists the digests of the others
    }  # fmt: skip


def test_the_same_bytes_whatever_the_order_of_the_rows(made: dict[str, bytes]) -> None:
    for path in (PROJECT_PATH, MAXQDA_PATH):
        assert project(ROWS[::-1])[path] == made[path]


def test_several_memos_of_a_coder_on_the_same_have_names_of_their_own() -> None:
    rows = [("code", "cogs", "Anna", f"2024-05-0{day}", f"On day {day}.") for day in (1, 2, 3)]
    assert memos_of(project(rows)) == {
        "Memo by Anna on the code Cogs of connection": "On day 1.\n",
        "Memo by Anna on the code Cogs of connection (2)": "On day 2.\n",
        "Memo by Anna on the code Cogs of connection (3)": "On day 3.\n",
    }


LEFT_OUT = {
    "a passage that may not be printed": ("passage", "Q-T-4.1", "Anna", "", "Angry."),
    "another, of a person without consent": ("passage", "Q-T-6.1", "Anna", "", "Angry."),
    "a passage that is gone": ("passage", "Q-gone", "Anna", "", "Angry."),
    "a code that is gone": ("code", "kites", "Anna", "", "Rare."),
    "no code": ("code", "none", "Anna", "", "Rare."),
    "a case that is gone": ("case", "Hull", "Anna", "", "Wet."),
    "an unknown subject": ("speaker", "P02", "Anna", "", "Loud."),
    "no text": ("study", "", "Anna", "2024-05-01", ""),
    "no coder": ("study", "", "", "2024-05-01", "Whose?"),
    "no id": ("code", "", "Anna", "2024-05-01", "Of what?"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_memo_is_left_out(kind: str) -> None:
    assert memos_of(project([LEFT_OUT[kind]])) == {}


@pytest.mark.parametrize(
    "row",
    [("passage", "Q-T-5.1", "Anna", "", "Bitter."), ("case", "whitby_carol_pike", "Anna", "", "Noisy.")],
    ids=["passage", "case"],
)
def test_a_memo_on_what_is_held_is_left_out(row: tuple[str, ...]) -> None:
    assert len(memos_of(project([row]))) == 1
    assert memos_of(project([row], held="s-1a2b")) == {}


GATED = {
    "Ask Carol Pike again.": "Ask [name] again.",
    "Carol’s irony.": "[name]’s irony.",
    "Bashir Khan says so, and Bashir knows.": "[name] says so, and [name] knows.",
    "CAROL PIKE": "[name]",
    "as Carol\nPike told me": "as [name] told me",
    "Ring 07700 900123.": "Ring [phone].",
    "“I will not have one word of mine printed, not in any report” is strong":
        "“[not to be quoted]” is strong",
    "Alice Marlow may be named.": "Alice Marlow may be named.",
}  # fmt: skip


@pytest.mark.parametrize("memo", GATED)
def test_what_may_not_be_printed_is_replaced(memo: str) -> None:
    subjects = (("passage", "Q-T-2.2"), ("code", "cogs"), ("case", "Grimsby"), ("study", ""))
    files = project([(*subject, "Anna", "2024-05-01", memo) for subject in subjects])
    for path, end in ((PROJECT_PATH, "\n"), (MAXQDA_PATH, "\r\n")):
        assert set(memos_of(files, path=path).values()) == {f"{GATED[memo]}{end}"}


def test_neither_names_nor_withheld_words_are_in_the_project() -> None:
    texts = [*GATED, *(f"Of {name}." for name in conftest.PRIVATE_NAMES if name not in ("Pike", "Oakes"))]
    rows = [("study", "", f"{name} Pike", "Carol Pike", memo) for name in ("Carol", "Dee") for memo in texts]
    root, inside = opened(project([*rows, *ROWS])[PROJECT_PATH])
    whole = "\n".join([etree.tostring(root, encoding="unicode"), *inside.values()])
    for private in (*conftest.PRIVATE_NAMES[:-1], "one word of mine", "fell out"):
        assert not re.search(rf"\b{private}\b", whole), private


def test_a_coder_who_bears_a_participants_name_is_not_named() -> None:
    files = project([("study", "", "Carol Pike", "", "One."), ("study", "", "Dennis Oakes", "", "Two.")])
    assert list(memos_of(files)) == ["Memo by [name] on the study", "Memo by [name] (2) on the study"]


def test_coders_can_be_numbered() -> None:
    files = project(ROWS, numbered=True)
    assert {name.split(" on ")[0] for name in memos_of(files)} == {"Memo by Coder 1", "Memo by Coder 2"}


def test_the_reader_finds_the_same_codings_in_a_project_with_memos(made: dict[str, bytes], tmp_path: Path) -> None:
    found = []
    for number, files in enumerate((made, made_of())):
        for path in (PROJECT_PATH, MAXQDA_PATH):
            place = tmp_path / f"{number}.qdpx"
            place.write_bytes(files[path])
            found.append(read_project(place))
    assert found[0].codings
    assert all(one == found[0] for one in found)
