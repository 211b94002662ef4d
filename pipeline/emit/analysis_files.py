"""Files for other programs: coded transcripts as Markdown, an IRaMuTeQ corpus, SPSS and Stata files with labels.

All words come from the handover, and have passed the gate. The codings are those that count; suggestions are marked
in the transcripts, and are in none of the other files.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.corpus.dataset_records import YES, CodedQuote
from pipeline.corpus.spans import timecode
from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.methods import escaped_markdown
from pipeline.emit.schemas import CODED_QUOTES, THEMES
from pipeline.refi.contents import Transcript

if TYPE_CHECKING:
    import pandas as pd

_MATRIX = "passage_by_theme"
IRAMUTEQ = "exchange/iramuteq.txt"
SPSS, STATA = "exchange/passages.sav", "exchange/passages.dta"


def coded_transcripts(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """Each source as Markdown: who speaks, the words, and under each turn the themes of its quotes."""
    rows: dict[str, list[CodedQuote]] = {}
    for row in handover.records(CODED_QUOTES):
        if row.theme_id and row.state:
            rows.setdefault(row.quote_id, []).append(row)
    for one in handover.transcripts:
        lines = [f"# {escaped_markdown(one.title or one.source)}", ""]
        about = [part for part in (one.case, one.kind, one.place, one.date) if part]
        lines += [escaped_markdown(" · ".join(about)), ""]
        for number, turn in enumerate(one.turns):
            time = f" ({timecode(turn.seconds)})" if turn.seconds is not None else ""
            lines += [f"**{escaped_markdown(turn.speaker)}**{time}", ""] if turn.speaker else []
            lines += [f"*{escaped_markdown(turn.question)}*", ""] if turn.question else []
            lines += [escaped_markdown(turn.text), ""]
            lines += [*_codes_of_turn(one, number, rows), ""]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"
        yield f"exchange/coded_transcripts/{one.source}.md", text.encode()


def _codes_of_turn(transcript: Transcript, number: int, rows: Mapping[str, Sequence[CodedQuote]]) -> list[str]:
    text = transcript.turns[number].text
    own = sorted((span, quote) for quote, (turn, span) in transcript.quotes.items() if turn == number)
    lines = []
    for span, quote in own:
        themes = [f"{row.theme} ({row.state})" for row in rows.get(quote, ())]
        if themes:
            said = span.of(text)
            begins = said if len(said) <= 60 else f"{said[:60].rsplit(' ', 1)[0]} …"
            lines.append(f"- {escaped_markdown('; '.join(themes))}: “{escaped_markdown(begins)}” `{quote}`")
    return lines


def iramuteq(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """A text per passage, with its case, kind, sector and themes as starred variables."""
    themes: dict[str, list[str]] = {}
    quotes: dict[str, CodedQuote] = {}
    passages = handover.sheets.get(_MATRIX)
    counted = set(passages.column(0)) if passages else set()
    for row in handover.records(CODED_QUOTES):
        if row.quote_id in counted:  # words told inside a passage stand in the corpus once
            quotes.setdefault(row.quote_id, row)
        if row.counts == YES:
            themes.setdefault(row.quote_id, []).append(row.theme_id)
    lines = []
    for quote_id, row in quotes.items():
        pairs = (("case", row.case), ("kind", row.kind), ("who", row.participant), ("sector", row.sector))
        stars = [f"*{name}_{_modality(value)}" for name, value in pairs if value]
        stars += [f"*theme_{_modality(theme)}" for theme in sorted(themes.get(quote_id, ()))]
        # An asterisk begins a variable wherever it stands.
        lines += [" ".join(("****", *stars)), row.quote.replace("*", " ").replace("\n", " "), ""]
    yield IRAMUTEQ, "\n".join(lines).encode()


def _modality(value: str) -> str:
    """A value that IRaMuTeQ reads as one word: letters and figures without accents."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "", plain.title()) or "other"


def statistics_files(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The passages and themes for SPSS and Stata: 0/1 variables with labels, and no words."""
    import pandas as pd

    sheet = handover.sheets.get(_MATRIX)
    if sheet is None or not sheet.records:
        return
    columns = sheet.table.columns
    themes = [theme for theme in handover.records(THEMES) if theme.origin != "discovered"]
    first = len(columns) - len(themes)
    names = [column.name for column in columns[:first]]
    names += _variable_names([theme.theme_id for theme in themes], taken=names)
    labels = [column.description for column in columns[:first]] + [theme.theme for theme in themes]
    frame = pd.DataFrame(list(sheet.rows), columns=names)
    values: dict[str, dict[int | float, str]] = {name: {0: "no", 1: "yes"} for name in names[first:]}
    yield SPSS, _saved(handover, frame, labels=labels, values=values, suffix=".sav")
    yield STATA, _saved(handover, frame, labels=labels, values=values, suffix=".dta")


def _variable_names(ids: Sequence[str], *, taken: Sequence[str]) -> list[str]:
    """Names that both programs take: a letter, then letters, figures and underscores, 32 at most, each once."""
    found: list[str] = []
    used = {name.casefold() for name in taken}
    for own in ids:
        plain = unicodedata.normalize("NFKD", own).encode("ascii", "ignore").decode()
        base = f"t_{re.sub('[^A-Za-z0-9]+', '_', plain).strip('_')}"[:27]
        name, number = base, 2
        while name.casefold() in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name.casefold())
        found.append(name)
    return found


_LONGEST_LABEL = 80  # in Stata


def _saved(
    handover: Handover,
    frame: pd.DataFrame,
    *,
    labels: Sequence[str],
    values: dict[str, dict[int | float, str]],
    suffix: str,
) -> bytes:
    import pyreadstat

    cut: list[str | None] = [
        label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…" for label in labels
    ]
    with tempfile.TemporaryDirectory(dir=handover.scratch) as folder:
        path = Path(folder) / f"passages{suffix}"
        write = pyreadstat.write_sav if suffix == ".sav" else pyreadstat.write_dta
        write(frame, path, file_label="Coded passages", column_labels=cut, variable_value_labels=values)
        content = path.read_bytes()
    # Both formats hold the moment of writing: the same input gives the same bytes.
    if suffix == ".sav":
        return content[:92] + b"01 Jan 0000:00:00" + content[109:]  # date and time in the header
    return re.sub(rb"<timestamp>(.).*?</timestamp>", _no_timestamp, content, count=1, flags=re.DOTALL)


def _no_timestamp(found: re.Match[bytes]) -> bytes:
    moment = b"01 Jan 2000 00:00"
    length = found[0][len(b"<timestamp>")]
    return b"<timestamp>" + bytes([length]) + moment[:length].ljust(length) + b"</timestamp>"
