"""Another speaker's remark inside a turn, in brackets: `[Interviewer: mm]`, `(Int: right)`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.ingest.interviewers import by_label
from pipeline.people.labels import initials_of, is_backchannel, label_key, label_of, name_words

_LABEL = r"(?P<label>[^\[\](){}<>:/\d\s][^\[\](){}<>:/]{0,39}?)"
_WORDS = r"(?P<said>[^\[\](){}<>]{1,400}?)"
_BRACKETS = re.compile(
    rf"[\[(<{{]{{1,2}}\s{{0,3}}{_LABEL}(?P<parted>\s?:\s{{0,3}}|\s[-–—]\s){_WORDS}\s{{0,3}}(?P<close>[\])>}}]{{1,2}})"
)
_SLASHES = re.compile(
    rf"(?<!\S)/{{1,2}}\s?{_LABEL}(?P<parted>\s?:\s{{1,3}})(?P<said>[^/:]{{1,400}}?)\s?(?P<close>/{{1,2}})(?![^\s.,;?!])"
)
_ENOUGH_WORDS = 4  # fewer words that ask nothing are only a listener's response


@dataclass(frozen=True)
class Remark:
    """A remark by another speaker inside a turn.

    Attributes:
        start: where the bracket opens.
        end: position after the closing bracket.
        speaker: the label of its speaker, in the form used for that person's turns.
        text: the whole remark as written.
        head: the brackets and the label.
        said: the words.
    """

    start: int
    end: int
    speaker: str
    text: str
    head: str
    said: str

    @property
    def holds_the_floor(self) -> bool:
        """Whether it is a turn rather than a listener's response."""
        asks = "?" in self.said or len(self.said.split()) >= _ENOUGH_WORDS
        return asks and not is_backchannel(self.said.replace("?", ""))


class Remarks:
    """Finds the remarks in the turns of one file.

    Args:
        labels: all labels in the file.
    """

    def __init__(self, labels: Iterable[str]) -> None:
        self._labels: dict[str, str] = {}
        for label in labels:
            self._labels.setdefault(label_key(label), label)
        asking = [label for key, label in self._labels.items() if by_label(key, speakers=2)]
        self._asking = asking[0] if len(asking) == 1 else ""
        short = Counter(key for label in self._labels.values() for key in _short_forms(label))
        self._short = {
            key: label for label in self._labels.values() for key in _short_forms(label) if short[key] == 1
        }

    def within(self, said: str, *, speaker: str) -> Iterator[Remark]:
        """The remarks of others inside a speaker's turn."""
        own = label_key(speaker)
        for match in (*_BRACKETS.finditer(said), *(_SLASHES.finditer(said) if "/" in said else ())):
            who = self._who(match)
            if who and label_key(who) != own:
                head = said[match.start() : match.start("said")].rstrip() + match["close"]
                yield Remark(match.start(), match.end(), who, match[0], head, match["said"].strip())

    def is_remark(self, line: str) -> bool:
        """Whether a line consists only of a remark."""
        match = _BRACKETS.fullmatch(line.strip())
        return match is not None and self._who(match) != ""

    def _who(self, remark: re.Match[str]) -> str:
        """The label of the remark's speaker, as used for that person's turns; "" if it is not a known label."""
        label = label_of(remark["label"])
        key = label_key(label)
        dashed = ":" not in remark["parted"]
        if dashed and not is_backchannel(remark["said"]):  # `(Anna – she was the clerk)` is about Anna
            return ""
        if key in self._labels:
            return self._labels[key]
        if by_label(label, speakers=2):
            return self._asking or label
        return self._short.get(key, "")


def _short_forms(label: str) -> set[str]:
    """First name, surname and initials as keys, without the label itself."""
    words = name_words(label)
    forms = {label_key(word) for word in words if len(words) > 1} | {label_key(each) for each in initials_of(label)}
    return forms - {label_key(label), ""}
