"""The codebook as REFI-QDA codes (candidates in a folder of their own), and coders' memos as notes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.dataset_records import ListedTheme
from pipeline.corpus.schema import NO_TEXT, PrintableText
from pipeline.refi.xml import CODEBOOK, Element, add_child, add_description, day_moment, document, guid, root

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


@dataclass(frozen=True, kw_only=True)
class CoderMemo:
    """What a coder wrote. All its text has passed the gate.

    Attributes:
        kind: what it is about: passage, code, case or study.
        quote_id: the passage.
        subject: the code's id or the case, as it may be printed.
        coder: who wrote it.
        text: the memo.
        date: the day on which it was written.
    """

    kind: str
    quote_id: str = ""
    subject: PrintableText = NO_TEXT
    coder: PrintableText
    text: PrintableText
    date: PrintableText = NO_TEXT

    @property
    def key(self) -> tuple[str, str]:
        """What it is about."""
        return self.kind, self.quote_id or self.subject


@dataclass(frozen=True, kw_only=True)
class MemoNote:
    """A memo with what it is called in the project, and when it was written."""

    memo: CoderMemo
    guid: str
    name: str
    moment: str


def memo_notes(memos: Iterable[CoderMemo], held: Mapping[tuple[str, str], str], *, moment: str) -> list[MemoNote]:
    """The memos on what the project holds, each under a name and a GUID of its own.

    Args:
        memos: all memos.
        held: what the project holds, by kind and id: what it is called in the name of a memo.
        moment: for memos of which the day is not known.
    """
    count: Counter[str] = Counter()
    made = []
    for memo in memos:
        if memo.key not in held:
            continue
        # A name must not occur twice: QualCoder's import stops there.
        name = f"Memo by {memo.coder} on {held[memo.key]}"
        count[name] += 1
        number = f" ({count[name]})" if count[name] > 1 else ""
        made.append(
            MemoNote(
                memo=memo,
                guid=guid("memo", *memo.key, memo.coder, number),
                name=f"{name}{number}",
                moment=day_moment(memo.date) or moment,
            )
        )
    return made
