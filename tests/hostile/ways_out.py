"""Hostile files that lead out of the folder of transcripts: by links, inclusions and addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from tests.hostile import packages as p
from tests.hostile.kinds import (
    DAMAGED,
    FITS,
    INCLUDES,
    NOWHERE,
    OUTSIDE,
    PICTURES,
    WAYS_OUT,
    Hostile,
)
from tests.ingest.files import word


def link(target: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(target)


def _links(*names: str) -> Callable[[Path], None]:
    def make(place: Path) -> None:
        for name, target in pairwise(names):
            if not (place.parent / name).is_symlink():
                (place.parent / name).symlink_to(target)

    return make


def _through_a_folder(place: Path) -> None:
    (place.parent / "folder").symlink_to(p.SECRET_FILE.parent)
    place.symlink_to(Path("folder") / p.SECRET_FILE.name)


def _second_name(place: Path) -> None:
    place.hardlink_to(place.parent / "good.txt")


def _own_page() -> bytes:
    page = "".join(f"<p>{line}</p>" for line in p.TALK)
    return p.including("page.html", outside=False, word__page___html=page)


LEADING_OUT: Sequence[Hostile] = (
    Hostile(WAYS_OUT, "parts named `../../tmp/…` in a Word file: never unpacked", "a.docx", p.climbing),
    Hostile(
        WAYS_OUT,
        "a link to a file elsewhere",
        "a.txt",
        link("/etc/hostname"),
        "it is a link to a place outside the folder",
    ),
    Hostile(
        WAYS_OUT, "a link to a folder elsewhere", "a", link("/etc"), "it is a link to a place outside the folder"
    ),
    Hostile(
        WAYS_OUT,
        "a link that climbs with `..`",
        "a.txt",
        link("../../../../../../etc/hostname"),
        "it is a link to a place outside the folder",
    ),
    Hostile(WAYS_OUT, "a link to the folder that it lies in", "a", link("."), "it is a link to a folder"),
    Hostile(WAYS_OUT, "a link to itself", "a.txt", link("a.txt"), "it is a link that leads nowhere"),
    Hostile(WAYS_OUT, "a link to nothing", "a.txt", link("gone.txt"), "it is a link that leads nowhere"),
    Hostile(
        WAYS_OUT, "a Word template fetched from another machine: never fetched", "a.docx", p.template_from_outside
    ),
    Hostile(WAYS_OUT, "two links that lead to each other", "a.txt", _links("a.txt", "b.txt", "a.txt"), NOWHERE),
    Hostile(
        WAYS_OUT,
        "a chain of links of which the last leads elsewhere",
        "a.txt",
        _links("a.txt", "b.txt", "c.txt", str(p.SECRET_FILE)),
        OUTSIDE,
    ),
    Hostile(WAYS_OUT, "a link through a link to a folder elsewhere", "a.txt", _through_a_folder, OUTSIDE),
    Hostile(WAYS_OUT, "a link to a file of this process", "a.txt", link("/proc/self/environ"), OUTSIDE),
    Hostile(WAYS_OUT, "a second name (hard link) of the good transcript", "a.txt", _second_name),
    *(
        Hostile(
            WAYS_OUT,
            f"a Word file that includes {what}: never opened",
            "a.docx",
            make,
            INCLUDES,
        )
        for what, make in (
            ("a file of this machine (altChunk)", lambda: p.including(p.SECRET_FILE.as_uri(), outside=True)),
            ("a file by its path (altChunk)", lambda: p.including(p.SECRET_FILE.as_posix(), outside=False)),
            ("a file by a way out of the package (altChunk)", lambda: p.including("../../../a.txt", outside=True)),
            ("a page of another machine (altChunk)", lambda: p.including("http://127.0.0.1:9/a", outside=True)),
            ("a page of its own (altChunk)", _own_page),
            (
                "a file of this machine (subdocument)",
                lambda: p.including(p.SECRET_FILE.as_uri(), outside=True, element="subDoc"),
            ),
        )
    ),
    Hostile(WAYS_OUT, "a Word field that includes a file of this machine: never read", "a.docx", p.field_including),
    Hostile(
        WAYS_OUT,
        "XInclude of a file of this machine in a Word file's text",
        "a.docx",
        lambda: p.xincluding_word("word__document___xml"),
    ),
    Hostile(
        WAYS_OUT,
        "XInclude of a file of this machine in a Word file's styles",
        "a.docx",
        lambda: p.xincluding_word("word__styles___xml"),
    ),
    Hostile(
        WAYS_OUT,
        "XInclude of a file of this machine in an OpenDocument text",
        "a.odt",
        lambda: p.changed_open("</office:text>", f"<text:p>{p.XINCLUDE}</text:p></office:text>"),
    ),
    Hostile(WAYS_OUT, "an OpenDocument section that lies in a file of this machine", "a.odt", p.linked_open),
    Hostile(
        WAYS_OUT,
        "XInclude of a file of this machine in a workbook's words",
        "a.xlsx",
        p.xincluding_workbook,
        FITS,
    ),
    Hostile(
        WAYS_OUT,
        "XInclude, objects and frames of a file of this machine in a web page",
        "a.html",
        lambda: (
            "".join(f"<p>{line}</p>" for line in p.TALK)
            + f"<p>{p.XINCLUDE}</p><iframe src='{p.SECRET_FILE.as_uri()}'></iframe>"
            + f"<object data='{p.SECRET_FILE.as_uri()}'></object><link rel=import href='{p.SECRET_FILE.as_uri()}'>"
        ),
    ),
    Hostile(
        WAYS_OUT,
        "rich text with a field that includes a file of this machine",
        "a.rtf",
        lambda: (
            "{\\rtf1 "
            + "\\par ".join(p.TALK)
            + f'{{\\field{{\\*\\fldinst INCLUDETEXT "{p.SECRET_FILE.as_posix()}"}}{{\\fldrslt }}}}}}'
        ),
    ),
    Hostile(WAYS_OUT, "a PDF whose page lies in a file of this machine", "a.pdf", p.pdf_file_outside, PICTURES),
    Hostile(
        WAYS_OUT,
        "a Word file of which the text is a link to a file of this machine",
        "a.docx",
        lambda: p.linked_zip(word(p.TALK), "word/document.xml", str(p.SECRET_FILE)),
        DAMAGED,
    ),
)
