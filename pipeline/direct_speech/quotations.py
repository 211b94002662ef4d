"""Finds quotations and their speakers, in a document (direct) or in a participant's turn (reported)."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.corpus.spans import Span, folded
from pipeline.direct_speech import attribution_lines as lines
from pipeline.direct_speech.coreference import Cast, Narrative
from pipeline.direct_speech.cues import Cue, cue_after, cue_before, subject_of
from pipeline.direct_speech.quotation_marks import Quoted, blocks_of
from pipeline.direct_speech.resolution import SpeakerResolver
from pipeline.direct_speech.rules import ENOUGH, Rule, score_of
from pipeline.direct_speech.speaker_evidence import SpeakerEvidence, without_affiliation
from pipeline.direct_speech.speakers import NOBODY, Speaker
from pipeline.direct_speech.terms import is_introduced_as_phrase, is_introduced_as_term, is_part_of_phrase, is_term
from pipeline.direct_speech.unmarked import BLOCK, SPOKEN, quoted_by_block
from pipeline.language.words import count_words

_TITLE = 6  # words in a line of a title
_BRIEF = 15  # words in a turn of a dialogue
_AT_ONCE = 4  # the most words between two parts of one quotation: `, she said, and then `
_ENDING = (".", "!", "?", "…")
_NEW_PART = re.compile(r"\W*(?:case study|chapter|part|section|interview|conclusion|introduction|appendix)\b", re.I)


@dataclass(frozen=True)
class FoundQuotation:
    """A quotation.

    Attributes:
        span: the words, without their marks.
        speaker: the speaker, as far as the text gives one.
        cue: the words that introduce the quotation, or None.
        mended: whether a mark was lost, so that the start or end is a guess.
        rule: the rule that found the speaker, or None.
        likely: the likely speaker, if the rule is not reliable enough to print the name.
    """

    span: Span
    speaker: Speaker
    cue: str
    mended: bool = False
    rule: Rule | None = None
    likely: Speaker = NOBODY

    @property
    def named(self) -> Speaker:
        """The speaker that the rule found, whether or not it may be printed."""
        return self.likely if self.likely.name else self.speaker

    @property
    def score(self) -> float:
        """The precision of the rule on annotated texts, 0 to 1."""
        return score_of(self.rule) if self.rule else 0.0


def _continued(before: FoundQuotation, rule: Rule, inner: Span, *, mended: bool) -> FoundQuotation:
    """A quotation that continues the one before, with the same speaker and the same doubt."""
    known = before.rule is not None and before.score >= ENOUGH
    return replace(before, span=inner, mended=mended, rule=rule if known else before.rule)


def quotations_in(text: str, *, people: Sequence[Span] = ()) -> list[FoundQuotation]:
    """The quotations in a plain text with paragraphs separated by blank lines, in order.

    Args:
        text: a document, or the draft of one.
        people: the spans that a language model labels as people's names; without them, names are recognised by
            form.
    """
    return direct_quotations(text, [Span(0, len(text))] if text else [], people=people)


def direct_quotations(
    text: str, blocks: Sequence[Span], *, people: Sequence[Span] = (), headings: Sequence[Span] = ()
) -> list[FoundQuotation]:
    """The quotations in a document, in order; a quotation over several paragraphs gives one for each.

    Args:
        text: the document.
        blocks: its paragraphs of narrative, in order, without page furniture.
        people: the spans that a language model labels as people's names.
        headings: its headings and captions, which may name the speaker of the words above or below them.
    """
    parts = [(part, False) for block in blocks for part in blocks_of(text, block)]
    parts += [(heading, True) for heading in headings]
    return _QuotationReader(text, sorted(parts), people=people, manner=_WRITTEN).quotations()


def reported_quotations(text: str, turn: Span, *, people: Sequence[Span] = ()) -> list[FoundQuotation]:
    """The quotations in a turn: words in quotation marks that the speaker attributes to others."""
    parts = [(part, False) for part in blocks_of(text, turn)]
    return _QuotationReader(text, parts, people=people, manner=_SPOKEN).quotations()


@dataclass(frozen=True)
class _ReadingMode:
    """The settings for reading a text.

    Attributes:
        apart: the most words between two parts of one person's speech.
        reach: the most characters from a name to the `she` that refers to it.
        written: whether it is a document, in which marks may be lost, and paragraphs and lines may name the
            speaker.
    """

    apart: int
    reach: int
    written: bool


_WRITTEN = _ReadingMode(apart=25, reach=2_000, written=True)
_SPOKEN = _ReadingMode(apart=_AT_ONCE, reach=400, written=False)


class _QuotationReader:
    """Reads a text in one pass and keeps track of everybody mentioned."""

    def __init__(
        self, text: str, parts: Sequence[tuple[Span, bool]], *, people: Sequence[Span], manner: _ReadingMode
    ) -> None:
        self._text = text
        self._blocks = [part for part, _ in parts]
        self._is_heading = [heading for _, heading in parts]
        self._manner = manner
        self._evidence = SpeakerEvidence(text, people=people)
        self._cast = Cast()
        self._narrative = Narrative(text, people=people, cast=self._cast, reach=manner.reach)
        self._resolver = SpeakerResolver(
            text,
            self._blocks,
            evidence=self._evidence,
            cast=self._cast,
            narrative=self._narrative,
            reach=manner.reach,
        )
        self._section = Speaker()  # the speaker of a section: `Interview with Amy Lee`
        self._above = -1  # the block of words directly below a heading that names their speaker
        self._names_speaker: set[int] = set()  # headings that are the attribution line of a pull quote
        self._made: list[FoundQuotation] = []
        # Quotations at the start of a paragraph, with its number.
        self._opening: list[tuple[int, FoundQuotation]] = []

    def quotations(self) -> list[FoundQuotation]:
        """The quotations, in order."""
        by_block = quoted_by_block(
            self._text, self._blocks, headings=self._is_heading, written=self._manner.written
        )
        chain: list[int] = []  # the preceding quotations that this one continues
        for number, block in enumerate(self._blocks):
            if self._is_heading[number]:
                self._read_heading(number)
            at = block.start
            last: FoundQuotation | None = None
            first = block.trimmed(self._text).start
            for place, quoted in enumerate(by_block[number]):
                self._narrative.read(Span(at, quoted.outer.start))
                lead = Span(at, quoted.outer.start)
                is_last = place + 1 == len(by_block[number])
                ends = block.end if is_last else by_block[number][place + 1].outer.start
                tail = Span(quoted.outer.end, ends)
                chain = chain if quoted.outer.start == first else []
                same = self._made[chain[-1]] if chain else None
                quotation = self._quotation(quoted, number=number, lead=lead, tail=tail, same=same, last=last)
                at = quoted.outer.end
                if quotation is None:
                    chain = []
                    continue
                changed = same is not None and (same.speaker, same.cue) != (quotation.speaker, quotation.cue)
                for earlier in chain if changed and same is not None and not same.speaker.name else ():
                    before = self._made[earlier]
                    self._made[earlier] = _continued(
                        quotation, Rule.NEXT_PARAGRAPH, before.span, mended=before.mended
                    )
                self._made.append(quotation)
                if quoted.outer.start == first:
                    self._opening.append((number, quotation))
                last = quotation
                chain = [*chain, len(self._made) - 1] if quoted.goes_on else []
            self._narrative.read(Span(at, block.end))
            chain = chain if by_block[number] else []
        if not self._manner.written:
            return self._made
        return [self._settled(each) for each in self._made]

    def _settled(self, found: FoundQuotation) -> FoundQuotation:
        """Keep the name only if its rule is reliable enough and there is evidence that it is a name."""
        shown = self._evidence.checked(without_affiliation(found.speaker), rule=found.rule)
        resolved = found.rule in (Rule.SEVERAL_FIT, Rule.LAST_NAMED)
        if shown.name and (shown.is_named or resolved) and found.score < ENOUGH:
            return replace(found, speaker=Speaker(), likely=shown)
        return replace(found, speaker=shown)

    def _read_heading(self, number: int) -> None:
        if self._above >= 0:
            self._section, self._above = Speaker(), -1
        if number in self._names_speaker:
            return
        following = [block.of(self._text) for block in self._blocks[number + 1 : number + 3]]
        heading = self._blocks[number].of(self._text)
        who, owns = lines.person_of_heading(heading, following)
        if not owns and following and following[0].lstrip()[:1] in ("“", '"', "‘"):
            above = lines.person_above(heading)
            if above.name and self._evidence.checked(above, rule=Rule.SECTION).name:
                self._section, self._above = self._cast.meet(above, at=self._blocks[number].start), number + 1
                return
        if who.name and (owns or self._narrative.is_name(who.name, self._blocks[number].start)):
            who = self._cast.meet(who, at=self._blocks[number].start)
            self._section = who if owns else Speaker()
        elif _NEW_PART.match(heading):
            self._section = Speaker()

    def _quotation(
        self,
        quoted: Quoted,
        *,
        number: int,
        lead: Span,
        tail: Span,
        same: FoundQuotation | None,
        last: FoundQuotation | None,
    ) -> FoundQuotation | None:
        text = self._text
        rule: Rule | None
        mended = not quoted.opened or not (quoted.closed or quoted.goes_on)
        if same is not None and same.speaker.name:
            return _continued(same, Rule.NEXT_PARAGRAPH, quoted.inner, mended=mended)
        if is_introduced_as_term(lead.of(text)) and not is_introduced_as_phrase(
            lead.of(text), quoted.inner.of(text)
        ):
            return None
        cue = self._cue(quoted, number=number, lead=lead, tail=tail)
        between = folded(lead.of(text))
        goes_on = last is not None and lead.start > self._blocks[number].start and len(between) < 120
        at_once = goes_on and count_words(between) <= _AT_ONCE
        if cue is not None and self._is_heading[number] and not cue.speaker.is_named:
            cue = replace(cue, speaker=Speaker())
        if same is None and is_part_of_phrase(between, quoted.inner.of(text)):
            return None
        doubtful = same is None and quoted.family not in (BLOCK, SPOKEN) and not (cue is not None and cue.strong)
        if doubtful and is_term(quoted.inner.of(text), tail.of(text)[:40], goes_on=at_once):
            return None
        if cue is not None:
            who, rule = self._resolver.resolved(cue.speaker, at=cue.span.start, rule=cue.rule)
            return FoundQuotation(quoted.inner, who, folded(cue.span.of(text)), mended, rule)
        if goes_on and last is not None and not between.endswith(":") and self._same_speaker(between):
            rule = self._continuation_rule(last, quoted, number=number, between=between)
            return _continued(last, rule, quoted.inner, mended=mended)
        if not self._manner.written:
            return FoundQuotation(quoted.inner, Speaker(), "", mended)
        who, rule = self._without_cue(quoted, number=number, lead=lead, tail=tail)
        return FoundQuotation(quoted.inner, who, "", mended, rule)

    def _continuation_rule(self, last: FoundQuotation, quoted: Quoted, *, number: int, between: str) -> Rule:
        """The rule by which two parts in one paragraph have the same speaker: `“…,” she said. “…”`."""
        interrupted = last.span.of(self._text)[-1:] not in _ENDING and quoted.inner.of(self._text)[:1].islower()
        if not interrupted and self._resolver.is_unparted(number):
            return Rule.UNPARTED
        return Rule.GOES_ON if last.cue and last.cue in between else Rule.NEXT_PIECE

    def _cue(self, quoted: Quoted, *, number: int, lead: Span, tail: Span) -> Cue | None:
        text = self._text
        lead = Span(lead.start, lead.start + len(lead.of(text).rstrip("[_*(")))  # markup of a link
        alone = not re.sub(r"[\s•▪◦●*>–—-]", "", lead.of(text))
        words = quoted.inner.of(text)
        before = cue_before(text, lead) if not alone else None
        if before is not None and before.strong:
            return before
        after = lines.bracket_cue(text, tail) or cue_after(text, tail, words=words)
        if after is not None:
            return after
        if before is not None or not self._manner.written:
            return before
        if (label := lines.label_cue(text, lead)) is not None:
            return label
        if alone and (above := self._line_above(number)) is not None:
            return above
        if alone and not lines.without_numbers(tail.of(text)):
            return self._line_below(number)
        within = lines.line_within(text, tail) if alone else None
        return lines.line_cue(text, within) if within else None

    def _line_above(self, number: int) -> Cue | None:
        """The cue at the end of the previous paragraph, which introduces the quotation with a colon."""
        if number == 0 or not self._blocks[number - 1].of(self._text).rstrip().endswith(":"):
            return None
        cue = cue_before(self._text, self._blocks[number - 1])
        return None if cue and cue.speaker.name.lower() in ("i", "we") else cue  # the author's question

    def _line_below(self, number: int) -> Cue | None:
        """The attribution in the next one or two paragraphs: a name, and then a role."""
        if number + 1 >= len(self._blocks):
            return None
        below = self._blocks[number + 1 : number + 3]
        whole = len(below) == 2 and lines.is_bare_name(below[0].of(self._text))
        with_role = whole and lines.is_bare_role(below[1].of(self._text))
        cue = lines.line_cue(self._text, *below) if with_role else lines.line_cue(self._text, below[0])
        if cue is None or not self._evidence.checked(cue.speaker, rule=cue.rule).name:
            return None
        if self._is_heading[number + 1] and (self._above == number or not cue.speaker.is_named):
            return None  # a heading describes what is below it, or the words below it belong to it
        if not with_role and self._opens_title(cue.speaker, number):
            return None
        self._names_speaker |= {number + 1, number + 2} if with_role else {number + 1}
        return cue

    def _opens_title(self, who: Speaker, number: int) -> bool:
        """Whether the name below is the first line of a heading: `Mary Seacole`, then `Centre, Derby`."""
        if not who.is_named or who.role or who.organisation or number + 2 >= len(self._blocks):
            return False
        if self._is_heading[number + 1] and self._is_heading[number + 2]:
            return True
        following = self._blocks[number + 2].of(self._text)
        line = (
            count_words(following) <= _TITLE
            and following[:1].isupper()
            and not following.rstrip().endswith(_ENDING)
        )
        return line and not self._evidence.is_given(who.name)

    def _without_cue(self, quoted: Quoted, *, number: int, lead: Span, tail: Span) -> tuple[Speaker, Rule | None]:
        """The speaker without a cue, and the rule: action nearby, alternation, or the subject of the section."""
        text = self._text
        if self._is_heading[number]:
            return Speaker(), None  # a quotation above a person's section may be somebody else's
        section = (self._section, Rule.SECTION if self._section.name else None)
        whole = quoted.inner.of(text).endswith(_ENDING) or tail.of(text)[:1] == "."
        if quoted.family == BLOCK or not whole:
            return section
        above = self._blocks[number - 1] if number and not self._is_heading[number - 1] else None
        for sentence in lines.sentences_beside(text, self._blocks[number], lead=lead, tail=tail, above=above):
            who, at = subject_of(text, sentence)
            if self._resolver.acts(who, at) and not (at >= tail.start and self._is_introduced(who, number, lead)):
                beside = Rule.UNPARTED if self._resolver.is_unparted(number) else Rule.BESIDE
                return self._resolver.resolved(who, at=at, rule=beside)
        if (
            len(self._opening) > 1
            and [n for n, _ in self._opening[-2:]] == [number - 2, number - 1]
            and not lead.of(text).strip()
            and self._opening[-1][1].speaker.name != self._opening[-2][1].speaker.name
            and all(each.speaker.name and self._is_brief(each.span) for _, each in self._opening[-2:])
            and self._is_brief(quoted.inner)
            and not {each.rule for _, each in self._opening[-2:]} & {Rule.LINE, Rule.BRACKET, Rule.SECTION}
        ):
            return self._opening[-2][1].speaker, Rule.TURNS
        if section[0].name or self._resolver.is_unparted(number):
            return section
        return self._carried_on(number, lead, tail)

    def _is_introduced(self, who: Speaker, number: int, lead: Span) -> bool:
        """Whether the paragraph before is about people other than the subject of the sentence after the words."""
        if not number or self._is_heading[number - 1] or lead.of(self._text).strip() or who.is_pronoun:
            return False
        people = self._resolver.people_since(self._blocks[number - 1].start)
        return bool(people) and not any(set(who.name.split()) & set(name.split()) for name in people)

    def _is_brief(self, words: Span) -> bool:
        return count_words(words.of(self._text)) <= _BRIEF

    def _carried_on(self, number: int, lead: Span, tail: Span) -> tuple[Speaker, Rule | None]:
        """The speaker of the words before, or the only person in the paragraph before."""
        text = self._text
        last = self._made[-1] if self._made else None
        above = number - 1 if number and not self._is_heading[number - 1] else None
        alone = not lead.of(text).strip() and not lines.without_numbers(tail.of(text))
        if last is not None and last.named.is_named and self._is_same_part(last.span.end, number):
            near = above is not None and self._blocks[above].start <= last.span.start
            if alone and near and self._ends_in_cue(last, self._blocks[number - 1]):
                return last.named, Rule.NEXT_WHOLE
            between = Span(last.span.end, lead.end).of(text)
            if (
                self._resolver.people_since(last.span.end) == {last.named.name}
                and last.named.name.split()[-1] in between
            ):
                return last.named, Rule.SAME_SPEAKER
        if above is not None and not lead.of(text).strip():
            (name, *others) = sorted(self._resolver.people_since(self._blocks[above].start)) or [""]
            if name and not others and Speaker(name).is_named:
                return self._cast.meet(Speaker(name), at=lead.start), Rule.ABOVE
        return Speaker(), None

    def _ends_in_cue(self, last: FoundQuotation, block: Span) -> bool:
        """Whether nothing but a cue follows the last words of a paragraph."""
        after = Span(last.span.end, block.end).of(self._text)
        return count_words(after) <= self._manner.apart and not re.search(r"[.!?]\s+[A-Z]", after)

    def _is_same_part(self, start: int, number: int) -> bool:
        """Whether there is no heading between an offset and a block."""
        first = bisect_right(self._blocks, (start, math.inf)) - 1
        return not any(self._is_heading[first + 1 : number + 1])

    def _same_speaker(self, between: str) -> bool:
        """Whether there is only the end of a cue between two parts: `… ,” she said. “…`."""
        named = re.search(r"[.!?]\s+[A-Z].*\b[A-Z][a-z]+ [A-Z]", between)
        return named is None and count_words(between) <= self._manner.apart
