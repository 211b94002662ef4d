"""Quotations that another program made: a table or JSON with the quote, its source and its speaker."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.counts import counted
from pipeline.corpus.errors import UserError
from pipeline.corpus.spans import Span, folded
from pipeline.corpus.storage import file_content
from pipeline.documents.document import Unreadable
from pipeline.documents.readers import recognised
from pipeline.documents.tables import separated
from pipeline.documents.text import cleaned, decoded
from pipeline.verify.drafts import DraftQuotation, has_words

_SEPARATED = (".csv", ".tsv", ".tab")
_JSON = (".json", ".jsonl", ".ndjson")
SUFFIXES = (*_SEPARATED, ".xlsx", *_JSON)

# Names of columns, in the order of preference: a file may have both a quote and the text around it.
_NAMES = {
    "quote": """quote quotation verbatim_quote exact_quote quote_text quotation_text quotation_content
        supporting_quote illustrative_quote verbatim coded_text coded_segment text_segment segment selected_text
        seltext excerpt data_extract extract evidence snippet passage highlight coded_content content text""",
    "source": """source source_file source_name source_document source_id file file_name filename document_name
        document document_title document_id doc transcript transcript_name transcript_id interview interview_id
        case case_name""",
    "speaker": """speaker speaker_label speaker_name speaker_id participant participant_id participant_name
        interviewee respondent respondent_id said_by spoken_by attributed_to attribution person voice who""",
}
_MARKS = "“”„«»\"‘’' "
_EXPORT_AGAIN = "Export it again, or as a table (CSV)"
Row = Mapping[str, str]


class NumberedRow(NamedTuple):
    """A row with its number in the file: of the spreadsheet, of the line, or counted from 1 in JSON."""

    number: int
    cells: Row


@dataclass(frozen=True)
class QuoteTable:
    """The quotations of a table.

    Attributes:
        quotations: one for each row that has words.
        unchecked: what could not be compared, as parts of a sentence.
    """

    quotations: tuple[DraftQuotation, ...]
    unchecked: tuple[str, ...] = ()


def is_quote_table(path: Path) -> bool:
    """Whether a file is a table of quotations, by its extension."""
    return path.suffix.casefold() in SUFFIXES


def read_quote_table(path: Path) -> QuoteTable:
    """Read the quotations of a table.

    Raises:
        UserError: if it cannot be read, or no column holds quotations.
    """
    content = file_content(path)
    try:
        read = _read_json if path.suffix.casefold() in _JSON else _read_grid
        names, rows = read(path.suffix.casefold(), content)
    except Unreadable as error:
        raise UserError(error.problem, error.remedy, path) from error
    quote, source, speaker = (_column(names, use) for use in _NAMES)
    if not quote:
        raise UserError(
            f"no column holds the quotations (the columns are: {', '.join(names) or 'none'})",
            "Call it 'quote', the one with the transcript 'source', and the one with the speaker 'speaker'",
            path,
        )
    found = [_quotation(row, quote) for row in rows if quote in row.cells]
    quotations = tuple(one for one in found if has_words(one.text))
    if not quotations:
        raise UserError(f"the column '{quote}' is empty", "Export the file again, with the quotations", path)
    unchecked = [] if speaker else ["the speakers (no column 'speaker')"]
    unchecked += [] if source else ["the sources (no column 'source')"]
    if empty := len(found) - len(quotations):
        unchecked.append(counted(empty, "row without a quotation", "rows without a quotation"))
    return QuoteTable(quotations, tuple(unchecked))


def _quotation(row: NumberedRow, quote: str) -> DraftQuotation:
    who = _cell(row.cells, "speaker")
    return DraftQuotation(
        text=folded(row.cells[quote]).strip(_MARKS),
        span=Span(0, 0),
        line=row.number,
        told=who,
        speaker=who,
        part=f"row {row.number}",
        source=_cell(row.cells, "source"),
        is_row=True,
    )


def _column(names: Iterable[str], use: str) -> str:
    """The column for quotes, sources or speakers; "" if there is none."""
    called = set(map(_normalised, names))
    return next((name for name in _NAMES[use].split() if name in called), "")


def _cell(cells: Row, use: str) -> str:
    """The first cell for sources or speakers that is not empty."""
    return next((text for name in _NAMES[use].split() if (text := folded(cells.get(name, "")))), "")


def _normalised(name: str) -> str:
    """`Coded Segments` as `coded_segment`."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_").removesuffix("s")


def _read_grid(suffix: str, content: bytes) -> tuple[list[str], list[NumberedRow]]:
    """The names of the columns, and the rows below them; an export may have a title above its table."""
    container = recognised(suffix, content)
    if container.packed:
        grid = container.read(content).grid or []
    else:
        grid = separated(cleaned(decoded(content)[0]), keep_blank=True)
    head = next((at for at, row in enumerate(grid) if _column(row, "quote")), 0)
    names = [name.strip() for name in grid[head]] if grid else []
    keys = list(map(_normalised, names))
    rows = [
        NumberedRow(number, {key: cell for key, cell in zip(reversed(keys), reversed(cells), strict=True) if key})
        for number, cells in enumerate(grid[head + 1 :], start=head + 2)
        if any(cell.strip() for cell in cells)
    ]
    return [name for name in names if name], rows


def _read_json(suffix: str, content: bytes) -> tuple[list[str], list[NumberedRow]]:
    """The names of all that holds text in a JSON value of any shape or in JSON lines, and the quotations."""
    try:
        values = _json_values(cleaned(decoded(content)[0]))
        names = list(dict.fromkeys(name for _, value in values for name in _names(value)))
        quote = _column(names, "quote")
        found = [(line, row) for line, value in values for row in _rows(value, quote, around={})]
    except RecursionError as error:
        raise Unreadable("the JSON is nested too deeply", "Export it as a table (CSV)") from error
    return names, [NumberedRow(line or at, row) for at, (line, row) in enumerate(found, start=1)]


def _json_values(text: str) -> list[tuple[int, object]]:
    """The value of the file, under the number 0; of JSON lines, the value of each line under its number."""
    try:
        return [(0, json.loads(text))]
    except json.JSONDecodeError as error:
        damaged, number = error.msg, error.lineno
    values: list[tuple[int, object]] = []
    for at, line in enumerate(text.split("\n"), start=1):
        try:
            values += [(at, json.loads(line))] if line.strip() else []
        except json.JSONDecodeError as error:
            if values:  # the first line is a value of its own
                damaged, number = error.msg, at
            raise Unreadable(f"line {number} is not JSON ({damaged})", _EXPORT_AGAIN) from error
    return values


def _names(value: object) -> Iterator[str]:
    """The names of everything that holds a text or texts."""
    if isinstance(value, list):
        for each in value:
            yield from _names(each)
    elif isinstance(value, dict):
        for name, held in value.items():
            if _texts(held):
                yield name
            yield from _names(held)


def _rows(value: object, quote: str, *, around: Row) -> Iterator[Row]:
    """A row for each quotation, with what the value says of it and what the values around say."""
    if isinstance(value, list):
        for each in value:
            yield from _rows(each, quote, around=around)
    elif isinstance(value, dict):
        texts = {_normalised(name): _texts(held) for name, held in value.items()}
        own = {**around, **{name: held[0] for name, held in texts.items() if held and name != quote}}
        for text in texts.get(quote, ()):
            yield {**own, quote: text}
        for held in value.values():
            yield from _rows(held, quote, around=own)


def _texts(held: object) -> list[str]:
    """The texts of a value; none of an object or of a list of objects."""
    if isinstance(held, list):
        return [each for each in held if isinstance(each, str)]
    return [] if held is None or isinstance(held, dict) else [str(held)]
