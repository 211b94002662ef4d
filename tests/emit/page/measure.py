"""How the page does with many quotes: `python -m tests.emit.page.measure [QUOTES]` prints its size and its times.

The study is made up: so many passages of ordinary length, each in a turn of its own, under two of twelve themes.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.corpus.counts import Counts
from pipeline.emit.page.writer import rendered

THEMES, CASES, SOURCES, WORDS = 12, 20, 40, 45
_SAID = "the council and the street do not know one another so we ring round and somebody answers and it begins"


def made_up(many: int) -> dict[str, Any]:
    """A study as `payload` gives it, with so many quotes."""
    vocabulary = _SAID.split()
    themes = [
        {"theme_id": f"t{at}", "theme": f"Theme {at}", "origin": "codebook", "definition": "", "label_words": "",
         "passages": many * 2 // THEMES, "participants": CASES, "cases": CASES, "sources": SOURCES,
         "quoted": 0, "quotes": many * 2 // THEMES}
        for at in range(THEMES)
    ]  # fmt: skip
    cases = [
        {"case": f"Case {at}", "source_kind": "interview", "title": "", "place": "", "date": "", "sources": 2,
         "participants": 2, "words": many * WORDS // CASES, "passages": many // CASES}
        for at in range(CASES)
    ]  # fmt: skip
    transcripts: list[dict[str, Any]] = [
        {"source": f"s{at}", "case": f"Case {at % CASES}", "kind": "interview", "title": "", "place": "",
         "date": "", "turns": []}
        for at in range(SOURCES)
    ]  # fmt: skip
    quotes = []
    for at in range(many):
        text = f"Number {at}: " + " ".join(
            vocabulary[(at * 7 + n * (1 + at % 5)) % len(vocabulary)] for n in range(WORDS)
        )
        source = at % SOURCES
        turns = transcripts[source]["turns"]
        turns.append([f"u{at}", "participant", f"Participant {source}", f"P{source}", "", None, text, 0])
        codings = [
            [(at * k) % THEMES, 0.5, (at * k % 100) / 100, int(at % 50 == 0), "", "a phrase", "pipeline", "", 1]
            for k in (1, 5)
        ]
        quotes.append(
            {"id": f"q-{at:012x}", "kind": "speech", "case": f"Case {source % CASES}", "place": "", "question": 0,
             "source": source,
             "who": source, "time": "", "named": "", "quotability": 0.5, "parts": [0.5], "same": "",
             "codings": codings, "turn": len(turns) - 1, "from": 0, "to": len(text)}
        )  # fmt: skip
    return {
        "counts": asdict(Counts())
        | {"cases": CASES, "participants": SOURCES, "words": many * WORDS, "themes": THEMES,
                   "candidates": 0, "organisations": 0, "shortlisted": many // 50, "quotes": many},
        "cases": cases,
        "themes": themes,
        "people": [{"participant": f"P{at}", "attribution": f"Participant {at}", "role": "", "organisation": "",
                    "sector": "health" if at % 2 else "funder", "consent": "role"} for at in range(SOURCES)],
        "transcripts": transcripts,
        "parts": ["clean"],
        "questions": [""],
        "quotes": quotes,
        "matrix": {one["case"]: [many // CASES // THEMES] * THEMES for one in cases},
        "by": {"sector": {"all": [[n, at, 9, 0.5, 9, 9] for n in ("health", "funder") for at in range(THEMES)]}},
        "organisations": [],
        "ties": [],
        "network": {"nodes": [], "edges": [], "layers": [], "width": 1, "height": 1, "left_out": 0, "sized_by": ""},
        "map": {},
        "saturation": {"sentence": "", "curve": []},
        "together": [],
        "unused": [],
        "agreement": [],
        "reliability": [],
        "findings": [],
    }  # fmt: skip


# Fields wait 120 ms for the next letter; what is timed is the work after that.
_TIMED = """async () => {
  const times = {};
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const time = async (address) => {
    history.replaceState(null, '', `#${address}`);
    const from = performance.now();
    dispatchEvent(new HashChangeEvent('hashchange'));
    await painted();
    times[address] = Math.round(performance.now() - from);
  };
  times.loaded = Math.round(performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd);
  for (const part of ['quotes', 'transcripts', 'framework', 'together']) await time(part);
  for (const query of ['text=council', 'text=street', 'theme=t3', 'case=Case+3&sector=health', 'sort=case',
    'short=yes'])
    await time(`quotes?${query}`);
  await time('q-000000000007');
  return [times, document.querySelectorAll('*').length];
}"""


def main(many: int) -> None:
    """Print the figures."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "index.html"
        path.write_bytes(rendered(made_up(many)))
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(path.as_uri())
        times, elements = page.evaluate(_TIMED)
        size = path.stat().st_size / 1e6
        browser.close()
    print(f"{many} quotes, {many * WORDS} words: {size:.1f} MB, {elements} elements in the end; milliseconds:")  # noqa: T201
    print(json.dumps(times, indent=2))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
