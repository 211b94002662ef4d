"""Links organisations of the study by name to the registers that the user added.

A name shared by two bodies of one register is not linked. A register adds a name to the gazetteer only if it is
clearly the name of an organisation: not `Hope` or `The Bridge`, nor a name whose words all occur in lower case.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from pipeline.organisations.gazetteer import Entry
from pipeline.organisations.names import SMALL_WORDS, folded_name, heads, never_organisations
from pipeline.organisations.registers import Body

# If a body is in several registers, its own register comes before general ones.
_SCHEMES = (
    *("GB-LAE", "GB-LAS", "GB-PLA", "GB-LANI", "GB-NHS", "GB-GOR", "GB-GOV", "GB-SHPE", "GB-EDU"),
    *("GB-CHC", "GB-SC", "GB-NIC", "GB-COH", "360G", "XI-LEI"),
)
_LEGAL_FORM = re.compile(
    r"(?: (?:a |the )?(?:company limited by guarantee|charitable incorporated organisation|"
    r"community interest company|limited liability partnership|"
    r"incorporated|limited|ltd|plc|llp|lbg|clg|cio|scio|cic|the))+$"
)
_LEGAL_END = re.compile(r"[\s,(]+(?:limited|ltd\.?|plc|llp|cio|scio|cic)\)?$", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_SMALL = re.compile(r"(?<![\w'’])[a-z]{2,}(?:['’][a-z]+)?")


def register_key(name: str) -> str:
    """The key by which a name is compared with registers: folded, without its legal form (Limited, CIO)."""
    folded = folded_name(name)
    return _LEGAL_FORM.sub("", folded) or folded


@dataclass(frozen=True)
class Link:
    """The body that a name links to, or none if several bodies share it."""

    body: Body | None
    rivals: int = 0


class Registers:
    """All bodies of the registers, by name."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._bodies = _joined(bodies)
        self._by_name: dict[str, list[Body]] = defaultdict(list)
        self._by_other_name: dict[str, list[Body]] = defaultdict(list)
        for body in self._bodies:
            own = register_key(body.name)
            self._by_name[own].append(body)
            for key in {register_key(name) for name in (*body.aliases, *body.former_names)} - {own}:
                self._by_other_name[key].append(body)

    def __len__(self) -> int:
        return len(self._bodies)

    def link(self, name: str, *, sector: str = "") -> Link:
        """The body with this name; the main name of a body comes before another's alias.

        Args:
            name: the name of an organisation.
            sector: its sector if known, which may decide between bodies of different sectors.
        """
        key = register_key(name)
        owners = self._by_name.get(key) or []
        if not owners and " " in key:  # a single word or abbreviation may be the short form of many bodies
            owners = self._by_other_name.get(key) or []
        return _decided(owners, sector=sector)

    def first_link(self, names: Iterable[str], *, sector: str = "") -> Link:
        """The link of the first name that links to a body; else whether any name is shared by several bodies."""
        rivals = 0
        for name in names:
            link = self.link(name, sector=sector)
            if link.body:
                return link
            rivals = max(rivals, link.rivals)
        return Link(None, rivals)

    def entries_in(self, texts: Sequence[str], *, taken: Set[str]) -> list[Entry]:
        """Gazetteer entries for the bodies that these texts mention, if the name is clearly an organisation's.

        Args:
            texts: all turns of the study.
            taken: folded names in the gazetteer or the study, which take precedence.
        """
        if not self._bodies:
            return []
        names = _MentionedNames((name for body in self._bodies for name in _forms_of(body)), texts)
        small = {word.replace("’", "'") for text in texts for word in _SMALL.findall(text)}
        entries: list[Entry] = []
        for body in self._bodies:
            usable = [
                name for name in _forms_of(body) if name in names.found and self._may_speak(name, small, taken)
            ]
            if usable:
                entries.append(_entry(body, usable, taken=taken))
        return _each_name_once(entries)

    def _may_speak(self, name: str, small: Set[str], taken: Set[str]) -> bool:
        folded = folded_name(name)
        if folded in taken or folded in never_organisations():
            return False
        words = [word.replace("’", "'") for word in _WORD.findall(name)]
        own = [word for word in words if word.casefold() not in SMALL_WORDS and word.casefold() not in heads()]
        # `Second Chance`, `Village Hall`: words that people use anyway.
        return any(word.casefold() not in small for word in own) and self.link(name).body is not None


class _MentionedNames:
    """Finds which of many names of two words or more occur in the texts, in one pass, by their first two words."""

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        self._by_two: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name in names:
            first = list(_first_words(name))
            if len(first) == 2:
                self._by_two[first[0], first[1]].add(name)
        self.found = {name for text in texts for name in self._in(text)}

    def _in(self, text: str) -> Iterator[str]:
        words = list(_WORD.finditer(text))
        for one, other in pairwise(words):
            for name in self._by_two.get((one[0], other[0]), ()):
                end = one.start() + len(name)
                if text.startswith(name, one.start()) and not text[end : end + 1].isalnum():
                    yield name


def _first_words(name: str) -> Iterator[str]:
    for at, match in enumerate(_WORD.finditer(name)):
        if at == 2:
            return
        yield match[0]


def _forms_of(body: Body) -> list[str]:
    """The names of a body as people use them: without article and legal form."""
    forms = (_plain(name) for name in (body.name, *body.aliases, *body.former_names))
    return list(dict.fromkeys(form for form in forms if " " in form))


def _plain(name: str) -> str:
    form = _LEGAL_END.sub("", name)
    return form[4:] if form[:4].casefold() == "the " else form


def _entry(body: Body, names: Sequence[str], *, taken: Set[str]) -> Entry:
    own = _plain(body.name)
    name = names[0] if folded_name(own) in taken else own
    says_what_it_is = any(word in heads() for form in names for word in folded_name(form).split())
    return Entry(
        name=name,
        aliases=tuple(form for form in names if folded_name(form) != folded_name(name)),
        sector=body.sector,
        register_id=body.register_id,
        ambiguous=not says_what_it_is,
    )


def _each_name_once(entries: Sequence[Entry]) -> list[Entry]:
    """The entries, without those that share a name with an earlier one."""
    taken: set[str] = set()
    kept = []
    for entry in entries:
        folded = {folded_name(name) for name in entry.all_names}
        if taken.isdisjoint(folded):
            kept.append(entry)
        taken |= folded
    return kept


def _decided(owners: Sequence[Body], *, sector: str) -> Link:
    if len(owners) > 1:
        owners = [body for body in owners if not body.ended] or owners
        if sector and any(body.sector == sector for body in owners):
            owners = [body for body in owners if body.sector in (sector, "")]
    if not owners:
        return Link(None)
    if len({body.sector for body in owners if body.sector}) > 1:
        return Link(None, len(owners))
    best = min(_rank(body) for body in owners)
    first = [body for body in owners if _rank(body) == best]
    return Link(first[0]) if len(first) == 1 else Link(None, len(first))


def _rank(body: Body) -> int:
    return next((at for at, scheme in enumerate(_SCHEMES) if body.register_id.startswith(scheme)), len(_SCHEMES))


def _joined(bodies: Iterable[Body]) -> list[Body]:
    """One body for each number, with its names from all files; the name in the first file is the main name."""
    joined: dict[str, Body] = {}
    for body in bodies:
        known = joined.get(body.register_id)
        if known is None:
            joined[body.register_id] = body
            continue
        more = (body.name, *body.aliases) if body.name != known.name else body.aliases
        joined[body.register_id] = Body(
            known.register_id,
            known.name,
            (*known.aliases, *more),
            (*known.former_names, *body.former_names),
            known.sector or body.sector,
            known.ended and body.ended,
        )
    return list(joined.values())
