"""One quotation of a draft: where it was said, whether in these words, by whom, and whether it may be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from pipeline.language.lexicons import lexicon_words
from pipeline.verify.alignment import JOIN, AlignedWindow, Alignment, Step, joined
from pipeline.verify.clean_verbatim import is_negation
from pipeline.verify.differences import ANOTHER_FIGURE, Difference, Weight, differences
from pipeline.verify.drafts import DraftQuotation
from pipeline.verify.people import Consents, QuotablePeople
from pipeline.verify.row_speakers import RowSpeakers
from pipeline.verify.searching import Finder
from pipeline.verify.spoken_words import TokenisedCorpus
from pipeline.verify.verdicts import Checked, SourceLocation, SpeakerCheck, Verdict, gravest
from pipeline.verify.words import Printed, plain, words_of

if TYPE_CHECKING:
    from pipeline.verify.words import Keys

SHORT = 3  # words up to which a phrase is not checked beyond whether it was said
_EXACT = 60  # places looked at
_ALTERED = 0.55  # of the quotation's words that must stand in the nearest passage for it to be the one meant
_JOINED = 0.75  # the same for two places that were joined
_LEAST_SAME = 3
_LOOSER = 20  # words
_APART = 14  # words between two stretches that make them two places
_TALK = ("function_words", "no_answers", "discourse_markers")
_BETWEEN = 40  # words of others that an ellipsis may leave out


@dataclass(frozen=True)
class _Candidate:
    """One way in which a quotation may have come about."""

    alignments: tuple[Alignment, ...]
    differences: tuple[Difference, ...]
    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[int, float]:
        """The lower the likelier."""
        return list(Verdict).index(self.verdict), -sum(alignment.score for alignment in self.alignments)


class Judge:
    """Judges quotations, one by one."""

    def __init__(self, said: TokenisedCorpus, finder: Finder, people: QuotablePeople, consents: Consents) -> None:
        self._said, self._finder, self._people, self._consents = said, finder, people, consents
        self._rows = RowSpeakers(said, people)

    def judged(self, found: DraftQuotation, quote: Printed) -> Checked:
        """What is to be said of a quotation."""
        whole = self._whole(quote)
        if not found.is_row and (found.is_term or len(quote) <= SHORT):
            return self._phrase(found, quote, whole)
        candidates = whole or self._approximate(quote)
        if not candidates:
            return self._checked(found, Verdict.NOT_FOUND, reasons=("no similar passage was found",))
        return self._settled(found, candidates)

    def _settled(self, found: DraftQuotation, candidates: Sequence[_Candidate]) -> Checked:
        """Of the places where it may come from, the one that fits what the draft says of it."""
        named = self._rows.called(found.source) if found.is_row else ()
        candidates = [one for one in candidates if self._source(one) in named] or candidates
        best = candidates[0].rank[0]
        results = [self._told(found, one) for one in candidates if one.rank[0] == best]
        return min(results, key=lambda one: list(Verdict).index(one.verdict))

    def _told(self, found: DraftQuotation, candidate: _Candidate) -> Checked:
        places = tuple(self._place(alignment) for alignment in candidate.alignments)
        verdicts, reasons = [candidate.verdict], list(candidate.reasons)
        around = (
            "" if found.is_row else f"{found.told} {found.lead}"
        )  # a column of labels is nothing that is printed
        named = self._consents.named(found.text) or self._consents.named(around)
        speaker = SpeakerCheck.NOT_CHECKED
        if candidate.verdict is not Verdict.NOT_FOUND:
            turn = self._said.turn_at(candidate.alignments[0].first)
            person = self._people.speaking(turn, places[0].start)
            if found.is_row:
                speaker, wrong = self._rows.compared(found, person, turn)
                elsewhere = self._rows.contradiction_of_source(found, turn.source)
            else:
                wrong, elsewhere = self._people.contradiction(found, person, turn), ""
            for reason in filter(None, (wrong, elsewhere)):
                verdicts.append(Verdict.MISATTRIBUTED)
                reasons.append(reason)
            if any(not self._quotable(alignment) for alignment in candidate.alignments):
                verdicts.append(Verdict.NOT_CONSENTED)
                reasons.append("the speaker may not be quoted")
        for reason in dict.fromkeys([*([named] if named else ()), *self._redacted(candidate, told=named)]):
            verdicts.append(Verdict.NOT_CONSENTED)
            reasons.append(reason)
        return self._checked(
            found,
            gravest(verdicts),
            reasons=reasons,
            places=places,
            differences=candidate.differences,
            words=candidate.verdict,
            speaker=speaker,
        )

    def _source(self, candidate: _Candidate) -> str:
        return self._said.source_at(candidate.alignments[0].first)

    def _redacted(self, candidate: _Candidate, *, told: str) -> Iterator[str]:
        """Words that the draft prints and the dataset does not."""
        if candidate.verdict is Verdict.NOT_FOUND:
            return
        for step in (step for alignment in candidate.alignments for step in alignment.steps if step.same):
            for text, replacement in (
                (each.text, each.replacement) for each in self._said.redactions(step.a, step.b)
            ):
                if text not in told:
                    yield f"prints “{text}”; the dataset prints {replacement}"

    def _quotable(self, alignment: Alignment) -> bool:
        turn = self._said.turn_at(alignment.first)
        return self._people.speaking(turn, self._said.span(alignment.first, alignment.end).start).quotable

    def _phrase(self, found: DraftQuotation, quote: Printed, whole: Sequence[_Candidate]) -> Checked:
        """A few words, or a term: right if they were said, and no matter if not."""
        right = [one for one in whole if one.verdict in (Verdict.VERBATIM, Verdict.TIDIED)]
        named = self._consents.named(found.text)
        if named:
            words = right[0].verdict if right else Verdict.SHORT
            return self._checked(found, Verdict.NOT_CONSENTED, reasons=(named,), words=words)
        if right and (not found.is_term or len(quote) > SHORT):
            results = sorted((self._told(found, one) for one in right), key=lambda one: one.verdict.needs_a_person)
            if len(quote) > SHORT or not results[0].verdict.needs_a_person:
                return results[0]
        if found.is_term and len(quote) > SHORT:
            close = [one for one in self._approximate(quote) if one.verdict in (Verdict.ALTERED, Verdict.JOINED)]
            if close and close[0].alignments[0].matched >= max(_LEAST_SAME, 0.7 * len(quote)):
                return self._settled(found, close)
        return self._checked(found, Verdict.TERM if found.is_term else Verdict.SHORT)

    def _whole(self, quote: Printed) -> list[_Candidate]:
        """The places where the quotation stands as it is, or with nothing left out but at its ellipses."""
        pieces = quote.pieces()
        if not pieces:
            return []
        keys = quote.words.keys
        found = [self._finder.exact(keys[a:b]) for a, b in pieces]
        if not all(len(places) for places in found):
            return []
        placed = [self._in_order(int(start), pieces, found) for start in found[0][:_EXACT]]
        candidates = [self._candidate((alignment,), quote) for alignment in self._tightest(placed)]
        candidates = [one for one in candidates if one.verdict in (Verdict.VERBATIM, Verdict.TIDIED)]
        return sorted(candidates, key=lambda one: one.rank)

    def _tightest(self, placed: Sequence[Alignment | None]) -> list[Alignment]:
        """In each source those whose pieces stand closest; none that is much looser than another."""
        least: dict[str, int] = {}
        found = [
            (self._said.source_at(alignment.first), alignment.end - alignment.first, alignment)
            for alignment in placed
            if alignment
        ]
        for source, length, _ in found:
            least[source] = min(length, least.get(source, length))
        limit = min(least.values(), default=0) + _LOOSER
        return [alignment for source, length, alignment in found if length == least[source] <= limit]

    def _in_order(
        self, start: int, pieces: Sequence[tuple[int, int]], found: Sequence[Iterable[int]]
    ) -> Alignment | None:
        """The pieces one behind the other from here on, in one source."""
        limit = self._said.bounds(start)[1]
        steps: list[Step] = []
        at = start
        for (a, b), places in zip(pieces, found, strict=True):
            following = at if not steps else min((int(p) for p in places if at <= p < limit), default=-1)
            if following < 0:
                return None
            if steps and following > at:
                steps.append(Step(at, following, a, a, False))
            steps.append(Step(following, following + b - a, a, b, True))
            at = following + b - a
        return Alignment(2.0 * sum(b - a for a, b in pieces), tuple(steps)) if at <= limit else None

    def _approximate(self, quote: Printed) -> list[_Candidate]:
        """The ways in which the quotation may have come about, the likeliest first."""
        keys = quote.words.keys
        stretches = _stretches(quote, self._finder.near(keys), (self._said.keys, keys))
        alone = self._alone(quote, stretches)
        nothing = not alone or alone[0].verdict is Verdict.NOT_FOUND
        if nothing and (respelt := self._finder.respelt(quote)) is not None:
            stretches += _stretches(quote, self._finder.near_respelt(respelt[1]), respelt)
            alone = self._alone(quote, stretches)
        if not alone or not alone[0].verdict.needs_a_person:
            return alone
        best = max(one.alignments[0].score for one in alone)
        two = [
            pair
            for one, other in product(stretches, repeat=2)
            if (pair := joined(one, other, length=len(keys), above=best + JOIN))
            and sum(each.matched for each in pair) >= _JOINED * len(keys)
        ]
        if two:
            pair = max(two, key=lambda each: (each[0].score + each[1].score, -each[0].first))
            one, other = (self._spelt_out(each, quote) for each in pair)
            return [self._joined((one, other), quote)]
        return alone

    def _alone(self, quote: Printed, stretches: Iterable[AlignedWindow]) -> list[_Candidate]:
        """Each stretch as the one that the quotation is of, the likeliest first."""
        aligned = (stretch.whole() for stretch in stretches)
        made = [self._candidate((self._spelt_out(one, quote),), quote) for one in aligned if one.matched]
        return sorted(made, key=lambda one: one.rank)

    def _spelt_out(self, alignment: Alignment, quote: Printed) -> Alignment:
        """The same, with a step of its own for each word that is another spelling of what was said."""
        steps: list[Step] = []
        for step in alignment.steps:
            spelt = self._said.keys[step.a : step.b] == quote.words.keys[step.c : step.d] if step.same else None
            if spelt is None or spelt.all():
                steps.append(step)
                continue
            for at, same in enumerate(spelt.tolist()):
                steps.append(Step(step.a + at, step.a + at + 1, step.c + at, step.c + at + 1, same))
        return Alignment(alignment.score, tuple(steps))

    def _joined(self, pair: tuple[Alignment, Alignment], quote: Printed) -> _Candidate:
        one, other = pair
        same = self._said.bounds(one.first) == self._said.bounds(other.first)
        marked = other.steps[0].c in quote.gaps
        if same and marked and one.end <= other.first:
            gap = Step(one.end, other.first, other.steps[0].c, other.steps[0].c, False)
            through = Alignment(one.score + other.score, (*one.steps, gap, *other.steps))
            return self._candidate((through,), quote)
        where = "of one transcript" if same else "of two transcripts"
        order = ", in the wrong order" if same and other.first < one.first else ""
        told = tuple(each for alignment in pair for each in differences(self._said, quote, alignment))
        return _Candidate(pair, told, Verdict.JOINED, (f"two passages {where}{order}, joined into one",))

    def _candidate(self, aligned: tuple[Alignment], quote: Printed) -> _Candidate:
        [one] = aligned
        told = tuple(differences(self._said, quote, one))
        same = [len(words_of(each.printed).keys) for each in told if each.same]
        matched, length = one.matched + sum(same), max(1, len(quote))
        content = sum(self._tells(at) for step in one.steps if step.same for at in range(step.a, step.b))
        content += sum(each.why == ANOTHER_FIGURE or each.same for each in told)
        if matched < _ALTERED * length or (content < 1 and matched < length):
            verdict = Verdict.NOT_FOUND
            return _Candidate(
                aligned, (), verdict, ("these words were not found; the most similar passage is shown",)
            )
        if reason := self._two_places(one, quote):
            return _Candidate(aligned, told, Verdict.JOINED, (reason,))
        worst = max((difference.weight for difference in told), default=Weight.HARMLESS)
        verdict = (Verdict.VERBATIM, Verdict.TIDIED, Verdict.ALTERED)[worst]
        reasons = [each.why for each in told if each.weight is not Weight.HARMLESS]
        denied = self._denied_before(one, quote) or self._denied_after(one, quote)
        if worst is not Weight.CHANGED and denied:
            return _Candidate(aligned, told, Verdict.ALTERED, (denied,))
        return _Candidate(aligned, told, verdict, tuple(dict.fromkeys(reasons)))

    def _tells(self, at: int) -> bool:
        return plain(self._said.word(at)) not in lexicon_words("function_words")

    def _two_places(self, alignment: Alignment, quote: Printed) -> str:
        """Why the stretch is two places rather than one, or nothing."""
        voices = {
            self._said.turn_at(at).voice for step in alignment.steps if step.same for at in (step.a, step.b - 1)
        }
        if len(voices) > 1:
            return "words of two people, joined into one quotation"
        for step in alignment.steps:
            if step.same or step.b - step.a == 0:
                continue
            others = [at for at in range(step.a, step.b) if self._said.turn_at(at).voice not in voices]
            if step.c in quote.gaps:
                if len(others) > _BETWEEN:
                    return "two passages of one transcript, far apart"
            elif step.b - step.a > _APART and step.d - step.c < (step.b - step.a) / 2:
                return f"{step.b - step.a} words are omitted without an ellipsis"
        return ""

    def _denied_before(self, alignment: Alignment, quote: Printed) -> str:
        """A sentence that began with `No` or `Not`, printed from its second word on as if it were whole."""
        at = alignment.first - 1
        low = self._said.bounds(alignment.first)[0]
        if at < low or not quote.text.strip("“”\"'‘’( ")[:1].isupper():
            return ""
        opens = (
            at == low
            or any(mark in self._said.after(at - 1) for mark in ".?!")
            or self._said.turn_of[at - 1] != self._said.turn_of[at]
        )
        same_turn = self._said.turn_of[at] == self._said.turn_of[alignment.first]
        if opens and same_turn and not self._parted(at) and self._denies_next(at):
            return f"the sentence began with “{self._said.word(at)}”"
        return ""

    def _denies_next(self, at: int) -> bool:
        """Whether a word denies what follows: `Not one`, `No one`, `No help`, but not the answer in `No I went`."""
        word, following = plain(self._said.word(at)), plain(self._said.word(at + 1))
        if word == "no":
            talk = any(following in lexicon_words(name) for name in _TALK)
            return following == "one" or not (talk or is_negation(following))
        return is_negation(word)

    def _denied_after(self, alignment: Alignment, quote: Printed) -> str:
        """A sentence that went on with `not`, printed as if it had ended before."""
        end = alignment.end
        if end >= self._said.bounds(alignment.first)[1] or self._said.turn_of[end] != self._said.turn_of[end - 1]:
            return ""
        stops = quote.text.rstrip(" “”\"'‘’)")[-1:] in tuple(".!?")
        if stops and plain(self._said.word(end)) in ("not", "never") and not self._parted(end - 1):
            return f"the sentence went on with “{self._said.word(end)}”"
        return ""

    def _parted(self, at: int) -> bool:
        return bool(self._said.after(at).strip())

    def _place(self, alignment: Alignment) -> SourceLocation:
        turn = self._said.turn_at(alignment.first)
        span = self._said.span(alignment.first, alignment.end)
        person = self._people.speaking(turn, span.start)
        return SourceLocation(
            source=turn.source,
            file=self._people.sources[turn.source].file,
            turn_id=turn.turn_id,
            participant=turn.participant,
            attribution="the interviewer" if turn.is_asked else person.attribution,
            seconds=turn.seconds,
            start=span.start,
            end=span.end,
            said=self._said.text(alignment.first, alignment.end),
        )

    def _checked(
        self,
        found: DraftQuotation,
        verdict: Verdict,
        *,
        reasons: Iterable[str] = (),
        places: tuple[SourceLocation, ...] = (),
        differences: tuple[Difference, ...] = (),
        words: Verdict | None = None,
        speaker: SpeakerCheck = SpeakerCheck.NOT_CHECKED,
    ) -> Checked:
        return Checked(
            quote=found.text,
            line=found.line,
            verdict=verdict,
            reasons=tuple(reasons),
            places=places,
            differences=tuple(each for each in differences if each.weight is not Weight.HARMLESS),
            told=found.told,
            part=found.part,
            source=found.source,
            words=words or verdict,
            speaker=speaker,
        )


def _stretches(quote: Printed, places: Iterable[tuple[int, int]], keys: tuple[Keys, Keys]) -> list[AlignedWindow]:
    """The quotation beside each of these places; the keys are of what was said, and of the quotation."""
    said, printed = keys
    brackets = {bracket.before for bracket in quote.brackets}
    return [AlignedWindow(said[a:b], printed, base=a, gaps=quote.gaps, brackets=brackets) for a, b in places]
