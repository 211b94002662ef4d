"""Rich text: what is deleted is gone, what is hidden and the notes are no speech."""

from __future__ import annotations

import pytest

from pipeline.corpus.records import SegmentKind
from pipeline.documents.rtf import read_richtext


@pytest.mark.parametrize(
    ("body", "said", "notes"),
    [
        (r"Olu: The {\deleted\revauthdel1 upper }lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The \deleted upper \deleted0 lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The {\deleted\b upper }lock froze.", "Olu: The lock froze.", []),
        (r"Olu: The lock{\v  see tape 3} froze.", "Olu: The lock froze.", ["see tape 3"]),
        (r"Olu: The lock\v  see tape 3\v0  froze.", "Olu: The lock froze.", ["see tape 3"]),
        (r"Olu: The lock{\footnote  The upper one.} froze.", "Olu: The lock froze.", ["The upper one."]),
        (r"Olu: The lock{\footnote\ftnalt The upper one.} froze.", "Olu: The lock froze.", ["The upper one."]),
        (r"Olu: The lock{\footnote \pard\plain \chftn The one.\par Or two.} froze.", "Olu: The lock froze.",
         ["The one. Or two."]),
        (r"Olu: The lock{\*\annotation {\*\atnref 1}\pard Check.} froze.", "Olu: The lock froze.", ["Check."]),
        (r"Olu: The lo{\b ck} fr\b o\b0 ze.", "Olu: The lock froze.", []),
        (r"Olu: The {\revised\revauth1 lock} froze.", "Olu: The lock froze.", []),
        (r"Olu: The \{\\b lock\} froze.", r"Olu: The {\b lock} froze.", []),
    ],
)  # fmt: skip
def test_what_does_not_show_is_no_speech(body, said, notes):
    lines = read_richtext(rf"{{\rtf1\ansi {body}\par Mina: When?\par}}".encode()).lines
    told = [line.text for line in lines if line.mark is None and line.text.strip()]
    assert told == [said, "Mina: When?"]
    assert [line.text for line in lines if line.mark is SegmentKind.NOTE] == notes


BOXES = [
    r"{\shp{\*\shpinst\shpleft10{\sp{\sn a}{\sv 1}}{\shptxt \pard\plain The upper {\b lock}\par of two}}}",
    r"{\shp{\*\shpinst{\shptxt \pard The upper lock of two\par}}{\shprslt{\*\do{\dptxbx{\dptxbxtext The upper}}}}}",
    r"{\*\do\dobxpage{\dptxbx{\dptxbxtext\pard The upper lock\par of two}}}",
    r"{\shpgrp{\*\shpinst{\shp{\*\shpinst{\shptxt The upper lock of two}}}}}",
]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("form", ["Olu: The lock{} froze.", "{}Olu: The lock froze.", "Olu: The lock froze.{}"])
def test_a_text_box_is_a_note_behind_its_paragraph(box, form):
    lines = read_richtext(rf"{{\rtf1\ansi {form.format(box)}\par Mina: When?\par}}".encode()).lines
    assert [(line.text, line.mark) for line in lines if line.text] == [
        ("Olu: The lock froze.", None),
        ("The upper lock of two", SegmentKind.NOTE),
        ("Mina: When?", None),
    ]


@pytest.mark.parametrize(
    ("edges", "told"),
    [
        (r"{\header Locks study\par}", ["Locks study"]),
        (r"{\footer Page {\field 3}\par}", ["Page 3"]),
        (r"{\headerl Locks study}{\headerr Locks study}{\footerf Confidential}", ["Locks study", "Confidential"]),
        (r"{\headerf {\b Locks} study\tab 2026}", ["Locks study 2026"]),
        (r"{\footerl\pard caf\'e9\par}", ["café"]),
        (r"{\header\pard\par}", []),
    ],
)
def test_heads_and_feet_of_pages_are_furniture(edges, told):
    lines = read_richtext(rf"{{\rtf1\ansi\ansicpg1252 {edges}Olu: The lock froze.\par}}".encode()).lines
    assert [line.text for line in lines if line.mark is SegmentKind.FURNITURE] == told
    assert [line.text for line in lines if line.mark is None and line.text] == ["Olu: The lock froze."]


@pytest.mark.parametrize(
    "rows",
    [
        r"\trowd\cellx9\cellx99 Olu\cell The lock froze.\cell\row\trowd Mina\cell When?\cell\row",
        r"\trowd\pard\intbl{\b Olu}\cell The lock froze.\cell{\trowd\row}\trowd Mina\cell When?\cell\row",
        r"\trowd Olu\cell The {\deleted upper }lock froze.\cell\row\trowd\pard Mina\cell When?\cell\row",
        r"\trowd Olu\cell The lock{\footnote The upper one.} froze.\cell\row\trowd Mina\cell When?\cell\row",
    ],
)
def test_cells_of_a_table_are_labels_and_words(rows):
    rows += r"\trowd Olu\cell It was in the middle of May.\cell\row\trowd Mina\cell And how long for?\cell\row"
    lines = read_richtext(rf"{{\rtf1\ansi Locks\par {rows}\pard\par}}".encode()).lines
    told = [(line.voice, " ".join(line.text.split())) for line in lines if line.mark is None and line.text]
    said = [
        ("Olu", "The lock froze."),
        ("Mina", "When?"),
        ("Olu", "It was in the middle of May."),
        ("Mina", "And how long for?"),
    ]
    assert told == [(None, "Locks"), *said]
    noted = [line.text for line in lines if line.mark is SegmentKind.NOTE]
    assert noted == (["The upper one."] if "footnote" in rows else [])
