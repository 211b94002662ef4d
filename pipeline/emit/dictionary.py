"""The data dictionary as a page of the documentation, made from the schemas."""

from __future__ import annotations

from pipeline.corpus.dataset_records import ListedTheme
from pipeline.corpus.schema import NO_TEXT, Column, Table
from pipeline.emit import schemas
from pipeline.emit.agreement import AGREEMENT, RELIABILITY, REVIEW_EFFORT
from pipeline.emit.audit_trail import AUDIT_TRAIL
from pipeline.emit.gate import worded
from pipeline.emit.matrices import matrices
from pipeline.emit.saturation import SATURATION

_THEME = worded("<each theme>")
_EACH = ListedTheme(theme_id=NO_TEXT, theme=_THEME, origin="codebook")
_TABLES: tuple[Table, ...] = (
    schemas.CODED_QUOTES,
    schemas.THEMES,
    schemas.theme_by_case([(NO_TEXT, _THEME)]),
    schemas.theme_by_sector(["<each sector>"]),
    schemas.theme_by_question([(NO_TEXT, _THEME)]),
    schemas.THEME_BY_ATTRIBUTE,
    schemas.THEME_PAIRS,
    schemas.CANDIDATE_BY_ATTRIBUTE,
    schemas.CASES,
    *(table for table, _ in matrices([], [], [_EACH], counted=(), in_case={}, together={})),
    SATURATION,
    AGREEMENT,
    RELIABILITY,
    REVIEW_EFFORT,
    AUDIT_TRAIL,
    schemas.ORGANISATIONS,
    schemas.ORGANISATION_MENTIONS,
    schemas.ORGANISATION_TIES,
    schemas.QUOTABILITY,
    schemas.FINDINGS,
    schemas.DATA_DICTIONARY,
)


def data_dictionary_markdown() -> str:
    """`docs/data_dictionary.md`, whole."""
    lines = [
        "# Data dictionary",
        "",
        "The tables in `outputs/dataset/`, generated from the schemas in `pipeline/emit/schemas.py`. Each table "
        "is a CSV file (UTF-8 with a byte order mark, comma-separated, CRLF line ends) and a sheet of "
        f"`coded_dataset.xlsx`; `datapackage.json` describes them for programs. {schemas.ESCAPE_NOTE} "
        "`pipeline.emit.table_files.csv_rows` removes it again.",
    ]
    for table in _TABLES:
        lines += [
            "",
            f"## {table.name}",
            "",
            table.description,
            "",
            "| Column | Type | Description |",
            "|---|---|---|",
        ]
        lines += [_line(column) for column in table.columns]
    return "\n".join(lines) + "\n"


def _line(column: Column) -> str:
    values = ", ".join(f"`{value}`" for value in column.values if value)
    about = f"{column.description}. One of: {values}" if values else column.description
    return f"| `{column.name}` | {column.type} | {about.replace('|', chr(92) + '|')} |"
