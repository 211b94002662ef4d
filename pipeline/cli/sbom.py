"""What the program is made of, as CycloneDX (`make sbom`): from the lock and the pins alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.corpus.storage import make_folder, write_whole
from pipeline.language.models import PINS

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill_of_materials(lock: str) -> dict[str, Any]:
    """The packages of a lock file and the language models, as CycloneDX 1.5."""
    name = "interview-pipeline"
    packages, models = list(_packages(lock)), list(_models())
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": name, "name": name, "version": __version__},
        },
        "components": [*packages, *models],
        "dependencies": [{"ref": name, "dependsOn": [each["bom-ref"] for each in (*packages, *models)]}],
    }


def _packages(lock: str) -> Iterator[dict[str, Any]]:
    found: dict[str, Any] = {}
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            if found:
                yield found
            name, version = pinned[1].lower().replace("_", "-"), pinned[2]
            address = f"pkg:pypi/{name}@{version}"
            found = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
            if pinned[3]:
                found["properties"] = [{"name": "condition", "value": pinned[3].strip()}]
        elif found and (digest := _HASH.search(line)):
            found.setdefault("hashes", []).append({"alg": "SHA-256", "content": digest[1]})
    if found:
        yield found


def _models() -> Iterator[dict[str, Any]]:
    for pin in PINS:
        yield {
            "type": "machine-learning-model",
            "bom-ref": f"model:{pin.sha256}",
            "name": pin.name,
            "version": pin.distribution,
            "hashes": [{"alg": "SHA-256", "content": pin.sha256}],
            "licenses": [{"license": {"name": pin.licence}}],
        }


def written(root: Path) -> Path:
    """Write it to `build/sbom.cdx.json` below the project's folder."""
    lock = (root / "requirements.lock").read_text("utf-8")
    place = root / "build" / "sbom.cdx.json"
    make_folder(place.parent)
    write_whole(place, json.dumps(bill_of_materials(lock), indent=1, ensure_ascii=False).encode() + b"\n")
    return place


if __name__ == "__main__":
    written(Path(__file__).parents[2])
