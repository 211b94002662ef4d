"""Names in the headings and lists of documents: partners, funders, boards.

The lines of a list are headings or short turns. A line of a list has no sentence around the name, and a heading has
capitals on every word. In these lines, a name therefore counts if it is known, if the whole line has the form of a
name, or if it stands after a person's role: `Ada Wren, Treasurer, Harbour Makers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.corpus.records import Kind, Segment, SegmentKind, Source
from pipeline.corpus.spans import Span
from pipeline.language.lexicons import words
from pipeline.organisations.exclusions import could_be_a_name
from pipeline.organisations.names import (
    SMALL_WORDS,
    FoundName,
    RecognisedNames,
    SeenName,
    TurnText,
    folded_name,
    heads,
    trimmed_name,
)
from pipeline.organisations.overlaps import GAZETTEER, MODEL, PATTERN

_LONGEST_NAME = 10  # words
_LONGEST_LINE = 160  # characters of a line with a person, a role and a body
_LONGEST_ROLE = 9  # words
_SHORTEST_LIST = 3  # lines
_PART = re.compile(r"[^,;|\n]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_BEFORE_A_PART = re.compile(r"(?:^[\s•·▪◦*–—-]*|[,;:|–—]\s+)(?:the\s+)?$", re.IGNORECASE)
_AFTER_A_PART = re.compile(r"\s*(?:$|[.,;:|(–—]|\d{4}$)")
_LOWER = re.compile(r"\b[a-z]{2,}\b")
_SENTENCE = re.compile(r"[.!?…]\s+[a-z]|\b(?:is|are|was|were|has|have|had|said|says|will)\b")
_LEGAL = frozenset({"inc", "llc", "llp", "ltd", "limited", "plc", "pllc", "cic", "cio", "corp"})
_AFTER_PERSON = frozenset({"jr", "sr", "ii", "iii", "iv", "emeritus", "emerita", "retired"})
_ROLES = frozenset(
    {
        "ceo", "cfo", "coo", "cto", "vp", "svp", "evp", "chancellor", "executive", "founder", "co-founder", "head",
        "lead", "fellow", "lecturer", "coordinator", "co-ordinator", "partner", "attorney", "provost", "dean",
        "chairman", "researcher", "consultant", "trustee", "treasurer", "governor", "principal", "editor",
    }
)  # fmt: skip
_AFTER_ROLE = "in a line, after a person's role"


def document_lines(
    sources: Iterable[Source], segments: Mapping[str, Sequence[Segment]], texts: Mapping[str, str]
) -> list[TurnText]:
    """The headings of documents, which include the lines of lists; they have no turn and no speaker."""
    return [
        TurnText(source.source, "", "", segment.start, segment.span.of(texts[source.source]))
        for source in sources
        if source.kind == Kind.DOCUMENT
        for segment in segments.get(source.source, ())
        if segment.kind == SegmentKind.HEADING
    ]


def names_in_lines(
    lines: Sequence[TurnText], found: Sequence[RecognisedNames], *, texts: Mapping[str, str]
) -> None:
    """Leave out of `found` what is only part of a heading, and add the bodies that stand after a role.

    Args:
        lines: the lines.
        found: the names found in each.
        texts: the text of each source.
    """
    ordinary = {source: frozenset(_LOWER.findall(texts[source])) for source in {line.source for line in lines}}
    for inside, line, here in zip(_in_lists(lines), lines, found, strict=True):
        here.organisations[:] = [
            one
            for one in here.organisations
            if _stands_alone(one, line.text, in_list=inside, ordinary=ordinary[line.source])
        ]
        add_after_roles(line.text, here)


def add_after_roles(text: str, here: RecognisedNames) -> None:
    """Add the bodies that stand after a person's role in a short line."""
    after_role = list(_after_roles(text, here.others))
    if after_role:
        kept = [
            one
            for one in here.organisations
            if one.confidence >= GAZETTEER
            or not any(span.overlaps(Span(one.start, one.end)) for span in after_role)
        ]
        known = [Span(one.start, one.end) for one in kept]
        new = (span for span in after_role if not any(span.overlaps(other) for other in known))
        here.organisations[:] = sorted([*kept, *(FoundName(*span, PATTERN, _AFTER_ROLE) for span in new)])


def _in_lists(lines: Sequence[TurnText]) -> list[bool]:
    """Whether each line stands in a list: among other lines that follow each other directly."""
    follows = [
        one.source == other.source and 0 <= other.start - one.start - len(one.text) <= 4
        for one, other in pairwise(lines)
    ]
    sizes, start = [0] * len(lines), 0
    for at in range(len(lines)):
        if at + 1 == len(lines) or not follows[at]:
            sizes[start : at + 1] = [at + 1 - start] * (at + 1 - start)
            start = at + 1
    return [size >= _SHORTEST_LIST for size in sizes]


def _stands_alone(one: FoundName, text: str, *, in_list: bool, ordinary: frozenset[str]) -> bool:
    """Whether a name found in a heading is more than a title, such as `Community Services`.

    Args:
        one: the name.
        text: the heading.
        in_list: whether it is one of several lines of a list.
        ordinary: the words that the source writes in lower case as well.
    """
    if one.confidence >= GAZETTEER:
        return True
    if not (_BEFORE_A_PART.search(text[: one.start]) and _AFTER_A_PART.match(text, one.end)):
        return False
    own = [word for word in _WORD.findall(text[one.start : one.end]) if word.casefold() not in SMALL_WORDS]
    rare = any(word.casefold() not in ordinary and word.casefold() not in heads() for word in own)
    if one.confidence > MODEL:
        return rare
    return in_list and rare and (len(own) > 1 or any(word[1:] != word[1:].lower() for word in own))


def _after_roles(text: str, others: Sequence[SeenName]) -> Iterator[Span]:
    """The bodies in a line such as `Ada Wren, Treasurer, Harbour Makers`; in a line of prose there are none."""
    if len(text) > _LONGEST_LINE or "," not in text or _SENTENCE.search(text) or text.rstrip()[-1] in ".?!":
        return
    parts = [Span(*match.span()).trimmed(text) for match in _PART.finditer(text)]
    roles = [at for at, part in enumerate(parts) if _is_role(part.of(text))]
    if not roles or roles[0] > 1 or (roles[0] == 1 and not _is_person(parts[0].of(text))):
        return
    places = [Span(one.start, one.end) for one in others if one.label in ("GPE", "LOC", "NORP")]
    at = roles[0] + 1
    while at < len(parts):
        part, end = parts[at], at + 1
        while end < len(parts) and parts[end].of(text).casefold().strip(". ") in _LEGAL:
            part, end = Span(part.start, parts[end].end), end + 1
        bracket = text.find(" (", part.start, part.end)
        name = trimmed_name(Span(part.start, bracket) if bracket > 0 else part, text)
        is_next = at in roles or part.of(text).startswith(("and ", "& "))
        if not is_next and _is_body(name.of(text)) and not any(place.contains(name) for place in places):
            yield name
        at = end


def _is_role(part: str) -> bool:
    """Whether a part of a line is a role: `Head of Global Programmes`, `Vice Chair`."""
    if part[:1].islower():
        return False
    parts = [word.casefold().strip(".") for word in _WORD.findall(part)]
    named = [
        at
        for at, word in enumerate(parts)
        if word in _ROLES or word in words("offices") or word in words("role_nouns")
    ]
    if not named or len(parts) > _LONGEST_ROLE:
        return False
    while len(parts) > 1 and parts[-1] in _AFTER_PERSON:
        parts.pop()
    last = parts[-1]
    if named[-1] == len(parts) - 1:
        return True
    if parts[named[0] + 1] in ("of", "for"):
        return True
    return last not in heads() and any(word in SMALL_WORDS for word in parts[named[0] + 1 :])


def _is_person(part: str) -> bool:
    """Whether the first part of a line may be a person's name: words in capitals without a body's head."""
    own = [word for word in _WORD.findall(part) if word.casefold() not in SMALL_WORDS]
    return 1 < len(own) <= 6 and all(word[0].isupper() for word in own) and folded_name(own[-1]) not in heads()


def _is_body(name: str) -> bool:
    """Whether the part after a role may be a body's name."""
    own = name.split()
    if not own or len(own) > _LONGEST_NAME or name.casefold().strip(". ") in _AFTER_PERSON:
        return False
    last = folded_name(own[-1])
    if len(own) > 1 and own[0].casefold() in words("given_names") and last not in _LEGAL and last not in heads():
        return False  # the next person
    capitals = all(word[0].isupper() or word[0].isdigit() or word.casefold() in SMALL_WORDS for word in own)
    return capitals and could_be_a_name(name)
