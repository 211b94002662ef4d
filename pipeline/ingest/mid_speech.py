"""Text inside a turn that its speaker did not say: time codes and remarks by others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.corpus.records import SegmentKind
from pipeline.documents.document import Block, LinePart
from pipeline.documents.times import seconds_of
from pipeline.ingest.remarks import Remark, Remarks
from pipeline.ingest.time_codes import codes_in

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
