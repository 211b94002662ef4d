"""The documentation as a site: what the checks find, and the built site in a browser without a network."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.conftest import ROOT
from tests.docs import site
from tests.docs.hooks import with_links
from tests.pictures import PICTURES


@pytest.mark.parametrize(
    ("page", "link", "wanted"),
    [
        ("index.md", "[guide](docs/guide.md)", "[guide](guide.md)"),
        ("index.md", "[codes](docs/command_line.md#exit-codes)", "[codes](command_line.md#exit-codes)"),
        ("index.md", "[files in `models/`](models/README.md)", "[files in `models/`](models.md)"),
        ("index.md", "![page](docs/page.png)", "![page](page.png)"),
        ("guide.md", "[models](../models/README.md#x)", "[models](models.md#x)"),
        ("guide.md", "[`verify`](verify.md)", "[`verify`](verify.md)"),
        ("guide.md", "![one](review/1.png)", "![one](review/1.png)"),
        ("guide.md", "[here](#run)", "[here](#run)"),
        ("guide.md", "[code](../pipeline/cli/main.py) it", "code it"),
        ("guide.md", "[uv](https://example.org/a.md)", "[uv](https://example.org/a.md)"),
        ("models.md", "[tables](../docs/tables_you_edit.md)", "[tables](tables_you_edit.md)"),
        ("names_model.md", "[models](../README.md)", "[models](models.md)"),
        ("names_model.md", "[home](../../README.md)", "[home](index.md)"),
        ("index.md", "`[a](docs/a.md)`", "`[a](docs/a.md)`"),
        ("index.md", "```\n[a](docs/a.md)\n```", "```\n[a](docs/a.md)\n```"),
    ],
)
def test_links_fit_their_new_places(page, link, wanted):
    assert with_links(link, page) == wanted


@pytest.mark.parametrize(
    ("body", "loads"),
    [
        ('<a href="https://example.org">a link</a>', 0),
        ('<link rel="canonical" href="https://example.org/">', 0),
        ('<script src="assets/a.js"></script><img src="a.png">', 0),
        ('<script src="https://example.org/a.js"></script>', 1),
        ('<script src="//example.org/a.js"></script>', 1),
        ('<link rel="stylesheet" href="https://example.org/a.css">', 1),
        ('<link rel="preconnect" href="https://example.org">', 1),
        ('<img srcset="https://example.org/a.png 2x">', 1),
        ('<iframe src="http://example.org/"></iframe>', 1),
        ('<video poster="https://example.org/a.png"></video>', 1),
        ("<style>@font-face { src: url('https://example.org/a.woff') }</style>", 1),
        ('<style>@import "https://example.org/a.css";</style>', 1),
        ('<p style="background: url(//example.org/a.png)">x</p>', 1),
    ],
)
def test_what_a_page_loads_from_outside_is_found(body, loads):
    assert len(site.loaded_from_outside(f"<html><body>{body}</body></html>")) == loads


@pytest.mark.parametrize(
    ("link", "dead"),
    [
        ("b.html", False),
        ("b.html#there", False),
        ("#here", False),
        ("a%20picture.png", False),
        ("https://example.org/gone", False),
        ("c.html", True),
        ("b.html#gone", True),
        ("#gone", True),
        ("../outside.html", True),
    ],
)
def test_dead_links_are_found(tmp_path, link, dead):
    (tmp_path / "a.html").write_text(f'<html><body><h1 id="here">A</h1><a href="{link}">b</a></body></html>')
    (tmp_path / "b.html").write_text('<html><body><h1 id="there">B</h1></body></html>')
    (tmp_path / "a picture.png").write_bytes(b"")
    assert bool(list(site.dead_links(tmp_path))) == dead


@pytest.mark.parametrize(
    ("markdown", "counted"),
    [
        ("A line\n- one\n- two", {"li": 2}),
        ("- one\n  - two\n  - three", {"li": 3}),
        ("| a | b |\n|---|---|\n| 1 | 2 |", {"table": 1, "tr": 2}),
        ("- one\n\n  ```\n  code\n  ```", {"li": 1, "pre": 1}),
        ("1. one\n\n   ![x](x.png)", {"li": 1, "img": 1}),
    ],
)
def test_elements_are_counted_as_github_shows_them(markdown, counted):
    assert +site.as_on_github(markdown) == counted


def test_every_picture_is_taken_by_make_pictures_and_shown():
    screen = (ROOT / "tests" / "review" / "screen" / "pictures.py").read_text("utf-8")
    found = sorted((ROOT / "docs").rglob("*.png"))
    assert {path.stem for path in found} == set(PICTURES) | set(re.findall(r'picture\("([^"]+)"\)', screen))
    text = "".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    assert all(f"{path.relative_to(ROOT / 'docs').as_posix()})" in text for path in found)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The site, built; skipped without mkdocs, unless NEED_SITE is set."""
    if importlib.util.find_spec("mkdocs") is None:
        why = "mkdocs is not installed: the site is not tested (`make site` installs it)"
        pytest.fail(why) if os.environ.get("NEED_SITE") else pytest.skip(why)
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


@pytest.mark.slow
def test_the_site_has_no_dead_link_and_loads_nothing(built):
    assert list(site.problems(built)) == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_site_opens_as_a_file_and_is_searched_without_a_network(built, browser, scheme):
    wrong: list[str] = []
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1300, "height": 850})
    context.set_offline(True)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: request.url.startswith(("file:", "data:")) or wrong.append(request.url))
    page.goto((built / "index.html").as_uri())
    assert (
        page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
    )
    page.locator("input.md-search__input").click()
    page.keyboard.type("withdraw")
    page.locator(".md-search-result__item").first.wait_for()
    first = page.locator(".md-search-result__link").first.get_attribute("href")
    assert (built / Path(first.split("#")[0].split("?")[0]).name).is_file()
    context.close()
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 390])
def test_pages_can_be_read(built, browser, scheme, width):
    """No page is wider than its window, text has contrast, and links are seen without colour."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 850})
    page = context.new_page()
    rules = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
    for name in ("index", "tutorial", "command_line", "limits"):
        page.goto((built / f"{name}.html").as_uri())
        page.wait_for_timeout(400)  # the theme fades in what it shows
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        found = Axe().run(page, options=rules)
        assert found.violations_count == 0, (name, found.generate_report())
    context.close()
