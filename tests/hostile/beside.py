"""Malicious files other than transcripts: codebook, settings, tables, drafts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.packages import (
    LAUGHS,
    OUTSIDE,
    SECRET_FILE,
    TALK,
    XINCLUDE,
    bomb,
    including,
    linked_zip,
    locked_zip,
    project,
    project_of,
    with_parts,
    xincluding_word,
    xincluding_workbook,
)
from tests.ingest.files import word, workbook

Content = bytes | str | Path  # a path is what a symbolic link leads to
LONG = 10_000_000  # characters
KEYS = "a code must have keys"
NO_FILE = "it is not a file"


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
        costly: it takes its time, however well it is read: among the slow tests.
    """

    what: str
    file: str
    make: Callable[[], Content]
    command: tuple[str, ...]
    says: str
    goes_on: bool = False
    costly: bool = False


CODEBOOK = "models/codebook.yaml"
LINT = ("codebook", "lint")
INGEST = ("ingest",)
ORGANISATIONS = ("organisations",)


def _doubling() -> str:
    lines = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join([*lines, "codes: *a11"]) + "\n"


def _doubling_phrases() -> str:
    lines = [line for line in _doubling().splitlines() if not line.startswith("codes")]
    inner = "\n".join(f"  {line}" for line in lines)
    return (
        f"codes:\n- id: a\n  name: A\n  phrases: [*a11]\n  examples:\n{inner}\n".replace("  phrases: [*a11]\n", "")
        + "  phrases: [*a11]\n"
    )


def _tagged(node: str) -> Callable[[], Content]:
    return lambda: f"codes:\n- {node}\n"


def _imported(name: str) -> tuple[str, ...]:
    return ("codebook", "import", name)


def _decided(name: str) -> tuple[str, ...]:
    return ("review", "import", name)


def _codes(xml: str) -> str:
    return f'<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{xml}</Codes></CodeBook>'


BESIDE: tuple[Beside, ...] = (
    Beside(
        "a codebook whose aliases double, and double again",
        CODEBOOK,
        _doubling,
        LINT,
        "the codebook has a key 'a0', which is not known",
    ),
    Beside(
        "a codebook that asks for a command to be run",
        CODEBOOK,
        lambda: "codes: !!python/object/apply:os.system ['touch harmed']\n",
        LINT,
        "a code must have keys",
    ),
    *(
        Beside(f"a codebook with {what}", CODEBOOK, make, LINT, says)
        for what, make, says in (
            ("a tag that makes an object", _tagged("!!python/object/new:os.system ['touch harmed']"), KEYS),
            ("a tag that names a function", _tagged("!!python/name:os.system ''"), KEYS),
            ("a tag that imports a module", _tagged("!!python/module:os ''"), KEYS),
            ("a tag that includes a file of this machine", _tagged(f"!include {SECRET_FILE.as_posix()}"), KEYS),
            ("a tag that no program knows", _tagged("!<tag:example.org,2026:run> {}"), "has no id"),
            ("a list of codes that holds itself", lambda: "codes: &a [*a]\n", KEYS),
            ("an alias for nothing", lambda: "codes: *a\n", "not readable as YAML"),
            ("a code that is its own alias", lambda: "codes:\n- &a\n  id: a\n  name: *a\n", "name"),
        )
    ),
    *(
        Beside(f"a codebook with {what}", CODEBOOK, make, LINT, says, goes_on=True)
        for what, make, says in (
            ("the same code twice by an alias", lambda: "codes: [&a {id: a, name: A}, *a]\n", "twice"),
            ("a merge of itself", lambda: "codes:\n- &a\n  <<: *a\n  id: a\n  name: A\n", "'<<'"),
            ("phrases whose aliases double", _doubling_phrases, "keys of codes were left out"),
        )
    ),
    Beside("a codebook that is a link to a device without end", CODEBOOK, lambda: Path("/dev/zero"), LINT, NO_FILE),
    Beside(
        "a codebook that is a link to itself", CODEBOOK, lambda: Path("codebook.yaml"), LINT, "there is no codebook"
    ),
    Beside("a codebook that is a link to a folder", CODEBOOK, lambda: Path("/etc"), LINT, NO_FILE),
    Beside(
        "cases.csv that is a link to a file of this machine",
        "transcripts/cases.csv",
        lambda: SECRET_FILE,
        INGEST,
        "it is a link to a place outside the folder",
    ),
    Beside(
        "participants.csv that is a link to a device without end",
        "transcripts/participants.csv",
        lambda: Path("/dev/zero"),
        INGEST,
        "it is a link to a place outside the folder",
    ),
    *(
        Beside(
            f"{what} in cases.csv",
            "transcripts/cases.csv",
            lambda place=place: f"file,case\n{place},A\n",  # type: ignore[misc]
            INGEST,
            "a file that is not in the folder",
            goes_on=True,
        )
        for what, place in (
            ("an absolute path", SECRET_FILE.as_posix()),
            ("a path of Windows", r"C:\Windows\win.ini"),
            ("a path of a Windows network", r"\\server\share\a.txt"),
            ("an address of a file", SECRET_FILE.as_uri()),
            ("an address of another machine", "http://127.0.0.1:9/a.txt"),
            ("a way out that comes back", "../transcripts/good.txt"),
            ("a home folder", "~/a.txt"),
        )
    ),
    Beside(
        "a codebook a hundred thousand lists deep",
        CODEBOOK,
        lambda: "[" * 100_000,
        LINT,
        "lists in lists without end",
    ),
    Beside(
        "a codebook of ten million characters",
        CODEBOOK,
        lambda: "codes:\n" + "- id: a\n  name: A\n" * (LONG // 20),
        LINT,
        "no codebook is so long",
    ),
    Beside("a codebook with zero bytes", CODEBOOK, lambda: b"codes:\n- id: a\0\n", LINT, "not readable as YAML"),
    Beside(
        "a codebook that is not UTF-8",
        CODEBOOK,
        lambda: b"codes:\n- id: caf\xe9\n",
        LINT,
        "the code 'café' has no name",
    ),
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
        "not readable as TOML",
    ),
    Beside(
        "settings that are a program",
        "models/settings.toml",
        lambda: b"MZ\x90\0\x03\xff",
        INGEST,
        "not readable as TOML",
    ),
    Beside(
        "settings that nobody knows",
        "models/settings.toml",
        lambda: "[ingest]\n__class__ = 'os'\n",
        INGEST,
        "[ingest] has no setting '__class__'",
    ),
    Beside(
        "a cell of ten million characters in participants.csv",
        "transcripts/participants.csv",
        lambda: f"case,speaker,consent\ngood,Tom,{'x' * LONG}\n",
        INGEST,
        ". Use one of named, role, anonymous, none",
    ),
    Beside(
        "a quotation mark never closed in participants.csv",
        "transcripts/participants.csv",
        lambda: 'case,speaker,consent\n"good,Tom,named\n',
        INGEST,
        "line 2: a quotation mark is opened and not closed",
    ),
    Beside(
        "zero bytes in participants.csv",
        "transcripts/participants.csv",
        lambda: b"case,speaker,consent\ngood,T\0m,named\n",
        INGEST,
        "line 2: it contains characters that cannot be read",
    ),
    Beside(
        "100,000 columns in participants.csv",
        "transcripts/participants.csv",
        lambda: ",".join(f"c{n}" for n in range(100_000)) + "\n",
        INGEST,
        "there is no column 'case'",
    ),
    Beside(
        "a way out of the folder in cases.csv",
        "transcripts/cases.csv",
        lambda: "file,case\n../../../etc/passwd,A\n",
        INGEST,
        "a file that is not in the folder",
        goes_on=True,
    ),
    Beside(
        "a short name of ten million characters in the gazetteer",
        "models/organisations.csv",
        lambda: f"organisation,aliases\nThe A,{'x' * LONG}\n",
        ORGANISATIONS,
        "a name has 10,000,000 characters",
        goes_on=True,
    ),
    Beside(
        "a gazetteer that is a workbook",
        "models/organisations.csv",
        lambda: workbook(one=[["organisation"]]),
        ORGANISATIONS,
        "there is no column 'organisation'",
    ),
    Beside(
        "a codebook to import that unpacks to far more",
        "given.qdpx",
        lambda: bomb("project.qde"),
        _imported("given.qdpx"),
        "it may be a zip bomb",
    ),
    Beside(
        "a codebook to import with a billion laughs",
        "given.qdc",
        lambda: LAUGHS,
        _imported("given.qdc"),
        "it may be malicious",
    ),
    Beside(
        "a file of this machine in a codebook to import",
        "given.qdc",
        lambda: OUTSIDE,
        _imported("given.qdc"),
        "it may be malicious",
    ),
    Beside(
        "codes a thousand deep in a codebook to import",
        "given.qdc",
        lambda: _codes('<Code guid="a" name="a">' * 1_000 + "</Code>" * 1_000),
        _imported("given.qdc"),
        "its XML cannot be read",
    ),
    Beside(
        "decisions under a password",
        "given.xlsx",
        locked_zip,
        _decided("given.xlsx"),
        "the workbook is protected by a password",
    ),
    Beside(
        "decisions that unpack to far more",
        "given.xlsx",
        lambda: bomb("xl/worksheets/sheet1.xml"),
        _decided("given.xlsx"),
        "it unpacks to far more than a workbook can hold",
    ),
    Beside(
        "a file of this machine in a workbook of decisions",
        "given.xlsx",
        lambda: with_parts(workbook(Review=[["quote_id"]]), xl__sharedStrings___xml=OUTSIDE),
        _decided("given.xlsx"),
        "declares XML entities",
    ),
    Beside(
        "decisions that are zero bytes",
        "given.csv",
        lambda: bytes(100_000),
        _decided("given.csv"),
        "there is no column quote_id or theme_id",
    ),
    Beside(
        "a project with a billion laughs",
        "given.qdpx",
        lambda: project(LAUGHS),
        _decided("given.qdpx"),
        "it may be malicious",
    ),
    Beside(
        "a project whose texts lie outside the package",
        "given.qdpx",
        lambda: project(
            '<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources><TextSource guid="a" name="a" '
            'plainTextPath="internal://../../../etc/passwd"/></Sources></Project>'
        ),
        _decided("given.qdpx"),
        "their codings were left out",
        goes_on=True,
    ),
    *(
        Beside(
            f"a project whose text lies at {what}",
            "given.qdpx",
            lambda place=place: project_of(place),  # type: ignore[misc]
            _decided("given.qdpx"),
            "their codings were left out",
            goes_on=True,
        )
        for what, place in (
            ("an absolute path", SECRET_FILE.as_posix()),
            ("an absolute path in the package", f"internal://{SECRET_FILE.as_posix()}"),
            ("a path of Windows", r"internal://..\..\Windows\win.ini"),
            ("a drive of Windows", r"internal://C:\Windows\win.ini"),
            ("an address of a file", SECRET_FILE.as_uri()),
            ("a place beside the package", "relative:///secret.txt"),
            ("an absolute address", f"absolute://{SECRET_FILE.as_posix()}"),
            ("an address of another machine", "http://127.0.0.1:9/a.txt"),
        )
    ),
    Beside(
        "a project whose text is a link to a file of this machine",
        "given.qdpx",
        lambda: linked_zip(project_of("internal://a.txt", a="Kettles"), "sources/a.txt", str(SECRET_FILE)),
        _decided("given.qdpx"),
        "are not on a participant's words",
        goes_on=True,
    ),
    Beside(
        "a project that includes a file of this machine (XInclude)",
        "given.qdpx",
        lambda: project(
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="p"><Sources>{XINCLUDE}</Sources></Project>'
        ),
        _decided("given.qdpx"),
        "",
        goes_on=True,
    ),
    Beside(
        "a codebook to import that includes a file of this machine (XInclude)",
        "given.qdc",
        lambda: _codes(XINCLUDE),
        _imported("given.qdc"),
        "0 new codes",
        goes_on=True,
    ),
    Beside(
        "a project to import codes from whose .qde is a link to a file of this machine",
        "given.qdpx",
        lambda: linked_zip(project("<Project/>"), "project.qde", str(SECRET_FILE)),
        _imported("given.qdpx"),
        "its XML cannot be read",
    ),
    *(
        Beside(
            f"a draft that is {what}",
            name,
            make,
            ("verify", name),
            says,
            goes_on=goes_on,
        )
        for what, name, make, says, goes_on in (
            ("a link to itself", "given.md", lambda: Path("given.md"), "given.md", False),
            ("a link to a device without end", "given.md", lambda: Path("/dev/zero"), "given.md", False),
            (
                "a Word file that includes a file of this machine",
                "given.docx",
                lambda: including(SECRET_FILE.as_uri(), outside=True),
                "",
                True,
            ),
            (
                "a Word file with XInclude of a file of this machine",
                "given.docx",
                lambda: xincluding_word("word__document___xml"),
                "",
                True,
            ),
        )
    ),
    Beside(
        "decisions that are a link to a device without end",
        "given.csv",
        lambda: Path("/dev/zero"),
        _decided("given.csv"),
        NO_FILE,
    ),
    Beside(
        "a workbook of decisions with XInclude of a file of this machine",
        "given.xlsx",
        xincluding_workbook,
        _decided("given.xlsx"),
        "there is no column",
    ),
    Beside(
        "a draft that unpacks to far more",
        "given.docx",
        lambda: bomb("word/document.xml"),
        ("verify", "given.docx"),
        "it may be malicious (a zip bomb)",
    ),
    Beside(
        "a file of this machine in a draft",
        "given.docx",
        lambda: with_parts(word(TALK), word__document___xml=OUTSIDE),
        ("verify", "given.docx"),
        "it may be malicious",
    ),
    Beside(
        "a draft under a password",
        "given.docx",
        locked_zip,
        ("verify", "given.docx"),
        "the file is protected by a password",
    ),
    Beside(
        "a draft that is a program",
        "given.md",
        lambda: b"MZ\x90\0\x03\xff" * 1000,
        ("verify", "given.md"),
        "this is not text",
    ),
    Beside(
        "a draft of thirty thousand opening marks",
        "given.md",
        lambda: "“a " * 30_000,
        ("verify", "given.md"),
        "no similar passage was found",
        goes_on=True,
    ),
    Beside(
        "a draft of a million characters, every third an opening mark",
        "given.md",
        lambda: "“a " * (LONG // 30),
        ("verify", "given.md"),
        "no similar passage was found",
        goes_on=True,
        costly=True,
    ),
)
