"""Every text that leaves `private/` passes the gate: its type says so, and only the gate makes that type."""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

import pipeline
from pipeline.corpus.schema import PrintableText
from pipeline.emit import agreement, audit_trail, conduct, evidence, saturation, schemas
from pipeline.emit.writers import WRITERS
from pipeline.refi import codes, contents

CODE = Path(pipeline.__file__).parent
TABLES = (
    schemas.CODED_QUOTES, schemas.QUOTABILITY, schemas.THEME_BY_ATTRIBUTE, schemas.THEME_PAIRS,
    schemas.ORGANISATIONS, schemas.ORGANISATION_MENTIONS, schemas.ORGANISATION_TIES, schemas.THEMES,
    schemas.CASES, schemas.FINDINGS,
    agreement.AGREEMENT, agreement.RELIABILITY, agreement.REVIEW_EFFORT, audit_trail.AUDIT_TRAIL,
    saturation.SATURATION,
)  # fmt: skip
RECORDS = (
    *(table.record for table in TABLES),
    schemas.ThemesOfCase, schemas.SectorsOfTheme, schemas.ThemesOfQuestion,
    contents.CoderCoding, codes.CoderMemo, contents.ReadTurn, contents.Transcript,
    conduct.UnusedFile, conduct.AppliedFrom, conduct.ReportedSurvey, evidence.Cited, evidence.PrintableQuote,
)  # fmt: skip
# Plain strings that no person wrote: ids and times that the program makes, and words of its own.
OF_THE_PROGRAM = {
    "participant", "quote_id", "same_as", "turn_id", "organisation_id", "organisation_id_a", "organisation_id_b",
    "mention_id", "timecode", "attribute", "source_kind", "stage", "role", "kind", "state", "decision", "voice",
    "source", "sentence", "sample", "reason", "new_theme_ids", "comparison", "measure",
}  # fmt: skip
# Where `source` and `role` are the program's: a record that is kept inside, and a turn's part in the conversation.
_INSIDE = {("PrintableQuote", "source"), ("ReadTurn", "role")}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_that_is_handed_over_holds_only_text_that_passed_the_gate(record: type) -> None:
    types = get_type_hints(record, include_extras=True)
    for field in dataclasses.fields(record):
        annotated = types[field.name]
        of_type, *described = get_args(annotated) if get_origin(annotated) is Annotated else (annotated,)
        if of_type is not str or (described and getattr(described[0], "values", ())):
            continue
        assert field.name in OF_THE_PROGRAM, f"{record.__name__}.{field.name} is a plain string"
        if field.name in ("source", "role"):
            assert (record.__name__, field.name) in _INSIDE


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        yield path.relative_to(CODE).as_posix(), ast.parse(path.read_text("utf-8"))


def _calls(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
            yield node


def test_only_the_gate_makes_printable_text() -> None:
    makers = {module for module, tree in _modules() if any(_calls(tree, PrintableText.__name__))}
    # The schema has the empty text; a codebook is the researcher's own words, given back to the researcher.
    assert makers == {"emit/gate.py", "corpus/schema.py", "review/codebook_files.py"}
    casts = [
        module
        for module, tree in _modules()
        for call in _calls(tree, "cast")
        if PrintableText.__name__ in ast.unparse(call.args[0])
    ]
    assert casts == []


def test_the_programs_own_words_around_a_text_are_literals() -> None:
    templates = [(module, call.args[0]) for module, tree in _modules() for call in _calls(tree, "worded")]
    assert len(templates) > 10
    for module, template in templates:
        constant = isinstance(template, ast.Name) and template.id.isupper()
        assert isinstance(template, ast.Constant) or constant, f"{module}: {ast.unparse(template)}"


READS_WHAT_IS_PRIVATE = {
    "pipeline.corpus.layers", "pipeline.corpus.study", "pipeline.corpus.tables", "pipeline.emit.material",
}  # fmt: skip


def _file(module: str) -> Path:
    return CODE.parent / f"{module.replace('.', '/')}.py"


def _imported(module: str, *, seen: set[str]) -> Iterator[str]:
    """The modules of `emit` and `refi` that a writer's module uses, itself included."""
    if module in seen:
        return
    seen.add(module)
    yield module
    tree = ast.parse(_file(module).read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from _uses(node.module, seen=seen)


def _uses(module: str, *, seen: set[str]) -> Iterator[str]:
    if module in READS_WHAT_IS_PRIVATE:
        yield module
    elif module.startswith(("pipeline.emit.page", "pipeline.refi")) and _file(module).exists():
        yield from _imported(module, seen=seen)


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_writer_reads_the_handover_and_nothing_private(writer: object) -> None:
    module = writer.write.__module__  # type: ignore[attr-defined]
    used = set(_imported(module, seen=set()))
    assert not used & READS_WHAT_IS_PRIVATE


# Every place that writes a file which is not marked as private, and what it writes.
WRITE_OPENLY = {
    "cli/sbom.py": "the program's own bill of materials",
    "organisations/registers.py": "a public register, into models/",
    "privacy/known_files.py": "withdrawal: files that exist and models/decisions.csv, with somebody left out",
    "privacy/pseudonymise.py": "the copy with pseudonyms, whose text `PseudonymisedNames` made",
    "review/codebook_exchange.py": "the researcher's own codebook, into a file that the researcher names",
    "review/imports.py": "people's decisions, into models/",
    "review/name_decisions.py": "people's decisions about names, into models/people.csv",
    "review/screen/carrying_out.py": "people's decisions and names, into models/",
    "themes/appending.py": "codes that a person adopted, into models/codebook.yaml",
    "workflow/runner.py": "the files of a stage: of all stages, emit's alone are not private",
}


def test_nothing_else_writes_a_file_that_is_not_private() -> None:
    found = {
        module
        for module, tree in _modules()
        for call in _calls(tree, "write_whole")
        if not any(word.arg == "private" and getattr(word.value, "value", None) is True for word in call.keywords)
    }
    assert found == set(WRITE_OPENLY)
