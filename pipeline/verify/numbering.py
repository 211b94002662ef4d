"""Numbers that a study gives its people and interviews: `Participant 26`, `Interview 18`, `FG2, woman 3`.

A draft's number is compared with the study's own labels first: speakers' labels, names, attributions, roles, cases,
titles, names of files. Only what none of them knows is taken for the pipeline's id.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_NUMBERED = re.compile(
    r"(?<![^\W_])([^\W\d_]{2,20})(?:[\s_.#-]{0,3}(?:no|nr|number)\b)?[\s_.#-]{0,3}0*(\d{1,3})(?![^\W_]|[.,/]\d|%)",
    re.I,
)
_SHORT = re.compile(r"(?<![^\W_])([A-Z]{1,3})[ _-]?0*(\d{1,4})(?![^\W_]|[.,/]\d|%)")
_BARE = re.compile(r"0*(\d{1,3})(?![^\W_])")
_PEOPLE = frozenset({"participant", "respondent", "interviewee", "informant"})
_TALKS = frozenset({"interview", "transcript", "recording", "conversation"})
_NO_KIND = frozenset(
    {
        "aged", "age", "page", "pages", "line", "table", "figure", "chapter", "section", "box", "note", "of", "in",
        "the", "and", "or", "to", "at", "about", "january", "february", "march", "april", "may", "june", "july",
        "august", "september", "october", "november", "december", "over", "under", "male", "female", "man",
    }
)  # fmt: skip
_MOST = 2 / 3  # of a study's people or files that must have a number of a kind for an unknown one to be wrong


class Reference(NamedTuple):
    """A number and what it numbers, in lower case: `participant` and 26."""

    kind: str
    number: int


def references(text: str) -> set[Reference]:
    """The numbered labels in a text."""
    text = text.replace("_", " ")
    return {
        Reference(match[1].casefold(), int(match[2]))
        for each in (_NUMBERED, _SHORT)
        for match in each.finditer(text)
    }


class Numbering:
    """The numbers that a study's own labels give.

    Args:
        labels: for each participant, and for each source, everything that it is called.
    """

    def __init__(self, labels: Mapping[str, Iterable[str]]) -> None:
        self._of: dict[str, set[Reference]] = {}
        for whose, texts in labels.items():
            found: set[Reference] = set()
            for text in texts:
                found |= references(text)
                if bare := _BARE.match(text.strip()):
                    found.add(Reference("", int(bare[1])))
            self._of[whose] = found
        self._bearers: dict[str, set[str]] = defaultdict(set)
        for whose, found in self._of.items():
            for kind, _ in found:
                self._bearers[kind].add(whose)
        self._names = {text.strip() for texts in labels.values() for text in texts}
        self._known = {each for found in self._of.values() for each in found}

    def compared(
        self, text: str, whose: Iterable[str], *, participant: str, cited: str, everybody: int
    ) -> tuple[str, bool]:
        """The first number of a text that is another's, and whether one is right.

        Args:
            text: what a draft says of a speaker.
            whose: the speaker and the source.
            participant: the pipeline's id of the speaker.
            cited: how the pipeline cites the speaker.
            everybody: how many people and sources there are.
        """
        ours = set().union(*(self._of.get(each, ()) for each in whose)) | references(cited)
        wrong, right = "", False
        if participant and participant not in self._names and re.search(rf"\b{participant}\b", text):
            text, right = text.replace(participant, ""), True  # the pipeline's own id, letter for letter
        for told in sorted(references(text)):
            agrees = self._agrees(told, ours, participant=participant, everybody=everybody)
            right = right or agrees is True
            if agrees is False and not wrong:
                name = told.kind.upper() if len(told.kind) < 3 else told.kind
                wrong = f"{name}{'' if len(told.kind) < 3 else ' '}{told.number}"
        return wrong, right

    def _agrees(self, told: Reference, ours: set[Reference], *, participant: str, everybody: int) -> bool | None:
        if any(told.number == one.number and _alike(told.kind, one.kind) for one in ours):
            return True
        if told.kind in _NO_KIND and told.kind not in self._bearers:
            return None
        known = [one for one in self._known if one.kind and _alike(told.kind, one.kind)]
        if any(one.number == told.number for one in known):
            return False
        ids = re.fullmatch(r"([A-Z])0*(\d+)", participant)
        if ids and _is_id(told.kind, ids[1]):
            if told.number == int(ids[2]):
                return True
            return False if not known else None if self._few(known, everybody) else False
        if known and not self._few(known, everybody):
            return False
        return self._by_number(told, ours)

    def _few(self, known: Iterable[Reference], everybody: int) -> bool:
        bearers = set().union(*(self._bearers[one.kind] for one in known))
        return len(bearers) < _MOST * everybody

    def _by_number(self, told: Reference, ours: set[Reference]) -> bool | None:
        """A number of another kind, where files or labels have bare ones: `Interview 18`, in 18.docx or as P18."""
        if not any(_alike(told.kind, each) for each in _PEOPLE | _TALKS):
            return None
        for same in ("", *sorted(_PEOPLE | _TALKS)):
            known = [
                one
                for one in self._known
                if (one.kind == same == "") or (same and one.kind and _alike(one.kind, same))
            ]
            numbers = [one.number for one in known]
            unique = len(numbers) > 1 and all(self._is_alone(one) for one in known)
            if unique and told.number in numbers:
                return any(one in known and one.number == told.number for one in ours)
        return None

    def _is_alone(self, one: Reference) -> bool:
        """Whether one person or source alone bears it."""
        return sum(one in found for found in self._of.values()) == 1


def _alike(one: str, other: str) -> bool:
    """Whether two kinds are one, or one is short for the other: `i`, `int`, `interview`, `interviewee`; `fg`."""
    if not one or not other or one == other:
        return one == other
    short, long = sorted((one, other), key=len)
    if len(short) <= 4:
        return (
            long.startswith(short)
            or (short == "ppt" and long == "participant")
            or (short == "fg" and long == "group")
        )
    return long.startswith(short) and long[len(short) :] in ("s", "ee", "er")


def _is_id(kind: str, letter: str) -> bool:
    """Whether a kind is what the pipeline's ids begin with: P, R, Participant, Respondent, Interviewee."""
    if len(kind) == 1:
        return kind == letter.casefold()
    return kind in _PEOPLE or kind in ("part", "ppt", "resp")


def places_of(texts: Iterable[str]) -> Iterator[str]:
    """What is left of titles and names of files without numbers: `interview_18_hackney` has Hackney."""
    for text in texts:
        rest = _SHORT.sub(";", _NUMBERED.sub(";", text.replace("_", " ")))
        yield from (part.strip() for part in re.split(r"[;,:()\[\]/–—\d]|\s-\s|-", rest) if len(part.strip()) > 2)
