"""`make lint` checks the page's scripts."""

import pytest

from tests import page_scripts


@pytest.fixture
def assets(tmp_path, monkeypatch):
    """A copy of the page's scripts that a test may spoil."""
    if page_scripts.biome() is None:
        pytest.skip("biome comes with the tools: make lint")
    place = tmp_path / "assets"
    place.mkdir()
    for path in page_scripts.ASSETS.iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    screen = tmp_path / "screen"
    screen.mkdir()
    for path in page_scripts.SCREEN.iterdir():
        (screen / path.name).write_bytes(path.read_bytes())
    settings = (page_scripts.ROOT / "biome.json").read_text()
    settings = settings.replace("pipeline/emit/page/", "").replace("pipeline/review/screen/assets", "screen")
    (tmp_path / "biome.json").write_text(settings)
    monkeypatch.setattr(page_scripts, "ROOT", tmp_path)
    monkeypatch.setattr(page_scripts, "ASSETS", place)
    monkeypatch.setattr(page_scripts, "SCREEN", screen)
    monkeypatch.setattr(page_scripts, "JOINED", tmp_path / "build" / "page" / "page.js")
    return place


def code() -> int:
    program = page_scripts.biome()
    assert program
    return page_scripts.check(program)


def test_the_scripts_as_they_are_pass(assets):
    assert code() == 0


@pytest.mark.parametrize(
    "line",
    ["const neverUsed = 1;", "byName('study');", "let  badly = spaced", 'byId("x").hidden == true;', "debugger;"],
)
def test_a_fault_in_one_of_them_fails(assets, line):
    path = assets / "dom.js"
    path.write_text(f"{path.read_text()}{line}\n")
    assert code() != 0


def test_a_fault_in_the_styles_fails(assets):
    path = assets / "style.css"
    path.write_text(f"{path.read_text()}\n.a {{\n  colr: red;\n}}\n")
    assert code() != 0


def test_a_machine_without_biome_is_told(monkeypatch, capsys):
    monkeypatch.setattr(page_scripts, "biome", lambda: None)
    monkeypatch.setattr("sys.argv", ["page_scripts"])
    assert page_scripts.main() == 0
    assert "biome: skipped" in capsys.readouterr().out


def test_a_name_that_a_module_of_the_review_never_declares_fails(assets):
    path = assets.with_name("screen") / "dom.js"
    path.write_text(f"{path.read_text()}byName('study');\n")
    assert code() != 0
