"""Documentation generated from the code: `make docs` writes it, and a test checks that it is up to date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.main import main
from pipeline.cli.stages import STAGES
from pipeline.language.models import PINS


def stage_table() -> str:
    """The stages as a Markdown table."""
    lines = ["| Command | What it does | Reads | Writes |", "|---|---|---|---|"]
    for stage in STAGES:
        reads = [table.name for table in stage.inputs] + [f"`models/{name}`" for name in stage.reads]
        if stage.reads_transcripts:
            reads = ["the transcripts folder", *reads]
        writes = [table.name for table in stage.outputs] + ([stage.makes] if stage.makes else [])
        lines.append(f"| `{stage.name}` | {stage.help} | {', '.join(reads)} | {', '.join(writes)} |")
    return "\n".join(lines)


def pin_table() -> str:
    """The language models as a Markdown table."""
    lines = ["| Model | Package | Licence | Origin | SHA-256 |", "|---|---|---|---|---|"]
    for pin in PINS:
        lines.append(f"| {pin.name} | `{pin.distribution}` | {pin.licence} | {pin.origin} | `{pin.sha256}` |")
    return "\n".join(lines)


def command_reference(group: click.Group) -> str:
    """What `--help` says of every command."""
    parts = ["# Command line", "", "Generated from each command's `--help` by `make docs`.", ""]
    for path, command in _commands(group, ["pipeline"]):
        context = click.Context(command, info_name=" ".join(path), max_content_width=100, terminal_width=100)
        parts += [f"## {' '.join(path)}", "", "```", command.get_help(context), "```", ""]
    return "\n".join(parts)


def _commands(command: click.Command, path: list[str]) -> list[tuple[list[str], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            found += _commands(below, [*path, name])
    return found


def make_targets() -> str:
    """The line of the Makefile that names the stages."""
    return f"STAGES := {' '.join(stage.name for stage in STAGES)}"


def documents(root: Path) -> Mapping[Path, str]:
    """What each generated file, or file with a generated part, should hold."""
    from pipeline.emit.dictionary import data_dictionary_markdown

    return {
        root / "README.md": _between(root / "README.md", "stages", stage_table()),
        root / "models" / "README.md": _between(root / "models" / "README.md", "models", pin_table()),
        root / "Makefile": re.sub(r"(?m)^STAGES :=.*$", make_targets(), (root / "Makefile").read_text("utf-8")),
        root / "docs" / "command_line.md": command_reference(main),
        root / "docs" / "data_dictionary.md": data_dictionary_markdown(),
    }


def _between(path: Path, name: str, made: str) -> str:
    """The file with the part between its markers exchanged."""
    begin, end = f"<!-- {name}: made by `make docs` -->", f"<!-- /{name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    text = path.read_text("utf-8")
    if not pattern.search(text):
        raise LookupError(f"{path} has no part between {begin} and {end}")
    return pattern.sub(lambda _: f"{begin}\n{made}\n{end}", text)


if __name__ == "__main__":
    for place, content in documents(Path(__file__).parents[2]).items():
        place.write_text(content, "utf-8")
