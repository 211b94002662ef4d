"""Which labels of a file are speakers: by their form, how often they occur, and where in the conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.layouts import Layout
from pipeline.ingest.turn_starts import UNKNOWN, Opening
from pipeline.language.lexicons import lexicon_words, word_set
from pipeline.people.labels import (
    could_be_unusual_label,
    honorific_of,
    initials_of,
    is_code,
    is_field,
    is_role,
    is_talk,
    label_key,
    name_words,
    plausible,
    sure_alone,
)

_ENDS_ASKING = re.compile(r"\?[\s\"'”’)\]]*$")
_DAYS_AND_RELATIVES = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december today tomorrow yesterday tonight mum mam mom dad mother father
    mummy daddy nan nana gran grandma granny grandad grandpa plus minus"""
)
_COMMON_WORDS = (
    *("concrete_words", "abstract_words", "organisation_nouns", "people_words", "function_words"),
    *("kind_words", "organisation_acronyms"),
)
_ALIKE = 86  # of 100
_RARE = 2  # a label that occurs no more often than this needs evidence
_ASKER = 0.3  # share of turns that end in a question, from which somebody is an asker
_LEAST_SUPPORT = 0.5  # share of the occurrences that must fit into the conversation
_LEAST_SUPPORT_OF_FREQUENT = 0.3
_MOSTLY = 0.8  # share of sentences after sure labels that begin with a capital


def accepted_labels(
    layout: Layout,
    found: Mapping[int, Opening],
    lines: Sequence[Line],
    *,
    width: int,
    listed: Collection[str] = (),
) -> set[str]:
    """The keys of the labels that are speakers.

    Args:
        layout: how they are marked.
        found: what looks like the start of a turn, by index of the line.
        lines: the text.
        width: at which lines were wrapped; 0 if they were not.
        listed: keys of labels in participants.csv.
    """
    evidence = _Evidence(found, lines, listed)
    if layout.name == "voices":
        return {key for key, label in evidence.shown.items() if not is_field(label)}
    accepted = _by_form(layout, evidence, _closed_labels(found, lines, width=width))
    if layout.wants_repeats:
        return accepted
    unusual = {key for key in evidence.counts if key not in accepted and evidence.is_unusual_candidate(key)}
    weak = {key for key in accepted if not evidence.is_sure(key)} | unusual
    sure = accepted - weak | {key for key in unusual if evidence.counts[key] > _RARE}
    if len(sure) < 2:  # a short file, in which nothing recurs
        sure |= {key for key in weak if evidence.counts[key] > 1}
    if not sure:
        return accepted
    return {key for key in accepted | unusual if key not in weak or evidence.supports(key, sure)}


def _closed_labels(found: Mapping[int, Opening], lines: Sequence[Line], *, width: int) -> set[str]:
    """Labels before whose last occurrence the text does not run on."""
    last = {label_key(opening.label): at for at, opening in found.items()}
    return {key for key, at in last.items() if _is_closed(lines, at, width=width)}


def _by_form(layout: Layout, evidence: _Evidence, closed: Collection[str]) -> set[str]:
    """Labels whose form and frequency fit, before anybody asks where they occur."""
    shown, counts = evidence.shown, evidence.counts
    accepted = set()
    for key, count in counts.items():
        label = shown[key]
        if is_talk(label) and not (is_role(label) and count > 1):
            continue
        form = plausible(label) or (count > _RARE and label.isalpha() and len(label) < 20)
        if form and (count > 1 or (not layout.wants_repeats and sure_alone(label) and key in closed)):
            accepted.add(key)
    if layout.wants_repeats:
        capitals = [key for key in accepted if shown[key].isupper()]
        for key in counts:
            if len(capitals) > 1 and shown[key].isupper() and sure_alone(shown[key]):
                accepted.add(key)
    elif accepted:
        # Next to sure labels, a single first name is one too.
        accepted |= {key for key in counts if key in closed and _is_first_name(shown[key])}
    return accepted


class _Evidence:
    """What a file shows of its labels."""

    def __init__(self, found: Mapping[int, Opening], lines: Sequence[Line], listed: Collection[str]) -> None:
        self._found = found
        self._lines = lines
        self._listed = listed
        self._keys = {at: label_key(opening.label) for at, opening in found.items()}
        self.counts = Counter(self._keys.values())
        self.shown = {label_key(opening.label): opening.label for opening in reversed(list(found.values()))}

    def is_unusual_candidate(self, key: str) -> bool:
        """Whether a label of unusual form (lower case, a bar, a telephone number) may be considered."""
        if key in self._listed or (is_unusual_but_sure(self.shown[key]) and self._is_next_to_latin_speech(key)):
            return True
        return self.counts[key] > 1 and could_be_unusual_label(self.shown[key])

    def is_sure(self, key: str) -> bool:
        """Whether form, frequency or participants.csv leave no doubt."""
        if key in self._listed or names_person(self.shown[key]):
            return True
        if could_be_thing(self.shown[key]):
            return False
        return self.counts[key] > _RARE and plausible(self.shown[key])

    def supports(self, key: str, sure: Collection[str]) -> bool:
        """Whether the conversation needs the label: without it, somebody would answer their own question."""
        label = self.shown[key]
        if key in self._listed or (is_unusual_but_sure(label) and self._is_next_to_latin_speech(key)):
            return True
        if plausible(label) and key not in sure and self._continues_sentence(key, sure):
            return False
        others = [each for each in self.counts if each != key and (each in sure or names_person(self.shown[each]))]
        if self.counts[key] <= _RARE and any(_is_short_for(key, self.shown[other]) for other in others):
            return True
        occurrences = [each for each in self._occurrences(key, sure) if each is not None]
        if not occurrences:
            return self.counts[key] > 1 and plausible(label) and not could_be_thing(label)
        least = _LEAST_SUPPORT_OF_FREQUENT if self.counts[key] > _RARE else _LEAST_SUPPORT
        return sum(occurrences) >= least * len(occurrences)

    def _occurrences(self, key: str, sure: Collection[str]) -> Iterable[bool | None]:
        """Of each occurrence whether it fits in: after a question, or between two turns of one other person."""
        starts = [at for at, each in self._keys.items() if each in sure or each == key]
        for place, at in enumerate(starts):
            if self._keys[at] != key:
                continue
            before = self._keys[starts[place - 1]] if place else None
            after = self._keys[starts[place + 1]] if place + 1 < len(starts) else None
            if before is None or (after is None and self.counts[key] > 1):
                yield None  # the first and last turns of a file prove nothing
            elif before == key:
                yield False
            else:
                asked = self._asking.get(before, 0.0) >= _ASKER and _ENDS_ASKING.search(self._text_before(at))
                yield bool(asked) or before == after

    @cached_property
    def _asking(self) -> dict[str, float]:
        """The share of each label's turns that end in a question."""
        asked = Counter[str]()
        starts = list(self._keys)
        for at, following in zip(starts, [*starts[1:], len(self._lines)], strict=True):
            asked[self._keys[at]] += _ENDS_ASKING.search(self._text_before(following)) is not None
        return {key: asked[key] / count for key, count in self.counts.items()}

    def _text_before(self, at: int) -> str:
        above = (line for line in reversed(self._lines[:at]) if line.mark is None and not line.blank)
        return next((line.text[-80:] for line in above), "")

    def _continues_sentence(self, key: str, sure: Collection[str]) -> bool:
        """Whether small letters follow the label, in a file whose turns begin with capitals."""
        speeches = [(self._keys[at], opening.speech) for at, opening in self._found.items() if opening.speech]
        own = [speech for each, speech in speeches if each == key]
        others = [speech for each, speech in speeches if each != key and each in sure]
        capitals = sum(not speech[0].islower() for speech in others)
        return bool(own) and all(speech[0].islower() for speech in own) and capitals >= _MOSTLY * len(others)

    def _is_next_to_latin_speech(self, key: str) -> bool:
        """Whether the words after the label are in another script: a name, where the talk is in English."""
        speech = "".join(o.speech for o in self._found.values() if label_key(o.label) == key)
        return not speech or bool(re.search(r"[A-Za-z]", speech))


@lru_cache(maxsize=20_000)
def names_person(label: str) -> bool:
    """Whether a label is a role, a code, or a name with a given name or title in it."""
    if is_talk(label):
        return False
    if is_role(label) or is_code(label) or honorific_of(label) or label_key(label) == label_key(UNKNOWN):
        return sure_alone(label) or is_code(label) or not could_be_thing(label)
    first = next(iter(name_words(label)), "").casefold()
    return first in lexicon_words("given_names") and not could_be_thing(label)


@lru_cache(maxsize=20_000)
def could_be_thing(label: str) -> bool:
    """Whether a label may name a day, a relative, a benefit or another thing that an answer is about."""
    words = [word.casefold() for word in name_words(label)]
    if not _DAYS_AND_RELATIVES.isdisjoint(words[:1]) and len(words) < 2:
        return True
    given = lexicon_words("given_names") - lexicon_words("names_that_are_words")
    if not words or words[0] in given or is_role(label) or is_code(label):
        return False
    return any(word in lexicon_words(name) for word in words for name in _COMMON_WORDS)


@lru_cache(maxsize=20_000)
def is_unusual_but_sure(label: str) -> bool:
    """Whether a label is a telephone number, or a short name in a script that has no capitals."""
    if re.fullmatch(r"\+?\(?\d[\d ()-]{6,20}\d", label):
        return True
    letters = [char for char in label if char.isalpha()]
    caseless = bool(letters) and all(char.upper() == char.lower() for char in letters)
    return caseless and len(label.split()) <= 4 and len(label) <= 40 and could_be_unusual_label(label)


def _is_short_for(key: str, label: str) -> bool:
    """Whether a label is another one with a letter or two wrong, a part of it, or its initials."""
    from rapidfuzz import fuzz

    if key in initials_of(label) or key in {word.casefold() for word in name_words(label)}:
        return True
    return len(key) > 4 and fuzz.ratio(key, label_key(label)) >= _ALIKE


def _is_closed(lines: Sequence[Line], at: int, *, width: int) -> bool:
    """Whether the line before does not run on into this one, in text that was wrapped at `width`."""
    above = (line for line in reversed(lines[max(0, at - 3) : at]) if line.mark is None)  # not a line's number
    before = next((line.text for line in above), "") if width else ""
    return len(before) < width - 25 or not furniture.ends_open(before)


def _is_first_name(label: str) -> bool:
    return re.fullmatch(r"[A-Z][a-zà-ÿ'’-]{1,14}\d?", label) is not None and plausible(label) and not is_talk(label)
