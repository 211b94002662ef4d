"""What is fuzzed: each reader of transcripts, the two ways by which decisions come back, and the reader of drafts.

A target is given bytes. It may say that it cannot read them, in the one way that is meant for that; it must not
raise anything else, hang, or fill the memory.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.corpus.errors import UserError
from pipeline.corpus.study import Study
from pipeline.documents.readers import CONTAINERS
from tests.fuzz import seeds

Target = Callable[[bytes], None]
DRAFTS = (".md", ".html", ".docx", ".txt", ".rtf")
TALK = (
    "Interviewer: What happened in the first week?\n\n"
    "Amina: We opened the hall on the Tuesday and by Friday we had forty neighbours cooking for each other.\n\n"
    "Interviewer: Did the council help?\n\n"
    "Amina: Thornley Borough Council lent us two vans, and after that we never looked back.\n"
)


@dataclass(frozen=True)
class Fuzzed:
    """One target with what it starts from."""

    run: Target
    corpus: Sequence[bytes] = field(default=())


@cache
def workshop() -> Path:
    """A folder for the files that targets are given."""
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


@cache
def study() -> Study:
    """A small study with a run of its own, to which drafts and projects can refer."""
    from pipeline.cli.stages import STAGES
    from pipeline.workflow.parallel import Engine
    from pipeline.workflow.runner import Run

    made = Study(workshop() / "transcripts", workshop() / "models", workshop() / "outputs")
    made.transcripts.mkdir()
    made.models.mkdir()
    (made.transcripts / "one.txt").write_text(TALK)
    Run(made, Engine(jobs=1)).through(STAGES[:3])
    return made


def unwrapped(data: bytes, template: bytes, parts: Sequence[str]) -> bytes:
    """A package with the rest of the data as one of its parts; or, for other first bytes, the data itself.

    So that the fuzzer need not find out by itself what a checksum is.
    """
    if not data or data[0] >= len(parts):
        return data
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as archive, zipfile.ZipFile(made, "w") as package:
        for name in archive.namelist():
            package.writestr(name, data[1:] if name == parts[data[0]] else archive.read(name))
    return made.getvalue()


def reader(suffix: str) -> Target:
    """Reads the bytes as a transcript whose name ends so."""
    template, parts = seeds.TEMPLATES.get(suffix, (b"", ()))

    def read(data: bytes) -> None:
        from pipeline.ingest.reading import Item, read_item

        place = workshop() / f"fuzzed{suffix}"
        place.write_bytes(unwrapped(data, template, parts) if parts else data)
        read_item(Item(path=str(place), checksum=""))

    return read


def decisions(suffix: str) -> Target:
    """Takes the bytes as decisions."""
    template, parts = seeds.TEMPLATES.get(suffix, (b"", ()))

    def taken(data: bytes) -> None:
        from pipeline.review.imports import import_decisions

        place = workshop() / f"decided{suffix}"
        place.write_bytes(unwrapped(data, template, parts) if parts else data)
        (study().models / "decisions.csv").unlink(missing_ok=True)
        try:
            import_decisions(study(), place, coder="Ann")
        except UserError:
            return

    return taken


def drafts(data: bytes) -> None:
    """Checks the bytes as a draft; the first says of what kind."""
    from pipeline.verify import verify

    suffix = DRAFTS[data[0] % len(DRAFTS)] if data else ".md"
    place = workshop() / f"draft{suffix}"
    template, parts = seeds.TEMPLATES.get(suffix, (b"", ()))
    place.write_bytes(unwrapped(data[1:], template, parts) if parts else data[1:])
    try:
        verify(study(), place)
    except UserError:
        return


def targets() -> Mapping[str, Fuzzed]:
    """All of them by name."""
    made = {}
    for container in CONTAINERS:
        suffix = container.suffixes[0]
        made[f"read{suffix}"] = Fuzzed(reader(suffix), seeds.corpus(suffix))
    for suffix in (".csv", ".xlsx", ".qdpx"):
        made[f"import{suffix}"] = Fuzzed(decisions(suffix), seeds.decisions(suffix))
    made["verify"] = Fuzzed(drafts, seeds.drafts(DRAFTS))
    return made
