"""Decides which labels of a file are speakers: by form, frequency and position in the conversation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.documents import furniture
from pipeline.documents.document import Line
from pipeline.ingest.layouts import Layout
from pipeline.ingest.turn_starts import UNKNOWN, TurnStart
from pipeline.language.lexicons import lexicon_words, word_set
from pipeline.language.words import is_common_word
from pipeline.people.labels import (
    could_be_unusual_label,
    honorific_of,
    initials_of,
    is_code,
    is_field,
    is_role,
    is_talk,
    is_unnamed_voice,
    label_key,
    looks_like_name,
    name_words,
    plausible,
    sure_alone,
)

_ENDS_ASKING = re.compile(r"\?[\s\"'”’)\]]*$")
_RELATIVES_AND_TIMES = word_set(
    """today tomorrow yesterday tonight mum mam mom dad mother father mummy daddy nan nana gran grandma granny
    grandad grandpa plus minus"""
)
_COMMON_WORDS = (
    *("concrete_words", "abstract_words", "organisation_nouns", "people_words", "function_words"),
    *("kind_words", "organisation_acronyms"),
)
_ALIKE = 86  # similarity out of 100
_MOST_COMPARED = 100  # number of frequent labels with which the spelling of a rare one is compared
_RARE = 2  # a label that occurs no more often than this needs evidence
_ASKER = 0.3  # share of turns that end in a question above which a person counts as an asker
_LEAST_SUPPORT = 0.5  # share of the occurrences that must fit into the conversation
_LEAST_SUPPORT_OF_FREQUENT = 0.3
_MANY_ROWS = 10  # number of table rows above which a rare label is weak evidence
# Rows between those of speakers that describe the recording or the page.
_IN_TRANSCRIPTS = re.compile(
    r"\b(?:info(?:rmation)?|notes?|music|jingle|sound|noise|silence|pauses?|breaks?|laugh(?:s|ter)?|applause|end|start|"
    r"begin(?:s|ning)?|intro|outro|links?|recording|tape|transcriber|transcription|crosstalk|inaudible|unclear|n/?a|"
    r"none|interval|interruption|tags?|comments?|summary|heading|title|section|chapter)\b",
    re.IGNORECASE,
)
_MOSTLY = 0.8  # share of sentences after sure labels that begin with a capital
_NEARLY_EVERY = 0.9  # share of the lines
_REPEATED = (
    0.25  # share of labels that repeat the label before, above which every caption or line is taken to have one
)


def accepted_labels(
    layout: Layout,
    found: Mapping[int, TurnStart],
    lines: Sequence[Line],
    *,
    width: int,
    listed: Collection[str] = (),
) -> set[str]:
    """The keys of the labels that are speakers.

    Args:
        layout: how speakers are marked.
        found: lines that look like the start of a turn, by line index.
        lines: the text.
        width: width at which lines were wrapped; 0 if they were not.
        listed: keys of labels in participants.csv.
    """
    evidence = _Evidence(found, lines, listed)
    if layout.name == "voices":
        return {key for key in evidence.shown if not evidence.names_nobody(key)}
    accepted = _by_form(layout, evidence, _closed_labels(found, lines, width=width))
    if layout.wants_repeats:
        return accepted
    unusual = {key for key in evidence.counts if key not in accepted and evidence.is_unusual_candidate(key)}
    weak = {key for key in accepted if not evidence.is_sure(key)} | unusual
    sure = accepted - weak | {key for key in unusual if evidence.counts[key] > _RARE}
    if len(sure) < 2:  # a short file in which no label recurs
        sure |= {key for key in weak if evidence.counts[key] > 1}
    if not sure:
        return accepted
    conversation = _Conversation(evidence, sure)
    return {key for key in accepted | unusual if key not in weak or conversation.supports(key)}


def _closed_labels(found: Mapping[int, TurnStart], lines: Sequence[Line], *, width: int) -> set[str]:
    """Labels whose last occurrence does not continue the line above it."""
    last = {label_key(opening.label): at for at, opening in found.items()}
    return {key for key, at in last.items() if _is_closed(lines, at, width=width)}


def _by_form(layout: Layout, evidence: _Evidence, closed: Collection[str]) -> set[str]:
    """Labels whose form and frequency fit, before their positions are considered."""
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
        # After sure labels, a single first name is accepted as well.
        accepted |= {key for key in counts if key in closed and _is_first_name(shown[key])}
    return accepted


class _Evidence:
    """The evidence about labels in a file."""

    def __init__(self, found: Mapping[int, TurnStart], lines: Sequence[Line], listed: Collection[str]) -> None:
        self.lines = lines
        self._listed = listed
        self.keys = {at: label_key(opening.label) for at, opening in found.items()}
        self.counts = Counter(self.keys.values())
        self.shown = {label_key(opening.label): opening.label for opening in reversed(list(found.values()))}
        self.speeches: dict[str, list[str]] = defaultdict(list)
        self.places: dict[str, list[int]] = defaultdict(list)
        for at, opening in found.items():
            self.places[self.keys[at]].append(at)
            if opening.speech:
                self.speeches[self.keys[at]].append(opening.speech)

    def names_nobody(self, key: str) -> bool:
        """Whether a cell in a column of speakers is not a speaker: `MORE INFO`, `[music]`, `n/a`, `Pause`."""
        label = self.shown[key]
        if key in self._listed or is_field(label):
            return key not in self._listed
        if self.counts[key] > _RARE or len(self.keys) < _MANY_ROWS:
            return False
        if label[0] in "[(<*-" or not re.search(r"[^\W_]", label) or _IN_TRANSCRIPTS.search(label):
            return True
        return not names_person(label) and (could_be_thing(label) or is_talk(label))

    def is_unusual_candidate(self, key: str) -> bool:
        """Whether a label of unusual form (lower case, a vertical bar, a telephone number) may be considered."""
        return self.is_certain(key) or (self.counts[key] > 1 and could_be_unusual_label(self.shown[key]))

    def is_certain(self, key: str) -> bool:
        """Whether the label is in participants.csv, a telephone number, or a name in another script."""
        if key in self._listed:
            return True
        # In a conversation in another script, the script of a label is not evidence.
        speech = "".join(self.speeches.get(key, ()))
        return is_unusual_but_sure(self.shown[key]) and (not speech or bool(re.search(r"[A-Za-z]", speech)))

    def is_sure(self, key: str) -> bool:
        """Whether form, frequency or participants.csv leave no doubt about the label."""
        if key in self._listed or names_person(self.shown[key]):
            return True
        if could_be_thing(self.shown[key]):
            return False
        if is_unproven(self.shown[key]):
            return False
        whole_name = looks_like_name(self.shown[key]) and self.counts[key] > 1
        return whole_name or (self.counts[key] > _RARE and plausible(self.shown[key]))

    @cached_property
    def asking(self) -> dict[str, float]:
        """The share of each label's turns that end in a question."""
        asked = Counter[str]()
        for at, following in pairwise([*self.keys, len(self.lines)]):
            asked[self.keys[at]] += self.asked_before(following)
        return {key: asked[key] / count for key, count in self.counts.items()}

    def asked_before(self, at: int) -> bool:
        """Whether the last words above a line are a question."""
        above = (self.lines[before] for before in range(at - 1, -1, -1))
        text = next((line.text[-80:] for line in above if line.mark is None and not line.blank), "")
        return _ENDS_ASKING.search(text) is not None


class _Conversation:
    """The turns of the labels that are sure, into which other labels must fit."""

    def __init__(self, evidence: _Evidence, sure: Collection[str]) -> None:
        self._evidence = evidence
        self._sure = frozenset(sure)
        self._starts = [at for at, key in evidence.keys.items() if key in self._sure]
        speeches = [speech for key in self._sure for speech in evidence.speeches.get(key, ())]
        self._capitals = sum(not speech[0].islower() for speech in speeches) >= _MOSTLY * len(speeches)
        references = {
            key: label for key, label in evidence.shown.items() if key in self._sure or names_person(label)
        }
        self._short_forms = Counter(form for label in references.values() for form in _short_forms(label))
        starts = [evidence.keys[at] for at in self._starts]
        again = sum(one == other for one, other in pairwise(starts))
        self._repeats = again > _REPEATED * len(starts)
        self._references = sorted(references, key=lambda key: (-evidence.counts[key], key))[:_MOST_COMPARED]

    def supports(self, key: str) -> bool:
        """Whether the conversation supports the label: without it, a speaker would answer their own question."""
        evidence = self._evidence
        label, count = evidence.shown[key], evidence.counts[key]
        if evidence.is_certain(key):
            return True
        if plausible(label) and key not in self._sure and self._continues_sentence(key):
            return False
        if (count <= _RARE or is_unproven(label)) and self._is_form_of_another(key):
            return True
        if is_unproven(label) and (self._asks(key) or self._follows_several(key) or self._goes_on(key)):
            return True
        often = count > _RARE or self._labels_every_line
        if is_unproven(label) and often and not _is_common(label) and self._begins_sentences(key):
            return not could_be_thing(label)
        occurrences = [each for each in self._occurrences(key) if each is not None]
        if not occurrences:  # the first or last turn of a file
            whole_name = looks_like_name(label) and not is_unproven(label)
            return (count > 1 or whole_name) and plausible(label) and not could_be_thing(label)
        least = _LEAST_SUPPORT_OF_FREQUENT if count > _RARE else _LEAST_SUPPORT
        return sum(occurrences) >= least * len(occurrences)

    @cached_property
    def _labels_every_line(self) -> bool:
        """Whether nearly every line begins with a sure label, so that a line without one is unusual."""
        lines = self._evidence.lines[self._starts[0] :] if self._starts else ()
        spoken = sum(1 for line in lines if not line.blank and line.mark is None)
        return len(self._starts) >= _NEARLY_EVERY * spoken

    def _begins_sentences(self, key: str) -> bool:
        """Whether the words after the label begin with a capital, as they do after sure labels."""
        own = self._evidence.speeches.get(key, ())
        return bool(own) and self._capitals and not any(speech[0].islower() for speech in own)

    def _asks(self, key: str) -> bool:
        return self._evidence.asking[key] >= _ASKER

    def _goes_on(self, key: str) -> bool:
        """Whether the label occurs on several captions in a row, in a file where every caption has one."""
        if not self._repeats:
            return False
        again = sum(one == other == key for one, other in pairwise(self._evidence.keys.values()))
        return again >= _LEAST_SUPPORT_OF_FREQUENT * self._evidence.counts[key]

    def _follows_several(self, key: str) -> bool:
        """Whether the label repeatedly follows turns of several other speakers, as happens in a group."""
        keys = self._evidence.keys
        places = (bisect_left(self._starts, at) for at in self._evidence.places[key])
        before = Counter(keys[self._starts[place - 1]] for place in places if place)
        del before[key]
        least = 2 if _is_common(self._evidence.shown[key]) else 1
        return sum(count >= least for count in before.values()) > 1

    def _occurrences(self, key: str) -> Iterator[bool | None]:
        """Whether each occurrence fits: after a question, or between two turns of one other person."""
        keys, own = self._evidence.keys, self._evidence.places[key]
        for place, at in enumerate(own):
            previous = [own[place - 1]] if place else []
            following = [own[place + 1]] if place + 1 < len(own) else []
            index = bisect_left(self._starts, at)
            previous += self._starts[max(0, index - 1) : index]
            index = bisect_right(self._starts, at)
            following += self._starts[index : index + 1]
            before = keys[max(previous)] if previous else None
            after = keys[min(following)] if following else None
            if before is None or (after is None and len(own) > 1):
                yield None  # the first and last turns of a file prove nothing
            elif before == key:
                yield False
            else:
                asked = self._evidence.asking.get(before, 0.0) >= _ASKER and self._evidence.asked_before(at)
                # If every caption has a label, two captions of one person with another between them are common.
                yield asked or (before == after and not self._repeats)

    def _continues_sentence(self, key: str) -> bool:
        """Whether lower-case letters follow the label in a file whose turns begin with capitals."""
        own = self._evidence.speeches.get(key, ())
        return bool(own) and self._capitals and all(speech[0].islower() for speech in own)

    def _is_form_of_another(self, key: str) -> bool:
        """Whether it is a misspelling, a part, the initials or the full form of another label."""
        from rapidfuzz import fuzz

        label = self._evidence.shown[key]
        own = _short_forms(label)
        itself = key in own and (key in self._sure or names_person(label))
        if self._short_forms[key] > itself:
            return True
        if looks_like_name(label) and not self._sure.isdisjoint(own - {key}):
            return True  # `Hailey Ocapan` at first, `HO` from then on
        return len(key) > 4 and any(fuzz.ratio(key, other) >= _ALIKE for other in self._references if other != key)


def _short_forms(label: str) -> set[str]:
    """Keys of the possible short forms of a label: its initials and each of its words."""
    return initials_of(label) | {word.casefold() for word in name_words(label)}


@lru_cache(maxsize=20_000)
def names_person(label: str) -> bool:
    """Whether a label is a role, a code, or a name that includes a given name or title."""
    if is_talk(label):
        return False
    if is_unnamed_voice(label):
        return True
    if is_role(label) or is_code(label) or honorific_of(label) or label_key(label) == label_key(UNKNOWN):
        return sure_alone(label) or is_code(label) or not could_be_thing(label)
    first = next(iter(name_words(label)), "").casefold()
    return first in lexicon_words("given_names") and not could_be_thing(label)


@lru_cache(maxsize=20_000)
def could_be_thing(label: str) -> bool:
    """Whether a label may be a day, a relative, a benefit or another topic of an answer."""
    words = [word.casefold() for word in name_words(label)]
    if len(words) == 1 and words[0] in _RELATIVES_AND_TIMES | lexicon_words("days_and_months"):
        return True
    given = lexicon_words("given_names") - lexicon_words("names_that_are_words")
    if not words or words[0] in given or is_role(label) or is_code(label):
        return False
    return any(word in lexicon_words(name) for word in words for name in _COMMON_WORDS)


@lru_cache(maxsize=20_000)
def is_unproven(label: str) -> bool:
    """Whether a label may be words that often open sentences: `Meaning`, `Bottom Line`, `Plan B`.

    Such a label is a single word that is not a given name, or consists only of common words. Some of these are
    names, so the position in the conversation decides.
    """
    words = [word.casefold() for word in name_words(label)]
    if not words or is_role(label) or is_code(label) or honorific_of(label):
        return False
    if words[0] in lexicon_words("given_names") - lexicon_words("names_that_are_words"):
        return False
    return len(words) == 1 or _is_common(label)


def _is_common(label: str) -> bool:
    return all(len(word) == 1 or is_common_word(word) for word in name_words(label))


@lru_cache(maxsize=20_000)
def is_unusual_but_sure(label: str) -> bool:
    """Whether a label is a telephone number, or a short name in a script without capitals."""
    if re.fullmatch(r"\+?\(?\d[\d ()-]{6,20}\d", label):
        return True
    letters = [char for char in label if char.isalpha()]
    caseless = bool(letters) and all(char.upper() == char.lower() for char in letters)
    return caseless and len(label.split()) <= 4 and len(label) <= 40 and could_be_unusual_label(label)


def _is_closed(lines: Sequence[Line], at: int, *, width: int) -> bool:
    """Whether the line before does not continue into this one, in text wrapped at `width`."""
    above = (line for line in reversed(lines[max(0, at - 3) : at]) if line.mark is None)  # not a line number
    before = next((line.text for line in above), "") if width else ""
    return len(before) < width - 25 or not furniture.ends_open(before)


def _is_first_name(label: str) -> bool:
    return re.fullmatch(r"[A-Z][a-zà-ÿ'’-]{1,14}\d?", label) is not None and plausible(label) and not is_talk(label)
