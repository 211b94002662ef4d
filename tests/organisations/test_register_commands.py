"""The output of `pipeline register add` and `register list`."""

import pytest
from click.testing import CliRunner

from pipeline.cli.main import main


@pytest.fixture
def pipeline(tmp_path):
    def run(*arguments):
        return CliRunner().invoke(main, ["--models", str(tmp_path / "models"), "register", *map(str, arguments)])

    return run


def test_add_and_list(pipeline, tmp_path):
    file = tmp_path / "Charities 2024.csv"
    file.write_text(
        "registered_charity_number,charity_name,charity_registration_status\n"
        "9000001,MARSH TRUST,Registered\n9000002,OLD TRUST,Removed\n",
        "utf-8",
    )
    assert "No registers have been added" in pipeline("list").output
    first = pipeline("add", file)
    assert first.exit_code == 0
    assert "Charity Commission for England and Wales: 1 body." in first.output
    assert "left out: no longer registered" in first.output
    assert "charities-2024.csv: written" in first.output
    assert "replaced" in pipeline("add", file).output
    assert "mine.csv: written" in pipeline("add", file, "--name", "mine").output
    listed = pipeline("list")
    assert listed.exit_code == 0
    assert "charities-2024" in listed.output
    assert "GB-CHC 1" in listed.output


def test_a_file_with_unknown_columns(pipeline, tmp_path):
    file = tmp_path / "x.csv"
    file.write_text("colour\nred\n", "utf-8")
    refused = pipeline("add", file)
    assert refused.exit_code == 2
    assert "its columns were not recognised: colour" in refused.output
    assert "360Giving" in refused.output
    assert "Traceback" not in refused.output
    assert "unexpected error" not in refused.output
