"""The rules that attribute a quotation to a speaker, and their measured precision on annotated texts.

A wrong name under a quotation is the most serious error. A name is therefore printed only if the precision of its
rule is high enough; otherwise it is reported as the likely speaker, for a person to confirm. `python -m
tests.direct_speech.rules` measures the rules, and reports where this table is out of date.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

ENOUGH = 0.95  # the least precision of a rule whose names are printed
_FEWEST = 5  # the least number of annotated names by which a rule is judged


class Rule(StrEnum):
    """The evidence for the speaker of a quotation."""

    OFFICE = "name and office before the verb"
    BEFORE = "verb of speech before the words"
    AFTER = "verb of speech after the words"
    ACCORDING_TO = "according to"
    LINE = "attribution line"
    BRACKET = "brackets after the words"
    LABEL = "label before the words"
    HANDED_OVER = "words from somebody"
    NAME_AND_COLON = "name and colon"
    SUBJECT_AND_COLON = "subject of a sentence with a colon"
    LOOSELY_BEFORE = "verb of speech earlier in the sentence"
    SECOND_VERB = "second verb of the sentence"
    PASSIVE = "told by somebody"
    ANY_VERB = "another verb after the words"
    ONE_FITS = "pronoun that fits one person"
    SEVERAL_FIT = "pronoun that fits several people"
    LAST_NAMED = "pronoun for the last person named"
    DESCRIBED = "role of somebody named before"
    GOES_ON = "words that go on after a cue"
    UNPARTED = "words near others where paragraphs are unknown"
    NEXT_PIECE = "piece beside a piece"
    NEXT_PARAGRAPH = "words that go on over a paragraph"
    NEXT_WHOLE = "paragraph of words after a paragraph with a cue"
    SAME_SPEAKER = "nobody else named since the last words"
    ABOVE = "only person named in the paragraph before"
    BESIDE = "subject of the sentence beside the words"
    TURNS = "two people in turns"
    SECTION = "subject of the section"


class Measured(NamedTuple):
    """How many names a rule gave, and how many were correct."""

    right: int
    given: int

    @property
    def share(self) -> float:
        """The precision; 0 for a rule with too few names."""
        return round(self.right / self.given, 3) if self.given >= _FEWEST else 0.0


# Measured on the hard cases, LitBank's novels (the development half), part one of the published report, and 21
# reports, press releases and features of other makers that were marked by hand, November 2026. The 21, and a report
# that gave attribution lines, are not in the folder of public data: the command counts fewer names without them.
MEASURED: dict[Rule, Measured] = {
    Rule.OFFICE: Measured(25, 25),
    Rule.BEFORE: Measured(62, 62),
    Rule.AFTER: Measured(293, 298),
    Rule.ACCORDING_TO: Measured(10, 10),
    Rule.LINE: Measured(47, 47),
    Rule.BRACKET: Measured(7, 7),
    Rule.LABEL: Measured(5, 5),
    Rule.HANDED_OVER: Measured(10, 10),
    Rule.NAME_AND_COLON: Measured(16, 16),
    Rule.SUBJECT_AND_COLON: Measured(7, 7),
    Rule.SECOND_VERB: Measured(5, 5),
    Rule.PASSIVE: Measured(4, 4),
    Rule.ANY_VERB: Measured(5, 5),
    Rule.ONE_FITS: Measured(71, 72),
    Rule.SEVERAL_FIT: Measured(58, 74),
    Rule.LAST_NAMED: Measured(41, 42),
    Rule.DESCRIBED: Measured(7, 7),
    Rule.GOES_ON: Measured(78, 79),
    Rule.UNPARTED: Measured(78, 138),
    Rule.NEXT_PIECE: Measured(7, 7),
    Rule.NEXT_PARAGRAPH: Measured(39, 39),
    Rule.NEXT_WHOLE: Measured(64, 64),
    Rule.SAME_SPEAKER: Measured(11, 11),
    Rule.ABOVE: Measured(16, 16),
    Rule.BESIDE: Measured(41, 41),
    Rule.TURNS: Measured(5, 5),
    Rule.SECTION: Measured(33, 34),
}


def score_of(rule: Rule) -> float:
    """The precision of the names that this rule gave on annotated texts, 0 to 1."""
    return MEASURED.get(rule, Measured(0, 0)).share
