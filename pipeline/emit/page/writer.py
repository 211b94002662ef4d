"""Puts the page together: template, style and script, with the study as data, in one file."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.page import PAGE_WITH_RECORDINGS
from pipeline.emit.page.payload import payload

PAGE = "report/index.html"
# In this order: each may use what those before it define.
SCRIPTS = (
    "dom.js",
    "study.js",
    "copying.js",
    "overview.js",
    "filters.js",
    "explorer.js",
    "player.js",
    "reader.js",
    "tables.js",
    "drawing.js",
    "network.js",
    "topics.js",
    "trust.js",
    "main.js",
)
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def web_page(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The page. What other writers made is not needed: the page holds all it shows."""
    yield PAGE, rendered(payload(handover))


def page_with_recordings(handover: Handover, recordings: Mapping[str, str]) -> Iterator[File]:
    """A private copy of the page that plays the recordings; none if there are no recordings.

    Args:
        handover: as for the page.
        recordings: the address of each source's recording, relative to `private/`.
    """
    if recordings:
        yield PAGE_WITH_RECORDINGS, rendered({**payload(handover), "recordings": recordings})


def rendered(study: Mapping[str, object]) -> bytes:
    """The page that shows this study, as `payload` gives it."""
    from jinja2 import Environment
    from markupsafe import Markup

    style = _asset("base.css") + _asset("style.css")
    script = '"use strict";\n(() => {\n' + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    pieces = environment.from_string(_asset("page.html")).generate(
        counts=study["counts"],
        private="recordings" in study,
        # Nothing but these very lines may run or style, and nothing may be fetched or sent.
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        f"{'media-src file:; ' if 'recordings' in study else ''}base-uri 'none'; form-action 'none'",
        style=Markup(style),
        script=Markup(script),
        data=map(Markup, embedded(study)),
    )
    page = io.BytesIO()
    page.writelines(piece.encode() for piece in pieces)
    return page.getvalue()


def embedded(study: Mapping[str, object]) -> Iterator[str]:
    """JSON that no text in it can end the script element around; in pieces, of which a large study has many."""
    yield "{"
    for number, (name, part) in enumerate(study.items()):
        yield f"{',' if number else ''}{_json(name)}:"
        if isinstance(part, list):
            yield "["
            for at, one in enumerate(part):
                yield f"{',' if at else ''}{_json(one)}"
            yield "]"
        else:
            yield _json(part)
    yield "}"


def _json(value: object) -> str:
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, instead in _UNSAFE.items():
        plain = plain.replace(character, instead)
    return plain


def _asset(name: str) -> str:
    return files("pipeline.emit.page").joinpath("assets", name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
