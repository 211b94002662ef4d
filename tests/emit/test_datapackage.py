"""The data package of the sample describes every file correctly, by our check and by Frictionless if installed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NUMBER = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?(e-?\d+)?"),
    "boolean": re.compile("true|false"),
}
NAME = re.compile(r"[a-z0-9._-]+")


def faults_of(package: dict[str, Any], read: Callable[[str], bytes]) -> Iterator[str]:
    """What in the files is not as the package says, after the specifications of Data Package and Table Schema 1.

    Args:
        package: the content of `datapackage.json`.
        read: gives the bytes of a file by its path.
    """
    if package["profile"] != "tabular-data-package" or not NAME.fullmatch(package["name"]):
        yield "the package has no name or profile"
    names = [resource["name"] for resource in package["resources"]]
    if len(set(names)) < len(names):
        yield "two resources of one name"
    for resource in package["resources"]:
        for fault in faults_of_resource(resource, read(resource["path"])):
            yield f"{resource['name']}: {fault}"


def faults_of_resource(resource: dict[str, Any], content: bytes) -> Iterator[str]:
    if not NAME.fullmatch(resource["name"]):
        yield "its name"
    if resource["bytes"] != len(content) or resource["hash"] != f"sha256:{hashlib.sha256(content).hexdigest()}":
        yield "its size or checksum"
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    schema = resource["schema"]
    fields = schema["fields"]
    if lines[0] != [field["name"] for field in fields]:
        yield "its columns"
        return
    if any(len(line) != len(fields) for line in lines):
        yield "a row of another length"
        return
    columns = {field["name"]: [line[at] for line in lines[1:]] for at, field in enumerate(fields)}
    for field in fields:
        for fault in faults_of_column(field, columns[field["name"]]):
            yield f"{field['name']} {fault}"
    if key := schema.get("primaryKey"):
        rows = list(zip(*(columns[name] for name in key), strict=True))
        if len(set(rows)) < len(rows):
            yield "two rows of one key"
        if not all(any(row) for row in rows):
            yield "a row without a key"


def faults_of_column(field: dict[str, Any], column: list[str]) -> Iterator[str]:
    cells = [cell for cell in column if cell]  # an empty cell is a missing value
    limits = field.get("constraints", {})
    shape = NUMBER.get(field["type"])
    if shape is None and field["type"] != "string":
        yield "has an unknown type"
    if not field.get("description"):
        yield "has no description"
    if shape and not all(shape.fullmatch(cell) for cell in cells):
        yield f"holds no {field['type']}"
    if "enum" in limits and not set(cells) <= {str(value) for value in limits["enum"]}:
        yield "holds another value"
    if limits.get("unique") and len(set(cells)) < len(cells):
        yield "holds a value twice"


@pytest.fixture
def dataset(sample_run: Any) -> Path:
    return Path(sample_run.study.outputs / "dataset")


@pytest.fixture
def package(dataset: Path) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((dataset / "datapackage.json").read_text("utf-8"))
    return described


def test_every_file_is_as_the_package_says(dataset: Path, package: dict[str, Any]) -> None:
    assert list(faults_of(package, lambda path: (dataset / path).read_bytes())) == []
    assert {resource["path"] for resource in package["resources"]} == {path.name for path in dataset.glob("*.csv")}
    assert sum((dataset / resource["path"]).stat().st_size for resource in package["resources"]) > 100_000


def spoiled(package: dict[str, Any], dataset: Path, table: str, change: Callable[[str], str]) -> str:
    """The faults once a file was changed, and its size and checksum with it."""
    resource = next(one for one in package["resources"] if one["name"] == table)
    content = change((dataset / resource["path"]).read_bytes().decode("utf-8-sig")).encode("utf-8-sig")
    resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    return "; ".join(faults_of_resource(resource, content))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",codebook,", ",gossip,", "origin holds another value"),
        (",codebook,", ",codebook,x,", "a row of another length"),
        ("themes,", "themes,", ""),
        ("theme_id,", "theme,", "its columns"),
    ],
)
def test_the_check_would_see_a_fault(
    dataset: Path, package: dict[str, Any], old: str, new: str, fault: str
) -> None:
    found = spoiled(package, dataset, "themes", lambda text: text.replace(old, new, 1))
    assert fault in found
    assert bool(found) == bool(fault)


def test_the_check_would_see_rows_twice_and_words_for_numbers(dataset: Path, package: dict[str, Any]) -> None:
    def twice(text: str) -> str:
        return text + text.split("\r\n", 1)[1]

    assert "two rows of one key" in spoiled(package, dataset, "cases", twice)
    assert "holds no integer" in spoiled(
        package, dataset, "cases", lambda text: re.sub(r",\d+\r\n", ",many\r\n", text)
    )


@pytest.mark.slow  # the library is among the tools, which `make lint` installs
def test_frictionless_finds_nothing(dataset: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="among the tools: make lint")
    report = frictionless.validate(str(dataset / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "message"])
