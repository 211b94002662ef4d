"""Files beside the transcripts, made to harm whoever reads them: codebook, settings, tables, drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.packages import LAUGHS, OUTSIDE, TALK, bomb, locked_zip, project, with_parts
from tests.ingest.files import word, workbook

Content = bytes | str
LONG = 10_000_000  # characters


@dataclass(frozen=True)
class Beside:
    """One of them.

    Attributes:
        what: what it is, in words.
        file: where it lies, below the study's folder.
        make: its content.
        command: that reads it.
        says: in what the command says; it stops with exit 2 unless it `goes_on`.
        goes_on: it does its work all the same.
    """

    what: str
    file: str
    make: Callable[[], Content]
    command: tuple[str, ...]
    says: str
    goes_on: bool = False


CODEBOOK = "models/codebook.yaml"
LINT = ("codebook", "lint")
INGEST = ("ingest",)
ORGANISATIONS = ("organisations",)


def _doubling() -> str:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join([*lines, "codes: *a11"]) + "\n"


def _imported(name: str) -> tuple[str, ...]:
    return ("codebook", "import", name)


def _decided(name: str) -> tuple[str, ...]:
    return ("review", "import", name)


def _codes(xml: str) -> str:
    return f'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{xml}</Codes></CodeBook>'


BESIDE: tuple[Beside, ...] = (
    Beside("a codebook whose aliases double, and double again", CODEBOOK, _doubling, LINT, "codebook.yaml"),
    Beside(
        "a codebook that asks for a command to be run",
        CODEBOOK,
        lambda: "codes: !!python/object/apply:os.system ['touch harmed']\n",
        LINT,
        "codebook.yaml",
    ),
    Beside("a codebook a hundred thousand lists deep", CODEBOOK, lambda: "[" * 100_000, LINT, "codebook.yaml"),
    Beside(
        "a codebook of ten million characters",
        CODEBOOK,
        lambda: "codes:\n" + "- id: a\n  name: A\n" * (LONG // 20),
        LINT,
        "codebook.yaml",
    ),
    Beside("a codebook with zero bytes", CODEBOOK, lambda: b"codes:\n- id: a\0\n", LINT, "codebook.yaml"),
    Beside("a codebook that is not UTF-8", CODEBOOK, lambda: b"codes:\n- id: caf\xe9\n", LINT, "codebook.yaml"),
    Beside(
        "a phrase of a hundred wildcards",
        CODEBOOK,
        lambda: f"codes:\n- id: a\n  name: A\n  phrases: ['{'a*' * 100}b']\n",
        ("themes",),
        "",
        goes_on=True,
    ),
    Beside(
        "settings ten thousand lists deep",
        "models/settings.toml",
        lambda: "a = " + "[" * 10_000,
        INGEST,
        "settings.toml",
    ),
    Beside(
        "settings that are a program", "models/settings.toml", lambda: b"MZ\x90\0\x03\xff", INGEST, "settings.toml"
    ),
    Beside(
        "settings that nobody knows",
        "models/settings.toml",
        lambda: "[ingest]\n__class__ = 'os'\n",
        INGEST,
        "settings.toml",
    ),
    Beside(
        "a cell of ten million characters in participants.csv",
        "transcripts/participants.csv",
        lambda: f"case,speaker,consent\nin,Tom,{'x' * LONG}\n",
        INGEST,
        "participants.csv",
    ),
    Beside(
        "a quotation mark never closed in participants.csv",
        "transcripts/participants.csv",
        lambda: 'case,speaker,consent\n"in,Tom,named\n',
        INGEST,
        "participants.csv",
    ),
    Beside(
        "zero bytes in participants.csv",
        "transcripts/participants.csv",
        lambda: b"case,speaker,consent\nin,T\0m,named\n",
        INGEST,
        "participants.csv",
    ),
    Beside(
        "100,000 columns in participants.csv",
        "transcripts/participants.csv",
        lambda: ",".join(f"c{n}" for n in range(100_000)) + "\n",
        INGEST,
        "participants.csv",
    ),
    Beside(
        "a way out of the folder in cases.csv",
        "transcripts/cases.csv",
        lambda: "file,case\n../../../etc/passwd,A\n",
        INGEST,
        "cases.csv",
        goes_on=True,
    ),
    Beside(
        "a short name of ten million characters in the gazetteer",
        "models/organisations.csv",
        lambda: f"organisation_id,organisation,aliases\na,A,{'x' * LONG}\n",
        ORGANISATIONS,
        "organisations.csv",
    ),
    Beside(
        "a gazetteer that is a workbook",
        "models/organisations.csv",
        lambda: workbook(one=[["organisation"]]),
        ORGANISATIONS,
        "organisations.csv",
    ),
    Beside(
        "a codebook to import that unpacks to far more",
        "given.qdpx",
        lambda: bomb("project.qde"),
        _imported("given.qdpx"),
        "given.qdpx",
    ),
    Beside(
        "a codebook to import with a billion laughs",
        "given.qdc",
        lambda: LAUGHS,
        _imported("given.qdc"),
        "given.qdc",
    ),
    Beside(
        "a file of this machine in a codebook to import",
        "given.qdc",
        lambda: OUTSIDE,
        _imported("given.qdc"),
        "given.qdc",
    ),
    Beside(
        "codes a thousand deep in a codebook to import",
        "given.qdc",
        lambda: _codes('<Code guid="a" name="a">' * 1_000 + "</Code>" * 1_000),
        _imported("given.qdc"),
        "given.qdc",
    ),
    Beside("decisions under a password", "given.xlsx", locked_zip, _decided("given.xlsx"), "given.xlsx"),
    Beside(
        "decisions that unpack to far more",
        "given.xlsx",
        lambda: bomb("xl/worksheets/sheet1.xml"),
        _decided("given.xlsx"),
        "given.xlsx",
    ),
    Beside(
        "a file of this machine in a workbook of decisions",
        "given.xlsx",
        lambda: with_parts(workbook(Review=[["quote_id"]]), xl__sharedStrings___xml=OUTSIDE),
        _decided("given.xlsx"),
        "given.xlsx",
    ),
    Beside(
        "decisions that are zero bytes", "given.csv", lambda: bytes(100_000), _decided("given.csv"), "given.csv"
    ),
    Beside(
        "a project with a billion laughs",
        "given.qdpx",
        lambda: project(LAUGHS),
        _decided("given.qdpx"),
        "given.qdpx",
    ),
    Beside(
        "a project whose texts lie outside the package",
        "given.qdpx",
        lambda: project(
            '<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources><TextSource guid="a" name="a" '
            'plainTextPath="internal://../../../etc/passwd"/></Sources></Project>'
        ),
        _decided("given.qdpx"),
        "given.qdpx",
    ),
    Beside(
        "a draft that unpacks to far more",
        "given.docx",
        lambda: bomb("word/document.xml"),
        ("verify", "given.docx"),
        "given.docx",
    ),
    Beside(
        "a file of this machine in a draft",
        "given.docx",
        lambda: with_parts(word(TALK), word__document___xml=OUTSIDE),
        ("verify", "given.docx"),
        "given.docx",
    ),
    Beside("a draft under a password", "given.docx", locked_zip, ("verify", "given.docx"), "given.docx"),
    Beside(
        "a draft that is a program",
        "given.md",
        lambda: b"MZ\x90\0\x03\xff" * 1000,
        ("verify", "given.md"),
        "given.md",
    ),
    Beside(
        "a draft of ten million opening marks",
        "given.md",
        lambda: "“a " * (LONG // 3),
        ("verify", "given.md"),
        "",
        goes_on=True,
    ),
)
