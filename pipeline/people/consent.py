"""Decides how each person may be cited, according to their consent. No name is printed here without consent."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.evidence_records import Attribution, Mention
from pipeline.corpus.records import Concern, Consent, Finding, Participant
from pipeline.corpus.remembered_ids import natural_key
from pipeline.corpus.spans import folded
from pipeline.corpus.study import PARTICIPANTS_FILE
from pipeline.people.names import full_key, names_in_label
from pipeline.people.redaction import Redactor

NOT_TO_BE_QUOTED = "Not to be quoted"
_STRICTNESS = (Consent.NONE, Consent.ANONYMOUS, Consent.ROLE, Consent.NAMED)
_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True)
class Setting:
    """The setting of a person's words: the case, its place and the kind of its sources."""

    case: str
    place: str
    kind: str


class Citing:
    """Decides how people are cited.

    Args:
        redactor: finds the names that may not be printed.
        settings: the settings of the sources; for a case with several, the first with a place counts.
        strictest: the strictest consent on record for each name, by its key.
    """

    def __init__(
        self, redactor: Redactor, *, settings: Sequence[Setting], strictest: Mapping[tuple[str, ...], Consent]
    ) -> None:
        self._redactor = redactor
        self._strictest = strictest
        self._places: dict[str, str] = {}
        for setting in settings:
            if setting.place and not self._places.get(setting.case):
                self._places[setting.case] = setting.place
        self.findings: list[Finding] = []

    def attribution(self, person: Participant, *, in_survey: bool, place: str = "") -> Attribution:
        """How one person may be cited.

        Args:
            person: the person on record.
            in_survey: whether the words are survey answers.
            place: where the person spoke, if known: a case may have transcripts from several places.
        """
        consent = self._level(person, in_survey=in_survey)
        if consent is Consent.NONE:
            return self._row(person, consent, attribution=NOT_TO_BE_QUOTED)
        role, organisation = self._printable(person, consent)
        words = self._redacted_override(person)
        if words:
            organisation = organisation or (person.organisation if person.organisation in words else "")
        elif consent is Consent.NAMED and (name := _name(person)):
            words = _cited(name, role, organisation)
        elif role:
            where = self._place(person.case, place)
            words = _cited(_capital(role), person.sector, where=where)
        else:
            words = self._number(person, in_survey=in_survey, place=place)
        return self._row(person, consent, attribution=words, role=role, organisation=organisation)

    def _level(self, person: Participant, *, in_survey: bool) -> Consent:
        """The level that applies; unrecorded consent counts as `role`, or as `anonymous` for survey respondents."""
        given = Consent(person.consent)
        if given is Consent.UNRECORDED:
            nameless = in_survey and (is_respondent(person.participant) or not (person.name or person.role))
            return Consent.ANONYMOUS if nameless else Consent.ROLE
        strictest = self._strictest.get(full_key(_name(person)), given)
        if given is Consent.NAMED and strictest is not Consent.NAMED:
            self._note(
                "check",
                f"{person.participant} agreed to be named, but the same name is on record with less elsewhere:"
                " cited by role",
                "Give both rows the same consent, if they are one person",
            )
            return Consent.ROLE
        return given

    def _printable(self, person: Participant, consent: Consent) -> tuple[str, str]:
        """The role and organisation that may be printed: a role in a small organisation may identify a person."""
        if consent is Consent.NAMED:
            return self._clean(person.role), self._clean(person.organisation, organisation=True)
        if consent is Consent.ROLE:
            return self._clean(_without_organisation(person.role, person.organisation)), ""
        return "", ""

    def _redacted_override(self, person: Participant) -> str:
        wanted = person.attribution.strip()
        clean = self._redactor.redacted(wanted)
        if clean != wanted:
            self._note(
                "check",
                f"the attribution of {person.participant} holds a name without consent, which is left out",
                "Change the attribution or the consent",
            )
        return clean

    def _number(self, person: Participant, *, in_survey: bool, place: str) -> str:
        match = _NUMBER.search(person.participant)
        number = str(int(match[1])) if match else person.participant
        if in_survey:
            return f"Survey respondent {number}"
        places = self._where(person.case, place)
        where = next((one for one in places if not _names_organisation(one, person)), "")
        return _cited(f"Participant {number}", where=where)

    def _where(self, case: str, place: str) -> tuple[str, ...]:
        return tuple(where for where in (self._place(case, place), self._clean_case(case)) if where)

    def _place(self, case: str, place: str) -> str:
        place = (place or self._places.get(case, "")).strip()
        return place if self._redactor.redacted(place) == place else ""

    def _clean_case(self, case: str) -> str:
        return case if self._redactor.redacted(case.replace("_", " ")) == case.replace("_", " ") else ""

    def _clean(self, text: str, *, organisation: bool = False) -> str:
        return self._redactor.redacted(text.strip(), organisation=organisation)

    def _row(
        self,
        person: Participant,
        consent: Consent,
        *,
        attribution: str,
        role: str = "",
        organisation: str = "",
    ) -> Attribution:
        return Attribution(
            participant=person.participant,
            case=person.case,
            attribution=attribution,
            role=role,
            organisation=organisation,
            sector=person.sector,
            consent=consent,
            quotable=consent.may_be_quoted,
        )

    def _note(self, level: str, finding: str, remedy: str) -> None:
        self.findings.append(
            Finding(
                level=level,
                stage="quotes",
                concern=Concern.CONSENT,
                file=PARTICIPANTS_FILE,
                finding=finding,
                remedy=remedy,
            )
        )


def _names_organisation(where: str, person: Participant) -> bool:
    """Whether a place or case has the name of the person's organisation."""
    own = _plain(person.organisation)
    return bool(own) and f" {own} " in f" {_plain(where)} "


def _plain(name: str) -> str:
    words = re.findall(r"[^\W_]+", name.casefold())
    return " ".join(word for word in words if word != "the")


def strictest_consents(people: Sequence[Participant]) -> dict[tuple[str, ...], Consent]:
    """For each full name on record, the strictest consent given under it; unrecorded consent counts as `role`."""
    found: dict[tuple[str, ...], Consent] = {}
    for person in people:
        key = full_key(_name(person))
        given = Consent(person.consent)
        level = Consent.ROLE if given is Consent.UNRECORDED else given
        if key:
            found[key] = min(found.get(key, level), level, key=_STRICTNESS.index)
    return found


def respondent(participant: str, case: str) -> Participant:
    """A survey respondent about whom nothing else is known."""
    return Participant(participant=participant, case=case)


def is_respondent(participant: str) -> bool:
    """Whether an id is that of a survey respondent (R012), who may have answered no question."""
    return bool(re.fullmatch(r"R\d+", participant))


def _name(person: Participant) -> str:
    labels = names_in_label(person.speaker)
    return person.name.strip() or (labels[0] if labels else "")


def _without_organisation(role: str, organisation: str) -> str:
    """The role without the organisation, if it may not be printed: `Chair of Northside Trust` becomes `Chair`."""
    if not organisation.strip():
        return role.strip()
    named = re.escape(organisation.strip()).replace(r"\ ", r"\s+")
    return re.sub(
        rf"[\s,–—-]*(?:\b(?:of|at|for|with|from)\s+)?(?:\bthe\s+)?\b{named}\b[’']?s?", "", role, flags=re.I
    ).strip(" ,")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_MOST_LISTED = 6


def small_cells(
    attributions: Iterable[Attribution],
    *,
    people: Sequence[Participant],
    mentions: Iterable[Mention],
    names: Mapping[str, str],
    said: Callable[[str], str],
) -> Iterator[Finding]:
    """Findings on people cited without their name.

    Args:
        attributions: how each person is cited.
        people: everyone on record.
        mentions: the mentions of organisations.
        names: the names of organisations by id, to expand short forms.
        said: returns all words of a participant.
    """
    on_record = {person.participant: person for person in people}
    unnamed = {a.participant: a for a in attributions if a.participant in on_record and a.quotable}
    anonymous = [who for who, a in unnamed.items() if a.consent == Consent.ANONYMOUS]
    in_case = Counter(person.case for person in people if not person.interviewer)
    alone = [who for who in anonymous if in_case[on_record[who].case] == 1]
    if alone:
        yield _check(
            f"{_people(alone)} anonymous and nobody else speaks for the case: anyone who knows the case could "
            "identify them",
            "Read the columns case, place and sector as a neighbour would. Give a wider place in cases.csv, a "
            "neutral name to the case, or an attribution in participants.csv",
        )
    bearing = [who for who in anonymous if _same(on_record[who].case, on_record[who].organisation)]
    if bearing:
        yield _check(
            f"{_people(bearing)} anonymous, and the case bears the name of the organisation",
            "Give the case another name in cases.csv and participants.csv",
        )
    told = [who for who in anonymous if _tells(unnamed[who].attribution, on_record[who].organisation)]
    if told:
        yield _check(
            f"{_people(told)} anonymous, and the attribution in participants.csv names the organisation",
            "Change the attribution, or the consent",
        )
    yield from _own_organisation(anonymous, on_record, mentions, names)
    roles = [who for who in anonymous if _tells(said(who), _telling_role(on_record[who].role))]
    if roles:
        yield _check(
            f"{_people(roles)} anonymous, and {'says' if len(roles) == 1 else 'say'} what their work is",
            "Before you print one of these quotes, leave the role out: [role]. Contexts with it are left out",
        )


def _own_organisation(
    anonymous: Sequence[str],
    on_record: Mapping[str, Participant],
    mentions: Iterable[Mention],
    names: Mapping[str, str],
) -> Iterator[Finding]:
    hidden = set(anonymous)
    said: dict[str, int] = defaultdict(int)
    for mention in mentions:
        who = mention.participant
        meant = (mention.text, names.get(mention.organisation_id, ""))
        if who in hidden and any(_same(name, on_record[who].organisation) for name in meant):
            said[who] += 1
    if said:
        times = ", ".join(f"{who} {said[who]}" for who in sorted(said, key=natural_key)[:_MOST_LISTED])
        yield _check(
            f"People who are anonymous name their own organisation in what they say (times: {times})",
            "Before you print one of these quotes, leave the organisation out: [organisation]. Contexts with it "
            "are left out",
        )


def _telling_role(role: str) -> str:
    """A role of two or more words; a single word such as `volunteer` applies to many people."""
    return role if len(role.split()) > 1 else ""


def _people(who: Sequence[str]) -> str:
    listed = ", ".join(sorted(who, key=natural_key)[:_MOST_LISTED]) + (
        " and others" if len(who) > _MOST_LISTED else ""
    )
    return f"{listed} {'is' if len(who) == 1 else 'are'}"


def _same(one: str, other: str) -> bool:
    plain = [folded(name).casefold().removeprefix("the ") for name in (one, other)]
    return bool(plain[1]) and plain[0] == plain[1]


def _cited(*parts: str, where: str = "") -> str:
    """The parts with commas between them, without what is said already ("Officer in Newham, Newham")."""
    said = list(dict.fromkeys(piece.strip() for part in parts for piece in part.split(",") if piece.strip()))
    for place in dict.fromkeys(piece.strip() for piece in where.split(",") if piece.strip()):
        if not re.search(rf"(?<!\w){re.escape(place)}(?!\w)", ", ".join(said), re.IGNORECASE):
            said.append(place)
    return ", ".join(said)


def _tells(attribution: str, organisation: str) -> bool:
    return bool(organisation.strip()) and folded(organisation).casefold() in folded(attribution).casefold()


def _check(finding: str, remedy: str) -> Finding:
    return Finding(
        level="check",
        stage="quotes",
        concern=Concern.CONSENT,
        file=PARTICIPANTS_FILE,
        finding=finding,
        remedy=remedy,
    )
