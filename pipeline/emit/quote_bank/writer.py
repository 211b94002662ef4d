"""Writes the quote bank: what each theme means, its quotes by case as they may be printed, and the methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipeline.emit.handover import File, Handover, Written
from pipeline.emit.methods import sections
from pipeline.emit.quote_bank.picks import ThemeQuotes, length_of
from pipeline.wording import counted

if TYPE_CHECKING:
    from pipeline.emit.quote_bank.paper import Paper

QUOTE_BANK = "report/quote_bank.docx"
_USE = (
    "Copy a quote as it stands, and its attribution line with it: it says how the person may be cited.",
    "Square brackets such as [name] stand for what consent asks to be left out. Leave them as they are.",
    "The grey lines are context, to understand a quote by. They are not part of it and are not to be printed.",
    "The id after a quote finds it again in the web page and in the workbook. Keep it in drafts.",
    "Each theme begins with a short, a medium and a long pick; then the best quotes follow, case by case. The "
    "workbook coded_dataset.xlsx holds all of them.",
)


def quote_bank(handover: Handover, written: Mapping[str, Written]) -> Iterator[File]:
    """The Word file."""
    from pipeline.emit.quote_bank.paper import Paper

    paper = Paper("Quote bank")
    for line in _USE:
        paper.write(line, "List Bullet")
    paper.contents_here()
    themes = handover.records("themes")
    if themes:
        _definitions(paper, themes)
    by_theme: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in handover.records("coded_quotes"):
        by_theme[row["theme_id"]].append(row)
    cases = {row["case"]: row for row in handover.records("cases")}
    for theme in themes:
        chosen = ThemeQuotes.of(
            by_theme[theme["theme_id"]], cases=list(cases), least=handover.settings.quotes.shortlist_least
        )
        _theme(paper, theme, chosen, cases=cases)
    paper.heading("Methods", 1)
    for section in sections(handover):
        paper.heading(section.title, 2)
        if section.items:
            paper.write(section.items, "Quote context")
        for paragraph in section.paragraphs:
            paper.write(paragraph)
    yield QUOTE_BANK, paper.saved()


def _definitions(paper: Paper, themes: Iterable[Mapping[str, Any]]) -> None:
    paper.heading("Themes and what they mean", 1)
    for theme in themes:
        paper.heading(_title(theme), 3)
        paper.write(_meaning(theme))


def _theme(paper: Paper, theme: Mapping[str, Any], chosen: ThemeQuotes, *, cases: Mapping[str, Any]) -> None:
    paper.heading(_title(theme), 1)
    paper.write(_meaning(theme))
    paper.write(f"{_heard(theme)}.", "Quote context")
    if not chosen.by_case:
        paper.write("No quote of this theme may be printed, or is fit to be.")
    if chosen.picks:
        paper.heading("Picks", 2)
        for length, row in chosen.picks.items():
            _quote(paper, row, label=f"{length} pick")
    for case, rows in chosen.by_case.items():
        title = str(cases[case]["title"])
        paper.heading(f"{case}: {title}" if title and title != case else case, 2)
        for row in rows:
            _quote(paper, row, label=length_of(row["quote"]))
    if chosen.left_out:
        paper.write(
            f"{counted(chosen.left_out, 'more quote is', 'more quotes are')} in the workbook.", "Quote context"
        )


def _heard(theme: Mapping[str, Any]) -> str:
    """How often the theme is heard, by whom and where."""
    quoted = f" and {counted(theme['quoted'], 'person', 'people')} quoted in documents" if theme["quoted"] else ""
    people = counted(theme["participants"], "participant")
    return f"{counted(theme['passages'], 'passage')} by {people}{quoted} in {counted(theme['cases'], 'case')}"


def _quote(paper: Paper, row: Mapping[str, Any], *, label: str) -> None:
    paper.write(f"“{row['quote']}”", "Quotation")
    paper.write(f"— {row['attribution']}", "Attribution")
    before, after = row["context_before"], row["context_after"]
    context = " ".join(
        part for part in (f"Before: {before}" if before else "", f"After: {after}" if after else "") if part
    )
    paper.write(f"{row['quote_id']} · {label}" + (f" · {context}" if context else ""), "Quote context")


def _title(theme: Mapping[str, Any]) -> str:
    return f"Candidate: {theme['theme']}" if theme["origin"] == "discovered" else str(theme["theme"])


def _meaning(theme: Mapping[str, Any]) -> str:
    if theme["definition"]:
        return str(theme["definition"])
    if theme["origin"] == "discovered":
        words = str(theme["label_words"]).replace("; ", ", ")
        return f"Found by the software and not adopted by anybody yet. Words that mark it: {words}."
    return "The codebook gives no definition."
