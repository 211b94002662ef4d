"""Malicious files that cost time or memory: long, wide or deep ones, and those that are slow for a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from tests.bench.hostile_shapes import names
from tests.hostile import packages as p
from tests.hostile.kinds import (
    ALTERNATE,
    ATTRIBUTES,
    DAMAGED,
    FITS,
    LARGE,
    LARGE_TABLE,
    MANY_LINES,
    NO_SPEAKERS,
    SLOW,
    SPEAKERS,
    Hostile,
)
from tests.ingest.files import workbook

COSTLY: Sequence[Hostile] = (
    Hostile(
        LARGE,
        "a tag of a web page with 200,000 attributes",
        "a.html",
        lambda: (
            "".join(f"<p>{line}</p>" for line in p.TALK)
            + "<p "
            + " ".join(f'a{n}="1"' for n in range(200_000))
            + ">So.</p>"
        ),
        ATTRIBUTES,
    ),
    Hostile(
        LARGE,
        "6,000 speakers of one turn each",
        "a.txt",
        lambda: "\n\n".join(
            f"{name} {name[::-1].capitalize()}: We have met here since last year."
            for name in islice(names(4), 6_000)
        ),
        SPEAKERS,
    ),
    Hostile(
        LARGE,
        "one line of ten million characters",
        "a.txt",
        lambda: "Anna: How?\nTom: " + "so on and on " * 770_000 + "\nAnna: Oh?\nTom: No.\n",
        ALTERNATE,
    ),
    Hostile(
        LARGE,
        "ten million letters without a space",
        "a.txt",
        lambda: "Anna: How?\nTom: " + "a" * 10_000_000 + "\nAnna: Oh?\n",
    ),
    Hostile(LARGE, "a million lines", "a.txt", lambda: "so on\n" * 1_000_000, MANY_LINES),
    Hostile(
        LARGE,
        "a table of 100,000 columns",
        "a.csv",
        lambda: ",".join(f"c{n}" for n in range(100_000)) + "\n" + "x\n" * 5,
        "the table has neither a column of speakers",
    ),
    Hostile(
        LARGE,
        "a table of 100,000 columns and 20,000 short rows",
        "a.csv",
        lambda: "a," * 100_000 + "\n" + "x\n" * 20_000,
        LARGE_TABLE,
    ),
    Hostile(
        LARGE,
        "a workbook of 16,384 columns and few rows",
        "a.xlsx",
        lambda: workbook(A=[[f"c{n}" for n in range(16_384)], ["x"]]),
        "the table has neither a column of speakers",
    ),
    Hostile(
        LARGE,
        "a workbook of two cells, a million rows apart",
        "a.xlsx",
        p.far_cell,
        "the table has neither a column of speakers",
    ),
    Hostile(
        LARGE,
        "JSON, a hundred thousand lists deep",
        "a.json",
        lambda: "[" * 100_000,
        "the JSON file is damaged",
    ),
    Hostile(
        LARGE,
        "a web page, a hundred thousand elements deep",
        "a.html",
        lambda: "<div>" * 100_000 + "Anna: So.",
        NO_SPEAKERS,
    ),
    Hostile(
        LARGE,
        "a web page of tables in tables",
        "a.html",
        lambda: "<table><tr><td>" * 3_000 + "Anna: So.",
        NO_SPEAKERS,
    ),
    Hostile(LARGE, "a Word file, 5,000 content controls deep", "a.docx", lambda: p.deep_word(5_000), DAMAGED),
    Hostile(LARGE, "a Word file, 900 content controls deep", "a.docx", lambda: p.deep_word(900), DAMAGED),
    Hostile(LARGE, "an OpenDocument text, 5,000 sections deep", "a.odt", lambda: p.deep_open(5_000), DAMAGED),
    Hostile(
        LARGE,
        "an OpenDocument text with a space repeated 999,999,999 times",
        "a.odt",
        p.many_spaces,
        ALTERNATE,
    ),
    Hostile(
        LARGE,
        "rich text, a hundred thousand groups deep",
        "a.rtf",
        lambda: "{\\rtf1 " + "{" * 100_000 + "Anna: So." + "}" * 100_000 + "}",
        NO_SPEAKERS,
    ),
    Hostile(LARGE, "a PDF whose pages go round in a circle", "a.pdf", p.pdf_loop, DAMAGED),
    Hostile(
        SLOW,
        "a hundred thousand asterisks",
        "a.md",
        lambda: "**a" * 30_000 + "\n" + "*" * 100_000 + "\n",
        NO_SPEAKERS,
    ),
    Hostile(
        SLOW,
        "a hundred thousand angle brackets",
        "a.md",
        lambda: "<a " * 100_000 + "\n" + "<!--" * 50_000,
        NO_SPEAKERS,
    ),
    Hostile(
        SLOW,
        "captions of unclosed tags",
        "a.vtt",
        lambda: "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v <c <0:" * 60_000 + "\n",
        NO_SPEAKERS,
    ),
    Hostile(
        SLOW,
        "a hundred thousand colons, brackets and digits",
        "a.txt",
        lambda: "0:" * 100_000 + "\n" + "[" * 100_000 + "\n" + "(1) " * 50_000 + "\n",
        NO_SPEAKERS,
    ),
    Hostile(
        SLOW,
        "spaces without end",
        "a.txt",
        lambda: "Anna:" + " " * 300_000 + "How?\nTom:" + "\t" * 300_000 + "No.\nAnna: Oh?\n",
        NO_SPEAKERS,
    ),
    Hostile(SLOW, "rich text of backslashes", "a.rtf", lambda: "{\\rtf1 " + "\\b\\'" * 100_000 + "}", NO_SPEAKERS),
    Hostile(
        SLOW,
        "quotation marks without end",
        "a.txt",
        lambda: "Anna: How?\nTom: " + "“‘\"' " * 20_000 + "\nAnna: Oh?\nTom: So.\n",
        FITS,
    ),
    Hostile(
        SLOW,
        "names without end",
        "a.txt",
        lambda: (
            "Anna: How?\nTom: "
            + "Ann-Marie O'Neill van der Berg, " * 3_000
            + "\nAnna: Oh?\nTom: So.\nAnna: Who?\nTom: I.\n"
        ),
    ),
)
