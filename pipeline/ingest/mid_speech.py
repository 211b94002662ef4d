"""Text inside a turn that its speaker did not say: time codes, and remarks by other speakers in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Block, LinePart
from pipeline.documents.times import TIME, seconds_of
from pipeline.ingest.interviewers import by_label
from pipeline.people.labels import initials_of, is_backchannel, label_key, label_of, name_words

_RANGE = rf"{TIME}(?:\s*(?:-->|[-–—]|to)\s*{TIME})?"
_SURE_CODE = rf"\[{_RANGE}\]|\{{{_RANGE}\}}|<{_RANGE}>|#{TIME}(?:-\d)?#"
_ROUND_BRACKETS = rf"\({_RANGE}\)"
_TIME_CODE = re.compile(rf"{_SURE_CODE}|{_ROUND_BRACKETS}")
_CLOCK = re.compile(rf"(?<![\d:.]){TIME}(?![\d:])")
_FROM_ZERO = re.compile(r"\(0?0:")  # the time of day is not written like this in speech
_FEWEST = 3  # fewer times in round brackets may be times of day mentioned in the text


def times_rise(lines: Iterable[str]) -> bool:
    """Whether the times in a file rise, including those in round brackets, as in a recording."""
    found = [match[0] for line in lines if ":" in line for match in _marked(line)]
    times = [each for each in map(seconds_of, found) if each is not None]
    return len(times) >= _FEWEST and all(one <= other for one, other in pairwise(times)) and times[0] < times[-1]


def _marked(line: str) -> Iterator[re.Match[str]]:
    """The times in brackets, and any at the beginning or end of the line."""
    for match in _CLOCK.finditer(line):
        around = line[: match.start()].strip(), line[match.end() :].strip()
        if not all(around) or line[match.start() - 1 : match.start()] in ("(", "[", "{", "<", "#"):
            yield match


def codes_in(text: str, *, rising: bool) -> list[re.Match[str]]:
    """The time codes within speech.

    Args:
        text: the transcribed speech.
        rising: whether the times in the file rise, so that those in round brackets are time codes as well.
    """
    if ":" not in text:
        return []
    return [
        match for match in _TIME_CODE.finditer(text) if match[0][0] != "(" or rising or _FROM_ZERO.match(match[0])
    ]


_REMARK_LABEL = r"(?P<label>[^\[\](){}<>:/\d\s][^\[\](){}<>:/]{0,39}?)"
_REMARK_WORDS = r"(?P<said>[^\[\](){}<>]{1,400}?)"
_BRACKETED_REMARK = re.compile(
    rf"[\[(<{{]{{1,2}}\s{{0,3}}{_REMARK_LABEL}(?P<parted>\s?:\s{{0,3}}|\s[-–—]\s){_REMARK_WORDS}\s{{0,3}}(?P<close>[\])>}}]{{1,2}})"
)
_SLASHED_REMARK = re.compile(
    rf"(?<!\S)/{{1,2}}\s?{_REMARK_LABEL}(?P<parted>\s?:\s{{1,3}})(?P<said>[^/:]{{1,400}}?)\s?(?P<close>/{{1,2}})(?![^\s.,;?!])"
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
        for match in (*_BRACKETED_REMARK.finditer(said), *(_SLASHED_REMARK.finditer(said) if "/" in said else ())):
            who = self._who(match)
            if who and label_key(who) != own:
                head = said[match.start() : match.start("said")].rstrip() + match["close"]
                yield Remark(match.start(), match.end(), who, match[0], head, match["said"].strip())

    def is_remark(self, line: str) -> bool:
        """Whether a line consists only of a remark."""
        match = _BRACKETED_REMARK.fullmatch(line.strip())
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


_CLINGS = (",", ".", ";", ":", "?", "!", "…")  # punctuation that follows the previous word without a space


@dataclass(frozen=True)
class _Cut:
    start: int
    end: int
    blocks: tuple[Block, ...]
    ends_turn: bool = False


def without_intrusions(blocks: Iterable[Block], remarks: Remarks, *, rising: bool) -> Iterator[Block]:
    """Yield the blocks, split where they contain a time code or a remark by another speaker.

    Args:
        blocks: blocks read by the grammar.
        remarks: finds remarks by means of the labels of the file.
        rising: whether the times in the file rise, including those in round brackets.
    """
    for block in blocks:
        if block.speaker is None or not block.speech:
            yield block
        else:
            yield from _divided(block, remarks, rising=rising)


def _divided(block: Block, remarks: Remarks, *, rising: bool) -> Iterator[Block]:
    (joint, first), *others = block.speech
    said = first + "".join(between + text for between, text in others)
    cuts = _cuts(block, said, remarks, rising=rising)
    if not cuts:
        yield block
        return
    at = 0
    head = replace(block, speech=[], pieces=list(block.pieces))
    begun = False
    for cut in (*cuts, _Cut(len(said), len(said), ())):
        words = said[at : cut.start]
        if words.strip():
            speech = [(joint if at == 0 else _joint(said, at, words), words.strip())]
            yield _going_on(block, speech) if begun else replace(head, speech=speech)
            begun = True
        if not begun and not cut.ends_turn:
            _move_into(head, cut.blocks)
        else:
            if not begun and head.pieces:
                yield head
            begun = True
            yield from cut.blocks
        at = cut.end
    if not begun and head.pieces:
        yield head


def _move_into(head: Block, blocks: Iterable[Block]) -> None:
    """Move text before the first word of a turn into the head of the turn."""
    for each in blocks:
        for piece in each.pieces:
            before = piece.before if head.pieces else head.before
            head.pieces.append(LinePart(kind=piece.kind, text=piece.text, before=before))
        head.seconds = each.seconds if head.seconds is None else head.seconds


def _going_on(block: Block, speech: list[tuple[str, str]]) -> Block:
    return Block(speaker=block.speaker, speech=speech, number=block.number, cue=block.cue, question=block.question)


def _joint(said: str, at: int, words: str) -> str:
    """What joins words to the words before an intervening time code or remark."""
    lead = words[: len(words) - len(words.lstrip())]
    if words.strip().startswith(_CLINGS):
        return ""
    return lead if "\n" in lead else " " if lead or said[:at].strip() else ""


def _cuts(block: Block, said: str, remarks: Remarks, *, rising: bool) -> list[_Cut]:
    """Where the words are split and what is found there; if two overlap, the first is used."""
    found = [
        _Cut(remark.start, remark.end, tuple(_of_remark(remark, block)), ends_turn=remark.holds_the_floor)
        for remark in remarks.within(said, speaker=block.speaker or "")
    ]
    for match in codes_in(said, rising=rising):
        piece = LinePart(kind=SegmentKind.TIME, text=match[0], before=" ")
        time = Block(pieces=[piece], number=block.number, passing=True, seconds=seconds_of(match[0]))
        found.append(_Cut(match.start(), match.end(), (time,)))
    found.sort(key=lambda cut: (cut.start, -cut.end))
    kept: list[_Cut] = []
    for cut in found:
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
    return kept


def _of_remark(remark: Remark, block: Block) -> Iterator[Block]:
    if not remark.holds_the_floor:
        note = LinePart(kind=SegmentKind.NOTE, text=remark.text, before=" ")
        yield Block(pieces=[note], number=block.number, passing=True)
        return
    head = LinePart(kind=SegmentKind.LABEL, text=remark.head)
    yield Block(speaker=remark.speaker, pieces=[head], speech=[(" ", remark.said)], number=block.number)
