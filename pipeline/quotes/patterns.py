"""Patterns for whoever may be quoted: names, codes, and people and bodies that are only described."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.lexicons import words

CAP = r"[A-ZÀ-ÖØ-Þ](?:[\w'’]*[\w])?(?:-[A-ZÀ-ÖØ-Þ]?[\w'’]*\w)*"
_PARTICLE = r"(?:de|da|di|del|van|von|der|den|la|le|bin|ap|al|el|of)"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Reverend|Cllr|Councillor|Captain"
    r"|Father|Sister|Chief\s+(?:Superintendent|Inspector|Constable)|Inspector|Superintendent|Sergeant|Judge|Canon)\.?\s+"
)
NAME = rf"(?:{_TITLE})?{CAP}(?:\s+(?:[A-Z]\.|{CAP}|(?!of){_PARTICLE}(?=\s+[A-Z]))){{0,3}}"
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
    """A pattern for any of a lexicon's entries, the longest first."""
    entries = sorted(words(name), key=lambda entry: (-len(entry), entry))
    return "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in entries)


@cache
def role_nouns() -> str:
    """A pattern for words that say what somebody is, in the singular or plural."""
    return rf"(?:{either('role_nouns')})(?:s|es)?"


@cache
def heads() -> str:
    """A pattern for the nouns of whoever may speak: people, bodies, writings."""
    return rf"(?i:{either('role_nouns')}|{either('collective_nouns')}|{either('things_that_say')})(?:s|es)?"


@cache
def described() -> str:
    """A pattern for somebody without a name: `one member`, `a council chief executive`, `residents`, `the bank`."""
    phrase = (
        rf"(?:{DETERMINER}(?:\s+of\s+(?:the|our|their|its))?|{_POSSESSOR})(?:\s+(?!{_NOT_WITHIN}\b)[\w'’-]+){{0,3}}?"
        rf"\s+{heads()}(?:\s+{heads()})?(?![\w-])(?:{_TAIL}){{0,2}}"
    )
    some = r"(?:[Oo]ne|[Ss]ome|[Tt]wo|[Tt]hree|[Ss]everal|[Mm]any|[Ee]ach)\s+of\s+(?:them|us)"
    plural = rf"(?i:{_PLURALS})(?:{_TAIL})?"
    return rf"(?:{phrase}|{some}(?!\w)|{plural}(?!\w))"


@cache
def writing() -> str:
    """A pattern for what is written and speaks: `the strategy`, `a 2021 review by the University of Mercia`."""
    things = rf"(?i:{either('things_that_say')})s?"
    body = rf"(?:the\s+)?{CAP}(?:\s+(?:(?:of|and|the|for)\s+)?{CAP}){{0,5}}"
    by = rf"(?:\s+(?:by|of|from|for)\s+{body}|\s+of\s+\d{{4}})"
    return rf"{DETERMINER}(?:\s+(?!{_NOT_WITHIN}\b)[\w'’-]+){{0,3}}?\s+{things}(?!\w){by}?"


@cache
def speaker() -> str:
    """A pattern for whoever may be quoted."""
    lone = r"(?:[Aa]nother|[Oo]thers?|[Oo]ne|[Tt]he\s+(?:other|former|latter)|[Aa]\s+(?:second|third))(?=\s+[a-z]+)"
    return (
        rf"(?:{PRONOUN}(?!\w)|{CODE}|{described()}|{lone}|(?:[Tt]he\s+|old\s+|young\s+|little\s+|poor\s+)?{NAME})"
    )
