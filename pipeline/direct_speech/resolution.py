"""Resolves the speaker that a cue names: `she` and `the manager` are somebody who was named before."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.corpus.spans import Span
from pipeline.direct_speech.coreference import Cast, Fits, Narrative, fits_of
from pipeline.direct_speech.rules import ENOUGH, Rule, score_of
from pipeline.direct_speech.speaker_evidence import SpeakerEvidence
from pipeline.direct_speech.speakers import CAP, Speaker, has_role_noun, is_person
from pipeline.people.names import is_title

_LONGEST_PARAGRAPH = 3_000  # characters; in a longer block paragraph breaks must have been lost
_SENTENCE_NAME = re.compile(
    rf"(?:^|[.!?][”\"’]?\s+|\n\s*)(?:[A-Z][a-z]+\s[^,.]{{2,50}},\s+)?({CAP}(?:\s+{CAP}){{1,2}})(?=,\s+[a-z]|\s+[a-z]+(?:s|ed)\b)",
    re.M,
)


class SpeakerResolver:
    """Who is meant at a place of a text.

    Args:
        text: the text.
        blocks: its paragraphs, in order.
        evidence: what the text says about its people.
        cast: everybody mentioned so far.
        narrative: what was read so far.
        reach: the most characters from a name to the `she` that refers to it.
    """

    def __init__(
        self,
        text: str,
        blocks: Sequence[Span],
        *,
        evidence: SpeakerEvidence,
        cast: Cast,
        narrative: Narrative,
        reach: int,
    ) -> None:
        self._text = text
        self._blocks = blocks
        self._evidence = evidence
        self._cast = cast
        self._narrative = narrative
        self._reach = reach

    def resolved(self, given: Speaker, *, at: int, rule: Rule) -> tuple[Speaker, Rule]:
        """The speaker that is meant, and the rule that resolved it."""
        choices = self._cast.choices(given, at=at, reach=self._reach)
        number = bisect_right(self._blocks, (at, math.inf)) - 1
        last = self._cast.last_fitting(given, at=at, is_person=self._evidence.is_person)
        who = self._cast.resolve(given, at=at, reach=self._reach)
        if given.is_named and not self._evidence.checked(who, rule=rule).name:
            who = given  # an earlier mention has been read with other words
        is_last = last is not None and last.name == who.name and not self._is_other_subject(who, at)
        if who == given or given.is_named or score_of(rule) < ENOUGH:
            return who, rule
        unparted = self.is_unparted(number)
        if not who.is_named and (given.name.lower() not in ("he", "she") or not choices or unparted):
            return who, rule
        if not given.is_pronoun:
            return who, Rule.DESCRIBED
        if choices == 1 and who.is_named and (unparted or not self._is_other_subject(who, at)):
            return who, Rule.ONE_FITS
        # Within paragraphs, somebody else would have been named again.
        certain = is_last and self._evidence.is_person(who.name) and not unparted
        return who, Rule.LAST_NAMED if certain else Rule.SEVERAL_FIT

    def _is_other_subject(self, who: Speaker, at: int) -> bool:
        """Whether a sentence since a person was last named begins with a name, known or not, of somebody else."""
        start = max(0, at - self._reach)
        named = max(self._text.rfind(word, start, at) for word in who.name.split())
        names = (match[1] for match in _SENTENCE_NAME.finditer(self._text, max(0, named), at))
        mine = set(who.name.split())
        return any(is_person(name) and not mine.intersection(name.split()) for name in names)

    def is_unparted(self, number: int) -> bool:
        """Whether a block is so long that paragraph breaks must have been lost."""
        return self._blocks[number].end - self._blocks[number].start > _LONGEST_PARAGRAPH

    def people_since(self, at: int) -> set[str]:
        """The people mentioned since an offset."""
        met = self._cast.mentioned_since(at)
        return {who.name for who in met if not who.is_named or self._evidence.is_person(who.name)}

    def acts(self, who: Speaker, at: int) -> bool:
        """Whether somebody at an offset is a person who can have said something."""
        if who.name.lower() in ("he", "she"):
            return True
        if not who.is_named:
            return bool(who.name) and has_role_noun(who.role) and fits_of(who) not in (Fits.THEY, Fits.IT)
        if is_title(who.name.split()[0]):
            return True
        return is_person(who.name) and not has_role_noun(who.name) and self._narrative.is_name(who.name, at)
