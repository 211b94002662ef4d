"""Generated documents match the code (else run `make docs`), and all paths and commands in documents exist."""

import re
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click
import pytest

from pipeline.cli.documentation import documents
from pipeline.cli.main import main

from ..conftest import ROOT
from ..hostile.__main__ import PLACE, table

MADE = documents(ROOT)
WRITTEN = sorted(
    [
        *ROOT.glob("*.md"),
        *(path for folder in ("docs", "models", "tests", ".github") for path in (ROOT / folder).rglob("*.md")),
        *(ROOT / "transcripts").glob("*.md"),
    ]
)
each_document = pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))

FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
INDENTED = re.compile(r"^    (?! )(.+)$", re.MULTILINE)
INLINE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"(?<![\w./-])(?:pipeline|tests|docs|models/names)/[\w./-]*")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MODULE = re.compile(r"python -m ((?:pipeline|tests|models)(?:\.\w+)*)")


def code_in(text: str) -> Iterator[str]:
    """The code in a document: each line of a block, and each inline span as one line."""
    for block in FENCED.findall(text):
        yield from (line.strip() for line in block.splitlines())
    rest = FENCED.sub("", text)
    yield from INDENTED.findall(rest)
    yield from (" ".join(span.split()) for span in INLINE.findall(rest))


def arguments(line: str) -> list[str]:
    """The words of a command line."""
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def missing_paths(text: str) -> set[str]:
    """Paths in the text that do not exist in the repository."""
    return {named for named in PATH.findall(text) if not (ROOT / named.rstrip(".")).exists()}


def broken_links(text: str, folder: Path) -> set[str]:
    """Links to files that do not exist."""
    return {link for link in LINK.findall(text) if "://" not in link and not (folder / link).exists()}


def make_targets() -> set[str]:
    """The targets of the Makefile."""
    text = (ROOT / "Makefile").read_text("utf-8")
    stages = re.search(r"(?m)^STAGES := (.*)$", text)
    return set(re.findall(r"(?m)^([a-z][a-z-]*):", text)) | set(stages[1].split() if stages else ())


def unknown_targets(text: str) -> set[str]:
    """Targets after `make` that the Makefile does not have."""
    named: set[str] = set()
    for line in code_in(text):
        command, *rest = arguments(line) or [""]
        if command == "make":
            words = takewhile(lambda word: not word.startswith("#"), rest)
            named |= {word for word in words if "=" not in word}
    return {target for target in named - make_targets() if re.fullmatch(r"[a-z-]+", target)}


def unknown_commands(text: str) -> set[str]:
    """Commands and options after `pipeline` that the command line does not have."""
    found = set()
    for line in code_in(text):
        program, *rest = arguments(line) or [""]
        if Path(program).name == "pipeline" and program in ("pipeline", ".venv/bin/pipeline"):
            found |= {f"{line}: {word}" for word in not_understood(main, rest)}
    return found


def not_understood(command: click.Command, words: list[str]) -> Iterator[str]:
    """The first word that is neither a subcommand nor an option of the command."""
    options = {name: each for each in command.params for name in each.opts if isinstance(each, click.Option)}
    while words:
        word, *words = (re.sub(r"[\[\]]", "", each) for each in words)
        if word in ("--help", "-h", ""):
            continue
        if word.startswith("-"):
            if word not in options:
                yield word
                return
            words = words if options[word].is_flag else words[1:]
        elif isinstance(command, click.Group):
            if re.fullmatch(r"[a-z-]+", word):
                below = command.commands.get(word)
                yield from [word] if below is None else not_understood(below, words)
            return


def missing_modules(text: str) -> set[str]:
    """Modules after `python -m` that do not exist."""
    places = {name: ROOT.joinpath(*name.split(".")) for name in MODULE.findall(text)}
    return {
        name
        for name, place in places.items()
        if not (place.with_suffix(".py").exists() or (place / "__main__.py").exists())
    }


@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_generated_documents_match_the_code(path):
    assert path.read_text("utf-8") == MADE[path]


def test_no_file_mentions_a_package_registry():
    for path in (ROOT / "requirements.lock", ROOT / "pyproject.toml", ROOT / "Makefile"):
        text = path.read_text("utf-8")
        assert "http:" not in text, path
        assert "https:" not in text, path


def test_the_table_of_hostile_files_matches_the_list():
    assert PLACE.read_text("utf-8") == table()


@each_document
def test_paths_links_and_modules_exist(path):
    text = path.read_text("utf-8")
    assert missing_paths(text) == set()
    assert broken_links(text, path.parent) == set()
    assert missing_modules(text) == set()


@each_document
def test_make_targets_and_commands_exist(path):
    text = path.read_text("utf-8")
    assert unknown_targets(text) == set()
    assert unknown_commands(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See `pipeline/corpus/spans.py`.", set()),
        ("See pipeline/corpus/spans.py, docs/themes.md and docs/scale.md.", set()),
        ("in pipeline/corpus/span.py", {"pipeline/corpus/span.py"}),
        ("in `tests/nowhere/`", {"tests/nowhere/"}),
        ("look at ../shared/docs/none.md", set()),
    ],
)
def test_missing_paths_are_detected(text, found):
    assert missing_paths(text) == found


def test_missing_links_and_modules_are_detected():
    text = "[a](docs/themes.md#x) [b](docs/none.md) [c](https://example.org/x)"
    assert broken_links(text, ROOT) == {"docs/none.md"}
    assert missing_modules("`python -m tests.kills`, `python -m tests.none`") == {"tests.none"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`make run TRANSCRIPTS=transcripts/places`", set()),
        ("`make\nfuzz SECONDS=60`", set()),
        ('```\nmake bench BENCH="--words 20000 --repeats 1"\n```', set()),
        ("make sure of it, or `make it`", {"it"}),
        ("```\nmake runs\n```", {"runs"}),
    ],
)
def test_unknown_targets_are_detected(text, found):
    assert unknown_targets(text) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("`pipeline --transcripts transcripts/places init`", []),
        ("`pipeline review export --blind --coder Ann`", []),
        ("`pipeline verify DRAFT [--format text|json] [--all]`", []),
        ("the pipeline reads it; `pipeline COMMAND`", []),
        ("    pipeline reviews", ["reviews"]),
        ("```\n.venv/bin/pipeline review exports\n```", ["exports"]),
        ("`pipeline audit --every`", ["--every"]),
    ],
)
def test_unknown_commands_are_detected(text, words):
    assert [found.rsplit(" ", 1)[1] for found in unknown_commands(text)] == words
