"""Checks the built documentation: `python -m tests.docs.site FOLDER`; `make site` calls it.

- Every link inside the site leads to a page, a file or a heading that exists.
- No page loads anything from outside the site.
- A page has as many headings, tables, list items, pictures and blocks of code as GitHub shows for its document.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html
from markdown_it import MarkdownIt

from tests.docs.hooks import PAGES, ROOT

# What a browser fetches without being asked, and the attributes that say from where.
_LOADED = ("src", "srcset", "poster", "data", "href")
_LOADING = ("script", "img", "link", "iframe", "source", "video", "audio", "object", "embed", "use", "image")
_STYLE = re.compile(r"url\(\s*['\"]?((?:https?:)?//[^)'\"]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)")
_COUNTED = ("h1", "h2", "h3", "h4", "table", "tr", "li", "img", "blockquote", "pre")


def loaded_from_outside(text: str) -> set[str]:
    """Addresses outside the site that a page loads as soon as it is opened."""
    page = html.fromstring(text)
    named = {
        value
        for element in page.iter(*_LOADING)
        if element.get("rel") != "canonical"
        for name in _LOADED
        if re.match(r"(https?:)?//", value := (element.get(name) or ""))
    }
    return named | styles_from_outside(text)


def styles_from_outside(text: str) -> set[str]:
    """Addresses outside the site that a style loads."""
    return {one or other for one, other in _STYLE.findall(text)}


def anchors(text: str) -> set[str]:
    """The places of a page that a link can lead to."""
    return set(html.fromstring(text).xpath("//@id | //a/@name"))


def dead_links(site: Path) -> Iterator[str]:
    """Links inside the site that lead nowhere."""
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    places = {path: anchors(text) for path, text in pages.items()}
    for path, text in pages.items():
        if path.name == "404.html":  # shown at any address: its links start at the top of a server
            continue
        for link in set(html.fromstring(text).xpath("//a/@href")):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = there / "index.html" if there.is_dir() else there
            fragment = unquote(parts.fragment)
            if not there.is_file() or (fragment and fragment not in places.get(there, {fragment})):
                yield f"{path.relative_to(site)}: dead link {link}"


def elements(text: str) -> Counter[str]:
    """How often a page has each kind of element in its text."""
    found = html.fragment_fromstring(text, create_parent="div")
    return Counter({tag: len(list(found.iter(tag))) for tag in _COUNTED})


def as_on_github(markdown: str) -> Counter[str]:
    """The same for a Markdown document, as GitHub shows it."""
    return elements(MarkdownIt("commonmark").enable("table").render(markdown))


def text_of(page: str) -> str:
    """The part of a built page that was made from the document."""
    [article] = html.fromstring(page).xpath("//article")
    return html.tostring(article, encoding="unicode")


def documents() -> dict[str, Path]:
    """Each page of the site with its document."""
    # The paper in docs/paper is typeset by its journal.
    within = {path.name: path for path in (ROOT / "docs").glob("*.md")}
    return within | {page: ROOT / source for source, page in PAGES.items()}


def problems(site: Path) -> Iterator[str]:
    """What is wrong with a built site."""
    yield from dead_links(site)
    for path in sorted(site.rglob("*.html")):
        yield from (f"{path.name} loads {one}" for one in loaded_from_outside(path.read_text("utf-8")))
    for path in sorted(site.rglob("*.css")):
        yield from (f"{path.name} loads {one}" for one in styles_from_outside(path.read_text("utf-8")))
    for page, document in documents().items():
        built = site / page.replace(".md", ".html")
        if not built.exists():
            yield f"{document.relative_to(ROOT)} has no page"
            continue
        here, there = elements(text_of(built.read_text("utf-8"))), as_on_github(document.read_text("utf-8"))
        for tag in _COUNTED:
            if here[tag] != there[tag]:
                yield f"{document.relative_to(ROOT)}: {here[tag]} of <{tag}> in the site, {there[tag]} on GitHub"


def main() -> None:
    """Print the problems; exit code 1 if there are any."""
    site = Path(sys.argv[1])
    found = list(problems(site))
    summary = f"{len(documents())} pages: no dead link, and nothing is loaded from elsewhere"
    sys.stdout.write("\n".join(found or [summary]) + "\n")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
