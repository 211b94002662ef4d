"""The study that attacks itself: nothing of the name is handed over, and `audit` finds what is planted."""

import io
import zipfile

import pytest

from pipeline.cli.stages import STAGES
from pipeline.corpus.study import Study
from pipeline.people.identifiers import without_identifiers
from pipeline.people.redaction import Person, Redactor
from pipeline.privacy.audit import audit
from pipeline.privacy.pseudonymise import pseudonymise
from pipeline.workflow.runner import Run
from tests.conftest import ROOT
from tests.privacy.attacking_study import PLACES, SPOKEN, WHOLE, leaked, leaks_in, write_study


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study after a whole run and a copy without names."""
    study = write_study(tmp_path_factory.mktemp("attack"), models=ROOT / "models")
    Run(study).through(STAGES)
    pseudonymise(study)
    return study


def test_there_are_sixty_ways() -> None:
    assert len(SPOKEN) + len(PLACES) >= 60


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
