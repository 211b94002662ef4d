"""Patterns for speakers, and the name, role and organisation that a text gives for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.corpus.records import Participant
from pipeline.language.lexicons import lexicon_words, words
from pipeline.people.names import full_key, is_title, names_in_label, normalise

CAP = r"[A-ZÀ-ÖØ-Þ](?:[\w'’]*[\w])?(?:-[A-ZÀ-ÖØ-Þ]?[\w'’]*\w)*"
_PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|bin|ap|al|el|of)"
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|(?:(?:Associate|Assistant|Emeritus|Distinguished)\s+)?Professor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Reverend|Cllr|Councillor|Captain"
    r"|Father|Sister|Chief\s+(?:Superintendent|Inspector|Constable)|Inspector|Superintendent|Sergeant|Judge|Canon)\.?\s+"
)
NAME = rf"(?:{TITLE})?{CAP}(?:\s+(?:[A-Z]\.|(?:&\s+)?{CAP}|(?!of){_PARTICLE}(?=\s+[A-Z]))){{0,3}}"
CODE = r"(?:[A-Z]\w*\s+(?:\w+\s+)?(?:[Nn]o\.?\s*)?\d{1,3}[A-Za-z]?|[A-Z]{1,3}\d{1,3})(?!\w)"
PRONOUN = r"(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e|[Ss]ome(?:one|body)|[Ee]very(?:one|body)|[Nn]o(?:body| one))"
DETERMINER = (
    r"(?:[Aa]n?|[Oo]ne|[Aa]nother|[Tt]he|[Oo]ur|[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Tt]hat|[Ss]ome|[Aa]ny|[Ee]ach"
    r"|[Ee]very|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]everal|[Mm]any|[Mm]ost|[Aa] few|[Tt]hose)"
)
_POSSESSOR = rf"(?:[Ss]ome(?:body|one)|{CAP}(?:\s+{CAP})?)['’]s"
_NOT_WITHIN = r"(?:who|that|which|an?|the|my|your|his|her|their|our|its|this|and|said|was|is|were|are|will|would)"
_PLURALS = (
    "campaigners|carers|councillors|critics|families|locals|members|neighbours|officers|officials|parents|patients"
    "|people|residents|respondents|staff|students|supporters|tenants|trustees|users|volunteers|workers|interviewees"
    "|participants|clients|pupils|teachers"
)
_TAIL = (
    r"(?:\s+(?:of|for|at|from|in|with|on)\s+(?:(?:the|an?|our|my|his|her|their|its)\s+)?(?:[a-z][\w’'-]*\s+){0,2}?"
    rf"{CAP}(?:\s+(?:(?:of|and|the|for)\s+)?{CAP})*"
    r"|\s+(?:of|for|from|in\s+charge\s+of)\s+(?:(?:the|an?|our|my|his|her|their|its)\s+)?(?!the\b|an?\b)[a-z][\w’'-]*)"
)


@cache
def either(name: str) -> str:
    """A pattern for the entries of a lexicon, longest first."""
    entries = sorted(words(name), key=lambda entry: (-len(entry), entry))
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in entries)


@cache
def role_nouns() -> str:
    """A pattern for role nouns, singular or plural."""
    return rf"(?:(?:co|vice|deputy|ex)-)?(?:{either('role_nouns')})(?:s|es)?"


@cache
def heads() -> str:
    """A pattern for nouns that can be a speaker: people, bodies, documents."""
    return rf"(?i:{either('role_nouns')}|{either('collective_nouns')}|{either('things_that_say')})(?:s|es)?"


@cache
def described() -> str:
    """A pattern for descriptions: `one member`, `a council chief executive`, `residents`, `the bank`."""
    phrase = (
        rf"(?:{DETERMINER}(?:\s+of\s+(?:the|our|their|its))?|{_POSSESSOR})(?:\s+(?!{_NOT_WITHIN}\b)[\w'’-]+){{0,3}}?"
        rf"\s+{heads()}(?:\s+{heads()})?(?![\w-])(?:{_TAIL}){{0,2}}"
    )
    some = r"(?:[Oo]ne|[Ss]ome|[Tt]wo|[Tt]hree|[Ss]everal|[Mm]any|[Ee]ach)\s+of\s+(?:them|us)"
    plural = rf"(?i:{_PLURALS})(?:{_TAIL})?"
    return rf"(?:{phrase}|{some}(?!\w)|{plural}(?!\w))"


@cache
def writing() -> str:
    """A pattern for documents: `the strategy`, `a 2021 review by the University of Mercia`."""
    things = rf"(?i:{either('things_that_say')})s?"
    body = rf"(?:the\s+)?{CAP}(?:\s+(?:(?:of|and|the|for)\s+)?{CAP}){{0,5}}"
    by = rf"(?:\s+(?:by|of|from|for)\s+{body}|\s+of\s+\d{{4}})"
    return rf"{DETERMINER}(?:\s+(?!{_NOT_WITHIN}\b)[\w'’-]+){{0,3}}?\s+{things}(?!\w){by}?"


@cache
def speaker() -> str:
    """A pattern for anybody who may be quoted."""
    lone = r"(?:[Aa]nother|[Oo]thers?|[Oo]ne|[Tt]he\s+(?:other|former|latter)|[Aa]\s+(?:second|third))(?=\s+[a-z]+)"
    return (
        rf"(?:{PRONOUN}(?!\w)|{CODE}|{described()}|{lone}|(?:[Tt]he\s+|old\s+|young\s+|little\s+|poor\s+)?{NAME})"
    )


_REMEMBERED = 10_000  # cached texts
_DETERMINERS = frozenset(
    ("a", "an", "one", "another", "the", "our", "my", "his", "her", "their", "its", "two", "three", "some", "any")
)


@dataclass(frozen=True)
class Speaker:
    """A speaker as given in the text; missing details are empty."""

    name: str = ""
    role: str = ""
    organisation: str = ""

    @property
    def is_pronoun(self) -> bool:
        """Whether it is only a pronoun."""
        return _is_pronoun(self.name)

    @property
    def is_named(self) -> bool:
        """Whether it is a name, and not a description such as `one member`."""
        return _is_name(self.name)


@lru_cache(maxsize=10_000)
def _is_pronoun(name: str) -> bool:
    return bool(re.fullmatch(PRONOUN, name))


@lru_cache(maxsize=10_000)
def _is_name(name: str) -> bool:
    if not name or _is_pronoun(name) or not re.fullmatch(NAME, name):
        return False
    return " " in name or not re.fullmatch(described(), name)  # `Residents` opens a sentence


NOBODY = Speaker()


def speaker_of(found: str, appositive: str = "") -> Speaker:
    """The speaker named in a cue, with the details next to the name.

    Args:
        found: the text of the cue: `Amy Lee`, `When Amy`, `she`, `one member of the group`.
        appositive: `chief executive of Northside Trust`.
    """
    name = clean_name(found)
    beside = appositive.strip()
    without_name = re.fullmatch(described(), name)
    if without_name and re.fullmatch(NAME, beside) and is_person(beside):
        name, appositive, without_name = beside, name, None  # the head teacher, Amy Lee,
        appositive = re.sub(rf"^{CAP}(?:\s+{CAP})?['’]s\s+", "", appositive)  # Sally's brother, Miles,
    if not without_name and not appositive and (office := _office().fullmatch(name)) and not re.match(TITLE, name):
        return Speaker(name=office["s"], role=office["a"])  # Past President Amy Lee
    role, organisation = split_role(appositive)
    if not role and without_name and not _is_body(name):
        role, organisation = split_role(re.sub(rf"^{DETERMINER}\s+(?:of\s+(?:the|our|their|its)\s+)?", "", name))
    return Speaker(name=name, role=role, organisation=organisation)


@cache
def _office() -> re.Pattern[str]:
    return re.compile(rf"(?P<a>(?:{CAP}\s+)*(?i:{role_nouns()}))\s+(?P<s>{CAP}(?:\s+{CAP}){{1,2}})")


def _is_body(name: str) -> bool:
    """Whether a description is of a body or a document and not of a person: `the council`, `the strategy`."""
    return not has_role_noun(re.split(r"\s(?:of|for|at|from|in|with|on)\s", name)[0])


def clean_name(found: str) -> str:
    """A name without a leading function word (`When Amy`) or a possessive ending."""
    words = re.sub(r"\s+", " ", found).strip().split(" ")
    while len(words) > 1 and words[0][:1].isupper() and _is_function_word(words[0]):
        words = words[1:]
    if len(words) > 1 and words[0] in ("old", "young", "little", "poor"):
        return " ".join(words)
    if len(words) == 1 and _is_function_word(words[0]) and not re.fullmatch(PRONOUN, words[0]):
        return ""
    return re.sub(r"['’](?:s|ll|d|ve|re)?$", "", " ".join(words))


def _is_function_word(word: str) -> bool:
    """Whether a word starts a sentence and not a name; a determiner may start `One member`."""
    lower = word.lower().replace("’", "'")
    if lower in _DETERMINERS:
        return False
    return any(lower in lexicon_words(name) for name in ("function_words", "discourse_markers", "fillers"))


def is_person(name: str) -> bool:
    """Whether capitalised words look like a person and not an organisation, a place or a heading."""
    words = name.split()
    if words and is_title(words[0]):
        return True
    return bool(words) and not any(normalise(word) in lexicon_words("organisation_nouns") for word in words)


def split_role(appositive: str) -> tuple[str, str]:
    """Split an appositive into role and organisation: `chief executive of Northside Trust`."""
    phrase = re.sub(r"\s+", " ", appositive).strip(" ,.;:–—-()")
    phrase = re.sub(r"^(?:aged\s+)?\d{1,3}\s*(?:,\s*|$)", "", phrase)
    if belongs := re.fullmatch(rf"(?:of|at|from|with|for)\s+(?:the\s+)?({CAP}.*)", phrase):
        # `of the Carers' Forum` is a body; `from Ashwell` is a place.
        return "", "" if phrase.startswith("from") and is_person(belongs[1]) else belongs[1]
    phrase = re.sub(
        r"^who\s+(?:[a-z]+\s+){1,3}?as\s+(?:(?:its|the|an?|their)\s+)?(.+?)(?:\s+(?:in|since|until|from)\s+\d.*)?$",
        r"\1",
        phrase,
    )
    phrase = re.sub(r"^who\s+(?:runs|leads|chairs|founded|set\s+up|manages|heads)\s+", _doing, phrase)
    phrase = re.sub(r"^(?:who\s+(?:is|was)\s+|now\s+|then\s+)?(?:(?:[Tt]he|an?|its|their|our)\s+)?", "", phrase)
    if not phrase or phrase.startswith(("who ", "which ", "whose ")):
        return "", ""
    phrase = re.split(r",?\s+(?:who|which|whose|where)\s", phrase)[0]
    parts = [part.strip() for part in phrase.split(",") if part.strip()]
    return _split_parts(parts) if len(parts) > 1 else _split_one(parts[0] if parts else "")


def _split_parts(parts: list[str]) -> tuple[str, str]:
    """Split at commas: `leader, Essex County Council`."""
    if _is_role(parts[0]):
        role, organisation = _split_at_preposition(parts[0])
        named = [part for part in parts[1:] if part[:1].isupper() or part.startswith("the ")]
        if not organisation:
            return role, re.sub(r"^the\s+", "", named[0]) if named else ""
        return role, organisation
    return (parts[1], parts[0]) if _is_role(parts[1]) else _split_one(parts[0])


def _split_one(phrase: str) -> tuple[str, str]:
    """Split one phrase: `leader of the council`."""
    head = re.split(r"\s(?:of|for|in|at)\s", phrase)[0]
    if head[:1].isupper() and head.split() and normalise(head.split()[-1]) in lexicon_words("organisation_nouns"):
        return "", phrase  # the Royal College of General Practitioners
    if not has_role_noun(phrase) and any(word in lexicon_words("clause_words") for word in phrase.split()):
        return "", ""  # a clause, not a role: `had survived the war`
    if phrase[:1].isupper() and not _is_role(phrase):
        return "", phrase
    return _split_at_preposition(phrase)


def _doing(match: re.Match[str]) -> str:
    """The role implied by a verb: `who founded The Bread Shed` gives `founder`."""
    verb = match[0].split()[1]
    nouns = {"runs": "manager", "leads": "leader", "chairs": "chair", "manages": "manager", "heads": "head"}
    return nouns.get(verb, "founder") + " of "


def _split_at_preposition(phrase: str) -> tuple[str, str]:
    possessive = re.match(rf"({CAP}(?:\s+(?:(?:of|and|the|for)\s+)*{CAP})*)['’]s?\s+(.+)$", phrase)
    if possessive and _is_role(possessive[2]):
        return possessive[2], possessive[1]
    for prepositions in (r"at|for|with|from", r"of|in"):
        match = re.match(rf"(.+?)\s+(?:{prepositions})\s+(?:the\s+)?([A-ZÀ-Þ].*)$", phrase)
        if match:
            return match[1], match[2]
    return phrase, ""


def _is_role(text: str) -> bool:
    return has_role_noun(text) or text[:1].islower()


@lru_cache(maxsize=_REMEMBERED)
def has_role_noun(text: str) -> bool:
    """Whether it contains a role noun: `chief executive`, `leader of the council`."""
    return bool(_role_noun().search(text))


def ends_in_role(text: str) -> bool:
    """Whether it ends in a role noun: `Community organiser`."""
    return bool(last_role_noun().search(text))


@cache
def _role_noun() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?i:{role_nouns()})(?!\w)")


@cache
def last_role_noun() -> re.Pattern[str]:
    """A pattern for a role noun at the end."""
    return re.compile(rf"(?<!\w)(?i:{role_nouns()})$")


_ONESELF = frozenset(("i", "we"))


class ParticipantLookup:
    """Looks up the participants of a study by the words of their names.

    Args:
        participants: all participants on record.
    """

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._whole: dict[frozenset[str], set[str]] = defaultdict(set)
        self._part: dict[tuple[str, str], set[str]] = defaultdict(set)
        for person in participants:
            names = [person.name, *names_in_label(person.speaker)]
            for keys in {full_key(name) for name in names if name.strip()}:
                if len(keys) > 1:
                    self._whole[frozenset(keys)].add(person.participant)
                for key in keys:
                    self._part[person.case, key].add(person.participant)

    def find(self, speaker: str, *, case: str, teller: str) -> str:
        """The participant's id, or "" if the speaker is not on record or is ambiguous.

        Args:
            speaker: the speaker as in the table of quotes.
            case: the case of the source, whose participants may be identified by one name.
            teller: the participant in whose turn the quotation is, or "".
        """
        if speaker.casefold() in _ONESELF:
            return teller
        keys = full_key(speaker) if Speaker(speaker).is_named else ()
        if len(keys) > 1:
            found = self._whole.get(frozenset(keys), set())
        else:
            found = self._part.get((case, keys[0]), set()) if keys else set()
        return next(iter(found)) if len(found) == 1 else ""
