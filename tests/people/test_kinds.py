"""The kind of a detected name, as far as it is known."""

from __future__ import annotations

import pytest

from pipeline.corpus.spans import Span
from pipeline.privacy.detected_names import DetectedName, NameFinder, NameKind

ALL = tuple(NameFinder)


@pytest.mark.parametrize(
    ("known", "finders", "kind"),
    [
        ({"participants": {"P01"}, "public": True}, ALL, NameKind.PARTICIPANT),
        ({"decision": "keep"}, ALL, NameKind.DECIDED),
        ({"public": True}, (NameFinder.MODEL,), NameKind.PUBLIC_FIGURE),
        ({"in_document": True}, (NameFinder.MODEL, NameFinder.PSEUDONYMISE), NameKind.IN_DOCUMENT),
        ({}, ALL, NameKind.THIRD_PARTY),
        ({}, (NameFinder.PSEUDONYMISE,), NameKind.THIRD_PARTY),
        ({}, (NameFinder.MODEL,), NameKind.NOBODY),
    ],
)
def test_kinds(known: dict[str, object], finders: tuple[NameFinder, ...], kind: NameKind) -> None:
    name = DetectedName(**known)  # type: ignore[arg-type]
    name.add(Span(0, 4), "Jane came in", finders)
    assert name.kind is kind
