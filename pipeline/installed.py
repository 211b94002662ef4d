"""The installed distributions that code imports, with their releases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

# Distributions that are not called as what is imported from them.
DISTRIBUTION_OF = {
    "charset_normalizer": "charset-normalizer",
    "docx": "python-docx",
    "sklearn": "scikit-learn",
    "sknetwork": "scikit-network",
    "yaml": "pyyaml",
}


@dataclass(frozen=True)
class Release:
    """An installed distribution.

    Attributes:
        version: of this release.
        requires: the distributions that it asks for, without those of its extras.
    """

    version: str
    requires: tuple[str, ...]


def versions_behind(imported: Iterable[str]) -> dict[str, str]:
    """Each installed distribution that is imported under one of these names or required by one: its version."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [DISTRIBUTION_OF.get(name, name) for name in imported]
    while waiting:
        name = normalised(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        if (known := release(name)) is not None:
            found[name] = known.version
            waiting += known.requires
    return dict(sorted(found.items()))


def normalised(name: str) -> str:
    """The name of a distribution as pip compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def release(name: str) -> Release | None:
    """The release that is installed, or None if there is none."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        one = distribution(name)
    except PackageNotFoundError:
        return None
    # Its own parser takes three times as long, and is asked of eighty distributions at each start.
    head = (one.read_text("METADATA") or "").partition("\n\n")[0]
    version = re.search(r"(?m)^Version: *(\S+)", head)
    if version is None:
        return Release(one.version, ())
    wanted = re.findall(r"(?m)^Requires-Dist: *([\w.-]+)(.*)$", head)
    return Release(version[1], tuple(other for other, rest in wanted if "extra ==" not in rest))
