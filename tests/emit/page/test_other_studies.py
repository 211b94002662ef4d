"""The page in a browser with studies that no transcript gives: empty, hostile, large."""

from __future__ import annotations

import dataclasses
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.corpus.counts import Counts
from pipeline.emit.agreement import AGREEMENT, agreement_rows
from pipeline.emit.handover import Handover, Sheet
from pipeline.emit.page.payload import payload
from pipeline.emit.page.writer import rendered
from tests.emit.page.measure import made_up
from tests.emit.page.test_browser import VIEWS
from tests.emit.page.waiting import found
from tests.emit.test_agreement import CODINGS, LABELS, THEMES, coded

pytestmark = pytest.mark.slow
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp;\u2028${1}`"


def test_an_empty_study_says_what_to_do(opened, tmp_path, handed: Handover) -> None:
    bare = {name: Sheet(sheet.table, []) for name, sheet in handed.sheets.items()}
    path = tmp_path / "index.html"
    path.write_bytes(rendered(payload(Handover(bare, Counts()))))
    for view in VIEWS:
        page = opened(path, f"#{view}")
        said = page.locator(f"#view-{view}").inner_text().lower()
        assert any(word in said for word in ("run the pipeline", "run again", "help the pipeline", "needs", "yet"))


def test_names_and_words_stay_text(opened, tmp_path) -> None:
    study = made_up(60)
    for theme in study["themes"]:
        theme["theme"] += HOSTILE
        theme["definition"] = HOSTILE
    for person in study["people"]:
        person["attribution"] += HOSTILE
    for one in study["transcripts"]:
        one["title"] = HOSTILE
        for turn in one["turns"]:
            turn[2] += HOSTILE
            turn[4] = HOSTILE
            turn[6] += HOSTILE
    study["findings"] = [{"level": "check", "places": HOSTILE, "text": HOSTILE, "many": 1}]
    path = tmp_path / "index.html"
    path.write_bytes(rendered(study))
    for view in (*VIEWS, "q-000000000003", "quotes?theme=t3&text=%22%3C"):
        page = opened(path, f"#{view}")
        assert page.locator("img").count() == 0
        assert page.locator("main").is_visible()


def test_agreement_is_told_and_shown_by_theme(opened, tmp_path, handed: Handover) -> None:
    rows = agreement_rows(coded("Anna", "Bea", differing=4), CODINGS, THEMES, labels=LABELS)
    sheets = {**handed.sheets, "agreement": Sheet.of(AGREEMENT, rows)}
    path = tmp_path / "index.html"
    path.write_bytes(rendered(payload(dataclasses.replace(handed, sheets=sheets))))
    page = opened(path, "#trust")
    part = page.locator("#view-trust")
    assert "Two independent coders gave the same set of codes to 36 of 40 passages (90%)" in part.inner_text()
    assert "Bea" not in page.content()
    assert part.get_by_role("heading", name="Software and independent coders").is_visible()
    cells = part.get_by_role("row", name="Cogs").first.locator("td").all_inner_texts()
    assert cells[0] == "90%"
    assert any(re.fullmatch(r"0\.80 \(0\.\d\d to [01]\.\d\d\)", cell) for cell in cells)
    assert cells[-2:] == ["2", "40"]
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [one["id"] for one in found] == []


def test_without_two_coders_the_page_says_what_to_do(opened, tmp_path, handed: Handover) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(rendered(payload(handed)))
    said = opened(path, "#trust").locator("#view-trust").inner_text()
    assert "nobody has coded passages independently" in said
    assert "pipeline review export --blind" in said


def test_ten_thousand_quotes_are_a_screenful_at_a_time(opened, tmp_path) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(rendered(made_up(10_000)))
    assert path.stat().st_size < 12_000_000
    page = opened(path, "#quotes")
    assert page.locator("#results > li").count() == 40
    assert found(page) == 10_000
    page.fill("#f-text", "number 4321:")
    assert found(page, text="number 4321:") == 1
    page.select_option("#f-case", "Case 3")
    assert found(page, text="number 4321:", case="Case 3") == 0
    page.fill("#f-text", "")
    assert found(page, text="", case="Case 3") == 500
