"""The study that attacks itself: nothing of the name is handed over, and `audit` finds what is planted."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.people.identifiers import without_identifiers
from pipeline.people.redaction import Person, Redactor
from pipeline.privacy.audit import audit
from pipeline.privacy.pseudonymise import pseudonymise
from pipeline.workflow.runner import Run
from tests.conftest import ROOT
from tests.privacy.attacking_study import PLACES, SPOKEN, WHOLE, leaked, leaks_in, write_study

from ..conftest import invoke_on


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study after a whole run and a copy without names."""
    study = write_study(tmp_path_factory.mktemp("attack"), models=ROOT / "models")
    Run(study).through(STAGES)
    pseudonymise(study)
    return study


def test_there_are_a_hundred_ways() -> None:
    assert len(SPOKEN) + len(PLACES) >= 100


@pytest.mark.parametrize("way", SPOKEN)
def test_the_search_sees_every_way(way: str) -> None:
    assert list(leaked(SPOKEN[way])), "a search that does not see it proves nothing"


@pytest.mark.parametrize("way", [way for way in SPOKEN if way != "misheard"])
def test_one_matcher_finds_every_way_in_any_text(way: str) -> None:
    redactor = Redactor([Person(participant="P01", name=WHOLE)])
    assert list(leaked(without_identifiers(redactor.redacted(SPOKEN[way])))) == []


def test_nothing_of_her_is_handed_over(attacked: Study) -> None:
    assert (attacked.outputs / "pseudonymised").exists()
    assert leaks_in(attacked.outputs) == []


CONFIDENTIAL = {
    "verify": ["verify", "{draft}", "--format", "{form}", "--output", "{place}"],
    "review export": ["review", "export", "{place}"],
    "review export --blind": ["review", "export", "--blind", "{place}"],
}


@pytest.fixture(scope="module")
def draft(attacked: Study) -> Path:
    """A report with her name in it."""
    draft = attacked.outputs.parent / "draft.md"
    said = "\n\n".join(f"As Maud Penhallow said, “{text}”" for text in list(SPOKEN.values())[:12])
    draft.write_text(f"# {WHOLE}\n\n{said}\n", encoding="utf-8")
    return draft


def _written(attacked: Study, draft: Path, command: str, place: Path, form: str = "text") -> Result:
    given = [part.format(draft=draft, place=place, form=form) for part in CONFIDENTIAL[command]]
    return invoke_on(attacked, *given)


@pytest.mark.parametrize("command", CONFIDENTIAL)
@pytest.mark.parametrize("folder", [".", "dataset", "report", "report/../exchange"])
def test_a_confidential_file_is_not_written_where_files_are_shared(
    attacked: Study, draft: Path, command: str, folder: str
) -> None:
    place = attacked.outputs / folder / "given.xlsx"
    told = _written(attacked, draft, command, place)
    assert told.exit_code == 2
    assert "must not be in a folder that is shared" in told.output
    assert not place.exists()


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("verify", "text"), ("verify", "json"), ("verify", "html"), ("verify", "docx"), ("review export", ""),
        ("review export --blind", ""),
    ],
)  # fmt: skip
def test_a_confidential_file_that_somebody_puts_there_is_found(
    attacked: Study, draft: Path, command: str, form: str
) -> None:
    place = attacked.outputs.parent / f"given.{form or 'xlsx'}"
    told = _written(attacked, draft, command, place, form)
    assert "Confidential" in told.output, told.output
    planted = attacked.outputs / "report" / place.name
    shutil.move(place, planted)
    try:
        assert {leak.file for leak in audit(attacked)} == {f"report/{place.name}"}
    finally:
        planted.unlink()


def test_it_is_the_run_that_keeps_her_out(attacked: Study) -> None:
    private = b"".join(path.read_bytes() for path in attacked.private.rglob("*") if path.is_file())
    assert WHOLE.encode() in private


def test_the_audit_finds_nothing_in_it(attacked: Study) -> None:
    assert audit(attacked) == []


@pytest.mark.parametrize(
    "text",
    [
        "Then Quill/feather came in.", "Then Quill~~feather came in.", "Q*u*i*l*l*f*e*a*t*h*e*r", "Zephy|rine",
        "QUILL.FEATHER", "quill//feather", "Z|e|p|h|y|r|i|n|e", "Zeph\u0443rin\u0435", "xquillfeatherx",
        "Z3phyrine",
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_the_audit_finds_what_is_planted_past_the_finder(attacked: Study, text: str, packed: bool) -> None:
    planted = attacked.outputs / "report" / ("planted.zip" if packed else "planted.md")
    content = io.BytesIO()
    if packed:
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("notes.txt", text)
    planted.write_bytes(content.getvalue() if packed else text.encode())
    try:
        assert {leak.file for leak in audit(attacked)} == {f"report/{planted.name}"}
    finally:
        planted.unlink()


@pytest.mark.parametrize(
    "text", ["A quill. Feathers fell.", "quill feather", "a zephyr in early spring", "Zephyr, in E"]
)
def test_other_words_with_the_same_letters_are_no_leak(attacked: Study, text: str) -> None:
    planted = attacked.outputs / "report" / "planted.md"
    planted.write_text(text, encoding="utf-8")
    try:
        assert audit(attacked) == []
    finally:
        planted.unlink()
