"""Each act of the page in a real browser, and the undo of each: the files are then as they were."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe

from pipeline.corpus.storage import read_table
from pipeline.corpus.tables import SOURCES
from pipeline.review.export import export_review
from pipeline.review.imports import import_decisions
from tests.emit.page.waiting import until
from tests.review.screen.conftest import serving
from tests.review.screen.test_acts import files, rows
from tests.review.screen.test_in_browser import current, decisions, press, show

pytestmark = pytest.mark.slow  # a browser
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


def click(*names: str):
    """Press buttons, one after the other."""

    def act(page) -> None:
        for name in names:
            page.get_by_role("button", name=name, exact=True).first.click()

    return act


def in_row(row: str, button: str, then=None):
    def act(page) -> None:
        page.get_by_role("row", name=row).first.get_by_role("button", name=button).click()
        if then:
            then(page)

    return act


def fill(label: str, text: str, button: str):
    def act(page) -> None:
        box = page.locator("dialog").get_by_label(label, exact=True)
        box.fill(text)
        page.locator("dialog").get_by_role("button", name=button, exact=True).click()

    return act


def typed(*keys: str, then=None):
    def act(page) -> None:
        for key in keys:
            page.keyboard.press(key)
        if then:
            then(page)

    return act


def chosen_code(text: str):
    def act(page) -> None:
        page.locator("dialog [role=combobox]").fill(text)
        page.keyboard.press("Enter")

    return act


def both(*acts):
    def act(page) -> None:
        for each in acts:
            each(page)

    return act


def saved(label: str, text: str):
    def act(page) -> None:
        page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name="Save").click()

    return act


def picked(field: str, option: str | int):
    def act(page) -> None:
        given = {"index": option} if isinstance(option, int) else {"label": option}
        page.get_by_label(field, exact=True).select_option(**given)

    return act


def first(selector: str):
    return lambda page: page.locator(selector).first.click()


def selected_words(page) -> None:
    page.evaluate(
        """(id) => {
      const node = document.querySelector(`#p-${id} .words`).firstChild;
      getSelection().setBaseAndExtent(node, 12, node, Math.min(60, node.length - 4));
    }""",
        current(page),
    )


def in_interview(*acts):
    def act(page) -> None:
        picked("Show", "All passages")(page)
        picked("Case", "Wexcombe")(page)
        page.locator("h1", has_text="A mutual aid group").wait_for()
        page.wait_for_timeout(400)  # until the marked passage is drawn: a selection in it would be lost
        both(*acts)(page)

    return act


def in_document(page) -> None:
    page.locator("h1", has_text="Behind the blue shutters").wait_for()


ACTS = {
    "accept": ("code", typed("a")),
    "reject": ("code", typed("r")),
    "another code": ("code", typed("c", then=chosen_code("ourselves"))),
    "no code": ("code", typed("n")),
    "star": ("code", typed("s")),
    "bar": ("code", typed("x")),
    "memo on a passage": ("code", typed("m", then=fill("Memo", "Ask again.", "Save"))),
    "selected words with a code": ("code", both(selected_words, typed("c", then=chosen_code("trust")))),
    "this turn is another speaker's": ("code", in_interview(typed("w", then=first("dialog .chip")))),
    "this turn is somebody else's": (
        "code", in_interview(typed("w", then=fill("Somebody else", "A neighbour", "Save")))
    ),
    "selected words are another's": (
        "code",
        in_interview(selected_words, typed("w", then=fill("Somebody else", "A neighbour", "Save"))),
    ),
    "the turn is divided here": (
        "code",
        in_interview(
            selected_words,
            typed("w"),
            picked("Which words", "From the first selected word to the end of the turn"),
            fill("Somebody else", "A neighbour", "Save"),
        ),
    ),
    "a turn by its button": (
        "code", in_interview(first(".change"), fill("Somebody else", "A neighbour", "Save"))
    ),
    "who is quoted in a document": (
        "code",
        both(
            picked("Show", "All passages"), picked("Case", "Pellgate"), in_document,
            typed("w", then=fill("Somebody else", "a resident", "Save")),
        ),
    ),
    "a new code": ("codebook", both(click("New code"), fill("Name", "Waiting lists", "Add"))),
    "a code renamed": ("codebook", saved("Name", "Cogs, and wheels")),
    "a code defined": ("codebook", saved("Definition", "What turns the others.")),
    "a code nested": ("codebook", both(picked("Below", 2), click("Save"))),
    "codes merged": ("codebook", both(click("Merge into …"), chosen_code("trust"))),
    "a code split": ("codebook", both(click("Split …"), fill("Name of the new code", "Named contacts", "Split"))),
    "a code retired": ("codebook", both(click("Retire"), first("dialog .main"))),
    "memo on a code": ("codebook", both(click("Memo"), fill("Memo", "Too broad?", "Save"))),
    "is the interviewer": ("right/speakers", in_row("Maureen", "Is the interviewer")),
    "one person with two labels": (
        "right/speakers",
        in_row("FACILITATOR", "Same as …", first("dialog .chip:text-is('DEAN HOLROYD')")),
    ),
    "who a speaker is": (
        "right/speakers", in_row("Maureen", "Who it is …", fill("Attribution", "A volunteer since 2019", "Save"))
    ),
    "a name kept": ("right/names", click("Keep")),
    "all names replaced": ("right/names", click("Replace all of them")),
    "a name of an organisation": ("right/names", click("Organisation")),
    "not an organisation": ("right/organisations", click("Not an organisation")),
    "organisations merged": (
        "right/organisations", both(click("Same as …"), fill("Organisation", "The Hub", "Save"))
    ),
    "an organisation separated": (
        "right/organisations", first(".alias button")
    ),
    "a sector": (
        "right/organisations",
        lambda page: page.get_by_label(re.compile("Sector of")).first.select_option("funder"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("part", dict.fromkeys(part for part, _ in ACTS.values()))
def test_acts_change_the_files_and_their_undo_brings_them_back(served, opened, part):
    if part == "right/speakers":  # nobody in the sample has two labels
        people = served.study.transcripts / "participants.csv"
        people.write_bytes(people.read_bytes().replace(b"FACILITATOR,Paul Denby", b"FACILITATOR,"))
    page = opened(part=part)
    for name in (name for name, (where, _) in ACTS.items() if where == part):
        page.reload()
        page.locator(".passage.current, .page button").first.wait_for()
        check_act(served, page, name)


def check_act(served, page, name: str) -> None:
    def acts() -> list[dict]:
        return served.get("api/history")[1]["acts"]

    before, decided, earlier = files(served.study), decisions(served), len(acts())
    ACTS[name][1](page)
    until(page, lambda: len(acts()) > earlier or page.locator("#saved.trouble").count())
    assert len(acts()) > earlier, f"{name}: {page.locator('#saved').inner_text()}"
    served.wait_until_written()
    assert (files(served.study), decisions(served)) != (before, decided), name
    assert (acts()[0]["stands"], acts()[0]["problem"]) == (True, ""), name
    until(page, "!document.getElementById('undo').disabled")
    page.locator("#undo").click()
    until(page, lambda: not acts()[0]["stands"])
    served.wait_until_written()
    assert decisions(served) == decided, name
    # Decisions that were undone stay in their file, marked.
    left = {file: content for file, content in files(served.study).items() if "decisions.csv" not in file}
    assert left == {file: content for file, content in before.items() if "decisions.csv" not in file}, name


def test_a_held_transcript_is_settled_by_a_click(sample_copy, monkeypatch, browser):
    """Its readings stand side by side; the click says which is right."""
    path = sample_copy.tables / "sources.parquet"
    file = "thornaby_cross_interview.txt"
    held = [
        replace(one, held=True, held_because="two layouts fit equally well") if one.file == file else one
        for one in SOURCES.records(read_table(path, SOURCES))
    ]
    SOURCES.frame(held).to_parquet(path)
    with serving(sample_copy, monkeypatch) as served:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{served.address}#/right/held")
        page.get_by_label("Your name").fill("Ann Other")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=file).wait_for()
        page.get_by_text("two layouts fit equally well").wait_for()
        readings = page.locator(".beside section")
        assert readings.count() >= 1
        assert "Maureen" in readings.first.inner_text()
        layout = readings.first.locator("h3").inner_text().split("“")[1].rstrip("”")
        assert Axe().run(page, options=AXE).response["violations"] == []
        before = files(sample_copy)
        for button, wanted in (("Read it so", f",{layout},yes"), ("It was read correctly", ",yes")):
            page.get_by_role("button", name=button).first.click()
            until(page, lambda: files(sample_copy) != before)
            served.wait_until_written()
            row = next(
                line
                for line in (sample_copy.transcripts / "cases.csv").read_text("utf-8-sig").splitlines()
                if file in line
            )
            assert wanted in row
            page.locator("#undo").click()
            until(page, lambda: files(sample_copy) == before)
        context.close()


@pytest.mark.parametrize("part", ["right/names", "right/held", "right/organisations"])
def test_no_barrier_is_found_where_things_are_put_right(opened, part):
    page = opened(part=part)
    show(page, part)
    found = Axe().run(page, options=AXE)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("key", ["w", "c", "m", "?"])
def test_no_barrier_is_found_in_a_dialog(opened, key):
    page = opened()
    in_interview(typed(key))(page)
    page.locator("dialog[open]").wait_for()
    found = Axe().run(page, options=AXE)
    assert found.response["violations"] == [], found.generate_report()


def test_sixty_answers_from_the_keyboard_are_those_of_the_workbook(served, opened, tmp_path):
    from openpyxl import load_workbook

    path = tmp_path / "review.xlsx"
    path.write_bytes(export_review(served.study, number=80, coder="Ann Other"))
    book = load_workbook(path)
    names = [cell.value for cell in book["Review"][1]]
    page = opened()
    sheet = [dict(zip(names, row, strict=True)) for row in book["Review"].iter_rows(min_row=2)]
    order = [one["id"] for one in served.get("api/list?show=review")[1]["passages"]]
    # Reported speech has rows of its own in the workbook; the page shows it within its passage.
    shown = [cells for cells in sheet if cells["quote_id"].value in order][:60]
    assert len(shown) == 60
    for number, cells in enumerate(shown):
        while (at := current(page)) != (wanted := cells["quote_id"].value):
            page.keyboard.press("j" if order.index(at) < order.index(wanted) else "k")
            until(page, lambda before=at: current(page) != before)
        theme = cells["theme_id"].value
        said = ("accept", "reject", "none")[number % 3]
        cells["decision"].value = said
        codes = [one["code"] for one in served.get(f"api/passage?id={wanted}")[1]["codes"]]
        page.keyboard.press(str(codes.index(theme) + 1))
        press(page, said[0])
        page.wait_for_timeout(200)
    book.save(path)
    served.wait_until_written()
    themes = {cells["quote_id"].value: cells["theme_id"].value for cells in shown}

    def answers() -> list[tuple[str, ...]]:
        """The answers to what the workbook asks: where no code fits, the page rejects the other proposals too."""
        columns = ("quote_id", "theme_id", "decision", "coder", "source", "quote", "mode", "sample")
        return [one for one in rows(served.study, *columns) if one[1] in ("", themes[one[0]])]

    on_screen = answers()
    (served.study.models / "decisions.csv").unlink()
    import_decisions(served.study, path)
    assert answers() == on_screen
