"""Leaves out doubtful names that the study itself explains as something else, and adds places that were overlooked.

`PDG` is not an organisation if people also say “pupil development grant”; nor is `Education` if they mostly say
“education”. Only names found by the language model alone are doubted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

from pipeline.corpus.spans import NAME_WORD, Span
from pipeline.language.lexicons import words
from pipeline.organisations.known import PhraseFinder
from pipeline.organisations.names import (
    SMALL_WORDS,
    RawMention,
    folded_name,
    head_of,
    initials_of,
)
from pipeline.organisations.recognise import MODEL

_LOWER_CASE = re.compile(r"\b[a-z]{2,}\b")
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


@cache
def acts() -> re.Pattern[str]:
    """The words that follow a place name if it stands for an organisation."""
    verbs = "|".join(words("verbs_of_bodies"))
    return re.compile(rf"\s+(?:(?:also|then|just|never|always|actually)\s+)?(?:{verbs})\b")


def never_acting(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """The names ending in `fund` or `campaign` that never occur with a verb of what organisations do."""
    doubtful = {name for name in names if folded_name(name).split()[-1:] in (["fund"], ["campaign"])}
    phrases = PhraseFinder(doubtful)
    acting = {
        span.of(text)
        for text in texts
        for span in phrases.spans_in(text)
        if acts().match(text, span.end) or _ACTED_BY.search(text, max(0, span.start - _NEAR), span.start)
    }
    return doubtful - acting


_AT_WORK = re.compile(
    r"\b(?:by|at|join|joins|joined|(?:works?|worked|working|volunteers?|volunteered) (?:for|with)"
    r"|members? of|part of|called|(?:funding|grants?|money|people|staff|someone|somebody|colleagues|support) from"
    r"|partnership with|such as|including)\s+(?:the\s+)?$"
)
_OWNS = re.compile(r"['’]s?\s+[a-z]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n•–—-]\s*[\"“‘'(]*|^\W+)$")
_A_THING = re.compile(r"\s+([a-z]{3,})")
_COUNTED = re.compile(r"\b(?:an?|any|some|many|most|more|no|few|all|these|those|other|\d+)\s$", re.IGNORECASE)
_IN_A_LIST = re.compile(r"\s*(?:,|&|\band\b|,\s*and\b)\s*(?:the\s+)?")
_LEAST_WORDS = 2


class _Uses:
    """How names are used in a study: whether they act as bodies do, or stand for a thing."""

    def __init__(self, names: Iterable[str], texts: Sequence[str]) -> None:
        self.acting: set[str] = set()
        self.inside: set[str] = set()  # with a capital inside a sentence
        self._alone, self._with_thing = Counter[str](), Counter[str]()
        phrases = PhraseFinder(names)
        for text in texts:
            for span in phrases.spans_in(text):
                self._add(span, text)

    def _add(self, span: Span, text: str) -> None:
        name = span.of(text)
        before = text[max(0, span.start - _NEAR) : span.start]
        if _AT_WORK.search(before) or acts().match(text, span.end) or _OWNS.match(text, span.end):
            self.acting.add(name)
        if not _SENTENCE_START.search(before):
            self.inside.add(name)
        following = _A_THING.match(text, span.end)
        names_a_thing = following is not None and (
            following[1] in words("not_organisation_heads")
            or (following[1].endswith("s") and following[1] not in words("function_words"))
        )
        if _COUNTED.search(before) or names_a_thing:
            self._with_thing[name] += 1
        else:
            self._alone[name] += 1

    def is_thing(self, name: str) -> bool:
        """Whether it mostly stands before the word for a thing, or is counted: `an FOI request`, `21 MEPs`."""
        return name not in self.acting and self._with_thing[name] > self._alone[name]


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
        self._ordinary = {word for text in texts for word in _LOWER_CASE.findall(text)}

    def without(self, mentions: Sequence[RawMention]) -> list[RawMention]:
        """The remaining mentions, in order."""
        counts = Counter(folded_name(mention.text) for mention in mentions)
        plausible = [m for m in mentions if self._is_plausible(m, mentions_of=counts)]
        unknown = [m for m in plausible if not self._is_known(folded_name(m.text))]
        doubtful = {m.text for m in unknown if m.confidence <= MODEL} - {
            m.text for m in unknown if m.confidence > MODEL
        }
        explained = self._explained(doubtful, named={folded_name(m.text) for m in plausible})
        generic = self._generic({m.text for m in unknown if m.confidence > MODEL})
        doubtful |= generic
        explained |= generic
        explained |= self._without_evidence(doubtful - _listed_with_bodies(plausible))
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

    def _without_evidence(self, doubtful: set[str]) -> set[str]:
        """The names by the model alone that are ordinary words in capitals, or abbreviations of things.

        A name of several words is in doubt if the study writes each of them in lower case too (`Civil Aviation`),
        a single word if it has a capital only at the beginning of a sentence.
        """
        uses = _Uses(doubtful, self._texts)
        found: set[str] = set()
        for name in doubtful - uses.acting:
            own = [part for part in name.split() if part.casefold() not in SMALL_WORDS]
            if is_abbreviation(name):
                if uses.is_thing(name):
                    found.add(name)
            elif len(own) >= _LEAST_WORDS:
                if all(part.casefold() in self._ordinary for part in own):
                    found.add(name)
            elif name not in uses.inside and name.casefold() in self._ordinary:
                found.add(name)
        return found

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


def _listed_with_bodies(mentions: Sequence[RawMention]) -> set[str]:
    """The names that follow or precede a more certain one in a list."""
    found: set[str] = set()
    for one, other in pairwise(mentions):
        gap = other.start - one.end
        if one.source == other.source and 0 < gap < len(one.after) and _IN_A_LIST.fullmatch(one.after[:gap]):
            if one.confidence > MODEL:
                found.add(other.text)
            if other.confidence > MODEL:
                found.add(one.text)
    return found


def _is_among(phrase: str, named: Iterable[str]) -> bool:
    """Whether a folded phrase is one of these names or part of one, or has the form of a name and contains one."""
    is_body = head_of(phrase) != ""
    return any(f" {phrase} " in f" {name} " or (is_body and f" {name} " in f" {phrase} ") for name in named)
