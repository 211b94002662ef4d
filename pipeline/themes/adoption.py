"""Makes a candidate a code: appends it to the codebook, with its best passages for examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import tables
from pipeline.errors import UserError
from pipeline.schema import Table
from pipeline.spans import Span, replaced
from pipeline.storage import read_table, write_whole
from pipeline.study import Study, Texts
from pipeline.themes.candidate_ids import name_keys
from pipeline.themes.codebook import Code, parse_codebook
from pipeline.themes.codings import DISCOVERED

_MOST_EXAMPLES = 5
_FILL_IN = "# say here what it covers, and what it does not"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A candidate of the last run, with its number in the list."""

    number: int
    theme_id: str
    name: str
    passages: int
    cases: int
    stability: float


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What was written: the code, in which file, and in which line."""

    code: Code
    path: Path
    line: int


def candidates_of(study: Study) -> list[Listed]:
    """The candidates of the last run, in the order of `themes.csv`.

    Raises:
        UserError: if there was no run.
    """
    themes = _rows(study, tables.THEMES)
    found = [row for row in themes if row["origin"] == DISCOVERED]
    return [
        Listed(
            number=number,
            theme_id=row["theme_id"],
            name=row["theme"],
            passages=int(row["passages"]),
            cases=int(row["cases"]),
            stability=float(row["stability"]),
        )
        for number, row in enumerate(found, 1)
    ]


def adopt(study: Study, topic: str) -> Adopted:
    """Append a candidate to the codebook; all that is there stays as it is, comments and all.

    Args:
        study: where the last run and the codebook lie.
        topic: number in the list, id, or name.

    Raises:
        UserError: if there was no run, no such candidate, a code of that name, or a codebook that cannot be read
            or added to.
    """
    candidate = _chosen(candidates_of(study), topic)
    path = study.models / "codebook.yaml"
    before = path.read_bytes() if path.exists() else b"codes:\n"
    text = before.decode("utf-8-sig")
    codes = parse_codebook(text, path=path).codes if path.exists() else ()
    same = next((code for code in codes if name_keys(code.name) == name_keys(candidate.name)), None)
    if same:
        raise UserError(
            f"'{candidate.name}' is a code already ('{same.id}')",
            "Run the pipeline again: the code takes the candidate's place",
            path,
            same.line,
        )
    code = Code(
        id=_id_for(candidate.name, taken={code.id for code in codes}),
        name=candidate.name,
        examples=tuple(_examples(study, candidate.theme_id)),
    )
    written, line = _appended(text, code, codes=codes)
    _check(written, code, codes=codes, path=path)
    write_whole(path, before[: len(before) - len(text.encode())] + written.encode())
    return Adopted(code=code, path=path, line=line)


def _chosen(candidates: Sequence[Listed], topic: str) -> Listed:
    wanted = " ".join(topic.split()).casefold()
    for one in candidates:
        if wanted in (str(one.number), one.theme_id.casefold(), one.name.casefold()):
            return one
    known = "; ".join(f"{one.number} {one.name}" for one in candidates)
    raise UserError(
        f"there is no candidate '{topic}'",
        f"The candidates of the last run are: {known}" if known else "The last run found no candidates",
    )


def _id_for(name: str, *, taken: set[str]) -> str:
    slug = re.sub(r"[\W_]+", "-", name.casefold()).strip("-") or "theme"
    number, code_id = 1, slug
    while code_id in taken:
        number += 1
        code_id = f"{slug}-{number}"
    return code_id


def _examples(study: Study, theme_id: str) -> Iterator[str]:
    """The most typical passages that may be quoted, as consent lets them be printed."""
    sources = [str(row["source"]) for row in _rows(study, tables.SOURCES)]
    texts = Texts(study.texts, sources)
    said = {row["quote_id"]: row for table in (tables.PASSAGES, tables.QUOTES) for row in _rows(study, table)}
    quotable = {row["participant"]: bool(row["quotable"]) for row in _rows(study, tables.ATTRIBUTIONS)}
    codings = [row for row in _rows(study, tables.CODINGS) if row["theme_id"] == theme_id]
    codings.sort(key=lambda row: (-float(row["confidence"]), str(row["quote_id"])))
    redactions = _rows(study, tables.REDACTIONS)
    examples: dict[str, None] = {}
    for coding in codings:
        row = said.get(coding["quote_id"])
        if row is None or coding["decision"] == "reject" or not _may_be_quoted(row, quotable):
            continue
        examples[" ".join(_printed(row, texts[str(row["source"])], redactions).split())] = None
    yield from list(examples)[:_MOST_EXAMPLES]


def _may_be_quoted(row: Mapping[str, Any], quotable: Mapping[str, bool]) -> bool:
    participant = row.get("participant", row.get("speaker_participant", ""))
    return quotable.get(participant, False) if participant else "speaker" in row


def _printed(row: Mapping[str, Any], text: str, redactions: Sequence[Mapping[str, Any]]) -> str:
    span = Span(int(row["start"]), int(row["end"]))
    inside = [
        (Span(int(one["start"]), int(one["end"])).shifted(-span.start), str(one["replacement"]))
        for one in redactions
        if one["source"] == row["source"] and span.contains(Span(int(one["start"]), int(one["end"])))
    ]
    return replaced(span.of(text), inside)


def _appended(text: str, code: Code, *, codes: Sequence[Code]) -> tuple[str, int]:
    """The file's text with the code after all others, indented as they are; and the line where it begins."""
    lines = text.splitlines()
    first = lines[codes[0].line - 1] if codes else "  -"
    dash = " " * (len(first) - len(first.lstrip()))
    under = f"{dash}  "
    new = [
        f"{dash}- id: {_quoted(code.id)}",
        f"{under}name: {_quoted(code.name)}",
        f"{under}definition:  {_FILL_IN}",
        *([f"{under}examples:"] if code.examples else []),
        *(f"{under}  - {_quoted(example)}" for example in code.examples),
    ]
    end = "\r\n" if "\r\n" in text else "\n"
    kept = text if text.endswith("\n") else text + end
    gap = end if codes else ""
    return kept + gap + end.join(new) + end, kept.count("\n") + gap.count("\n") + 1


def _quoted(text: str) -> str:
    """As a YAML scalar: plain where nothing in it could be taken for a sign."""
    plain = re.fullmatch(r"[^\W\d_][\w -]*[^\W_]", text) and text.casefold() not in {
        "yes",
        "no",
        "on",
        "off",
        "null",
    }
    return text if plain else json.dumps(text, ensure_ascii=False)


def _check(written: str, code: Code, *, codes: Sequence[Code], path: Path) -> None:
    """That the file says what it said before, and the new code."""
    try:
        now = parse_codebook(written, path=path).codes
    except UserError:
        now = ()
    if now[:-1] != tuple(codes) or now[-1].name != code.name or now[-1].examples != code.examples:
        raise UserError(
            "the codebook is written in a way that nothing can be added to by the program",
            "Write each code on lines of its own, after '- id: …', and nothing after the last; then adopt again",
            path,
        )


def _rows(study: Study, table: Table) -> list[dict[str, Any]]:
    path = study.tables / f"{table.name}.parquet"
    if not path.exists():
        raise UserError("there is no finished run to adopt from", "Run: pipeline run", study.outputs)
    return [{str(key): value for key, value in row.items()} for row in read_table(path, table).to_dict("records")]
