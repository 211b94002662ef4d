"""New study folders: empty, or with the sample study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pipeline.corpus import shipped
from pipeline.corpus.errors import UserError
from pipeline.corpus.storage import make_folder, write_new
from pipeline.corpus.study import Study

TRANSCRIPTS, MODELS, OUTPUTS = "transcripts", "models", "outputs"
_TEMPLATE = Path(str(files("pipeline.corpus"))) / "study_template"
_SAMPLE_CODEBOOK = "codebook.yaml"


@dataclass(frozen=True)
class NewStudy:
    """A study folder and the files that were put into it.

    Attributes:
        study: its folders.
        made: the files that were written.
        kept: those that existed and were not changed.
    """

    study: Study
    made: Sequence[Path]
    kept: Sequence[Path]


def study_in(folder: Path) -> Study:
    """The folders of a study that lies in one folder."""
    return Study(folder / TRANSCRIPTS, folder / MODELS, folder / OUTPUTS)


def make_study(folder: Path, *, sample: bool = False, dry_run: bool = False) -> NewStudy:
    """Make a study folder. Existing files are kept.

    Args:
        folder: where; made if it does not exist.
        sample: with the transcripts and the codebook of the sample study.
        dry_run: write nothing.

    Raises:
        UserError: if the folder cannot be written, or already holds other transcripts than the sample's.
    """
    contents = _contents(sample=sample)
    study = study_in(folder)
    if sample:
        _refuse_other_transcripts(study.transcripts, {Path(name).name for name in contents})
    new = [name for name in contents if not (folder / name).exists()]
    if not dry_run:
        make_folder(study.transcripts)
        for parent in sorted({Path(name).parent for name in new}):
            make_folder(folder / parent)
            within = {Path(name).name: contents[name] for name in new if Path(name).parent == parent}
            write_new(folder / parent, within)
    kept = [name for name in contents if name not in new]
    return NewStudy(study, [folder / name for name in new], [folder / name for name in kept])


def _contents(*, sample: bool) -> dict[str, bytes]:
    """The files of a new study by their path in it."""
    sources = {
        "README.md": _TEMPLATE / "README.md",
        "Makefile": _TEMPLATE / "Makefile",
        ".gitignore": _TEMPLATE / "gitignore",
        f"{MODELS}/organisations.csv": shipped.MODELS / "organisations.csv",
    }
    if sample:
        sources[f"{MODELS}/{_SAMPLE_CODEBOOK}"] = shipped.MODELS / _SAMPLE_CODEBOOK
        sources |= {f"{TRANSCRIPTS}/{path.name}": path for path in sorted(shipped.SAMPLE.iterdir())}
    else:
        example = "codebook_example.yaml"
        sources[f"{MODELS}/{example}"] = _TEMPLATE / MODELS / example
    return {name: path.read_bytes() for name, path in sources.items()}


def _refuse_other_transcripts(transcripts: Path, names: set[str]) -> None:
    if transcripts.is_dir() and (others := sorted({path.name for path in transcripts.iterdir()} - names)):
        raise UserError(
            f"the folder holds files of another study, such as {others[0]}",
            "Name an empty folder for the sample study",
            transcripts,
        )
