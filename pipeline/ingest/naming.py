"""Names of sources and cases: the file name, unless it would name a person who did not agree to be named."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pipeline.people.labels import could_name, is_role, name_words

_SEPARATORS = re.compile(r"[\W_]+")
_INNER_CAPITAL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")


def slug(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _SEPARATORS.sub("-", plain).strip("-").casefold()


def file_key(name: str) -> str:
    """The key of a file across runs and machines: operating systems encode `é` in different ways."""
    return unicodedata.normalize("NFC", name)


def private_words(names: Iterable[str]) -> frozenset[str]:
    """Words that could identify these people, taken from names and labels, as slugs."""
    words = set()
    for name in names:
        if could_name(name):
            words |= {slug(word) for word in name_words(name) if not is_role(word)}
            words.add(slug(" ".join(name_words(name))).replace("-", ""))
    return frozenset(word for word in words if len(word) > 2)


def names_somebody(file: str, private: frozenset[str]) -> bool:
    """Whether a file name contains one of these words: separate, in camel case, or joined to other words."""
    parts = {slug(part) for part in _SEPARATORS.split(_INNER_CAPITAL.sub(" ", file))}
    parts |= {part.strip("0123456789") for part in parts}
    together = slug(file).replace("-", "")
    return any(word in parts or (len(word) > 5 and word in together) for word in private)


def source_ids(files: Sequence[tuple[str, str, str, bool]]) -> list[str]:
    """A unique id for each file.

    Args:
        files: name, kind and checksum of each file, and whether the name must be hidden.

    Returns:
        The slug of the name, with as much of the path and extension as is needed to make it unique; or kind and
        checksum if the name must be hidden.
    """
    stems = [slug(PurePosixPath(name).stem) for name, *_ in files]
    whole = [slug(name) for name, *_ in files]
    alike = Counter(stems)
    taken: set[str] = set()
    found = []
    for (_, kind, checksum, hidden), stem, path in zip(files, stems, whole, strict=True):
        wanted = stem[:80].strip("-") if alike[stem] == 1 else path[:80].strip("-")
        if hidden or not wanted:
            wanted = f"{kind or 'source'}-{checksum[:6]}"
        unique, again = wanted, 2
        while unique in taken:
            unique, again = f"{wanted}-{again}", again + 1
        taken.add(unique)
        found.append(unique)
    return found
