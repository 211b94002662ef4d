"""Somebody's words in quotation marks: inside a document (direct), or inside a participant's turn (reported)."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.names import lexicon_words
from pipeline.quotes.cues import Cue, cue_after, cue_before, line_cue
from pipeline.quotes.marks import Quoted, blocks_of, find_quoted
from pipeline.quotes.speakers import NAME, Cast, Speaker, has_role_noun, is_person, speaker_of
from pipeline.quotes.words import count_words, lower_words
from pipeline.spans import Span, folded

_TERM_BEFORE = re.compile(
    r"(?:so-called|known as|called|termed|dubbed|labelled|named|titled|entitled|the (?:term|phrase|word|words|title"
    r"|slogan|motto|report|book|paper|song|film|programme|label|name))\s*,?\s*$",
    re.I,
)
_INTRODUCED = re.compile(rf"(?P<s>{NAME}),\s+(?P<a>(?:the|an?|its|our|who is)?\s*[^,.:;“”\"]{{3,100}})[,.;]")
_TITLE_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
_FEW = 3
_AT_ONCE = 4  # words between a quotation and another by the same person: `, she said, and then `
_ENDING = (".", "!", "?", "…")
_TURNED = (*_ENDING, ",", "–", "—", "-", ";")


@dataclass(frozen=True)
class Quotation:
    """Somebody's words.

    Attributes:
        span: the words, without their marks.
        speaker: who is quoted, as far as the text says.
        cue: the words that introduce them, or nothing.
        mended: whether a mark was lost, so that where the words begin or end is a guess.
    """

    span: Span
    speaker: Speaker
    cue: str
    mended: bool = False


def quotations_in(text: str, *, people: Sequence[Span] = ()) -> list[Quotation]:
    """The quotations in a plain text whose paragraphs are parted by blank lines, in order.

    Args:
        text: a document, or the draft of one.
        people: where a language model sees a person's name; without it, names are told by their form.
    """
    return direct_quotations(text, [Span(0, len(text))] if text else [], people=people)


def direct_quotations(text: str, blocks: Sequence[Span], *, people: Sequence[Span] = ()) -> list[Quotation]:
    """The quotations in a document, in order; words that go on over paragraphs give one in each.

    Args:
        text: the document.
        blocks: its paragraphs of narrative, in order; page furniture between them is left out.
        people: where a language model sees a person's name.
    """
    parts = [part for block in blocks for part in blocks_of(text, block)]
    return _Reader(text, parts, people=people, manner=_WRITTEN).quotations(find_quoted(text, parts, mend=True))


def reported_quotations(text: str, turn: Span, *, people: Sequence[Span] = ()) -> list[Quotation]:
    """The words that somebody tells others to have said, in a turn, as far as they stand in quotation marks."""
    parts = blocks_of(text, turn)
    return _Reader(text, parts, people=people, manner=_SPOKEN).quotations(find_quoted(text, parts))


@dataclass(frozen=True)
class _Manner:
    """How closely what is said of a speaker must stand.

    Attributes:
        apart: words between two pieces of one person's speech.
        reach: characters from a name to the `she` that stands for it.
    """

    apart: int
    reach: int


_WRITTEN = _Manner(apart=25, reach=2_000)
_SPOKEN = _Manner(apart=_AT_ONCE, reach=250)


class _Reader:
    """Goes through a text once, and remembers whom it has named."""

    def __init__(self, text: str, blocks: Sequence[Span], *, people: Sequence[Span], manner: _Manner) -> None:
        self._text = text
        self._blocks = list(blocks)
        self._people = [span for span in sorted(people) if is_person(span.of(text))]
        self._manner = manner
        self._cast = Cast()

    def quotations(self, found: Sequence[Quoted]) -> list[Quotation]:
        """Those of the stretches in quotation marks that quote somebody."""
        made: list[Quotation] = []
        by_block: list[list[Quoted]] = [[] for _ in self._blocks]
        for quoted in found:
            by_block[bisect_right(self._blocks, (quoted.outer.start, math.inf)) - 1].append(quoted)
        chain: list[int] = []  # the quotations before this one, in paragraphs whose words go on
        for number, block in enumerate(self._blocks):
            at = block.start
            last: Quotation | None = None
            first = block.trimmed(self._text).start
            for place, quoted in enumerate(by_block[number]):
                self._read(Span(at, quoted.outer.start))
                following = by_block[number][place + 1 :]
                lead = Span(at, quoted.outer.start)
                tail = Span(quoted.outer.end, following[0].outer.start if following else block.end)
                chain = chain if quoted.outer.start == first else []
                same = made[chain[-1]] if chain else None
                quotation = self._quotation(quoted, number=number, lead=lead, tail=tail, same=same, last=last)
                at = quoted.outer.end
                if quotation is None:
                    chain = []
                    continue
                for earlier in chain if same is not None and not same.speaker.name else ():
                    made[earlier] = replace(made[earlier], speaker=quotation.speaker, cue=quotation.cue)
                made.append(quotation)
                last = quotation
                chain = [*chain, len(made) - 1] if quoted.goes_on else []
            self._read(Span(at, block.end))
            chain = chain if by_block[number] else []
        return made

    def _quotation(
        self, quoted: Quoted, *, number: int, lead: Span, tail: Span, same: Quotation | None, last: Quotation | None
    ) -> Quotation | None:
        text = self._text
        mended = not quoted.opened or not (quoted.closed or quoted.goes_on)
        if same is not None and same.speaker.name:
            return Quotation(quoted.inner, same.speaker, same.cue, mended)
        if _TERM_BEFORE.search(lead.of(text)):
            return None
        cue = self._cue(quoted, number=number, lead=lead, tail=tail)
        strong = cue is not None and cue.strong
        between = folded(lead.of(text))
        goes_on = last is not None and lead.start > self._blocks[number].start and len(between) < 120
        at_once = goes_on and count_words(between) <= _AT_ONCE
        if same is None and not strong and self._is_scare(quoted, goes_on=at_once):
            return None
        if cue is not None:
            who = self._cast.resolve(cue.speaker, at=cue.span.start, reach=self._manner.reach)
            return Quotation(quoted.inner, who, folded(cue.span.of(text)), mended)
        if goes_on and last is not None and not between.endswith(":") and self._same_speaker(between):
            return Quotation(quoted.inner, last.speaker, last.cue, mended)
        return Quotation(quoted.inner, Speaker(), "", mended)

    def _cue(self, quoted: Quoted, *, number: int, lead: Span, tail: Span) -> Cue | None:
        text = self._text
        alone = not lead.of(text).strip()
        words = quoted.inner.of(text)
        before = cue_before(text, lead) if not alone else None
        if before is not None and before.strong:
            return before
        after = cue_after(text, tail, finished=words.endswith(_ENDING))
        if after is not None:
            return after
        if before is not None:
            return before
        if alone and number > 0 and self._blocks[number - 1].of(text).rstrip().endswith(":"):
            return cue_before(text, self._blocks[number - 1])
        if alone and not re.sub(r"[\d\s.]", "", tail.of(text)):
            return self._line_below(number)
        return self._line_within(tail) if alone else None

    def _line_below(self, number: int) -> Cue | None:
        below = self._blocks[number + 1 : number + 2]
        return line_cue(self._text, below[0]) if below else None

    def _line_within(self, tail: Span) -> Cue | None:
        """An attribution on a line of the quotation's own block."""
        told = tail.of(self._text)
        line = re.match(r"[\d\s.]*\n", told) or re.match(r"\d{0,3}\s*(?=[–—-]|[A-Z])", told)
        if line is None:
            return None
        end = told.find("\n", line.end())
        return line_cue(self._text, Span(tail.start + line.end(), tail.start + end if end >= 0 else tail.end))

    def _same_speaker(self, between: str) -> bool:
        """Whether nothing but the end of a cue stands between two pieces: `… ,” she said. “…`."""
        return count_words(between) <= self._manner.apart and not re.search(
            r"[.!?]\s+[A-Z].*\b[A-Z][a-z]+ [A-Z]", between
        )

    def _read(self, narrative: Span) -> None:
        """Meet the people whom a stretch of narrative names."""
        met: list[tuple[int, Speaker]] = [
            (span.start, Speaker(name=folded(span.of(self._text)).removesuffix("'s").removesuffix("’s")))
            for span in self._people[
                bisect_left(self._people, (narrative.start,)) : bisect_left(self._people, (narrative.end,))
            ]
        ]
        for match in _INTRODUCED.finditer(self._text, *narrative):
            who = speaker_of(match["s"], match["a"])
            if has_role_noun(who.role) and who.is_named and is_person(who.name) and len(who.name.split()) > 1:
                met.append((match.start(), who))
        for at, who in sorted(met, key=lambda each: (each[0], each[1].role)):
            self._cast.meet(who, at=at)

    def _is_scare(self, quoted: Quoted, *, goes_on: bool) -> bool:
        """Whether the marks set off a term, a title or a doubt rather than somebody's words."""
        words = quoted.inner.of(self._text)
        said = count_words(words)
        if said == 0:
            return True
        opens = words[:1].isupper() or words[:1].isdigit()
        sentence = opens and words.rstrip().endswith(_TURNED)
        if said <= _FEW:
            return not sentence and not goes_on
        if sentence or _has_verb(words):
            return False
        return _is_title(words) or said <= 2 * _FEW


def _has_verb(words: str) -> bool:
    """Whether somebody says something of something: a pronoun or an auxiliary is there."""
    return any(word in lexicon_words("clause_words") or "'" in word for word in lower_words(words))


def _is_title(words: str) -> bool:
    said = [word for word in re.findall(r"[^\W\d_][\w'’-]*", words) if word.lower() not in _TITLE_SMALL]
    return len(said) > 1 and all(word[0].isupper() for word in said)
