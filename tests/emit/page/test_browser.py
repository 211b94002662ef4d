"""The page in a browser, from a disk: what a report writer does with it, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from pipeline.corpus.csv_safety import unescaped
from pipeline.corpus.spans import folded
from pipeline.emit.page.writer import PAGE
from pipeline.emit.table_files import csv_rows
from tests.emit.page.waiting import found, until

pytestmark = pytest.mark.slow

VIEWS = (
    "overview",
    "quotes",
    "transcripts",
    "framework",
    "sectors",
    "together",
    "organisations",
    "candidates",
    "trust",
)
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def rows(sample_run) -> list[dict[str, str]]:
    return csv_rows((sample_run.study.outputs / "dataset" / "coded_quotes.csv").read_bytes())


@pytest.fixture(scope="session")
def path(sample_run) -> Path:
    return sample_run.study.outputs / PAGE


def themed(row) -> bool:
    return bool(row["theme_id"]) and row["decision"] != "reject"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing(opened, path, view, scheme) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(path, f"#{view}", color_scheme=scheme)
    assert page.locator(f"#view-{view}").is_visible()
    if view == "organisations":
        page.locator("#in-network a[data-id]").first.click()
    for summary in page.locator(f"#view-{view} summary").all()[:6]:
        summary.click()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(one["impact"], one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("view", VIEWS)
def test_each_part_fits_a_phone(opened, path, view) -> None:
    page = opened(path, f"#{view}", viewport=PHONE)
    assert page.locator("h1:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


FILTERS = [
    ("theme", "theme_id", themed),
    ("case", "case", lambda row: True),
    ("sector", "sector", lambda row: True),
    ("question", "question", lambda row: True),
    ("consent", "consent", lambda row: True),
]


def test_a_place_is_found_by_its_region_too(opened, path, rows) -> None:
    page = opened(path, "#quotes")
    for place in ("North East", "Harrowdale, North East"):
        page.select_option("#f-place", place)
        quotes = {row["quote_id"] for row in rows if row["place"].endswith(place)}
        assert found(page, place=place) == len(quotes) > 0


@pytest.mark.parametrize("column", ["source_kind", "role", "organisation", "date"])
def test_the_other_attributes_are_those_of_the_table(opened, path, rows, column) -> None:
    page = opened(path, "#quotes")
    many = Counter({row["quote_id"]: row[column] for row in rows if row[column]}.values())
    for value, count in many.most_common(3):
        page.select_option("#f-attribute", f"{column}={value}")
        assert found(page, attribute=f"{column}={value}") == count


def test_quotes_stand_in_groups(opened, path, rows) -> None:
    page = opened(path, "#quotes?group=question&case=Survey")
    asked = list(dict.fromkeys(row["question"] for row in rows if row["case"] == "Survey"))
    while page.locator("#more").is_visible():
        page.locator("#more").click()
    assert page.locator("#results h2").all_text_contents() == asked


@pytest.mark.parametrize("attribute", ["sector", "region", "question", "source_kind"])
@pytest.mark.parametrize("sources", ["all", "survey", "other"])
def test_a_comparison_counts_as_the_table_does_and_leads_to_the_quotes(
    opened, path, sample_run, attribute, sources
) -> None:
    table = csv_rows((sample_run.study.outputs / "dataset" / "theme_by_attribute.csv").read_bytes())
    row = next((row for row in table if (row["attribute"], row["sources"]) == (attribute, sources)), None)
    page = opened(path, "#sectors")
    page.select_option("#c-attribute", attribute)
    page.select_option("#c-sources", sources)
    if row is None:
        assert "No theme is raised" in page.locator("#in-sectors").inner_text()
        return
    column = page.locator("#in-sectors thead th").all_inner_texts()
    at = next(at for at, text in enumerate(column) if text.casefold().startswith(row["value"].casefold()))
    line = page.locator("#in-sectors tbody tr", has_text=row["theme"]).first
    cell = line.locator("th, td").nth(at)
    people = "1 participant" if row["participants"] == "1" else f"{row['participants']} participants"
    assert people in cell.inner_text()
    assert cell.inner_text().split()[1] == row["passages"]
    cell.locator("a").click()
    # Quotes that somebody reports are shown with their passage, and what is withheld is counted alone.
    assert found(page) >= 1


@pytest.mark.parametrize(("field", "column", "counts"), FILTERS, ids=[one[0] for one in FILTERS])
def test_every_filter_finds_what_the_table_holds(opened, path, rows, field, column, counts) -> None:
    page = opened(path, "#quotes")
    told = {value: {row["quote_id"] for row in rows if row[column] == value and counts(row)} for value in
            {row[column] for row in rows} - {""}}  # fmt: skip
    assert told
    for value, quotes in told.items():
        page.select_option(f"#f-{field}", value)
        assert found(page, **{field: value}) == len(quotes)
    page.get_by_role("button", name="Clear").click()
    assert found(page, **{field: ""}) == len({row["quote_id"] for row in rows})


def test_quotes_that_name_an_organisation(opened, path, rows) -> None:
    quotes = {row["quote_id"]: row["organisations_named"].split("; ") for row in rows}
    named = Counter(name for names in quotes.values() for name in names if name)
    page = opened(path, "#quotes")
    for name, many in named.most_common(3):
        page.select_option("#f-organisation", name)
        assert found(page, organisation=name) == many


def test_quotes_without_a_theme(opened, path, rows) -> None:
    page = opened(path, "#quotes")
    page.select_option("#f-theme", "(none)")
    untold = {row["quote_id"] for row in rows} - {row["quote_id"] for row in rows if themed(row)}
    assert found(page, theme="(none)") == len(untold)


def test_words_are_found_whatever_their_case_and_accents(opened, path, rows) -> None:
    page = opened(path, "#quotes")
    page.fill("#f-text", "COUNCÎL")
    many = found(page, text="COUNCÎL")
    assert many >= len({row["quote_id"] for row in rows if "council" in row["quote"].casefold()}) > 0
    assert many < len({row["quote_id"] for row in rows})
    page.fill("#f-text", '"no such words stand here"')
    assert found(page, text='"no such words stand here"') == 0
    assert "Remove a filter" in page.locator("#found").inner_text()


def test_only_the_words_of_quotes_are_searched(opened, path, rows) -> None:
    page = opened(path, "#quotes")
    words = Counter(word for row in rows for word in row["attribution"].split(", ") if word.isalpha())
    for word, _ in words.most_common(3):
        quotes = {row["quote_id"] for row in rows if word.casefold() in row["quote"].casefold()}
        page.fill("#f-text", word)
        assert found(page, text=word) == len(quotes)
    one = rows[0]["quote_id"]
    page.fill("#f-text", one)
    assert found(page, text=one) == 1


def test_participants_are_counted_once(opened, path, rows, sample_run) -> None:
    page = opened(path, "#overview")
    outputs = sample_run.study.outputs
    counts = json.loads((outputs / "dataset" / "run.json").read_text("utf-8"))["counts"]
    figure = page.locator(".figures div", has_text="participants").locator("dd").inner_text()
    cases = csv_rows((outputs / "dataset" / "cases.csv").read_bytes())
    attributes = csv_rows((outputs / "dataset" / "theme_by_attribute.csv").read_bytes())
    listed = page.locator("[aria-label^='Table: Cited as'] tbody tr")
    assert figure == str(counts["participants"]) == str(sum(int(row["participants"]) for row in cases))
    assert listed.count() == counts["quoted_participants"] == len({row["participant"] for row in rows} - {""})
    assert {row["of_participants"] for row in attributes if row["value"] == "survey"} == {
        str(counts["respondents"])
    }


def test_filters_together_and_an_address_that_holds_them(opened, path, rows) -> None:
    case, theme = Counter((row["case"], row["theme_id"]) for row in rows if themed(row)).most_common(1)[0][0]
    page = opened(path, "#quotes")
    page.select_option("#f-case", case)
    page.select_option("#f-theme", theme)
    many = len({row["quote_id"] for row in rows if themed(row) and (row["case"], row["theme_id"]) == (case, theme)})
    assert found(page, case=case, theme=theme) == many
    again = opened(path, page.evaluate("location.hash"))
    assert found(again) == many
    assert again.input_value("#f-case") == case


def test_the_shortlist(opened, path, rows) -> None:
    page = opened(path, "#quotes")
    page.check("#f-short")
    assert found(page, short="yes") == len({row["quote_id"] for row in rows if row["shortlisted"] == "yes"})


@pytest.mark.parametrize("sort", ["quotability", "confidence", "case"])
def test_orders(opened, path, rows, sort) -> None:
    page = opened(path, "#quotes")
    theme = next(row["theme_id"] for row in rows if row["theme_id"])
    if sort != "case":
        page.select_option("#f-theme", theme)
    page.select_option("#f-sort", sort)
    assert found(page, theme="" if sort == "case" else theme, sort="" if sort == "quotability" else sort)
    shown = [
        link.removeprefix("#")
        for link in page.locator("#results .acts a").evaluate_all(
            "links => links.map(link => link.getAttribute('href'))"
        )
    ]
    assert len(shown) > 1
    if sort == "case":
        cases = {row["quote_id"]: row["case"] for row in rows}
        first = [cases[quote] for quote in shown]
        assert first == sorted(first, key=first.index)
        order = {row["quote_id"]: at for at, row in reversed(list(enumerate(rows)))}
        assert [order[quote] for quote in shown] == sorted(order[quote] for quote in shown)
    else:
        value = {
            row["quote_id"]: (row["counts"] == "yes", float(row[sort]))  # suggestions come last
            for row in rows
            if row["theme_id"] == theme
        }
        values = [value[quote] for quote in shown]
        assert values == sorted(values, reverse=True)


def test_more_are_shown_when_asked_for_and_the_focus_goes_there(opened, path) -> None:
    page = opened(path, "#quotes")
    cards = "[...document.querySelectorAll('#results > li')]"
    assert page.evaluate(f"{cards}.length") == 40
    page.locator("#more").press("Enter")
    until(page, f"{cards}.length === 80")
    until(page, f"{cards}.findIndex(item => item.contains(document.activeElement)) === 40")


def test_why_a_quote_is_where_it_is(opened, path, rows) -> None:
    page = opened(path, "#quotes?short=yes")
    card = page.locator("#results > li").first
    card.locator("summary").click()
    quote = card.locator(".acts a").get_attribute("href").removeprefix("#")
    row = next(row for row in rows if row["quote_id"] == quote and row["theme_id"])
    told = card.locator("details").inner_text()
    assert row["theme"] in told
    parts = csv_rows((path.parents[1] / "dataset" / "quotability.csv").read_bytes())
    part = next(part for part in parts if part["quote_id"] == quote)
    assert f"stands alone {float(part['stands_alone']):.2f}" in told


def test_copying_takes_the_attribution_along(opened, path, rows) -> None:
    page = opened(path, "#quotes", permissions=["clipboard-read", "clipboard-write"])
    card = page.locator("#results > li").first
    card.get_by_role("button").click()
    quote = card.locator(".acts a").get_attribute("href").removeprefix("#")
    row = next(row for row in rows if row["quote_id"] == quote)
    until(page, "document.querySelector('#said').textContent.startsWith('Copied')")
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == f"“{folded(unescaped(row['quote']))}”\n— {row['attribution']}"
    )


def test_all_that_was_found_is_copied(opened, path, rows) -> None:
    page = opened(path, "#quotes", permissions=["clipboard-read", "clipboard-write"])
    page.check("#f-short")
    many = found(page, short="yes")
    page.get_by_role("button", name="Copy all").click()
    until(page, "document.querySelector('#said').textContent.startsWith('Copied')")
    assert page.evaluate("navigator.clipboard.readText()").count("\n— ") == many


def test_copying_where_the_browser_has_only_the_old_way(opened, path) -> None:
    page = opened(path, "#quotes")
    page.evaluate("""() => { Object.defineProperty(navigator, 'clipboard', { value: undefined });
        document.addEventListener('copy', () => { window.copied = document.activeElement.value; }); }""")
    page.locator("#results button").first.click()
    until(page, "window.copied")
    assert "\n— " in page.evaluate("window.copied")


def test_the_jump_marks_the_very_words_of_every_quote(opened, path, rows) -> None:
    said = {row["quote_id"]: folded(unescaped(row["quote"])) for row in rows}
    page = opened(path, "#transcripts")
    marked = page.evaluate(
        """async (ids) => {
          const marked = {};
          for (const id of ids) {
            location.hash = '#' + id;
            await new Promise((done) => addEventListener('hashchange', () => setTimeout(done), { once: true }));
            marked[id] = [[...document.querySelectorAll('#reader mark')].map((mark) => mark.textContent).join(''),
              document.activeElement.id];
          }
          return marked;
        }""",
        list(said),
    )
    assert {quote: text for quote, (text, _) in marked.items()} == said
    assert all(focused == quote for quote, (_, focused) in marked.items())


def test_a_jump_from_another_part_shows_the_words_on_the_screen(opened, path) -> None:
    page = opened(path, "#quotes")
    page.locator("#results .acts a").nth(7).click()
    page.wait_for_selector("#reader mark:focus")
    assert page.locator("#view-transcripts").is_visible()
    box = page.locator("#reader mark").first.bounding_box()
    assert 0 < box["y"] < page.viewport_size["height"]
    page.go_back()
    page.wait_for_selector("#view-quotes", state="visible")


def test_an_address_that_leads_nowhere_says_so(opened, path) -> None:
    page = opened(path, "#q-000000000000")
    until(page, "document.querySelector('#said').textContent === 'That quote is not in this study'")
    assert page.locator("#view-overview").is_visible()


def test_light_and_dark(opened, path) -> None:
    page = opened(path, color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("#scheme").click()
    dark = page.evaluate(ground)
    assert page.locator("#scheme").get_attribute("aria-pressed") == "true"
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == dark
    assert opened(path, color_scheme="dark").evaluate(ground) == dark


def test_the_keyboard_alone(opened, path) -> None:
    page = opened(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(f"{path.resolve().as_uri()}#quotes")
    page.wait_for_selector("#h-quotes:focus")
    page.keyboard.press("Tab")
    page.keyboard.type("grant")
    assert 0 < found(page, text="grant") < 302
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Read in the transcript":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#reader mark:focus")


def test_an_organisation_is_chosen_in_the_picture_by_keyboard(opened, path) -> None:
    page = opened(path, "#organisations")
    page.locator("#in-network a[data-id]").first.press("Enter")
    page.wait_for_selector("#in-organisation h2:focus")
    page.locator("#in-organisation a[href^='#turn-']").first.click()
    page.wait_for_selector("#reader .turn:focus")


def test_the_framework_leads_to_what_it_counts(opened, path, rows) -> None:
    page = opened(path, "#framework")
    cell = page.locator("#in-framework td a.many").first
    many = int(cell.inner_text().split()[0])
    cell.click()
    page.wait_for_selector("#view-quotes", state="visible")
    until(page, lambda: len(rows) > found(page) >= many)


def test_on_paper_there_are_quotes_and_no_buttons(opened, path) -> None:
    page = opened(path, "#quotes", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    until(page, lambda: page.locator("#results > li").count() > 200)
    assert not page.locator("nav").is_visible()
    assert page.locator("button:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_nothing_else_may_run(browser, path) -> None:
    page = browser.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(path.resolve().as_uri())
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
    }""")
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in refused[0]
    page.close()


@pytest.mark.parametrize("view", ["framework", "sectors"])
def test_candidates_are_suggestions_and_counted_in_no_table(opened, with_candidates, view) -> None:
    rows = csv_rows((with_candidates.outputs / "dataset" / "coded_quotes.csv").read_bytes())
    candidate = next(row["theme"] for row in rows if row["origin"] == "discovered")
    counted = next(row["theme"] for row in rows if row["counts"] == "yes")
    table = opened(with_candidates.outputs / PAGE, f"#{view}").locator(f"#in-{view} table").first
    headings = "\n".join(table.locator("th").all_inner_texts())  # a quote in a cell may say the candidate's name
    assert counted in headings
    assert candidate not in headings
