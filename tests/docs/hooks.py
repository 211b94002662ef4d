"""Hooks of mkdocs (`make site`): the documents beside `docs/` become pages, and their links are rewritten."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# Documents outside docs/, and the pages that they become.
PAGES = {
    "README.md": "index.md",
    "ARCHITECTURE.md": "architecture.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "models/README.md": "models.md",
    "models/names/README.md": "names_model.md",
    "transcripts/sample/README.md": "sample_study.md",
}
# A link or a picture; or code, in which nothing is one.
_LINK = re.compile(
    r"^```.*?^```|(?P<picture>!?)\[(?P<text>(?:`[^`]*`|[^\]`])*)\]\((?P<target>[^)#\s]*)(?P<anchor>#[^)\s]*)?\)|`[^`]+`",
    re.DOTALL | re.MULTILINE,
)


def on_files(files: Any, config: Any) -> Any:
    """Add the documents outside docs/."""
    from mkdocs.structure.files import File

    for source, page in PAGES.items():
        files.append(File.generated(config, page, abs_src_path=str(ROOT / source)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Rewrite the links of a page."""
    return with_links(markdown, page.file.src_uri)


def with_links(markdown: str, page: str) -> str:
    """The text with each link as seen from the page of the site; a link to another file becomes its text."""
    sources = {made: source for source, made in PAGES.items()}
    folder = posixpath.dirname(sources.get(page, f"docs/{page}"))

    def rewritten(found: re.Match[str]) -> str:
        target = found["target"]
        if not target or "://" in target:
            return found[0]
        named = posixpath.normpath(posixpath.join(folder, target))
        inside = named.removeprefix("docs/") if named.startswith("docs/") else None
        place = PAGES.get(named, inside)
        if place is None:
            return found["text"]
        there = posixpath.relpath(place, posixpath.dirname(page) or ".")
        return f"{found['picture']}[{found['text']}]({there}{found['anchor'] or ''})"

    return _LINK.sub(rewritten, markdown)
