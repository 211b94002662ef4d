"""What may give somebody away whose name is not printed: a case of one, an organisation that bears the case's name.

No rule can settle these: whether a place with one food bank names its chair is known to the researcher alone. So
the run says where to look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pipeline.evidence_records import Attribution, Mention
from pipeline.given_ids import natural_key
from pipeline.records import Concern, Consent, Finding, Participant
from pipeline.spans import folded
from pipeline.study import PARTICIPANTS_FILE

_MOST_LISTED = 6


def small_cells(
    attributions: Iterable[Attribution],
    *,
    people: Sequence[Participant],
    mentions: Iterable[Mention],
    names: Mapping[str, str],
    said: Callable[[str], str],
) -> Iterator[Finding]:
    """Findings on people who are cited without their name.

    Args:
        attributions: how everybody is cited.
        people: everybody on record.
        mentions: of organisations.
        names: of organisations, by id: what a short form stands for.
        said: all words of a participant.
    """
    on_record = {person.participant: person for person in people}
    unnamed = {a.participant: a for a in attributions if a.participant in on_record and a.quotable}
    anonymous = [who for who, a in unnamed.items() if a.consent == Consent.ANONYMOUS]
    in_case = Counter(person.case for person in people if not person.interviewer)
    alone = [who for who in anonymous if in_case[on_record[who].case] == 1]
    if alone:
        yield _check(
            f"{_people(alone)} anonymous and nobody else speaks for the case: who knows the case knows who that is",
            "Read the columns case, place and sector as a neighbour would; give a wider place in cases.csv, a name "
            "to the case that tells nothing, or an attribution in participants.csv",
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
    """A role of two words and more; `volunteer` is said of many."""
    return role if len(role.split()) > 1 else ""


def _people(who: Sequence[str]) -> str:
    listed = ", ".join(sorted(who, key=natural_key)[:_MOST_LISTED]) + (
        " and others" if len(who) > _MOST_LISTED else ""
    )
    return f"{listed} {'is' if len(who) == 1 else 'are'}"


def _same(one: str, other: str) -> bool:
    plain = [folded(name).casefold().removeprefix("the ") for name in (one, other)]
    return bool(plain[1]) and plain[0] == plain[1]


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
