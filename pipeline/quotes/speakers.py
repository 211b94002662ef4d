"""Who is spoken of: names, roles and organisations as narrative gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.language.lexicons import words
from pipeline.names import full_key, is_title, key_of, lexicon_words

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[\w'’]*[\w])?(?:-[A-ZÀ-ÖØ-Þ]?[\w'’]*\w)*"
_PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|bin|ap|al|el|of)"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Revd|Cllr|Councillor)\.?\s+"
NAME = rf"(?:{_TITLE})?{_CAP}(?:\s+(?:[A-Z]\.|{_CAP}|(?!of){_PARTICLE}(?=\s+[A-Z]))){{0,3}}"
PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Ss]ome(?:one|body)|[Ee]very(?:one|body)|[Nn]o(?:body| one))"
_DETERMINER = (
    r"(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he|[Oo]ur|[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hat|[Ss]ome|[Aa]ny|[Ee]ach"
    r"|[Ee]very|[Tt]wo|[Tt]hree|[Ff]our|[Ss]everal|[Mm]any|[Mm]ost|[Aa] few|[Tt]hose)"
)

_DETERMINERS = frozenset(
    ("a", "an", "one", "another", "the", "our", "my", "his", "her", "their", "its", "two", "three", "some", "any")
)


@cache
def _role_nouns() -> str:
    nouns = sorted(words("role_nouns"), key=lambda noun: (-len(noun), noun))
    either = "|".join(re.escape(noun).replace(r"\ ", r"\s+") for noun in nouns)
    return rf"(?:{either})(?:s|es)?"


@cache
def described() -> str:
    """A pattern for somebody without a name: `one member`, `a council chief executive`, `residents`."""
    phrase = rf"{_DETERMINER}(?:\s+of\s+(?:the|our|their|its))?(?:\s+[\w'’-]+){{0,3}}?\s+(?i:{_role_nouns()})"
    plural = r"(?:[Rr]esidents|[Mm]embers|[Vv]olunteers|[Nn]eighbours|[Pp]eople)"
    return rf"(?:{phrase}(?:\s+(?i:{_role_nouns()}))?(?!\w)|{plural})"


@cache
def speaker() -> str:
    """A pattern for whoever may be quoted."""
    return rf"(?:{PRONOUN}(?!\w)|{described()}|{NAME})"


@dataclass(frozen=True)
class Speaker:
    """Who is quoted, as far as the text says; what it does not say is empty."""

    name: str = ""
    role: str = ""
    organisation: str = ""

    @property
    def is_pronoun(self) -> bool:
        """Whether the text says no more than `she`."""
        return bool(re.fullmatch(PRONOUN, self.name))

    @property
    def is_named(self) -> bool:
        """Whether it is a name rather than `one member`."""
        return bool(self.name) and not self.is_pronoun and bool(re.fullmatch(NAME, self.name))


def speaker_of(found: str, appositive: str = "") -> Speaker:
    """The speaker that a cue names, with what stands beside the name.

    Args:
        found: as the text has it: `Amy Lee`, `When Amy`, `she`, `one member of the group`.
        appositive: `chief executive of Northside Trust`.
    """
    name = clean_name(found)
    beside = appositive.strip()
    if re.fullmatch(described(), name) and re.fullmatch(NAME, beside) and is_person(beside):
        name, appositive = beside, name  # the head teacher, Amy Lee,
    role, organisation = split_role(appositive)
    if not role and re.fullmatch(described(), name):
        role = re.sub(rf"^{_DETERMINER}\s+", "", name)
    return Speaker(name=name, role=role, organisation=organisation)


def clean_name(found: str) -> str:
    """A name without the word that opened its sentence (`When Amy`), nor a possessive ending."""
    words = re.sub(r"\s+", " ", found).strip().split(" ")
    while len(words) > 1 and words[0][:1].isupper() and _is_function_word(words[0]):
        words = words[1:]
    if len(words) == 1 and _is_function_word(words[0]) and not re.fullmatch(PRONOUN, words[0]):
        return ""
    return re.sub(r"['’]s?$", "", " ".join(words))


def _is_function_word(word: str) -> bool:
    """Whether it opens a sentence rather than a name; a determiner may open `One member`."""
    lower = word.lower().replace("’", "'")
    if lower in _DETERMINERS:
        return False
    return any(lower in lexicon_words(name) for name in ("function_words", "discourse_markers", "fillers"))


def is_person(name: str) -> bool:
    """Whether capitalised words look like a person rather than an organisation, a place or a heading."""
    words = name.split()
    if words and is_title(words[0]):
        return True
    return bool(words) and not any(key_of(word) in lexicon_words("organisation_nouns") for word in words)


def split_role(appositive: str) -> tuple[str, str]:
    """Role and organisation of `chief executive of Northside Trust`, `leader, Essex County Council`."""
    told = re.sub(r"\s+", " ", appositive).strip(" ,.;:–—-()")
    told = re.sub(r"^(?:who\s+(?:is|was)\s+|now\s+|then\s+)?(?:(?:the|an?|its|their|our)\s+)?", "", told)
    told = re.sub(r"^(?:aged\s+)?\d{1,3}\s*(?:,\s*|$)", "", told)
    if not told or told.startswith(("who ", "which ", "whose ")):
        return "", ""
    told = re.split(r",?\s+(?:who|which|whose|where)\s", told)[0]
    parts = [part.strip() for part in told.split(",") if part.strip()]
    if len(parts) > 1 and _is_role(parts[0]):
        role, organisation = _split_at_preposition(parts[0])
        named = [part for part in parts[1:] if part[:1].isupper() or part.startswith("the ")]
        if not organisation:
            return role, re.sub(r"^the\s+", "", named[0]) if named else ""
        return role, organisation
    if len(parts) > 1 and not _is_role(parts[0]) and _is_role(parts[1]):
        return parts[1], parts[0]
    first = parts[0] if parts else ""
    if not has_role_noun(first) and any(word in lexicon_words("clause_words") for word in first.split()):
        return "", ""  # a clause, not a role: `had survived the war`
    if first[:1].isupper() and not _is_role(first):
        return "", first
    return _split_at_preposition(first)


def _split_at_preposition(told: str) -> tuple[str, str]:
    possessive = re.match(rf"({_CAP}(?:\s+(?:(?:of|and|the|for)\s+)*{_CAP})*)['’]s?\s+(.+)$", told)
    if possessive and _is_role(possessive[2]):
        return possessive[2], possessive[1]
    for prepositions in (r"at|for|with|from", r"of|in"):
        match = re.match(rf"(.+?)\s+(?:{prepositions})\s+(?:the\s+)?([A-ZÀ-Þ].*)$", told)
        if match:
            return match[1], match[2]
    return told, ""


def _is_role(text: str) -> bool:
    return has_role_noun(text) or text[:1].islower()


def has_role_noun(text: str) -> bool:
    """Whether it says what somebody is: `chief executive`, `leader of the council`."""
    return bool(re.search(rf"(?<!\w)(?i:{_role_nouns()})(?!\w)", text))


def ends_in_role(text: str) -> bool:
    """Whether it names somebody by what they are: `Community organiser`."""
    return bool(re.search(rf"(?<!\w)(?i:{_role_nouns()})$", text))


class Cast:
    """The people whom a text has named so far, so that `she` and `Ms Lee` find them."""

    def __init__(self) -> None:
        self._known: list[Speaker] = []
        self._last: Speaker | None = None
        self._last_at = 0

    def meet(self, speaker: Speaker, *, at: int) -> Speaker:
        """The speaker, named at this offset, filled up with what was said of the same person before."""
        if not speaker.is_named:
            return speaker
        if not is_person(speaker.name):  # an organisation speaks
            return replace(speaker, organisation=speaker.organisation or speaker.name)
        self._last_at = at
        keys = set(full_key(speaker.name))
        for number, known in enumerate(self._known):
            if keys and (keys <= set(full_key(known.name)) or set(full_key(known.name)) <= keys):
                fuller = known.name if len(full_key(known.name)) >= len(full_key(speaker.name)) else speaker.name
                merged = Speaker(
                    name=fuller,
                    role=speaker.role or known.role,
                    organisation=speaker.organisation or known.organisation,
                )
                self._known[number] = self._last = merged
                return merged
        self._known.append(speaker)
        self._last = speaker
        return speaker

    def resolve(self, speaker: Speaker, *, at: int, reach: int) -> Speaker:
        """Whoever `he` or `she` is: the last person named, unless further back than `reach`; others as they are."""
        if speaker.name.lower() in ("he", "she"):
            near = self._last is not None and at - self._last_at <= reach
            return self._last if near and self._last is not None else speaker
        return self.meet(speaker, at=at)
