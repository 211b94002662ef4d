"""Writes the software bill of materials (CycloneDX) from the lock file and the pinned models: `make sbom`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from pipeline import __version__
from pipeline.corpus.storage import make_folder, write_whole
from pipeline.language.models import PINS

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component

_NAME = "interview-pipeline"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]*?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# By default the library writes the time and a random number; here the same lock file gives the same bytes.
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def sbom(lock: str) -> Bom:
    """The packages of a lock file and the language models."""
    from cyclonedx.model.bom import Bom, BomMetaData
    from cyclonedx.model.component import Component, ComponentType

    program = Component(name=_NAME, version=__version__, type=ComponentType.APPLICATION, bom_ref=_NAME)
    bom = Bom(
        components=[*_packages(lock), *_models()],
        metadata=BomMetaData(component=program, timestamp=_NO_TIME),
        serial_number=uuid5(NAMESPACE_URL, f"{_NAME} {__version__} {lock} {PINS}"),
    )
    bom.register_dependency(program, bom.components)
    return bom


def _packages(lock: str) -> Iterator[Component]:
    from cyclonedx.model import HashAlgorithm, HashType, Property
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    found: Component | None = None
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            if found:
                yield found
            name, version, condition = pinned[1].lower().replace("_", "-"), pinned[2], (pinned[3] or "").strip()
            purl = PackageURL("pypi", name=name, version=version)
            found = Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                purl=purl,
                bom_ref=str(purl),
                properties=[Property(name="condition", value=condition)] if condition else None,
            )
        elif found and (digest := _HASH.search(line)):
            found.hashes.add(HashType(alg=HashAlgorithm.SHA_256, content=digest[1]))
    if found:
        yield found


def _models() -> Iterator[Component]:
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense

    for pin in PINS:
        yield Component(
            name=pin.name,
            version=pin.distribution,
            type=ComponentType.MACHINE_LEARNING_MODEL,
            bom_ref=f"model:{pin.sha256}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=pin.sha256)],
            licenses=[DisjunctiveLicense(name=pin.licence)],
        )


def write_sbom(root: Path) -> Path:
    """Write the bill of materials to `build/sbom.cdx.json` in the project's folder."""
    from cyclonedx.output.json import JsonV1Dot5

    bom = sbom((root / "requirements.lock").read_text("utf-8"))
    place = root / "build" / "sbom.cdx.json"
    make_folder(place.parent)
    write_whole(place, JsonV1Dot5(bom).output_as_string(indent=1).encode() + b"\n")
    return place


if __name__ == "__main__":
    write_sbom(Path(__file__).parents[2])
