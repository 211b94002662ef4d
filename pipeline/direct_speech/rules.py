"""The rules by which a quotation is given to a speaker, and how often each was right on marked material.

A wrong name under somebody's words is the worst fault of a quotation. A rule therefore prints a name only where it
has been measured to be right often enough; what the others find is the likely speaker, for a person to settle.
`python -m tests.direct_speech.rules` measures them, and says where this table is out of date.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

ENOUGH = 0.95  # share of names that a rule must have given rightly, to be printed
_FEWEST = 5  # names on marked material that a rule must have given, to be believed


class Rule(StrEnum):
    """What shows who is quoted."""

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
    DESCRIBED = "role of somebody named before"
    GOES_ON = "words that go on after a cue"
    UNPARTED = "words near others where paragraphs are unknown"
    NEXT_PIECE = "piece beside a piece"
    NEXT_PARAGRAPH = "words that go on over a paragraph"
    BESIDE = "subject of the sentence beside the words"
    TURNS = "two people in turns"
    SECTION = "subject of the section"


class Measured(NamedTuple):
    """How often a rule gave a name, and how often the right one."""

    right: int
    given: int

    @property
    def share(self) -> float:
        """The share that was right; 0 for a rule that was too seldom seen at work."""
        return round(self.right / self.given, 3) if self.given >= _FEWEST else 0.0


# On the hard cases, LitBank's novels (the half that is looked at) and two published reports, November 2026. One of
# the reports is not in the folder of public data, so that the command may count fewer attribution lines and turns.
MEASURED: dict[Rule, Measured] = {
    Rule.OFFICE: Measured(6, 6),
    Rule.BEFORE: Measured(48, 48),
    Rule.AFTER: Measured(179, 183),
    Rule.ACCORDING_TO: Measured(7, 7),
    Rule.LINE: Measured(47, 47),
    Rule.BRACKET: Measured(7, 7),
    Rule.LABEL: Measured(5, 5),
    Rule.HANDED_OVER: Measured(10, 10),
    Rule.NAME_AND_COLON: Measured(16, 16),
    Rule.SUBJECT_AND_COLON: Measured(6, 6),
    Rule.SECOND_VERB: Measured(5, 5),
    Rule.PASSIVE: Measured(4, 4),
    Rule.ANY_VERB: Measured(5, 5),
    Rule.ONE_FITS: Measured(52, 52),
    Rule.SEVERAL_FIT: Measured(51, 67),
    Rule.DESCRIBED: Measured(7, 7),
    Rule.GOES_ON: Measured(22, 22),
    Rule.UNPARTED: Measured(77, 137),
    Rule.NEXT_PIECE: Measured(6, 6),
    Rule.NEXT_PARAGRAPH: Measured(9, 9),
    Rule.BESIDE: Measured(8, 8),
    Rule.TURNS: Measured(5, 5),
    Rule.SECTION: Measured(23, 24),
}


def score_of(rule: Rule) -> float:
    """How often the names that this rule gave were right on marked material, 0 to 1."""
    return MEASURED.get(rule, Measured(0, 0)).share
