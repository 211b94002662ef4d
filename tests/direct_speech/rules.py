"""Measures how often each rule gives the correct speaker: `python -m tests.direct_speech.rules` prints the table.

The material is the hard cases, the development half of LitBank's novels, and the annotated reports in the folder of
public data (or of `--reports`). A name is correct if it is the annotated person's, whether printed or not.
`--wrong` lists the incorrect names. If the table in `pipeline/direct_speech/rules.py` differs, it is out of date.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech.quotations import FoundQuotation, direct_quotations, reported_quotations
from pipeline.direct_speech.rules import ENOUGH, MEASURED, Measured, Rule
from pipeline.direct_speech.speakers import Speaker
from tests.direct_speech.evaluate import LITBANK, ROOT, core, people_in, same_person, say
from tests.direct_speech.marked_reports import marked_in, quotations_of, report_in, same_words
from tests.quotes.passages_with_gold import Text, hard_cases, novels

REPORTS = ROOT.parent / "shared" / "data" / "reports"
# LitBank calls these by a word that the text uses beside the name; read, and found to be one person.
_ALSO = {
    "Uncle": "John Linden",
    "Katherine": "Katharine Hilbery",
    "his mother": "Emma McChesney",
    "Caroline Meeber": "Sister Carrie",
}
# Paragraphs are lost in LitBank, so that the next piece may be another's.
_NEEDS_PARAGRAPHS = frozenset((Rule.BESIDE, Rule.GOES_ON, Rule.NEXT_PIECE, Rule.NEXT_PARAGRAPH, Rule.TURNS))


class Given(NamedTuple):
    """A name that a rule gave for an annotated quotation."""

    rule: Rule
    name: str
    wanted: str
    material: str
    words: str
    is_right: bool


def given_in(texts: Sequence[Text], *, material: str) -> Iterator[Given]:
    """The names given in texts with annotated quotations."""
    for text in texts:
        wanted = {core(text.text, one.span): one.name for one in text.wanted}
        for found in _found(text):
            gold = wanted.get(core(text.text, found.span))
            if gold is None or found.rule is None or not found.named.is_named:
                continue
            if material == "novels" and found.rule in _NEEDS_PARAGRAPHS:
                continue
            name = found.named.name
            right = same_person(name, gold, teller=text.teller) or _ALSO.get(gold) == name
            yield Given(found.rule, name, gold, material, folded(found.span.of(text.text)), right)


def _found(text: Text) -> list[FoundQuotation]:
    people = people_in(text.text)
    if text.teller:
        return reported_quotations(text.text, Span(0, len(text.text)), people=people)
    return direct_quotations(text.text, text.blocks, people=people, headings=text.headings)


def given_in_report(folder: Path) -> Iterator[Given]:
    """The names given in a marked report, read as the pipeline reads it."""
    marked = list(marked_in(folder))
    for quote, words in quotations_of(report_in(folder)):
        name = quote.likely_speaker or quote.speaker
        fitting = [one for one in marked if same_words(words, one.words)]
        gold = next((one.speaker for one in fitting if one.speaker or not one.is_optional), None)
        if gold is not None and quote.speaker_rule and Speaker(name).is_named:
            right = same_person(name, gold, teller="")
            yield Given(Rule(quote.speaker_rule), name, gold, folder.name, words, right)


def counted(given: Sequence[Given]) -> dict[Rule, Measured]:
    """The counts of names and correct names for each rule."""
    rights: dict[Rule, list[bool]] = defaultdict(list)
    for one in given:
        rights[one.rule].append(one.is_right)
    return {rule: Measured(sum(rights[rule]), len(rights[rule])) for rule in Rule if rule in rights}


def everything(reports: Sequence[Path]) -> Iterator[Given]:
    """The names given in all marked material that may be looked at."""
    yield from given_in(hard_cases(), material="hard cases")
    if LITBANK.exists():
        yield from given_in([text for text in novels(LITBANK) if not text.held_out], material="novels")
    for marked in sorted(path for folder in reports for path in folder.glob("*/quotes.jsonl")):
        yield from given_in_report(marked.parent)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.direct_speech.rules", description=__doc__)
    parser.add_argument(
        "--reports", type=Path, default=[REPORTS], nargs="+", help="folders with a folder for each marked report"
    )
    parser.add_argument("--wrong", action="store_true", help="list the names that are wrong")
    asked = parser.parse_args()
    given = list(everything(asked.reports))
    by_material = Counter((one.rule, one.material) for one in given)
    say(f"{'rule':<50}{'right':>6}{'given':>6}{'share':>7}  {'printed':<8}{'in the table':>12}   material")
    for rule, now in counted(given).items():
        table = MEASURED.get(rule)
        printed = "yes" if now.share >= ENOUGH else "no"
        where = ", ".join(f"{what} {many}" for (one, what), many in sorted(by_material.items()) if one == rule)
        known = f"{table.right} of {table.given}" if table else "-"
        say(f"{rule:<50}{now.right:>6}{now.given:>6}{now.share:>7.3f}  {printed:<8}{known:>12}   {where}")
    for one in given if asked.wrong else ():
        if not one.is_right:
            say(f"{one.rule}: {one.name!r}, not {one.wanted!r} ({one.material}): {one.words[:80]}")


if __name__ == "__main__":
    main()
