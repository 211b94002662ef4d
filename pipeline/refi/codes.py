"""Writes the codebook as REFI-QDA codes: themes under their parents, candidates in a folder of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.corpus.dataset_records import ListedTheme
from pipeline.refi.xml import CODEBOOK, Element, add_child, add_description, document, guid, root

CANDIDATES = "Candidates (found by the pipeline, adopted by nobody yet)"
CANDIDATES_GUID = guid("folder", CANDIDATES)
ORIGIN = "interview-pipeline"
NO_CODE_NAME = "No code fits"  # records that a coder looked at the passage and no code applies
_GREY = "#9E9E9E"
# Paul Tol's palettes for qualitative data, which are safe for colour-blind readers.
_COLOURS = (
    "#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#EE8866", "#44BB99",
    "#882255", "#BBCC33", "#77AADD", "#999933", "#CC6677", "#117733", "#DDAA33", "#332288",
)  # fmt: skip


def code_guid(theme_id: str) -> str:
    """The GUID of a theme's code."""
    return guid("code", theme_id)


def add_codes(
    parent: Element, themes: Sequence[ListedTheme], *, notes: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Add Codes to a CodeBook; nothing if there are no themes.

    Args:
        parent: the CodeBook.
        themes: the themes in the order of the codebook.
        notes: for each theme the GUIDs of its notes.
    """
    own = [row for row in themes if row.origin != "discovered"]
    candidates = [row for row in themes if row.origin == "discovered"]
    codes = add_child(parent, "Codes")
    below_theme: dict[str, list[ListedTheme]] = defaultdict(list)
    known = {row.theme_id for row in own}
    for row in own:
        below_theme[row.parent if row.parent in known else ""].append(row)
    colours = {row.theme_id: _COLOURS[number % len(_COLOURS)] for number, row in enumerate(own)}

    def add(where: Element, rows: Sequence[ListedTheme]) -> None:
        for row in rows:
            theme = row.theme_id
            made = add_child(
                where,
                "Code",
                guid=code_guid(theme),
                name=row.theme,
                isCodable="true",
                color=colours.get(theme, _GREY),
            )
            add_description(made, row.definition or row.label_words)
            for note in (notes or {}).get(theme, ()):
                add_child(made, "NoteRef", targetGUID=note)
            add(made, below_theme[theme])

    add(codes, below_theme[""])
    if candidates:
        folder = add_child(codes, "Code", guid=CANDIDATES_GUID, name=CANDIDATES, isCodable="false", color=_GREY)
        add(folder, candidates)


def note_guid(theme_id: str) -> str:
    """The GUID of the memo with the reasons for a theme's codings."""
    return guid("note", "basis", theme_id)


def codebook_file(themes: Sequence[ListedTheme]) -> bytes:
    """A `.qdc` file with the codes of these themes; empty if there are none, which the format does not allow."""
    if not themes:
        return b""
    made = root("CodeBook", CODEBOOK, origin=ORIGIN)
    add_codes(made, themes)
    return document(made)
