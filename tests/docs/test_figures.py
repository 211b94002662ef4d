"""Figures that are told in two places are the same in both: those of limits.md, and of the paper."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.conftest import ROOT

DOCS = ROOT / "docs"
_FIGURE = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d*\.\d+|\d+)(?: ?%)?")
_LINK = re.compile(r"\]\(([^)#]+)#?[^)]*\)")
# What the paper's figures are taken from.
SOURCES = ("themes.md", "verify.md", "reading.md", "benchmarks.md", "data_protection.md", "limits.md")


def figures(text: str) -> set[str]:
    """The figures in a text; a space before a per cent sign does not count."""
    return {found.replace(" ", "") for found in _FIGURE.findall(text)}


def rows() -> list[tuple[str, str, str]]:
    """Each row of the tables of limits.md: what was measured, the figure, and where."""
    lines = (DOCS / "limits.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(what, figure, where) for what, figure, where in cells if what != "What"]


def test_limits_has_figures():
    assert len(rows()) > 10


@pytest.mark.parametrize(("what", "figure", "where"), rows(), ids=lambda text: text[:40])
def test_each_figure_of_the_limits_is_in_the_page_beside_it(what, figure, where):
    [page] = _LINK.findall(where)
    assert figures(figure) <= figures((DOCS / page).read_text("utf-8"))
    aims = re.findall(r"\(aim: ([^)]*)\)", what)
    assert figures(" ".join(aims)) <= figures((DOCS / page).read_text("utf-8"))


def test_each_figure_on_sure_codings_is_in_the_page_that_has_the_method():
    told = {one for one in figures((DOCS / "sure.md").read_text("utf-8")) if "%" in one or one == "29"} - {"80%"}
    assert {"90%", "10%", "29"} <= told <= figures((DOCS / "themes.md").read_text("utf-8"))


def test_each_figure_of_the_paper_is_in_the_documentation():
    paper = (DOCS / "paper" / "paper.md").read_text("utf-8").split("---", 2)[2]
    told = {one for one in figures(paper) if "." in one or "%" in one or "," in one}
    known = set().union(*(figures((DOCS / name).read_text("utf-8")) for name in SOURCES))
    assert told
    assert told <= known


def test_the_paper_cites_what_it_lists_and_has_the_parts_that_its_journal_asks_for():
    paper = (DOCS / "paper" / "paper.md").read_text("utf-8")
    head = yaml.safe_load(paper.split("---")[1])
    assert all(head[key] for key in ("title", "tags", "authors", "affiliations", "date", "bibliography"))
    listed = re.findall(r"^@\w+\{(\w+),", (DOCS / "paper" / head["bibliography"]).read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(set(re.findall(r"@(\w+)", paper.split("---", 2)[2])))
    for part in ("Summary", "Statement of need", "State of the field", "References"):
        assert f"\n# {part}\n" in paper
    assert 250 < len(paper.split()) < 1750


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.591 and .665", {"0.591", ".665"}),
        ("63% of 278", {"63%", "278"}),
        ("41 % of it, 8,724 answers.", {"41%", "8,724"}),
        ("P03, 3.4 times", {"3.4"}),
        ("no figure", set()),
    ],
)
def test_figures_are_found(text, found):
    assert figures(text) == found
