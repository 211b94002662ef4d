"""Which names are doubtful, and what the study's own words say of them: an abbreviation spelt out, a lower case.

`PDG` is no organisation where people also say “pupil development grant”; `Education` is none where they mostly say
“education”. Only names that rest on the language model alone are doubted.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipeline.language.lexicons import words
from pipeline.organisations.mentions import RawMention
from pipeline.organisations.names import SMALL_WORDS, folded_name
from pipeline.organisations.phrases import Phrases
from pipeline.organisations.recognise import MODEL

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ABBREVIATION = re.compile(r"^[A-Z]{2,6}s?$")
_ENOUGH, _SHARE = 5, 0.15  # times that a name must be said, and how often of these before such a word
_OFTEN = 2  # times that a phrase must be said to explain an abbreviation


def is_abbreviation(name: str) -> bool:
    """Whether it is capitals alone."""
    return _ABBREVIATION.match(name) is not None


def spelt_out_as(abbreviations: Iterable[str], texts: Sequence[str]) -> dict[str, str]:
    """What each abbreviation stands for, as far as people say it in full, as they mostly write it.

    Sought are words one after another whose initials it is; small words between them do not count.
    """
    wanted: dict[str, list[str]] = defaultdict(list)
    for abbreviation in sorted(set(abbreviations)):
        letters = abbreviation.rstrip("s").casefold()
        if len(letters) > 1:
            wanted[letters[0]].append(letters)
    said: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        tokens = [(match[0].casefold(), *match.span()) for match in _WORD.finditer(text)]
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


def _end_of(letters: str, tokens: Sequence[tuple[str, int, int]]) -> int:
    """Where the phrase with these initials ends, if one begins at the first token; else 0."""
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
    """Whether a spelt-out phrase may be a name: in capitals, and no grant, plan or report by its last word."""
    parts = [part for part in phrase.split() if part.casefold() not in SMALL_WORDS]
    return all(part[0].isupper() for part in parts) and parts[-1].casefold() not in words("not_organisation_heads")


def mostly_lower_case(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """Those of the names (folded by case) that are written without capitals at least as often as with."""
    wanted = {name.casefold() for name in names}
    if not wanted:
        return set()
    phrases = Phrases(wanted, fold_case=True)
    lower, all_forms = Counter[str](), Counter[str]()
    for text in texts:
        for span in phrases.spans_in(text):
            name = span.of(text).casefold()
            all_forms[name] += 1
            lower[name] += span.of(text) == name
    return {name for name in wanted if 2 * lower[name] >= all_forms[name] > 0}


def names_a_paper_or_plan(names: Iterable[str], texts: Sequence[str]) -> set[str]:
    """Those of the names that often stand before a word such as review or scheme, and so name that, not a body."""
    phrases = Phrases(names)
    things = frozenset(words("not_organisation_heads"))
    seen, before_a_thing = Counter[str](), Counter[str]()
    for text in texts:
        for span in phrases.spans_in(text):
            name = span.of(text)
            seen[name] += 1
            following = _WORD.match(text, span.end + 1)
            before_a_thing[name] += following is not None and following[0].removesuffix("s") in things
    return {name for name, count in seen.items() if count >= _ENOUGH and before_a_thing[name] >= _SHARE * count}


class Doubts:
    """Leaves out the mentions that the study itself explains as something else than a body."""

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
            is_known: whether a folded name is beyond doubt.
            people: names of participants; a mention that is one of them is no organisation.
            other_labels: how often the model took a folded text for a person, a place or a people.
            texts: all that was said.
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
        """The mentions that are left, in order."""
        counts = Counter(folded_name(mention.text) for mention in mentions)
        plausible = [m for m in mentions if self._is_plausible(m, mentions_of=counts)]
        doubtful = {m.text for m in plausible if m.confidence <= MODEL and not self._is_known(folded_name(m.text))}
        explained = self._explained(doubtful)
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

    def _explained(self, doubtful: set[str]) -> set[str]:
        """Those that are a common word, a paper, or the short form of one."""
        meanings = spelt_out_as(filter(is_abbreviation, doubtful), self._texts)
        spelt = {name for name in doubtful if not is_abbreviation(name)}
        common = mostly_lower_case(spelt, self._texts)
        explained = names_a_paper_or_plan(spelt, self._texts) | {n for n in doubtful if n.casefold() in common}
        for name in doubtful:
            meaning = meanings.get(name.rstrip("s"))
            if meaning is not None and not names_a_body(meaning):
                explained.add(name)
        return explained
