"""Leaves out doubtful names that the study itself explains as something else, and adds places that were overlooked.

`PDG` is not an organisation if people also say “pupil development grant”; nor is `Education` if they mostly say
“education”. Only names found by the language model alone are doubted.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from pipeline.corpus.spans import NAME_WORD, Span, SpanIndex
from pipeline.language.lexicons import words
from pipeline.organisations.known import PhraseFinder
from pipeline.organisations.name_comparison import distinctive_words
from pipeline.organisations.names import (
    PROVISIONAL,
    SMALL_WORDS,
    FoundName,
    RawMention,
    RecognisedNames,
    folded_name,
    head_of,
    heads,
    initials_of,
    never_in_capitals,
    never_organisations,
)
from pipeline.organisations.recognise import MODEL, PATTERN

_ABBREVIATION = re.compile(r"^[A-Z]{2,6}s?$")
_DEFINED = re.compile(r"\s\(([A-Z]{2,6})s?\)")
_BEFORE = 100  # characters
_ENOUGH, _SHARE = 5, 0.15  # the least number of occurrences of a name, and the share of these before such a word
_OFTEN = 2  # how often a phrase must occur to explain an abbreviation


def is_abbreviation(name: str) -> bool:
    """Whether a name consists of capitals only."""
    return _ABBREVIATION.match(name) is not None


def spelt_out_as(abbreviations: Iterable[str], texts: Sequence[str]) -> dict[str, str]:
    """The full form of each abbreviation, if the texts contain it, in its most usual spelling.

    A full form is a sequence of words with these initials; function words in between are ignored.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for abbreviation in sorted(set(abbreviations)):
        letters = abbreviation.rstrip("s").casefold()
        if len(letters) > 1:
            wanted[letters[0]].append(letters)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        tokens = [(match[0].casefold(), *match.span()) for match in NAME_WORD.finditer(text)]
        for at, (token, start, _) in enumerate(tokens):
            if token[0] not in wanted or token in SMALL_WORDS:
                continue
            for letters in wanted[token[0]]:
                end = _end_of(letters, tokens[at : at + 2 * len(letters)])
                if end:
                    phrase = " ".join(text[start:end].split())
                    said[letters][phrase.casefold()] += 1
                    written[phrase.casefold()][phrase] += 1
    result = {}
    for letters, phrases in said.items():
        phrase, count = min(phrases.items(), key=lambda item: (-item[1], item[0]))
        if count >= _OFTEN:
            result[letters.upper()] = min(written[phrase].items(), key=lambda item: (-item[1], item[0]))[0]
    return result


def defined_in_brackets(abbreviations: Iterable[str], texts: Sequence[str]) -> dict[str, str]:
    """The full form of each abbreviation that a text gives in brackets: `Right to Buy (RTB)`."""
    wanted = {abbreviation.rstrip("s") for abbreviation in abbreviations}
    found: dict[str, str] = {}
    for text in texts:
        for match in _DEFINED.finditer(text):
            if match[1] not in wanted:
                continue
            written = text[max(0, match.start() - _BEFORE) : match.start()].split()
            for count in range(len(match[1]), min(len(written), 2 * len(match[1])) + 1):
                phrase = " ".join(written[-count:]).lstrip("‘“'\"(")
                if match[1] in initials_of(phrase):
                    found.setdefault(match[1], phrase)
    return found


def _end_of(letters: str, tokens: Sequence[tuple[str, int, int]]) -> int:
    """The end of the phrase with these initials, if one starts at the first token; else 0."""
    matched = 0
    for token, _, end in tokens:
        if token[0] == letters[matched] and len(token) > 2 and token not in SMALL_WORDS:
            matched += 1
            if matched == len(letters):
                return end
        elif token not in SMALL_WORDS:
            return 0
    return 0


def names_a_body(phrase: str) -> bool:
    """Whether a spelt-out phrase may be a name: capitalised, and not ending in `grant`, `plan` or similar."""
    parts = [part for part in phrase.split() if part.casefold() not in SMALL_WORDS]
    return all(part[0].isupper() for part in parts) and parts[-1].casefold() not in words("not_organisation_heads")


def mostly_lower_case(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """The names (case-folded) that occur at least as often in lower case as with capitals."""
    wanted = {name.casefold() for name in names}
    if not wanted:
        return set()
    phrases = PhraseFinder(wanted, fold_case=True)
    lower, all_forms = Counter[str](), Counter[str]()
    for text in texts:
        for span in phrases.spans_in(text):
            name = span.of(text).casefold()
            all_forms[name] += 1
            first, _, others = span.of(text).partition(" ")
            lower[name] += first == first.casefold() if not others else others == others.casefold()
    return {name for name in wanted if 2 * lower[name] >= all_forms[name] > 0}


def names_a_paper_or_plan(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """The names that often precede a word such as `review` or `scheme`, and so are not those of organisations."""
    phrases = PhraseFinder(names)
    things = frozenset(words("not_organisation_heads"))
    seen, before_a_thing = Counter[str](), Counter[str]()
    for text in texts:
        for span in phrases.spans_in(text):
            name = span.of(text)
            seen[name] += 1
            following = NAME_WORD.match(text, span.end + 1)
            before_a_thing[name] += following is not None and following[0].removesuffix("s") in things
    return {name for name, count in seen.items() if count >= _ENOUGH and before_a_thing[name] >= _SHARE * count}


_ACTED_BY = re.compile(
    r"\b(?:funded|paid|backed|supported|financed|sponsored|commissioned|run)\s+by\s+(?:the\s+)?$"
)
_NEAR = 40  # characters


def never_acting(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """The names ending in `fund` or `campaign` that never occur with a verb of what organisations do."""
    doubtful = {name for name in names if folded_name(name).split()[-1:] in (["fund"], ["campaign"])}
    phrases = PhraseFinder(doubtful)
    acting = {
        span.of(text)
        for text in texts
        for span in phrases.spans_in(text)
        if _acts().match(text, span.end) or _ACTED_BY.search(text, max(0, span.start - _NEAR), span.start)
    }
    return doubtful - acting


class DoubtFilter:
    """Leaves out mentions that the study itself explains as something other than an organisation."""

    def __init__(
        self,
        *,
        is_known: Callable[[str], bool],
        people: Iterable[str],
        other_labels: Mapping[str, Counter[str]],
        texts: Sequence[str],
    ) -> None:
        """Set up.

        Args:
            is_known: whether a folded name is certain.
            people: names of participants, which are not organisations.
            other_labels: how often the model labelled a folded text as a person or a place.
            texts: all turns of the study.
        """
        self._is_known = is_known
        self._people_words = {word for name in people if name for word in folded_name(name).split()}
        self._other_labels = other_labels
        self._surnames = {
            word
            for folded, labels in other_labels.items()
            if len(folded.split()) > 1 and labels["PERSON"] == labels.total()
            for word in folded.split()
        }
        self._texts = texts

    def without(self, mentions: Sequence[RawMention]) -> list[RawMention]:
        """The remaining mentions, in order."""
        counts = Counter(folded_name(mention.text) for mention in mentions)
        plausible = [m for m in mentions if self._is_plausible(m, mentions_of=counts)]
        unknown = [m for m in plausible if not self._is_known(folded_name(m.text))]
        doubtful = {m.text for m in unknown if m.confidence <= MODEL}
        explained = self._explained(doubtful, named={folded_name(m.text) for m in plausible})
        generic = self._generic({m.text for m in unknown if m.confidence > MODEL})
        doubtful |= generic
        explained |= generic
        doubtful |= (inactive := never_acting({m.text for m in unknown}, self._texts))
        explained |= inactive
        return [m for m in plausible if m.text not in doubtful or m.text not in explained]

    def _is_plausible(self, mention: RawMention, *, mentions_of: Counter[str]) -> bool:
        folded = folded_name(mention.text)
        if self._is_known(folded):
            return True
        if not folded or set(folded.split()) <= self._people_words:
            return False
        if mention.confidence > MODEL:
            return True
        others = self._other_labels.get(folded)
        return folded not in self._surnames and (others is None or others.total() < mentions_of[folded])

    def _generic(self, names: set[str]) -> set[str]:
        """The names of two words or more that the study writes in lower case as well: `Social Care Services`."""
        capitalised = {name for name in names if " " in name and name[0].isupper()}
        common = mostly_lower_case(capitalised, self._texts)
        return {name for name in capitalised if name.casefold() in common}

    def _explained(self, doubtful: set[str], *, named: set[str]) -> set[str]:
        """The names that are a common word, a document or its abbreviation.

        Args:
            doubtful: names found by the model alone.
            named: the folded text of all mentions, one of which an abbreviation of a body should stand for.
        """
        short = {name for name in doubtful if is_abbreviation(name)}
        meanings = spelt_out_as(short, self._texts) | defined_in_brackets(short, self._texts)
        spelt = doubtful - short
        common = mostly_lower_case(spelt, self._texts)
        explained = names_a_paper_or_plan(spelt, self._texts) | {n for n in doubtful if n.casefold() in common}
        for name in doubtful:
            meaning = meanings.get(name.rstrip("s"))
            if meaning is not None and not (names_a_body(meaning) and _is_among(folded_name(meaning), named)):
                explained.add(name)
        return explained


def _is_among(phrase: str, named: Iterable[str]) -> bool:
    """Whether a folded phrase is one of these names or part of one, or has the form of a name and contains one."""
    is_body = head_of(phrase) != ""
    return any(f" {phrase} " in f" {name} " or (is_body and f" {name} " in f" {phrase} ") for name in named)


_ACRONYM = re.compile(r"\(\s*(?:the\s+)?([A-Z][A-Za-z&]{1,8}[A-Z])\s*\)|\b([A-Z][A-Z&]{2,8})\b")
_BEHIND = 60  # characters after a name in which its acronym may follow
_ELSEWHERE = "named elsewhere in the study"
_SHORTEST_NAME = 2  # letters
_SHORTEST = 3  # letters of an acronym that is searched for even if nobody introduced it
_SPELT_OTHERWISE = re.compile(r"^(?=\S*[a-z])\S+[A-Z]\S*$")  # a capital inside the word
_THE = re.compile(r"\b(?:the|our)\s$")
_GOES_ON = re.compile(r"\s+(?:&|[A-Z])|-")


def add_repeats(texts: Sequence[str], found: Sequence[RecognisedNames], *, also: Iterable[str] = ()) -> None:
    """Add occurrences of known names that `recognise` overlooked to `found`.

    Names of two words or more are searched for everywhere, and acronyms after the name that they abbreviate. These
    are added provisionally and count only if the resolver finds the whole name in the same source: initials of
    three letters or more, the last word of a name after `the`, and the distinctive words of a name before a verb of
    what organisations do.

    Args:
        texts: the texts of turns.
        found: the names found in each text.
        also: names that were found elsewhere.
    """
    names = _names(texts, found) | {name for name in also if len(name.split()) > 1}
    shorts = _ShortForms((name for name in names if len(name.split()) > 1), texts=texts)
    repeated = PhraseFinder(names)
    seldom = PhraseFinder(_names_from_model(texts, found) - names)
    for text, here in zip(texts, found, strict=True):
        again = (s for s in repeated.spans_in(text) if not _ministers().search(text, max(0, s.start - 40), s.start))
        _add(here, again, basis=_ELSEWHERE)
        _add(here, (s for s in seldom.spans_in(text)), basis=_ELSEWHERE, confidence=MODEL)
        others = (Span(start, end) for start, end, label in here.others if label == "PERSON")
        people = SpanIndex(person for person in others if " " in person.of(text))
        short = (s for s in shorts.spans_in(text) if not people.overlapping(s))
        _add(here, short, basis=PROVISIONAL)


def _names(texts: Sequence[str], found: Sequence[RecognisedNames]) -> set[str]:
    names: set[str] = set()
    for text, here in zip(texts, found, strict=True):
        for start, end, confidence, _ in here.organisations:
            name = text[start:end]
            if len(name.split()) > 1 and (confidence >= PATTERN or folded_name(name).split()[-1] in heads()):
                names.add(name)
            for match in _ACRONYM.finditer(text, end, end + _BEHIND):
                acronym = match[1] or match[2]
                if acronym.upper() in initials_of(name):
                    names.add(acronym)
    return {name for name in names if folded_name(name) not in never_organisations()}


def _names_from_model(texts: Sequence[str], found: Sequence[RecognisedNames]) -> set[str]:
    """Names of any form, including single words, that the model mostly labels as an organisation.

    Names that also occur in lower case are left out, because they are words. The model must have found the name
    twice, or in half of its places, so that one error is not repeated everywhere; spellings such as `myTown` are
    left out too.
    """
    bodies, others = Counter[str](), Counter[str]()
    for text, here in zip(texts, found, strict=True):
        bodies.update(text[one.start : one.end] for one in here.organisations)
        others.update(text[one.start : one.end] for one in here.others)
    names = {
        name
        for name, count in bodies.items()
        if count > others[name] and len(name) > _SHORTEST_NAME and folded_name(name) not in never_organisations()
    }
    names = {name for name in names if folded_name(name) not in heads()}
    lower = {name.casefold() for name in names if not is_abbreviation(name)}
    finder = PhraseFinder(names | lower)
    said = Counter(span.of(text) for text in texts for span in finder.spans_in(text))
    enough = {n for n in names if bodies[n] >= _OFTEN or 2 * bodies[n] >= said[n] or _SPELT_OTHERWISE.match(n)}
    return {name for name in enough if name.casefold() not in said}


class _ShortForms:
    """The short forms of names, where they are used as such."""

    def __init__(self, names: Iterable[str], *, texts: Sequence[str]) -> None:
        initials: set[str] = set()
        lasts: set[str] = set()
        stems: set[str] = set()
        for name in names:
            initials |= {letters for letters in initials_of(name) if len(letters) >= _SHORTEST}
            parts = name.split()
            if parts[-1].istitle() and folded_name(parts[-1]) not in heads():
                lasts.add(parts[-1])
            own = distinctive_words(folded_name(name))
            stem = " ".join(parts[: len(own)])
            if 0 < len(own) < len(parts) and folded_name(stem) == " ".join(own):
                stems.add(stem)
        # What the study mostly writes in lower case is an ordinary word: the child, in a convention on its rights.
        common = mostly_lower_case(lasts | stems, texts) | never_organisations()
        self._initials = PhraseFinder(initials - never_in_capitals())
        self._lasts = PhraseFinder(last for last in lasts if last.casefold() not in common)
        self._stems = PhraseFinder(stem for stem in stems if stem.casefold() not in common)

    def spans_in(self, text: str) -> Iterator[Span]:
        """Their spans in a text."""
        yield from self._initials.spans_in(text)
        for span in self._lasts.spans_in(text):
            if _THE.search(text, max(0, span.start - 5), span.start) and not _GOES_ON.match(text, span.end):
                yield span
        for span in self._stems.spans_in(text):
            if _acts().match(text, span.end):
                yield span


@cache
def _ministers() -> re.Pattern[str]:
    """The words before an office-holder's portfolio: `Minister for Health and Social Services`."""
    return re.compile(rf"\b(?:state|{'|'.join(words('offices'))})\s+for\s+(?:the\s+)?$", re.IGNORECASE)


@cache
def _acts() -> re.Pattern[str]:
    """The words that follow a place name if it stands for an organisation."""
    verbs = "|".join(words("verbs_of_bodies"))
    return re.compile(rf"\s+(?:(?:also|then|just|never|always|actually)\s+)?(?:{verbs})\b")


def _add(here: RecognisedNames, spans: Iterable[Span], *, basis: str, confidence: float = PATTERN) -> None:
    """Add spans that are not inside another; provisional ones only if they overlap none."""
    there = here.organisations  # in order, not nested
    for span in spans:
        first = bisect_right(there, span.start, key=lambda one: one.end)
        last = bisect_left(there, span.end, key=lambda one: one.start)
        clashes = [Span(one.start, one.end) for one in there[first:last]]
        if any(one.contains(span) for one in clashes) or (
            clashes and (basis == PROVISIONAL or confidence <= MODEL)
        ):
            continue
        there[first : max(first, last)] = [FoundName(*span, confidence, basis)]
